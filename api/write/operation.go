package write

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
)

// operation describes a write route.
func (r *Route) operation() endpoint.Object {
	parameters := append([]endpoint.Object{{
		"name": headerIdempotencyKey, "in": "header",
		"description": "Name of this request, chosen by the client, preferably a random UUID. For 24 hours the same request with the same key gets the first answer again, and nothing is done twice.",
		"schema":      endpoint.Object{"type": "string", "minLength": 1, "maxLength": maxIdempotencyKey, "pattern": "^[ -~]+$"},
	}}, endpoint.Parameters(r.Params)...)
	done := endpoint.Object{
		"description": "Done.",
		"headers":     endpoint.Object{headerIdempotencyReplayed: endpoint.Object{"description": "true if this is the stored answer of the Idempotency-Key.", "schema": endpoint.Object{"type": "string", "enum": []string{"true"}}}},
		"content":     endpoint.Object{"application/json": endpoint.Object{"schema": r.answer.Text}},
	}
	responses := endpoint.Object{fmt.Sprint(r.Status): done}
	if r.OtherStatus != 0 {
		responses[fmt.Sprint(r.OtherStatus)] = done
	}
	for _, c := range problem.Codes() {
		if slices.Contains([]int{http.StatusNotAcceptable, http.StatusMethodNotAllowed}, c.Status) || c.Status < http.StatusBadRequest {
			continue
		}
		responses[fmt.Sprint(c.Status)] = endpoint.Ref("responses", fmt.Sprint(c.Status))
	}
	op := endpoint.Object{
		"operationId": r.Name, "summary": r.Summary, "description": strings.TrimSpace(r.Description + " " + r.needs()),
		"tags": []string{"writes"}, "parameters": parameters, "responses": responses,
	}
	switch {
	case r.Media != nil:
		content := endpoint.Object{}
		for _, m := range r.Media {
			content[m.Name] = endpoint.Object{"schema": m.Schema}
		}
		op["requestBody"] = endpoint.Object{"required": true, "content": content}
	case r.hasBody():
		op["requestBody"] = endpoint.Object{"required": true, "content": endpoint.Object{"application/json": endpoint.Object{"schema": r.body.Text}}}
	}
	return op
}

// needs returns the sentence that names the accepted keys and tokens.
func (r *Route) needs() string {
	text := "Needs the scope `" + strings.Join(r.scopes(), "` or `") + "`"
	if r.Agents {
		text += ", or the token of the agent"
	}
	return text + "."
}
