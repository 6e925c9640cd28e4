package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// brokenLists counts what breaks the rules of dialer lists: campaigns without exactly one active list, lists whose
// records are not those that wait (there are no calls in these tests), and records without a list.
const brokenLists = `(
	SELECT campaign FROM dialer_base GROUP BY campaign HAVING count(*) FILTER (WHERE active) <> 1
	UNION ALL
	SELECT b.name FROM dialer_base AS b
	WHERE b.records <> (SELECT count(*) FROM calls_spool AS s WHERE s.campaign = b.campaign AND s.dialerbase = b.name)
	UNION ALL
	SELECT s.dialerbase FROM calls_spool AS s
	WHERE NOT EXISTS (SELECT FROM dialer_base AS b WHERE b.campaign = s.campaign AND b.name = s.dialerbase)
) AS broken`

// loaded is the answer to a load.
type loaded struct {
	ID                                                         *int64
	Campaign, Name                                             string
	Active                                                     bool
	Records, Blocked, BlockedAlternatives, Duplicates, Invalid int
	InvalidRecords                                             []struct {
		Line   int
		Reason string
	} `json:"invalid_records"`
	DryRun bool `json:"dry_run"`
}

// load loads a list as CSV; query is added to its name and campaign.
func (f *fixture) load(t testing.TB, campaign, name, query, csv string, headers ...string) reply {
	t.Helper()
	path := "/v1/dialer/lists?" + url.Values{"campaign": {campaign}, "name": {name}}.Encode() + query
	return f.submit(t, http.MethodPost, path, csv, append([]string{"Content-Type", "text/csv"}, headers...)...)
}

// loaded reads the answer to a successful load.
func (r reply) loaded(t testing.TB) loaded {
	t.Helper()
	if r.status != http.StatusOK { // which is that of a dry run
		r.want(t, http.StatusCreated, "")
	}
	var l loaded
	decode(t, []byte(r.body), &l)
	return l
}

// setupLists is setup with room for fifty writes at once.
func setupLists(t testing.TB) *fixture {
	t.Helper()
	return setupWith(t, func(o *api.Options) { o.Connections, o.Country = 60, "UY" })
}

// intact fails the test if a rule of lists is broken.
func (f *fixture) intact(t testing.TB) {
	t.Helper()
	if n := f.count(t, brokenLists); n != 0 {
		t.Errorf("%d lists or campaigns break the rules", n)
	}
}

