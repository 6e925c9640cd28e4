package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// report sends an ack with a detail.
func (f *fixture) report(t testing.TB, id int64, state, detail string, headers ...string) reply {
	t.Helper()
	return f.submit(t, http.MethodPost, fmt.Sprintf("/v1/actions/%d/ack", id), fmt.Sprintf(`{"state":%q,"detail":%q}`, state, detail), headers...)
}

// TestActionAck reports each state for actions in each state.
func TestActionAck(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	// into creates an action in a state.
	into := func(state string) int64 {
		id := f.act(t, "hang-up", patient)
		switch state {
		case "delivered":
			f.exec(t, "UPDATE app.action SET state = 'delivered' WHERE id = $1", id)
		case "acknowledged", "done", "failed":
			f.ack(t, id, "acknowledged").want(t, http.StatusOK, "")
			if state != "acknowledged" {
				f.ack(t, id, state).want(t, http.StatusOK, "")
			}
		case "expired":
			f.pass(t, id)
			f.exec(t, "UPDATE app.action SET state = 'expired' WHERE id = $1", id)
		}
		return id
	}
	tests := map[string]map[string]string{ // state, ack: code of the refusal
		"queued":       {"acknowledged": "", "done": "action_not_taken", "failed": "action_not_taken"},
		"delivered":    {"acknowledged": "", "done": "action_not_taken", "failed": "action_not_taken"},
		"acknowledged": {"acknowledged": "action_taken", "done": "", "failed": ""},
		"done":         {"acknowledged": "action_over", "done": "action_over", "failed": "action_over"},
		"failed":       {"acknowledged": "action_over", "done": "action_over", "failed": "action_over"},
		"expired":      {"acknowledged": "action_over", "done": "action_over", "failed": "action_over"},
	}
	for from, acks := range tests {
		for to, code := range acks {
			id := into(from)
			audited := f.count(t, "auditory")
			r := f.report(t, id, to, "because")
			if code == "" {
				r.want(t, http.StatusOK, "")
				a := actionIn(t, r)
				if a.State != to || a.DeliveredAt == nil || a.AcknowledgedAt == nil || (a.EndedAt == nil) != (to == "acknowledged") || a.Detail == nil || *a.Detail != "because" {
					t.Errorf("%s to %s: %s", from, to, r.body)
				}
				if n := f.count(t, fmt.Sprintf("auditory WHERE action = 'POST /v1/actions/{id}/ack: action %d %s'", id, to)); n != 1 {
					t.Errorf("%s to %s: %d audit rows", from, to, n)
				}
				continue
			}
			r.want(t, http.StatusConflict, code)
			if !strings.Contains(r.body, "is "+from) {
				t.Errorf("%s to %s: the refusal does not name the state: %s", from, to, r.body)
			}
			if n := f.count(t, fmt.Sprintf("app.action WHERE id = %d AND state = '%s' AND detail IS NULL", id, from)); n != 1 || f.count(t, "auditory") != audited {
				t.Errorf("%s to %s: the refusal changed something", from, to)
			}
		}
	}
	t.Run("acknowledging gives 15 seconds more", func(t *testing.T) {
		before := actionIn(t, f.submit(t, http.MethodPost, "/v1/actions/close-tab", patient))
		after := actionIn(t, f.ack(t, before.ID, "acknowledged"))
		if got := after.Deadline.Sub(before.Deadline); got != 15*time.Second {
			t.Errorf("the deadline moved by %s", got)
		}
	})
	t.Run("a claim whose answer was lost is answered again", func(t *testing.T) {
		id := into("delivered")
		first, second := f.ack(t, id, "acknowledged", "Idempotency-Key", "tab 1"), f.ack(t, id, "acknowledged", "Idempotency-Key", "tab 1")
		first.want(t, http.StatusOK, "")
		if second.status != http.StatusOK || second.body != first.body || second.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("%d %s", second.status, second.body)
		}
		f.ack(t, id, "acknowledged", "Idempotency-Key", "tab 2").want(t, http.StatusConflict, "action_taken")
	})
	t.Run("bad reports", func(t *testing.T) {
		id := into("queued")
		for path, body := range map[string]string{
			"": `{"state":"done"}`, fmt.Sprint(id): `{"state":"queued"}`, fmt.Sprintf("%d ", id): `{"state":"done"}`, "x": `{"state":"done"}`,
			"9223372036854775808": `{"state":"done"}`, "0": `{"state":"done"}`, "-1": `{"state":"done"}`, fmt.Sprint(id) + "?wait=1": `{"state":"done"}`,
		} {
			r := f.submit(t, http.MethodPost, "/v1/actions/"+strings.Replace(strings.Replace(path, "?", "/ack?", 1), " ", "%20", 1)+map[bool]string{true: "", false: "/ack"}[strings.Contains(path, "?")], body)
			if r.status < 400 || r.status >= 500 {
				t.Errorf("%s %s: %d %s", path, body, r.status, r.body)
			}
		}
		f.report(t, id, "acknowledged", strings.Repeat("x", 1001)).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.ack(t, id+1000, "done").want(t, http.StatusNotFound, "not_found")
	})
}

