// The options of a request, and the request of the API that they are translated to.

package odata

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
)

const (
	// pageSize is the number of rows of an answer, after which the client follows a link to the next page.
	pageSize = 10_000
	// maxPageSize is the most that a client can ask for by Prefer: odata.maxpagesize.
	maxPageSize = 100_000
)

// Bounds of an answer of all history: what the zone of any reader can write in four digits of the year.
const (
	firstTime = "0001-01-01T12:00:00Z"
	lastTime  = "9999-12-31T09:59:59Z"
)

// Request is a request to an entity set.
type Request struct {
	Query    string // of the API
	Format   Format
	Top      int // -1: all rows
	PageSize int // the client's wish; zero: none
	Count    bool
	Select   string // the properties that are shown; empty: all
	set      *Set
	options  []option
}

// Parse translates the options of a request. Oldest returns the beginning of the data that a route computes from.
func (s *Set) Parse(rawQuery string, h http.Header, zone *time.Location, oldest func(*query.Route) (time.Time, error)) (*Request, *problem.Problem) {
	q := &Request{set: s, Top: -1}
	var wrong *problem.Problem
	if q.options, wrong = parseOptions(rawQuery); wrong != nil {
		return nil, wrong
	}
	if q.Format, wrong = ParseFormat(rawQuery, h); wrong != nil {
		return nil, wrong
	}
	api, filter := url.Values{}, ""
	var all problem.List
	for _, o := range q.options {
		if o.name == "$filter" {
			filter = o.value
			continue
		}
		all.Add(q.add(api, o))
	}
	if len(all) > 0 {
		return nil, all.Problem()
	}
	if name := api.Get("tz"); name != "" {
		if loc, err := time.LoadLocation(name); err == nil { // the engine refuses others
			zone = loc
		}
	}
	if wrong := q.filter(api, filter, zone); wrong != nil {
		return nil, wrong
	}
	if err := q.openRange(api, oldest); err != nil {
		return nil, problem.Of(err)
	}
	q.preferPages(h)
	q.Query = api.Encode()
	return q, nil
}

// filter adds the conditions of $filter.
func (q *Request) filter(api url.Values, text string, zone *time.Location) *problem.Problem {
	if !slices.ContainsFunc(q.options, func(o option) bool { return o.name == "$filter" }) {
		return nil
	}
	n, wrong := parseFilter(text)
	if wrong != nil {
		return wrong
	}
	f := &filters{set: q.set, loc: zone, api: api, span: !api.Has("from") && !api.Has("to") && !api.Has("range")}
	if wrong := f.add(n); wrong != nil {
		return wrong
	}
	f.finish()
	return nil
}

// openRange sets the bounds that were not given: an answer of OData has all history.
func (q *Request) openRange(api url.Values, oldest func(*query.Route) (time.Time, error)) error {
	if q.set.Route.Time == "" || api.Has("range") {
		return nil
	}
	if q.set.readsFacts() {
		for name, at := range map[string]string{"from": firstTime, "to": lastTime} {
			if !api.Has(name) {
				api.Set(name, at)
			}
		}
		return nil
	}
	// Slots and days are computed from the beginning of the data on; without an end the engine ends now.
	if !api.Has("from") {
		from, err := oldest(q.set.Route)
		if err != nil {
			return err
		}
		api.Set("from", from.UTC().Format(time.RFC3339))
	}
	return nil
}

