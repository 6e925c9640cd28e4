package feed

// The reading of one table of another database.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

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
	late   lateRows
}

// sweep is a repeated comparison of hours, from the newest to the oldest.
type sweep struct {
	hour time.Time // the last one that was compared; zero: it begins again
	edge int64     // ids from it on were compared
}

// lateRows is the state of the comparison of a table's hours.
type lateRows struct {
	recent, all sweep
	settled     map[int64]digest // of the source, by the first id of an hour: all of these ids are here
	next        time.Time        // when the next hour is compared
}

// digest tells whether two sets of ids are the same, whatever their order.
type digest struct {
	count, xor int64
	sum        string // of a function of each id
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
	next := t.state
	if !newest.Valid { // nothing is missing from it; its first rows will be a history
		if next.Complete {
			return nil
		}
		next.Complete = true
		return t.write(ctx, nil, next)
	}
	next.High, next.Low, next.Complete = newest.Int64, newest.Int64+1, false
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
	if err := t.compareLate(ctx); err != nil {
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
	theirs, err := ids(ctx, t.source.DB, fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[1]s >= %[3]d AND %[1]s <= %[4]d", t.from.id, t.source.quote(t.from.Source), first, t.state.High))
	if err != nil {
		return fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	late := slices.Sorted(maps.Keys(theirs))
	late = slices.DeleteFunc(late, func(id int64) bool { return t.known[id] })
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

// loadKnown finds the ids of the overlap that are in the database. The times of the rows at the source exclude the
// partitions of older ones, because position has no index.
func (t *tableFollower) loadKnown(ctx context.Context, first int64) error {
	query, args := "SELECT t.position FROM public."+t.from.Target+" AS t WHERE t.import_id = $1::integer AND t.position >= $2::bigint", []any{t.state.ImportID, first, t.config.Name, t.from.Source}
	if i := t.from.target.Time; i >= 0 && t.from.time != "" {
		since, err := t.source.earliest(ctx, t.from, first, t.state.High)
		if err != nil {
			return err
		}
		query += " AND t." + pq.QuoteIdentifier(t.from.target.Columns[i].Name) + " >= $5::timestamptz"
		args = append(args, since)
	}
	known, err := ids(ctx, t.DB, query+`
UNION ALL
SELECT r.position FROM app.feed_row AS r WHERE r.feed = $3::text AND r.source_table = $4::text AND r.position >= $2::bigint AND r.bad IS NOT NULL`, args...)
	if err != nil {
		return t.lookUp(err)
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
	before := map[int64]db.FeedRowsRow{}
	for _, s := range stored {
		before[s.Position] = s
	}
	var changed []sourceRow
	var gone replaced
	for _, row := range rows {
		was, known := before[row.Start]
		if delete(before, row.Start); known && was.Hash == row.hash || !known && !removes {
			continue // a row that is older than those that may change, or will be found by its id
		}
		changed = append(changed, row)
		if known {
			gone.add(row.Start, was.At)
		}
	}
	if removes {
		for id, was := range before {
			gone.add(id, was.At)
		}
	}
	if len(changed)+len(gone.ids) == 0 {
		return nil
	}
	return t.commit(ctx, changed, gone, t.state)
}

// list returns ids as SQL has them.
func list(ids []int64) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(ids), "[]"), " ", ",")
}

// replaced are rows that are removed, because they are gone from the source or are written again.
type replaced struct {
	ids         []int64
	first, last time.Time // of their times
}

func (r *replaced) add(id int64, at time.Time) {
	r.ids = append(r.ids, id)
	if r.first.IsZero() || at.Before(r.first) {
		r.first = at
	}
	if at.After(r.last) {
		r.last = at
	}
}

// write commits rows that were not read before, together with how far the table is read.
func (t *tableFollower) write(ctx context.Context, rows []sourceRow, next db.AppFeedTable) error {
	return t.commit(ctx, rows, replaced{}, next)
}

// commit commits rows in place of those that are replaced, together with how far the table is read. A row that breaks a
// rule of its table is stored as one that cannot be read.
func (t *tableFollower) commit(ctx context.Context, rows []sourceRow, gone replaced, next db.AppFeedTable) error {
	var good []*sourceRow
	for i := range rows {
		if rows[i].bad == "" {
			good = append(good, &rows[i])
		}
	}
	if err := t.from.target.EnsurePartitions(ctx, t.DB, places(good), t.now()); err != nil {
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
	removed, err := t.remove(ctx, tx, gone)
	if err != nil {
		return err
	}
	if err := t.insert(ctx, tx, good); err != nil {
		return err
	}
	if err := t.store(ctx, db.New(tx), rows, next, removed); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	t.state = next
	for _, row := range rows {
		if row.bad != "" {
			t.log.WarnContext(ctx, "a row cannot be read", "table", t.from.Source, "id", row.Start, "err", row.bad)
		}
		if t.known != nil {
			t.known[row.Start] = true
		}
	}
	return nil
}

func places(rows []*sourceRow) (all []ingest.Place) {
	for _, row := range rows {
		all = append(all, row.Place)
	}
	return all
}

// insert writes rows, and marks those that the database refuses: the rows are halved until they are found.
func (t *tableFollower) insert(ctx context.Context, tx *sql.Tx, rows []*sourceRow) error {
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "SAVEPOINT part"); err != nil {
		return fmt.Errorf("write rows of table %s: %w", t.from.Source, err)
	}
	err := t.from.target.Insert(ctx, tx, t.state.ImportID, places(rows))
	refusal := ingest.Refused(err)
	if err != nil && refusal == nil {
		return fmt.Errorf("write rows of table %s: %w", t.from.Source, err)
	}
	end := "RELEASE SAVEPOINT part"
	if err != nil {
		end = "ROLLBACK TO SAVEPOINT part"
	}
	if _, err := tx.ExecContext(ctx, end); err != nil {
		return fmt.Errorf("write rows of table %s: %w", t.from.Source, err)
	}
	switch half := len(rows) / 2; {
	case err == nil:
		return nil
	case half == 0:
		rows[0].bad = refusal.Error()
		return nil
	default:
		if err := t.insert(ctx, tx, rows[:half]); err != nil {
			return err
		}
		return t.insert(ctx, tx, rows[half:])
	}
}

// store stores how far the table is read, and what the rows hold that may change or cannot be read.
func (t *tableFollower) store(ctx context.Context, queries *db.Queries, rows []sourceRow, next db.AppFeedTable, removed int64) error {
	advance := db.AdvanceFeedTableParams{
		Feed: t.config.Name, SourceTable: t.from.Source, High: next.High, Low: next.Low, Complete: next.Complete,
		OldHigh: t.state.High, OldLow: t.state.Low, Added: -removed,
	}
	kept := db.StoreFeedRowsParams{Feed: t.config.Name, SourceTable: t.from.Source}
	since := t.changingSince()
	for _, row := range rows {
		at := row.Row.At
		if row.bad == "" {
			advance.Added++
			if !at.IsZero() && (advance.FirstAt == nil || at.Before(*advance.FirstAt)) {
				advance.FirstAt = &at
			}
			if !at.IsZero() && (advance.LastAt == nil || at.After(*advance.LastAt)) {
				advance.LastAt = &at
			}
		}
		if row.bad != "" || t.from.Whole || !since.IsZero() && at.After(since) {
			kept.Positions, kept.Hashes, kept.Bad = append(kept.Positions, row.Start), append(kept.Hashes, row.hash), append(kept.Bad, row.bad)
			kept.Times = append(kept.Times, at)
		}
	}
	if len(kept.Positions) > 0 {
		if err := queries.StoreFeedRows(ctx, kept); err != nil {
			return fmt.Errorf("store rows of table %s: %w", t.from.Source, err)
		}
	}
	if n, err := queries.AdvanceFeedTable(ctx, advance); err != nil {
		return fmt.Errorf("store how far table %s was read: %w", t.from.Source, err)
	} else if n == 0 {
		return errMoved
	}
	return nil
}

// changingSince returns the time since which rows may still change; zero: they do not.
func (t *tableFollower) changingSince() time.Time {
	switch {
	case t.timed():
		return time.Unix(t.state.High, 0).Add(-t.kept())
	case t.from.Changing > 0:
		return t.now().Add(-t.from.Changing)
	}
	return time.Time{}
}

// remove deletes rows that are gone from the source or are written again. Their times exclude the other partitions.
func (t *tableFollower) remove(ctx context.Context, tx *sql.Tx, gone replaced) (removed int64, err error) {
	if len(gone.ids) == 0 {
		return 0, nil
	}
	query, args := "DELETE FROM public."+t.from.Target+" WHERE import_id = $1::integer AND position = ANY ($2::bigint[])", []any{t.state.ImportID, pq.Array(gone.ids)} //nolint:gosec // the name of a table of history
	if i := t.from.target.Time; i >= 0 {
		column := pq.QuoteIdentifier(t.from.target.Columns[i].Name)
		query += " AND " + column + " >= $3::timestamptz AND " + column + " <= $4::timestamptz"
		args = append(args, gone.first, gone.last)
	}
	result, err := tx.ExecContext(ctx, query, args...)
	if err == nil {
		removed, err = result.RowsAffected()
	}
	if err == nil {
		err = db.New(tx).RemoveFeedRows(ctx, db.RemoveFeedRowsParams{Feed: t.config.Name, SourceTable: t.from.Source, Positions: gone.ids})
	}
	if err != nil {
		return 0, fmt.Errorf("remove rows of table %s: %w", t.from.Source, err)
	}
	return removed, nil
}
