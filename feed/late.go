package feed

// Rows that the source commits so late that their ids are no longer among the newest: the ids of each hour of the last
// days are counted and hashed here and at the source, and compared.

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lib/pq"
)

const (
	// compareDays is the number of days whose hours are compared unless the feed says another.
	compareDays = 7
	// aside is how far the time of a row may be from that of its neighbours by id. Rows that are further away are found
	// too, but are looked up one by one.
	aside = 2 * time.Hour
)

// digestOf returns the expressions that a digest consists of, for both systems: their hash functions differ, so it is
// made of arithmetic that does not overflow.
func digestOf(id string) string {
	return fmt.Sprintf("count(*), coalesce(bit_xor(%[1]s), 0), coalesce(sum((%[1]s %% 2147483647) * (%[1]s %% 1000003)), 0)", id)
}

func (c Config) compareDays() int {
	if c.CompareDays != nil {
		return *c.CompareDays
	}
	return compareDays
}

// compareLate compares an hour of the last day, and one of all days that are compared.
func (t *tableFollower) compareLate(ctx context.Context) error {
	begin, days := t.now(), t.config.compareDays()
	if days == 0 || begin.Before(t.late.next) || t.from.target.Time < 0 || t.state.High-overlap <= t.state.Low {
		return nil
	}
	day := begin.Add(-24 * time.Hour)
	if err := t.step(ctx, &t.late.recent, day); err != nil {
		return err
	}
	if days > 1 {
		if err := t.step(ctx, &t.late.all, begin.AddDate(0, 0, -days)); err != nil {
			return err
		}
	}
	now := t.now()
	t.late.next = now.Add(20 * now.Sub(begin)) // at most a twentieth of the time of the source
	return nil
}

// step compares the next hour of a sweep: the ids from its smallest one to the smallest of the hour before it in the sweep, so
// that the hours together leave out no id. An index of the ids is all that the source needs.
func (t *tableFollower) step(ctx context.Context, s *sweep, since time.Time) error {
	if s.hour.IsZero() {
		*s = sweep{t.now().Add(24 * time.Hour), t.state.High - overlap}
	}
	column := "t." + pq.QuoteIdentifier(t.from.target.Columns[t.from.target.Time].Name)
	ours := " FROM public." + t.from.Target + " AS t WHERE t.import_id = $1::integer AND t.position IS NOT NULL AND " + column + " >= $2::timestamptz AND " + column + " < $3::timestamptz"
	var newest sql.NullTime
	if err := t.DB.QueryRowContext(ctx, "SELECT max("+column+")"+ours, t.state.ImportID, since, s.hour).Scan(&newest); err != nil {
		return t.lookUp(err)
	}
	if !newest.Valid {
		*s = sweep{}
		return nil
	}
	s.hour = newest.Time.Truncate(time.Hour)
	var first, count int64
	if err := t.DB.QueryRowContext(ctx, "SELECT min(t.position), count(*)"+ours, t.state.ImportID, s.hour, s.hour.Add(time.Hour)).Scan(&first, &count); err != nil {
		return t.lookUp(err)
	}
	first = max(first, t.state.Low)
	if first >= s.edge {
		return nil
	}
	first, err := t.compareHour(ctx, s.hour, first, s.edge, 2*count+overlap)
	if err != nil {
		return err
	}
	s.edge = first
	return nil
}

func (t *tableFollower) lookUp(err error) error {
	return fmt.Errorf("look up the rows of table %s: %w", t.from.Source, err)
}

