package ingest

// The reader of call detail records.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// HeaderError reports a header of a CDR file that cannot be used. Nothing of the file was read.
type HeaderError struct {
	Unknown  []string // columns with an unknown name
	Repeated []string // columns named twice, also by two names of the same column
	NoStart  bool     // no column holds the start of the call
}

// Error says what to change in the file.
func (e *HeaderError) Error() string {
	var reasons []string
	if len(e.Unknown) > 0 {
		reasons = append(reasons, fmt.Sprintf("unknown columns %q: rename or remove them", e.Unknown))
	}
	if len(e.Repeated) > 0 {
		reasons = append(reasons, fmt.Sprintf("columns %q repeat others: remove them", e.Repeated))
	}
	if e.NoStart {
		reasons = append(reasons, "no column start or calldate: name one of them so")
	}
	return "the header has " + strings.Join(reasons, "; ")
}

// CDRReader reads call detail records: Asterisk's Master.csv in its fixed order, or any CSV file whose header
// names columns of cdr-csv or of cdr_repo.
type CDRReader struct {
	lines     *lineReader
	options   Options
	known     []cdrColumn
	layouts   map[string]cdrFields // without a header: by the names of the columns
	headed    cdrFields            // with a header
	notStored []string             // columns of the header that are not stored and do not follow from others
	header    bool
	started   bool
	fields    []string
	zone      zoneSample // of the row parsed last
}

// cdrFields holds the column of each field, and the indexes of the fields that determine the start.
type cdrFields struct {
	columns                        []cdrColumn
	start, end, duration, uniqueID int // -1: none
}

// NewCDRReader returns a reader of r, whose present position must be the beginning of the file.
func NewCDRReader(r io.Reader, o Options) *CDRReader {
	if o.Location == nil {
		o.Location = time.UTC
	}
	return &CDRReader{lines: newLineReader(r), options: o, known: cdrColumns(), layouts: map[string]cdrFields{}}
}

// Offset returns the number of bytes read so far: up to the end of the last row or bad line that Next returned,
// including the header and adjacent blank lines.
func (c *CDRReader) Offset() int64 { return c.lines.offset }

// Lines returns the number of lines read so far.
func (c *CDRReader) Lines() int64 { return c.lines.number }

// SkipTo moves to an offset that Offset returned in an earlier reading of the same file; lines is the number of
// lines before it. It reads the header on the way. Call it before Next. It fails with ErrReplaced if the file
// cannot be the same.
func (c *CDRReader) SkipTo(offset, lines int64) error {
	if err := c.start(); err != nil {
		return err
	}
	if c.lines.offset == offset && offset > 0 {
		return nil // already behind the header
	}
	return c.lines.skipTo(offset, lines)
}

// Next returns the next row. After a *LineError, which reports a bad line, the caller can go on; *HeaderError,
// io.EOF and ErrUnterminated end the file.
func (c *CDRReader) Next() (Line[CDRRow], error) {
	if err := c.start(); err != nil {
		return Line[CDRRow]{}, err
	}
	for {
		first, err := c.lines.next()
		if err != nil {
			return Line[CDRRow]{}, err
		}
		if !first.ended && !c.complete() {
			c.lines.giveBack(first.keep())
			return Line[CDRRow]{}, ErrUnterminated
		}
		text := c.content(first)
		if len(text) == 0 && !first.overlong {
			c.lines.advance(first)
			continue
		}
		row, err := c.parse(text, first.overlong)
		switch {
		case errors.Is(err, errQuoteOpen):
			return c.several(first.keep())
		case errors.Is(err, errQuoteBare), errors.Is(err, errQuoteAfter):
			if lenient, ok := c.parseLeniently(text); ok {
				row, err = lenient, nil
			}
		}
		number, start := c.lines.number+1, c.lines.offset
		c.lines.advance(first)
		if err != nil {
			return Line[CDRRow]{}, &LineError{number, start, c.lines.offset, err, excerpt(text)}
		}
		return Line[CDRRow]{number, start, c.lines.offset, row}, nil
	}
}

