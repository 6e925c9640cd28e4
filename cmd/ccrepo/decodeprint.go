// The formats of ccrepo decode: table, CSV and NDJSON.

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/ingest"
)

// rowPrinter prints decoded rows in one format.
type rowPrinter interface {
	row(r decodedRow) error
	end() error
}

// rowNames returns the columns that every row has.
func rowNames() []string { return []string{"datetime", "callid", "queuename", "agent", "event"} }

func (r decodedRow) common(loc *time.Location) []string {
	return []string{r.Time.In(loc).Format(time.RFC3339Nano), r.CallID, r.Queue, r.Agent, r.Event}
}

// tablePrinter prints all rows at the end, aligned. The fields share one column, because they differ by event.
type tablePrinter struct {
	w       io.Writer
	loc     *time.Location
	records [][]string
}

func (p *tablePrinter) row(r decodedRow) error {
	var fields []string
	for _, v := range r.values {
		if !v.Null && v.Text != "" {
			unit := map[event.Type]string{event.Seconds: " s", event.Milliseconds: " ms"}[v.Type]
			fields = append(fields, v.Name+"="+v.Text+unit)
		}
	}
	for _, n := range r.unnamed {
		if n <= r.Fields && r.Data[n-1] != "" {
			fields = append(fields, fmt.Sprintf("data%d=%s", n, r.Data[n-1]))
		}
	}
	record := append(r.common(p.loc), strings.Join(fields, "  "))
	for i := range record {
		record[i] = printable(record[i])
	}
	p.records = append(p.records, record)
	return nil
}

func (p *tablePrinter) end() error {
	if len(p.records) > 0 {
		printAligned(p.w, append([][]string{append(rowNames(), "fields")}, p.records...))
	}
	return nil
}

// csvPrinter prints a column for every field of any event.
type csvPrinter struct {
	w       io.Writer
	loc     *time.Location
	columns []string
	begun   bool
}

func newCSVPrinter(w io.Writer, loc *time.Location, catalogue *event.Catalogue) *csvPrinter {
	p := &csvPrinter{w: w, loc: loc, columns: rowNames()}
	for _, e := range catalogue.WithViews() {
		for _, f := range e.Fields {
			if name := csvColumn(f); e.Table == decodedTable && !slices.Contains(p.columns, name) {
				p.columns = append(p.columns, name)
			}
		}
	}
	for n := 1; n <= 5; n++ {
		p.columns = append(p.columns, fmt.Sprintf("data%d", n))
	}
	return p
}

// csvColumn returns the column of a field. A field of milliseconds gets a column apart from a field of seconds with
// the same name.
func csvColumn(f event.Field) string {
	if f.Type == event.Milliseconds {
		return f.Name + "_milliseconds"
	}
	return f.Name
}

func (p *csvPrinter) row(r decodedRow) error {
	cells := make([][]byte, len(p.columns)) // nil is NULL, an empty field
	for i, text := range r.common(p.loc) {
		cells[i] = query.AppendCSVText(nil, text)
	}
	for _, v := range r.values {
		if v.Null {
			continue
		}
		cell := []byte(v.Text)
		if v.Type == event.Text {
			cell = query.AppendCSVText(nil, v.Text)
		}
		cells[slices.Index(p.columns, csvColumn(v.Field))] = cell
	}
	for _, n := range r.unnamed {
		if n <= r.Fields {
			cells[len(cells)-6+n] = query.AppendCSVText(nil, r.Data[n-1])
		}
	}
	var line []byte
	if !p.begun {
		line = append([]byte(strings.Join(p.columns, ",")), "\r\n"...)
		p.begun = true
	}
	for i, cell := range cells {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(line, cell...)
	}
	_, err := p.w.Write(append(line, "\r\n"...))
	return err
}

// end prints the header if there were no rows.
func (p *csvPrinter) end() error {
	if p.begun {
		return nil
	}
	_, err := io.WriteString(p.w, strings.Join(p.columns, ",")+"\r\n")
	return err
}

// ndjsonPrinter prints one JSON object a line, with the fields of its event.
type ndjsonPrinter struct {
	w   io.Writer
	loc *time.Location
}

func (p *ndjsonPrinter) row(r decodedRow) error {
	var line strings.Builder
	line.WriteByte('{')
	member := func(name string, value any) {
		if line.Len() > 1 {
			line.WriteByte(',')
		}
		text, _ := json.Marshal(value) // texts, numbers and nil always marshal
		fmt.Fprintf(&line, "%q:%s", name, text)
	}
	for i, text := range r.common(p.loc) {
		member(rowNames()[i], text)
	}
	for _, v := range r.values {
		member(v.Name, v.JSON())
	}
	for _, n := range r.unnamed {
		var value any
		if n <= r.Fields {
			value = r.Data[n-1]
		}
		member(fmt.Sprintf("data%d", n), value)
	}
	line.WriteString("}\n")
	_, err := io.WriteString(p.w, line.String())
	return err
}

func (p *ndjsonPrinter) end() error { return nil }

// decodedRow is a line of the log with the fields of its event.
type decodedRow struct {
	ingest.QueueLogRow
	values  []event.Value
	unnamed []int // those of data1 to data5 that have no name
}

// decodedTable is the table whose events are decoded: the log is Asterisk's.
const decodedTable = "queue_log_repo"
