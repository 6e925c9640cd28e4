package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/content"
	"github.com/pb33f/libopenapi-validator/paths"
	"github.com/pb33f/libopenapi-validator/radix"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/ccrepo/ccrepo/api"
)

// documentation is the server's OpenAPI document, parsed by an independent library.
type documentation struct {
	validator.Validator
	model *v3.Document
	// The library looks for the expressions of all paths at each look-up unless it is given a tree of the paths.
	options *config.ValidationOptions
}

var documented = sync.OnceValues(func() (*documentation, error) {
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
	model, err := document.BuildV3Model()
	if err != nil {
		return nil, err
	}
	// The library takes NDJSON for one JSON value.
	asText := content.DecoderFunc(func(in *content.DecodeInput) (any, error) {
		text, err := io.ReadAll(in.Body)
		return string(text), err
	})
	compiled := config.WithRegexCache(&sync.Map{})
	v, errs := validator.NewValidator(document, config.WithBodyDecoder("application/x-ndjson", asText), compiled)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	return &documentation{v, &model.Model, config.NewValidationOptions(compiled, config.WithPathTree(radix.BuildPathTree(&model.Model)))}, nil
})

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	d, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	if valid, errs := d.ValidateDocument(); !valid {
		for _, e := range errs {
			t.Errorf("%s: %s", e.Message, e.Reason)
			for _, s := range e.SchemaValidationErrors {
				t.Errorf("  %s %s", s.FieldPath, s.Reason)
			}
		}
	}
}

// checkDocumented compares an answer with the OpenAPI document.
func checkDocumented(t testing.TB, req *http.Request, res *http.Response, body []byte) {
	t.Helper()
	d, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range d.differences(req, res, body) {
		t.Errorf("%s %s answers %d, not as documented: %s", req.Method, req.URL, res.StatusCode, wrong)
	}
}

// differences are what the document does not allow in an answer: its status, its body, and the headers that it describes.
func (d *documentation) differences(req *http.Request, res *http.Response, body []byte) []string {
	if res.Header.Get("Content-Encoding") == "gzip" {
		return nil // the same answer, and tests of its own unpack it
	}
	shown := *res
	shown.Body = io.NopCloser(bytes.NewReader(body))
	operation := d.operation(req)
	// The library takes // for /.
	if operation == nil || strings.Contains(req.URL.Path+"/", "//") && res.StatusCode == http.StatusNotFound {
		return undocumentedPath(req, res, body)
	}
	var out []string
	if valid, errs := d.ValidateHttpResponse(req, &shown); !valid {
		for _, e := range errs {
			out = append(out, e.Message+": "+e.Reason)
			for _, s := range e.SchemaValidationErrors {
				out = append(out, "  "+s.FieldPath+" "+s.Reason)
			}
		}
	}
	return append(out, d.lineDifferences(req, operation, res, body)...)
}

// operation is the one of the document that a request asks for; nil where it has none.
func (d *documentation) operation(req *http.Request) *v3.Operation {
	found, _, _ := paths.FindPath(req, d.model, d.options)
	if literal := d.model.Paths.PathItems.GetOrZero(req.URL.Path); literal != nil {
		found = literal // for a method that it does not have the library takes one with placeholders
	}
	if found == nil || req.Method != strings.ToUpper(req.Method) {
		return nil
	}
	return found.GetOperations().GetOrZero(strings.ToLower(req.Method))
}

// undeclared are the headers and trailers of an answer that the document does not know.
func (d *documentation) undeclared(req *http.Request, res *http.Response) (names []string) {
	operation := d.operation(req)
	if operation == nil {
		return nil
	}
	declared := map[string]bool{}
	if response := operation.Responses.Codes.GetOrZero(fmt.Sprint(res.StatusCode)); response != nil && response.Headers != nil {
		for name := range response.Headers.KeysFromOldest() {
			declared[http.CanonicalHeaderKey(name)] = true
		}
	}
	for _, headers := range []http.Header{res.Header, res.Trailer} {
		for name := range headers {
			if !declared[name] && !isGeneral(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// lineDifferences compares each line of an NDJSON answer with the row of the JSON answer.
func (d *documentation) lineDifferences(req *http.Request, operation *v3.Operation, res *http.Response, body []byte) []string {
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/x-ndjson" || len(body) == 0 {
		return nil
	}
	envelope := operation.Responses.Codes.GetOrZero("200").Content.GetOrZero("application/json").Schema.Schema()
	lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	members := map[string]json.RawMessage{}
	for _, name := range envelope.Required {
		members[name] = json.RawMessage("null")
	}
	members["tz"] = json.RawMessage(`"UTC"`)
	if data := envelope.Properties.GetOrZero("data").Schema(); slices.Contains(data.Type, "array") {
		if envelope.Properties.GetOrZero("total") != nil && req.URL.Query().Get("total") == "true" {
			members["total"] = json.RawMessage(lines[len(lines)-1])
			lines = lines[:len(lines)-1]
		}
		members["data"] = json.RawMessage("[" + strings.Join(lines, ",") + "]")
	} else {
		members["data"] = json.RawMessage(strings.Join(lines, ","))
	}
	asJSON, err := json.Marshal(members)
	if err != nil {
		return []string{"its lines are no JSON: " + err.Error()}
	}
	shown := *res
	shown.Header = http.Header{"Content-Type": {"application/json"}}
	return d.differences(req, &shown, asJSON)
}

// undocumentedPath says what is wrong with an answer at a path that is not in the document, or by
// another method: there is no route, and the answer is a problem like every other. The pages of the
// reference and the examples have no place in the document.
func undocumentedPath(req *http.Request, res *http.Response, body []byte) []string {
	if (strings.HasPrefix(req.URL.Path, "/docs") || strings.HasPrefix(req.URL.Path, "/examples/")) && res.StatusCode < http.StatusInternalServerError {
		return nil
	}
	if req.Method == http.MethodOptions && res.StatusCode == http.StatusNoContent && res.Header.Get("Allow") != "" && len(body) == 0 {
		return nil
	}
	var p problem
	if err := json.Unmarshal(body, &p); err != nil || res.Header.Get("Content-Type") != "application/problem+json" || p.Status != res.StatusCode || p.Code == "" || p.Title == "" {
		return []string{fmt.Sprintf("the path is not in the document, and this is no problem: %.300q", body)}
	}
	switch res.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return nil
	}
	return []string{fmt.Sprintf("the path is not in the document, and this is neither 404 nor 405: %.300q", body)}
}

// isGeneral reports whether a header belongs to HTTP or to all answers alike, rather than to an operation.
func isGeneral(name string) bool {
	for _, prefix := range []string{"Access-Control-", "Content-", "Cross-Origin-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{"Allow", "Cache-Control", "Connection", "Date", "Referrer-Policy", "Strict-Transport-Security", "Trailer", "Vary", "Www-Authenticate",
		"X-Content-Type-Options", "X-Frame-Options", "X-Request-Id"}, name)
}
