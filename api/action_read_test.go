package api_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// getAction reads an action with a key.
func (f *fixture) getAction(t testing.TB, id int64, query, secret string) reply {
	t.Helper()
	status, header, body := f.getWith(t, fmt.Sprintf("/v1/actions/%d%s", id, query), bearer(secret))
	return reply{status, header, string(body)}
}

// TestActionWait waits for outcomes.
func TestActionWait(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupActions(t)
	// wait requests an action in the background.
	wait := func(id int64) <-chan actionReply {
		answered := make(chan actionReply, 1)
		go func() {
			defer close(answered)
			ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/v1/actions/%d?wait=60", f.http.URL, id), nil)
			if err != nil {
				t.Error(err)
				return
			}
			res, err := f.client.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = res.Body.Close() }()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Error(err)
			}
			var a actionReply
			decode(t, body, &a)
			answered <- a
		}()
		return answered
	}
	for _, outcome := range []string{"done", "failed"} {
		id := f.act(t, "hang-up", patient)
		answered := wait(id)
		f.ack(t, id, "acknowledged").want(t, http.StatusOK, "")
		select {
		case a := <-answered:
			t.Errorf("it did not wait: %+v", a)
		default:
		}
		f.ack(t, id, outcome).want(t, http.StatusOK, "")
		select {
		case a := <-answered:
			if a.State != outcome || a.EndedAt == nil {
				t.Errorf("%+v, want %s", a, outcome)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("the answer does not have the outcome")
		}
	}
	t.Run("an action that no browser takes has expired at its deadline", func(t *testing.T) {
		a := actionIn(t, f.submit(t, http.MethodPost, "/v1/actions/hang-up", `{"agent":"ana","expires_in":1}`))
		if got := <-wait(a.ID); got.State != "expired" || got.EndedAt == nil || !got.EndedAt.Equal(a.Deadline) {
			t.Errorf("%+v", got)
		}
	})
	t.Run("an action that does not end is returned as it is", func(t *testing.T) {
		id := f.act(t, "hang-up", patient)
		for _, query := range []string{"", "?wait=0", "?wait=1"} {
			begun := time.Now()
			if a := actionIn(t, reply{body: string(f.body(t, fmt.Sprintf("/v1/actions/%d%s", id, query)))}); a.State != "queued" {
				t.Errorf("%s: %+v", query, a)
			}
			if took := time.Since(begun); query == "?wait=1" && took < time.Second {
				t.Errorf("it waited for %s", took)
			}
		}
	})
	t.Run("many who wait hold no connections", func(t *testing.T) {
		id := f.act(t, "hang-up", patient)
		var answers []<-chan actionReply
		for range 200 { // there are 50 connections
			answers = append(answers, wait(id))
		}
		f.ack(t, id, "acknowledged").want(t, http.StatusOK, "")
		f.ack(t, id, "done").want(t, http.StatusOK, "")
		for _, answered := range answers {
			if a := <-answered; a.State != "done" {
				t.Errorf("%+v", a)
			}
		}
	})
	for query, code := range map[string]string{"?wait=61": "invalid_number", "?wait=-1": "invalid_number", "?wait=x": "invalid_number", "?wait=": "invalid_number", "?wait=1&wait=2": "invalid_value", "?wiat=1": "unknown_parameter"} {
		f.fail(t, "/v1/actions/1"+query, http.StatusBadRequest, code)
	}
	f.fail(t, "/v1/actions/x", http.StatusBadRequest, "invalid_number")
	f.fail(t, "/v1/actions/99999?wait=60", http.StatusNotFound, "not_found")
	f.fail(t, "/v1/actions/9999999999999999999", http.StatusBadRequest, "invalid_number")
}

func (f *fixture) body(t testing.TB, path string) []byte {
	t.Helper()
	_, _, body := f.get(t, path)
	return body
}

// TestActionWaitOutlastsTheDeadlines waits for longer than the read and write deadlines of connections.
func TestActionWaitOutlastsTheDeadlines(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	hasty := httptest.NewUnstartedServer(f.server)
	hasty.Config.ReadTimeout, hasty.Config.WriteTimeout = 500*time.Millisecond, 500*time.Millisecond
	hasty.Start()
	t.Cleanup(hasty.Close)
	id := f.act(t, "hang-up", patient)
	f.http = hasty
	if a := actionIn(t, reply{body: string(f.body(t, fmt.Sprintf("/v1/actions/%d?wait=2", id)))}); a.State != "queued" {
		t.Errorf("%+v", a)
	}
}

