// Package xlsx writes workbooks for spreadsheets (ISO/IEC 29500) row by row. A workbook needs the same memory whatever its
// number of rows, and its first bytes are written before its last row is known: the libraries for this format keep a
// sheet in memory or in a temporary file until its end.
//
// Texts are inline strings, which no spreadsheet runs as a formula. A workbook that breaks off has no central directory,
// so that no program takes it for a whole one.
package xlsx

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/klauspost/compress/flate"
)

// MediaType is the media type of a workbook.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const (
	// maxSheetRows is the number of rows that a sheet may have, headings included.
	maxSheetRows = 1_048_576
	// bufferSize is the size from which XML is compressed.
	bufferSize = 16 << 10
)

// Sheet describes a sheet.
type Sheet struct {
	Name    string
	Columns []Column
	// Table sheets have the headings in a first row that stays in view and has filters. They continue on further sheets
	// if they have too many rows for one.
	Table bool
}

// Column is a column of a sheet.
type Column struct {
	Heading string
	Width   int // in characters
}

// Writer writes a workbook. An error of the underlying writer is returned by Close; after one nothing more is written.
type Writer struct {
	zip     *zip.Writer
	err     error
	part    io.Writer // of the current sheet
	buf     []byte    // its XML that has not been compressed yet
	maxRows int
	sheets  []written
	current Sheet
	nth     int      // of the sheets with the rows of the current one
	letters []string // A, B, … for the columns
	row     int
	number  []byte // of the row
	column  int
	bold    bool
	extra   int // rows at the end that are not part of the table
}

// written is a sheet that was written.
type written struct {
	name   string
	filter string // the cells with filters; empty: none
}

// NewWriter returns a writer of a workbook to out.
func NewWriter(out io.Writer) *Writer {
	w := &Writer{zip: zip.NewWriter(out), maxRows: maxSheetRows}
	w.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	// By its first part, programs tell a workbook from other archives. Parts without a type of their own are sheets, so
	// that the number of sheets need not be known.
	w.write("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`+
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
		`<Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`+
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>`+
		`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`)
	w.write("_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	w.write("xl/styles.xml", styles())
	return w
}

// create begins a part.
func (w *Writer) create(name string) {
	if w.err == nil {
		w.part, w.err = w.zip.Create(name)
	}
	w.buf = append(w.buf, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"...)
}

// write writes a whole part.
func (w *Writer) write(name, xml string) {
	w.create(name)
	w.buf = append(w.buf, xml...)
	w.flush()
}

func (w *Writer) flush() {
	if w.err == nil {
		_, w.err = w.part.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// Begin ends the current sheet and begins another.
func (w *Writer) Begin(s Sheet) {
	w.endSheet()
	w.current, w.nth, w.letters = s, 0, nil
	for i := range s.Columns {
		w.letters = append(w.letters, letters(i))
	}
	w.beginSheet()
}

// letters returns the name of a column: A for 0.
func letters(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return letters(i/26-1) + string(rune('A'+i%26))
}

func (w *Writer) beginSheet() {
	w.nth++
	name := w.current.Name
	if w.nth > 1 {
		name += " " + strconv.Itoa(w.nth)
	}
	w.sheets = append(w.sheets, written{name: name})
	w.row, w.extra = 0, 0
	w.create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(w.sheets)))
	w.buf = append(w.buf, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"`...)
	if len(w.sheets) == 1 {
		w.buf = append(w.buf, ` tabSelected="1"`...)
	}
	if w.current.Table {
		w.buf = append(w.buf, `><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`...)
	} else {
		w.buf = append(w.buf, `/></sheetViews><cols>`...)
	}
	for i, c := range w.current.Columns {
		w.buf = fmt.Appendf(w.buf, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, c.Width)
	}
	w.buf = append(w.buf, `</cols><sheetData>`...)
	if w.current.Table {
		w.Row(true)
		for _, c := range w.current.Columns {
			w.Text(Plain, []byte(c.Heading))
		}
		w.EndRow()
	}
}

func (w *Writer) endSheet() {
	if len(w.sheets) == 0 {
		return
	}
	w.buf = append(w.buf, `</sheetData>`...)
	if w.current.Table {
		last := w.letters[len(w.letters)-1]
		w.buf = fmt.Appendf(w.buf, `<autoFilter ref="A1:%s%d"/>`, last, w.row-w.extra)
		w.sheets[len(w.sheets)-1].filter = fmt.Sprintf("$A$1:$%s$%d", last, w.row-w.extra)
	}
	w.buf = append(w.buf, `</worksheet>`...)
	w.flush()
}

