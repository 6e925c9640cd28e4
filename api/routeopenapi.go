// The descriptions of the generated routes in the OpenAPI document.

package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// answerMembers are the members of every answer beside the data.
type answerMembers struct {
	NextCursor *string    `json:"next_cursor" description:"Cursor of the next page; null: there is none."`
	From       *time.Time `json:"from" description:"Beginning of the range; null: open."`
	To         *time.Time `json:"to" description:"End of the range, exclusive; null: open."`
	TZ         string     `json:"tz" description:"Time zone of the answer."`
	AsOf       *time.Time `json:"as_of" description:"Time up to which the answer is complete; null before the first event."`
	Coverage   *covered   `json:"coverage,omitempty" nullable:"false"`
	Warnings   []warning  `json:"warnings,omitempty" maxItems:"20" description:"Names of campaigns and agents in filters that no row has ever had; absent if there are none."`
}

// warning is about a name that no row has.
type warning struct {
	Param   string  `json:"param" description:"The filter or parameter."`
	Value   string  `json:"value" description:"The name, cut after 60 characters."`
	Message string  `json:"message"`
	Nearest *string `json:"nearest" description:"The most similar name that rows have; null: none is similar."`
}

// covered says whether the feeds had read everything of the range.
type covered struct {
	_        struct{}    `description:"Whether the feeds that write the tables of the answer have read everything of its range; absent if no feed does."`
	Complete bool        `json:"complete"`
	Gaps     []uncovered `json:"gaps" description:"Times of which feeds lack rows, or may lack them; at most 20."`
}

type uncovered struct {
	Feed   string     `json:"feed"`
	From   *time.Time `json:"from" description:"Begin of the gap; null: since ever."`
	To     *time.Time `json:"to" description:"End of the gap; null: until now."`
	Reason string     `json:"reason"`
}

// explanation says how a column is computed.
type explanation struct {
	Formula     string  `json:"formula"`
	Numerator   string  `json:"numerator,omitempty" description:"Of a rate: columns, with + and - between them."`
	Denominator string  `json:"denominator,omitempty" description:"Of a rate: columns, with + and - between them."`
	Rows        *string `json:"rows,omitempty" description:"URL template (RFC 6570) that, filled in from a row, returns exactly the rows that the count counts; null if it would need a masked value."`
}

// routeDescriber describes the generated routes.
type routeDescriber struct {
	catalogue *event.Catalogue
	routes    []*query.Route // all of them: some share schemas
}

// operation describes a generated route.
func (rd *routeDescriber) operation(d *endpoint.Document, r *query.Route) *openapi31.Operation {
	description := r.Description
	if r.Whole {
		description = strings.TrimSpace(description + " Closed to campaign-limited keys.")
	}
	op := endpoint.Operation(r.Name, strings.Split(r.Path, "/")[2], r.Summary, description)
	op.Parameters = routeParameters(d, r)
	content := d.JSON(rd.answerSchema(d, r))
	formats := query.Formats()[1:]
	switch {
	case r.Chart != nil:
		formats = append(formats, query.Pictures()...)
	case r.TakesGroups():
		content["image/*"] = openapi31.MediaType{}
	}
	for _, format := range formats {
		mediaType, _, _ := strings.Cut(format[1], ";")
		content[mediaType] = openapi31.MediaType{} // the parameter format describes them
	}
	refusals := []int{400, 401, 403, 406, 426, 429}
	if r.One {
		refusals = append(refusals, 404, 409)
	}
	d.Answers(op, http.StatusOK, openapi31.Response{Description: "The answer.", Content: content}, refusals...)
	d.Spec.Components.WithResponsesItem("304", openapi31.ResponseOrReference{Response: (&openapi31.Response{Description: "The answer has the tag in If-None-Match."}).
		WithHeadersItem("ETag", endpoint.Header("Weak tag of a JSON answer whose range has ended."))})
	op.Responses.WithMapOfResponseOrReferenceValuesItem("304", endpoint.Response("304"))
	extend := func(name string, value any, given bool) {
		if given {
			op.WithMapOfAnythingItem(name, value)
		}
	}
	extend("x-key", r.Key, true)
	extend("x-time", r.Time, r.Time != "")
	extend("x-order", r.Order, r.Order != "")
	extend("x-examples", r.Examples, len(r.Examples) > 0)
	extend("x-timeout-seconds", r.Timeout.Seconds(), r.Timeout > 0)
	if r.Chart != nil {
		extend("x-chart", r.Chart.String(), true)
	}
	return op
}

func whole(description string) jsonschema.SchemaOrBool {
	return endpoint.KindSchema(route.Int).WithDescription(description).ToSchemaOrBool()
}

