package api

import (
	"slices"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

func eventListSchema() endpoint.Object {
	text := func(description string) endpoint.Object {
		return endpoint.Object{"type": "string", "description": description}
	}
	textOrNull := func(description string) endpoint.Object {
		return endpoint.Object{"type": []string{"string", "null"}, "description": description}
	}
	moment := func(description string) endpoint.Object {
		return endpoint.Object{"type": "string", "format": "date-time", "description": description}
	}
	list := func(items endpoint.Object) endpoint.Object { return endpoint.Object{"type": "array", "items": items} }
	closed := func(properties endpoint.Object) endpoint.Object {
		required := []string{}
		for name := range properties {
			required = append(required, name)
		}
		slices.Sort(required)
		return endpoint.Object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	}
	count := endpoint.Object{"type": "integer", "description": "Rows in the range."}
	entry := closed(endpoint.Object{
		"event":       text("Name of the event."),
		"kind":        endpoint.Object{"type": "string", "enum": []event.Kind{event.Documented, event.Spelling, event.Asterisk, event.Form}, "description": "event: documented; spelling: another spelling of one; asterisk: written by plain Asterisk only; form: rows of a documented event that plain Asterisk fills differently."},
		"alias_of":    textOrNull("The documented event that an alias belongs to."),
		"url":         text("URL of its rows."),
		"meaning":     text("What it means."),
		"significado": text("What it means, in Spanish."),
		"note":        text("A remark; empty: none."),
		"nota":        text("The remark in Spanish."),
		"fields": list(closed(endpoint.Object{
			"name":        text("Name of the column."),
			"type":        endpoint.Object{"type": "string", "enum": []event.Type{event.Text, event.Int, event.Seconds, event.Milliseconds}},
			"unit":        textOrNull("Unit; null: none."),
			"place":       text("Its column, data1 to data5."),
			"meaning":     text("Meaning of the field."),
			"significado": text("Meaning of the field, in Spanish."),
		})),
		"example": endpoint.Object{"type": "array", "items": endpoint.Object{"type": "string"}, "description": "data1 and the following columns of an example row."},
		"decoded": endpoint.Object{"type": "object", "additionalProperties": endpoint.Object{"type": []string{"string", "number", "null"}}, "description": "The example, decoded."},
		"count":   count,
	})
	return closed(endpoint.Object{
		"table":   text("Name of the event log."),
		"channel": text("Its channel."),
		"canal":   text("Its channel, in Spanish."),
		"events":  list(entry),
		"aliases": list(entry),
		"unknown": list(closed(endpoint.Object{"event": textOrNull("Name of the event, as the rows have it."), "url": text("Its rows, undecoded."), "count": count})),
		"from":    moment("Beginning of the range."),
		"to":      moment("End of the range, exclusive."),
		"tz":      text("Time zone of the answer."),
		"as_of":   moment("Time up to which the answer is complete."),
	})
}

// eventsOperation describes GET /v1/events/{table}.
func eventsOperation(bool) endpoint.Object {
	parameters := []endpoint.Object{endpoint.Parameter(query.Param{Name: "table", Description: "The event log.", Kind: route.Text, Path: true, Enum: event.Tables()})}
	for _, p := range query.RangeParams() {
		switch p.Name {
		case "from":
			parameters = append(parameters, endpoint.Parameter(p))
		case "to", "range", "tz":
			parameters = append(parameters, endpoint.Ref("parameters", p.Name))
		}
	}
	responses := endpoint.Responses(endpoint.Object{"200": endpoint.Object{"description": "The answer.",
		"content": endpoint.Object{"application/json": endpoint.Object{"schema": endpoint.Ref("schemas", "EventList")}}}}, "400", "401", "403", "404", "429", "500", "503")
	return endpoint.Object{
		"operationId": "events", "tags": []string{"events"},
		"summary":     "The events of one event log: meaning, fields, units, and their numbers in the range.",
		"description": "The documented events, their aliases, and other events in the log.",
		"parameters":  parameters, "responses": responses,
	}
}
