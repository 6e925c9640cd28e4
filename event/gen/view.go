package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/event"
)

// addViews adds the views of the catalogue's events.
func addViews(to *objects, catalogue *event.Catalogue) error {
	for _, e := range catalogue.WithViews() {
		if err := to.add("event."+e.View(), newView(e)); err != nil {
			return err
		}
	}
	return nil
}

// newView returns the view of an event.
func newView(e event.Event) object {
	name := "event." + e.View()
	columns := event.RowColumns()
	comments := []string{comment("VIEW "+name, describeView(e))}
	for _, c := range event.RowColumns() {
		comments = append(comments, comment("COLUMN "+name+"."+c, describeRowColumn(e, c)))
	}
	for _, f := range e.Fields {
		columns = append(columns, expression(f)+" AS "+f.Name)
		comments = append(comments, comment("COLUMN "+name+"."+f.Name, f.Describe()))
	}
	for _, n := range e.Unnamed() {
		column := fmt.Sprintf("data%d", n)
		columns = append(columns, column)
		comments = append(comments, comment("COLUMN "+name+"."+column, "Text of "+column+", which this event gives no meaning to."))
	}
	return object{
		create: "CREATE VIEW " + name + " WITH (security_invoker = true) AS\nSELECT\n    " + strings.Join(columns, ",\n    ") +
			"\nFROM public." + e.Table + "\nWHERE " + rows(e) + ";\n",
		notes: strings.Join(comments, ""),
	}
}

// expression returns the SQL that reads a field. The domain of its type tells sqlc that the value may be NULL.
func expression(f event.Field) string {
	text := rawText(f)
	if f.Type != event.Text {
		return "app.whole_number(" + text + ")"
	}
	if f.WithoutBrackets {
		text = "btrim(" + text + ", '[]')"
	}
	if strings.HasPrefix(text, "CASE") {
		text = "(" + text + ")"
	}
	return text + "::text_or_null"
}

// rawText returns the SQL of a field's text in the row.
func rawText(f event.Field) string {
	if len(f.Exceptions) == 0 {
		return source(f.Source)
	}
	text := ""
	for _, x := range f.Exceptions {
		text += "WHEN " + condition(x.When) + " THEN " + source(x.Source) + " "
	}
	return "CASE " + text + "ELSE " + source(f.Source) + " END"
}

func source(s event.Source) string {
	switch {
	case s.Data == 0:
		return "NULL"
	case s.Part > 0:
		return fmt.Sprintf("split_part(data%d, '|', %d)", s.Data, s.Part)
	}
	return fmt.Sprintf("data%d", s.Data)
}

func condition(c event.Condition) string {
	if c.Text {
		return "data1 <> '' AND app.whole_number(data1) IS NULL"
	}
	return "data1 = " + quote(c.Equals)
}

// rows returns the condition for the rows of the event.
func rows(e event.Event) string {
	var names []string
	for _, name := range e.Rows {
		names = append(names, quote(name))
	}
	text := "event = " + names[0]
	if len(names) > 1 {
		text = "event IN (" + strings.Join(names, ", ") + ")"
	}
	if e.When != (event.Condition{}) {
		text += "\n  AND " + condition(e.When)
	}
	return text
}

func describeView(e event.Event) string {
	var fields []string
	for _, f := range e.Fields {
		fields = append(fields, describeBriefly(f))
	}
	text := e.Name + " of " + e.Table + ": " + e.English
	if len(fields) > 0 {
		text += " Fields: " + strings.Join(fields, ", ") + "."
	}
	return text + remarks(e)
}

// describeBriefly returns a field's name with its unit.
func describeBriefly(f event.Field) string {
	if unit := f.Type.Unit(); unit != "" {
		return f.Name + " (" + unit + ")"
	}
	return f.Name
}

// remarks returns the sentences about an event that follow its meaning.
func remarks(e event.Event) string {
	text := ""
	if e.Note != "" {
		text += " " + sentence(e, e.Note)
	}
	for _, spelling := range e.Rows[1:] {
		text += " Rows spelt " + spelling + " are shown too."
	}
	if e.Kind != event.Documented && e.Of != "" {
		text += " Belongs to " + e.Of + "."
	}
	return text
}

// sentence turns a note into a sentence. A note that begins with the name of a field keeps its small letter.
func sentence(e event.Event, note string) string {
	word, _, _ := strings.Cut(note, " ")
	if slices.Contains(e.Columns(), word) || strings.HasPrefix(word, "data") {
		return note + "."
	}
	first, size := utf8.DecodeRuneInString(note)
	return string(unicode.ToUpper(first)) + note[size:] + "."
}

func describeRowColumn(e event.Event, column string) string {
	switch column {
	case "id":
		return "Id of the row in " + e.Table + "."
	case "datetime":
		return "Moment of the event."
	case "queuename":
		return "Campaign (queue) of the event, if it has one."
	case "agent":
		return "Agent of the event, if it has one."
	}
	if e.Table == "queue_log_repo" {
		return "Id of the call on the telephony system (Asterisk's uniqueid, not the guid); empty if the event has none."
	}
	return "Id of the interaction."
}

func comment(on, text string) string { return "COMMENT ON " + on + " IS " + quote(text) + ";\n" }

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
