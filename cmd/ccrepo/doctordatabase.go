package main

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/migrations"
)

// databaseCheck asks the database for findings: each row of the query is one, in two columns, what it
// is and what to do.
type databaseCheck struct {
	name     string
	severity severity
	query    string
	args     []any
}

// examineDatabase makes the checks of a database. What is not migrated can't be looked at further.
func (d *doctor) examineDatabase(ctx context.Context, database *database) {
	conn := database.DB
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := conn.PingContext(ctx); err != nil {
		d.found(grave, "database", "Start it, or correct --database-url.", "The database does not answer: %v.", err)
		return
	}
	d.ask(ctx, conn, d.serverChecks())
	if !d.examineMigrations(ctx, conn) {
		return
	}
	d.ask(ctx, conn, d.schemaChecks())
	d.examineGrowingTables(ctx, conn)
	d.examineZone(ctx, conn)
	if database.server == nil {
		// The embedded server looks after its logins itself.
		d.examineLogins(ctx, conn)
	}
}

func (d *doctor) ask(ctx context.Context, conn *sql.DB, checks []databaseCheck) {
	for _, check := range checks {
		if err := d.askOne(ctx, conn, check); err != nil {
			d.unchecked(check.name, err)
		}
	}
}

// unchecked notes that a check failed: that is no health.
func (d *doctor) unchecked(check string, err error) {
	d.found(mild, check, "Run ccrepo doctor as a user who may: the database's owner.", "This could not be looked at: %v.", err)
}

func (d *doctor) askOne(ctx context.Context, conn *sql.DB, check databaseCheck) error {
	rows, err := conn.QueryContext(ctx, check.query, check.args...)
	if err != nil {
		return fmt.Errorf("ask database: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var what, todo string
		if err := rows.Scan(&what, &todo); err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		d.found(check.severity, check.name, todo, "%s", what)
	}
	return rows.Err()
}

// examineMigrations tells whether the schema is the program's.
func (d *doctor) examineMigrations(ctx context.Context, conn *sql.DB) bool {
	var table sql.NullString
	if err := conn.QueryRowContext(ctx, "SELECT to_regclass('goose_db_version')").Scan(&table); err != nil {
		d.unchecked("migrations", err)
		return false
	}
	if !table.Valid {
		d.found(grave, "migrations", "ccrepo migrate up", "The database is empty; nothing further could be looked at.")
		return false
	}
	applied := map[int64]bool{}
	rows, err := conn.QueryContext(ctx, "SELECT version_id FROM goose_db_version WHERE is_applied AND version_id > 0")
	if err != nil {
		d.unchecked("migrations", err)
		return false
	}
	defer rows.Close()
	for rows.Next() {
		var version int64
		if err := rows.Scan(&version); err != nil {
			d.unchecked("migrations", err)
			return false
		}
		applied[version] = true
	}
	if err := rows.Err(); err != nil {
		d.unchecked("migrations", err)
		return false
	}
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		d.unchecked("migrations", err)
		return false
	}
	var missing []string
	for _, name := range names {
		var version int64
		if _, err := fmt.Sscanf(name, "%d", &version); err == nil && !applied[version] {
			missing = append(missing, strings.TrimSuffix(name, ".sql"))
		}
		delete(applied, version)
	}
	if len(applied) > 0 {
		d.found(grave, "migrations", "Run the program that migrated it, or a newer one.", "The database has %s that this program does not know.", sum(len(applied), "migration"))
	}
	if len(missing) > 0 {
		d.found(grave, "migrations", "ccrepo migrate up", "The database lacks %s; nothing further could be looked at.", strings.Join(missing, ", "))
	}
	return len(missing) == 0
}

// examineGrowingTables looks into the default partitions, and for rows that reports don't have yet.
func (d *doctor) examineGrowingTables(ctx context.Context, conn *sql.DB) {
	rows, err := conn.QueryContext(ctx, "SELECT relation::text, quote_ident(time_column) FROM app.growing_table ORDER BY 1")
	if err != nil {
		d.unchecked("default-partition", err)
		return
	}
	defer rows.Close()
	var checks []databaseCheck
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			d.unchecked("default-partition", err)
			return
		}
		checks = append(checks, defaultPartitionCheck(table, column))
		if relation := derivedFrom(table); relation != "" {
			checks = append(checks, d.refreshCheck(table, relation))
		}
	}
	if err := rows.Err(); err != nil {
		d.unchecked("default-partition", err)
	}
	d.ask(ctx, conn, checks)
}

