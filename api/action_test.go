package api_test

import (
	"net/http"
	"testing"
)

func TestAction(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO app.campaign (campaign) VALUES ('TestCampaign->')")
	for _, x := range [][2]string{
		{"make-call", `{"agent":"ana","destination":"11111111","campaign":"TestCampaign->","did":"22222222","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb"}`},
		{"make-call", `{"agent":"ana","destination":"+598 99 (123) 456","campaign":"TestCampaign-","did":"22222222"}`},
		{"hang-up", `{"agent":"ana"}`},
		{"close-tab", `{"agent":"ana","expires_in":1}`},
		{"disposition-call", `{"agent":"ana","campaign":"TestCampaign->","callerid":"111111111","guid":"g","l1":"Disposition1"}`},
	} {
		r := f.submit(t, http.MethodPost, "/v1/actions/"+x[0], x[1])
		t.Log(r.status, r.body)
	}
	for _, x := range []string{`acknowledged`, `acknowledged`, `done`, `done`} {
		r := f.submit(t, http.MethodPost, "/v1/actions/1/ack", `{"state":"`+x+`"}`)
		t.Log(r.status, r.body)
	}
	_, _, b := f.get(t, "/v1/actions/1")
	t.Log(string(b))
	_, _, b = f.get(t, "/v1/actions/3?wait=20")
	t.Log(string(b))
	_, _, b = f.get(t, "/v1/actions")
	t.Log(string(b))
	_, _, b = f.get(t, "/v1")
	t.Log(string(b[len(b)-3000:]))
}
