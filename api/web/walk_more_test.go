//go:build more

// The pages by keyboard alone, in print, for an hour of the wallboard, and in Firefox.

package web_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/heapprofiler"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

// newSampleSite returns the URL of a server over the month of sample data.
func newSampleSite(t *testing.T) (base string, now time.Time) {
	t.Helper()
	now = dbtest.Noon().Add(4 * time.Hour)
	base, _ = newPagesSite(t, now, func(pool *sql.DB) {
		if _, err := sample.Load(t.Context(), pool, sample.Options{Seed: 1, Now: now}); err != nil {
			t.Fatal(err)
		}
	})
	return base, now
}

// press sends keys to a page.
func press(t *testing.T, p page, keys string) {
	t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.KeyEvent(keys)); err != nil {
		t.Fatal(err)
	}
}

// tabTo presses Tab until an expression about the focused element, e, holds. Whatever has the focus must show it.
func tabTo(t *testing.T, p page, expression string) {
	t.Helper()
	for range 150 {
		press(t, p, kb.Tab)
		if eval[bool](t, p, `(() => { const e = document.activeElement; return `+expression+`; })()`) {
			return
		}
		if !eval[bool](t, p, `(() => { const e = document.activeElement; return e === document.body || getComputedStyle(e).outlineStyle !== "none" || e.matches("main"); })()`) {
			t.Errorf("the focus of %s cannot be seen", eval[string](t, p, "document.activeElement.outerHTML.slice(0, 200)"))
		}
	}
	t.Fatalf("150 times Tab do not lead to %s on %s", expression, eval[string](t, p, "location.href"))
}

// TestMoreKeyboard goes from the overview to a call by Tab, Enter and letters.
func TestMoreKeyboard(t *testing.T) {
	t.Parallel()
	base, _ := newSampleSite(t)
	p := newProfile(t).open(t, base+"/?lang=en", watchLog(t))
	press(t, p, kb.Tab)
	if !eval[bool](t, p, `document.activeElement.matches(".skip")`) {
		t.Error("the first Tab does not lead to the link to the content")
	}
	tabTo(t, p, `e.matches("nav a") && e.textContent === "Reports"`)
	press(t, p, kb.Enter)
	until(t, p, `location.pathname === "/reports" && document.activeElement.id === "q"`)
	press(t, p, "queue-summary")
	until(t, p, `[...document.querySelectorAll("section.topic li")].filter((li) => li.offsetHeight > 0).length < 5`)
	tabTo(t, p, `e.matches("li a") && e.textContent === "queue-summary"`)
	press(t, p, kb.Enter)
	until(t, p, `location.pathname === "/reports/queue-summary" && document.querySelector("select[name=interval]") !== null`)
	tabTo(t, p, `e.matches("select[name=interval]")`)
	press(t, p, "hour")
	tabTo(t, p, `e.matches("form.question:not([method]) button[type=submit]")`)
	press(t, p, kb.Enter)
	until(t, p, `location.search.includes("interval=hour") && document.querySelectorAll("#rows tbody tr").length > 3`)
	tabTo(t, p, `e.matches("canvas")`)
	press(t, p, kb.ArrowRight)
	until(t, p, `document.querySelector(".spoken").textContent.length > 0`)
	tabTo(t, p, `e.matches("#rows td a")`)
	press(t, p, kb.Enter)
	until(t, p, `location.pathname.startsWith("/reports/") && document.querySelector("#rows td a[href*='calls/']") !== null`)
	tabTo(t, p, `e.matches("#rows td a[href*='calls/']")`)
	press(t, p, kb.Enter)
	until(t, p, `location.pathname.startsWith("/calls/") && document.querySelector("svg.way") !== null`)
}

// TestMorePrint prints pages: their contents without controls, on numbered pages.
func TestMorePrint(t *testing.T) {
	t.Parallel()
	base, _ := newSampleSite(t)
	p := newProfile(t).open(t, base+"/reports/calls?range=today&lang=es", watchLog(t))
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/reports/calls?range=today&", "/reports/queue-summary?range=today&interval=hour&", "/?"} {
		if err := chromedp.Do(p.ctx, chromedp.Navigate(base+path+"lang=es")); err != nil {
			t.Fatal(err)
		}
		until(t, p, `document.readyState === "complete"`)
		if got := eval[string](t, p, `[...document.querySelectorAll("button, input, select, nav, .skip")].filter((e) => e.offsetWidth > 1 && e.offsetHeight > 1).map((e) => e.outerHTML.slice(0, 80)).join()`); got != "" {
			t.Errorf("%s prints %s", path, got)
		}
		if !eval[bool](t, p, `document.querySelector("h1").offsetHeight > 0 && [...document.querySelectorAll("table")].some((e) => e.offsetHeight > 0)`) {
			t.Errorf("%s prints no heading or no table", path)
		}
		out, err := chromedp.Call(p.ctx, cdppage.PrintToPDF, cdppage.PrintToPDFParams{})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(out.Data, []byte("%PDF")) || len(out.Data) < 10_000 {
			t.Errorf("%s: %d bytes", path, len(out.Data))
		}
	}
}

