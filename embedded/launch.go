package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// orphanPatience is how long a start waits for processes of a killed server to end. After orphanGrace the start
// asks them to end.
const (
	orphanPatience = 90 * time.Second
	orphanGrace    = 2 * time.Second
)

// Reasons for which a start failed although the next attempt may succeed.
var (
	errOrphans   = errors.New("processes of a killed server still run: end them and start again")
	errTaken     = errors.New("another server starts in the same directory")
	errPortTaken = errors.New("the port was taken meanwhile")
)

// ensureRunning joins the server or starts it; the caller must hold the turn. It tries again if remains of a
// killed server, or of a killed process that was starting it, are still in the way.
func (h *home) ensureRunning(ctx context.Context, o Options) (postmaster, error) {
	begun := time.Now()
	told := false
	for {
		pm, err := h.joinOrLaunch(ctx, o)
		retry := errors.Is(err, errOrphans) || errors.Is(err, errTaken) || errors.Is(err, errPortTaken)
		waited := time.Since(begun)
		if err == nil || !retry || waited > orphanPatience {
			return pm, err
		}
		if errors.Is(err, errOrphans) {
			if !told {
				o.Logger.Warn("waiting for processes of a killed PostgreSQL to end", "dir", h.dir)
				told = true
			}
			if waited > orphanGrace {
				h.endOrphans()
			}
		}
		if err := pause(ctx, 5*pollEvery); err != nil {
			return postmaster{}, err
		}
	}
}

func (h *home) joinOrLaunch(ctx context.Context, o Options) (postmaster, error) {
	pm, ok := h.running()
	if ok && pm.status != "stopping" {
		pm, err := h.waitReady(ctx, pm.pid, o)
		if errors.Is(err, errEnded) {
			return pm, errTaken // it was about to end
		}
		if err == nil {
			o.Logger.Debug("PostgreSQL joined", "dir", h.dir, "pid", pm.pid, "port", pm.port)
			err = h.rotateLog()
		}
		return pm, err
	}
	if ok {
		// A process that was stopping the server was killed before the server had ended.
		if err := h.stop(o.Logger); err != nil {
			return pm, err
		}
	}
	p, err := h.prepare(ctx, o)
	if err != nil {
		return pm, err
	}
	log, offset, err := h.openLog()
	if err != nil {
		return pm, err
	}
	pid, err := h.launch(p, log)
	_ = log.Close()
	if err != nil {
		return pm, err
	}
	pm, err = h.waitReady(ctx, pid, o)
	if errors.Is(err, errEnded) {
		return pm, h.explainLog(offset)
	}
	if err != nil {
		return pm, errors.Join(err, terminate(pid))
	}
	o.Logger.Info("PostgreSQL started", "dir", h.dir, "pid", pm.pid, "port", pm.port, "version", p.version)
	return pm, nil
}

// prepare does everything that is necessary before the server can be launched.
func (h *home) prepare(ctx context.Context, o Options) (programs, error) {
	if err := h.checkSpace(); err != nil {
		return programs{}, err
	}
	h.removeLeftovers()
	if err := h.dropForeignPidFile(); err != nil {
		return programs{}, err
	}
	made, err := h.dataVersion()
	if err != nil {
		return programs{}, err
	}
	p, err := findPrograms(ctx, h, o, made)
	if err != nil {
		return programs{}, err
	}
	if made == 0 {
		o.Logger.Info("PostgreSQL data directory is being made", "dir", h.data(), "programs", p.bin)
		if err := h.initialise(ctx, p, o.Settings["fsync"] != "off"); err != nil {
			return programs{}, err
		}
	}
	port, err := h.choosePort()
	if err != nil {
		return programs{}, err
	}
	return p, h.writeSettings(port, o.Settings)
}

// choosePort returns the port of the previous start if it is free, so that URLs do not change.
func (h *home) choosePort() (int, error) {
	last, _ := os.ReadFile(h.path("port"))
	if port, err := strconv.Atoi(strings.TrimSpace(string(last))); err == nil {
		if l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, errors.Join(l.Close(), h.write("port", fmt.Sprintln(port)))
}

// launch starts the server through a shell that ends at once, so that the server is not a child of this process.
// Then no goroutine has to wait for it, and it leaves the process table when it has ended, which other processes
// that look for it rely on.
func (h *home) launch(p programs, log *os.File) (int, error) {
	cmd := h.account.command(context.Background(), "/bin/sh", "-c", `exec "$0" "$@" >&2 & echo $!`,
		filepath.Join(p.bin, "postgres"), "-D", h.data())
	cmd.Stderr = log
	output, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("launch the server: %w", err)
	}
	return strconv.Atoi(strings.TrimSpace(string(output)))
}

// errEnded is returned for a server that ended before it was ready.
var errEnded = errors.New("the server ended")

// waitReady waits until a server process accepts connections. Recovery after a crash can take minutes, so it waits
// as long as the process runs and ctx permits.
func (h *home) waitReady(ctx context.Context, pid int, o Options) (postmaster, error) {
	begun := time.Now()
	for told := false; ; {
		pm, ok := h.readPidFile()
		if ok && pm.pid == pid && pm.status == "ready" {
			return pm, nil
		}
		if !alive(pid) {
			return pm, errEnded
		}
		if !told && time.Since(begun) > 10*time.Second {
			o.Logger.Info("PostgreSQL takes long to start, as after a crash", "dir", h.dir, "pid", pid)
			told = true
		}
		if err := pause(ctx, pollEvery); err != nil {
			return pm, err
		}
	}
}