// compareHour compares the ids of an hour, from first to before edge, and reads rows that are not here. It compares the
// newest ids only if the source has more than limit, and returns the first that it has compared.
func (t *tableFollower) compareHour(ctx context.Context, hour time.Time, first, edge, limit int64) (int64, error) {
	id := t.from.id
	if t.source.mysql {
		id = "CAST(" + id + " AS SIGNED)"
	} else {
		id += "::bigint"
	}
	var theirs digest
	var least sql.NullInt64
	err := t.source.QueryRowContext(ctx, fmt.Sprintf("SELECT %s, min(x.i) FROM (SELECT %s AS i FROM %s WHERE %[4]s >= %[5]d AND %[4]s < %[6]d ORDER BY %[4]s DESC LIMIT %[7]d) AS x",
		digestOf("x.i"), id, t.source.quote(t.from.Source), t.from.id, first, edge, limit)).Scan(&theirs.count, &theirs.xor, &theirs.sum, &least)
	if err != nil {
		return 0, fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	if theirs.count == limit { // such as one odd id among those of the hour
		first = least.Int64
	}
	if t.late.settled[first] == theirs {
		return first, nil
	}
	column := "t." + pq.QuoteIdentifier(t.from.target.Columns[t.from.target.Time].Name)
	ours := `FROM (
    SELECT t.position
    FROM public.` + t.from.Target + ` AS t
    WHERE t.import_id = $1::integer AND t.position >= $2::bigint AND t.position < $3::bigint
      AND ` + column + ` >= $4::timestamptz AND ` + column + ` < $5::timestamptz
    UNION ALL
    SELECT r.position
    FROM app.feed_row AS r
    WHERE r.feed = $6::text AND r.source_table = $7::text AND r.position >= $2::bigint AND r.position < $3::bigint AND r.bad IS NOT NULL
) AS x`
	args := []any{t.state.ImportID, first, edge, hour.Add(-aside), hour.Add(time.Hour + aside), t.config.Name, t.from.Source}
	var here digest
	if err := t.DB.QueryRowContext(ctx, "SELECT "+digestOf("x.position")+ours, args...).Scan(&here.count, &here.xor, &here.sum); err != nil {
		return 0, t.lookUp(err)
	}
	if here != theirs {
		stored, err := ids(ctx, t.DB, "SELECT x.position "+ours, args...)
		if err != nil {
			return 0, t.lookUp(err)
		}
		if err := t.readMissing(ctx, stored, first, edge); err != nil {
			return 0, err
		}
	}
	if t.late.settled == nil {
		t.late.settled = map[int64]digest{}
	}
	t.late.settled[first] = theirs
	return first, nil
}

// readMissing reads the rows of the source, from the id first to before edge, that are not here.
func (t *tableFollower) readMissing(ctx context.Context, stored map[int64]bool, first, edge int64) error {
	theirs, err := ids(ctx, t.source.DB, fmt.Sprintf("SELECT %[1]s FROM %[2]s WHERE %[1]s >= %[3]d AND %[1]s < %[4]d", t.from.id, t.source.quote(t.from.Source), first, edge))
	if err != nil {
		return fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	for id := range stored {
		delete(theirs, id)
	}
	return t.readIDs(ctx, theirs)
}

// readIDs reads rows of the source, and writes those that are not here: a row whose time is far from that of its
// neighbours was not among those that the ids were compared with.
func (t *tableFollower) readIDs(ctx context.Context, wanted map[int64]bool) error {
	for page := range slices.Chunk(slices.Sorted(maps.Keys(wanted)), t.config.page()) {
		rows, err := t.source.read(ctx, t.from, "{id} IN ("+list(page)+") ORDER BY {id}")
		if err != nil {
			return err
		}
		here, err := t.alreadyHere(ctx, rows)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(row sourceRow) bool { return here[row.Start] })
		if len(rows) == 0 {
			continue
		}
		t.log.InfoContext(ctx, "rows came long after others with greater ids", "table", t.from.Source, "rows", len(rows), "first", rows[0].Start, "last", rows[len(rows)-1].Start)
		if err := t.write(ctx, rows, t.state); err != nil {
			return err
		}
	}
	return nil
}

// alreadyHere returns the ids of rows that are in the database, whose times it may have in another zone.
func (t *tableFollower) alreadyHere(ctx context.Context, rows []sourceRow) (map[int64]bool, error) {
	var all replaced
	for _, row := range rows {
		if row.bad == "" {
			all.add(row.Start, row.Row.At)
		}
	}
	if len(all.ids) == 0 {
		return nil, nil
	}
	column := "t." + pq.QuoteIdentifier(t.from.target.Columns[t.from.target.Time].Name)
	here, err := ids(ctx, t.DB, "SELECT t.position FROM public."+t.from.Target+" AS t WHERE t.import_id = $1::integer AND t.position = ANY ($2::bigint[]) AND "+column+" BETWEEN $3::timestamptz AND $4::timestamptz",
		t.state.ImportID, pq.Array(all.ids), all.first.Add(-26*time.Hour), all.last.Add(26*time.Hour))
	if err != nil {
		return nil, t.lookUp(err)
	}
	return here, nil
}
