package ingest

// The reader of any table of history: CSV, TSV or NDJSON with the names of columns.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// TableReader reads rows of a table. The first line tells the form: an object is NDJSON, a tab separates TSV, as mysql
// --batch and mysqldump --tab write it, otherwise it is CSV with , or ; as separator.
type TableReader struct {
	recordReader[TableRow]
	table     *Table
	header    []string // given by the caller; nil: the first line
	started   bool
	separator byte // 0: NDJSON
	given     []int
	notStored []string
	fields    []string
}

// ColumnsError reports columns of a file that cannot be used. Nothing of the file was read.
type ColumnsError struct{ What string }

// Error says what to change.
func (e *ColumnsError) Error() string { return e.What }

// NewTableReader returns a reader of r, whose present position must be the beginning of the file. columns are the names
// of the columns of a file without a header; nil: the first line has them.
func NewTableReader(r io.Reader, t *Table, columns []string, o Options) *TableReader {
	if o.Location == nil {
		o.Location = time.UTC
	}
	c := &TableReader{table: t, header: columns}
	c.recordReader = recordReader[TableRow]{lines: newLineReader(r), options: o, begin: c.start, parse: c.parseRecord}
	return c
}

func (c *TableReader) limitTo(end int64)                     { c.lines.limit = end }
func (c *TableReader) head(n int) ([]byte, error)            { return c.lines.head(n) }
func (c *TableReader) tail() []byte                          { return c.lines.tailSum() }
func (c *TableReader) unchanged() error                      { return c.lines.unchanged() }
func (c *TableReader) firstLine(n int) ([]byte, bool, error) { return c.lines.firstLine(n) }

// start reads the header.
func (c *TableReader) start() error {
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
	content := c.content(first)
	if !first.ended && !c.complete() {
		c.lines.giveBack(first)
		return nil
	}
	if len(bytes.TrimSpace(content)) == 0 { // a blank line before the header
		c.lines.advance(first)
		return c.start()
	}
	text, err := Decode(content, c.options.Encoding)
	if err != nil {
		return &ColumnsError{"the first line " + excerpt(content) + " cannot be read: " + err.Error()}
	}
	c.started = true
	switch {
	case strings.HasPrefix(text, "{"):
		c.lines.giveBack(first)
		return nil
	case strings.Contains(text, "\t"):
		c.separator = '\t'
	case strings.Count(text, ";") > strings.Count(text, ","):
		c.separator = ';'
	default:
		c.separator = ','
	}
	names := c.header
	if names == nil {
		if names, err = c.split(text, nil); err != nil {
			return &ColumnsError{"the header cannot be read: " + err.Error()}
		}
		c.lines.advance(first)
	} else {
		c.lines.giveBack(first)
	}
	return c.arrange(names)
}

// arrange finds the columns of the names of a header.
func (c *TableReader) arrange(names []string) error {
	c.given, names = nil, slices.Clone(names)
	for i, name := range names {
		names[i] = strings.TrimSpace(strings.Trim(strings.TrimSpace(name), "`"))
	}
	hasOrigID := slices.ContainsFunc(names, func(name string) bool { return headerName(name) == "origid" })
	for _, name := range names {
		i := c.table.Column(name)
		switch {
		case hasOrigID && headerName(name) == "id":
			i = -1 // the id of a copy
		case i < 0:
			c.notStored = append(c.notStored, name)
		case slices.Contains(c.given, i):
			return &ColumnsError{fmt.Sprintf("the header names %s twice: remove one", c.table.Columns[i].Name)}
		}
		c.given = append(c.given, i)
	}
	return c.checkGiven()
}

// checkGiven refuses a file that is not of the table.
func (c *TableReader) checkGiven() error {
	var known []string
	for _, column := range c.table.Columns {
		known = append(known, column.Name)
	}
	stored := 0
	for _, i := range c.given {
		if i >= 0 {
			stored++
		}
	}
	if stored == 0 {
		return &ColumnsError{fmt.Sprintf("the first line names no column of %s; its columns are %s", c.table.Name, strings.Join(known, ", "))}
	}
	if t := c.table.Time; t >= 0 && !slices.Contains(c.given, t) {
		return &ColumnsError{fmt.Sprintf("the first line does not name %s, the time of a row of %s", c.table.Columns[t].Name, c.table.Name)}
	}
	return nil
}

// split splits a record into fields and appends them to fields.
func (c *TableReader) split(text string, fields []string) ([]string, error) {
	if c.separator == '\t' {
		return append(fields, strings.Split(text, "\t")...), nil
	}
	return splitFields(text, c.separator, fields)
}

func (c *TableReader) parseRecord(text []byte, overlong bool) (TableRow, error) {
	if overlong {
		return TableRow{}, errOverlong
	}
	s, err := Decode(text, c.options.Encoding)
	if err != nil {
		return TableRow{}, err
	}
	if c.separator == 0 {
		return c.parseObject(s)
	}
	if c.fields, err = c.split(s, c.fields[:0]); err != nil {
		return TableRow{}, err
	}
	if len(c.fields) != len(c.given) {
		return TableRow{}, fmt.Errorf("wrong number of fields: %d, the header has %d", len(c.fields), len(c.given))
	}
	values := make([]*string, len(c.fields))
	for i := range c.fields {
		values[i] = &c.fields[i]
		switch {
		case c.separator == '\t' && (c.fields[i] == `\N` || c.fields[i] == "NULL"):
			values[i] = nil
		case c.separator == '\t':
			c.fields[i] = unescapeTSV(c.fields[i])
		case c.fields[i] == `\N`:
			values[i] = nil
		}
	}
	return c.table.Convert(values, c.given, &c.options)
}

var tsvEscapes = strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r", `\0`, "")

// unescapeTSV undoes the escapes of mysql and mysqldump.
func unescapeTSV(field string) string {
	if strings.IndexByte(field, '\\') < 0 {
		return field
	}
	return tsvEscapes.Replace(field)
}

// parseObject parses one line of NDJSON. Members may differ from line to line.
func (c *TableReader) parseObject(text string) (TableRow, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return TableRow{}, errors.New("not an object of JSON")
	}
	var values []*string
	var given []int
	for name, value := range object {
		i := c.table.Column(name)
		if i < 0 {
			if !slices.Contains(c.notStored, name) && len(c.notStored) < 100 {
				c.notStored = append(c.notStored, name)
			}
			continue
		}
		if _, both := object["origid"]; both && strings.EqualFold(name, "id") {
			continue
		}
		var v *string
		switch value := value.(type) {
		case nil:
		case string:
			v = &value
		case json.Number:
			text := value.String()
			v = &text
		case bool:
			text := fmt.Sprint(value)
			v = &text
		default:
			return TableRow{}, fmt.Errorf("%s is neither a text nor a number", name)
		}
		values, given = append(values, v), append(given, i)
	}
	return c.table.Convert(values, given, &c.options)
}
