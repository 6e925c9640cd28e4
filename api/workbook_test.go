package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// book requests a workbook, which must be a 200, and opens it.
func (f *fixture) book(t testing.TB, path string, headers map[string]string) *excelize.File {
	t.Helper()
	status, header, body := f.getWith(t, path, headers)
	if status != http.StatusOK || header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" || header.Get("Content-Encoding") != "" {
		t.Fatalf("GET %s: status %d, headers %v: %.200s", path, status, header, body)
	}
	out, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	t.Cleanup(func() { _ = out.Close() })
	return out
}

// cells returns the cells of a sheet, each row as long as the first one.
func cells(t testing.TB, book *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := book.GetRows(sheet)
	if err != nil || len(rows) == 0 {
		t.Fatalf("sheet %s: %d rows, %v", sheet, len(rows), err)
	}
	for i := range rows {
		rows[i] = append(rows[i], slices.Repeat([]string{""}, max(0, len(rows[0])-len(rows[i])))...)
	}
	return rows
}

// serial returns the number of the day and time that a clock shows.
func serial(t time.Time) float64 {
	clock := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	whole := clock.Truncate(24 * time.Hour)
	return float64((whole.Unix()-time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix())/86400) + clock.Sub(whole).Hours()/24
}

// wantCell compares a cell of a workbook with the value in JSON.
func wantCell(t testing.TB, at string, c route.Column, got string, value any) {
	t.Helper()
	var want float64
	switch v := value.(type) {
	case nil:
		if got != "" {
			t.Errorf("%s is %q, want an empty cell", at, got)
		}
		return
	case bool:
		if got != map[bool]string{true: "TRUE", false: "FALSE"}[v] && got != map[bool]string{true: "1", false: "0"}[v] {
			t.Errorf("%s is %q, want %t", at, got, v)
		}
		return
	case string:
		switch c.Kind {
		case route.Time:
			moment, err := time.Parse(time.RFC3339Nano, v)
			if err != nil {
				t.Fatal(err)
			}
			want = serial(moment)
		case route.Money:
			want, _ = strconv.ParseFloat(v, 64)
		default:
			if got != v {
				t.Errorf("%s is %q, want %q", at, got, v)
			}
			return
		}
	case json.Number:
		want, _ = v.Float64()
		switch c.Unit() {
		case route.Seconds:
			want /= 86400
		case route.Percent:
			want /= 100
		}
	}
	if number, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(number-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s is %q, want %v of %v", at, got, want, value)
	}
}

// TestWorkbooksSayWhatJSONSays compares the workbook of every list with its JSON, cell by cell, in zones that set their
// clocks, and looks for marked values in those of a key that must see none.
func TestWorkbooksSayWhatJSONSays(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.fillMarked(t)
	_, masked := f.key(t, testKey{scopes: []string{"read", "admin"}})
	_, unmasked := f.key(t, testKey{scopes: []string{"read", "pii", "admin"}})
	routes, compared, kinds := 0, 0, map[string]int{}
	for i, r := range db.Routes() {
		if r.One {
			continue
		}
		compiled := query.Compile(r)
		columns, given := compiled.Columns, walkQuery(r)
		if r.Interval {
			given += "&interval=hour&total=true&compare=previous"
			columns = compiled.Compared().Columns
		}
		lang := route.Languages()[i%2]
		given += "&tz=" + []string{"America/Santiago", "Europe/Madrid", "Pacific/Apia"}[i%3] + "&lang=" + string(lang)
		limit := "&limit=1000"
		if r.Interval {
			limit = ""
		}
		status, _, body := f.getWith(t, r.Path+"?"+given+limit, bearer(unmasked))
		if status != http.StatusOK {
			t.Errorf("%s?%s: %s", r.Path, given, body)
			continue
		}
		var want answer
		decode(t, body, &want)
		if r.Interval {
			want.Data = append(want.Data, want.Total)
		}
		book := f.book(t, r.Path+"?format=xlsx&"+given, bearer(unmasked))
		if got := book.GetSheetList(); fmt.Sprint(got) != map[route.Language]string{route.English: "[Data Definitions]", route.Spanish: "[Datos Definiciones]"}[lang] {
			t.Errorf("%s: sheets %q", r.Path, got)
			continue
		}
		rows := cells(t, book, book.GetSheetName(0))
		if len(rows) != len(want.Data)+1 || len(rows[0]) != len(columns) {
			t.Errorf("%s?%s: %d rows of %d columns, want %d of %d", r.Path, given, len(rows), len(rows[0]), len(want.Data)+1, len(columns))
			continue
		}
		routes++
		seen := map[string]bool{}
		for i, c := range columns {
			if seen[rows[0][i]] || rows[0][i] != lang.Of(c.Label, c.LabelES) && rows[0][i] != c.Heading(lang) {
				t.Errorf("%s: the heading of %s is %q", r.Path, c.Name, rows[0][i])
			}
			seen[rows[0][i]] = true
			for n, row := range want.Data {
				wantCell(t, fmt.Sprintf("%s?%s, row %d: %s", r.Path, given, n, c.Name), c, rows[n+1][i], row[c.Name])
				if row[c.Name] != nil {
					kinds[string(c.Kind)+string(c.Unit())]++
				}
				compared++
			}
		}
		f.wantDefinitions(t, r.Path, book, columns, lang)
		_, _, packed := f.getWith(t, r.Path+"?format=xlsx&"+given, bearer(masked))
		if place := leaked(unpacked(t, packed)); place != "" && !strings.Contains(given, url.QueryEscape(place)) {
			t.Errorf("%s: a masked key sees %s", r.Path, place)
		}
	}
	t.Logf("%d cells of %d routes: %v", compared, routes, kinds)
	if routes < 80 || compared < 5000 || len(kinds) < 8 {
		t.Errorf("%d cells of %d routes were compared, of the kinds %v", compared, routes, kinds)
	}
}

