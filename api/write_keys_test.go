package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestWriteInTheNameOfAKey writes with keys of several rights to a database of two campaigns.
func TestWriteInTheNameOfAKey(t *testing.T) {
	t.Parallel()
	f := setup(t)
	const mine, theirs = `A, "B"->`, "Other<-"
	for guid, campaigns := range map[string][]string{"mine": {mine, ""}, "theirs": {theirs}, "both": {mine, theirs}, "none": {""}} {
		for _, campaign := range campaigns {
			f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, guid, campaign) VALUES ('2026-03-09T10:00:00Z', '1', $1, $2)", guid, campaign)
		}
	}
	_, whole := f.key(t, testKey{name: "CRM", scopes: []string{"read", "act"}})
	_, limited := f.key(t, testKey{name: "Client A", scopes: []string{"act"}, campaigns: []string{mine}})
	_, reading := f.key(t, testKey{name: "reports", scopes: []string{"read", "dial", "pii", "admin"}})
	tag := func(t *testing.T, secret, guid string) reply {
		t.Helper()
		return f.post(t, `{"guid":"`+guid+`","time":1,"comment":""}`, "Authorization", "Bearer "+secret, "Idempotency-Key", "k of "+guid)
	}
	t.Run("without a key", func(t *testing.T) {
		f.post(t, goodTag).want(t, http.StatusUnauthorized, "no_key")
	})
	t.Run("without the scope", func(t *testing.T) {
		r := tag(t, reading, "mine")
		r.want(t, http.StatusForbidden, "missing_scope")
		if !strings.Contains(r.body, "scope act") {
			t.Errorf("%s does not name the scope", r.body)
		}
	})
	t.Run("limited to a campaign", func(t *testing.T) {
		tag(t, limited, "mine").want(t, http.StatusCreated, "")
		unknown := tag(t, limited, "nosuch")
		unknown.want(t, http.StatusNotFound, "not_found")
		for _, guid := range []string{"theirs", "both", "none"} {
			if r := tag(t, limited, guid); r.status != unknown.status || r.body != unknown.body {
				t.Errorf("%s: %d %s, want what an unknown guid gets: %s", guid, r.status, r.body, unknown.body)
			}
		}
	})
	t.Run("not limited, with the same Idempotency-Keys", func(t *testing.T) {
		for _, guid := range []string{"mine", "theirs", "both", "none"} {
			r := tag(t, whole, guid)
			r.want(t, http.StatusCreated, "")
			if r.header.Get("Idempotency-Replayed") != "" || !strings.Contains(r.body, `"user":"CRM"`) {
				t.Errorf("%s: %s, want it done in the name of this key", guid, r.body)
			}
		}
		if r := tag(t, limited, "mine"); r.header.Get("Idempotency-Replayed") != "true" || !strings.Contains(r.body, `"user":"Client A"`) {
			t.Errorf("%s, want what the other key got", r.body)
		}
	})
	rows, err := f.db.QueryContext(t.Context(), `SELECT concat_ws(' ', userid, host, action) FROM auditory ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var audit []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		audit = append(audit, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	// The number that a refused insert took is not given again.
	want := []string{"Client A 127.0.0.1 POST /v1/tags: tag 1 on call mine"}
	for i, guid := range []string{"mine", "theirs", "both", "none"} {
		want = append(want, "CRM 127.0.0.1 POST /v1/tags: tag "+sprint(i+3)+" on call "+guid)
	}
	if !slices.Equal(audit, want) {
		t.Errorf("the audit rows are %q, want %q", audit, want)
	}
	f.written(t, 5, 5, 9)
}
