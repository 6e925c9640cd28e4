// The answer of the lists of events, and its description.

package api

import (
	"net/http"
	"time"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// eventList is the answer of GET /v1/events/TABLE.
type eventList struct {
	Table   string         `json:"table" description:"Name of the event log."`
	Channel string         `json:"channel" description:"Its channel."`
	Canal   string         `json:"canal" description:"Its channel, in Spanish."`
	Events  []eventEntry   `json:"events"`
	Aliases []eventEntry   `json:"aliases"`
	Unknown []unknownEvent `json:"unknown"`
	From    time.Time      `json:"from" description:"Beginning of the range."`
	To      time.Time      `json:"to" description:"End of the range, exclusive."`
	TZ      string         `json:"tz" description:"Time zone of the answer."`
	AsOf    time.Time      `json:"as_of" description:"Time up to which the answer is complete."`
}

// eventEntry is an event of the catalogue, with the number of its rows in the range.
type eventEntry struct {
	Event       string       `json:"event" description:"Name of the event."`
	Kind        event.Kind   `json:"kind" enum:"event,spelling,asterisk,form" description:"event: documented; spelling: another spelling of one; asterisk: written by plain Asterisk only; form: rows of a documented event that plain Asterisk fills differently."`
	AliasOf     *string      `json:"alias_of" description:"The documented event that an alias belongs to."`
	URL         string       `json:"url" description:"URL of its rows."`
	Meaning     string       `json:"meaning" description:"What it means."`
	Significado string       `json:"significado" description:"What it means, in Spanish."`
	Note        string       `json:"note" description:"A remark; empty: none."`
	Nota        string       `json:"nota" description:"The remark in Spanish."`
	Fields      []eventField `json:"fields"`
	Example     []string     `json:"example" description:"data1 and the following columns of an example row."`
	Decoded     decoded      `json:"decoded" description:"The example, decoded."`
	Count       int64        `json:"count" description:"Rows in the range."`
}

// decoded is the values of an event by their names: texts, numbers or null.
type decoded map[string]any

// JSONSchema returns its schema, which Go's type does not say.
func (decoded) JSONSchema() (jsonschema.Schema, error) {
	value, err := endpoint.Scalar{}.JSONSchema()
	return *endpoint.Object().WithAdditionalProperties(value.ToSchemaOrBool()), err
}

// eventField is a named field of an event.
type eventField struct {
	Name        string     `json:"name" description:"Name of the column."`
	Type        event.Type `json:"type" enum:"text,int,seconds,milliseconds"`
	Unit        *string    `json:"unit" description:"Unit; null: none."`
	Place       string     `json:"place" description:"Its column, data1 to data5."`
	Meaning     string     `json:"meaning" description:"Meaning of the field."`
	Significado string     `json:"significado" description:"Meaning of the field, in Spanish."`
}

// unknownEvent is a value of the column event that is not in the catalogue; nil is NULL.
type unknownEvent struct {
	Event *string `json:"event" description:"Name of the event, as the rows have it."`
	URL   string  `json:"url" description:"Its rows, undecoded."`
	Count int64   `json:"count" description:"Rows in the range."`
}

// eventsOperation describes GET /v1/events/{table}.
func eventsOperation(d *endpoint.Document) *openapi31.Operation {
	op := endpoint.Operation("events", "events", "The events of one event log: meaning, fields, units, and their numbers in the range.",
		"The documented events, their aliases, and other events in the log.")
	op.Parameters = append(op.Parameters, d.Parameter(query.Param{Name: "table", Description: "The event log.", Kind: route.Text, Path: true, Enum: event.Tables()}))
	op.Parameters = append(op.Parameters, commonParameters(d, query.RangeParams(), "range", "from", "to", "tz")...)
	return d.Answers(op, http.StatusOK, openapi31.Response{Description: "The answer.", Content: d.JSON(d.Answer(eventList{}))}, 400, 401, 403, 404, 429)
}
