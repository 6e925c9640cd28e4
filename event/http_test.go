package event_test

// Tests of the event routes over HTTP.

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
)

// serve creates a database and a server for it, with the server's clock an hour after noon.
func serve(t *testing.T) (*sql.DB, *api.Server) {
	t.Helper()
	url := dbtest.URL(t)
	conn, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	server, err := api.New(api.Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Quiet: true, Trusted: true,
		Now: func() time.Time { return noon.Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return conn, server
}

// get requests a path and returns the body. Another status than the wanted one ends the test.
func get(t *testing.T, server *api.Server, path string, status int) []byte {
	t.Helper()
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, httptest.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, path, nil))
	if answer.Code != status {
		t.Fatalf("GET %s: %d, want %d: %.300s", path, answer.Code, status, answer.Body)
	}
	return answer.Body.Bytes()
}

func getJSON(t *testing.T, server *api.Server, path string, status int, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(get(t, server, path, status))))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
}

// TestEveryEventIsServed finds the rows of every event, with valid and with odd values, in JSON and CSV, and the
// event in OpenAPI and the index.
func TestEveryEventIsServed(t *testing.T) {
	t.Parallel()
	conn, server := serve(t)
	catalogue := load(t)
	rows := map[string][]row{}
	for _, e := range catalogue.WithViews() {
		rows[e.Table] = append(rows[e.Table], rowsOf(e)...)
	}
	for table, list := range rows {
		insert(t, conn, table, list)
	}
	var d document
	getJSON(t, server, "/openapi.json", http.StatusOK, &d)
	for _, e := range catalogue.WithViews() {
		t.Run(e.Table+" "+e.Name, func(t *testing.T) {
			t.Parallel()
			mine := slices.DeleteFunc(slices.Clone(rows[e.Table]), func(r row) bool { return r.Name != e.Name })
			fromJSON, fromCSV := readJSON(t, server, e), readCSV(t, server, e)
			for _, r := range mine {
				checkRow(t, "JSON", fromJSON, r)
				checkCSV(t, fromCSV, r)
			}
			d.checkOperation(t, e)
		})
	}
	t.Run("the index lists the documented events, and aliases apart", func(t *testing.T) {
		t.Parallel()
		var index map[string][]struct{ Name, URL, Summary string }
		getJSON(t, server, "/v1", http.StatusOK, &index)
		if len(index["events"]) != len(catalogue.Events()) || len(index["event_aliases"]) != len(catalogue.Aliases()) || len(index["event_tables"]) != 7 {
			t.Errorf("%d events, %d aliases, %d tables", len(index["events"]), len(index["event_aliases"]), len(index["event_tables"]))
		}
		for _, line := range slices.Concat(index["events"], index["event_aliases"]) {
			table, name, _ := strings.Cut(line.Name, "/")
			if e, _ := catalogue.Lookup(table, name); e.English != line.Summary && !strings.HasPrefix(line.Summary, e.Name) || line.URL != "/v1/events/"+line.Name {
				t.Errorf("%+v", line)
			}
		}
	})
}

// readJSON reads an event's rows over HTTP and returns numbers and texts as text, by callid. A value of the wrong
// type ends the test.
func readJSON(t *testing.T, server *api.Server, e event.Event) map[string]map[string]*string {
	t.Helper()
	var answer struct{ Data []map[string]any }
	getJSON(t, server, "/v1/events/"+e.Table+"/"+strings.ToLower(e.Name)+"?limit=1000", http.StatusOK, &answer)
	out := map[string]map[string]*string{}
	for _, data := range answer.Data {
		if len(data) != len(e.Columns()) {
			t.Fatalf("a row has the members %v, want %v", data, e.Columns())
		}
		one := map[string]*string{}
		for _, name := range e.Columns() {
			field := slices.IndexFunc(e.Fields, func(f event.Field) bool { return f.Name == name })
			switch value := data[name].(type) {
			case json.Number:
				if name != "id" && (field < 0 || e.Fields[field].Type == event.Text) {
					t.Fatalf("%s is a number", name)
				}
				text := value.String()
				one[name] = &text
			case string:
				if field >= 0 && e.Fields[field].Type != event.Text {
					t.Fatalf("%s is the text %q", name, value)
				}
				one[name] = &value
			}
		}
		out[*one["callid"]] = one
	}
	return out
}

