package api_test

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// byHTTP10 sends a GET by HTTP/1.0, as a proxy does with its default settings, and returns the unread answer. The end of
// an answer without Content-Length is that of the connection, also if it is cut.
func (f *fixture) byHTTP10(t testing.TB, path string, headers ...string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", f.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	text := "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n"
	for i := 0; i < len(headers); i += 2 {
		text += headers[i] + ": " + headers[i+1] + "\r\n"
	}
	if _, err := io.WriteString(conn, text+"\r\n"); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func TestHTTP10(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	f.exec(t, "INSERT INTO tags (id, datetime, comment) SELECT i, '2026-01-01', repeat('x', 10000) FROM generate_series(1, 200) AS i")
	whole := func(t *testing.T, path string) []byte {
		t.Helper()
		_, _, body := f.get(t, path)
		return body
	}
	for _, format := range []string{"csv", "ndjson"} {
		t.Run(format+" of up to 1 MiB has its length", func(t *testing.T) {
			for _, query := range []string{"&limit=7", "&guid=none", "&fields=id", "&limit=100&fields=id,comment"} {
				path := "/v1/tables/tags?format=" + format + query
				res := f.byHTTP10(t, path)
				body, err := io.ReadAll(res.Body)
				if want := whole(t, path); err != nil || res.StatusCode != http.StatusOK || string(body) != string(want) || res.ContentLength != int64(len(want)) {
					t.Errorf("%s: %d, Content-Length %d, %d bytes, %v; want the %d bytes that HTTP/1.1 gets", path, res.StatusCode, res.ContentLength, len(body), err, len(want))
				}
				if res.Header.Get("X-Row-Count") == "" || res.Header.Get("Trailer") != "" {
					t.Errorf("%s: headers %v, want X-Row-Count and no Trailer", path, res.Header)
				}
			}
		})
		t.Run("a longer "+format+" is refused", func(t *testing.T) {
			res := f.byHTTP10(t, "/v1/tables/tags?format="+format)
			var p problem
			body, _ := io.ReadAll(res.Body)
			decode(t, body, &p)
			if res.StatusCode != http.StatusUpgradeRequired || p.Code != "upgrade_required" || res.Header.Get("Upgrade") != "HTTP/1.1" || !strings.Contains(p.Detail, "proxy_http_version 1.1;") {
				t.Errorf("%d, headers %v: %s", res.StatusCode, res.Header, body)
			}
			if res.Header.Get("Trailer") != "" || res.Header.Get("Content-Disposition") != "" {
				t.Errorf("headers %v, want none of an export", res.Header)
			}
			eventually(t, "the query has ended", func() bool { return f.busy(t) == 0 })
		})
		t.Run("a longer "+format+" in gzip is sent", func(t *testing.T) {
			path := "/v1/tables/tags?format=" + format
			res := f.byHTTP10(t, path, "Accept-Encoding", "gzip")
			in, err := gzip.NewReader(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(in)
			if want := whole(t, path); err != nil || string(body) != string(want) {
				t.Errorf("%d, %d bytes, %v; want %d", res.StatusCode, len(body), err, len(want))
			}
			if res.Header.Get("Trailer") != "" {
				t.Errorf("headers %v, want no Trailer, which HTTP/1.0 does not have", res.Header)
			}
		})
	}
	t.Run("the limit is exact", func(t *testing.T) {
		long := func(n int) string { return fmt.Sprintf("UPDATE tags SET comment = repeat('x', %d) WHERE id = 1", n) }
		const path = "/v1/tables/tags?format=csv&fields=comment&limit=100"
		f.exec(t, long(0))
		rest := len(whole(t, path))
		for more, status := range map[int]int{0: http.StatusOK, 1: http.StatusUpgradeRequired} {
			f.exec(t, long(1<<20-rest+2+more)) // an empty text has two quotes
			if res := f.byHTTP10(t, path); res.StatusCode != status {
				t.Errorf("1 MiB and %d bytes: status %d, want %d", more, res.StatusCode, status)
			}
		}
	})
	t.Run("JSON is sent", func(t *testing.T) {
		res := f.byHTTP10(t, "/v1/tables/tags?limit=200")
		if body, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK || int64(len(body)) != res.ContentLength {
			t.Errorf("%d, Content-Length %d of %d bytes, %v", res.StatusCode, res.ContentLength, len(body), err)
		}
	})
	t.Run("a stream of actions begins", func(t *testing.T) {
		res := f.byHTTP10(t, "/v1/agents/ana/stream")
		if _, err := io.ReadFull(res.Body, make([]byte, 5)); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%d, %v", res.StatusCode, err)
		}
	})
}

// TestHTTP10BrokenOff kills the session of an export: the client can see that the answer is incomplete, whatever was
// sent before.
func TestHTTP10BrokenOff(t *testing.T) {
	t.Parallel()
	t.Run("before 1 MiB", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.trickle(t, 50, 40_000, 10, time.Hour)
		answered := make(chan struct{})
		var killer sync.WaitGroup
		killer.Go(func() {
			// A query that dies before its first row is tried again on other connections.
			for {
				select {
				case <-answered:
					return
				case <-time.After(20 * time.Millisecond):
					f.kill(t)
				}
			}
		})
		if res := f.byHTTP10(t, "/v1/tables/tags?format=csv"); res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("status %d, want 503", res.StatusCode)
		}
		close(answered)
		killer.Wait()
	})
	t.Run("in gzip", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.trickle(t, 50, 400_000, 10, time.Hour)
		res := f.byHTTP10(t, "/v1/tables/tags?format=csv", "Accept-Encoding", "gzip")
		in, err := gzip.NewReader(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(in, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
		f.kill(t)
		if _, err := io.Copy(io.Discard, in); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("the export ends with %v, want an unexpected end", err)
		}
	})
}
