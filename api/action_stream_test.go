package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestStreamOfAnAgent(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('TestCampaign->')")
	const call = `{"agent":"ana","destination":"+598 11","campaign":"TestCampaign->","did":"22222222","guid":"g 1","expires_in":300}`
	one := f.act(t, "make-call", call)
	f.act(t, "hang-up", `{"agent":"bob"}`)
	two := f.act(t, "close-tab", `{"agent":"ana","expires_in":300}`)
	s := f.stream(t, "ana")
	e := s.want(t, "action", one, "queued")
	if want := `{"action":"MAKE_CALL","call":{"destination":"+598 11","campaign":"TestCampaign->","did":"22222222","guid":"g 1"}}`; string(e.action.Payload) != want {
		t.Errorf("the payload is %s, want %s", e.action.Payload, want)
	}
	s.want(t, "action", two, "queued")
	t.Run("actions that were sent are delivered", func(t *testing.T) {
		eventually(t, "delivered", func() bool { return f.count(t, "app.action WHERE agent = 'ana' AND state = 'delivered'") == 2 })
		if n := f.count(t, "app.action WHERE agent = 'bob' AND state = 'queued'"); n != 1 {
			t.Errorf("the other agent's action is not queued any more")
		}
	})
	t.Run("new actions are sent at once", func(t *testing.T) {
		begun := time.Now()
		s.want(t, "action", f.act(t, "hang-up", `{"agent":"ana"}`), "queued")
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("after %s: it was sent only with a heartbeat", took)
		}
		eventually(t, "delivered", func() bool { return f.count(t, "app.action WHERE agent = 'ana' AND state = 'delivered'") == 3 })
	})
	t.Run("a client that reconnects continues after its last event", func(t *testing.T) {
		again := f.stream(t, "ana", "Last-Event-ID", fmt.Sprint(one))
		again.want(t, "action", two, "delivered")
		again.want(t, "action", two+1, "delivered")
		again.leave()
		all := f.stream(t, "ana")
		for i, id := range []int64{one, two, two + 1} {
			if e := all.next(t); e.action.ID != id || e.action.State != "delivered" {
				t.Errorf("without a last event, event %d is %+v", i, e)
			}
		}
	})
	t.Run("states are sent to every tab", func(t *testing.T) {
		other := f.stream(t, "ana", "Last-Event-ID", fmt.Sprint(two+1))
		f.ack(t, one, "acknowledged").want(t, http.StatusOK, "")
		for _, tab := range []*sse{s, other} {
			tab.want(t, "state", one, "acknowledged")
		}
		f.ack(t, one, "acknowledged").want(t, http.StatusConflict, "action_taken")
		f.submit(t, http.MethodPost, fmt.Sprintf("/v1/actions/%d/ack", one), `{"state":"failed","detail":"busy"}`).want(t, http.StatusOK, "")
		for _, tab := range []*sse{s, other} {
			if e := tab.want(t, "state", one, "failed"); e.action.Detail == nil || *e.action.Detail != "busy" {
				t.Errorf("the detail is not sent: %s", e.text)
			}
		}
		f.ack(t, one, "done").want(t, http.StatusConflict, "action_over")
		other.silent(t, f, "ana")
	})
	t.Run("states that changed meanwhile are sent to a client that reconnects, not to a new one", func(t *testing.T) {
		fresh := f.stream(t, "ana")
		fresh.want(t, "action", two, "delivered")
		again := f.stream(t, "ana", "Last-Event-ID", fmt.Sprint(two+100))
		again.want(t, "state", one, "failed")
	})
	t.Run("an action that no tab takes expires, and the state is sent", func(t *testing.T) {
		late := f.stream(t, "late agent")
		id := f.act(t, "hang-up", `{"agent":"late agent","expires_in":1}`)
		late.want(t, "action", id, "queued")
		// The server of this test has no background tasks.
		eventually(t, "its deadline", func() bool {
			return f.count(t, fmt.Sprintf("app.action WHERE id = %d AND deadline <= clock_timestamp()", id)) == 1
		})
		f.exec(t, "UPDATE app.action SET state = 'expired' WHERE id = $1", id)
		late.want(t, "state", id, "expired")
	})
	if got := metricsOf(t, f); !strings.Contains(got, "\nccrepo_streams_open ") || strings.Contains(got, "\nccrepo_streams_open 0\n") {
		t.Error("the metrics do not count the streams")
	}
}

