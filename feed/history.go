package feed

// How much of the history of a feed was read.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

// History is how much of the history of a feed was read, in the units that its source has: ids of rows, or bytes.
type History struct {
	Done, All int64
	Complete  bool
	// Rows is the number of rows that the feed has stored.
	Rows int64
	// Failure is why the feed does not go on; empty: it does.
	Failure string
}

// WithRate returns the feed with a limit of rows a second that it reads from its source; 0 is no other limit than that of
// its settings.
func (c Config) WithRate(rows int) Config {
	if rows <= 0 {
		return c
	}
	c.Page = min(c.page(), rows)
	c.Pause = time.Duration(float64(c.Page) / float64(rows) * float64(time.Second))
	return c
}

// History looks up how much of the history of a feed was read. found is what ExamineDatabase says of its source; it is
// not used for files.
func (r *Runner) History(ctx context.Context, c Config, found []FoundTable) (History, error) {
	var out History
	queries := db.New(r.DB)
	all, err := queries.ListFeeds(ctx)
	if err != nil {
		return out, fmt.Errorf("list the feeds: %w", err)
	}
	i := slices.IndexFunc(all, func(f db.ListFeedsRow) bool { return f.Feed == c.Name })
	if i < 0 {
		return out, nil // it has not begun
	}
	out.Rows = all[i].Rows
	if all[i].State == "failing" {
		out.Failure = all[i].Detail
	}
	if !c.IsDatabase() {
		out.All, out.Complete = all[i].UnreadBytes, all[i].UnreadBytes == 0 && all[i].CoveredTo != nil
		return out, nil
	}
	tables, err := queries.FeedTables(ctx, db.FeedTablesParams{Feed: c.Name})
	if err != nil {
		return out, fmt.Errorf("look up how far the tables were read: %w", err)
	}
	out.Complete = true
	for _, f := range found {
		if f.Missing || f.Err != nil {
			continue
		}
		i := slices.IndexFunc(tables, func(t db.AppFeedTable) bool { return t.SourceTable == f.Source })
		if i < 0 {
			out.Complete = out.Complete && f.Rows == 0
			out.All += f.Last - f.First
			continue
		}
		t := tables[i]
		out.Complete = out.Complete && (t.Complete || f.Rows == 0)
		if f.Last == 0 {
			continue // it has no ids
		}
		size := max(t.High, f.Last) - f.First + 1
		out.All += size
		switch {
		case t.Complete:
			out.Done += size
		case t.High > 0:
			out.Done += t.High - t.Low + 1
		}
	}
	return out, nil
}
