package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestKilledUndoAndRetry kills import undo, and imports that try bad lines again, at random moments. CCREPO_SEED=n
// repeats the files and moments of a failure.
func TestKilledUndoAndRetry(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("CCREPO_SEED=%d", seed)
	k := &killedUndo{rng: rand.New(rand.NewPCG(seed, 2)), program: buildProgram(t), url: dbtest.URL(t)}
	k.db = openDB(t, k.url)
	queueLog, masterCSV := randomFiles(k.rng, 2_000, 20)
	for i := range queueLog {
		// Lines that are not UTF-8 are bad until the encoding is given.
		if i%7 == 3 && !strings.Contains(queueLog[i], "ñ") {
			queueLog[i] += "|\xf1"
		}
	}
	for _, f := range []*logFile{
		{kind: "queue-log", table: "queue_log_repo", lines: queueLog},
		{kind: "cdr", table: "cdr_repo", lines: masterCSV},
	} {
		f.path = filepath.Join(t.TempDir(), f.kind)
		if err := os.WriteFile(f.path, []byte(strings.Join(f.lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		k.file(t, f)
	}
	dbtest.RebuildChangesNothing(t, k.db)
}

type killedUndo struct {
	rng          *rand.Rand
	program, url string
	db           *sql.DB
}

const killsOfEach = 3

func (k *killedUndo) file(t *testing.T, f *logFile) {
	t.Helper()
	imported := func(args ...string) []string { return append([]string{"import", f.kind, f.path}, args...) }
	undo := []string{"import", "undo", f.path}
	bad := f.kind == "queue-log"

	// Undisturbed, to know how long they take.
	k.run(t, time.Minute, bad, imported()...)
	retries := k.run(t, time.Minute, false, imported("--encoding", "latin1")...)
	undoes := k.run(t, time.Minute, false, undo...)
	k.wants(t, f, 0, 0)

	k.run(t, time.Minute, bad, imported()...)
	for killed := 0; bad && killed < killsOfEach; {
		took := k.run(t, k.moment(retries), true, imported("--encoding", "latin1")...)
		if took == 0 {
			killed++
		}
		retries = least(retries, took)
		k.isWhole(t, f)
	}
	k.run(t, time.Minute, false, imported("--encoding", "latin1")...)
	k.wants(t, f, len(f.lines), 1)

	for killed := 0; killed < killsOfEach; {
		took := k.run(t, k.moment(undoes), true, undo...)
		if took == 0 {
			killed++
		}
		undoes = least(undoes, took)
		if k.isWhole(t, f) == 0 { // it was done before the kill
			k.run(t, time.Minute, false, imported("--encoding", "latin1")...)
		}
	}
	t.Logf("%s: %d kills of each; a retry takes %v, an undo %v", f.kind, killsOfEach, retries, undoes)
	k.run(t, time.Minute, false, undo...)
	k.wants(t, f, 0, 0)
	k.run(t, time.Minute, false, imported("--encoding", "latin1", "--complete")...)
	k.wants(t, f, len(f.lines), 1)
}

// least returns the shorter of two times; took 0 is none. A time that was once long by chance would let no kill come
// before the end.
func least(whole, took time.Duration) time.Duration {
	if took == 0 {
		return whole
	}
	return min(whole, took)
}

func (k *killedUndo) moment(whole time.Duration) time.Duration {
	return time.Duration(k.rng.Float64() * float64(whole))
}

// run runs the program and returns how long it took, or 0 if it was killed after limit. fails is true if it may fail.
func (k *killedUndo) run(t *testing.T, limit time.Duration, fails bool, args ...string) time.Duration {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	begun := time.Now()
	out, err := exec.CommandContext(ctx, k.program, append([]string{"--database-url", k.url}, args...)...).CombinedOutput()
	if ctx.Err() != nil {
		return 0
	}
	if err != nil && !fails {
		t.Fatalf("%v: %v\n%.2000s", args, err, out)
	}
	return time.Since(begun)
}

// isWhole compares the rows of a file with the record of its import, after what a killed program left in PostgreSQL has
// ended. It returns the number of rows.
func (k *killedUndo) isWhole(t *testing.T, f *logFile) (rows int) {
	t.Helper()
	eventually(t, "the end of what the killed program began", func() bool {
		return len(list(t, k.db, "SELECT a.query FROM pg_stat_activity AS a WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.state <> 'idle'")) == 0
	})
	var said, bad, places, lines int
	if err := k.db.QueryRowContext(t.Context(), `
		SELECT (SELECT count(*) FROM `+f.table+`), (SELECT count(DISTINCT position) FROM `+f.table+`), coalesce(sum(i.rows), 0), coalesce(sum(i.bad_lines), 0), coalesce(sum(i.lines), 0)
		FROM app.import_file AS i WHERE i.kind = $1`, f.kind).Scan(&rows, &places, &said, &bad, &lines); err != nil {
		t.Fatal(err)
	}
	if rows != said || places != rows || lines != rows+bad {
		t.Errorf("%s: %d rows from %d places; the import says %d, and %d bad of %d lines", f.kind, rows, places, said, bad, lines)
	}
	return rows
}

// wants checks the number of rows and imports of a file.
func (k *killedUndo) wants(t *testing.T, f *logFile, rows, imports int) {
	t.Helper()
	got := k.isWhole(t, f)
	if n := list(t, k.db, "SELECT count(*)::text FROM app.import_file WHERE kind = '"+f.kind+"'")[0]; got != rows || n != fmt.Sprint(imports) {
		t.Errorf("%s: %d rows of %s imports, want %d of %d", f.kind, got, n, rows, imports)
	}
	if rows > 0 {
		decoded := *f
		decoded.lines = strings.Split(strings.ReplaceAll(strings.Join(f.lines, "\n"), "\xf1", "ñ"), "\n")
		inOrder(t, k.db, &decoded, "position")
	}
}
