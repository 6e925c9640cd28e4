package odata

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// sets returns the entity sets of the generated routes.
func sets(t testing.TB) *Catalogue {
	t.Helper()
	var routes []*query.Route
	for _, r := range db.Routes() {
		if slices.Contains([]string{"tables", "events", "reports"}, r.Group) {
			routes = append(routes, query.Compile(r))
		}
	}
	c, err := New(routes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func beginning(*query.Route) (time.Time, error) {
	return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), nil
}

// all is what bounds add to a request for all history.
const all = "from=0001-01-01T12:00:00Z&to=9999-12-31T09:59:59Z"

func TestOptionsAreParametersOfTheAPI(t *testing.T) {
	t.Parallel()
	c := sets(t)
	for _, tt := range []struct{ set, query, api string }{
		{"cdr_repo", "", all},
		{"cdr_repo", "$filter=src eq 'it''s; a&b'", ""}, // an & that is not escaped ends the option
		{"cdr_repo", "$filter=src eq 'it''s; a%26b'", all + "&src=it's; a&b"},
		{"cdr_repo", "$filter=billsec gt 60 and billsec le 1e2", all + "&billsec.gt=60&billsec.lte=100"},
		{"cdr_repo", "$filter=60 lt billsec", all + "&billsec.gt=60"},
		{"cdr_repo", "$filter=(src eq 'a' or (src eq 'b') or src in ('c','d')) and ((dst ne 'x') and not (dst eq 'y'))", all + "&src=a&src=b&src=c&src=d&dst.ne=x&dst.ne=y"},
		{"cdr_repo", "$filter=not (src in ('a','b')) and src ne null and dst eq null", all + "&src.ne=a&src.ne=b&src.null=false&dst.null=true"},
		{"cdr_repo", `$filter=contains(src,'5*%255\*') and startswith(dst, 'a') eq true and endswith(clid,'')`, all + `&src.like=*5\*%5\\**&dst.like=a*&clid.like=*`},
		{"calls", "$filter=answered and entry_inferred eq false", all + "&answered=true&entry_inferred=false"},
		{"cdr_repo", "$filter=calldate ge 2026-01-01T00:00:00Z and calldate lt 2026-02-01T00:00Z", "from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z"},
		{"cdr_repo", "$filter=calldate gt 2026-01-01T00:00:00%2B02:00 and calldate le 2026-02-01", "from=2025-12-31T22:00:00.000001Z&to=2026-02-01T03:00:00.000001Z"},
		{"cdr_repo", "$filter=calldate eq 2026-01-01T00:00:00+02:00", "from=2025-12-31T22:00:00Z&to=2025-12-31T22:00:00.000001Z"},
		{"cdr_repo", "$filter=calldate ge 2026-01-01Z", ""},
		{"cdr_repo", "$filter=calldate ge 2026-03-01T00:00:00Z and calldate lt 2026-02-01T00:00:00Z and calldate ge 2026-01-01T00:00:00Z", all + "&calldate.gte=2026-03-01T00:00:00Z&calldate.lt=2026-02-01T00:00:00Z"},
		{"cdr_repo", "from=2026-01-01&$filter=calldate lt 2026-02-01T00:00:00Z", "from=2026-01-01&to=9999-12-31T09:59:59Z&calldate.lt=2026-02-01T00:00:00Z"},
		{"cdr_repo", "range=yesterday&tz=UTC&$select=id,%20src,id&$orderby=id desc, src asc,dst&$skiptoken=x&$top=5&$count=true&$format=json&lang=es",
			"range=yesterday&tz=UTC&fields=id,src&order=-id,src,dst&cursor=x&lang=es"},
		{"cdr_repo", "$select=*", all},
		{"calls_spool", "", ""},
		{"tags", "", all},
		{"queue_summary", "interval=day", "from=2020-01-01T00:00:00Z&interval=day"},
		{"queue_summary", "sl_threshold=30&$filter=interval_start ge 2026-01-01T00:00:00Z and queue eq 'a' and offered gt 0", "sl_threshold=30&from=2026-01-01T00:00:00Z&queue=a&offered.gt=0"},
		{"repeat_callers", "to=2026-01-01", "from=2020-01-01T00:00:00Z&to=2026-01-01"},
		{"queue_log_repo_CONNECT", "", all},
	} {
		s := c.Set(tt.set)
		if s == nil {
			t.Fatalf("there is no set %s", tt.set)
		}
		q, wrong := s.Parse(tt.query, http.Header{}, time.FixedZone("", -3*3600), beginning)
		if tt.api == "" && tt.set != "calls_spool" {
			if wrong == nil || wrong.Status != http.StatusBadRequest {
				t.Errorf("%s?%s is %v, %v", tt.set, tt.query, q, wrong)
			}
			continue
		}
		if wrong != nil {
			t.Errorf("%s?%s: %v", tt.set, tt.query, wrong)
			continue
		}
		want := url.Values{}
		for part := range strings.SplitSeq(strings.ReplaceAll(tt.api, "a&b", "a\x00b"), "&") {
			if name, value, _ := strings.Cut(part, "="); name != "" {
				want.Add(name, strings.ReplaceAll(value, "\x00", "&"))
			}
		}
		if q.Query != want.Encode() {
			t.Errorf("%s?%s:\n%s, want\n%s", tt.set, tt.query, q.Query, want.Encode())
		}
	}
}

func TestWhatTheEngineLacksIsNamed(t *testing.T) {
	t.Parallel()
	s := sets(t).Set("cdr_repo")
	for given, want := range map[string]string{
		"$filter=src eq 'a' or dst eq 'b'": "501 or is", "$filter=src eq 'a' or src ne 'b'": "501 or is", "$filter=tolower(src) eq 'a'": "501 tolower is", "$filter=contains(tolower(src),'a')": "501 tolower is",
		"$filter=year(calldate) eq 2026": "501 year is", "$filter=billsec add 5 gt 7": "501 add is", "$filter=billsec gt 7 sub 5": "501 sub is", "$filter=src eq dst": "501 a condition", "$filter=1 eq 1": "501 a condition",
		"$filter=not contains(src,'a')": "501 not is", "$filter=contains(src,'a') eq false": "501 not is", "$filter=src eq 'a' and src eq 'b'": "501 two", "$filter=billsec gt 1 and billsec gt 2": "501 two",
		"$filter=contains(src,'a') and endswith(src,'b')": "501 two", "$filter=src gt null": "501 gt null", "$filter=a/b eq 1": "501 a/ is", "$filter=src eq @p": "501 @p is", `$filter=contains(src,'a\')`: "501 contains with",
		"$filter=src in ('a',null)": "400 src is", "$expand=x": "501 the option $expand", "$apply=x": "501 the option", "$search=x": "501 the option", "$skip=5": "501 the option", "@p=5": "501 aliases",
		"$orderby=tolower(src)": "501 an order", "$orderby=src up": "400 \"up\"", "$orderby=": "400 a property", "$orderby=sorc": "400 cdr_repo has no property \"sorc\"; the nearest is src", "$select=sorc": "400 cdr_repo has",
		"$filter=": "400 it ends", "$filter=src": "400 src is", "$filter=src eq": "400 it ends", "$filter=src eq 'a": "400 a property, a value", "$filter=src eq 'a' dst": "400 and is", "$filter=(src eq 'a'": "400 it ends",
		"$filter=src eq 5": "400 src is compared with 5", "$filter=billsec eq '5'": "400 billsec is", "$filter=calldate eq '2026-01-01'": "400 calldate is", "$filter=calldate eq 2026-13-01": "400 \"2026-13-01\"",
		"$filter=billsec eq 1e99": "400 \"1e99\"", "$filter=billsec eq 1e999999999": "400 \"1e", "$filter=src in ()": "400 a property or", "$filter=src in 'a'": "400 ( is", "$filter=5 in (5)": "400 a property before",
		"$filter=contains(src,5)": "400 contains compares", "$filter=contains(billsec,'5')": "400 billsec is not", "$top=-1": "400 \"-1\"", "$top=x": "400 \"x\"", "$count=yes": "400 \"yes\"", "$top=1&$top=2": "400 it may",
		"$nonsense=1": "400 there is", "src=5": "400 columns are", "limit=5": "400 there is", "fields=src": "400 there is", "format=csv": "400 there is", "%zz=5": "400 the query", "compare=previous": "400 there is",
		"$filter=" + strings.Repeat("(", 100) + "src eq 'a'" + strings.Repeat(")", 100): "400 it is nested", "$filter=" + strings.Repeat("not ", 10_000): "400 it is nested",
	} {
		_, wrong := s.Parse(given, http.Header{}, time.UTC, beginning)
		if wrong == nil {
			t.Errorf("%s is accepted, want %s", given, want)
			continue
		}
		got := strings.TrimPrefix(wrong.Detail, "$filter: ")
		if len(wrong.Errors) > 0 {
			got = wrong.Errors[0].Message
		}
		if got = fmt.Sprint(wrong.Status, " ", got); !strings.HasPrefix(got, want) {
			t.Errorf("%.80s: %s, want %s", given, got, want)
		}
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for accept, want := range map[string]string{
		"": "minimal", "*/*": "minimal", "application/json;odata.metadata=full": "full", "application/json;odata=nometadata": "minimal", "application/json;q=0.5,application/json;odata.metadata=none": "none",
		"application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8": "minimal", "application/atom+xml": "", "application/json;q=0": "", "application/json;IEEE754Compatible=true": "minimal exact",
	} {
		f, wrong := ParseFormat("", http.Header{"Accept": {accept}})
		got := f.Metadata
		if f.Exact {
			got += " exact"
		}
		if wrong != nil {
			got = ""
		}
		if got != want {
			t.Errorf("%s: %q, %v, want %q", accept, got, wrong, want)
		}
	}
	for format, want := range map[string]string{"json": "minimal", "application/json;odata.metadata=none": "none", "json;odata.metadata=full": "full", "xml": "", "atom": ""} {
		if f, wrong := ParseFormat("$format="+url.QueryEscape(format), http.Header{"Accept": {"application/xml"}}); f.Metadata != want || (wrong == nil) != (want != "") {
			t.Errorf("$format=%s: %+v, %v", format, f, wrong)
		}
	}
}

func TestNextPageKeepsTheRequest(t *testing.T) {
	t.Parallel()
	s := sets(t).Set("cdr_repo")
	q, wrong := s.Parse("$filter=src%20eq%20'%26%2B%C3%A9'&$top=25&$count=true&tz=UTC&$skiptoken=old", http.Header{"Prefer": {`respond-async, odata.maxpagesize="10"`}}, time.UTC, beginning)
	if wrong != nil {
		t.Fatal(wrong)
	}
	if got, want := q.Next("http://x/odata/", "new"), "http://x/odata/cdr_repo?$filter=src%20eq%20%27%26%2B%C3%A9%27&tz=UTC&$top=15&$skiptoken=new"; got != want || q.Limit() != 10 {
		t.Errorf("%s of %d rows, want %s", got, q.Limit(), want)
	}
	q.Top = 10
	if got := q.Next("", "new"); got != "" {
		t.Errorf("after the last row of $top there is %s", got)
	}
}

func TestNamesOfSets(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/v1/reports/queue-summary": "queue_summary", "/v1/events/queue_log_repo/CONNECT": "queue_log_repo_CONNECT", "/v1/tables/cdr_repo": "cdr_repo", "/v1/reports/3-b.ñ": "_3_b__"} {
		if got := nameOf(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	same := []*query.Route{query.Compile(route.Route{Path: "/v1/reports/a-b"}), query.Compile(route.Route{Path: "/v1/reports/a_b"})}
	if _, err := New(same); err == nil || !strings.Contains(err.Error(), "a_b") {
		t.Errorf("two routes with one name: %v", err)
	}
}

// FuzzFilter wants every text to be read or refused.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{"src eq 'a'", "not (billsec gt 5) and contains(src,'x') or 5 lt billsec", "calldate ge 2026-01-01T00:00Z", "src in ('a',null)", "((((", "'"} {
		f.Add(text)
	}
	s := sets(f).Set("cdr_repo")
	f.Fuzz(func(t *testing.T, text string) {
		q, wrong := s.Parse("$filter="+url.QueryEscape(text), http.Header{}, time.UTC, beginning)
		if wrong == nil {
			if _, refused := s.Route.Parse(query.Input{Query: q.Query, OData: &query.OData{Limit: 1}}, query.Options{Location: time.UTC, Now: time.Now, Mask: mask.None}); refused != nil && refused.Status != http.StatusBadRequest {
				t.Errorf("%q: %v", text, refused)
			}
		} else if wrong.Status != http.StatusBadRequest && wrong.Status != http.StatusNotImplemented {
			t.Errorf("%q: %v", text, wrong)
		}
	})
}
