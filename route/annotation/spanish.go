package annotation

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Spanish is the Spanish of the comments of columns (COMMENT ON), by their English text, so that a comment that many
// tables share is translated once, and one that changes has to be translated again.
type Spanish struct {
	file    string
	lines   map[string]int // by English text
	texts   map[string]string
	unasked map[string]bool
}

// ReadSpanish reads the Spanish of comments: CSV with the columns english and spanish. name is the file's name, for
// errors.
func ReadSpanish(name string, from io.Reader) (*Spanish, error) {
	out := &Spanish{file: name, lines: map[string]int{}, texts: map[string]string{}, unasked: map[string]bool{}}
	return out, readCSV(name, from, "english,spanish", func(line int, record []string) error {
		english, spanish := record[0], record[1]
		if _, twice := out.texts[english]; twice || spanish == "" {
			return fmt.Errorf("%q is listed twice or has no Spanish; give one", english)
		}
		out.lines[english], out.texts[english], out.unasked[english] = line, spanish, true
		return nil
	})
}

// readCSV calls add for each record of a file with the header. Its error gets the file's name and the line.
func readCSV(name string, from io.Reader, header string, add func(line int, record []string) error) error {
	records := csv.NewReader(from)
	for first := true; ; first = false {
		record, err := records.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		line, _ := records.FieldPos(0)
		if first {
			if strings.Join(record, ",") != header {
				return fmt.Errorf("%s:1: the header is %s; write %s", name, strings.Join(record, ","), header)
			}
		} else if err := add(line, record); err != nil {
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
}

// of returns the Spanish of a comment; empty if there is none.
func (s *Spanish) of(comment string) string {
	if s == nil {
		return ""
	}
	delete(s.unasked, comment)
	return s.texts[comment]
}

// unused returns an error for each comment that no column has.
func (s *Spanish) unused() (wrong []error) {
	if s == nil {
		return nil
	}
	for _, english := range inOrder(s.unasked, s.lines) {
		wrong = append(wrong, fmt.Errorf("%s:%d: no column of a route has the comment %q; remove it or correct it", s.file, s.lines[english], english))
	}
	return wrong
}

// inOrder returns the keys in the order of their lines.
func inOrder(keys map[string]bool, lines map[string]int) []string {
	var out []string
	for key := range keys {
		out = append(out, key)
	}
	slices.SortFunc(out, func(a, b string) int { return lines[a] - lines[b] })
	return out
}
