package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/feed"
	"github.com/ccrepo/ccrepo/ingest"
)

func newFeedCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "feed",
		Short: "Follow the sources of the settings file, and show how far they are",
		Long: `Feeds are declared in the file of --config:

  feeds:
    - {name: queue-log, kind: queue-log, path: /var/log/asterisk/queue_log}
    - {name: cdr, kind: cdr-csv, path: /var/log/asterisk/cdr-csv/Master.csv, tz: America/Montevideo}
    - {name: ucontact, kind: mysql, profile: ucontact, url: "mysql://reader@db.example:3306/ccrepo",
       password_file: /etc/ccrepo/ucontact.password, tz: America/Montevideo}

ccrepo serve follows them. Each feed is followed by one process at a time; another one takes over when
that process ends.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return usagef("feed what? Use feed run, feed backfill, feed list, feed check or feed status")
		},
	}
	cmd.AddCommand(newFeedRunCmd(p), newFeedBackfillCmd(p), newFeedListCmd(p), newFeedCheckCmd(p), newFeedStatusCmd(p))
	return cmd
}

// feedsNamed returns the feeds of the settings file, or those with the given names.
func (p *program) feedsNamed(names []string) ([]feed.Config, error) {
	if len(p.Feeds) == 0 {
		return nil, usagef("the settings have no feeds: declare them in the file of --config (ccrepo feed --help shows how)")
	}
	for _, name := range names {
		if !slices.ContainsFunc(p.Feeds, func(c feed.Config) bool { return c.Name == name }) {
			var known []string
			for _, c := range p.Feeds {
				known = append(known, c.Name)
			}
			return nil, usagef("there is no feed %q in the settings; the feeds are %s", name, strings.Join(known, ", "))
		}
	}
	var chosen []feed.Config
	for _, c := range p.Feeds {
		if len(names) == 0 || slices.Contains(names, c.Name) {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

// runner returns what follows feeds.
func (p *program) runner(d *database) (*feed.Runner, error) {
	loc, err := p.Location()
	if err != nil {
		return nil, err
	}
	return &feed.Runner{DB: d.DB, Location: loc, Log: p.log}, nil
}

func newFeedRunCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run [NAME…]",
		Short: "Follow feeds, without serving the API",
		Long:  "Follows all feeds of the settings file, or those that are named, until it is interrupted.",
		RunE: func(cmd *cobra.Command, names []string) (err error) {
			feeds, err := p.feedsNamed(names)
			if err != nil {
				return err
			}
			d, err := p.openMigrated(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, d.Close()) }()
			runner, err := p.runner(d)
			if err != nil {
				return err
			}
			p.follow(cmd.Context(), d, runner, feeds)
			return nil
		},
	}
	p.takeSettings(cmd, "tz")
	return cmd
}

// follow follows feeds and refreshes what is derived, until ctx ends.
func (p *program) follow(ctx context.Context, d *database, runner *feed.Runner, feeds []feed.Config) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	refreshed := make(chan struct{})
	go func() {
		defer close(refreshed)
		p.keepRefreshed(ctx, d)
	}()
	runner.Run(ctx, feeds)
	stop()
	<-refreshed
}

func newFeedBackfillCmd(p *program) *cobra.Command {
	var rate int
	cmd := &cobra.Command{
		Use:   "backfill [NAME…]",
		Short: "Follow feeds until their history is read, and show how far it is",
		Long: `Follows all feeds of the settings file, or those that are named, until everything that their sources had is read, and
