package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// encryption is the configuration of HTTPS. Without config the server serves plain HTTP.
type encryption struct {
	config *tls.Config
	files  *certificate      // nil: no files to reload
	auto   *autocert.Manager // nil: no certificates by ACME
	plain  net.Listener      // nil: no redirect
	log    *slog.Logger
}

// newEncryption loads the certificates and opens the listener that the settings name.
func (p *program) newEncryption(ctx context.Context) (e *encryption, err error) {
	e = &encryption{log: p.log}
	switch {
	case p.TLSCert != "":
		if e.files, err = newCertificate(p.TLSCert, p.TLSKey, p.log); err != nil {
			return nil, err
		}
		e.config = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: e.files.Get, NextProtos: []string{"h2", "http/1.1"}}
	case len(p.TLSAuto) > 0:
		e.auto = p.newManager()
		e.config = e.auto.TLSConfig()
		e.config.MinVersion = tls.VersionTLS12
	}
	if p.RedirectListen != "" {
		var config net.ListenConfig
		if e.plain, err = config.Listen(ctx, "tcp", p.RedirectListen); err != nil {
			return nil, fmt.Errorf("listen on %s: %w; choose another --redirect-listen", p.RedirectListen, err)
		}
	}
	return e, nil
}

func (e *encryption) scheme() string {
	if e.config == nil {
		return "http"
	}
	return "https"
}

// over returns the listener with TLS, or the listener itself for plain HTTP.
func (e *encryption) over(listener net.Listener) net.Listener {
	if e.config == nil {
		return listener
	}
	return tls.NewListener(listener, e.config)
}

// Run keeps the certificate current and redirects plain HTTP to HTTPS until ctx ends. secure is the HTTPS address.
func (e *encryption) Run(ctx context.Context, secure net.Addr) {
	var running sync.WaitGroup
	if e.files != nil {
		running.Go(func() { e.files.Run(ctx) })
	}
	if e.plain != nil {
		handler := toHTTPS(secure)
		if e.auto != nil {
			handler = withoutPort(e.auto.HTTPHandler(handler))
		}
		e.log.InfoContext(ctx, "plain HTTP is sent to HTTPS", "address", e.plain.Addr())
		running.Go(func() { e.redirect(ctx, handler) })
	}
	running.Wait()
}

// newManager returns a manager that requests and renews certificates by ACME.
func (p *program) newManager() *autocert.Manager {
	return &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(p.TLSAutoCache),
		HostPolicy: autocert.HostWhitelist(p.TLSAuto...),
		Client:     &acme.Client{DirectoryURL: p.TLSAutoCA},
	}
}

// withoutPort removes the port from the Host of a challenge. A certificate authority may send a port, but the allowed
// hosts are named without one.
func withoutPort(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host, _, err := net.SplitHostPort(r.Host); err == nil && strings.HasPrefix(r.URL.Path, "/.well-known/acme-challenge/") {
			r.Host = host
		}
		next.ServeHTTP(w, r)
	})
}

func (e *encryption) redirect(ctx context.Context, handler http.Handler) {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(e.log.Handler(), slog.LevelWarn),
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(e.plain); !errors.Is(err, http.ErrServerClosed) {
		e.log.Error("plain HTTP is no longer sent to HTTPS", "err", err)
	}
}

// toHTTPS redirects requests to the same URL with https and the port of secure. A request with a key or a body is
// refused: if it were redirected, the client would continue to send it unencrypted, unnoticed.
func toHTTPS(secure net.Addr) http.Handler {
	_, port, _ := net.SplitHostPort(secure.String())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, err := url.Parse("https://" + r.Host)
		if err != nil || asked.Host != r.Host || asked.Hostname() == "" {
			http.Error(w, "The request names no host.", http.StatusBadRequest)
			return
		}
		host := asked.Hostname()
		if r.Header.Get("Authorization") != "" || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
			http.Error(w, "This port only redirects to https. The request was sent unencrypted: use https, and replace the key that it had.", http.StatusForbidden)
			return
		}
		if port != "443" {
			host = net.JoinHostPort(host, port)
		} else if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		target := url.URL{Scheme: "https", Host: host, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, target.String(), http.StatusPermanentRedirect)
	})
}
