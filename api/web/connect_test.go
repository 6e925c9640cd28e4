package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestConnectRefusesWhatCannotBeRight gives connect options that would post to a wrong page, or to none.
func TestConnectRefusesWhatCannotBeRight(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	crm := newProfile(t).open(t, c.page("options", options{}))
	for name, tt := range map[string]struct {
		options options
		want    string
	}{
		"null":                       {options{"targetOrigin": "null"}, "null is not an origin"},
		"none":                       {options{"targetOrigin": nil}, "null is not an origin"},
		"http":                       {options{"targetOrigin": "http://desktop.test"}, "is not https"},
		"http, loopback's lookalike": {options{"targetOrigin": "http://localhost.evil.test"}, "is not https"},
		"file":                       {options{"targetOrigin": "file:///"}, "not an exact origin"},
		"script":                     {options{"targetOrigin": "javascript:alert(1)"}, "not an exact origin"},
		"path":                       {options{"targetOrigin": "https://desktop.test/x"}, "write https://desktop.test"},
		"slash":                      {options{"targetOrigin": "https://desktop.test/"}, "write https://desktop.test"},
		"usual port":                 {options{"targetOrigin": "https://desktop.test:443"}, "write https://desktop.test"},
		"capitals":                   {options{"targetOrigin": "https://Desktop.test"}, "write https://desktop.test"},
		"name":                       {options{"targetOrigin": "desktop.test"}, "is not an origin"},
		"pattern":                    {options{"targetOrigin": "https://*.desktop.test/"}, "origin"},
		"several":                    {options{"targetOrigin": "https://a.test https://b.test"}, "not an exact origin"},
		"list":                       {options{"targetOrigin": []string{"https://a.test"}}, "origin"},
		"foreign for its own":        {options{"target": "self"}, "this window is of " + c.crm()},
		"other window":               {options{"target": "top"}, "write 'self' or 'parent'"},
		"no window":                  {options{"target": nil}, "write 'self' or 'parent'"},
		"no agent":                   {options{"agent": ""}, "name the agent"},
		"no token":                   {options{"token": ""}, "give the agent's token"},
		"answers of any origin":      {options{"targetOrigin": "*", "confirm": true}, "need an exact targetOrigin"},
		"no function":                {options{"onAction": "x"}, "give a function"},
	} {
		all := options{"agent": agent, "token": "x", "target": "parent", "targetOrigin": c.desktop()}
		for member, value := range tt.options {
			all[member] = value
		}
		said, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		got := eval[string](t, crm, fmt.Sprintf("(() => { try { ccrepo.connect(%s).close(); return 'connected'; } catch (e) { return e.name + ': ' + e.message; } })()", said))
		if !strings.HasPrefix(got, "TypeError: ") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %q", name, got, tt.want)
		}
	}
	for _, origin := range []string{"https://desktop.test", "https://desktop.test:8443", "http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:1", "*"} {
		if got := eval[string](t, crm, fmt.Sprintf("(() => { const c = ccrepo.connect({agent: 'a', token: 'x', target: 'parent', targetOrigin: %q}); c.close(); return c.status; })()", origin)); got != "closed" {
			t.Errorf("%s: %s", origin, got)
		}
	}
}
