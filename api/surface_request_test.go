// A valid request for each operation of the OpenAPI document.

package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"pgregory.net/rapid"
)

// operation is one of the document.
type operation struct {
	method, path string
	*v3.Operation
	columns []string // of the rows that it answers
}

// operations are all operations of the document, in its order.
func (d *documentation) operations() []operation {
	var out []operation
	for path, item := range d.model.Paths.PathItems.FromOldest() {
		for method, o := range item.GetOperations().FromOldest() {
			out = append(out, operation{strings.ToUpper(method), path, o, slices.Sorted(maps.Keys(rowOf(o)))})
		}
	}
	return out
}

// surfaceRequest is a request to be sent.
type surfaceRequest struct {
	Operation, Method, Target string
	Header                    http.Header
	Body                      string
}

func (q surfaceRequest) String() string {
	return fmt.Sprintf("%s %.3000s %.1000v %.1000q", q.Method, q.Target, q.Header, q.Body)
}

// request makes requests. Each part is as it should be most of the time, so that what is wrong with
// one part is met behind all others that are right.
func (x *surface) request(seen []string) *rapid.Generator[surfaceRequest] {
	return rapid.Custom(func(t *rapid.T) surfaceRequest {
		among := x.operations
		if rapid.IntRange(0, 5).Draw(t, "write") == 5 {
			among = x.writes // few among hundreds that read
		}
		o := rapid.SampledFrom(among).Draw(t, "operation")
		q := surfaceRequest{Operation: o.method + " " + o.path, Method: o.method, Header: http.Header{}}
		if rarely(t, "other method") {
			q.Method = rapid.SampledFrom([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"}).Draw(t, "method")
		}
		q.Target = o.target(t) + o.query(t, seen)
		if rarely(t, "broken target") {
			at := rapid.IntRange(1, len(q.Target)).Draw(t, "at")
			q.Target = q.Target[:at] + rapid.SampledFrom([]string{"", "/", "//", "%", "%00", "%2f", "%2e%2e/", "../", "%ff", "?", "&", ";", "#", "é", "+", "{id}"}).Draw(t, "inserted") + q.Target[at:]
		}
		if o.RequestBody != nil || rarely(t, "body") {
			q.Body = o.body(t)
			q.Header.Set("Content-Type", "application/json")
		}
		x.header(t, o, seen, q.Header)
		return q
	})
}

// rarely is true now and then, and shrinks to false.
func rarely(t *rapid.T, label string) bool { return rapid.IntRange(0, 11).Draw(t, label) == 11 }

// target is the path with its placeholders filled in.
func (o operation) target(t *rapid.T) string {
	path := o.path
	for _, p := range o.Parameters {
		if p.In == "path" {
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(valueFor(p.Schema.Schema()).Draw(t, p.Name)))
		}
	}
	return path
}

// query is a query string: an example of the route, or some of the parameters that it takes.
func (o operation) query(t *rapid.T, seen []string) string {
	values := url.Values{}
	var examples []string
	if node := o.Extensions.GetOrZero("x-examples"); node != nil && rapid.Bool().Draw(t, "by example") {
		if err := node.Decode(&examples); err == nil && len(examples) > 0 {
			_, text, _ := strings.Cut(rapid.SampledFrom(examples).Draw(t, "example"), "?")
			values, _ = url.ParseQuery(text)
		}
	}
	var takes []*v3.Parameter
	for _, p := range o.Parameters {
		if p.In == "query" {
			takes = append(takes, p)
		}
	}
	if len(takes) > 0 {
		for range rapid.IntRange(0, 4).Draw(t, "parameters") {
			p := rapid.SampledFrom(takes).Draw(t, "parameter")
			name, value := p.Name, o.valueOf(t, p, seen)
			if name == "filter" {
				name, value = o.filter(t, p)
			}
			if rarely(t, "once more") {
				values.Add(name, value)
			} else {
				values.Set(name, value)
			}
		}
	}
	if rarely(t, "unknown parameter") {
		values.Set(hostile().Draw(t, "name"), hostile().Draw(t, "value"))
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

// filter is a filter on a column, with an operator of the document or without one.
func (o operation) filter(t *rapid.T, p *v3.Parameter) (name, value string) {
	name = rapid.SampledFrom(o.columns).Draw(t, "column")
	schema := rowOf(o.Operation)[name]
	var byKind map[string][]string
	if err := p.Extensions.GetOrZero("x-operators").Decode(&byKind); err != nil {
		t.Fatalf("operators: %v", err)
	}
	var operators []string
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		operators = append(operators, byKind[kind]...)
	}
	if operator := rapid.SampledFrom(append(operators, "")).Draw(t, "operator"); operator != "" {
		name += "." + operator
	}
	if rapid.Bool().Draw(t, "bracketed") {
		return "filter[" + name + "]", valueFor(schema).Draw(t, name)
	}
	return name, valueFor(schema).Draw(t, name)
}

// valueOf is a value of a parameter. What the document says of some only in words is here by name.
func (o operation) valueOf(t *rapid.T, p *v3.Parameter, seen []string) string {
	column := func(label string) string {
		if len(o.columns) == 0 {
			return "id"
		}
		return rapid.SampledFrom(o.columns).Draw(t, label)
	}
	if rarely(t, "hostile") {
		return hostile().Draw(t, p.Name)
	}
	choices := map[string][]string{
		"from":     {"2026-03-09", "2026-03-01", "2026-03-09T10:00:00Z", "2025-12-31T23:59:59.999999-03:00", "0001-01-01", "1999-01-01"},
		"to":       {"2026-03-10", "2026-03-11", "2026-03-09T11:00:00Z", "2026-04-01", "9999-12-31", "2026-03-09"},
		"range":    {"today", "yesterday", "this-week", "last-week", "this-month", "last-month", "last-7-days", "last-30-days", "this-year", "last-year"},
		"tz":       {"UTC", "America/Montevideo", "Asia/Kathmandu", "Pacific/Apia", "Europe/Madrid"},
		"interval": {"hour", "day", "week", "month", "15m", "30m", "year", "weekday", "hour-of-day"},
		"hours":    {"08:00-17:00", "22:00-06:00", "00:00-24:00", "8-17", "08:00-12:00,13:00-17:00"},
		"weekdays": {"1-5", "6,7", "1", "mon-fri", "7"},
		"compare":  {"previous"},
		"limit":    {"1", "2", "100", "1000"},
		"format":   {"json", "csv", "ndjson", "xlsx"},
		"lang":     {"en", "es"},
		"dialect":  {"excel-es"},
	}
	if options, ok := choices[p.Name]; ok {
		return rapid.SampledFrom(options).Draw(t, p.Name)
	}
	switch p.Name {
	case "fields", "order":
		n := rapid.IntRange(1, 4).Draw(t, "columns")
		var names []string
		for range n {
			name := column("column")
			if slices.Contains(names, name) || slices.Contains(names, "-"+name) {
				continue
			}
			if p.Name == "order" && rapid.Bool().Draw(t, "descending") {
				name = "-" + name
			}
			names = append(names, name)
		}
		return strings.Join(names, ",")
	case "cursor":
		if len(seen) > 0 {
			return rapid.SampledFrom(seen).Draw(t, "cursor")
		}
	}
	return valueFor(p.Schema.Schema()).Draw(t, p.Name)
}

// header sets what a client may send beside the rest.
func (x *surface) header(t *rapid.T, o operation, seen []string, h http.Header) {
	set := func(name string, values ...string) {
		h.Set(name, rapid.SampledFrom(values).Draw(t, name))
	}
	if len(x.secrets) > 0 {
		h.Set("Authorization", "Bearer "+rapid.SampledFrom(x.secrets).Draw(t, "key"))
	}
	for _, p := range o.Parameters {
		if p.In == "header" && rapid.Bool().Draw(t, p.Name+" given") {
			h.Set(p.Name, visible(valueFor(p.Schema.Schema()).Draw(t, p.Name)))
		}
	}
	if !o.reads() && rapid.Bool().Draw(t, "idempotent") {
		set("Idempotency-Key", "one", "two", "three")
	}
	if rarely(t, "accept") {
		set("Accept", "*/*", "application/json", "text/csv", "application/x-ndjson", "text/html", "application/problem+json", "text/csv;q=0.5, */*;q=0", "application/*", "x", ";;,,", "")
	}
	if rarely(t, "encoding") {
		set("Accept-Encoding", "gzip", "gzip;q=0", "br, gzip;q=0.1", "*", "identity;q=0", "gzip, gzip")
	}
	if rarely(t, "tag") {
		set("If-None-Match", append([]string{"*", `W/"x"`, `"x", W/"y"`, ",", `"`}, seen...)...)
	}
	if rarely(t, "credentials") {
		set("Authorization", "", "Bearer", "Bearer ", "Bearer x", "Bearer ccrepo_x_y", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer \xff", "Digest x")
	}
	if rarely(t, "type") {
		set("Content-Type", "", "text/plain", "application/json; charset=latin1", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=utf-8", "/", "*/*")
	}
	// Expect is left out: net/http answers it by itself.
	if rarely(t, "hostile header") {
		name := rapid.SampledFrom([]string{"Host", "Origin", "Access-Control-Request-Method", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-Ip", "X-Request-Id", "X-Http-Method-Override", "Content-Encoding",
			"Range", "If-Modified-Since", "If-Match", "Upgrade", "Cookie", "Idempotency-Key", "Accept-Language", "Forwarded", "Te", "Traceparent"}).Draw(t, "header")
		h.Set(name, visible(hostile().Draw(t, "header value")))
	}
}

// visible is a text as a header can hold it.
func visible(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text))
}

// body returns a body: a valid one, one with a changed member, or any text.
func (o operation) body(t *rapid.T) string {
	if o.RequestBody == nil || rarely(t, "any body") {
		return rapid.SampledFrom([]string{"", "{", "null", "[]", "{}", `""`, "0", "\x00", "\xff\xfe", `{"a":1}{"a":2}`, `{"a":1,"a":2}`, strings.Repeat("[", 100_000), `{"a":` + strings.Repeat("9", 5000) + "}",
			`"` + strings.Repeat("x", 2<<20) + `"`, "guid=x&time=1", "<a/>", "\ufeff{}"}).Draw(t, "raw body")
	}
	media := o.RequestBody.Content.GetOrZero("application/json")
	if media == nil {
		return hostile().Draw(t, "body")
	}
	value := documentValue(media.Schema.Schema(), 0).Draw(t, "body")
	members, isObject := value.(map[string]any)
	if isObject && rapid.Bool().Draw(t, "change a member") {
		name := hostile().Draw(t, "member")
		if names := slices.Sorted(keysOf(members)); len(names) > 0 && !rarely(t, "new member") {
			name = rapid.SampledFrom(names).Draw(t, "member")
		}
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0:
			delete(members, name)
		case 1:
			members[name] = hostile().Draw(t, "member value")
		case 2:
			members[name] = rapid.SampledFrom([]any{nil, true, -1, 0, 1.5, 1e300, json.Number("99999999999999999999"), []any{}, map[string]any{}, ""}).Draw(t, "member value")
		case 3:
			members[strings.ToUpper(name)] = members[name]
		}
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("body of %s: %v", o.path, err)
	}
	return string(text)
}

func keysOf(members map[string]any) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for name := range members {
			if !yield(name) {
				return
			}
		}
	}
}

// valueFor is the text of a value as a schema wants it, or now and then of another.
func valueFor(schema *base.Schema) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if rarely(t, "hostile") {
			return hostile().Draw(t, "value")
		}
		if slices.Contains(schema.Type, "array") && schema.Items != nil && schema.Items.IsA() {
			return valueFor(schema.Items.A.Schema()).Draw(t, "item")
		}
		return fmt.Sprint(documentValue(schema, 0).Draw(t, "value"))
	})
}

// documentValue is a value as a schema of the document wants it.
func documentValue(schema *base.Schema, depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		if len(schema.Enum) > 0 {
			var value any
			if err := rapid.SampledFrom(schema.Enum).Draw(t, "enum").Decode(&value); err != nil {
				t.Fatalf("enum: %v", err)
			}
			return value
		}
		for _, alternatives := range [][]*base.SchemaProxy{schema.OneOf, schema.AnyOf} {
			if len(alternatives) > 0 {
				return documentValue(rapid.SampledFrom(alternatives).Draw(t, "alternative").Schema(), depth+1).Draw(t, "value")
			}
		}
		kind := "string"
		if len(schema.Type) > 0 {
			kind = rapid.SampledFrom(schema.Type).Draw(t, "type")
		}
		bound := func(value *float64, otherwise int64) int64 {
			if value == nil {
				return otherwise
			}
			return int64(*value)
		}
		switch kind {
		case "null":
			return nil
		case "boolean":
			return rapid.Bool().Draw(t, "boolean")
		case "integer":
			low, high := bound(schema.Minimum, -2), bound(schema.Maximum, 1<<40)
			return rapid.OneOf(rapid.Int64Range(low, min(high, low+10)), rapid.Int64Range(low, high)).Draw(t, "integer")
		case "number":
			low, high := bound(schema.Minimum, -2), bound(schema.Maximum, 1<<20)
			return float64(rapid.Int64Range(low*100, high*100).Draw(t, "number")) / 100
		case "array":
			n := rapid.IntRange(0, 3).Draw(t, "items")
			items := make([]any, n)
			if schema.Items != nil && schema.Items.IsA() && depth < 5 {
				for i := range items {
					items[i] = documentValue(schema.Items.A.Schema(), depth+1).Draw(t, "item")
				}
			}
			return items
		case "object":
			members := map[string]any{}
			if schema.Properties == nil || depth > 5 {
				return members
			}
			for name, property := range schema.Properties.FromOldest() {
				if slices.Contains(schema.Required, name) || rapid.Bool().Draw(t, name) {
					members[name] = documentValue(property.Schema(), depth+1).Draw(t, name)
				}
			}
			return members
		}
		return documentText(t, schema)
	})
}

// documentText is a text as a schema wants it, often one that the rows hold.
func documentText(t *rapid.T, schema *base.Schema) string {
	switch {
	case schema.Pattern != "":
		return rapid.StringMatching(schema.Pattern).Draw(t, "text")
	case schema.Format == "date-time":
		return rapid.SampledFrom([]string{"2026-03-09T10:00:00Z", "2026-03-09T10:01:00.5-03:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}).Draw(t, "time")
	case schema.Format == "decimal":
		return rapid.SampledFrom([]string{"0", "2.50", "-1", "100.123456"}).Draw(t, "decimal")
	}
	text := rapid.OneOf(rapid.SampledFrom([]string{"sales", "ana", "first", "5f1c2a3e-8d47-4b6a-9c10-2e7d4f8a6b31", "+12025550101", "ENTERQUEUE", "cdr_repo", "queue_log_repo", "1", "true", "2026-03-09", "s*"}), rapid.String()).Draw(t, "text")
	if schema.MaxLength != nil && int64(len([]rune(text))) > *schema.MaxLength {
		text = string([]rune(text)[:*schema.MaxLength])
	}
	return text
}

// hostile returns a text that only an attacker sends.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", " ", "\x00", "a\x00b", "\xff\xfe", "\xed\xa0\x80", "'", `"`, `\`, "%", "%s%n", "*", `\*`, "null", "NaN", "Infinity", "-0", "1e400", "0x10", "9223372036854775807", "9223372036854775808",
			"-9223372036854775809", "99999999999999999999999999999999", "1.7976931348623157e309", "0.00000000000000000000000000000000001", "infinity", "-infinity", "now", "0000-00-00", "2026-02-30", "10000-01-01",
			"2026-03-09T10:00:00+99:99", "' OR 1=1 --", "$1", "{\"a\"}", "{}", "[]", "<script>alert(1)</script>", "../../etc/passwd", "Local", "é\u2028\u0000", "\U0010ffff", "a\r\nX-Injected: 1", "=cmd()", ",", "-", ".", "id.", ".ne",
			"id.ne.ne", "=", "&", ";", "evil.example", "localhost:80:80", "[::1", "127.0.0.1", "::1", strings.Repeat("x", 9000), strings.Repeat("é", 3000), strings.Repeat("a,", 2000), strings.Repeat("9", 2000)}),
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
}
