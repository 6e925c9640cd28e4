package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	_ "github.com/lib/pq" // the driver "postgres"
	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/ingest"
	"github.com/ccrepo/ccrepo/migrations"
)

// database is the database of a command. If it is the embedded one, server is this program's share of the server.
type database struct {
	*sql.DB
	url                  string
	readerURL, writerURL string           // logins that read and write for requests; empty: url, in their roles
	server               *embedded.Server // nil: an external server
}

// Close closes the connections and releases the embedded server.
func (d *database) Close() error {
	err := d.DB.Close()
	if d.server != nil {
		err = errors.Join(err, d.server.Close())
	}
	return err
}

// openDatabase connects to the database of the settings. If they name none, it starts the embedded server.
func (p *program) openDatabase(ctx context.Context) (*database, error) {
	if err := p.CheckDatabase(); err != nil {
		return nil, err
	}
	d := &database{url: cmp.Or(p.DatabaseURL, p.WriterURL), readerURL: p.ReaderURL, writerURL: p.WriterURL}
	if d.url == "" {
		server, err := embedded.Start(ctx, p.embeddedOptions())
		if err != nil {
			return nil, err
		}
		d.server, d.url = server, server.URL()
	}
	var err error
	if d.DB, err = sql.Open("postgres", d.url); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return d, nil
}

// openMigrated opens the database with the current schema. It migrates the embedded one; any other must be migrated
// by its DBA, and is refused otherwise.
func (p *program) openMigrated(ctx context.Context) (*database, error) {
	d, err := p.openDatabase(ctx)
	if err != nil {
		return nil, err
	}
	if d.server != nil {
		if _, err = migrations.Up(ctx, d.DB); err == nil {
			err = d.logIn(ctx)
		}
	} else {
		err = requireMigrated(ctx, d.DB)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// logIn creates the logins of reader and writer on the embedded server.
func (d *database) logIn(ctx context.Context) (err error) {
	if d.readerURL, err = d.server.LoginURL(ctx, "ccrepo_reader"); err != nil {
		return err
	}
	d.writerURL, err = d.server.LoginURL(ctx, "ccrepo_writer")
	return err
}

func requireMigrated(ctx context.Context, conn *sql.DB) error {
	provider, err := migrations.NewProvider(conn)
	if err != nil {
		return err
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("look at the schema: %w", err)
	}
	if pending {
		return errors.New("the database lacks migrations: run ccrepo migrate up")
	}
	return nil
}

// refresh updates the derived relations, rebuilds a range if one is given, and marks the calls whose dispositions
// arrived before their records. It returns the number of calls.
func refresh(ctx context.Context, conn *sql.DB, from, to *time.Time) (int64, error) {
	calls, err := db.New(conn).Refresh(ctx, db.RefreshParams{RebuildFrom: from, RebuildTo: to})
	if err != nil {
		return 0, fmt.Errorf("refresh the derived relations: %w", err)
	}
	if err := ingest.ComputeCallers(ctx, conn); err != nil {
		return 0, err
	}
	if _, err := db.New(conn).MarkDispositions(ctx); err != nil {
		return 0, fmt.Errorf("mark dispositioned calls: %w", err)
	}
	return calls, nil
}

func newRefreshCmd(p *program) *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "refresh",
		Short: "Bring the derived relations up to date, or rebuild a range of them",
		Long: "Brings visits and the other relations derived from the events up to date. With --from and --to it also rebuilds\n" +
			"that range, which is needed only after rows were changed or deleted by hand.",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			bounds := make([]*time.Time, 2)
			for i, text := range []string{from, to} {
				if text == "" {
					continue
				}
				t, err := parseMoment(text)
				if err != nil {
					return err
				}
				bounds[i] = &t
			}
			if (from == "") != (to == "") {
				return usagef("give both --from and --to, or neither")
			}
			d, err := p.openMigrated(cmd.Context())
			if err != nil {
				return err
			}
			calls, err := refresh(cmd.Context(), d.DB, bounds[0], bounds[1])
			if err == nil {
				fmt.Fprintf(p.stdout, "%d calls rebuilt\n", calls)
			}
			return errors.Join(err, d.Close())
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "beginning of the range to rebuild (RFC 3339, or a date in UTC)")
	cmd.Flags().StringVar(&to, "to", "", "end of the range to rebuild")
	return cmd
}