// defaultPartitionCheck takes names as SQL writes them, from the catalogue.
func defaultPartitionCheck(table, column string) databaseCheck {
	return databaseCheck{name: "default-partition", severity: mild, query: strings.NewReplacer("TABLE", table, "COLUMN", column).Replace(`
		SELECT
			format('TABLE_default holds %s%s rows, from %s to %s: no partition was there for their months.',
				CASE WHEN count(*) > 100000 THEN 'more than ' END, least(count(*), 100000), min(d.t)::date, max(d.t)::date),
			'Queries of other months read them too. docs/database.md, "Rows in a default partition", moves them.'
		FROM (SELECT COLUMN AS t FROM TABLE_default LIMIT 100001) AS d
		HAVING count(*) > 0`)}
}

// derivedFrom is the relation of app.refresh that rows of a table go into; empty is none.
func derivedFrom(table string) string {
	switch {
	case table == "queue_log_repo":
		return "queue_call"
	case strings.HasSuffix(table, "_log_repo"):
		return "interaction"
	}
	return ""
}

func (d *doctor) refreshCheck(table, relation string) databaseCheck {
	return databaseCheck{name: "refresh", severity: mild, args: []any{relation, d.refreshLag.Seconds()}, query: strings.ReplaceAll(`
		SELECT
			'Rows of TABLE wait for the reports' || coalesce(' since ' || date_trunc('second', r.refreshed_at), ': none has been taken yet') || '.',
			'Look into the log of ccrepo serve, which takes them every second; without it run ccrepo refresh.'
		FROM (SELECT 1) AS always
		LEFT JOIN app.refresh AS r
			ON r.relation = $1
		WHERE (r.refreshed_at IS NULL OR r.refreshed_at < now() - make_interval(secs => $2))
		  AND EXISTS (
			SELECT FROM TABLE AS t
			WHERE t.written_by >= coalesce(pg_snapshot_xmin(r.snapshot), '0'::xid8)
			  AND (r.snapshot IS NULL OR NOT pg_visible_in_snapshot(t.written_by, r.snapshot)))`, "TABLE", table)}
}

// examineZone compares the rules of --tz here and in the database, and the clocks.
func (d *doctor) examineZone(ctx context.Context, conn *sql.DB) {
	loc, err := d.location()
	if err != nil {
		return // a finding of the settings
	}
	rows, err := conn.QueryContext(ctx, `
		SELECT t, extract(epoch FROM (t AT TIME ZONE $1) - (t AT TIME ZONE 'UTC'))::integer
		FROM generate_series(date_trunc('day', now()) - interval '1 year', now() + interval '1 year', interval '1 day') AS t`, loc.String())
	if err != nil {
		d.found(grave, "time-zone", "Update PostgreSQL's time zones (Debian: tzdata), or choose another --tz.", "PostgreSQL does not know the time zone %s: %v.", loc, err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var at time.Time
		var offset int
		if err := rows.Scan(&at, &offset); err != nil {
			d.unchecked("time-zone", err)
			return
		}
		if _, here := at.In(loc).Zone(); here != offset {
			d.found(grave, "time-zone", "Update the older of the two: tzdata of the database's machine, or this program.",
				"On %s %s is %+d s from UTC here and %+d s in PostgreSQL: their rules differ.", at.Format(time.DateOnly), loc, here, offset)
			return
		}
	}
	if err := rows.Err(); err != nil {
		d.unchecked("time-zone", err)
	}
	before := d.now()
	var there time.Time
	if err := conn.QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&there); err != nil {
		d.unchecked("clock", err)
		return
	}
	if after := d.now(); there.Before(before.Add(-d.clockSkew)) || there.After(after.Add(d.clockSkew)) {
		d.found(mild, "clock", "Let NTP set both clocks.", "The database's clock is %s from this machine's.", there.Sub(before).Round(time.Second))
	}
}
