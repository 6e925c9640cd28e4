package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// fetch downloads the programs of a major version into the cache and returns their directory. With 0 it downloads
// the library's default version.
func (s search) fetch(ctx context.Context, major int, log *slog.Logger) (string, error) {
	versions := map[int]embeddedpostgres.PostgresVersion{
		0:  embeddedpostgres.V18,
		14: embeddedpostgres.V14,
		15: embeddedpostgres.V15,
		16: embeddedpostgres.V16,
		17: embeddedpostgres.V17,
		18: embeddedpostgres.V18,
	}
	version, ok := versions[major]
	if !ok {
		return "", fmt.Errorf("no download of PostgreSQL %d is known", major)
	}
	if err := os.MkdirAll(s.cache, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(filepath.Join(s.cache, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	if err := flock(ctx, lock); err != nil {
		_ = lock.Close()
		return "", err
	}
	target := filepath.Join(s.cache, "postgresql-"+string(version))
	if hasPrograms(filepath.Join(target, "bin")) {
		unlock(lock) // another process has fetched them meanwhile
		return filepath.Join(target, "bin"), nil
	}
	log.Info("PostgreSQL is being downloaded, as none is installed", "version", string(version), "into", s.cache)
	done := make(chan error, 1)
	go func() {
		err := s.fetchInto(target, version)
		unlock(lock)
		done <- err
	}()
	select {
	case err := <-done:
		return filepath.Join(target, "bin"), err
	case <-ctx.Done():
		// The library cannot be cancelled. It does no harm: it ends by itself, holds the lock until then, and at
		// worst leaves the programs in the cache.
		return "", context.Cause(ctx)
	}
}

// fetchInto creates the target: it downloads into a directory beside it and renames the complete result.
func (s search) fetchInto(target string, version embeddedpostgres.PostgresVersion) (err error) {
	// The library panics if its cleanup fails.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("download: %v", r)
		}
	}()
	leftovers, _ := filepath.Glob(filepath.Join(globQuote(s.cache), "fetch-*"))
	for _, dir := range leftovers {
		_ = os.RemoveAll(dir)
	}
	dir, err := os.MkdirTemp(s.cache, "fetch-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	tree := filepath.Join(dir, "tree")

	// The library only offers to fetch, unpack and start in one call, and would start the server as root. After
	// unpacking it first empties the data directory. A directory whose name ends with a dot cannot be emptied, so
	// the call fails there before any program has run.
	stop := filepath.Join(dir, "unpacked") + "/."
	config := embeddedpostgres.DefaultConfig().
		Version(version).
		Port(0). // the library requires a free port
		CachePath(dir).
		RuntimePath(filepath.Join(dir, "run")).
		BinariesPath(tree).
		DataPath(stop).
		Logger(io.Discard)
	if s.repository != "" {
		config = config.BinaryRepositoryURL(strings.TrimSuffix(s.repository, "/"))
	}
	err = embeddedpostgres.NewDatabase(config).Start()
	switch {
	case err == nil:
		return errors.New("download: the library started a server that it should not have")
	case !strings.Contains(err.Error(), stop):
		return err
	case !hasPrograms(filepath.Join(tree, "bin")):
		return errors.New("download: the archive lacks initdb, postgres or pg_ctl")
	}
	if err := openToAll(tree); err != nil {
		return err
	}
	if err := os.RemoveAll(target); err != nil {
		return err
	}
	return os.Rename(tree, target)
}

// openToAll gives all users the present user's rights to read and execute, because the server runs as another
// user.
func openToAll(tree string) error {
	return filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm() | 0o444
		if d.IsDir() || mode&0o100 != 0 {
			mode |= 0o111
		}
		return os.Chmod(path, mode)
	})
}
