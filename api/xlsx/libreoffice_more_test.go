//go:build more

package xlsx

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestMoreLibreOffice opens a workbook in LibreOffice, which writes its first sheet as CSV, as it is shown.
func TestMoreLibreOffice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	texts := []string{"=1+1", " two  spaces ", "a\nb", "<&>\"'", "ñandú 漢字 \U0001F600", "+59825550100", "007"}
	book := write(t, maxSheetRows, func(w *Writer) {
		for _, text := range texts {
			w.Row(false)
			w.Text(Quoted, []byte(text))
			w.Time(time.Date(2026, 3, 10, 6, 0, 1, 0, time.UTC))
			w.EndRow()
		}
		w.Row(true)
		w.Number(Duration, (26*3600+61)/86400.)
		w.Number(Percent, 0.8125)
		w.EndRow()
	})
	file := filepath.Join(dir, "book.xlsx")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true", "--outdir", dir, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	shown, err := os.Open(filepath.Join(dir, "book.csv"))
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	defer func() { _ = shown.Close() }()
	rows, err := csv.NewReader(shown).ReadAll()
	if err != nil || len(rows) != len(texts)+2 {
		t.Fatalf("%q, %v", rows, err)
	}
	for i, text := range texts {
		if want := []string{text, "2026-03-10 06:00:01"}; !slices.Equal(rows[i+1], want) {
			t.Errorf("%q, want %q", rows[i+1], want)
		}
	}
	if got := strings.Join(rows[len(rows)-1], " "); got != "26:01:01 81.25%" {
		t.Errorf("duration and percent are shown as %s", got)
	}
}

// TestMoreLibreOfficeOpensFurtherSheets opens a workbook of more rows than a sheet has.
func TestMoreLibreOfficeOpensFurtherSheets(t *testing.T) {
	t.Parallel()
	const rows = maxSheetRows + 4
	dir := t.TempDir()
	book := write(t, maxSheetRows, func(w *Writer) {
		for i := range rows {
			w.Row(false)
			w.Decimal(Whole, strconv.AppendInt(nil, int64(i), 10))
			w.EndRow()
		}
	})
	file := filepath.Join(dir, "book.xlsx")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+dir+"/profile", "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,true,false,false,-1", "--outdir", dir, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	next := 0
	for _, name := range []string{"book-Data.csv", "book-Data 2.csv"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		if !strings.HasPrefix(lines[0], "First,") || len(lines) > maxSheetRows {
			t.Errorf("%s has %d rows, and begins with %q", name, len(lines), lines[0])
		}
		for _, line := range lines[1:] {
			if number, _, _ := strings.Cut(line, ","); number != strconv.Itoa(next) {
				t.Fatalf("%s: %s, want %d", name, line, next)
			}
			next++
		}
	}
	if next != rows {
		t.Errorf("%d rows of %d", next, rows)
	}
}
