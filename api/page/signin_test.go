// Two keys of different campaigns, signed in, over every page.

package page_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// viewer is somebody who has signed in with a key of one campaign.
type viewer struct {
	*site
	campaign string
	calls    map[string]bool // of that campaign alone
}

// signIn makes a key of a campaign, and signs in with it by the form.
func (s *site) signIn(t *testing.T, campaign string) *viewer {
	t.Helper()
	id, secret, hash := auth.NewSecret()
	if _, err := s.db.ExecContext(t.Context(), "INSERT INTO app.api_key (id, name, secret_sha256, scopes, campaigns) VALUES ($1, $1, $2, '{read}', $3)", id, hash[:], pq.Array([]string{campaign})); err != nil {
		t.Fatal(err)
	}
	rows, err := s.db.QueryContext(t.Context(), `
		SELECT callid FROM (SELECT callid, queuename AS campaign FROM queue_log_repo WHERE callid <> '' UNION ALL SELECT uniqueid, campaign FROM cdr_repo) AS c
		GROUP BY callid HAVING bool_and(coalesce(campaign, '') = $1)`, campaign)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	v := &viewer{campaign: campaign, calls: map[string]bool{}}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		v.calls[id] = true
	}
	jar, err := cookiejar.New(nil)
	if err != nil || rows.Err() != nil || len(v.calls) < 10 {
		t.Fatalf("%v, %v, %d calls of %s", err, rows.Err(), len(v.calls), campaign)
	}
	own := *s
	own.client = &http.Client{Jar: jar, CheckRedirect: s.client.CheckRedirect}
	v.site = &own
	_, form := v.get(t, "/sign-in")
	token := regexp.MustCompile(`name="token" value="([0-9a-f]+)"`).FindStringSubmatch(form)
	if token == nil {
		t.Fatalf("no form: %s", form)
	}
	res, err := v.client.PostForm(s.server.URL+"/sign-in", url.Values{"token": {token[1]}, "key": {secret}})
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in answers %d", res.StatusCode)
	}
	return v
}

var callID = regexp.MustCompile(`[0-9]{9,}\.[0-9]+`)

// foreign returns the first thing on a page that belongs to another's campaign. A name that the request has is no news.
func (v *viewer) foreign(body, path string, other *viewer) string {
	asked, _ := url.QueryUnescape(path)
	plain := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#43;", "+", "%3C", "<", "%3E", ">", `\u003c`, "<", `\u003e`, ">").Replace(body)
	if strings.Contains(plain, other.campaign) && !strings.Contains(asked, other.campaign) {
		return other.campaign
	}
	for _, id := range callID.FindAllString(body, -1) {
		if other.calls[id] && !strings.Contains(asked, id) {
			return id
		}
	}
	return ""
}

// TestNothingOfAnother wants nothing of another campaign on any page.
func TestNothingOfAnother(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	s := newSite(t)
	first, second := s.signIn(t, "Sales<-"), s.signIn(t, "Support<-")
	paths := []string{"/", "/?lang=es", "/reports", "/wall", "/reports/events/queue_log_repo/CONNECT?range=last-7-days", "/v1/reports/calls?range=last-7-days&format=csv", "/v1/tables/cdr_repo?range=last-7-days"}
	for _, r := range db.Routes() {
		if !strings.Contains(r.Path, "{") && (r.Group == "reports" || r.Group == "tables") {
			name := "/reports/" + strings.TrimPrefix(strings.TrimPrefix(r.Path, "/v1/"), "reports/")
			paths = append(paths, name, name+"?range=last-7-days")
		}
	}
	for _, pair := range [][2]*viewer{{first, second}, {second, first}} {
		v, other := pair[0], pair[1]
		name := url.QueryEscape(other.campaign)
		var theirs string
		for id := range other.calls {
			theirs = id
			break
		}
		own := 0
		for _, path := range append(paths, "/?queue="+name, "/wall?queue="+name, "/reports/calls?range=last-7-days&queue="+name, "/reports/tables/cdr_repo?range=last-7-days&campaign="+name,
			"/reports/queue-summary?range=last-7-days&interval=day&compare=previous&queue="+name, "/reports/queue-summary?range=last-7-days&compare=previous", "/calls/"+theirs, "/v1/reports/call?callid="+theirs) {
			res, body := v.get(t, path)
			if res.StatusCode >= http.StatusInternalServerError || res.StatusCode == http.StatusSeeOther {
				t.Errorf("%s answers %d", path, res.StatusCode)
			}
			if got := v.foreign(body, path, other); got != "" {
				t.Errorf("%s shows %s to a key of %s: %d", path, got, v.campaign, res.StatusCode)
			}
			if other.foreign(body, path, v) != "" {
				own++
			}
		}
		if own < 15 {
			t.Errorf("%d pages show something of %s", own, v.campaign)
		}
		if res, _ := v.get(t, "/calls/"+theirs); res.StatusCode != http.StatusNotFound {
			t.Errorf("a call of %s answers %d to a key of %s", other.campaign, res.StatusCode, v.campaign)
		}
		for _, path := range []string{"/wall/stream", "/wall/stream?queue=" + name} {
			if got := v.foreign(v.firstEvent(t, path), path, other); got != "" {
				t.Errorf("%s sends %s to a key of %s", path, got, v.campaign)
			}
		}
	}
}

// firstEvent returns the first message of a stream.
func (v *viewer) firstEvent(t *testing.T, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, v.server.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	if err != nil && err != io.EOF || !strings.HasPrefix(line, "data: {") {
		t.Fatalf("%s sends %d %q, %v", path, res.StatusCode, line, err)
	}
	return line
}
