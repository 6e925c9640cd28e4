// Answers of the API, as pages read them.

package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// answer is an answer of a table, an event or a report. Values are json.Number, string, bool or nil.
type answer struct {
	Rows  []map[string]any
	Total map[string]any
	// Names are the columns of the answer, in its order; none if it has no rows.
	Names      []string
	Explain    map[string]explanation
	NextCursor string
	status
}

// explanation is how a figure is made.
type explanation struct {
	Formula, Numerator, Denominator string
	// Rows is the URL template of the rows behind a count.
	Rows string
}

type gap struct {
	Feed, Reason string
	From, To     *time.Time
}

type warning struct{ Param, Value, Message string }

// status is the state of the data of an answer.
type status struct {
	From, To, AsOf time.Time // zero: no bound
	Zone           string
	Incomplete     bool
	Gaps           []gap
	Warnings       []warning
}

// ask requests an answer of the API as the viewer.
func (p *Pages) ask(r *http.Request, target string) (*answer, error) {
	body, err := p.Ask(r, target)
	if err != nil {
		return nil, err
	}
	var got struct {
		Data       json.RawMessage
		Total      map[string]any
		Explain    map[string]explanation
		NextCursor *string `json:"next_cursor"`
		From, To   *time.Time
		AsOf       *time.Time `json:"as_of"`
		TZ         string
		Coverage   *struct {
			Complete bool
			Gaps     []gap
		}
		Warnings []warning
	}
	if err := decode(body, &got); err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", target, err)
	}
	a := &answer{Total: got.Total, Explain: got.Explain, status: status{Zone: got.TZ, Warnings: got.Warnings}}
	if bytes.HasPrefix(got.Data, []byte("{")) { // a single row
		got.Data = append(append([]byte("["), got.Data...), ']')
	}
	if err := decode(got.Data, &a.Rows); err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", target, err)
	}
	if a.Names, err = namesOf(got.Data); err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", target, err)
	}
	for to, from := range map[*time.Time]*time.Time{&a.From: got.From, &a.To: got.To, &a.AsOf: got.AsOf} {
		if from != nil {
			*to = *from
		}
	}
	if got.NextCursor != nil {
		a.NextCursor = *got.NextCursor
	}
	if got.Coverage != nil {
		a.Incomplete, a.Gaps = !got.Coverage.Complete, got.Coverage.Gaps
	}
	return a, nil
}

func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()         // a float64 would change long numbers
	return d.Decode(into) //nolint:wrapcheck // the caller says of what
}

// namesOf returns the names of the members of the first row, in their order.
func namesOf(rows []byte) ([]string, error) {
	var first []json.RawMessage
	if err := json.Unmarshal(rows, &first); err != nil || len(first) == 0 {
		return nil, err //nolint:wrapcheck // the caller says of what
	}
	d := json.NewDecoder(bytes.NewReader(first[0]))
	var names []string
	if _, err := d.Token(); err != nil { // {
		return nil, err //nolint:wrapcheck // the caller says of what
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err //nolint:wrapcheck // the caller says of what
		}
		names = append(names, fmt.Sprint(name))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err //nolint:wrapcheck // the caller says of what
		}
	}
	return names, nil
}

func textOf(row map[string]any, name string) string {
	text, _ := row[name].(string)
	return text
}

func momentOf(row map[string]any, name string) time.Time {
	t, _ := time.Parse(time.RFC3339, textOf(row, name)) // no time is the zero one
	return t
}
