package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// TestExamples executes every example of every route in every format and compares the answers.
func TestExamples(t *testing.T) {
	t.Parallel()
	f := setup(t)
	dbtest.Fill(t, f.db)
	dbtest.FillEvents(t, f.db, walkedEvents()...)
	for _, r := range db.Routes() {
		if len(r.Examples) == 0 {
			t.Errorf("%s has no example", r.Path)
		}
		for _, example := range r.Examples {
			t.Run(example, func(t *testing.T) {
				t.Parallel()
				a, names := f.rowsInJSON(t, example)
				if len(a) == 0 {
					t.Error("the example has no rows")
				}
				mark := "?"
				if strings.Contains(example, "?") {
					mark = "&"
				}
				f.compareNDJSON(t, example+mark+"format=ndjson", a)
				f.compareCSV(t, example+mark+"format=csv", a, names)
			})
		}
	}
}

// rowsInJSON gets the rows of an answer, one or many, and the names of their columns in order.
func (f *fixture) rowsInJSON(t *testing.T, path string) (rows []map[string]any, names []string) {
	t.Helper()
	status, header, body := f.get(t, path)
	if status != http.StatusOK || header.Get("Content-Type") != "application/json" {
		t.Fatalf("GET %s: status %d, type %q: %s", path, status, header.Get("Content-Type"), body)
	}
	var frame struct {
		Data json.RawMessage
	}
	decode(t, body, &frame)
	if bytes.HasPrefix(frame.Data, []byte("{")) {
		frame.Data = append(append([]byte("["), frame.Data...), ']')
	}
	decode(t, frame.Data, &rows)
	d := json.NewDecoder(bytes.NewReader(frame.Data))
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil || token == json.Delim('}') {
			return rows, names
		}
		if depth++; depth > 2 && depth%2 == 1 {
			names = append(names, fmt.Sprint(token))
		}
	}
}

func (f *fixture) compareNDJSON(t *testing.T, path string, want []map[string]any) {
	t.Helper()
	status, _, body := f.get(t, path)
	lines := bytes.SplitAfter(body, []byte("\n"))
	if status != http.StatusOK || len(lines) != len(want)+1 {
		t.Fatalf("GET %s: status %d and %d lines, want 200 and %d", path, status, len(lines)-1, len(want))
	}
	for i, row := range want {
		var got map[string]any
		decode(t, lines[i], &got)
		if !maps.Equal(got, row) {
			t.Errorf("NDJSON row %d is %v, in JSON %v", i, got, row)
		}
	}
}

func (f *fixture) compareCSV(t *testing.T, path string, want []map[string]any, names []string) {
	t.Helper()
	status, _, body := f.get(t, path)
	records, err := parseCSV(string(body))
	if status != http.StatusOK || err != nil || len(records) != len(want)+1 {
		t.Fatalf("GET %s: status %d, %d records (%v), want 200 and %d", path, status, len(records), err, len(want)+1)
	}
	for i, name := range names {
		if *records[0][i] != name {
			t.Errorf("CSV column %d is %s, in JSON %s", i, *records[0][i], name)
		}
		for j, row := range want {
			cell := records[j+1][i]
			if (cell == nil) != (row[name] == nil) || cell != nil && *cell != fmt.Sprint(row[name]) {
				t.Errorf("CSV %s of row %d differs from JSON's %v", name, j, row[name])
			}
		}
	}
}

