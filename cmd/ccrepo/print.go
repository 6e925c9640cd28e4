// How commands print tables and values.

package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// readRecords reads a CSV answer; the first record is the header.
func readRecords(answer io.Reader) ([][]string, error) {
	records, err := csv.NewReader(answer).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	return records, nil
}

// terminalWidth returns the width of the terminal to which the output goes; 0: it goes elsewhere.
func (p *program) terminalWidth() int {
	stdout, ok := p.stdout.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(stdout.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// fewestColumns is the number of columns below which a table says too little.
const fewestColumns = 3

// printFitting prints records as a table that fits the terminal: with all columns, or else with as many of the main ones
// as fit. Where these are too few, or main names none, it prints each record as a list of its values. Elsewhere than on
// a terminal it prints all columns.
func (p *program) printFitting(records [][]string, main []string) {
	width := p.terminalWidth()
	if width == 0 || tableWidth(records) <= width {
		printAligned(p.stdout, records)
		return
	}
	shown, fits := records, false
	for n := len(main); n >= fewestColumns && !fits; n-- {
		shown = onlyColumns(records, main[:n])
		fits = tableWidth(shown) <= width
	}
	if !fits && len(main) > 0 {
		shown = onlyColumns(records, main)
	}
	if fits {
		printAligned(p.stdout, shown)
	} else {
		printLists(p.stdout, shown)
	}
	if len(shown[0]) < len(records[0]) {
		fmt.Fprintf(p.stderr, "%d of %d columns are shown; --fields all shows every one.\n", len(shown[0]), len(records[0]))
	}
}

// onlyColumns returns the records with the named columns only, in the order in which they were.
func onlyColumns(records [][]string, names []string) [][]string {
	out := make([][]string, len(records))
	for i, name := range records[0] {
		if slices.Contains(names, name) {
			for j, record := range records {
				out[j] = append(out[j], record[i])
			}
		}
	}
	return out
}

// tableWidth returns the width of the table that printAligned prints.
func tableWidth(records [][]string) int {
	width := 0
	for i := range records[0] {
		widest := 0
		for _, record := range records {
			widest = max(widest, text.LongestLineLen(record[i]))
		}
		width += widest + 2
	}
	return width
}

// printLists prints each record as a list of names and values.
func printLists(w io.Writer, records [][]string) {
	names := records[0]
	widest := 0
	for _, name := range names {
		widest = max(widest, len(name))
	}
	for i, record := range records[1:] {
		fmt.Fprintf(w, "[%d]\n", i+1)
		for j, value := range record {
			value = strings.ReplaceAll(value, "\n", "\n"+strings.Repeat(" ", widest+2))
			fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-*s  %s", widest, names[j], value), " "))
		}
	}
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
