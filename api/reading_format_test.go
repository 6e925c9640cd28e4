package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFormatByNameAndAccept(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO tags (datetime) VALUES ('2026-01-01')")
	const jsonType, ndjsonType, csvType = "application/json", "application/x-ndjson", "text/csv; charset=utf-8"
	tests := []struct{ name, query, accept, want string }{
		{"json is the default", "", "", jsonType},
		{"anything is json", "", "*/*", jsonType},
		{"a browser gets json", "", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", jsonType},
		{"by name", "?format=csv", "", csvType},
		{"the name wins", "?format=ndjson", "text/csv", ndjsonType},
		{"the name wins over what cannot be", "?format=json", "image/png", jsonType},
		{"csv", "", "text/csv", csvType},
		{"parameters of the type do not matter", "", "text/csv; charset=utf-8; header=present", csvType},
		{"any text is csv", "", "text/*", csvType},
		{"ndjson", "", "application/x-ndjson", ndjsonType},
		{"ndjson by its other name", "", "application/jsonl", ndjsonType},
		{"any application is json", "", "application/*", jsonType},
		{"the larger q wins", "", "application/json;q=0.5, text/csv;q=0.9", csvType},
		{"q is 1 by default", "", "application/json;q=0.9, text/csv", csvType},
		{"the same q prefers json", "", "text/csv, application/json", jsonType},
		{"q of 0 refuses", "", "application/json;q=0, text/csv;q=0.1", csvType},
		{"q of 0 refuses also before a wildcard", "", "*/*, application/json;q=0", ndjsonType},
		{"the closest name decides", "", "*/*;q=0.9, application/*;q=0.2, text/csv;q=0.3, application/x-ndjson;q=0.1", csvType},
		{"what is malformed is passed over", "", "text/csv;q=abc, ;;, application/x-ndjson;q=0.1", ndjsonType},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, header, body := f.getWith(t, "/v1/tables/tags"+tt.query, map[string]string{"Accept": tt.accept})
			if status != http.StatusOK || header.Get("Content-Type") != tt.want {
				t.Errorf("status %d, type %q, want 200 and %q: %s", status, header.Get("Content-Type"), tt.want, body)
			}
			if vary := strings.Join(header.Values("Vary"), ","); !strings.Contains(vary, "Accept") || !strings.Contains(vary, "Accept-Encoding") {
				t.Errorf("Vary is %q", vary)
			}
		})
	}
	for _, accept := range []string{"image/png", "application/json;q=0", "text/html", "*/*;q=0"} {
		status, header, body := f.getWith(t, "/v1/tables/tags", map[string]string{"Accept": accept})
		if status != http.StatusNotAcceptable || header.Get("Content-Type") != "application/problem+json" || !strings.Contains(string(body), `"not_acceptable"`) {
			t.Errorf("Accept %s: status %d: %s", accept, status, body)
		}
	}
}

