package api_test

import (
	"net/http"
	"testing"
)

func TestWrittenMessages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO app.campaign (campaign) VALUES ('Sales->'), ('Norte->')`)
	_, whole := f.key(t, testKey{name: "crm", scopes: []string{"act", "read", "pii"}})
	_, limited := f.key(t, testKey{scopes: []string{"act"}, campaigns: []string{"Sales->"}})
	_, reader := f.key(t, testKey{})
	as := func(secret string, more ...string) []string {
		return append([]string{"Authorization", "Bearer " + secret}, more...)
	}
	const chat = `{"src":"ana","dest":"luis","message":"ready?","srcagent":"ana","dstagent":"luis","status":"SUCCESS"}`
	const sms = `{"campaign":"Sales->","direction":"O","callerid":"+59899123456","message":"hello","agent":"ana","result":"sent"}`

	r := f.postTo(t, "/v1/sipchat", chat, as(whole, "Idempotency-Key", "1")...)
	r.want(t, http.StatusCreated, "")
	if want := `{"id":1,"datecreated":"2026-03-10T12:00:00Z","src":"ana","dest":"luis","message":"ready?","srcagent":"ana","dstagent":"luis","status":"SUCCESS"}` + "\n"; r.body != want {
		t.Errorf("answer %s, want %s", r.body, want)
	}
	if again := f.postTo(t, "/v1/sipchat", chat, as(whole, "Idempotency-Key", "1")...); again.body != r.body {
		t.Errorf("again %s", again.body)
	}
	r = f.postTo(t, "/v1/sms", sms, as(limited)...)
	r.want(t, http.StatusCreated, "")
	if want := `{"id":1,"dateprocessed":"2026-03-10T12:00:00Z","campaign":"Sales->","direction":"O","callerid":"+59899123456","message":"hello","agent":"ana","result":"sent"}` + "\n"; r.body != want {
		t.Errorf("answer %s, want %s", r.body, want)
	}
	if n := f.count(t, "sipchat WHERE src = 'ana' AND dest = 'luis' AND message = 'ready?' AND srcagent = 'ana' AND dstagent = 'luis' AND status = 'SUCCESS'"); n != 1 {
		t.Errorf("%d internal messages", n)
	}
	if n := f.count(t, "sms_repo WHERE campaign = 'Sales->' AND direction = 'O' AND callerid = '+59899123456' AND message = 'hello' AND agent = 'ana' AND smsbase = '' AND result = 'sent'"); n != 1 {
		t.Errorf("%d text messages", n)
	}
	if n := f.count(t, "auditory WHERE (userid, action) = ('crm', 'POST /v1/sipchat: message 1') OR action = 'POST /v1/sms: message 1 of campaign Sales->'"); n != 2 {
		t.Errorf("%d audit rows", n)
	}
	t.Run("refused", func(t *testing.T) {
		f.postTo(t, "/v1/sipchat", chat, as(limited)...).want(t, http.StatusForbidden, "campaign_limited")
		f.postTo(t, "/v1/sipchat", chat, as(reader)...).want(t, http.StatusForbidden, "missing_scope")
		f.postTo(t, "/v1/sms", sms, as(reader)...).want(t, http.StatusForbidden, "missing_scope")
		f.postTo(t, "/v1/sipchat", `{"src":"ana","dest":"luis","message":"","status":"SENT"}`, as(whole)...).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.postTo(t, "/v1/sms", `{"campaign":"Sales->","direction":"out","callerid":"1","message":""}`, as(whole)...).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.postTo(t, "/v1/sms", `{"campaign":"Sale->","direction":"O","callerid":"1","message":""}`, as(whole)...).want(t, http.StatusUnprocessableEntity, "invalid_body")
		f.postTo(t, "/v1/sms", `{"campaign":"Norte->","direction":"O","callerid":"1","message":""}`, as(limited)...).want(t, http.StatusUnprocessableEntity, "invalid_body")
		if f.count(t, "sipchat") != 1 || f.count(t, "sms_repo") != 1 {
			t.Error("something was written")
		}
	})
}

func TestTagsChangeAndGo(t *testing.T) {
	t.Parallel()
	f := setupWrites(t)
	f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, guid, campaign) VALUES ('2026-03-09', '2', 'g-2', 'sales'), ('2026-03-09', '3', 'g-3', 'support')")
	f.exec(t, `INSERT INTO tags (datetime, "user", guid, time, comment) VALUES ('2026-03-09', 'ana', 'g-2', 5, 'here'), ('2026-03-09', 'ana', 'g-3', 6, 'there'), ('2026-03-09', NULL, NULL, NULL, NULL)`)
	r := f.submit(t, http.MethodPatch, "/v1/tags/1", `{"comment":"no, there"}`)
	r.want(t, http.StatusOK, "")
	if want := `{"id":1,"datetime":"2026-03-09T00:00:00Z","user":"ana","guid":"g-2","time":5,"comment":"no, there"}` + "\n"; r.body != want {
		t.Errorf("answer %s, want %s", r.body, want)
	}
	f.submit(t, http.MethodPatch, "/v1/tags/1", `{"time":7,"comment":null}`).want(t, http.StatusOK, "")
	if n := f.count(t, "tags WHERE id = 1 AND time = 7 AND comment = 'no, there' AND \"user\" = 'ana'"); n != 1 {
		t.Error("the tag is not as it should be")
	}
	f.submit(t, http.MethodPatch, "/v1/tags/1", `{}`).want(t, http.StatusUnprocessableEntity, "invalid_body")
	f.submit(t, http.MethodPatch, "/v1/tags/1", `{"guid":"g-3"}`).want(t, http.StatusUnprocessableEntity, "invalid_body")
	f.submit(t, http.MethodPatch, "/v1/tags/9", `{"time":1}`).want(t, http.StatusNotFound, "not_found")
	f.submit(t, http.MethodPatch, "/v1/tags/x", `{"time":1}`).want(t, http.StatusBadRequest, "invalid_number")
	if r := f.submit(t, http.MethodDelete, "/v1/tags/3", "", "Idempotency-Key", "1"); r.status != http.StatusOK || r.body != `{"id":3,"datetime":"2026-03-09T00:00:00Z","user":null,"guid":null,"time":null,"comment":null}`+"\n" {
		t.Errorf("%d %s", r.status, r.body)
	}
	f.submit(t, http.MethodDelete, "/v1/tags/3", "", "Idempotency-Key", "1").want(t, http.StatusOK, "")
	f.submit(t, http.MethodDelete, "/v1/tags/3", "").want(t, http.StatusNotFound, "not_found")
	if n := f.count(t, "auditory WHERE action IN ('PATCH /v1/tags/{id}: tag 1 on call g-2', 'DELETE /v1/tags/{id}: tag 3')"); n != 3 {
		t.Errorf("%d audit rows", n)
	}
	_, limited := f.key(t, testKey{scopes: []string{"act"}, campaigns: []string{"sales"}})
	_, reader := f.key(t, testKey{})
	as := func(secret string) []string { return []string{"Authorization", "Bearer " + secret} }
	f.submit(t, http.MethodPatch, "/v1/tags/1", `{"time":8}`, as(reader)...).want(t, http.StatusForbidden, "missing_scope")
	f.submit(t, http.MethodDelete, "/v1/tags/1", "", as(reader)...).want(t, http.StatusForbidden, "missing_scope")
	f.submit(t, http.MethodPatch, "/v1/tags/2", `{"time":8}`, as(limited)...).want(t, http.StatusNotFound, "not_found")
	f.submit(t, http.MethodDelete, "/v1/tags/2", "", as(limited)...).want(t, http.StatusNotFound, "not_found")
	f.submit(t, http.MethodPatch, "/v1/tags/1", `{"time":8}`, as(limited)...).want(t, http.StatusOK, "")
	f.submit(t, http.MethodDelete, "/v1/tags/1", "", as(limited)...).want(t, http.StatusOK, "")
	if n := f.count(t, "tags"); n != 1 {
		t.Errorf("%d tags", n)
	}
}
