// Package api is the HTTP server. It combines the features into one table of endpoints, and makes the router, the index,
// the OpenAPI document and the checks of each request from it.
package api

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"go.opentelemetry.io/otel/trace"

	"github.com/ccrepo/ccrepo/api/action"
	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/coverage"
	"github.com/ccrepo/ccrepo/api/dialer"
	"github.com/ccrepo/ccrepo/api/donotcall"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/message"
	"github.com/ccrepo/ccrepo/api/names"
	"github.com/ccrepo/ccrepo/api/odata"
	"github.com/ccrepo/ccrepo/api/page"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/api/tag"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/phone"
)

// defaultConnections is the number of queries that each kind of pool runs at once.
const defaultConnections = 20

// Options are the settings of a server.
type Options struct {
	// DatabaseURL is the database; the server's connections take the roles ccrepo_reader and ccrepo_writer on it.
	DatabaseURL string
	// ReaderURL and WriterURL connect with logins that may only read and only write; empty: DatabaseURL.
	ReaderURL, WriterURL string
	Log                  *slog.Logger
	// Location is the default zone of dates, intervals and answers.
	Location *time.Location
	// Now returns the present time; nil: that of the system.
	Now func() time.Time
	// Mask determines how much of personal data a key without the scope pii sees; empty: mask.Partial.
	Mask mask.Mode
	// Timeout limits the database's work on one answer; zero: 30 seconds.
	Timeout time.Duration
	// Connections is the number of short answers on which the database works at once, and of long ones; zero: 20.
	Connections int
	// Limits are the limits of each key.
	Limits admission.Limits
	// Streams are the limits of open streams of actions.
	Streams action.Limits
	// Drain is the time for which a server that shuts down still answers, while /readyz reports that it is not ready.
	Drain time.Duration
	// Tracer creates a span for each request and for its queries; nil: no tracing.
	Tracer trace.Tracer
	// Quiet disables the log line of each request.
	Quiet bool
	// OpenID is a provider whose tokens are accepted beside the database's keys; nil: none.
	OpenID *auth.OpenID
	// Trusted accepts every request with all rights, for requests of this program itself and for tests.
	Trusted bool
	// Origins are the pages that may read answers by script and show them in frames, as browsers send
	// them: https://agents.example.com. CheckOrigin says what is wrong with one.
	Origins []string
	// Maintenance is the pool with which the server refreshes the derived relations, as the owner of the database and without
	// a statement timeout; nil: another program refreshes them.
	Maintenance *sql.DB
	// Reports is the directory of the site's own reports, whose files are read again when they change; empty: there are none.
	Reports string
	// Country is the country of numbers without + in campaigns that set none; empty: the one that a server last had.
	Country string

	streamBeat time.Duration // for tests; zero: the default of the streams
}

// Server answers HTTP requests.
type Server struct {
	options   Options // with defaults
	echo      *echo.Echo
	table     table
	events    *eventLists
	routes    *routeDescriber // of the generated routes
	pools     *pools.Pools
	auth      *auth.Authenticator
	admission *admission.Control
	masks     *mask.Policy
	feeds     *coverage.Feeds
	names     *names.Names
	pages     *page.Pages
	kit       *write.Kit
	metrics   *metrics
	shutdown  *shutdown
}

