// The lists of events: GET /v1/events/TABLE.

package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// eventLists answers with the events of each event log.
type eventLists struct {
	catalogue *event.Catalogue
	admission *admission.Control
	pool      *pools.Prepared
	location  *time.Location
	now       func() time.Time
}

// canonical accepts the name of an event in any case and spelling: it replaces it with the catalogue's name before
// the router, which compares exactly, sees the path.
func (l *eventLists) canonical(r *http.Request) *http.Request {
	table, name, ok := eventPath(r.URL.Path)
	if !ok {
		return r
	}
	e, known := l.catalogue.Lookup(table, name)
	if !known || e.URL() == r.URL.EscapedPath() {
		return r
	}
	r = r.Clone(r.Context())
	r.URL.Path, r.URL.RawPath = e.URL(), ""
	return r
}

// unknown returns the problem of an event that is not in the catalogue, with the most similar one that is.
func (l *eventLists) unknown(c echo.Context) error {
	table, name, ok := eventPath(c.Request().URL.Path)
	switch {
	case !ok:
		return echo.ErrNotFound
	case !slices.Contains(event.Tables(), table):
		return noEventLog(table)
	}
	var names []string
	for _, e := range append(l.catalogue.Events(), l.catalogue.Aliases()...) {
		if e.Table == table {
			names = append(names, e.Name)
		}
	}
	best, _ := problem.Closest(name, names)
	return problem.New("unknown_route", "%s has no event %s in the catalogue; the nearest is %s. GET %s%s lists them; rows of any event are at /v1/tables/%s?event=%s.",
		table, problem.Clip(name), best, eventPrefix, table, table, url.QueryEscape(problem.Clip(name)))
}

func noEventLog(table string) error {
	return problem.New("unknown_route", "There is no event log %s; there are %s%s.", problem.Clip(table), strings.Join(event.Tables(), ", "), problem.Nearest(table, event.Tables()))
}

// feature returns the endpoints of the lists of events. The generated routes have the events themselves.
func (l *eventLists) feature() (endpoint.Feature, error) {
	read := []string{auth.Read}
	return endpoint.Feature{Endpoints: []endpoint.Endpoint{
		{Method: http.MethodGet, Path: eventPrefix + "{table}", Scopes: read, Handler: l.list, Operation: eventsOperation},
		{Method: http.MethodGet, Path: eventPrefix + "{table}/{event}", Scopes: read, Handler: l.unknown},
	}}, nil
}

// list lists the events of a table, with their numbers in the range.
func (l *eventLists) list(c echo.Context) error {
	table := c.Param("table")
	if !slices.Contains(event.Tables(), table) {
		return noEventLog(table)
	}
	span, loc, invalid := query.ParseRange(c.Request().URL.RawQuery, query.Options{Location: l.location, Now: l.now})
	if invalid != nil {
		return invalid
	}
	from, to := span.Bounds()
	asOf := l.now().Truncate(time.Second)
	leave, err := l.admission.Enter(c.Request().Context(), l.admission.Short)
	if err != nil {
		return err
	}
	defer leave()
	on, err := l.admission.Read(c.Request().Context(), l.pool)
	if err != nil {
		return err
	}
	defer on.End()
	rows, err := db.New(on).EventCounts(c.Request().Context(), db.EventCountsParams{EventLog: table, RangeFrom: from, RangeTo: to})
	if err != nil {
		return fmt.Errorf("count events: %w", err)
	}
	list := eventList{Table: table, Events: []eventEntry{}, Aliases: []eventEntry{}, Unknown: []unknownEvent{},
		From: from.In(loc), To: to.In(loc), TZ: loc.String(), AsOf: asOf.In(loc)}
	for _, channel := range event.Channels() {
		if channel.Table == table {
			list.Channel, list.Canal = channel.English, channel.Spanish
		}
	}
	known := map[string]int64{}
	for _, row := range rows {
		if row.Event == nil || !l.catalogue.Knows(table, *row.Event) {
			list.Unknown = append(list.Unknown, unknownEvent{row.Event, unknownURL(table, row.Event, from, to), row.Rows})
			continue
		}
		known[*row.Event] += row.Rows
		if row.Form != nil {
			known[*row.Form] += row.Rows
		}
	}
	slices.SortFunc(list.Unknown, func(a, b unknownEvent) int { return strings.Compare(a.URL, b.URL) })
	for _, e := range append(l.catalogue.Events(), l.catalogue.Aliases()...) {
		switch {
		case e.Table != table:
		case e.Kind == event.Documented:
			list.Events = append(list.Events, newEventEntry(e, known))
		default:
			list.Aliases = append(list.Aliases, newEventEntry(e, known))
		}
	}
	return c.JSON(http.StatusOK, list)
}

// newEventEntry returns the entry of an event. The count of a documented event includes the rows of its spellings, which
// its view shows.
func newEventEntry(e event.Event, counts map[string]int64) eventEntry {
	out := eventEntry{Event: e.Name, Kind: e.Kind, URL: e.URL(), Meaning: e.English, Significado: e.Spanish, Note: e.Note, Nota: e.Nota,
		Fields: []eventField{}, Example: e.Example, Decoded: decoded{}}
	names := e.Rows
	if e.Kind == event.Form {
		names = []string{e.Name}
	}
	for _, name := range names {
		out.Count += counts[name]
	}
	if e.Of != "" {
		out.AliasOf = &e.Of
	}
	if out.Example == nil {
		out.Example = []string{}
	}
	for _, f := range e.Fields {
		field := eventField{Name: f.Name, Type: f.Type, Place: f.Place(), Meaning: f.English, Significado: f.Spanish}
		if unit := f.Type.Unit(); unit != "" {
			field.Unit = &unit
		}
		out.Fields = append(out.Fields, field)
	}
	for _, v := range e.Decode(e.Example) {
		out.Decoded[v.Name] = v.JSON()
	}
	return out
}

// unknownURL returns the URL of the rows of an event without a decoder.
func unknownURL(table string, name *string, from, to time.Time) string {
	query := url.Values{"from": {from.UTC().Format(time.RFC3339Nano)}, "to": {to.UTC().Format(time.RFC3339Nano)}}
	if name == nil {
		query.Set("event.null", "true")
	} else {
		query.Set("event", *name)
	}
	return "/v1/tables/" + table + "?" + query.Encode()
}

// index returns the entries of the index for the lists of events and for aliases.
func (l *eventLists) index(lang route.Language) (tables, aliases []entry) {
	for _, c := range event.Channels() {
		tables = append(tables, entry{c.Table, eventPrefix + c.Table, lang.Of("The events of "+c.Table+" ("+c.English+"), with their fields, units and counts.",
			"Los eventos de "+c.Table+" ("+c.Spanish+"), con sus campos, unidades y cantidades."), ""})
	}
	for _, e := range l.catalogue.Aliases() {
		aliases = append(aliases, entry{e.Table + "/" + e.Name, e.URL(), lang.Of(e.English, e.Spanish), ""})
	}
	return tables, aliases
}
