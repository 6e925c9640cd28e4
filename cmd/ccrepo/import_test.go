package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestImportCommand(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good", "1543527289|NONE|NONE|NONE|QUEUESTART|\n1543527290|c|q|a|E")
	bad := file("bad", "1543527291|c|q|Jos\xe9|E\nx\n1543527292|c|q|a|E\n")
	hopeless := file("hopeless", "x\ny\nz\nw\n")
	calls := file("calls.csv", "calldate,src\n2018-11-29 20:19:34,204\n")
	for _, step := range []struct {
		name, stdin, stdout, stderr string
		args                        []string
		failure                     string
	}{
		{name: "first", args: []string{"queue-log", good},
			stdout: "good: 1 rows imported, 0 already there, 0 bad lines, S s; the last line has no end yet and waits for the next run (--complete takes it)\n"},
		{name: "finished", args: []string{"queue-log", "--complete", good}, stdout: "good: 1 rows imported, 1 already there, 0 bad lines, S s\n",
			stderr: "good: notice: events that the catalogue does not know, kept as they are: E (1)\n"},
		{name: "from standard input", args: []string{"queue-log", "-"}, stdin: "1543527289|NONE|NONE|NONE|QUEUESTART|\n1543527290|c|q|a|E\n",
			stdout: "-: 0 rows imported, 2 already there, 0 bad lines, S s\n"},
		{name: "bad lines", args: []string{"queue-log", bad, good},
			stdout: "bad: 1 rows imported, 0 already there, 2 bad lines, S s\ngood: 0 rows imported, 2 already there, 0 bad lines, S s\n",
			stderr: "bad:1: not UTF-8 (--encoding windows-1252 reads it as Western European): \"1543527291|c|q|Jos\\xe9|E\"\nbad:2: too few fields: 1, at least 5 are needed: \"x\"\n" +
				"bad: notice: events that the catalogue does not know, kept as they are: E (1)\n",
			failure: "lines that could not be read: 2; each import of the file tries them again, with the options given then"},
		{name: "with the encoding", args: []string{"queue-log", "--encoding", "latin1", bad},
			stdout:  "bad: 1 rows imported, 1 already there, 1 bad lines, S s; 1 lines that could not be read before are read now\n",
			stderr:  "bad:2: too few fields: 1, at least 5 are needed: \"x\"\nbad: notice: events that the catalogue does not know, kept as they are: E (1)\n",
			failure: "lines that could not be read: 1; each import of the file tries them again, with the options given then"},
		{name: "no line can be read", args: []string{"queue-log", hopeless},
			failure: "import: import hopeless: not one of its lines (4) can be read, and nothing was imported\n" +
				"  line 1: too few fields: 1, at least 5 are needed: \"x\"\n  line 2: too few fields: 1, at least 5 are needed: \"y\"\n  line 3: too few fields: 1, at least 5 are needed: \"z\""},
		{name: "an image", args: []string{"cdr", file("x.png", "\x89PNG\r\n\x1a\n\x00\x00")}, failure: "import: x.png is not a text file, but image/png"},
		{name: "one line without end", args: []string{"queue-log", file("open", "1543527290|c|q|b|E")},
			failure: "import: open: nothing was imported: its only line has no end yet; use --complete if nothing more is written to the file"},
		{name: "compressed", args: []string{"queue-log", file("good.gz", gzipped("1543527289|NONE|NONE|NONE|QUEUESTART|\n1543527290|c|q|a|E\n"))},
			stdout: "good.gz: 0 rows imported, 2 already there, 0 bad lines, S s\n"},
		{name: "dry run", args: []string{"undo", "--dry-run", good},
			stdout: "import 1 (queue-log, good) would be undone: 2 rows from 2018-11-29T21:34:49Z to 2018-11-29T21:34:50Z\n"},
		{name: "undo", args: []string{"undo", good},
			stdout: "import 1 (queue-log, good) undone: 2 rows from 2018-11-29T21:34:49Z to 2018-11-29T21:34:50Z\n"},
		{name: "undone already", args: []string{"undo", good}, failure: "undo: good was not imported: ccrepo import list shows what was"},
		{name: "no such import", args: []string{"undo", "77"}, failure: "undo: 77: there is no such import"},
		{name: "anew", args: []string{"queue-log", good, "--complete"}, stdout: "good: 2 rows imported, 0 already there, 0 bad lines, S s\n",
			stderr: "good: notice: events that the catalogue does not know, kept as they are: E (1)\n"},
		{name: "calls", args: []string{"cdr", "--tz", "America/New_York", calls}, stdout: "calls.csv: 1 rows imported, 0 already there, 0 bad lines, S s\n"},
		{name: "a header only", args: []string{"cdr", file("header.csv", "calldate,src\n")},
			stdout: "header.csv is empty: it holds a header and no record\n"},
		{name: "no byte", args: []string{"queue-log", file("empty", "")}, stdout: "empty is empty: it holds no byte\n"},
		{name: "no byte of CDRs, compressed", args: []string{"cdr", file("empty.gz", gzipped(""))}, stdout: "empty.gz is empty: it holds no byte\n"},
		{name: "blank lines", args: []string{"queue-log", file("blank", "\n\r\n\n")}, stdout: "blank is empty: it holds only blank lines\n"},
		{name: "a header and a record without end", args: []string{"cdr", file("growing.csv", "calldate,src\n2018-11-29 20:19:34,205")},
			failure: "import: growing.csv: nothing was imported: its only record has no end yet; use --complete if nothing more is written to the file"},
		{name: "a date only", args: []string{"cdr", file("day.csv", "calldate,src\n1/9/2017,204\n")},
			failure: "import: import day.csv: not one of its lines (1) can be read, and nothing was imported\n" +
				"  line 2: start \"1/9/2017\" is not a time like 2018-11-29 20:19:34: it is a date, and a call needs its time of day too: export both, and give --date-format if they are in another form, as in '%d/%m/%Y %H:%M': \"1/9/2017,204\""},
		{name: "columns of FreePBX", args: []string{"cdr", file("freepbx.csv", "calldate,src,did,recordingfile\n2018-11-29 20:19:34,204,1,2\n")},
			stdout: "freepbx.csv: 1 rows imported, 0 already there, 0 bad lines, S s\n",
			stderr: "freepbx.csv: notice: columns that are not stored: did, recordingfile\n"},
		{name: "dates in another form", args: []string{"cdr", file("dates.csv", "calldate,src\n13/9/2017 10:00,204\n")},
			failure: "import: import dates.csv: not one of its lines (1) can be read, and nothing was imported\n" +
				"  line 2: start \"13/9/2017 10:00\" is not a time like 2018-11-29 20:19:34: --date-format '%d/%m/%Y %H:%M' reads it with the day first: \"13/9/2017 10:00,204\""},
		{name: "date format", args: []string{"cdr", "--date-format", "%d/%m/%Y %H:%M", filepath.Join(folder, "dates.csv")},
			stdout: "dates.csv: 1 rows imported, 0 already there, 0 bad lines, S s\n"},
		{name: "no date format", args: []string{"cdr", "--date-format", "dd/mm/yyyy", filepath.Join(folder, "dates.csv")},
			failure: `--date-format: "dd/mm/yyyy" must have %d, %m, %Y or %y, %M, and %H or %I with %p, as in '%d/%m/%Y %H:%M'`},
		{name: "no such file", args: []string{"cdr", filepath.Join(folder, "none")}, failure: "import: open none: no such file or directory"},
		{name: "no such zone", args: []string{"cdr", "--tz", "Atlantis", calls}, failure: `"Atlantis" is not a time zone; give an IANA name such as America/Montevideo`},
		{name: "no such encoding", args: []string{"cdr", "--encoding", "ebcdic", calls}, failure: `--encoding: encoding "ebcdic" is not known: use utf-8, windows-1252 (also for latin1) or another label of the web's encodings`},
		{name: "nothing to import", failure: "import what? Use import queue-log FILE, import cdr FILE or import table NAME FILE; import list and import undo show and take back imports"},
	} {
		var stdout, stderr bytes.Buffer
		p := newProgram(strings.NewReader(step.stdin), &stdout, &stderr)
		p.DatabaseURL = url
		cmd := newImportCmd(p)
		cmd.SetArgs(step.args)
		cmd.SilenceUsage, cmd.SilenceErrors = true, true
		failure := ""
		if err := cmd.ExecuteContext(t.Context()); err != nil {
			failure = err.Error()
		}
		for _, got := range []struct{ what, got, want string }{
			{"stdout", withoutSeconds(stdout.String()), step.stdout}, {"stderr", stderr.String(), step.stderr}, {"error", failure, step.failure},
		} {
			if s := strings.ReplaceAll(got.got, folder+"/", ""); s != got.want {
				t.Errorf("%s: %s is %q, want %q", step.name, got.what, s, got.want)
			}
		}
	}
}

