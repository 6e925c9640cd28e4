package api

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/web"
	"github.com/ccrepo/ccrepo/migrations"
)

// fixedPaths are those that no query makes.
func fixedPaths() []string {
	return append([]string{"/v1", "/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/errors", screenPopPath}, web.Paths()...)
}

func (s *Server) addFixedRoutes() error {
	s.echo.GET("/v1", s.index)
	s.echo.GET(eventPrefix+":table", s.events)
	s.echo.GET(eventPrefix+":table/:event", s.noEvent)
	s.echo.GET("/healthz", func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]string{"status": "ok"}) })
	s.echo.GET("/readyz", s.ready)
	s.echo.GET("/metrics", s.answerMetrics)
	s.echo.GET("/openapi.json", s.openAPI(true))
	s.echo.GET("/docs/openapi.json", s.openAPI(false))
	s.echo.GET("/docs/errors", func(c echo.Context) error {
		return c.Blob(http.StatusOK, "text/html; charset=utf-8", []byte(errorsPage()))
	})
	reference := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "ccrepo", SwaggerJSON: "/docs/openapi.json", BasePath: "/docs/", HideCurl: false, JsonEditor: false,
	})
	s.echo.GET("/docs", func(c echo.Context) error { return c.Redirect(http.StatusMovedPermanently, "/docs/") })
	page, err := s.withPolicy(reference, "/docs/")
	if err != nil {
		return err
	}
	s.echo.GET("/docs/*", page)
	return nil
}

// entry is one line of the index.
type entry struct {
	Name    string `json:"name"`
	URL     string `json:"url"`
	Summary string `json:"summary"`
	Method  string `json:"method,omitempty"` // of a write; the others are read by GET
}

// index lists what there is. Its members are always there; a list without entries has none yet.
func (s *Server) index(c echo.Context) error {
	lists := map[string][]entry{"tables": {}, "events": {}, "reports": {}, "actions": {}, "dialer": {}, "settings": {}, "writes": {}}
	lists["event_tables"], lists["event_aliases"] = s.eventIndex()
	for _, r := range s.routes {
		parts := strings.Split(strings.TrimPrefix(r.Path, "/v1/"), "/")
		if !strings.Contains(r.Path, "{") && !s.isAlias(r.Path) {
			lists[r.Group] = append(lists[r.Group], entry{cmp.Or(strings.Join(parts[1:], "/"), parts[0]), r.Path, r.Summary, ""})
		}
	}
	for _, r := range s.writes {
		name := strings.TrimPrefix(r.path, "/v1/")
		lists["writes"] = append(lists["writes"], entry{name, r.path, r.summary, r.method})
		if name, isAction := strings.CutPrefix(name, "actions/"); isAction {
			lists["actions"] = append(lists["actions"], entry{name, r.path, r.summary, r.method})
		}
	}
	lists["actions"] = append(lists["actions"], entry{"{id}", actionsPath + "/{id}", actionSummary, ""}, entry{"stream", agentStreamPath, agentStreamSummary, ""})
	return c.JSON(http.StatusOK, lists)
}

// ready tells whether the database answers and has all migrations.
func (s *Server) ready(c echo.Context) error {
	if s.shutdown.stopping.Err() != nil {
		return newStopping()
	}
	var version sql.NullInt64
	err := s.Pages.QueryRowContext(c.Request().Context(), "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version)
	if err != nil {
		return problem.New("database_unavailable", "The database does not answer, or nothing has been migrated yet.").WithCause(err)
	}
	want, err := latestMigration()
	if err != nil {
		return err
	}
	if version.Int64 < want {
		return problem.New("database_unavailable", "The database is at version %d, the program at %d: run ccrepo migrate up.", version.Int64, want)
	}
	if _, err := s.keys.Current(c.Request().Context()); err != nil {
		return problem.New("database_unavailable", "The API keys cannot be read: see whether the login of the writer works.").WithCause(err)
	}
	return c.JSON(http.StatusOK, map[string]any{"status": "ready", "version": version.Int64})
}

// latestMigration is the number of the newest embedded migration.
func latestMigration() (int64, error) {
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil || len(names) == 0 {
		return 0, fmt.Errorf("list migrations: %w", errors.Join(err, errors.New("none is embedded")))
	}
	var version int64
	if _, err := fmt.Sscanf(names[len(names)-1], "%d", &version); err != nil {
		return 0, fmt.Errorf("read number of migration %s: %w", names[len(names)-1], err)
	}
	return version, nil
}

// errorsPage is the list of problem codes as a page.
func errorsPage() string {
	var b strings.Builder
	b.WriteString("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Errors</title><h1>Errors</h1>\n<table>\n<tr><th>code<th>status<th>meaning\n")
	for _, c := range problem.Codes() {
		fmt.Fprintf(&b, "<tr id=%q><td><code>%s</code><td>%d<td>%s\n", c.Name, c.Name, c.Status, c.Title)
	}
	b.WriteString("</table>\n")
	return b.String()
}
