package embedded

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// dataVersion returns the major version that created the data directory, or 0 if there is none yet.
func (h *home) dataVersion() (int, error) {
	content, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(h.data()); err == nil {
			return 0, fmt.Errorf("%s is not a data directory of PostgreSQL: move it away", h.data())
		}
		return 0, nil
	}
	if err != nil {
		return 0, h.explainAccess(err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return 0, fmt.Errorf("%s holds data of an unknown PostgreSQL %q: move it away", h.data(), content)
	}
	return major, nil
}

// initialise creates the data directory under a temporary name and renames it when it is complete, so that an
// incomplete one is never used.
func (h *home) initialise(ctx context.Context, p programs, sync bool) error {
	password := make([]byte, 24)
	_, _ = rand.Read(password) // never fails
	if err := h.write("password", hex.EncodeToString(password)); err != nil {
		return err
	}
	// C.UTF-8 sorts identically on all systems and handles letters beyond ASCII, but not every system has it.
	output, err := "", error(nil)
	for _, locale := range []string{"C.UTF-8", "C"} {
		output, err = h.initdb(ctx, p, sync, locale)
		if err == nil {
			return nil
		}
		if !strings.Contains(output, "invalid locale") {
			break
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if known := explainOutput(output, h); known != nil {
		return known
	}
	return fmt.Errorf("make a data directory with %s: %w: %s", p.bin, err, lastLine(output))
}

func (h *home) initdb(ctx context.Context, p programs, sync bool, locale string) (string, error) {
	dir, err := os.MkdirTemp(h.dir, "data.new-")
	if err != nil {
		return "", h.explainAccess(err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // has no effect after the renaming
	if err := h.account.own(dir); err != nil {
		return "", err
	}
	args := []string{"--pgdata=" + dir, "--username=" + roleName, "--pwfile=" + h.path("password"),
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=" + locale, "--no-instructions"}
	if !sync {
		args = append(args, "--no-sync")
	}
	output, err := h.account.command(ctx, filepath.Join(p.bin, "initdb"), args...).CombinedOutput()
	if err != nil {
		return string(output), err
	}
	if err := os.Rename(dir, h.data()); err != nil {
		return "", err
	}
	return "", syncDir(h.dir)
}

// removeLeftovers removes temporary files of starts that were killed. A process may still write to them; what
// cannot be removed now is removed at the next start.
func (h *home) removeLeftovers() {
	for _, pattern := range []string{"*.new-*", filepath.Join("data", "*.new-*")} {
		names, _ := filepath.Glob(filepath.Join(globQuote(h.dir), pattern))
		for _, name := range names {
			_ = os.RemoveAll(name)
		}
	}
}

// syncDir makes a renaming durable across a power failure.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
