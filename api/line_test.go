package api_test

import (
	"encoding/csv"
	"maps"
	"strings"
	"testing"
)

// TestExportOfTextsThatLookLikeItsOwnMarks exports texts that hold the separator of lines or are the
// mark for NULL.
func TestExportOfTextsThatLookLikeItsOwnMarks(t *testing.T) {
	t.Parallel()
	plain := []any{"a", nil, "", "b"}
	odd := []any{"\x1e", "\x1f", "x\x1fy", "\x1f\x1e\x1f", nil}
	tests := map[string][]any{
		"nowhere":           plain,
		"in the first row":  append(append([]any{}, odd...), plain...),
		"in the middle":     append(append(append([]any{}, plain...), odd...), plain...),
		"in the last row":   append(append([]any{}, plain...), "\x1f"),
		"in the only row":   {"\x1e"},
		"beside other ones": {nil, "\x1e", nil, "\x1f", "", "\x1e"},
	}
	for name, comments := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			for i, c := range comments {
				// Two rows of one moment each: the export must neither lose nor repeat its neighbours.
				f.exec(t, `INSERT INTO tags (datetime, comment, guid) VALUES ('2026-01-01'::timestamptz + $1::integer / 2 * interval '1 second', $2, NULL)`, i, c)
			}
			for _, query := range []string{"", "&fields=comment,time", "&order=-datetime,id", "&order=comment"} {
				want := f.ask(t, "/v1/tables/tags?limit=1000"+query).Data
				_, header, body := f.get(t, "/v1/tables/tags?format=ndjson"+query)
				lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
				if len(lines) != len(want) || len(want) != len(comments) || header.Get("Content-Type") != "application/x-ndjson" {
					t.Fatalf("%s: %d lines, %d rows, want %d: %s", query, len(lines), len(want), len(comments), body)
				}
				for i, line := range lines {
					var got map[string]any
					if decode(t, []byte(line), &got); !maps.Equal(got, want[i]) {
						t.Errorf("%s: row %d is %s, want %v", query, i, line, want[i])
					}
				}
				_, _, body = f.get(t, "/v1/tables/tags?format=csv"+query)
				records, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
				if err != nil || len(records) != len(want)+1 {
					t.Errorf("%s: csv of %d records, %v: %s", query, len(records), err, body)
				}
			}
		})
	}
}
