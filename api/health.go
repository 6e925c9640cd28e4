package api

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/migrations"
)

// status is the answer of the two endpoints about health.
type status struct {
	Status  string `json:"status"`
	Version int64  `json:"version,omitempty" description:"Number of the database's newest migration."`
}

// openOperation describes an endpoint that answers with a status, without a key.
func openOperation(id, summary string) describer {
	return func(d *endpoint.Document) *openapi31.Operation {
		return d.Answers(endpoint.Operation(id, "service", summary, ""), http.StatusOK, openapi31.Response{Description: "The answer.", Content: d.JSON(d.Answer(status{}))}, 403)
	}
}

// health answers while the process is alive.
func health(c echo.Context) error {
	return c.JSON(http.StatusOK, status{Status: "ok"})
}

// ready answers whether the database answers and has all migrations.
func (s *Server) ready(c echo.Context) error {
	if s.shutdown.stopping.Err() != nil {
		return problem.Stopping()
	}
	var version sql.NullInt64
	err := s.pools.Pages.QueryRowContext(c.Request().Context(), "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version)
	if err != nil {
		return problem.New("database_unavailable", "The database does not answer, or has no migrations: run ccrepo migrate up.").WithCause(err)
	}
	want, err := latestMigration()
	if err != nil {
		return err
	}
	if version.Int64 < want {
		return problem.New("database_unavailable", "The database is at version %d, the program at %d: run ccrepo migrate up.", version.Int64, want)
	}
	if _, err := s.auth.Keys.Current(c.Request().Context()); err != nil {
		return problem.New("database_unavailable", "The API keys cannot be read: check that the login of the writer works.").WithCause(err)
	}
	return c.JSON(http.StatusOK, status{"ready", version.Int64})
}

// latestMigration returns the number of the newest embedded migration.
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
