package query

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// joinLine writes a row as the database does.
func joinLine(values []sql.RawBytes) []byte {
	nulls := 0
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
		if v == nil {
			texts[i] = "\x1e"
			nulls++
		}
	}
	return []byte(fmt.Sprint(nulls) + "\x1f" + strings.Join(texts, "\x1f"))
}

func TestLineReadsRightOrNotAtAll(t *testing.T) {
	t.Parallel()
	choices := []sql.RawBytes{nil, {}, []byte("a"), []byte("\x1e"), []byte("\x1f"), []byte("\x1e\x1f"), []byte("\x1f\x1e"), []byte("\x1f\x1f"), []byte("\x1f\x1e\x1f")}
	const width = 4
	refused := 0
	var try func(row []sql.RawBytes)
	try = func(row []sql.RawBytes) {
		if len(row) < width {
			for _, v := range choices {
				try(append(slices.Clone(row), v))
			}
			return
		}
		got := make([]sql.RawBytes, width)
		clean := !slices.ContainsFunc(row, func(v sql.RawBytes) bool {
			return strings.Contains(string(v), "\x1f") || string(v) == "\x1e"
		})
		read := splitLine(joinLine(row), got)
		if read != clean {
			t.Fatalf("%q is read: %v, want %v", row, read, clean)
		}
		for i := range got {
			if read && ((got[i] == nil) != (row[i] == nil) || string(got[i]) != string(row[i])) {
				t.Fatalf("%q reads as %q", row, got)
			}
		}
		if !read {
			refused++
		}
	}
	try(nil)
	if refused == 0 {
		t.Error("no line was refused")
	}
}
