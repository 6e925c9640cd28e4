package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
)

// The ways to authenticate, as the OpenAPI document names them.
const (
	schemeKey      = "key"
	schemeProvider = "provider"
	schemeAgent    = "agent"
)

// describer describes an endpoint.
type describer = func(*endpoint.Document) *openapi31.Operation

// serve answers with a document.
func serve(document func() ([]byte, error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		text, err := document()
		if err != nil {
			return err
		}
		if prefix := auth.Prefix(c.Request()); prefix != "" {
			text = bytes.Replace(text, []byte(`"servers":[{"url":"/"}]`), []byte(`"servers":[{"url":"`+prefix+`/"}]`), 1)
		}
		return c.Blob(http.StatusOK, "application/json", text)
	}
}

// describe returns the OpenAPI document of all endpoints.
func (s *Server) describe() (*openapi31.Spec, error) {
	d := endpoint.NewDocument(openapi31.Spec{
		Openapi: "3.1.0",
		Info: *(&openapi31.Info{Title: "ccrepo", Version: "1"}).
			WithLicense(*(&openapi31.License{Name: "Apache License 2.0"}).WithURL("https://www.apache.org/licenses/LICENSE-2.0")).
			WithDescription("Reports and history of a contact centre. All tables, events and reports have the same parameters for ranges, filters and order.\n\n" +
				"Extensions of operations: x-key is the columns that identify a row, x-time the column that the range limits, x-order the default order (without it, that of x-key), " +
				"x-examples are URLs, x-chart says how to draw the answer, x-timeout-seconds is a time limit other than the server's. " +
				"Extensions of columns: x-additive columns of slots add up to the total, x-personal is the kind of personal data, which keys without the scope pii see masked, x-unit is the unit.\n\n" +
				"x-headers are the headers and trailers of the answers of tables, events and reports. Later versions may add members to answers."),
		Servers: []openapi31.Server{{URL: "/"}},
		Tags:    tags(),
	})
	d.Spec.WithMapOfAnythingItem("x-headers", query.AnswerHeaders())
	s.describeSecurity(&d.Spec)
	for _, e := range s.table.all() {
		if e.Operation == nil {
			continue
		}
		op := e.Operation(d)
		s.secure(&e, op)
		if err := d.Spec.AddOperation(e.Method, e.Path, *op); err != nil {
			return nil, fmt.Errorf("describe %s %s: %w", e.Method, e.Path, err)
		}
	}
	d.ShareProperties()
	return &d.Spec, d.Err()
}

// tags returns the groups of operations, in the order in which the reference page shows them.
func tags() []openapi31.Tag {
	var out []openapi31.Tag
	for _, t := range [][2]string{
		{"reports", "Figures."},
		{"events", "Events, decoded."},
		{"tables", "Rows of the tables, as they were stored."},
		{"campaigns", "Campaigns and their settings."},
		{"dispositions", "Dispositions of calls."},
		{"actions", "Actions for agents' browsers, and their outcomes."},
		{"do-not-call", "Numbers that must not be called."},
		{"dialer", "Dialer lists and their progress."},
		{"writes", "Changes of the data."},
		{"service", "Index, reference and health."},
	} {
		out = append(out, *(&openapi31.Tag{Name: t[0]}).WithDescription(t[1]))
	}
	return out
}

func (s *Server) document() ([]byte, error) {
	spec, err := s.describe()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(spec)
	if err != nil {
		return nil, fmt.Errorf("make OpenAPI document: %w", err)
	}
	return text, nil
}

// describeSecurity describes the ways to authenticate. What an operation does not say otherwise needs a key that reads.
func (s *Server) describeSecurity(spec *openapi31.Spec) {
	spec.SetHTTPBearerTokenSecurity(schemeKey, "API key",
		"An API key. The scopes are those that the key needs: "+strings.Join(auth.Scopes(), ", ")+". While the database has no keys, the server answers its own machine without one.")
	spec.SetHTTPBearerTokenSecurity(schemeAgent, "agent's token", "The short-lived token of an agent, from POST /v1/agents/{agent}/token, for that agent's actions only.")
	if issuer := s.auth.Issuer(); issuer != "" {
		spec.Components.WithSecuritySchemesItem(schemeProvider, openapi31.SecuritySchemeOrReference{SecurityScheme: (&openapi31.SecurityScheme{
			Oidc: &openapi31.SecuritySchemeOidc{OpenIDConnectURL: strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"},
		}).WithDescription("A JWT of the provider, as Authorization: Bearer.")})
	}
	spec.Security = s.securityOf([]string{auth.Read})
}

func (s *Server) securityOf(scopes []string) (out []map[string][]string) {
	for _, scope := range scopes {
		out = append(out, map[string][]string{schemeKey: {scope}})
		if s.auth.Issuer() != "" {
			out = append(out, map[string][]string{schemeProvider: {scope}})
		}
	}
	return out
}

// secure adds the scopes to an operation that needs others than read.
func (s *Server) secure(e *endpoint.Endpoint, op *openapi31.Operation) {
	switch {
	case e.Open:
		op.Security = []map[string][]string{{}}
	case e.Agents:
		op.Security = append(s.securityOf(e.Scopes), map[string][]string{schemeAgent: {}})
	case !slices.Equal(e.Scopes, []string{auth.Read}):
		op.Security = s.securityOf(e.Scopes)
	}
}

// serviceOperation describes an endpoint about the server itself, which answers in JSON.
func serviceOperation(id, summary string, answer func(*endpoint.Document) *jsonschema.Schema) describer {
	return func(d *endpoint.Document) *openapi31.Operation {
		return d.Answers(endpoint.Operation(id, "service", summary, ""), http.StatusOK,
			openapi31.Response{Description: "The answer.", Content: d.JSON(answer(d))}, 401, 403, 429)
	}
}

// metricsOperation describes the metrics, the only answer that is neither JSON nor rows.
func metricsOperation(d *endpoint.Document) *openapi31.Operation {
	op := endpoint.Operation("metrics", "service", "Metrics of the server for Prometheus, for a key with the scope read that is not limited to campaigns.", "")
	return d.Answers(op, http.StatusOK, openapi31.Response{Description: "The answer.", Content: d.Content("text/plain", endpoint.Text(""))}, 401, 403, 429)
}
