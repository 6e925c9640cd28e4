package annotation

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// systemParams returns the parameters that the engine sets rather than the caller, with their kinds.
func systemParams() map[string]string {
	return map[string]string{
		"range_from":   "time",
		"range_to":     "time",
		"slot_bounds":  "time[]",
		"slot_numbers": "int[]",
		"total":        "bool",
		"dimensions":   "bool",
		"time_zone":    "text",
		"as_of":        "time",
		"rollup_from":  "time",
		"rollup_to":    "time",
	}
}

// sqlc reads =@name as an operator and leaves it unchanged.
var strayParam = regexp.MustCompile(`[-+*/<>=~!#%^&|?](@[a-z_][a-z0-9_]*)`)

// addParams combines the query's parameters, their annotations and the placeholders of the path.
func (r *builder) addParams(a *annotations) (wrong problems) {
	for _, m := range strayParam.FindAllStringSubmatch(r.query.Text, -1) {
		wrong.addf("the parameter %s right after an operator is not recognised; put a space before it", m[1])
	}
	inPath := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(r.Path, -1) {
		if inPath[m[1]] {
			wrong.addf("there are two path placeholders {%s}; rename one", m[1])
		}
		inPath[m[1]] = true
	}
	for _, p := range r.query.Params {
		if p.Name == "" {
			wrong.addf("parameter $%d has no name; write it as @name::type", p.Number)
			continue
		}
		note, noted := a.params[p.Name]
		made := route.Param{Name: p.Name, Number: p.Number, Array: p.Type.Dimensions > 0, Path: inPath[p.Name], Description: note.description}
		wrong = append(wrong, fill(&made, p.Type, note, noted)...)
		r.Params = append(r.Params, made)
		delete(a.params, p.Name)
		delete(inPath, p.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(inPath)) {
		wrong.addf("path placeholder {%s} has no parameter; use @%s in the query", name, name)
	}
	for _, name := range slices.Sorted(maps.Keys(a.params)) {
		wrong.addf("api:param %s: the query has no parameter @%s; remove it or correct the name", name, name)
	}
	return wrong
}

// fill sets the properties that the type and the annotation give a parameter, and rejects what the engine does not
// support.
func fill(p *route.Param, from Type, note paramNote, noted bool) (wrong problems) {
	want, system := systemParams()[p.Name]
	p.System = system
	switch {
	case system && (noted || p.Path):
		wrong.addf("parameter %s is given by the engine; remove it from the annotations", p.Name)
	case !system && p.Description == "":
		wrong.addf("parameter %s has no description; add -- api:param %s …", p.Name, p.Name)
	}
	var err error
	if p.Kind, err = from.kind(); err != nil {
		wrong.addf("parameter %s: %w", p.Name, err)
		return wrong // without a valid kind, the values cannot be checked
	}
	if from.Dimensions > 1 {
		wrong.addf("parameter %s is an array of arrays; make it one of values", p.Name)
	}
	if system {
		if got := string(p.Kind) + map[bool]string{true: "[]"}[p.Array]; got != want {
			wrong.addf("parameter %s is of kind %s; cast it so that it is of kind %s", p.Name, got, want)
		}
		return wrong
	}
	wrong = append(wrong, fillBounds(p, from, note)...)
	wrong = append(wrong, fillEnum(p, note)...)
	return append(wrong, fillDefault(p, note)...)
}

// fillBounds narrows the bounds of the type to those of the annotation.
func fillBounds(p *route.Param, from Type, note paramNote) (wrong problems) {
	p.Min, p.Max = from.intBounds()
	for _, option := range []string{"min", "max"} {
		value, given := note.options[option]
		if !given {
			continue
		}
		if !numeric(p.Kind) {
			wrong.addf("parameter %s: %s= is for numbers, not for kind %s; remove it", p.Name, option, p.Kind)
		} else if err := checkValue(p, value); err != nil {
			wrong.addf("parameter %s: %s=: %w; correct it", p.Name, option, err)
		} else if option == "min" {
			p.Min = value
		} else {
			p.Max = value
		}
	}
	return wrong
}

func fillEnum(p *route.Param, note paramNote) (wrong problems) {
	list, given := note.options["enum"]
	if !given {
		return nil
	}
	if p.Kind != route.Text && p.Kind != route.Int {
		wrong.addf("parameter %s: enum= is for texts and whole numbers, not for kind %s; remove it", p.Name, p.Kind)
		return wrong
	}
	values := strings.Split(list, ",")
	for i, value := range values {
		if value == "" || slices.Contains(values[:i], value) {
			wrong.addf("parameter %s: enum=: %q is empty or given twice; remove it", p.Name, value)
		} else if err := checkValue(p, value); err != nil {
			wrong.addf("parameter %s: enum=: %w; correct it", p.Name, err)
		}
	}
	p.Enum = values
	return wrong
}

// fillDefault sets the default. A parameter without one is required. The default of an array is a list.
func fillDefault(p *route.Param, note paramNote) (wrong problems) {
	value, given := note.options["default"]
	p.Required, p.Default = !given, value
	switch {
	case !given:
		return nil
	case p.Path:
		wrong.addf("parameter %s is in the path and always given; remove default=", p.Name)
		return wrong
	}
	values := []string{value}
	if p.Array {
		values = strings.Split(value, ",")
	}
	for _, v := range values {
		if err := checkValue(p, v); err != nil {
			wrong.addf("parameter %s: default=: %w; correct it", p.Name, err)
		}
	}
	return wrong
}
