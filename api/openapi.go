package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// object is a JSON object of the document.
type object = endpoint.Object

// openAPI answers with the OpenAPI document, which the first request builds. The document of the reference page is
// shorter: a parameter for each operator of each column would make it too long to read.
func (s *Server) openAPI(operators bool) echo.HandlerFunc {
	document := sync.OnceValues(func() ([]byte, error) { return s.document(operators) })
	return func(c echo.Context) error {
		text, err := document()
		if err != nil {
			return err
		}
		return c.Blob(http.StatusOK, "application/json", text)
	}
}

func (s *Server) document(operators bool) ([]byte, error) {
	paths := object{}
	for _, e := range s.endpoints {
		if e.Operation == nil {
			continue
		}
		item, known := paths[e.Path].(object)
		if !known {
			item = object{}
			paths[e.Path] = item
		}
		operation := e.Operation(operators)
		s.secure(&e, operation)
		item[strings.ToLower(e.Method)] = operation
	}
	text, err := json.Marshal(object{
		"openapi": "3.1.0",
		"info": object{
			"title":       "ccrepo",
			"version":     "1",
			"description": "Reports and history of a contact centre. All tables, events and reports have the same parameters for ranges, filters and order.",
		},
		"servers": []object{{"url": "/"}},
		"tags": []object{
			{"name": "tables", "description": "Rows of the tables, as they were stored."},
			{"name": "events", "description": "Events, decoded."},
			{"name": "reports", "description": "Figures."},
			{"name": "actions", "description": "Actions for agents' browsers, and their outcomes."},
			{"name": "do-not-call", "description": "Numbers that must not be called."},
			{"name": "campaigns", "description": "Campaigns and their settings."},
			{"name": "dialer", "description": "Dialer lists and their progress."},
			{"name": "writes", "description": "Changes of the data."},
			{"name": "service", "description": "Index, reference and health."},
		},
		"paths":      paths,
		"components": object{"schemas": sharedSchemas(), "responses": sharedResponses(), "parameters": s.sharedParameters(), "headers": sharedHeaders(), "securitySchemes": s.securitySchemes()},
	})
	if err != nil {
		return nil, fmt.Errorf("make OpenAPI document: %w", err)
	}
	return text, nil
}

// serviceOperation describes an endpoint about the server itself.
func serviceOperation(id, summary string, schema object) func(bool) endpoint.Object {
	return func(bool) endpoint.Object {
		return object{
			"operationId": id, "summary": summary, "tags": []string{"service"},
			"responses": endpoint.Responses(object{
				"200": object{"description": "The answer.", "content": object{"application/json": object{"schema": schema}}},
			}, "401", "403", "429", "500", "503"),
		}
	}
}

// routeOperation describes one generated route.
func routeOperation(r *query.Route, withOperators bool) object {
	rows := object{"type": "array", "items": rowSchema(r, false)}
	envelope := object{
		"data":        rows,
		"next_cursor": object{"type": []string{"string", "null"}, "description": "Cursor of the next page; null: there is none."},
		"from":        timeOrNull("Beginning of the range; null: open."),
		"to":          timeOrNull("End of the range, exclusive; null: open."),
		"tz":          object{"type": "string", "description": "Time zone of the answer."},
		"as_of":       timeOrNull("Time up to which the answer is complete; null before the first event."),
	}
	if !r.One && len(r.Sources) > 0 && (r.Time != "" || r.AsOf != "") {
		envelope["coverage"] = endpoint.Ref("schemas", "Coverage")
	}
	required := []string{"data", "next_cursor", "from", "to", "tz", "as_of"}
	switch {
	case r.One:
		envelope["data"] = rowSchema(r, false)
	case r.Interval:
		envelope["total"] = rowSchema(r, true)
	default:
		envelope["count"] = object{"type": "integer", "description": "Number of matching rows, if count was given."}
	}
	if r.LeftOut != nil {
		envelope["left_out"] = object{"type": "integer", "description": r.LeftOut.Description + " Filters do not change it."}
	}
	if r.Explains() {
		envelope["explain"] = explainSchema()
	}
	headers := object{}
	for name := range sharedHeaders() {
		headers[name] = endpoint.Ref("headers", name)
	}
	responses := object{
		"200": object{
			"description": "The answer.",
			"headers":     headers,
			"content": object{
				"application/json":     object{"schema": object{"type": "object", "properties": envelope, "required": required, "additionalProperties": false}},
				"application/x-ndjson": object{"schema": object{"type": "string", "description": "One JSON object per line, with the same members as a row of data."}},
				"text/csv":             object{"schema": object{"type": "string", "description": "RFC 4180 with a header line of the columns' names; null is an empty field, the empty text is \"\"."}},
			},
		},
		"304": object{"description": "The answer has the tag in If-None-Match.", "headers": object{"ETag": endpoint.Ref("headers", "ETag")}},
	}
	responses = endpoint.Responses(responses, "400", "401", "403", "404", "406", "426", "429", "500", "503")
	if r.One {
		responses["409"] = endpoint.Ref("responses", "409")
	}
	op := object{
		"operationId": r.Name, "summary": r.Summary, "tags": []string{strings.Split(r.Path, "/")[2]},
		"parameters": routeParameters(r, withOperators), "responses": responses,
		"x-key": r.Key, "x-examples": r.Examples,
	}
	if description := describeRoute(r); description != "" {
		op["description"] = description
	}
	if r.Timeout > 0 {
		op["x-timeout-seconds"] = r.Timeout.Seconds()
	}
	if r.Chart != nil {
		op["x-chart"] = r.Chart.String()
	}
	return op
}

