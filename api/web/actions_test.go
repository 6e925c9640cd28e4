package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// documented are the four actions: what is posted, and exactly what the desktop must get.
var documented = []struct{ kind, body, payload string }{
	{
		"make-call", `{"agent":"ana.silva","destination":"11111111","campaign":"TestCampaign->","did":"22222222","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb"}`,
		`{"action":"MAKE_CALL","call":{"destination":"11111111","campaign":"TestCampaign->","did":"22222222","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb"}}`,
	},
	{
		"make-call", `{"agent":"ana.silva","destination":"+598 99 123 456","campaign":"TestCampaign->"}`,
		`{"action":"MAKE_CALL","call":{"destination":"+598 99 123 456","campaign":"TestCampaign->","did":"22222222"}}`,
	},
	{"hang-up", `{"agent":"ana.silva"}`, `{"action":"HANG_UP"}`},
	{
		"disposition-call", `{"agent":"ana.silva","campaign":"TestCampaign->","callerid":"111111111","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb","l1":"Disposition1","comment":"<ñandú> \"y\" 'más' \u2028"}`,
		`{"action":"DISPOSITION_CALL","disposition":{"campaign":"TestCampaign->","callerid":"111111111","guid":"72e50982-9983-4e27-b9af-ae5c9f518cfb","l1":"Disposition1","l2":"","l3":"","d1":"","d2":"","comment":"<ñandú> \"y\" 'más' ` + "\u2028" + `"}}`,
	},
	{"close-tab", `{"agent":"ana.silva"}`, `{"action":"CLOSE_TAB"}`},
}

// TestActionsArriveAsDocumented posts each action by HTTP, as a CRM's back end does.
func TestActionsArriveAsDocumented(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]options{
		"at the page around the frame":         {},
		"at the page's own window":             {"target": "self", "targetOrigin": nil},
		"at any page, where asked for by name": {"targetOrigin": "*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCenter(t)
			receiver, crm := c.tab(t, newProfile(t), "documented", tt)
			if tt["target"] == "self" {
				receiver = crm
			}
			var want []string
			for _, d := range documented {
				a := c.post(t, d.kind, d.body)
				want = append(want, fmt.Sprintf(`{"origin":%q,"data":%s}`, c.crm(), d.payload))
				if a = c.ended(t, a.ID); a.State != "done" || a.detail() != "" || a.DeliveredAt == nil || a.AcknowledgedAt == nil {
					t.Errorf("%s ended as %+v", d.kind, a)
				}
				if got := compact(t, a.Payload); strings.ReplaceAll(got, `\u2028`, "\u2028") != d.payload {
					t.Errorf("%s answers\n%s, want\n%s", d.kind, got, d.payload)
				}
			}
			until(t, receiver, fmt.Sprintf("got.length >= %d", len(want)))
			if got := eval[string](t, receiver, "JSON.stringify(got)"); got != "["+strings.Join(want, ",")+"]" {
				t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
			}
		})
	}
}

// TestThePageActsByItself uses the bridge from JavaScript alone.
func TestThePageActsByItself(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	desktop, crm := c.tab(t, newProfile(t), "alone", options{"wrongToken": true})
	for call, want := range map[string]string{
		`makeCall({ destination: '11111111', campaign: 'TestCampaign->', did: '22222222', guid: '72e50982-9983-4e27-b9af-ae5c9f518cfb' })`: documented[0].payload,
		`hangUp()`: `{"action":"HANG_UP"}`,
		`disposition({ campaign: 'TestCampaign->', callerid: '1', guid: '72e50982', l1: 'Sold', l2: 'x', comment: 'y' })`: `{"action":"DISPOSITION_CALL","disposition":{"campaign":"TestCampaign->","callerid":"1","guid":"72e50982","l1":"Sold","l2":"x","l3":"","d1":"","d2":"","comment":"y"}}`,
		`closeTab()`: `{"action":"CLOSE_TAB"}`,
	} {
		got := eval[string](t, crm, "outcome(bridge."+call+").then(({ action, message }) => message ?? action.state + ' ' + JSON.stringify(action.payload))")
		if got != "done "+want {
			t.Errorf("%s:\n%s, want\n%s", call, got, want)
		}
		until(t, desktop, "got.length === 1")
		if got := eval[string](t, desktop, "JSON.stringify(got.pop().data)"); got != want {
			t.Errorf("%s posts\n%s, want\n%s", call, got, want)
		}
	}
	got := eval[map[string]any](t, crm, "outcome(bridge.makeCall({ destination: 'nobody', campaign: 'TestCampaign->' }))")
	problem, _ := got["problem"].(map[string]any)
	if problem["status"] != 422.0 || problem["code"] == "" || got["message"] != problem["detail"] || got["action"] != nil {
		t.Errorf("a number that is none: %v", got)
	}
	if n := eval[int](t, crm, "tokens"); n != 2 {
		t.Errorf("%d tokens were asked for, want a second one after the first was refused", n)
	}
}

