// Examines the logins of --reader-url and --writer-url.

package doctor

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/pools"
)

// examineLogins examines the logins that read and write for requests.
func (d *Doctor) examineLogins(ctx context.Context) {
	if d.Settings.ReaderURL == "" || d.Settings.WriterURL == "" {
		d.found(Warning, "logins", `Give --reader-url and --writer-url: docs/access.md, "Logins".`,
			"Requests are answered as the user of --database-url, who only switches to reader and writer: a stolen connection can switch back.")
	}
	reader, writer := cmp.Or(d.Settings.ReaderURL, d.Settings.DatabaseURL), cmp.Or(d.Settings.WriterURL, d.Settings.DatabaseURL)
	if err := pools.Try(ctx, reader, writer); errors.Is(err, pools.ErrRefused) {
		d.found(Error, "logins", `Correct the connection pooler: docs/serving.md, "PgBouncer".`, "ccrepo serve would refuse its connections: %v.", err)
	}
	for setting, login := range map[string]struct{ url, role string }{
		"--reader-url": {d.Settings.ReaderURL, "ccrepo_reader"}, "--writer-url": {d.Settings.WriterURL, "ccrepo_writer"},
	} {
		if login.url == "" {
			continue
		}
		if err := d.examineLogin(ctx, setting, login.url, login.role); err != nil {
			d.found(Error, "logins", "Correct "+setting+".", "%s does not work: %v.", setting, err)
		}
	}
}

// ownLogins returns the logins of the server's connections.
func (d *Doctor) ownLogins() (logins []string) {
	for _, url := range []string{d.Settings.DatabaseURL, d.Settings.ReaderURL, d.Settings.WriterURL} {
		if config, err := pq.NewConfig(url); err == nil && url != "" {
			logins = append(logins, config.User)
		}
	}
	return append(logins, "ccrepo_reader", "ccrepo_writer")
}

// examineLogin examines whether a login uses the same database, is a member of its role, and has no further rights.
func (d *Doctor) examineLogin(ctx context.Context, setting, url, role string) error {
	own, err := sql.Open("postgres", url)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = own.Close() }()
	var user, more string
	var member bool
	query, err := queryText("login")
	if err != nil {
		return err
	}
	err = own.QueryRowContext(ctx, query, role).Scan(&user, &member, &more)
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	if !member {
		d.found(Error, "logins", fmt.Sprintf("GRANT %s TO %s, or log in as it.", role, user), "%s logs in as %s, which is not %s.", setting, user, role)
		return nil
	}
	if more != "" {
		d.found(Error, "logins", "Log in as "+role+", or as a role that has nothing else.", "%s logs in as %s, which %s: a stolen connection may do all of that.", setting, user, more)
	}
	const made = "SELECT (SELECT min(tstamp)::text FROM goose_db_version) || current_database()"
	var here, there string
	if err := d.DB.QueryRowContext(ctx, made).Scan(&here); err != nil {
		return fmt.Errorf("compare databases: %w", err)
	}
	if err := own.QueryRowContext(ctx, made).Scan(&there); err != nil {
		return fmt.Errorf("compare databases: %w", err)
	}
	if here != there {
		d.found(Error, "logins", "Name the same database.", "%s is of another database than --database-url.", setting)
	}
	return nil
}