// describe returns the description of the route, and whether it is closed to campaign-limited keys.
func describeRoute(r *query.Route) string {
	if r.Whole {
		return strings.TrimSpace(r.Description + " Closed to campaign-limited keys.")
	}
	return r.Description
}

// rowSchema returns the schema of a row. Any column may be missing, because fields may leave it out; in the total the
// dimensions are null.
func rowSchema(r *query.Route, total bool) object {
	properties := object{}
	columns := r.Columns
	if r.Interval {
		columns = r.Compared().Columns
	}
	for _, c := range columns {
		// Without a range, times may be infinite, which are shown as null.
		atInfinity := c.Name == r.Time && !r.TimeRequired
		properties[c.Name] = columnSchema(c, atInfinity || total && slices.Contains(r.Key, c.Name))
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}

func columnSchema(c route.Column, alwaysNull bool) object {
	schema := endpoint.KindSchema(c.Kind)
	schema["description"] = c.Description
	if c.Withheld {
		schema["description"] = c.Description + " Null for a campaign-limited key."
	}
	if c.Additive {
		schema["x-additive"] = true
	}
	if c.Personal != "" {
		schema["x-personal"] = c.Personal
	}
	if c.Nullable || c.Withheld || alwaysNull {
		schema["type"] = []string{schema["type"].(string), "null"}
	}
	return schema
}

func timeOrNull(description string) object {
	return object{"type": []string{"string", "null"}, "format": "date-time", "description": description}
}

func explainSchema() object {
	text := object{"type": "string"}
	return object{
		"type": "object", "description": "With explain=true: how each column is computed.",
		"additionalProperties": object{"type": "object", "required": []string{"formula"}, "additionalProperties": false, "properties": object{
			"formula":     text,
			"numerator":   object{"type": "string", "description": "Of a rate: columns, with + and - between them."},
			"denominator": object{"type": "string", "description": "Of a rate: columns, with + and - between them."},
			"rows":        object{"type": []string{"string", "null"}, "description": "URL template (RFC 6570) that, filled in from a row, returns exactly the rows that the count counts; null if it would need a masked value."},
		}},
	}
}

// parameters returns the descriptions of the route's parameters; those that are the same on every route are references.
func routeParameters(r *query.Route, withOperators bool) []object {
	out := []object{}
	for _, p := range r.Parameters() {
		if p.Operator && !withOperators {
			continue
		}
		if sharedParameter(p.Name) && slices.Contains(r.ReadingParams(), p.Name) {
			out = append(out, endpoint.Ref("parameters", p.Name))
			continue
		}
		out = append(out, endpoint.Parameter(p))
	}
	return out
}

// sharedParameter reports whether a parameter of the grammar is the same on every route.
func sharedParameter(name string) bool {
	return slices.Contains([]string{"tz", "format", "to", "range", "limit", "cursor", "count", "interval", "hours", "weekdays", "total", "explain", "compare"}, name)
}

func (s *Server) sharedParameters() object {
	out := object{}
	for _, r := range s.routes {
		for _, p := range r.Grammar() {
			if sharedParameter(p.Name) {
				out[p.Name] = endpoint.Parameter(p)
			}
		}
	}
	return out
}

func sharedSchemas() object {
	text := object{"type": "string"}
	list := object{"type": "array", "items": endpoint.Ref("schemas", "Entry")}
	names := []string{}
	for _, c := range problem.Codes() {
		names = append(names, c.Name)
	}
	return object{
		"Entry": object{"type": "object", "required": []string{"name", "url", "summary"}, "properties": object{"name": text, "url": text, "summary": text, "method": object{"type": "string", "description": "Of a write; the other endpoints are read by GET."}}},
		"Index": object{"type": "object", "required": []string{"tables", "events", "event_tables", "event_aliases", "reports", "actions", "dialer", "settings", "writes"},
			"properties": object{"tables": list, "events": list, "event_tables": list, "event_aliases": list, "reports": list, "actions": list, "dialer": list, "settings": list, "writes": list}},
		"EventList": eventListSchema(),
		"Coverage": object{
			"type": "object", "required": []string{"complete", "gaps"}, "additionalProperties": false,
			"description": "Whether the feeds that write the tables of the answer have read everything of its range; absent if no feed does.",
			"properties": object{
				"complete": object{"type": "boolean"},
				"gaps": object{"type": "array", "description": "Times of which feeds lack rows, or may lack them; at most 20.", "items": object{
					"type": "object", "required": []string{"feed", "from", "to", "reason"}, "additionalProperties": false,
					"properties": object{"feed": text, "from": timeOrNull("Begin of the gap; null: since ever."), "to": timeOrNull("End of the gap; null: until now."), "reason": text},
				}},
			},
		},
		"Status": object{"type": "object", "required": []string{"status"}, "properties": object{"status": text, "version": object{"type": "integer"}}},
		"Problem": object{
			"type": "object", "required": []string{"type", "title", "status", "code"},
			"description": "The error (RFC 9457).",
			"properties": object{
				"type": text, "title": text, "detail": text,
				"status": object{"type": "integer"},
				"code":   object{"type": "string", "enum": names},
				"errors": object{"type": "array", "items": object{"type": "object", "required": []string{"param", "message"}, "properties": object{"param": text, "message": text}}},
			},
		},
	}
}

// sharedResponses describes the problems, one response for each status, with its codes.
func sharedResponses() object {
	out := object{}
	for _, c := range problem.Codes() {
		status := fmt.Sprint(c.Status)
		description := "`" + c.Name + "`: " + c.Title + "."
		if before, ok := out[status].(object); ok {
			description = before["description"].(string) + " " + description
		}
		out[status] = object{"description": description, "content": object{"application/problem+json": object{"schema": endpoint.Ref("schemas", "Problem")}}}
	}
	for _, status := range []string{"429", "503"} {
		out[status].(object)["headers"] = object{"Retry-After": object{"description": "Seconds to wait before the next attempt.", "schema": object{"type": "integer"}}}
	}
	return out
}

func sharedHeaders() object {
	text, moment := object{"type": "string"}, object{"type": "string", "format": "date-time"}
	return object{
		"ETag":          object{"description": "Weak tag of a JSON answer whose range has ended.", "schema": text},
		"X-Row-Count":   object{"description": "Of ndjson and csv: rows sent; a trailer of answers of more than 1 MiB. An answer without it is not complete.", "schema": object{"type": "integer"}},
		"X-Next-Cursor": object{"description": "Of ndjson and csv with a limit, beside X-Row-Count: cursor of the next page.", "schema": text},
		"X-Range-From":  object{"description": "Of ndjson and csv: beginning of the range; absent if it is open.", "schema": moment},
		"X-Range-To":    object{"description": "Of ndjson and csv: end of the range, exclusive; absent if it is open.", "schema": moment},
		"X-Time-Zone":   object{"description": "Of ndjson and csv: time zone of the answer.", "schema": text},
	}
}

// metricsOperation describes the metrics, the only answer that is neither JSON nor rows.
func metricsOperation(operators bool) endpoint.Object {
	operation := serviceOperation("metrics", "Metrics of the server for Prometheus, for a key with the scope read that is not limited to campaigns.", nil)(operators)
	operation["responses"].(object)["200"] = object{"description": "The answer.", "content": object{"text/plain": object{"schema": object{"type": "string"}}}}
	return operation
}

// withUnits adds the units of the columns to the operation of an event's route.
func (s *Server) withUnits(r *query.Route, operation endpoint.Object) endpoint.Object {
	for _, c := range r.Columns {
		if unit := unitOf(s.catalogue, r, c.Name); unit != "" {
			rowProperties(operation)[c.Name].(endpoint.Object)["x-unit"] = unit
		}
	}
	return operation
}

// rowProperties returns the columns of a row in an operation's JSON answer.
func rowProperties(operation endpoint.Object) endpoint.Object {
	in := operation
	for _, name := range []string{"responses", "200", "content", "application/json", "schema", "properties", "data", "items", "properties"} {
		in = in[name].(endpoint.Object)
	}
	return in
}
