// Package event is the catalogue of the events in the seven event logs: what each event means and what its data1
// to data5 are. catalogue.csv and fields.csv are the only source; views, queries, comments, documentation and the
// importer's checks are generated from them.
package event

// The types of the catalogue and its lookups.

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is the kind of a line of the catalogue.
type Kind string

// The kinds of lines. All except Documented are aliases.
const (
	Documented Kind = "event"    // one of the 112 events that the source describes
	Spelling   Kind = "spelling" // another spelling of a documented event; the event's view shows its rows
	Asterisk   Kind = "asterisk" // an event that only plain Asterisk writes
	Form       Kind = "form"     // rows of a documented event that plain Asterisk fills differently
)

// Type is the type of a field.
type Type string

// The types of fields. Numbers are whole and have at most nine digits.
const (
	Text         Type = "text"
	Int          Type = "int"
	Seconds      Type = "seconds"
	Milliseconds Type = "milliseconds"
)

// Unit returns the unit of a type, or an empty text.
func (t Type) Unit() string {
	if t == Seconds || t == Milliseconds {
		return string(t)
	}
	return ""
}

// Source is the place of a field's text in a row: data1 to data5, or a part of one that a bar divides.
type Source struct {
	Data int // 1 to 5; 0 is nowhere
	Part int // 1 before the bar, 2 after it; 0 is the whole text
}

// Condition identifies the rows of a form by their data1.
type Condition struct {
	Equals string // data1 is this word …
	Text   bool   // … or, if true, any text that is not a number
}

// Exception is the place of a documented event's field in the rows of a form.
type Exception struct {
	When Condition
	Source
}

// Field is a named field of an event.
type Field struct {
	Name string
	Type Type
	Source
	Exceptions       []Exception
	WithoutBrackets  bool   // brackets around the text are removed
	Personal         string // kind of personal data, as in the annotation api:personal; empty: none
	English, Spanish string
}

// Event is a line of the catalogue.
type Event struct {
	Kind        Kind
	Table, Name string
	Of          string   // documented event of an alias, if there is one
	Rows        []string // values of the column event in its rows
	When        Condition
	Cells       [5]string // data1 to data5 in the catalogue's notation
	Fields      []Field   // in the order of their places
	Note, Nota  string    // a remark on the event, in English and in Spanish
	English     string    // meaning, one sentence
	Spanish     string
	Example     []string // data1 and so on of an example row
}

// Channel is one of the event logs.
type Channel struct {
	Table            string
	English, Spanish string
}

// Channels returns the event logs in the order of the catalogue.
func Channels() []Channel {
	return []Channel{
		{"queue_log_repo", "Telephony", "Telefonía"},
		{"webchat_log_repo", "Webchat", "Webchat"},
		{"sms_log_repo", "SMS and WhatsApp", "SMS y WhatsApp"},
		{"email_log_repo", "E-mail", "Correo electrónico"},
		{"twitter_log_repo", "Twitter", "Twitter"},
		{"messenger_log_repo", "Messenger", "Messenger"},
		{"facebook_log_repo", "Facebook", "Facebook"},
	}
}

// Tables returns the names of the event logs' tables.
func Tables() []string {
	var names []string
	for _, c := range Channels() {
		names = append(names, c.Table)
	}
	return names
}

// View returns the name of the event's view in schema event. A spelling has no view.
func (e Event) View() string {
	return strings.TrimSuffix(e.Table, "_repo") + "_" + strings.ReplaceAll(strings.ToLower(e.Name), "-", "_")
}

// URL returns the path of the event's rows in the HTTP API.
func (e Event) URL() string { return "/v1/events/" + e.Table + "/" + e.Name }

