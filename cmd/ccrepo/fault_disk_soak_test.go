//go:build soak && linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// TestSoakFaultDiskFull fills the database's volume during writes and an import, and frees it again. It expects that
// every confirmed write is stored, that others succeed when repeated, and that the import continues.
func TestSoakFaultDiskFull(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a small volume")
	}
	const room = 400 << 20
	o := embedded.Options{Dir: dbtest.ServerDir(t), Settings: map[string]string{"min_wal_size": "32MB", "max_wal_size": "64MB"}}
	volume := filepath.Dir(o.Dir)
	if err := syscall.Mount("tmpfs", volume, "tmpfs", 0, fmt.Sprintf("size=%d,mode=755", room)); err != nil {
		t.Skipf("no small volume can be mounted: %v", err)
	}
	t.Cleanup(func() {
		if _, err := embedded.Stop(context.Background(), o, true); err != nil {
			t.Error(err)
		}
		if err := syscall.Unmount(volume, 0); err != nil {
			t.Errorf("unmount %s: %v", volume, err)
		}
	})
	server := startDatabase(t, o)
	db := openDB(t, server.URL())
	if _, err := migrations.Up(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	execSQL(t, db, "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES (now(), '1', 'g-1')")
	s := startServed(t, "--database-url", server.URL(), "--log-level", "error")
	k := newOutage(s.base, 4)
	enough, stop := context.WithCancel(t.Context())
	writing := k.begin(t, enough)
	<-time.After(time.Second)
	before := s.memory(t)

	ballast := filepath.Join(volume, "ballast")
	fill(t, ballast)
	queueLog, _ := randomFiles(rand.New(rand.NewPCG(1, 1)), 60_000, 60)
	f := &logFile{kind: "queue-log", table: "queue_log_repo", lines: queueLog, path: filepath.Join(t.TempDir(), "queue_log")}
	for _, line := range queueLog {
		f.text += line + "\n"
	}
	f.grow(t, len(f.text))
	importing := func() (string, error) {
		out, err := exec.Command(buildProgram(t), "import", "queue-log", f.path, "--database-url", server.URL()).CombinedOutput()
		return string(out), err
	}
	said, err := importing()
	if err == nil {
		t.Errorf("an import of %d lines finds room on a full disk: %s", len(queueLog), said)
	}
	pages := map[string]int{}
	for range 20 {
		status, code, err := s.ask("/v1/tables/cdr_repo")
		if err != nil {
			t.Errorf("no answer: %v", err)
		}
		pages[fmt.Sprint(status, " ", code)]++
		<-time.After(100 * time.Millisecond)
	}
	stays, err := embedded.Inspect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if again := startDatabase(t, o); again.URL() != server.URL() { // restart it if it has ended
		t.Fatal("the database came back at another address")
	}
	k.write(t, "after")
	stop()
	writing.Wait()
	for range 5 {
		if _, err = importing(); err == nil {
			break
		}
	}
	if err != nil {
		t.Errorf("the import does not go on when there is room: %v", err)
	}
	db = openDB(t, server.URL())
	k.check(t, db)
	inOrder(t, db, f, "id")
	dbtest.RebuildChangesNothing(t, db)
	t.Logf("disk full: PostgreSQL runs on: %t; pages %v; the import said %.200q; %d writes, %d sent again, %d of these had been done; memory %.0f MB before, %.0f MB after",
		stays.Running, pages, said, len(k.answers), k.resent, k.again, before, s.settled(t, before))
}

// fill writes a file until the volume is full.
func fill(t *testing.T, name string) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}
