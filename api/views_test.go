// The tests of saved views.

package api_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// save sends the form of a report's page.
func (b *browser) save(t testing.TB, page string, form url.Values) (*http.Response, string) {
	t.Helper()
	_, text := b.do(t, page, nil)
	found := regexp.MustCompile(`(?s)action="[./]*views".*?name="token" value="([0-9a-f]*)".*?name="path" value="([^"]*)".*?name="query" value="([^"]*)"`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("%s has no form: %s", page, text)
	}
	sent := url.Values{"token": {found[1]}, "path": {found[2]}, "query": {strings.ReplaceAll(found[3], "&amp;", "&")}}
	for name, values := range form {
		sent[name] = values
	}
	return b.do(t, "/views", sent)
}

func TestSavedViews(t *testing.T) {
	t.Parallel()
	f := setup(t)
	signedIn := func(k testKey) *browser {
		_, secret := f.key(t, k)
		b := f.browser(t)
		b.signIn(t, secret)
		return b
	}
	ana, bob := signedIn(testKey{name: "ana"}), signedIn(testKey{name: "bob"})
	limited, admin := signedIn(testKey{name: "limited", campaigns: []string{"sales"}}), signedIn(testKey{name: "admin", scopes: []string{"read", "admin"}})
	const page = "/reports/queue-summary?range=last-week&interval=day&queue=%s"
	hostile := `<script>"x"</script> & más`
	for name, v := range map[string]struct {
		queue string
		all   bool
	}{hostile: {"sales", true}, "secret campaign": {"other", true}, "mine": {"sales", false}} {
		form := url.Values{"name": {name}}
		if v.all {
			form.Set("for", "all")
		}
		res, text := ana.save(t, strings.ReplaceAll(page, "%s", v.queue), form)
		if want := "./reports/queue-summary?interval=day&queue=" + v.queue + "&range=last-week"; res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != want {
			t.Fatalf("%s: %d, %q: %s", name, res.StatusCode, res.Header.Get("Location"), text)
		}
	}
	sees := func(b *browser, path string) (names []string) {
		_, text := b.do(t, path, nil)
		if strings.Contains(text, "<script>\"x\"") {
			t.Errorf("%s has the name as an element", path)
		}
		for _, m := range regexp.MustCompile(`<li><a href="[./]*reports/queue-summary\?interval=day[^"]*">([^<]*)</a>`).FindAllStringSubmatch(text, -1) {
			names = append(names, m[1])
		}
		return names
	}
	escaped := "&lt;script&gt;&#34;x&#34;&lt;/script&gt; &amp; más"
	for _, c := range []struct {
		who  string
		b    *browser
		want string
	}{{"ana", ana, escaped + ", mine, secret campaign"}, {"bob", bob, escaped + ", secret campaign"}, {"limited", limited, escaped}} {
		for _, path := range []string{"/reports", "/reports/queue-summary?range=today"} {
			if got := strings.Join(sees(c.b, path), ", "); got != c.want {
				t.Errorf("%s sees on %s: %q, want %q", c.who, path, got, c.want)
			}
		}
	}
	if got := sees(ana, "/reports/calls?range=today"); got != nil {
		t.Errorf("another report has %q", got)
	}
	t.Run("the same name replaces", func(t *testing.T) {
		if res, _ := ana.save(t, "/reports/queue-summary?interval=day&range=today", url.Values{"name": {" mine "}}); res.StatusCode != http.StatusSeeOther {
			t.Errorf("status %d", res.StatusCode)
		}
		if got := sees(ana, "/reports"); len(got) != 3 {
			t.Errorf("ana has %q", got)
		}
	})
	for name, c := range map[string]struct {
		b      *browser
		form   url.Values
		status int
	}{
		"no name": {ana, url.Values{"name": {"  "}}, 400}, "long name": {ana, url.Values{"name": {strings.Repeat("ñ", 81)}}, 400}, "the longest name": {bob, url.Values{"name": {strings.Repeat("ñ", 80)}}, 303},
		"right to left": {ana, url.Values{"name": {"a\u202eb"}}, 400}, "no report": {ana, url.Values{"name": {"x"}, "path": {"../../evil"}}, 400},
		"another site": {ana, url.Values{"name": {"x"}, "path": {"//evil.test/"}}, 400}, "long query": {ana, url.Values{"name": {"x"}, "query": {"queue=" + strings.Repeat("a", 5000)}}, 400},
		"nul": {ana, url.Values{"name": {"x"}, "query": {"queue=%00"}}, 400}, "for all by a limited key": {limited, url.Values{"name": {"x"}, "for": {"all"}}, 403},
		"no token": {ana, url.Values{"name": {"x"}, "token": {""}}, 403}, "the token of another": {ana, url.Values{"name": {"x"}, "token": {bob.token(t, "/reports")}}, 403},
	} {
		if res, text := c.b.save(t, "/reports/queue-summary?range=today", c.form); res.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d: %s", name, res.StatusCode, c.status, text)
		}
	}
	if res, _ := f.browser(t).do(t, "/views", url.Values{"name": {"x"}, "path": {"queue-summary"}}); res.StatusCode != http.StatusUnauthorized && res.StatusCode != http.StatusSeeOther {
		t.Errorf("without a session: %d", res.StatusCode)
	}
	ids := map[string]string{}
	rows, err := f.db.QueryContext(t.Context(), "SELECT id::text, name FROM app.saved_view")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			t.Fatal(err)
		}
		ids[name] = id
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who, name string
		b         *browser
		status    int
	}{{"bob", "secret campaign", bob, 404}, {"admin", "secret campaign", admin, 303}, {"ana", "mine", ana, 303}, {"ana again", "mine", ana, 404}} {
		if res, text := c.b.do(t, "/views/delete", url.Values{"token": {c.b.token(t, "/reports")}, "id": {ids[c.name]}}); res.StatusCode != c.status {
			t.Errorf("%s deletes %s: status %d, want %d: %s", c.who, c.name, res.StatusCode, c.status, text)
		}
	}
	if got := strings.Join(sees(ana, "/reports"), ", "); got != escaped {
		t.Errorf("ana has %q", got)
	}
	var sql string
	if err := f.db.QueryRowContext(t.Context(), "SELECT string_agg(query, ' ') FROM app.saved_view WHERE shared").Scan(&sql); err != nil || sql != "interval=day&queue=sales&range=last-week" {
		t.Errorf("the view has the query %q, %v", sql, err)
	}
}
