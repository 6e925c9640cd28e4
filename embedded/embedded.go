// Package embedded starts, shares and stops a PostgreSQL server of ccrepo's own under a directory.
//
// Every process that uses the directory shares one server: the first starts it, the last stops it.
// Who uses it is told by file locks, which the kernel drops with their process, so that killing
// any of them, or the server, leaves nothing behind that the next Start does not put right.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Role and database of the server; the role owns the database and is the server's superuser.
const (
	roleName     = "ccrepo"
	databaseName = "ccrepo"
)

// ErrNotRunning is returned where a running server is needed and none runs.
var ErrNotRunning = errors.New("PostgreSQL is not running")

// Options say where the server lives and how it is started.
type Options struct {
	// Dir is the home of the server, made if missing. The default is ".ccrepo". When root runs
	// ccrepo and the server's user cannot reach Dir, the server lives in a directory below
	// /var/lib/ccrepo instead and the file "location" in Dir names it.
	Dir string
	// Logger is told what happens to the server; nil keeps silent.
	Logger *slog.Logger
	// Settings are server settings besides ccrepo's own, such as fsync=off in tests. They take
	// effect when this process is the one that starts the server.
	Settings map[string]string
	// CacheDir keeps downloaded PostgreSQL programs. The default is "ccrepo" in the user's cache
	// directory, and /var/cache/ccrepo for root, as another user must be able to run them.
	CacheDir string
	// RepositoryURL is where the programs are downloaded from if none are installed; the default
	// is that of the library github.com/fergusstrange/embedded-postgres.
	RepositoryURL string

	search *search // tests look elsewhere for the programs
}

func (o Options) withDefaults() Options {
	if o.Dir == "" {
		o.Dir = ".ccrepo"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Server is this process's share of a running server.
type Server struct {
	home *home
	log  *slog.Logger
	url  string

	mu   sync.Mutex
	user *os.File // the lock that counts this process; nil after Close
}

// Start joins the server of the directory or starts it. The server runs until the last of its users
// has called Close or has ended. It can fail for good, or because ctx ended; a server that was being
// started then is stopped again.
func Start(ctx context.Context, o Options) (*Server, error) {
	o = o.withDefaults()
	s, err := start(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("start PostgreSQL in %s: %w", o.Dir, err)
	}
	return s, nil
}

func start(ctx context.Context, o Options) (*Server, error) {
	h, err := openHome(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	turn, err := h.takeTurn(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock(turn)
	user, err := h.enter()
	if err != nil {
		return nil, err
	}
	s := &Server{home: h, log: o.Logger, user: user}
	// Once more, if the server is lost in the very moment in which it got ready.
	for range 3 {
		var pm postmaster
		if pm, err = h.ensureRunning(ctx, o); err == nil {
			s.url, err = h.ensureDatabase(ctx, pm)
		}
		if !errors.Is(err, errLost) {
			break
		}
	}
	if err != nil {
		// The reason of the failure is worth more than what goes wrong while tidying up.
		_ = s.leave()
		return nil, err
	}
	return s, nil
}

// URL is the connection string of the database, for lib/pq and psql alike. It holds the password.
func (s *Server) URL() string { return s.url }

// Pin keeps the server running when its last user has left, until Stop.
func (s *Server) Pin(ctx context.Context) error {
	turn, err := s.home.takeTurn(ctx)
	if err != nil {
		return fmt.Errorf("keep PostgreSQL running: %w", err)
	}
	defer unlock(turn)
	if err := s.home.write("pinned", "The server runs until \"ccrepo postgres stop\".\n"); err != nil {
		return fmt.Errorf("keep PostgreSQL running: %w", err)
	}
	return nil
}

// Close gives up this process's share and stops the server if nobody else has one and it is not pinned.
// Calling it again does nothing.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.user == nil {
		return nil
	}
	// Long enough for another process that is just starting or stopping the server.
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	turn, err := s.home.takeTurn(ctx)
	if err != nil {
		unlock(s.user)
		s.user = nil
		if errors.Is(err, os.ErrNotExist) {
			return nil // the directory was deleted; the server notices that and ends by itself
		}
		return fmt.Errorf("leave PostgreSQL in %s: %w", s.home.dir, err)
	}
	defer unlock(turn)
	if err := s.leave(); err != nil {
		return fmt.Errorf("leave PostgreSQL in %s: %w", s.home.dir, err)
	}
	return nil
}

// leave is Close for one whose turn it is.
func (s *Server) leave() error {
	if err := os.Remove(s.user.Name()); err != nil && !errors.Is(err, os.ErrNotExist) {
		s.log.Warn("user file not removed", "error", err)
	}
	unlock(s.user)
	s.user = nil
	others, err := s.home.users(true)
	if err != nil {
		return err
	}
	if others > 0 || s.home.pinned() {
		return s.home.rotateLog()
	}
	return s.home.stop(s.log)
}
