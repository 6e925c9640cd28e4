package api_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// queueLog writes lines of a queue log, as dbtest.QueueLog does.
func (f *fixture) queueLog(t *testing.T, lines string) {
	t.Helper()
	dbtest.QueueLog(t, f.db, lines)
}

// figure writes a value of a JSON answer plainly: 25.50 as 25.5, null as null, texts as they are.
func figure(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case json.Number:
		return plainNumber(v.String())
	}
	return fmt.Sprint(v)
}

func plainNumber(text string) string {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	plain := r.FloatString(12)
	return strings.TrimSuffix(strings.TrimRight(plain, "0"), ".")
}

// wantFigures compares a row with name=figure pairs.
func wantFigures(t *testing.T, what string, row map[string]any, want string) {
	t.Helper()
	for _, pair := range strings.Fields(want) {
		name, value, _ := strings.Cut(pair, "=")
		got, there := row[name]
		if !there {
			t.Errorf("%s: there is no column %s", what, name)
		} else if figure(got) != plainNumber(value) {
			t.Errorf("%s: %s is %s, want %s", what, name, figure(got), value)
		}
	}
}

// row finds the one row of an answer that has these figures.
func (a answer) row(t *testing.T, pairs string) map[string]any {
	t.Helper()
	var found map[string]any
	for _, row := range a.Data {
		all := true
		for _, pair := range strings.Fields(pairs) {
			name, value, _ := strings.Cut(pair, "=")
			all = all && figure(row[name]) == value
		}
		if all && found != nil {
			t.Fatalf("two rows have %s", pairs)
		} else if all {
			found = row
		}
	}
	if found == nil {
		t.Fatalf("no row has %s: %v", pairs, a.Data)
	}
	return found
}

// list writes some columns of every row: figures joined by /, rows by blanks.
func (a answer) list(columns ...string) string {
	var rows []string
	for _, row := range a.Data {
		figures := make([]string, len(columns))
		for i, c := range columns {
			figures[i] = figure(row[c])
		}
		rows = append(rows, strings.Join(figures, "/"))
	}
	return strings.Join(rows, " ")
}
