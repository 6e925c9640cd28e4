// Package annotation builds routes from annotated SQL. Annotations are comment lines before a query that begin with
// "api:". The sqlc plugin uses this package to generate code; a program may use it to load queries at run time. The
// caller describes the queries: the plugin as sqlc does, a program as PostgreSQL does.
//
// docs/adding-a-report.md lists the annotations.
package annotation

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"

	"github.com/ccrepo/ccrepo/route"
)

func (a *annotations) has(key string) bool { return a.seen["api:"+key] }

var (
	routePath   = regexp.MustCompile(`^/v1(/([A-Za-z0-9_.-]+|\{[a-z_][a-z0-9_]*\}))+$`)
	placeholder = regexp.MustCompile(`\{([a-z_][a-z0-9_]*)\}`)
	identifier  = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	queryName   = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
)

// usages returns each annotation's usage: the text after its key.
func usages() map[string]string {
	return map[string]string{
		"route":    "GET /v1/…, of letters, digits, _ . - and {placeholders}",
		"item":     "NAME COLUMN SUMMARY, the route that answers one row of the list by a column of its key",
		"scope":    "SCOPE …, of which a key needs one: " + strings.Join(route.Scopes(), ", "),
		"group":    "GROUP, one of " + strings.Join(route.Groups(), ", "),
		"topic":    "TOPIC, one of " + strings.Join(route.Topics(), ", "),
		"time":     "COLUMN optional|required",
		"interval": "and nothing after it, or slots-in-total or total-beside-rows",
		"as-of":    "RELATION",
		"timeout":  "DURATION from 1s to 10m, such as 5s or 2m",
		"key":      "COLUMN, COLUMN, …",
		"order":    "COLUMN,-COLUMN,…, where - is descending",
		"param":    "NAME DESCRIPTION [default=…] [min=…] [max=…] [enum=…,…]",
		"column":   "NAME DESCRIPTION [additive]",
		"personal": "COLUMN|PARAM " + strings.Join(personalKinds(), "|"),
		"main":     "COLUMN, COLUMN, …, the columns that a terminal shows if not all fit, the most important first",
		"opens":    "COLUMN /v1/…?…, a URL template of RFC 6570",
		"rate":     "COLUMN NUMERATOR / DENOMINATOR [PARAM=VALUE …], both of columns with + and - between them",
		"chart":    "KIND x=COLUMN y=COLUMN,COLUMN,…",
		"example":  "/v1/…",
		"agents":   "and nothing after it",
		"whole":    "and nothing after it",
		"limited":  "GET /v1/…, the route that the query answers for campaign-limited keys",
		"withheld": "COLUMN, COLUMN, …",
		"left-out": "GET /v1/…, the route for which the query counts what its rows exclude",
		"es":       "[COLUMN|PARAM|ITEM] SPANISH, beneath the English text",
	}
}

// parse parses the comments of a query. Lines that begin with "api:" are annotations; the first other line is the
// summary, the rest is the description.
func parse(comments []string) (*annotations, problems) {
	a := &annotations{params: map[string]paramNote{}, columns: map[string]columnNote{}, personal: map[string]route.Personal{}, seen: map[string]bool{}}
	var prose []string
	var wrong problems
	for _, line := range comments {
		line = strings.TrimSpace(line)
		rest, isNote := strings.CutPrefix(line, "api:")
		if !isNote {
			if line != "" {
				prose = append(prose, line)
			}
			continue
		}
		key, value, _ := strings.Cut(rest, " ")
		if err := a.set(key, value); err != nil {
			wrong = append(wrong, err)
		}
	}
	if len(prose) > 0 {
		a.Summary, a.Description = prose[0], strings.Join(prose[1:], " ")
	}
	return a, wrong
}

