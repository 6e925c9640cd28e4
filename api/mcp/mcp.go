// Package mcp offers the reports to language models by the Model Context Protocol: tools that list, describe and run
// reports, explain a figure, open its rows and check a claim. Each tool asks the API as its caller. There is no tool for SQL.
package mcp

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
)

// Options are what the tools need of the server.
type Options struct {
	// Ask answers a GET of the API with the principal of a request.
	Ask func(r *http.Request, target string) ([]byte, error)
	// Routes returns the tables, events and reports.
	Routes func() []*query.Route
	Log    *slog.Logger
}

const (
	// maxRows and maxBytes limit the rows of an answer: models read all of it.
	maxRows  = 100
	maxBytes = 16_000
)

// Handler returns the handler of the protocol over HTTP, without sessions. The principal is in the context of a request.
func (o Options) Handler() http.Handler {
	return sdk.NewStreamableHTTPHandler(o.ServerFor, &sdk.StreamableHTTPOptions{Stateless: true, JSONResponse: true})
}

// ServerFor returns the tools for the principal of a request.
func (o Options) ServerFor(r *http.Request) *sdk.Server {
	s := sdk.NewServer(&sdk.Implementation{Name: "ccrepo", Title: "Contact centre reports", Version: "1"}, &sdk.ServerOptions{Instructions: "Reports of a contact centre. Find one by list_reports, read describe_report before you run it, " +
		"and state for each figure its formula, as_of and the URL of its rows. Check figures that you repeat by check_claim."})
	t := &tools{Options: o, request: r}
	add(t, s, "list_reports", "Names and summaries of the reports, or of the tables and events, that this key may read.", t.list)
	add(t, s, "describe_report", "Parameters, columns with their formulas and units, and examples of one report.", t.describe)
	add(t, s, "run_report", "Rows of a report: at most 100 rows and 16 kB; truncated says that there are more, at the URL of the whole. Personal data is masked unless personal is true and the key may see it.", t.run)
	add(t, s, "explain_figure", "How one figure of a report is computed: formula, parts, as_of, and the URL of its rows.", t.explain)
	add(t, s, "rows_behind", "The rows that a count of a report counts.", t.rowsBehind)
	add(t, s, "check_claim", "Compares a claimed value of a figure with the report: right, wrong, or right by another formula of the same report.", t.check)
	return s
}

// add adds a tool that only reads.
func add[In, Out any](t *tools, s *sdk.Server, name, description string, do func(In) (Out, error)) {
	open := false
	sdk.AddTool(s, &sdk.Tool{Name: name, Description: description, Annotations: &sdk.ToolAnnotations{ReadOnlyHint: true, OpenWorldHint: &open}},
		func(_ context.Context, _ *sdk.CallToolRequest, in In) (*sdk.CallToolResult, Out, error) {
			out, err := do(in)
			return nil, out, t.refusal(name, err)
		})
}

// refusal returns an error that says what to do, and nothing of the inside of the server, which logs it.
func (t *tools) refusal(tool string, err error) error {
	if err == nil {
		return nil
	}
	p := problem.Of(err)
	if p.Status >= http.StatusInternalServerError && p.RetryAfter == 0 {
		t.Log.Error("tool failed", "tool", tool, "code", p.Code, "err", problem.LogText(err))
	}
	return errors.New(p.Code + ": " + cmp.Or(p.Detail, p.Title))
}

// tools are the tools of one request.
type tools struct {
	Options
	request *http.Request
}

// find returns a report that the principal may read, by its name or path.
func (t *tools) find(name string) (*query.Route, error) {
	var names []string
	for _, r := range t.visible() {
		if names = append(names, nameOf(r)); nameOf(r) == name || r.Path == name || strings.TrimPrefix(r.Path, "/v1/") == name {
			return r, nil
		}
	}
	return nil, problem.Param("unknown_route", "report", "there is no report %q%s", problem.Clip(name), problem.Nearest(name, names))
}

// visible returns the routes that the principal may read.
func (t *tools) visible() []*query.Route {
	who := auth.PrincipalOf(t.request.Context())
	return slices.DeleteFunc(slices.Clone(t.Routes()), func(r *query.Route) bool {
		return !slices.ContainsFunc(r.Scopes, who.Has) || who.Limited && r.Whole || strings.Contains(r.Path, "{")
	})
}

// nameOf returns the name of a report: what follows /v1/reports/; of others, what follows /v1/.
func nameOf(r *query.Route) string {
	return strings.TrimPrefix(strings.TrimPrefix(r.Path, "/v1/"), "reports/")
}

// answer is an answer of the API.
type answer struct {
	Data    json.RawMessage        `json:"data"`
	Total   map[string]any         `json:"total"`
	Explain map[string]explanation `json:"explain"`
	Next    *string                `json:"next_cursor"`
	From    *string                `json:"from"`
	To      *string                `json:"to"`
	Zone    string                 `json:"tz"`
	AsOf    *string                `json:"as_of"`
	Notes   []any                  `json:"warnings"`
	Covered map[string]any         `json:"coverage"`
	rows    []map[string]any
	address string
}

type explanation struct {
	Formula     string `json:"formula"`
	Numerator   string `json:"numerator,omitempty"`
	Denominator string `json:"denominator,omitempty"`
	Rows        string `json:"rows,omitempty"`
}

// ask runs a report.
func (t *tools) ask(r *query.Route, given map[string]any, personal bool) (*answer, error) {
	values := url.Values{}
	for name, value := range given {
		list, is := value.([]any)
		if !is {
			list = []any{value}
		}
		for _, v := range list {
			values.Add(name, text(v))
		}
	}
	for _, name := range []string{"format", "cursor"} {
		values.Del(name)
	}
	shown := r.Path + "?" + values.Encode()
	if r.Explains() {
		values.Set("explain", "true")
	}
	if !r.Interval && !r.One && !values.Has("limit") {
		values.Set("limit", fmt.Sprint(maxRows))
	}
	a, err := t.get(r.Path+"?"+values.Encode(), personal)
	if err == nil {
		a.address = shown
	}
	return a, err
}

// get reads an answer of the API. Personal data is masked unless it is asked for and the principal may see it.
func (t *tools) get(target string, personal bool) (*answer, error) {
	r := t.request
	if !personal {
		who := *auth.PrincipalOf(r.Context())
		who.Masked = true
		r = auth.WithPrincipal(r, &who)
	}
	body, err := t.Ask(r, target)
	if err != nil {
		return nil, err
	}
	a := &answer{address: target}
	if err := decode(body, a); err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if data := bytes.TrimSpace(a.Data); len(data) > 0 && data[0] == '{' {
		a.Data = slices.Concat([]byte("["), data, []byte("]"))
	}
	if err := decode(a.Data, &a.rows); err != nil {
		return nil, fmt.Errorf("read the rows: %w", err)
	}
	return a, nil
}

func decode(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()         // a float64 would change long numbers
	return d.Decode(into) //nolint:wrapcheck // the caller says of what
}

// text returns a value of JSON as it is written in a URL.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64: // 83, not 8.3e+01
		out, _ := json.Marshal(v) // a number can always be written
		return string(out)
	}
	return fmt.Sprint(v)
}
