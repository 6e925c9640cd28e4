package query

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// boolParam parses a parameter of the grammar that is true or false.
func boolParam(values url.Values, name string, otherwise bool, wrong *problem.List) bool {
	if !values.Has(name) {
		return otherwise
	}
	value := values.Get(name)
	if value != "true" && value != "false" {
		wrong.Add(problem.Param("invalid_value", name, "%q is neither true nor false", problem.Clip(value)))
	}
	return value == "true"
}

// ParseParam parses one parameter of the query itself.
func ParseParam(p route.Param, given []string, ok bool, loc *time.Location) (any, *problem.Problem) {
	switch {
	case !ok && p.Required:
		return nil, problem.Param("missing_parameter", p.Name, "it is missing: %s", problem.Translated{English: p.Description, Spanish: p.DescriptionES})
	case !ok:
		given = []string{p.Default}
	case len(given) > 1 && !p.Array:
		return nil, problem.Param("invalid_value", p.Name, "it may be given only once")
	}
	texts := make([]string, 0, len(given))
	for _, value := range given {
		if p.Array {
			for part := range strings.SplitSeq(value, ",") {
				texts = append(texts, part)
			}
		} else {
			texts = append(texts, value)
		}
	}
	for i, value := range texts {
		if p.Default == route.Now && value == route.Now {
			texts[i] = infinity
			continue
		}
		text, invalid := parseValue(p.Name, p.Kind, value, loc)
		if invalid != nil {
			return nil, invalid
		}
		if invalid := checkBounds(p, text); invalid != nil {
			return nil, invalid
		}
		texts[i] = text
	}
	if p.Array {
		return textArray(texts), nil
	}
	return texts[0], nil
}

func checkBounds(p route.Param, value string) *problem.Problem {
	if len(p.Enum) > 0 && !slices.Contains(p.Enum, value) {
		return problem.Param("invalid_value", p.Name, "%q is none of %s%s", problem.Clip(value), strings.Join(p.Enum, ", "), problem.Nearest(value, p.Enum))
	}
	if p.Min == "" && p.Max == "" {
		return nil
	}
	n, err := strconv.ParseFloat(value, 64)
	low, lowErr := strconv.ParseFloat(p.Min, 64)
	high, highErr := strconv.ParseFloat(p.Max, 64)
	if err != nil || lowErr == nil && n < low || highErr == nil && n > high {
		return problem.Param("invalid_number", p.Name, "%s is not between %s and %s", problem.Clip(value), p.Min, p.Max)
	}
	return nil
}

// infinity is the time, as PostgreSQL reads it, after all others.
const infinity = "infinity"

var decimal = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,30})?$`)

// parseValue checks a value of a kind and returns it as PostgreSQL reads it.
func parseValue(name string, kind route.Kind, value string, loc *time.Location) (string, *problem.Problem) {
	switch kind {
	case route.Int:
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return "", problem.Param("invalid_number", name, "%q is not a whole number", problem.Clip(value))
		}
	case route.Number, route.Money:
		if !decimal.MatchString(value) {
			return "", problem.Param("invalid_number", name, "%q is not a number", problem.Clip(value))
		}
	case route.Bool:
		if value != "true" && value != "false" {
			return "", problem.Param("invalid_value", name, "%q is neither true nor false", problem.Clip(value))
		}
	case route.Time:
		t, err := ParseTime(value, loc)
		if err != nil {
			return "", problem.Param("invalid_time", name, "%s", err)
		}
		return sqlTime(t), nil
	}
	return value, nil
}

// sqlType returns the type as which a value of a kind is bound.
func sqlType(kind route.Kind) string {
	switch kind {
	case route.Int:
		return "bigint"
	case route.Number, route.Money:
		return "numeric"
	case route.Bool:
		return "boolean"
	case route.Time:
		return "timestamptz"
	}
	return "text"
}

// textArray returns a list of texts as an array of PostgreSQL.
func textArray(values []string) string {
	quoted := make([]string, len(values))
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for i, v := range values {
		quoted[i] = `"` + escape.Replace(v) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}

// quoteIdent quotes a name from the generated columns; they are checked identifiers, some of them keywords.
func quoteIdent(name string) string { return `"` + name + `"` }

// timeArray returns a list of times as an array of PostgreSQL.
func timeArray(times []time.Time) string {
	texts := make([]string, len(times))
	for i, t := range times {
		texts[i] = `"` + sqlTime(t) + `"`
	}
	return "{" + strings.Join(texts, ",") + "}"
}

// sqlTime returns a time in a form that PostgreSQL reads. It must not be the zero time.
func sqlTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.999999999Z07:00") }