// TestEveryParameterOfEveryRoute gives each route each of its columns with each operator, and each parameter of the
// grammar; none may be refused.
func TestEveryParameterOfEveryRoute(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	dbtest.Fill(t, f.db)
	dbtest.FillEvents(t, f.db, walkedEvents()...)
	values := map[route.Kind]string{route.Text: "x*", route.Int: "5", route.Number: "1.5", route.Money: "2.50", route.Bool: "true", route.Time: "2026-03-09"}
	grammar := map[string]string{"tz": "Asia/Kathmandu", "format": "json", "from": "2026-03-09", "to": "2026-03-10", "range": "yesterday", "limit": "2",
		"count": "estimated", "interval": "hour", "hours": "08:00-18:00", "weekdays": "1-5", "total": "false", "labels": "false", "width": "300", "height": "300"}
	for _, r := range walkedRoutes() {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			infos := query.Compile(r).Parameters()
			if len(infos) < len(r.Columns) {
				t.Fatalf("only %d parameters", len(infos))
			}
			path := strings.ReplaceAll(r.Path, "{id}", "1")
			var columns []string
			for _, p := range infos {
				if !p.Operator && !p.Path && slices.ContainsFunc(r.Columns, func(c route.Column) bool { return c.Name == p.Name }) {
					columns = append(columns, p.Name)
				}
			}
			for _, p := range infos {
				value := values[p.Kind]
				group := p.Name == "agg" || !r.Interval && (p.Name == "total" || p.Name == "width" || p.Name == "height" || value == "svg")
				switch {
				case p.Name == "by":
					value = columns[0]
				case p.Name == "agg":
					value = "count,share," + columns[0] + ".distinct"
				case p.Path || p.Name == "cursor":
					continue
				case grammar[p.Name] != "":
					value = grammar[p.Name]
				case p.Name == "fields" || p.Name == "order":
					value = strings.Join(columns, ",")
				case len(p.Enum) > 0:
					value = p.Enum[0]
				}
				repeats := []int{1, 2}
				if p.Repeatable {
					repeats = []int{2} // each of the two values is read as a single one is
				}
				for _, repeat := range repeats {
					query := requiredParams(t, r)
					query[p.Name] = slices.Repeat([]string{value}, repeat)
					if group && p.Name != "by" && !r.One {
						query.Set("by", columns[0])
					}
					ofCSV := slices.Contains([]string{"dialect", "separator", "decimal", "bom", "dates"}, p.Name)
					if ofCSV {
						query.Set("format", "csv")
					}
					ofPicture := p.Name == "width" || p.Name == "height"
					if ofPicture {
						query.Set("format", "svg")
					}
					status, header, body := f.get(t, path+"?"+query.Encode())
					switch {
					case repeat == 2 && !p.Repeatable:
						if status != http.StatusBadRequest {
							t.Errorf("%s twice: status %d, want 400: %s", p.Name, status, body)
						}
					case status == http.StatusOK || status == http.StatusNotFound && r.One && !strings.Contains(string(body), "unknown_route"):
						if header.Get("Content-Type") == "" || json.Valid(body) == (ofCSV || ofPicture) {
							t.Errorf("%s: not the format that it should have: %s", query.Encode(), body)
						}
					default:
						t.Errorf("%s: status %d: %s", query.Encode(), status, body)
					}
				}
			}
		})
	}
}

// TestEveryOrderOfEveryRoute pages each plain route by each column, both ways.
func TestEveryOrderOfEveryRoute(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	dbtest.Fill(t, f.db)
	dbtest.FillEvents(t, f.db, walkedEvents()...)
	for _, r := range walkedRoutes() {
		if r.One || r.Interval {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			span := "&" + requiredParams(t, r).Encode()
			if r.Time != "" {
				span += "&range=yesterday"
			}
			all := f.ask(t, r.Path+"?limit=1000&fields="+r.Key[0]+span)
			limit := fmt.Sprint(1 + len(all.Data)/5)
			for _, c := range r.Columns {
				for _, sign := range []string{"", "-"} {
					got := f.pages(t, r.Path+"?limit="+limit+"&fields="+r.Key[0]+"&order="+sign+c.Name+span, r.Key[0])
					if len(got) != len(all.Data) || len(got) == 0 {
						t.Errorf("order %s%s: %d rows by pages, %d at once", sign, c.Name, len(got), len(all.Data))
					}
				}
			}
		})
	}
}

func TestIndexNamesEveryRoute(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _, body := f.get(t, "/v1")
	var index map[string][]struct{ Name, URL, Summary string }
	decode(t, body, &index)
	listed := map[string]bool{}
	for _, list := range []string{"tables", "events", "event_tables", "event_aliases", "reports", "actions", "dialer", "settings"} {
		if index[list] == nil {
			t.Errorf("the index has no list %s", list)
		}
		for _, e := range index[list] {
			listed[e.URL] = e.Summary != "" && e.Name != ""
		}
	}
	for _, r := range db.Routes() {
		if !strings.Contains(r.Path, "{") && !listed[r.Path] {
			t.Errorf("the index does not list %s with its summary", r.Path)
		}
	}
}
