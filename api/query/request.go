// The checked form of a request: its parameters, range, filters, order and limits.

package query

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/api/chart"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// Request is a checked request to a route.
type Request struct {
	options      Options
	ifNoneMatch  string
	proto        int  // the version of HTTP, 10 times the major number plus the minor
	packed       bool // the answer is compressed
	route        *Route
	loc          *time.Location
	format       string
	span         Range
	args         map[string]any // the query's own parameters by name, system ones included
	filters      []filter
	names        []name // to be looked up
	fields       []*route.Column
	order        []orderTerm
	limit        int // rows; 0 is all
	cursor       *cursor
	count        string
	interval     string
	window       *window
	total        bool
	explain      bool
	lang         route.Language
	labels       bool // head the columns with their labels
	dialect      csvDialect
	given        url.Values // the parameters of a workbook, which lists them
	picture      chart.Options
	drawn        *route.Drawing // of a picture
	odata        *OData         // nil: a format of the API
	compare      bool           // with the preceding range, cut into previous
	previous     *plan
	previousSpan Range
	visits       bool         // source=visits: the rollup is not read
	rolledUpTo   time.Time    // up to which the rollup is read
	fromRollup   bool         // a part of the answer is read from the rollup
	fromVisits   bool         // a part of it from single visits
	moment       time.Time    // of the past, of which a report of the present is asked; zero: the present
	mask         mask.Mode    // what the answer shows of personal data
	secrets      *secret.Keys // if masks or a cursor need them
	rowsPath     string       // of a question by group: the path of the rows
	rowsKept     url.Values   // and the parameters of their URL beside the range
	identity     string       // of range, filters and order, as it is in the cursor
}

// Input is the part of a request that the engine reads.
type Input struct {
	Path   map[string]string // the values of the placeholders
	Query  string
	Header http.Header // Accept, Accept-Language and If-None-Match
	// ProtoMajor and ProtoMinor are the version of HTTP, on which depends how the client learns the end of an answer.
	ProtoMajor, ProtoMinor int
	// Packed answers are compressed, so that a missing end shows.
	Packed bool
	// OData is the form of an answer to a client of OData; nil: the format is that of the request.
	OData *OData
}

// Options are the settings of the server that affect the answer.
type Options struct {
	Location *time.Location // of dates, intervals and answers that name no zone
	Now      func() time.Time
	Timeout  time.Duration // of the database's work, if the route has none of its own
	Mask     mask.Mode
	Keys     func() (*secret.Keys, error)
	Limited  bool   // to campaigns: the limited form of a route answers
	Audience string // part of ETags, so that principals that see different rows share none
	// Feeds returns the feeds that write into the database; nil: there are none.
	Feeds func(ctx context.Context) ([]Feed, error)
	// Unknown returns those of the names that no row has ever had, as far as the principal may know; nil: answers have no
	// warnings.
	Unknown func(ctx context.Context, on db.DBTX, kind NameKind, names []string) ([]Unknown, error)
}

// Lane is the kind of an answer, which determines its pool and gate.
type Lane int

// The lanes, from the cheapest to the most expensive.
const (
	Short    Lane = iota // few rows
	KeyOrder             // few rows in the order of the key, by one plan for all pages
	Long                 // any number of rows: an interval report, groups, or an export without limit
	Site                 // the query of a site, which may cost anything
)

// Lane returns the lane of the answer.
func (q *Request) Lane() Lane {
	switch {
	case q.route.Site:
		return Site
	case q.isLong():
		return Long
	case q.inKeyOrder():
		return KeyOrder
	}
	return Short
}

// Columns returns the columns of the answer, in their order.
func (q *Request) Columns() []route.Column {
	out := make([]route.Column, len(q.fields))
	for i, c := range q.fields {
		out[i] = *c
	}
	return out
}

// HasTotal reports whether the total follows the rows.
func (q *Request) HasTotal() bool { return q.total }

// ReadingParams returns the parameters of the common grammar that this route takes.
func (r *Route) ReadingParams() []string {
	names := append([]string{"tz", "fields", "format", "lang", "labels"}, csvParams()...)
	if r.Chart != nil || r.TakesGroups() {
		names = append(names, pictureParams()...)
	}
	if r.Time != "" {
		names = append(names, "from", "to", "range")
	}
	switch {
	case r.One:
	case r.Interval:
		names = append(names, "order", "interval", "hours", "weekdays", "total", "compare")
	default:
		names = append(names, "order", "limit", "cursor", "by", "agg", "total")
		if r.group == nil {
			names = append(names, "count")
		}
		if r.TimeRequired && r.ungrouped().Column(r.Time) != nil {
			names = append(names, "hours", "weekdays")
		}
	}
	if r.Explains() {
		names = append(names, "explain")
	}
	if r.HasRollup() {
		names = append(names, "source")
	}
	return names
}

