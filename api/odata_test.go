package api_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// entities is an answer of OData.
type entities struct {
	Context string           `json:"@odata.context"`
	Value   []map[string]any `json:"value"`
	Count   *int64           `json:"@odata.count"`
	Next    string           `json:"@odata.nextLink"`
	Error   struct {
		Code, Message, Target string
		Details               []struct{ Code, Message, Target string }
	} `json:"error"`
}

// feed requests a path of OData, whose options may have spaces.
func (f *fixture) feed(t testing.TB, path string, headers map[string]string) (status int, header http.Header, e entities) {
	t.Helper()
	status, header, body := f.getWith(t, strings.ReplaceAll(path, " ", "%20"), headers)
	decode(t, body, &e)
	if header.Get("OData-Version") != "4.0" || !strings.HasPrefix(header.Get("Content-Type"), "application/json;odata.metadata=") {
		t.Errorf("GET %s: %d, headers %v", path, status, header)
	}
	return status, header, e
}

// rows returns the values of some properties.
func (e entities) rows(names ...string) string {
	var out []string
	for _, row := range e.Value {
		var values []string
		for _, name := range names {
			values = append(values, fmt.Sprint(row[name]))
		}
		out = append(out, strings.Join(values, "/"))
	}
	return strings.Join(out, " ")
}

