package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
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
	"github.com/pb33f/libopenapi-validator/schema_validation"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
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
	text, err := closed(answer.Body.Bytes())
	if err != nil {
		return nil, err
	}
	document, err := libopenapi.NewDocument(text)
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
	f := setup(t)
	for _, path := range []string{"/openapi.json", "/openapi-3.0.json"} {
		status, _, body := f.get(t, path)
		// Programs that are generated from it are as long, and pages that show it as slow.
		const most = 610_000
		if status != http.StatusOK || len(body) > most {
			t.Errorf("%s: status %d, %d bytes; want at most %d", path, status, len(body), most)
		}
		document, err := libopenapi.NewDocument(body)
		if err != nil {
			t.Fatal(err)
		}
		if valid, errs := schema_validation.ValidateOpenAPIDocument(document); !valid {
			for _, e := range errs {
				t.Errorf("%s: %s: %s", path, e.Message, e.Reason)
				for _, s := range e.SchemaValidationErrors {
					t.Errorf("  %s %s", s.FieldPath, s.Reason)
				}
			}
		}
	}
}

// TestOpenAPIDescribesEveryRoute compares the document with the routes: no parameter, column or operator may be missing.
func TestOpenAPIDescribesEveryRoute(t *testing.T) {
	t.Parallel()
	d, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	operations := map[string]operation{}
	for _, o := range d.operations() {
		operations[o.method+" "+o.path] = o
	}
	for _, r := range db.Routes() {
		o, known := operations["GET "+r.Path]
		if !known {
			t.Errorf("there is no operation %s", r.Path)
			continue
		}
		named := map[string]*v3.Parameter{}
		for _, p := range o.Parameters {
			if p.Description == "" {
				t.Errorf("%s: the parameter %s has no description", r.Path, p.Name)
			}
			named[p.Name] = p
			if p.Name == "text" || p.Name == "groups" { // whose members are parameters
				for name, member := range p.Schema.Schema().Properties.FromOldest() {
					named[name] = &v3.Parameter{Name: name, In: p.In, Description: member.Schema().Description}
				}
			}
		}
		compiled := query.Compile(r)
		for _, p := range append(compiled.OwnParameters(), compiled.Grammar()...) {
			if named[p.Name] == nil || (named[p.Name].In == "path") != p.Path {
				t.Errorf("%s: the parameter %s is not described", r.Path, p.Name)
			}
		}
		columns := r.Columns
		if r.Interval {
			columns = append(compiled.Compared().Columns, compiled.Columns...)
		}
		row := rowOf(o.Operation)
		for _, c := range columns {
			schema := row[c.Name]
			if schema == nil || schema.Description == "" {
				t.Errorf("%s: the column %s is not described", r.Path, c.Name)
				continue
			}
			if nullable := slices.Contains(schema.Type, "null"); c.Nullable && !nullable {
				t.Errorf("%s: %s may be null", r.Path, c.Name)
			}
			if marked := schema.Extensions.GetOrZero("x-personal") != nil; marked != (c.Personal != "") {
				t.Errorf("%s: %s is marked as personal: %t", r.Path, c.Name, marked)
			}
		}
		var operators map[string][]string
		if filter := named["filter"]; filter == nil || filter.Extensions.GetOrZero("x-operators").Decode(&operators) != nil {
			t.Errorf("%s has no filter", r.Path)
		}
		for _, c := range r.Columns {
			if !slices.Equal(operators[string(c.Kind)], c.Kind.Operators()) {
				t.Errorf("%s: the operators of %s are %v", r.Path, c.Name, operators[string(c.Kind)])
			}
		}
	}
}