shows how far it is. History is read from the newest row to the oldest, so that today's figures are right first. It can
be interrupted: the next time it goes on where it was. If a server follows a feed already, this shows how far it is.`,
		RunE: func(cmd *cobra.Command, names []string) (err error) {
			if rate < 0 {
				return usagef("--rate must not be below 0")
			}
			feeds, err := p.feedsNamed(names)
			if err != nil {
				return err
			}
			d, err := p.openMigrated(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, d.Close()) }()
			return p.backfill(cmd.Context(), d, feeds, rate)
		},
	}
	cmd.Flags().IntVar(&rate, "rate", 0, "rows a second that are read from the source of each feed; 0 is as many as its page and pause allow")
	p.takeSettings(cmd, "tz")
	return cmd
}

// backfill follows feeds until their history is read.
func (p *program) backfill(ctx context.Context, d *database, feeds []feed.Config, rate int) error {
	runner, err := p.runner(d)
	if err != nil {
		return err
	}
	found := map[string][]feed.FoundTable{}
	for i, c := range feeds {
		if c.IsDatabase() {
			if found[c.Name], err = feed.ExamineDatabase(ctx, d.DB, c, runner.Location); err != nil {
				return fmt.Errorf("look at the source of feed %s: %w", c.Name, err)
			}
		}
		feeds[i] = c.WithRate(rate)
	}
	following, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.follow(following, d, runner, feeds)
	}()
	defer func() {
		stop()
		<-ended
	}()
	for _, c := range feeds {
		if err := p.watchHistory(ctx, runner, c, found[c.Name]); err != nil {
			return err
		}
	}
	return nil
}

// watchHistory shows how far the history of a feed is, until it is read.
func (p *program) watchHistory(ctx context.Context, runner *feed.Runner, c feed.Config, found []feed.FoundTable) error {
	units := progressbar.OptionShowBytes(true)
	if c.IsDatabase() {
		units = progressbar.OptionShowCount()
	}
	var tell func(int64)
	clearBar := func() {}
	defer func() { clearBar() }()
	size, failures := int64(0), 0
	for {
		h, err := runner.History(ctx, c, found)
		if failures++; h.Failure == "" {
			failures = 0
		}
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("feed %s: interrupted; the next backfill goes on where it was", c.Name)
		case err != nil:
			return fmt.Errorf("feed %s: %w", c.Name, err)
		case failures > 10: // it is not that of an earlier process
			return fmt.Errorf("feed %s: %s", c.Name, h.Failure)
		case h.Complete:
			clearBar()
			fmt.Fprintf(p.stdout, "%s: the history is read; the feed has stored %s\n", c.Name, plural(int(h.Rows), "row"))
			return nil
		}
		if h.All != size && h.All > 0 {
			clearBar()
			size = h.All
			tell, clearBar = p.bar(c.Name, size, units)
		}
		if tell != nil {
			tell(h.Done)
		}
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// keepRefreshed refreshes the derived relations every second, as a server does. While much comes, such as a history, a
// refresh takes longer, holds up those who write, and is soon out of date: then they are refreshed less often.
func (p *program) keepRefreshed(ctx context.Context, d *database) {
	failing := false
	for {
		begin := time.Now()
		err := refreshIfDue(ctx, d.DB)
		if err != nil && !failing && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "refresh of the derived relations failed; it is tried again", "err", err)
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-time.After(api.RestAfterRefresh(time.Since(begin))):
		}
	}
}

// refreshIfDue refreshes the derived relations if anything was written since the last time.
func refreshIfDue(ctx context.Context, conn *sql.DB) error {
	queries := db.New(conn)
	if _, err := queries.RefreshIfDue(ctx); err != nil {
		return fmt.Errorf("refresh the derived relations: %w", err)
	}
	if err := ingest.ComputeCallers(ctx, conn); err != nil {
		return fmt.Errorf("refresh the derived relations: %w", err)
	}
	if _, err := queries.MarkDispositions(ctx); err != nil {
		return fmt.Errorf("mark dispositioned calls: %w", err)
	}
	return nil
}

func newFeedListCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the feeds of the settings file",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			feeds, err := p.feedsNamed(nil)
			if err != nil {
				return err
			}
			records := [][]string{{"feed", "kind", "source", "tables"}}
			for _, c := range feeds {
				records = append(records, []string{c.Name, c.Kind, printable(c.Source()), strings.Join(c.Tables(), ", ")})
			}
			printAligned(p.stdout, records)
			return nil
		},
	}
}

func newFeedCheckCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [NAME…]",
		Short: "Look at the sources of feeds and show what would be read, without reading it",
		Long: `Looks at the sources of all feeds of the settings file, or of those that are named: what is there, its newest
