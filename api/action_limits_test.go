package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/action"
)

// TestStreamLimits opens streams until they are refused.
func TestStreamLimits(t *testing.T) {
	t.Parallel()
	refused := func(t *testing.T, f *fixture, agent string, header []string, status int, code, names string) {
		t.Helper()
		p, h := f.refused(t, "/v1/agents/"+agent+"/stream", map[string]string{header[0]: header[1]}, status, code)
		if h.Get("Retry-After") == "" || !strings.Contains(p.Detail, names) {
			t.Errorf("Retry-After %q: %s; want the name %s", h.Get("Retry-After"), p.Detail, names)
		}
	}
	t.Run("one key does not shut out the browser of another's token", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, limited := f.key(t, testKey{scopes: []string{"act"}, campaigns: []string{"mine"}})
		_, other := f.key(t, testKey{scopes: []string{"act"}, campaigns: []string{"theirs"}})
		byKey, byToken := []string{"Authorization", "Bearer " + limited}, f.agentToken(t, "ana", limited)
		for i := range 32 {
			f.stream(t, "ana", [][]string{byKey, byToken}[i%2]...)
		}
		for _, header := range [][]string{byKey, byToken} {
			refused(t, f, "ana", header, http.StatusTooManyRequests, "too_many_requests", "32 streams")
		}
		f.stream(t, "bob", byKey...)
		f.stream(t, "ana", f.agentToken(t, "ana", other)...)
		f.stream(t, "ana", "Authorization", "Bearer "+other)
	})
	t.Run("a key has a maximum", func(t *testing.T) {
		t.Parallel()
		f := setupWith(t, func(o *api.Options) { o.Streams = action.Limits{Key: 3} })
		_, one := f.key(t, testKey{scopes: []string{"act"}})
		_, other := f.key(t, testKey{scopes: []string{"act"}})
		first := f.stream(t, "agent0", "Authorization", "Bearer "+one)
		for i := range 2 {
			agent := fmt.Sprint("agent", i+1)
			f.stream(t, agent, f.agentToken(t, agent, one)...)
		}
		refused(t, f, "agent3", f.agentToken(t, "agent3", one), http.StatusTooManyRequests, "too_many_requests", "streams-per-key")
		f.stream(t, "agent3", "Authorization", "Bearer "+other)
		first.leave()
		eventually(t, "a place is free", func() bool {
			return openStream(t, f.client, f.http.URL, "agent3", "Authorization", "Bearer "+one).res.StatusCode == http.StatusOK
		})
	})
	t.Run("the server has a maximum", func(t *testing.T) {
		t.Parallel()
		f := setupWith(t, func(o *api.Options) { o.Streams = action.Limits{All: 2} })
		for i := range 3 {
			_, secret := f.key(t, testKey{scopes: []string{"act"}})
			header := []string{"Authorization", "Bearer " + secret}
			if i < 2 {
				f.stream(t, "ana", header...)
				continue
			}
			refused(t, f, "ana", header, http.StatusServiceUnavailable, "busy", "setting streams")
		}
	})
}

// TestBareActionsOfLimitedKeys sends actions that have no campaign with limited keys: they go to the streams of the same
// key and its tokens, and of keys that are not limited.
func TestBareActionsOfLimitedKeys(t *testing.T) {
	t.Parallel()
	f := setup(t)
	secrets := map[string]string{}
	for name, campaigns := range map[string][]string{"all": nil, "mine": {"mine"}, "also mine": {"mine"}, "theirs": {"theirs"}} {
		_, secrets[name] = f.key(t, testKey{scopes: []string{"act"}, campaigns: campaigns})
	}
	streams := map[string][]*sse{}
	for name, secret := range secrets {
		streams[name] = []*sse{f.stream(t, "ana", f.agentToken(t, "ana", secret)...), f.stream(t, "ana", "Authorization", "Bearer "+secret)}
	}
	of := map[string][]int64{}
	for _, path := range []string{"hang-up", "close-tab", "hang-up"} {
		for name, secret := range secrets {
			id := f.act(t, path, `{"agent":"ana","expires_in":300}`, "Authorization", "Bearer "+secret)
			of["all"] = append(of["all"], id)
			if name != "all" {
				of[name] = append(of[name], id)
			}
		}
	}
	for name, all := range streams {
		for _, s := range all {
			for _, id := range of[name] {
				s.want(t, "action", id, opened)
			}
		}
	}
	id := of["mine"][0]
	for _, name := range []string{"also mine", "theirs"} {
		f.ack(t, id, "acknowledged", f.agentToken(t, "ana", secrets[name])...).want(t, http.StatusNotFound, "not_found")
	}
	f.ack(t, id, "acknowledged", f.agentToken(t, "ana", secrets["mine"])...).want(t, http.StatusOK, "")
	for _, name := range []string{"mine", "all"} {
		for _, s := range streams[name] {
			s.want(t, "state", id, "acknowledged")
		}
	}
	for _, name := range []string{"also mine", "theirs"} {
		for _, s := range streams[name] {
			s.want(t, "action", f.act(t, "hang-up", `{"agent":"ana"}`, "Authorization", "Bearer "+secrets[name]), opened) // and nothing before it
			break
		}
	}
}