func TestNamesAndHeadersOfExports(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.cdr(t, "a", "2026-03-10T01:00:00Z")
	_, header, body := f.get(t, "/v1/tables/cdr_repo?format=csv&fields=src,calldate&tz=America/Montevideo&range=today")
	if want := "src,calldate\r\n"; string(body) != want {
		t.Errorf("CSV of nothing is %q, want its head %q", body, want)
	}
	for name, want := range map[string]string{"Content-Disposition": `attachment; filename="cdr_repo.csv"`, "X-Time-Zone": "America/Montevideo",
		"X-Range-From": "2026-03-10T00:00:00-03:00", "X-Range-To": "2026-03-10T09:00:01-03:00"} {
		if got := header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if _, _, body := f.get(t, "/v1/tables/cdr_repo?format=csv&fields=src,calldate,src"); !strings.Contains(string(body), "is given twice") {
		t.Errorf("a column twice: %s", body)
	}
	if _, _, body := f.get(t, "/v1/tables/cdr_repo?format=ndjson&src=none"); len(body) != 0 {
		t.Errorf("NDJSON of nothing is %q", body)
	}
	if _, _, body := f.get(t, "/v1/tables/cdr_repo?src=none"); !strings.HasPrefix(string(body), `{"data":[],"next_cursor":null,`) {
		t.Errorf("JSON of nothing is %q", body)
	}
}

// TestTextComesOutAsItIsStored compares every format with the stored text.
// guard is the apostrophe that keeps a spreadsheet from running a cell as a formula.
var guard = regexp.MustCompile(`(^|[;\t\r\n])'`)

func TestTextComesOutAsItIsStored(t *testing.T) {
	t.Parallel()
	f := setup(t)
	texts := oddTexts()
	for i, text := range texts {
		if !utf8.ValidString(text) {
			t.Fatalf("text %d is not UTF-8", i)
		}
		f.exec(t, "INSERT INTO tags (id, datetime, comment, guid) VALUES ($1, '2026-01-01', $2, NULL)", i, text)
	}
	t.Run("in JSON", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/tables/tags?limit=1000")
		if len(a.Data) != len(texts) {
			t.Fatalf("%d rows, want %d", len(a.Data), len(texts))
		}
		for i, row := range a.Data {
			if row["comment"] != texts[i] || row["guid"] != nil {
				t.Errorf("row %d is %.60q, want %.60q", i, row["comment"], texts[i])
			}
		}
	})
	t.Run("in NDJSON, one row a line", func(t *testing.T) {
		t.Parallel()
		_, _, body := f.get(t, "/v1/tables/tags?format=ndjson")
		lines := bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
		if len(lines) != len(texts) {
			t.Fatalf("%d lines, want %d", len(lines), len(texts))
		}
		for i, line := range lines {
			var row struct{ Comment, GUID *string }
			if err := json.Unmarshal(line, &row); err != nil || row.Comment == nil || *row.Comment != texts[i] || row.GUID != nil {
				t.Errorf("line %d is %.60q (%v), want %.60q", i, line, err, texts[i])
			}
		}
	})
	t.Run("in CSV", func(t *testing.T) {
		t.Parallel()
		_, _, body := f.get(t, "/v1/tables/tags?format=csv&fields=comment,guid,id")
		records, err := parseCSV(string(body))
		if err != nil || len(records) != len(texts)+1 {
			t.Fatalf("%d records (%v), want %d", len(records), err, len(texts)+1)
		}
		for i, record := range records[1:] {
			if len(record) != 3 || record[0] == nil || record[1] != nil {
				t.Errorf("record %d has wrong fields: %d of %v", i, len(record), record)
			} else if guard.ReplaceAllString(*record[0], "$1") != guard.ReplaceAllString(texts[i], "$1") {
				t.Errorf("record %d is %.60q, want %.60q", i, *record[0], texts[i])
			}
		}
		others, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil || len(others) != len(records) {
			t.Errorf("encoding/csv reads %d records (%v), want %d", len(others), err, len(records))
		}
	})
}