// preferPages reads the size of pages that the client prefers.
func (q *Request) preferPages(h http.Header) {
	for _, header := range h.Values("Prefer") {
		for part := range strings.SplitSeq(header, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			if n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`)); err == nil && n > 0 && (name == "odata.maxpagesize" || name == "maxpagesize") {
				q.PageSize = min(n, maxPageSize)
			}
		}
	}
}

// Limit returns the number of rows of the answer.
func (q *Request) Limit() int {
	limit := pageSize
	if q.PageSize > 0 {
		limit = q.PageSize
	}
	if q.set.Route.Interval {
		limit = query.MaxReportRows // it is not divided into pages
	}
	if q.Top >= 0 {
		limit = min(limit, q.Top)
	}
	return limit
}

// Next returns the URL of the next page, from the URL of the entity set; empty: $top ends here.
func (q *Request) Next(base, cursor string) string {
	var parts []string
	add := func(name, value string) {
		parts = append(parts, url.QueryEscape(name)+"="+strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
	}
	for _, o := range q.options {
		switch o.name {
		case "$top", "$skiptoken", "$count":
		default:
			add(o.name, o.value)
		}
	}
	if q.Top >= 0 {
		if q.Top == q.Limit() {
			return ""
		}
		add("$top", strconv.Itoa(q.Top-q.Limit()))
	}
	add("$skiptoken", cursor)
	return base + q.set.Name + "?" + strings.ReplaceAll(strings.Join(parts, "&"), "%24", "$")
}

// Context returns the context URL of an answer.
func (q *Request) Context(base string) string {
	context := base + "$metadata#" + q.set.Name
	if q.Select != "" {
		context += "(" + q.Select + ")"
	}
	return context
}

// Type returns the type of the rows.
func (s *Set) Type() string { return "#" + namespace + "." + s.Name }

// add translates an option.
func (q *Request) add(api url.Values, o option) *problem.Problem {
	switch o.name {
	case "$format":
		return nil // see ParseFormat
	case "$select":
		return q.addSelect(api, o.value)
	case "$orderby":
		return q.addOrder(api, o.value)
	case "$top":
		n, err := strconv.Atoi(o.value)
		if err != nil || n < 0 {
			return problem.Param("invalid_number", "$top", "%q is not a whole number of at least 0", problem.Clip(o.value))
		}
		q.Top = n
		return nil
	case "$skiptoken":
		if q.set.Route.Interval {
			return problem.Param("unknown_parameter", "$skiptoken", "an interval report is not divided into pages: the answer has all rows")
		}
		api.Set("cursor", o.value)
		return nil
	case "$count":
		if o.value != "true" && o.value != "false" {
			return problem.Param("invalid_value", "$count", "%q is neither true nor false", problem.Clip(o.value))
		}
		q.Count = o.value == "true"
		return nil
	case "$skip", "$expand", "$apply", "$search", "$compute", "$levels", "$index", "$deltatoken", "$schemaversion", "$id", "$root", "$it":
		return notImplemented(o.name, "the option %s is not supported", o.name)
	}
	if strings.HasPrefix(o.name, "@") {
		return notImplemented(problem.Clip(o.name), "aliases of parameters are not supported: write the value itself")
	}
	allowed := q.set.customOptions()
	if !slices.Contains(allowed, o.name) {
		if q.set.Route.Column(o.name) != nil {
			return problem.Param("unknown_parameter", problem.Clip(o.name), "columns are filtered by $filter, as in $filter=%s eq …", o.name)
		}
		return problem.Param("unknown_parameter", problem.Clip(o.name), "there is no option %q%s", problem.Clip(o.name), problem.Nearest(o.name, append(allowed, systemOptions()...)))
	}
	api[o.name] = append(api[o.name], o.value)
	return nil
}

func systemOptions() []string {
	return []string{"$filter", "$select", "$orderby", "$top", "$skiptoken", "$count", "$format"}
}

// customOptions returns the parameters of the route that are options of its entity set.
func (s *Set) customOptions() []string {
	out := []string{"tz", "lang"}
	for _, name := range s.Route.ReadingParams() {
		if slices.Contains([]string{"from", "to", "range", "interval", "hours", "weekdays"}, name) {
			out = append(out, name)
		}
	}
	for _, p := range s.Route.Params {
		if !p.System && !p.Path {
			out = append(out, p.Name)
		}
	}
	return out
}

func (q *Request) addSelect(api url.Values, value string) *problem.Problem {
	var names []string
	for name := range strings.SplitSeq(value, ",") {
		name = strings.TrimSpace(name)
		if name == "*" {
			return nil
		}
		c, wrong := q.set.property("$select", name)
		if wrong != nil {
			return wrong
		}
		if !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	q.Select = strings.Join(names, ",")
	api.Set("fields", q.Select)
	return nil
}

func (q *Request) addOrder(api url.Values, value string) *problem.Problem {
	var terms []string
	for term := range strings.SplitSeq(value, ",") {
		words := strings.Fields(term)
		if len(words) == 0 {
			return problem.Param("invalid_value", "$orderby", "a property is missing")
		}
		if strings.ContainsAny(term, "(/$@") {
			return notImplemented("$orderby", "an order by other than properties, such as %s, is not supported", problem.Clip(term))
		}
		c, wrong := q.set.property("$orderby", words[0])
		if wrong != nil {
			return wrong
		}
		sign := ""
		switch {
		case len(words) == 2 && words[1] == "desc":
			sign = "-"
		case len(words) > 2, len(words) == 2 && words[1] != "asc":
			return problem.Param("invalid_value", "$orderby", "%q is neither asc nor desc", problem.Clip(strings.Join(words[1:], " ")))
		}
		terms = append(terms, sign+c.Name)
	}
	api.Set("order", strings.Join(terms, ","))
	return nil
}