// TestTokenShowsWhatItsKeyMaySee uses tokens of a key without the scope pii.
func TestTokenShowsWhatItsKeyMaySee(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO app.campaign (campaign) VALUES ('c')`)
	_, plain := f.key(t, testKey{scopes: []string{"act"}})
	_, seeing := f.key(t, testKey{scopes: []string{"act", "pii"}})
	const call = `{"agent":"ana","destination":"1234567890","campaign":"c","did":"22222222","expires_in":300}`
	const disposition = `{"agent":"ana","campaign":"c","callerid":"1234567890","guid":"g","l1":"sale","expires_in":300}`
	masked, whole := f.agentToken(t, "ana", plain), f.agentToken(t, "ana", seeing)
	one, other := f.stream(t, "ana", masked...), f.stream(t, "ana", whole...)
	id := f.act(t, "make-call", call, "Authorization", "Bearer "+plain)
	if e := one.want(t, "action", id, opened); strings.Contains(e.text, "1234567890") || !strings.Contains(e.text, `"destination":"123***90~`) {
		t.Errorf("the token of a key without pii shows %s", e.text)
	}
	if e := other.want(t, "action", id, opened); !strings.Contains(e.text, `"destination":"1234567890"`) {
		t.Errorf("the token of a key with pii shows %s", e.text)
	}
	if r := f.submit(t, http.MethodGet, fmt.Sprint("/v1/actions/", id), "", masked...); r.status != http.StatusOK || strings.Contains(r.body, "1234567890") {
		t.Errorf("%d %s", r.status, r.body)
	}
	t.Run("does not claim what it sees masked", func(t *testing.T) {
		r := f.ack(t, id, "acknowledged", masked...)
		if r.want(t, http.StatusForbidden, "missing_scope"); !strings.Contains(r.body, "pii") {
			t.Errorf("it does not say what to do: %s", r.body)
		}
		f.ack(t, id, "acknowledged", whole...).want(t, http.StatusOK, "")
	})
	t.Run("does not send what its own browser cannot do", func(t *testing.T) {
		for path, body := range map[string]string{"make-call": call, "disposition-call": disposition} {
			f.submit(t, http.MethodPost, "/v1/actions/"+path, body, masked...).want(t, http.StatusForbidden, "missing_scope")
			f.act(t, path, body, whole...)
		}
		if n := f.count(t, "app.disposition"); n != 1 {
			t.Errorf("%d dispositions are stored, want 1", n)
		}
	})
	t.Run("does what has no personal data", func(t *testing.T) {
		id := f.act(t, "hang-up", `{"agent":"ana","expires_in":300}`, masked...)
		f.ack(t, id, "acknowledged", masked...).want(t, http.StatusOK, "")
	})
}

// TestStreamOfAForeignPage opens streams as browsers do for pages: an open stream takes the agent's actions.
func TestStreamOfAForeignPage(t *testing.T) {
	t.Parallel()
	const allowed = "https://crm.example"
	f := setupWith(t, func(o *api.Options) { o.Origins = []string{allowed} })
	id := f.act(t, "hang-up", `{"agent":"ana","expires_in":300}`)
	for name, header := range map[string]map[string]string{
		"a script of another site":           {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
		"an image of another site":           {"Sec-Fetch-Site": "cross-site"},
		"another port of this machine":       {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"},
		"a frame without origin":             {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
		"a browser that sends only Origin":   {"Origin": "https://evil.example"},
		"another site, with the method HEAD": {"Sec-Fetch-Site": "cross-site", "method": http.MethodHead},
	} {
		t.Run(name, func(t *testing.T) {
			if header["method"] != "" {
				if res := f.submitted(t, http.MethodHead, "/v1/agents/ana/stream", "Sec-Fetch-Site", header["Sec-Fetch-Site"]); res.StatusCode != http.StatusForbidden {
					t.Errorf("status %d", res.StatusCode)
				}
				return
			}
			f.refused(t, "/v1/agents/ana/stream", header, http.StatusForbidden, "foreign_origin")
		})
	}
	if n := f.count(t, "app.action WHERE state = 'queued'"); n != 1 {
		t.Error("a refused stream has taken the action")
	}
	for name, headers := range map[string][]string{
		"a page of the list": {"Sec-Fetch-Site", "cross-site", "Origin", allowed}, "the server's own page": {"Sec-Fetch-Site", "same-origin"},
		"the address bar": {"Sec-Fetch-Site", "none"}, "no browser": {},
	} {
		t.Run(name, func(t *testing.T) { f.stream(t, "ana", headers...).want(t, "action", id, opened) })
	}
	if res := f.open(t, "/v1/tables/tags", map[string]string{"Sec-Fetch-Site": "cross-site"}); res.StatusCode != http.StatusOK {
		t.Errorf("other reads are a %d", res.StatusCode)
	}
}
