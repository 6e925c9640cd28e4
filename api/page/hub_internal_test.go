package page

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
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

func TestReplayPassesFasterAndStopsAtThePresent(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var targets []string
	h := newHub(t, func(target string) ([]byte, error) {
		mu.Lock()
		defer mu.Unlock()
		targets = append(targets, target)
		return []byte(`{"data":[],"as_of":"2026-01-01T00:00:00Z"}`), nil
	})
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	h.now = func() time.Time { return now }
	q := question{queues: "/queues?a", agents: "/agents?a", today: "/today?range=today"}
	past := func() *replay { return &replay{from: now.Add(-100 * time.Second), speed: 60, location: time.UTC} }
	messages, leave, err := h.replay(auth.LocalPrincipal(), q, past())
	if err != nil {
		t.Fatal(err)
	}
	for m := read(t, messages); ; m = read(t, messages) {
		if m.Replay == nil || m.Replay.Speed != 60 || m.Now.After(now) || m.Now.Before(now.Add(-100*time.Second)) {
			t.Fatalf("a viewer gets %+v", m)
		}
		if m.Replay.Ended {
			if !m.Now.Equal(now) {
				t.Errorf("it ended at %s", m.Now)
			}
			break
		}
	}
	mu.Lock()
	if want := []string{"/queues?a&at=2026-03-10T11%3A58%3A20Z", "/agents?a&at=2026-03-10T11%3A58%3A20Z", "/today?from=2026-03-10&to=2026-03-10T11%3A58%3A20Z"}; !slices.Equal(targets[:3], want) {
		t.Errorf("it asked %q", targets[:3])
	}
	mu.Unlock()
	// Each viewer has a clock of its own, so that their number is limited.
	for range maxReplays - 1 {
		if _, _, err := h.replay(auth.LocalPrincipal(), q, past()); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := h.replay(auth.LocalPrincipal(), q, past()); err == nil {
		t.Error("there is no limit of replays")
	}
	leave()
	if _, _, err := h.replay(auth.LocalPrincipal(), q, past()); err != nil {
		t.Error(err)
	}
}
