// Package api is the HTTP server: every generated route, answered by one query engine, beside the
// index, the reference and the health checks.
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

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/phone"
)

// Options are what a server needs.
type Options struct {
	// DatabaseURL is the database; the server's connections take the roles ccrepo_reader and ccrepo_writer on it.
	DatabaseURL string
	// ReaderURL and WriterURL log in as who may only read and only write; empty is DatabaseURL.
	ReaderURL, WriterURL string
	Log                  *slog.Logger
	// Location is the default zone of dates, intervals and answers.
	Location *time.Location
	// Now is the clock; nil is that of the system.
	Now func() time.Time
	// Mask is how much of personal data a key without the scope pii sees; empty is MaskPartial.
	Mask mask.Mode
	// Timeout bounds the database's work on one answer; zero is 30 seconds.
	Timeout time.Duration
	// Connections is how many short answers the database works on at once, and as many long ones; zero is 20.
	Connections int
	// Limits are those of each key.
	Limits Limits
	// Drain is how long the server goes on answering after readiness was taken back.
	Drain time.Duration
	// Tracer makes a span of each request and of what it asks the database; nil makes none.
	Tracer trace.Tracer
	// Quiet leaves out the line for each request.
	Quiet bool
	// OpenID is a provider whose tokens are accepted beside the database's keys; nil is none.
	OpenID *auth.OpenID
	// Trusted lets everybody ask everything: it is this program itself that asks, or a test.
	Trusted bool
	// Origins are the pages that may read answers by script and show them in frames, as browsers send
	// them: https://agents.example.com. CheckOrigin says what is wrong with one.
	Origins []string
	// Maintenance is what the server refreshes the derived relations with, as the owner of the database and
	// without a statement timeout; nil: somebody else refreshes them.
	Maintenance *sql.DB
	// Country is that of numbers typed without + in campaigns that set none; empty is the one that a server last had.
	Country string
}

// Server answers HTTP requests.
type Server struct {
	echo      *echo.Echo
	routes    []*query.Route
	writes    []*writeRoute
	catalogue *event.Catalogue
	*pools.Pools
	short, long  *gate // before pages and walks, and before exports
	limiter      *limiter
	metrics      *metrics
	shutdown     *shutdown
	tracer       trace.Tracer      // or nil
	patterns     map[string]string // routes as the reference writes them, by Echo's
	quiet        bool
	writing      *gate // before writer
	keys         *auth.Keyring
	tokens       *auth.Tokens        // nil: no OpenID provider
	attempts     *auth.Attempts      // with keys that are wrong
	scopes       map[string][]string // of which a route needs one, by method and path, where its method does not say it
	agents       map[string]bool     // the routes, by method and path, that agents' tokens may ask
	trusted      bool
	origins      []string
	secret       *secret.Keeper
	wakes        *wakes
	agentStreams *agentStreams
	maintenance  *sql.DB   // nil: nothing to refresh
	mask         mask.Mode // of keys without the scope pii
	country      string
	log          *slog.Logger
	location     *time.Location
	now          func() time.Time
	databaseTime time.Duration
}

// New makes a server. It does not connect before the first request.
func New(o Options) (*Server, error) {
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Connections == 0 {
		o.Connections = defaultConnections
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.ReaderURL, o.WriterURL = cmp.Or(o.ReaderURL, o.DatabaseURL), cmp.Or(o.WriterURL, o.DatabaseURL)
	if o.Mask == "" {
		o.Mask = mask.Partial
	} else if !slices.Contains(mask.Modes(), o.Mask) {
		return nil, fmt.Errorf("mask %q is none of none, partial, full", o.Mask)
	}
	if err := phone.CheckCountry(o.Country); err != nil {
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
	s := &Server{
		echo: echo.New(), Pools: opened, log: o.Log,
		short: newGate(o.Connections), long: newGate(o.Connections), writing: newGate(o.Connections), limiter: newLimiter(o.Limits, o.Now), metrics: newMetrics(),
		shutdown: newShutdown(o.Drain), tracer: o.Tracer, quiet: o.Quiet,
		keys: auth.NewKeyring(opened.Knowing, o.Log), scopes: map[string][]string{}, agents: map[string]bool{}, trusted: o.Trusted,
		location: o.Location, now: o.Now, databaseTime: o.Timeout, catalogue: catalogue, origins: o.Origins,
		secret: secret.NewKeeper(opened.Knowing), mask: o.Mask, country: o.Country,
		agentStreams: newAgentStreams(), maintenance: o.Maintenance,
		wakes: newWakes(pools.WithSettings(o.WriterURL, pools.StreamSettings(o.Timeout, "ccrepo listener")), o.Log),
	}
	if s.attempts, err = auth.NewAttempts(o.Now); err != nil {
		return nil, err
	}
	if err := o.OpenID.Check(); err != nil {
		return nil, err
	}
	s.tokens = auth.NewTokens(o.OpenID, o.Now)
	s.echo.HTTPErrorHandler = s.writeProblem
	s.echo.IPExtractor = echo.ExtractIPDirect() // headers can claim any address
	s.echo.Use(onlyPlainIDs, middleware.RequestID(), s.observe)
	if s.tracer != nil {
		s.echo.Use(s.traced)
	}
	s.echo.Use(s.shutdown.count)
	s.echo.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: func(_ echo.Context, err error, stack []byte) error {
		o.Log.Error("panic", "err", problem.LogText(err), "stack", string(stack))
		return err
	}}))
	s.echo.Use(s.secureHeaders)
	crossOrigin, err := s.crossOrigin()
	if err != nil {
		return nil, err
	}
	s.echo.Use(crossOrigin...)
	s.echo.Use(s.authenticate, s.limitRate)
	s.echo.Use(heedRefusedGzip)
	s.echo.Use(middleware.GzipWithConfig(middleware.GzipConfig{
		Level: 5, MinLength: 1024,
		// The reference's own files are compressed already; events would be held back.
		Skipper: func(c echo.Context) bool {
			return strings.HasPrefix(c.Path(), "/docs/") || c.Path() == echoPath(agentStreamPath)
		},
	}))
	for _, r := range db.Routes() {
		compiled := query.Compile(r)
		s.routes = append(s.routes, compiled)
		if len(r.Scopes) == 0 {
			return nil, fmt.Errorf("route %s has no scope", r.Path)
		}
		s.needs(http.MethodGet, echoPath(r.Path), r.Scopes...)
		s.echo.GET(echoPath(r.Path), s.get(compiled))
	}
	if err := errors.Join(s.addFixedRoutes(), s.addWebRoutes(), s.addTagRoutes(), s.addAgentTokenRoute(), s.addActionRoutes(), s.addDialerRoutes(), s.addDoNotCallRoutes(), s.addMessageRoutes(), s.addCampaignRoutes()); err != nil {
		return nil, err
	}
	s.addAgentStream()
	s.addScreenPop()
	s.patterns = patterns(s.echo)
	s.addMetrics()
	return s, nil
}