func gzipped(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.String()
}

// withoutSeconds replaces each number of seconds by S.
func withoutSeconds(s string) string {
	words := strings.Split(s, " ")
	for i := range words {
		if i+1 < len(words) && (words[i+1] == "s\n" || strings.HasPrefix(words[i+1], "s\n") || words[i+1] == "s;") {
			words[i] = "S"
		}
	}
	return strings.Join(words, " ")
}

func TestImportRefreshesAlsoAfterBadLines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "queue_log")
	if err := os.WriteFile(path, []byte("1543527291|c|q|NONE|ENTERQUEUE||5550100|1\nx\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newProgram(nil, &bytes.Buffer{}, &bytes.Buffer{})
	p.DatabaseURL = dbtest.URL(t)
	job := queueLogJob(p)
	job.encoding = "utf-8"
	if err := job.run(t.Context(), []string{path}); err == nil {
		t.Error("the bad line is no error")
	}
	conn, err := sql.Open("postgres", p.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var visits int
	if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM report.queue_call").Scan(&visits); err != nil || visits != 1 {
		t.Errorf("%d visits (%v), want 1", visits, err)
	}
}

func TestInterruptEndsAReadingThatStandsStill(t *testing.T) {
	t.Parallel()
	still, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	defer still.Close()
	ctx, cancel := context.WithCancel(t.Context())
	r, stop := interruptible(ctx, still)
	defer stop()
	cancel()
	if _, err := r.Read(make([]byte, 1)); err == nil {
		t.Error("read something")
	}
}
