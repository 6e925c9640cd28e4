// Imports that are killed at random moments, and their comparison with the files.

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
	"syscall"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestKilledImport kills imports of growing files at random moments. CCREPO_SEED=n repeats the files and moments of a
// failure.
func TestKilledImport(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	url := dbtest.URL(t)
	k := killedImport{
		lines: 3_000,
		days:  25,
		kills: 4,
		flags: []string{"--database-url", url},
		url:   func(context.Context) (string, error) { return url, nil },
	}
	k.run(t)
	k.check(t, url)
}

// killedImport is one trial: the program imports a growing queue_log and a growing Master.csv, is killed repeatedly,
// and may finish in the end.
type killedImport struct {
	lines, days, kills int
	flags              []string                              // flags that name the database
	url                func(context.Context) (string, error) // returns the URL of the database; an error if it can't be reached

	program  string
	files    []*logFile
	rng      *rand.Rand
	runs     int
	activity map[string]int // how often a killed import was doing what
}

// logFile is a file that grows while it is imported.
type logFile struct {
	kind, table, path string
	lines             []string
	text              string
	written           int           // bytes written
	imported          int           // bytes known to be imported
	share             int           // bytes that it grows between kills, on average
	idle, busy        time.Duration // duration of an import without new lines, and of one with a share
}

func (k *killedImport) run(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("CCREPO_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("CCREPO_SEED=%d", seed)
	k.rng = rand.New(rand.NewPCG(seed, 1))
	k.activity = map[string]int{}
	k.program = buildProgram(t)
	k.makeFiles(t)
	k.measure(t)

	for killed, runs := 0, 0; killed < k.kills; runs++ {
		if runs == 10*k.kills {
			t.Fatalf("only %d of %d runs could be killed", killed, runs)
		}
		f := k.files[k.rng.IntN(len(k.files))]
		f.grow(t, k.rng.IntN(2*f.share))
		left := float64(f.written-f.imported) / float64(f.share)
		whole := f.idle + time.Duration(left*float64(f.busy-f.idle))
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(k.rng.Float64()*float64(whole)))
		if k.importFile(t, ctx, f) {
			killed++
		}
		cancel()
		k.look(t, f)
	}
	t.Logf("%d runs, %d killed: %v", k.runs, k.kills, k.activity)

	for _, f := range k.files {
		f.grow(t, len(f.text))
		k.importFile(t, t.Context(), f)
	}
}

// check compares the rows with the files, and the derived relations with a rebuild.
func (k *killedImport) check(t *testing.T, url string) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, f := range k.files {
		inOrder(t, db, f, "id")
	}
	if rows := dbtest.RebuildChangesNothing(t, db); rows["report.queue_call"] == 0 || rows["report.queue_ring"] == 0 {
		t.Errorf("the derived relations are empty: %v", rows)
	}
}

func (k *killedImport) makeFiles(t *testing.T) {
	t.Helper()
	queueLog, masterCSV := randomFiles(k.rng, k.lines, k.days)
	k.files = []*logFile{
		{kind: "queue-log", table: "queue_log_repo", lines: queueLog},
		{kind: "cdr", table: "cdr_repo", lines: masterCSV},
	}
	folder := t.TempDir()
	for _, f := range k.files {
		f.path = filepath.Join(folder, f.kind)
		f.text = strings.Join(f.lines, "\n") + "\n"
		f.share = len(k.files) * len(f.text) / k.kills
		f.grow(t, 1)
	}
}

// measure times undisturbed imports into another database.
func (k *killedImport) measure(t *testing.T) {
	t.Helper()
	calm := *k
	calm.flags = []string{"--database-url", dbtest.URL(t)}
	for _, f := range k.files {
		part := *f
		part.path += ".part"
		part.grow(t, f.share)
		for _, took := range []*time.Duration{&f.busy, &f.idle} {
			begun := time.Now()
			calm.importFile(t, t.Context(), &part)
			*took = time.Since(begun)
		}
		t.Logf("%s: %d lines; %d bytes are imported in %v, none in %v", f.kind, len(f.lines), f.share,
			f.busy.Round(time.Millisecond), f.idle.Round(time.Millisecond))
	}
}

