package api_test

import (
	"errors"
	"fmt"
	"strings"
)

// oddTexts are values that an encoder, a parser or a statement may stumble over. All are different.
func oddTexts() []string {
	texts := []string{
		``, ` `, `plain`, `null`, `NULL`, `""`, `"`, `'`, `''`, `\`, `\\`, `\N`, `{}`, `{"a","b"}`, `,`, `a,b`, `;`, "\t", "\n", "\r", "\r\n", "a\rb", "a\nb", "a\r\nb",
		"\v\f\b", "\x01", "\x1f", "\x7f", "\u0080", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffe", "\uffff", "é", "e\u0301", "ñandú", "漢字", "עברית", "مرحبا",
		"\U0001F600", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U00010000", "\U0002F800", "\U000E0041", "\U000F0000", "\U0010FFFF", "\u202Eabc",
		`=1+1`, `+1+1`, `-1-1`, `@SUM(A1)`, `+59825550100`, `+598 2555 0100`, `-5`, `-5.25`, `+`, `-`, `=`, "\t=1", "＝1", `'=1`, ` =1`,
		`<script>alert(1)</script>`, `&amp;`, `%`, `%00`, `$1`, `$$`, `:name`, `?`, `--`, `/* */`, `'; DROP TABLE tags; --`, `1 OR 1=1`,
		strings.Repeat("x", 10_000), strings.Repeat(`"`, 10_000), strings.Repeat("\U0001F600\n", 2_000),
	}
	for plane := range 17 {
		texts = append(texts, fmt.Sprintf("plane %d: %c", plane, rune(plane)<<16|0xABCD))
	}
	for c := rune(1); c < ' '; c++ {
		texts = append(texts, fmt.Sprintf("control %c %d", c, c))
	}
	return texts
}

func escapeStars(text string) string { return strings.ReplaceAll(text, "*", `\*`) }

func sprint(v any) string { return fmt.Sprint(v) }

// parseCSV reads CSV to the letter of RFC 4180, with nil for an empty field and "" for a quoted empty one.
func parseCSV(text string) ([][]*string, error) {
	var records [][]*string
	var record []*string
	for i := 0; i < len(text); {
		var field *string
		if text[i] == '"' {
			var b strings.Builder
			for i++; ; i++ {
				if i >= len(text) {
					return nil, errors.New("a quoted field has no end")
				}
				if text[i] == '"' {
					if i++; i >= len(text) || text[i] != '"' {
						break
					}
				}
				b.WriteByte(text[i])
			}
			value := b.String()
			field = &value
		} else if end := strings.IndexAny(text[i:], ",\r\n\""); end > 0 {
			value := text[i : i+end]
			field = &value
			i += end
		} else if end < 0 {
			return nil, errors.New("the last line has no end")
		}
		record = append(record, field)
		switch {
		case strings.HasPrefix(text[i:], ","):
			if i++; strings.HasPrefix(text[i:], "\r\n") {
				records, record = append(records, append(record, nil)), nil
				i += 2
			}
		case strings.HasPrefix(text[i:], "\r\n"):
			records, record = append(records, record), nil
			i += 2
		default:
			return nil, fmt.Errorf("neither comma nor line end at byte %d: %.20q", i, text[i:])
		}
	}
	if record != nil {
		return nil, errors.New("the last line has no end")
	}
	return records, nil
}
