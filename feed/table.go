package feed

// The reading of one table of another database.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

// overlap is the number of ids before the newest that are compared with the source again and again: transactions
// commit in another order than that of their ids.
const overlap = 20_000

// errMoved reports that another process has read the same table meanwhile, or that its import was undone.
var errMoved = errors.New("the state of the feed changed meanwhile: another process follows it, or its import was undone")

// tableFollower reads one table: new rows, those that change, and the history backwards.
type tableFollower struct {
	*Runner
	config Config
	log    *slog.Logger
	source *source
	from   *sourceTable
	state  db.AppFeedTable
	known  map[int64]bool   // ids of the overlap that were read
	hours  map[string]int64 // rows in the recent hours of a table without ids
	next   time.Time        // when a whole table is compared again
}

// open reads how far the table was read, or begins with it.
func (t *tableFollower) open(ctx context.Context) error {
	queries := db.New(t.DB)
	state, err := queries.FeedTable(ctx, db.FeedTableParams{Feed: t.config.Name, SourceTable: t.from.Source})
	if errors.Is(err, sql.ErrNoRows) {
		state, err = queries.AddFeedTable(ctx, db.AddFeedTableParams{Feed: t.config.Name, SourceTable: t.from.Source, Target: t.from.Target, Kind: t.from.target.Kind()})
	}
	if err != nil {
		return fmt.Errorf("look up how far table %s was read: %w", t.from.Source, err)
	}
	t.state = state
	return nil
}

// forward reads the rows that are newer than those that were read. more: there are others.
func (t *tableFollower) forward(ctx context.Context) (more bool, err error) {
	if t.from.Whole || t.timed() {
		return false, nil
	}
	if t.state.High == 0 {
		return false, t.begin(ctx)
	}
	rows, err := t.source.read(ctx, t.from, "{id} > $1 ORDER BY {id} LIMIT $2", t.state.High, t.config.page())
	if err != nil || len(rows) == 0 {
		return false, err
	}
	next := t.state
	next.High = rows[len(rows)-1].Start
	return len(rows) == t.config.page(), t.write(ctx, rows, next)
}

