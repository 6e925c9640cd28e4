package ingest

// The reader of call detail records.

import (
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
	recordReader[CDRRow]
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
	c := &CDRReader{known: cdrColumns(), layouts: map[string]cdrFields{}}
	c.recordReader = recordReader[CDRRow]{lines: newLineReader(r), options: o, begin: c.start, parse: c.parse, lenient: c.parseLeniently}
	return c
}

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
	text, err := Decode(c.content(first), c.options.Encoding)
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
	s, err := Decode(text, c.options.Encoding)
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
	s, err := Decode(text, c.options.Encoding)
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
