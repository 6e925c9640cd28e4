package feed

// Tables of another database whose rows have no ids: the records of calls of most Asterisk systems. A row is identified by
// its values and, among equal ones of an hour, by its number. High and Low of the state are seconds since 1970.

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

// recentDays is the number of whole days before today whose hours are compared again and again: a record is written
// when its call ends, at the time at which the call began.
const recentDays = 2

// fullEvery is how often hours are read again whose number of rows has not changed.
const fullEvery = 5 * time.Minute

// timed reports whether the rows of the table have no ids.
func (t *tableFollower) timed() bool { return t.from.id == "0" }

// kept is how long it is stored which rows were read: longer than they are compared.
func (t *tableFollower) kept() time.Duration {
	return max(t.from.Changing, (recentDays+2)*24*time.Hour)
}

// midnight returns the beginning of the day some days before a moment, in the zone of the source.
func (t *tableFollower) midnight(at time.Time, daysBefore int) time.Time {
	zone := t.from.options.Location
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d-daysBefore, 0, 0, 0, 0, zone)
}

// compareHours reads the recent hours in which the number of rows has changed, and now and then all of them.
func (t *tableFollower) compareHours(ctx context.Context) error {
	now := t.now()
	if t.state.High == 0 { // history is what is before the hours that are compared
		next := t.state
		next.High, next.Low = now.Unix(), t.midnight(now, recentDays).Unix()
		if err := t.write(ctx, nil, next); err != nil {
			return err
		}
	}
	// Since the last comparison, which may be long ago.
	last := time.Unix(t.state.High, 0)
	first := t.midnight(last, recentDays)
	if err := db.New(t.DB).ForgetFeedRows(ctx, db.ForgetFeedRowsParams{Feed: t.config.Name, SourceTable: t.from.Source, Before: last.Add(-t.kept())}); err != nil {
		return fmt.Errorf("forget rows of table %s: %w", t.from.Source, err)
	}
	if now.After(t.next) {
		t.hours, t.next = map[string]int64{}, now.Add(fullEvery)
	}
	counts, err := t.countHours(ctx, first)
	if err != nil {
		return err
	}
	for from := first; from.Before(now.Add(25 * time.Hour)); from = from.Add(time.Hour) {
		// Two hours that the clocks show twice are one at a source that has wall times.
		hour := t.from.wall(from)[1:14]
		if counts[hour] == t.hours[hour] {
			continue
		}
		if err := t.readHour(ctx, from); err != nil {
			return err
		}
		t.hours[hour] = counts[hour]
	}
	next := t.state
	next.High = now.Unix()
	return t.write(ctx, nil, next)
}

// countHours returns the number of rows of each hour since a moment.
func (t *tableFollower) countHours(ctx context.Context, since time.Time) (map[string]int64, error) {
	hour := "to_char(" + t.from.time + ", 'YYYY-MM-DD HH24')"
	if t.source.mysql {
		hour = "DATE_FORMAT(" + t.from.time + ", '%Y-%m-%d %H')"
	}
	rows, err := t.source.QueryContext(ctx, "SELECT "+hour+", count(*) FROM "+t.source.quote(t.from.Source)+" WHERE "+t.from.time+" >= "+t.from.wall(since)+" GROUP BY 1")
	if err != nil {
		return nil, fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	defer func() { _ = rows.Close() }()
	counts := map[string]int64{}
	for rows.Next() {
		var hour sql.NullString
		var n int64
		if err := rows.Scan(&hour, &n); err != nil {
			return nil, fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
		}
		counts[hour.String] = n
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	return counts, nil
}

// readHour reads an hour, and applies what has changed in it.
func (t *tableFollower) readHour(ctx context.Context, from time.Time) error {
	rows, err := t.readTimes(ctx, from, from.Add(time.Hour))
	if err != nil {
		return err
	}
	stored, err := db.New(t.DB).FeedRowsByTime(ctx, db.FeedRowsByTimeParams{Feed: t.config.Name, SourceTable: t.from.Source, FirstAt: from, BeforeAt: from.Add(time.Hour)})
	if err != nil {
		return fmt.Errorf("look up the rows of table %s: %w", t.from.Source, err)
	}
	known := map[int64]bool{}
	for _, position := range stored {
		known[position] = true
	}
	var added []sourceRow
	for _, row := range rows {
		if !known[row.Start] {
			added = append(added, row)
		}
		delete(known, row.Start)
	}
	gone := replaced{first: from, last: from.Add(time.Hour)}
	gone.ids = slices.Sorted(maps.Keys(known))
	if len(added)+len(gone.ids) == 0 {
		return nil
	}
	return t.commit(ctx, added, gone, t.state)
}

// readTimes returns the rows between two moments, numbered by their values.
func (t *tableFollower) readTimes(ctx context.Context, from, to time.Time) ([]sourceRow, error) {
	rows, err := t.source.read(ctx, t.from, t.from.time+" >= "+t.from.wall(from)+" AND "+t.from.time+" < "+t.from.wall(to))
	if err != nil {
		return nil, err
	}
	seen := map[int64]uint64{}
	for i := range rows {
		row := &rows[i]
		var text [16]byte
		binary.BigEndian.PutUint64(text[:8], uint64(row.hash))
		binary.BigEndian.PutUint64(text[8:], seen[row.hash])
		seen[row.hash]++
		row.Start = fnv64(text[:]) >> 1 & (1<<62 - 1)
		if row.bad != "" {
			row.Row.At = from
		}
	}
	return rows, nil
}

// backwardByDay reads a day of the history. more: there is more of it.
func (t *tableFollower) backwardByDay(ctx context.Context) (more bool, err error) {
	if t.state.Complete || t.state.High == 0 {
		return false, nil
	}
	low := time.Unix(t.state.Low, 0)
	var newest sql.NullString
	if err := t.source.QueryRowContext(ctx, "SELECT max("+t.from.time+") FROM "+t.source.quote(t.from.Source)+" WHERE "+t.from.time+" < "+t.from.wall(low)).Scan(&newest); err != nil {
		return false, fmt.Errorf("read table %s of the source: %w", t.from.Source, err)
	}
	next := t.state
	if !newest.Valid {
		next.Complete = true
		return false, t.write(ctx, nil, next)
	}
	day := t.midnight(low, 1)
	rows, err := t.readTimes(ctx, day, low)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 && len(newest.String) >= len(time.DateOnly) { // no calls for days: go to the next one that has some
		if last, err := time.ParseInLocation(time.DateOnly, newest.String[:len(time.DateOnly)], day.Location()); err == nil {
			// A day later than needed, because the text may be of another zone.
			if after := t.midnight(last, -2); after.Before(day) {
				day = after
			}
		}
	}
	next.Low = day.Unix()
	return true, t.write(ctx, rows, next)
}
