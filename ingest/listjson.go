package ingest

// Records of dialer lists that are JSON objects, in an array or one per line.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// listArray reads the objects of a JSON array and keeps only one of them in memory.
type listArray struct {
	decoder *json.Decoder
	bound   *boundedReader
	begun   bool
	count   int64
}

func newListArray(r io.Reader) *listArray {
	bound := &boundedReader{r: r, err: errOverlong}
	return &listArray{decoder: json.NewDecoder(bound), bound: bound}
}

// maxArrayValue is how many bytes may be read for one value of an array, so that none can fill the memory; the decoder
// reads ahead.
const maxArrayValue = 2 * maxLine

func (l *ListReader) fromArray(record *ListRecord) error {
	a := l.array
	a.bound.left = maxArrayValue
	if !a.begun {
		token, err := a.decoder.Token()
		if err != nil {
			return arrayError(err, 0)
		}
		if token != json.Delim('[') {
			return &ListFormatError{"it is no JSON array of records"}
		}
		a.begun = true
	}
	if !a.decoder.More() {
		if _, err := a.decoder.Token(); err != nil {
			return arrayError(err, a.count+1)
		}
		if _, err := a.decoder.Token(); !errors.Is(err, io.EOF) {
			if err != nil && !isSyntax(err) {
				return arrayError(err, a.count)
			}
			return &ListFormatError{"something follows the JSON array"}
		}
		return io.EOF
	}
	a.count++
	record.Line = a.count
	var text json.RawMessage
	if err := a.decoder.Decode(&text); err != nil {
		return arrayError(err, a.count)
	}
	if err := record.fromObject(text); err != nil {
		return &LineError{Number: a.count, End: a.decoder.InputOffset(), Err: err, Excerpt: excerpt(text)}
	}
	return nil
}

func isSyntax(err error) bool {
	var syntax *json.SyntaxError
	return errors.As(err, &syntax)
}

// arrayError distinguishes errors of the text from errors of reading it.
func arrayError(err error, record int64) error {
	switch {
	case record == 0 && (isSyntax(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)):
		return &ListFormatError{"it is no JSON array of records"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &ListFormatError{fmt.Sprintf("the JSON array ends within record %d, or has no end", record)}
	case isSyntax(err):
		return &ListFormatError{fmt.Sprintf("record %d is no JSON: %s", record, err)}
	case errors.Is(err, errOverlong):
		return &ListFormatError{fmt.Sprintf("record %d is longer than 1 MiB", record)}
	}
	return fmt.Errorf("read: %w", err)
}

func (l *ListReader) fromObjectLine(record *ListRecord) error {
	text, number, err := l.text()
	if err != nil {
		return err
	}
	record.Line = number
	if err := record.fromObject([]byte(text)); err != nil {
		return &LineError{Number: number, End: l.lines.offset, Err: err, Excerpt: excerpt([]byte(text))}
	}
	return nil
}

// fromObject parses a record that is a JSON object. Its members have the names of the table's columns; data may be
// an object of texts, and alternatives an array of texts.
func (r *ListRecord) fromObject(text []byte) error {
	if !utf8.Valid(text) {
		return errors.New("it is no UTF-8")
	}
	if !json.Valid(text) {
		return errors.New("it is no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return errors.New("it is no JSON object")
	}
	var seen []string
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return errors.New("it is no JSON object")
		}
		for _, other := range seen {
			if other == name {
				return fmt.Errorf("the member %s occurs twice", quoted(name))
			}
		}
		seen = append(seen, name)
		if err := r.member(d, name); err != nil {
			return err
		}
	}
	return r.check()
}

func (r *ListRecord) member(d *json.Decoder, name string) (err error) {
	switch name {
	case "campaign":
		r.Campaign, err = textOf(d, name)
	case "destination":
		r.Destination, err = textOf(d, name)
	case "contact":
		r.Contact, err = textOf(d, name)
	case "agentphone":
		r.AgentPhone, err = textOf(d, name)
	case "priority":
		var priority json.Number
		if err := d.Decode(&priority); err != nil || priority == "" {
			return errors.New("priority is no number")
		}
		r.Priority, err = parsePriority(priority.String())
	case "data":
		err = r.variables(d)
	case "alternatives":
		err = r.alternatives(d)
	default:
		return fmt.Errorf("there is no member %s: they are campaign, destination, data, alternatives, contact, priority, agentphone", quoted(name))
	}
	return err
}

func textOf(d *json.Decoder, name string) (string, error) {
	token, err := d.Token()
	text, ok := token.(string)
	if err != nil || !ok {
		return "", fmt.Errorf("%s is no text", name)
	}
	return strings.TrimSpace(text), nil
}

// variables reads the variables: a text in the form of the table, or an object of texts, numbers and booleans.
func (r *ListRecord) variables(d *json.Decoder) error {
	token, err := d.Token()
	if text, ok := token.(string); ok {
		r.Data = text
		return nil
	}
	if err != nil || token != json.Delim('{') {
		return errors.New("data is neither a text nor an object")
	}
	var b strings.Builder
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return errors.New("data is no object")
		}
		value, err := d.Token()
		if _, nested := value.(json.Delim); nested || err != nil {
			return fmt.Errorf("the variable %s is neither a text nor a number", quoted(fmt.Sprint(name)))
		}
		if value == nil {
			value = ""
		}
		if b.Len() > 0 {
			b.WriteByte(':')
		}
		b.WriteString(escapeVariable(fmt.Sprint(name)) + "=" + escapeVariable(fmt.Sprint(value)))
	}
	_, err = d.Token()
	r.Data = b.String()
	return err //nolint:wrapcheck // the text is valid, so there is no error
}

// alternatives reads the alternatives: a text in the form of the table, or an array of texts.
func (r *ListRecord) alternatives(d *json.Decoder) error {
	token, err := d.Token()
	if text, ok := token.(string); ok {
		r.addAlternatives(text)
		return nil
	}
	if err != nil || token != json.Delim('[') {
		return errors.New("alternatives is neither a text nor a list")
	}
	for d.More() {
		number, err := textOf(d, "an alternative")
		if err != nil {
			return err
		}
		if strings.Contains(number, ":") {
			return errors.New("an alternative holds a colon: give each its own text")
		}
		if number != "" {
			r.Alternatives = append(r.Alternatives, number)
		}
	}
	_, err = d.Token()
	return err //nolint:wrapcheck // the text is valid, so there is no error
}