// New returns a server. It does not connect to the database before the first request.
func New(o Options) (*Server, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	catalogue, err := event.Load()
	if err != nil {
		return nil, err
	}
	opened, err := pools.Open(pools.Options{ReaderURL: o.ReaderURL, WriterURL: o.WriterURL, Timeout: o.Timeout, LongestTimeout: longestTimeout(o.Timeout), Connections: o.Connections})
	if err != nil {
		return nil, err
	}
	secrets := secret.NewKeeper(opened.Control)
	s := &Server{
		options: o, echo: echo.New(), pools: opened, routes: &routeDescriber{catalogue: catalogue},
		masks: &mask.Policy{Mode: o.Mask, Secrets: secrets}, metrics: newMetrics(), shutdown: newShutdown(o.Drain),
	}
	if s.table.site, err = newSiteReports(o.Reports, o.ReaderURL, o.WriterURL, o.Log, s.get); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	s.names = &names.Names{Now: o.Now}
	s.feeds = &coverage.Feeds{Pool: opened.Pages, Now: o.Now}
	s.admission = admission.New(opened, o.Connections, o.Limits, o.Now, s.metrics.refuse)
	s.events = &eventLists{catalogue: catalogue, admission: s.admission, pool: opened.Pages, location: o.Location, now: o.Now}
	s.kit = &write.Kit{Admission: s.admission, Masks: s.masks, Location: o.Location, Now: o.Now, Timeout: o.Timeout, Repeated: s.metrics.repeated.Inc}
	s.auth, err = auth.NewAuthenticator(auth.Options{Pools: opened, Secrets: secrets, Log: o.Log, Now: o.Now, OpenID: o.OpenID, Trusted: o.Trusted})
	if err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	if err := errors.Join(s.addMiddleware(), s.addFeatures()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.watch()
	return s, nil
}

// complete sets the defaults, and checks the options.
func (o *Options) complete() error {
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.Connections = cmp.Or(o.Connections, defaultConnections)
	o.Mask = cmp.Or(o.Mask, mask.Partial)
	if o.Now == nil {
		o.Now = time.Now
	}
	o.ReaderURL, o.WriterURL = cmp.Or(o.ReaderURL, o.DatabaseURL), cmp.Or(o.WriterURL, o.DatabaseURL)
	if !slices.Contains(mask.Modes(), o.Mask) {
		return fmt.Errorf("mask %q is none of none, partial, full", o.Mask)
	}
	return phone.CheckCountry(o.Country) //nolint:wrapcheck // it says which country is wrong
}

// addMiddleware adds the middleware of all requests.
func (s *Server) addMiddleware() error {
	s.echo.HTTPErrorHandler = s.writeProblem
	s.echo.IPExtractor = echo.ExtractIPDirect() // clients can put any address into a header
	s.echo.Use(s.table.site.resolve, onlyPlainIDs, middleware.RequestID(), s.observe)
	if s.options.Tracer != nil {
		s.echo.Use(s.traced)
	}
	s.echo.Use(s.shutdown.count)
	s.echo.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
		s.options.Log.Error("panic", "err", problem.LogText(err), "stack", string(stack))
		return err
	}}))
	s.echo.Use(secureHeaders(s.options.Origins), withPrefix)
	crossOrigin, err := crossOrigin(s.options.Origins, func(c echo.Context) bool {
		e := s.table.of(c)
		return e != nil && e.Effects
	})
	if err != nil {
		return err
	}
	s.echo.Use(crossOrigin...)
	s.echo.Use(s.authenticate, s.limitRate)
	s.echo.Use(honorGzipRefusal)
	s.echo.Use(middleware.GzipWithConfig(middleware.GzipConfig{
		Level: 5, MinLength: 1024,
		Skipper: func(c echo.Context) bool {
			e := s.table.of(c)
			return e != nil && e.Uncompressed || slices.Contains([]string{"xlsx", "png"}, c.QueryParam("format")) // they are packed
		},
	}))
	return nil
}

// addFeatures adds the endpoints of all features. A feature is removed by deleting its package and its line.
func (s *Server) addFeatures() error {
	o := s.options
	directory := campaign.Directory{Country: o.Country, Location: o.Location}
	list := donotcall.New(s.kit, directory)
	listenURL := pools.WithSettings(o.WriterURL, pools.ListenSettings())
	for _, feature := range []func() (endpoint.Feature, error){
		s.generated,
		s.table.site.feature,
		s.feeds.Feature,
		s.service,
		s.people,
		s.odata,
		s.forModels,
		s.events.feature,
		func() (endpoint.Feature, error) { return tag.Feature(s.kit) },
		func() (endpoint.Feature, error) {
			return action.Feature(action.Options{Kit: s.kit, Directory: directory, Auth: s.auth, Log: o.Log, Stopping: s.shutdown.stopping, ListenURL: listenURL, Beat: o.streamBeat, Limits: o.Streams})
		},
		func() (endpoint.Feature, error) { return dialer.Feature(s.kit, directory) },
		list.Feature,
		func() (endpoint.Feature, error) { return message.Feature(s.kit) },
		func() (endpoint.Feature, error) { return directory.Feature(s.kit, list.ReadAgain) },
	} {
		f, err := feature()
		if err != nil {
			return err
		}
		if err := s.add(f); err != nil {
			return err
		}
	}
	return nil
}

