package api_test

import (
	"encoding/csv"
	"maps"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestExportOfTextsThatLookLikeItsOwnMarks exports texts that hold the separator of lines or are the
// mark for NULL.
func TestExportOfTextsThatLookLikeItsOwnMarks(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
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

// A report goes on column by column from a queue whose name holds the marks of lines, within one snapshot.
func TestReportOfQueuesThatLookLikeMarks(t *testing.T) {
	t.Parallel()
	f := setup(t)
	queues := []string{"a", "b\x1fc", "d", "\x1e", "", "z"}
	for i, queue := range queues {
		f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, event) VALUES ('2026-03-01 10:00+00', $1::integer::text, $2, 'ENTERQUEUE')`, i, queue)
	}
	f.refresh(t)
	for _, order := range []string{"queue", "-queue", "-interval_start,-queue", "offered"} {
		a := f.ask(t, "/v1/reports/queue-summary?from=2026-03-01&to=2026-03-02&interval=hour&order="+order)
		offered := map[any]int{}
		for _, row := range a.Data {
			offered[row["queue"]]++
			if n := figure(row["offered"]); (n == "1") != (row["interval_start"] == "2026-03-01T10:00:00Z") {
				t.Errorf("order=%s: %s calls in %v", order, n, row)
			}
		}
		for _, queue := range queues {
			if offered[queue] != 24 {
				t.Errorf("order=%s: %d rows of %q, want 24", order, offered[queue], queue)
			}
		}
		if figure(a.Total["offered"]) != "6" || len(a.Data) != 24*len(queues) {
			t.Errorf("order=%s: %d rows, in all %v calls", order, len(a.Data), a.Total["offered"])
		}
	}
}
