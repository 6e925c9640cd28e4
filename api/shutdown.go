package api

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/problem"
)

const (
	// shutdownGrace is how long running answers have to end.
	shutdownGrace = 10 * time.Second
	// cutPatience is how long those that were cut off then have to notice it.
	cutPatience = 2 * time.Second
)

// shutdown is the end of a server. Readiness is taken back first, and whoever listens to stopping is to end;
// then new requests are refused, and the running ones have their time.
type shutdown struct {
	stopping context.Context // ends when the shutdown begins: streams that never end by themselves listen to it
	begin    context.CancelFunc
	refusing atomic.Bool
	drain    time.Duration // between the two
	grace    time.Duration
	running  running
}

func newShutdown(drain time.Duration) *shutdown {
	s := &shutdown{drain: drain, grace: shutdownGrace}
	s.stopping, s.begin = context.WithCancel(context.Background())
	return s
}

// of shuts an HTTP server down. It tells whether every running answer could end.
func (s *shutdown) of(server *http.Server) error {
	s.begin()
	<-time.After(s.drain)
	s.refusing.Store(true)
	grace, cancel := context.WithTimeout(context.Background(), s.grace)
	defer cancel()
	// Readiness is told to whoever asks until nothing runs any more; only then the listener closes.
	select {
	case <-s.running.none():
	case <-grace.Done():
	}
	err := server.Shutdown(grace)
	if err != nil {
		_ = server.Close()
		select {
		case <-s.running.none():
		case <-time.After(cutPatience):
		}
	}
	return err
}

// count counts requests while they run, and refuses those that come too late. Health is told to the last.
func (s *shutdown) count(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if path := c.Path(); path == "/healthz" || path == "/readyz" {
			return next(c)
		}
		s.running.add(1)
		defer s.running.add(-1)
		if s.refusing.Load() {
			c.Response().Header().Set(echo.HeaderConnection, "close")
			return problem.Stopping()
		}
		return next(c)
	}
}

// running counts what runs.
type running struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // of those who wait for nothing to run
}

func (r *running) add(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n += n
	if r.n == 0 && r.idle != nil {
		close(r.idle)
		r.idle = nil
	}
}

// none is closed as soon as nothing runs.
func (r *running) none() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.n == 0 {
		idle := make(chan struct{})
		close(idle)
		return idle
	}
	if r.idle == nil {
		r.idle = make(chan struct{})
	}
	return r.idle
}
