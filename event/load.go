package event

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

//go:embed catalogue.csv
var catalogueFile []byte

//go:embed fields.csv
var fieldsFile []byte

var (
	eventName = regexp.MustCompile(`^[A-Z]+(-[A-Z]+)?$`)
	fieldCell = regexp.MustCompile(`^([a-z][a-z0-9_]*):(text|int|seconds|milliseconds)$`)
)

// Load returns the catalogue embedded in the program.
func Load() (*Catalogue, error) { return parse(catalogueFile, fieldsFile) }

// parse parses both files. The error lists all faults found.
func parse(catalogueText, fieldsText []byte) (*Catalogue, error) {
	glossary, err := readGlossary(fieldsText)
	if err != nil {
		return nil, fmt.Errorf("read event/fields.csv: %w", err)
	}
	lines, err := readLines(catalogueText, "kind", "table", "event", "of", "when", "data1", "data2", "data3", "data4", "data5",
		"note", "nota", "english", "spanish", "example")
	if err != nil {
		return nil, fmt.Errorf("read event/catalogue.csv: %w", err)
	}
	var all []Event
	var wrong []error
	for number, line := range lines {
		e, err := newEvent(line, glossary)
		if err == nil && slices.ContainsFunc(all, func(o Event) bool { return o.Table == e.Table && o.Name == e.Name }) {
			err = errors.New("it is given twice; remove one")
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("event/catalogue.csv:%d: %s: %w", number+2, line["event"], err))
		}
		all = append(all, e)
	}
	c := &Catalogue{byName: map[string]*Event{}}
	for _, e := range all {
		if e.Kind == Documented {
			c.events = append(c.events, e)
		} else {
			c.aliases = append(c.aliases, e)
		}
	}
	return c, errors.Join(append(wrong, c.link())...)
}

