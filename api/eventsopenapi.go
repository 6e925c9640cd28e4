package api

import (
	"slices"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// withUnits adds the units of the columns to the operation of an event's route.
func (s *Server) withUnits(r *query.Route, operation object) object {
	for _, c := range r.Columns {
		if unit := s.unitOf(r, c.Name); unit != "" {
			rowProperties(operation)[c.Name].(object)["x-unit"] = unit
		}
	}
	return operation
}

// rowProperties are the columns that an operation's JSON answer has in a row.
func rowProperties(operation object) object {
	in := operation
	for _, name := range []string{"responses", "200", "content", "application/json", "schema", "properties", "data", "items", "properties"} {
		in = in[name].(object)
	}
	return in
}

// eventsOperation describes GET /v1/events/{table}.
func eventsOperation(bool) endpoint.Object {
	parameters := []object{endpoint.Parameter(query.Param{Name: "table", Description: "The event log.", Kind: route.Text, Path: true, Enum: event.Tables()})}
	for _, p := range query.RangeParams() {
		switch p.Name {
		case "from":
			parameters = append(parameters, endpoint.Parameter(p))
		case "to", "range", "tz":
			parameters = append(parameters, endpoint.Ref("parameters", p.Name))
		}
	}
	responses := endpoint.Responses(object{"200": object{"description": "The answer.",
		"content": object{"application/json": object{"schema": endpoint.Ref("schemas", "EventList")}}}}, "400", "401", "403", "404", "429", "500", "503")
	return object{
		"operationId": "events", "tags": []string{"events"},
		"summary":     "The events of one event log: meaning, fields, units, and how many there were in the range.",
		"description": "The documented events, the aliases beside them, and what the log holds that is neither.",
		"parameters":  parameters, "responses": responses,
	}
}

func eventListSchema() object {
	text := func(description string) object { return object{"type": "string", "description": description} }
	textOrNull := func(description string) object {
		return object{"type": []string{"string", "null"}, "description": description}
	}
	moment := func(description string) object {
		return object{"type": "string", "format": "date-time", "description": description}
	}
	list := func(items object) object { return object{"type": "array", "items": items} }
	closed := func(properties object) object {
		required := []string{}
		for name := range properties {
			required = append(required, name)
		}
		slices.Sort(required)
		return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	}
	count := object{"type": "integer", "description": "Rows in the range."}
	entry := closed(object{
		"event":       text("Name of the event."),
		"kind":        object{"type": "string", "enum": []event.Kind{event.Documented, event.Spelling, event.Asterisk, event.Form}, "description": "event: documented; spelling: another spelling of one; asterisk: written by plain Asterisk only; form: rows of a documented event that plain Asterisk fills otherwise."},
		"alias_of":    textOrNull("The documented event that an alias belongs to."),
		"url":         text("Where its rows are."),
		"meaning":     text("What it means."),
		"significado": text("What it means, in Spanish."),
		"note":        text("A remark; empty where there is none."),
		"nota":        text("The remark in Spanish."),
		"fields": list(closed(object{
			"name":        text("Name of the column."),
			"type":        object{"type": "string", "enum": []event.Type{event.Text, event.Int, event.Seconds, event.Milliseconds}},
			"unit":        textOrNull("Unit; null where it has none."),
			"place":       text("Which of data1 to data5 it is."),
			"meaning":     text("What it is."),
			"significado": text("What it is, in Spanish."),
		})),
		"example": object{"type": "array", "items": object{"type": "string"}, "description": "data1 and so on of an example row."},
		"decoded": object{"type": "object", "additionalProperties": object{"type": []string{"string", "number", "null"}}, "description": "The example, decoded."},
		"count":   count,
	})
	return closed(object{
		"table":   text("Name of the event log."),
		"channel": text("Its channel."),
		"canal":   text("Its channel, in Spanish."),
		"events":  list(entry),
		"aliases": list(entry),
		"unknown": list(closed(object{"event": textOrNull("Name of the event, as the rows have it."), "url": text("Its rows, undecoded."), "count": count})),
		"from":    moment("Beginning of the range."),
		"to":      moment("End of the range, itself not included."),
		"tz":      text("Time zone of the answer."),
		"as_of":   moment("Up to when the answer is complete."),
	})
}
