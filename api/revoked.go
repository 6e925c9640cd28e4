package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
)

// revokedCheck is the interval at which it is checked whether the key of a running answer was revoked. With the age of the
// keys in memory it is less than a second.
const revokedCheck = 400 * time.Millisecond

// revocation ends an answer whose key is revoked.
type revocation struct {
	s      *Server
	who    *auth.Principal
	w      http.ResponseWriter
	ctx    context.Context //nolint:containedctx // that of the answer
	cancel context.CancelCauseFunc

	mu      sync.Mutex
	timer   *time.Timer
	stopped bool
}

// untilRevoked returns a context that also ends when the key of the request is revoked. The caller calls stop at the end of
// the answer.
func (s *Server) untilRevoked(ctx context.Context, w http.ResponseWriter) (_ context.Context, stop func()) {
	v := &revocation{s: s, who: auth.PrincipalOf(ctx), w: w}
	v.ctx, v.cancel = context.WithCancelCause(ctx)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.timer = time.AfterFunc(revokedCheck, v.check)
	return v.ctx, v.stop
}

func (v *revocation) check() {
	revoked, err := v.s.auth.Revoked(v.ctx, v.who) // if the keys cannot be read, the answer goes on
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.stopped {
		return
	}
	if err == nil && revoked {
		v.cancel(auth.Revoked())
		// The client may read nothing. The answer may have just extended the deadline, so this is repeated until it ends.
		_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now())
	}
	v.timer.Reset(revokedCheck)
}

func (v *revocation) stop() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.stopped = true
	v.timer.Stop()
	v.cancel(nil)
}
