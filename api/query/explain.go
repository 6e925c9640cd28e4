package query

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// Explains reports whether the route takes explain=true.
func (r *Route) Explains() bool {
	if r.group != nil || r.TakesGroups() {
		return true
	}
	for _, c := range r.Columns {
		if c.Opens != "" || len(c.Rates) > 0 {
			return true
		}
	}
	return false
}

func (q *Request) parseExplain(values url.Values, wrong *problem.List) {
	q.explain = boolParam(values, "explain", false, wrong)
	if q.explain && q.format != "json" {
		wrong.Add(problem.Param("invalid_value", "explain", "only JSON answers have explanations"))
	}
}

// appendExplanations appends, for each column shown, its formula in words, the columns of which a rate is computed, and
// the URL template of the rows that a count counts.
func (q *Request) appendExplanations(buf []byte) []byte {
	buf = append(buf, `,"explain":{`...)
	for i, c := range q.fields {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendJSONString(buf, []byte(c.Name))
		buf = appendJSONString(append(buf, `:{"formula":`...), []byte(q.lang.Of(c.Description, c.DescriptionES)))
		if rate := q.rateOf(c); rate != nil {
			buf = appendJSONString(append(buf, `,"numerator":`...), []byte(rate.Numerator))
			buf = appendJSONString(append(buf, `,"denominator":`...), []byte(rate.Denominator))
		}
		if c.Opens != "" {
			buf = append(buf, `,"rows":`...)
			if q.opensByMasked(c) {
				buf = append(buf, "null"...)
			} else {
				buf = appendJSONString(buf, []byte(q.rowsTemplate(c)))
			}
		}
		buf = append(buf, '}')
	}
	return append(buf, '}')
}

// rateOf returns the columns of which a rate is computed with the given parameters; nil if it is not computed of columns.
func (q *Request) rateOf(c *route.Column) *route.Rate {
	for i, rate := range c.Rates {
		holds := true
		for name, value := range rate.When {
			holds = holds && q.args[name] == value
		}
		if holds {
			return &c.Rates[i]
		}
	}
	return nil
}

// rowsTemplate returns the URL template of the rows that a count counts. Parameters, range, hours and weekdays are
// filled in; the client fills in the rest from a row. The range comes first, because the parts after it begin with an
// ampersand.
func (q *Request) rowsTemplate(c *route.Column) string {
	out := c.Opens
	for _, p := range q.route.Params {
		if value, ok := q.args[p.Name].(string); ok && !p.System && !p.Array {
			out = strings.ReplaceAll(out, "{"+p.Name+"}", url.QueryEscape(value))
		}
	}
	span := "?from={interval_start}&to={interval_end}&"
	if !q.route.Interval {
		span = "?" + q.boundText("from", q.span.from, q.span.openFrom) + q.boundText("to", q.span.to, q.span.openTo)
	}
	span += "tz=" + url.QueryEscape(q.loc.String())
	if q.window != nil {
		span += q.window.query()
	}
	path, conditions, _ := strings.Cut(out, "?")
	if path, isList := strings.CutSuffix(path, "{"); isList { // {?name}
		return path + span + "{&" + conditions
	}
	return path + span + "&" + conditions
}

// templateNames matches the names to fill in a template.
var templateNames = regexp.MustCompile(`\{[&?]?([^}]*)\}`)

// opensByMasked reports whether the template of the rows would have to be filled with a masked value. Such a URL finds
// no rows.
func (q *Request) opensByMasked(c *route.Column) bool {
	if q.mask == mask.None {
		return false
	}
	for _, m := range templateNames.FindAllStringSubmatch(c.Opens, -1) {
		for name := range strings.SplitSeq(m[1], ",") {
			if from := q.route.Column(name); from != nil && from.Personal != "" {
				return true
			}
		}
	}
	return false
}

// boundText returns a bound of the range as a parameter of a query string; an open bound is empty.
func (q *Request) boundText(name string, t time.Time, open bool) string {
	if open {
		return ""
	}
	return name + "=" + url.QueryEscape(t.In(q.loc).Format(time.RFC3339Nano)) + "&"
}
