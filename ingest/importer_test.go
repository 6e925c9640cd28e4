package ingest_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest"
)

func setup(t *testing.T) (context.Context, *ingest.Importer) {
	t.Helper()
	return t.Context(), &ingest.Importer{DB: dbtest.New(t), BatchSize: 100}
}

// queueLog returns the lines from one number up to but not including another; data1 is the number.
func queueLog(from, to int) string {
	var s strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&s, "%d|%d.1|IT|Agent/201|CONNECT|%d\n", 1543527289+i, 1543527289+i, i)
	}
	return s.String()
}

// onePipe returns a reader that cannot seek, like the standard input.
func onePipe(s string) io.Reader { return struct{ io.Reader }{strings.NewReader(s)} }

func imported(t *testing.T, db *sql.DB, want ...string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT coalesce(data1, 'NULL') FROM queue_log_repo ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var got []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d rows instead of %d: %.300v", len(got), len(want), got)
	}
}

func numbers(from, to int) (s []string) {
	for i := from; i < to; i++ {
		s = append(s, fmt.Sprint(i))
	}
	return s
}

func mustImport(t *testing.T, ctx context.Context, im *ingest.Importer, r io.Reader, rows, skipped, bad int64) ingest.Summary {
	t.Helper()
	s, err := im.QueueLog(ctx, "queue_log", r)
	if err != nil {
		t.Fatal(err)
	}
	if s.Rows != rows || s.Skipped != skipped || s.Bad != bad {
		t.Errorf("%d rows, %d skipped, %d bad; want %d, %d, %d", s.Rows, s.Skipped, s.Bad, rows, skipped, bad)
	}
	return s
}

func TestImportTwiceIsImportOnce(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(string) io.Reader{
		"file": func(s string) io.Reader { return strings.NewReader(s) },
		"pipe": onePipe,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, im := setup(t)
			for _, n := range []int{1, 5, 1234} { // shorter than the head and longer
				mustImport(t, ctx, im, open(queueLog(10_000*n, 10_000*n+n)), int64(n), 0, 0)
				mustImport(t, ctx, im, open(queueLog(10_000*n, 10_000*n+n)), 0, int64(n), 0)
			}
			imported(t, im.DB, slices.Concat(numbers(10_000, 10_001), numbers(50_000, 50_005), numbers(12_340_000, 12_341_234))...)
		})
	}
}

func TestImportOfAGrownFileTakesWhatIsNew(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	had := 0
	file := queueLog(0, 3000)
	for _, bytes := range []int{10, 60, 61, 4095, 4096, 4097, 70_000, len(file)} {
		lines := strings.Count(file[:bytes], "\n")
		s := mustImport(t, ctx, im, onePipe(file[:bytes]), int64(lines-had), int64(had), 0)
		if s.Unterminated != (file[bytes-1] != '\n') {
			t.Errorf("%d bytes: unterminated is %v", bytes, s.Unterminated)
		}
		had = lines
	}
	imported(t, im.DB, numbers(0, 3000)...)
	var files, offset int64
	if err := im.DB.QueryRowContext(ctx, `SELECT count(*), max(byte_offset) FROM app.import_file`).Scan(&files, &offset); err != nil {
		t.Fatal(err)
	}
	if files != 1 || offset != int64(len(file)) {
		t.Errorf("%d checkpoints, offset %d of %d", files, offset, len(file))
	}
}

func TestCompleteFileTakesItsLastLine(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	file := queueLog(0, 250)
	mustImport(t, ctx, im, strings.NewReader(file[:len(file)-1]), 249, 0, 0)
	im.Options.Complete = true
	mustImport(t, ctx, im, strings.NewReader(file[:len(file)-1]), 1, 249, 0)
	mustImport(t, ctx, im, strings.NewReader(file), 0, 250, 0) // its newline has been written since
	mustImport(t, ctx, im, strings.NewReader(queueLog(0, 300)), 50, 250, 0)
	imported(t, im.DB, numbers(0, 300)...)
}