// with returns the schema of an object that has the members of a component and others.
func with(component, others *jsonschema.Schema) *jsonschema.Schema {
	return (&jsonschema.Schema{}).WithAllOf(component.ToSchemaOrBool(), others.ToSchemaOrBool())
}

// answerSchema returns the schema of an answer in JSON.
func (rd *routeDescriber) answerSchema(d *endpoint.Document, r *query.Route) *jsonschema.Schema {
	row, total := rd.rowSchemas(d, r)
	own := endpoint.Object().WithRequired("data")
	switch {
	case r.One:
		own.WithPropertiesItem("data", row.ToSchemaOrBool())
	case r.Interval:
		own.WithPropertiesItem("data", endpoint.List(row).ToSchemaOrBool()).WithPropertiesItem("total", total.ToSchemaOrBool())
	default:
		own.WithPropertiesItem("data", endpoint.List(row).ToSchemaOrBool())
	}
	if r.HasRollup() {
		source := endpoint.KindSchema(route.Text).WithEnum("rollup", "visits", "both").
			WithDescription("What the answer was computed from: sums of quarters of an hour, single visits, or both. The figures are the same.")
		own.WithPropertiesItem("source", d.Schema(source, "SourceOfFigures").ToSchemaOrBool())
	}
	if r.LeftOut != nil {
		own.WithPropertiesItem("left_out", whole(r.LeftOut.Description+" Filters do not change it."))
	}
	explain := func() jsonschema.SchemaOrBool {
		schema := endpoint.Object().WithDescription("With explain=true: how each column is computed.").WithAdditionalProperties(d.Answer(explanation{}).ToSchemaOrBool())
		return d.Schema(schema, "Explanations").ToSchemaOrBool()
	}
	members := d.Answer(answerMembers{})
	if r.Explains() && !r.TakesGroups() { // those that take them have it in Page
		own.WithPropertiesItem("explain", explain())
	}
	if !r.One && !r.Interval {
		members = d.Schema(with(members, endpoint.Object().WithPropertiesItem("count", whole("Number of matching rows, if count was given.")).
			WithPropertiesItem("explain", explain()).WithPropertiesItem("total", groupSchema(d).ToSchemaOrBool())), "Page")
	}
	return with(members, own)
}

// groupSchema returns the schema of a group. Clients are typed by the rows, so that it is not one of the schemas of data.
func groupSchema(d *endpoint.Document) *jsonschema.Schema {
	value := (&jsonschema.Schema{}).WithType(*(&jsonschema.Type{}).WithSliceOfSimpleTypeValues(jsonschema.String, jsonschema.Number, jsonschema.Boolean, jsonschema.Null))
	address := endpoint.KindSchema(route.Text).WithDescription("URL of the rows of the group; null: it would need a masked value.")
	address.AddType(jsonschema.Null)
	return d.Schema(endpoint.Object().WithAdditionalProperties(value.ToSchemaOrBool()).WithPropertiesItem("rows", address.ToSchemaOrBool()).
		WithDescription("With by, each member of data is a Group instead of a row: the columns that by and agg name, and rows. total is the Group of all rows in the range with the filters, and is absent without by."), "Group")
}

// rowSchemas returns the schemas of a row and of the total, in which the dimensions are null. Any column may be
// missing, because fields may leave it out.
func (rd *routeDescriber) rowSchemas(d *endpoint.Document, r *query.Route) (row, total *jsonschema.Schema) {
	name := rowName(r)
	if !r.Interval {
		var common []string
		table, _, isEvent := eventPath(r.Path)
		if isEvent {
			common = rd.eventColumns(table)
		}
		shared, row := endpoint.Object(), endpoint.Object()
		for _, c := range r.Columns {
			schema := row
			if slices.Contains(common, c.Name) {
				schema = shared
			}
			schema.WithPropertiesItem(c.Name, rd.columnSchema(r, c, c.Name == r.Time && rd.mayBeInfinite(name)).ToSchemaOrBool())
		}
		if isEvent {
			row = with(d.Schema(shared, "Event-"+table), row)
		}
		return d.Schema(row, name+"Row"), nil
	}
	figures, dimensions, none := endpoint.Object(), endpoint.Object(), endpoint.Object()
	for _, c := range r.Compared().Columns {
		if _, previous := query.OfPrevious(&c); previous {
			figures.WithPropertiesItem(c.Name, rd.previousSchema(d, r, c).ToSchemaOrBool())
			continue
		}
		if !slices.Contains(r.Key, c.Name) {
			figures.WithPropertiesItem(c.Name, rd.columnSchema(r, c, false).ToSchemaOrBool())
			continue
		}
		dimensions.WithPropertiesItem(c.Name, rd.columnSchema(r, c, false).ToSchemaOrBool())
		null := endpoint.KindSchema(c.Kind)
		null.AddType(jsonschema.Null)
		none.WithPropertiesItem(c.Name, null.ToSchemaOrBool())
	}
	shared := d.Schema(figures, name+"Figures")
	return d.Schema(with(shared, dimensions), name+"Row"), d.Schema(with(shared, none), name+"Total")
}