// importFile runs the program until it ends or, when ctx ends, kills it by SIGKILL.
func (k *killedImport) importFile(t *testing.T, ctx context.Context, f *logFile) (killed bool) {
	t.Helper()
	k.runs++
	name := fmt.Sprintf("import %d", k.runs)
	cmd := exec.CommandContext(ctx, k.program, append(k.flags, "import", f.kind, f.path)...)
	cmd.Env = append(os.Environ(), "PGAPPNAME="+name)
	var output strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &output
	doing := ""
	cmd.Cancel = func() error {
		doing = k.doing(name)
		return cmd.Process.Kill()
	}
	err := cmd.Run()
	if cmd.ProcessState == nil {
		if ctx.Err() == nil {
			t.Fatal(err)
		}
		return false // ctx ended before the program started
	}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() && ctx.Err() != nil {
		k.activity[f.kind+" "+doing]++
		return true
	}
	if !cmd.ProcessState.Success() {
		t.Fatalf("import %s: %v\n%s", f.kind, err, output.String())
	}
	f.imported = f.written
	return false
}

// doing returns what the database is doing for a run.
func (k *killedImport) doing(name string) string {
	const unknown = "not connected"
	url, err := k.url(context.Background())
	if err != nil {
		return unknown
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		return unknown
	}
	defer db.Close()
	var what string
	if err := db.QueryRowContext(context.Background(), `
		SELECT CASE
			WHEN state = 'idle' THEN 'between transactions'
			WHEN wait_event_type = 'Lock' THEN 'waiting for a lock'
			WHEN query ~ 'report\.refresh' THEN 'refreshing'
			WHEN query ~ 'ensure_partitions' THEN 'making partitions'
			WHEN query ~ '^COMMIT' THEN 'committing'
			WHEN query ~ '^COPY' OR state = 'idle in transaction' THEN 'writing a batch'
			ELSE 'beginning'
		END
		FROM pg_stat_activity
		WHERE application_name = $1 AND datname = current_database()
		ORDER BY backend_start DESC
		LIMIT 1`, name).Scan(&what); err != nil {
		return unknown
	}
	return what
}

// look compares the rows after a kill with the checkpoint: both are written in one transaction.
func (k *killedImport) look(t *testing.T, f *logFile) {
	t.Helper()
	url, err := k.url(t.Context())
	if err != nil {
		return // the server did not start before the kill
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var migrated bool
	if err := db.QueryRowContext(t.Context(), "SELECT to_regclass('app.import_file') IS NOT NULL").Scan(&migrated); err != nil {
		t.Fatal(err)
	}
	if !migrated {
		return
	}
	var rows, said int
	if err := db.QueryRowContext(t.Context(), `
		SELECT (SELECT count(*) FROM `+f.table+`), coalesce(sum(rows), 0), coalesce(sum(byte_offset), 0)
		FROM app.import_file
		WHERE kind = $1`, f.kind).Scan(&rows, &said, &f.imported); err != nil {
		t.Fatal(err)
	}
	if rows != said {
		t.Errorf("%s: %d rows, the checkpoint says %d", f.kind, rows, said)
	}
	if k.rng.IntN(2) == 0 {
		// The refresh of a killed import continues in PostgreSQL. In half of the cases, wait until it ends.
		if _, err := db.ExecContext(t.Context(), "BEGIN; SELECT pg_advisory_xact_lock(hashtext('report.refresh')); COMMIT"); err != nil {
			t.Fatal(err)
		}
	}
}

// grow appends a number of bytes, which may end in the middle of a line.
func (f *logFile) grow(t *testing.T, bytes int) {
	t.Helper()
	f.written = min(f.written+bytes, len(f.text))
	if err := os.WriteFile(f.path, []byte(f.text[:f.written]), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inOrder compares the rows, in the order of a column, with the lines of the file.
func inOrder(t *testing.T, db *sql.DB, f *logFile, column string) {
	t.Helper()
	asLine := map[string]string{
		"queue-log": `concat_ws('|', extract(epoch FROM datetime)::bigint, callid, queuename, agent, event, data1, data2, data3, data4, data5)`,
		"cdr": `concat('"', concat_ws('","', accountcode, src, dst, dcontext, replace(clid, '"', '""'), channel, dstchannel, lastapp, lastdata,
			(calldate AT TIME ZONE 'UTC')::timestamp(0),
			CASE WHEN disposition = 'ANSWERED' THEN ((calldate + make_interval(secs => duration - billsec)) AT TIME ZONE 'UTC')::timestamp(0)::text ELSE '' END,
			((calldate + make_interval(secs => duration)) AT TIME ZONE 'UTC')::timestamp(0),
			duration, billsec, disposition, amaflags, uniqueid, userfield), '"')`,
	}[f.kind]
	rows, err := db.QueryContext(t.Context(), "SELECT "+asLine+" FROM "+f.table+" ORDER BY "+column)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		if n < len(f.lines) && line != f.lines[n] {
			t.Fatalf("%s: line %d is %s, want %s", f.kind, n+1, line, f.lines[n])
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if n != len(f.lines) {
		t.Errorf("%s: %d rows of %d lines", f.kind, n, len(f.lines))
	}
}
