package ingest

// Tests of the queue_log reader, and the helpers that the tests of both readers share.

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// reader is the interface of both readers that the tests use.
type reader[R any] interface {
	Next() (Line[R], error)
	Offset() int64
	Lines() int64
	SkipTo(offset, lines int64) error
}

// readAll returns the rows, the bad lines and the error that ended the file.
func readAll[R any](r reader[R]) (rows []Line[R], bad []*LineError, end error) {
	for {
		line, err := r.Next()
		var wrong *LineError
		switch {
		case err == nil:
			rows = append(rows, line)
		case errors.As(err, &wrong):
			bad = append(bad, wrong)
		default:
			return rows, bad, err
		}
	}
}

func queueRow(seconds, micros int64, callID, queue, agent, event string, data ...string) QueueLogRow {
	row := QueueLogRow{Time: time.Unix(seconds, micros*1000).UTC(), CallID: callID, Queue: queue, Agent: agent, Event: event, Fields: len(data)}
	copy(row.Data[:], data)
	return row
}

func TestQueueLogReaderRows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want QueueLogRow
	}{
		"no data field":            {"1543527289|NONE|NONE|NONE|QUEUESTART\n", queueRow(1543527289, 0, "NONE", "NONE", "NONE", "QUEUESTART")},
		"one empty data field":     {"1543527289|NONE|NONE|NONE|QUEUESTART|\n", queueRow(1543527289, 0, "NONE", "NONE", "NONE", "QUEUESTART", "")},
		"three data fields":        {"1543602677|1.2|IT|NONE|ENTERQUEUE||5550|1\n", queueRow(1543602677, 0, "1.2", "IT", "NONE", "ENTERQUEUE", "", "5550", "1")},
		"five data fields":         {"1|c|q|a|E|1|2|3|4|5\n", queueRow(1, 0, "c", "q", "a", "E", "1", "2", "3", "4", "5")},
		"the fifth keeps the rest": {"1|c|q|a|ATTENDEDTRANSFER|BRIDGE|b|x|7|60|1||\n", queueRow(1, 0, "c", "q", "a", "ATTENDEDTRANSFER", "BRIDGE", "b", "x", "7", "60|1||")},
		"microseconds":             {"1543602677.000123|c|q|a|E\n", queueRow(1543602677, 123, "c", "q", "a", "E")},
		"few decimals":             {"1543602677.5|c|q|a|E\n", queueRow(1543602677, 500000, "c", "q", "a", "E")},
		"more than microseconds":   {"1543602677.1234569|c|q|a|E\n", queueRow(1543602677, 123456, "c", "q", "a", "E")},
		"empty key fields":         {"1||||\n", queueRow(1, 0, "", "", "", "")},
		"CRLF":                     {"1|c|q|a|E|x\r\n", queueRow(1, 0, "c", "q", "a", "E", "x")},
		"byte-order mark":          {"\xEF\xBB\xBF1|c|q|a|E|x\n", queueRow(1, 0, "c", "q", "a", "E", "x")},
		"letters":                  {"1|c|Campaña->|José|E|ñ\n", queueRow(1, 0, "c", "Campaña->", "José", "E", "ñ")},
		"longer than the buffer":   {"1|c|q|a|E|" + strings.Repeat("x", 200_000) + "\n", queueRow(1, 0, "c", "q", "a", "E", strings.Repeat("x", 200_000))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, bad, end := readAll(NewQueueLogReader(strings.NewReader(test.text), Options{}))
			if len(rows) != 1 || len(bad) != 0 || end != io.EOF {
				t.Fatalf("rows %d, bad %v, end %v", len(rows), bad, end)
			}
			want := Line[QueueLogRow]{1, 0, int64(len(test.text)), test.want}
			if diff := cmp.Diff(want, rows[0]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestQueueLogReaderBadLines(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		line string
		want error // nil: any
	}{
		"too few fields":       {"1|c|q|a", nil},
		"no separators":        {"hello", nil},
		"no time":              {"|c|q|a|E", errEpoch},
		"negative time":        {"-1|c|q|a|E", errEpoch},
		"text for a time":      {"x1543602677|c|q|a|E", errEpoch},
		"exponent":             {"1e9|c|q|a|E", errEpoch},
		"milliseconds":         {"1543602677000|c|q|a|E", errEpoch},
		"decimals not numbers": {"1.x|c|q|a|E", errEpoch},
		"NUL":                  {"1|c|q|a|E\x00", errNUL},
		"invalid UTF-8":        {"1|c|q|Jos\xE9|E", errEncoding},
		"too long a queue":     {"1|c|" + strings.Repeat("q", maxIndexed+1) + "|a|E", nil},
		"too long a guid":      {"1|c|q|a|FINISHWRAPUP|1|2|" + strings.Repeat("g", maxIndexed+1), nil},
		"longer than 1 MiB":    {"1|c|q|a|E|" + strings.Repeat("x", maxLine), errOverlong},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := "1|c|q|a|E|before\n" + test.line + "\r\n2|c|q|a|E|after\n"
			rows, bad, end := readAll(NewQueueLogReader(strings.NewReader(text), Options{}))
			if len(rows) != 2 || rows[1].Row.Data[0] != "after" || len(bad) != 1 || end != io.EOF {
				t.Fatalf("rows %v, bad %v, end %v", rows, bad, end)
			}
			if bad[0].Number != 2 || rows[1].Number != 3 || rows[1].End != int64(len(text)) {
				t.Errorf("bad line %d, row line %d, end %d of %d", bad[0].Number, rows[1].Number, rows[1].End, len(text))
			}
			if test.want != nil && !errors.Is(bad[0], test.want) {
				t.Errorf("reason %v, want %v", bad[0].Err, test.want)
			}
			if len(bad[0].Excerpt) > 4*excerptBytes+10 {
				t.Errorf("excerpt of %d bytes", len(bad[0].Excerpt))
			}
		})
	}
}