// rowName returns the name of the schema of a route's rows. The routes of one table share it.
func rowName(r *query.Route) string {
	if strings.HasPrefix(r.Path, "/v1/tables/") {
		return strings.TrimPrefix(strings.TrimPrefix(r.Name, "List"), "Get")
	}
	return r.Name
}

// mayBeInfinite reports whether a route with these rows shows some without a range. Their times may be infinite, which
// are shown as null.
func (rd *routeDescriber) mayBeInfinite(name string) bool {
	return slices.ContainsFunc(rd.routes, func(r *query.Route) bool { return rowName(r) == name && !r.TimeRequired })
}

// eventColumns returns the columns that all events of a log have.
func (rd *routeDescriber) eventColumns(table string) (common []string) {
	for _, r := range rd.routes {
		if of, _, isEvent := eventPath(r.Path); !isEvent || of != table {
			continue
		}
		if common == nil {
			common = r.ColumnNames()
		}
		common = slices.DeleteFunc(common, func(name string) bool { return r.Column(name) == nil })
	}
	return common
}

// previousSchema returns the schema of a column of the preceding range, which is like the column without the suffix.
func (rd *routeDescriber) previousSchema(d *endpoint.Document, r *query.Route, c route.Column) *jsonschema.Schema {
	name := "Previous-" + string(c.Kind)
	if c.Additive {
		name += "-additive"
	}
	c.Description, c.Nullable, c.Withheld = "The column without _previous, in the preceding range.", c.Nullable || c.Withheld, false
	schema := rd.columnSchema(r, c, false)
	if schema.HasType(jsonschema.Null) {
		name += "-or-null"
	}
	return d.Schema(schema, name)
}

func (rd *routeDescriber) columnSchema(r *query.Route, c route.Column, alwaysNull bool) *jsonschema.Schema {
	schema := endpoint.KindSchema(c.Kind).WithDescription(c.Description)
	if c.Withheld {
		schema.WithDescription(c.Description + " Null for a campaign-limited key.")
	}
	if c.Additive {
		schema.WithExtraPropertiesItem("x-additive", true)
	}
	if c.Personal != "" {
		schema.WithExtraPropertiesItem("x-personal", c.Personal)
	}
	if unit := unitOf(rd.catalogue, r, c.Name); unit != "" {
		schema.WithExtraPropertiesItem("x-unit", unit)
	}
	if c.Nullable || c.Withheld || alwaysNull {
		schema.AddType(jsonschema.Null)
	}
	return schema
}

// routeParameters describes the parameters of a route: the range and the slots first, then the route's own, filters,
// and what shapes the answer.
func routeParameters(d *endpoint.Document, r *query.Route) []openapi31.ParameterOrReference {
	var path, own, filters []openapi31.ParameterOrReference
	for _, p := range r.OwnParameters() {
		if p.Path {
			path = append(path, d.Parameter(p))
		} else {
			own = append(own, d.Parameter(p))
		}
	}
	for _, c := range r.Columns {
		if hasOwnFilter(r, c) {
			component := "column." + c.Name
			if r.Site && c.Kind != route.Text { // the product's columns of the name may have another type
				component += "." + string(c.Kind)
			}
			filters = append(filters, d.SharedParameter(component, d.Parameter(query.Param{
				Name: c.Name, Kind: c.Kind, Repeatable: true, Description: "Rows whose " + c.Name + " is this value; repeated: any of them."})))
		}
	}
	filters = append(filters, filterParameter(d))
	slots := commonParameters(d, r.Grammar(), "range", "from", "to", "tz", "interval", "hours", "weekdays", "compare")
	shape := commonParameters(d, r.Grammar(), "order", "fields", "limit", "cursor", "format")
	if r.TakesGroups() {
		shape = append(shape, groupsParameter(d, r.Grammar()))
	} else {
		slots = append(slots, commonParameters(d, r.Grammar(), "total")...)
		shape = append(shape, commonParameters(d, r.Grammar(), "width", "height", "explain")...)
	}
	shape = append(shape, commonParameters(d, r.Grammar(), "source")...)
	return slices.Concat(path, slots, own, filters, shape, []openapi31.ParameterOrReference{textParameter(d, r.Grammar())})
}

// groupsParameter describes the parameters of questions by group at once, as textParameter does those of texts.
func groupsParameter(d *endpoint.Document, grammar []query.Param) openapi31.ParameterOrReference {
	return objectParameter(d, grammar, "groups", "Groups", "Questions by group, counts, explanations and the size of charts. Each member is a parameter of its own: by=queue&agg=count,share.",
		"by", "agg", "total", "count", "explain", "width", "height")
}