// run runs the fixture's server with its background tasks until stop is called.
func (f *fixture) run(t testing.TB) (address string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- f.server.Run(ctx, listener) }()
	return listener.Addr().String(), sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
}

// TestActionWaitEndsWithTheServer shuts a server down while a request waits.
func TestActionWaitEndsWithTheServer(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	at, stop := f.run(t)
	defer stop()
	id := f.act(t, "hang-up", patient)
	answered := make(chan string, 1)
	go func() {
		res, err := http.Get(fmt.Sprintf("http://%s/v1/actions/%d?wait=60", at, id))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		answered <- fmt.Sprint(res.StatusCode, string(body), err)
	}()
	eventually(t, "a request waits", func() bool { return f.count(t, "pg_stat_activity WHERE query ~ '^LISTEN'") > 0 })
	begun := time.Now()
	stop()
	if got := <-answered; !strings.HasPrefix(got, "200") || !strings.Contains(got, `"state":"queued"`) {
		t.Errorf("answered %s", got)
	}
	if took := time.Since(begun); took > 8*time.Second {
		t.Errorf("the server took %s to stop", took)
	}
}

// TestActionsAreSwept runs a server, which stores which actions have expired.
func TestActionsAreSwept(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	_, stop := f.run(t)
	defer stop()
	var ids []int64
	for range 3 {
		id := f.act(t, "hang-up", patient)
		ids = append(ids, id)
	}
	f.exec(t, "UPDATE app.action SET state = 'acknowledged' WHERE id = $1", ids[1])
	f.pass(t, ids[0])
	f.pass(t, ids[1])
	eventually(t, "both have expired", func() bool { return f.count(t, "app.action WHERE state = 'expired' AND ended_at = deadline") == 2 })
	if n := f.count(t, "app.action WHERE state = 'queued'"); n != 1 {
		t.Errorf("%d actions are queued, want the one whose deadline has not come", n)
	}
	if log := f.log.String(); strings.Contains(log, "ERROR") {
		t.Errorf("the server logged: %s", log)
	}
}

// TestActionsOfLimitedKeys sends requests with keys of two campaigns.
func TestActionsOfLimitedKeys(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('Theirs')")
	_, whole := f.key(t, testKey{name: "whole", scopes: []string{"act", "read", "pii"}})
	_, mine := f.key(t, testKey{name: "mine", scopes: []string{"act", "read", "pii"}, campaigns: []string{"TestCampaign->"}})
	_, theirs := f.key(t, testKey{name: "theirs", scopes: []string{"act", "pii"}, campaigns: []string{"Theirs", "Other"}})
	as := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	call := func(campaign string) string { return strings.Replace(goodCall, "TestCampaign->", campaign, 1) }

	sent := map[string]int64{
		"my call": f.act(t, "make-call", goodCall, as(mine)...), "my hang-up": f.act(t, "hang-up", patient, as(mine)...),
		"their call": f.act(t, "make-call", call("Theirs"), as(theirs)...), "their close-tab": f.act(t, "close-tab", patient, as(theirs)...),
		"a call of mine by who is not limited": f.act(t, "make-call", goodCall, as(whole)...), "a hang-up by who is not limited": f.act(t, "hang-up", patient, as(whole)...),
	}
	seen := map[string][]string{
		whole:  {"my call", "my hang-up", "their call", "their close-tab", "a call of mine by who is not limited", "a hang-up by who is not limited"},
		mine:   {"my call", "my hang-up", "a call of mine by who is not limited"},
		theirs: {"their call", "their close-tab"},
	}
	for secret, names := range seen {
		var listed []string
		for _, row := range f.askWith(t, "/v1/actions", secret).Data {
			for name, id := range sent {
				if sprint(id) == sprint(row["id"]) {
					listed = append(listed, name)
				}
			}
		}
		slices.Sort(listed)
		slices.Sort(names)
		if !slices.Equal(listed, names) {
			t.Errorf("listed %q, want %q", listed, names)
		}
		for name, id := range sent {
			one := f.getAction(t, id, "", secret)
			if slices.Contains(names, name) {
				one.want(t, http.StatusOK, "")
				continue
			}
			one.want(t, http.StatusNotFound, "not_found")
			ack := f.ack(t, id, "acknowledged", as(secret)...)
			unknown := f.ack(t, 99999, "acknowledged", as(secret)...)
			if ack.status != unknown.status || ack.body != unknown.body {
				t.Errorf("%s: %d %s, want what an unknown id gets", name, ack.status, ack.body)
			}
		}
	}
	f.ack(t, sent["my hang-up"], "acknowledged", as(mine)...).want(t, http.StatusOK, "")
	f.ack(t, sent["my hang-up"], "done", as(mine)...).want(t, http.StatusOK, "")
	t.Run("another campaign is one that is not known", func(t *testing.T) {
		r := f.submit(t, http.MethodPost, "/v1/actions/make-call", call("Theirs"), as(mine)...)
		r.want(t, http.StatusUnprocessableEntity, "invalid_body")
		unknown := f.submit(t, http.MethodPost, "/v1/actions/make-call", call("Thears"), as(mine)...)
		if strings.ReplaceAll(unknown.body, "Thears", "Theirs") != r.body || strings.Count(r.body, "Theirs") != 2 {
			t.Errorf("%s, an unknown one %s", r.body, unknown.body)
		}
	})
	t.Run("a disposition of the own campaign is stored", func(t *testing.T) {
		f.act(t, "disposition-call", goodDisposition, as(mine)...)
		if n := f.count(t, "app.disposition"); n != 1 {
			t.Errorf("%d are stored", n)
		}
	})
	t.Run("without the scope", func(t *testing.T) {
		_, reading := f.key(t, testKey{scopes: []string{"read", "dial", "pii", "admin"}})
		for _, path := range []string{"make-call", "hang-up", "disposition-call", "close-tab", "1/ack"} {
			f.submit(t, http.MethodPost, "/v1/actions/"+path, `{}`, as(reading)...).want(t, http.StatusForbidden, "missing_scope")
		}
		f.getAction(t, 1, "", reading).want(t, http.StatusOK, "")
		_, other := f.key(t, testKey{scopes: []string{"dial", "pii", "admin"}})
		f.getAction(t, 1, "", other).want(t, http.StatusForbidden, "missing_scope")
	})
}

