package web_test

import (
	"fmt"
	"testing"
)

// reached checks how many actions have reached all desktops together.
func reached(t testing.TB, want int, desktops ...page) {
	t.Helper()
	got := 0
	eventually(t, fmt.Sprintf("%d actions have reached their desktops", want), func() bool {
		got = 0
		for _, desktop := range desktops {
			got += eval[int](t, desktop, "got.length")
		}
		return got >= want
	})
	if got != want {
		t.Errorf("%d actions have reached their desktops, want %d", got, want)
	}
}

// TestOneOfTwoTabsActs opens two desktops of one agent, and closes the one that acts.
func TestOneOfTwoTabsActs(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	p := newProfile(t)
	p.open(t, "about:blank")
	firstDesktop, first := c.tab(t, p, "first", options{})
	until(t, first, "bridge.status === 'live'")
	secondDesktop, second := c.tab(t, p, "second", options{})
	until(t, second, "bridge.status === 'standby'")
	const each = 5
	for range each {
		if a := c.ended(t, c.post(t, "hang-up", `{"agent":"ana.silva"}`).ID); a.State != "done" {
			t.Fatalf("ended as %s %s", a.State, a.detail())
		}
	}
	if got := eval[string](t, second, "outcome(bridge.closeTab()).then(({ action, message }) => message ?? action.state)"); got != "done" {
		t.Errorf("the tab on standby can't act: %s", got)
	}
	reached(t, each+1, firstDesktop)
	reached(t, 0, secondDesktop)
	until(t, second, fmt.Sprintf("news.filter((a) => a.state === 'done').length === %d", each+1))
	firstDesktop.close() // and the next action comes before the other tab has taken over
	for range each {
		if a := c.ended(t, c.post(t, "hang-up", `{"agent":"ana.silva"}`).ID); a.State != "done" {
			t.Fatalf("ended as %s %s", a.State, a.detail())
		}
	}
	until(t, second, "bridge.status === 'live'")
	reached(t, each, secondDesktop)
}

// TestStandbyMeansAnotherTab records the statuses of one tab that connects twice, and of two tabs.
func TestStandbyMeansAnotherTab(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	p := newProfile(t)
	p.open(t, "about:blank")
	_, alone := c.tab(t, p, "alone", options{})
	until(t, alone, "bridge.status === 'live'")
	eval[any](t, alone, "bridge.close(); window.bridge = ccrepo.connect({ token, onStatus: (s) => statuses.push(s), ...options }); 0")
	until(t, alone, "bridge.status === 'live'")
	const want = "connecting live closed connecting live"
	if got := eval[string](t, alone, "statuses.join(' ')"); got != want {
		t.Errorf("the only tab says %s, want %s", got, want)
	}
	_, other := c.tab(t, p, "other", options{})
	until(t, other, "bridge.status === 'standby'")
	if got := eval[string](t, other, "statuses.join(' ')"); got != "connecting standby" {
		t.Errorf("the second tab says %s", got)
	}
	eval[any](t, alone, "bridge.close()")
	until(t, other, "bridge.status === 'live'")
	if got := eval[string](t, other, "statuses.join(' ')"); got != "connecting standby connecting live" {
		t.Errorf("the second tab says %s", got)
	}
}

// TestTwoTabsThatKnowNothingOfEachOther opens two tabs that share no lock: the server decides which of them acts.
func TestTwoTabsThatKnowNothingOfEachOther(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	p := newProfile(t)
	one, _ := c.tab(t, p, "one", options{"locks": false})
	two, crm := c.tab(t, p, "two", options{"channel": false})
	until(t, crm, "bridge.status === 'live'")
	const posted = 20
	for range posted {
		if a := c.ended(t, c.post(t, "hang-up", `{"agent":"ana.silva"}`).ID); a.State != "done" {
			t.Fatalf("ended as %s %s", a.State, a.detail())
		}
	}
	reached(t, posted, one, two)
}

// TestThirdPartyCookiesBlocked shows the CRM in a frame where it has no cookies, in two tabs.
func TestThirdPartyCookiesBlocked(t *testing.T) {
	t.Parallel()
	c := newCenter(t)
	p := newProfile(t)
	const sent = "(async () => { await fetch('/cookie', { credentials: 'include' }); return (await fetch('/cookie', { credentials: 'include' })).text(); })()"
	itself := p.open(t, c.crm()+"/crm", blockCookies(t))
	if got := eval[string](t, itself, sent); got != "session=x" {
		t.Fatalf("in a tab of its own the CRM has the cookie %q", got)
	}
	var desktops []page
	for _, name := range []string{"cookies1", "cookies2"} {
		desktop := p.open(t, c.desktop()+"/desktop", blockCookies(t))
		eval[any](t, desktop, fmt.Sprintf("frame.src = %q", c.page(name, options{})))
		crm := p.frame(t, "name="+name+"&")
		until(t, crm, "window.bridge?.status === 'live' || window.bridge?.status === 'standby'")
		if got := eval[string](t, crm, sent); got != "" {
			t.Fatalf("in a frame the CRM has the cookie %q: this shows nothing", got)
		}
		desktops = append(desktops, desktop)
	}
	const posted = 5
	for range posted {
		if a := c.ended(t, c.post(t, "hang-up", `{"agent":"ana.silva"}`).ID); a.State != "done" {
			t.Fatalf("ended as %s %s", a.State, a.detail())
		}
	}
	reached(t, posted, desktops...)
}

// blockCookies makes a tab send no third-party cookies.
func blockCookies(t testing.TB) func(page) {
	return func(tab page) {
		// Chromium up to 148 requires all three fields, later versions know the first only.
		if err := call(tab, "Network.setCookieControls", map[string]any{
			"enableThirdPartyCookieRestriction": true, "disableThirdPartyCookieMetadata": false, "disableThirdPartyCookieHeuristics": false,
		}); err != nil {
			t.Fatal(err)
		}
	}
}