func TestReplacedFileIsRefused(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	mustImport(t, ctx, im, strings.NewReader(queueLog(0, 1000)), 1000, 0, 0)
	for name, file := range map[string]string{
		"shorter":                        queueLog(0, 500),
		"other content":                  queueLog(0, 500) + "1|c|q|a|E\n" + queueLog(501, 1500),
		"other lines of the same length": queueLog(0, 900) + strings.ReplaceAll(queueLog(900, 1500), "CONNECT", "ABANDON"),
	} {
		for _, r := range []io.Reader{strings.NewReader(file), onePipe(file)} {
			if _, err := im.QueueLog(ctx, "queue_log", r); !errors.Is(err, ingest.ErrReplaced) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	imported(t, im.DB, numbers(0, 1000)...)
}

// changing is a file that changes before it is read for the nth time.
type changing struct {
	*os.File
	reads  int
	change func()
}

func (c *changing) Read(p []byte) (int, error) {
	if c.reads--; c.reads == 0 {
		c.change()
	}
	return c.File.Read(p)
}

// A file that is truncated and written anew while it is read, to more than its old size, has each line once.
func TestFileThatIsReplacedWhileItIsReadDoublesNothing(t *testing.T) {
	t.Parallel()
	for reads := range 4 {
		ctx, im := setup(t)
		path := filepath.Join(t.TempDir(), "queue_log")
		write := func(text string) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil { // it keeps the file
				t.Fatal(err)
			}
		}
		write(queueLog(0, 4000))
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		_, err = im.QueueLog(ctx, "queue_log", &changing{file, reads + 1, func() { write(queueLog(4000, 9000)) }})
		if err != nil && !errors.Is(err, ingest.ErrReplaced) {
			t.Fatal(err)
		}
		mustImportAll := func() {
			if _, err := file.Seek(0, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if _, err := im.QueueLog(ctx, "queue_log", file); err != nil {
				t.Fatal(err)
			}
		}
		mustImportAll()
		var twice, later int
		if err := im.DB.QueryRowContext(ctx, `SELECT count(*) - count(DISTINCT data1), count(*) FILTER (WHERE data1::integer >= 4000) FROM queue_log_repo`).Scan(&twice, &later); err != nil {
			t.Fatal(err)
		}
		if twice != 0 || later != 5000 {
			t.Errorf("replaced before read %d: %d lines twice, %d of 5000 of the new text", reads+1, twice, later)
		}
	}
}

func TestCancelledImportGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	file := queueLog(0, 2000)
	for _, batches := range []int{0, 3, 7} {
		stopping, stop := context.WithCancel(ctx)
		im.Progress = func(int64) {
			if batches--; batches <= 0 {
				stop()
			}
		}
		s, err := im.QueueLog(stopping, "queue_log", strings.NewReader(file))
		stop()
		if !errors.Is(err, context.Canceled) || s.Rows >= 2000 {
			t.Errorf("%d rows, %v", s.Rows, err)
		}
	}
	im.Progress = nil
	if _, err := im.QueueLog(ctx, "queue_log", strings.NewReader(file+queueLog(2000, 2100))); err != nil {
		t.Error(err)
	}
	imported(t, im.DB, numbers(0, 2100)...)
}

// The connection breaks in the middle of a COPY, as it does when the importing program is killed.
func TestKilledImportLeavesWholeBatchesOnly(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	_, err := im.DB.ExecContext(ctx, `
CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_terminate_backend(pg_backend_pid());
    RETURN NEW;
END $$;
CREATE TRIGGER break_off BEFORE INSERT ON queue_log_repo
FOR EACH ROW WHEN (NEW.data1 = '555') EXECUTE FUNCTION break_off()`)
	if err != nil {
		t.Fatal(err)
	}
	s, err := im.QueueLog(ctx, "queue_log", strings.NewReader(queueLog(0, 1000)))
	if err == nil || s.Rows != 500 {
		t.Fatalf("%d rows, %v", s.Rows, err)
	}
	imported(t, im.DB, numbers(0, 500)...)
	if _, err := im.DB.ExecContext(ctx, `DROP TRIGGER break_off ON queue_log_repo`); err != nil {
		t.Fatal(err)
	}
	mustImport(t, ctx, im, strings.NewReader(queueLog(0, 1200)), 700, 500, 0)
	imported(t, im.DB, numbers(0, 1200)...)
}

func TestImportsOfOneFileAtOnceShareIt(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	// A short file that grows meanwhile is the hard case: its importers see different heads.
	for _, lines := range []int{20, 5000} {
		if _, err := im.DB.ExecContext(ctx, `TRUNCATE queue_log_repo, app.import_file CASCADE`); err != nil {
			t.Fatal(err)
		}
		path := t.TempDir() + "/queue_log"
		if err := os.WriteFile(path, []byte(queueLog(0, lines)), 0o600); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				if i == 2 {
					f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
					if err != nil {
						t.Error(err)
						return
					}
					_, err = io.Copy(f, strings.NewReader(queueLog(lines, 2*lines)))
					if err := errors.Join(err, f.Close()); err != nil {
						t.Error(err)
					}
				}
				f, err := os.Open(path)
				if err != nil {
					t.Error(err)
					return
				}
				defer f.Close()
				if _, err := im.QueueLog(ctx, path, f); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		imported(t, im.DB, numbers(0, 2*lines)...)
	}
}

func TestRepeatedLinesAllGoIn(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	file := strings.Repeat(queueLog(7, 8), 250)
	mustImport(t, ctx, im, strings.NewReader(file), 250, 0, 0)
	mustImport(t, ctx, im, strings.NewReader(file+file), 250, 250, 0)
	imported(t, im.DB, slices.Repeat([]string{"7"}, 500)...)
}

func TestBadLinesAreReportedAndLeftOut(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	var report bytes.Buffer
	im.OnBadLine = func(name string, bad *ingest.LineError, _ bool) { fmt.Fprintf(&report, "%s:%v\n", name, bad) }
	file := queueLog(0, 150) + "bad\n\n1|c|q|a|E\n" + queueLog(150, 160) + "worse|\x00\n"
	mustImport(t, ctx, im, strings.NewReader(file), 161, 0, 2)
	mustImport(t, ctx, im, strings.NewReader(file), 0, 161, 2)
	want := "queue_log:151: too few fields: 1, at least 5 are needed: \"bad\"\n" +
		"queue_log:164: holds a NUL byte: \"worse|\\x00\"\n"
	if report.String() != want+want {
		t.Errorf("reported %s", report.String())
	}
	imported(t, im.DB, slices.Concat(numbers(0, 150), []string{"NULL"}, numbers(150, 160))...)
}

// lateReader is a file that gets the rest of its lines after a reader has seen its end.
type lateReader struct {
	first, rest io.Reader
	ended       bool
}

func (l *lateReader) Read(p []byte) (int, error) {
	if l.ended {
		return l.rest.Read(p) //nolint:wrapcheck // a test
	}
	n, err := l.first.Read(p)
	l.ended = errors.Is(err, io.EOF)
	return n, err //nolint:wrapcheck // a test
}

// An import that begins before a file has its first line cannot wait for one that begins after it.
func TestFileWithoutAWholeLineIsLeftForTheNextImport(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	for _, complete := range []bool{false, true} { // also where it is said that the file does not grow
		im.Options.Complete = complete
		for name, at := range map[string]int{"empty": 0, "half of a line": 8} {
			text := queueLog(0, 5)
			summary, err := im.QueueLog(ctx, name, &lateReader{first: strings.NewReader(text[:at]), rest: strings.NewReader(text[at:])})
			if err != nil || summary.Rows != 0 || summary.Empty == "" && !summary.Unterminated {
				t.Errorf("%s, complete %t: %+v, %v", name, complete, summary, err)
			}
		}
	}
	imported(t, im.DB)
}
