package api

import (
	"net/http"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// eventsOperation describes GET /v1/events/{table}.
func eventsOperation(d *endpoint.Document) *openapi31.Operation {
	op := endpoint.Operation("events", "events", "The events of one event log: meaning, fields, units, and their numbers in the range.",
		"The documented events, their aliases, and other events in the log.")
	op.Parameters = append(op.Parameters, d.Parameter(query.Param{Name: "table", Description: "The event log.", Kind: route.Text, Path: true, Enum: event.Tables()}))
	op.Parameters = append(op.Parameters, commonParameters(d, query.RangeParams(), "range", "from", "to", "tz")...)
	return d.Answers(op, http.StatusOK, openapi31.Response{Description: "The answer.", Content: d.JSON(d.Answer(eventList{}))}, 400, 401, 403, 404, 429)
}