func TestBadLineReadsLikeACompilersError(t *testing.T) {
	t.Parallel()
	_, bad, _ := readAll(NewQueueLogReader(strings.NewReader("1|c|q|a|E\n\x1b[31mno|é\n"), Options{}))
	want := `2: too few fields: 2, at least 5 are needed: "\x1b[31mno|é"`
	if len(bad) != 1 || bad[0].Error() != want {
		t.Errorf("got %v, want %s", bad, want)
	}
}

func TestLatin1(t *testing.T) {
	t.Parallel()
	text := "1|c|q|Jos\xE9|E|x\n1|c|q|José|E|x\n"
	rows, bad, _ := readAll(NewQueueLogReader(strings.NewReader(text), Options{Encoding: encodingIf(true)}))
	if len(rows) != 2 || len(bad) != 0 || rows[0].Row.Agent != "José" || rows[1].Row.Agent != "José" {
		t.Errorf("rows %v, bad %v", rows, bad)
	}
}

func TestLastLineWithoutNewline(t *testing.T) {
	t.Parallel()
	text := "1|c|q|a|E|x\n2|c|q|a|E|y"
	q := NewQueueLogReader(strings.NewReader(text), Options{})
	rows, _, end := readAll(q)
	if len(rows) != 1 || !errors.Is(end, ErrUnterminated) || q.Offset() != 12 || q.Lines() != 1 {
		t.Errorf("waits for the next run: rows %v, end %v, offset %d", rows, end, q.Offset())
	}
	q = NewQueueLogReader(strings.NewReader(text), Options{Complete: true})
	rows, _, end = readAll(q)
	if len(rows) != 2 || end != io.EOF || q.Offset() != int64(len(text)) {
		t.Errorf("is taken if the file is complete: rows %v, end %v, offset %d", rows, end, q.Offset())
	}
}

func TestBlankLinesCountButAreNoRows(t *testing.T) {
	t.Parallel()
	text := "\n1|c|q|a|E\n\r\n\n2|c|q|a|E\n\n"
	q := NewQueueLogReader(strings.NewReader(text), Options{})
	rows, bad, _ := readAll(q)
	if len(rows) != 2 || len(bad) != 0 || rows[1].Number != 5 || q.Lines() != 6 || q.Offset() != int64(len(text)) {
		t.Errorf("rows %v, bad %v, lines %d, offset %d", rows, bad, q.Lines(), q.Offset())
	}
}

func TestReadErrorIsNoEndOfFile(t *testing.T) {
	t.Parallel()
	broken := errors.New("cable pulled")
	r := io.MultiReader(strings.NewReader("1|c|q|a|E\n2|c|q"), failingReader{broken})
	rows, _, end := readAll(NewQueueLogReader(r, Options{Complete: true}))
	if len(rows) != 1 || !errors.Is(end, broken) {
		t.Errorf("rows %v, end %v", rows, end)
	}
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }
