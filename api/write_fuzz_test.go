package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/api"
)

// submitHere is submit without a network.
func (f *fixture) submitHere(path, body, key string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	req.Host = "localhost"
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, req)
	return w
}

// FuzzTag sends any body with any key: it is refused, or stored as it was sent.
func FuzzTag(f *testing.F) {
	for _, body := range []string{goodTag, ``, `null`, `[]`, `{"guid":"g-1"}`, `{"guid":"g-1","time":1e0,"comment":"\ud83d\ude00\u2028"}`, `{"guid":"g-1","time":-0,"comment":"é\\\/"}`,
		`{"guid":"g-1","time":2147483647,"comment":"\ud800"}`, `{"guid":"g-1","time":1,"comment":"a\u0000"}`, `{"guid":"G-1","time":0.0,"comment":"'; DROP TABLE tags; --"}`, "{\"guid\":\"g-1\",\"time\":1,\"comment\":\"\x7f\"}"} {
		f.Add(body, "")
		f.Add(body, "k")
	}
	f.Add(goodTag, "é")
	x := setupWrites(f)
	f.Fuzz(func(t *testing.T, body, key string) {
		w := x.submitHere("/v1/tags", body, key)
		mustNotFail(t, x, w)
		if w.Code != http.StatusCreated {
			return
		}
		var sent, written map[string]any
		if err := json.Unmarshal([]byte(body), &sent); err != nil || !utf8.ValidString(body) {
			t.Fatalf("%q was taken: %v", body, err)
		}
		var row []byte
		if err := x.db.QueryRowContext(t.Context(), "SELECT json_build_object('guid', guid, 'time', time, 'comment', comment) FROM tags ORDER BY id DESC LIMIT 1").Scan(&row); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(row, &written); err != nil {
			t.Fatal(err)
		}
		if w.Header().Get("Idempotency-Replayed") == "" && (sent["guid"] != written["guid"] || sent["time"] != written["time"] || sent["comment"] != written["comment"]) {
			t.Fatalf("%q became %s", body, row)
		}
	})
}

func BenchmarkTag(b *testing.B) {
	f := setupWith(b, func(o *api.Options) { o.Quiet = true })
	f.exec(b, "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES ('2026-03-09T10:00:00Z', '1', 'g-1')")
	n := 0
	for name, key := range map[string]string{"without a key": "", "with a key": "k"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				n++
				own := key
				if own != "" {
					own += sprint(n)
				}
				if w := f.submitHere("/v1/tags", goodTag, own); w.Code != http.StatusCreated {
					b.Fatalf("status %d: %s", w.Code, w.Body)
				}
			}
		})
	}
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			if w := f.submitHere("/v1/tags", goodTag, "again"); w.Code != http.StatusCreated {
				b.Fatalf("status %d: %s", w.Code, w.Body)
			}
		}
	})
}
