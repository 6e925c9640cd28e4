package api_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestETag(t *testing.T) {
	t.Parallel()
	const ended = "/v1/tables/cdr_repo?range=yesterday"
	tag := func(t *testing.T, f *fixture, path string) string {
		t.Helper()
		status, header, body := f.get(t, path)
		if status != http.StatusOK {
			t.Fatalf("GET %s: %d: %s", path, status, body)
		}
		return header.Get("ETag")
	}
	t.Run("a range that has ended has a weak one", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.cdr(t, "a", "2026-03-09T01:00:00Z")
		for path, want := range map[string]bool{
			ended: true, "/v1/tables/cdr_repo?from=2026-03-10&to=2026-03-10T12:00:00Z": true, "/v1/tables/cdr_repo?to=2026-01-01": true,
			"/v1/tables/tags?to=2026-01-01": true, "/v1/tables/cdr_repo?range=today": false, "/v1/tables/cdr_repo": false,
			"/v1/tables/cdr_repo?from=2026-03-09&to=2026-03-10T12:00:01Z": false, "/v1/tables/tags": false, "/v1/tables/tags?from=2026-01-01": false,
			"/v1/tables/dialer_base": false, ended + "&format=csv": false, ended + "&format=ndjson": false,
			"/v1/reports/calls?range=yesterday": false, // nothing has been refreshed yet
		} {
			got := tag(t, f, path)
			if (got != "") != want || want && (!strings.HasPrefix(got, `W/"`) || !strings.HasSuffix(got, `"`)) {
				t.Errorf("GET %s: ETag %q, want one: %v", path, got, want)
			}
		}
	})
	t.Run("the same tag is a 304 without a body, also after as_of has moved", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.cdr(t, "a", "2026-03-09T01:00:00Z")
		path := "/v1/tables/cdr_repo?from=2026-03-09&to=2026-03-10"
		known := tag(t, f, path)
		f.clock.add(time.Hour)
		for name, sent := range map[string]string{"weak": known, "strong": strings.TrimPrefix(known, "W/"), "list": `W/"other", ` + known, "star": "*"} {
			status, header, body := f.getWith(t, path, map[string]string{"If-None-Match": sent})
			if status != http.StatusNotModified || len(body) != 0 || header.Get("ETag") != known {
				t.Errorf("%s: status %d, tag %q, body %q; want 304, %q and none", name, status, header.Get("ETag"), body, known)
			}
		}
		for name, sent := range map[string]string{"other": `W/"other"`, "empty": "", "garbage": `""W/`} {
			if status, _, _ := f.getWith(t, path, map[string]string{"If-None-Match": sent}); status != http.StatusOK {
				t.Errorf("%s: status %d, want 200", name, status)
			}
		}
		if status, _, _ := f.getWith(t, path, map[string]string{"If-None-Match": known, "Accept-Encoding": "gzip"}); status != http.StatusNotModified {
			t.Errorf("with gzip: status %d, want 304", status)
		}
	})
	t.Run("rows, zone and filters change it", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.cdr(t, "a", "2026-03-09T01:00:00Z")
		seen := map[string]string{}
		differs := func(what, path string) {
			t.Helper()
			got := tag(t, f, path)
			if before := seen[got]; before != "" || got == "" {
				t.Errorf("%s has the tag %q of %q", what, got, before)
			}
			seen[got] = what
		}
		differs("one row", ended)
		differs("another zone", ended+"&tz=Etc/GMT")
		differs("fewer columns", ended+"&fields=id")
		f.cdr(t, "b", "2026-03-09T02:00:00Z")
		differs("another row", ended)
		differs("a page of them", ended+"&limit=1")
		f.exec(t, "UPDATE cdr_repo SET src = 'c' WHERE src = 'b'")
		differs("a changed row", ended)
	})
	t.Run("a derived relation's ends at its watermark", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event) VALUES ('2026-03-09T10:00:00Z', '1', 'q', 'NONE', 'ENTERQUEUE')`)
		f.refresh(t)
		if got := tag(t, f, "/v1/reports/calls?from=2026-03-09&to=2026-03-09T10:00:00Z"); got == "" {
			t.Error("no tag for a range before the watermark")
		}
		if got := tag(t, f, "/v1/reports/calls?from=2026-03-09&to=2026-03-09T10:00:01Z"); got != "" {
			t.Errorf("tag %q for a range behind the watermark", got)
		}
		a := f.ask(t, "/v1/reports/calls?range=yesterday")
		if want := time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC); a.AsOf == nil || !a.AsOf.Equal(want) || len(a.Data) != 1 {
			t.Errorf("as_of %v with %d rows, want %v with 1", a.AsOf, len(a.Data), want)
		}
	})
}

func TestGzip(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, "INSERT INTO tags (datetime, comment) SELECT '2026-01-01', repeat('x', 100) FROM generate_series(1, 90)")
	for _, query := range []string{"", "?format=csv", "?format=ndjson"} {
		_, _, plain := f.get(t, "/v1/tables/tags"+query)
		status, header, packed := f.getWith(t, "/v1/tables/tags"+query, map[string]string{"Accept-Encoding": "br, gzip;q=0.8"})
		if status != http.StatusOK || header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%q: status %d, encoding %q", query, status, header.Get("Content-Encoding"))
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(unpacked, plain) {
			t.Errorf("%q: unpacked (%v) it differs from the plain answer", query, err)
		}
	}
	for _, encoding := range []string{"", "identity", "br", "gzip;q=0", "gzip; q=0.0, identity"} {
		if _, header, body := f.getWith(t, "/v1/tables/tags", map[string]string{"Accept-Encoding": encoding}); header.Get("Content-Encoding") != "" || !bytes.HasPrefix(body, []byte(`{"data":[`)) {
			t.Errorf("Accept-Encoding %q: encoding %q", encoding, header.Get("Content-Encoding"))
		}
	}
	t.Run("a problem is legible with it as well", func(t *testing.T) {
		t.Parallel()
		status, header, body := f.getWith(t, "/v1/tables/tags?nosuch=1", map[string]string{"Accept-Encoding": "gzip"})
		if status != http.StatusBadRequest || header.Get("Content-Encoding") != "" || !bytes.HasPrefix(body, []byte(`{"type"`)) {
			t.Errorf("status %d, encoding %q: %s", status, header.Get("Content-Encoding"), body)
		}
	})
}

func TestOneRow(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (id, calldate, uniqueid, src) VALUES
		(1, '2020-01-01', 'a', 'once'), (2, '2026-03-09', 'b', 'early'), (2, '2026-03-10', 'c', 'late'), (-3, '2026-03-10', 'd', 'below zero')`)
	type row struct {
		Data map[string]any
		From *time.Time
	}
	t.Run("is found whenever it was", func(t *testing.T) {
		t.Parallel()
		status, _, body := f.get(t, "/v1/tables/cdr_repo/1?fields=src,id")
		var r row
		decode(t, body, &r)
		if status != http.StatusOK || r.Data["src"] != "once" || len(r.Data) != 2 || r.From != nil {
			t.Errorf("status %d: %s", status, body)
		}
	})
	t.Run("has other formats and a trailer", func(t *testing.T) {
		t.Parallel()
		if _, _, body := f.get(t, "/v1/tables/cdr_repo/1?fields=src,id&format=csv"); string(body) != "src,id\r\nonce,1\r\n" {
			t.Errorf("CSV %q", body)
		}
		if _, header, body := f.get(t, "/v1/tables/cdr_repo/-3?fields=src,id&format=ndjson"); string(body) != `{"src":"below zero","id":-3}`+"\n" || header.Get("X-Next-Cursor") != "" {
			t.Errorf("NDJSON %q", body)
		}
	})
	t.Run("that is not there is 404", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"9", "9?format=csv", "1?from=2021-01-01", "1?to=2020-01-01", "1?src=never", "9223372036854775807"} {
			f.fail(t, "/v1/tables/cdr_repo/"+path, http.StatusNotFound, "not_found")
		}
	})
	t.Run("an id of two rows is a 409 in every format, unless the range selects one", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{"", "?format=csv", "?format=ndjson", "?from=2026-03-09", "?fields=src"} {
			f.fail(t, "/v1/tables/cdr_repo/2"+query, http.StatusConflict, "ambiguous_id")
		}
		for query, want := range map[string]string{"from=2026-03-10": "late", "to=2026-03-10": "early", "from=2026-03-09&to=2026-03-09T00:00:01Z": "early", "range=today": "late", "src=late": "late"} {
			status, _, body := f.get(t, "/v1/tables/cdr_repo/2?"+query)
			var r row
			decode(t, body, &r)
			if status != http.StatusOK || r.Data["src"] != want {
				t.Errorf("%s: status %d: %s, want %s", query, status, body, want)
			}
		}
	})
	t.Run("takes no paging, and its id is a whole number", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{"limit=1", "order=id", "cursor=x", "count=exact"} {
			f.fail(t, "/v1/tables/cdr_repo/1?"+query, http.StatusBadRequest, "unknown_parameter")
		}
		for _, id := range []string{"abc", "1.5", "9223372036854775808", "1%20OR%201=1", "%00", "%FF", "1%27", "0x1", "%2e%2e"} {
			if p := f.fail(t, "/v1/tables/cdr_repo/"+id, http.StatusBadRequest, "invalid_number"); len(p.Errors) != 1 || p.Errors[0].Param != "id" {
				t.Errorf("id %s: errors %v", id, p.Errors)
			}
		}
	})
	t.Run("has an ETag if its range has ended", func(t *testing.T) {
		t.Parallel()
		_, header, _ := f.get(t, "/v1/tables/cdr_repo/1?to=2021-01-01")
		status, _, _ := f.getWith(t, "/v1/tables/cdr_repo/1?to=2021-01-01", map[string]string{"If-None-Match": header.Get("ETag")})
		if status != http.StatusNotModified {
			t.Errorf("ETag %q, then status %d, want 304", header.Get("ETag"), status)
		}
	})
}
