package feed

// What a feed from another database would read, without reading it.

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

// examined is the number of the newest rows of a table that an examination converts.
const examined = 1000

// FoundTable is what the source of a feed has of a table.
type FoundTable struct {
	Source, Target string
	Missing        bool  // the source does not have it
	Err            error // why it cannot be read
	Engine         string
	First, Last    int64 // ids
	Newest         *time.Time
	Rows, Bad      int // of the newest rows
	FirstBad       string
	Extra          []string // columns of the source that are not stored
	Lacking        []string // columns of the target that the source does not have
	// Zone is what proves that the wall times are not of the zone in which they are read; nil: nothing.
	Zone error
}

// ExamineDatabase looks at the tables of the source of a feed. It changes nothing. conn is the database that the feed
// writes; zone is the zone of feeds that set none.
func ExamineDatabase(ctx context.Context, conn *sql.DB, c Config, zone *time.Location) (all []FoundTable, err error) {
	options, err := c.options(zone)
	if err != nil {
		return nil, err
	}
	source, err := openSource(ctx, c)
	if err != nil {
		return nil, err
	}
	defer func() { _ = source.Close() }() // it was only read
	columns, err := source.columns(ctx)
	if err != nil {
		return nil, err
	}
	missing := 0
	for _, m := range c.maps() {
		found := FoundTable{Source: m.Source, Target: m.Target}
		target, err := ingest.LoadTable(ctx, conn, m.Target)
		if err != nil {
			return all, fmt.Errorf("feed %s: %w", c.Name, err)
		}
		t, err := source.table(m, target, columns, options)
		switch {
		case err != nil:
			found.Err = err
		case t == nil:
			found.Missing = true
			missing++
		default:
			found.Source = t.Source
			found.Err = source.examine(ctx, t, &found)
		}
		all = append(all, found)
	}
	if missing == len(all) {
		return all, fmt.Errorf("the source has none of the tables: correct the database in the url, or the profile")
	}
	return all, nil
}

func (s *source) examine(ctx context.Context, t *sourceTable, found *FoundTable) error {
	found.Extra, found.Lacking = t.extra, t.missing
	found.Engine = "PostgreSQL"
	if s.mysql {
		var engine sql.NullString
		if err := s.QueryRowContext(ctx, "SELECT engine FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?", t.Source).Scan(&engine); err != nil {
			return fmt.Errorf("look at table %s of the source: %w", t.Source, err)
		}
		found.Engine = engine.String
	}
	newest := "{id} <= $1 ORDER BY {id} DESC LIMIT $2"
	if t.id == "0" {
		newest = t.time + " IS NOT NULL ORDER BY " + t.time + " DESC LIMIT $2"
	}
	var first, last sql.NullInt64
	if err := s.QueryRowContext(ctx, fmt.Sprintf("SELECT min(%[1]s), max(%[1]s) FROM %[2]s", t.id, s.quote(t.Source))).Scan(&first, &last); err != nil {
		return fmt.Errorf("read table %s of the source: %w", t.Source, err)
	}
	found.First, found.Last = first.Int64, last.Int64
	rows, err := s.read(ctx, t, newest, last.Int64, examined)
	if err != nil {
		return err
	}
	found.Rows = len(rows)
	for _, row := range rows {
		switch at := row.Row.At; {
		case row.bad != "":
			if found.Bad++; found.FirstBad == "" {
				found.FirstBad = fmt.Sprintf("id %d: %s", row.Start, row.bad)
			}
		case !at.IsZero() && (found.Newest == nil || at.After(*found.Newest)):
			found.Newest = &at
		}
	}
	found.Zone = t.judgeZone(rows, found.Newest)
	return nil
}

// ahead is how far the newest row may be in the future, because clocks differ.
const ahead = 5 * time.Minute

// judgeZone returns the proof that the wall times of rows were read in a wrong zone, or nil.
func (t *sourceTable) judgeZone(rows []sourceRow, newest *time.Time) error {
	if t.timeZoned || t.options.Location == nil {
		return nil
	}
	calls, event := t.target.Column("uniqueid"), -1
	if calls < 0 {
		calls, event = t.target.Column("callid"), t.target.Column("event")
	}
	if calls >= 0 {
		var moments []time.Time
		var ids []string
		for _, row := range rows {
			if row.bad != "" || event >= 0 && row.Row.Values[event] != "ENTERQUEUE" { // later events may be hours after the call began
				continue
			}
			if id, is := row.Row.Values[calls].(string); is {
				moments, ids = append(moments, row.Row.At), append(ids, id)
			}
		}
		if wrong := ingest.JudgeZone(t.options.Location, moments, ids); wrong != nil {
			return fmt.Errorf("%s: %s", wrong.Finding(), wrong.Advice("tz: "))
		}
	}
	if newest != nil {
		if by := time.Until(*newest); by > ahead {
			return fmt.Errorf("the newest row is %d:%02d h in the future, read in the zone %s: correct tz, or the clock of the source", int(by.Hours()), int(by.Minutes())%60, t.options.Location)
		}
	}
	return nil
}
