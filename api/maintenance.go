// The work that a running server repeats in the background, beside answering requests.

package api

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

const (
	// refreshEvery is the interval at which the derived relations are refreshed with new events, partitionsEvery that at
	// which the partitions of the coming months are created.
	refreshEvery    = time.Second
	partitionsEvery = time.Hour
	// callersEvery is the interval at which callers without a number are looked for while no call is new: a country changed.
	callersEvery = 5 * time.Second
	// Each day, one in checkedParts of the quarters of an hour that rollups store is computed again.
	checkEvery   = 24 * time.Hour
	checkedParts = 100
	// A refresh that takes longRefresh is one of a history that is read.
	longRefresh = 2 * time.Second
	longestRest = 10 * time.Second
)

// RestAfterRefresh returns how long to wait after a refresh of the derived relations: a second or, after a long one, twice
// as long as it took. While a history is read, each refresh holds up those who write and is soon out of date.
func RestAfterRefresh(took time.Duration) time.Duration {
	if took < longRefresh {
		return refreshEvery
	}
	return min(2*took, longestRest)
}

// tasks returns the tasks of the features and of the server itself.
func (s *Server) tasks() []endpoint.Task {
	tasks := []endpoint.Task{s.kit.Sweep()}
	for _, f := range s.table.features {
		tasks = append(tasks, f.Tasks...)
	}
	if s.options.Maintenance != nil {
		tasks = append(tasks, endpoint.Task{Every: refreshEvery, Name: "refresh of the derived relations", Do: refreshRelations(s.options.Maintenance)},
			endpoint.Task{Every: checkEvery, Name: "check of the stored sums of quarters of an hour", Do: checkRollups(s.options.Maintenance, s.options.Log)})
	}
	return tasks
}

// startMaintenance runs every task at once and then at its interval. The function that it returns stops them.
func (s *Server) startMaintenance(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, task := range s.tasks() {
		running.Go(func() { repeat(ctx, s.options.Log, task) })
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// repeat runs a task until ctx ends. A failure is logged once, until the task succeeds again.
func repeat(ctx context.Context, log *slog.Logger, task endpoint.Task) {
	tick := time.NewTicker(task.Every)
	defer tick.Stop()
	failing := false
	for {
		err := task.Do(ctx)
		switch {
		case err != nil && !failing && ctx.Err() == nil:
			log.Error(task.Name+" failed; it is tried again", "err", problem.LogText(err))
		case err == nil && failing:
			log.Info(task.Name + " works again")
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// refreshRelations returns the task that refreshes the derived relations, for events from any source, and creates
// partitions. The pool has the rights of the owner of the database.
func refreshRelations(pool *sql.DB) func(context.Context) error {
	var partitionsAt, callersAt, restedAt time.Time
	return func(ctx context.Context) error {
		begin := time.Now()
		if begin.Before(restedAt) {
			return nil
		}
		defer func() { restedAt = time.Now().Add(RestAfterRefresh(time.Since(begin)) - refreshEvery) }()
		queries := db.New(pool)
		calls, err := queries.RefreshIfDue(ctx)
		if err != nil {
			return fmt.Errorf("refresh the derived relations: %w", err)
		}
		if calls > 0 || time.Since(callersAt) >= callersEvery {
			if err := ingest.ComputeCallers(ctx, pool); err != nil {
				return err
			}
			callersAt = time.Now()
		}
		if time.Since(partitionsAt) < partitionsEvery {
			return nil
		}
		if _, err := queries.EnsurePartitions(ctx); err != nil {
			return fmt.Errorf("create partitions: %w", err)
		}
		partitionsAt = time.Now()
		return nil
	}
}

// checkRollups returns the task that computes some of the stored sums again. Every 100 days it has checked all of them. It
// logs each difference: repeat would log only the first failure of several days.
func checkRollups(pool *sql.DB, log *slog.Logger) func(context.Context) error {
	return func(ctx context.Context) error {
		day := int32(time.Now().Unix() / int64(checkEvery/time.Second) % checkedParts)
		wrong, err := db.New(pool).WrongQueueSlots(ctx, db.WrongQueueSlotsParams{Part: day, Parts: checkedParts})
		if err != nil {
			return fmt.Errorf("compute sums of quarters of an hour again: %w", err)
		}
		if len(wrong) > 0 {
			log.Error("report.queue_slot differs from the calls; run ccrepo refresh --from and --to over all history to build it again, and report this as a defect",
				"quarters", len(wrong), "first", wrong[0].UTC().Format(time.RFC3339))
		}
		return nil
	}
}
