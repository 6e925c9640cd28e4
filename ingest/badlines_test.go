package ingest_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest"
)

// regions returns the stored bad lines as "first:lines", separated by spaces.
func regions(t *testing.T, db *sql.DB) string {
	t.Helper()
	var s string
	if err := db.QueryRowContext(t.Context(), `SELECT coalesce(string_agg(first_line || ':' || lines, ' ' ORDER BY import_id, byte_offset), '') FROM app.import_bad_lines`).Scan(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBadLinesAreTriedAgain(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.BatchSize = 2
	file := "1|c|q|Jos\xe9|E|a\n2|c|q|x|E|b\nx\n3|c|q|x|E|c\n4|c|q|\xe9|E|d\n5|c|q|\xe9|E|e\n6|c|q|\xe9|E|f\n7|c|q|x|E|g\n"
	mustImport(t, ctx, im, strings.NewReader(file), 3, 0, 5)
	imported(t, im.DB, "b", "c", "g")
	if s := regions(t, im.DB); s != "1:1 3:1 5:2 7:1" && s != "1:1 3:1 5:1 6:2" && s != "1:1 3:1 5:3" {
		t.Errorf("remembered: %s", s)
	}
	var again, numbers []string
	im.OnBadLine = func(_ string, bad *ingest.LineError, tried bool) {
		again = append(again, fmt.Sprint(tried))
		numbers = append(numbers, fmt.Sprint(bad.Number))
	}
	mustImport(t, ctx, im, onePipe(file), 0, 3, 5)
	if got := strings.Join(numbers, " ") + " " + strings.Join(again, " "); got != "1 3 5 6 7 true true true true true" {
		t.Errorf("reported: %s", got)
	}
	im.Options.Encoding = charmap.Windows1252
	if s := mustImport(t, ctx, im, onePipe(file), 4, 3, 1); s.Mended != 4 {
		t.Errorf("mended %d, want 4", s.Mended)
	}
	imported(t, im.DB, "b", "c", "g", "a", "d", "e", "f")
	if s := regions(t, im.DB); s != "3:1" {
		t.Errorf("remembered: %s", s)
	}
	file += "8|c|q|x|E|h\n"
	mustImport(t, ctx, im, strings.NewReader(file), 1, 7, 1)
	mustImport(t, ctx, im, strings.NewReader(file), 0, 8, 1)
	var order string
	if err := im.DB.QueryRowContext(ctx, `SELECT string_agg(data1, '' ORDER BY position) FROM queue_log_repo`).Scan(&order); err != nil || order != "abcdefgh" {
		t.Errorf("in the order of the file: %s (%v)", order, err)
	}
}

// TestBadLineThatHasGotItsEnd imports a bad last line without newline as complete, then the same file with the
// newline.
func TestBadLineThatHasGotItsEnd(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.Options.Complete = true
	mustImport(t, ctx, im, strings.NewReader("1|c|q|x|E|a\n2|c|q|\xe9|E|b"), 1, 0, 1)
	im.Options.Encoding = charmap.Windows1252
	mustImport(t, ctx, im, strings.NewReader("1|c|q|x|E|a\n2|c|q|\xe9|E|b\r\n3|c|q|x|E|c\n"), 2, 1, 0)
	imported(t, im.DB, "a", "b", "c")
}

// TestBadRecordOfSeveralLines imports a record whose second line is not UTF-8.
func TestBadRecordOfSeveralLines(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.BatchSize = 1
	file := "calldate,userfield\n2020-01-01 10:00:00,a\n2020-01-01 10:00:01,\"b\nJos\xe9\"\n2020-01-01 10:00:02,c\n"
	if s, err := im.CDR(ctx, "f", strings.NewReader(file)); err != nil || s.Rows != 2 || s.Bad != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	im.Options.Encoding = charmap.Windows1252
	if s, err := im.CDR(ctx, "f", strings.NewReader(file)); err != nil || s.Rows != 1 || s.Bad != 0 || s.Mended != 2 || s.Skipped != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	var all string
	if err := im.DB.QueryRowContext(ctx, `SELECT string_agg(userfield, ' ' ORDER BY position) FROM cdr_repo`).Scan(&all); err != nil || all != "a b\nJosé c" {
		t.Errorf("%q (%v)", all, err)
	}
}

func TestFileOfBadLinesOnly(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.OnBadLine = func(_ string, bad *ingest.LineError, _ bool) { t.Errorf("reported by itself: %v", bad) }
	_, err := im.QueueLog(ctx, "f", strings.NewReader(strings.Repeat("x\n", 856)))
	var unreadable *ingest.UnreadableError
	if !errors.As(err, &unreadable) || unreadable.Lines != 856 || !unreadable.All || len(unreadable.First) != 3 || unreadable.First[2].Number != 3 {
		t.Fatalf("the error is %v", err)
	}
	if strings.Count(err.Error(), "too few fields") != 3 {
		t.Errorf("the error is %v", err)
	}
	_, err = im.QueueLog(ctx, "f", strings.NewReader(strings.Repeat("x\n", 20_000)))
	if !errors.As(err, &unreadable) || unreadable.Lines != 10_000 || unreadable.All {
		t.Fatalf("the error is %v", err)
	}
	// The failed imports stored nothing.
	im.OnBadLine = nil
	mustImport(t, ctx, im, strings.NewReader(strings.Repeat("x\n", 856)+"1|c|q|x|E|a\n"), 1, 0, 856)
	if s := regions(t, im.DB); s != "1:856" {
		t.Errorf("remembered: %s", s)
	}
}

// TestEveryLineOnceWhateverIsBad imports random files in pieces that end at random lines, with and without an
// encoding.
func TestEveryLineOnceWhateverIsBad(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	rapid.Check(t, func(rt *rapid.T) {
		if _, err := db.ExecContext(t.Context(), `TRUNCATE queue_log_repo, app.import_file CASCADE`); err != nil {
			rt.Fatal(err)
		}
		kinds := rapid.SliceOfN(rapid.SampledFrom([]string{"good", "latin", "latin", "bad"}), 1, 30).Draw(rt, "lines")
		file, ends := "0|c|q|x|E|first\n", []int{}
		want, hopeless := []string{"first"}, int64(0)
		for i, kind := range kinds {
			switch kind {
			case "good":
				file += fmt.Sprintf("1|c|q|x|E|%d\n", i)
			case "latin":
				file += fmt.Sprintf("1|c|q|\xe9|E|%d\n", i)
			default:
				file += fmt.Sprintf("bad %d\n", i)
				hopeless++
				ends = append(ends, len(file))
				continue
			}
			want = append(want, fmt.Sprint(i))
			ends = append(ends, len(file))
		}
		im := &ingest.Importer{DB: db, BatchSize: rapid.IntRange(1, 5).Draw(rt, "batch")}
		seen := 0
		for range rapid.IntRange(0, 4).Draw(rt, "imports") {
			seen = rapid.IntRange(seen, len(ends)).Draw(rt, "seen")
			piece := file
			if seen < len(ends) {
				piece = file[:ends[seen]]
			}
			im.Options.Encoding = nil
			if rapid.Bool().Draw(rt, "encoding") {
				im.Options.Encoding = charmap.Windows1252
			}
			if _, err := im.QueueLog(t.Context(), "f", onePipe(piece)); err != nil {
				rt.Fatal(err)
			}
		}
		im.Options.Encoding = charmap.Windows1252
		s, err := im.QueueLog(t.Context(), "f", strings.NewReader(file))
		if err != nil || s.Bad != hopeless {
			rt.Fatalf("%+v, %v; want %d bad", s, err, hopeless)
		}
		var got string
		if err := db.QueryRowContext(t.Context(), `SELECT string_agg(data1, ' ' ORDER BY position) FROM queue_log_repo`).Scan(&got); err != nil {
			rt.Fatal(err)
		}
		if got != strings.Join(want, " ") {
			rt.Fatalf("got %s, want %s", got, strings.Join(want, " "))
		}
	})
}
