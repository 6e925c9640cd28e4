package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// write returns a workbook of a table of two columns.
func write(t *testing.T, maxRows int, fill func(*Writer)) []byte {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out)
	w.maxRows = maxRows
	w.Begin(Sheet{Name: "Data", Table: true, Columns: []Column{{Heading: "First", Width: 10}, {Heading: `<"2nd" & last>`, Width: 20}}})
	fill(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(t *testing.T, book []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// checkXML requires every part of a workbook to be well-formed XML.
func checkXML(t *testing.T, book []byte) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range r.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(in)
		for err == nil {
			var token xml.Token
			if token, err = d.Token(); err == nil {
				if e, is := token.(xml.StartElement); is && e.Name.Local == "f" {
					t.Errorf("%s has a formula", part.Name)
				}
			}
		}
		if err != io.EOF {
			t.Errorf("%s: %v", part.Name, err)
		}
		_ = in.Close()
	}
}

func TestTextsAreReadBackAndAreNoFormulas(t *testing.T) {
	t.Parallel()
	texts := []string{
		"", " ", "plain", " two  spaces ", "=1+1", "=HYPERLINK(\"http://x.example\")", "+A1", "-1+2", "@SUM(A1)", "\t=1", "'=1", "＝1", "<b>&amp;</b>", "]]>", `"quoted"`,
		"a\nb", "a\r\nb", "\r", "\t", "\x01\x07\x0b\x1f", "\x7f", "\u0085", "\ufffe", "\uffff", "\ufffd", "_x0007_", "_x005F_", "_X000d_", "_x000d_", "_x000_", "__x0041__", "_x00g1_",
		"ñandú", "漢字", "עברית", "\u202Eabc", "\U0001F600", strings.Repeat("x", MaxText), strings.Repeat("\U0001F600", MaxText/2),
	}
	book := write(t, maxSheetRows, func(w *Writer) {
		for i, text := range texts {
			w.Row(false)
			w.Decimal(Whole, []byte(strconv.Itoa(i)))
			if w.Text([]Style{Plain, Quoted}[i%2], []byte(text)) {
				t.Errorf("%.20q was cut", text)
			}
			w.EndRow()
		}
	})
	checkXML(t, book)
	f := open(t, book)
	if got, _ := f.GetCellValue("Data", "B1"); got != `<"2nd" & last>` {
		t.Errorf("the heading is %q", got)
	}
	for i, want := range texts {
		cell := fmt.Sprintf("B%d", i+2)
		got, err := f.GetCellValue("Data", cell)
		if err != nil || got != want {
			t.Errorf("%.30q is read as %.30q, %v", want, got, err)
		}
		if kind, _ := f.GetCellType("Data", cell); kind != excelize.CellTypeInlineString {
			t.Errorf("%.30q has the type %v", want, kind)
		}
		if formula, _ := f.GetCellFormula("Data", cell); formula != "" {
			t.Errorf("%.30q is the formula %q", want, formula)
		}
	}
}

func TestTextsTooLongAreCut(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("x", MaxText+1), strings.Repeat("ñ", MaxText+1), strings.Repeat("\U0001F600", MaxText/2+1), strings.Repeat("x", MaxText) + "\U0001F600"} {
		cut := false
		f := open(t, write(t, maxSheetRows, func(w *Writer) {
			w.Row(false)
			cut = w.Text(Plain, []byte(text))
			w.EndRow()
		}))
		got, err := f.GetCellValue("Data", "A2")
		units := len(utf16.Encode([]rune(got)))
		if !cut || err != nil || units > MaxText || units < MaxText-1 || !strings.HasSuffix(got, CutMark) || !strings.HasPrefix(text, strings.TrimSuffix(got, CutMark)) {
			t.Errorf("%.10q…: cut %t, %d units, %v, ends with %q", text, cut, units, err, got[len(got)-10:])
		}
	}
}

