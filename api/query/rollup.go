// Which part of an answer is read from a rollup, the sums of quarters of an hour, instead of from single visits.

package query

import (
	"net/url"
	"strconv"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

// quarter is the length of the slots of rollups. They begin at its multiples in UTC.
const quarter = 15 * time.Minute

// HasRollup reports whether the query of the route can read a rollup, so that answers have the member source.
func (r *Route) HasRollup() bool { return r.Param("rollup_from") != nil }

// parseSource parses source=visits, which excludes the rollup.
func (q *Request) parseSource(values url.Values, wrong *problem.List) {
	q.visits = values.Get("source") == "visits"
	if q.route.HasRollup() && values.Has("source") && !q.visits {
		wrong.Add(problem.Param("invalid_value", "source", "%q is not visits; leave it out for the fastest", problem.Clip(values.Get("source"))))
	}
}

// rollup returns the part of a range that is read from the rollup: the whole quarters in it that the rollup has. It has
// none if a slot begins within a quarter. The part is recorded for the member source.
func (q *Request) rollup(span Range, bounds []time.Time) rolled {
	part := rolled{span.from.Add(quarter - 1).Truncate(quarter), span.to}
	if q.rolledUpTo.Before(part.to) {
		part.to = q.rolledUpTo
	}
	part.to = part.to.Truncate(quarter)
	usable := !q.visits && part.from.Before(part.to)
	for _, b := range bounds {
		usable = usable && (b.Equal(b.Truncate(quarter)) || b.Before(part.from) || b.After(part.to))
	}
	if !usable {
		part = rolled{span.from, span.from}
	}
	q.fromRollup = q.fromRollup || usable
	q.fromVisits = q.fromVisits || !part.from.Equal(span.from) || !part.to.Equal(span.to)
	return part
}

// rollPlans determines which parts of the plans of an interval report are read from the rollup.
func (q *Request) rollPlans(p *plan) {
	p.rolled = q.rollup(q.span, p.bounds)
	if q.previous != nil {
		q.previous.rolled = q.rollup(q.previousSpan, q.previous.bounds)
	}
}

// args sets the parameters of the query that reads the rollup.
func (part rolled) args(into map[string]any) {
	into["rollup_from"], into["rollup_to"] = sqlTime(part.from), sqlTime(part.to)
}

// source returns what the answer was computed from: rollup, visits or both; empty: the route has no rollup.
func (q *Request) source() string {
	switch {
	case !q.route.HasRollup():
		return ""
	case !q.fromRollup:
		return "visits"
	case q.fromVisits:
		return "both"
	}
	return "rollup"
}

// appendSource appends the member source, if the answer has one.
func (q *Request) appendSource(buf []byte) []byte {
	if source := q.source(); source != "" {
		buf = strconv.AppendQuote(append(buf, `,"source":`...), source)
	}
	return buf
}
