// Examines the database: the checks that need more than one query.

package doctor

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/migrations"
)

// examineDatabase runs the checks of the database. A schema without all migrations is not examined further.
func (d *Doctor) examineDatabase(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := d.DB.PingContext(ctx); err != nil {
		d.found(Error, "database", "Start it, or correct --database-url.", "The database does not answer: %v.", err)
		return
	}
	d.ask(ctx, d.serverChecks())
	migrated := d.examineMigrations(ctx)
	d.ask(ctx, roleChecks(migrated))
	if !migrated {
		return
	}
	d.examineAccess(ctx)
	d.ask(ctx, d.schemaChecks())
	d.examineGrowingTables(ctx)
	d.examineZone(ctx)
	if !d.Embedded {
		// The embedded server creates its logins itself.
		d.examineLogins(ctx)
	}
}

// examineMigrations reports whether the schema has all migrations of this program.
func (d *Doctor) examineMigrations(ctx context.Context) bool {
	var table sql.NullString
	if err := d.DB.QueryRowContext(ctx, "SELECT to_regclass('goose_db_version')").Scan(&table); err != nil {
		d.unchecked("migrations", err)
		return false
	}
	if !table.Valid {
		d.found(Error, "migrations", "ccrepo migrate up", "The database is empty; nothing else was examined.")
		return false
	}
	applied := map[int64]bool{}
	rows, err := d.DB.QueryContext(ctx, "SELECT version_id FROM goose_db_version WHERE is_applied AND version_id > 0")
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
		d.found(Error, "migrations", "Run the program that migrated it, or a newer one.", "The database has %s that this program does not have.", plural(len(applied), "migration"))
	}
	if len(missing) > 0 {
		d.found(Error, "migrations", "ccrepo migrate up", "The database lacks %s; nothing else was examined.", strings.Join(missing, ", "))
	}
	return len(missing) == 0
}

// examineGrowingTables examines the default partitions, and finds rows that are not yet in the reports.
func (d *Doctor) examineGrowingTables(ctx context.Context) {
	rows, err := d.DB.QueryContext(ctx, "SELECT relation::text, quote_ident(time_column) FROM app.growing_table ORDER BY 1")
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
		checks = append(checks, d.tableChecks(table, column)...)
	}
	if err := rows.Err(); err != nil {
		d.unchecked("default-partition", err)
	}
	d.ask(ctx, checks)
}

// examineZone compares the offsets of --tz in this program with those in the database, and the two clocks.
func (d *Doctor) examineZone(ctx context.Context) {
	loc, err := d.location()
	if err != nil {
		return // examineSettings reports this
	}
	query, err := queryText("zone_offsets")
	if err != nil {
		d.unchecked("time-zone", err)
		return
	}
	rows, err := d.DB.QueryContext(ctx, query, loc.String())
	if err != nil {
		d.found(Error, "time-zone", "Update PostgreSQL's time zones (Debian: tzdata), or choose another --tz.", "PostgreSQL does not know the time zone %s: %v.", loc, err)
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
			d.found(Error, "time-zone", "Update the older of the two: tzdata of the database's machine, or this program.",
				"On %s %s is %+d s from UTC here and %+d s in PostgreSQL: their rules differ.", at.Format(time.DateOnly), loc, here, offset)
			return
		}
	}
	if err := rows.Err(); err != nil {
		d.unchecked("time-zone", err)
	}
	before := d.now()
	var there time.Time
	if err := d.DB.QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&there); err != nil {
		d.unchecked("clock", err)
		return
	}
	if after := d.now(); there.Before(before.Add(-d.clockSkew)) || there.After(after.Add(d.clockSkew)) {
		d.found(Warning, "clock", "Let NTP set both clocks.", "The database's clock differs by %s from this machine's.", there.Sub(before).Round(time.Second))
	}
}
