package dbtest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// memory is the directory of the memory file system, where a system has one.
const memory = "/dev/shm"

// roomInMemory is the free memory, in bytes, that the memory file system must have to be used.
const roomInMemory = 2 << 30

// serverHome returns the directory of the test server of a module. It is in the memory file system if that has room:
// most of the time of creating a database is the time of creating its files. Benchmarks load what the memory may not
// hold, so their server is in the module.
func serverHome(module string) (string, error) {
	onDisk := filepath.Join(module, ".ccrepo-test")
	if f := flag.Lookup("test.bench"); f != nil && f.Value.String() != "" {
		return onDisk, nil
	}
	var system syscall.Statfs_t
	if err := syscall.Statfs(memory, &system); err != nil || system.Bavail*uint64(system.Bsize) < roomInMemory {
		return onDisk, nil //nolint:nilerr // the system has no memory file system
	}
	mine := filepath.Join(memory, fmt.Sprintf("ccrepo-test-%d", os.Geteuid()))
	// The server of root runs as another user, who must be able to enter the directory.
	if err := os.Mkdir(mine, 0o711); err != nil && !errors.Is(err, fs.ErrExist) { //nolint:gosec // the server's user must enter the directory
		return onDisk, nil //nolint:nilerr // the memory file system is not for this user
	}
	info, err := os.Lstat(mine)
	if err != nil {
		return "", fmt.Errorf("find the test server: %w", err)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || int(st.Uid) != os.Geteuid() || info.Mode().Perm()&0o022 != 0 {
		return "", fmt.Errorf("%s is not a directory that only this user can write to: remove it", mine)
	}
	if err := removeHomesOfDeletedModules(mine); err != nil {
		return "", fmt.Errorf("remove old test servers: %w", err)
	}
	hash := sha256.Sum256([]byte(module))
	home := filepath.Join(mine, hex.EncodeToString(hash[:6]))
	if err := os.WriteFile(home+moduleSuffix, []byte(module), 0o600); err != nil {
		return "", fmt.Errorf("name the test server's module: %w", err)
	}
	return home, nil
}

// moduleSuffix is added to the name of a home to name the file that contains the directory of its module.
const moduleSuffix = ".module"

// removeHomesOfDeletedModules frees the memory of servers whose module no longer exists.
func removeHomesOfDeletedModules(parent string) error {
	names, err := filepath.Glob(filepath.Join(parent, "*"+moduleSuffix))
	if err != nil {
		return err
	}
	for _, name := range names {
		module, err := os.ReadFile(name)
		if err != nil || len(module) == 0 {
			continue // another process is writing or removing it
		}
		if _, err := os.Stat(string(module)); !errors.Is(err, fs.ErrNotExist) { //nolint:gosec // this user wrote the file
			continue
		}
		if err := errors.Join(os.RemoveAll(strings.TrimSuffix(name, moduleSuffix)), os.RemoveAll(name)); err != nil {
			return err
		}
	}
	return nil
}
