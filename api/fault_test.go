package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestFaultClockSetBack sets the clock back by an hour, a day and years while clients read pages, have ETags and have
// used up the limit of their key.
func TestFaultClockSetBack(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for _, back := range []time.Duration{time.Hour, 24 * time.Hour, 20 * 365 * 24 * time.Hour} {
		t.Run("by "+back.String(), func(t *testing.T) {
			t.Parallel()
			f := setupWith(t, func(o *api.Options) { o.Limits = admission.Limits{Rate: 1000, Burst: 50} })
			dbtest.Fill(t, f.db)
			_, secret := f.key(t, testKey{})
			header := bearer(secret)
			ask := func(path string) (a answer, tag string) {
				t.Helper()
				f.clock.add(50 * time.Millisecond)
				status, h, body := f.getWith(t, path, header)
				if status != http.StatusOK {
					t.Fatalf("GET %s: status %d: %s", path, status, body)
				}
				decode(t, body, &a)
				return a, h.Get("ETag")
			}
			const fixed, moving = "/v1/tables/cdr_repo?limit=1&from=2026-03-09&to=2026-03-10", "/v1/tables/cdr_repo?limit=1&range=yesterday"
			first, tag := ask(fixed)
			other, _ := ask(moving)
			for range 50 { // all that the key may ask for at once
				f.getWith(t, "/v1", header)
			}

			f.clock.add(-back)
			f.getWith(t, "/v1", header) // may come too fast; those after it do not
			for path, before := range map[string]answer{fixed: first, moving: other} {
				next, _ := ask(path + "&cursor=" + *before.NextCursor)
				if len(next.Data) != 1 || fmt.Sprint(next.Data[0]["id"]) == fmt.Sprint(before.Data[0]["id"]) || !next.From.Equal(*before.From) || !next.To.Equal(*before.To) {
					t.Errorf("%s: the second page is %v of %v to %v, want the one after %v", path, next.Data, next.From, next.To, before.Data)
				}
			}
			// A range that has not ended by the clock has no ETag.
			wants := tag
			if back > 12*time.Hour {
				wants = ""
			}
			if again, promised := ask(fixed); fmt.Sprint(again.Data) != fmt.Sprint(first.Data) || promised != wants || tag == "" {
				t.Errorf("%s: %v with tag %q, was %v with %q", fixed, again.Data, promised, first.Data, tag)
			}
			for _, path := range []string{"/v1/reports/queue-summary?range=today", "/v1/reports/calls", "/v1/reports/live-queues", "/v1/reports/live-agents", "/v1/events/queue_log_repo", "/v1/tables/tags?format=csv"} {
				f.clock.add(50 * time.Millisecond)
				if status, _, body := f.getWith(t, path, header); status != http.StatusOK {
					t.Errorf("GET %s: status %d: %s", path, status, body)
				}
			}
			f.clock.add(back)
			if again, promised := ask(fixed); promised != tag || fmt.Sprint(again.Data) != fmt.Sprint(first.Data) {
				t.Errorf("with the clock right again: %v with tag %q, want %v with %q", again.Data, promised, first.Data, tag)
			}
		})
	}
}

// TestFaultHalfClosed sends requests over connections that their clients half-close at once; some clients disconnect in
// the middle of a request.
func TestFaultHalfClosed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	dbtest.Fill(t, f.db)
	at, err := url.Parse(f.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		text     string
		answered bool
	}{
		"after a whole request":     {"GET /v1/tables/cdr_repo HTTP/1.1\r\nHost: localhost\r\n\r\n", true},
		"after two requests":        {strings.Repeat("GET /v1/reports/calls HTTP/1.1\r\nHost: localhost\r\n\r\n", 2), true},
		"after an export's request": {"GET /v1/tables/cdr_repo?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n", true},
		"within the headers":        {"GET /v1/tables/cdr_repo HTTP/1.1\r\nHost: local", false},
		"within the body":           {"POST /v1/tables/cdr_repo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx", true},
		"within a chunk":            {"POST /v1/tables/cdr_repo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx", true},
		"having said nothing":       {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var clients sync.WaitGroup
			for range 20 {
				clients.Go(func() {
					conn, err := net.Dial("tcp", at.Host)
					if err != nil {
						t.Error(err)
						return
					}
					defer conn.Close()
					_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
					if _, err := io.WriteString(conn, tt.text); err != nil {
						t.Error(err)
					}
					if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
						t.Error(err)
					}
					in := bufio.NewReader(conn)
					for n := 0; ; n++ {
						res, err := http.ReadResponse(in, nil)
						if err != nil {
							if n == 0 && tt.answered {
								t.Errorf("no answer: %v", err)
							}
							break
						}
						body, err := io.ReadAll(res.Body)
						if err != nil || len(body) == 0 {
							t.Errorf("answer %d of %d bytes: %v", res.StatusCode, len(body), err)
						}
						if res.StatusCode >= http.StatusInternalServerError && !strings.Contains(string(body), `"client_gone"`) {
							t.Errorf("status %d: %s", res.StatusCode, body)
						}
					}
					if _, err := in.ReadByte(); err != io.EOF {
						t.Errorf("the server leaves the connection open: %v", err)
					}
				})
			}
			clients.Wait()
		})
	}
	t.Cleanup(func() {
		if log := f.log.String(); strings.Contains(log, "level=ERROR") {
			t.Errorf("clients that closed their half are logged as errors: %s", log)
		}
	})
}
