// The checks that consist of one query each. The queries are in sql/.

package doctor

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strings"

	"github.com/lib/pq"
)

//go:embed sql/*.sql
var queries embed.FS

// databaseCheck is one check by a query. Each row of the query is a finding, in text columns: what is wrong, what to do
// about it and, in queries that have a third column, the statement that does it.
type databaseCheck struct {
	name     string // in docs/serving.md
	severity Severity
	file     string // in sql, without .sql
	args     []any
	names    *strings.Replacer // quoted identifiers to insert into the query; nil: none
}

// serverChecks returns the checks that apply to any PostgreSQL server.
func (d *Doctor) serverChecks() []databaseCheck {
	return []databaseCheck{
		{name: "server-version", severity: Error, file: "server_version", args: []any{d.oldestServer}},
		{name: "encoding", severity: Error, file: "encoding"},
		{name: "autovacuum", severity: Warning, file: "autovacuum"},
		{name: "old-transaction", severity: Warning, file: "old_transaction", args: []any{d.longestIdle.Seconds()}},
		{name: "prepared-transaction", severity: Warning, file: "prepared_transaction", args: []any{d.longestIdle.Seconds()}},
	}
}

// roleChecks returns the checks of the roles, which may also be created before the database is migrated.
func roleChecks(migrated bool) []databaseCheck {
	return []databaseCheck{{name: "roles", severity: Error, file: "roles", args: []any{migrated}}}
}

// schemaChecks returns the checks that need all migrations to be applied.
func (d *Doctor) schemaChecks() []databaseCheck {
	return []databaseCheck{
		{name: "role-rights", severity: Error, file: "role_attributes"},
		{name: "role-rights", severity: Error, file: "role_memberships"},
		{name: "time-zone", severity: Warning, file: "time_zone"},
		{name: "bi-logins", severity: Warning, file: "bi_logins", args: []any{pq.Array(d.ownLogins())}},
		{name: "row-security", severity: Error, file: "row_security_policies"},
		{name: "partitions", severity: Warning, file: "partitions"},
		{name: "invalid-index", severity: Error, file: "invalid_index"},
		{name: "unused-index", severity: Warning, file: "unused_index", args: []any{d.bigIndex, d.unusedSince.Seconds()}},
		{name: "statistics", severity: Warning, file: "statistics", args: []any{d.manyRows}},
		{name: "do-not-call", severity: Warning, file: "do_not_call"},
		{name: "feeds", severity: Warning, file: "feeds", args: []any{d.refreshLag.Seconds()}},
	}
}

// tableChecks returns the checks of one growing table. table and column are inserted into the queries unchanged, so
// the caller passes quoted names from the catalog.
func (d *Doctor) tableChecks(table, column string) []databaseCheck {
	names := strings.NewReplacer("{table}", table, "{column}", column)
	checks := []databaseCheck{{name: "default-partition", severity: Warning, file: "default_partition", names: names}}
	if relation := derivedFrom(table); relation != "" {
		checks = append(checks, databaseCheck{name: "refresh", severity: Warning, file: "refresh", names: names,
			args: []any{relation, d.refreshLag.Seconds()}})
	}
	return checks
}

// derivedFrom returns the relation of app.refresh that is derived from a table, or "" if there is none.
func derivedFrom(table string) string {
	switch {
	case table == "queue_log_repo":
		return "queue_call"
	case strings.HasSuffix(table, "_log_repo"):
		return "interaction"
	}
	return ""
}

// ask runs checks and records their findings.
func (d *Doctor) ask(ctx context.Context, checks []databaseCheck) {
	for _, check := range checks {
		if err := d.askOne(ctx, check); err != nil {
			d.unchecked(check.name, err)
		}
	}
}

// unchecked records that a check could not run. Without this finding, a failed check would look like a passed one.
func (d *Doctor) unchecked(check string, err error) {
	d.found(Warning, check, "Run ccrepo doctor as a user with the right to do so: the database's owner.", "The check failed: %v.", err)
	d.findings[len(d.findings)-1].unchecked = true
}

func (d *Doctor) askOne(ctx context.Context, check databaseCheck) error {
	query, err := queryText(check.file)
	if err != nil {
		return err
	}
	if check.names != nil {
		query = check.names.Replace(query)
	}
	rows, err := d.DB.QueryContext(ctx, query, check.args...)
	if err != nil {
		return fmt.Errorf("ask database: %w", err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	for rows.Next() {
		f := Finding{Severity: check.severity, Check: check.name}
		var statement sql.NullString
		if err := rows.Scan([]any{&f.What, &f.Todo, &statement}[:len(columns)]...); err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		f.Statement = statement.String
		d.findings = append(d.findings, f)
	}
	return rows.Err()
}

// queryText returns the text of a file in sql/.
func queryText(file string) (string, error) {
	text, err := queries.ReadFile("sql/" + file + ".sql")
	if err != nil {
		return "", fmt.Errorf("read query: %w", err)
	}
	return string(text), nil
}
