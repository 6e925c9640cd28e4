// The OpenAPI document, as the endpoints describe themselves in it.

package endpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/problem"
)

// Document is the OpenAPI document while it is made. What several operations share is a component, to which they refer.
type Document struct {
	Spec openapi31.Spec
	made map[reflect.Type]*jsonschema.Schema // of answers
	err  error
}

// NewDocument returns a document without operations.
func NewDocument(spec openapi31.Spec) *Document {
	d := &Document{Spec: spec, made: map[reflect.Type]*jsonschema.Schema{}}
	d.Answer(problem.Problem{})
	var names []any
	for _, c := range problem.Codes() {
		names = append(names, c.Name)
	}
	d.Spec.Components.Schemas["Problem"]["properties"].(map[string]any)["code"].(map[string]any)["enum"] = names
	return d
}

// Err returns what was wrong with the descriptions of endpoints.
func (d *Document) Err() error { return d.err }

func (d *Document) fail(format string, args ...any) {
	d.err = errors.Join(d.err, fmt.Errorf("describe endpoints: "+format, args...))
}

// Schema adds a schema to the components, under the first of the names that no other schema has, and returns a reference
// to it.
func (d *Document) Schema(schema *jsonschema.Schema, names ...string) *jsonschema.Schema {
	plain := d.Plain(schema)
	for _, name := range names {
		if before, known := d.Spec.ComponentsEns().Schemas[name]; !known || reflect.DeepEqual(before, plain) {
			d.Spec.Components.WithSchemasItem(name, plain)
			return Ref(name)
		}
	}
	d.fail("there is another schema %s", names)
	return schema
}

// Ref returns a reference to a schema of the components.
func Ref(name string) *jsonschema.Schema {
	return (&jsonschema.Schema{}).WithRef("#/components/schemas/" + name)
}

// Plain returns a schema in the form that operations have.
func (d *Document) Plain(schema *jsonschema.Schema) map[string]any {
	plain, err := schema.ToSchemaOrBool().ToSimpleMap()
	if err != nil {
		d.fail("schema: %w", err)
	}
	return plain
}

// JSON returns the content of a body in JSON.
func (d *Document) JSON(schema *jsonschema.Schema) map[string]openapi31.MediaType {
	return d.Content("application/json", schema)
}

// Content returns the content of a body in a media type.
func (d *Document) Content(mediaType string, schema *jsonschema.Schema) map[string]openapi31.MediaType {
	return map[string]openapi31.MediaType{mediaType: {Schema: d.Plain(schema)}}
}

// Text returns the schema of a text.
func Text(description string) *jsonschema.Schema {
	text := jsonschema.String.ToSchemaOrBool().TypeObject
	if description != "" {
		text.WithDescription(description)
	}
	return text
}

// Object returns the schema of an object without members.
func Object() *jsonschema.Schema { return jsonschema.Object.ToSchemaOrBool().TypeObject }

// List returns the schema of a list.
func List(items *jsonschema.Schema) *jsonschema.Schema {
	return jsonschema.Array.ToSchemaOrBool().TypeObject.WithItems(*(&jsonschema.Items{}).WithSchemaOrBool(items.ToSchemaOrBool()))
}

// Scalar is a text, a number or true or false, or null.
type Scalar struct{}

// JSONSchema returns its schema.
func (Scalar) JSONSchema() (jsonschema.Schema, error) {
	return *(&jsonschema.Schema{}).WithType(*(&jsonschema.Type{}).WithSliceOfSimpleTypeValues(jsonschema.String, jsonschema.Number, jsonschema.Boolean, jsonschema.Null)), nil
}

// Body returns a reference to the schema of a request's body. It allows no other members than those of the Go type.
func (d *Document) Body(value any) *jsonschema.Schema { return d.of(value, CloseObjects) }