func TestCSVCells(t *testing.T) {
	t.Parallel()
	f := setup(t)
	tests := []struct {
		name string
		text any
		want string
	}{
		{"null is empty", nil, ``}, {"the empty text is quoted", ``, `""`}, {"plain text is plain", `abc d`, `abc d`},
		{"quotes double", `say "hi"`, `"say ""hi"""`}, {"commas are quoted", `a,b`, `"a,b"`}, {"line ends are quoted", "a\r\nb\nc\rd", "\"a\r\nb\nc\rd\""},
		{"equals is defused", `=1+1`, `"'=1+1"`}, {"at is defused", `@SUM(A1)`, `"'@SUM(A1)"`}, {"plus is defused", `+A1`, `"'+A1"`},
		{"minus is defused", `-A1`, `"'-A1"`}, {"a calculation is defused", `-1+2`, `"'-1+2"`}, {"a tab before is defused", "\t=1", "\"'\t'=1\""},
		{"a line end before is defused", "\r=1", "\"'\r'=1\""}, {"so is the second cell of a spreadsheet with semicolons", `x;=1+1`, `"x;'=1+1"`},
		{"and one with tabs", "x\t@A1;-1+2", "\"x\t'@A1;'-1+2\""}, {"and one on another line", "x\r\n+A1\n-A1", "\"x\r\n'+A1\n'-A1\""},
		{"and one behind a quote, which ends a quoted text there", `x;"=1+1;""@A1`, `"x;'""=1+1;'""""@A1"`}, {"but not a quoted text", `x;"y"`, `"x;""y"""`},
		{"not a number there", "a;-12;+598 99;b", "a;-12;+598 99;b"}, {"nor a semicolon", "a;b", "a;b"}, {"full width is defused", "＝1", "\"'＝1\""},
		{"a phone number is not touched", `+59825550100`, `+59825550100`}, {"nor with spaces", `+598 2555 0100`, `+598 2555 0100`},
		{"nor a negative number", `-12.50`, `-12.50`}, {"nor a sign alone", `-`, `-`}, {"nor an inner sign", `a=1`, `a=1`},
	}
	for i, tt := range tests {
		f.exec(t, "INSERT INTO tags (id, datetime, comment) VALUES ($1, '2026-01-01', $2)", i, tt.text)
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, _, body := f.get(t, "/v1/tables/tags?format=csv&fields=id,comment&id="+sprint(i))
			if want := "id,comment\r\n" + sprint(i) + "," + tt.want + "\r\n"; string(body) != want {
				t.Errorf("CSV %q, want %q", body, want)
			}
		})
	}
}

