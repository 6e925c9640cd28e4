package ingest

// The reader of dialer lists, in CSV or JSON.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// ListFormat is the format of a dialer list.
type ListFormat int

// The formats of dialer lists.
const (
	// ListCSV is uContact's own form, campaign;destination;parandvals;alternatives;priority;agent, or a form with
	// a header that names columns in any order, separated by semicolons, commas or tabs. A record is a line.
	ListCSV ListFormat = iota
	// ListNDJSON is one JSON object per line.
	ListNDJSON
	// ListJSON is a JSON array of objects.
	ListJSON
)

const (
	// DefaultPriority is the priority of a record that has none.
	DefaultPriority = 9999
	maxListText     = 255    // characters of a field that is indexed
	maxListData     = 10_000 // characters of a record's variables
	maxAlternatives = 20
)

// ListRecord is one record of a dialer list. Its numbers are not validated here.
type ListRecord struct {
	Line         int64  // in the file; in a JSON array, the number of the record
	Campaign     string // empty if the record names none
	Destination  string
	Data         string // variables: key=value pairs in the form of calls_spool.data
	Alternatives []string
	Contact      string
	Priority     int32
	AgentPhone   string
}

// ListReader reads the records of a dialer list one by one.
type ListReader struct {
	encoding encoding.Encoding
	next     func(*ListRecord) error

	lines     *lineReader
	separator byte
	columns   []listColumn // of a CSV line
	headed    bool         // a line names the columns
	fields    []string

	array *listArray
}

// ListFormatError reports that a list as a whole cannot be read.
type ListFormatError struct{ Reason string }

// Error returns the reason.
func (e *ListFormatError) Error() string { return e.Reason }

// NewListReader returns a reader of a list in the given format. other decodes CSV lines that are not UTF-8; if it
// is nil, they are bad lines.
func NewListReader(r io.Reader, format ListFormat, other encoding.Encoding) *ListReader {
	l := &ListReader{encoding: other}
	switch format {
	case ListJSON:
		l.array = newListArray(r)
		l.next = l.fromArray
	case ListNDJSON:
		l.lines = newLineReader(r)
		l.next = l.fromObjectLine
	default:
		l.lines = newLineReader(r)
		l.next = l.fromCSVLine
	}
	return l
}

// Next reads the next record. After a *LineError, which reports a record that is excluded, the caller can go on; a
// *ListFormatError ends the list with a failure, io.EOF is its end.
func (l *ListReader) Next(record *ListRecord) error {
	*record = ListRecord{Priority: DefaultPriority, Alternatives: record.Alternatives[:0]}
	return l.next(record)
}

// Headed reports whether the records that were read follow a header.
func (l *ListReader) Headed() bool { return l.headed }

