package ingest_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest"
)

// If these are set, the test program imports a file, so that a test can kill it during the import.
const (
	childURL  = "CCREPO_TEST_IMPORT_URL"
	childFile = "CCREPO_TEST_IMPORT_FILE"
)

func TestMain(m *testing.M) {
	if os.Getenv(childURL) != "" {
		if err := importAsChild(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(dbtest.Main(m))
}

// importAsChild imports the file and prints a line after every batch.
func importAsChild() error {
	db, err := sql.Open("postgres", os.Getenv(childURL))
	if err != nil {
		return err
	}
	defer db.Close()
	f, err := os.Open(os.Getenv(childFile))
	if err != nil {
		return err
	}
	defer f.Close()
	im := &ingest.Importer{DB: db, BatchSize: 50, Progress: func(offset int64) { fmt.Println(offset) }}
	_, err = im.QueueLog(context.Background(), f.Name(), f)
	return err
}

func TestKilledProgramGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	url := dbtest.URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	path := filepath.Join(t.TempDir(), "queue_log")
	for round, batches := range []int{1, 2, 5, 9, 3} {
		// The file also grows from run to run.
		if err := os.WriteFile(path, []byte(queueLog(0, 8000+round*500)), 0o600); err != nil {
			t.Fatal(err)
		}
		killAfter(t, url, path, batches)
		var rows, offsets int64
		if err := db.QueryRowContext(t.Context(), `
SELECT (SELECT count(*) FROM queue_log_repo), (SELECT sum(rows) FROM app.import_file)`).Scan(&rows, &offsets); err != nil {
			t.Fatal(err)
		}
		if rows != offsets || rows == 0 {
			t.Errorf("round %d: %d rows, the checkpoint says %d", round, rows, offsets)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := (&ingest.Importer{DB: db}).QueueLog(t.Context(), path, f); err != nil {
		t.Fatal(err)
	}
	imported(t, db, numbers(0, 10_000)...)
}

// killAfter imports path in a child process and kills it with SIGKILL after it has written the given number of
// batches, while it works on the next.
func killAfter(t *testing.T, url, path string, batches int) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), program)
	child.Env = append(os.Environ(), childURL+"="+url, childFile+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range batches {
		lines.Scan()
	}
	if err := child.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = child.Wait() // the error only says that it was killed
}
