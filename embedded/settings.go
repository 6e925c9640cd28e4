package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

// maxSocketDir is the maximum length of the socket directory's name, in bytes: a socket's full name must fit in
// 103 bytes on macOS and 107 on Linux.
const maxSocketDir = 80

var settingName = regexp.MustCompile(`^[a-z_][a-z0-9_.]*$`)

// writeSettings writes the server's configuration file. It does so at each start, so that all homes of one version
// of ccrepo have the same settings. ALTER SYSTEM uses a file of its own, which takes precedence.
func (h *home) writeSettings(port int, extra map[string]string) error {
	sockets, err := h.socketDir()
	if err != nil {
		return err
	}
	settings := map[string]string{
		"listen_addresses":           "127.0.0.1",
		"port":                       fmt.Sprint(port),
		"unix_socket_directories":    sockets,
		"unix_socket_permissions":    "0700",
		"password_encryption":        "scram-sha-256",
		"max_connections":            "100",
		"shared_buffers":             "128MB",
		"work_mem":                   "16MB",
		"maintenance_work_mem":       "128MB",
		"max_wal_size":               "1GB",
		"min_wal_size":               "80MB",
		"timezone":                   "UTC",
		"log_timezone":               "UTC",
		"datestyle":                  "iso, mdy",
		"lc_messages":                "C", // failures are recognized by their messages
		"log_checkpoints":            "off",
		"log_line_prefix":            "%m [%p] ",
		"default_text_search_config": "pg_catalog.simple",
		// JIT compilation takes longer than most reports.
		"jit": "off",
	}
	maps.Copy(settings, extra)
	var b strings.Builder
	b.WriteString("# Written by ccrepo at every start. Use ALTER SYSTEM to change the server.\n")
	escape := strings.NewReplacer(`\`, `\\`, `'`, `''`)
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		value := settings[name]
		if !settingName.MatchString(name) || strings.ContainsAny(value, "\r\n\x00") {
			return fmt.Errorf("server setting %q = %q cannot be written: correct it", name, value)
		}
		fmt.Fprintf(&b, "%s = '%s'\n", name, escape.Replace(value))
	}
	return h.write(filepath.Join("data", "postgresql.conf"), b.String())
}

// socketDir creates the directory of the server's socket and returns its name. It is in the home or, if that name
// is too long for a socket or has characters that a list cannot contain, a short name elsewhere. If another user
// owns that name, the result is empty and the server has no socket.
func (h *home) socketDir() (string, error) {
	dir, short := h.socketDirName()
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return dir, h.account.own(dir)
	}
	if !errors.Is(err, fs.ErrExist) {
		return "", h.explainAccess(err)
	}
	if short && !h.owns(dir) {
		return "", nil
	}
	return dir, nil
}

func (h *home) socketDirName() (dir string, short bool) {
	dir = h.path("run")
	if len(dir) <= maxSocketDir && !strings.ContainsAny(dir, `,"'\`) {
		return dir, false
	}
	hash := sha256.Sum256([]byte(h.dir))
	return "/tmp/ccrepo-" + hex.EncodeToString(hash[:6]), true
}

// owns reports whether a name is a directory that only the server's user can use.
func (h *home) owns(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm()&0o077 != 0 {
		return false
	}
	uid := uint32(os.Geteuid())
	if h.account != nil {
		uid = h.account.uid
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && st.Uid == uid
}
