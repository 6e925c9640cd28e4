package write

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	reflection "github.com/swaggest/jsonschema-go"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
)

// Schema is the JSON schema of a Go type, against which bodies are checked. The OpenAPI document shows the same one.
type Schema struct{ check *jsonschema.Schema }

// SchemaOf makes the schema of a value's type from its fields and their tags (description, maxLength …). A member is
// required unless its json tag says omitempty, it can be null only if it is a pointer, and no other members are allowed.
func SchemaOf(value any) (*Schema, error) {
	of := reflect.TypeOf(value)
	if made, ok := schemas.Load(of); ok {
		return made.(*Schema), nil //nolint:forcetypeassert // only schemas are stored
	}
	s, err := newSchema(value)
	if err != nil {
		return nil, err
	}
	schemas.Store(of, s)
	return s, nil
}

// schemas contains the compiled schemas by Go type. Most of the time of making a server was that of compiling them.
var schemas sync.Map

func newSchema(value any) (*Schema, error) {
	reflector := reflection.Reflector{}
	reflected, err := reflector.Reflect(value, reflection.InlineRefs, reflection.InterceptProp(endpoint.RequireMember),
		endpoint.CloseObjects, reflection.InterceptNullability(endpoint.OnlyPointersAreNull))
	if err != nil {
		return nil, fmt.Errorf("describe %T: %w", value, err)
	}
	text, err := json.Marshal(reflected)
	if err != nil {
		return nil, fmt.Errorf("describe %T: %w", value, err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("read schema of %T: %w", value, err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	const name = "schema.json"
	if err := compiler.AddResource(name, document); err != nil {
		return nil, fmt.Errorf("read schema of %T: %w", value, err)
	}
	check, err := compiler.Compile(name)
	if err != nil {
		return nil, fmt.Errorf("compile schema of %T: %w", value, err)
	}
	return &Schema{check}, nil
}

// decode reads a body of this schema into a value of its Go type.
func (s *Schema) decode(text []byte, into any) *problem.Problem {
	value, err := strictJSON(text)
	if err != nil {
		return problem.New("invalid_json", "The body cannot be read as JSON: %s.", err)
	}
	if err := s.check.Validate(value); err != nil {
		var invalid *jsonschema.ValidationError
		if !errors.As(err, &invalid) {
			return problem.New("internal", "").WithCause(err)
		}
		var wrong problem.List
		s.gather(invalid, &wrong)
		return wrong.Problem()
	}
	if err := json.Unmarshal(text, into); err != nil {
		// Go is stricter than the schema, for which 1e2 is a whole number as well.
		var mismatch *json.UnmarshalTypeError
		if errors.As(err, &mismatch) {
			return problem.Param("invalid_body", mismatch.Field, "%s cannot be used; write whole numbers in digits", problem.Clip(mismatch.Value))
		}
		return problem.New("invalid_body", "A value of the body cannot be used.").WithCause(err)
	}
	return nil
}

// gather converts the leaves of the validator's error to problems of members.
func (s *Schema) gather(e *jsonschema.ValidationError, wrong *problem.List) {
	for _, cause := range e.Causes {
		s.gather(cause, wrong)
	}
	if len(e.Causes) > 0 {
		return
	}
	addParam := func(path []string, message string, args ...any) {
		name := problem.Clip(strings.Join(path, "."))
		if name == "" {
			name = "body"
		}
		wrong.Add(problem.Param("invalid_body", name, message, args...))
	}
	at := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			addParam(append(slices.Clone(at), name), "it is missing")
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			near := ""
			if len(at) == 0 {
				near = problem.Nearest(name, slices.Sorted(maps.Keys(s.check.Properties)))
			}
			addParam(append(slices.Clone(at), name), "there is no such member%s", near)
		}
	case *kind.Type:
		addParam(at, "it is of type %s, not %s", k.Got, strings.Join(k.Want, " or "))
	case *kind.MinLength:
		addParam(at, "it has %d characters; at least %d are needed", k.Got, k.Want)
	case *kind.MaxLength:
		addParam(at, "it has %d characters; at most %d are allowed", k.Got, k.Want)
	case *kind.Minimum:
		addParam(at, "it is less than %s", k.Want.RatString())
	case *kind.Maximum:
		addParam(at, "it is more than %s", k.Want.RatString())
	default:
		addParam(at, "%s", problem.Clip(e.ErrorKind.LocalizedString(message.NewPrinter(language.English))))
	}
}

// strictJSON reads exactly one JSON value. It refuses what encoding/json would change or drop silently, and what
// PostgreSQL cannot store.
func strictJSON(text []byte) (any, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, errors.New("it is empty")
	}
	if !utf8.Valid(text) {
		return nil, errors.New("it is not UTF-8")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil { // also bounds the depth
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return readValue(d)
}

func readValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case string:
		if strings.ContainsRune(token, 0) {
			return nil, errors.New("a text holds the character U+0000, which cannot be stored")
		}
	case json.Delim:
		if token == '[' {
			return readList(d)
		}
		return readMembers(d)
	}
	return token, nil
}

func readList(d *json.Decoder) (any, error) {
	list := []any{}
	for d.More() {
		value, err := readValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := d.Token()
	return list, err
}

func readMembers(d *json.Decoder) (any, error) {
	members := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if !ok {
			return nil, io.ErrUnexpectedEOF
		}
		if _, twice := members[name]; twice {
			return nil, fmt.Errorf("the member %q is given twice", problem.Clip(name))
		}
		if members[name], err = readValue(d); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return members, err
}
