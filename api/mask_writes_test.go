package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestWritesShowNoMoreThanReadings checks that answers of writes are masked: a key that may not see a stored value must
// not see it by changing or removing it.
func TestWritesShowNoMoreThanReadings(t *testing.T) {
	t.Parallel()
	f := setupNumbers(t)
	_, dial := f.key(t, testKey{scopes: []string{"dial", "act"}})
	_, all := f.key(t, testKey{scopes: []string{"dial", "act", "pii"}})
	f.exec(t, `INSERT INTO tags (datetime, "user", guid, time, comment) VALUES (now(), 'CRM', 'g-1', 1, 'Ana, 099123456'), (now(), 'CRM', 'g-1', 2, NULL)`)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES (now(), 'u-1', 'g-1')`)
	f.exec(t, `INSERT INTO calls_spool (campaign, destination, data, alternatives, agentphone) VALUES ('Sales->', '099123456', 'name=Ana', '099123457', '099123458')`)
	f.exec(t, `INSERT INTO app.do_not_call (number, typed, reason) VALUES ('+59899123456', '099123456', 'Ana, 099123456')`)
	for _, w := range []struct{ method, path, body string }{
		{http.MethodPatch, "/v1/tags/1", `{"time":5}`},
		{http.MethodPatch, "/v1/tags/2", `{"time":5}`},
		{http.MethodPatch, "/v1/calls-spool/1", `{"priority":5}`},
		{http.MethodDelete, "/v1/tags/1", ""},
		{http.MethodDelete, "/v1/calls-spool/1", ""},
		{http.MethodDelete, "/v1/do-not-call/1", ""},
	} {
		r := f.submit(t, w.method, w.path, w.body, "Authorization", "Bearer "+dial)
		r.want(t, http.StatusOK, "")
		for _, personal := range []string{"99123456", "99123457", "99123458", "Ana"} {
			if strings.Contains(r.body, personal) {
				t.Errorf("%s %s shows %s: %s", w.method, w.path, personal, r.body)
			}
		}
	}
	f.exec(t, `INSERT INTO calls_spool (campaign, destination) VALUES ('Sales->', '099123456')`)
	r := f.submit(t, http.MethodPatch, "/v1/calls-spool/2", `{"priority":5}`, "Authorization", "Bearer "+all)
	if r.want(t, http.StatusOK, ""); !strings.Contains(r.body, `"destination":"099123456"`) {
		t.Errorf("a key with pii sees %s", r.body)
	}
}