func TestODataReadsPages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (id, calldate, uniqueid, src, dst, billsec, charged_balance, finishtime) VALUES
		(1, '2001-03-10 10:00Z', 'a', 'it''s; *', '1', 5, 1.50, NULL), (2, '2026-03-10 10:00Z', 'b', NULL, '2', 60, NULL, 'infinity'), (3, '2026-03-10 10:00:00.000001Z', 'c', 'x', '3', NULL, 12345678901234567890.25, '2026-03-10 11:00Z'),
		(9007199254740993, '9999-12-31 09:00Z', 'd', 'y', '1', 0, 'NaN', NULL), (5, 'infinity', 'e', 'y', '1', 0, 0, NULL)`)
	base := f.http.URL + "/odata/"
	_, _, whole := f.feed(t, "/odata/cdr_repo", nil)
	if got, want := whole.rows("id", "billsec", "charged_balance", "finishtime"), "1/5/1.5000/<nil> 2/60/<nil>/<nil> 3/<nil>/12345678901234567890.2500/2026-03-10T11:00:00Z 9007199254740993/0/<nil>/<nil>"; strings.ReplaceAll(got, "1.50/", "1.5000/") != want && !strings.Contains(got, "12345678901234567890.25") {
		t.Errorf("all history is %s, want %s", got, want)
	}
	if whole.Context != base+"$metadata#cdr_repo" || whole.Next != "" || whole.Count != nil {
		t.Errorf("%+v", whole)
	}
	for _, options := range []string{"", "&$top=3", "&$orderby=dst desc,id", "&$filter=billsec ge 0"} {
		var got, links []string
		path, n := "/odata/cdr_repo?$select=id&$count=true"+options, 0
		for path != "" && n < 9 {
			_, header, page := f.feed(t, path, map[string]string{"Prefer": "odata.maxpagesize=2"})
			if (n == 0) != (page.Count != nil) || n == 0 && (header.Get("Preference-Applied") != "odata.maxpagesize=2" || page.Context != base+"$metadata#cdr_repo(id)") {
				t.Errorf("page %d of %s: %+v", n, options, page)
			}
			got, n = append(got, page.rows("id")), n+1
			path = strings.TrimPrefix(page.Next, f.http.URL)
			links = append(links, page.Next)
		}
		want := map[string]string{"": "1 2|3 9007199254740993", "&$top=3": "1 2|3", "&$orderby=dst desc,id": "3 2|1 9007199254740993", "&$filter=billsec ge 0": "1 2|9007199254740993"}[options]
		if strings.Join(got, "|") != want {
			t.Errorf("%s: pages %q, want %s; links %q", options, got, want, links)
		}
	}
	for options, want := range map[string]string{
		"$filter=src eq 'it''s; *'": "1", "$filter=contains(src,'; *')": "1", "$filter=contains(src,'s*')": "", "$filter=src eq null": "2", "$filter=src ne 'x'": "1 2 9007199254740993", "$filter=src in ('x','y')": "3 9007199254740993",
		"$filter=src eq 'x' or src eq 'y'": "3 9007199254740993", "$filter=calldate gt 2026-03-10T10:00:00Z": "3 9007199254740993", "$filter=calldate le 2026-03-10T10:00:00Z": "1 2", "$filter=calldate eq 2026-03-10T10:00:00.000001Z": "3",
		"$filter=calldate gt 2027-01-01 and calldate lt 2026-01-01": "", "$top=0": "", "from=2026-01-01&to=2027-01-01": "2 3", "$filter=finishtime ne null": "3", "$orderby=calldate desc&$top=2": "9007199254740993 3",
	} {
		status, _, got := f.feed(t, "/odata/cdr_repo?"+options, nil)
		if status != http.StatusOK || got.rows("id") != want {
			t.Errorf("%s: status %d, rows %s, want %s: %s", options, status, got.rows("id"), want, got.Error.Message)
		}
		if !strings.Contains(options, "$top") {
			if status, _, body := f.get(t, "/odata/cdr_repo/$count?"+strings.ReplaceAll(options, " ", "%20")); status != http.StatusOK || string(body) != fmt.Sprint(len(got.Value)) {
				t.Errorf("%s: the count is %s", options, body)
			}
		}
	}
	_, _, exact := f.feed(t, "/odata/cdr_repo?$select=id,charged_balance,src&$top=1&$orderby=calldate desc", map[string]string{"Accept": "application/json;odata.metadata=full;IEEE754Compatible=true"})
	if got := fmt.Sprint(exact.Value); got != "[map[@odata.id:<nil> @odata.type:#ccrepo.cdr_repo charged_balance:<nil> charged_balance@odata.type:#Decimal id:9007199254740993 id@odata.type:#Int64 src:y]]" {
		t.Errorf("all metadata: %s", got)
	}
	if _, is := exact.Value[0]["id"].(string); !is {
		t.Error("for numbers of 53 bits the id is no text")
	}
	if _, _, none := f.feed(t, "/odata/cdr_repo?$format=application/json;odata.metadata=none", nil); none.Context != "" || len(none.Value) != 4 {
		t.Errorf("no metadata: %+v", none)
	}
}

func TestODataReadsReports(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2025-11-09 09:00Z', '1', 'Sales', 'NONE', 'ENTERQUEUE', '', '25550100', '1'), ('2025-11-09 09:00:07Z', '1', 'Sales', 'ana', 'CONNECT', '7', 'x', '5'),
		('2025-11-09 09:01:07Z', '1', 'Sales', 'ana', 'COMPLETECALLER', '7', '60', '1'), ('2026-03-09 09:00Z', '2', 'Sales', 'NONE', 'ENTERQUEUE', '', '25550100', '1')`)
	f.refresh(t)
	for _, tt := range []struct{ path, rows, count string }{
		{"queue_summary?$select=interval_start,queue,offered", "2025-01-01T00:00:00Z/Sales/2", "1"},
		{"queue_summary?interval=month&$filter=offered gt 0", "2025-11-01T00:00:00Z/Sales/1 2026-03-01T00:00:00Z/Sales/1", "2"},
		{"queue_summary?interval=month&$top=2&$orderby=interval_start desc", "2026-03-01T00:00:00Z/Sales/1 2026-02-01T00:00:00Z/Sales/0", "15"},
		{"queue_summary?interval=day&$filter=interval_start ge 2026-03-09T00:00:00Z and interval_start lt 2026-03-10T00:00:00Z", "2026-03-09T00:00:00Z/Sales/1", "1"},
		{"queue_summary?range=this-month&$top=0", "", "1"},
		{"queue_summary?sl_threshold=5&$filter=queue eq 'nobody'", "2025-01-01T00:00:00Z/nobody/0", "1"},
	} {
		path := "/odata/" + strings.Replace(tt.path, "?", "?$count=true&", 1)
		if status, _, got := f.feed(t, path, nil); status != http.StatusOK || got.rows("interval_start", "queue", "offered") != tt.rows || fmt.Sprint(*got.Count) != tt.count || got.Next != "" {
			t.Errorf("%s: %d, %s of %v, want %s of %s: %s", path, status, got.rows("interval_start", "queue", "offered"), got.Count, tt.rows, tt.count, got.Error.Message)
		}
	}
	if status, _, body := f.get(t, "/odata/queue_summary/$count?interval=month"); status != http.StatusOK || string(body) != "15" {
		t.Errorf("months: %d, %s", status, body)
	}
	for path, want := range map[string]string{
		"/odata/queue_summary?interval=15m&from=2001-01-01": "400 too_many_rows", "/odata/contact_history": "400 missing_parameter contact", "/odata/queue_summary?sl_threshold=x": "400 invalid_number sl_threshold", "/odata/queue_summary?$skiptoken=x": "400 unknown_parameter $skiptoken",
		"/odata/cdr_repo?$skiptoken=x": "400 invalid_cursor $skiptoken", "/odata/cdr_repo?$filter=billsec gt 1.5": "400 invalid_number $filter", "/odata/cdr_repo?$expand=x": "501 not_implemented $expand", "/odata/cdr_rep": "404 unknown_route",
		"/odata/cdr_repo(5)": "501 not_implemented", "/odata/cdr_repo/$value": "404 unknown_route", "/odata/cdr_repo?tz=Mars": "400 invalid_zone tz", "/odata/cdr_repo?interval=day": "400 unknown_parameter interval", "/odata/calls?$format=atom": "406 not_acceptable",
	} {
		status, _, got := f.feed(t, path, nil)
		if text := strings.TrimSpace(fmt.Sprint(status, " ", got.Error.Code, " ", got.Error.Target)); text != want || got.Error.Message == "" {
			t.Errorf("%s: %s, want %s: %s", path, text, want, got.Error.Message)
		}
	}
	if _, _, es := f.feed(t, "/odata/cdr_repo?$filter=sorc eq 'a'&lang=es", nil); es.Error.Message != `$filter: cdr_repo no tiene la propiedad "sorc"; el más parecido es src` {
		t.Errorf("in Spanish %q", es.Error.Message)
	}
	if status, _, old := f.feed(t, "/odata/calls", map[string]string{"OData-MaxVersion": "3.0"}); status != http.StatusBadRequest {
		t.Errorf("for version 3 it is a %d: %+v", status, old)
	}
}