// several reads a record that has newlines within quotes. A stray quote looks the same, so a line that is a valid
// record by itself ends the search. In that case, or if the lines form no valid record, only the first line is bad
// and reading continues with the second.
func (c *CDRReader) several(first rawLine) (Line[CDRRow], error) {
	taken := []rawLine{first}
	text := append([]byte(nil), c.content(first)...)
	text = append(text, first.text[len(first.text)-newlineSize(first.text):]...)
	reason := errQuoteOpen
	for {
		line, err := c.lines.next()
		if errors.Is(err, io.EOF) || (err == nil && !line.ended && !c.complete()) {
			if err == nil {
				taken = append(taken, line.keep())
			}
			if c.complete() {
				break
			}
			c.lines.giveBack(taken...)
			return Line[CDRRow]{}, ErrUnterminated
		}
		if err != nil {
			return Line[CDRRow]{}, err
		}
		line = line.keep()
		taken = append(taken, line)
		if line.overlong || len(text)+len(line.text) > maxLine {
			break
		}
		if _, err := c.parse(trimNewline(line.text), false); err == nil {
			break
		}
		text = append(text, line.text...)
		if bytes.Count(line.text, []byte{'"'})%2 == 0 {
			continue // still within quotes: do not parse all of it again
		}
		row, err := c.parse(trimNewline(text), false)
		if err != nil {
			reason = fmt.Errorf("a quote is not closed on this line, and with the following lines: %w", err)
			break
		}
		number, start := c.lines.number+1, c.lines.offset
		c.lines.advance(taken...)
		return Line[CDRRow]{number, start, c.lines.offset, row}, nil
	}
	number, start, text := c.lines.number+1, c.lines.offset, c.content(first)
	c.lines.advance(first)
	c.lines.giveBack(taken[1:]...)
	return Line[CDRRow]{}, &LineError{number, start, c.lines.offset, reason, excerpt(text)}
}

// content returns the text of a line without newline and, at the beginning of the file, without byte order mark.
func (c *CDRReader) content(line rawLine) []byte {
	text := trimNewline(line.text)
	if c.lines.offset == 0 {
		text = trimBOM(text)
	}
	return text
}

func newlineSize(text []byte) int { return len(text) - len(trimNewline(text)) }

// complete reports whether the file will not grow any more.
func (c *CDRReader) complete() bool { return c.options.Complete || c.lines.limited() }

func (c *CDRReader) limitTo(end int64)                     { c.lines.limit = end }
func (c *CDRReader) head(n int) ([]byte, error)            { return c.lines.head(n) }
func (c *CDRReader) firstLine(n int) ([]byte, bool, error) { return c.lines.firstLine(n) }

// start reads the header if the first line is one.
func (c *CDRReader) start() error {
	if c.started {
		return nil
	}
	first, err := c.lines.next()
	if errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return err
	}
	first = first.keep()
	text, err := decode(c.content(first), c.options.Encoding)
	if err != nil || first.overlong || (!first.ended && !c.complete()) {
		c.started = first.ended
		c.lines.giveBack(first)
		return nil
	}
	fields, err := splitCSV(text, nil)
	if err != nil || !c.isHeader(fields) {
		c.started = true
		c.lines.giveBack(first)
		return nil
	}
	if err := c.readHeader(fields); err != nil {
		c.lines.giveBack(first)
		return err
	}
	c.started, c.header = true, true
	c.lines.advance(first)
	return nil
}

// parse parses one record, given without its newline.
func (c *CDRReader) parse(text []byte, overlong bool) (CDRRow, error) {
	var row CDRRow
	if overlong {
		return row, errOverlong
	}
	s, err := decode(text, c.options.Encoding)
	if err != nil {
		return row, err
	}
	if c.fields, err = splitCSV(s, c.fields[:0]); err != nil {
		return row, err
	}
	return c.row()
}

// parseLeniently parses a record with stray quotes, given without its newline. It accepts the first reading in which
// the number of fields and every value fit.
func (c *CDRReader) parseLeniently(text []byte) (CDRRow, bool) {
	s, err := decode(text, c.options.Encoding)
	if err != nil {
		return CDRRow{}, false
	}
	for _, end := range strayFieldEnds() {
		c.fields = splitStray(s, end, c.fields[:0])
		if row, err := c.row(); err == nil {
			return row, true
		}
	}
	return CDRRow{}, false
}

// row returns the row of c.fields.
func (c *CDRReader) row() (CDRRow, error) {
	var row CDRRow
	fields, err := c.layout(c.fields)
	if err != nil {
		return row, err
	}
	for i, column := range fields.columns {
		if column.set == nil {
			continue
		}
		if err := column.set(&row, c.fields[i], &c.options); err != nil {
			return row, err
		}
	}
	for name, value := range map[string]string{"uniqueid": row.UniqueID, "linkedid": row.LinkedID.String, "src": row.Src.String,
		"dst": row.Dst.String, "guid": row.GUID.String, "campaign": row.Campaign.String, "contact": row.Contact.String} {
		if err := checkIndexed(name, value); err != nil {
			return row, err
		}
	}
	at := func(i int) string {
		if i < 0 {
			return ""
		}
		return c.fields[i]
	}
	start, err := c.options.wall(at(fields.start))
	if err != nil {
		return row, fmt.Errorf("start %s %w", quoted(at(fields.start)), err)
	}
	epoch, ok := uniqueIDEpoch(at(fields.uniqueID))
	c.zone = zoneSample{start.seconds, epoch, ok && !start.fixed}
	row.CallDate, err = callStart(start, at(fields.end), at(fields.duration), at(fields.uniqueID), &c.options)
	return row, err
}
