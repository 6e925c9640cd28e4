package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// decodeWith runs ccrepo decode and returns its output.
func decodeWith(t *testing.T, stdin string, args ...string) (stdout, stderr, failure string) {
	t.Helper()
	var out, errs bytes.Buffer
	// decode needs no database: nothing listens at this address.
	p := newProgram(strings.NewReader(stdin), &out, &errs)
	p.DatabaseURL = "postgres://127.0.0.1:1/none"
	cmd := newDecodeCmd(p)
	cmd.SetArgs(args)
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		failure = err.Error()
	}
	return out.String(), errs.String(), failure
}

const decodedLog = `1773144000|c1|sales|NONE|ABANDON|1|3|45
1773144001.5|c1|sales|ana|RINGNOANSWER|15000
1773144002|c1|=sales|ana|EXITWITHKEY|#|2|x|30
1773144003|c1|sales|ana|ATTENDEDTRANSFER|LINK|a;1|b;2|6|38|1
1773144004|NONE|NONE|ana|AGENTLOGOFF|SIP/1|28800
1773144005|NONE|NONE|ana|OUTDIAL|5550100||7
1773144006|c1|sales|ana|HOLD||say "hi"` + "\x1b[2J"

func TestDecodeCommand(t *testing.T) {
	t.Parallel()
	const notice = "notice: events that the catalogue does not know, kept as they are: OUTDIAL (1)\n"
	t.Run("aligns a table with units", func(t *testing.T) {
		t.Parallel()
		stdout, stderr, failure := decodeWith(t, decodedLog, "--tz", "America/Montevideo")
		want := []string{
			"datetime callid queuename agent event fields",
			"2026-03-10T09:00:00-03:00 c1 sales NONE ABANDON position=1 origposition=3 waittime=45 s",
			"2026-03-10T09:00:01.5-03:00 c1 sales ana RINGNOANSWER ringtime=15000 ms",
			"2026-03-10T09:00:02-03:00 c1 =sales ana EXITWITHKEY key=# position=2 waittime=30 s",
			"2026-03-10T09:00:03-03:00 c1 sales ana ATTENDEDTRANSFER form=LINK first_channel=a;1 second_channel=b;2 holdtime=6 s calltime=38 s origposition=1",
			"2026-03-10T09:00:04-03:00 NONE NONE ana AGENTLOGOFF channel=SIP/1 logintime=28800 s",
			"2026-03-10T09:00:05-03:00 NONE NONE ana OUTDIAL data1=5550100 data3=7",
			"2026-03-10T09:00:06-03:00 c1 sales ana HOLD calleridname=say \"hi\"\ufffd[2J",
		}
		lines := strings.Split(strings.TrimSuffix(stdout, "\n"), "\n")
		for i, line := range lines {
			if i >= len(want) || strings.Join(strings.Fields(line), " ") != want[i] {
				t.Errorf("line %d is %q", i, line)
			}
			if !strings.Contains(line, "  ") || len(lines) != len(want) {
				t.Errorf("%d lines, line %d not aligned", len(lines), i)
			}
		}
		if stderr != notice || failure != "" {
			t.Errorf("stderr %q, failure %q", stderr, failure)
		}
	})
	t.Run("gives each field of any event a CSV column", func(t *testing.T) {
		t.Parallel()
		stdout, _, failure := decodeWith(t, decodedLog, "--format", "csv")
		records, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
		if err != nil || len(records) != 8 || failure != "" {
			t.Fatalf("%d records, %v, %s", len(records), err, failure)
		}
		cell := func(row int, column string) string {
			for i, name := range records[0] {
				if name == column {
					return records[row][i]
				}
			}
			t.Fatalf("there is no column %s in %q", column, records[0])
			return ""
		}
		for _, c := range []struct {
			row          int
			column, want string
		}{{1, "waittime", "45"}, {1, "ringtime", ""}, {2, "ringtime_milliseconds", "15000"}, {2, "ringtime", ""}, {3, "queuename", "'=sales"}, {3, "origposition", ""},
			{4, "origposition", "1"}, {4, "data5", ""}, {5, "channel", "SIP/1"}, {6, "data3", "7"}, {6, "data2", ""}} {
			if got := cell(c.row, c.column); got != c.want {
				t.Errorf("%s of row %d is %q, want %q", c.column, c.row, got, c.want)
			}
		}
	})
	t.Run("gives each line an object with the fields of its event", func(t *testing.T) {
		t.Parallel()
		stdout, _, failure := decodeWith(t, decodedLog, "-", "--format", "ndjson")
		lines := strings.Split(stdout, "\n")
		for i, want := range map[int]string{
			0: `{"datetime":"2026-03-10T12:00:00Z","callid":"c1","queuename":"sales","agent":"NONE","event":"ABANDON","position":1,"origposition":3,"waittime":45,"data4":null,"data5":null}`,
			2: `{"datetime":"2026-03-10T12:00:02Z","callid":"c1","queuename":"=sales","agent":"ana","event":"EXITWITHKEY","key":"#","position":2,"origposition":null,"waittime":30,"data5":null}`,
			5: `{"datetime":"2026-03-10T12:00:05Z","callid":"NONE","queuename":"NONE","agent":"ana","event":"OUTDIAL","data1":"5550100","data2":"","data3":"7","data4":null,"data5":null}`,
		} {
			if lines[i] != want {
				t.Errorf("line %d is %s, want %s", i, lines[i], want)
			}
		}
		if len(lines) != 8 || failure != "" {
			t.Errorf("%d lines, %q", len(lines), failure)
		}
	})
	t.Run("leaves bad lines out and fails", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "queue_log")
		if err := os.WriteFile(path, []byte("x\n1773144000|c1|sales|Jos\xe9|ABANDON|1|3|45\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		stdout, stderr, failure := decodeWith(t, "", "--format", "ndjson", path)
		if stdout != "" || strings.Count(stderr, path+":") != 2 || failure != "lines skipped: 2" {
			t.Errorf("stdout %q, stderr %q, failure %q", stdout, stderr, failure)
		}
		stdout, _, failure = decodeWith(t, "", "--format", "ndjson", "--encoding", "latin1", path)
		if !strings.Contains(stdout, "José") || failure != "lines skipped: 1" {
			t.Errorf("stdout %q, failure %q", stdout, failure)
		}
	})
	t.Run("reads compressed files", func(t *testing.T) {
		t.Parallel()
		plain, _, _ := decodeWith(t, decodedLog, "--format", "ndjson")
		path := filepath.Join(t.TempDir(), "queue_log.gz")
		if err := os.WriteFile(path, []byte(gzipped(decodedLog)), 0o600); err != nil {
			t.Fatal(err)
		}
		if stdout, _, failure := decodeWith(t, "", "--format", "ndjson", path); stdout != plain || failure != "" {
			t.Errorf("file: %q, %q", stdout, failure)
		}
		if stdout, _, failure := decodeWith(t, gzipped(decodedLog), "--format", "ndjson"); stdout != plain || failure != "" {
			t.Errorf("standard input: %q, %q", stdout, failure)
		}
		if stdout, _, failure := decodeWith(t, "\x89PNG\r\n\x1a\n\x00"); stdout != "" || failure != "decode: - is not a text file, but image/png" {
			t.Errorf("an image: %q, %q", stdout, failure)
		}
	})
	t.Run("refuses what it does not know", func(t *testing.T) {
		t.Parallel()
		for _, args := range [][]string{{"--format", "xml"}, {"--tz", "Atlantis"}, {"--encoding", "ebcdic"}, {filepath.Join(t.TempDir(), "none")}} {
			if _, _, failure := decodeWith(t, "", args...); failure == "" {
				t.Errorf("%q is accepted", args)
			}
		}
	})
}
