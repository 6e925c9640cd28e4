package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

type param struct {
	Name, Kind, Description string
	Personal                string
	Number                  int32
	Array, Path, System     bool
	Required                bool
	Default, Min, Max       string
	Enum                    []string
}

// systemParams are the parameters that the engine gives rather than the caller, with their kinds.
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
	}
}

// sqlc takes =@name for an operator and leaves it as it is.
var strayParam = regexp.MustCompile(`[-+*/<>=~!#%^&|?](@[a-z_][a-z0-9_]*)`)

// addParams takes the query's parameters, their annotations and the placeholders of the path together.
func (r *compiled) addParams(q *plugin.Query, a *annotations) (wrong problems) {
	for _, m := range strayParam.FindAllStringSubmatch(q.Text, -1) {
		wrong.addf("sqlc does not see the parameter %s right behind an operator; put a space before it", m[1])
	}
	inPath := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(r.Path, -1) {
		if inPath[m[1]] {
			wrong.addf("path placeholder {%s} stands twice; rename one", m[1])
		}
		inPath[m[1]] = true
	}
	for _, p := range q.Params {
		name := p.Column.GetName()
		if !p.Column.GetIsNamedParam() {
			wrong.addf("parameter $%d has no name; write it as @name::type", p.Number)
			continue
		}
		note, noted := a.params[name]
		made := &param{Name: name, Number: p.Number, Array: p.Column.IsArray, Path: inPath[name], Description: note.description}
		r.Params = append(r.Params, made)
		wrong = append(wrong, made.fill(p.Column, note, noted)...)
		delete(a.params, name)
		delete(inPath, name)
	}
	for _, name := range slices.Sorted(maps.Keys(inPath)) {
		wrong.addf("path placeholder {%s} has no parameter; use @%s in the query", name, name)
	}
	for _, name := range slices.Sorted(maps.Keys(a.params)) {
		wrong.addf("api:param %s: the query has no parameter @%s; take it out or correct the name", name, name)
	}
	return wrong
}

// fill takes over what the query and the annotation say of a parameter, if the engine can keep to it.
func (p *param) fill(from *plugin.Column, note paramNote, noted bool) (wrong problems) {
	want, system := systemParams()[p.Name]
	p.System = system
	switch {
	case system && (noted || p.Path):
		wrong.addf("parameter %s is given by the engine; take it out of the annotations", p.Name)
	case !system && p.Description == "":
		wrong.addf("parameter %s has no description; add -- api:param %s …", p.Name, p.Name)
	}
	var err error
	if p.Kind, err = kindOf(from); err != nil {
		wrong.addf("parameter %s: %w", p.Name, err)
		return wrong // its values cannot be judged
	}
	if from.ArrayDims > 1 {
		wrong.addf("parameter %s is an array of arrays; make it one of values", p.Name)
	}
	if system {
		if got := p.Kind + map[bool]string{true: "[]"}[p.Array]; got != want {
			wrong.addf("parameter %s is of kind %s; cast it so that it is of kind %s", p.Name, got, want)
		}
		return wrong
	}
	wrong = append(wrong, p.fillBounds(from, note)...)
	wrong = append(wrong, p.fillEnum(note)...)
	return append(wrong, p.fillDefault(note)...)
}

// fillBounds narrows the bounds of the type by those of the annotation.
func (p *param) fillBounds(from *plugin.Column, note paramNote) (wrong problems) {
	p.Min, p.Max = intBounds(from)
	for _, option := range []string{"min", "max"} {
		value, given := note.options[option]
		if !given {
			continue
		}
		if p.Kind != "int" && p.Kind != "number" && p.Kind != "money" {
			wrong.addf("parameter %s: %s= is for numbers, not for kind %s; take it out", p.Name, option, p.Kind)
		} else if err := p.checkValue(value); err != nil {
			wrong.addf("parameter %s: %s=: %w; correct it", p.Name, option, err)
		} else if option == "min" {
			p.Min = value
		} else {
			p.Max = value
		}
	}
	return wrong
}

func (p *param) fillEnum(note paramNote) (wrong problems) {
	list, given := note.options["enum"]
	if !given {
		return nil
	}
	if p.Kind != "text" && p.Kind != "int" {
		wrong.addf("parameter %s: enum= is for texts and whole numbers, not for kind %s; take it out", p.Name, p.Kind)
		return wrong
	}
	values := strings.Split(list, ",")
	for i, value := range values {
		if value == "" || slices.Contains(values[:i], value) {
			wrong.addf("parameter %s: enum=: %q is empty or stands twice; take it out", p.Name, value)
		} else if err := p.checkValue(value); err != nil {
			wrong.addf("parameter %s: enum=: %w; correct it", p.Name, err)
		}
	}
	p.Enum = values
	return wrong
}

// fillDefault makes a parameter without default a required one. The default of an array is a list.
func (p *param) fillDefault(note paramNote) (wrong problems) {
	value, given := note.options["default"]
	p.Required, p.Default = !given, value
	switch {
	case !given:
		return nil
	case p.Path:
		wrong.addf("parameter %s stands in the path and is always given; take default= out", p.Name)
		return wrong
	}
	values := []string{value}
	if p.Array {
		values = strings.Split(value, ",")
	}
	for _, v := range values {
		if err := p.checkValue(v); err != nil {
			wrong.addf("parameter %s: default=: %w; correct it", p.Name, err)
		}
	}
	return wrong
}