// Parse checks the whole query string against the route. It reports all errors at once.
func (r *Route) Parse(in Input, o Options) (*Request, *problem.Problem) {
	if o.Limited {
		if r = r.limited; r == nil {
			return nil, problem.CampaignLimited()
		}
	}
	values, err := url.ParseQuery(in.Query)
	if err != nil {
		return nil, problem.New("invalid_value", "the query string is not well-formed: escape %%, & and ; in values")
	}
	values = filtersByName(values)
	var wrong problem.List
	compare := false
	if values.Has("compare") && r.Interval {
		if compare = values.Get("compare") == "previous"; compare {
			r = r.Compared()
		} else {
			wrong.Add(problem.Param("invalid_value", "compare", "%q is not previous", problem.Clip(values.Get("compare"))))
		}
	}
	r, invalid := r.Grouped(values)
	wrong.Add(invalid)
	q := &Request{options: o, ifNoneMatch: in.Header.Get("If-None-Match"), route: r, args: map[string]any{}, compare: compare, mask: o.Mask,
		proto: 10*in.ProtoMajor + in.ProtoMinor, packed: in.Packed}
	for name, given := range values {
		for _, v := range given {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				wrong.Add(problem.Param("invalid_value", problem.Clip(name), "the value is no valid UTF-8 text"))
			}
		}
		if len(given) > 1 && slices.Contains(r.ReadingParams(), name) {
			wrong.Add(problem.Param("invalid_value", name, "it may be given only once"))
		}
	}
	if len(wrong) > 0 {
		return nil, wrong.Problem()
	}
	get := values.Get
	q.loc = o.Location
	if values.Has("tz") {
		if q.loc, err = time.LoadLocation(get("tz")); err != nil || get("tz") == "" || get("tz") == "Local" {
			wrong.Add(problem.Param("invalid_zone", "tz", "%q is not a time zone; give an IANA name such as America/Montevideo", problem.Clip(get("tz"))))
			q.loc = o.Location
		}
	}
	q.args["time_zone"] = q.loc.String()
	if in.OData == nil {
		q.format, err = r.chooseFormat(get("format"), values.Has("format"), in.Header.Get("Accept"))
		wrong.AddErr(err)
	}
	q.identity = identityOf(r, in.Path, values)
	if values.Has("cursor") && !r.Interval && !r.One {
		if q.secrets, err = o.Keys(); err != nil {
			return nil, problem.Of(err)
		}
		q.cursor, err = parseCursor(q.secrets, get("cursor"), q.identity)
		wrong.AddErr(err)
	}
	now := o.Now().In(q.loc).Truncate(time.Second).Add(time.Second)
	q.span = q.parseSpan(values, now, &wrong)
	for _, p := range r.Params {
		if p.System {
			continue
		}
		given, ok := values[p.Name]
		if p.Path {
			given, ok = []string{in.Path[p.Name]}, true
		}
		v, invalid := ParseParam(p, given, ok, q.loc)
		wrong.Add(invalid)
		q.args[p.Name] = v
		if p.Default == route.Now && invalid == nil && v != infinity {
			q.moment, _ = ParseTime(given[0], q.loc)
			if q.moment.After(now) {
				wrong.Add(problem.Param("invalid_time", p.Name, "%s is in the future; leave it out for the present", q.moment.In(q.loc).Format(time.RFC3339)))
			}
		}
		if invalid == nil && ok && p.Array {
			q.addNames(p.Name, p.Name, p.Kind, strings.Split(strings.Join(given, ","), ","))
		}
		if value, ok := v.(string); ok && p.Path && p.Name == r.Item {
			q.filters = append(q.filters, filter{param: p.Name, column: r.Column(p.Name), operator: "eq", values: []string{value}})
		}
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.Contains(r.ReadingParams(), name) || slices.ContainsFunc(r.Params, func(p route.Param) bool { return p.Name == name && !p.Path && !p.System }) {
			continue
		}
		of := r
		if column, _, _ := strings.Cut(name, "."); r.ungrouped().Column(column) != nil {
			of = r.ungrouped()
		}
		f, invalid := of.parseFilter(name, values[name], q.loc)
		wrong.Add(invalid)
		if invalid == nil {
			q.filters = append(q.filters, f)
			if f.operator == "eq" {
				q.addNames(f.param, f.column.Name, f.column.Kind, f.values)
			}
		}
	}
	q.fields, invalid = r.parseFields(get("fields"), values.Has("fields"))
	wrong.Add(invalid)
	q.order, invalid = r.parseOrder(get("order"), values.Has("order"))
	wrong.Add(invalid)
	if in.OData == nil {
		q.parseLimit(values, &wrong)
	} else {
		q.use(in.OData)
	}
	q.parseWindow(values, &wrong)
	if r.Interval {
		q.parseInterval(values, &wrong)
	}
	q.parseSource(values, &wrong)
	q.parseTotal(values, &wrong)
	q.parseExplain(values, &wrong)
	q.parseLanguage(values, in.Header, &wrong)
	q.parseCSV(values, &wrong)
	if q.format == "xlsx" && len(wrong) == 0 {
		q.given, q.fields = values, q.withRateColumns(q.fields)
	}
	q.parsePicture(values, &wrong)
	q.checkGroups(values, in.Path, &wrong)
	q.refuseMasked(values, &wrong)
	if q.cursor != nil && len(wrong) == 0 {
		wrong.Add(q.cursor.check(q.order))
	}
	return q, wrong.Problem()
}

