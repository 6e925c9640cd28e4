// Package coverage knows of which times the feeds lack rows, for the member coverage of answers and for the metrics.
package coverage

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
)

// maxAge is the age at which the state of the feeds is read again. Feeds store it every second.
const maxAge = time.Second

// Feeds reads the state of the feeds, at most once a second for all answers.
type Feeds struct {
	Pool db.DBTX
	Now  func() time.Time

	mu     sync.Mutex
	known  []query.Feed
	readAt time.Time
}

// Get returns the feeds, with the times of which they lack rows.
func (f *Feeds) Get(ctx context.Context) ([]query.Feed, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.Now()
	if !f.readAt.IsZero() && now.Sub(f.readAt) < maxAge && !now.Before(f.readAt) {
		return f.known, nil
	}
	rows, err := db.New(f.Pool).FeedTimes(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the state of the feeds: %w", problem.Cause(ctx, err))
	}
	var feeds []query.Feed
	for _, row := range rows {
		if n := len(feeds); n == 0 || feeds[n-1].Name != row.Feed {
			feeds = append(feeds, query.Feed{Name: row.Feed, Tables: row.Tables})
		}
		if !row.Unseen {
			continue
		}
		unseen := query.Unseen{Reason: row.Reason}
		if row.FromAt != nil {
			unseen.From = *row.FromAt
		}
		if row.ToAt != nil {
			unseen.To = *row.ToAt
		}
		last := &feeds[len(feeds)-1]
		last.Unseen = append(last.Unseen, unseen)
	}
	f.known, f.readAt = feeds, now
	return feeds, nil
}

// Feature returns the metrics of the feeds.
func (f *Feeds) Feature() (endpoint.Feature, error) {
	return endpoint.Feature{Metrics: []prometheus.Collector{newCollector(f.Pool)}}, nil
}
