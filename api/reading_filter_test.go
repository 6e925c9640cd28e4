package api_test

import (
	"net/url"
	"testing"
)

func TestFilterOfNullableColumns(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, src, billsec, rating, charged_balance, finishtime) VALUES
		('2026-03-10 10:00Z', '1', '', -1, -0.5, 0.10, '2026-03-10 10:00Z'),
		('2026-03-10 10:01Z', '2', 'alpha', 20, 2.5, 2.00, '2026-03-10 11:00:00.5Z'),
		('2026-03-10 10:02Z', '3', 'beta', 2147483647, 12345678901234567890.123, 3, '2026-03-10 12:00Z'),
		('2026-03-10 10:03Z', '4', NULL, NULL, NULL, NULL, NULL)`)
	columns := []struct{ name, small, middle, large string }{
		{"src", "", "alpha", "beta"},
		{"billsec", "-1", "20", "2147483647"},
		{"rating", "-0.50", "2.5", "12345678901234567890.123"},
		{"charged_balance", "0.1", "2", "3.000"},
		{"finishtime", "2026-03-10T10:00:00Z", "2026-03-10T08:00:00.5-03:00", "2026-03-10T12:00:00Z"},
	}
	for _, c := range columns {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tests := []struct {
				outcome string
				query   url.Values
				want    string
			}{
				{"equals", url.Values{"": {c.middle}}, "2"},
				{"equals any of", url.Values{"": {c.small, c.large}}, "1 3"},
				{"ne keeps nulls", url.Values{".ne": {c.middle}}, "1 3 4"},
				{"ne repeated is none of, and keeps nulls", url.Values{".ne": {c.middle, c.large}}, "1 4"},
				{"gt", url.Values{".gt": {c.middle}}, "3"},
				{"gte", url.Values{".gte": {c.middle}}, "2 3"},
				{"lt", url.Values{".lt": {c.middle}}, "1"},
				{"lte", url.Values{".lte": {c.middle}}, "1 2"},
				{"null", url.Values{".null": {"true"}}, "4"},
				{"not null", url.Values{".null": {"false"}}, "1 2 3"},
				{"operators of one column join by and", url.Values{".gt": {c.small}, ".lt": {c.large}}, "2"},
				{"equality and ne join by and", url.Values{"": {c.small, c.middle}, ".ne": {c.small}}, "2"},
				{"contradiction is empty", url.Values{"": {c.small}, ".null": {"true"}}, ""},
			}
			for _, tt := range tests {
				query := url.Values{"fields": {"uniqueid"}}
				for operator, values := range tt.query {
					query[c.name+operator] = values
				}
				if got := f.ask(t, "/v1/tables/cdr_repo?"+query.Encode()).names("uniqueid"); got != tt.want {
					t.Errorf("%s: %s: rows %q, want %q", tt.outcome, query.Encode(), got, tt.want)
				}
			}
		})
	}
}

// TestFilterInBrackets sends filters as generated clients send the members of an object.
func TestFilterInBrackets(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, src, billsec) VALUES
		('2026-03-10 10:00Z', '1', 'a', 1), ('2026-03-10 10:01Z', '2', 'b', 2), ('2026-03-10 10:02Z', '3', 'a', 3)`)
	for query, want := range map[string]string{
		"filter[src]=a": "1 3", "filter[src]=a&filter[src]=b": "1 2 3", "filter[src][0]=a&filter[src][1]=b": "1 2 3", "filter[src][]=b": "2", "filter[src]=a&src=b": "1 2 3",
		"filter[billsec.gte]=2&filter[src]=a": "3", "filter%5Bbillsec.lt%5D=2": "1", "filter[src.ne]=a": "2",
	} {
		if got := f.ask(t, "/v1/tables/cdr_repo?fields=uniqueid&"+query).names("uniqueid"); got != want {
			t.Errorf("%s: rows %q, want %q", query, got, want)
		}
	}
	first := f.ask(t, "/v1/tables/cdr_repo?fields=uniqueid&limit=1&filter[src]=a")
	if got := f.ask(t, "/v1/tables/cdr_repo?fields=uniqueid&limit=1&src=a&cursor="+*first.NextCursor).names("uniqueid"); got != "3" {
		t.Errorf("the next page has the rows %q", got)
	}
	for query, param := range map[string]string{"filter[bilsec]=1": "bilsec", "filter=1": "filter", "filter[]=1": "filter[]", "filter[src": "filter[src", "other[src]=a": "other[src]"} {
		if p := f.fail(t, "/v1/tables/cdr_repo?"+query, 400, "unknown_parameter"); p.Errors[0].Param != param {
			t.Errorf("%s: it is %q that is wrong, want %q", query, p.Errors[0].Param, param)
		}
	}
}

