package api_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi-validator/schema_validation"

	"github.com/ccrepo/ccrepo/api"
)

// siteReport is the file of a report of the site.
const siteReport = `-- name: LongWaits :many
-- Calls that waited long.
-- api:route GET /v1/reports/long-waits
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid, queue, visit
-- api:personal queue none
-- api:personal callid none
-- api:personal caller phone
-- api:param at_least Seconds that a call must have waited. default=1 min=0 max=86400
-- api:column caller Number of the caller.
-- api:column untold A text of which nothing is said.
-- api:chart bar x=queue y=wait_seconds
-- api:example /v1/reports/long-waits?range=today
SELECT
    c.entered_at,
    c.callid,
    c.queue,
    c.visit,
    c.wait_seconds,
    c.callerid || '' AS caller,
    'Ana Silva'::text AS untold
FROM report.queue_call AS c
WHERE c.entered_at >= @range_from::timestamptz
  AND c.entered_at < @range_to::timestamptz
  AND c.wait_seconds >= @at_least::integer;
`

// siteFixture is a server with reports of the site.
type siteFixture struct {
	*fixture
	dir string
}

func setupSite(t *testing.T) siteFixture {
	t.Helper()
	dir := t.TempDir()
	return siteFixture{setupWith(t, func(o *api.Options) { o.Reports, o.Timeout = dir, time.Second }), dir}
}