// begin decides where the history ends: at the newest row there is. It is read backwards from there.
func (t *tableFollower) begin(ctx context.Context) error {
	var newest sql.NullInt64
	if err := t.source.QueryRowContext(ctx, "SELECT max("+t.from.id+") FROM "+t.source.quote(t.from.Source)).Scan(&newest); err != nil {
		return fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	if !newest.Valid {
		return nil
	}
	next := t.state
	next.High, next.Low = newest.Int64, newest.Int64+1
	return t.write(ctx, nil, next)
}

// backward reads a page of the history. more: there is more of it.
func (t *tableFollower) backward(ctx context.Context) (more bool, err error) {
	if t.timed() {
		return t.backwardByDay(ctx)
	}
	if t.from.Whole || t.state.Complete || t.state.High == 0 {
		return false, nil
	}
	rows, err := t.source.read(ctx, t.from, "{id} < $1 ORDER BY {id} DESC LIMIT $2", t.state.Low, t.config.page())
	if err != nil {
		return false, err
	}
	next := t.state
	if len(rows) > 0 {
		next.Low = rows[len(rows)-1].Start
	}
	next.Complete = len(rows) < t.config.page()
	slices.Reverse(rows) // in the order in which they were written
	return !next.Complete, t.write(ctx, rows, next)
}

// compare reads what the source has changed: the rows of a whole table, or recent rows that committed late or changed.
func (t *tableFollower) compare(ctx context.Context) error {
	switch {
	case t.from.Whole:
		return t.compareWhole(ctx)
	case t.timed():
		return t.compareHours(ctx)
	case t.state.High == 0:
		return nil
	}
	if err := t.compareIDs(ctx); err != nil {
		return err
	}
	if t.from.Changing > 0 {
		return t.compareRecent(ctx)
	}
	return nil
}

// compareIDs reads the rows of the overlap that were not there when their ids were passed.
func (t *tableFollower) compareIDs(ctx context.Context) error {
	first := max(t.state.Low, t.state.High-overlap)
	if t.known == nil {
		if err := t.loadKnown(ctx, first); err != nil {
			return err
		}
	}
	rows, err := t.source.QueryContext(ctx, fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[1]s >= %[3]d AND %[1]s <= %[4]d", t.from.id, t.source.quote(t.from.Source), first, t.state.High))
	if err != nil {
		return fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	defer func() { _ = rows.Close() }()
	var late []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
		}
		if !t.known[id] {
			late = append(late, id)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	for id := range t.known {
		if id < first {
			delete(t.known, id)
		}
	}
	for page := range slices.Chunk(late, t.config.page()) {
		found, err := t.source.read(ctx, t.from, "{id} IN ("+list(page)+") ORDER BY {id}")
		if err != nil {
			return err
		}
		if err := t.write(ctx, found, t.state); err != nil {
			return err
		}
	}
	return nil
}

// loadKnown finds the ids of the overlap that are in the database.
func (t *tableFollower) loadKnown(ctx context.Context, first int64) error {
	rows, err := t.DB.QueryContext(ctx, fmt.Sprintf(`
SELECT t.position FROM public.%s AS t WHERE t.import_id = $1::integer AND t.position >= $2::bigint
UNION ALL
SELECT r.position FROM app.feed_row AS r WHERE r.feed = $3::text AND r.source_table = $4::text AND r.position >= $2::bigint AND r.bad IS NOT NULL`, t.from.Target),
		t.state.ImportID, first, t.config.Name, t.from.Source)
	if err != nil {
		return fmt.Errorf("look up the rows of table %s: %w", t.from.Source, err)
	}
	defer func() { _ = rows.Close() }()
	known := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return fmt.Errorf("look up the rows of table %s: %w", t.from.Source, err)
		}
		known[id] = true
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("look up the rows of table %s: %w", t.from.Source, err)
	}
	t.known = known
	return nil
}

// compareRecent reads the rows again that may still change.
func (t *tableFollower) compareRecent(ctx context.Context) error {
	begin := t.now()
	if begin.Before(t.next) {
		return nil
	}
	since := begin.Add(-t.from.Changing)
	if err := db.New(t.DB).ForgetFeedRows(ctx, db.ForgetFeedRowsParams{Feed: t.config.Name, SourceTable: t.from.Source, Before: since}); err != nil {
		return fmt.Errorf("forget rows of table %s: %w", t.from.Source, err)
	}
	var first sql.NullInt64
	err := t.DB.QueryRowContext(ctx, "SELECT min(r.position) FROM app.feed_row AS r WHERE r.feed = $1::text AND r.source_table = $2::text AND r.bad IS NULL",
		t.config.Name, t.from.Source).Scan(&first)
	if err != nil {
		return fmt.Errorf("look up the rows of table %s: %w", t.from.Source, err)
	}
	if !first.Valid {
		return nil
	}
	for id := first.Int64; id <= t.state.High; {
		rows, err := t.source.read(ctx, t.from, "{id} >= $1 AND {id} <= $2 ORDER BY {id} LIMIT $3", id, t.state.High, t.config.page())
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := t.applyChanges(ctx, rows, id, rows[len(rows)-1].Start, false); err != nil {
			return err
		}
		id = rows[len(rows)-1].Start + 1
	}
	t.rest(begin)
	return nil
}

// compareWhole reads the whole table, and applies what has changed.
func (t *tableFollower) compareWhole(ctx context.Context) error {
	begin := t.now()
	if begin.Before(t.next) {
		return nil
	}
	for id := int64(math.MinInt64); ; {
		rows, err := t.source.read(ctx, t.from, "{id} >= $1 ORDER BY {id} LIMIT $2", id, t.config.page())
		if err != nil {
			return err
		}
		last := int64(math.MaxInt64)
		if len(rows) == t.config.page() {
			last = rows[len(rows)-1].Start
		}
		if err := t.applyChanges(ctx, rows, id, last, true); err != nil {
			return err
		}
		if last == math.MaxInt64 {
			break
		}
		id = last + 1
	}
	t.rest(begin)
	if t.state.Complete {
		return nil
	}
	next := t.state
	next.Complete = true
	return t.write(ctx, nil, next)
}

// rest makes comparisons take at most a twentieth of the time of the source.
func (t *tableFollower) rest(begin time.Time) {
	now := t.now()
	t.next = now.Add(20 * now.Sub(begin))
}

// applyChanges applies the changes of the source between two ids.
func (t *tableFollower) applyChanges(ctx context.Context, rows []sourceRow, first, last int64, removes bool) error {
	stored, err := db.New(t.DB).FeedRows(ctx, db.FeedRowsParams{Feed: t.config.Name, SourceTable: t.from.Source, First: first, Last: last})
	if err != nil {
		return fmt.Errorf("look up the rows of table %s: %w", t.from.Source, err)
	}
	hashes, bad := map[int64]int64{}, map[int64]bool{}
	for _, s := range stored {
		hashes[s.Position], bad[s.Position] = s.Hash, s.Bad != nil
	}
	var changed []sourceRow
	var gone []int64
	for _, row := range rows {
		hash, known := hashes[row.Start]
		if delete(hashes, row.Start); known && hash == row.hash || !known && !removes {
			continue // a row that is older than those that may change, or will be found by its id
		}
		changed = append(changed, row)
		if known {
			gone = append(gone, row.Start)
		}
	}
	if removes {
		for id := range hashes {
			gone = append(gone, id)
		}
	}
	if len(changed)+len(gone) == 0 {
		return nil
	}
	return t.replace(ctx, changed, gone)
}

func list(ids []int64) string {
	text := fmt.Sprint(ids)
	out := []byte(text[1 : len(text)-1])
	for i := range out {
		if out[i] == ' ' {
			out[i] = ','
		}
	}
	return string(out)
}

// write commits rows that were not read before, together with how far the table is read.
func (t *tableFollower) write(ctx context.Context, rows []sourceRow, next db.AppFeedTable) error {
	return t.commit(ctx, rows, nil, next)
}

// replace commits rows in place of those with the same ids, and removes those that are gone.
func (t *tableFollower) replace(ctx context.Context, rows []sourceRow, gone []int64) error {
	return t.commit(ctx, rows, gone, t.state)
}

func (t *tableFollower) commit(ctx context.Context, rows []sourceRow, gone []int64, next db.AppFeedTable) error {
	err := t.tryCommit(ctx, rows, gone, next)
	refusal := ingest.Refused(err)
	if refusal == nil {
		return err
	}
	// One of the rows breaks a rule of its table.
	for i := range rows {
		if rows[i].bad == "" {
			if err := t.tryCommit(ctx, rows[i:i+1], keepOnly(gone, rows[i].Start), t.state); ingest.Refused(err) != nil {
				rows[i].bad = ingest.Refused(err).Error()
			} else if err != nil {
				return err
			} else {
				rows[i].bad = "written"
			}
		}
	}
	rows = slices.DeleteFunc(rows, func(r sourceRow) bool { return r.bad == "written" })
	return t.tryCommit(ctx, rows, gone, next)
}

func keepOnly(ids []int64, one int64) []int64 {
	if slices.Contains(ids, one) {
		return []int64{one}
	}
	return nil
}

func (t *tableFollower) tryCommit(ctx context.Context, rows []sourceRow, gone []int64, next db.AppFeedTable) error {
	var places []ingest.Place
	advance := db.AdvanceFeedTableParams{
		Feed: t.config.Name, SourceTable: t.from.Source, High: next.High, Low: next.Low, Complete: next.Complete, OldHigh: t.state.High, OldLow: t.state.Low,
	}
	var store db.StoreFeedRowsParams
	kept := time.Time{}
	if t.from.Changing > 0 {
		kept = t.now().Add(-t.from.Changing)
	}
	if t.timed() {
		kept = time.Unix(t.state.High, 0).Add(-t.kept())
	}
	for _, row := range rows {
		at := row.Row.At
		if row.bad == "" {
			places = append(places, row.Place)
			if !at.IsZero() && (advance.FirstAt == nil || at.Before(*advance.FirstAt)) {
				advance.FirstAt = &at
			}
			if !at.IsZero() && (advance.LastAt == nil || at.After(*advance.LastAt)) {
				advance.LastAt = &at
			}
		} else {
			t.log.WarnContext(ctx, "a row cannot be read", "table", t.from.Source, "id", row.Start, "err", row.bad)
		}
		if row.bad != "" || t.from.Whole || !kept.IsZero() && at.After(kept) {
			store.Positions, store.Hashes, store.Bad = append(store.Positions, row.Start), append(store.Hashes, row.hash), append(store.Bad, row.bad)
			store.Times = append(store.Times, at)
		}
	}
	if err := t.from.target.EnsurePartitions(ctx, t.DB, places, t.now()); err != nil {
		return fmt.Errorf("write rows of table %s: %w", t.from.Source, err)
	}
	tx, err := t.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after the commit
	// The lists of another system may break the rules for lists of this one.
	if _, err := tx.ExecContext(ctx, "SET LOCAL app.copying = on"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	queries := db.New(tx)
	removed, err := t.remove(ctx, tx, gone)
	if err != nil {
		return err
	}
	if err := t.from.target.Insert(ctx, tx, t.state.ImportID, places); err != nil {
		return fmt.Errorf("write rows of table %s: %w", t.from.Source, err)
	}
	if len(store.Positions) > 0 {
		store.Feed, store.SourceTable = t.config.Name, t.from.Source
		if err := queries.StoreFeedRows(ctx, store); err != nil {
			return fmt.Errorf("store rows of table %s: %w", t.from.Source, err)
		}
	}
	advance.Added = int64(len(places)) - removed
	if n, err := queries.AdvanceFeedTable(ctx, advance); err != nil {
		return fmt.Errorf("store how far table %s was read: %w", t.from.Source, err)
	} else if n == 0 {
		return errMoved
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	t.state = next
	for _, row := range rows {
		if t.known != nil {
			t.known[row.Start] = true
		}
	}
	return nil
}

// remove deletes rows that are gone from the source or are written again.
func (t *tableFollower) remove(ctx context.Context, tx *sql.Tx, gone []int64) (removed int64, err error) {
	if len(gone) == 0 {
		return 0, nil
	}
	result, err := tx.ExecContext(ctx, "DELETE FROM public."+t.from.Target+" WHERE import_id = $1::integer AND position IN ("+list(gone)+")", t.state.ImportID) //nolint:gosec // numbers
	if err == nil {
		removed, err = result.RowsAffected()
	}
	if err == nil {
		err = db.New(tx).RemoveFeedRows(ctx, db.RemoveFeedRowsParams{Feed: t.config.Name, SourceTable: t.from.Source, Positions: gone})
	}
	if err != nil {
		return 0, fmt.Errorf("remove rows of table %s: %w", t.from.Source, err)
	}
	return removed, nil
}
