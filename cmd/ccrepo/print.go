// How commands print tables and values.

package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// printTable prints a CSV answer as a table. Wide rows are not wrapped.
func printTable(w io.Writer, answer io.Reader) error {
	records, err := csv.NewReader(answer).ReadAll()
	if err != nil {
		return fmt.Errorf("read report: %w", err)
	}
	printAligned(w, records)
	return nil
}

// printAligned prints records as a table; the first record is the header.
func printAligned(w io.Writer, records [][]string) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Options = table.OptionsNoBordersAndSeparators
	t.Style().Format.Header = text.FormatDefault
	for i, record := range records {
		row := make(table.Row, len(record))
		for j, cell := range record {
			row[j] = cell
		}
		if i == 0 {
			t.AppendHeader(row)
		} else {
			t.AppendRow(row)
		}
	}
	t.Render()
}

// printable replaces control characters, so that a log can't control the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

func moment(t *time.Time, none string) string {
	if t == nil {
		return none
	}
	return t.UTC().Format(time.RFC3339)
}

// parseMoment parses a date, as midnight UTC, or an RFC 3339 time.
func parseMoment(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		if t, err = time.Parse(time.DateOnly, text); err != nil {
			return t, usagef("%q is neither a date nor an RFC 3339 time", text)
		}
	}
	return t, nil
}
