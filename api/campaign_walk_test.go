package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// walkKeep are the routes whose answers to a key without limits do not change when rows are added.
var walkKeep = map[string]bool{
	"/v1": true, "/v1/tables": true, "/v1/events": true, "/v1/reports": true, "/openapi.json": true, "/openapi-3.0.json": true, "/docs/openapi.json": true, "/docs/errors": true, "/healthz": true, "/readyz": true, "/bridge.js": true, "/bridge.d.ts": true,
	"/metrics":       true,                               // only its status is compared
	"/v1/screen-pop": true,                               // it is of one campaign
	"/v1/feeds":      true, "/v1/reports/coverage": true, // feeds belong to no campaign
	"/v1/site-reports": true, // nor do files
}

// TestCampaignsNeverShow requests every route of the OpenAPI document, in every format, with keys of two campaigns:
// first while only the first campaign has rows, then when the other one has rows everywhere. The answers to the first
// key must not change by a byte; those to the second must contain nothing of the first campaign.
func TestCampaignsNeverShow(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.campaignFacts(t, ownCampaign, "ownmark", "10")
	own, other, all := f.clientOf(t, []string{ownCampaign}), f.clientOf(t, []string{otherCampaign}), f.clientOf(t, nil)
	asks := walkedURLs(t, all)
	before, wholeBefore := own.walk(t, asks), all.walk(t, asks)
	f.campaignFacts(t, otherCampaign, "othermark", "09")
	f.exec(t, "ANALYZE")
	after, wholeAfter, others := own.walk(t, asks), all.walk(t, asks), other.walk(t, asks)

	closed := map[string]bool{}
	for _, r := range db.Routes() {
		closed[r.Path] = r.Whole
	}
	changed, answered := map[string]bool{}, 0
	for i, ask := range asks {
		if is := strings.HasPrefix(after[i], "403"); is != closed[ask.route] && ask.route != "/metrics" && ask.route != "/v1/site-reports" {
			t.Errorf("GET %s: closed to a limited key %t, want %t:\n%.300s", ask.url, is, closed[ask.route], after[i])
		} else if strings.HasPrefix(after[i], "200") {
			answered++
		}
		if before[i] != after[i] {
			t.Errorf("GET %s changes when another campaign gets rows:\n%.2000s\nthen\n%.2000s", ask.url, before[i], after[i])
		}
		if strings.Contains(after[i], "othermark") {
			t.Errorf("GET %s shows the other's:\n%.2000s", ask.url, after[i])
		}
		if strings.Contains(others[i], "ownmark") {
			t.Errorf("GET %s shows the first's to the other:\n%.2000s", ask.url, others[i])
		}
		if strings.HasPrefix(after[i], "500") || strings.HasPrefix(others[i], "500") {
			t.Errorf("GET %s:\n%.2000s\n%.2000s", ask.url, after[i], others[i])
		}
		changed[ask.route] = changed[ask.route] || wholeBefore[i] != wholeAfter[i]
	}
	t.Logf("%d routes, %d questions, %d of them answered", len(changed), len(asks), answered)
	for route, changes := range changed {
		if !changes && !walkKeep[route] {
			t.Errorf("GET %s: the other campaign's rows don't show to a key without limits, so this test shows nothing", route)
		}
	}
}

// walkedURL is a request and its route.
type walkedURL struct{ route, url string }

