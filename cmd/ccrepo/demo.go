package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/ingest/sample"
	"github.com/ccrepo/ccrepo/settings"
)

func newDemoCmd(p *program) *cobra.Command {
	var seed uint64
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Load a month of a small contact centre into an empty database and serve it",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := cmp.Or(p.CheckServing()...); err != nil {
				return err
			}
			loc, err := p.Location()
			if err != nil {
				return err
			}
			d, err := p.openMigrated(ctx)
			if err != nil {
				return err
			}
			err = p.demo(ctx, d, seed, loc)
			return errors.Join(err, d.Close())
		},
	}
	p.takeSettings(cmd, settings.Serving()...)
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of the sample data")
	return cmd
}

func (p *program) demo(ctx context.Context, d *database, seed uint64, loc *time.Location) error {
	fmt.Fprintln(p.stdout, "Loading a month of sample data …")
	month := sample.Options{Seed: seed, Now: time.Now().Truncate(time.Second), Location: loc}
	if !p.IsGiven("tz") {
		month.Location = sample.OpenZone(month.Now) // so that there is something to see at any hour
	}
	summary, err := sample.Load(ctx, d.DB, month)
	loaded := err == nil
	switch {
	case errors.Is(err, sample.ErrNotEmpty):
	case err != nil:
		return err
	default:
		fmt.Fprintf(p.stdout, "%d rows in 15 tables.\n", summary.Rows())
		if err := p.beginLiveDemo(ctx, d, month); err != nil {
			return err
		}
	}
	live, err := p.openLiveDemo(ctx, d)
	switch {
	case errors.Is(err, errDemoRuns):
		fmt.Fprintln(p.stdout, "Another demo runs in this directory; its centre goes on there.")
	case err != nil:
		return err
	case live == nil:
		fmt.Fprintln(p.stdout, "The database has rows already; they are served as they are.")
	case loaded:
		fmt.Fprintf(p.stdout, "The centre goes on in real time; its clocks show %s.\n", month.Now.In(month.Location).Format("Monday 15:04"))
	default:
		fmt.Fprintln(p.stdout, "The database has the rows of a demo, whose centre goes on from where it was.")
	}
	if _, err := refresh(ctx, d.DB, nil, nil); err != nil {
		return err
	}
	if _, err := d.ExecContext(ctx, "ANALYZE"); err != nil {
		return fmt.Errorf("gather statistics: %w", err)
	}
	if !p.IsGiven("country") {
		p.Country = "UY" // the country of most numbers in the sample
	}
	listener, err := p.newListener(ctx, d)
	if err != nil && !p.IsGiven("listen") {
		// The default port may be in use, for example by another demo.
		p.Listen = "127.0.0.1:0"
		listener, err = p.newListener(ctx, d)
	}
	if err != nil {
		return err
	}
	example := p.openExample(listener.Addr())
	var living sync.WaitGroup
	defer living.Wait()
	if live != nil {
		p.Feeds = append(p.Feeds, live.feeds()...)
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		living.Go(func() {
			if err := errors.Join(live.run(ctx), live.close()); err != nil && ctx.Err() == nil {
				p.log.Error("the centre of the demo has stopped", "err", err)
			}
		})
	}
	return p.serve(ctx, d, listener, func(base string) {
		fmt.Fprintf(p.stdout, "\nServing %s (reference: %s/docs). Try:\n\n", base, base)
		fmt.Fprintf(p.stdout, "  curl '%s/v1'\n", base)
		fmt.Fprintf(p.stdout, "  curl '%s/v1/reports/queue-summary?range=last-7-days&interval=day'\n", base)
		fmt.Fprintf(p.stdout, "  curl '%s/v1/reports/calls?range=last-7-days&outcome=abandoned&format=csv'\n\n", base)
		if example != "" {
			fmt.Fprintf(p.stdout, "A CRM in an agent's desktop:\n\n  %s?lang=en\n  %[1]s?lang=es\n\n", example)
		}
		fmt.Fprintln(p.stdout, "Ctrl-C ends it.")
	})
}

// openExample allows the example pages to use the server from a browser, and returns the URL of the outer page, or ""
// if they can't be tried. The CRM's page and the desktop around it need different origins: 127.0.0.1 and localhost.
func (p *program) openExample(listens net.Addr) string {
	at, ok := listens.(*net.TCPAddr)
	if !ok || !at.IP.Equal(net.IPv4(127, 0, 0, 1)) || p.TLSCert != "" || len(p.TLSAuto) > 0 || p.IsGiven("origins") {
		return ""
	}
	desktop, crm := fmt.Sprintf("http://localhost:%d", at.Port), fmt.Sprintf("http://127.0.0.1:%d", at.Port)
	p.Origins = []string{desktop, crm}
	return desktop + "/examples/crm/desktop"
}
