package page

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
)

// newHub returns a hub whose questions are answered by ask.
func newHub(t *testing.T, ask func(target string) ([]byte, error)) *hub {
	t.Helper()
	h := &hub{
		ask: func(_ *http.Request, target string) ([]byte, error) { return ask(target) },
		log: slog.New(slog.NewTextHandler(t.Output(), nil)), now: time.Now, version: "v", boards: map[string]*board{},
	}
	t.Cleanup(h.close)
	return h
}

var asked = question{queues: "/queues", agents: "/agents", today: "/today"}

func read(t *testing.T, messages <-chan []byte) boardMessage {
	t.Helper()
	select {
	case text, ok := <-messages:
		if !ok {
			t.Fatal("the stream has ended")
		}
		var m boardMessage
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		return m
	case <-time.After(20 * time.Second):
		t.Fatal("no message")
	}
	return boardMessage{}
}

func TestViewersShareQuestions(t *testing.T) {
	t.Parallel()
	var questions atomic.Int64
	h := newHub(t, func(target string) ([]byte, error) {
		if target == asked.queues {
			questions.Add(1)
		}
		return []byte(`{"data":[{"queue":"a"}],"as_of":"2026-01-01T00:00:00Z"}`), nil
	})
	var viewers []<-chan []byte
	var leave []func()
	for range 200 {
		messages, left, err := h.enter(auth.LocalPrincipal(), asked)
		if err != nil {
			t.Fatal(err)
		}
		viewers, leave = append(viewers, messages), append(leave, left)
	}
	for _, messages := range viewers {
		if m := read(t, messages); string(m.Queues.Rows) != `[{"queue":"a"}]` || m.Version != "v" {
			t.Fatalf("a viewer gets %+v", m)
		}
	}
	if n := questions.Load(); n > 20 {
		t.Errorf("200 viewers asked %d times", n)
	}
	// Those of a campaign, and those who see masks, see boards of their own.
	limited := &auth.Principal{Key: "k", Limited: true, Campaigns: []string{"a"}, Scopes: []string{auth.Read}}
	_, left, err := h.enter(limited, asked)
	if err != nil {
		t.Fatal(err)
	}
	_, masked, err := h.enter(&auth.Principal{Key: "m", Scopes: []string{auth.Read}}, asked)
	if err != nil {
		t.Fatal(err)
	}
	if len(h.boards) != 3 {
		t.Errorf("%d boards, want one for each kind of principal", len(h.boards))
	}
	for _, left := range append(leave, left, masked) {
		left()
		left() // twice is once
	}
	h.running.Wait()
	if len(h.boards) != 0 || h.viewers != 0 {
		t.Errorf("after the last viewer %d boards and %d viewers are left", len(h.boards), h.viewers)
	}
}

// TestFailureKeepsAge wants the figures of the last answer with their old age, and the reason; never none or zeros.
func TestFailureKeepsAge(t *testing.T) {
	t.Parallel()
	var fails atomic.Bool
	h := newHub(t, func(target string) ([]byte, error) {
		switch {
		case target == asked.agents:
			return nil, problem.CampaignLimited()
		case fails.Load():
			return nil, errors.New("dial: refused, password=x")
		}
		return []byte(`{"data":[{"queue":"a","waiting":3}],"as_of":"2026-01-01T00:00:00Z"}`), nil
	})
	messages, leave, err := h.enter(auth.LocalPrincipal(), asked)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	before := read(t, messages)
	fails.Store(true)
	after := read(t, messages)
	for after.Queues.Problem == "" {
		after = read(t, messages)
	}
	if string(after.Queues.Rows) != string(before.Queues.Rows) || !after.Queues.AsOf.Equal(*before.Queues.AsOf) || !after.Agents.Closed {
		t.Errorf("after a failure: %+v", after.Queues)
	}
	if strings.Contains(after.Queues.Problem, "password") {
		t.Errorf("viewers get %q", after.Queues.Problem)
	}
	fails.Store(false)
	for after.Queues.Problem != "" {
		after = read(t, messages)
	}
}

func TestHubCloses(t *testing.T) {
	t.Parallel()
	h := newHub(t, func(string) ([]byte, error) { return []byte(`{"data":[]}`), nil })
	messages, leave, err := h.enter(auth.LocalPrincipal(), asked)
	if err != nil {
		t.Fatal(err)
	}
	read(t, messages)
	h.close()
	for range messages {
		continue // until it is closed
	}
	leave()
	if _, _, err := h.enter(auth.LocalPrincipal(), asked); err == nil {
		t.Error("a closed hub takes viewers")
	}
}
