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

// openAPI answers the OpenAPI document, which the first request makes. The document of the reference page is shorter: a
// parameter for each operator of each column would make it too long to read.
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
			"description": "Reports and history of a contact centre. One grammar for every table, event and report: who knows one endpoint knows them all.",
		},
		"servers": []object{{"url": "/"}},
		"tags": []object{
			{"name": "tables", "description": "Rows of the tables, as they were written."},
			{"name": "events", "description": "Events, decoded."},
			{"name": "reports", "description": "Figures."},
			{"name": "actions", "description": "What agents' browsers are to do, and what became of it."},
			{"name": "do-not-call", "description": "Numbers that must not be called."},
			{"name": "campaigns", "description": "Campaigns and what is set for them."},
			{"name": "dialer", "description": "Dialer lists and how far they have come."},
			{"name": "writes", "description": "What changes something."},
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
		"next_cursor": object{"type": []string{"string", "null"}, "description": "Where the next page begins; null at the end."},
		"from":        timeOrNull("Beginning of the range; null where it is open."),
		"to":          timeOrNull("End of the range, itself not included; null where it is open."),
		"tz":          object{"type": "string", "description": "Time zone of the answer."},
		"as_of":       timeOrNull("Up to when the answer is complete; null before the first event."),
	}
	required := []string{"data", "next_cursor", "from", "to", "tz", "as_of"}
	switch {
	case r.One:
		envelope["data"] = rowSchema(r, false)
	case r.Interval:
		envelope["total"] = rowSchema(r, true)
	default:
		envelope["count"] = object{"type": "integer", "description": "Rows that match, where count was asked for."}
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
				"application/x-ndjson": object{"schema": object{"type": "string", "description": "One JSON object a line, of the same members as a row of data."}},
				"text/csv":             object{"schema": object{"type": "string", "description": "RFC 4180 with a header line of the columns' names; null is an empty field, the empty text is \"\"."}},
			},
		},
		"304": object{"description": "The answer is the one that If-None-Match names.", "headers": object{"ETag": endpoint.Ref("headers", "ETag")}},
	}
	responses = endpoint.Responses(responses, "400", "401", "403", "404", "406", "429", "500", "503")
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

// describe is what the query says of itself, and who may not ask.
func describeRoute(r *query.Route) string {
	if r.Whole {
		return strings.TrimSpace(r.Description + " Closed to keys that are limited to campaigns.")
	}
	return r.Description
}

// rowSchema describes a row. Any column may be missing where fields leaves it out; of the total the
// dimensions are null.
func rowSchema(r *query.Route, total bool) object {
	properties := object{}
	columns := r.Columns
	if r.Interval {
		columns = r.Compared().Columns
	}
	for _, c := range columns {
		// A row of all history may be at infinity, which is shown as null.
		atInfinity := c.Name == r.Time && !r.TimeRequired
		properties[c.Name] = columnSchema(c, atInfinity || total && slices.Contains(r.Key, c.Name))
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}

func columnSchema(c route.Column, alwaysNull bool) object {
	schema := endpoint.KindSchema(c.Kind)
	schema["description"] = c.Description
	if c.Withheld {
		schema["description"] = c.Description + " Null for a key that is limited to campaigns."
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
		"type": "object", "description": "Where explain=true: how each column is computed.",
		"additionalProperties": object{"type": "object", "required": []string{"formula"}, "additionalProperties": false, "properties": object{
			"formula":     text,
			"numerator":   object{"type": "string", "description": "Of a rate: columns, with + and - between them."},
			"denominator": object{"type": "string", "description": "Of a rate: columns, with + and - between them."},
			"rows":        object{"type": []string{"string", "null"}, "description": "URL template (RFC 6570) that, filled from a row, leads to exactly the rows behind the count; null where it would need a value that is masked."},
		}},
	}
}

// parameters describes what the route takes; those of the grammar that are alike everywhere are shared.
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

// sharedParameter tells whether a parameter of the grammar is the same on every route.
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
	line := object{"type": "object", "required": []string{"name", "url", "summary"}, "properties": object{"name": text, "url": text, "summary": text, "method": object{"type": "string", "description": "Of a write; the others are read by GET."}}}
	list := object{"type": "array", "items": line}
	names := []string{}
	for _, c := range problem.Codes() {
		names = append(names, c.Name)
	}
	return object{
		"Index": object{"type": "object", "required": []string{"tables", "events", "event_tables", "event_aliases", "reports", "actions", "dialer", "settings", "writes"},
			"properties": object{"tables": list, "events": list, "event_tables": list, "event_aliases": list, "reports": list, "actions": list, "dialer": list, "settings": list, "writes": list}},
		"EventList": eventListSchema(),
		"Status":    object{"type": "object", "required": []string{"status"}, "properties": object{"status": text, "version": object{"type": "integer"}}},
		"Problem": object{
			"type": "object", "required": []string{"type", "title", "status", "code"},
			"description": "What went wrong (RFC 9457).",
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
		out[status].(object)["headers"] = object{"Retry-After": object{"description": "Seconds to wait before the next try.", "schema": object{"type": "integer"}}}
	}
	return out
}

func sharedHeaders() object {
	text, moment := object{"type": "string"}, object{"type": "string", "format": "date-time"}
	return object{
		"ETag":          object{"description": "Weak tag of a JSON answer whose range has ended.", "schema": text},
		"X-Row-Count":   object{"description": "Trailer of ndjson and csv: rows sent. Without it the answer is not complete.", "schema": object{"type": "integer"}},
		"X-Next-Cursor": object{"description": "Trailer of ndjson and csv with a limit: where the next page begins.", "schema": text},
		"X-Range-From":  object{"description": "Of ndjson and csv: beginning of the range; left out where it is open.", "schema": moment},
		"X-Range-To":    object{"description": "Of ndjson and csv: end of the range, itself not included; left out where it is open.", "schema": moment},
		"X-Time-Zone":   object{"description": "Of ndjson and csv: time zone of the answer.", "schema": text},
	}
}

// metricsOperation describes the one answer that is neither JSON nor rows.
func metricsOperation(operators bool) endpoint.Object {
	operation := serviceOperation("metrics", "Figures of the server for Prometheus, for a key with the scope read and no campaigns.", nil)(operators)
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

// rowProperties are the columns that an operation's JSON answer has in a row.
func rowProperties(operation endpoint.Object) endpoint.Object {
	in := operation
	for _, name := range []string{"responses", "200", "content", "application/json", "schema", "properties", "data", "items", "properties"} {
		in = in[name].(endpoint.Object)
	}
	return in
}
