package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// callOf is a disposition of a call, as a CRM sends it: its levels joined by ' / '.
func callOf(campaign, guid, levels, comment string) string {
	l := append(strings.Split(levels, " / "), "", "")
	text, err := json.Marshal(map[string]string{"agent": "ana", "campaign": campaign, "callerid": "099 123 456", "guid": guid, "l1": l[0], "l2": l[1], "l3": l[2], "d1": "policy 7", "comment": comment})
	if err != nil {
		panic(err) // texts always can be
	}
	return string(text)
}

func (f *fixture) dispose(t testing.TB, body string, headers ...string) reply {
	t.Helper()
	return f.submit(t, http.MethodPost, "/v1/actions/disposition-call", body, headers...)
}

// record writes a record of a call of a day that reports of 2026-03-10 show.
func (f *fixture) record(t testing.TB, guid, campaign, disposition string, billsec int) {
	t.Helper()
	f.exec(t, `INSERT INTO cdr_repo (calldate, guid, campaign, disposition, billsec) VALUES ('2026-03-10T10:00:00Z', $1, $2, $3, $4)`, guid, campaign, disposition, billsec)
}

// marked are the marked records: guid, seconds, mark, note, finishtime.
func (f *fixture) marked(t testing.TB) string {
	t.Helper()
	var out string
	if err := f.db.QueryRowContext(t.Context(), `SELECT coalesce(string_agg(concat_ws('|', guid, billsec, userfield, note, to_char(finishtime AT TIME ZONE 'UTC', 'HH24:MI')), E'\n' ORDER BY guid, id), '')
		FROM cdr_repo WHERE userfield <> '' OR note <> '' OR finishtime IS NOT NULL`).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDispositionMarksItsCall(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('TestCampaign->')")
	f.record(t, "g", "TestCampaign->", "NO ANSWER", 0)
	f.record(t, "g", "TestCampaign->", "ANSWERED", 30)
	f.record(t, "g", "TestCampaign->", "ANSWERED", 20)
	is := func(want string) {
		t.Helper()
		if got := f.marked(t); got != want {
			t.Errorf("want\n%s\ngot\n%s", want, got)
		}
	}

	// Stored at once, for one of three calls; twice with the same key is one disposition.
	first := f.dispose(t, callOf("TestCampaign->", "g", "Sale / Big", "wants two"), "Idempotency-Key", "k")
	first.want(t, http.StatusAccepted, "")
	is("g|30|Sale / Big|wants two|12:00")
	f.clock.add(time.Minute)
	if again := f.dispose(t, callOf("TestCampaign->", "g", "Sale / Big", "wants two"), "Idempotency-Key", "k"); again.body != first.body {
		t.Errorf("%s, want the first answer %s", again.body, first.body)
	}
	if n := f.count(t, "app.disposition"); n != 1 {
		t.Errorf("%d dispositions, want 1", n)
	}
	is("g|30|Sale / Big|wants two|12:00")

	// A later disposition of the same call marks the same record again.
	f.dispose(t, callOf("TestCampaign->", "g", "Sale / Small / Now", "wants one"), "Idempotency-Key", "other").want(t, http.StatusAccepted, "")
	is("g|30|Sale / Small / Now|wants two|12:01")

	// All of it is stored, independently of the browser, with the id of the action.
	var kept string
	if err := f.db.QueryRowContext(t.Context(), `SELECT concat_ws('|', d.agent, d.campaign, d.callerid, d.guid, d.l1, d.l2, d.l3, d.d1, d.comment, a.action, d.marked_at IS NOT NULL)
		FROM app.disposition AS d JOIN app.action AS a ON a.id = d.action ORDER BY d.id DESC LIMIT 1`).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if want := "ana|TestCampaign->|099 123 456|g|Sale|Small|Now|policy 7|wants one|DISPOSITION_CALL|t"; kept != want {
		t.Errorf("kept %s, want %s", kept, want)
	}
	report := f.ask(t, "/v1/reports/dispositions?from=2026-03-10&to=2026-03-11&fields=campaign,l1,l2,l3,calls")
	if got := fmt.Sprint(report.Data); got != "[map[calls:1 campaign:TestCampaign-> l1:Sale l2:Small l3:Now]]" {
		t.Errorf("the report shows %s", got)
	}
	// A refused action leaves no disposition.
	f.dispose(t, callOf("NoSuchCampaign", "g", "Sale", "")).want(t, http.StatusUnprocessableEntity, "invalid_body")
	is("g|30|Sale / Small / Now|wants two|12:01")
}

func TestDispositionBeforeItsRecord(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('Sales<-')")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = f.server.Run(ctx, listener) })
	defer running.Wait()
	defer stop()

	f.dispose(t, callOf("Sales<-", "late", "Sale", "")).want(t, http.StatusAccepted, "")
	f.dispose(t, callOf("Sales<-", "never", "Sale", "")).want(t, http.StatusAccepted, "")
	f.record(t, "late", "Sales<-", "NO ANSWER", 0)
	eventually(t, "a running server marks a record that another program inserts", func() bool { return f.marked(t) == "late|0|Sale|12:00" })
}

func TestDispositionsThatACampaignAllows(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('Sales<-'), ('Free->')")
	f.exec(t, `INSERT INTO app.allowed_disposition VALUES ('Sales<-', 'Sale', 'Big', ''), ('Sales<-', 'Sale', 'Small', 'Now'), ('Sales<-', 'No interest', '', ''), ('Other', 'Anything', '', '')`)
	for levels, want := range map[string]string{
		"Sale / Big":         "",
		"Sale / Small / Now": "",
		"No interest":        "",
		"Sael / Big":         `l1: the campaign does not allow the disposition "Sael" here; the nearest is "Sale"`,
		"sale / Big":         `l1: the campaign does not allow the disposition "sale" here; the nearest is "Sale"`,
		"Anything":           `l1: the campaign does not allow the disposition "Anything" here; the nearest is `,
		"Sale / Bigger":      `l2: the campaign does not allow the disposition "Bigger" here; the nearest is "Big"`,
		"Sale":               `l2: the campaign's dispositions with this beginning have another level, such as Big`,
		"Sale / Small":       `l3: the campaign's dispositions with this beginning have another level, such as Now`,
		"No interest / Big":  `l2: the campaign's disposition No interest has no such level`,
		"Sale / Big / Now":   `l3: the campaign's disposition Sale / Big has no such level`,
	} {
		r := f.dispose(t, callOf("Sales<-", "g", levels, ""))
		if want == "" {
			r.want(t, http.StatusAccepted, "")
			continue
		}
		r.want(t, http.StatusUnprocessableEntity, "invalid_body")
		var p problem
		decode(t, []byte(r.body), &p)
		if !strings.HasPrefix(p.Detail, want) || len(p.Errors) != 1 {
			t.Errorf("%s: %s, want %s", levels, p.Detail, want)
		}
	}
	f.dispose(t, callOf("Free->", "g", "Whatever / it / is", "")).want(t, http.StatusAccepted, "")
	if n, m := f.count(t, "app.disposition"), f.count(t, "app.action"); n != 4 || m != 4 {
		t.Errorf("%d dispositions and %d actions, want 4 of each", n, m)
	}
}

func TestDispositionsOfLimitedKeys(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const mine, theirs = `A, "B"->`, "Other<-"
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ($1), ($2)", mine, theirs)
	for guid, campaign := range map[string]string{"mine": mine, "theirs": theirs, "nobodys": ""} {
		f.record(t, guid, campaign, "ANSWERED", 10)
	}
	f.record(t, "shared", mine, "ANSWERED", 10)
	f.record(t, "shared", theirs, "ANSWERED", 20)
	_, limited := f.key(t, testKey{name: "Client A", scopes: []string{"act"}, campaigns: []string{mine}})
	_, whole := f.key(t, testKey{name: "CRM", scopes: []string{"act"}})
	for _, guid := range []string{"mine", "theirs", "nobodys", "shared"} {
		f.dispose(t, callOf(mine, guid, "Sale", ""), "Authorization", "Bearer "+limited).want(t, http.StatusAccepted, "")
	}
	if got, want := f.marked(t), "mine|10|Sale|12:00\nshared|10|Sale|12:00"; got != want {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
	if r := f.dispose(t, callOf(theirs, "theirs", "Sale", ""), "Authorization", "Bearer "+limited); r.status != http.StatusUnprocessableEntity && r.status != http.StatusForbidden {
		t.Errorf("another campaign: %d %s", r.status, r.body)
	}
	f.exec(t, "SELECT app.mark_dispositions()")
	if got, want := f.marked(t), "mine|10|Sale|12:00\nshared|10|Sale|12:00"; got != want {
		t.Errorf("after another look: want\n%s\ngot\n%s", want, got)
	}
	f.dispose(t, callOf(mine, "nobodys", "No interest", ""), "Authorization", "Bearer "+whole).want(t, http.StatusAccepted, "")
	if got, want := f.marked(t), "mine|10|Sale|12:00\nnobodys|10|No interest|12:00\nshared|10|Sale|12:00"; got != want {
		t.Errorf("want\n%s\ngot\n%s", want, got)
	}
}

// Many at once for one call: all are stored, and its marked record has the last one.
func TestDispositionsOfOneCallAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('Sales<-')")
	f.record(t, "g", "Sales<-", "ANSWERED", 10)
	f.record(t, "g", "Sales<-", "ANSWERED", 10)
	const many = 12
	var writers sync.WaitGroup
	for i := range many {
		writers.Go(func() {
			body := strings.Replace(callOf("Sales<-", "g", fmt.Sprint("by ", i), ""), `"ana"`, fmt.Sprintf(`"agent %d"`, i), 1)
			if r := f.dispose(t, body); r.status != http.StatusAccepted {
				t.Errorf("%d %s", r.status, r.body)
			}
		})
	}
	writers.Wait()
	var last string
	if err := f.db.QueryRowContext(t.Context(), "SELECT 'g|10|' || l1 || '|12:00' FROM app.disposition ORDER BY id DESC LIMIT 1").Scan(&last); err != nil {
		t.Fatal(err)
	}
	if got := f.marked(t); got != last {
		t.Errorf("marked %s, want %s", got, last)
	}
	if n := f.count(t, "app.disposition WHERE marked_at IS NOT NULL"); n != many {
		t.Errorf("%d have marked, want %d", n, many)
	}
}