// TestOpenAPIAllowsNothingElse shows that the comparison of answers with the document, which all tests make, finds
// members, statuses and types that it does not have.
func TestOpenAPIAllowsNothingElse(t *testing.T) {
	t.Parallel()
	d, err := documented()
	if err != nil {
		t.Fatal(err)
	}
	const rest = `"next_cursor":null,"from":null,"to":null,"tz":"UTC","as_of":null`
	req := httptest.NewRequest(http.MethodGet, "/v1/tables/tags", nil)
	for body, right := range map[string]bool{
		`{"data":[{"id":1,"guid":"x"}],` + rest + `}`: true, `{"data":[{"id":"1"}],` + rest + `}`: false, `{"data":[{"idd":1}],` + rest + `}`: false,
		`{"data":[],"totals":{},` + rest + `}`: false, `{` + rest + `}`: false,
	} {
		res := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
		if wrong := d.differences(req, res, []byte(body)); (len(wrong) == 0) != right {
			t.Errorf("%s: %v", body, wrong)
		}
	}
	for status, right := range map[int]bool{http.StatusBadRequest: true, http.StatusServiceUnavailable: true, http.StatusTeapot: false, http.StatusConflict: false} {
		res := &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/problem+json"}}}
		body := fmt.Sprintf(`{"type":"/docs/errors#internal","title":"x","status":%d,"code":"internal"}`, status)
		if wrong := d.differences(req, res, []byte(body)); (len(wrong) == 0) != right {
			t.Errorf("status %d: %v", status, wrong)
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
	if req.URL.Query().Has("by") && res.StatusCode == http.StatusOK {
		body = withoutGroups(body)
	}
	shown := *res
	shown.Body = io.NopCloser(bytes.NewReader(body))
	operation := d.operation(req)
	// The library takes // for /.
	if operation == nil || strings.Contains(req.URL.EscapedPath()+"/", "//") {
		return undocumentedPath(req, res, body)
	}
	var out []string
	if operation.response(res.StatusCode) == nil {
		out = append(out, "the document does not have this status")
	}
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

// withoutGroups leaves the groups out of an answer in JSON: clients are typed by the rows, so that data has their schema.
func withoutGroups(body []byte) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil || members["data"] == nil {
		return nil
	}
	members["data"] = json.RawMessage("[]")
	out, err := json.Marshal(members)
	if err != nil {
		return body
	}
	return out
}

// operation is the operation of the document for a request; nil if there is none.
func (d *documentation) operation(req *http.Request) *operation {
	found, _, _ := paths.FindPath(req, d.model, d.options)
	if literal := d.model.Paths.PathItems.GetOrZero(req.URL.Path); literal != nil {
		found = literal // for a method that it does not have the library takes one with placeholders
	}
	if found == nil || req.Method != strings.ToUpper(req.Method) {
		return nil
	}
	o := found.GetOperations().GetOrZero(strings.ToLower(req.Method))
	if o == nil {
		return nil
	}
	return &operation{req.Method, "", o, slices.Sorted(maps.Keys(rowOf(o)))}
}

// undeclared are the headers and trailers of an answer that the document does not know.
func (d *documentation) undeclared(req *http.Request, res *http.Response) (names []string) {
	operation := d.operation(req)
	if operation == nil {
		return nil
	}
	declared := map[string]bool{}
	var ofRows map[string]string // the headers of all answers with rows are described once
	if node := d.model.Extensions.GetOrZero("x-headers"); node != nil && len(operation.columns) > 0 {
		_ = node.Decode(&ofRows)
	}
	for name := range ofRows {
		declared[http.CanonicalHeaderKey(name)] = true
	}
	if response := operation.response(res.StatusCode); response != nil && response.Headers != nil {
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
func (d *documentation) lineDifferences(req *http.Request, operation *operation, res *http.Response, body []byte) []string {
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/x-ndjson" || len(body) == 0 {
		return nil
	}
	envelope := membersOf(operation.Responses.Codes.GetOrZero("200").Content.GetOrZero("application/json").Schema.Schema())
	lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
	members := map[string]json.RawMessage{"tz": json.RawMessage(`"UTC"`)}
	for _, name := range []string{"next_cursor", "from", "to", "as_of"} {
		members[name] = json.RawMessage("null")
	}
	if slices.Contains(envelope["data"].Type, "array") {
		if envelope["total"] != nil && req.URL.Query().Get("total") == "true" {
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

// membersOf are the properties of a schema and of its parts.
func membersOf(schema *base.Schema) map[string]*base.Schema {
	out := map[string]*base.Schema{}
	for name, property := range schema.Properties.FromOldest() {
		out[name] = property.Schema()
	}
	for _, part := range schema.AllOf {
		maps.Copy(out, membersOf(part.Schema()))
	}
	return out
}

// rowOf are the columns of the rows that an operation answers; nil if it answers none.
func rowOf(o *v3.Operation) map[string]*base.Schema {
	answer := o.Responses.Codes.GetOrZero("200")
	if answer == nil || answer.Content.GetOrZero("application/json") == nil {
		return nil
	}
	row := membersOf(answer.Content.GetOrZero("application/json").Schema.Schema())["data"]
	if row == nil {
		return nil
	}
	if row.Items != nil && row.Items.IsA() {
		row = row.Items.A.Schema()
	}
	return membersOf(row)
}

// response is the description of the answers with a status: one of its own, or one of a range of statuses that lists it.
func (o *operation) response(status int) *v3.Response {
	if own := o.Responses.Codes.GetOrZero(fmt.Sprint(status)); own != nil {
		return own
	}
	inRange := o.Responses.Codes.GetOrZero(fmt.Sprintf("%dXX", status/100))
	if inRange == nil {
		return nil
	}
	var statuses []int
	if node := inRange.Extensions.GetOrZero("x-statuses"); node == nil || node.Decode(&statuses) != nil || !slices.Contains(statuses, status) {
		return nil
	}
	return inRange
}

// closed returns the document with objects that have no other members than those described. The document itself lets
// later versions add some.
func closed(text []byte) ([]byte, error) {
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	parts := map[string]bool{} // components that are parts of others
	var find func(value any)
	find = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				find(item)
			}
		case map[string]any:
			all, _ := value["allOf"].([]any)
			for _, part := range all {
				if name, is := part.(map[string]any)["$ref"].(string); is {
					parts[strings.TrimPrefix(name, "#/components/schemas/")] = true
				}
			}
			for _, member := range value {
				find(member)
			}
		}
	}
	find(document)
	var closeObjects func(value any, part bool)
	closeObjects = func(value any, part bool) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				closeObjects(item, part)
			}
		case map[string]any:
			all, _ := value["allOf"].([]any)
			_, isObject := value["properties"].(map[string]any)
			switch {
			case part:
			case all != nil:
				value["unevaluatedProperties"] = false
			case isObject && value["type"] == "object" && value["additionalProperties"] == nil:
				value["additionalProperties"] = false
			}
			for name, member := range value {
				closeObjects(member, name == "allOf")
			}
		}
	}
	components, _ := document["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for name, schema := range schemas {
		closeObjects(schema, parts[name])
	}
	closeObjects(document["paths"], false)
	return json.Marshal(document)
}

