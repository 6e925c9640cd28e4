package event

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Value is a decoded field of a row.
type Value struct {
	Field
	Text string // a number in its shortest form
	Null bool   // the row lacks the field, or the text of a numeric field is not a number
}

// Decode returns the values of the fields of a row, in the order of Fields, as the event's view shows them. data
// holds data1 to data5, as many as the row has.
func (e Event) Decode(data []string) []Value {
	values := make([]Value, len(e.Fields))
	for i, f := range e.Fields {
		text, ok := f.source(data).read(data)
		if ok && f.Type != Text {
			text, ok = wholeNumber(text)
		}
		if ok && f.WithoutBrackets {
			text = strings.Trim(text, "[]")
		}
		values[i] = Value{Field: f, Text: text, Null: !ok}
	}
	return values
}

// source returns the place of the field in this row.
func (f Field) source(data []string) Source {
	for _, x := range f.Exceptions {
		if x.When.holds(data) {
			return x.Source
		}
	}
	return f.Source
}

func (s Source) read(data []string) (string, bool) {
	if s.Data == 0 || s.Data > len(data) {
		return "", false
	}
	text := data[s.Data-1]
	if s.Part > 0 {
		// Like PostgreSQL's split_part: a missing part is empty.
		parts := append(strings.Split(text, "|"), "", "")
		text = parts[s.Part-1]
	}
	return text, true
}

// holds reports whether a row has the form.
func (c Condition) holds(data []string) bool {
	if len(data) == 0 {
		return false
	}
	if !c.Text {
		return c.Equals != "" && data[0] == c.Equals
	}
	_, number := wholeNumber(data[0])
	return data[0] != "" && !number
}

// wholeNumber parses a number like app.whole_number in the database: at most nine digits, an optional minus sign,
// and blanks around it.
func wholeNumber(text string) (string, bool) {
	text = strings.Trim(text, " \t\n\r")
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || len(digits) > 9 || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	n, err := strconv.Atoi(text)
	return strconv.Itoa(n), err == nil
}

// JSON returns the value for encoding/json: nil, a number or a text.
func (v Value) JSON() any {
	switch {
	case v.Null:
		return nil
	case v.Type != Text:
		return json.Number(v.Text)
	}
	return v.Text
}
