package ingest_test

import (
	"strings"
	"testing"
	"time"
)

// TestRowsTellTheirOrigin compares the import number and the position of every row with the file.
func TestRowsTellTheirOrigin(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	first, second := queueLog(0, 250), queueLog(1000, 1010)
	mustImport(t, ctx, im, strings.NewReader(first[:3000]), int64(strings.Count(first[:3000], "\n")), 0, 0)
	mustImport(t, ctx, im, strings.NewReader(first), int64(250-strings.Count(first[:3000], "\n")), int64(strings.Count(first[:3000], "\n")), 0)
	mustImport(t, ctx, im, strings.NewReader("no line\n"+second), 10, 0, 1)
	for _, file := range []string{first, "no line\n" + second} {
		rows, err := im.DB.QueryContext(ctx, `
			SELECT q.position, q.data1, q.datetime BETWEEN f.first_at AND f.last_at
			FROM queue_log_repo AS q
			JOIN app.import_file AS f ON f.id = q.import_id
			WHERE f.byte_offset = $1
			ORDER BY q.id`, len(file))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for ; rows.Next(); n++ {
			var position int64
			var data1 string
			var within bool
			if err := rows.Scan(&position, &data1, &within); err != nil {
				t.Fatal(err)
			}
			line, _, _ := strings.Cut(file[position:], "\n")
			if !strings.HasSuffix(line, "|CONNECT|"+data1) || !within {
				t.Errorf("row %s is at %d, where the file has %q; within the file's time: %v", data1, position, line, within)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if want := strings.Count(file, "CONNECT"); n != want {
			t.Errorf("%d rows, want %d", n, want)
		}
	}
	var firstAt, lastAt time.Time
	if err := im.DB.QueryRowContext(ctx, `SELECT first_at, last_at FROM app.import_file ORDER BY id LIMIT 1`).Scan(&firstAt, &lastAt); err != nil {
		t.Fatal(err)
	}
	if firstAt.Unix() != 1543527289 || lastAt.Unix() != 1543527289+249 {
		t.Errorf("from %v to %v", firstAt, lastAt)
	}
}
