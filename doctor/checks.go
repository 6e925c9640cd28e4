// The checks that are a query each; the queries are in sql/.

package doctor

import (
	"context"
	"embed"
	"fmt"
	"strings"
)

//go:embed sql/*.sql
var queries embed.FS

// databaseCheck asks the database for findings. Each row of its query is one, in two columns: what is wrong, and
// what to do.
type databaseCheck struct {
	name     string // in docs/serving.md
	severity Severity
	file     string // in sql, without .sql
	args     []any
	names    *strings.Replacer // identifiers for the query, quoted already; nil: none
}

// serverChecks are those of any PostgreSQL.
func (d *Doctor) serverChecks() []databaseCheck {
	return []databaseCheck{
		{name: "server-version", severity: Error, file: "server_version", args: []any{d.oldestServer}},
		{name: "encoding", severity: Error, file: "encoding"},
		{name: "autovacuum", severity: Warning, file: "autovacuum"},
		{name: "old-transaction", severity: Warning, file: "old_transaction", args: []any{d.longestIdle.Seconds()}},
		{name: "prepared-transaction", severity: Warning, file: "prepared_transaction", args: []any{d.longestIdle.Seconds()}},
	}
}

// schemaChecks are those of a database that has all migrations.
func (d *Doctor) schemaChecks() []databaseCheck {
	return []databaseCheck{
		{name: "roles", severity: Error, file: "roles"},
		{name: "role-rights", severity: Error, file: "role_attributes"},
		{name: "role-rights", severity: Error, file: "role_memberships"},
		{name: "role-settings", severity: Warning, file: "role_settings"},
		{name: "time-zone", severity: Warning, file: "time_zone"},
		{name: "public-rights", severity: Error, file: "public_rights"},
		{name: "row-security", severity: Error, file: "row_security_trigger"},
		{name: "row-security", severity: Error, file: "row_security_policies"},
		{name: "partitions", severity: Warning, file: "partitions"},
		{name: "invalid-index", severity: Error, file: "invalid_index"},
		{name: "unused-index", severity: Warning, file: "unused_index", args: []any{d.bigIndex, d.unusedSince.Seconds()}},
		{name: "statistics", severity: Warning, file: "statistics", args: []any{d.manyRows}},
	}
}

// tableChecks are those of one growing table. Its names are as SQL writes them, from the catalogue.
func (d *Doctor) tableChecks(table, column string) []databaseCheck {
	names := strings.NewReplacer("{table}", table, "{column}", column)
	checks := []databaseCheck{{name: "default-partition", severity: Warning, file: "default_partition", names: names}}
	if relation := derivedFrom(table); relation != "" {
		checks = append(checks, databaseCheck{name: "refresh", severity: Warning, file: "refresh", names: names,
			args: []any{relation, d.refreshLag.Seconds()}})
	}
	return checks
}

// derivedFrom is the relation of app.refresh that is derived from a table; empty: none.
func derivedFrom(table string) string {
	switch {
	case table == "queue_log_repo":
		return "queue_call"
	case strings.HasSuffix(table, "_log_repo"):
		return "interaction"
	}
	return ""
}

// ask makes checks.
func (d *Doctor) ask(ctx context.Context, checks []databaseCheck) {
	for _, check := range checks {
		if err := d.askOne(ctx, check); err != nil {
			d.unchecked(check.name, err)
		}
	}
}

// unchecked adds a finding where a check failed: that it found nothing would be taken for health.
func (d *Doctor) unchecked(check string, err error) {
	d.found(Warning, check, "Run ccrepo doctor as a user who may: the database's owner.", "This could not be looked at: %v.", err)
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
	for rows.Next() {
		var what, todo string
		if err := rows.Scan(&what, &todo); err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		d.found(check.severity, check.name, todo, "%s", what)
	}
	return rows.Err()
}

// queryText is the text of a file in sql.
func queryText(file string) (string, error) {
	text, err := queries.ReadFile("sql/" + file + ".sql")
	if err != nil {
		return "", fmt.Errorf("read query: %w", err)
	}
	return string(text), nil
}
