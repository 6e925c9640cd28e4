package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/ccrepo/ccrepo/event"
)

//go:embed data_quality.sql.tmpl
var qualityTemplate string

// qualityTable is what the report data-quality needs to know of an event log.
type qualityTable struct {
	Name       string
	Known      string       // events of the catalogue, as a list of SQL
	Unreadable []unreadable // fields to be numbers whose text may be none
}

// unreadable are the events that share a condition under which a field of theirs cannot be read.
type unreadable struct{ Events, Condition string }

// qualityQuery writes the query of the report data-quality, of which events and fields come from the catalogue.
func qualityQuery(c *event.Catalogue) (string, error) {
	var tables []qualityTable
	for _, name := range event.Tables() {
		t := qualityTable{Name: name}
		var known []string
		events := map[string][]string{} // by their condition
		var order []string
		for _, e := range append(c.Events(), c.Aliases()...) {
			if e.Table != name {
				continue
			}
			if c.Knows(name, e.Name) {
				known = append(known, e.Name)
			}
			condition := unreadableWhen(c, e)
			if condition == "" || e.Kind == event.Spelling {
				continue
			}
			if len(events[condition]) == 0 {
				order = append(order, condition)
			}
			events[condition] = append(events[condition], e.Rows...)
		}
		t.Known = quoteAll(known)
		for _, condition := range order {
			t.Unreadable = append(t.Unreadable, unreadable{quoteAll(events[condition]), condition})
		}
		tables = append(tables, t)
	}
	query, err := template.New("data_quality").Parse(qualityTemplate)
	if err != nil {
		return "", fmt.Errorf("read the template of data-quality: %w", err)
	}
	var b strings.Builder
	if err := query.Execute(&b, tables); err != nil {
		return "", fmt.Errorf("write the query of data-quality: %w", err)
	}
	return b.String() + queriesFooter, nil
}

// unreadableWhen is the condition under which a number of the event's rows is a text; it is empty where
// the event has no numbers. A form only adds the fields that its event does not have.
func unreadableWhen(c *event.Catalogue, e event.Event) string {
	of, _ := c.Lookup(e.Table, e.Of)
	var conditions []string
	for _, f := range e.Fields {
		own := e.Kind != event.Form || !slices.ContainsFunc(of.Fields, func(o event.Field) bool { return o.Name == f.Name })
		if f.Type == event.Text || !own || mayBeText(e, f) {
			continue
		}
		text := rawText(f)
		conditions = append(conditions, fmt.Sprintf("%s <> '' AND %s IS NULL", text, expression(f)))
	}
	joined := strings.Join(conditions, "\n                    OR ")
	if e.Kind == event.Form && joined != "" {
		return condition(e.When) + " AND (" + joined + ")"
	}
	return joined
}

// mayBeText tells of the one number that may as well be a text: only REALUNPAUSE has a pausetime, so that
// a text in its place in REALPAUSE is the pause's reason, and report.agent_pause reads it as such.
func mayBeText(e event.Event, f event.Field) bool {
	return e.Table == "queue_log_repo" && e.Name == "REALPAUSE" && f.Name == "pausetime"
}

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = quote(name)
	}
	return strings.Join(quoted, ", ")
}
