package embedded

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postmaster is the content of the file postmaster.pid.
type postmaster struct {
	pid, port int
	status    string // starting, ready, stopping
}

// running returns the server that runs in the data directory, if there is one.
func (h *home) running() (postmaster, bool) {
	pm, ok := h.readPidFile()
	return pm, ok && h.isPostmaster(pm.pid)
}

func (h *home) readPidFile() (postmaster, bool) {
	content, err := os.ReadFile(filepath.Join(h.data(), "postmaster.pid"))
	if err != nil {
		return postmaster{}, false
	}
	lines := strings.Split(string(content), "\n")
	// PostgreSQL writes a negative number if it runs without a postmaster.
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return postmaster{}, false
	}
	pm := postmaster{pid: pid, status: "starting"}
	if len(lines) > 3 {
		pm.port, _ = strconv.Atoi(strings.TrimSpace(lines[3]))
	}
	if len(lines) > 7 {
		if status := strings.TrimSpace(lines[7]); status != "" {
			pm.status = status
		}
	}
	return pm, true
}

// dropForeignPidFile removes a pid file whose number now belongs to a process that is not a server; PostgreSQL
// would refuse to start. PostgreSQL itself removes the file of a process that has ended, and more safely: the file
// also names the shared memory that orphaned processes may still use.
func (h *home) dropForeignPidFile() error {
	pm, ok := h.readPidFile()
	if !ok || syscall.Kill(pm.pid, 0) != nil || h.isPostmaster(pm.pid) {
		return nil
	}
	return os.Remove(filepath.Join(h.data(), "postmaster.pid"))
}

// isPostmaster reports whether a process runs and is a server in the data directory. After a reboot its number may
// belong to any process.
func (h *home) isPostmaster(pid int) bool {
	if !alive(pid) {
		return false
	}
	data, err := os.Stat(h.data())
	if err != nil {
		return false
	}
	if cwd, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid)); err == nil {
		return os.SameFile(cwd, data)
	}
	comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		comm, err = exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	}
	return err == nil && bytes.Contains(comm, []byte("postgres"))
}

// alive reports whether a process runs. A process that has ended but was not yet collected by its parent does not
// count; in a container ccrepo itself may be the parent of orphaned processes.
func alive(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		// The name in parentheses may contain anything, also parentheses; the state follows the last one.
		_, state, _ := strings.Cut(string(stat[max(0, bytes.LastIndexByte(stat, ')')):]), " ")
		return !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
	}
	state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !bytes.HasPrefix(bytes.TrimSpace(state), []byte("Z"))
}

// stop stops the server if it runs: sessions end and all data are written. The caller must hold the turn.
func (h *home) stop(log *slog.Logger) error {
	pm, ok := h.running()
	if !ok {
		return nil
	}
	if err := terminate(pm.pid); err != nil {
		return err
	}
	if dir, short := h.socketDirName(); short {
		_ = os.Remove(dir) // if it is empty and belongs to us
	}
	log.Info("PostgreSQL stopped", "dir", h.dir, "pid", pm.pid)
	return nil
}

// terminate ends a postmaster. It repeats the signal, because a postmaster that has just started ignores it. After
// a while it requests an immediate shutdown; the next start then recovers.
func terminate(pid int) error {
	const fast, patience = 30 * time.Second, 45 * time.Second
	begun := time.Now()
	for asked := time.Duration(-1); ; {
		waited := time.Since(begun)
		if waited > patience {
			return fmt.Errorf("server process %d does not end: end it by hand (kill -QUIT %d)", pid, pid)
		}
		if asked < 0 || waited-asked > time.Second {
			asked = waited
			sig := syscall.SIGINT
			if waited > fast {
				sig = syscall.SIGQUIT
			}
			if err := syscall.Kill(pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("stop server process %d: %w", pid, err)
			}
		}
		if !alive(pid) {
			return nil
		}
		time.Sleep(pollEvery)
	}
}

// endOrphans asks the sessions of a killed postmaster to end. Idle sessions end by themselves; a session inside a
// long query does not notice. On a system without /proc the start only waits for them.
func (h *home) endOrphans() {
	data, err := os.Stat(h.data())
	if err != nil {
		return
	}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		cwd, err := os.Stat(filepath.Join(dir, "cwd"))
		if err != nil || !os.SameFile(cwd, data) {
			continue
		}
		if exe, err := os.Readlink(filepath.Join(dir, "exe")); err != nil || !strings.HasPrefix(filepath.Base(exe), "postgres") {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(dir)); err == nil {
			_ = syscall.Kill(pid, syscall.SIGTERM)
		}
	}
}
