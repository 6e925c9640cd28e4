package ingest

// The reader of queue_log.

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// QueueLogRow is one line of a queue_log, verbatim: NONE stays NONE, and unknown events are kept.
type QueueLogRow struct {
	Time                        time.Time
	CallID, Queue, Agent, Event string
	// Data are the fields after the event, at most five. The fifth holds the rest of the line including its
	// separators: Asterisk itself writes talk|position there.
	Data [5]string
	// Fields is the number of elements of Data that the line has. The others are missing, which is different from
	// empty.
	Fields int
}

// QueueLogReader reads Asterisk's queue_log: epoch|callid|queuename|agent|event|data1|data2|…
type QueueLogReader struct {
	lines   *lineReader
	options Options
}

// NewQueueLogReader returns a reader of r, whose present position must be the beginning of the file.
func NewQueueLogReader(r io.Reader, o Options) *QueueLogReader {
	return &QueueLogReader{lines: newLineReader(r), options: o}
}

// Offset returns the number of bytes read so far: up to the end of the last row or bad line that Next returned,
// including adjacent blank lines.
func (q *QueueLogReader) Offset() int64 { return q.lines.offset }

// Lines returns the number of lines read so far.
func (q *QueueLogReader) Lines() int64 { return q.lines.number }

// SkipTo moves to an offset that Offset returned in an earlier reading of the same file; lines is the number of
// lines before it. Call it before Next. It fails with ErrReplaced if the file cannot be the same.
func (q *QueueLogReader) SkipTo(offset, lines int64) error { return q.lines.skipTo(offset, lines) }

// Next returns the next row. After a *LineError, which reports a bad line, the caller can go on; io.EOF and
// ErrUnterminated end the file.
func (q *QueueLogReader) Next() (Line[QueueLogRow], error) {
	for {
		raw, err := q.lines.next()
		if err != nil {
			return Line[QueueLogRow]{}, err
		}
		if !raw.ended && !q.options.Complete && !q.lines.limited() {
			q.lines.giveBack(raw.keep())
			return Line[QueueLogRow]{}, ErrUnterminated
		}
		text := trimNewline(raw.text)
		if q.lines.offset == 0 {
			text = trimBOM(text)
		}
		start := q.lines.offset
		q.lines.advance(raw)
		if len(text) == 0 && !raw.overlong {
			continue
		}
		row, err := q.parse(text, raw.overlong)
		if err != nil {
			return Line[QueueLogRow]{}, &LineError{q.lines.number, start, q.lines.offset, err, excerpt(text)}
		}
		return Line[QueueLogRow]{q.lines.number, start, q.lines.offset, row}, nil
	}
}

func (q *QueueLogReader) limitTo(end int64)                     { q.lines.limit = end }
func (q *QueueLogReader) head(n int) ([]byte, error)            { return q.lines.head(n) }
func (q *QueueLogReader) tail() []byte                          { return q.lines.tailSum() }
func (q *QueueLogReader) unchanged() error                      { return q.lines.unchanged() }
func (q *QueueLogReader) firstLine(n int) ([]byte, bool, error) { return q.lines.firstLine(n) }

func (q *QueueLogReader) parse(text []byte, overlong bool) (QueueLogRow, error) {
	var row QueueLogRow
	if overlong {
		return row, errOverlong
	}
	s, err := Decode(text, q.options.Encoding)
	if err != nil {
		return row, err
	}
	var fixed [5]string
	for i := range fixed {
		var more bool
		fixed[i], s, more = strings.Cut(s, "|")
		if !more && i < len(fixed)-1 {
			return row, fmt.Errorf("too few fields: %d, at least 5 are needed", i+1)
		}
		row.Fields = 0
		if more {
			row.Fields = 1
		}
	}
	if row.Time, err = parseEpoch(fixed[0]); err != nil {
		return row, err
	}
	row.CallID, row.Queue, row.Agent, row.Event = fixed[1], fixed[2], fixed[3], fixed[4]
	for i, name := range []string{"callid", "queuename", "agent", "event"} {
		if err := checkIndexed(name, fixed[i+1]); err != nil {
			return row, err
		}
	}
	if row.Fields == 0 {
		return row, nil
	}
	for i := range row.Data {
		row.Fields = i + 1
		if i == len(row.Data)-1 {
			row.Data[i] = s
			break
		}
		var more bool
		if row.Data[i], s, more = strings.Cut(s, "|"); !more {
			break
		}
	}
	if row.Event == "FINISHWRAPUP" || strings.HasPrefix(row.Event, "PHONE") {
		// One of these is the guid of the call, which is indexed.
		return row, errors.Join(checkIndexed("data2", row.Data[1]), checkIndexed("data3", row.Data[2]))
	}
	return row, nil
}

// lastSecond is the last second of the year 9999. A greater number has another unit than seconds.
const lastSecond = 253402300799

var errEpoch = errors.New("the first field is not a time in seconds since 1970")

// parseEpoch parses seconds since 1970, which may have decimals. Decimals beyond microseconds, the database's
// resolution, are dropped.
func parseEpoch(s string) (time.Time, error) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" || len(whole) > len("253402300799") {
		return time.Time{}, errEpoch
	}
	var seconds int64
	for _, c := range []byte(whole) {
		if c < '0' || c > '9' {
			return time.Time{}, errEpoch
		}
		seconds = seconds*10 + int64(c-'0')
	}
	micros, ok := parseMicros(fraction)
	if !ok || seconds > lastSecond {
		return time.Time{}, errEpoch
	}
	return time.Unix(seconds, micros*1000).UTC(), nil
}

func trimBOM(text []byte) []byte {
	if len(text) >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF {
		return text[3:]
	}
	return text
}