// walkedURLs returns the requests to every GET route of the document.
func walkedURLs(t *testing.T, c client) []walkedURL {
	t.Helper()
	document, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{"guid": "ownmark guid", "contact": "0990", "sessionid": "shared session", "id": "1", "table": "queue_log_repo", "campaign": ownCampaign}
	var out []walkedURL
	walked := map[string]bool{} // tables of events: one event of each, because their rows have the policies of the table
	for _, o := range document.operations() {
		path := o.path
		if events, of := strings.CutPrefix(path, "/v1/events/"); of {
			table, _, _ := strings.Cut(events, "/")
			if walked[table] && os.Getenv("CCREPO_SOAK") == "" {
				continue
			}
			walked[table] = true
		}
		if !o.reads() || strings.HasSuffix(path, "/stream") { // which does not end, and has tests of its own
			continue
		}
		names := o.columns // filters
		query := url.Values{}
		asked := path
		for _, p := range o.Parameters {
			names = append(names, p.Name)
			switch {
			case p.In == "path":
				asked = strings.ReplaceAll(asked, "{"+p.Name+"}", url.PathEscape(values[p.Name]))
			case p.Required != nil && *p.Required:
				query.Set(p.Name, values[p.Name])
			}
		}
		if slices.Contains(names, "to") {
			query.Set("from", "2026-03-08")
			query.Set("to", "2026-03-10T12:00:00Z")
		}
		add := func(pairs ...string) {
			q := url.Values{}
			for name, v := range query {
				q[name] = v
			}
			for pair := range slices.Chunk(pairs, 2) {
				if base, _, _ := strings.Cut(pair[0], "."); !slices.Contains(names, base) {
					return
				}
				q.Add(pair[0], pair[1])
			}
			out = append(out, walkedURL{path, asked + "?" + q.Encode()})
		}
		add()
		add("format", "csv")
		add("nosuch", "x")
		out = append(out, walkedURL{path, asked + "?campain=" + url.QueryEscape(otherCampaign)})
		for _, name := range []string{"campaign", "queue", "queuename"} {
			add(name, otherCampaign)
			add(name+".ne", ownCampaign)
			add(name+".ilike", "*sales*")
		}
		add("agent", "ana")
		add("count", "exact", "limit", "1")
		add("count", "estimated")
		if strings.HasPrefix(path, "/v1/events/") {
			continue // they are many, and all alike
		}
		if group, name, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/"); (group == "tables" || group == "reports") && !strings.Contains(name, "/") {
			set := "/odata/" + strings.ReplaceAll(name, "-", "_")
			out = append(out, walkedURL{path, set + "?" + query.Encode()}, walkedURL{path, set + "/$count?" + query.Encode()}, walkedURL{path, set + "?$count=true&$top=5&" + query.Encode()})
		}
		add("format", "ndjson")
		add("limit", "1")
		add("explain", "true")
		add("compare", "previous", "interval", "day")
		add("interval", "hour", "total", "true", "format", "csv")
		add("order", "-id")
		add("hours", "08:00-18:00")
		add("range", "yesterday")
		if table, one := strings.CutSuffix(path, "/{id}"); one {
			// The rows added later have the next ids.
			var last int
			relation := strings.TrimPrefix(table, "/v1/tables/")
			if own := map[string]string{"/v1/actions": "app.action", "/v1/do-not-call": "app.do_not_call", "/v1/dialer/lists": "dialer_base"}[relation]; own != "" {
				relation = own
			}
			if err := c.db.QueryRowContext(t.Context(), "SELECT coalesce(max(id), 0) FROM "+relation).Scan(&last); err != nil {
				t.Fatal(err)
			}
			for id := last - 1; id < last+3; id++ {
				out = append(out, walkedURL{path, table + "/" + strconv.Itoa(id)})
			}
		}
		if strings.HasSuffix(path, "/call") || strings.Contains(path, "{guid}") {
			for _, guid := range []string{"shared guid", "othermark guid"} {
				out = append(out, walkedURL{path, strings.Replace(asked+"?"+query.Encode(), url.QueryEscape("ownmark guid"), url.QueryEscape(guid), 1)})
			}
		}
	}
	slices.SortFunc(out, func(a, b walkedURL) int { return strings.Compare(a.url, b.url) })
	return slices.Compact(out)
}

// asOf matches as_of, which depends on all rows together.
var asOf = regexp.MustCompile(`"as_of":("[^"]*"|null)`)

// walk asks them all and follows the pages. An answer is its status, the headers that describe the
// data, its body and its trailers.
func (c client) walk(t *testing.T, asks []walkedURL) []string {
	t.Helper()
	answers := make([]string, len(asks))
	var workers sync.WaitGroup
	next := make(chan int)
	for range 3 {
		workers.Go(func() {
			for i := range next {
				answers[i] = c.whole(t, asks[i].url, 3)
			}
		})
	}
	for i := range asks {
		next <- i
	}
	close(next)
	workers.Wait()
	return answers
}