// Answer returns a reference to the schema of an answer. Later versions may add members.
func (d *Document) Answer(value any) *jsonschema.Schema {
	of := reflect.TypeOf(value)
	if d.made[of] == nil {
		d.made[of] = d.of(value, func(*jsonschema.ReflectContext) {})
	}
	return d.made[of]
}

func (d *Document) of(value any, objects func(*jsonschema.ReflectContext)) *jsonschema.Schema {
	reflector := jsonschema.Reflector{}
	schema, err := reflector.Reflect(value, jsonschema.InlineRefs, jsonschema.InterceptProp(RequireMember), jsonschema.InterceptNullability(OnlyPointersAreNull), objects)
	if err != nil {
		d.fail("%T: %w", value, err)
	}
	name := reflect.TypeOf(value).Name()
	return d.Schema(&schema, strings.ToUpper(name[:1])+name[1:])
}

// RequireMember makes a member required unless its json tag says omitempty.
func RequireMember(p jsonschema.InterceptPropParams) error {
	if p.Processed && !strings.Contains(p.Field.Tag.Get("json"), ",omit") {
		p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
	}
	return nil
}

// OnlyPointersAreNull removes null from the other types: an empty list is a list.
func OnlyPointersAreNull(p jsonschema.InterceptNullabilityParams) {
	if p.NullAdded && p.Type.Kind() != reflect.Pointer {
		p.Schema.RemoveType(jsonschema.Null)
	}
}

// CloseObjects allows no other members than those of the Go type.
func CloseObjects(rc *jsonschema.ReflectContext) {
	jsonschema.InterceptSchema(func(p jsonschema.InterceptSchemaParams) (stop bool, err error) {
		if p.Processed && p.Schema.HasType(jsonschema.Object) && p.Schema.AdditionalProperties == nil {
			p.Schema.AdditionalProperties = &jsonschema.SchemaOrBool{TypeBoolean: new(false)}
		}
		return false, nil
	})(rc)
}

// Operation returns the description of an operation without its parameters and answers.
func Operation(id, tag, summary, description string) *openapi31.Operation {
	op := (&openapi31.Operation{}).WithID(id).WithTags(tag).WithSummary(summary)
	if description != "" {
		op.WithDescription(description)
	}
	return op
}

// Answers adds an answer to an operation, and the problems with which it may be answered instead: those with the given
// statuses, and failures of the server. They are two ranges of statuses, whose components list them: an answer for each
// status made the document, and the programs generated from it, much longer.
func (d *Document) Answers(op *openapi31.Operation, status int, answer openapi31.Response, refusals ...int) *openapi31.Operation {
	op.ResponsesEns().WithMapOfResponseOrReferenceValuesItem(fmt.Sprint(status), openapi31.ResponseOrReference{Response: &answer})
	op.Responses.WithMapOfResponseOrReferenceValuesItem("4XX", d.problems(refusalsName(refusals), refusals))
	op.Responses.WithMapOfResponseOrReferenceValuesItem("5XX", d.problems("Failed", []int{500, 503}))
	return op
}

// refusalsName returns the name of the component for some statuses, which names those in which it differs from that of
// most routes.
func refusalsName(statuses []int) string {
	usual := []int{400, 401, 403, 406, 426, 429}
	name := "Refused"
	for _, status := range statuses {
		if !slices.Contains(usual, status) {
			name += fmt.Sprint("-", status)
		}
	}
	for _, status := range usual {
		if !slices.Contains(statuses, status) {
			name += fmt.Sprint("-not", status)
		}
	}
	return name
}

