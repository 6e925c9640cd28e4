package ingest

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

// Refresher keeps the derived relations current while a server runs, whoever writes the events, and
// makes the partitions of the months to come.
type Refresher struct {
	DB    *sql.DB
	Log   *slog.Logger
	Every time.Duration
}

// Run refreshes until ctx ends. What fails is logged and tried again.
func (r Refresher) Run(ctx context.Context) {
	tick := time.NewTicker(r.Every)
	defer tick.Stop()
	var partitionsAt time.Time
	failing := false
	for {
		queries := db.New(r.DB)
		_, err := queries.Refresh(ctx, db.RefreshParams{})
		if err == nil && time.Since(partitionsAt) > time.Hour {
			if _, err = queries.EnsurePartitions(ctx); err == nil {
				partitionsAt = time.Now()
			}
		}
		if err != nil && ctx.Err() == nil && !failing {
			r.Log.Error("refresh of the derived relations failed; it is tried again", "err", err)
		} else if err == nil && failing {
			r.Log.Info("refresh of the derived relations works again")
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