func metricsOf(t testing.TB, f *fixture) string {
	t.Helper()
	_, _, body := f.get(t, "/metrics")
	return string(body)
}

func TestStreamIsRefused(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, secret := f.key(t, testKey{scopes: []string{"act"}})
	_, reading := f.key(t, testKey{scopes: []string{"read", "dial", "pii", "admin"}})
	_, both := f.key(t, testKey{scopes: []string{"read", "act"}})
	ana := f.agentToken(t, "ana", secret)[1]
	for name, tt := range map[string]struct {
		path, auth, last string
		status           int
		code             string
	}{
		"without a key":               {"ana/stream", "", "", http.StatusUnauthorized, "no_key"},
		"another agent's token":       {"bob/stream", ana, "", http.StatusForbidden, "agent_limited"},
		"an agent's name as a prefix": {"ana%20b/stream", ana, "", http.StatusForbidden, "agent_limited"},
		"a token in the URL":          {"ana/stream?token=" + strings.TrimPrefix(ana, "Bearer "), "", "", http.StatusUnauthorized, "no_key"},
		"without the scope act":       {"ana/stream", "Bearer " + reading, "", http.StatusForbidden, "missing_scope"},
		"no id":                       {"ana/stream", ana, "x", http.StatusBadRequest, "invalid_value"},
		"less than no id":             {"ana/stream", ana, "-1", http.StatusBadRequest, "invalid_value"},
		"an unknown parameter":        {"ana/stream?last=1", ana, "", http.StatusBadRequest, "unknown_parameter"},
		"a slash in the name":         {"ana/b/stream", "Bearer " + both, "", http.StatusNotFound, "unknown_route"},
		"a control character":         {"a%0Ab/stream", "Bearer " + secret, "", http.StatusBadRequest, "invalid_value"},
	} {
		t.Run(name, func(t *testing.T) {
			header := map[string]string{}
			if tt.auth != "" {
				header["Authorization"] = tt.auth
			}
			if tt.last != "" {
				header["Last-Event-ID"] = tt.last
			}
			f.refused(t, "/v1/agents/"+tt.path, header, tt.status, tt.code)
		})
	}
	t.Run("more streams than an agent may have", func(t *testing.T) {
		var open []*sse
		for range 32 {
			open = append(open, f.stream(t, "ana", "Authorization", ana))
		}
		_, header := f.refused(t, "/v1/agents/ana/stream", map[string]string{"Authorization": ana}, http.StatusTooManyRequests, "too_many_requests")
		if header.Get("Retry-After") == "" {
			t.Error("it does not say when to come again")
		}
		f.stream(t, "bob", "Authorization", "Bearer "+secret)
		open[0].leave()
		eventually(t, "a place is free", func() bool {
			s := openStream(t, f.client, f.http.URL, "ana", "Authorization", ana)
			return s.res.StatusCode == http.StatusOK
		})
	})
	t.Run("HEAD ends", func(t *testing.T) {
		res := f.submitted(t, http.MethodHead, "/v1/agents/eve/stream", "Authorization", "Bearer "+secret)
		if res.StatusCode != http.StatusOK {
			t.Errorf("status %d", res.StatusCode)
		}
	})
}

