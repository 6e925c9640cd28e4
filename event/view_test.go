package event_test

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
)

// noon is the time of every row in these tests.
var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// row is a row of an event log, identified by its callid.
type row struct {
	event.Event
	callid string
	data   []*string
	want   map[string]string // decoded fields; missing ones are NULL
}

// oddities maps unusual texts of a field to their numeric value, which is empty if they have none.
func oddities() map[string]string {
	return map[string]string{
		"": "", "-5": "-5", "0": "0", " 42\t": "42", "007": "7", "999999999": "999999999", "1234567890": "",
		"12.5": "", "1e3": "", "+7": "", "--1": "", "-": "", "x": "", "N/A": "", "5 s": "", "1|2": "", "\u200312": "", "١٢": "", "Ñandú, 日本 '\"\\": "",
		strings.Repeat("9", 300): "", strings.Repeat("larga ", 3_000): "",
	}
}

// rowsOf returns the rows that show how an event is decoded: one whose values all differ, one for each oddity in
// every field, and one without any data.
func rowsOf(e event.Event) []row {
	var rows []row
	add := func(name string, text func(f event.Field) (given, number string), fill string) {
		r := row{Event: e, callid: fmt.Sprintf("%s %s %s", e.Table, e.Name, name), data: make([]*string, 5), want: map[string]string{}}
		cells := [5]string{fill, fill, fill, fill, fill}
		for _, f := range e.Fields {
			given, number := text(f)
			if f.Data == 1 && e.Kind == event.Form {
				given = map[bool]string{true: "PJSIP/201-1", false: e.When.Equals}[e.When.Text]
			}
			if f.Part == 2 {
				cells[f.Data-1] += "|" + given
			} else {
				cells[f.Data-1] = given
			}
			if f.Type == event.Text {
				r.want[f.Name] = given
			} else if number != "" {
				r.want[f.Name] = number
			}
		}
		for i := range cells {
			r.data[i] = &cells[i]
		}
		rows = append(rows, r)
	}
	add("telling", func(f event.Field) (string, string) {
		number := strconv.Itoa(100*f.Data + f.Part + 7)
		if f.Type == event.Text {
			return "text of " + f.Name, ""
		}
		return number, number
	}, "left over")
	for odd, number := range oddities() {
		if strings.Contains(odd, "|") && slices.ContainsFunc(e.Fields, func(f event.Field) bool { return f.Part > 0 }) {
			continue // here the bar would divide the text
		}
		add(strconv.Quote(odd[:min(len(odd), 30)]), func(event.Field) (string, string) { return odd, number }, odd)
	}
	if e.Kind != event.Form {
		rows = append(rows, row{Event: e, callid: fmt.Sprintf("%s %s NULL", e.Table, e.Name), data: make([]*string, 5)})
	}
	return rows
}