// whole is an answer with the pages behind it.
func (c client) whole(t *testing.T, path string, pages int) string {
	t.Helper()
	res := c.open(t, path, bearer(c.secret))
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		t.Errorf("GET %s: %v", path, err)
		return ""
	}
	out := fmt.Sprintln(res.StatusCode)
	for _, name := range []string{"ETag", "Content-Type", "Content-Disposition", "X-Range-From", "X-Range-To", "X-Row-Count", "X-Next-Cursor"} {
		out += fmt.Sprintln(name, res.Header.Get(name), res.Trailer.Get(name))
	}
	if strings.HasPrefix(path, "/metrics") && res.StatusCode == http.StatusOK {
		return out
	}
	out += asOf.ReplaceAllString(string(body), `"as_of":…`)
	var frame struct {
		Cursor string `json:"next_cursor"`
	}
	if bytes.HasPrefix(body, []byte("{")) && json.Unmarshal(body, &frame) == nil && frame.Cursor != "" && pages > 1 {
		q, _, _ := strings.Cut(path, "&cursor=")
		out += c.whole(t, q+"&cursor="+url.QueryEscape(frame.Cursor), pages-1)
	}
	return out
}

// campaignFacts gives a campaign rows in every table that has campaigns, with a mark in every text that
// may hold one and at an hour of yesterday, and every table without campaigns a row. All campaigns share
// an agent, a caller, a call, a list's name and a session of messages. What they share was there before.
func (f *fixture) campaignFacts(t *testing.T, campaign, mark, hour string) {
	t.Helper()
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	at := "2026-03-09 " + hour + ":00Z"
	for _, r := range db.Routes() {
		table, isTable := strings.CutPrefix(r.Path, "/v1/tables/")
		if !isTable || r.One || strings.HasSuffix(table, "_log_repo") {
			continue
		}
		var names, values []string
		args := []any{}
		for _, c := range r.Columns {
			var value any
			switch {
			case c.Name == "id":
				continue
			case c.Name == "campaign":
				value = campaign
			case slices.Contains([]string{"src", "callerid", "destination"}, c.Name):
				value = "0990"
			case slices.Contains([]string{"agent", "accountcode"}, c.Name):
				value = "ana"
			case c.Name == "name" || c.Name == "dialerbase" || c.Name == "smsbase":
				value = "shared list"
			case c.Name == "sessionid":
				value = "shared session"
			case c.Name == "contact":
				value = "shared contact"
			case c.Name == "direction":
				value = "I"
			case c.Name == "status" && c.Kind == route.Int:
				value = 1
			case c.Kind == route.Text:
				value = mark + " " + c.Name
			case c.Kind == route.Bool:
				value = true
			case c.Kind == route.Time:
				value = at
			default:
				value = 7
			}
			args = append(args, value)
			names, values = append(names, `"`+c.Name+`"`), append(values, fmt.Sprintf("$%d", len(args)))
		}
		f.exec(t, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(values, ", ")+")", args...)
	}
	// A record of a call that both had: its guid and its id are the same.
	f.exec(t, `INSERT INTO cdr_repo (calldate, campaign, guid, uniqueid, src, disposition, type, note) VALUES ($1, $2, 'shared guid', 'shared call', '0990', 'ANSWERED', 'recorded', $3)`, at, campaign, mark)
	f.exec(t, `INSERT INTO app.action (created_at, deadline, agent, action, campaign, callerid, guid, l1, l2, l3, d1, d2, comment, detail, principal)
		VALUES ($1, $1, 'ana', 'DISPOSITION_CALL', $2, '0990', 'shared guid', $3, $3, $3, $3, $3, $3, $3, 'somebody')`, at, campaign, mark)
	f.exec(t, "INSERT INTO app.action (created_at, deadline, agent, action, detail, principal) VALUES ($1, $1, 'ana', 'HANG_UP', $2, 'somebody')", at, mark)
	f.exec(t, `INSERT INTO app.disposition (disposed_at, agent, campaign, callerid, guid, l1, l2, l3, d1, d2, comment, marked_at, cdr_id)
		VALUES ($1, 'ana', $2, '0990', 'shared guid', $3, $3, $3, $3, $3, $3, $1, 7)`, at, campaign, mark)
	f.exec(t, "INSERT INTO app.allowed_disposition (campaign, l1, l2, l3) VALUES ($1, $2, $2, $2)", campaign, mark)
	f.exec(t, "INSERT INTO app.do_not_call (added_at, number, typed, campaign, reason, added_by) VALUES ($1, $3, $3, $2, $3, $3)", at, campaign, mark)
	f.exec(t, "INSERT INTO app.campaign_setting (campaign, did, screen_pop) VALUES ($1, $2, 'https://crm.example/{contact}?of=' || $2)", campaign, mark)
	for _, e := range catalogue.WithViews() {
		var data [5]*string
		for _, field := range e.Fields {
			text := strconv.Itoa(60 + len(mark))
			if field.Type == event.Text {
				text = mark + " " + field.Name
			}
			if field.Data == 1 && e.When.Equals != "" {
				text = e.When.Equals
			}
			if field.Part == 2 {
				text = *data[field.Data-1] + "|" + text
			}
			data[field.Data-1] = &text
		}
		f.exec(t, "INSERT INTO "+e.Table+" (datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5) VALUES ($1, $2, $3, 'ana', $4, $5, $6, $7, $8, $9)",
			at, mark+" "+e.Name, campaign, e.Rows[0], data[0], data[1], data[2], data[3], data[4])
		// An event that is not in the catalogue.
		f.exec(t, "INSERT INTO "+e.Table+" (datetime, callid, queuename, agent, event, data1) VALUES ($1, $2, $3, 'ana', $4, $5)", at, mark, campaign, strings.ToUpper(mark), mark)
	}
	var log strings.Builder
	for _, call := range []struct{ id, caller string }{{mark, "0990"}, {"shared call", "0990"}, {mark + " again", mark}} {
		for i, line := range []string{"NONE|ENTERQUEUE||" + call.caller + "|1", "ana|RINGNOANSWER|5000", "ana|CONNECT|20||3", "ana|HOLD", "ana|UNHOLD", "ana|COMPLETECALLER|20|300|1"} {
			fmt.Fprintf(&log, "2026-03-09T%s:%02d:%02dZ|%s|%s|%s\n", hour, 10+5*len(call.id)%40, 5*i, call.id, campaign, line)
		}
	}
	// One lost, one waiting and one in conversation; all of them before the last row of all.
	fmt.Fprintf(&log, "2026-03-09T%[1]s:50:00Z|%[2]s lost|%[3]s|NONE|ENTERQUEUE||%[2]s 1|1\n2026-03-09T%[1]s:50:30Z|%[2]s lost|%[3]s|NONE|ABANDON|1|1|30\n", hour, mark, campaign)
	fmt.Fprintf(&log, "2026-03-10T11:%[1]s:00Z|%[2]s waits|%[3]s|NONE|ENTERQUEUE||%[2]s 2|1\n", hour, mark, campaign)
	fmt.Fprintf(&log, "2026-03-10T11:%[1]s:00Z|%[2]s talks|%[3]s|NONE|ENTERQUEUE||%[2]s 3|1\n2026-03-10T11:%[1]s:10Z|%[2]s talks|%[3]s|ana|CONNECT|10||3\n", hour, mark, campaign)
	fmt.Fprintf(&log, "2026-03-10T11:%[1]s:20Z|NONE|NONE|ana|REALPAUSE|%[2]s\n", hour, mark)
	fmt.Fprintf(&log, "2026-03-09T%[1]s:55:00Z|NONE|NONE|ana|AGENTLOGIN\n2026-03-09T%[1]s:56:00Z|NONE|NONE|ana|AGENTLOGOFF|60\n", hour)
	if hour == "10" { // the last of all
		log.WriteString("2026-03-10T11:59:00Z|NONE|NONE|NONE|CONFIGRELOAD\n")
		for _, table := range event.Tables() {
			f.exec(t, "INSERT INTO "+table+" (datetime, callid, queuename, event) VALUES ('2026-03-10T11:59:00Z', '', 'NONE', 'UNKNOWN')")
		}
	}
	f.queueLog(t, log.String())
}
