package ingest

// The reader of dialer lists, in CSV or JSON.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

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
		decoded, err := Decode(text, l.encoding)
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
