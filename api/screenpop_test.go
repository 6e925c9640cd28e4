package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
)

// pop requests a URL; the first of call is its campaign, others are name=value.
func (f *fixture) pop(t testing.TB, secret, campaign string, call ...string) reply {
	t.Helper()
	query := url.Values{"campaign": {campaign}}
	for _, pair := range call {
		name, value, _ := strings.Cut(pair, "=")
		query.Set(name, value)
	}
	var headers []string
	if secret != "" {
		headers = []string{"Authorization", "Bearer " + secret}
	}
	return f.submit(t, http.MethodGet, "/v1/screen-pop?"+query.Encode(), "", headers...)
}

// popFixture has templates, a list and a call.
func popFixture(t *testing.T) *fixture {
	f := setupWith(t, func(o *api.Options) { o.Country = "UY" })
	f.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	f.exec(t, `INSERT INTO app.campaign_setting (campaign, screen_pop) VALUES
		('Plain<-', 'https://crm.example/customers?searchByPhoneNumber={phone}&agent={agent}&c={campaign}&g={guid}'),
		('Bare<-', 'https://crm.example'),
		('Sales->', 'https://crm.example/{ci}/{contact}?name={customer name}&others={alternatives}&list={dialerbase}&p={phone}'),
		('Unset<-', NULL)`)
	f.exec(t, `INSERT INTO dialer_base (campaign, name, active, records) VALUES ('Sales->', 'march', true, 0)`)
	f.exec(t, `INSERT INTO calls_spool (campaign, destination, number, status, data, alternatives, contact, dialerbase, priority) VALUES
		('Sales->', '099 123 456', '+59899123456', 1, 'ci=1.234.567-8:customer name=Ana \: María:note=a&b=c', '098 1:24001234', 'c-1', 'march', 9999),
		('Other->', '099 123 456', '+59899123456', 0, 'ci=other campaign', '', 'c-9', 'march', 2),
		('Sales->', '24001234', '+59824001234', 1, 'ci=2', NULL, 'c-2', 'march', 9999),
		('Sales->', '24001234', '+59824001234', 0, 'ci=3', NULL, 'c-3', 'march', 9999),
		('Sales->', '2400 9999', NULL, 1, 'ci=4', NULL, 'c-4', 'march', 9999)`)
	f.exec(t, `INSERT INTO cdr_repo (calldate, guid, campaign, contact) VALUES ('2026-03-10 11:00Z', 'g-2', 'Sales->', 'c-2'), ('2026-03-10 11:00Z', 'g-9', 'Other->', 'c-9')`)
	return f
}

func TestScreenPop(t *testing.T) {
	t.Parallel()
	f := popFixture(t)
	for _, tt := range []struct {
		call []string
		want string
		none []string // placeholders without a value
	}{
		{[]string{"Bare<-", "phone=099"}, "https://crm.example", nil},
		{[]string{"Plain<-", "phone=+598 99&x=1", "agent=ana", "guid=g-1"}, "https://crm.example/customers?searchByPhoneNumber=%2B598%2099%26x%3D1&agent=ana&c=Plain%3C-&g=g-1", nil},
		{[]string{"Plain<-"}, "https://crm.example/customers?searchByPhoneNumber=&agent=&c=Plain%3C-&g=", []string{"phone", "agent", "guid"}},
		// By its number, however it is written.
		{[]string{"Sales->", "phone=+598 (99) 123-456"}, "https://crm.example/1.234.567-8/c-1?name=Ana%20%3A%20Mar%C3%ADa&others=098%201%3A24001234&list=march&p=%2B598%20%2899%29%20123-456", nil},
		{[]string{"Sales->", "phone=099123456"}, "https://crm.example/1.234.567-8/c-1?name=Ana%20%3A%20Mar%C3%ADa&others=098%201%3A24001234&list=march&p=099123456", nil},
		// Of two of the same number the one in process.
		{[]string{"Sales->", "phone=24001234"}, "https://crm.example/3/c-3?name=&others=&list=march&p=24001234", []string{"customer name", "alternatives"}},
		{[]string{"Sales->", "phone=24001234", "contact=c-2"}, "https://crm.example/2/c-2?name=&others=&list=march&p=24001234", []string{"customer name", "alternatives"}},
		{[]string{"Sales->", "phone=24001234", "guid=g-2"}, "https://crm.example/2/c-2?name=&others=&list=march&p=24001234", []string{"customer name", "alternatives"}},
		{[]string{"Sales->", "phone=2400 9999"}, "https://crm.example/4/c-4?name=&others=&list=march&p=2400%209999", []string{"customer name", "alternatives"}},
		// A contact that has gone is not another one of the same number.
		{[]string{"Sales->", "phone=24001234", "contact=gone"}, "https://crm.example//gone?name=&others=&list=&p=24001234", []string{"ci", "customer name", "alternatives", "dialerbase"}},
		{[]string{"Sales->", "phone=anonymous"}, "https://crm.example//?name=&others=&list=&p=anonymous", []string{"ci", "contact", "customer name", "alternatives", "dialerbase"}},
		{[]string{"Sales->", "guid=g-9"}, "https://crm.example//?name=&others=&list=&p=", []string{"ci", "contact", "customer name", "alternatives", "dialerbase", "phone"}},
	} {
		r := f.pop(t, "", tt.call[0], tt.call[1:]...)
		r.want(t, http.StatusOK, "")
		var got struct {
			URL   string
			Empty []string
		}
		decode(t, []byte(r.body), &got)
		if got.URL != tt.want || !slices.Equal(got.Empty, tt.none) && len(got.Empty)+len(tt.none) > 0 {
			t.Errorf("%q:\n%s without %q, want\n%s without %q", tt.call, got.URL, got.Empty, tt.want, tt.none)
		}
		r = f.pop(t, "", tt.call[0], append(slices.Clone(tt.call[1:]), "redirect=true")...)
		if r.status != http.StatusFound || r.header.Get("Location") != tt.want || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%q, redirected: %d to %s", tt.call, r.status, r.header.Get("Location"))
		}
	}
	t.Run("none is set", func(t *testing.T) {
		f.pop(t, "", "Unset<-").want(t, http.StatusNotFound, "not_found")
		f.pop(t, "", "nobody's").want(t, http.StatusNotFound, "not_found")
		f.exec(t, "INSERT INTO app.campaign_setting (campaign, screen_pop) VALUES ('', 'https://all.example/{campaign}')")
		for campaign, want := range map[string]string{"Unset<-": "https://all.example/Unset%3C-", "new": "https://all.example/new", "Bare<-": `"https://crm.example"`} {
			if r := f.pop(t, "", campaign); !strings.Contains(r.body, want) {
				t.Errorf("%s: %s, want %s", campaign, r.body, want)
			}
		}
	})
	t.Run("wrong", func(t *testing.T) {
		f.fail(t, "/v1/screen-pop", http.StatusBadRequest, "missing_parameter")
		f.fail(t, "/v1/screen-pop?campaign=x&fone=1", http.StatusBadRequest, "unknown_parameter")
		f.fail(t, "/v1/screen-pop?campaign=x&redirect=maybe", http.StatusBadRequest, "invalid_value")
		f.fail(t, "/v1/screen-pop?campaign=x&phone=%00", http.StatusBadRequest, "invalid_value")
		// A template that another program stored is checked by the same rules.
		f.exec(t, "UPDATE app.campaign_setting SET screen_pop = 'https://{phone}/' WHERE campaign = 'Bare<-'")
		f.fail(t, "/v1/screen-pop?campaign=Bare%3C-&phone=evil.test", http.StatusInternalServerError, "internal")
	})
}