// set parses one annotation. An annotation may be repeated only if it is about one of several things, such as a
// column, and only once for each.
func (a *annotations) set(key, value string) error {
	usage, known := usages()[key]
	if !known {
		return fmt.Errorf("unknown annotation api:%s%s", key, nearest(key, slices.Sorted(maps.Keys(usages()))))
	}
	words := strings.Fields(value)
	identity := "api:" + key
	if len(words) > 0 && slices.Contains([]string{"param", "column", "personal", "example", "opens"}, key) {
		identity += " " + words[0]
	} else if key == "rate" {
		identity += " " + strings.Join(words, " ")
	}
	if a.seen[identity] && key != "es" { // translate knows which text it is of
		return fmt.Errorf("%s is given twice; remove one", identity)
	}
	a.seen[identity] = true
	valid := false
	switch key {
	case "route":
		a.Path, valid = parsePath(words)
	case "limited":
		a.limited, valid = parsePath(words)
	case "left-out":
		a.leftOut, valid = parsePath(words)
	case "item":
		if valid = len(words) > 2 && queryName.MatchString(words[0]) && identifier.MatchString(words[1]); valid {
			a.item = &item{name: words[0], column: words[1], summary: strings.Join(words[2:], " ")}
		}
	case "scope":
		a.Scopes = words
		valid = len(words) > 0 && !slices.ContainsFunc(words, func(scope string) bool { return !slices.Contains(route.Scopes(), scope) })
	case "group":
		if valid = len(words) == 1 && slices.Contains(route.Groups(), words[0]); valid {
			a.Group = words[0]
		}
	case "topic":
		if valid = len(words) == 1 && slices.Contains(route.Topics(), words[0]); valid {
			a.Topic = words[0]
		}
	case "time":
		if valid = len(words) == 2 && (words[1] == "optional" || words[1] == "required"); valid {
			a.Time, a.TimeRequired = words[0], words[1] == "required"
		}
	case "interval":
		a.SlotsInTotal = value == "slots-in-total"
		a.TotalBesideRows = value == "total-beside-rows"
		valid = len(words) == 0 || a.SlotsInTotal || a.TotalBesideRows
		a.Interval = valid
	case "agents":
		valid = len(words) == 0
		a.Agents = valid
	case "whole":
		valid = len(words) == 0
		a.Whole = valid
	case "withheld":
		a.withheld = splitNames(value)
		valid = len(a.withheld) > 0
	case "as-of":
		if valid = len(words) == 1; valid {
			a.AsOf = words[0]
		}
	case "timeout":
		if valid = len(words) == 1; valid {
			var err error
			a.Timeout, err = time.ParseDuration(words[0])
			// A query less than a second old cannot be cancelled reliably.
			valid = err == nil && a.Timeout >= time.Second && a.Timeout <= 10*time.Minute
		}
	case "key":
		a.Key = splitNames(value)
		valid = len(a.Key) > 0
	case "main":
		a.Main = splitNames(value)
		valid = len(a.Main) > 0
	case "order":
		if valid = len(words) == 1; valid {
			a.Order = words[0]
		}
	case "chart":
		a.Chart = parseChart(words)
		valid = a.Chart != nil
	case "opens":
		if valid = len(words) == 2; valid {
			a.opens = append(a.opens, opening{column: words[0], template: words[1]})
		}
	case "rate":
		rate := parseRate(words)
		if valid = rate != nil; valid {
			a.rates = append(a.rates, *rate)
		}
	case "example":
		if valid = len(words) == 1; valid {
			a.Examples = append(a.Examples, words[0])
		}
	case "es":
		if valid = len(words) > 0; valid {
			a.spanish = append(a.spanish, strings.Join(words, " "))
		}
	case "personal":
		if valid = len(words) == 2 && slices.Contains(append(personalKinds(), string(notPersonal)), words[1]); valid {
			a.personal[words[0]] = route.Personal(words[1])
		}
	case "column":
		if valid = len(words) > 1; valid {
			a.columns[words[0]] = parseColumn(words)
		}
	case "param":
		if valid = len(words) > 1; valid {
			note, err := parseParam(words)
			if err != nil {
				return err
			}
			a.params[words[0]] = note
		}
	}
	if !valid {
		return fmt.Errorf("%s is not valid; write api:%s %s", strings.Join(append([]string{"api:" + key}, words...), " "), key, usage)
	}
	return nil
}

