package api

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestShutdownEndsStreams has streams open while the server is stopped.
func TestShutdownEndsStreams(t *testing.T) {
	t.Parallel()
	s := newStoppable(t, "0", func(s *Server) { s.shutdown.drain = 3 * time.Second })
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
	// It would reconnect until the server has stopped.
	res, err := s.client.Get(s.base + "/v1/agents/ana/stream")
	if err != nil || res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("a new stream while draining: %v, %v", res, err)
	}
	s.end(t, 10*time.Second)
	text := httptest.NewRecorder()
	s.metrics.handler().ServeHTTP(text, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if !strings.Contains(text.Body.String(), "\nccrepo_streams_open 0\n") {
		t.Error("streams are counted as open")
	}
}