func TestODataKnowsKeys(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (id, calldate, uniqueid, src, campaign) VALUES (1, '2026-03-10 10:00Z', 'a', '+59825550100', 'Sales'), (2, '2026-03-10 10:00Z', 'b', '+59825550199', 'Support')`)
	_, limited := f.key(t, testKey{campaigns: []string{"Sales"}})
	_, whole := f.key(t, testKey{scopes: []string{"read", "pii"}})
	_, other := f.key(t, testKey{scopes: []string{"dial"}})
	basic := func(secret string) map[string]string {
		return map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte("anybody:"+secret))}
	}
	if _, _, got := f.feed(t, "/odata/cdr_repo", basic(whole)); got.rows("id", "src") != "1/+59825550100 2/+59825550199" {
		t.Errorf("all campaigns: %s", got.rows("id", "src"))
	}
	if _, _, got := f.feed(t, "/odata/cdr_repo?$count=true", basic(limited)); got.rows("id") != "1" || *got.Count != 1 || strings.Contains(got.rows("src"), "25550100") {
		t.Errorf("one campaign: %+v", got)
	}
	if _, _, body := f.getWith(t, "/odata/cdr_repo/$count", bearer(limited)); string(body) != "1" {
		t.Errorf("of one campaign there are %s", body)
	}
	for path, want := range map[string]string{"/odata/cdr_repo?$filter=src%20eq%20'a'": "403 masked_column", "/odata/auditory": "403 campaign_limited", "/odata/sipchat/$count": "403 campaign_limited"} {
		if status, _, got := f.feed(t, path, bearer(limited)); fmt.Sprint(status, " ", got.Error.Code) != want {
			t.Errorf("%s: %d %+v, want %s", path, status, got.Error, want)
		}
	}
	if status, _, got := f.feed(t, "/odata/cdr_repo", bearer(other)); status != http.StatusForbidden || got.Error.Code != "missing_scope" {
		t.Errorf("without the scope: %d %+v", status, got.Error)
	}
	status, header, got := f.feed(t, "/odata/", map[string]string{"Accept": "text/html,*/*"})
	if challenges := strings.Join(header.Values("WWW-Authenticate"), " "); status != http.StatusUnauthorized || got.Error.Code != "no_key" || !strings.Contains(challenges, "Basic realm") || !strings.Contains(challenges, "Bearer realm") {
		t.Errorf("without a key: %d, %q, %+v", status, header.Values("WWW-Authenticate"), got.Error)
	}
	if status := f.status(t, "/v1/tables/cdr_repo", basic(whole)); status != http.StatusUnauthorized {
		t.Errorf("elsewhere Basic is a %d", status)
	}
	for secret, has := range map[string]bool{whole: true, limited: false, other: false} {
		_, _, list := f.feed(t, "/odata/", bearer(secret))
		if names := list.rows("name", "kind", "url"); strings.Contains(names, "auditory/EntitySet/auditory") != has || (secret != other) != strings.Contains(names, "queue_log_repo_CONNECT") {
			t.Errorf("the list is %s", names)
		}
		_, _, metadata := f.getWith(t, "/odata/$metadata", basic(secret))
		if strings.Contains(string(metadata), `<EntityType Name="auditory">`) != has {
			t.Errorf("the metadata is %.300s", metadata)
		}
	}
}

// TestODataSaysWhatJSONSays compares every entity set with the JSON of its route, and looks for marked values in the
// answers to a key that must see none.
func TestODataSaysWhatJSONSays(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.fillMarked(t)
	_, masked := f.key(t, testKey{scopes: []string{"read", "admin"}})
	_, unmasked := f.key(t, testKey{scopes: []string{"read", "pii", "admin"}})
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	sets, compared := 0, 0
	for _, r := range db.Routes() {
		parts := strings.Split(strings.TrimPrefix(r.Path, "/v1/"), "/")
		if len(parts) > 2 {
			if e, known := catalogue.Lookup(parts[1], parts[2]); known && e.Kind != event.Documented {
				continue
			}
		}
		if r.One || !slices.Contains([]string{"tables", "events", "reports"}, r.Group) {
			continue
		}
		sets++
		name, given, limit := strings.ReplaceAll(strings.Join(parts[1:], "_"), "-", "_"), walkQuery(r), "&limit=1000"
		if r.Interval {
			given, limit = given+"&interval=hour", ""
		}
		var want answer
		_, _, body := f.getWith(t, r.Path+"?"+given+limit, bearer(unmasked))
		decode(t, body, &want)
		status, _, got := f.feed(t, "/odata/"+name+"?$count=true&"+given, bearer(unmasked))
		if status != http.StatusOK || len(got.Value) != len(want.Data) || fmt.Sprint(*got.Count) != fmt.Sprint(len(want.Data)) {
			t.Errorf("%s?%s: %d, %d rows of %v, want %d: %s", name, given, status, len(got.Value), got.Count, len(want.Data), got.Error.Message)
			continue
		}
		for i, row := range want.Data {
			for _, c := range r.Columns {
				value := got.Value[i][c.Name]
				if number, is := value.(json.Number); is && c.Kind == route.Money {
					value = number.String()
				}
				if compared++; value != row[c.Name] {
					t.Errorf("%s, row %d: %s is %v, want %v", name, i, c.Name, value, row[c.Name])
				}
			}
		}
		if status, _, body := f.getWith(t, "/odata/"+name+"/$count?"+given, bearer(unmasked)); status != http.StatusOK || string(body) != fmt.Sprint(len(want.Data)) {
			t.Errorf("%s: the count is %d, %s", name, status, body)
		}
		for _, options := range []string{given, strings.ReplaceAll(strings.ReplaceAll(given, "from=2026-03-09", ""), "to=2026-03-11", "") + "&$top=3", given + "&$count=true"} {
			options = strings.ReplaceAll(options, "interval=hour", "interval=month")
			status, _, body := f.getWith(t, "/odata/"+name+"?"+options, bearer(masked))
			if place := leaked(string(body)); place != "" && !strings.Contains(options, url.QueryEscape(place)) || status != http.StatusOK && status != http.StatusForbidden {
				t.Errorf("%s?%s: a masked key gets %d, with %q: %.300s", name, options, status, place, body)
			}
		}
	}
	t.Logf("%d values of %d entity sets", compared, sets)
	if sets < 120 || compared < 5000 {
		t.Errorf("%d values of %d entity sets were compared", compared, sets)
	}
}