func TestFilterOfColumnsWithoutNulls(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (id, calldate, uniqueid) VALUES
		(-9223372036854775808, '2026-03-10 10:00Z', 'a'), (9007199254740993, '2026-03-10 10:01Z', 'b'),
		(9007199254740994, '2026-03-10 10:02Z', 'c'), (9223372036854775807, '2026-03-10 10:03Z', 'd')`)
	columns := []struct{ name, first, second, third string }{
		{"id", "-9223372036854775808", "9007199254740993", "9007199254740994"},
		{"calldate", "2026-03-10T10:00:00Z", "2026-03-10T10:01:00Z", "2026-03-10T10:02:00Z"},
		{"uniqueid", "a", "b", "c"},
	}
	for _, c := range columns {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for query, want := range map[string]string{
				"=" + c.second: "b", "=" + c.first + "&" + c.name + "=" + c.third: "a c",
				".ne=" + c.second: "a c d", ".ne=" + c.first + "&" + c.name + ".ne=" + c.third: "b d",
				".gt=" + c.second: "c d", ".gte=" + c.second: "b c d", ".lt=" + c.second: "a", ".lte=" + c.second: "a b",
				".null=true": "", ".null=false": "a b c d",
			} {
				if got := f.ask(t, "/v1/tables/cdr_repo?fields=uniqueid&"+c.name+query).names("uniqueid"); got != want {
					t.Errorf("%s%s: rows %q, want %q", c.name, query, got, want)
				}
			}
		})
	}
	t.Run("numbers beyond 2^53 are exact in the answer", func(t *testing.T) {
		t.Parallel()
		if got, want := f.ask(t, "/v1/tables/cdr_repo").names("id"), "-9223372036854775808 9007199254740993 9007199254740994 9223372036854775807"; got != want {
			t.Errorf("ids %q, want %q", got, want)
		}
	})
}

func TestFilterOfBooleans(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `BEGIN; SET LOCAL app.copying = on; INSERT INTO dialer_base (campaign, name, active) VALUES ('sales', 'on', true), ('sales', 'off', false), ('help', 'out', false); COMMIT`)
	for query, want := range map[string]string{
		"active=true": "on", "active=false": "off out", "active.ne=true": "off out", "active.null=true": "", "active.null=false": "on off out",
		"active=true&active=false": "on off out", "active.ne=true&active.ne=false": "", "active=false&campaign=sales": "off",
	} {
		if got := f.ask(t, "/v1/tables/dialer_base?"+query).names("name"); got != want {
			t.Errorf("%s: rows %q, want %q", query, got, want)
		}
	}
}

func TestFilterOfColumnsNamedLikeKeywords(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (datetime, "user", time, guid) VALUES ('2026-01-01', 'ana', 5, 'a'), ('2026-01-02', 'bob', 7, 'b')`)
	for query, want := range map[string]string{
		"user=ana": "a", "user.like=b*": "b", "time.gt=5": "b", "order=-time": "b a", "order=user": "a b", "order=-user&user.ne=bob": "a",
	} {
		if got := f.ask(t, "/v1/tables/tags?"+query).names("guid"); got != want {
			t.Errorf("%s: rows %q, want %q", query, got, want)
		}
	}
}

func TestLike(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for i, text := range []any{`abc`, `a*c`, `a%c`, `a_c`, `a\c`, `a\*c`, ``, `ABC`, nil, "aé\nc", `ÀÉ`} {
		f.exec(t, "INSERT INTO tags (id, datetime, comment) VALUES ($1, '2026-01-01', $2)", i, text)
	}
	tests := []struct{ name, operator, pattern, want string }{
		{"star is any text, also none and a line break", "like", `a*c`, "0 1 2 3 4 5 9"},
		{"escaped star is a star", "like", `a\*c`, "1"},
		{"percent is nothing special", "like", `a%c`, "2"},
		{"underscore is nothing special", "like", `a_c`, "3"},
		{"backslash is nothing special", "like", `a\c`, "4"},
		{"backslash before an escaped star is a backslash", "like", `a\\*c`, "5"},
		{"empty matches the empty text", "like", ``, "6"},
		{"star alone matches all but null", "like", `*`, "0 1 2 3 4 5 6 7 9 10"},
		{"stars side by side", "like", `**b**`, "0"},
		{"backslash at the end is a backslash", "like", `*\`, ""},
		{"without a star the whole text counts", "like", `a`, ""},
		{"like minds the case", "like", `A*`, "7"},
		{"ilike does not mind the case", "ilike", `A*c`, "0 1 2 3 4 5 7 9"},
		{"ilike knows letters beyond ASCII", "ilike", `àé`, "10"},
		{"ilike escapes too", "ilike", `A\*C`, "1"},
		{"equality knows no patterns", "", `a*c`, "1"},
		{"empty value is the empty text", "", ``, "6"},
		{"ne of the empty text", "ne", ``, "0 1 2 3 4 5 7 8 9 10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			name := "comment"
			if tt.operator != "" {
				name += "." + tt.operator
			}
			if got := f.ask(t, "/v1/tables/tags?"+url.Values{name: {tt.pattern}}.Encode()).names("id"); got != tt.want {
				t.Errorf("%s=%s: rows %q, want %q", name, tt.pattern, got, tt.want)
			}
		})
	}
}

func TestFilterTakesAnyTextLiterally(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for i, text := range oddTexts() {
		f.exec(t, "INSERT INTO tags (id, datetime, comment) VALUES ($1, '2026-01-01', $2)", i, text)
	}
	f.exec(t, "INSERT INTO tags (id, datetime, comment) VALUES (-1, '2026-01-01', 'bystander')")
	for i, text := range oddTexts() {
		if len(text) > 2000 {
			continue // the server's limit of a request line
		}
		for name, value := range map[string]string{"comment": text, "comment.like": escapeStars(text), "comment.ilike": escapeStars(text)} {
			a := f.ask(t, "/v1/tables/tags?"+url.Values{name: {value}}.Encode())
			if len(a.Data) == 0 || name != "comment.ilike" && len(a.Data) != 1 {
				t.Errorf("%s=%q finds %d rows, want the one", name, text, len(a.Data))
				continue
			}
			if name != "comment.ilike" && a.names("id") != sprint(i) {
				t.Errorf("%s=%q finds row %s, want %d", name, text, a.names("id"), i)
			}
		}
		// Several values travel as an array.
		if a := f.ask(t, "/v1/tables/tags?"+url.Values{"comment": {text, "no such"}}.Encode()); len(a.Data) != 1 {
			t.Errorf("%q or another finds %d rows, want 1", text, len(a.Data))
		}
	}
}