// textParameter describes the parameters about texts and the form of csv at once: a reference to each would make the
// document longer than all that it says of them.
func textParameter(d *endpoint.Document, grammar []query.Param) openapi31.ParameterOrReference {
	return objectParameter(d, grammar, "text", "Texts", "The language of texts, headings, and the form of csv. Each member is a parameter of its own: lang=es&dialect=excel-es.",
		"lang", "labels", "dialect", "separator", "decimal", "bom", "dates")
}

// objectParameter describes several parameters as the members of one. In a URL its members are parameters of their own.
func objectParameter(d *endpoint.Document, grammar []query.Param, name, component, description string, members ...string) openapi31.ParameterOrReference {
	schema := endpoint.Object()
	for _, p := range grammar {
		if slices.Contains(members, p.Name) {
			member := endpoint.KindSchema(p.Kind).WithDescription(p.General)
			for _, value := range p.Enum {
				member.Enum = append(member.Enum, value)
			}
			schema.WithPropertiesItem(p.Name, member.ToSchemaOrBool())
		}
	}
	return d.SharedParameter(name, openapi31.ParameterOrReference{Parameter: (&openapi31.Parameter{Name: name, In: openapi31.ParameterInQuery}).
		WithStyle(openapi31.ParameterStyleForm).WithExplode(true).WithSchema(d.Plain(d.Schema(schema, component))).WithDescription(description).
		WithExample(map[string]any{})})
}

// commonParameters describes parameters of the common grammar in an order, without those that a route does not take.
func commonParameters(d *endpoint.Document, grammar []query.Param, names ...string) (out []openapi31.ParameterOrReference) {
	for _, name := range names {
		for _, p := range grammar {
			if p.Name == name {
				p.Description = p.General
				out = append(out, d.SharedParameter(p.Component, d.Parameter(p)))
			}
		}
	}
	return out
}

// hasOwnFilter reports whether the document has a parameter for the filter on a column, beside the one for all: what
// reports are divided by, and names. The routes of events, which are many, have it for none.
func hasOwnFilter(r *query.Route, c route.Column) bool {
	_, _, isEvent := eventPath(r.Path)
	return !isEvent && (r.Interval && slices.Contains(r.Key, c.Name) || slices.Contains([]string{"queue", "queuename", "campaign", "agent"}, c.Name))
}

// filterParameter describes the filters on all columns at once, with the operators of each type.
func filterParameter(d *endpoint.Document) openapi31.ParameterOrReference {
	operators := map[string][]string{}
	lines := ""
	for _, kind := range []struct {
		kind route.Kind
		name string
	}{{route.Text, "text"}, {route.Int, "whole number"}, {route.Number, "number"}, {route.Money, "amount (decimal)"}, {route.Time, "time"}, {route.Bool, "true or false"}} {
		operators[string(kind.kind)] = kind.kind.Operators()
		lines += fmt.Sprintf("\n- %s: .%s", kind.name, strings.Join(kind.kind.Operators(), " ."))
	}
	meanings := ""
	for _, op := range route.Text.Operators() {
		meanings += "\n- ." + op + ": " + query.OperatorMeaning(op, "column", route.English)
	}
	anything := (&jsonschema.Schema{}).WithType(*(&jsonschema.Type{}).WithSliceOfSimpleTypeValues(jsonschema.String, jsonschema.Number, jsonschema.Boolean, jsonschema.Array))
	pattern := `^[a-z][a-z0-9_]*(\.(` + strings.Join(append(route.Text.Operators(), "weekday", "hour-of-day"), "|") + `))?$`
	schema := endpoint.Object().WithAdditionalProperties(anything.ToSchemaOrBool()).WithPropertyNames((&jsonschema.Schema{}).WithPattern(pattern).ToSchemaOrBool()).
		WithDescription("Each member is named like a column, for equality, or like a column with an operator:" + meanings + "\n\nOperators of a column, by its type:" + lines + "\n\nEquality and .ne may be repeated. A time also has .weekday (1 is Monday) and .hour-of-day, by the clock of tz.")
	return d.SharedParameter("filter", openapi31.ParameterOrReference{Parameter: (&openapi31.Parameter{Name: "filter", In: openapi31.ParameterInQuery}).
		WithStyle(openapi31.ParameterStyleDeepObject).WithExplode(true).WithSchema(d.Plain(d.Schema(schema, "Filters"))).WithMapOfAnythingItem("x-operators", operators).
		WithDescription("Filters on columns of the rows: filter[queue]=sales is the same as queue=sales, and filter[wait_seconds.gte]=20 the same as wait_seconds.gte=20. Operators: .ne, .gt, .gte, .lt, .lte, .like, .ilike (* is any text), .null (true, false).").
		WithExample(map[string]any{})})
}
