package api_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/ccrepo/ccrepo/api"
)

// documented is the validator of the server's own OpenAPI document, by a library that others wrote.
var documented = sync.OnceValues(func() (validator.Validator, error) {
	// The document needs no database.
	server, err := api.New(api.Options{DatabaseURL: "postgres://127.0.0.1:1/none", Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true})
	if err != nil {
		return nil, err
	}
	defer server.Close()
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/openapi.json", nil))
	document, err := libopenapi.NewDocument(answer.Body.Bytes())
	if err != nil {
		return nil, err
	}
	v, errs := validator.NewValidator(document)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return v, nil
})

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	v, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	if valid, errs := v.ValidateDocument(); !valid {
		for _, e := range errs {
			t.Errorf("%s: %s", e.Message, e.Reason)
			for _, s := range e.SchemaValidationErrors {
				t.Errorf("  %s %s", s.FieldPath, s.Reason)
			}
		}
	}
}

// checkDocumented holds an answer against the OpenAPI document.
func checkDocumented(t testing.TB, req *http.Request, res *http.Response, body []byte) {
	t.Helper()
	if res.Header.Get("Content-Type") == "application/x-ndjson" || res.Header.Get("Content-Encoding") == "gzip" {
		return // the library takes it for one JSON value; its rows are compared with those of JSON
	}
	v, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	shown := *res
	shown.Body = io.NopCloser(bytes.NewReader(body))
	if valid, errs := v.ValidateHttpResponse(req, &shown); !valid {
		for _, e := range errs {
			if e.ValidationType == "path" && (res.StatusCode >= http.StatusBadRequest || strings.HasPrefix(req.URL.Path, "/docs")) {
				continue // what is not there is not documented, nor is the documentation itself
			}
			t.Errorf("%s %s answers %d, not as documented: %s: %s", req.Method, req.URL, res.StatusCode, e.Message, e.Reason)
			for _, s := range e.SchemaValidationErrors {
				t.Errorf("  %s %s", s.FieldPath, s.Reason)
			}
		}
	}
}