// lines are the columns of the rows of a query, as texts.
func (f *fixture) lines(t testing.TB, query string) string {
	t.Helper()
	var out string
	if err := f.db.QueryRowContext(t.Context(), "SELECT coalesce(string_agg(line, E'\\n'), '') FROM ("+query+") AS q (line)").Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (f *fixture) lists(t testing.TB) string {
	t.Helper()
	return f.lines(t, "SELECT concat_ws(' ', campaign, name, records, CASE WHEN active THEN 'active' END) FROM dialer_base ORDER BY id")
}

const ownForm = `campaign;destination;parandvals(k=v:k=v);alternatives;priority;agent
Sales->;099 123 456;name=Ana\: B:city=MVD;098111222:29001234;5;201
Sales->;+598 99 123 457;;;;
;(098) 765-432;;;100;
`

func TestLoadList(t *testing.T) {
	t.Parallel()
	f := setupLists(t)
	l := f.load(t, "Sales->", "march", "", ownForm).loaded(t)
	if l.Records != 3 || !l.Active || l.Invalid+l.Blocked+l.Duplicates != 0 || l.ID == nil || l.Name != "march" || l.DryRun || l.InvalidRecords == nil {
		t.Errorf("the answer is %+v", l)
	}
	want := strings.Join([]string{
		`Sales->|099 123 456|+59899123456|1|name=Ana\: B:city=MVD|098111222:29001234||march|5|201`,
		`Sales->|+598 99 123 457|+59899123457|1||||march|9999|`,
		`Sales->|(098) 765-432|+59898765432|1||||march|100|`,
	}, "\n")
	if got := f.lines(t, `SELECT concat_ws('|', campaign, destination, number, status, data, alternatives, contact, dialerbase, priority, agentphone) FROM calls_spool ORDER BY id`); got != want {
		t.Errorf("calls_spool has\n%s\nwant\n%s", got, want)
	}
	if got := f.lists(t); got != "Sales-> march 3 active" {
		t.Errorf("dialer_base has %s", got)
	}
	if got := f.lines(t, "SELECT action FROM auditory"); got != fmt.Sprintf("POST /v1/dialer/lists: list %d, 3 records", *l.ID) {
		t.Errorf("the audit row says %s", got)
	}
	f.intact(t)
}

func TestLoadListForms(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupLists(t)
	const row = `Sales->|099123456|name=Ana\: B:n=3|098111222|C1|7|201`
	for name, test := range map[string]struct{ kind, body, want string }{
		"own form without a header":      {"text/csv", `Sales->;099123456;name=Ana\: B:n=3;098111222;7;201`, strings.Replace(row, "|C1|", "||", 1)},
		"a header in another order":      {"text/csv", "contact;priority;AgentPhone;data;destination;alternatives\nC1;7;201;name=Ana\\: B:n=3;099123456;098111222\n", row},
		"commas, quotes and line ends":   {"text/csv", "destination,contact,priority,agent,parandvals,alternatives\r\n\"099123456\",C1,7,201,\"name=Ana\\: B:n=3\",098111222\r\n\r\n", row},
		"tabs and a byte order mark":     {"text/csv; charset=utf-8", "\ufeffdestination\tcontact\tpriority\tagent\tdata\talternatives\n099123456\tC1\t7\t201\tname=Ana\\: B:n=3\t098111222", row},
		"NDJSON":                         {"application/x-ndjson", `{"destination":"099123456","contact":"C1","priority":7,"agentphone":"201","data":{"name":"Ana: B","n":3},"alternatives":["098111222"]}` + "\n\n", row},
		"JSON":                           {"application/json", ` [ {"campaign":"Sales->","destination":"099123456","contact":"C1","priority":7,"agentphone":"201","data":"name=Ana\\: B:n=3","alternatives":"098111222"} ] `, row},
		"Latin-1":                        {"text/csv; charset=iso-8859-1", "destination;data\n099123456;name=Mu\xf1oz", "Sales->|099123456|name=Muñoz|||9999|"},
		"a list of nothing but a number": {"text/csv", "destination\n099123456", "Sales->|099123456||||9999|"},
	} {
		t.Run(name, func(t *testing.T) {
			l := f.load(t, "Sales->", name, "", test.body, "Content-Type", test.kind).loaded(t)
			if l.Records != 1 || l.Invalid != 0 {
				t.Fatalf("the answer is %+v", l)
			}
			got := f.lines(t, fmt.Sprintf(`SELECT concat_ws('|', campaign, destination, data, alternatives, contact, priority, agentphone) FROM calls_spool WHERE dialerbase = '%s'`, name))
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	f.intact(t)
}

func TestLoadListRefused(t *testing.T) {
	t.Parallel()
	f := setupLists(t)
	f.load(t, "Sales->", "march", "", ownForm).loaded(t)
	f.exec(t, "INSERT INTO calls_spool (campaign, destination, dialerbase) VALUES ('Sales->', '1234', 'orphans')")
	before := f.lists(t)
	const one = "destination\n099123456"
	for name, test := range map[string]struct {
		campaign, list, query, kind, body string
		status                            int
		code, says                        string
	}{
		"no name":                           {"c", "", "", "text/csv", one, 400, "invalid_value", "name"},
		"a name of blanks":                  {"c", "  ", "", "text/csv", one, 400, "invalid_value", "name"},
		"a long campaign":                   {strings.Repeat("c", 256), "l", "", "text/csv", one, 400, "invalid_value", "campaign"},
		"another value of activate":         {"c", "l", "&activate=yes", "text/csv", one, 400, "invalid_value", "activate"},
		"a parameter too many":              {"c", "l", "&activ=true", "text/csv", one, 400, "unknown_parameter", "the nearest is activate"},
		"a first list that is not active":   {"c", "l", "&activate=false", "text/csv", one, 422, "active_list", "first list"},
		"the same in a dry run":             {"c", "l", "&activate=false&dry_run=true", "text/csv", one, 422, "active_list", "first list"},
		"a name that is taken":              {"Sales->", "march", "", "text/csv", one, 409, "list_exists", "another name"},
		"a name that records wait under":    {"Sales->", "orphans", "", "text/csv", one, 409, "list_exists", "records that wait"},
		"a form":                            {"c", "l", "", "application/x-www-form-urlencoded", one, 415, "unsupported_media_type", "text/csv, or application/x-ndjson, or application/json"},
		"a charset":                         {"c", "l", "", "text/csv; charset=utf-16", one, 415, "unsupported_media_type", "UTF-8"},
		"nothing":                           {"c", "l", "", "text/csv", "", 422, "no_records", ""},
		"a header alone":                    {"c", "l", "", "text/csv", "destination;contact\n", 422, "no_records", ""},
		"an empty array":                    {"c", "l", "", "application/json", "[]", 422, "no_records", ""},
		"an unknown column":                 {"c", "l", "", "text/csv", "destination;phone2\n1;2", 422, "invalid_list", "phone2"},
		"a column twice":                    {"c", "l", "", "text/csv", "destination;agent;agentphone\n1;2;3", 422, "invalid_list", "twice"},
		"no array":                          {"c", "l", "", "application/json", `{"destination":"1234"}`, 422, "invalid_list", "no JSON array"},
		"half an array":                     {"c", "l", "", "application/json", `[{"destination":"1234"}`, 422, "invalid_list", "has no end"},
		"something behind the array":        {"c", "l", "", "application/json", `[{"destination":"1234"}] x`, 422, "invalid_list", "follows"},
		"no JSON":                           {"c", "l", "", "application/json", `[{"destination":"1234"},{]`, 422, "invalid_list", "record 2"},
		"nothing but invalid records":       {"c", "l", "", "text/csv", "destination\nx\ny", 422, "invalid_records", `"param":"line 2"`},
		"an invalid record that refuses":    {"c", "l", "&invalid=refuse", "text/csv", one + "\nx", 422, "invalid_records", `"param":"line 3"`},
		"an invalid record, in a dry run":   {"c", "l", "&invalid=refuse&dry_run=true", "text/csv", one + "\nx", 422, "invalid_records", "1 records are invalid"},
		"a record that is longer than 1 MB": {"c", "l", "", "application/json", `[{"destination":"` + strings.Repeat("1", 5<<20) + `"}]`, 422, "invalid_list", "longer than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			r := f.load(t, test.campaign, test.list, test.query, test.body, "Content-Type", test.kind)
			r.want(t, test.status, test.code)
			if !strings.Contains(r.body, test.says) {
				t.Errorf("the answer does not say %s: %.2000s", test.says, r.body)
			}
		})
	}
	t.Run("without name and campaign", func(t *testing.T) {
		f.submit(t, http.MethodPost, "/v1/dialer/lists", one, "Content-Type", "text/csv").want(t, http.StatusBadRequest, "missing_parameter")
	})
	if got := f.lists(t); got != before || f.count(t, "calls_spool") != 4 {
		t.Errorf("something was written: %s", got)
	}
}

func TestLoadListLeavesOut(t *testing.T) {
	t.Parallel()
	f := setupLists(t)
	f.exec(t, `INSERT INTO app.do_not_call (number, typed, campaign, patterns, until) VALUES
		('+59899000001', '099000001', '', NULL, NULL), ('+59899000002', '099000002', 'other', NULL, NULL), ('+59899000003', '099000003', 'c', NULL, '2026-01-01'),
		('+59891*', '091*', 'c', ARRAY['+59891%'], NULL)`)
	const list = "destination;alternatives;priority;data;campaign\n" +
		"099000001;;;;\n" + // 2 blocked
		"099000002;;;;c\n" + // 3 blocked elsewhere
		"099000003;;;;\n" + // 4 blocked in the past
		"091 555 555;;;;\n" + // 5 blocked by a pattern
		"099000010;+598 99 000 001:099000011:091111111;;;\n" + // 6 two alternatives blocked
		"+59899000010;099000001;;;\n" + // 7 repeats 6
		"00598 99 000 010;;;;\n" + // 8 as well
		"hello;;;;\n" + // 9
		";;;;\n" + // 10
		"099000012;xx;;;\n" + // 11
		"099000013;;1;;\n" + // 12
		"099000014;;;city;\n" + // 13
		"099000015;;;;other\n" + // 14
		"099000016\n" + // 15
		"099000017;;;\xff;\n" + // 16
		"\"099000018;;;;\n" + // 17
		"099000019;;;a=1:a=2;\n" + // 18
		"099000020;;;;\n"
	for _, dry := range []bool{true, false} {
		query := map[bool]string{true: "&dry_run=true", false: ""}[dry]
		r := f.load(t, "c", "l", query, list, "Idempotency-Key", fmt.Sprint("k", dry))
		if created := r.status == http.StatusCreated; created == dry {
			t.Errorf("dry run %t: status %d", dry, r.status)
		}
		l := r.loaded(t)
		if l.Records != 6 || l.Blocked != 2 || l.BlockedAlternatives != 0 && l.BlockedAlternatives != 2 || l.Duplicates != 2 || l.Invalid != 10 || len(l.InvalidRecords) != 10 || l.DryRun != dry || (l.ID == nil) != dry || !l.Active {
			t.Errorf("the answer is %+v", l)
		}
		reasons := ""
		for _, r := range l.InvalidRecords {
			reasons += fmt.Sprintf("%d %s\n", r.Line, r.Reason)
		}
		for _, want := range []string{"9 destination: it is not a number", "10 it has no destination", "11 alternative 1: it is not a number", `12 priority is "1"`,
			"13 variable 1 has no =", `14 it is of the campaign "other"`, "15 it has 1 fields, not 5", "16 it is no UTF-8", "17 a quote is not closed", `18 variable "a" occurs twice`} {
			if !strings.Contains(reasons, want) {
				t.Errorf("the reasons lack %q:\n%s", want, reasons)
			}
		}
		if lists := f.count(t, "dialer_base"); dry && (lists != 0 || f.count(t, "calls_spool") != 0 || f.count(t, "auditory") != 0) {
			t.Errorf("a dry run wrote %d lists", lists)
		}
	}
	want := "099000001 3 \n099000002 1 \n099000003 1 \n091 555 555 3 \n099000010 1 099000011\n099000020 1 "
	if got := f.lines(t, "SELECT concat_ws(' ', destination, status, alternatives) FROM calls_spool ORDER BY id"); got != want {
		t.Errorf("calls_spool has\n%s\nwant\n%s", got, want)
	}
	f.intact(t)
}

func TestChangeLists(t *testing.T) {
	t.Parallel()
	f := setupLists(t)
	for i, name := range []string{"a", "b", "c"} {
		f.load(t, "s", name, "", fmt.Sprintf("destination\n09900000%d\n09900010%d", i, i)).loaded(t)
	}
	f.load(t, "s", "d", "&activate=true", "destination\n099000009").loaded(t)
	step := func(want string) {
		t.Helper()
		if got := strings.ReplaceAll(f.lists(t), "\n", ", "); got != want {
			t.Errorf("the lists are %s; want %s", got, want)
		}
		f.intact(t)
	}
	step("s a 2, s b 2, s c 2, s d 1 active")
	post := func(path, body string) reply { t.Helper(); return f.submit(t, http.MethodPost, path, body) }
	remove := func(path string) reply { t.Helper(); return f.submit(t, http.MethodDelete, path, "") }
	change := func(path, body string) reply { t.Helper(); return f.submit(t, http.MethodPatch, path, body) }

	post("/v1/dialer/lists/2/activate", "").want(t, 200, "")
	post("/v1/dialer/lists/2/activate", "{}").want(t, 200, "")
	step("s a 2, s b 2 active, s c 2, s d 1")
	post("/v1/dialer/lists/99/activate", "").want(t, 404, "not_found")
	post("/v1/dialer/lists/x/activate", "").want(t, 400, "invalid_number")
	post("/v1/dialer/lists/1/activate", `{"x":1}`).want(t, 422, "invalid_body")

	remove("/v1/dialer/lists/2").want(t, 422, "active_list")
	remove("/v1/dialer/lists/2?successor=2").want(t, 422, "active_list")
	remove("/v1/dialer/lists/2?successor=77").want(t, 422, "active_list")
	remove("/v1/dialer/lists/1?successor=3").want(t, 422, "active_list")
	remove("/v1/dialer/lists/77").want(t, 404, "not_found")
	step("s a 2, s b 2 active, s c 2, s d 1")
	remove("/v1/dialer/lists/2?successor=3").want(t, 200, "")
	step("s a 2, s c 2 active, s d 1")
	remove("/v1/dialer/lists/1").want(t, 200, "")
	step("s c 2 active, s d 1")

	change("/v1/dialer/lists/3", `{"percentage":30,"name":"z"}`).want(t, 200, "")
	change("/v1/dialer/lists/3", `{"name":"z"}`).want(t, 200, "")
	change("/v1/dialer/lists/3", `{"name":"d"}`).want(t, 409, "list_exists")
	change("/v1/dialer/lists/3", `{}`).want(t, 422, "invalid_body")
	change("/v1/dialer/lists/3", `{"name":" "}`).want(t, 422, "invalid_body")
	change("/v1/dialer/lists/3", `{"percentage":101}`).want(t, 422, "invalid_body")
	change("/v1/dialer/lists/3", `{"active":false}`).want(t, 422, "invalid_body")
	step("s z 2 active, s d 1")

	r := post("/v1/dialer/lists/3/records", `{"destination":"099 111 111","data":{"b":"x:y","a":"1"},"alternatives":["098111111"],"contact":"C","priority":3,"agentphone":"201"}`)
	r.want(t, 201, "")
	if want := `"campaign":"s","dialerbase":"z","destination":"099 111 111","status":1,"data":"a=1:b=x\\:y","alternatives":"098111111","contact":"C","priority":3,"agentphone":"201"}`; !strings.Contains(r.body, want) {
		t.Errorf("the record is %s, want %s", r.body, want)
	}
	f.exec(t, "INSERT INTO app.do_not_call (number, typed) VALUES ('+59899222222', '099222222')")
	r = post("/v1/dialer/lists/3/records", `{"destination":"099 222 222","alternatives":["+59899222222","098111111"]}`)
	if r.want(t, 201, ""); !strings.Contains(r.body, `"status":3,"data":"","alternatives":"098111111"`) {
		t.Errorf("the record is %s", r.body)
	}
	post("/v1/dialer/lists/3/records", `{"destination":"x"}`).want(t, 422, "invalid_body")
	post("/v1/dialer/lists/3/records", `{"destination":"099333333","alternatives":["x"]}`).want(t, 422, "invalid_body")
	post("/v1/dialer/lists/3/records", `{"destination":"099333333","data":{"":"x"}}`).want(t, 422, "invalid_body")
	post("/v1/dialer/lists/77/records", `{"destination":"099333333"}`).want(t, 404, "not_found")
	step("s z 4 active, s d 1")

	var ready, blocked int64
	if err := f.db.QueryRowContext(t.Context(), "SELECT min(id) FILTER (WHERE status = 1), min(id) FILTER (WHERE status = 3) FROM calls_spool WHERE dialerbase = 'z'").Scan(&ready, &blocked); err != nil {
		t.Fatal(err)
	}
	row := func(id int64) string { return fmt.Sprint("/v1/calls-spool/", id) }
	change(row(ready), `{"priority":2,"status":0}`).want(t, 200, "")
	change(row(ready), `{"priority":1}`).want(t, 422, "invalid_body")
	change(row(ready), `{"status":2}`).want(t, 422, "invalid_body")
	change(row(ready), `{}`).want(t, 422, "invalid_body")
	change(row(blocked), `{"priority":2}`).want(t, 200, "")
	change(row(blocked), `{"status":1}`).want(t, 422, "do_not_call")
	change(row(blocked), `{"status":0}`).want(t, 422, "do_not_call")
	change(row(1e6), `{"status":0}`).want(t, 404, "not_found")
	if got := f.lines(t, fmt.Sprintf("SELECT concat_ws(' ', status, priority) FROM calls_spool WHERE id IN (%d, %d) ORDER BY id", ready, blocked)); got != "0 2\n3 2" {
		t.Errorf("the records are %s", got)
	}
	remove(row(ready)).want(t, 200, "")
	remove(row(blocked)).want(t, 200, "")
	remove(row(blocked)).want(t, 404, "not_found")
	step("s z 2 active, s d 1")

	remove("/v1/dialer/lists/4").want(t, 200, "")
	remove("/v1/dialer/lists/3").want(t, 200, "")
	step("")
	if n := f.count(t, "calls_spool"); n != 0 {
		t.Errorf("%d records are left", n)
	}
}

func TestListProgress(t *testing.T) {
	t.Parallel()
	f := setupLists(t)
	f.exec(t, "INSERT INTO app.do_not_call (number, typed) VALUES ('+59899000004', '099000004')")
	f.load(t, "s", "l", "", "destination;contact\n099000001;C1\n099000002;C2\n099000003;C3\n099000004;C4\n").loaded(t)
	// The dialer takes two records; one contact answers, and the record is finished.
	f.exec(t, "UPDATE calls_spool SET status = 0 WHERE contact IN ('C1', 'C2')")
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, campaign, contact, dialerbase, disposition) VALUES
		('2026-03-10 11:00Z', '1', 's', 'C1', 'l', 'NO ANSWER'), ('2026-03-10 11:10Z', '2', 's', 'C1', 'l', 'ANSWERED')`)
	f.exec(t, "DELETE FROM calls_spool WHERE contact = 'C1'")
	const columns = "records ready in_process blocked attempts dialled answered remaining contact_rate"
	want := "4/1/1/1/2/1/1/2/100"
	_, _, body := f.get(t, "/v1/dialer/lists/1")
	var one struct{ Data map[string]any }
	decode(t, body, &one)
	if got := (answer{Data: []map[string]any{one.Data}}).list(strings.Fields(columns)...); got != want {
		t.Errorf("the list is %s, want %s", got, want)
	}
	for _, path := range []string{"/v1/dialer/lists", "/v1/reports/dialer-progress"} {
		if got := f.ask(t, path).list(strings.Fields(columns)...); got != want {
			t.Errorf("%s has %s, want %s", path, got, want)
		}
	}
	if got := f.ask(t, "/v1/reports/dialer-lists").list("active_list", "records", "waiting", "warning"); got != "l/4/2/null" {
		t.Errorf("dialer-lists has %s", got)
	}
	// An entry blocks the record of its number, and its removal releases the record.
	f.submit(t, http.MethodPost, "/v1/do-not-call", `{"number":"+598 99 000 003"}`).want(t, http.StatusCreated, "")
	if got := f.ask(t, "/v1/reports/dialer-progress").list("records", "ready", "in_process", "blocked", "remaining"); got != "4/0/1/2/1" {
		t.Errorf("with a number forbidden: %s", got)
	}
	f.submit(t, http.MethodPatch, "/v1/calls-spool/3", `{"status":1}`).want(t, 422, "do_not_call")
	f.submit(t, http.MethodPost, "/v1/do-not-call/check", `{"number":"099000003","campaign":"s","direction":"out","agent":"ana"}`).want(t, http.StatusOK, "")
	if got := f.ask(t, "/v1/reports/blacklist-attempts").list("number", "attempts", "agents"); !strings.Contains(got, "/1/ana") {
		t.Errorf("blacklist-attempts has %s", got)
	}
	f.submit(t, http.MethodDelete, "/v1/do-not-call/2", "").want(t, http.StatusOK, "")
	if got := f.ask(t, "/v1/reports/dialer-progress").list("records", "ready", "in_process", "blocked", "remaining"); got != "4/1/1/1/2" {
		t.Errorf("with the number released: %s", got)
	}
	if status, _, _ := f.get(t, "/v1/dialer/lists/2"); status != http.StatusNotFound {
		t.Errorf("a list that does not exist: status %d", status)
	}
}

func TestListsOfALimitedKey(t *testing.T) {
	t.Parallel()
	f := setupLists(t)
	_, own := f.key(t, testKey{scopes: []string{"read", "dial"}, campaigns: []string{"mine"}})
	_, reading := f.key(t, testKey{scopes: []string{"read", "act"}})
	_, dialling := f.key(t, testKey{scopes: []string{"dial"}})
	as := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	f.exec(t, "INSERT INTO app.do_not_call (number, typed, campaign) VALUES ('+59899000001', '1', ''), ('+59899000002', '2', 'theirs'), ('+59899000003', '3', 'mine')")
	const list = "destination\n099000001\n099000002\n099000003\n099000004"
	f.load(t, "theirs", "t", "", list, as(reading)...).want(t, http.StatusForbidden, "missing_scope")
	f.load(t, "theirs", "t", "", list, as(own)...).want(t, http.StatusForbidden, "campaign_limited")
	if l := f.load(t, "theirs", "t", "", list, as(dialling)...).loaded(t); l.Blocked != 2 {
		t.Errorf("the answer is %+v", l)
	}
	if l := f.load(t, "mine", "m", "", list, as(own)...).loaded(t); l.Blocked != 2 || l.Records != 4 {
		t.Errorf("the answer is %+v", l)
	}
	f.load(t, "mine", "n", "", list, as(own)...).loaded(t)
	for _, request := range [][3]string{
		{http.MethodPost, "/v1/dialer/lists/1/activate", "{}"}, {http.MethodPatch, "/v1/dialer/lists/1", `{"percentage":1}`}, {http.MethodDelete, "/v1/dialer/lists/1", ""},
		{http.MethodPost, "/v1/dialer/lists/1/records", `{"destination":"099000005"}`}, {http.MethodPatch, "/v1/calls-spool/1", `{"priority":3}`}, {http.MethodDelete, "/v1/calls-spool/1", ""},
	} {
		f.submit(t, request[0], request[1], request[2], as(own)...).want(t, http.StatusNotFound, "not_found")
		f.submit(t, request[0], request[1], request[2], as(reading)...).want(t, http.StatusForbidden, "missing_scope")
	}
	f.submit(t, http.MethodPost, "/v1/dialer/lists/3/activate", "", as(own)...).want(t, 200, "")
	f.submit(t, http.MethodPatch, "/v1/dialer/lists/2", `{"name":"x"}`, as(own)...).want(t, 200, "")
	f.submit(t, http.MethodPost, "/v1/dialer/lists/2/records", `{"destination":"099000005"}`, as(own)...).want(t, 201, "")
	f.submit(t, http.MethodPatch, "/v1/calls-spool/8", `{"status":0}`, as(own)...).want(t, 200, "")
	f.submit(t, http.MethodDelete, "/v1/calls-spool/8", ``, as(own)...).want(t, 200, "")
	f.submit(t, http.MethodDelete, "/v1/dialer/lists/3?successor=1", ``, as(own)...).want(t, 422, "active_list")
	f.submit(t, http.MethodDelete, "/v1/dialer/lists/3?successor=2", ``, as(own)...).want(t, 200, "")
	if got := f.lists(t); got != "theirs t 4 active\nmine x 4 active" {
		t.Errorf("the lists are %s", got)
	}
	f.intact(t)
}

// TestListsAtOnce activates, deletes and loads lists of one campaign, fifty at a time, and looks at the rules after each.
func TestListsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupLists(t)
	for n := range 12 {
		f.load(t, "c", fmt.Sprint("list ", n), "", "destination\n099000001\n099000002").loaded(t)
	}
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			var r reply
			switch list := n%12 + 1; n % 5 {
			case 0:
				r = f.load(t, "c", fmt.Sprint("new ", n%20), []string{"", "&activate=true"}[n%2], "destination\n099000003")
			case 1:
				r = f.submit(t, http.MethodDelete, fmt.Sprintf("/v1/dialer/lists/%d", list), "")
			case 2:
				r = f.submit(t, http.MethodDelete, fmt.Sprintf("/v1/dialer/lists/%d?successor=%d", list, (n+3)%12+1), "")
			case 3:
				r = f.submit(t, http.MethodPost, fmt.Sprintf("/v1/dialer/lists/%d/records", list), `{"destination":"099000009"}`)
			default:
				r = f.submit(t, http.MethodPost, fmt.Sprintf("/v1/dialer/lists/%d/activate", list), "")
			}
			if r.status >= 500 {
				t.Errorf("status %d: %s", r.status, r.body)
			}
			f.intact(t)
		})
	}
	all.Wait()
	f.intact(t)
}

// TestActivationsAtOnce lets fifty activations at once leave one active list.
func TestActivationsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupLists(t)
	for n := range 10 {
		f.load(t, "c", fmt.Sprint("list ", n), "", "destination\n099000001").loaded(t)
	}
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			f.submit(t, http.MethodPost, fmt.Sprintf("/v1/dialer/lists/%d/activate", n%10+1), "").want(t, http.StatusOK, "")
			f.intact(t)
		})
	}
	all.Wait()
	f.intact(t)
}