// parseSpan resolves from, to and range. If a bound depends on the present time, the cursor contains the range, so that
// it does not change from page to page.
func (q *Request) parseSpan(values url.Values, now time.Time, wrong *problem.List) Range {
	span := Range{openFrom: true, openTo: true}
	if q.route.Time == "" {
		return span
	}
	if values.Has("range") {
		if values.Has("from") || values.Has("to") {
			wrong.Add(problem.Param("invalid_range", "range", "give either range or from and to"))
		}
		var ok bool
		if span, ok = keywordRange(values.Get("range"), now); !ok {
			wrong.Add(problem.Param("invalid_range", "range", "%q is none of %s%s", problem.Clip(values.Get("range")),
				strings.Join(RangeNames(), ", "), problem.Nearest(values.Get("range"), RangeNames())))
		}
	} else {
		span.from, span.openFrom = q.parseBound(values, "from", wrong)
		span.to, span.openTo = q.parseBound(values, "to", wrong)
		if q.route.TimeRequired && !q.route.One {
			span = q.closeSpan(span, now, wrong)
		}
	}
	if q.cursor != nil && span.keyword != "" {
		span.from, span.to = q.cursor.From, q.cursor.To
	}
	if !span.openFrom && !span.openTo && !span.from.Before(span.to) {
		at := "to"
		if !values.Has("to") {
			at = "from"
		}
		wrong.Add(problem.Param("invalid_range", at, "to (%s) must be after from (%s)", span.to.In(q.loc).Format(time.RFC3339), span.from.In(q.loc).Format(time.RFC3339)))
	}
	return span
}

// parseBound parses a bound of the range; open means that it was not given.
func (q *Request) parseBound(values url.Values, name string, wrong *problem.List) (t time.Time, open bool) {
	if !values.Has(name) {
		return t, true
	}
	t, err := ParseTime(values.Get(name), q.loc)
	if err != nil {
		wrong.Add(problem.Param("invalid_time", name, "%s", err))
	}
	return t, false
}

// closeSpan sets the bounds that were not given, for a route that needs both.
func (q *Request) closeSpan(span Range, now time.Time, wrong *problem.List) Range {
	switch {
	case span.openFrom && span.openTo:
		return Range{from: now.Add(-24 * time.Hour), to: now, keyword: "default"}
	case span.openFrom:
		span.from = span.to.Add(-24 * time.Hour)
		if len(*wrong) == 0 && !isWritable(span.from, q.loc) {
			wrong.Add(problem.Param("invalid_range", "to", "the 24 hours before it begin before the year 1; give from as well"))
		}
	case span.openTo:
		span.to, span.keyword = now, "default"
	}
	span.openFrom, span.openTo = false, false
	return span
}

