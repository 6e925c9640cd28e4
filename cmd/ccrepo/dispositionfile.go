// Reads files of allowed dispositions.

package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/db"
)

// allowed is a disposition that a campaign allows.
type allowed = db.AppAllowedDisposition

// allowedList is the content of a file, by campaign and in the order of the printed list.
type allowedList struct {
	campaigns []string // campaigns that the file defines
	entries   []allowed
	twice     int // number of lines that repeat another
}

// maxLevel is the maximum length of a level, the same as in the API.
const maxLevel = 255

// readAllowed parses a list of allowed dispositions: CSV with commas, semicolons or tabs, with the columns campaign,
// l1, l2, l3 in this order, or with their names in the first line. If a campaign is given, the file defines only this
// campaign and does not need its column.
func readAllowed(r io.Reader, campaign string) (*allowedList, error) {
	text := bufio.NewReader(r)
	records := csv.NewReader(text)
	records.Comma = separator(text)
	records.FieldsPerRecord = -1
	columns := []string{"campaign", "l1", "l2", "l3"}
	if campaign != "" {
		columns = columns[1:]
	}
	out := &allowedList{}
	if campaign != "" {
		out.campaigns = []string{campaign}
	}
	seen := map[allowed]bool{}
	for first := true; ; first = false {
		record, err := records.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read list: %w", err)
		}
		line, _ := records.FieldPos(0)
		if first {
			if named, err := header(record, campaign); err != nil {
				return nil, fmt.Errorf("line %d: %w", line, err)
			} else if named != nil {
				columns = named
				continue
			}
		}
		entry, err := parseAllowed(record, columns, campaign)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if seen[entry] {
			out.twice++
			continue
		}
		seen[entry] = true
		out.entries = append(out.entries, entry)
		if !slices.Contains(out.campaigns, entry.Campaign) {
			out.campaigns = append(out.campaigns, entry.Campaign)
		}
	}
	if len(out.campaigns) == 0 {
		return nil, errors.New("the list is empty; --campaign NAME with an empty list takes away what that campaign allows")
	}
	slices.Sort(out.campaigns)
	slices.SortFunc(out.entries, compareAllowed)
	return out, nil
}

// separator returns the separator of the first line.
func separator(text *bufio.Reader) rune {
	start, _ := text.Peek(text.Size()) // the error only says that the file is shorter
	line, _, _ := strings.Cut(string(start), "\n")
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := strings.Count(line, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// header returns the columns if a line names them, or nil if the line is the first entry.
func header(record []string, campaign string) ([]string, error) {
	names := make([]string, len(record))
	for i, cell := range record {
		names[i] = strings.ToLower(strings.TrimSpace(cell))
	}
	if !slices.Contains(names, "l1") {
		return nil, nil
	}
	for i, name := range names {
		if !slices.Contains([]string{"campaign", "l1", "l2", "l3"}, name) {
			return nil, fmt.Errorf("the column %q is none of campaign, l1, l2, l3", name)
		}
		if slices.Contains(names[:i], name) {
			return nil, fmt.Errorf("the column %s occurs twice", name)
		}
	}
	if campaign == "" && !slices.Contains(names, "campaign") {
		return nil, errors.New("there is no column campaign: give --campaign NAME")
	}
	return names, nil
}

func parseAllowed(record, columns []string, campaign string) (allowed, error) {
	if len(record) > len(columns) {
		return allowed{}, fmt.Errorf("there are %d fields, not %s", len(record), strings.Join(columns, ", "))
	}
	entry := allowed{Campaign: campaign}
	for i, cell := range record {
		if !utf8.ValidString(cell) || strings.ContainsFunc(cell, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return entry, fmt.Errorf("%s is no text of one line in UTF-8", columns[i])
		}
		if utf8.RuneCountInString(cell) > maxLevel {
			return entry, fmt.Errorf("%s is longer than %d characters", columns[i], maxLevel)
		}
		switch columns[i] {
		case "campaign":
			if campaign != "" && cell != campaign {
				return entry, fmt.Errorf("the campaign is %q, not the %q of --campaign", cell, campaign)
			}
			entry.Campaign = cell
		case "l1":
			entry.L1 = cell
		case "l2":
			entry.L2 = cell
		case "l3":
			entry.L3 = cell
		}
	}
	switch {
	case entry.Campaign == "":
		return entry, errors.New("the campaign is empty")
	case entry.L1 == "":
		return entry, errors.New("the first level is empty")
	case entry.L2 == "" && entry.L3 != "":
		return entry, errors.New("there is a third level without a second")
	}
	return entry, nil
}

func compareAllowed(a, b allowed) int {
	return slices.Compare(cells(a), cells(b))
}

func cells(a allowed) []string { return []string{a.Campaign, a.L1, a.L2, a.L3} }
