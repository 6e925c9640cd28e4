package embedded

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// fallbackRoot contains the homes of servers of root whose directory the server's user cannot reach.
const fallbackRoot = "/var/lib/ccrepo"

// home is the directory of a server and the account that runs it. It contains
//
//	data          the data directory, created under another name and renamed when complete
//	password      the password of the role
//	port          the port of the server, kept so that its URL does not change
//	pinned        exists while the server is pinned
//	lock, users   see lock.go
//	run           the directory of the socket
//	postgres.log  the log of the server
type home struct {
	dir     string
	account *account
}

func (h *home) path(name string) string { return filepath.Join(h.dir, name) }
func (h *home) data() string            { return h.path("data") }
func (h *home) logFile() string         { return h.path("postgres.log") }

func (h *home) pinned() bool {
	_, err := os.Stat(h.path("pinned"))
	return err == nil
}

// openHome returns the home of a directory and creates what is missing.
func openHome(ctx context.Context, dir string) (*home, error) {
	made, err := makeDir(dir)
	if err != nil {
		return nil, err
	}
	h, err := findHome(dir)
	if err != nil {
		return nil, err
	}
	if h.account == nil {
		return h, nil
	}
	if made {
		if err := h.account.own(h.dir); err != nil {
			return nil, err
		}
	}
	if h.account.reaches(ctx, h.dir) {
		return h, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if _, err := os.Stat(h.data()); err == nil {
		return nil, fmt.Errorf("user %s, who runs the server, cannot enter %s: let it (chmod o+x on the directories above)", h.account.name, h.dir)
	}
	return h.moveOut()
}

// findHome returns the home of an existing directory. It creates nothing.
func findHome(dir string) (*home, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(abs, "PG_VERSION")); err == nil {
		return nil, fmt.Errorf("%s is the data directory of another PostgreSQL: choose another directory", abs)
	}
	switch location, err := os.ReadFile(filepath.Join(abs, "location")); {
	case err == nil:
		abs = strings.TrimSpace(string(location))
		if !filepath.IsAbs(abs) {
			return nil, fmt.Errorf("%s does not name a directory: delete it", filepath.Join(dir, "location"))
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, (&home{dir: abs}).explainAccess(err)
	}
	a, err := serverAccount(filepath.Join(abs, "data"))
	if err != nil {
		return nil, err
	}
	return &home{dir: abs, account: a}, nil
}

// moveOut creates a home that the server's user can reach. Its name is derived from the directory's, so that
// simultaneous processes agree. It is also stored in the directory, so that the home is found after the directory
// was moved.
func (h *home) moveOut() (*home, error) {
	hash := sha256.Sum256([]byte(h.dir))
	out := &home{dir: filepath.Join(fallbackRoot, hex.EncodeToString(hash[:6])), account: h.account}
	if err := os.MkdirAll(fallbackRoot, 0o755); err != nil {
		return nil, fmt.Errorf("make a home that user %s can reach: %w", h.account.name, err)
	}
	// With a strict umask the new directory would not be reachable either.
	if err := os.Chmod(fallbackRoot, 0o755); err != nil {
		return nil, err
	}
	if err := os.Mkdir(out.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	if err := out.account.own(out.dir); err != nil {
		return nil, err
	}
	if err := h.write("location", out.dir+"\n"); err != nil {
		return nil, err
	}
	return out, nil
}

// makeDir creates a directory that only its owner can enter. It reports whether the directory is new.
func makeDir(dir string) (bool, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return false, fmt.Errorf("make the directory, or choose another one: %w", err)
	}
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return false, fmt.Errorf("make the directory, or choose another one: %w", err)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return false, fmt.Errorf("%s is not a directory: choose another one", dir)
	}
	return false, nil
}

// write replaces a file of the home atomically. Only its owner can read it.
func (h *home) write(name, content string) error {
	f, err := os.CreateTemp(filepath.Dir(h.path(name)), filepath.Base(name)+".new-")
	if err != nil {
		return h.explainAccess(err)
	}
	_, err = f.WriteString(content)
	if err := errors.Join(err, f.Close(), h.account.own(f.Name())); err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", h.path(name), err)
	}
	return os.Rename(f.Name(), h.path(name))
}

// explainAccess adds the owner of the directory to a permission error.
func (h *home) explainAccess(err error) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	owner := "another user"
	if info, statErr := os.Stat(h.dir); statErr == nil {
		owner = "user " + ownerName(info)
	}
	return fmt.Errorf("%s belongs to %s: run ccrepo as that user or choose another directory: %w", h.dir, owner, err)
}
