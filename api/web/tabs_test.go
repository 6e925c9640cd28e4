package web_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// actionsOf is how many actions reached a desktop.
func actionsOf(t testing.TB, desktop page) int { return eval[int](t, desktop, "got.length") }

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
		t.Errorf("the tab that stands by can't act: %s", got)
	}
	if one, other := actionsOf(t, firstDesktop), actionsOf(t, secondDesktop); one != each+1 || other != 0 {
		t.Errorf("%d and %d messages, want %d and none", one, other, each+1)
	}
	until(t, second, fmt.Sprintf("news.filter((a) => a.state === 'done').length === %d", each+1))
	firstDesktop.close()
	until(t, second, "bridge.status === 'live'")
	for range each {
		if a := c.ended(t, c.post(t, "hang-up", `{"agent":"ana.silva"}`).ID); a.State != "done" {
			t.Fatalf("ended as %s %s", a.State, a.detail())
		}
	}
	if other := actionsOf(t, secondDesktop); other != each {
		t.Errorf("%d messages after the other tab was closed, want %d", other, each)
	}
}

// TestTwoTabsThatKnowNothingOfEachOther leaves it to the server which of them acts.
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
	if sum := actionsOf(t, one) + actionsOf(t, two); sum != posted {
		t.Errorf("%d messages for %d actions", sum, posted)
	}
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
	if sum := actionsOf(t, desktops[0]) + actionsOf(t, desktops[1]); sum != posted {
		t.Errorf("%d messages for %d actions", sum, posted)
	}
}

// blockCookies has a tab send no cookies of third parties.
func blockCookies(t testing.TB) func(page) {
	return func(tab page) {
		err := chromedp.Do(tab.ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, network.SetCookieControls, network.SetCookieControlsParams{EnableThirdPartyCookieRestriction: true})
			return err
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
}
