package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
)

// setupNumbers returns a server in Uruguay, with a campaign that calls there and one that calls in Argentina.
func setupNumbers(t testing.TB) *fixture {
	t.Helper()
	f := setupWith(t, func(o *api.Options) { o.Country, o.Connections = "UY", 50 })
	f.exec(t, `INSERT INTO app.campaign (campaign) VALUES ('Sales->'), ('Norte->')`)
	f.exec(t, `INSERT INTO app.campaign_setting (campaign, country) VALUES ('Norte->', 'AR')`)
	return f
}

// spool adds a record to the spool, as a program does that does not compute normal forms.
func (f *fixture) spool(t testing.TB, campaign, destination string, status int) (id int64) {
	t.Helper()
	err := f.db.QueryRowContext(t.Context(), `INSERT INTO calls_spool (campaign, destination, dialerbase, status) VALUES ($1, $2, 'list', $3) RETURNING id`,
		campaign, destination, status).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// statuses returns the states of all records, in their order.
func (f *fixture) statuses(t testing.TB) string {
	t.Helper()
	var out string
	if err := f.db.QueryRowContext(t.Context(), `SELECT coalesce(string_agg(status::text, '' ORDER BY id), '') FROM calls_spool`).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// wantStatuses fails the test if records are in other states.
func (f *fixture) wantStatuses(t testing.TB, want, when string) {
	t.Helper()
	if got := f.statuses(t); got != want {
		t.Errorf("%s, the records' states are %s, want %s", when, got, want)
	}
}

func (f *fixture) postTo(t testing.TB, path, body string, headers ...string) reply {
	t.Helper()
	return f.submit(t, http.MethodPost, path, body, headers...)
}

// forbid adds a number to the list and returns the answer.
func (f *fixture) forbid(t testing.TB, body string) (id int64, blocked int) {
	t.Helper()
	r := f.postTo(t, "/v1/do-not-call", body)
	r.want(t, http.StatusCreated, "")
	var a struct {
		ID      int64
		Blocked int
	}
	decodeLoose(t, r.body, &a)
	return a.ID, a.Blocked
}

func (f *fixture) allow(t testing.TB, id int64) (released int) {
	t.Helper()
	r := f.submit(t, http.MethodDelete, fmt.Sprintf("/v1/do-not-call/%d", id), "")
	r.want(t, http.StatusOK, "")
	var a struct{ Released int }
	decodeLoose(t, r.body, &a)
	return a.Released
}

func decodeLoose(t testing.TB, body string, into any) {
	t.Helper()
	decode(t, []byte(body), into)
}

func TestDoNotCall(t *testing.T) {
	t.Parallel()
	f := setupNumbers(t)
	r := f.postTo(t, "/v1/do-not-call", `{"number":"099 123 456","reason":"asked for it","until":"2126-01-31"}`)
	r.want(t, http.StatusCreated, "")
	if want := `{"id":1,"number":"+59899123456","typed":"099 123 456","campaign":"","reason":"asked for it","until":"2126-01-31T00:00:00Z","added_at":"2026-03-10T12:00:00Z","added_by":"local","blocked":0}` + "\n"; r.body != want {
		t.Errorf("answer %s, want %s", r.body, want)
	}
	row := f.ask(t, "/v1/do-not-call").Data[0]
	if row["number"] != "+59899123456" || row["typed"] != "099 123 456" || row["campaign"] != "" || row["until"] != "2126-01-31T00:00:00Z" || row["released_at"] != nil {
		t.Errorf("the row is %v", row)
	}
	t.Run("the same number again is refused, but not with a later end", func(t *testing.T) {
		f.postTo(t, "/v1/do-not-call", `{"number":"+598 99 123456","until":"2100-01-01"}`).want(t, http.StatusConflict, "already_listed")
		f.postTo(t, "/v1/do-not-call", `{"number":"+598 99 123456","campaign":"Sales->","until":"2100-01-01"}`).want(t, http.StatusCreated, "")
		f.postTo(t, "/v1/do-not-call", `{"number":"+598 99 123456"}`).want(t, http.StatusCreated, "")
		f.postTo(t, "/v1/do-not-call", `{"number":"099123456"}`).want(t, http.StatusConflict, "already_listed")
	})
	t.Run("an invalid entry is refused, and leaves no rows", func(t *testing.T) {
		before, audit := f.count(t, "app.do_not_call"), f.count(t, "auditory")
		for body, says := range map[string]string{
			`{}`:                            `"param":"number"`,
			`{"number":"ana"}`:              `not a number`,
			`{"number":"*"}`:                `no digits`,
			`{"number":"1*"}`:               `at least 2 digits`,
			`{"number":"1234567890123456"}`: `at most 15`,
			`{"number":"099000000","campaign":"Sale->"}`:                          `the nearest is Sales->`,
			`{"number":"099000000","until":"2020-01-01"}`:                         `in the past`,
			`{"number":"099000000","until":"soon"}`:                               `neither a date`,
			`{"number":"099000000","typed":"x"}`:                                  `no such member`,
			`{"number":"099000000","reason":"` + strings.Repeat("x", 1001) + `"}`: `at most 1000`,
		} {
			r := f.postTo(t, "/v1/do-not-call", body)
			if r.status != http.StatusUnprocessableEntity || !strings.Contains(r.body, says) {
				t.Errorf("%s: %d %s, want it to say %s", body, r.status, r.body, says)
			}
		}
		if f.count(t, "app.do_not_call") != before || f.count(t, "auditory") != audit {
			t.Error("something was written")
		}
	})
	t.Run("audit rows hold no number", func(t *testing.T) {
		if n := f.count(t, "auditory WHERE action LIKE '%123456%'"); n != 0 {
			t.Errorf("%d hold it", n)
		}
		if n := f.count(t, "auditory WHERE action = 'POST /v1/do-not-call: entry 1 for all campaigns, which blocks 0 records'"); n != 1 {
			t.Errorf("%d are as they should be", n)
		}
	})
	t.Run("an entry that is removed is gone, and twice is a 404", func(t *testing.T) {
		f.allow(t, 1)
		f.submit(t, http.MethodDelete, "/v1/do-not-call/1", "").want(t, http.StatusNotFound, "not_found")
		f.submit(t, http.MethodDelete, "/v1/do-not-call/x", "").want(t, http.StatusBadRequest, "invalid_number")
		f.fail(t, "/v1/do-not-call/1", http.StatusNotFound, "not_found")
	})
	t.Run("once, with an Idempotency-Key", func(t *testing.T) {
		const body = `{"number":"099777777"}`
		first := f.postTo(t, "/v1/do-not-call", body, "Idempotency-Key", "k")
		again := f.postTo(t, "/v1/do-not-call", body, "Idempotency-Key", "k")
		if first.status != http.StatusCreated || again.status != first.status || again.body != first.body || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%v, then %v", first, again)
		}
	})
}

func TestDoNotCallBlocksRecords(t *testing.T) {
	t.Parallel()
	f := setupNumbers(t)
	for _, destination := range []string{"+59899123456", "00598 99 123 456", "(099) 123-456", "99123456", "099123457"} {
		f.spool(t, "Sales->", destination, 1)
	}
	f.spool(t, "Norte->", "+598 99 123 456", 1)
	f.spool(t, "Norte->", "099 123 456", 1) // Argentina's
	f.spool(t, "Sales->", "099123456", 0)   // is being called
	f.wantStatuses(t, "11111110", "before")

	all, blocked := f.forbid(t, `{"number":"099 123456"}`)
	f.wantStatuses(t, "33331310", "with the number forbidden for all")
	if blocked != 5 {
		t.Errorf("%d are blocked, want 5", blocked)
	}
	own, blocked := f.forbid(t, `{"number":"+59899123456","campaign":"Sales->"}`)
	pattern, patternBlocked := f.forbid(t, `{"number":"+598 9912*","campaign":"Norte->"}`)
	if blocked != 4 || patternBlocked != 1 {
		t.Errorf("%d and %d are blocked, want 4 and 1", blocked, patternBlocked)
	}
	f.wantStatuses(t, "33331310", "with the number forbidden twice")
	if n := f.allow(t, all); n != 0 {
		t.Errorf("%d are released while other entries forbid them", n)
	}
	f.wantStatuses(t, "33331310", "with one of two entries removed")
	if n := f.allow(t, pattern); n != 1 {
		t.Errorf("%d are released, want 1", n)
	}
	f.wantStatuses(t, "33331110", "with the pattern removed")
	if n := f.allow(t, own); n != 4 {
		t.Errorf("%d are released, want 4", n)
	}
	f.wantStatuses(t, "11111110", "with all removed")

	t.Run("of a pattern", func(t *testing.T) {
		id, blocked := f.forbid(t, `{"number":"09912*"}`)
		f.wantStatuses(t, "33333330", "with the pattern") // digits that are no number of a country count as well
		if n := f.allow(t, id); blocked != 7 || n != 7 {
			t.Errorf("%d are blocked and %d released, want 7", blocked, n)
		}
		f.wantStatuses(t, "11111110", "without it")
	})
	t.Run("a record that is made ready stays blocked, and one whose number changes is checked again", func(t *testing.T) {
		id, _ := f.forbid(t, `{"number":"099123456"}`)
		f.exec(t, "UPDATE calls_spool SET status = 1")
		f.wantStatuses(t, "33331313", "after being made ready")
		f.exec(t, "UPDATE calls_spool SET destination = '099 000 000' WHERE id = 1")
		f.exec(t, "UPDATE calls_spool SET destination = '099 123 456' WHERE id = 5")
		if err := f.server.KeepDoNotCall(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.wantStatuses(t, "33333313", "with another number")
		f.exec(t, "UPDATE calls_spool SET status = 1 WHERE id = 1")
		f.wantStatuses(t, "13333313", "with the other number ready")
		f.allow(t, id)
		f.wantStatuses(t, "11111111", "without the entry")
	})
	t.Run("an entry ends by itself", func(t *testing.T) {
		id, blocked := f.forbid(t, `{"number":"099123456","until":"2126-01-01"}`)
		keep := func() {
			if err := f.server.KeepDoNotCall(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		keep()
		f.wantStatuses(t, "13333313", "before it ends")
		f.exec(t, "UPDATE app.do_not_call SET until = now() WHERE id = $1", id)
		keep()
		f.wantStatuses(t, "11111111", "when it has ended")
		if row := f.ask(t, "/v1/tables/black_list_history"); blocked != 6 || len(row.Data) != 0 {
			t.Errorf("%d blocked, attempts %v", blocked, row.Data)
		}
		if n := f.count(t, "app.do_not_call WHERE released_at IS NOT NULL"); n != 1 {
			t.Errorf("%d entries have ended", n)
		}
		f.forbid(t, `{"number":"099123456"}`) // what has ended is not there any more
	})
}

func TestDoNotCallCountryChanges(t *testing.T) {
	t.Parallel()
	f := setupWith(t, nil) // no country
	f.exec(t, `INSERT INTO app.campaign (campaign) VALUES ('Sales->')`)
	f.spool(t, "Sales->", "099123456", 1)
	f.spool(t, "Sales->", "+59899123456", 1)
	f.forbid(t, `{"number":"099123456"}`)
	f.wantStatuses(t, "31", "without a country")

	with := f.over(t, func(o *api.Options) { o.Country = "UY" })
	if err := with.server.KeepDoNotCall(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := f.ask(t, "/v1/do-not-call").column("number"); fmt.Sprint(got) != "[+59899123456]" {
		t.Errorf("the entry's number is %v", got)
	}
	f.wantStatuses(t, "33", "in a country")
	t.Run("a server without a country has the previous one", func(t *testing.T) {
		r := f.postTo(t, "/v1/do-not-call/check", `{"number":"099123456","direction":"out"}`)
		if r.want(t, http.StatusOK, ""); !strings.Contains(r.body, `"allowed":false,"number":"+59899123456"`) {
			t.Errorf("answer %s", r.body)
		}
	})
	t.Run("the numbers of a campaign whose country changes are parsed again", func(t *testing.T) {
		f.postTo(t, "/v1/campaigns", `{"campaign":"Sales->","country":"AR","did":"+54 11 2345 6789"}`).want(t, http.StatusOK, "")
		f.wantStatuses(t, "13", "in Argentina")
		row := f.ask(t, "/v1/campaigns").Data
		if len(row) != 1 || row[0]["country"] != "AR" || row[0]["did"] != "+54 11 2345 6789" {
			t.Errorf("campaigns: %v", row)
		}
		f.postTo(t, "/v1/campaigns", `{"campaign":"Sales->","country":""}`).want(t, http.StatusOK, "")
		f.wantStatuses(t, "33", "in Uruguay again")
		f.postTo(t, "/v1/campaigns", `{"campaign":"Sales->","country":"XX","did":"x"}`).want(t, http.StatusUnprocessableEntity, "invalid_body")
	})
}

func TestDoNotCallCheck(t *testing.T) {
	t.Parallel()
	f := setupNumbers(t)
	f.forbid(t, `{"number":"099123456","campaign":"Sales->","reason":"asked"}`)
	f.forbid(t, `{"number":"0800*","reason":"free numbers"}`)
	audit := f.count(t, "auditory")
	for _, test := range []struct{ body, want string }{
		{`{"number":"+598 99 123 456","campaign":"Sales->","direction":"out","agent":"ana"}`, `{"allowed":false,"number":"+59899123456","entry":{"id":1,"campaign":"Sales->","reason":"asked","until":null}}`},
		{`{"number":"0800 1234","direction":"out","agent":"ana"}`, `{"allowed":false,"number":"+5988001234","entry":{"id":2,"campaign":"","reason":"free numbers","until":null}}`},
		{`{"number":"99123456","campaign":"Sales->","direction":"in","agent":"ana"}`, `{"allowed":false,"number":"+59899123456","entry":{"id":1,"campaign":"Sales->","reason":"asked","until":null}}`},
		{`{"number":"099123456","campaign":"Sales->","direction":"out"}`, `{"allowed":false,"number":"+59899123456","entry":{"id":1,"campaign":"Sales->","reason":"asked","until":null}}`},
		{`{"number":"099123456","campaign":"Norte->","direction":"out"}`, `{"allowed":true,"number":"099123456","entry":null}`},
		{`{"number":"099123456","direction":"out"}`, `{"allowed":true,"number":"+59899123456","entry":null}`},
		{`{"number":"anonymous","campaign":"Sales->","direction":"in"}`, `{"allowed":true,"number":"","entry":null}`},
		{`{"number":"","direction":"in"}`, `{"allowed":true,"number":"","entry":null}`},
	} {
		r := f.postTo(t, "/v1/do-not-call/check", test.body)
		if r.want(t, http.StatusOK, ""); r.body != test.want+"\n" {
			t.Errorf("%s: %s, want %s", test.body, r.body, test.want)
		}
	}
	f.postTo(t, "/v1/do-not-call/check", `{"number":"anonymous","direction":"out"}`).want(t, http.StatusUnprocessableEntity, "invalid_body")
	f.postTo(t, "/v1/do-not-call/check", `{"number":"1","direction":"up"}`).want(t, http.StatusUnprocessableEntity, "invalid_body")
	f.postTo(t, "/v1/do-not-call/check", `{"number":"1","direction":"in","campaign":"Sale->"}`).want(t, http.StatusUnprocessableEntity, "invalid_body")

	attempts := f.ask(t, "/v1/reports/blacklist-attempts?from=2026-03-10&to=2026-03-11&order=number").Data
	if len(attempts) != 2 {
		t.Fatalf("attempts: %v", attempts)
	}
	for column, want := range map[string]string{"number": "+59899123456", "attempts": "3", "dialled": "2", "incoming": "1", "agents": "ana, local"} {
		if got := fmt.Sprint(attempts[1][column]); got != want {
			t.Errorf("%s is %s, want %s", column, got, want)
		}
	}
	if n := f.count(t, "auditory") - audit; n != 4 {
		t.Errorf("%d audit rows, want one for each refusal and none for what was allowed", n)
	}
	t.Run("a repeated check records one refusal", func(t *testing.T) {
		for range 2 {
			f.postTo(t, "/v1/do-not-call/check", `{"number":"0800 9999","direction":"out","agent":"ana"}`, "Idempotency-Key", "call-1").want(t, http.StatusOK, "")
		}
		if n := f.count(t, "black_list_history WHERE dst = '+5988009999'"); n != 1 {
			t.Errorf("%d attempts", n)
		}
	})
}

func TestDoNotCallLimited(t *testing.T) {
	t.Parallel()
	f := setupNumbers(t)
	_, dialer := f.key(t, testKey{name: "dialer", scopes: []string{"dial"}, campaigns: []string{"Sales->"}})
	_, whole := f.key(t, testKey{name: "whole", scopes: []string{"read", "dial", "act"}})
	_, reader := f.key(t, testKey{scopes: []string{"read"}})
	_, actor := f.key(t, testKey{scopes: []string{"act"}})
	as := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	for _, entry := range []string{`{"number":"099111111","reason":"call 099 222 333 instead"}`, `{"number":"099222222","campaign":"Norte->"}`, `{"number":"+59899333333","campaign":"Sales->"}`} {
		f.postTo(t, "/v1/do-not-call", entry, as(whole)...).want(t, http.StatusCreated, "")
	}
	f.spool(t, "Sales->", "099111111", 3)
	f.spool(t, "Sales->", "099333333", 3)
	f.spool(t, "Norte->", "+59899333333", 1)

	t.Run("needs the scope dial, or to read", func(t *testing.T) {
		f.postTo(t, "/v1/do-not-call", `{"number":"1234567"}`, as(reader)...).want(t, http.StatusForbidden, "missing_scope")
		f.postTo(t, "/v1/do-not-call", `{"number":"1234567"}`, as(actor)...).want(t, http.StatusForbidden, "missing_scope")
		f.submit(t, http.MethodDelete, "/v1/do-not-call/1", "", as(actor)...).want(t, http.StatusForbidden, "missing_scope")
		f.postTo(t, "/v1/do-not-call/check", `{"number":"1234567","direction":"out"}`, as(actor)...).want(t, http.StatusOK, "")
		f.postTo(t, "/v1/do-not-call/check", `{"number":"1234567","direction":"out"}`, as(reader)...).want(t, http.StatusForbidden, "missing_scope")
		for secret, want := range map[string]int{reader: http.StatusOK, dialer: http.StatusOK, actor: http.StatusForbidden} {
			if got := f.status(t, "/v1/do-not-call", bearer(secret)); got != want {
				t.Errorf("reading is a %d, want %d", got, want)
			}
		}
		f.postTo(t, "/v1/campaigns", `{"campaign":"Sales->"}`, as(whole)...).want(t, http.StatusForbidden, "missing_scope")
	})
	t.Run("sees the entries of its campaigns, masked without pii", func(t *testing.T) {
		_, _, body := f.getWith(t, "/v1/do-not-call", bearer(dialer))
		var a answer
		decode(t, body, &a)
		if got := fmt.Sprint(a.column("id")); got != "[1 3]" {
			t.Errorf("sees %s", got)
		}
		if strings.Contains(string(body), "099111") || strings.Contains(string(body), "99333333") || strings.Contains(string(body), "222 333") {
			t.Errorf("sees numbers: %s", body)
		}
		f.refused(t, "/v1/do-not-call?number=%2B59899333333", bearer(dialer), http.StatusForbidden, "masked_column")
		if got := f.status(t, "/v1/do-not-call/2", bearer(dialer)); got != http.StatusNotFound {
			t.Errorf("another campaign's entry is a %d", got)
		}
		r := f.postTo(t, "/v1/do-not-call/check", `{"number":"099111111","campaign":"Sales->","direction":"out","agent":"ana"}`, as(dialer)...)
		if r.want(t, http.StatusOK, ""); !strings.Contains(r.body, `"allowed":false`) || strings.Contains(r.body, "222") {
			t.Errorf("answer %s", r.body)
		}
		if n := f.count(t, "black_list_history WHERE src = 'ana'"); n != 1 {
			t.Errorf("%d refusals are recorded", n)
		}
	})
	t.Run("writes for its campaigns only", func(t *testing.T) {
		f.postTo(t, "/v1/do-not-call", `{"number":"099444444"}`, as(dialer)...).want(t, http.StatusForbidden, "campaign_limited")
		f.postTo(t, "/v1/do-not-call", `{"number":"099444444","campaign":"Norte->"}`, as(dialer)...).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.postTo(t, "/v1/do-not-call/check", `{"number":"099222222","direction":"out"}`, as(dialer)...).want(t, http.StatusForbidden, "campaign_limited")
		f.postTo(t, "/v1/do-not-call/check", `{"number":"099222222","campaign":"Norte->","direction":"out"}`, as(dialer)...).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.submit(t, http.MethodDelete, "/v1/do-not-call/1", "", as(dialer)...).want(t, http.StatusForbidden, "campaign_limited")
		f.submit(t, http.MethodDelete, "/v1/do-not-call/2", "", as(dialer)...).want(t, http.StatusNotFound, "not_found")
		f.postTo(t, "/v1/do-not-call/import", "099444444;Norte->\n099555555\n", append(as(dialer), "Content-Type", "text/csv")...).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.wantStatuses(t, "331", "after what was refused")
		f.submit(t, http.MethodDelete, "/v1/do-not-call/3", "", as(dialer)...).want(t, http.StatusOK, "")
		f.wantStatuses(t, "311", "with the own entry removed")
		r := f.postTo(t, "/v1/do-not-call/import?campaign=Sales-%3E", "099333333\n", append(as(dialer), "Content-Type", "text/csv")...)
		if r.want(t, http.StatusOK, ""); r.body != `{"added":1,"duplicates":0,"blocked":1}`+"\n" {
			t.Errorf("answer %s", r.body)
		}
		f.wantStatuses(t, "331", "with it imported")
	})
}
