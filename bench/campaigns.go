package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db"
)

// campaigns compares the cost of requests with a campaign-limited key that allows all campaigns of the data with
// those of an unlimited key.
func (s *suite) campaigns(ctx context.Context, ours, _ *process) (err error) {
	pool, err := sql.Open("postgres", s.url)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	// Delete the keys, so that the server again accepts requests without a key.
	defer func() {
		_, dropErr := pool.ExecContext(ctx, "DELETE FROM app.api_key WHERE name LIKE 'bench %'")
		err = errors.Join(err, dropErr)
		time.Sleep(2 * time.Second)
	}()
	whole, err := withKey(ctx, pool, ours, "bench whole", nil)
	if err != nil {
		return err
	}
	limited, err := withKey(ctx, pool, ours, "bench limited", []string{"Sales<-", "Support<-", "Billing<-", "Renewals->", "Claims<-"})
	if err != nil {
		return err
	}
	time.Sleep(2 * time.Second) // until the server has loaded them
	for _, c := range []struct {
		what, path string
		n          int
		reach      string
	}{
		{"page of 100 rows by a campaign-limited key, against an unlimited one, CPU of 1,000", "/v1/tables/cdr_repo?from=2025-06-01&to=2025-07-01&limit=100", 1000, "1.2"},
		{"page of 100 rows, filtered, by a limited key, CPU of 1,000", "/v1/tables/cdr_repo?from=2025-06-01&to=2025-07-01&limit=100&disposition=BUSY", 1000, "1.2"},
		{"queue-summary by hour over 30 days by a limited key, CPU", "/v1/reports/queue-summary?from=2025-06-01&to=2025-07-01&interval=hour", 5, "1.5"},
		{"cdr-summary by day over 30 days by a limited key, CPU", "/v1/reports/cdr-summary?from=2025-06-01&to=2025-07-01&interval=day", 5, "1.5"},
	} {
		a, b, err := s.alternate(
			func() (float64, error) { return s.cpu(limited, c.n, func(int) string { return c.path }) },
			func() (float64, error) { return s.cpu(whole, c.n, func(int) string { return c.path }) })
		if err != nil {
			return err
		}
		row(c.what, a/float64(c.n)*perRow(c.n), b/float64(c.n)*perRow(c.n), "s", c.reach)
	}
	return nil
}

// perRow returns the number of requests that a row of the table reports the cost of.
func perRow(n int) float64 {
	if n < 1000 {
		return 1
	}
	return 1000
}

// withKey returns the server with a client that sends a new key.
func withKey(ctx context.Context, pool *sql.DB, p *process, name string, campaigns []string) (*process, error) {
	id, secret, hash := auth.NewSecret()
	params := db.CreateAPIKeyParams{ID: id, Name: name, SecretSha256: hash[:], Scopes: []string{"read", "pii"}, Campaigns: campaigns}
	if err := db.New(pool).CreateAPIKey(ctx, params); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	out := *p
	client := *p.client
	client.Transport = keyed{secret, p.client.Transport}
	out.client = &client
	return &out, nil
}

// keyed adds a key to each request.
type keyed struct {
	secret string
	next   http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (k keyed) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+k.secret)
	next := k.next
	if next == nil {
		next = http.DefaultTransport
	}
	return next.RoundTrip(r)
}
