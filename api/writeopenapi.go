package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
)

// addWriteOperations describes the write routes under their paths.
func (s *Server) addWriteOperations(paths object) {
	for _, r := range s.writes {
		item, ok := paths[r.path].(object)
		if !ok {
			item = object{}
			paths[r.path] = item
		}
		item[strings.ToLower(r.method)] = r.operation()
	}
}

// operation describes a write route.
func (r *writeRoute) operation() object {
	parameters := []object{{
		"name": headerIdempotencyKey, "in": "header",
		"description": "Name of this request, chosen by the client, best a random UUID. The same key with the same request gets the first answer again for 24 hours, and nothing is done twice.",
		"schema":      object{"type": "string", "minLength": 1, "maxLength": maxIdempotencyKey, "pattern": "^[ -~]+$"},
	}}
	for _, p := range r.params {
		parameters = append(parameters, parameterOf(query.Param{Name: p.Name, Description: p.Description, Kind: p.Kind, Path: p.Path,
			Required: p.Required, Repeatable: p.Array, Default: p.Default, Min: p.Min, Max: p.Max, Enum: p.Enum}))
	}
	responses := object{
		fmt.Sprint(r.status): object{
			"description": "Done.",
			"headers":     object{headerIdempotencyReplayed: object{"description": "true where this is the answer that the Idempotency-Key got before.", "schema": object{"type": "string", "enum": []string{"true"}}}},
			"content":     object{"application/json": object{"schema": r.answer.text}},
		},
	}
	for _, c := range problem.Codes() {
		if slices.Contains([]int{http.StatusNotAcceptable, http.StatusMethodNotAllowed}, c.Status) || c.Status < http.StatusBadRequest {
			continue
		}
		responses[fmt.Sprint(c.Status)] = ref("responses", fmt.Sprint(c.Status))
	}
	op := object{
		"operationId": r.name, "summary": r.summary, "description": strings.TrimSpace(r.description + " " + r.needs()),
		"tags": []string{"writes"}, "parameters": parameters, "responses": responses,
	}
	switch {
	case r.media != nil:
		content := object{}
		for _, m := range r.media {
			content[m.name] = object{"schema": m.schema}
		}
		op["requestBody"] = object{"required": true, "content": content}
	case r.hasBody():
		op["requestBody"] = object{"required": true, "content": object{"application/json": object{"schema": r.body.text}}}
	}
	return op
}

// needs says who may ask.
func (r *writeRoute) needs() string {
	text := "Needs the scope `" + strings.Join(r.scopes(), "` or `") + "`"
	if r.agents {
		text += ", or the token of the agent"
	}
	return text + "."
}
