package endpoint

import (
	"strconv"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// Parameters returns the descriptions of the parameters of an endpoint.
func (d *Document) Parameters(params []route.Param) []openapi31.ParameterOrReference {
	var out []openapi31.ParameterOrReference
	for _, p := range params {
		out = append(out, d.Parameter(query.Param{Name: p.Name, Description: p.Description, Kind: p.Kind, Path: p.Path,
			Required: p.Required, Repeatable: p.Array, Default: p.Default, Min: p.Min, Max: p.Max, Enum: p.Enum}))
	}
	return out
}

// Parameter returns the description of a parameter.
func (d *Document) Parameter(p query.Param) openapi31.ParameterOrReference {
	schema := KindSchema(p.Kind)
	if p.Kind == route.Time {
		schema.Format = nil // a date will do
	}
	for _, value := range p.Enum {
		schema.Enum = append(schema.Enum, value)
	}
	schema.Minimum, schema.Maximum = d.bound(p.Min), d.bound(p.Max)
	out := (&openapi31.Parameter{In: openapi31.ParameterInQuery}).WithName(p.Name).WithDescription(p.Description)
	switch {
	case p.Path:
		out.WithIn(openapi31.ParameterInPath).WithRequired(true)
	case p.Repeatable:
		list := List(schema)
		if p.Default != "" {
			var values []any
			for value := range strings.SplitSeq(p.Default, ",") {
				values = append(values, d.literal(p.Kind, value))
			}
			list.WithDefault(values)
		}
		schema = list
	case p.Default != "":
		schema.WithDefault(d.literal(p.Kind, p.Default))
	}
	if p.Required {
		out.WithRequired(true)
	}
	if p.Personal != "" {
		out.WithMapOfAnythingItem("x-personal", p.Personal)
	}
	return openapi31.ParameterOrReference{Parameter: out.WithSchema(d.Plain(schema))}
}

func (d *Document) bound(value string) *float64 {
	if value == "" {
		return nil
	}
	n, _ := d.literal(route.Number, value).(float64)
	return &n
}

// literal returns a value of a kind, from its text.
func (d *Document) literal(kind route.Kind, value string) any {
	var out any = value
	var err error
	switch kind {
	case route.Int, route.Number:
		out, err = strconv.ParseFloat(value, 64)
	case route.Bool:
		out, err = strconv.ParseBool(value)
	}
	if err != nil {
		d.fail("default or bound: %w", err)
	}
	return out
}

// KindSchema returns the schema of the values of a kind.
func KindSchema(kind route.Kind) *jsonschema.Schema {
	text := jsonschema.String.ToSchemaOrBool().TypeObject
	switch kind {
	case route.Int:
		return jsonschema.Integer.ToSchemaOrBool().TypeObject
	case route.Number:
		return jsonschema.Number.ToSchemaOrBool().TypeObject
	case route.Money:
		return text.WithFormat("decimal")
	case route.Bool:
		return jsonschema.Boolean.ToSchemaOrBool().TypeObject
	case route.Time:
		return text.WithFormat("date-time")
	}
	return text
}