// Close writes the rest of the workbook. It does not close the underlying writer.
func (w *Writer) Close() error {
	w.endSheet()
	xml := `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><bookViews><workbookView/></bookViews><sheets>`
	rels := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>`
	names := ""
	for i, s := range w.sheets {
		name := string(appendText(nil, []byte(s.name), true))
		xml += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+2)
		rels += fmt.Sprintf(`<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet%d.xml"/>`, i+2, i+1)
		if s.filter != "" {
			names += fmt.Sprintf(`<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">'%s'!%s</definedName>`, i, name, s.filter)
		}
	}
	xml += `</sheets>`
	if names != "" {
		xml += `<definedNames>` + names + `</definedNames>`
	}
	w.write("xl/workbook.xml", xml+`</workbook>`)
	w.write("xl/_rels/workbook.xml.rels", rels+`</Relationships>`)
	if w.err != nil {
		return w.err
	}
	w.err = errors.New("the workbook is closed")
	return w.zip.Close()
}

// Row begins a row, in bold letters or not. Its cells follow from left to right, one for each column.
func (w *Writer) Row(bold bool) {
	if w.row == w.maxRows && w.current.Table {
		w.endSheet()
		w.beginSheet()
	}
	w.row++
	w.column, w.bold = 0, bold
	w.number = strconv.AppendInt(w.number[:0], int64(w.row), 10)
	w.buf = append(append(append(w.buf, `<row r="`...), w.number...), `">`...)
}

// Outside takes the current row out of the filters of its table, behind which it stays.
func (w *Writer) Outside() { w.extra++ }

// EndRow ends a row.
func (w *Writer) EndRow() {
	w.buf = append(w.buf, `</row>`...)
	if len(w.buf) >= bufferSize {
		w.flush()
	}
}

// Empty adds an empty cell.
func (w *Writer) Empty() { w.column++ }

// cell begins a cell: the next attribute or the end of the tag follows.
func (w *Writer) cell(s Style) {
	w.buf = append(w.buf, `<c r="`...)
	w.buf = append(append(w.buf, w.letters[w.column]...), w.number...)
	w.column++
	if w.bold {
		s += bold
	}
	if s != Plain {
		w.buf = strconv.AppendInt(append(w.buf, `" s="`...), int64(s), 10)
	}
	w.buf = append(w.buf, '"')
}

// Text adds a text. It reports whether the text was too long for a cell and was cut, which its end shows.
func (w *Writer) Text(s Style, text []byte) (cut bool) {
	text, cut = fit(text)
	w.cell(s)
	w.buf = append(w.buf, ` t="inlineStr"><is><t`...)
	if n := len(text); n > 0 && (text[0] <= ' ' || text[n-1] <= ' ') {
		w.buf = append(w.buf, ` xml:space="preserve"`...)
	}
	w.buf = append(w.buf, '>')
	w.buf = appendText(w.buf, text, false)
	if cut {
		w.buf = append(w.buf, CutMark...)
	}
	w.buf = append(w.buf, `</t></is></c>`...)
	return cut
}

// Bool adds a boolean.
func (w *Writer) Bool(v bool) {
	w.cell(Plain)
	if v {
		w.buf = append(w.buf, ` t="b"><v>1</v></c>`...)
	} else {
		w.buf = append(w.buf, ` t="b"><v>0</v></c>`...)
	}
}

// Decimal adds a number that is written in decimal digits.
func (w *Writer) Decimal(s Style, digits []byte) {
	w.cell(s)
	w.buf = append(append(append(w.buf, `><v>`...), digits...), `</v></c>`...)
}

// Number adds a number.
func (w *Writer) Number(s Style, v float64) {
	w.cell(s)
	w.buf = append(strconv.AppendFloat(append(w.buf, `><v>`...), v, 'g', -1, 64), `</v></c>`...)
}

const (
	day = 24 * 60 * 60
	// epoch is the number of days from day 0 of spreadsheets to 1970-01-01.
	epoch = 25569
	// firstDay is 1900-03-01: on the days before it, spreadsheets disagree.
	firstDay = 61
)

// Time adds a date and time: the clock of t's zone, because spreadsheets know no zones. It reports false, and adds
// nothing, if a spreadsheet could not show it: before March of 1900 or after 9999.
func (w *Writer) Time(t time.Time) bool {
	_, offset := t.Zone()
	seconds := t.Unix() + int64(offset) + epoch*day
	if seconds < firstDay*day || t.Year() > 9999 {
		return false
	}
	micros := int64(t.Nanosecond() / 1000)
	s := Date
	if micros != 0 {
		s = DateMillis
	}
	w.Number(s, float64(seconds*1_000_000+micros)/(day*1_000_000))
	return true
}