// write writes a file, and lets the server read it; an empty text removes it.
func (f siteFixture) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(f.dir, name)
	err := os.Remove(path)
	if text != "" {
		err = os.WriteFile(path, []byte(text), 0o644)
	}
	if err == nil {
		err = f.server.LoadSite(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// fetch is get for paths that the document of a server without reports of the site does not have.
func (f siteFixture) fetch(t *testing.T, path, secret string) (int, string) {
	t.Helper()
	header := map[string]string{}
	if secret != "" {
		header = bearer(secret)
	}
	res := f.open(t, path, header)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// want wants a status, and texts in an answer.
func (f siteFixture) want(t *testing.T, path, secret string, status int, texts ...string) {
	t.Helper()
	got, body := f.fetch(t, path, secret)
	for _, text := range texts {
		if got != status || !strings.Contains(body, text) {
			t.Errorf("GET %s: status %d, want %d and %q in %.600s", path, got, status, text, body)
		}
	}
}

// TestSiteReports asks for a report of the site in each way in which one of the product can be asked for, and as each
// kind of key.
func TestSiteReports(t *testing.T) {
	t.Parallel()
	f := setupSite(t)
	f.twoCampaigns(t)
	const day = "?from=2026-03-10&to=2026-03-11"
	const path = "/v1/reports/long-waits" + day
	f.want(t, path, "", http.StatusNotFound, "unknown_route")
	f.write(t, "long.sql", siteReport)
	f.want(t, path, "", http.StatusOK, `"callid":"c0"`, `"as_of"`, `"wait_seconds":5`)
	f.want(t, path+"&callid=c1&format=csv", "", http.StatusOK, "c1,")
	f.want(t, path+"&at_least=6", "", http.StatusOK, `"data":[]`)
	f.want(t, path+"&at_lest=6", "", http.StatusBadRequest, "the nearest is at_least")
	f.want(t, path+"&format=xlsx", "", http.StatusOK, "PK")
	f.want(t, path+"&format=svg", "", http.StatusOK, "<svg")
	f.want(t, "/v1/reports", "", http.StatusOK, `"url":"/v1/reports/long-waits"`)
	f.want(t, "/v1/reports/long-waits/more", "", http.StatusNotFound, "unknown_route")
	f.want(t, "/v1/reports/long-wait", "", http.StatusNotFound, "the nearest is /v1/reports/long-waits")
	f.want(t, "/odata/$metadata", "", http.StatusOK, `<EntitySet Name="long_waits"`)
	f.want(t, "/odata/long_waits?$filter=entered_at%20ge%202026-03-10T00:00:00Z&$select=callid", "", http.StatusOK, `"callid":"c3"`)
	f.want(t, "/reports", "", http.StatusOK, "reports/long-waits")
	f.want(t, "/reports/long-waits"+day, "", http.StatusOK, "c3")
	f.want(t, "/metrics", "", http.StatusOK, `route="/v1/reports/long-waits"`)
	_, text := f.fetch(t, "/openapi.json", "")
	document, err := libopenapi.NewDocument([]byte(text))
	if err != nil || !strings.Contains(text, `"/v1/reports/long-waits"`) {
		t.Fatalf("the document lacks the report, or is no document: %v", err)
	}
	if valid, errs := schema_validation.ValidateOpenAPIDocument(document); !valid {
		t.Errorf("the document is not valid: %v", errs)
	}
	f.want(t, "/v1/site-reports", "", http.StatusOK, `{"data":[{"file":"long.sql","state":"served","reports":["/v1/reports/long-waits"],"problems":[],"checked_at":"`)

	t.Run("a wrong file leaves the last good one", func(t *testing.T) {
		f.write(t, "long.sql", strings.Replace(siteReport, "c.wait_seconds,", "c.wait_second,", 1))
		f.want(t, path, "", http.StatusOK, `"callid":"c0"`)
		f.want(t, "/v1/site-reports", "", http.StatusOK, `"state":"kept"`, `"line":20,"message":"column c.wait_second does not exist`)
		if log := f.log.String(); !strings.Contains(log, "file=long.sql line=20") {
			t.Errorf("the log does not say it: %s", log)
		}
		f.write(t, "long.sql", strings.Replace(siteReport, "c.wait_seconds,", "c.wait_seconds + 1 AS wait_seconds,", 1))
		f.want(t, path, "", http.StatusOK, `"wait_seconds":6`)
	})
	t.Run("two files of one path", func(t *testing.T) {
		f.write(t, "other.sql", strings.Replace(siteReport, "LongWaits", "Others", 1))
		f.want(t, "/v1/site-reports", "", http.StatusOK, `"file":"other.sql","state":"refused","reports":[],"problems":[{"line":3,"message":"api:route GET /v1/reports/long-waits: long.sql has this path`)
		f.write(t, "long.sql", "")
		f.want(t, "/v1/site-reports", "", http.StatusOK, `"file":"other.sql","state":"served"`)
	})
	t.Run("an endless query ends", func(t *testing.T) {
		f.write(t, "endless.sql", `-- name: Endless :many
-- Numbers.
-- api:route GET /v1/reports/endless
-- api:key a
-- api:column a A number.
-- api:example /v1/reports/endless
WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a % 7 + 1 FROM r) SELECT max(a) AS a FROM r`)
		begun := time.Now()
		f.want(t, "/v1/reports/endless", "", http.StatusServiceUnavailable, "Request a shorter range")
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("it took %s", took)
		}
	})
	t.Run("a cartesian product is not begun", func(t *testing.T) {
		f.write(t, "product.sql", `-- name: Product :many
-- Numbers.
-- api:route GET /v1/reports/product
-- api:key a
-- api:column a A number.
-- api:param most The last number. default=1
-- api:example /v1/reports/product
SELECT count(*) AS a FROM generate_series(1, @most::integer) AS x (n), generate_series(1, @most::integer) AS y (n)`)
		f.want(t, "/v1/reports/product", "", http.StatusOK, `"a":1`)
		f.want(t, "/v1/reports/product?most=1000000", "", http.StatusBadRequest, "too_expensive")
	})

	// From here on there are keys.
	_, plain := f.key(t, testKey{})
	_, admin := f.key(t, testKey{scopes: []string{"admin"}})
	own := f.clientOf(t, []string{ownCampaign})
	f.want(t, "/v1/site-reports", plain, http.StatusForbidden, "missing_scope")
	f.want(t, "/v1/site-reports", admin, http.StatusOK, `"other.sql"`)
	f.want(t, path, admin, http.StatusForbidden, "missing_scope")
	f.want(t, path, "", http.StatusUnauthorized, "no_key")
	if _, body := f.fetch(t, path, plain); strings.Contains(body, "Ana") || strings.Contains(body, "0990") || !strings.Contains(body, `"callid":"c0"`) {
		t.Errorf("a key without pii gets %s", body)
	}
	f.want(t, path+"&untold=Ana", plain, http.StatusForbidden, "masked_column")
	if got := own.calls(t, f, path); got != "c0 c3" {
		t.Errorf("a limited key sees %s", got)
	}
	f.want(t, path+"&count=exact&limit=1", own.secret, http.StatusOK, `"count":2`)
}

// calls returns the calls that the client sees.
func (c client) calls(t *testing.T, f siteFixture, path string) string {
	t.Helper()
	_, body := f.fetch(t, path+"&fields=callid&order=callid", c.secret)
	var a answer
	decode(t, []byte(body), &a)
	return strings.Trim(fmt.Sprint(a.column("callid")), "[]")
}