func TestCSVDialects(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, rating, charged_balance, src) VALUES
		('2026-10-25 01:30:00.123456Z', '1', -4.5, 1234.50, 'a;b'), ('2026-03-10 10:00:00Z', 'x;y,-z', NULL, NULL, 'a,=1+1'), ('2026-03-10 10:01:00.000001Z', 'ñ', 7, 0, '=1;-x+1')`)
	const path = "/v1/tables/cdr_repo?format=csv&fields=calldate,rating,charged_balance,src,uniqueid&order=-calldate&tz=Europe/Madrid&from=2026-03-01&to=2026-11-01"
	for query, want := range map[string]string{
		"&dialect=excel-es": "\ufeffcalldate;rating;charged_balance;src;uniqueid\r\n2026-10-25 02:30:00,123;-4,5;1234,50;\"a;b\";1\r\n" +
			"2026-03-10 11:01:00;7;0;\"'=1;-x+1\";ñ\r\n2026-03-10 11:00:00;;;\"a,'=1+1\";\"x;y,'-z\"\r\n",
		"&separator=tab&dates=local&decimal=,": "calldate\trating\tcharged_balance\tsrc\tuniqueid\r\n2026-10-25 02:30:00,123\t-4,5\t1234,50\ta;b\t1\r\n" +
			"2026-03-10 11:01:00\t7\t0\t\"'=1;'-x+1\"\tñ\r\n2026-03-10 11:00:00\t\t\t\"a,'=1+1\"\t\"x;y,'-z\"\r\n",
		"&separator=%3B&bom=false": "calldate;rating;charged_balance;src;uniqueid\r\n2026-10-25T02:30:00.123456+01:00;-4.5;1234.50;\"a;b\";1\r\n" +
			"2026-03-10T11:01:00.000001+01:00;7;0;\"'=1;-x+1\";ñ\r\n2026-03-10T11:00:00+01:00;;;\"a,'=1+1\";\"x;y,'-z\"\r\n",
		"&dialect=excel-es&dates=rfc3339&decimal=.&bom=false&separator=comma&fields=rating&limit=1&labels=true&lang=es": "",
	} {
		path := path
		if strings.Contains(query, "fields") {
			path, want = strings.Replace(path, "&fields=calldate,rating,charged_balance,src,uniqueid", "", 1), "Calificación\r\n-4.5\r\n"
		}
		status, _, body := f.get(t, path+query)
		if query != "" && (status != http.StatusOK || string(body) != want) {
			t.Errorf("%s: status %d\n%q, want\n%q", query, status, body, want)
		}
	}
	for query, want := range map[string]string{
		"format=csv&decimal=,": "add separator=semicolon", "format=csv&separator=|": "none of comma, semicolon, tab", "format=csv&dialect=excel": "is not excel-es",
		"format=csv&dates=iso": "neither local nor rfc3339", "format=csv&bom=1": "neither true nor false", "format=csv&decimal=": "neither a point nor a comma",
		"separator=tab": "only csv answers have it", "format=xlsx&dialect=excel-es": "only csv answers have it", "format=ndjson&bom=false": "only csv answers have it",
	} {
		if status, _, body := f.get(t, "/v1/tables/cdr_repo?"+query); status != http.StatusBadRequest || !strings.Contains(string(body), want) {
			t.Errorf("%s: status %d: %s", query, status, body)
		}
	}
}

func TestNumbersAndMoney(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, rating, charged_balance, billsec) VALUES
		('2026-03-10 10:00Z', '1', 4.50, 0.10, 0), ('2026-03-10 10:01Z', '2', 'NaN', 12345678901234567890.1234567890, -5),
		('2026-03-10 10:02Z', '3', 'Infinity', -0.005, 7), ('2026-03-10 10:03Z', '4', '-Infinity', NULL, NULL), ('2026-03-10 10:04Z', '5', 0, 0, 1),
		('2026-03-10 10:05Z', '6', repeat('9', 100)::numeric + 0.5, 1, 1)`)
	t.Run("are exact, money is text, and NaN and infinities are null", func(t *testing.T) {
		t.Parallel()
		_, _, body := f.get(t, "/v1/tables/cdr_repo?format=ndjson&fields=rating,charged_balance,billsec")
		want := `{"rating":4.50,"charged_balance":"0.10","billsec":0}
{"rating":null,"charged_balance":"12345678901234567890.1234567890","billsec":-5}
{"rating":null,"charged_balance":"-0.005","billsec":7}
{"rating":null,"charged_balance":null,"billsec":null}
{"rating":0,"charged_balance":"0","billsec":1}
{"rating":` + strings.Repeat("9", 100) + `.5,"charged_balance":"1","billsec":1}
`
		if string(body) != want {
			t.Errorf("NDJSON\n%s want\n%s", body, want)
		}
	})
	t.Run("say the same in CSV", func(t *testing.T) {
		t.Parallel()
		_, _, body := f.get(t, "/v1/tables/cdr_repo?format=csv&limit=5&fields=rating,charged_balance,billsec")
		want := "rating,charged_balance,billsec\r\n4.50,0.10,0\r\n,12345678901234567890.1234567890,-5\r\n,-0.005,7\r\n,,\r\n0,0,1\r\n"
		if string(body) != want {
			t.Errorf("CSV %q, want %q", body, want)
		}
	})
	t.Run("filter as they are shown", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{"rating.null=true": "2 3 4", "rating.gte=4": "1 6", "rating.lt=1": "5", "rating.null=false": "1 5 6", "charged_balance.null=true": "4"} {
			if got := f.ask(t, "/v1/tables/cdr_repo?"+query).names("uniqueid"); got != want {
				t.Errorf("%s: rows %q, want %q", query, got, want)
			}
		}
	})
	t.Run("let paging pass, whatever they are", func(t *testing.T) {
		t.Parallel()
		for order, want := range map[string]string{"rating": "5 1 6 2 3 4", "-rating": "6 1 5 4 3 2", "charged_balance,-billsec": "3 5 1 6 2 4"} {
			if got := strings.Join(f.pages(t, "/v1/tables/cdr_repo?limit=1&order="+order, "uniqueid"), " "); got != want {
				t.Errorf("order %s: rows %q, want %q", order, got, want)
			}
		}
	})
}

