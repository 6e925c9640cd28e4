// The shutdown of a server, in which running answers can end.

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
	// shutdownGrace is the time in which running answers must end.
	shutdownGrace = 10 * time.Second
	// cutPatience is the time for which the server waits for answers that were cut off.
	cutPatience = 2 * time.Second
)

// shutdown shuts a server down. First /readyz reports that it is not ready, and stopping ends, so that streams end. After
// the time drain new requests are refused, and the running ones get time to end.
type shutdown struct {
	stopping context.Context // ends when the shutdown begins: streams, which never end by themselves, wait for it
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

// of shuts an HTTP server down. It returns an error if running answers did not end in time.
func (s *shutdown) of(server *http.Server) error {
	s.begin()
	<-time.After(s.drain)
	s.refusing.Store(true)
	grace, cancel := context.WithTimeout(context.Background(), s.grace)
	defer cancel()
	// /readyz answers until no request runs; only then the listener is closed.
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

// count counts requests while they run, and refuses those that come too late. Health is always answered.
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

// running counts the running requests.
type running struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when no request runs; nil: nothing waits for it
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

// none returns a channel that is closed when no request runs.
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