// unpacked returns the parts of a workbook.
func unpacked(t testing.TB, book []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return string(book) // a problem
	}
	var out strings.Builder
	for _, part := range r.File {
		in, err := part.Open()
		if err == nil {
			_, err = io.Copy(&out, in)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// wantDefinitions wants a line for each column on the last sheet.
func (f *fixture) wantDefinitions(t *testing.T, path string, book *excelize.File, columns []route.Column, lang route.Language) {
	t.Helper()
	sheets := book.GetSheetList()
	rows, err := book.GetRows(sheets[len(sheets)-1])
	if err != nil || len(rows) < len(columns) {
		t.Fatalf("%s: definitions of %d lines, %v", path, len(rows), err)
	}
	for i, c := range columns {
		row := rows[len(rows)-len(columns)+i]
		if len(row) < 4 || row[1] != c.Name || row[2] != lang.Of(c.Description, c.DescriptionES) || row[3] == "" {
			t.Errorf("%s: the definition of %s is %q", path, c.Name, row)
		}
	}
}

// defined returns the lines of the definitions with one word before them.
func defined(t testing.TB, book *excelize.File, word string) (out []string) {
	t.Helper()
	sheets := book.GetSheetList()
	rows, err := book.GetRows(sheets[len(sheets)-1])
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if len(row) > 1 && row[0] == word {
			out = append(out, row[1:]...)
		}
	}
	return out
}

func TestWorkbookHasTheColumnsOfItsRates(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2026-03-09 09:00Z', '1', '=Sales', 'NONE', 'ENTERQUEUE', '', '25550100', '1'), ('2026-03-09 09:00:07Z', '1', '=Sales', 'ana', 'CONNECT', '7', 'x', '5'),
		('2026-03-09 09:01:07Z', '1', '=Sales', 'ana', 'COMPLETECALLER', '7', '60', '1')`)
	f.refresh(t)
	const path = "/v1/reports/queue-summary?format=xlsx&from=2026-03-09&to=2026-03-10&queue=%3DSales&queue=Sails"
	book := f.book(t, path+"&fields=queue,service_level,offered&sl_formula=abandons_missed&lang=es", nil)
	rows := cells(t, book, "Datos")
	if got, want := fmt.Sprint(rows[0]), "[Campaña Nivel de servicio Atendidas dentro del umbral Atendidas Abandonadas Ofrecidas]"; got != want || rows[1][0] != "=Sales" || rows[1][1] != "1" {
		t.Errorf("%q, want %s", rows, want)
	}
	if got := defined(t, book, "Nivel de servicio"); len(got) != 4 || got[3] != "= 'Atendidas dentro del umbral' / ('Atendidas' + 'Abandonadas')" || got[2] != "por ciento" {
		t.Errorf("defined as %q", got)
	}
	if got := defined(t, book, "queue"); fmt.Sprint(got) != "[=Sales o Sails]" {
		t.Errorf("filters %q", got)
	}
	if got := defined(t, book, "Advertencia"); len(got) != 1 || !strings.Contains(got[0], "Sails") {
		t.Errorf("warnings %q", got)
	}
	if got := defined(t, book, "sl_threshold"); len(got) != 1 || !strings.Contains(got[0], "(por defecto)") {
		t.Errorf("defaults %q", got)
	}
	if got := defined(t, book, "Desde"); len(got) != 1 || got[0] != fmt.Sprint(serial(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC))) {
		t.Errorf("range from %q", got)
	}
	rows = cells(t, f.book(t, path+"&fields=abandon_rate_previous&compare=previous&labels=false", nil), "Data")
	if got, want := fmt.Sprint(rows[0]), "[abandon_rate_previous abandoned_previous offered_previous waiting_previous]"; got != want {
		t.Errorf("headings %s, want %s", got, want)
	}
	rows = cells(t, f.book(t, path+"&fields=offered,queue&total=true&labels=false", nil), "Data")
	if got := fmt.Sprint(rows); got != "[[offered queue] [1 =Sales] [0 Sails] [1 ]]" {
		t.Errorf("with total %s", got)
	}
}

// TestWorkbookOfHostileTexts reads back what only JSON and CSV can hold otherwise, and numbers that spreadsheets round.
func TestWorkbookOfHostileTexts(t *testing.T) {
	t.Parallel()
	f := setup(t)
	texts := oddTexts()
	for i, text := range texts {
		f.exec(t, "INSERT INTO tags (id, datetime, comment) VALUES ($1, '2026-01-01', $2)", i, text)
	}
	f.exec(t, "INSERT INTO tags (id, datetime, comment, position) VALUES (1234567890123456, '1850-01-01', repeat('é', 40000), 123456789012345), (123456789012345, '2026-01-02', NULL, NULL)")
	const path = "/v1/tables/tags?format=xlsx&fields=id,comment,datetime,guid&order=id"
	book := f.book(t, path, nil)
	rows := cells(t, book, "Data")
	if len(rows) != len(texts)+3 {
		t.Fatalf("%d rows, want %d: %.40q", len(rows), len(texts)+3, rows[len(rows)-2:])
	}
	if _, _, packed := f.get(t, path); strings.Contains(unpacked(t, packed), "<f>") {
		t.Error("there is a formula")
	}
	for i, text := range texts {
		if got := rows[i+1]; got[0] != strconv.Itoa(i) || got[1] != text || got[3] != "" {
			t.Errorf("row %d is %.60q, want %.60q", i, got, text)
		}
	}
	exact, rounded := rows[len(rows)-2], rows[len(rows)-1]
	if exact[0] != "123456789012345" || exact[1] != "" || exact[2] != "46024" {
		t.Errorf("%q", exact)
	}
	if rounded[0] != "1234567890123456" || rounded[2] != "1850-01-01T00:00:00Z" || !strings.HasSuffix(rounded[1], "é […]") {
		t.Errorf("%.60q", rounded)
	}
	for cell, want := range map[string]excelize.CellType{"A": excelize.CellTypeInlineString, "C": excelize.CellTypeInlineString} {
		if kind, _ := book.GetCellType("Data", fmt.Sprintf("%s%d", cell, len(rows))); kind != want {
			t.Errorf("column %s has the type %v", cell, kind)
		}
	}
	if got := defined(t, book, "Note"); len(got) != 2 || !strings.HasPrefix(got[0], "1 texts of more than 32767 characters") || !strings.HasPrefix(got[1], "2 cells are texts") {
		t.Errorf("notes %q", got)
	}
	page := f.book(t, "/v1/tables/tags?format=xlsx&limit=3", nil)
	if got := defined(t, page, "Rows"); len(got) != 1 || !strings.Contains(got[0], "More follow") {
		t.Errorf("rows %q", got)
	}
	one := f.book(t, "/v1/tables/tags/7?format=xlsx", nil)
	if got := cells(t, one, "Data"); len(got) != 2 {
		t.Errorf("one row: %q", got)
	}
}

// TestWorkbookBrokenOff kills the session of an export: no program takes the rest for a workbook, whatever the protocol.
func TestWorkbookBrokenOff(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"HTTP/1.0", "HTTP/1.1"} {
		t.Run(protocol, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.trickle(t, 500, 30_000, 100, time.Hour)
			const path = "/v1/tables/tags?format=xlsx"
			var res *http.Response
			if protocol == "HTTP/1.0" {
				res = f.byHTTP10(t, path)
			} else {
				res = f.open(t, path, nil)
				defer func() { _ = res.Body.Close() }()
			}
			begin := make([]byte, 1000) // comes long before the end
			if _, err := io.ReadFull(res.Body, begin); err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Disposition") != `attachment; filename="tags.xlsx"` {
				t.Fatalf("status %d, headers %v, %v", res.StatusCode, res.Header, err)
			}
			f.kill(t)
			rest, err := io.ReadAll(res.Body)
			if (err == nil) != (protocol == "HTTP/1.0") {
				t.Errorf("ends with %v", err)
			}
			whole := slices.Concat(begin, rest)
			if _, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole))); err == nil {
				t.Error("it looks whole")
			}
			if _, err := excelize.OpenReader(bytes.NewReader(whole)); err == nil {
				t.Error("it can be opened")
			}
		})
	}
}
