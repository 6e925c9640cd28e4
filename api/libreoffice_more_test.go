//go:build more

package api_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// office converts files with LibreOffice, which starts once for all of them.
func office(t *testing.T, dir string, options, files []string) {
	t.Helper()
	args := slices.Concat([]string{"-env:UserInstallation=file://" + t.TempDir(), "--headless"}, options, []string{"--outdir", dir}, files)
	if out, err := exec.CommandContext(t.Context(), "soffice", args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// officeFacts writes calls with rates and durations, and records with what spreadsheets change.
func (f *fixture) officeFacts(t *testing.T) {
	t.Helper()
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2026-03-09 09:00Z', '1', '=Sales', 'NONE', 'ENTERQUEUE', '', '25550100', '1'), ('2026-03-09 09:00:07.5Z', '1', '=Sales', 'ana', 'CONNECT', '7', 'x', '5'),
		('2026-03-09 10:41:07Z', '1', '=Sales', 'ana', 'COMPLETECALLER', '7', '6060', '1'), ('2026-03-09 09:10Z', '2', '=Sales', 'NONE', 'ENTERQUEUE', '', '25550101', '1'),
		('2026-03-09 09:11:40Z', '2', '=Sales', 'NONE', 'ABANDON', '1', '1', '100'), ('2026-03-09 15:10Z', '3', 'Ñandú "2"', 'NONE', 'ENTERQUEUE', '', NULL, '1')`)
	f.exec(t, `INSERT INTO cdr_repo (id, calldate, uniqueid, src, dst, lastdata, billsec, duration, charged_balance, finishtime) VALUES
		(1, '2026-03-09 09:00Z', 'a', '=1+1', '+59825550100', E'two\nlines; "quoted", and 漢字', 60, 75, 1234.5, '2026-03-09 09:01:15Z'),
		(1234567890123456, '2026-03-09 09:00:00.25Z', 'b', '-1+2', '@SUM(A1)', ' spaces ', NULL, NULL, NULL, NULL),
		(123456789012345, '2026-03-09 23:59:59Z', 'c', '007', '', NULL, 0, 0, -0.05, 'infinity'), (4, '2026-03-09 12:00Z', 'd', NULL, E'\ttab', 'false', 100000, 1, 12345678901234567.25, NULL)`)
	f.refresh(t)
}

// officePaths are the answers that LibreOffice opens.
func officePaths() map[string]string {
	const day = "?from=2026-03-09&to=2026-03-10&tz=America/Montevideo&lang=es"
	return map[string]string{"cdr_repo": "/v1/tables/cdr_repo" + day, "queue-summary": "/v1/reports/queue-summary" + day + "&interval=hour", "calls": "/v1/reports/calls" + day, "agent-summary": "/v1/reports/agent-summary" + day + "&interval=day"}
}

// officeColumns are the columns of a path.
func officeColumns(t *testing.T, path string) []route.Column {
	t.Helper()
	for _, r := range db.Routes() {
		if strings.HasPrefix(path, r.Path+"?") {
			return query.Compile(r).Columns
		}
	}
	t.Fatalf("there is no route %s", path)
	return nil
}

// TestMoreLibreOfficeShowsWhatJSONSays opens workbooks of several routes, and compares what is shown with the JSON, cell by cell.
func TestMoreLibreOfficeShowsWhatJSONSays(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.officeFacts(t)
	dir := t.TempDir()
	// All sheets, as they are shown, in UTF-8 with commas.
	options, files := []string{"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,true,false,false,-1"}, []string(nil)
	for name, path := range officePaths() {
		_, _, body := f.get(t, path+"&format=xlsx")
		file := filepath.Join(dir, name+".xlsx")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	office(t, dir, options, files)
	compared := 0
	for name, path := range officePaths() {
		columns, want := officeColumns(t, path), f.ask(t, path).Data
		rows := readCSV(t, filepath.Join(dir, name+"-Datos.csv"))
		if len(rows) != len(want)+1 || len(rows[0]) != len(columns) {
			t.Errorf("%s: %d rows of %d cells, want %d of %d", name, len(rows), len(rows[0]), len(want)+1, len(columns))
			continue
		}
		for i, c := range columns {
			if heading := rows[0][i]; heading != c.LabelES && heading != c.Heading(route.Spanish) {
				t.Errorf("%s: the heading of %s is %q", name, c.Name, heading)
			}
			for n, row := range want {
				compared++
				wantShown(t, fmt.Sprintf("%s, row %d: %s", name, n, c.Name), c, rows[n+1][i], row[c.Name])
			}
		}
		definitions := readCSV(t, filepath.Join(dir, name+"-Definiciones.csv"))
		if last := definitions[len(definitions)-1]; last[1] != columns[len(columns)-1].Name || last[2] == "" {
			t.Errorf("%s: the last definition is %q", name, last)
		}
	}
	t.Logf("%d cells", compared)
}

func readCSV(t *testing.T, file string) [][]string {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	r := csv.NewReader(in)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", file, len(rows), err)
	}
	return rows
}

// wantShown compares what a cell shows with the value in JSON.
func wantShown(t *testing.T, at string, c route.Column, got string, value any) {
	t.Helper()
	near := func(want, within float64, number string) {
		if v, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64); err != nil || math.Abs(v-want) > within {
			t.Errorf("%s is %q, want %v", at, got, want)
		}
	}
	want := fmt.Sprint(value)
	switch v := value.(type) {
	case nil:
		want = ""
	case bool:
		want = strings.ToUpper(want)
	case string:
		if c.Kind == route.Time {
			moment, err := time.Parse(time.RFC3339Nano, v)
			if err != nil {
				t.Fatal(err)
			}
			if want = moment.Format("2006-01-02 15:04:05"); moment.Nanosecond() > 0 {
				want = moment.Format("2006-01-02 15:04:05.000")
			}
		} else if digits := strings.Trim(strings.Replace(v, ".", "", 1), "-0"); c.Kind == route.Money && len(digits) <= 15 {
			number, _ := strconv.ParseFloat(v, 64)
			near(number, 1e-6, got)
			return
		}
	case json.Number:
		number, _ := v.Float64()
		switch {
		case c.Unit() == route.Seconds:
			var hours, minutes, seconds float64
			if _, err := fmt.Sscanf(got, "%f:%f:%f", &hours, &minutes, &seconds); err != nil || math.Abs(hours*3600+minutes*60+seconds-number) > 1 {
				t.Errorf("%s is %q, want %v seconds", at, got, number)
			}
			return
		case c.Unit() == route.Percent:
			near(number, 0.0051, strings.TrimSuffix(got, "%"))
			return
		case c.Kind != route.Int:
			near(number, 1e-9*max(1, math.Abs(number)), got)
			return
		}
	}
	if got != want {
		t.Errorf("%s is %q, want %q", at, got, want)
	}
}

// sheetCell is a cell of a flat ODS document.
type sheetCell struct {
	Repeated int    `xml:"number-columns-repeated,attr"`
	Type     string `xml:"value-type,attr"`
	Value    string `xml:"value,attr"`
	Date     string `xml:"date-value,attr"`
	Text     string `xml:"p"`
}

// TestMoreLibreOfficeReadsSpanishCSV opens CSV for Excel in Spanish in the locale of Uruguay: numbers are numbers, and times are times.
func TestMoreLibreOfficeReadsSpanishCSV(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.officeFacts(t)
	dir := t.TempDir()
	// Separated by semicolons, in UTF-8, in Spanish of Uruguay (14346), with numbers and dates recognized.
	options, files := []string{"--infilter=CSV:59,34,76,1,,14346,false,true,false", "--convert-to", "fods"}, []string(nil)
	for name, path := range officePaths() {
		_, _, body := f.get(t, path+"&format=csv&dialect=excel-es&labels=true")
		file := filepath.Join(dir, name+".csv")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	office(t, dir, options, files)
	kinds := map[string]int{}
	for name, path := range officePaths() {
		text, err := os.ReadFile(filepath.Join(dir, name+".fods"))
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Rows []struct {
				Cells []sheetCell `xml:"table-cell"`
			} `xml:"body>spreadsheet>table>table-row"`
		}
		if err := xml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		columns, want := officeColumns(t, path), f.ask(t, path).Data
		if len(document.Rows) < len(want)+1 {
			t.Fatalf("%s: %d rows, want %d", name, len(document.Rows), len(want)+1)
		}
		for n, row := range want {
			var cells []sheetCell
			for _, c := range document.Rows[n+1].Cells {
				for range max(c.Repeated, 1) {
					cells = append(cells, c)
				}
			}
			for i, c := range columns {
				at, value := fmt.Sprintf("%s, row %d: %s", name, n, c.Name), row[c.Name]
				if value == nil {
					if i < len(cells) && cells[i].Type != "" {
						t.Errorf("%s is %+v, want an empty cell", at, cells[i])
					}
					continue
				}
				cell := cells[i]
				switch c.Kind {
				case route.Time:
					moment, err := time.Parse(time.RFC3339Nano, fmt.Sprint(value))
					if shown := strings.TrimSuffix(moment.Format("2006-01-02T15:04:05.999"), "T00:00:00"); err != nil || cell.Type != "date" || !strings.HasPrefix(cell.Date, shown) {
						t.Errorf("%s is %+v, want the time %s", at, cell, shown)
					}
				case route.Int, route.Number, route.Money:
					wanted, _ := strconv.ParseFloat(fmt.Sprint(value), 64)
					if v, err := strconv.ParseFloat(cell.Value, 64); err != nil || cell.Type != "float" || math.Abs(v-wanted) > 1e-9*max(1, math.Abs(wanted)) {
						t.Errorf("%s is %+v, want the number %v", at, cell, value)
					}
				default:
					continue // a text that looks like a number is one, whatever the separator is
				}
				kinds[string(c.Kind)]++
			}
		}
	}
	if t.Logf("%v", kinds); len(kinds) < 4 {
		t.Errorf("only %v were compared", kinds)
	}
}
