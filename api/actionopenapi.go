package api

import (
	"slices"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// actionSummary is what the answer to GET /v1/actions/{id} is.
const actionSummary = "An action, and what became of it."

// actionOperation describes GET /v1/actions/{id}.
func (s *Server) actionOperation() object {
	parameters := []object{}
	for _, p := range []route.Param{actionParam(), waitParam()} {
		parameters = append(parameters, parameterOf(query.Param{Name: p.Name, Description: p.Description, Kind: p.Kind, Path: p.Path,
			Required: p.Required, Default: p.Default, Min: p.Min, Max: p.Max}))
	}
	// It is what the ack answers.
	ack := s.writes[slices.IndexFunc(s.writes, func(r *writeRoute) bool { return r.name == ackName })]
	responses := object{"200": object{"description": "The action.", "content": object{"application/json": object{"schema": ack.answer.text}}}}
	for _, status := range []string{"400", "401", "403", "404", "429", "500", "503"} {
		responses[status] = ref("responses", status)
	}
	return object{
		"operationId": "GetAction", "summary": actionSummary, "tags": []string{"actions"},
		"description": "With wait the answer comes when the action has ended, or as it is after so many seconds. Needs the scope `read` or `act`, or the token of the agent.",
		"parameters":  parameters, "responses": responses,
	}
}