// TestMoreAnHourOfTheWallboard replays an hour in a minute. The memory of the page stays flat, nothing is loaded again, and
// the console has no error.
func TestMoreAnHourOfTheWallboard(t *testing.T) {
	t.Parallel()
	base, now := newSampleSite(t)
	from := now.Add(-6 * time.Hour)
	p := newProfile(t).open(t, base+"/wall?speed=60&at="+url.QueryEscape(from.Format(time.RFC3339)), watchLog(t))
	until(t, p, `document.querySelectorAll("#tiles section").length > 0`)
	eval[any](t, p, `window.same = true; window.wrong = []; addEventListener("error", (e) => window.wrong.push(e.message))`)
	heap := func() float64 {
		if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			t.Fatal(err)
		}
		used, err := chromedp.Call(p.ctx, runtime.GetHeapUsage, cdp.Empty{})
		if err != nil {
			t.Fatal(err)
		}
		return used.UsedSize
	}
	at := func() time.Time {
		moment, err := time.Parse(time.RFC3339, eval[string](t, p, `new Date(Date.parse(message.now)).toISOString()`))
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	var first float64
	deadline := time.Now().Add(3 * time.Minute)
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for range ticker.C {
		passed := at().Sub(from)
		if first == 0 && passed > 10*time.Minute {
			first = heap() // what the first minutes leave is code, not data
		}
		if passed >= time.Hour {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("only %s have passed", passed)
		}
	}
	last := heap()
	t.Logf("the heap has %.0f kB after ten minutes and %.0f kB after an hour", first/1024, last/1024)
	if last > first*1.25+200_000 {
		t.Errorf("the heap grew from %.0f to %.0f bytes", first, last)
	}
	if !eval[bool](t, p, `window.same === true && window.wrong.length === 0`) {
		t.Errorf("the page was loaded again, or failed: %v", eval[any](t, p, "window.wrong"))
	}
	if got := eval[int](t, p, `document.querySelectorAll("*").length`); got > 400 {
		t.Errorf("the page has %d elements", got)
	}
	picture(t, p, "replay")
}

// TestMoreFirefoxPages opens the pages in Firefox, without an error in its console.
func TestMoreFirefoxPages(t *testing.T) {
	t.Parallel()
	base, now := newSampleSite(t)
	b := startFirefox(t)
	b.call(t, "session.subscribe", map[string]any{"events": []string{"log.entryAdded"}}, nil)
	tab := b.tab(t)
	const drawn = `(() => { const c = document.querySelector("canvas"); return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v) => v !== 0); })()`
	for _, look := range []string{"en", "es"} {
		heading := map[string]string{"en": "Today", "es": "Hoy"}[look]
		b.open(t, tab, base+"/?lang="+look)
		b.until(t, tab, "document.querySelector('h1').textContent", heading)
		b.until(t, tab, "document.querySelectorAll('ul.tiles li').length > 5", "true")
		b.until(t, tab, drawn, "true")
		b.open(t, tab, base+"/reports?lang="+look)
		b.until(t, tab, "document.querySelectorAll('section.topic li').length > 100", "true")
		b.open(t, tab, base+"/reports/queue-summary?range=today&interval=hour&lang="+look)
		b.until(t, tab, drawn, "true")
		b.eval(t, tab, "document.querySelector('select[name=interval]').value = '30m'; document.querySelector('form.question:not([method]) button[type=submit]').click()")
		b.until(t, tab, "location.search.includes('interval=30m') && document.querySelectorAll('#rows tbody tr').length > 3", "true")
		b.open(t, tab, base+"/reports/traffic?range=last-30-days&lang="+look)
		b.until(t, tab, drawn, "true")
		b.open(t, tab, base+"/reports/calls?range=today&lang="+look)
		b.eval(t, tab, "document.querySelector(\"#rows td a[href*='calls/']\").click()")
		b.until(t, tab, "location.pathname.startsWith('/calls/') && document.querySelector('svg.way') !== null", "true")
		b.open(t, tab, base+"/wall?lang="+look)
		b.until(t, tab, "document.querySelectorAll('#tiles section').length > 0", "true")
		b.open(t, tab, base+"/wall?speed=60&at="+url.QueryEscape(now.Add(-6*time.Hour).Format(time.RFC3339))+"&lang="+look)
		b.until(t, tab, "document.querySelectorAll('#tiles section').length > 0 && document.querySelector('.past') !== null", "true")
		b.open(t, tab, base+"/nowhere?lang="+look)
		b.until(t, tab, "document.querySelectorAll('main a').length > 1", "true")
	}
	for _, e := range b.errors {
		if !strings.Contains(e, "404") {
			t.Error(e)
		}
	}
	t.Log(fmt.Sprint(len(b.errors), " entries of the console"))
}