// parsePath parses "GET /v1/…".
func parsePath(words []string) (path string, valid bool) {
	if len(words) != 2 || words[0] != "GET" || !routePath.MatchString(words[1]) {
		return "", false
	}
	return words[1], true
}

// splitNames parses "a, b"; it returns nil if a name is empty.
func splitNames(list string) []string {
	names := strings.Split(list, ",")
	for i := range names {
		if names[i] = strings.TrimSpace(names[i]); names[i] == "" {
			return nil
		}
	}
	return names
}

// parseChart parses "KIND x=a y=b,c"; it returns nil for anything else.
func parseChart(words []string) *route.Chart {
	if len(words) != 3 {
		return nil
	}
	x, hasX := strings.CutPrefix(words[1], "x=")
	y, hasY := strings.CutPrefix(words[2], "y=")
	c := &route.Chart{Kind: words[0], X: x, Y: splitNames(y)}
	if !identifier.MatchString(c.Kind) || !hasX || x == "" || !hasY || c.Y == nil {
		return nil
	}
	return c
}

// parseColumn parses "NAME DESCRIPTION… additive".
func parseColumn(words []string) columnNote {
	text := words[1:]
	additive := text[len(text)-1] == "additive"
	if additive {
		text = text[:len(text)-1]
	}
	return columnNote{strings.Join(text, " "), additive}
}

// parseParam parses "NAME DESCRIPTION… default=… min=… max=… enum=a,b".
func parseParam(words []string) (paramNote, error) {
	name, text := words[0], words[1:]
	note := paramNote{options: map[string]string{}}
	known := func(option string) bool { return slices.Contains([]string{"default", "min", "max", "enum"}, option) }
	for len(text) > 0 {
		option, value, found := strings.Cut(text[len(text)-1], "=")
		if !found || !known(option) {
			break
		}
		if _, twice := note.options[option]; twice {
			return note, fmt.Errorf("api:param %s: %s= is given twice; remove one", name, option)
		}
		note.options[option] = value
		text = text[:len(text)-1]
	}
	// Otherwise a misspelt option, or one whose value has a space, would become part of the description.
	for i, word := range text {
		option, _, found := strings.Cut(word, "=")
		if found && (known(option) || i == len(text)-1) {
			return note, fmt.Errorf("api:param %s: %s is not valid; end the line with default=, min=, max= or enum=, values without spaces", name, word)
		}
	}
	note.description = strings.Join(text, " ")
	return note, nil
}

// nearest suggests the annotation that was probably meant, or lists all annotations.
func nearest(word string, known []string) string {
	best, distance := "", 1+len(word)/2
	for _, k := range known {
		if d := levenshtein.ComputeDistance(word, k); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return "; there are api:" + strings.Join(known, ", api:")
	}
	return "; did you mean api:" + best + "?"
}

// sum is a numerator or denominator: columns with + and - between them.
var sum = regexp.MustCompile(`^[a-z_][a-z0-9_]*( [+-] [a-z_][a-z0-9_]*)*$`)

// parseRate parses "COLUMN a + b / c - d PARAM=VALUE"; it returns nil for any other form.
func parseRate(words []string) *rate {
	if len(words) < 4 {
		return nil
	}
	r := &rate{column: words[0]}
	words = words[1:]
	for {
		param, value, found := strings.Cut(words[len(words)-1], "=")
		if !found {
			break
		}
		if _, twice := r.When[param]; twice || value == "" {
			return nil
		}
		if r.When == nil {
			r.When = map[string]string{}
		}
		r.When[param] = value
		words = words[:len(words)-1]
		if len(words) == 0 {
			return nil
		}
	}
	numerator, denominator, found := strings.Cut(strings.Join(words, " "), " / ")
	if !found || !sum.MatchString(numerator) || !sum.MatchString(denominator) {
		return nil
	}
	r.Numerator, r.Denominator = numerator, denominator
	return r
}
