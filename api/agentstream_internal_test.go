package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
)

// TestShutdownEndsStreams has streams open while the server is stopped.
func TestShutdownEndsStreams(t *testing.T) {
	t.Parallel()
	s := newStoppable(t, "0", func(s *Server) { s.shutdown.drain = time.Second })
	var bodies []io.ReadCloser
	for range 3 {
		res, err := s.client.Get(s.base + "/v1/agents/ana/stream")
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%v, %v", res, err)
		}
		bodies = append(bodies, res.Body)
	}
	s.stop()
	for _, body := range bodies {
		text, err := io.ReadAll(body)
		if err != nil || !strings.HasSuffix(string(text), ": the server is being restarted\n\n") {
			t.Errorf("the stream ends with %q, %v", text, err)
		}
	}
	if status, code := s.status(t, "/v1/nap"); status != http.StatusOK {
		t.Errorf("another request while draining: %d %s", status, code)
	}
	// It would come and go until the server has gone.
	res, err := s.client.Get(s.base + "/v1/agents/ana/stream")
	if err != nil || res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("a new stream while draining: %v, %v", res, err)
	}
	s.end(t, 5*time.Second)
	if n := s.agentStreams.open(); n != 0 {
		t.Errorf("%d streams are counted as open", n)
	}
	s.wakes.mu.Lock()
	defer s.wakes.mu.Unlock()
	if len(s.wakes.of) != 0 {
		t.Errorf("%d agents are watched", len(s.wakes.of))
	}
}

// TestStreamTriesAgain lets the database be away when an action is to be masked.
func TestStreamTriesAgain(t *testing.T) {
	t.Parallel()
	s, away := newAgentServer(t), newAgentServer(t)
	_ = away.Close()
	there := s.secret
	s.secret = away.secret
	sent := httptest.NewRecorder()
	a := &agentStream{
		Server: s.Server, who: &auth.Principal{Scopes: []string{auth.Act}}, agent: "ana",
		out: echo.NewResponse(sent, s.echo), control: http.NewResponseController(sent),
	}
	rows := []db.AppActionNow{{ID: 7, Agent: "ana", Action: actionHangUp, State: stateDelivered}}
	if err := a.tell(t.Context(), rows); err == nil {
		t.Fatal("the action is told without the secret that masks it")
	}
	s.secret = there
	if err := a.tell(t.Context(), rows); err != nil || !strings.Contains(sent.Body.String(), "id: 7\n") {
		t.Errorf("the next look tells %q, %v", sent.Body, err)
	}
}
