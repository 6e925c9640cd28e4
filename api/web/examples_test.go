package web_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestExamples uses the example pages as the demo serves them: without keys, one machine under two names.
// CCREPO_SCREENSHOTS names a directory that gets pictures of them.
func TestExamples(t *testing.T) {
	t.Parallel()
	desktop, crm := startDemo(t)
	for language, want := range map[string]struct{ call, taken, disposition, choose, done, failed, freely string }{
		"en": {"Call", "taken", "Disposition", "Choose …", "done", "failed", "The campaign accepts every disposition: type it."},
		"es": {"Llamar", "aceptado", "Tipificación", "Elija…", "hecha", "fallida", "La campaña acepta cualquier tipificación: escríbala."},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			p := newProfile(t)
			who := "agent-" + language
			outer := p.open(t, desktop+"/examples/crm/desktop?lang="+language, watchLog(t))
			eval[any](t, outer, fmt.Sprintf("document.querySelector('[name=agent]').value = %q; document.querySelector('#pop button').click()", who))
			inner := p.frame(t, "agent="+who)
			watchLog(t)(inner)
			until(t, inner, "document.querySelector('#status').classList.contains('live')")
			if got := eval[string](t, inner, "document.querySelector('#call .main').textContent"); got != want.call {
				t.Errorf("the button says %q, want %q", got, want.call)
			}
			if got := eval[string](t, inner, "document.documentElement.lang + [...document.querySelectorAll('h2')][1].textContent"); got != language+want.disposition {
				t.Errorf("the page is %q, want %q", got, language+want.disposition)
			}
			press := func(selector, state string) {
				t.Helper()
				before := eval[int](t, inner, "document.querySelectorAll('#actions tr').length")
				eval[any](t, inner, fmt.Sprintf("document.querySelector(%q).click()", selector))
				until(t, inner, fmt.Sprintf("document.querySelectorAll('#actions tr').length === %d && document.querySelector('#actions tr .state').textContent === %q", before+1, state))
			}
			press("#call .main", want.done)
			until(t, outer, fmt.Sprintf("document.querySelector('#messages p').textContent.includes('%s (%s)')", want.taken, crm))
			until(t, outer, "document.querySelector('#phone').textContent.endsWith('+59825550142')")
			dispose(t, inner, want.choose)
			press("#disposition .main", want.done)
			picture(t, outer, language)
			press("#hangUp", want.done)
			eval[any](t, inner, "document.querySelector('[name=destination]').value = 'nobody'; document.querySelector('#call .main').click()")
			until(t, inner, "!document.querySelector('#problem').hidden && document.querySelector('#problem').textContent.includes('destination: ')")
			eval[any](t, inner, "document.querySelector('#closeTab').click()")
			until(t, outer, "!document.querySelector('#shut').hidden")

			// Again, and the desktop says no.
			eval[any](t, outer, "document.querySelector('[name=answer]').value = 'failed'; document.querySelector('[name=confirm]').click()")
			inner = p.frame(t, "confirm=1")
			watchLog(t)(inner)
			until(t, inner, "document.querySelector('#status').classList.contains('live')")
			press("#hangUp", want.failed)
			picture(t, outer, language+"-failed")

			// A campaign that allows every disposition.
			eval[any](t, outer, "document.querySelector('[name=campaign]').value = 'Other->'; document.querySelector('#pop button').click()")
			inner = p.frame(t, "campaign=Other")
			until(t, inner, fmt.Sprintf("document.querySelector('#freely').textContent === %q", want.freely))
			if got := eval[string](t, inner, "document.querySelector('[name=l1]').tagName"); got != "INPUT" {
				t.Errorf("the first level is a %s", got)
			}
		})
	}
	t.Run("what comes from elsewhere is refused", func(t *testing.T) {
		t.Parallel()
		outer := newProfile(t).open(t, desktop+"/examples/crm/desktop?lang=en")
		eval[any](t, outer, "window.postMessage({ action: 'HANG_UP' }, '*')")
		until(t, outer, "document.querySelector('#messages .refused')?.textContent.includes('foreign origin')")
	})
}

// dispose chooses a disposition in the three lists, each of which has the values that follow those before.
func dispose(t *testing.T, crm page, choose string) {
	t.Helper()
	until(t, crm, "document.querySelector('[name=l1]').tagName === 'SELECT'")
	lists := func(want string) {
		t.Helper()
		const shown = "[...document.querySelectorAll('#disposition select')].map((list) => list.disabled ? '-' : [...list.options].map((o) => o.text).join(',')).join(' | ')"
		if got := eval[string](t, crm, shown); got != want {
			t.Errorf("the lists have %s, want %s", got, want)
		}
	}
	pick := func(level, value string) {
		t.Helper()
		eval[any](t, crm, fmt.Sprintf("(() => { const list = document.querySelector('[name=%s]'); list.value = %q; list.dispatchEvent(new Event('change')); })()", level, value))
	}
	lists(choose + ",Not interested,Sold | - | -")
	pick("l1", "Not interested")
	lists(choose + ",Not interested,Sold | - | -")
	pick("l1", "Sold")
	lists(choose + ",Not interested,Sold | " + choose + ",For a month,For a year | -")
	pick("l2", "For a year")
	if got := eval[string](t, crm, "document.querySelector('[name=l3]').selectedOptions[0].text"); got != "None" && got != "Ninguno" {
		t.Errorf("the third level is %q, want none", got)
	}
	pick("l3", "By card")
	pick("l2", "For a month")
	lists(choose + ",Not interested,Sold | " + choose + ",For a month,For a year | -")
	eval[any](t, crm, "document.querySelector('[name=comment]').value = 'Renews for a month'; 0")
}

// startDemo serves as the demo does, and returns the two origins.
func startDemo(t testing.TB) (desktop, crm string) {
	t.Helper()
	dbtest.Slow(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	desktop, crm = "http://localhost:"+portOf(listener), "http://127.0.0.1:"+portOf(listener)
	at := dbtest.URL(t)
	db, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		"INSERT INTO app.campaign_setting (campaign) VALUES ('Renewals->')",
		`INSERT INTO app.allowed_disposition VALUES ('Renewals->', 'Sold', 'For a month', ''), ('Renewals->', 'Sold', 'For a year', ''),
			('Renewals->', 'Sold', 'For a year', 'By card'), ('Renewals->', 'Not interested', '', ''), ('Sales->', 'Anything', '', '')`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	server, err := api.New(api.Options{
		DatabaseURL: at, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Location: time.UTC, Quiet: true, Origins: []string{desktop, crm},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	running.Go(func() {
		if err := server.Run(ctx, listener); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		running.Wait()
		_ = server.Close()
	})
	return desktop, crm
}

// watchLog fails the test if the browser logs an error, for example of a policy.
func watchLog(t testing.TB) func(page) {
	return func(p page) {
		if err := chromedp.Listen(p.ctx, func(event any) {
			if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
				t.Errorf("%s: %s", e.Entry.URL, e.Entry.Text)
			}
		}); err != nil {
			t.Fatal(err)
		}
	}
}

func picture(t testing.TB, p page, name string) {
	t.Helper()
	directory := os.Getenv("CCREPO_SCREENSHOTS")
	if directory == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(directory, name+".png"), png, 0o600)
	}
	if err != nil {
		t.Error(err)
	}
}