// TestNoPageConnected lets actions expire: no page is connected, or it was closed.
func TestNoPageConnected(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	expired := c.post(t, "hang-up", `{"agent":"ana.silva","expires_in":1}`)
	if a := c.ended(t, expired.ID); a.State != "expired" || a.AcknowledgedAt != nil {
		t.Errorf("ended as %+v", a)
	}
	desktop, crm := c.tab(t, newProfile(t), "late", options{})
	got := eval[map[string]any](t, crm, `(async () => {
		const other = ccrepo.connect({ agent: 'nobody', token: async () => (await fetch('/token?agent=nobody', { method: 'POST' })).json(), target: 'parent', targetOrigin: 'https://elsewhere.test' });
		const expired = await outcome(other.makeCall({ destination: '1', campaign: 'TestCampaign->', expires_in: 1 }));
		const closed = outcome(other.makeCall({ destination: '1', campaign: 'TestCampaign->' }));
		other.close();
		return { expired, during: await closed, after: await outcome(other.hangUp()), status: other.status };
	})()`)
	if !strings.Contains(fmt.Sprint(got["expired"]), "state:expired") || !strings.Contains(fmt.Sprint(got["expired"]), "message:the action has expired") {
		t.Errorf("no page took the action: %v", got["expired"])
	}
	if got["status"] != "closed" || !strings.Contains(fmt.Sprint(got["after"]), "the connection is closed") || !strings.Contains(fmt.Sprint(got["during"]), "closed") {
		t.Errorf("a closed connection: %v", got)
	}
	// What came before the page was there has expired, and is not done late.
	if a := c.ended(t, c.post(t, "hang-up", `{"agent":"ana.silva"}`).ID); a.State != "done" {
		t.Errorf("ended as %+v", a)
	}
	reached(t, 1, desktop)
}

// TestTheDesktopMayCloseThePage has the desktop remove the frame as soon as it gets the action.
func TestTheDesktopMayCloseThePage(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	desktop, _ := c.tab(t, newProfile(t), "closing", options{})
	eval[any](t, desktop, "window.answer = () => frame.remove()")
	if a := c.ended(t, c.post(t, "close-tab", `{"agent":"ana.silva"}`).ID); a.State != "done" {
		t.Errorf("ended as %s %s", a.State, a.detail())
	}
}

// TestConfirmation waits for the desktop's answer, among messages that are not answers.
func TestConfirmation(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	p := newProfile(t)
	desktop, crm := c.tab(t, p, "confirm", options{"confirm": true})
	// A frame of another site tries to answer in the desktop's place.
	eval[any](t, desktop, fmt.Sprintf(`new Promise((resolve) => {
		window.evil = document.createElement('iframe');
		evil.onload = resolve;
		evil.src = %q;
		document.body.append(evil);
	})`, c.lookalike()+"/desktop?crm=about:blank"))
	foreign := p.frame(t, "crm.example.evil.test")
	eval[any](t, desktop, `window.answer = ({ source, origin, data: { action } }) => {
		for (const noise of [null, 1, 'done', {}, [], { action }, { action, state: 'perhaps' }, { action, state: 1 }, { action: 'OTHER', state: 'failed' },
			{ action: [action], state: 'failed' }, { state: 'failed' }, { type: 'webpack' }]) source.postMessage(noise, origin);
	}`)
	asked := c.post(t, "make-call", documented[0].body)
	until(t, desktop, "got.length === 1")
	eval[any](t, foreign, "parent.frames[0].postMessage({ action: 'MAKE_CALL', state: 'failed', detail: 'evil' }, '*')")
	eval[any](t, crm, "window.postMessage({ action: 'MAKE_CALL', state: 'failed', detail: 'own' }, '*')")
	eval[any](t, desktop, fmt.Sprintf("frame.contentWindow.postMessage({ action: 'MAKE_CALL', state: 'done' }, %q)", c.crm()))
	if a := c.ended(t, asked.ID); a.State != "done" || a.detail() != "" {
		t.Errorf("ended as %s %s", a.State, a.detail())
	}
	eval[any](t, desktop, "window.answer = ({ source, origin, data: { action } }) => source.postMessage({ action, state: 'failed', detail: 'no line is free' }, origin)")
	got := eval[string](t, crm, "outcome(bridge.makeCall({ destination: '1', campaign: 'TestCampaign->' })).then(({ action, message }) => `${action.state} ${message}`)")
	if got != "failed no line is free" {
		t.Errorf("a call that the desktop can't make: %s", got)
	}
}