// TestActionsOfTokens sends requests with the token of an agent.
func TestActionsOfTokens(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	_, key := f.key(t, testKey{name: "CRM", scopes: []string{"act", "pii"}})
	ana := f.agentToken(t, "ana", key)
	id := f.act(t, "make-call", goodCall, ana...)
	others := f.act(t, "hang-up", `{"agent":"eva"}`, "Authorization", "Bearer "+key)
	for path, body := range map[string]string{"make-call": goodCall, "hang-up": hangUp, "disposition-call": goodDisposition, "close-tab": hangUp} {
		f.submit(t, http.MethodPost, "/v1/actions/"+path, strings.Replace(body, "ana", "eva", 1), ana...).want(t, http.StatusForbidden, "agent_limited")
	}
	t.Run("a number that must not be called", func(t *testing.T) {
		f.exec(t, "INSERT INTO app.do_not_call (number, typed, campaign) VALUES ('+59899123456', '099123456', '')")
		call := strings.Replace(goodCall, "11111111", "099123456", 1)
		f.submit(t, http.MethodPost, "/v1/actions/make-call", strings.Replace(call, "ana", "eva", 1), ana...).want(t, http.StatusForbidden, "agent_limited")
		f.submit(t, http.MethodPost, "/v1/actions/make-call", strings.Replace(call, "ana", `ana\n`, 1), "Authorization", "Bearer "+key).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.submit(t, http.MethodPost, "/v1/actions/make-call", call, ana...).want(t, http.StatusUnprocessableEntity, "do_not_call")
		if all, own := f.count(t, "black_list_history"), f.count(t, "black_list_history WHERE src = 'ana'"); all != 1 || own != 1 {
			t.Errorf("%d attempts are recorded, %d of them the agent's own; want one", all, own)
		}
	})
	f.ack(t, others, "acknowledged", ana...).want(t, http.StatusNotFound, "not_found")
	f.submit(t, http.MethodGet, fmt.Sprint("/v1/actions/", others), "", ana...).want(t, http.StatusNotFound, "not_found")
	f.submit(t, http.MethodGet, "/v1/actions", "", ana...).want(t, http.StatusForbidden, "agent_limited")
	t.Run("the dispositions that the campaigns of the key allow", func(t *testing.T) {
		f.exec(t, "INSERT INTO app.allowed_disposition (campaign, l1, l2, l3) VALUES ('Sales', 'Sold', '', ''), ('Support', 'Solved', '', '')")
		_, limited := f.key(t, testKey{scopes: []string{"act"}, campaigns: []string{"Sales"}})
		for want, token := range map[string][]string{"Sales/Sold Support/Solved": ana, "Sales/Sold": f.agentToken(t, "ana", limited)} {
			answer := f.submit(t, http.MethodGet, "/v1/dispositions/allowed", "", token...)
			answer.want(t, http.StatusOK, "")
			var a struct {
				Data []struct{ Campaign, L1 string }
			}
			decode(t, []byte(answer.body), &a)
			var got []string
			for _, one := range a.Data {
				got = append(got, one.Campaign+"/"+one.L1)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s, want %s", answer.body, want)
			}
		}
		f.submit(t, http.MethodGet, "/v1/dispositions", "", ana...).want(t, http.StatusForbidden, "agent_limited")
	})
	for _, answer := range []reply{f.submit(t, http.MethodGet, fmt.Sprint("/v1/actions/", id), "", ana...), f.ack(t, id, "acknowledged", ana...), f.ack(t, id, "done", ana...)} {
		answer.want(t, http.StatusOK, "")
		if !strings.Contains(answer.body, `"destination":"11111111"`) {
			t.Errorf("the agent's browser does not see what to dial: %s", answer.body)
		}
	}
	if got := f.count(t, "auditory WHERE userid = 'CRM for ana'"); got != 3 {
		t.Errorf("%d audit rows in the agent's name, want 3", got)
	}
}

