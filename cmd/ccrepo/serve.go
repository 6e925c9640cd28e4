package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

// newListener refuses an address that other machines reach as long as there is no key and no OpenID
// provider: everybody could read everything.
func (p *program) newListener(ctx context.Context, d *database) (net.Listener, error) {
	host, _, err := net.SplitHostPort(p.listen)
	if err != nil {
		return nil, usagef("--listen %q is no address such as 127.0.0.1:8080", p.listen)
	}
	ip := net.ParseIP(host)
	if p.provider.Issuer == "" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		keys, err := db.New(d.DB).APIKeys(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for API keys: %w", err)
		}
		if len(keys) == 0 {
			return nil, usagef("--listen %s: without API keys the server is for this machine only; make one with ccrepo key create, "+
				"or use a loopback address such as 127.0.0.1:8080", p.listen)
		}
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", p.listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w; choose another --listen", p.listen, err)
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
			d, err := p.openMigrated(ctx)
			if err != nil {
				return err
			}
			listener, err := p.newListener(ctx, d)
			if err == nil {
				err = p.serve(ctx, d, listener, func(base string) { fmt.Fprintf(p.stdout, "Serving %s\n", base) })
			}
			return errors.Join(err, d.Close())
		},
	}
	p.takeSettings(cmd, serveSettings()...)
	return cmd
}

// calmCollector lets the heap grow to some more megabytes between collections: it is so small that the
// collector would otherwise run many times a second under load. GOGC overrules it.
func calmCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}

// serve answers requests and keeps the derived relations current until ctx ends.
func (p *program) serve(ctx context.Context, d *database, listener net.Listener, ready func(base string)) error {
	loc, err := p.location()
	if err != nil {
		return err
	}
	encrypted, err := p.newEncryption(ctx)
	if err != nil {
		return err
	}
	for _, origin := range p.origins {
		if err := api.CheckOrigin(origin); err != nil {
			return usagef("--origins: %w", err)
		}
	}
	if !slices.Contains(api.Masks(), api.Mask(p.mask)) {
		return usagef("--mask %q is none of partial, full, none", p.mask)
	}
	if err := phone.CheckCountry(p.country); err != nil {
		return usagef("--country: %w", err)
	}
	calmCollector()
	provider, err := p.openID()
	if err != nil {
		return err
	}
	options := api.Options{
		OpenID:      provider,
		DatabaseURL: d.url, ReaderURL: d.readerURL, WriterURL: d.writerURL,
		Log: p.log, Location: loc, Origins: p.origins, Mask: api.Mask(p.mask), Country: p.country, Maintenance: d.DB,
	}
	p.apply(&options)
	traces, err := p.newTracing(ctx)
	if err != nil {
		return err
	}
	defer traces.Close()
	options.Tracer = traces.tracer
	server, err := api.New(options)
	if err != nil {
		return err
	}
	encryption, stopEncryption := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { encrypted.Run(encryption, listener.Addr()) })
	ready(encrypted.scheme() + "://" + listener.Addr().String())
	err = server.Run(ctx, encrypted.over(listener))
	stopEncryption()
	running.Wait()
	return errors.Join(err, server.Close())
}