// readLines reads a CSV file, whose header must be these names. It returns each line as values by name.
func readLines(text []byte, names ...string) ([]map[string]string, error) {
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 || !slices.Equal(records[0], names) {
		return nil, fmt.Errorf("its header has to be %s", strings.Join(names, ","))
	}
	var lines []map[string]string
	for _, record := range records[1:] {
		line := map[string]string{}
		for i, name := range names {
			line[name] = record[i]
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// meaning is the entry of a field in fields.csv.
type meaning struct {
	withoutBrackets  bool
	personal         string
	english, spanish string
}

// readGlossary reads fields.csv: the meaning of a field everywhere, in a table, or in one event of a table.
func readGlossary(text []byte) (map[string]meaning, error) {
	lines, err := readLines(text, "field", "where", "reading", "personal", "english", "spanish")
	if err != nil {
		return nil, err
	}
	glossary := map[string]meaning{}
	for i, line := range lines {
		key := strings.TrimSpace(line["field"] + " " + line["where"])
		if _, twice := glossary[key]; twice {
			return nil, fmt.Errorf("line %d: %s is given twice; remove one", i+2, key)
		}
		if line["reading"] != "" && line["reading"] != "without brackets" {
			return nil, fmt.Errorf("line %d: reading is %q; leave it empty or write \"without brackets\"", i+2, line["reading"])
		}
		glossary[key] = meaning{line["reading"] != "", line["personal"], line["english"], line["spanish"]}
	}
	return glossary, nil
}

func newEvent(line map[string]string, glossary map[string]meaning) (Event, error) {
	e := Event{
		Kind: Kind(line["kind"]), Table: line["table"], Name: line["event"], Of: line["of"],
		Note: line["note"], Nota: line["nota"], English: line["english"], Spanish: line["spanish"],
	}
	switch {
	case !slices.Contains([]Kind{Documented, Spelling, Asterisk, Form}, e.Kind):
		return e, fmt.Errorf("kind is %q; write event, spelling, asterisk or form", e.Kind)
	case !slices.Contains(Tables(), e.Table):
		return e, fmt.Errorf("there is no event log %q; write one of %s", e.Table, strings.Join(Tables(), ", "))
	case !eventName.MatchString(e.Name):
		return e, errors.New("the name is not of the letters A to Z")
	case !strings.HasSuffix(e.English, ".") || !strings.HasSuffix(e.Spanish, "."):
		return e, errors.New("english and spanish have to be a sentence each")
	case (e.Note == "") != (e.Nota == ""):
		return e, errors.New("note and nota go together; write both, or neither")
	}
	if line["example"] != "" {
		e.Example = strings.SplitN(line["example"], "|", 5)
	}
	if word, ok := strings.CutPrefix(line["when"], "data1 = "); ok {
		e.When = Condition{Equals: word}
	} else if e.When.Text = line["when"] == "data1 is text"; !e.When.Text && line["when"] != "" {
		return e, fmt.Errorf("when is %q; write data1 = WORD, data1 is text, or nothing", line["when"])
	}
	for i := range e.Cells {
		e.Cells[i] = line[fmt.Sprintf("data%d", i+1)]
		if err := e.addFields(i+1, glossary); err != nil {
			return e, err
		}
	}
	return e, nil
}

// addFields parses a cell: name:type, or two of them separated by a bar.
func (e *Event) addFields(data int, glossary map[string]meaning) error {
	cell := e.Cells[data-1]
	if cell == "" {
		return nil
	}
	parts := strings.Split(cell, "|")
	for i, part := range parts {
		m := fieldCell.FindStringSubmatch(part)
		if m == nil || len(parts) > 2 {
			return fmt.Errorf("data%d is %q; write name:type with a type of text, int, seconds, milliseconds", data, cell)
		}
		f := Field{Name: m[1], Type: Type(m[2]), Source: Source{Data: data}}
		if len(parts) == 2 {
			f.Part = i + 1
		}
		if slices.Contains(RowColumns(), f.Name) || strings.HasPrefix(f.Name, "data") ||
			slices.ContainsFunc(e.Fields, func(o Field) bool { return o.Name == f.Name }) {
			return fmt.Errorf("data%d: another column has the name %s; choose a new one", data, f.Name)
		}
		known := meaning{english: "Value " + f.Name + " of the event", spanish: "Valor " + f.Name + " del evento"}
		for _, where := range []string{"", " " + e.Table, " " + e.Table + " " + e.Name} {
			if m, ok := glossary[f.Name+where]; ok {
				known = m
			}
		}
		f.English, f.Spanish, f.WithoutBrackets, f.Personal = known.english, known.spanish, known.withoutBrackets, known.personal
		e.Fields = append(e.Fields, f)
	}
	return nil
}

// link connects each alias with its event, and adds the spellings and forms to the events.
func (c *Catalogue) link() error {
	for _, list := range [][]Event{c.events, c.aliases} {
		for i := range list {
			list[i].Rows = []string{list[i].Name}
			c.byName[list[i].Table+" "+list[i].Name] = &list[i]
		}
	}
	var wrong []error
	// Forms come last, because they inherit the spellings of their event.
	for _, i := range append(c.aliasesOf(Spelling, Asterisk), c.aliasesOf(Form)...) {
		alias := &c.aliases[i]
		of := c.byName[alias.Table+" "+alias.Of]
		told := alias.When != Condition{}
		if of != nil && of.Kind != Documented || of == nil && (alias.Of != "" || alias.Kind != Asterisk) || told != (alias.Kind == Form) {
			wrong = append(wrong, fmt.Errorf("event/catalogue.csv: %s: an alias is of a documented event, and a form says when; correct of or when", alias.Name))
			continue
		}
		switch alias.Kind {
		case Spelling:
			of.Rows = append(of.Rows, alias.Name)
			alias.Fields, alias.Cells, alias.Example = of.Fields, of.Cells, of.Example
		case Form:
			alias.Rows = of.Rows
			of.except(*alias)
		}
	}
	return errors.Join(wrong...)
}

// except sets the places of the event's fields in the rows of a form: those of the form's fields, or nowhere.
func (e *Event) except(form Event) {
	for i := range e.Fields {
		f := &e.Fields[i]
		var there Source
		for _, other := range form.Fields {
			if other.Name == f.Name {
				there = other.Source
			}
		}
		if there != f.Source {
			f.Exceptions = append(f.Exceptions, Exception{form.When, there})
		}
	}
}

// aliasesOf returns the indexes of the aliases of these kinds.
func (c *Catalogue) aliasesOf(kinds ...Kind) []int {
	var places []int
	for i, alias := range c.aliases {
		if slices.Contains(kinds, alias.Kind) {
			places = append(places, i)
		}
	}
	return places
}
