package main

import (
	"context"
	"database/sql"
	"fmt"
)

// examineLogins looks at who reads and who writes for requests.
func (d *doctor) examineLogins(ctx context.Context, conn *sql.DB) {
	if d.p.ReaderURL == "" || d.p.WriterURL == "" {
		d.found(mild, "logins", `Give --reader-url and --writer-url: docs/access.md, "Logins".`,
			"Requests are answered as the user of --database-url, who only switches to reader and writer: a stolen connection can switch back.")
	}
	for setting, login := range map[string]struct{ url, role string }{
		"--reader-url": {d.p.ReaderURL, "ccrepo_reader"}, "--writer-url": {d.p.WriterURL, "ccrepo_writer"},
	} {
		if login.url == "" {
			continue
		}
		if err := d.examineLogin(ctx, conn, setting, login.url, login.role); err != nil {
			d.found(grave, "logins", "Correct "+setting+".", "%s does not work: %v.", setting, err)
		}
	}
}

// examineLogin looks at whether a login is that of a role, in the same database, and may do no more.
func (d *doctor) examineLogin(ctx context.Context, conn *sql.DB, setting, url, role string) error {
	own, err := sql.Open("postgres", url)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = own.Close() }()
	var user, more string
	var member bool
	err = own.QueryRowContext(ctx, `
		SELECT
			current_user,
			pg_has_role(current_user, $1, 'MEMBER'),
			concat_ws(', ',
				CASE WHEN m.rolsuper THEN 'is SUPERUSER' END,
				CASE WHEN m.rolbypassrls THEN 'has BYPASSRLS' END,
				CASE WHEN m.rolcreaterole THEN 'has CREATEROLE' END,
				(SELECT 'is a member of ' || string_agg(r.rolname, ' and ' ORDER BY r.rolname)
				FROM pg_roles AS r
				WHERE r.rolname IN ('ccrepo_owner', 'ccrepo_reader', 'ccrepo_writer', 'pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files')
				  AND r.rolname <> $1
				  AND r.rolname <> current_user
				  AND pg_has_role(current_user, r.oid, 'MEMBER')))
		FROM pg_roles AS m
		WHERE m.rolname = current_user`, role).Scan(&user, &member, &more)
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	if !member {
		d.found(grave, "logins", fmt.Sprintf("GRANT %s TO %s, or log in as it.", role, user), "%s logs in as %s, which is not %s.", setting, user, role)
		return nil
	}
	if more != "" {
		d.found(grave, "logins", "Log in as "+role+", or as a role that has nothing else.", "%s logs in as %s, which %s: a stolen connection may do all of that.", setting, user, more)
	}
	const made = "SELECT (SELECT min(tstamp)::text FROM goose_db_version) || current_database()"
	var here, there string
	if err := conn.QueryRowContext(ctx, made).Scan(&here); err != nil {
		return fmt.Errorf("compare databases: %w", err)
	}
	if err := own.QueryRowContext(ctx, made).Scan(&there); err != nil {
		return fmt.Errorf("compare databases: %w", err)
	}
	if here != there {
		d.found(grave, "logins", "Name the same database.", "%s is of another database than --database-url.", setting)
	}
	return nil
}
