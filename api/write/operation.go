package write

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
)

// operation describes a write route.
func (r *Route) operation(d *endpoint.Document) *openapi31.Operation {
	op := endpoint.Operation(r.Name, "writes", r.Summary, strings.TrimSpace(r.Description+" "+r.needs()))
	op.Parameters = append(d.Parameters(r.Params), d.SharedParameter(headerIdempotencyKey, openapi31.ParameterOrReference{Parameter: (&openapi31.Parameter{
		Name: headerIdempotencyKey, In: openapi31.ParameterInHeader,
		Schema: map[string]any{"type": "string", "minLength": 1, "maxLength": maxIdempotencyKey, "pattern": "^[ -~]+$"},
	}).WithDescription("Name of this request, chosen by the client, preferably a random UUID. For 24 hours the same request with the same key gets the first answer again, and nothing is done twice.")}))
	done := (&openapi31.Response{Description: "Done."}).WithContent(d.JSON(d.Answer(r.answerOf))).
		WithHeadersItem(headerIdempotencyReplayed, endpoint.Header("true if this is the stored answer of the Idempotency-Key."))
	var refusals []int
	for _, c := range problem.Codes() {
		if !slices.Contains([]int{http.StatusNotAcceptable, http.StatusMethodNotAllowed}, c.Status) && c.Status < http.StatusInternalServerError {
			refusals = append(refusals, c.Status)
		}
	}
	slices.Sort(refusals)
	d.Answers(op, r.Status, *done, slices.Compact(refusals)...)
	if r.OtherStatus != 0 {
		op.Responses.WithMapOfResponseOrReferenceValuesItem(fmt.Sprint(r.OtherStatus), openapi31.ResponseOrReference{Response: done})
	}
	body := (&openapi31.RequestBody{}).WithRequired(!r.OptionalBody)
	switch {
	case r.Media != nil:
		for _, m := range r.Media {
			schema := endpoint.Text(m.Description)
			if m.Items != nil {
				schema = endpoint.List(d.Answer(m.Items)).WithMaxItems(m.MaxItems)
			}
			body.WithContentItem(m.Name, openapi31.MediaType{Schema: d.Plain(schema)})
		}
	case r.hasBody():
		body.WithContent(d.JSON(d.Body(r.bodyOf)))
	default:
		return op
	}
	return op.WithRequestBody(openapi31.RequestBodyOrReference{RequestBody: body})
}

// needs returns the sentence that names the accepted keys and tokens.
func (r *Route) needs() string {
	text := "Needs the scope `" + strings.Join(r.scopes(), "` or `") + "`"
	if r.Agents {
		text += ", or the token of the agent"
	}
	return text + "."
}
