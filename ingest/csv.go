package ingest

import (
	"errors"
	"strings"
)

var (
	errQuoteOpen  = errors.New("a quote is not closed")
	errQuoteBare  = errors.New("a quote within a field that has none around it")
	errQuoteAfter = errors.New("text between a closing quote and the end of its field")
)

// splitCSV splits one record, given without its newline, into fields and appends them to fields. It is stricter
// than many readers, because a guess about a stray quote could swallow the following lines.
func splitCSV(s string, fields []string) ([]string, error) { return splitFields(s, ',', fields) }

// splitFields is splitCSV with another separator.
func splitFields(s string, separator byte, fields []string) ([]string, error) {
	for {
		var field string
		var more bool
		if strings.HasPrefix(s, `"`) {
			var err error
			if field, s, err = cutQuoted(s[1:]); err != nil {
				return fields, err
			}
			if more = s != "" && s[0] == separator; more {
				s = s[1:]
			} else if s != "" {
				return fields, errQuoteAfter
			}
		} else {
			if i := strings.IndexByte(s, separator); i >= 0 {
				field, s, more = s[:i], s[i+1:], true
			} else {
				field, s = s, ""
			}
			if strings.IndexByte(field, '"') >= 0 {
				return fields, errQuoteBare
			}
		}
		fields = append(fields, field)
		if !more {
			return fields, nil
		}
	}
}

// cutQuoted returns the field whose opening quote is before s, and the text after its closing quote.
func cutQuoted(s string) (field, rest string, err error) {
	doubled := false
	for i := 0; i < len(s); i++ {
		if s[i] != '"' {
			next := strings.IndexByte(s[i:], '"')
			if next < 0 {
				break
			}
			i += next
		}
		if i+1 < len(s) && s[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		field, rest = s[:i], s[i+1:]
		if doubled {
			field = strings.ReplaceAll(field, `""`, `"`)
		}
		return field, rest, nil
	}
	return "", "", errQuoteOpen
}

// strayFieldEnds returns functions that look for the end of a field that begins with a quote and that splitCSV cannot
// read. They return the index of the comma behind it or the length of s. The order is that in which to try them: the
// first comma; the first comma behind the closing quote, as in "Perez, Ana" <114>; the first comma behind a quote, as
// in "the "old, big" house".
func strayFieldEnds() []func(s string) int {
	comma := func(s string, from int) int {
		if i := strings.IndexByte(s[from:], ','); i >= 0 {
			return from + i
		}
		return len(s)
	}
	return []func(string) int{
		func(s string) int { return comma(s, 0) },
		func(s string) int {
			_, rest, err := cutQuoted(s[1:])
			if err != nil {
				return comma(s, 0)
			}
			return comma(s, len(s)-len(rest))
		},
		func(s string) int {
			if i := strings.Index(s[1:], `",`); i >= 0 {
				return i + 2
			}
			return len(s)
		},
	}
}

// splitStray splits one record with stray quotes into fields and appends them to fields. A field that splitCSV cannot
// read ends where end says. It loses its outer quotes if it has both; otherwise it is kept verbatim.
func splitStray(s string, end func(s string) int, fields []string) []string {
	for {
		var field, rest string
		if strings.HasPrefix(s, `"`) {
			var err error
			if field, rest, err = cutQuoted(s[1:]); err != nil || rest != "" && rest[0] != ',' {
				i := end(s)
				field, rest = s[:i], s[i:]
				if i > 1 && field[i-1] == '"' {
					field = strings.ReplaceAll(field[1:i-1], `""`, `"`)
				}
			}
		} else {
			i := strings.IndexByte(s, ',')
			if i < 0 {
				i = len(s)
			}
			field, rest = s[:i], s[i:]
		}
		fields = append(fields, field)
		if rest == "" {
			return fields
		}
		s = rest[1:]
	}
}
