package web_test

import (
	"database/sql"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// newPagesSite returns the URL of a server over a database that fill has filled, and what stops the server's listener
// and its connections.
func newPagesSite(t *testing.T, now time.Time, fill func(*sql.DB)) (base string, cut func()) {
	t.Helper()
	at := dbtest.URL(t)
	pool, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	fill(pool)
	dbtest.Refresh(t, pool)
	begun := time.Now()
	server, err := api.New(api.Options{
		DatabaseURL: at, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Location: time.UTC, Quiet: true, Trusted: true,
		Now: func() time.Time { return now.Add(time.Since(begun)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	return listening.URL, func() {
		_ = listening.Listener.Close()
		listening.CloseClientConnections()
	}
}

// aMorning are calls of a queue: one that was answered, one that was abandoned, one that waits.
func aMorning(t *testing.T, noon time.Time) func(*sql.DB) {
	return func(pool *sql.DB) {
		for _, e := range []struct {
			before            time.Duration
			call, event       string
			data1, data2, who string
		}{
			{3 * time.Hour, "1", "ENTERQUEUE", "", "099", ""},
			{3*time.Hour - 5*time.Second, "1", "CONNECT", "5", "x", "ana"},
			{3*time.Hour - 65*time.Second, "1", "COMPLETEAGENT", "5", "60", "ana"},
			{2 * time.Hour, "2", "ENTERQUEUE", "", "099", ""},
			{2*time.Hour - 90*time.Second, "2", "ABANDON", "1", "1", ""},
			{time.Minute, "3", "ENTERQUEUE", "", "099", ""},
		} {
			if _, err := pool.ExecContext(t.Context(), "INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2) VALUES ($1, $2, 'Soporte', nullif($3, ''), $4, $5, $6)",
				noon.Add(-e.before), e.call, e.who, e.event, e.data1, e.data2); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestReportPage draws the chart of a report, reaches it by keyboard, and shows the hidden columns.
func TestReportPage(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	noon := dbtest.Noon()
	base, _ := newPagesSite(t, noon, aMorning(t, noon))
	p := newProfile(t).open(t, base+"/reports/queue-summary?range=today&interval=hour&lang=es", watchLog(t))
	// A canvas that nothing was drawn on has transparent pixels only.
	until(t, p, `(() => { const c = document.querySelector("canvas"); return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v) => v !== 0); })()`)
	eval[any](t, p, `document.querySelector("canvas").focus()`)
	if _, err := chromedp.Run(p.ctx, chromedp.KeyEvent("\u0303")); err != nil { // an arrow key
		t.Fatal(err)
	}
	until(t, p, `document.querySelector(".spoken").textContent.length > 0`)
	const shown = `[...document.querySelectorAll("th")].filter((th) => th.offsetWidth > 0).length`
	few := eval[int](t, p, shown)
	eval[any](t, p, `document.getElementById("all").click()`)
	if all := eval[int](t, p, shown); few >= all {
		t.Errorf("%d columns are shown at first, and %d of all", few, all)
	}
	picture(t, p, "report")
}

// TestWallboardSaysWhatIsOld shows the calls that wait, and says within five seconds that the server is away.
func TestWallboardSaysWhatIsOld(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	noon := dbtest.Noon()
	base, cut := newPagesSite(t, noon, aMorning(t, noon))
	p := newProfile(t).open(t, base+"/wall?lang=es&longest_breach=30", watchLog(t))
	until(t, p, `document.querySelector("#tiles h2")?.textContent === "Soporte"`)
	until(t, p, `document.querySelector("#tiles dd")?.textContent.startsWith("1")`)
	// No new event comes, so the figures soon are too old; the time up to which they are complete is shown.
	until(t, p, `document.querySelector("#tiles .stale .age")?.textContent.includes("sin datos nuevos desde")`)
	picture(t, p, "wall")
	cut()
	begun := time.Now()
	until(t, p, `!document.getElementById("state").hidden && document.getElementById("state").textContent.includes("sin conexión")`)
	t.Logf("the lost connection was shown after %s", time.Since(begun).Round(100*time.Millisecond))
	if eval[int](t, p, `document.querySelectorAll("#tiles section").length`) != 1 {
		t.Error("the figures are gone")
	}
}

// TestWallboardComesBack shows the figures again when the server is back, without a reload.
func TestWallboardComesBack(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	noon := dbtest.Noon()
	base, _ := newPagesSite(t, noon, aMorning(t, noon))
	relay, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := relay.Addr().String()
	behind, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	forward := func(l net.Listener) *http.Server {
		s := &http.Server{Handler: &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(behind) }, FlushInterval: -1, ErrorLog: log.New(io.Discard, "", 0)}, ReadHeaderTimeout: patience}
		go func() { _ = s.Serve(l) }()
		return s
	}
	proxy := forward(relay)
	p := newProfile(t).open(t, "http://"+address+"/wall?lang=en")
	until(t, p, `document.querySelector("#tiles h2")?.textContent === "Soporte"`)
	eval[any](t, p, `window.same = true`)
	_ = proxy.Close()
	until(t, p, `!document.getElementById("state").hidden`)
	relay, err = net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	proxy = forward(relay)
	t.Cleanup(func() { _ = proxy.Close() })
	until(t, p, `document.getElementById("state").hidden`)
	if !eval[bool](t, p, `window.same === true`) {
		t.Error("the page was loaded again")
	}
}