// add adds the endpoints of a feature to the table and the router.
func (s *Server) add(f endpoint.Feature) error {
	s.table.features = append(s.table.features, f)
	for _, e := range f.Endpoints {
		if err := s.table.add(e); err != nil {
			return err
		}
		s.echo.Add(e.Method, e.RouterPath(), e.Handler)
	}
	return nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		r = endpoint.AsGet(r)
	}
	s.echo.ServeHTTP(w, s.events.canonical(r))
}

// Close closes the database connections.
func (s *Server) Close() error {
	s.auth.Keys.Wait()
	var all error
	for _, f := range s.table.features {
		if f.Close != nil {
			all = errors.Join(all, f.Close())
		}
	}
	return errors.Join(all, s.pools.Close())
}

// Run serves on a listener until ctx ends; running answers then have time to end.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      query.ClientPatience, // exports and streams extend it with every piece
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelWarn),
	}
	defer s.startMaintenance(ctx)()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	if err := s.shutdown.of(server); err != nil {
		s.options.Log.Warn("answers cut off at the end", "err", err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// writeProblem sends errors; no other function does.
func (s *Server) writeProblem(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := problem.Of(routerError(err))
	if p.Code == "unknown_route" && p.Detail == "" {
		path := c.Request().URL.Path
		p = problem.New("unknown_route", "There is nothing at %s%s. GET /v1 lists what there is.", problem.Clip(path), problem.Nearest(path, s.table.paths())).WithCause(err)
	}
	if p.Status >= http.StatusInternalServerError && c.Request().Context().Err() != nil {
		// The client has disconnected, and its query was cancelled. If it has closed only its half, it still reads this.
		p = problem.New("client_gone", "Keep the connection open until the answer has come.")
	} else if p.Status >= http.StatusInternalServerError && p.RetryAfter == 0 { // a problem with Retry-After is not a failure
		s.options.Log.Error("request failed", "id", requestID(c),
			"route", s.patternOf(c), "code", p.Code, "err", problem.LogText(err))
	}
	inOData := odata.Covers(c.Request().URL.Path)
	if !inOData && s.pages.Problem(c, p) {
		return
	}
	lang := query.LanguageOf(c.QueryParams(), c.Request().Header)
	p = p.In(lang)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/problem+json")
	body := p.JSON()
	if inOData {
		body = odata.Problem(p, h)
	}
	h.Set("Content-Language", string(lang))
	h.Del("Content-Disposition")
	h.Del("Trailer")
	for _, challenge := range p.Challenges {
		h.Add(echo.HeaderWWWAuthenticate, challenge)
	}
	if p.Status == http.StatusUpgradeRequired {
		h.Set("Upgrade", "HTTP/1.1")
	}
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", fmt.Sprint(math.Ceil(p.RetryAfter.Seconds())))
	}
	// The write deadline may have been extended for a query; a problem is sent at once.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(query.ClientPatience))
	c.Response().WriteHeader(p.Status)
	if _, err := c.Response().Write(body); err != nil {
		s.options.Log.Warn("send problem", "err", problem.LogText(err))
	}
}

// routerError converts the router's own errors to problems.
func routerError(err error) error {
	var he *echo.HTTPError
	if !errors.As(err, &he) {
		return err
	}
	switch he.Code {
	case http.StatusNotFound:
		return problem.New("unknown_route", "").WithCause(err)
	case http.StatusMethodNotAllowed:
		return problem.New("method_not_allowed", "").WithCause(err)
	}
	return err
}

// honorGzipRefusal hides a header such as gzip;q=0 from the compressor, which looks for the word only.
func honorGzipRefusal(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Request().Header
		if !query.AcceptsGzip(strings.Join(h.Values(echo.HeaderAcceptEncoding), ",")) {
			h.Del(echo.HeaderAcceptEncoding)
		}
		return next(c)
	}
}