// undocumentedPath says what is wrong with an answer at a path that is not in the document, or by
// another method: there is no route, and the answer is a problem like every other. The pages of the
// reference and the examples have no place in the document.
func undocumentedPath(req *http.Request, res *http.Response, body []byte) []string {
	page := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && !strings.HasPrefix(req.URL.Path, "/v1") && res.Header.Get("Content-Security-Policy") != ""
	if (page || slices.ContainsFunc([]string{"/assets/", "/docs", "/examples/"}, func(prefix string) bool { return strings.HasPrefix(req.URL.Path, prefix) })) && res.StatusCode < http.StatusInternalServerError {
		return nil
	}
	if strings.HasPrefix(req.URL.Path, "/odata") && res.Header.Get("OData-Version") != "" && res.StatusCode != http.StatusInternalServerError {
		return nil // it has its own metadata
	}
	if req.Method == http.MethodOptions && res.StatusCode == http.StatusNoContent && res.Header.Get("Allow") != "" && len(body) == 0 {
		return nil
	}
	var p problem
	if err := json.Unmarshal(body, &p); err != nil || res.Header.Get("Content-Type") != "application/problem+json" || p.Status != res.StatusCode || p.Code == "" || p.Title == "" {
		return []string{fmt.Sprintf("the path is not in the document, and this is no problem: %.300q", body)}
	}
	switch res.StatusCode {
	// 400: of a path with a placeholder, by a method that the path without one does not have.
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return nil
	}
	return []string{fmt.Sprintf("the path is not in the document, and this is none of 400, 404 and 405: %.300q", body)}
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