// Unnamed returns the numbers of data1 to data5 that no field of the event uses.
func (e Event) Unnamed() []int {
	var numbers []int
	for n := 1; n <= 5; n++ {
		if !slices.ContainsFunc(e.Fields, func(f Field) bool { return f.Data == n }) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// Columns returns the names of the columns of the event's view.
func (e Event) Columns() []string {
	names := RowColumns()
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	for _, n := range e.Unnamed() {
		names = append(names, fmt.Sprintf("data%d", n))
	}
	return names
}

// RowColumns returns the names of the columns that every event has.
func RowColumns() []string { return []string{"id", "datetime", "callid", "queuename", "agent"} }

// Describe returns a description of the field in English, with its unit and its place.
func (f Field) Describe() string {
	return f.English + in(", in ", f.Type.Unit()) + " (" + f.Place() + ")."
}

// Describir returns a description of the field in Spanish, with its unit and its place.
func (f Field) Describir() string {
	unit := map[Type]string{Seconds: "segundos", Milliseconds: "milisegundos"}[f.Type]
	return f.Spanish + in(", en ", unit) + " (" + f.Lugar() + ")."
}

func in(words, unit string) string {
	if unit == "" {
		return ""
	}
	return words + unit
}

// Place returns the place of the field in a row, in English.
func (f Field) Place() string {
	return f.place(map[string]string{"nowhere": "nowhere", "before": "before the bar", "behind": "behind the bar", "where": " where data1 is ", "text": "text"})
}

// Lugar returns the place of the field in a row, in Spanish.
func (f Field) Lugar() string {
	return f.place(map[string]string{"nowhere": "en ninguna parte", "before": "antes de la barra", "behind": "tras la barra", "where": " si data1 es ", "text": "texto"})
}

func (f Field) place(words map[string]string) string {
	one := func(s Source) string {
		if s.Data == 0 {
			return words["nowhere"]
		}
		return fmt.Sprintf("data%d", s.Data) + in(" ", map[int]string{1: words["before"], 2: words["behind"]}[s.Part])
	}
	text := one(f.Source)
	var last Source
	for i, x := range f.Exceptions {
		told := x.When.Equals
		if x.When.Text {
			told = words["text"]
		}
		if i > 0 && x.Source == last {
			text += ", " + told
		} else {
			text += "; " + one(x.Source) + words["where"] + told
		}
		last = x.Source
	}
	return text
}

// Catalogue is the content of catalogue.csv and fields.csv.
type Catalogue struct {
	events, aliases []Event
	byName          map[string]*Event
}

// Events returns the documented events in the order of the source.
func (c *Catalogue) Events() []Event { return slices.Clone(c.events) }

// Aliases returns the lines that are not documented events: spellings, events of plain Asterisk and forms.
func (c *Catalogue) Aliases() []Event { return slices.Clone(c.aliases) }

// WithViews returns the events that have a view and a route: all except spellings.
func (c *Catalogue) WithViews() []Event {
	return slices.DeleteFunc(append(c.Events(), c.aliases...), func(e Event) bool { return e.Kind == Spelling })
}

// Lookup returns the event with this name, in any case. For a spelling it returns the documented event.
func (c *Catalogue) Lookup(table, name string) (Event, bool) {
	e, ok := c.byName[table+" "+strings.ToUpper(name)]
	if ok && e.Kind == Spelling {
		e, ok = c.byName[table+" "+e.Of]
	}
	if !ok {
		return Event{}, false
	}
	return *e, true
}

// OfRow returns the event of a row by the exact value of its column event and its data. If the row has a form of
// plain Asterisk, it returns the form.
func (c *Catalogue) OfRow(table, name string, data []string) (Event, bool) {
	e, ok := c.byName[table+" "+name]
	if !ok || e.Kind == Form {
		return Event{}, false
	}
	if e.Kind == Spelling {
		e = c.byName[table+" "+e.Of]
	}
	for _, alias := range c.aliases {
		if alias.Kind == Form && alias.Table == table && alias.Of == e.Name && alias.When.holds(data) {
			return alias, true
		}
	}
	return *e, true
}

// Knows reports whether the catalogue contains rows of a table with this value in the column event.
func (c *Catalogue) Knows(table, name string) bool {
	e, ok := c.byName[table+" "+name]
	return ok && e.Kind != Form
}
