// Concurrent writers and refreshes, whose result is compared with a rebuild.

package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// TestRefreshIsRebuild runs ten writers that commit rows of all logs, late and out of order, while the derived
// relations are refreshed. In the end it compares these with a rebuild. CCREPO_SEED=n repeats the rows of a failure.
func TestRefreshIsRebuild(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	db := dbtest.New(t)
	c := newCrowd(crowdSeed(t), func() *sql.DB { return db }, func(error) bool { return false })
	c.write(t, 8)
	c.check(t)
}

func crowdSeed(t *testing.T) uint64 {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("CCREPO_SEED=%d", seed)
	return seed
}

// crowd is ten writers and a refresher of one database, which may go away and come back.
type crowd struct {
	db   func() *sql.DB
	back func(err error) bool // if err means that the database went away, waits for it and returns true

	rng   *rand.Rand
	round int
	ids   int64
	late  []oracle.Row // rows for a later round

	mu    sync.Mutex
	there map[int64]bool // ids of the committed events
}

// batch is the rows that a writer inserts in one transaction.
type batch struct {
	rows     []oracle.Row
	rollback bool
	unsure   bool // a commit was sent but not confirmed
}

func newCrowd(seed uint64, db func() *sql.DB, back func(error) bool) *crowd {
	return &crowd{db: db, back: back, rng: rand.New(rand.NewPCG(seed, 1)), there: map[int64]bool{}}
}

// write inserts a round of rows, except some for later rounds, while a refresher refreshes.
func (c *crowd) write(t *testing.T, logs int) {
	t.Helper()
	const writers = 10
	rows := c.late
	for n := range logs {
		prefix, base := fmt.Sprintf("r%dl%d-", c.round, n), zero+c.rng.Int64N(60)*day
		for _, random := range []func(*rand.Rand, string, int64) []oracle.Row{oracle.RandomCalls, oracle.RandomAgents, oracle.RandomChannels} {
			for _, r := range random(c.rng, prefix, base) {
				c.ids++
				r.Event.ID = c.ids
				rows = append(rows, r)
			}
		}
	}
	c.round++
	c.rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	kept := len(rows) / 8
	c.late, rows = slices.Clone(rows[:kept]), rows[kept:]

	var batches []*batch
	for len(rows) > 0 {
		n := min(len(rows), 1+c.rng.IntN(8))
		batches = append(batches, &batch{rows: rows[:n], rollback: c.rng.IntN(12) == 0})
		rows = rows[n:]
	}
	written := make(chan struct{})
	var refreshing, writing sync.WaitGroup
	refreshing.Go(func() { c.refresh(t, written) })
	for w := range writers {
		var mine []*batch
		for i := w; i < len(batches); i += writers {
			mine = append(mine, batches[i])
		}
		rng := rand.New(rand.NewPCG(c.rng.Uint64(), 1))
		writing.Go(func() {
			if err := c.writeAll(t.Context(), rng, mine); err != nil {
				t.Errorf("write: %v", err)
			}
		})
	}
	writing.Wait()
	close(written)
	refreshing.Wait()
}

func (c *crowd) refresh(t *testing.T, until <-chan struct{}) {
	for {
		if _, err := c.db().ExecContext(t.Context(), "SELECT report.refresh()"); err != nil && !c.back(err) {
			t.Errorf("refresh: %v", err)
			return
		}
		select {
		case <-until:
			return
		default:
		}
	}
}

// writeAll inserts batches one after the other. Some stay in open transactions for a while.
func (c *crowd) writeAll(ctx context.Context, rng *rand.Rand, batches []*batch) error {
	var open *sql.Tx
	var long *batch // what open has written
	stays := 0      // number of further batches during which open stays open
	for _, b := range batches {
		if open == nil && rng.IntN(4) == 0 {
			if tx, err := c.begin(ctx, b); err == nil {
				open, long, stays = tx, b, 1+rng.IntN(6)
				continue
			}
		}
		if err := c.deliver(ctx, b); err != nil {
			return err
		}
		if stays--; stays == 0 {
			if err := c.finish(ctx, open, long); err != nil {
				return err
			}
			open = nil
		}
	}
	if open != nil {
		return c.finish(ctx, open, long)
	}
	return nil
}

// finish ends the open transaction of a batch. If that fails, it inserts the batch again.
func (c *crowd) finish(ctx context.Context, tx *sql.Tx, b *batch) error {
	err := c.end(tx, b)
	if err == nil || !c.back(err) {
		return err
	}
	return c.deliver(ctx, b)
}

// deliver inserts a batch, repeatedly until the database confirms it.
func (c *crowd) deliver(ctx context.Context, b *batch) error {
	for range 1000 {
		tx, err := c.begin(ctx, b)
		if err == nil {
			err = c.end(tx, b)
		}
		if err == nil {
			return nil
		}
		if b.unsure && code(err) == refusedUnique {
			c.done(b) // the unconfirmed commit had succeeded
			return nil
		}
		if !c.back(err) {
			return err
		}
	}
	return fmt.Errorf("no end of failures with a batch of %d rows", len(b.rows))
}

// begin inserts the rows of a batch, by one statement each, and returns the open transaction.
func (c *crowd) begin(ctx context.Context, b *batch) (*sql.Tx, error) {
	tx, err := c.db().BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, r := range b.rows {
		var to oracle.Executor = tx
		if r.Alias != nil {
			to = c.db() // two transactions that change an alias would wait for each other
		}
		if err := oracle.Write(ctx, to, []oracle.Row{r}); err != nil {
			tx.Rollback()
			return nil, err
		}
	}
	return tx, nil
}

// end commits a batch, or rolls it back for good.
func (c *crowd) end(tx *sql.Tx, b *batch) error {
	if b.rollback {
		tx.Rollback() // even if the database went away
		return nil
	}
	if err := tx.Commit(); err != nil {
		b.unsure = true
		return err
	}
	c.done(b)
	return nil
}

func (c *crowd) done(b *batch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range b.rows {
		if r.CDR == nil && r.Alias == nil {
			c.there[r.Event.ID] = true
		}
	}
}

// check compares the rows with those committed, and the derived relations with a rebuild. It returns the number of rows
// of each relation.
func (c *crowd) check(t *testing.T) map[string]int {
	t.Helper()
	found := map[int64]int{}
	for _, channel := range []string{"queue", "webchat", "sms", "email", "twitter", "messenger", "facebook"} {
		for _, text := range texts(t, c.db(), "SELECT id FROM "+channel+"_log_repo") {
			id, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			found[id]++
		}
	}
	for id, n := range found {
		if n != 1 || !c.there[id] {
			t.Errorf("event %d is there %d times; committed: %t", id, n, c.there[id])
		}
	}
	for id := range c.there {
		if found[id] == 0 {
			t.Errorf("event %d was committed and is not there", id)
		}
	}
	counts := dbtest.RebuildChangesNothing(t, c.db())
	if counts["report.queue_call"] == 0 || counts["report.queue_ring"] == 0 {
		t.Errorf("the derived relations are empty: %v", counts)
	}
	return counts
}