// TestActionAckLate acknowledges actions after their deadline, before and after they were stored as expired.
func TestActionAckLate(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	for _, state := range []string{"queued", "delivered", "acknowledged"} {
		id := f.act(t, "hang-up", patient)
		if state != "queued" {
			f.exec(t, "UPDATE app.action SET state = $1 WHERE id = $2", state, id)
		}
		f.pass(t, id)
		for range 2 {
			for _, ack := range []string{"acknowledged", "done", "failed"} {
				r := f.ack(t, id, ack)
				r.want(t, http.StatusConflict, "action_over")
				if !strings.Contains(r.body, "is expired") {
					t.Errorf("%s: %s", state, r.body)
				}
			}
			var a actionReply
			_, _, body := f.get(t, "/v1/actions/"+sprint(id))
			decode(t, body, &a)
			if a.State != "expired" || a.EndedAt == nil || !a.EndedAt.Equal(a.Deadline) || (a.AcknowledgedAt != nil) != (state == "acknowledged") {
				t.Errorf("%s: read as %s", state, body)
			}
			if rows := f.ask(t, "/v1/actions?state=expired&order=-id&limit=1").Data; len(rows) != 1 || sprint(rows[0]["id"]) != sprint(id) || rows[0]["ended_at"] == nil {
				t.Errorf("%s: listed as %v", state, rows)
			}
			f.exec(t, "UPDATE app.action SET state = 'expired' WHERE id = $1 AND state <> 'expired'", id)
		}
	}
}

// TestActionRaces sends many reports of one action at once, at its deadline.
func TestActionRaces(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupActions(t)
	const many = 12
	// race sends reports at once and returns their codes, sorted; 200 has none.
	race := func(id int64, states ...string) []string {
		var group sync.WaitGroup
		codes := make([]string, many)
		for i := range many {
			group.Go(func() {
				r := f.ack(t, id, states[i%len(states)])
				codes[i] = fmt.Sprint(r.status, " ", r.code(t))
			})
		}
		group.Wait()
		slices.Sort(codes)
		return codes
	}
	one := func(code string) []string { return append([]string{"200 "}, slices.Repeat([]string{code}, many-1)...) }
	for range 3 {
		id := f.act(t, "hang-up", patient)
		if got, want := race(id, "acknowledged"), one("409 action_taken"); !slices.Equal(got, want) {
			t.Errorf("claims: %q, want %q", got, want)
		}
		if got, want := race(id, "done", "failed"), one("409 action_over"); !slices.Equal(got, want) {
			t.Errorf("outcomes: %q, want %q", got, want)
		}
		id = f.act(t, "hang-up", patient)
		f.pass(t, id)
		var sweeps sync.WaitGroup
		for range 3 {
			sweeps.Go(func() {
				f.exec(t, "UPDATE app.action SET state = 'expired' WHERE id = $1 AND state = 'queued'", id)
			})
		}
		if got, want := race(id, "acknowledged"), slices.Repeat([]string{"409 action_over"}, many); !slices.Equal(got, want) {
			t.Errorf("claims at the deadline: %q", got)
		}
		sweeps.Wait()
	}
}

// TestActionsInOrder sends actions of one agent from many sides at once: a stream that has sent one
// has sent all with smaller ids.
func TestActionsInOrder(t *testing.T) {
	t.Parallel()
	f := setupActions(t)
	const many = 40
	var group sync.WaitGroup
	for i := range many {
		group.Go(func() { f.act(t, []string{"hang-up", "close-tab"}[i%2], patient) })
	}
	sent := make(chan struct{})
	go func() { group.Wait(); close(sent) }()
	var last int64
	var seen int
	for over := false; !over; {
		select {
		case <-sent:
			over = true // and once more for what came last
		case <-time.After(2 * time.Millisecond):
		}
		rows, err := f.db.QueryContext(t.Context(), "SELECT id FROM app.action WHERE agent = 'ana' AND id > $1 ORDER BY id", last)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if err := rows.Scan(&last); err != nil {
				t.Fatal(err)
			}
			seen++
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if seen != many {
		t.Errorf("%d of %d actions were seen in the order of their ids", seen, many)
	}
}
