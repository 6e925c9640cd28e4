package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// pollEvery is the interval at which conditions are checked that cannot be waited for.
const pollEvery = 20 * time.Millisecond

// takeTurn waits until no other process is starting, stopping, joining or leaving the server, and excludes all
// others until the returned file is unlocked.
func (h *home) takeTurn(ctx context.Context) (*os.File, error) {
	f, err := os.OpenFile(h.path("lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, h.explainAccess(err)
	}
	if err := h.account.own(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	if err := flock(ctx, f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("wait for another ccrepo that starts or stops it: %w", err)
	}
	return f, nil
}

// flock locks a file exclusively for this file description. It polls, because a process that waits inside flock(2)
// cannot be cancelled.
func flock(ctx context.Context, f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("lock %s: %w", f.Name(), err)
		}
		if err := pause(ctx, pollEvery); err != nil {
			return err
		}
	}
}

// unlock releases a lock. Closing the file is not enough: a child that is just being forked holds a copy of the
// file and with it the lock.
func unlock(f *os.File) {
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
	_ = f.Close()
}

// enter registers this process as a user by a file of its own, which stays locked until the process leaves. The
// caller must hold the turn.
func (h *home) enter() (*os.File, error) {
	dir := h.path("users")
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, h.explainAccess(err)
	}
	if err := h.account.own(dir); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, fmt.Sprintf("%d-", os.Getpid()))
	if err != nil {
		return nil, h.explainAccess(err)
	}
	// Only a process that counts the users at this moment can hold the lock, and only briefly.
	err = flock(context.Background(), f)
	if err == nil {
		_, err = f.WriteString(processSpace())
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// processSpace identifies the PID namespace (the container) of this process, or returns an empty text if the
// system does not provide it.
func processSpace() string {
	name, _ := os.Readlink("/proc/self/ns/pid")
	return name
}

// users returns the number of users. With tidy, which requires the turn, it removes the files of users that have
// ended.
func (h *home) users(tidy bool) (int, error) {
	n := 0
	err := h.eachUser(func(f *os.File, ended bool) {
		if !ended {
			n++
		} else if tidy {
			_ = os.Remove(f.Name())
		}
	})
	return n, err
}

// checkSpace refuses to start a server if processes of another container use one. That server's process number is
// meaningless here, and two servers would destroy the data.
func (h *home) checkSpace() error {
	foreign := false
	err := h.eachUser(func(f *os.File, ended bool) {
		space := make([]byte, 100)
		n, _ := f.Read(space)
		foreign = foreign || !ended && n > 0 && string(space[:n]) != processSpace()
	})
	if err == nil && foreign {
		err = fmt.Errorf("%s is used by ccrepo in another container: run it there, or let both use one server with --database-url", h.dir)
	}
	return err
}

// eachUser calls do with the file of each user and whether that user has ended.
func (h *home) eachUser(do func(f *os.File, ended bool)) error {
	dir := h.path("users")
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return h.explainAccess(err)
	}
	for _, e := range entries {
		f, err := os.Open(filepath.Join(dir, e.Name()))
		if errors.Is(err, os.ErrNotExist) {
			continue // the user has left meanwhile
		}
		if err != nil {
			return h.explainAccess(err)
		}
		do(f, syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil)
		_ = f.Close()
	}
	return nil
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