// insert writes rows of one table.
func insert(t testing.TB, conn *sql.DB, table string, rows []row) {
	t.Helper()
	tx, err := conn.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	stmt, err := tx.PrepareContext(t.Context(), "COPY "+table+" (datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5) FROM STDIN")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		name := r.Rows[len(r.callid)%len(r.Rows)] // use each spelling
		if _, err := stmt.ExecContext(t.Context(), noon, r.callid, "sales<-", "ana", name, r.data[0], r.data[1], r.data[2], r.data[3], r.data[4]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := stmt.ExecContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// TestEveryEventIsDecoded writes rows of every event with valid and with odd values. It finds them in the event's
// view, in the typed query of the Go API, and in the command line's decoder.
func TestEveryEventIsDecoded(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	catalogue := load(t)
	rows := map[string][]row{}
	for _, e := range catalogue.WithViews() {
		rows[e.Table] = append(rows[e.Table], rowsOf(e)...)
	}
	for table, list := range rows {
		insert(t, conn, table, list)
	}
	for _, e := range catalogue.WithViews() {
		t.Run(e.Table+" "+e.Name, func(t *testing.T) {
			t.Parallel()
			var mine []row
			for _, r := range rows[e.Table] {
				if r.Name == e.Name {
					mine = append(mine, r)
				}
			}
			fromView, fromGo := readView(t, conn, e), readGo(t, conn, e)
			for _, r := range mine {
				checkRow(t, "the view", fromView, r)
				checkRow(t, "the Go API", fromGo, r)
				checkDecode(t, r)
			}
			if e.Kind == event.Documented {
				var shown int
				if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM "+e.Table+" WHERE event = ANY ($1)", pq.Array(e.Rows)).Scan(&shown); err != nil {
					t.Fatal(err)
				}
				if len(fromView) != shown || len(fromGo) != shown {
					t.Errorf("%d rows in the view, %d in Go, %d in the table", len(fromView), len(fromGo), shown)
				}
			}
		})
	}
}

// checkRow compares a decoded row with the expected values.
func checkRow(t *testing.T, where string, got map[string]map[string]*string, r row) {
	t.Helper()
	values, there := got[r.callid]
	if !there {
		t.Errorf("%s does not show %s", where, r.callid)
		return
	}
	for _, f := range r.Fields {
		want, known := r.want[f.Name]
		if v := values[f.Name]; (v != nil) != known || v != nil && *v != want {
			t.Errorf("%s, %s: %s is %.60q, want %.60q (%t)", where, r.callid, f.Name, show(v), want, known)
		}
	}
	for _, n := range r.Unnamed() {
		name := fmt.Sprintf("data%d", n)
		if v, want := values[name], r.data[n-1]; (v == nil) != (want == nil) || v != nil && *v != *want {
			t.Errorf("%s, %s: %s is %.60q, want %.60q", where, r.callid, name, show(v), show(want))
		}
	}
	if *values["queuename"] != "sales<-" || *values["agent"] != "ana" {
		t.Errorf("%s, %s: queue %s, agent %s", where, r.callid, *values["queuename"], *values["agent"])
	}
}

func show(v *string) string {
	if v == nil {
		return "NULL"
	}
	return *v
}

func checkDecode(t *testing.T, r row) {
	t.Helper()
	var data []string
	for _, text := range r.data {
		if text != nil {
			data = append(data, *text)
		}
	}
	for _, v := range r.Decode(data) {
		if want, known := r.want[v.Name]; v.Null == known || !v.Null && v.Text != want {
			t.Errorf("decoded, %s: %s is %.60q (null %t), want %.60q", r.callid, v.Name, v.Text, v.Null, want)
		}
	}
}

// readView returns all rows of a view as text, by callid.
func readView(t *testing.T, conn *sql.DB, e event.Event) map[string]map[string]*string {
	t.Helper()
	rows, err := conn.QueryContext(t.Context(), "SELECT * FROM event."+e.View())
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	if want := e.Columns(); !slices.Equal(names, want) {
		t.Fatalf("event.%s has the columns %q, want %q", e.View(), names, want)
	}
	out := map[string]map[string]*string{}
	for rows.Next() {
		values, into := make([]*string, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		one := map[string]*string{}
		for i, name := range names {
			one[name] = values[i]
		}
		out[*one["callid"]] = one
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// readGo runs the event's generated query by reflection; its name follows from table and event.
func readGo(t *testing.T, conn *sql.DB, e event.Event) map[string]map[string]*string {
	t.Helper()
	name := "Event"
	for word := range strings.SplitSeq(strings.ReplaceAll(e.Table+"_"+strings.ToLower(e.Name), "-", "_"), "_") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	method := reflect.ValueOf(db.New(conn)).MethodByName(name)
	if !method.IsValid() {
		t.Fatalf("there is no query %s", name)
	}
	params := reflect.New(method.Type().In(1)).Elem()
	params.FieldByName("RangeFrom").Set(reflect.ValueOf(noon))
	params.FieldByName("RangeTo").Set(reflect.ValueOf(noon.Add(time.Second)))
	answer := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), params})
	if err, failed := answer[1].Interface().(error); failed {
		t.Fatalf("%s: %v", name, err)
	}
	out := map[string]map[string]*string{}
	for i := range answer[0].Len() {
		item := answer[0].Index(i)
		one := map[string]*string{}
		for column, name := range e.Columns() {
			field := item.Field(column)
			if want := strings.ReplaceAll(name, "_", ""); !strings.EqualFold(item.Type().Field(column).Name, want) {
				t.Fatalf("%s: field %d is %s, want %s", item.Type(), column, item.Type().Field(column).Name, want)
			}
			for _, f := range e.Fields {
				if want := map[bool]string{true: "*string", false: "*int32"}[f.Type == event.Text]; f.Name == name && field.Type().String() != want {
					t.Fatalf("%s.%s is a %s, want %s", item.Type(), name, field.Type(), want)
				}
			}
			if field.Kind() == reflect.Pointer {
				if field.IsNil() {
					one[name] = nil
					continue
				}
				field = field.Elem()
			}
			text := fmt.Sprint(field.Interface())
			one[name] = &text
		}
		out[*one["callid"]] = one
	}
	return out
}
