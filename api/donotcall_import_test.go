package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// bringIn imports a file of entries.
func (f *fixture) bringIn(t testing.TB, query, file string, headers ...string) reply {
	t.Helper()
	return f.postTo(t, "/v1/do-not-call/import"+query, file, append([]string{"Content-Type", "text/csv"}, headers...)...)
}

func TestDoNotCallImport(t *testing.T) {
	t.Parallel()
	f := setupNumbers(t)
	for _, destination := range []string{"099123456", "099 000 001", "+598 94 000 002", "099000003"} {
		f.spool(t, "Sales->", destination, 1)
	}
	r := f.bringIn(t, "", "\ufeff099 123 456;;\"asked; twice\";\r\n+598 94*;Sales->;;2126-01-01\r\n\r\n00598 99123456\r\n099000001;Norte->\r\n")
	if r.want(t, http.StatusOK, ""); r.body != `{"added":3,"duplicates":1,"blocked":2}`+"\n" {
		t.Errorf("answer %s", r.body)
	}
	f.wantStatuses(t, "3131", "after the import")
	rows := f.ask(t, "/v1/do-not-call?order=id").Data
	var got []string
	for _, row := range rows {
		got = append(got, fmt.Sprint(row["number"], "|", row["typed"], "|", row["campaign"], "|", row["reason"], "|", row["until"]))
	}
	if want := "+59899123456|099 123 456||asked; twice|<nil>, +59894*|+598 94*|Sales->||2126-01-01T00:00:00Z, 099000001|099000001|Norte->||<nil>"; strings.Join(got, ", ") != want {
		t.Errorf("the rows are %s, want %s", strings.Join(got, ", "), want)
	}
	t.Run("with names of columns, in any order, separated by commas", func(t *testing.T) {
		r := f.bringIn(t, "?campaign=Sales-%3E", "Until,Number,Campaign\n2126-01-01,099000003,\n,099000004,Norte->\n,099000003,\n2127-01-01,099000003,\n")
		if r.want(t, http.StatusOK, ""); r.body != `{"added":3,"duplicates":1,"blocked":1}`+"\n" {
			t.Errorf("answer %s", r.body)
		}
		f.wantStatuses(t, "3133", "after it")
	})
	t.Run("in ISO 8859-1", func(t *testing.T) {
		f.bringIn(t, "", "099000009;;pidi\xf3\n", "Content-Type", "text/csv; charset=iso-8859-1").want(t, http.StatusOK, "")
		if n := f.count(t, "app.do_not_call WHERE reason = 'pidió'"); n != 1 {
			t.Errorf("%d", n)
		}
	})
	t.Run("again, everything is a duplicate", func(t *testing.T) {
		r := f.bringIn(t, "", "099123456\n+598 94*;Sales->;;2126-01-01\n")
		if r.want(t, http.StatusOK, ""); r.body != `{"added":0,"duplicates":2,"blocked":0}`+"\n" {
			t.Errorf("answer %s", r.body)
		}
	})
	t.Run("one wrong line, and nothing is added", func(t *testing.T) {
		before, audit := f.count(t, "app.do_not_call"), f.count(t, "auditory")
		r := f.bringIn(t, "", "099555001\n\nana;;\n099555002;Sale->\n099555003;;;2020-01-01\n099555004;;;;\n099\"5\n099555005;;pidi\xf3\n*\n")
		if r.want(t, http.StatusUnprocessableEntity, "invalid_body"); !strings.Contains(r.body, "7 of 8 lines") {
			t.Errorf("answer %s", r.body)
		}
		var p problem
		decode(t, []byte(r.body), &p)
		for i, want := range []string{"line 3 number: it is not a number", `line 4 campaign: there is no campaign "Sale->"; the nearest is Sales->`, "line 5 until: 2020-01-01 is in the past", "line 6 it has 5 fields",
			"line 7 bare", "line 8 reason: it is not UTF-8", "line 9 number: it has no digits"} {
			if got := p.Errors[i].Param + " " + p.Errors[i].Message; !strings.HasPrefix(got, want) {
				t.Errorf("the error is %q, want %q", got, want)
			}
		}
		if f.count(t, "app.do_not_call") != before || f.count(t, "auditory") != audit {
			t.Error("something was written")
		}
	})
	t.Run("what is no such file is refused", func(t *testing.T) {
		f.bringIn(t, "", "").want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.bringIn(t, "", "number;campaign\n").want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.bringIn(t, "", "number;campain\n1;x\n").want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.bringIn(t, "", "number;number\n1;x\n").want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.bringIn(t, "?campain=x", "099\n").want(t, http.StatusBadRequest, "unknown_parameter")
		f.bringIn(t, "", "{}", "Content-Type", "application/json").want(t, http.StatusUnsupportedMediaType, "unsupported_media_type")
		if r := f.bringIn(t, "", strings.Repeat("ana\n", 300)); strings.Count(r.body, `"param"`) != 100 || !strings.Contains(r.body, "300 of 300 lines") {
			t.Errorf("answer %.300s", r.body)
		}
	})
	t.Run("a long file", func(t *testing.T) {
		var file strings.Builder
		for i := range 12_000 {
			fmt.Fprintf(&file, "0917%05d\n", i%11_000)
		}
		r := f.bringIn(t, "", file.String(), "Idempotency-Key", "long")
		if r.want(t, http.StatusOK, ""); r.body != `{"added":11000,"duplicates":1000,"blocked":0}`+"\n" {
			t.Errorf("answer %s", r.body)
		}
		if again := f.bringIn(t, "", file.String(), "Idempotency-Key", "long"); again.body != r.body {
			t.Errorf("again %s", again.body)
		}
	})
}
