package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
	"time"
)

// account is the user that runs the server when root runs ccrepo, because PostgreSQL refuses to run as root. A nil
// account is the present user.
type account struct {
	name     string
	uid, gid uint32
}

// serverAccount returns nil for an ordinary user. For root it returns the owner of the data if there is a data
// directory, otherwise the user postgres or nobody.
func serverAccount(data string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	if info, err := os.Stat(data); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
			return &account{name: ownerName(info), uid: st.Uid, gid: st.Gid}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil || uid == 0 {
			continue
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			continue
		}
		return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root and there is neither a user postgres nor nobody: " +
		"create one (useradd --system postgres) or run ccrepo as an ordinary user")
}

// own makes the account the owner of a file that this process created.
func (a *account) own(path string) error {
	if a == nil {
		return nil
	}
	if err := os.Lchown(path, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give file to user %s: %w", a.name, err)
	}
	return nil
}

// command prepares a program that runs as the account. The program has its own session, so that Ctrl-C in the
// terminal does not reach it, and its own environment, so that PG… variables do not affect it. When ctx ends, it
// is killed together with all processes that it started.
func (a *account) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = "/" // the account may not be able to enter the present directory
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/", "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// reaches reports whether the account can enter a directory. It asks the kernel, because access lists and network
// file systems matter besides the modes of all parent directories.
func (a *account) reaches(ctx context.Context, dir string) bool {
	return a == nil || a.command(ctx, "/bin/sh", "-c", `cd -- "$0"`, dir).Run() == nil
}

// ownerName returns the name of a file's owner, for messages.
func ownerName(info fs.FileInfo) string {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "another user"
	}
	uid := strconv.FormatUint(uint64(st.Uid), 10)
	if u, err := user.LookupId(uid); err == nil {
		return u.Username
	}
	return "number " + uid
}