// TestTableContinues writes more rows than a sheet holds, with a row at the end that belongs to no table.
func TestTableContinues(t *testing.T) {
	t.Parallel()
	for rows, sheets := range map[int]int{0: 1, 1: 1, 4: 1, 5: 2, 8: 2, 9: 3} {
		book := write(t, 5, func(w *Writer) {
			for i := range rows {
				w.Row(false)
				w.Decimal(Whole, []byte(strconv.Itoa(i)))
				w.Empty()
				w.EndRow()
			}
			w.Row(true)
			w.Outside()
			w.Empty()
			w.Text(Plain, []byte("end"))
			w.EndRow()
			w.Begin(Sheet{Name: "More", Columns: []Column{{Width: 5}}})
			for range 7 { // sheets that are no tables do not continue
				w.Row(false)
				w.Bool(true)
				w.EndRow()
			}
		})
		checkXML(t, book)
		f := open(t, book)
		sheets := sheets + map[bool]int{true: 1}[rows > 0 && rows%4 == 0]
		var want []string
		for i := range sheets {
			want = append(want, []string{"Data", "Data 2", "Data 3", "Data 4"}[i])
		}
		if got := f.GetSheetList(); fmt.Sprint(got) != fmt.Sprint(append(want, "More")) {
			t.Errorf("%d rows: sheets %q, want %q", rows, got, want)
		}
		n := 0
		for i, name := range want {
			got, err := f.GetRows(name)
			if err != nil || got[0][0] != "First" {
				t.Errorf("%d rows, %s: %v, headings %q", rows, name, err, got[0])
			}
			last := len(got) - 1
			for _, row := range got[1:] {
				if row[0] != "" && row[0] != strconv.Itoa(n) {
					t.Errorf("%d rows, %s: %q, want %d", rows, name, row, n)
				}
				n++
			}
			if panes, err := f.GetPanes(name); err != nil || !panes.Freeze || panes.YSplit != 1 {
				t.Errorf("%d rows, %s: panes %+v, %v", rows, name, panes, err)
			}
			if i == len(want)-1 {
				last--
				if end := got[len(got)-1]; len(end) != 2 || end[1] != "end" {
					t.Errorf("%d rows: the last is %q", rows, end)
				}
			}
			want := fmt.Sprintf("'%s'!$A$1:$B$%d", name, last+1)
			if names := f.GetDefinedName(); len(names) != sheets || names[i].RefersTo != want || names[i].Scope != name {
				t.Errorf("%d rows: filters %+v, want %s", rows, names, want)
			}
		}
		if n != rows+1 {
			t.Errorf("%d rows of %d", n, rows+1)
		}
		if got, _ := f.GetRows("More"); len(got) != 7 {
			t.Errorf("%d rows of the other sheet", len(got))
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		at     string
		in     *time.Location
		serial float64 // 0: none
		shown  string
	}{
		{"1970-01-01T00:00:00Z", time.UTC, 25569, "1970-01-01 00:00:00"},
		{"2026-03-10T06:00:00Z", time.UTC, 46091.25, "2026-03-10 06:00:00"},
		{"2026-03-29T00:59:59Z", madrid, 46110 + 7199./86400, "2026-03-29 01:59:59"},
		{"2026-03-29T01:00:00Z", madrid, 46110.125, "2026-03-29 03:00:00"}, // the clock was set forward
		{"2026-10-25T00:30:00Z", madrid, 46320 + 2.5/24, "2026-10-25 02:30:00"},
		{"2026-10-25T01:30:00Z", madrid, 46320 + 2.5/24, "2026-10-25 02:30:00"},              // the same hour again
		{"2026-01-01T12:00:00.5Z", time.UTC, 46023.5 + 0.5/86400, "2026-01-01 12:00:00.000"}, // the library shows no milliseconds,
		{"1900-03-01T00:00:00Z", time.UTC, 61, "1900-03-01 00:00:00"},
		{"1900-02-28T23:59:59Z", time.UTC, 0, ""},
		{"0001-01-01T00:00:00Z", time.UTC, 0, ""},
		{"9999-12-31T23:59:59Z", time.UTC, 2958465 + 86399./86400, "9999-12-31 23:59:59"},
		{"9999-12-31T23:59:59Z", madrid, 0, ""},
	}
	for _, tt := range tests {
		at, err := time.Parse(time.RFC3339Nano, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		ok := false
		book := write(t, maxSheetRows, func(w *Writer) {
			w.Row(false)
			if ok = w.Time(at.In(tt.in)); !ok {
				w.Empty()
			}
			w.EndRow()
		})
		raw, err := open(t, book).GetCellValue("Data", "A2")
		serial, _ := strconv.ParseFloat("0"+raw, 64)
		if err != nil || ok != (tt.serial != 0) || math.Abs(serial-tt.serial) > 1e-9 {
			t.Errorf("%s in %s is %s, %v, want %v", tt.at, tt.in, raw, err, tt.serial)
		}
		f, err := excelize.OpenReader(bytes.NewReader(book))
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := f.GetCellValue("Data", "A2"); err != nil || shown != tt.shown {
			t.Errorf("%s in %s is shown as %q, %v, want %q", tt.at, tt.in, shown, err, tt.shown)
		}
	}
}

func TestFormatsOfNumbers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w := NewWriter(&out)
	w.Begin(Sheet{Name: "Data", Columns: make([]Column, 6)})
	for _, bold := range []bool{false, true} {
		w.Row(bold)
		w.Decimal(Whole, []byte("123456789012345"))
		w.Decimal(Amount, []byte("1234.5"))
		w.Decimal(Plain, []byte("0.25"))
		w.Number(Duration, (26*3600+61)/86400.)
		w.Number(Percent, 0.8125)
		w.Bool(true)
		w.EndRow()
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Data")
	if want := "[123456789012345 1,234.50 0.25 26:01:01 81.25% TRUE]"; err != nil || len(rows) != 2 || fmt.Sprint(rows[0]) != want || fmt.Sprint(rows[1]) != want {
		t.Errorf("%v, %v, want %s", rows, err, want)
	}
	for row, want := range []bool{false, true} {
		id, _ := f.GetCellStyle("Data", fmt.Sprintf("D%d", row+1))
		if style, err := f.GetStyle(id); err != nil || style.Font.Bold != want {
			t.Errorf("row %d: %+v, %v", row, style, err)
		}
	}
}

// TestCutWorkbookIsBroken cuts a workbook at every place.
func TestCutWorkbookIsBroken(t *testing.T) {
	t.Parallel()
	book := write(t, maxSheetRows, func(w *Writer) {
		for range 100 {
			w.Row(false)
			w.Text(Plain, []byte("text"))
			w.EndRow()
		}
	})
	for end := range len(book) {
		if _, err := zip.NewReader(bytes.NewReader(book[:end]), int64(end)); err == nil {
			t.Fatalf("%d of %d bytes look whole", end, len(book))
		}
	}
}

func TestLetters(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := letters(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}

type failing struct{ room int }

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestErrorsOfTheWriterAreReturned(t *testing.T) {
	t.Parallel()
	for _, room := range []int{0, 100, 5000} {
		w := NewWriter(&failing{room})
		w.Begin(Sheet{Name: "Data", Table: true, Columns: []Column{{Heading: "A"}}})
		for i := range 100_000 {
			w.Row(false)
			w.Decimal(Plain, []byte(strconv.Itoa(i)))
			w.EndRow()
		}
		if err := w.Close(); err == nil {
			t.Errorf("with room for %d bytes there is no error", room)
		}
	}
}
