// Package event is the catalogue of the events that the seven event logs hold: what each one means
// and what its data1..data5 are. catalogue.csv and fields.csv are the only place where that is
// written; views, queries, comments, documentation and the importer's checks are made from them.
package event

import (
	"fmt"
	"slices"
	"strings"
)

// Kind says what a line of the catalogue is.
type Kind string

// The kinds of lines. All but Documented are aliases.
const (
	Documented Kind = "event"    // one of the 112 that the source describes
	Spelling   Kind = "spelling" // another spelling of a documented event, whose rows its view shows
	Asterisk   Kind = "asterisk" // an event that only plain Asterisk writes
	Form       Kind = "form"     // rows of a documented event that plain Asterisk fills otherwise
)

// Type is what a field holds.
type Type string

// The types of fields. Numbers are whole and of at most nine digits.
const (
	Text         Type = "text"
	Int          Type = "int"
	Seconds      Type = "seconds"
	Milliseconds Type = "milliseconds"
)

// Unit is the unit of a type; empty where it has none.
func (t Type) Unit() string {
	if t == Seconds || t == Milliseconds {
		return string(t)
	}
	return ""
}

// Source is the place of a field's text in a row: data1 to data5, or a part of one that a bar divides.
type Source struct {
	Data int // 1 to 5; 0 is nowhere
	Part int // 1 before the bar, 2 behind it; 0 is the whole
}

// Condition tells the rows of a form by their data1.
type Condition struct {
	Equals string // data1 is this word …
	Text   bool   // … or, where this is set, any text that is no number
}

// Exception is where a field of a documented event stands in the rows of a form.
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
	WithoutBrackets  bool   // brackets around the text are taken off
	Personal         string // what personal data it holds, as the annotation api:personal has it; empty is none
	English, Spanish string
}

// Event is a line of the catalogue.
type Event struct {
	Kind        Kind
	Table, Name string
	Of          string   // of an alias: the documented event that it belongs to, if there is one
	Rows        []string // values of the column event that its rows have
	When        Condition
	Cells       [5]string // data1 to data5 as the catalogue writes them
	Fields      []Field   // in the order of their places
	Note, Nota  string    // a remark on the event, in English and in Spanish
	English     string    // what it means, one sentence
	Spanish     string
	Example     []string // data1 and so on of a row
}

// Channel is one of the event logs.
type Channel struct {
	Table            string
	English, Spanish string
}

// Channels are the event logs, in the order of the catalogue.
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

// Tables are the names of the event logs.
func Tables() []string {
	var names []string
	for _, c := range Channels() {
		names = append(names, c.Table)
	}
	return names
}

// View is the name of the event's view in schema event. A spelling has none of its own.
func (e Event) View() string {
	return strings.TrimSuffix(e.Table, "_repo") + "_" + strings.ReplaceAll(strings.ToLower(e.Name), "-", "_")
}

// URL is the path of the event's rows in the HTTP API.
func (e Event) URL() string { return "/v1/events/" + e.Table + "/" + e.Name }

// Unnamed are the numbers of data1 to data5 that the event gives no name to.
func (e Event) Unnamed() []int {
	var numbers []int
	for n := 1; n <= 5; n++ {
		if !slices.ContainsFunc(e.Fields, func(f Field) bool { return f.Data == n }) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// Columns are the names of the columns of the event's view.
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

// RowColumns are the columns that every event has.
func RowColumns() []string { return []string{"id", "datetime", "callid", "queuename", "agent"} }

// Describe says in English what the field is, with its unit and its place.
func (f Field) Describe() string {
	return f.English + in(", in ", f.Type.Unit()) + " (" + f.Place() + ")."
}

// Describir says in Spanish what the field is, with its unit and its place.
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

// Place says in English where the field stands in a row.
func (f Field) Place() string {
	return f.place(map[string]string{"nowhere": "nowhere", "before": "before the bar", "behind": "behind the bar", "where": " where data1 is ", "text": "text"})
}

// Lugar says in Spanish where the field stands in a row.
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

// Catalogue is what catalogue.csv and fields.csv say.
type Catalogue struct {
	events, aliases []Event
	byName          map[string]*Event
}

// Events are the documented events, in the order of the source.
func (c *Catalogue) Events() []Event { return slices.Clone(c.events) }

// Aliases are the events and spellings beside the documented ones.
func (c *Catalogue) Aliases() []Event { return slices.Clone(c.aliases) }

// WithViews are all that have a view and a route: the documented events and the aliases that are no
// mere spelling.
func (c *Catalogue) WithViews() []Event {
	return slices.DeleteFunc(append(c.Events(), c.aliases...), func(e Event) bool { return e.Kind == Spelling })
}

// Lookup finds an event by its name in any case. A spelling leads to the event that it spells.
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

// OfRow finds what a row of a table is by the value of its column event, letter by letter, and its
// data: where it has the form of plain Asterisk, that.
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

// Knows tells whether rows of a table with this value in the column event are in the catalogue.
func (c *Catalogue) Knows(table, name string) bool {
	e, ok := c.byName[table+" "+name]
	return ok && e.Kind != Form
}