// text returns the next line that is not empty, and its number.
func (l *ListReader) text() (string, int64, error) {
	for {
		raw, err := l.lines.next()
		if err != nil {
			return "", 0, err
		}
		l.lines.advance(raw)
		number := l.lines.number
		text := trimNewline(raw.text)
		bad := func(err error) error {
			return &LineError{Number: number, End: l.lines.offset, Err: err, Excerpt: excerpt(text)}
		}
		if raw.overlong {
			return "", number, bad(errOverlong)
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		decoded, err := decode(text, l.encoding)
		if errors.Is(err, errEncoding) {
			err = errors.New("it is no UTF-8")
		}
		if err != nil {
			return "", number, bad(err)
		}
		return decoded, number, nil
	}
}

// listColumn is the meaning of a column of a CSV line.
type listColumn int

const (
	listCampaign listColumn = iota
	listDestination
	listData
	listAlternatives
	listPriority
	listAgentPhone
	listContact
)

// ownColumns returns the columns of uContact's own form in their order.
func ownColumns() []listColumn {
	return []listColumn{listCampaign, listDestination, listData, listAlternatives, listPriority, listAgentPhone}
}

// listColumnNames returns the column of each name that a header may contain.
func listColumnNames() map[string]listColumn {
	return map[string]listColumn{
		"campaign": listCampaign, "destination": listDestination, "data": listData, "parandvals": listData,
		"alternatives": listAlternatives, "priority": listPriority, "agent": listAgentPhone, "agentphone": listAgentPhone, "contact": listContact,
	}
}

func (l *ListReader) fromCSVLine(record *ListRecord) error {
	text, number, err := l.text()
	if err != nil {
		return err
	}
	if l.columns == nil {
		header, err := l.begin(text)
		if err != nil {
			return err
		}
		if header {
			return l.fromCSVLine(record)
		}
	}
	record.Line = number
	if l.fields, err = splitFields(text, l.separator, l.fields[:0]); err == nil {
		err = l.fill(record)
	}
	if err != nil {
		return &LineError{Number: number, End: l.lines.offset, Err: err, Excerpt: excerpt([]byte(text))}
	}
	return nil
}

// begin detects the separator, the columns and the header from the first line.
func (l *ListReader) begin(text string) (header bool, err error) {
	l.separator, l.columns = ';', ownColumns()
	for _, separator := range []byte{';', ',', '\t'} {
		names, err := splitFields(text, separator, nil)
		if err != nil {
			continue
		}
		for i, name := range names {
			name, _, _ = strings.Cut(name, "(") // parandvals(k=v:k=v)
			names[i] = headerName(name)
			header = header || names[i] == "destination"
		}
		if !header {
			continue
		}
		l.separator = separator
		l.columns, err = headerColumns(names)
		l.headed = true
		return true, err
	}
	return false, nil
}

func headerColumns(names []string) ([]listColumn, error) {
	known, seen := listColumnNames(), map[listColumn]bool{}
	var columns []listColumn
	for _, name := range names {
		column, ok := known[name]
		if !ok {
			return nil, &ListFormatError{fmt.Sprintf("the header names a column %s, which a list does not have: they are campaign, destination, data (or parandvals), alternatives, contact, priority, agentphone (or agent)", quoted(name))}
		}
		if seen[column] {
			return nil, &ListFormatError{fmt.Sprintf("the header names the column %s twice", name)}
		}
		seen[column] = true
		columns = append(columns, column)
	}
	return columns, nil
}

// fill copies the fields of a line into a record.
func (l *ListReader) fill(record *ListRecord) error {
	if len(l.fields) != len(l.columns) {
		return fmt.Errorf("it has %d fields, not %d", len(l.fields), len(l.columns))
	}
	for i, column := range l.columns {
		value := strings.TrimSpace(l.fields[i])
		switch column {
		case listCampaign:
			record.Campaign = value
		case listDestination:
			record.Destination = value
		case listData:
			record.Data = value
		case listAlternatives:
			if value != "" {
				record.addAlternatives(value)
			}
		case listPriority:
			priority, err := parsePriority(value)
			if err != nil {
				return err
			}
			record.Priority = priority
		case listAgentPhone:
			record.AgentPhone = value
		case listContact:
			record.Contact = value
		}
	}
	return record.check()
}

// addAlternatives appends numbers separated by colons. It ignores empty ones.
func (r *ListRecord) addAlternatives(value string) {
	for number := range strings.SplitSeq(value, ":") {
		if number = strings.TrimSpace(number); number != "" {
			r.Alternatives = append(r.Alternatives, number)
		}
	}
}

func parsePriority(value string) (int32, error) {
	if value == "" {
		return DefaultPriority, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 2 || n > math.MaxInt32 {
		return 0, fmt.Errorf("priority is %s; it must be a whole number greater than 1", quoted(value))
	}
	return int32(n), nil
}

// check validates a record except for its numbers.
func (r *ListRecord) check() error {
	if r.Destination == "" {
		return errors.New("it has no destination")
	}
	for _, field := range []struct {
		name, value string
		most        int
	}{
		{"campaign", r.Campaign, maxListText}, {"destination", r.Destination, maxListText}, {"contact", r.Contact, maxListText},
		{"agentphone", r.AgentPhone, maxListText}, {"data", r.Data, maxListData},
	} {
		if len(field.value) > field.most && utf8.RuneCountInString(field.value) > field.most {
			return fmt.Errorf("%s is longer than %d characters", field.name, field.most)
		}
		if strings.IndexByte(field.value, 0) >= 0 {
			return errNUL
		}
	}
	if len(r.Alternatives) > maxAlternatives {
		return fmt.Errorf("it has %d alternatives; at most %d are allowed", len(r.Alternatives), maxAlternatives)
	}
	for _, number := range r.Alternatives {
		if len(number) > maxListText || strings.IndexByte(number, 0) >= 0 {
			return fmt.Errorf("an alternative is longer than %d characters, or holds a NUL", maxListText)
		}
	}
	return checkVariables(r.Data)
}

// checkVariables requires key=value pairs separated by colons. A literal colon, equals sign or backslash is
// written with a backslash before it; of several equals signs the first one separates.
func checkVariables(data string) error {
	var names []string
	for n := 1; data != ""; n++ {
		pair, rest := cutUnescaped(data, ':')
		name, value := cutUnescaped(pair, '=')
		if value == nil {
			return fmt.Errorf("variable %d has no =: write key=value pairs with : between them, and \\: for a colon within one", n)
		}
		if name == "" {
			return fmt.Errorf("variable %d has no name before its =", n)
		}
		for _, other := range names {
			if other == name {
				return fmt.Errorf("variable %s stands twice", quoted(name))
			}
		}
		names = append(names, name)
		if rest == nil {
			return nil
		}
		if data = *rest; data == "" {
			return fmt.Errorf("nothing follows the last colon of the variables")
		}
	}
	return nil
}

// cutUnescaped cuts a text at the first sign that has no backslash before it; rest is nil if there is none.
func cutUnescaped(text string, at byte) (before string, rest *string) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case at:
			behind := text[i+1:]
			return text[:i], &behind
		}
	}
	return text, nil
}

// escapeVariable escapes a key or a value so that checkVariables and the dialer read it literally.
func escapeVariable(text string) string {
	if !strings.ContainsAny(text, `\:=`) {
		return text
	}
	return strings.NewReplacer(`\`, `\\`, `:`, `\:`, `=`, `\=`).Replace(text)
}
