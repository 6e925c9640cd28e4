package simulate

// The comparison of figures with the truth.

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Answers are the figures that a product gives for a report.
type Answers struct {
	rows map[string]map[string]Figure // by row, then by the name of the figure
	text map[string]string            // names of the rows
	// Partial says that a row or figure which is not there was not asked for, and is not compared.
	Partial bool
	// Notes are what the product says about its figures.
	Notes []string
}

// Difference is a figure that is not that of the truth.
type Difference struct {
	Report, Row, Name string
	Truth, Found      string // none: the row is not there
}

// String is a line for people.
func (d Difference) String() string {
	return fmt.Sprintf("%s %s %s: %s instead of %s", d.Report, d.Row, d.Name, d.Found, d.Truth)
}

// Result is the result of a comparison.
type Result struct {
	Agree, NotCompared int
	Differences        []Difference
}

// Report returns the report of a name.
func (t *Truth) Report(name string) (Report, error) {
	var names []string
	for _, r := range t.Reports {
		if r.Name == name {
			return r, nil
		}
		names = append(names, r.Name)
	}
	return Report{}, fmt.Errorf("the truth has no report %q: it has %s", name, strings.Join(names, ", "))
}

// rowID identifies a row in answers, and names it for people.
func rowID(kind RowKind, start time.Time, key []string) (id, name string) {
	switch kind {
	case TotalRow:
		return "total", "total"
	case RangeRow:
		name = "whole range"
	case SlotRow:
		name = start.Format(time.RFC3339)
		id = start.UTC().Format(time.RFC3339)
	}
	return strings.Join(append([]string{string(kind), id}, key...), "\x00"), name + " " + strings.Join(key, ", ")
}

// add adds a row. It reports whether the row is new.
func (a *Answers) add(kind RowKind, start time.Time, key []string, figures map[string]Figure) bool {
	if a.rows == nil {
		a.rows, a.text = map[string]map[string]Figure{}, map[string]string{}
	}
	id, name := rowID(kind, start, key)
	_, known := a.rows[id]
	a.rows[id], a.text[id] = figures, name
	return !known
}

// Compare compares answers with the truth, figure by figure.
func (r Report) Compare(found *Answers) (result Result) {
	seen := map[string]bool{}
	for _, row := range r.Rows {
		id, name := rowID(row.Kind, row.Start, row.Key)
		seen[id] = true
		answer, there := found.rows[id]
		for i, want := range row.Figures {
			got, has := answer[r.Figures[i]]
			switch {
			case !has && found.Partial:
				result.NotCompared++
			case !has:
				what := "no such figure"
				if !there {
					what = "no such row"
				}
				result.Differences = append(result.Differences, Difference{r.Name, name, r.Figures[i], want.String(), what})
			case want.equals(got):
				result.Agree++
			default:
				result.Differences = append(result.Differences, Difference{r.Name, name, r.Figures[i], want.String(), got.String()})
			}
		}
	}
	for id, name := range found.text {
		if !seen[id] {
			result.Differences = append(result.Differences, Difference{r.Name, name, "row", "no such row", "a row"})
		}
	}
	return result
}

// String is the figure for people.
func (f Figure) String() string {
	if f == "" {
		return "null"
	}
	return string(f)
}

// equals compares values: 2.50 is 2.5.
func (f Figure) equals(g Figure) bool {
	if f == g {
		return true
	}
	a, ok := new(big.Rat).SetString(string(f))
	b, okToo := new(big.Rat).SetString(string(g))
	return ok && okToo && a.Cmp(b) == 0
}
