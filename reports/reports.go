// Package reports asks for reports in a Go program, by the engine of the HTTP API: ranges, time zones, intervals, the
// parameters of a report with their defaults, filters and orders are those of docs/reading.md, and so are the errors, which
// are of type [problem.Problem].
//
//	client, err := reports.Open(reports.Options{DatabaseURL: url})
//	…
//	answer, err := reports.Ask[Day](ctx, client, "queue-summary", reports.Range("last-7-days"), reports.Interval("day"))
//
// A row is a struct of the caller, whose fields name columns, or a [Row], which has all of them. Package db has the
// queries of the reports as methods; they take slots instead of ranges and intervals.
package reports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/coverage"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// Options are the settings of a client.
type Options struct {
	// DatabaseURL is the database. Connections take the role ccrepo_reader, of which the login must be a member, and only
	// read.
	DatabaseURL string
	// WriterURL connects as a login that may read the secret of the database, which cursors need; empty: DatabaseURL.
	WriterURL string
	// Location is the zone of dates, intervals and answers if a question names none; nil: UTC.
	Location *time.Location
	// Timeout limits the database's work on an answer; zero: 30 seconds.
	Timeout time.Duration
	// Connections is the number of short answers at once, and of long ones; zero: 20.
	Connections int
	// Now returns the present time; nil: that of the system.
	Now func() time.Time
	// Routes are those of reports beside the product's, such as those of a site.
	Routes []route.Route
}

// Client asks a database. Its methods may be called at the same time.
type Client struct {
	options   Options
	pools     *pools.Pools
	admission *admission.Control
	secrets   *secret.Keeper
	feeds     *coverage.Feeds
	routes    map[string]*query.Route // by the name of the report or the path of the list
}

// Open returns a client. It does not connect before the first question.
func Open(o Options) (*Client, error) {
	o.Timeout, o.Connections, o.WriterURL = cmp.Or(o.Timeout, 30*time.Second), cmp.Or(o.Connections, 20), cmp.Or(o.WriterURL, o.DatabaseURL)
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Client{options: o, routes: map[string]*query.Route{}}
	longest := o.Timeout
	for _, r := range append(db.Routes(), o.Routes...) {
		longest = max(longest, r.Timeout)
		if !strings.Contains(r.Path, "{") {
			c.routes[nameOf(r)] = query.Compile(r)
		}
	}
	var err error
	if c.pools, err = pools.Open(pools.Options{ReaderURL: o.DatabaseURL, WriterURL: o.WriterURL, Timeout: o.Timeout, LongestTimeout: longest, Connections: o.Connections}); err != nil {
		return nil, err
	}
	c.admission = admission.New(c.pools, o.Connections, admission.Limits{}, o.Now, func(string) {})
	c.secrets = secret.NewKeeper(c.pools.Control)
	c.feeds = &coverage.Feeds{Pool: c.pools.Pages, Now: o.Now}
	return c, nil
}

// Close closes the connections.
func (c *Client) Close() error { return c.pools.Close() }

// Names returns the names of all reports.
func (c *Client) Names() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(c.routes)), func(name string) bool { return strings.HasPrefix(name, "/") })
}

// nameOf returns the name by which a route is asked for: of a report the end of its path.
func nameOf(r route.Route) string { return strings.TrimPrefix(r.Path, "/v1/reports/") }

// An Option is a part of a question.
type Option func(url.Values)

// Set sets a parameter of HTTP: one of the report, such as Set("sl_threshold", 30), a filter, such as
// Set("queue", "Sales<-", "Support<-") or Set("offered.gt", 5), or one of the common grammar. Times are written as RFC 3339.
func Set(name string, values ...any) Option {
	return func(q url.Values) {
		for _, v := range values {
			text := fmt.Sprint(v)
			if t, ok := v.(time.Time); ok {
				text = t.Format(time.RFC3339Nano)
			}
			q.Add(name, text)
		}
	}
}

// Range selects a range that is relative to the present time, such as "yesterday" or "last-7-days".
func Range(keyword string) Option { return Set("range", keyword) }

// Between selects the range from a time up to, but without, another one.
func Between(from, to time.Time) Option {
	return func(q url.Values) {
		Set("from", from)(q)
		Set("to", to)(q)
	}
}

// Zone is the IANA zone of dates, intervals and answers, such as "America/Montevideo".
func Zone(name string) Option { return Set("tz", name) }

// Interval cuts the range into slots, such as "hour" or "day"; without it the whole range is one slot.
func Interval(length string) Option { return Set("interval", length) }

// Fields selects columns. A struct selects its own.
func Fields(columns ...string) Option { return Set("fields", strings.Join(columns, ",")) }

// Order orders the rows by columns; - precedes a descending one.
func Order(columns ...string) Option { return Set("order", strings.Join(columns, ",")) }

// Limit is the greatest number of rows of a list.
func Limit(rows int) Option { return Set("limit", rows) }

// Write writes an answer as HTTP sends it: JSON, or what Set("format", …) names. name is the name of a report, or the
// path of another list, such as /v1/tables/cdr_repo.
func (c *Client) Write(ctx context.Context, w io.Writer, name string, options ...Option) error {
	_, err := c.answer(ctx, &writer{w: w}, name, c.secrets.Get, options)
	return err
}

// parse checks a question.
func (c *Client) parse(ctx context.Context, name string, keys func(context.Context) (*secret.Keys, error), options []Option) (*query.Route, *query.Request, error) {
	r := c.routes[name]
	if r == nil {
		return nil, nil, problem.New("unknown_route", "There is no report %q%s.", problem.Clip(name), problem.Nearest(name, c.Names()))
	}
	values := url.Values{}
	for _, o := range options {
		o(values)
	}
	q, invalid := r.Parse(query.Input{Query: values.Encode(), Header: http.Header{}}, query.Options{
		Location: c.options.Location, Now: c.options.Now, Timeout: c.options.Timeout, Mask: mask.None, Feeds: c.feeds.Get,
		Keys: func() (*secret.Keys, error) { return keys(ctx) },
	})
	if invalid != nil {
		return nil, nil, invalid
	}
	return r, q, nil
}

// answer answers a question. Its errors are problems.
func (c *Client) answer(ctx context.Context, w http.ResponseWriter, name string, keys func(context.Context) (*secret.Keys, error), options []Option) (query.Result, error) {
	r, q, err := c.parse(ctx, name, keys, options)
	if err != nil {
		return query.Result{}, err
	}
	ctx = auth.WithPrincipal((&http.Request{}).WithContext(ctx), auth.LocalPrincipal()).Context()
	leave, err := c.admission.Enter(ctx, c.admission.GateOf(q.Lane()))
	if err != nil {
		return query.Result{}, err
	}
	defer leave()
	result, err := q.Answer(ctx, c.admission.ReadingOf(q.Lane(), r.Interval), w)
	var ended *stopped
	if err != nil && !errors.As(err, &ended) {
		err = problem.Of(err)
	}
	return result, err
}

// writer is an http.ResponseWriter whose headers are not needed.
type writer struct {
	w      io.Writer
	header http.Header
}

func (w *writer) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

func (w *writer) WriteHeader(int) {}

func (w *writer) Write(b []byte) (int, error) { return w.w.Write(b) }

// stopped ends an answer of which no more rows are wanted.
type stopped struct{}

func (*stopped) Error() string { return "no more rows are wanted" }
