package ingest

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
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

// ListFormatError reports that a list as a whole cannot be read.
type ListFormatError struct{ Reason string }

// Error returns the reason.
func (e *ListFormatError) Error() string { return e.Reason }

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
				return fmt.Errorf("variable %s occurs twice", quoted(name))
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