func (q *Request) parseLimit(values url.Values, wrong *problem.List) {
	if q.route.Interval || q.route.One {
		return
	}
	switch {
	case q.format == "json":
		q.limit = defaultLimit
	case isPicture(q.format) && q.route.group == nil: // of groups, all are drawn or none
		q.limit = chart.MaxLabels
	}
	if values.Has("limit") {
		n, err := strconv.Atoi(values.Get("limit"))
		switch {
		case err != nil || n < 1:
			wrong.Add(problem.Param("invalid_number", "limit", "%q is not a whole number of at least 1", problem.Clip(values.Get("limit"))))
		case q.format == "json" && n > maxJSONLimit:
			wrong.Add(problem.Param("limit_too_large", "limit", "JSON answers have at most %d rows; follow next_cursor, or use format=ndjson or csv", maxJSONLimit))
		case isPicture(q.format) && n > chart.MaxLabels:
			wrong.Add(problem.Param("limit_too_large", "limit", "a chart draws at most %d rows", chart.MaxLabels))
		}
		q.limit = n
	}
	if q.count = values.Get("count"); values.Has("count") {
		if q.count != "exact" && q.count != "estimated" {
			wrong.Add(problem.Param("invalid_value", "count", "%q is neither exact nor estimated", problem.Clip(q.count)))
		} else if q.format != "json" {
			wrong.Add(problem.Param("invalid_value", "count", "only JSON answers have a count"))
		}
	}
}

func (q *Request) parseInterval(values url.Values, wrong *problem.List) {
	if q.interval = values.Get("interval"); values.Has("interval") {
		wrong.Add(checkInterval(q.interval))
	}
}

// parseTotal parses total, which interval reports and questions by group have.
func (q *Request) parseTotal(values url.Values, wrong *problem.List) {
	q.total = boolParam(values, "total", q.format == "json", wrong)
	if q.route.Interval || q.route.group != nil {
		return
	}
	if q.total = false; values.Has("total") && !q.route.One {
		wrong.Add(problem.Param("invalid_value", "total", "only groups have a total; add by=, or leave it out"))
	}
}

// parseWindow parses hours and weekdays. In an interval report they cut the slots; elsewhere they are a filter on the
// route's time, which always has a range.
func (q *Request) parseWindow(values url.Values, wrong *problem.List) {
	for _, name := range []string{"hours", "weekdays"} {
		if values.Has(name) && values.Get(name) == "" {
			wrong.Add(problem.Param("invalid_value", name, "it is empty"))
		}
	}
	var invalid *problem.Problem
	q.window, invalid = parseWindow(values.Get("hours"), values.Get("weekdays"))
	wrong.Add(invalid)
	if q.window == nil || q.route.Interval || len(*wrong) > 0 {
		return
	}
	p, invalid := newPlan(q.span, "", q.loc, q.window, q.span.to)
	if invalid != nil {
		wrong.Add(invalid)
		return
	}
	q.filters = append(q.filters, filter{column: q.route.ungrouped().Column(q.route.Time), operator: "within", values: []string{timeArray(p.bounds), p.slotNumbers()}})
}

// isLong reports whether an answer may read any number of rows: an interval report, groups, or an export without limit.
func (q *Request) isLong() bool {
	return q.route.Interval || q.route.group != nil || q.limit == 0 && !q.route.One
}

// inKeyOrder reports whether the pages of a relation are read in the order of its key, without filters: one plan is good
// for the first page and for those deep in the data. Computed rows have no such order, and need a plan for their range.
func (q *Request) inKeyOrder() bool {
	if q.limit == 0 || q.route.One || q.route.Aggregates || len(q.filters) > 0 {
		return false
	}
	for _, t := range q.order {
		if !slices.Contains(q.route.rowKey, t.column.Name) {
			return false
		}
	}
	return true
}

// ParseRange parses a query string that contains only a range; the default is the last 24 hours.
func ParseRange(rawQuery string, o Options) (Range, *time.Location, *problem.Problem) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return Range{}, nil, problem.New("invalid_value", "the query string is not well-formed: escape %%, & and ; in values")
	}
	var wrong problem.List
	for name, given := range values {
		if !slices.Contains(rangeParams(), name) {
			wrong.Add(problem.Param("unknown_parameter", problem.Clip(name), "there is no parameter %q%s", problem.Clip(name), problem.Nearest(name, rangeParams())))
		} else if len(given) > 1 {
			wrong.Add(problem.Param("invalid_value", name, "it may be given only once"))
		}
	}
	loc := o.Location
	if zone := values.Get("tz"); values.Has("tz") {
		if loc, err = time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
			wrong.Add(problem.Param("invalid_zone", "tz", "%q is not a time zone; give an IANA name such as America/Montevideo", problem.Clip(zone)))
			loc = o.Location
		}
	}
	q := &Request{route: rangeRoute(), loc: loc}
	span := q.parseSpan(values, o.Now().In(loc).Truncate(time.Second).Add(time.Second), &wrong)
	return span, loc, wrong.Problem()
}
