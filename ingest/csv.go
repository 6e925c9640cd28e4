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
