// Package embedded starts, shares and stops a PostgreSQL server of ccrepo's own in a directory.
//
// Every process that uses the directory shares one server: the first starts it, the last stops it. File locks
// record which processes use it. The kernel releases them when a process ends, so that after killing any of the
// processes, or the server, the next Start works.
package embedded

// The package's interface: starting, sharing, pinning and leaving the server.

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// ErrNotRunning is returned if a running server is required and there is none.
var ErrNotRunning = errors.New("PostgreSQL is not running")

// Server is this process's use of a running server.
type Server struct {
	home *home
	log  *slog.Logger
	url  string

	mu   sync.Mutex
	user *os.File // the locked file that counts this process; nil after Close
}

// Start joins the server of the directory, or starts it. The server runs until the last of its users has called
// Close or has ended. If ctx ends during the start, Start fails and stops a server that it was starting.
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
	// Try again if the server is lost at the moment at which it became ready.
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
		// The reason of the failure is more useful than an error of the cleanup.
		_ = s.leave()
		return nil, err
	}
	return s, nil
}

// URL returns the connection string of the database, for lib/pq and psql. It contains the password.
func (s *Server) URL() string { return s.url }

// Pin keeps the server running after its last user has left, until Stop.
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

// Close ends this process's use of the server. It stops the server if no other process uses it and it is not
// pinned. Further calls have no effect.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.user == nil {
		return nil
	}
	// Long enough for another process that is starting or stopping the server.
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	turn, err := s.home.takeTurn(ctx)
	if err != nil {
		unlock(s.user)
		s.user = nil
		if errors.Is(err, os.ErrNotExist) {
			return nil // the directory was deleted; the server detects that and ends
		}
		return fmt.Errorf("leave PostgreSQL in %s: %w", s.home.dir, err)
	}
	defer unlock(turn)
	if err := s.leave(); err != nil {
		return fmt.Errorf("leave PostgreSQL in %s: %w", s.home.dir, err)
	}
	return nil
}

// leave does the work of Close; the caller must hold the turn.
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