type headKey struct{}

// isHead tells whether the client wants the headers alone: an answer that never ends must know.
func isHead(ctx context.Context) bool { return ctx.Value(headKey{}) != nil }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		// net/http keeps the body of the answer back by itself.
		r = r.Clone(context.WithValue(r.Context(), headKey{}, true))
		r.Method = http.MethodGet
	}
	s.echo.ServeHTTP(w, s.canonicalEvent(r))
}

// Close gives the database connections back.
func (s *Server) Close() error {
	s.keys.Wait()
	return errors.Join(s.wakes.Close(), s.Pools.Close())
}

// Run serves on a listener until ctx ends; answers that are under way then have their time to end.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      query.ClientPatience, // streams move it on with every piece
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
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
		s.log.Warn("answers cut off at the end", "err", err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// writeProblem is the one place that answers with an error.
func (s *Server) writeProblem(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := problem.Of(routerError(err))
	if p.Code == "unknown_route" && p.Detail == "" {
		q := *p
		q.Detail = "There is nothing at " + problem.Clip(c.Request().URL.Path) + problem.Nearest(c.Request().URL.Path, s.paths()) + ". GET /v1 lists what there is."
		p = &q
	}
	if p.Status >= http.StatusInternalServerError && c.Request().Context().Err() != nil {
		// Its query was cancelled for its own sake. One that has closed only its half still reads this.
		p = problem.New("client_gone", "Keep the connection open until the answer has come.")
	} else if p.Status >= http.StatusInternalServerError && p.RetryAfter == 0 { // what says when to come back is no failure
		s.log.Error("request failed", "id", requestID(c),
			"route", s.patternOf(c), "code", p.Code, "err", problem.LogText(err))
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "application/problem+json")
	h.Del("Content-Disposition")
	h.Del("Trailer")
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", fmt.Sprint(math.Ceil(p.RetryAfter.Seconds())))
	}
	// A query may have been given longer than an answer that waits for nothing.
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(query.ClientPatience))
	c.Response().WriteHeader(p.Status)
	if _, err := c.Response().Write(p.JSON()); err != nil {
		s.log.Warn("send problem", "err", problem.LogText(err))
	}
}

// routerError turns the router's own errors into problems.
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

func (s *Server) paths() []string {
	var out []string
	for _, r := range s.routes {
		if !strings.Contains(r.Path, "{") {
			out = append(out, r.Path)
		}
	}
	for _, r := range s.writes {
		if !strings.Contains(r.path, "{") {
			out = append(out, r.path)
		}
	}
	for _, table := range event.Tables() {
		out = append(out, eventPrefix+table)
	}
	return append(out, fixedPaths()...)
}

// heedRefusedGzip hides a header such as gzip;q=0 from the compressor, which looks for the word alone.
func heedRefusedGzip(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Request().Header
		if !acceptsGzip(strings.Join(h.Values(echo.HeaderAcceptEncoding), ",")) {
			h.Del(echo.HeaderAcceptEncoding)
		}
		return next(c)
	}
}

// echoPath writes {placeholders} as Echo does.
func echoPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}