// problems returns a reference to the component that describes the problems of some statuses.
func (d *Document) problems(name string, statuses []int) openapi31.ResponseOrReference {
	if _, known := d.Spec.ComponentsEns().Responses[name]; known {
		return Response(name)
	}
	var lines []string
	for _, c := range problem.Codes() {
		if slices.Contains(statuses, c.Status) {
			lines = append(lines, fmt.Sprintf("- %d `%s`: %s.", c.Status, c.Name, c.Title))
		}
	}
	slices.Sort(lines)
	response := (&openapi31.Response{Description: strings.Join(lines, "\n")}).WithMapOfAnythingItem("x-statuses", statuses).
		WithContentItem("application/problem+json", openapi31.MediaType{Schema: d.Plain(Ref("Problem"))}).
		WithHeadersItem("Retry-After", header("With 429 and 503: seconds to wait before the next attempt.", jsonschema.Integer)).
		WithHeadersItem("Idempotency-Replayed", Header("With writes: true if this is the stored answer of the Idempotency-Key."))
	d.Spec.Components.WithResponsesItem(name, openapi31.ResponseOrReference{Response: response})
	return Response(name)
}

// Response returns a reference to a response of the components.
func Response(name string) openapi31.ResponseOrReference {
	return openapi31.ResponseOrReference{Reference: &openapi31.Reference{Ref: "#/components/responses/" + name}}
}

func header(description string, kind jsonschema.SimpleType) openapi31.HeaderOrReference {
	return openapi31.HeaderOrReference{Header: (&openapi31.Header{}).WithDescription(description).WithSchema(map[string]any{"type": string(kind)})}
}

// Header returns the description of a header that holds a text.
func Header(description string) openapi31.HeaderOrReference {
	return header(description, jsonschema.String)
}

// SharedParameter adds a parameter to the components and returns a reference to it.
func (d *Document) SharedParameter(component string, p openapi31.ParameterOrReference) openapi31.ParameterOrReference {
	if p.Parameter.Schema["enum"] != nil {
		// Otherwise clients that are generated have a type of its own for each operation.
		name := "Value-of-" + component
		d.Spec.ComponentsEns().WithSchemasItem(name, p.Parameter.Schema)
		p.Parameter.WithSchema(d.Plain(Ref(name)))
	}
	if before, known := d.Spec.ComponentsEns().Parameters[component]; known && !reflect.DeepEqual(before, p) {
		d.fail("there are two parameters %s", component)
	}
	d.Spec.Components.WithParametersItem(component, p)
	return openapi31.ParameterOrReference{Reference: &openapi31.Reference{Ref: "#/components/parameters/" + component}}
}

// ShareProperties makes each property that several schemas of the components have alike a component of its own.
func (d *Document) ShareProperties() {
	const short = 60 // a reference is about as long
	uses := map[string]int{}
	d.eachProperty(func(_ map[string]any, name, text string) { uses[name+text]++ })
	named, numbers := map[string]string{}, map[string]int{}
	shared := map[string]map[string]any{}
	d.eachProperty(func(properties map[string]any, name, text string) {
		if uses[name+text] < 2 || len(text) <= short {
			return
		}
		component, known := named[name+text]
		if !known {
			component = "col." + name
			if numbers[name]++; numbers[name] > 1 {
				component += fmt.Sprint(".", numbers[name])
			}
			named[name+text] = component
			shared[component], _ = properties[name].(map[string]any)
		}
		properties[name] = map[string]any{"$ref": "#/components/schemas/" + component}
	})
	for component, schema := range shared {
		d.Spec.Components.WithSchemasItem(component, schema)
	}
}

// eachProperty calls do with each property of the schemas of the components, with its text, in the order of their names.
func (d *Document) eachProperty(do func(properties map[string]any, name, text string)) {
	for _, component := range slices.Sorted(maps.Keys(d.Spec.Components.Schemas)) {
		schema := d.Spec.Components.Schemas[component]
		parts, _ := schema["allOf"].([]any)
		for _, part := range append(parts, schema) {
			part, _ := part.(map[string]any)
			properties, _ := part["properties"].(map[string]any)
			for _, name := range slices.Sorted(maps.Keys(properties)) {
				text, err := json.Marshal(properties[name])
				if err != nil {
					d.fail("share properties: %w", err)
				}
				do(properties, name, string(text))
			}
		}
	}
}