row, lines that cannot be read, and whether the time zone fits. It changes nothing at the source, and reads nothing in.
The exit status is 1 if a feed cannot work as it is.`,
		RunE: func(cmd *cobra.Command, names []string) error {
			feeds, err := p.feedsNamed(names)
			if err != nil {
				return err
			}
			loc, err := p.Location()
			if err != nil {
				return err
			}
			var wrong []string
			for _, c := range feeds {
				if !p.checkFeed(cmd.Context(), c, loc) {
					wrong = append(wrong, c.Name)
				}
			}
			if len(wrong) > 0 {
				return fmt.Errorf("feeds that cannot work as they are: %s", strings.Join(wrong, ", "))
			}
			return nil
		},
	}
	p.takeSettings(cmd, "tz")
	return cmd
}

// checkFeed prints what the source of a feed has, and reports whether the feed can work.
func (p *program) checkFeed(ctx context.Context, c feed.Config, loc *time.Location) bool {
	fmt.Fprintf(p.stdout, "%s: %s %s\n", c.Name, c.Kind, printable(c.Source()))
	if c.IsDatabase() {
		return p.checkDatabaseFeed(ctx, c, loc)
	}
	found, err := feed.Examine(c, loc)
	if err != nil {
		fmt.Fprintf(p.stdout, "  fails: %v\n", err)
		return false
	}
	ok := true
	switch {
	case found.Missing:
		fmt.Fprintln(p.stdout, "  there is no such file yet; the feed would wait for it")
	case found.Rows+found.Bad == 0:
		fmt.Fprintln(p.stdout, "  the file is empty")
	default:
		which := fmt.Sprintf("of the first %d lines, %d", found.Rows+found.Bad, found.Bad)
		if found.All {
			which = fmt.Sprintf("of %d lines, %d", found.Rows+found.Bad, found.Bad)
		}
		fmt.Fprintf(p.stdout, "  %d bytes; %s cannot be read\n", found.Size, which)
		for _, bad := range found.FirstBad {
			fmt.Fprintf(p.stdout, "    line %v\n", bad)
		}
		if found.Newest.Valid {
			fmt.Fprintf(p.stdout, "  rows from %s to %s\n", moment(&found.Oldest.V, ""), moment(&found.Newest.V, ""))
		}
		ok = found.Rows > 0
	}
	if found.Zone != nil {
		fmt.Fprintf(p.stdout, "  the time zone is wrong: %v\n", found.Zone)
		ok = ok && c.TZUnproven
	}
	if len(found.NotStored) > 0 {
		fmt.Fprintf(p.stdout, "  columns that are not stored: %s\n", printable(strings.Join(found.NotStored, ", ")))
	}
	if n := len(found.Older); n > 0 && (c.Older == nil || *c.Older) {
		fmt.Fprintf(p.stdout, "  %s would be read too, the newest first: %s\n", plural(n, "rotated file"), printable(strings.Join(found.Older, ", ")))
	}
	return ok
}

// checkDatabaseFeed prints the tables that the source of a feed has, and reports whether the feed can work.
func (p *program) checkDatabaseFeed(ctx context.Context, c feed.Config, loc *time.Location) bool {
	d, err := p.openMigrated(ctx)
	if err != nil {
		fmt.Fprintf(p.stdout, "  fails: %v\n", err)
		return false
	}
	found, err := feed.ExamineDatabase(ctx, d.DB, c, loc)
	err = errors.Join(err, d.Close())
	for _, t := range found {
		switch {
		case t.Missing:
			fmt.Fprintf(p.stdout, "  %s: the source does not have it\n", printable(t.Source))
			continue
		case t.Err != nil:
			fmt.Fprintf(p.stdout, "  %s: fails: %v\n", printable(t.Source), t.Err)
			continue
		}
		ids := fmt.Sprintf("ids %d to %d, newest row %s", t.First, t.Last, moment(t.Newest, "none"))
		switch {
		case t.Rows == 0:
			ids = "it is empty"
		case t.Last == 0:
			ids = fmt.Sprintf("rows without ids, newest row %s", moment(t.Newest, "none"))
		}
		fmt.Fprintf(p.stdout, "  %s: to %s, %s; %s\n", printable(t.Source), t.Target, t.Engine, ids)
		if t.Bad > 0 {
			fmt.Fprintf(p.stdout, "    of the newest %d rows, %d cannot be read: %s\n", t.Rows, t.Bad, printable(t.FirstBad))
		}
		if t.Zone != nil {
			fmt.Fprintf(p.stdout, "    the time zone is wrong: %v\n", t.Zone)
		}
		if len(t.Extra) > 0 {
			fmt.Fprintf(p.stdout, "    columns that are not stored: %s\n", printable(strings.Join(t.Extra, ", ")))
		}
		if len(t.Lacking) > 0 {
			fmt.Fprintf(p.stdout, "    columns that the source does not have: %s\n", strings.Join(t.Lacking, ", "))
		}
	}
	if err != nil {
		fmt.Fprintf(p.stdout, "  fails: %v\n", err)
		return false
	}
	return !slices.ContainsFunc(found, func(t feed.FoundTable) bool { return t.Err != nil || t.Zone != nil && !c.TZUnproven })
}

func newFeedStatusCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Show up to which time each feed was read, and what it may lack",
		Long:  "Shows the state of the feeds in the database. The exit status is 1 if one of them is failing, or is not followed.",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			d, err := p.openMigrated(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, d.Close()) }()
			feeds, err := db.New(d.DB).ListFeeds(cmd.Context())
			if err != nil {
				return fmt.Errorf("list the feeds: %w", err)
			}
			records := [][]string{{"feed", "state", "rows", "bad", "from", "complete to", "unread bytes", "gaps", "followed by", "detail"}}
			var wrong []string
			for _, f := range feeds {
				records = append(records, []string{f.Feed, f.State, strconv.FormatInt(f.Rows, 10), strconv.FormatInt(f.BadRows, 10),
					moment(f.CoveredFrom, "none"), moment(f.CoveredTo, "none"), strconv.FormatInt(f.UnreadBytes, 10), strconv.FormatInt(f.Gaps, 10),
					f.Runner, printable(f.Detail)})
				if f.State == "failing" || f.State == "stopped" {
					wrong = append(wrong, f.Feed+" is "+f.State)
				}
			}
			printAligned(p.stdout, records)
			if len(wrong) > 0 {
				return errors.New(strings.Join(wrong, "; "))
			}
			return nil
		},
	}
}
