package endpoint

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// Object is a JSON object of the OpenAPI document.
type Object = map[string]any

// Ref returns a reference to a component.
func Ref(kind, name string) Object { return Object{"$ref": "#/components/" + kind + "/" + name} }

// Responses returns the responses of an operation: those given, and references to the problems with the statuses.
func Responses(given Object, statuses ...string) Object {
	out := maps.Clone(given)
	for _, status := range statuses {
		out[status] = Ref("responses", status)
	}
	return out
}

// Parameters returns the descriptions of the parameters of an endpoint.
func Parameters(params []route.Param) []Object {
	out := []Object{}
	for _, p := range params {
		out = append(out, Parameter(query.Param{Name: p.Name, Description: p.Description, Kind: p.Kind, Path: p.Path,
			Required: p.Required, Repeatable: p.Array, Default: p.Default, Min: p.Min, Max: p.Max, Enum: p.Enum}))
	}
	return out
}

// Parameter returns the description of a parameter.
func Parameter(p query.Param) Object {
	schema := KindSchema(p.Kind)
	if p.Kind == route.Time {
		schema = Object{"type": "string"} // a date will do
	}
	if len(p.Enum) > 0 {
		schema["enum"] = p.Enum
	}
	bound := func(name, value string) {
		if value != "" {
			schema[name] = json.Number(value)
		}
	}
	bound("minimum", p.Min)
	bound("maximum", p.Max)
	literal := func(value string) any {
		if p.Kind == route.Int || p.Kind == route.Number || p.Kind == route.Bool {
			return json.RawMessage(value)
		}
		return value
	}
	if p.Default != "" && !p.Repeatable {
		schema["default"] = literal(p.Default)
	}
	out := Object{"name": p.Name, "in": "query", "description": p.Description}
	switch {
	case p.Path:
		out["in"], out["required"] = "path", true
	case p.Repeatable:
		schema = Object{"type": "array", "items": schema}
		if p.Default != "" {
			values := []any{}
			for value := range strings.SplitSeq(p.Default, ",") {
				values = append(values, literal(value))
			}
			schema["default"] = values
		}
	}
	if p.Required {
		out["required"] = true
	}
	if p.Personal != "" {
		out["x-personal"] = p.Personal
	}
	out["schema"] = schema
	return out
}

// KindSchema returns the schema of the values of a kind.
func KindSchema(kind route.Kind) Object {
	switch kind {
	case route.Int:
		return Object{"type": "integer"}
	case route.Number:
		return Object{"type": "number"}
	case route.Money:
		return Object{"type": "string", "format": "decimal"}
	case route.Bool:
		return Object{"type": "boolean"}
	case route.Time:
		return Object{"type": "string", "format": "date-time"}
	}
	return Object{"type": "string"}
}