// TestActionsMasked reads actions without the scope pii.
func TestActionsMasked(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	full := f.over(t, func(o *api.Options) { o.Mask = mask.Full })
	_, masked := f.key(t, testKey{scopes: []string{"act", "read"}})
	as := []string{"Authorization", "Bearer " + masked}
	call := f.submit(t, http.MethodPost, "/v1/actions/make-call", strings.NewReplacer("11111111", markedNumber, "22222222", markedNumber).Replace(goodCall), as...)
	disposition := f.submit(t, http.MethodPost, "/v1/actions/disposition-call", fmt.Sprintf(
		`{"agent":"ana","campaign":"TestCampaign->","callerid":%[1]q,"guid":"g","l1":%[1]q,"l2":%[1]q,"l3":%[1]q,"d1":%[2]q,"d2":%[2]q,"comment":%[2]q}`, markedNumber, markedText), as...)
	for _, r := range []reply{call, disposition} {
		r.want(t, http.StatusAccepted, "")
		if !strings.Contains(r.body, markedNumber) {
			t.Errorf("who sent the action sees %s", r.body)
		}
	}
	ids := []int64{actionIn(t, call).ID, actionIn(t, disposition).ID}
	for i, id := range ids {
		answers := []reply{f.report(t, id, "acknowledged", "", as...), f.report(t, id, "failed", "no answer from "+markedNumber, as...), f.getAction(t, id, "?wait=1", masked), full.getAction(t, id, "", masked)}
		for j, r := range answers {
			r.want(t, http.StatusOK, "")
			if at := leaked(r.body); at != "" || !strings.Contains(r.body, "~") {
				t.Errorf("answer %d shows %q: %s", j, at, r.body)
			}
			if tokens, want := strings.Count(r.body, "598***91~"), []int{2, 4}[i]; j < 3 && tokens != want || j == 3 && tokens != 0 {
				t.Errorf("answer %d shows %d numbers partly, want %d: %s", j, tokens, want, r.body)
			}
		}
		// The payload has the same values as the columns.
		row := f.askWith(t, "/v1/actions?guid.null=false&order=-id&fields=id,destination,callerid,detail&limit=10", masked).Data[len(ids)-1-i]
		for _, column := range []string{"destination", "callerid", "detail"} {
			if text, is := row[column].(string); is && !strings.Contains(answers[2].body, text) {
				t.Errorf("the list shows %s %q, the action %s", column, text, answers[2].body)
			}
		}
	}
	for _, column := range []string{"destination", "did", "callerid", "l1", "d1", "comment", "detail"} {
		f.refused(t, "/v1/actions?"+url.Values{column: {markedNumber}}.Encode(), bearer(masked), http.StatusForbidden, "masked_column")
	}
}
