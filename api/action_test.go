package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
)

// actionReply is an action as an answer holds it.
type actionReply struct {
	ID                   int64
	Agent, Action, State string
	Deadline             time.Time
	CreatedAt            time.Time  `json:"created_at"`
	DeliveredAt          *time.Time `json:"delivered_at"`
	AcknowledgedAt       *time.Time `json:"acknowledged_at"`
	EndedAt              *time.Time `json:"ended_at"`
	Detail               *string
}

// setupActions is setup with the campaign TestCampaign-> and the country UY.
func setupActions(t testing.TB) *fixture {
	t.Helper()
	f := setupWith(t, func(o *api.Options) { o.Connections, o.Country = 50, "UY" })
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('TestCampaign->'), ('Other')")
	return f
}

// actionIn is the action in an answer.
func actionIn(t testing.TB, r reply) (a actionReply) {
	t.Helper()
	decode(t, []byte(r.body), &a)
	return a
}

// pass sets the deadline of an action to the present time.
func (f *fixture) pass(t testing.TB, id int64) {
	t.Helper()
	tx, err := f.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	// A trigger forbids changes of deadlines, so triggers are disabled.
	for _, statement := range []string{"SET LOCAL session_replication_role = replica", "UPDATE app.action SET deadline = clock_timestamp() WHERE id = " + sprint(id)} {
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

const (
	goodCall        = `{"agent":"ana","destination":"11111111","campaign":"TestCampaign->","did":"22222222","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb"}`
	goodDisposition = `{"agent":"ana","campaign":"TestCampaign->","callerid":"111111111","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb","l1":"Disposition1"}`
	hangUp          = `{"agent":"ana"}`
	patient         = `{"agent":"ana","expires_in":300}`
)

// TestActionPayloads compares the messages, byte for byte, with the documented ones.
func TestActionPayloads(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	f.exec(t, "INSERT INTO app.campaign_setting (campaign, did) VALUES ('', '900'), ('Other', '+598 2900 0000')")
	tests := []struct{ name, body, payload string }{
		{"make-call", goodCall, `{"action":"MAKE_CALL","call":{"destination":"11111111","campaign":"TestCampaign->","did":"22222222","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb"}}`},
		{"make-call", `{"agent":"ana","did":"22222222","campaign":"TestCampaign->","destination":"+598 (0)99 123-456"}`, `{"action":"MAKE_CALL","call":{"destination":"+598 (0)99 123-456","campaign":"TestCampaign->","did":"22222222"}}`},
		{"make-call", `{"agent":"ana","destination":"1234","campaign":"TestCampaign->","did":"","guid":""}`, `{"action":"MAKE_CALL","call":{"destination":"1234","campaign":"TestCampaign->","did":"900"}}`},
		{"make-call", `{"agent":"ana","destination":"1234","campaign":"Other"}`, `{"action":"MAKE_CALL","call":{"destination":"1234","campaign":"Other","did":"+598 2900 0000"}}`},
		{"hang-up", hangUp, `{"action":"HANG_UP"}`},
		{"disposition-call", goodDisposition, `{"action":"DISPOSITION_CALL","disposition":{"campaign":"TestCampaign->","callerid":"111111111","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb","l1":"Disposition1","l2":"","l3":"","d1":"","d2":"","comment":""}}`},
		{"disposition-call", `{"agent":"ana","campaign":"TestCampaign->","callerid":"1","guid":"g","l1":"<a>","l2":"b & c","l3":"ñ","d1":"\"","d2":"\\","comment":"line\n\u2028\u0001😀"}`,
			`{"action":"DISPOSITION_CALL","disposition":{"campaign":"TestCampaign->","callerid":"1","guid":"g","l1":"<a>","l2":"b & c","l3":"ñ","d1":"\"","d2":"\\","comment":"line\n\u2028\u0001😀"}}`},
		{"close-tab", hangUp, `{"action":"CLOSE_TAB"}`},
	}
	for i, tt := range tests {
		r := f.submit(t, http.MethodPost, "/v1/actions/"+tt.name, tt.body)
		r.want(t, http.StatusAccepted, "")
		_, payload, _ := strings.Cut(r.body, `,"payload":`)
		if want := tt.payload + "}\n"; payload != want {
			t.Errorf("%s %s: payload %s, want %s", tt.name, tt.body, payload, want)
		}
		a := actionIn(t, r)
		if a.ID != int64(i+1) || a.Agent != "ana" || a.State != "queued" || a.Deadline.Sub(a.CreatedAt).Round(time.Second) != 15*time.Second {
			t.Errorf("%s: %s", tt.name, r.body)
		}
		if _, _, body := f.get(t, "/v1/actions/"+sprint(a.ID)); string(body) != r.body {
			t.Errorf("read again it is %s, was %s", body, r.body)
		}
	}
	a := actionIn(t, f.submit(t, http.MethodPost, "/v1/actions/hang-up", `{"agent":"ana","expires_in":300}`))
	if got := a.Deadline.Sub(a.CreatedAt).Round(time.Second); got != 5*time.Minute {
		t.Errorf("the deadline comes after %s, want five minutes", got)
	}
}

func TestActionRefused(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	call := func(change ...string) string { return strings.NewReplacer(change...).Replace(goodCall) }
	disposition := func(change ...string) string { return strings.NewReplacer(change...).Replace(goodDisposition) }
	tests := []struct {
		what, name, body string
		status           int
		code, says       string
	}{
		{"nothing", "make-call", `{}`, 422, "invalid_body", `{"param":"agent","message":"it is missing"},{"param":"campaign","message":"it is missing"},{"param":"destination","message":"it is missing"}`},
		{"no agent", "hang-up", `{}`, 422, "invalid_body", `"param":"agent"`},
		{"empty agent", "close-tab", `{"agent":""}`, 422, "invalid_body", `"param":"agent"`},
		{"long agent", "close-tab", `{"agent":"` + strings.Repeat("a", 256) + `"}`, 422, "invalid_body", "at most 255"},
		{"agent with a line end", "close-tab", `{"agent":"ana\n"}`, 422, "invalid_body", "control character"},
		{"agent is a number", "hang-up", `{"agent":201}`, 422, "invalid_body", "type number, not string"},
		{"another's member", "hang-up", `{"agent":"ana","campaign":"Other"}`, 422, "invalid_body", "no such member"},
		{"misspelt member", "make-call", call(`"did"`, `"didd"`), 422, "invalid_body", "the nearest is did"},
		{"expires at once", "hang-up", `{"agent":"ana","expires_in":0}`, 422, "invalid_body", "less than 1"},
		{"expires never", "hang-up", `{"agent":"ana","expires_in":301}`, 422, "invalid_body", "more than 300"},
		{"no number", "make-call", call("11111111", "sip:ana@example.com"), 422, "invalid_body", `"param":"destination"`},
		{"empty number", "make-call", call("11111111", ""), 422, "invalid_body", `"param":"destination"`},
		{"only signs", "make-call", call("11111111", "+ ()"), 422, "invalid_body", `"param":"destination"`},
		{"too long for E.164", "make-call", call("11111111", "+1234567890123456"), 422, "invalid_body", "at most 15"},
		{"far too long", "make-call", call("11111111", strings.Repeat("1", 65)), 422, "invalid_body", "at most 64"},
		{"no number to show", "make-call", call("22222222", "y"), 422, "invalid_body", `"param":"did"`},
		{"no did", "make-call", call(`"did":"22222222",`, ""), 422, "invalid_body", `"param":"did"`},
		{"unknown campaign", "make-call", call("TestCampaign->", "testcampaign<-"), 422, "invalid_body", "nearest is TestCampaign-"},
		{"empty campaign", "make-call", call("TestCampaign->", ""), 422, "invalid_body", `"param":"campaign"`},
		{"long guid", "make-call", call("72e50982", strings.Repeat("7", 255)), 422, "invalid_body", "at most 255"},
		{"no l1", "disposition-call", disposition(`,"l1":"Disposition1"`, ""), 422, "invalid_body", `"param":"l1"`},
		{"empty l1", "disposition-call", disposition("Disposition1", ""), 422, "invalid_body", `"param":"l1"`},
		{"l3 without l2", "disposition-call", disposition(`"l1"`, `"l3":"third","l1"`), 422, "invalid_body", `"param":"l3"`},
		{"no guid", "disposition-call", disposition(`"guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb",`, ""), 422, "invalid_body", `"param":"guid"`},
		{"no callerid", "disposition-call", disposition("111111111", "anonymous"), 422, "invalid_body", `"param":"callerid"`},
		{"unknown campaign of a disposition", "disposition-call", disposition("TestCampaign->", "x"), 422, "invalid_body", `"param":"campaign"`},
		{"long comment", "disposition-call", disposition(`"l1"`, `"comment":"`+strings.Repeat("x", 4001)+`","l1"`), 422, "invalid_body", "at most 4000"},
		{"no action", "mute", hangUp, 405, "method_not_allowed", ""},
	}
	for _, tt := range tests {
		t.Run(tt.what, func(t *testing.T) {
			r := f.submit(t, http.MethodPost, "/v1/actions/"+tt.name, tt.body)
			r.want(t, tt.status, tt.code)
			if !strings.Contains(r.body, tt.says) {
				t.Errorf("%s does not say %s", r.body, tt.says)
			}
		})
	}
	t.Run("by GET", func(t *testing.T) {
		f.fail(t, "/v1/actions/make-call", http.StatusMethodNotAllowed, "method_not_allowed")
	})
	if got := f.count(t, "app.action") + f.count(t, "auditory") + f.count(t, "app.disposition"); got != 0 {
		t.Errorf("the refusals left %d rows", got)
	}
}

// TestActionOnce sends each action twice with one Idempotency-Key.
func TestActionOnce(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, guid, campaign) VALUES ('2026-03-09T10:00:00Z', '1', '72e50982-9983-4e27-b9af-ae5c9f518cfb', 'TestCampaign->')")
	for name, body := range map[string]string{"make-call": goodCall, "hang-up": hangUp, "disposition-call": goodDisposition, "close-tab": hangUp} {
		first := f.submit(t, http.MethodPost, "/v1/actions/"+name, body, "Idempotency-Key", name)
		second := f.submit(t, http.MethodPost, "/v1/actions/"+name, body, "Idempotency-Key", name)
		first.want(t, http.StatusAccepted, "")
		if second.status != first.status || second.body != first.body || second.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%s: %d %s, then %d %s", name, first.status, first.body, second.status, second.body)
		}
		f.submit(t, http.MethodPost, "/v1/actions/"+name, strings.Replace(body, "ana", "eva", 1), "Idempotency-Key", name).want(t, http.StatusConflict, "idempotency_conflict")
	}
	for from, want := range map[string]int{"app.action": 4, "auditory": 4, "app.disposition": 1, "cdr_repo WHERE userfield = 'Disposition1'": 1} {
		if got := f.count(t, from); got != want {
			t.Errorf("%s has %d rows, want %d", from, got, want)
		}
	}
	var audit []string
	for _, row := range f.ask(t, "/v1/tables/auditory").Data {
		action, _, _ := strings.Cut(sprint(row["action"]), ", action ")
		audit = append(audit, action)
		if row["userid"] != "local" || row["host"] != "127.0.0.1" || !strings.HasSuffix(sprint(row["action"]), " for ana") {
			t.Errorf("audit row %v", row)
		}
	}
	slices.Sort(audit)
	want := []string{"POST /v1/actions/close-tab: CLOSE_TAB", "POST /v1/actions/disposition-call: DISPOSITION_CALL", "POST /v1/actions/hang-up: HANG_UP", "POST /v1/actions/make-call: MAKE_CALL"}
	if !slices.Equal(audit, want) {
		t.Errorf("audited: %q", audit)
	}
}

