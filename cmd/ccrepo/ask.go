package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// askServer asks the server's own handler, so that checks, texts and audit rows are those of HTTP, and
// returns its answer. A body is JSON.
func (p *program) askServer(ctx context.Context, d *database, method, path string, body io.Reader) (string, error) {
	server, err := p.newServer(d, time.UTC)
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://localhost"+path, body)
	if err != nil {
		return "", errors.Join(fmt.Errorf("ask the server: %w", err), server.Close())
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	var text strings.Builder
	answer := &printer{out: &text, header: http.Header{}}
	err = answer.ask(server, req)
	return text.String(), errors.Join(err, server.Close())
}
