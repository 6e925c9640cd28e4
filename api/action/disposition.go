package action

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
)

// markEvery is the interval at which a server looks for the records of calls that have a disposition.
const markEvery = 2 * time.Second

// callDisposition is the disposition of a call. Levels, data and comment that were not given are empty.
type callDisposition struct {
	action                          int64 // that sends it to the agent's browser
	agent, campaign, callerid, guid string
	l1, l2, l3, d1, d2, comment     string
}

// storeDisposition stores a disposition and marks its call if the record exists; else markTask marks it later. A
// disposition that the campaign does not allow is refused.
func storeDisposition(ctx context.Context, tx *write.Tx, d callDisposition) error {
	if err := checkDisposition(ctx, tx, d); err != nil {
		return err
	}
	// Of two for the same call, the later one must be the later row.
	if err := tx.LockCall(ctx, db.LockCallParams{Guid: d.guid}); err != nil {
		return fmt.Errorf("lock the call: %w", err)
	}
	err := tx.AddDisposition(ctx, db.AddDispositionParams{
		DisposedAt: tx.Now, Action: &d.action, Agent: d.agent, Campaign: d.campaign, Callerid: d.callerid, Guid: d.guid,
		L1: d.l1, L2: d.l2, L3: d.l3, D1: d.d1, D2: d.d2, Comment: d.comment,
	})
	if err != nil {
		return fmt.Errorf("store disposition: %w", err)
	}
	return tx.AsWriter(ctx, func() error {
		_, err := tx.MarkCall(ctx, db.MarkCallParams{Guid: d.guid})
		if err != nil {
			return fmt.Errorf("mark the call: %w", err)
		}
		return nil
	})
}

// checkDisposition refuses a disposition that is not allowed, if the campaign has a list of allowed dispositions.
func checkDisposition(ctx context.Context, tx *write.Tx, d callDisposition) error {
	allowed, err := tx.AllowedDispositions(ctx, db.AllowedDispositionsParams{Campaign: d.campaign})
	if err != nil {
		return fmt.Errorf("look up the allowed dispositions: %w", err)
	}
	given := db.AllowedDispositionsRow{L1: d.l1, L2: d.l2, L3: d.l3}
	if len(allowed) == 0 || slices.Contains(allowed, given) {
		return nil
	}
	// The error is at the first level that no allowed disposition has.
	for i, level := range levelsOf(given) {
		var valid []string
		allowed = slices.DeleteFunc(allowed, func(a db.AllowedDispositionsRow) bool {
			valid = append(valid, levelsOf(a)[i])
			return levelsOf(a)[i] != level
		})
		if len(allowed) > 0 {
			continue
		}
		param := fmt.Sprintf("l%d", i+1)
		if level == "" {
			return problem.Param("invalid_body", param, "the campaign's dispositions with this beginning have another level, such as %s", problem.Clip(valid[0]))
		}
		if valid = slices.DeleteFunc(valid, func(v string) bool { return v == "" }); len(valid) == 0 {
			return problem.Param("invalid_body", param, "the campaign's disposition %s has no such level", problem.Clip(joinLevels(d.l1, d.l2, d.l3, i)))
		}
		near, _ := problem.Closest(level, valid)
		return problem.Param("invalid_body", param, "the campaign does not allow the disposition %q here; the nearest is %q", problem.Clip(level), problem.Clip(near))
	}
	return nil
}

func levelsOf(a db.AllowedDispositionsRow) [3]string { return [3]string{a.L1, a.L2, a.L3} }

// joinLevels returns the first n levels in the form of cdr_repo.userfield.
func joinLevels(l1, l2, l3 string, n int) string {
	return strings.Join(slices.DeleteFunc([]string{l1, l2, l3}[:n], func(l string) bool { return l == "" }), " / ")
}

// markTask returns the task that marks calls whose records were added after their dispositions.
func (a *Actions) markTask() endpoint.Task {
	return endpoint.Task{Every: markEvery, Name: "marking the calls of dispositions", Do: func(ctx context.Context) error {
		if _, err := db.New(a.kit.Admission.Pools.Writer).MarkDispositions(ctx); err != nil {
			return fmt.Errorf("mark dispositions: %w", err)
		}
		return nil
	}}
}