// submitted sends a request without a body and reads its answer to the end.
func (f *fixture) submitted(t testing.TB, method, path string, headers ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, f.http.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := f.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

func TestStreamEndsWithItsToken(t *testing.T) {
	t.Parallel()
	t.Run("at its time", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, secret := f.key(t, testKey{scopes: []string{"act"}})
		s := f.stream(t, "ana", f.agentToken(t, "ana", secret)...)
		s.silent(t, f, "ana", "Authorization", "Bearer "+secret)
		f.clock.add(10 * time.Minute)
		s.ends(t)
	})
	t.Run("when its key is revoked", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		_, other := f.key(t, testKey{scopes: []string{"act"}})
		id, secret := f.key(t, testKey{scopes: []string{"act"}})
		byToken, byKey := f.stream(t, "ana", f.agentToken(t, "ana", secret)...), f.stream(t, "ana", "Authorization", "Bearer "+secret)
		stays := f.stream(t, "ana", f.agentToken(t, "ana", other)...)
		f.exec(t, "UPDATE app.api_key SET revoked_at = now() WHERE id = $1", id)
		byToken.ends(t)
		byKey.ends(t)
		stays.silent(t, f, "ana", "Authorization", "Bearer "+other)
	})
	t.Run("when the first key is created", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		s := f.stream(t, "ana")
		f.key(t, testKey{})
		s.ends(t)
	})
}

func TestStreamSaysThatItIsAlive(t *testing.T) {
	t.Parallel()
	f := setupWith(t, func(o *api.Options) { o.SetStreamBeat(20 * time.Millisecond) })
	s := f.stream(t, "ana")
	for range 3 {
		if e := s.next(t); e.name != "comment" || e.text != "" {
			t.Errorf("%+v, want a heartbeat", e)
		}
	}
	t.Run("and reads the actions although it was not woken", func(t *testing.T) {
		f.exec(t, "ALTER TABLE app.action DISABLE TRIGGER tell_action")
		id := f.act(t, "hang-up", `{"agent":"ana"}`)
		for {
			if e := s.next(t); e.name == "action" {
				if e.action.ID != id {
					t.Errorf("%+v", e)
				}
				return
			}
		}
	})
}

// TestStreamShowsOwnCampaigns has two keys of different campaigns and one of all send actions for one agent.
func TestStreamShowsOwnCampaigns(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO app.campaign (campaign) VALUES ('mine'), ('theirs')`)
	_, all := f.key(t, testKey{scopes: []string{"act", "pii"}})
	_, mine := f.key(t, testKey{scopes: []string{"act", "pii"}, campaigns: []string{"mine"}})
	_, theirs := f.key(t, testKey{scopes: []string{"act", "pii"}, campaigns: []string{"theirs"}})
	streams := map[string]*sse{}
	for name, secret := range map[string]string{"all": all, "mine": mine, "theirs": theirs} {
		streams[name] = f.stream(t, "ana", f.agentToken(t, "ana", secret)...)
	}
	send := func(secret, path, campaign string) int64 {
		body := `{"agent":"ana"}`
		if campaign != "" {
			body = `{"agent":"ana","destination":"1234567890","campaign":"` + campaign + `","did":"22222222"}`
		}
		return f.act(t, path, body, "Authorization", "Bearer "+secret)
	}
	one := send(mine, "make-call", "mine")
	two := send(theirs, "make-call", "theirs")
	three := send(all, "make-call", "mine")
	four := send(mine, "hang-up", "")
	five := send(all, "close-tab", "")
	six := send(theirs, "make-call", "theirs") // behind the last
	seven := send(mine, "make-call", "mine")
	for name, ids := range map[string][]int64{"all": {one, two, three, four, five, six, seven}, "mine": {one, three, four, seven}, "theirs": {two, six}} {
		for _, id := range ids {
			e := streams[name].next(t)
			if e.name != "action" || e.action.ID != id {
				t.Fatalf("the stream of %s has %+v, want action %d", name, e, id)
			}
			if strings.Contains(e.text, "MAKE_CALL") && !strings.Contains(e.text, `"destination":"1234567890"`) {
				t.Errorf("the stream of %s masks what the browser is to dial: %s", name, e.text)
			}
		}
	}
	f.ack(t, two, "acknowledged", f.agentToken(t, "ana", theirs)...).want(t, http.StatusOK, "")
	streams["theirs"].want(t, "state", two, "acknowledged")
	streams["all"].want(t, "state", two, "acknowledged")
	f.ack(t, two, "acknowledged", f.agentToken(t, "ana", mine)...).want(t, http.StatusNotFound, "not_found")
	streams["mine"].want(t, "action", send(mine, "make-call", "mine"), opened)
	t.Run("a key without pii reads a stream with masks", func(t *testing.T) {
		_, plain := f.key(t, testKey{scopes: []string{"act"}})
		s := f.stream(t, "ana", "Authorization", "Bearer "+plain)
		if e := s.next(t); e.name != "action" || strings.Contains(e.text, "1234567890") || !strings.Contains(e.text, `"destination":"123***90~`) {
			t.Errorf("%s", e.text)
		}
	})
}

