package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

// annotations are what the comment lines of one query say.
type annotations struct {
	summary     string
	description string
	path        string
	time        string
	timeUse     string // "", optional or required
	interval    bool
	asOf        string
	key         []string
	chart       string
	params      map[string]paramNote
	columns     map[string]columnNote
	examples    []string
}

type paramNote struct {
	description string
	def         *string
	min, max    string
	enum        []string
}

type columnNote struct {
	description string
	additive    bool
}

// parseAnnotations reads the comments of a query. Lines that begin with "api:" are annotations; the
// first other line is the summary, the rest the description.
func parseAnnotations(q *plugin.Query) (*annotations, error) {
	a := &annotations{params: map[string]paramNote{}, columns: map[string]columnNote{}}
	var prose []string
	for _, line := range q.Comments {
		line = strings.TrimSpace(line)
		rest, isNote := strings.CutPrefix(line, "api:")
		if !isNote {
			if line != "" {
				prose = append(prose, line)
			}
			continue
		}
		key, value, _ := strings.Cut(rest, " ")
		if err := a.set(key, strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	if len(prose) > 0 {
		a.summary, a.description = prose[0], strings.Join(prose[1:], " ")
	}
	return a, nil
}

// set takes one annotation. Those that may stand once are refused when they stand twice.
func (a *annotations) set(key, value string) error {
	once := func(target *string, valid bool, shape string) error {
		switch {
		case *target != "":
			return fmt.Errorf("api:%s stands twice", key)
		case !valid:
			return fmt.Errorf("api:%s %s: want api:%s %s", key, value, key, shape)
		}
		*target = value
		return nil
	}
	words := strings.Fields(value)
	switch key {
	case "route":
		valid := len(words) == 2 && words[0] == "GET" && strings.HasPrefix(words[1], "/v1/")
		if err := once(&a.path, valid, "GET /v1/…"); err != nil {
			return err
		}
		a.path = words[1]
	case "time":
		valid := len(words) == 2 && (words[1] == "optional" || words[1] == "required")
		if err := once(&a.time, valid, "COLUMN optional|required"); err != nil {
			return err
		}
		a.time, a.timeUse = words[0], words[1]
	case "interval":
		if value != "" {
			return fmt.Errorf("api:interval %s: it takes no value", value)
		}
		a.interval = true
	case "as-of":
		return once(&a.asOf, len(words) == 1, "RELATION")
	case "key":
		if a.key != nil || value == "" {
			return fmt.Errorf("api:key %s: want one api:key COLUMN, …", value)
		}
		for _, c := range strings.Split(value, ",") {
			a.key = append(a.key, strings.TrimSpace(c))
		}
	case "chart":
		return once(&a.chart, len(words) == 3 && strings.HasPrefix(words[1], "x=") && strings.HasPrefix(words[2], "y="),
			"KIND x=COLUMN y=COLUMN,…")
	case "example":
		a.examples = append(a.examples, value)
	case "param":
		name, note, err := parseParam(words)
		if err != nil {
			return err
		}
		if _, twice := a.params[name]; twice {
			return fmt.Errorf("api:param %s stands twice", name)
		}
		a.params[name] = note
	case "column":
		if len(words) < 2 {
			return fmt.Errorf("api:column %s: want api:column NAME DESCRIPTION [additive]", value)
		}
		if _, twice := a.columns[words[0]]; twice {
			return fmt.Errorf("api:column %s stands twice", words[0])
		}
		additive := words[len(words)-1] == "additive"
		if additive {
			words = words[:len(words)-1]
		}
		a.columns[words[0]] = columnNote{strings.Join(words[1:], " "), additive}
	default:
		return fmt.Errorf("unknown annotation api:%s; there are %s", key, strings.Join(annotationKeys, ", "))
	}
	return nil
}

var annotationKeys = []string{"route", "time", "interval", "as-of", "key", "param", "column", "chart", "example"}

// parseParam splits "NAME DESCRIPTION… default=… min=… max=… enum=a,b".
func parseParam(words []string) (string, paramNote, error) {
	if len(words) < 2 {
		return "", paramNote{}, fmt.Errorf("api:param %s: want api:param NAME DESCRIPTION [default=…] [min=…] [max=…] [enum=…]", strings.Join(words, " "))
	}
	note := paramNote{}
	text := words[1:]
	for len(text) > 0 {
		key, value, found := strings.Cut(text[len(text)-1], "=")
		if !found || !slices.Contains([]string{"default", "min", "max", "enum"}, key) {
			break
		}
		switch key {
		case "default":
			note.def = &value
		case "min":
			note.min = value
		case "max":
			note.max = value
		case "enum":
			note.enum = strings.Split(value, ",")
		}
		text = text[:len(text)-1]
	}
	note.description = strings.Join(text, " ")
	return words[0], note, nil
}
