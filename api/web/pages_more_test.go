//go:build more

package web_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

// axeRules are what axe-core judges: WCAG 2.1 AA and its best practices.
const axeRules = `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] })
	.then((r) => r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(" ; ")))`

// TestMoreAxe judges each page with axe-core, in both languages, light and dark, at three widths. No page may be wider than
// its window.
func TestMoreAxe(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("../../.bin/node/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("axe-core is missing: run make test-more, which installs it: %v", err)
	}
	now := dbtest.Noon().Add(4 * time.Hour)
	var call string
	base, _ := newPagesSite(t, now, func(pool *sql.DB) {
		if _, err := sample.Load(t.Context(), pool, sample.Options{Seed: 1, Now: now}); err != nil {
			t.Fatal(err)
		}
		if err := pool.QueryRowContext(t.Context(), "SELECT max(callid) FROM queue_log_repo WHERE event = 'HOLD'").Scan(&call); err != nil {
			t.Fatal(err)
		}
	})
	for _, look := range []struct {
		language, scheme string
		width            int64
	}{{"en", "light", 1280}, {"es", "dark", 400}, {"es", "light", 768}} {
		t.Run(fmt.Sprint(look), func(t *testing.T) {
			t.Parallel()
			p := newProfile(t).open(t, "about:blank", watchLog(t))
			if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}}}); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{
				"/?", "/wall?", "/wall?speed=60&at=" + now.Add(-6*time.Hour).Format("2006-01-02T15:04:05Z"), "/reports?", "/reports/queue-summary?range=today&interval=hour&compare=previous", "/reports/calls?range=today", "/reports/traffic?range=last-30-days",
				"/reports/tables/cdr_repo?range=today", "/calls/" + call + "?", "/nowhere?", "/reports/queue-summary?range=lately",
			} {
				if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(look.width, 900), chromedp.Navigate(base+path+"&lang="+look.language)); err != nil {
					t.Fatal(err)
				}
				eval[any](t, p, string(axe)+";0")
				for _, wrong := range eval[[]string](t, p, axeRules) {
					t.Errorf("%s: %s", path, wrong)
				}
				if wider := eval[int](t, p, "document.documentElement.scrollWidth - innerWidth"); wider > 0 {
					t.Errorf("%s is wider than the window by %d", path, wider)
				}
				picture(t, p, strings.NewReplacer("/", "_", "?", "_").Replace(fmt.Sprint(look.language, look.scheme, look.width, path)))
			}
		})
	}
}
