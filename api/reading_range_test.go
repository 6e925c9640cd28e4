package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// cdr inserts a call detail record for each moment, its src the name before it.
func (f *fixture) cdr(t *testing.T, moments ...string) {
	t.Helper()
	for i := 0; i < len(moments); i += 2 {
		f.exec(t, "INSERT INTO cdr_repo (calldate, src, uniqueid) VALUES ($1, $2, $2)", moments[i+1], moments[i])
	}
}

// names joins the texts of a column.
func (a answer) names(column string) string {
	var out []string
	for _, v := range a.column(column) {
		out = append(out, fmt.Sprint(v))
	}
	return strings.Join(out, " ")
}

func TestRangeOfRequiredTime(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.cdr(t, "a", "2026-03-09T00:00:00Z", "b", "2026-03-09T03:00:00Z", "c", "2026-03-09T12:00:00Z", "d", "2026-03-10T00:00:00Z",
		"e", "2026-03-10T02:59:59.999999Z", "f", "2026-03-10T03:00:00Z", "g", "2026-03-10T12:00:00Z", "h", "2026-03-10T12:00:01Z")
	tests := []struct{ name, query, want, from, to string }{
		{"default is the last 24 hours", "", "d e f g", "2026-03-09T12:00:01Z", "2026-03-10T12:00:01Z"},
		{"dates are midnight in UTC", "from=2026-03-09&to=2026-03-10", "a b c", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z"},
		{"dates are midnight in tz", "from=2026-03-09&to=2026-03-10&tz=America/Montevideo", "b c d e", "2026-03-09T03:00:00Z", "2026-03-10T03:00:00Z"},
		{"from belongs to the range and to does not", "from=2026-03-09T03:00:00Z&to=2026-03-09T12:00:00Z", "b", "2026-03-09T03:00:00Z", "2026-03-09T12:00:00Z"},
		{"offsets and fractions count", "from=2026-03-09T00:00:00-03:00&to=2026-03-09T09:00:00.000001-03:00", "b c", "2026-03-09T03:00:00Z", "2026-03-09T12:00:00.000001Z"},
		{"an offset with an unescaped plus is understood", "from=2026-03-09T05:00:00+02:00&to=2026-03-09T08:00:00%2B02:00", "b", "2026-03-09T03:00:00Z", "2026-03-09T06:00:00Z"},
		{"only from runs until now", "from=2026-03-10", "d e f g", "2026-03-10T00:00:00Z", "2026-03-10T12:00:01Z"},
		{"only to takes 24 hours before it", "to=2026-03-10", "a b c", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z"},
		{"today", "range=today", "d e f g", "2026-03-10T00:00:00Z", "2026-03-10T12:00:01Z"},
		{"today in tz", "range=today&tz=America/Montevideo", "f g", "2026-03-10T03:00:00Z", "2026-03-10T12:00:01Z"},
		{"yesterday", "range=yesterday", "a b c", "2026-03-09T00:00:00Z", "2026-03-10T00:00:00Z"},
		{"this-week begins on Monday", "range=this-week", "a b c d e f g", "2026-03-09T00:00:00Z", "2026-03-10T12:00:01Z"},
		{"last-week", "range=last-week", "", "2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"},
		{"this-month", "range=this-month", "a b c d e f g", "2026-03-01T00:00:00Z", "2026-03-10T12:00:01Z"},
		{"last-month", "range=last-month", "", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"},
		{"this-year", "range=this-year", "a b c d e f g", "2026-01-01T00:00:00Z", "2026-03-10T12:00:01Z"},
		{"last-year", "range=last-year", "", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
		{"last-7-days are whole days", "range=last-7-days", "a b c", "2026-03-03T00:00:00Z", "2026-03-10T00:00:00Z"},
		{"last-7-days of tz", "range=last-7-days&tz=America/Montevideo", "a b c d e", "2026-03-03T03:00:00Z", "2026-03-10T03:00:00Z"},
		{"last-36-hours end now", "range=last-36-hours", "b c d e f g", "2026-03-09T00:00:01Z", "2026-03-10T12:00:01Z"},
		{"last-2-weeks are whole weeks", "range=last-2-weeks", "", "2026-02-23T00:00:00Z", "2026-03-09T00:00:00Z"},
		{"last-3-months are whole months", "range=last-3-months", "", "2025-12-01T00:00:00Z", "2026-03-01T00:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := f.ask(t, "/v1/tables/cdr_repo?fields=src&"+tt.query)
			if got := a.names("src"); got != tt.want {
				t.Errorf("rows %q, want %q", got, tt.want)
			}
			if a.From == nil || a.To == nil {
				t.Fatalf("from %v, to %v: the answer must have its range", a.From, a.To)
			}
			if from, to := a.From.UTC().Format(time.RFC3339Nano), a.To.UTC().Format(time.RFC3339Nano); from != tt.from || to != tt.to {
				t.Errorf("range %s to %s, want %s to %s", from, to, tt.from, tt.to)
			}
			if a.NextCursor != nil || a.AsOf == nil || !a.AsOf.Equal(startOfClock) {
				t.Errorf("next_cursor %v, as_of %v; want null and the clock's time", a.NextCursor, a.AsOf)
			}
		})
	}
}

func TestRangeOfOptionalTime(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (datetime, guid) VALUES ('1999-12-31', 'old'), ('2026-03-10 11:00Z', 'new'), ('2031-01-01', 'later')`)
	tests := []struct{ name, query, want, from, to string }{
		{"no bound is all history", "", "old new later", "<nil>", "<nil>"},
		{"from alone leaves the end open", "?from=2000-01-01", "new later", "2000-01-01T00:00:00Z", "<nil>"},
		{"to alone leaves the beginning open", "?to=2026-12-31", "old new", "<nil>", "2026-12-31T00:00:00Z"},
		{"a keyword is understood", "?range=today", "new", "2026-03-10T00:00:00Z", "2026-03-10T12:00:01Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := f.ask(t, "/v1/tables/tags"+tt.query)
			text := func(at *time.Time) string {
				if at == nil {
					return "<nil>"
				}
				return at.Format(time.RFC3339)
			}
			if got := a.names("guid"); got != tt.want || text(a.From) != tt.from || text(a.To) != tt.to {
				t.Errorf("rows %q of %s to %s, want %q of %s to %s", got, text(a.From), text(a.To), tt.want, tt.from, tt.to)
			}
		})
	}
}

func TestRangeOfNoTime(t *testing.T) {
	t.Parallel()
	f := setup(t)
	if a := f.ask(t, "/v1/tables/dialer_base"); a.From != nil || a.To != nil || len(a.Data) != 0 {
		t.Errorf("range %v to %v and %d rows, want none of them", a.From, a.To, len(a.Data))
	}
	for _, name := range []string{"from", "to", "range"} {
		p := f.fail(t, "/v1/tables/dialer_base?"+name+"=2026-01-01", http.StatusBadRequest, "unknown_parameter")
		if len(p.Errors) != 1 || p.Errors[0].Param != name {
			t.Errorf("errors %v, want one for %s", p.Errors, name)
		}
	}
}

func TestZoneDecidesDatesAndOffsets(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO tags (datetime) VALUES ('2026-07-01T12:00:00.25Z'), ('2026-01-01T12:00:00Z')")
	tests := []struct{ name, zone, date, from, rows string }{
		{"UTC", "UTC", "2026-01-01", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z 2026-07-01T12:00:00.25Z"},
		{"fixed offset", "America/Montevideo", "2026-01-01", "2026-01-01T00:00:00-03:00", "2026-01-01T09:00:00-03:00 2026-07-01T09:00:00.25-03:00"},
		{"summer time", "Europe/Madrid", "2026-01-01", "2026-01-01T00:00:00+01:00", "2026-01-01T13:00:00+01:00 2026-07-01T14:00:00.25+02:00"},
		{"quarter of an hour", "Asia/Kathmandu", "2026-01-01", "2026-01-01T00:00:00+05:45", "2026-01-01T17:45:00+05:45 2026-07-01T17:45:00.25+05:45"},
		{"a midnight that the clock skips", "America/Havana", "2026-03-08", "2026-03-08T01:00:00-04:00", "2026-07-01T08:00:00.25-04:00"},
		{"a midnight that comes twice", "America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := f.ask(t, "/v1/tables/tags?tz="+tt.zone+"&from="+tt.date)
			if got := a.names("datetime"); got != tt.rows {
				t.Errorf("times %q, want %q", got, tt.rows)
			}
			want, err := time.Parse(time.RFC3339, tt.from)
			if err != nil {
				t.Fatal(err)
			}
			if a.TZ != tt.zone || a.From == nil || !a.From.Equal(want) {
				t.Errorf("from %v in %q, want %v in %q", a.From, a.TZ, want, tt.zone)
			}
			if _, _, body := f.get(t, "/v1/tables/tags?tz="+tt.zone+"&from="+tt.date); !strings.Contains(string(body), `"from":"`+tt.from+`"`) {
				t.Errorf("the answer does not say from in the offset of tz: %s", body)
			}
		})
	}
}

func TestTimesAtTheEdges(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, finishtime, uniqueid) VALUES
		('2026-03-10T10:00:00.000001Z', 'infinity', 'a'), ('2026-03-10T10:00:00.1Z', '-infinity', 'b'),
		('2026-03-10T10:00:01Z', '20000-01-01', 'c'), ('2026-03-10T10:00:02Z', '0044-03-15 BC', 'd'), ('2026-03-10T10:00:03Z', '0001-01-01Z', 'e'),
		('infinity', NULL, 'never'), ('-infinity', NULL, 'ever')`)
	t.Run("fractions are in the answer, and what RFC 3339 cannot say is null", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/tables/cdr_repo?fields=calldate,finishtime")
		if got, want := a.names("calldate"), "2026-03-10T10:00:00.000001Z 2026-03-10T10:00:00.1Z 2026-03-10T10:00:01Z 2026-03-10T10:00:02Z 2026-03-10T10:00:03Z"; got != want {
			t.Errorf("calldate %q, want %q", got, want)
		}
		if got, want := a.names("finishtime"), "<nil> <nil> <nil> <nil> 0001-01-01T00:00:00Z"; got != want {
			t.Errorf("finishtime %q, want %q", got, want)
		}
	})
	t.Run("the first and last years are ranges", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{
			"from=0001-01-01&to=9999-12-31", "from=0001-01-01&to=9999-12-31&tz=Asia/Tokyo", "from=0001-01-01&to=9999-12-31&tz=America/Lima",
			"from=0001-01-01T00:00:00%2B14:00&to=9999-12-31T23:59:59-12:00", "range=last-9999-months", "range=last-9999-weeks&tz=Pacific/Kiritimati",
			"from=0001-01-01&finishtime=0001-01-01&tz=Asia/Tokyo",
		} {
			if status, _, body := f.get(t, "/v1/tables/cdr_repo?"+query); status != http.StatusOK && status != http.StatusBadRequest {
				t.Errorf("%s: status %d: %s", query, status, body)
			}
		}
	})
	t.Run("the beginning of the year 1 is a bound like any other", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/v1/tables/cdr_repo", "/v1/tables/tags", "/v1/tables/tags/7", "/v1/events/queue_log_repo", "/v1/reports/queue-summary", "/v1/reports/calls", "/v1/reports/recall-list"} {
			for query, code := range map[string]string{
				"to=0001-01-01": "invalid_range",
				"to=0001-01-01T00:00:00Z&from=0001-01-01":                 "invalid_range",
				"from=0001-01-01":                                         "",
				"from=0001-01-01&to=0001-01-02":                           "",
				"from=0001-01-01&to=0001-01-02&tz=America/Lima":           "",
				"from=0001-01-01T00:00:00Z&to=2000-01-01&tz=America/Lima": "invalid_time", // the year 0 there
				"to=9999-12-31T23:59:59Z&tz=Asia/Tokyo":                   "invalid_time", // the year 10000 there
			} {
				status, _, body := f.get(t, path+"?"+query)
				var p problem
				if err := json.Unmarshal(body, &p); err != nil {
					t.Fatal(err)
				}
				ok := status == http.StatusOK || status == http.StatusNotFound && p.Code == "not_found"
				switch openAtTo := strings.Contains(path, "tags"); {
				case query == "to=0001-01-01" && openAtTo: // everything before, which is nothing
					if !ok {
						t.Errorf("%s?%s: status %d: %s", path, query, status, body)
					}
				case code == "" && !ok || code != "" && (status != http.StatusBadRequest || p.Code != code):
					// A long range may be refused for its length.
					if code != "" || p.Code != "too_many_rows" && p.Code != "timeout" {
						t.Errorf("%s?%s: status %d, want %s: %s", path, query, status, code, body)
					}
				case code == "" && status == http.StatusOK && !strings.Contains(string(body), `"from":"0001-01-01T00:00:00`):
					t.Errorf("%s?%s: the answer is not from the year 1: %s", path, query, body)
				}
			}
		}
		if status, _, body := f.get(t, "/v1/reports/queue-summary?from=0001-01-01&to=0001-01-02&compare=previous"); status != http.StatusBadRequest || !strings.Contains(string(body), "invalid_range") {
			t.Errorf("compare: status %d: %s", status, body)
		}
		if a := f.ask(t, "/v1/tables/tags?to=0001-01-01"); len(a.Data) != 0 || a.To == nil || a.To.Year() != 1 {
			t.Errorf("to=0001-01-01 is answered by %d rows to %v", len(a.Data), a.To)
		}
	})
	t.Run("paging passes over them", func(t *testing.T) {
		t.Parallel()
		for _, order := range []string{"finishtime", "-finishtime"} {
			rows := f.pages(t, "/v1/tables/cdr_repo?limit=1&order="+order, "uniqueid")
			first := rows[0]
			if slices.Sort(rows); strings.Join(rows, "") != "abcde" {
				t.Errorf("order %s: rows %v, want each of a to e once", order, rows)
			}
			if first != "e" {
				t.Errorf("order %s: rows %v, want nulls last", order, rows)
			}
		}
	})
	t.Run("filters take for null what is shown as null", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"finishtime.null=true": "abcd", "finishtime.null=false": "e", "finishtime.gte=0001-01-01": "e", "finishtime.lt=9999-12-31": "e",
			"finishtime.gt=0044-03-15": "", "finishtime.ne=0001-01-01": "abcd", "order=-finishtime&finishtime.null=true": "dcba",
		} {
			if got := strings.ReplaceAll(f.ask(t, "/v1/tables/cdr_repo?"+query).names("uniqueid"), " ", ""); got != want {
				t.Errorf("%s: rows %s, want %s", query, got, want)
			}
		}
	})
	t.Run("so do CSV, NDJSON and a list of all history", func(t *testing.T) {
		t.Parallel()
		f.exec(t, "INSERT INTO sipchat (id, datecreated) VALUES (1, '-infinity'), (2, '2026-03-10 10:00Z'), (3, 'infinity')")
		for format, want := range map[string]string{
			"csv":    "id,datecreated\r\n1,\r\n2,2026-03-10T10:00:00Z\r\n3,\r\n",
			"ndjson": "{\"id\":1,\"datecreated\":null}\n{\"id\":2,\"datecreated\":\"2026-03-10T10:00:00Z\"}\n{\"id\":3,\"datecreated\":null}\n",
		} {
			if _, _, body := f.get(t, "/v1/tables/sipchat?fields=id,datecreated&format="+format); string(body) != want {
				t.Errorf("%s: %q, want %q", format, body, want)
			}
		}
		if got := fmt.Sprint(cells(t, f.book(t, "/v1/tables/sipchat?fields=id,datecreated&labels=false&format=xlsx", nil), "Data")); got != "[[id datecreated] [1 ] [2 46091.416666666664] [3 ]]" {
			t.Errorf("xlsx: %s", got)
		}
		if got := f.pages(t, "/v1/tables/sipchat?limit=1&order=-datecreated", "id"); strings.Join(got, " ") != "3 2 1" {
			t.Errorf("pages %v", got)
		}
	})
}