func readCSV(t *testing.T, server *api.Server, e event.Event) map[string]map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(string(get(t, server, e.URL()+"?format=csv", http.StatusOK)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(records[0], e.Columns()) {
		t.Fatalf("the header is %q, want %q", records[0], e.Columns())
	}
	out := map[string]map[string]string{}
	for _, record := range records[1:] {
		one := map[string]string{}
		for i, name := range records[0] {
			one[name] = record[i]
		}
		out[one["callid"]] = one
	}
	return out
}

func checkCSV(t *testing.T, got map[string]map[string]string, r row) {
	t.Helper()
	for _, f := range r.Fields {
		// A text that a spreadsheet would execute has an apostrophe before it.
		if v, want := got[r.callid][f.Name], r.want[f.Name]; v != want && (f.Type != event.Text || v != "'"+want) {
			t.Errorf("CSV, %s: %s is %.60q, want %.60q", r.callid, f.Name, v, want)
		}
	}
}

// document is the part of the OpenAPI document that the test checks.
type document struct {
	Paths      map[string]struct{ Get operation }
	Components struct {
		Schemas    map[string]schema
		Parameters map[string]struct {
			Name      string
			Operators map[string][]string `json:"x-operators"`
		}
	}
}

type operation struct {
	Summary    string
	Parameters []schema
	Responses  map[string]struct {
		Content map[string]struct{ Schema schema }
	}
}

type schema struct {
	Ref         string `json:"$ref"`
	AllOf       []schema
	Properties  map[string]schema
	Items       *schema
	Type        any
	Description string
	Unit        string `json:"x-unit"`
}

// resolve returns the component that a reference names.
func (d *document) resolve(s schema) schema {
	if name, isReference := strings.CutPrefix(s.Ref, "#/components/schemas/"); isReference {
		return d.Components.Schemas[name]
	}
	return s
}

// members returns the properties of a schema and of its parts.
func (d *document) members(s schema) map[string]schema {
	s = d.resolve(s)
	out := map[string]schema{}
	for name, property := range s.Properties {
		out[name] = d.resolve(property)
	}
	for _, part := range s.AllOf {
		maps.Copy(out, d.members(part))
	}
	return out
}

func (d *document) checkOperation(t *testing.T, e event.Event) {
	t.Helper()
	op := d.Paths[e.URL()].Get
	if op.Summary != e.English {
		t.Errorf("the summary is %q", op.Summary)
	}
	rows := d.members(op.Responses["200"].Content["application/json"].Schema)["data"]
	if rows.Items == nil {
		t.Fatal("the answer has no rows")
	}
	columns := d.members(*rows.Items)
	if len(columns) != len(e.Columns()) {
		t.Errorf("it has the columns %v", columns)
	}
	for _, f := range e.Fields {
		column := columns[f.Name]
		kind := map[bool]string{true: "string", false: "integer"}[f.Type == event.Text]
		if types, _ := column.Type.([]any); !slices.Equal(types, []any{kind, "null"}) || column.Description != f.Describe() || column.Unit != f.Type.Unit() {
			t.Errorf("%s is %+v", f.Name, column)
		}
	}
	if !slices.ContainsFunc(op.Parameters, func(p schema) bool { return p.Ref == "#/components/parameters/filter" }) {
		t.Error("it has no filter")
	}
	for _, kind := range []string{"text", "int"} {
		operators := d.Components.Parameters["filter"].Operators[kind]
		if !slices.Contains(operators, "gte") || !slices.Contains(operators, "null") {
			t.Errorf("the filter has the operators %v for %s", operators, kind)
		}
	}
}

// list is the part of the response of GET /v1/events/TABLE that the test checks.
type list struct {
	Events, Aliases []listed
	Unknown         []struct {
		Event *string
		URL   string
		Count int
	}
}

type listed struct {
	Event, Meaning, Significado string
	Fields                      []struct{ Unit *string }
	Count                       int
}

func TestEventsOfATable(t *testing.T) {
	t.Parallel()
	conn, server := serve(t)
	for _, name := range []string{"'ABANDON'", "'ABANDON'", "'PHONESTARHOLDIN'", "'PHONESTARTHOLDIN'", "'REMOVEMEMBER'", "'OUTDIAL'", "'OUTDIAL'", "'a&b=c ñ'", "''", "NULL"} {
		if _, err := conn.ExecContext(t.Context(), "INSERT INTO queue_log_repo (datetime, event, data3) VALUES ($1, "+name+", '31')", noon); err != nil {
			t.Fatal(err)
		}
	}
	for _, data1 := range []string{"203", "LINK", "LINK", "APP"} {
		if _, err := conn.ExecContext(t.Context(), "INSERT INTO queue_log_repo (datetime, event, data1) VALUES ($1, 'ATTENDEDTRANSFER', $2)", noon, data1); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("has counts of the range, of aliases and of unknown events", func(t *testing.T) {
		t.Parallel()
		var got list
		getJSON(t, server, "/v1/events/queue_log_repo", http.StatusOK, &got)
		counts := map[string]int{}
		for _, e := range slices.Concat(got.Events, got.Aliases) {
			if e.Count > 0 {
				counts[e.Event] = e.Count
			}
		}
		want := map[string]int{"ABANDON": 2, "PHONESTARHOLDIN": 2, "PHONESTARTHOLDIN": 1, "REMOVEMEMBER": 1, "ATTENDEDTRANSFER": 4, "ATTENDEDTRANSFER-LINK": 2, "ATTENDEDTRANSFER-APP": 1}
		if len(counts) != len(want) {
			t.Errorf("counts %v, want %v", counts, want)
		}
		for name, n := range want {
			if counts[name] != n {
				t.Errorf("%s: %d, want %d", name, counts[name], n)
			}
		}
		unknown := map[string]int{}
		for _, u := range got.Unknown {
			unknown[show(u.Event)] = u.Count
			var answer struct{ Data []any }
			getJSON(t, server, u.URL, http.StatusOK, &answer)
			if len(answer.Data) != u.Count {
				t.Errorf("%s has %d rows, want %d", u.URL, len(answer.Data), u.Count)
			}
		}
		if len(unknown) != 4 || unknown["OUTDIAL"] != 2 || unknown["a&b=c ñ"] != 1 || unknown[""] != 1 || unknown["NULL"] != 1 {
			t.Errorf("unknown %v", unknown)
		}
		ring := got.Events[slices.IndexFunc(got.Events, func(e listed) bool { return e.Event == "RINGNOANSWER" })]
		if len(got.Events) != 44 || *ring.Fields[0].Unit != "milliseconds" || ring.Meaning == "" || ring.Significado == "" || ring.Count != 0 {
			t.Errorf("%d events; RINGNOANSWER is %+v", len(got.Events), ring)
		}
	})
	t.Run("of another range has none", func(t *testing.T) {
		t.Parallel()
		var got list
		getJSON(t, server, "/v1/events/queue_log_repo?from=2026-03-01&to=2026-03-10&tz=America/Montevideo", http.StatusOK, &got)
		for _, e := range got.Events {
			if e.Count != 0 {
				t.Errorf("%s: %d", e.Event, e.Count)
			}
		}
		if len(got.Unknown) != 0 {
			t.Errorf("unknown %v", got.Unknown)
		}
	})
	t.Run("filters decoded columns by type", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]int{"waittime.gte=30": 2, "waittime.gte=32": 0, "waittime=31&position.null=true": 2, "waittime.lt=100&waittime.ne=31": 0} {
			var answer struct{ Data []any }
			getJSON(t, server, "/v1/events/queue_log_repo/Abandon?"+query, http.StatusOK, &answer)
			if len(answer.Data) != want {
				t.Errorf("%s: %d rows, want %d", query, len(answer.Data), want)
			}
		}
		get(t, server, "/v1/events/queue_log_repo/ABANDON?waittime.gte=x", http.StatusBadRequest)
		get(t, server, "/v1/events/queue_log_repo/ABANDON?data3=31", http.StatusBadRequest)
	})
	t.Run("is not found with what is nearest", func(t *testing.T) {
		t.Parallel()
		for path, want := range map[string]string{
			"/v1/events/queue_log_repo/UNKNOWN-ONE":    "the nearest is ",
			"/v1/events/queue_log_repo/ringnoanswr":    "the nearest is RINGNOANSWER.",
			"/v1/events/sms_log_repo/ABANDON":          "the nearest is ATTENDED.",
			"/v1/events/queue_log_repository/ABANDON":  "the nearest is queue_log_repo",
			"/v1/events/email_log":                     "the nearest is email_log_repo",
			"/v1/events/queue_log_repo/%22%3Cb%3E%20x": `no event \"<b> x`,
		} {
			var problem struct{ Code, Detail string }
			body := get(t, server, path, http.StatusNotFound)
			if err := json.Unmarshal(body, &problem); err != nil || problem.Code != "unknown_route" || !strings.Contains(string(body), want) {
				t.Errorf("%s: %s, want %s", path, body, want)
			}
		}
	})
	t.Run("refuses an invalid range", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{"limit=1", "from=yesterday", "tz=Atlantis", "range=today&from=2026-03-01", "from=2026-03-10&to=2026-03-10", "range=today&range=today", "a=%zz"} {
			get(t, server, "/v1/events/queue_log_repo?"+query, http.StatusBadRequest)
		}
	})
}
