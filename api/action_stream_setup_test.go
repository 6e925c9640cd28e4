// Helpers of the tests of actions' streams.

package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// sse is a stream of events as a browser reads it.
type sse struct {
	res    *http.Response
	events chan sseEvent
	leave  context.CancelFunc
}

// sseEvent is one event; name is "comment" for a comment, and "end" for the end.
type sseEvent struct {
	name, id, text string
	action         sentAction
}

// sentAction is an action as JSON shows it.
type sentAction struct {
	ID          int64           `json:"id"`
	Agent       string          `json:"agent"`
	State       string          `json:"state"`
	Detail      *string         `json:"detail"`
	DeliveredAt *time.Time      `json:"delivered_at"`
	Payload     json.RawMessage `json:"payload"`
}

// openStream requests the stream of an agent, with more headers as pairs of name and value.
func openStream(t testing.TB, client *http.Client, base, agent string, headers ...string) *sse {
	t.Helper()
	ctx, leave := context.WithCancel(context.WithoutCancel(t.Context()))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/v1/agents/"+agent+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		leave()
		t.Fatal(err)
	}
	t.Cleanup(func() { leave(); _ = res.Body.Close() })
	s := &sse{res: res, events: make(chan sseEvent, 10_000), leave: leave}
	go s.read()
	return s
}

// stream opens a stream that must begin.
func (f *fixture) stream(t testing.TB, agent string, headers ...string) *sse {
	t.Helper()
	s := openStream(t, f.client, f.http.URL, agent, headers...)
	if s.res.StatusCode != http.StatusOK || s.res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("status %d, %v", s.res.StatusCode, s.res.Header)
	}
	if e := s.next(t); e.name != "comment" || e.text != "retry: 1000" {
		t.Fatalf("the stream begins with %+v", e)
	}
	return s
}

func (s *sse) read() {
	in := bufio.NewScanner(s.res.Body)
	in.Buffer(nil, 1<<20)
	var e sseEvent
	for in.Scan() {
		name, value, _ := strings.Cut(in.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case in.Text() == "":
			s.events <- e
			e = sseEvent{}
		case name == "event":
			e.name = value
		case name == "id":
			e.id = value
		case name == "data":
			e.text = value
			_ = json.Unmarshal([]byte(value), &e.action)
		case name == "":
			e.name, e.text = "comment", value
		default: // retry
			e.name, e.text = "comment", in.Text()
		}
	}
	s.events <- sseEvent{name: "end", text: fmt.Sprint(in.Err())}
}

// next returns the next event, including comments.
func (s *sse) next(t testing.TB) sseEvent {
	t.Helper()
	select {
	case e := <-s.events:
		return e
	case <-time.After(30 * time.Second):
		t.Fatal("no event within half a minute")
		return sseEvent{}
	}
}

// opened names the states of a new action: another stream may have got it first.
const opened = "queued or delivered"

// want checks the name of the next event, and the id and state of its action.
func (s *sse) want(t testing.TB, name string, id int64, state string) sseEvent {
	t.Helper()
	e := s.next(t)
	wantID := ""
	if name == "action" {
		wantID = fmt.Sprint(id)
	}
	if e.name != name || e.action.ID != id || !strings.Contains(state, e.action.State) || e.id != wantID {
		t.Fatalf("%s event, id %q, action %d %s; want %s of action %d %s: %s", e.name, e.id, e.action.ID, e.action.State, name, id, state, e.text)
	}
	return e
}

// silent checks that a stream has sent nothing more up to now; another action shows that it would have arrived.
func (s *sse) silent(t testing.TB, f *fixture, agent string, headers ...string) {
	t.Helper()
	s.want(t, "action", f.act(t, "hang-up", `{"agent":"`+agent+`"}`, headers...), opened)
}

func (s *sse) ends(t testing.TB) {
	t.Helper()
	for {
		if e := s.next(t); e.name == "end" {
			if e.text != "<nil>" {
				t.Errorf("the stream ends with %s", e.text)
			}
			return
		} else if e.name != "comment" {
			t.Errorf("before its end: %+v", e)
		}
	}
}

// act queues an action, which must succeed, and returns its id.
func (f *fixture) act(t testing.TB, path, body string, headers ...string) int64 {
	t.Helper()
	r := f.submit(t, http.MethodPost, "/v1/actions/"+path, body, headers...)
	r.want(t, http.StatusAccepted, "")
	var a sentAction
	decode(t, []byte(r.body), &a)
	return a.ID
}

// ack reports a state of an action.
func (f *fixture) ack(t testing.TB, id int64, state string, headers ...string) reply {
	t.Helper()
	return f.submit(t, http.MethodPost, fmt.Sprintf("/v1/actions/%d/ack", id), `{"state":"`+state+`"}`, headers...)
}

// agentToken returns the header with a token of an agent.
func (f *fixture) agentToken(t testing.TB, agent, secret string) []string {
	t.Helper()
	r := f.submit(t, http.MethodPost, "/v1/agents/"+agent+"/token", "{}", "Authorization", "Bearer "+secret)
	r.want(t, http.StatusCreated, "")
	var token struct{ Token string }
	if err := json.Unmarshal([]byte(r.body), &token); err != nil {
		t.Fatal(err)
	}
	return []string{"Authorization", "Bearer " + token.Token}
}