func TestTextPagesByAnyText(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for i, text := range oddTexts() {
		f.exec(t, "INSERT INTO tags (id, datetime, comment) VALUES ($1, '2026-01-01', left($2, 300))", i, text)
	}
	query := url.Values{"limit": {"3"}, "fields": {"id"}, "order": {"-comment"}}
	seen := map[string]bool{}
	for _, id := range f.pages(t, "/v1/tables/tags?"+query.Encode(), "id") {
		if seen[id] {
			t.Errorf("row %s came twice", id)
		}
		seen[id] = true
	}
	if len(seen) != len(oddTexts()) {
		t.Errorf("%d rows, want %d", len(seen), len(oddTexts()))
	}
}

// TestRowCount reads the number of rows and the cursor: headers up to 1 MiB, trailers of longer exports.
func TestRowCount(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO tags (datetime, comment) SELECT '2026-01-01', repeat('x', 10000) FROM generate_series(1, 200)")
	for query, want := range map[string]string{
		"format=csv": "200", "format=ndjson": "200", "format=csv&limit=150": "150", // long
		"format=csv&limit=7": "7", "format=ndjson&guid=none": "0", "format=csv&fields=id&limit=1": "1", "format=csv&limit=100": "100", "format=csv&fields=id": "200",
	} {
		for _, encoding := range []string{"", "gzip"} {
			res := f.open(t, "/v1/tables/tags?"+query, map[string]string{"Accept-Encoding": encoding})
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil {
				t.Errorf("%s: %v", query, err)
			}
			in, other := res.Header, res.Trailer
			long := want == "150" || want == "200" && !strings.Contains(query, "fields")
			if long {
				in, other = other, in
			}
			if got := in.Get("X-Row-Count"); got != want || len(other.Values("X-Row-Count")) > 0 {
				t.Errorf("%s, encoding %q: X-Row-Count %q, want %q; headers %v, trailers %v", query, encoding, got, want, res.Header, res.Trailer)
			}
			if next := in.Get("X-Next-Cursor"); (next != "") != strings.Contains(query, "limit") {
				t.Errorf("%s: X-Next-Cursor %q", query, next)
			}
			packed := res.Header.Get("Content-Encoding") == "gzip"
			if length := res.Header.Get("Content-Length"); !packed && (length == fmt.Sprint(len(body))) == long {
				t.Errorf("%s, encoding %q: Content-Length %q of %d bytes", query, encoding, length, len(body))
			}
			if long == (len(res.Header.Values("Trailer")) == 0 && res.Trailer == nil) {
				t.Errorf("%s: announces the trailers %v", query, res.Trailer)
			}
		}
	}
}

// TestEmptyTextIsNotNull has answers whose first texts are all empty.
func TestEmptyTextIsNotNull(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (id, datetime, comment, guid) VALUES (1, '2026-01-01', '', ''), (2, '2026-01-01', '', NULL), (3, '2026-01-01', NULL, '')`)
	for query, want := range map[string]string{
		"format=ndjson&fields=comment,guid": `{"comment":"","guid":""}` + "\n" + `{"comment":"","guid":null}` + "\n" + `{"comment":null,"guid":""}` + "\n",
		"format=csv&fields=comment,guid":    "comment,guid\r\n\"\",\"\"\r\n\"\",\r\n,\"\"\r\n",
	} {
		if _, _, body := f.get(t, "/v1/tables/tags?"+query); string(body) != want {
			t.Errorf("%s: %q, want %q", query, body, want)
		}
	}
	for order, want := range map[string]string{"comment": "1 2 3", "guid,-comment": "1 3 2", "-comment,-guid": "1 2 3"} {
		if got := strings.Join(f.pages(t, "/v1/tables/tags?fields=comment,id&limit=1&order="+order, "id"), " "); got != want {
			t.Errorf("order %s: rows %q, want %q", order, got, want)
		}
	}
}
