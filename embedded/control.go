package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Status describes the server of a directory, without becoming one of its users.
type Status struct {
	Dir     string // home of the server, which may differ from the requested directory (see Options.Dir)
	Running bool
	Ready   bool   // accepts connections
	Pinned  bool   // keeps running when its last user leaves
	PID     int    // of the postmaster
	Port    int    // on 127.0.0.1
	Version string // of the server; only the major version if it is not running
	Users   int    // processes that use it through this package
}

// Inspect returns the status of the server of a directory. It starts and creates nothing.
func Inspect(ctx context.Context, o Options) (Status, error) {
	o = o.withDefaults()
	st, err := inspect(ctx, o)
	if err != nil {
		return st, fmt.Errorf("inspect PostgreSQL in %s: %w", o.Dir, err)
	}
	return st, nil
}

func inspect(ctx context.Context, o Options) (Status, error) {
	h, err := findHome(o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Status{Dir: o.Dir}, nil
	}
	if err != nil {
		return Status{Dir: o.Dir}, err
	}
	st := Status{Dir: h.dir, Pinned: h.pinned()}
	if st.Users, err = h.users(false); err != nil {
		return st, err
	}
	if major, err := h.dataVersion(); err != nil {
		return st, err
	} else if major > 0 {
		st.Version = fmt.Sprint(major)
	}
	pm, ok := h.running()
	if !ok {
		return st, nil
	}
	st.Running, st.Ready, st.PID, st.Port = true, pm.status == "ready", pm.pid, pm.port
	if version, err := h.serverVersion(ctx, pm); err == nil && version != "" {
		st.Version = version
	}
	return st, nil
}

// RunningURL returns the connection string of the running server of a directory, or ErrNotRunning.
func RunningURL(ctx context.Context, o Options) (string, error) {
	o = o.withDefaults()
	h, err := findHome(o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w in %s", ErrNotRunning, o.Dir)
	}
	if err != nil {
		return "", err
	}
	pm, ok := h.running()
	if !ok {
		return "", fmt.Errorf("%w in %s", ErrNotRunning, o.Dir)
	}
	return h.ensureDatabase(ctx, pm)
}

// Stop unpins the server of a directory and stops it. If others use the server and force is false, it keeps
// running until the last of them leaves, and Stop returns their number. It is no error if the server is not
// running.
func Stop(ctx context.Context, o Options, force bool) (users int, err error) {
	o = o.withDefaults()
	users, err = stop(ctx, o, force)
	if err != nil {
		return users, fmt.Errorf("stop PostgreSQL in %s: %w", o.Dir, err)
	}
	return users, nil
}

func stop(ctx context.Context, o Options, force bool) (int, error) {
	h, err := findHome(o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	turn, err := h.takeTurn(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock(turn)
	if err := os.Remove(h.path("pinned")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, h.explainAccess(err)
	}
	users, err := h.users(true)
	if err != nil || users > 0 && !force {
		return users, err
	}
	return users, h.stop(o.Logger)
}

// serverVersion asks a running server for its version, with a short timeout because the server may still be
// starting.
func (h *home) serverVersion(ctx context.Context, pm postmaster) (version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	target, err := h.url(pm, "postgres")
	if err != nil {
		return "", err
	}
	db, err := sql.Open("postgres", target)
	if err != nil {
		return "", err
	}
	defer func() { _ = db.Close() }()
	err = db.QueryRowContext(ctx, "SELECT split_part(current_setting('server_version'), ' ', 1)").Scan(&version)
	return version, err
}
