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

// expireActions writes down which actions have expired. Every server does so; they stay out of each other's way.
func (s *Server) expireActions(ctx context.Context) error {
	for {
		n, err := db.New(s.Writer).ExpireActions(ctx, db.ExpireActionsParams{Most: expireBatch})
		if err != nil {
			return fmt.Errorf("expire actions: %w", err)
		}
		if n < expireBatch {
			return nil
		}
	}
}
