// Package endpoint describes the routes of the server. The server makes its router, its index, the OpenAPI document,
// the check of scopes, compression and the labels of its metrics from one table of endpoints.
package endpoint

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/swaggest/openapi-go/openapi31"
)

// Endpoint is one route of the server.
type Endpoint struct {
	// Method and Path are those of the request; the path has {placeholders}.
	Method, Path string
	// Scopes are the scopes of which a principal needs one.
	Scopes []string
	// Open endpoints answer without a key: they show nothing of the contact centre.
	Open bool
	// Agents endpoints accept the tokens of agents. The handler checks that the agent is the token's.
	Agents bool
	// Groups are the lists of the index, GET /v1, that name the endpoint; none: the index does not list it.
	Groups []string
	// Entry is the name in these lists.
	Entry string
	// Summary is the description in one line, in English and Spanish.
	Summary, SummaryES string
	// Uncompressed answers are never compressed: events must not be held back, and some files are compressed already.
	Uncompressed bool
	// Effects are what a GET of the endpoint has: pages of other origins are refused, as they are for writes.
	Effects bool
	// Operation describes the endpoint in the OpenAPI document; nil: the document does not have it.
	Operation func(*Document) *openapi31.Operation
	// Handler answers a request.
	Handler echo.HandlerFunc
}

// Task is work that a running server repeats in the background.
type Task struct {
	Every time.Duration
	Name  string // as the log names it: "expiring actions"
	Do    func(context.Context) error
}

// Feature is a part of the server that can be removed without changes to the others.
type Feature struct {
	Endpoints []Endpoint
	Tasks     []Task
	Metrics   []prometheus.Collector
	// Close releases what the feature holds; nil: nothing.
	Close func() error
}

// Check returns an error for an endpoint that the server must not start with.
func (e *Endpoint) Check() error {
	switch {
	case e.Handler == nil:
		return fmt.Errorf("endpoint %s %s has no handler", e.Method, e.Path)
	case !e.Open && len(e.Scopes) == 0:
		return fmt.Errorf("endpoint %s %s has no scope", e.Method, e.Path)
	case e.Open && (len(e.Scopes) > 0 || e.Agents):
		return fmt.Errorf("endpoint %s %s is open and has scopes", e.Method, e.Path)
	case len(e.Groups) > 0 && (e.Summary == "" || e.SummaryES == ""):
		return fmt.Errorf("endpoint %s %s is listed and has no summary in both languages", e.Method, e.Path)
	}
	return nil
}

// RouterPath is the path in the notation of the router.
func (e *Endpoint) RouterPath() string {
	return strings.ReplaceAll(strings.ReplaceAll(e.Path, "{", ":"), "}", "")
}