// TestCallDoNotCall tries to call a number that must not be called, in several notations.
func TestCallDoNotCall(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	f.exec(t, "INSERT INTO app.do_not_call (number, typed, campaign) VALUES ('+59899123456', '099 123 456', ''), ('+59899000000', '099000000', 'Other')")
	_, whole := f.key(t, testKey{scopes: []string{"act", "read"}})
	_, limited := f.key(t, testKey{scopes: []string{"act"}, campaigns: []string{"TestCampaign->"}})
	call := func(number, secret string, headers ...string) reply {
		t.Helper()
		body := strings.Replace(goodCall, "11111111", number, 1)
		return f.submit(t, http.MethodPost, "/v1/actions/make-call", body, append(headers, "Authorization", "Bearer "+secret)...)
	}
	for i, number := range []string{"+59899123456", "+598 99 123 456", "00598 99123456", "099123456", "099 123-456", "99123456", "(099) 123.456", "59899123456", "+598 (0)99 123456"} {
		for j, secret := range []string{whole, limited} {
			r := call(number, secret)
			r.want(t, http.StatusUnprocessableEntity, "do_not_call")
			if got, want := f.count(t, "black_list_history WHERE src = 'ana' AND dst = '+59899123456' AND calldate = '2026-03-10 12:00Z'"), 2*i+j+1; got != want {
				t.Fatalf("%s: %d refused attempts are recorded, want %d", number, got, want)
			}
		}
	}
	t.Run("with an Idempotency-Key it is refused again, and recorded once", func(t *testing.T) {
		for _, secret := range []string{whole, limited} {
			before := f.count(t, "black_list_history")
			first, second := call("099123456", secret, "Idempotency-Key", "k"), call("099123456", secret, "Idempotency-Key", "k")
			first.want(t, http.StatusUnprocessableEntity, "do_not_call")
			if second.body != first.body || second.header.Get("Idempotency-Replayed") != "true" {
				t.Errorf("%s, then %s", first.body, second.body)
			}
			if got := f.count(t, "black_list_history") - before; got != 1 {
				t.Errorf("%d attempts are recorded", got)
			}
		}
	})
	if got := f.count(t, "app.action") + f.count(t, "auditory"); got != 0 {
		t.Errorf("the refusals left %d rows", got)
	}
	t.Run("another campaign's entry forbids nothing", func(t *testing.T) {
		for _, secret := range []string{whole, limited} {
			call("099000000", secret).want(t, http.StatusAccepted, "")
		}
		if got := f.count(t, "black_list_history WHERE dst <> '+59899123456'"); got != 0 {
			t.Errorf("%d attempts are recorded", got)
		}
	})
}
