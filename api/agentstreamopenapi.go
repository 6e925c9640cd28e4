package api

import (
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

const agentStreamSummary = "The actions of an agent, as server-sent events."

// agentStreamOperation describes the stream of an agent's actions.
func agentStreamOperation() object {
	agent := agentParam()
	responses := object{"200": object{
		"description": "Events, until the client leaves, the token ends (it comes again with a new one) or the server is stopped.",
		"content":     object{"text/event-stream": object{"schema": object{"type": "string"}}},
	}}
	for _, status := range []string{"400", "401", "403", "404", "429", "500", "503"} {
		responses[status] = ref("responses", status)
	}
	return object{
		"operationId": "AgentStream", "summary": agentStreamSummary, "tags": []string{"actions"},
		"description": "Events named action, with the action's id as id and the action as JSON: those that are open and come after Last-Event-ID, " +
			"without it all that are open, then new ones. Events named state, without an id, with the action as JSON: one was acknowledged, done, failed or has expired; " +
			"who comes again with Last-Event-ID is told so of the last minute. A comment every 15 seconds says that the stream is alive. An agent has at most 32 streams.",
		"parameters": []object{
			parameterOf(query.Param{Name: agent.Name, Description: agent.Description, Kind: route.Text, Path: true, Required: true}),
			{"name": "Last-Event-ID", "in": "header", "description": "Id of the newest action that the client has.", "schema": object{"type": "integer", "minimum": 0}},
		},
		"responses": responses,
	}
}
