package main

// The query of the report data-quality.

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

// qualityTable is the template's data about one event log.
type qualityTable struct {
	Name       string
	Known      string       // events of the catalogue, as a list in SQL
	Unreadable []unreadable // numeric fields whose text may not be a number
}

// unreadable is a condition under which a field cannot be read as a number, with the events that share it.
type unreadable struct{ Events, Condition string }

// qualityQuery returns the query of the report data-quality, with the events and fields of the catalogue.
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
	query, err := template.New("data_quality").Funcs(template.FuncMap{"dated": datedTables}).Parse(qualityTemplate)
	if err != nil {
		return "", fmt.Errorf("read the template of data-quality: %w", err)
	}
	var b strings.Builder
	if err := query.Execute(&b, tables); err != nil {
		return "", fmt.Errorf("write the query of data-quality: %w", err)
	}
	return b.String() + queriesFooter, nil
}

// datedTable is a table of facts and the column of its time.
type datedTable struct{ Name, Time string }

// datedTables are the tables whose rows may have a date beyond reason.
func datedTables() []datedTable {
	tables := []datedTable{{"cdr_repo", "calldate"}, {"sms_repo", "dateprocessed"}, {"tags", "datetime"}, {"black_list_history", "calldate"}, {"sipchat", "datecreated"}, {"auditory", "datetime"}}
	for _, name := range event.Tables() {
		tables = append(tables, datedTable{name, "datetime"})
	}
	return tables
}

// unreadableWhen returns the condition under which a numeric field of the event's rows is not a number. It is
// empty if the event has no numeric fields. A form only adds the fields that its event does not have.
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

// mayBeText reports whether a numeric field may also hold text. There is one: only REALUNPAUSE has a pausetime, so
// a text in that place of REALPAUSE is the pause's reason, as report.agent_pause reads it.
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