func TestScreenPopOfKeys(t *testing.T) {
	t.Parallel()
	f := popFixture(t)
	f.exec(t, "INSERT INTO app.campaign_setting (campaign, screen_pop) VALUES ('', 'https://all.example/{phone}')")
	_, read := f.key(t, testKey{scopes: []string{"read", "pii"}})
	_, act := f.key(t, testKey{scopes: []string{"act"}})
	_, whole := f.key(t, testKey{scopes: []string{"act", "pii"}})
	_, limited := f.key(t, testKey{scopes: []string{"act", "pii"}, campaigns: []string{"Sales->"}})
	f.pop(t, "", "Bare<-").want(t, http.StatusUnauthorized, "no_key")
	f.pop(t, read, "Bare<-").want(t, http.StatusForbidden, "missing_scope")
	f.pop(t, act, "Plain<-", "phone=099").want(t, http.StatusOK, "")
	r := f.pop(t, act, "Sales->", "phone=099123456")
	r.want(t, http.StatusForbidden, "missing_scope")
	if !strings.Contains(r.body, "scope pii") || strings.Contains(r.body, "1.234") {
		t.Errorf("%s", r.body)
	}
	f.pop(t, whole, "Sales->", "phone=099123456").want(t, http.StatusOK, "")

	// A campaign of others is one that has nothing set, be there a template of all or not.
	f.pop(t, limited, "Sales->", "phone=099123456").want(t, http.StatusOK, "")
	unset := f.pop(t, limited, "nobody's")
	for _, campaign := range []string{"Plain<-", "Other->"} {
		if r := f.pop(t, limited, campaign, "phone=099123456"); r.status != http.StatusNotFound || r.body != unset.body {
			t.Errorf("%s: %d %s, want %s", campaign, r.status, r.body, unset.body)
		}
	}
	// The dialer's record of the call is that of the campaign even where the guid is another's.
	if r := f.pop(t, limited, "Sales->", "guid=g-9"); strings.Contains(r.body, "c-9") || r.status != http.StatusOK {
		t.Errorf("%d %s", r.status, r.body)
	}

	// The agent's own token gets it for the agent alone, and no more than the key behind it.
	tokenBy := func(key string) string {
		var token struct{ Token string }
		decode(t, []byte(f.submit(t, http.MethodPost, "/v1/agents/ana/token", "{}", "Authorization", "Bearer "+key).body), &token)
		return token.Token
	}
	f.pop(t, tokenBy(act), "Sales->", "phone=099123456").want(t, http.StatusForbidden, "missing_scope")
	token := tokenBy(whole)
	if r := f.pop(t, token, "Plain<-", "phone=099"); !strings.Contains(r.body, "agent=ana") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := f.pop(t, token, "Sales->", "phone=099123456", "agent=ana"); !strings.Contains(r.body, "1.234.567-8") {
		t.Errorf("%d %s", r.status, r.body)
	}
	f.pop(t, token, "Plain<-", "agent=bob").want(t, http.StatusForbidden, "agent_limited")
	if log := f.log.String(); strings.Contains(log, "099") || strings.Contains(log, "1.234") {
		t.Errorf("the log contains numbers: %s", log)
	}
}
