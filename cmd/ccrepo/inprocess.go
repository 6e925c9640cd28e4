package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
)

// inProcess sends requests to a server in this process, so that commands have the checks, audit and texts of HTTP.
type inProcess struct {
	server *api.Server
	db     *database
	stderr io.Writer
}

// newServer returns a server that answers only requests of this program.
func (p *program) newServer(d *database, loc *time.Location) (*api.Server, error) {
	return api.New(api.Options{DatabaseURL: d.url, ReaderURL: d.readerURL, WriterURL: d.writerURL, Log: p.log, Location: loc,
		Country: p.Country, Reports: p.Reports, Quiet: true, Trusted: true})
}

// withServer calls do with a server over the database, and closes both.
func (p *program) withServer(ctx context.Context, do func(context.Context, *inProcess) error) error {
	if err := p.CheckCountry(); err != nil {
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
	server, err := p.newServer(d, loc)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	err = do(ctx, &inProcess{server, d, p.stderr})
	return errors.Join(err, server.Close(), d.Close())
}

// ask sends a request and decodes its JSON answer into into. If several things are wrong, it prints them before it
// returns the error.
func (a *inProcess) ask(ctx context.Context, method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	return a.send(ctx, method, path, "application/json", bytes.NewReader(text), into)
}

// send is ask for a body of any media type.
func (a *inProcess) send(ctx context.Context, method, path, kind string, body io.Reader, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, "http://localhost"+path, body)
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	req.Header.Set("Content-Type", kind)
	var kept bytes.Buffer
	answer := &printer{out: &kept, header: http.Header{}}
	a.server.ServeHTTP(answer, req)
	if answer.status >= http.StatusBadRequest {
		return a.refused(answer)
	}
	if err := json.Unmarshal(kept.Bytes(), into); err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	return nil
}

// refused returns the error of an answer that is a problem.
func (a *inProcess) refused(answer *printer) error {
	var problem problem.Problem
	if err := json.Unmarshal([]byte(answer.failed.String()), &problem); err != nil {
		return fmt.Errorf("it failed with status %d", answer.status)
	}
	for _, e := range problem.Errors {
		if !strings.Contains(cmp.Or(problem.Detail, problem.Title), e.Message) {
			fmt.Fprintf(a.stderr, "%s: %s\n", e.Param, e.Message)
		}
	}
	return errorOf(&problem)
}

// sendFile sends a file, or for "-" the standard input, which may be compressed: the server unpacks it. On a terminal it
// shows the server's progress.
func (a *inProcess) sendFile(ctx context.Context, p *program, path, kind, name string, into any) error {
	body, size, done, err := p.open(ctx, name)
	if err != nil {
		return usagef("%w", err)
	}
	defer done()
	if size >= 0 {
		tell, clearBar := p.progress(name, size)
		defer clearBar()
		if tell != nil {
			ctx = write.WithProgress(ctx, tell)
		}
	}
	watched := &watchedReader{r: body}
	err = a.send(ctx, http.MethodPost, path, kind, watched, into)
	if watched.err != nil {
		return usagef("%s: read: %w", name, watched.err)
	}
	return err
}

// unpackedName returns the name of a file without the extension of a compressor.
func unpackedName(name string) string {
	switch ext := filepath.Ext(name); strings.ToLower(ext) {
	case ".gz", ".xz", ".bz2", ".zip":
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// watchedReader records the error that ends reading, other than io.EOF.
type watchedReader struct {
	r   io.Reader
	err error
}

// Read implements io.Reader.
func (w *watchedReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err //nolint:wrapcheck // io.EOF must not be wrapped
}

// printer is an http.ResponseWriter that keeps the answer and the text of a problem.
type printer struct {
	out    io.Writer
	header http.Header
	status int
	failed strings.Builder
}

func (w *printer) Header() http.Header { return w.header }

func (w *printer) WriteHeader(code int) { w.status = code }

func (w *printer) Write(b []byte) (int, error) {
	if w.status >= http.StatusBadRequest {
		return w.failed.Write(b)
	}
	return w.out.Write(b)
}
