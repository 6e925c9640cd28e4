// The plan of a report: what PostgreSQL expects of its examples.

package sitereport

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// checkPatience limits the time for checking one query.
const checkPatience = 10 * time.Second

// planned is where an answer reads whose query is only planned.
type planned struct {
	*sql.Tx
	plan []byte
}

// errPlanned ends an answer whose query has been planned.
var errPlanned = errors.New("the query was planned")

// QueryContext plans a query.
func (p *planned) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := p.QueryRowContext(ctx, "EXPLAIN (FORMAT JSON, VERBOSE) "+query, args...).Scan(&p.plan); err != nil {
		return nil, err //nolint:wrapcheck // the engine wraps it
	}
	return nil, errPlanned
}

// plan plans the examples of a route as the engine asks them, and as the reader: it refuses what the reader may not
// read, and what would cost too much.
func (c *Checker) plan(ctx context.Context, r *route.Route, text string) (wrong []Problem, err error) {
	compiled := query.Compile(*r)
	for _, example := range r.Examples {
		refuse := func(format string, args ...any) {
			wrong = append(wrong, Problem{max(1, lineWith(text, example)), fmt.Sprintf("api:example %s: ", example) + fmt.Sprintf(format, args...)})
		}
		plan, err := c.planOf(ctx, compiled, example)
		var refused *problem.Problem
		var pe *pq.Error
		switch {
		case errors.As(err, &pe) && pe.Code == "42501":
			refuse("%s: the reader has no right to it", pe.Message)
			continue
		case errors.As(err, &pe) && pe.Code.Class() != "57" && pe.Code.Class() != "08":
			refuse("%s", pe.Message)
			continue
		case errors.As(err, &refused) && refused.Status < http.StatusInternalServerError:
			refuse("%s", refused.Detail)
			continue
		case err != nil:
			return nil, fmt.Errorf("plan %s: %w", example, err)
		}
		cost, err := admission.CostOf(plan)
		if err != nil {
			return nil, err
		}
		if cost > admission.MostCost {
			refuse("PostgreSQL expects a cost of %.2g, and a report of the site may cost %.2g; join by columns that are equal, and bound what is read by @range_from and @range_to", cost, admission.MostCost)
		}
	}
	return wrong, nil
}

// planOf returns the plan of the query of a URL.
func (c *Checker) planOf(ctx context.Context, r *query.Route, target string) ([]byte, error) {
	path, rawQuery, _ := strings.Cut(target, "?")
	in := query.Input{Query: rawQuery, Path: pathValues(r.Path, path), Header: http.Header{}}
	q, invalid := r.Parse(in, query.Options{Location: time.UTC, Now: time.Now, Timeout: checkPatience, Mask: mask.None,
		Keys: func() (*secret.Keys, error) { return &secret.Keys{}, nil }})
	if invalid != nil {
		return nil, invalid
	}
	tx, err := c.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	on := &planned{Tx: tx}
	_, err = q.Answer(ctx, query.Reading{Pool: tx, Count: tx, Begin: func(context.Context) (db.DBTX, func(), error) { return on, func() {}, nil }}, &discard{})
	if !errors.Is(err, errPlanned) {
		return nil, err //nolint:wrapcheck // it says what it is about
	}
	return on.plan, nil
}

// pathValues returns the values that a path has for the placeholders of a route.
func pathValues(pattern, path string) map[string]string {
	out := map[string]string{}
	given := strings.Split(path, "/")
	for i, part := range strings.Split(pattern, "/") {
		if m := placeholder.FindStringSubmatch(part); m != nil && i < len(given) {
			if value, err := url.PathUnescape(given[i]); err == nil {
				out[m[1]] = value
			}
		}
	}
	return out
}

// discard takes an answer that nobody reads.
type discard struct{ header http.Header }

// Header implements http.ResponseWriter.
func (d *discard) Header() http.Header {
	if d.header == nil {
		d.header = http.Header{}
	}
	return d.header
}

// WriteHeader implements http.ResponseWriter.
func (d *discard) WriteHeader(int) {}

// Write implements http.ResponseWriter.
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