// TestStreamOverTLS reads streams as browsers do: compressed where it may be, by HTTP/1.1 and HTTP/2, for longer
// than a request may take.
func TestStreamOverTLS(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for _, version := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			f := setupWith(t, func(o *api.Options) { o.SetStreamBeat(100 * time.Millisecond) })
			server, client := f.tls(t, version == "HTTP/2.0")
			s := openStream(t, client, server, "ana", "Accept-Encoding", "gzip")
			if s.res.Proto != version || s.res.StatusCode != http.StatusOK || s.res.Header.Get("Content-Encoding") != "" {
				t.Fatalf("%s, status %d, %v", s.res.Proto, s.res.StatusCode, s.res.Header)
			}
			beats := 0
			for begun := time.Now(); time.Since(begun) < 4*time.Second; {
				if e := s.next(t); e.name != "comment" {
					t.Fatalf("after %s: %+v", time.Since(begun), e)
				}
				beats++
			}
			if beats < 5 {
				t.Errorf("%d heartbeats", beats)
			}
			id := f.act(t, "hang-up", `{"agent":"ana"}`)
			for {
				if e := s.next(t); e.name == "action" {
					if e.action.ID != id {
						t.Errorf("%+v", e)
					}
					break
				} else if e.name != "comment" {
					t.Fatalf("%+v", e)
				}
			}
		})
	}
}

// tls serves the fixture's server over TLS with little time for a request, and returns its address and a client.
func (f *fixture) tls(t testing.TB, http2 bool) (base string, client *http.Client) {
	t.Helper()
	server := httptest.NewUnstartedServer(f.server)
	server.EnableHTTP2 = http2
	server.Config.ReadTimeout, server.Config.WriteTimeout = 2*time.Second, 2*time.Second
	server.StartTLS()
	t.Cleanup(server.Close)
	client = server.Client()
	t.Cleanup(client.CloseIdleConnections)
	return server.URL, client
}

// TestOneOfManyClaims has many tabs, at two servers, acknowledge the same actions.
func TestOneOfManyClaims(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupWith(t, func(o *api.Options) { o.Connections = 50 })
	other := f.over(t, func(o *api.Options) { o.Connections = 50 })
	here, there := f.stream(t, "ana"), other.stream(t, "ana")
	for range 5 {
		id := f.act(t, "hang-up", `{"agent":"ana"}`)
		here.want(t, "action", id, opened)
		there.want(t, "action", id, opened)
		const tabs = 20
		answers := make(chan reply, tabs)
		for i := range tabs {
			server := []*fixture{f, other}[i%2]
			go func() {
				answers <- server.ack(t, id, "acknowledged", "Idempotency-Key", fmt.Sprint("tab ", i, " of ", id))
			}()
		}
		var codes []string
		for range tabs {
			r := <-answers
			codes = append(codes, fmt.Sprint(r.status, " ", r.code(t)))
		}
		slices.Sort(codes)
		if want := append([]string{"200 "}, slices.Repeat([]string{"409 action_taken"}, tabs-1)...); !slices.Equal(codes, want) {
			t.Errorf("the tabs got %q", codes)
		}
		for _, s := range []*sse{here, there} {
			s.want(t, "state", id, "acknowledged")
		}
		other.ack(t, id, "done").want(t, http.StatusOK, "")
		for _, s := range []*sse{here, there} {
			s.want(t, "state", id, "done")
		}
	}
}
