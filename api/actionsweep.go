package api

import (
	"context"
	"fmt"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

const (
	// expireEvery is how often actions are looked for whose deadline has passed, and expireBatch how many are
	// written at once. Readers see them expired at once.
	expireEvery = time.Second
	expireBatch = 1000
)

// sweepActions writes down which actions have expired, every second until ctx ends. Every server does so;
// they stay out of each other's way.
func (s *Server) sweepActions(ctx context.Context) {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	failing := false
	for {
		err := s.expireActions(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			s.log.Error("actions that have expired are not written down; it is tried again every second", "err", logText(err))
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s *Server) expireActions(ctx context.Context) error {
	for {
		n, err := db.New(s.writer).ExpireActions(ctx, db.ExpireActionsParams{Most: expireBatch})
		if err != nil {
			return fmt.Errorf("expire actions: %w", err)
		}
		if n < expireBatch {
			return nil
		}
	}
}
