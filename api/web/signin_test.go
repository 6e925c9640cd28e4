package web_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestSignIn signs in, opens a report and its CSV, and signs out.
func TestSignIn(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	at := dbtest.URL(t)
	database, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = database.Close() })
	id, secret, hash := auth.NewSecret()
	if _, err := database.ExecContext(t.Context(), "INSERT INTO app.api_key (id, name, secret_sha256, scopes) VALUES ($1, 'Ana', $2, '{read}')", id, hash[:]); err != nil {
		t.Fatal(err)
	}
	server, err := api.New(api.Options{DatabaseURL: at, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Location: time.UTC, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)

	p := newProfile(t).open(t, listening.URL+"/reports/calls?range=today")
	until(t, p, "location.pathname === '/sign-in'")
	send := func(key string) {
		t.Helper()
		eval[any](t, p, fmt.Sprintf(`(() => { window.sent = true; const form = document.querySelector('form[action$="sign-in"]'); form.elements.key.value = %q; form.querySelector('button').click(); })()`, key))
		until(t, p, "window.sent === undefined && document.readyState === 'complete'")
	}
	send("wrong")
	if got := eval[string](t, p, "document.querySelector('[role=alert]').textContent.trim()"); got != "✕ This key is unknown, revoked or has expired." {
		t.Errorf("a wrong key: %q", got)
	}
	send(secret)
	until(t, p, "location.pathname + location.search === '/reports/calls?range=today'")
	if got := eval[string](t, p, "document.querySelector('.who span').textContent + '|' + document.cookie"); got != "Ana|" {
		t.Errorf("the page says %q", got)
	}
	csv := eval[string](t, p, `(async () => {
		const answer = await fetch([...document.querySelectorAll('main a')].find((a) => a.href.includes('format=csv')).href);
		return answer.status + ' ' + answer.headers.get('Content-Type') + ' ' + (await answer.text()).split(',')[0];
	})()`)
	if csv != "200 text/csv; charset=utf-8 entered_at" {
		t.Errorf("the link to the CSV answers %q", csv)
	}
	eval[any](t, p, `document.querySelector('form[action$="sign-out"] button').click()`)
	until(t, p, "location.pathname === '/sign-in'")
	if got := eval[int](t, p, "fetch('v1/reports/calls').then((answer) => answer.status)"); got != 401 {
		t.Errorf("after signing out, the API answers %d", got)
	}
	eval[any](t, p, "history.back()")
	until(t, p, "location.pathname === '/sign-in' && location.search.includes('next=')")
}