// TestForeignWindowsGetNothing puts the CRM's page where it does not belong.
func TestForeignWindowsGetNothing(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	other := newPages(t, c)
	for name, tt := range map[string]struct{ around, want string }{
		"another origin": {c.lookalike() + "/desktop?", "in a frame of " + c.lookalike()},
		"a lookalike":    {"https://desktop.test.evil.test:" + c.port + "/desktop?", "in a frame of https://desktop.test.evil.test:" + c.port},
		"another port":   {"https://desktop.test:" + portOf(other.Listener) + "/desktop?", "in a frame of https://desktop.test:" + portOf(other.Listener)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			who := "agent of " + strings.ReplaceAll(name, " ", "-")
			p := newProfile(t)
			_, query, _ := strings.Cut(around("", c.page(fmt.Sprintf("foreign%d", len(name)), options{"agent": who})), "?")
			desktop := p.open(t, tt.around+query)
			crm := p.frame(t, fmt.Sprintf("name=foreign%d&", len(name)))
			until(t, crm, "window.bridge?.status === 'live'")
			a := c.ended(t, c.post(t, "make-call", strings.Replace(documented[0].body, agent, who, 1)).ID)
			if a.State != "failed" || !strings.Contains(a.detail(), tt.want) {
				t.Errorf("ended as %s %q, want %q", a.State, a.detail(), tt.want)
			}
			if got := eval[string](t, desktop, "JSON.stringify(got)"); got != "[]" {
				t.Errorf("the page around got %s", got)
			}
		})
	}
	t.Run("no frame", func(t *testing.T) {
		t.Parallel()
		crm := newProfile(t).open(t, c.page("unframed", options{"agent": "unframed"}))
		until(t, crm, "window.bridge?.status === 'live'")
		if a := c.ended(t, c.post(t, "hang-up", `{"agent":"unframed"}`).ID); a.State != "failed" || a.detail() != "the page is in no frame" {
			t.Errorf("ended as %s %q", a.State, a.detail())
		}
		if got := eval[string](t, crm, "JSON.stringify(got)"); got != "[]" {
			t.Errorf("the page itself got %s", got)
		}
	})
}

// TestForeignPagesGetNoActions uses the bridge in pages of origins that the server does not allow.
func TestForeignPagesGetNoActions(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	status, body, err := c.ask(http.MethodPost, "/v1/agents/ana.silva/token", "{}")
	if err != nil || status != http.StatusCreated {
		t.Fatalf("%d %s %v", status, body, err)
	}
	var token struct{ Token string }
	if err := json.Unmarshal(body, &token); err != nil {
		t.Fatal(err)
	}
	framed := strings.TrimPrefix(c.page("stolen", options{"token": token.Token}), c.crm())
	for name, at := range map[string]string{
		"of another origin":  c.lookalike() + framed,
		"of its host's http": "http://" + crmHost + ":" + c.plain + framed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			crm := newProfile(t).open(t, at)
			until(t, crm, "window.refusal?.includes('HTTPS') || window.statuses.some((s) => s.startsWith('offline'))")
			if n := eval[int](t, crm, "news.length"); n != 0 {
				t.Errorf("%d actions were shown", n)
			}
		})
	}
	for name, within := range map[string]func(framed string) string{
		"in a sandbox (null)": func(framed string) string { return c.desktop() + "/desktop?sandbox&crm=" + url.QueryEscape(framed) },
		"in a page of http":   func(framed string) string { return around("http://"+desktopHost+":"+c.plain, framed) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProfile(t)
			mark := fmt.Sprintf("within%d", len(name))
			desktop := p.open(t, within(c.page(mark, options{"agent": mark})))
			crm := p.frame(t, "name="+mark+"&")
			until(t, crm, "window.refusal === 'TypeError: the page and every page around it must be served by HTTPS' || window.statuses.includes('offline: Failed to fetch')")
			if a := c.ended(t, c.post(t, "hang-up", fmt.Sprintf(`{"agent":%q,"expires_in":2}`, mark)).ID); a.State != "expired" || a.AcknowledgedAt != nil {
				t.Errorf("ended as %+v", a)
			}
			if got := eval[string](t, desktop, "JSON.stringify(got)"); got != "[]" {
				t.Errorf("the page around got %s", got)
			}
		})
	}
}

// TestTokenOfAKeyThatSeesMasks uses a key without the scope pii, whose tokens show numbers masked: no mask is posted.
func TestTokenOfAKeyThatSeesMasks(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	if _, err := c.db.ExecContext(t.Context(), "UPDATE app.api_key SET scopes = '{act}'"); err != nil {
		t.Fatal(err)
	}
	desktop, crm := c.tab(t, newProfile(t), "masked", options{})
	if a := c.ended(t, c.post(t, "make-call", `{"agent":"ana.silva","destination":"11111111","campaign":"TestCampaign->","expires_in":2}`).ID); a.State != "expired" || a.AcknowledgedAt != nil {
		t.Errorf("ended as %+v", a)
	}
	until(t, crm, "statuses.some((s) => s.startsWith('live: ') && s.includes('pii'))")
	got := eval[map[string]any](t, crm, "outcome(bridge.makeCall({ destination: '11111111', campaign: 'TestCampaign->' }))")
	if problem, _ := got["problem"].(map[string]any); problem["code"] != "missing_scope" {
		t.Errorf("a call by the page itself: %v", got)
	}
	if got := eval[string](t, crm, "outcome(bridge.hangUp()).then(({ action }) => action?.state)"); got != "done" {
		t.Errorf("hanging up: %s", got)
	}
	reached(t, 1, desktop)
}
