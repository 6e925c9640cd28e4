package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/lib/pq"
)

// databasePatience is how long a server that reports to be ready may refuse connections.
const databasePatience = 60 * time.Second

// The role owns the database and is the server's superuser.
const (
	roleName     = "ccrepo"
	databaseName = "ccrepo"
)

// errLost is returned for a server that ended after it had been ready.
var errLost = errors.New("the server was lost just after it had started")

// ensureDatabase waits until the server accepts connections, creates the database if it is missing, and returns
// its URL. It also runs when this process joins a server, because the process that started it may have been killed
// before it created the database.
func (h *home) ensureDatabase(ctx context.Context, pm postmaster) (string, error) {
	target, err := h.url(pm, databaseName)
	if err != nil {
		return "", err
	}
	for begun := time.Now(); ; {
		err := execOn(ctx, target, "SELECT 1")
		var pqErr *pq.Error
		switch known := errors.As(err, &pqErr); {
		case err == nil:
			return target, nil
		case ctx.Err() != nil:
			return "", context.Cause(ctx)
		case known && pqErr.Code == "3D000":
			if err := h.createDatabase(ctx, pm); err != nil {
				return "", err
			}
			continue
		case known && pqErr.Code == "53300":
			return target, nil // all connections are in use, so the server runs
		case known && pqErr.Code.Class() == "28":
			return "", fmt.Errorf("the server refuses the password in %s: set that back or give the role %s this one with ALTER ROLE: %w",
				h.path("password"), roleName, err)
		case !alive(pm.pid):
			return "", fmt.Errorf("%w: see %s", errLost, h.logFile())
		case time.Since(begun) > databasePatience:
			return "", fmt.Errorf("the server takes no connections: see %s: %w", h.logFile(), err)
		}
		// The server is recovering after the loss of a backend, or was lost.
		if err := pause(ctx, pollEvery); err != nil {
			return "", err
		}
	}
}

func (h *home) createDatabase(ctx context.Context, pm postmaster) error {
	maintenance, err := h.url(pm, "postgres")
	if err != nil {
		return err
	}
	err = execOn(ctx, maintenance, "CREATE DATABASE "+pq.QuoteIdentifier(databaseName))
	var pqErr *pq.Error
	if errors.As(err, &pqErr) && pqErr.Code == "42P04" {
		return nil // another process created it
	}
	if err != nil {
		return fmt.Errorf("create database %s: %w", databaseName, err)
	}
	return nil
}

// url returns the connection string of a database of the server. It uses the loopback address, because only the
// server's user can reach the socket; if the socket's directory is in /tmp, not even clients of root can.
func (h *home) url(pm postmaster, database string) (string, error) {
	password, err := os.ReadFile(h.path("password"))
	if err != nil {
		return "", h.explainAccess(err)
	}
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(roleName, strings.TrimSpace(string(password))),
		Host:     fmt.Sprintf("127.0.0.1:%d", pm.port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String(), nil
}

// execOn executes one statement on a connection of its own.
func execOn(ctx context.Context, target, statement string) error {
	db, err := sql.Open("postgres", target)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, statement)
	return errors.Join(err, db.Close())
}
