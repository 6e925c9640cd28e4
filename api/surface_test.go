package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestSurface sends requests that /openapi.json describes, and others: valid, nearly valid and hostile ones. No answer
// may be a 5xx or one that the document does not allow. A failure prints how to repeat it; RAPID_CHECKS=n takes longer,
// RAPID_SEED=n uses other requests.
func TestSurface(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	t.Run("without keys", func(t *testing.T) {
		t.Parallel()
		x := newSurface(t)
		rapid.Check(t, x.check)
		x.report(t)
	})
	t.Run("with keys", func(t *testing.T) {
		t.Parallel()
		x := newSurface(t)
		_, all := x.key(t, testKey{scopes: auth.Scopes()})
		_, reading := x.key(t, testKey{})
		_, acting := x.key(t, testKey{scopes: []string{"act", "dial"}})
		_, limited := x.key(t, testKey{scopes: []string{"read", "act"}, campaigns: []string{"sales"}})
		x.secrets = []string{all, all, reading, acting, limited}
		rapid.Check(t, x.check)
		x.report(t)
	})
}

// FuzzSurface is TestSurface led by what of the program a request reaches.
func FuzzSurface(f *testing.F) {
	x := newSurface(f)
	f.Fuzz(rapid.MakeFuzz(x.check))
}

// surface is a server over a database with rows in every table, with its OpenAPI document.
type surface struct {
	*fixture
	document   *documentation
	operations []operation
	writes     []operation    // among them
	secrets    []string       // of the keys, if there are any
	answers    map[string]int // how often a status was answered
	reached    map[string]bool
}

func newSurface(t testing.TB) *surface {
	t.Helper()
	document, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	x := &surface{
		fixture:  setupWith(t, func(o *api.Options) { o.Timeout = time.Minute }),
		document: document, operations: document.operations(), answers: map[string]int{}, reached: map[string]bool{},
	}
	// A stream does not end.
	x.operations = slices.DeleteFunc(x.operations, func(o operation) bool { return strings.HasSuffix(o.path, "/stream") })
	for _, o := range x.operations {
		if !o.reads() {
			x.writes = append(x.writes, o)
		}
	}
	dbtest.Fill(t, x.db)
	// The rows brought their ids along; those that are written come after them.
	for _, table := range []string{"tags", "auditory", "sipchat", "black_list_history"} {
		x.exec(t, "SELECT setval(pg_get_serial_sequence($1, 'id'), 1000)", table)
	}
	return x
}

// report checks that a run reached enough: a run that gets only refusals proves nothing.
func (x *surface) report(t *testing.T) {
	t.Helper()
	t.Logf("answers: %v; %d of %d operations succeeded", x.answers, len(x.reached), len(x.operations))
	if x.answers["200"] == 0 || x.answers["400"] == 0 || x.answers["404"] == 0 {
		t.Errorf("answers: %v, want successes and refusals of all sorts", x.answers)
	}
}

// check sends some requests, one after the other, of which later ones use what earlier ones answered.
func (x *surface) check(t *rapid.T) {
	seen := []string{}
	for range rapid.IntRange(1, 6).Draw(t, "requests") {
		q := x.request(seen).Draw(t, "request")
		seen = append(seen, x.send(t, q)...)
	}
}

// send sends a request, compares its answer with the document, and returns the values in it for the next request.
func (x *surface) send(t *rapid.T, q surfaceRequest) (seen []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, q.Method, x.http.URL, strings.NewReader(q.Body))
	if err != nil {
		return nil // a method that the client does not send
	}
	target, err := url.ParseRequestURI(q.Target)
	if err != nil || target.Host != "" {
		return nil // net/http answers what is no URL by itself
	}
	target.Scheme, target.Host = req.URL.Scheme, req.URL.Host
	req.URL, req.Header = target, q.Header.Clone()
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
		req.Header.Del("Host")
	}
	res, err := x.client.Transport.RoundTrip(req)
	if err != nil {
		if strings.Contains(err.Error(), "net/http: invalid ") {
			return nil
		}
		t.Fatalf("%s gets no answer: %v\n%s", q, err, x.logTail())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s: the answer %d breaks off: %v\n%s", q, res.StatusCode, err, x.logTail())
	}
	x.answers[fmt.Sprint(res.StatusCode)]++
	if res.StatusCode >= http.StatusInternalServerError {
		t.Fatalf("%s: status %d: %s\n%s", q, res.StatusCode, body, x.logTail())
	}
	if res.StatusCode >= http.StatusBadRequest && leak.Match(body) && !leak.MatchString(fmt.Sprint(target.Query(), target.Path, q.Body, q.Header)) {
		t.Fatalf("%s: status %d reveals internals: %s", q, res.StatusCode, body)
	}
	if res.Header.Get("Content-Encoding") == "gzip" && len(body) > 0 {
		unpacked, err := gzip.NewReader(bytes.NewReader(body))
		if err == nil {
			body, err = io.ReadAll(unpacked)
		}
		if err != nil {
			t.Fatalf("%s: the answer is not packed as it says: %v", q, err)
		}
		res.Header.Del("Content-Encoding")
	}
	if req.Method == http.MethodHead {
		if len(body) > 0 {
			t.Fatalf("%s: a body of %d bytes", q, len(body))
		}
		return nil
	}
	if req.Method == http.MethodGet && slices.Contains([]string{"/v1/do-not-call/check", "/v1/do-not-call/import"}, target.Path) && res.StatusCode == http.StatusBadRequest {
		return nil // it is also the entry with the id "check"
	}
	if wrong := x.document.differences(req, res, body); len(wrong) > 0 {
		t.Fatalf("%s: status %d, headers %v, not as documented: %s\n%.2000s", q, res.StatusCode, res.Header, strings.Join(wrong, "; "), body)
	}
	if names := x.document.undeclared(req, res); len(names) > 0 {
		t.Fatalf("%s: status %d, headers that are not documented: %s", q, res.StatusCode, names)
	}
	if res.StatusCode == http.StatusOK {
		x.reached[q.Operation] = true
	}
	var a struct {
		NextCursor string `json:"next_cursor"`
	}
	_ = json.Unmarshal(body, &a) // many answers are none of JSON
	for _, text := range []string{a.NextCursor, res.Header.Get("X-Next-Cursor"), res.Trailer.Get("X-Next-Cursor"), res.Header.Get("ETag")} {
		if text != "" {
			seen = append(seen, text)
		}
	}
	return seen
}

// logTail returns the last lines of the server's log.
func (x *surface) logTail() string {
	text := x.log.String()
	return text[max(0, len(text)-2000):]
}

// reads reports whether an operation reads.
func (o operation) reads() bool { return slices.Contains([]string{"GET", "HEAD"}, o.method) }
