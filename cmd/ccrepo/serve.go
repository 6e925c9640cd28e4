package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"sync"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/settings"
)

// newListener refuses an address that other machines can reach while there is neither an API key nor an OpenID
// provider, because then anyone could read everything.
func (p *program) newListener(ctx context.Context, d *database) (net.Listener, error) {
	if p.OpenID.Issuer == "" && p.IsOpen() {
		keys, err := db.New(d.DB).APIKeys(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for API keys: %w", err)
		}
		if len(keys) == 0 {
			return nil, usagef("--listen %s: without API keys the server is for this machine only; make one with ccrepo key create, "+
				"or use a loopback address such as 127.0.0.1:8080", p.Listen)
		}
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", p.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another --listen", p.Listen, err)
	}
	return listener, nil
}

func newServeCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the HTTP API",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := cmp.Or(p.CheckServing()...); err != nil {
				return err
			}
			d, err := p.openMigrated(ctx)
			if err != nil {
				return err
			}
			listener, err := p.newListener(ctx, d)
			if err == nil {
				// A database that is away may return; a pooler that shares sessions does not change by itself.
				if err = pools.Try(ctx, cmp.Or(d.readerURL, d.url), cmp.Or(d.writerURL, d.url)); !errors.Is(err, pools.ErrRefused) {
					err = nil
				} else {
					err = errors.Join(err, listener.Close())
				}
			}
			if err == nil {
				err = p.serve(ctx, d, listener, func(base string) { fmt.Fprintf(p.stdout, "Serving %s\n", base) })
			}
			return errors.Join(err, d.Close())
		},
	}
	p.takeSettings(cmd, settings.Serving()...)
	return cmd
}

// calmCollector lets the heap grow by some megabytes between collections. The heap is so small that the collector
// would otherwise run many times a second under load. GOGC takes precedence.
func calmCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}

// serve answers requests and keeps the derived relations current until ctx ends.
func (p *program) serve(ctx context.Context, d *database, listener net.Listener, ready func(base string)) error {
	loc, err := p.Location()
	if err != nil {
		return err
	}
	encrypted, err := p.newEncryption(ctx)
	if err != nil {
		return err
	}
	provider, err := p.Provider()
	if err != nil {
		return err
	}
	calmCollector()
	options := api.Options{
		OpenID:      provider,
		DatabaseURL: d.url, ReaderURL: d.readerURL, WriterURL: d.writerURL,
		Log: p.log, Location: loc, Origins: p.Origins, Mask: mask.Mode(p.Mask), Country: p.Country, Reports: p.Reports, Maintenance: d.DB,
		Timeout: p.Timeout, Connections: p.Connections, Limits: p.Limits, Streams: p.Streams, Drain: p.Drain,
	}
	traces, err := p.newTracing(ctx)
	if err != nil {
		return err
	}
	defer traces.Close()
	options.Tracer = traces.tracer
	runner, err := p.runner(d)
	if err != nil {
		return err
	}
	server, err := api.New(options)
	if err != nil {
		return err
	}
	beside, stopBeside := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { encrypted.Run(beside, listener.Addr()) })
	running.Go(func() { runner.Run(beside, p.Feeds) })
	ready(encrypted.scheme() + "://" + listener.Addr().String())
	err = server.Run(ctx, encrypted.over(listener))
	stopBeside()
	running.Wait()
	return errors.Join(err, server.Close())
}
