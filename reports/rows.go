// The rows of an answer: all of them, or one by one.

package reports

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"reflect"
	"slices"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/route"
)

// Answer is an answer with all of its rows.
type Answer[T any] struct {
	Rows []T
	// Total is the total of an interval report, in which the columns of the key are null; nil: the report has none, or
	// Set("total", false) asked for none.
	Total *T
	// AsOf is the time up to which the answer is complete; nil: there is no data yet.
	AsOf *time.Time
	// Coverage says whether the feeds had read everything of the range; nil: no feed writes what the answer is computed from.
	Coverage *Coverage
}

type (
	// Coverage says whether the feeds had read everything of a range.
	Coverage = query.Coverage
	// Gap is a time of which a feed lacks rows, or may lack them.
	Gap = query.Gap
)

// Row has all columns of a row, or those that Fields selects, by name: int64 for whole numbers, json.Number for others,
// string for texts and amounts of money, bool, time.Time; nil is NULL.
type Row map[string]any

// Ask returns all rows of a report, or of another list by its path, such as /v1/tables/cdr_repo.
//
// T is Row, or a struct whose fields name columns in tags such as `json:"asa_seconds"`; only these columns are
// computed. A column that can be NULL needs a pointer.
func Ask[T any](ctx context.Context, c *Client, name string, options ...Option) (*Answer[T], error) {
	answer := &Answer[T]{Rows: []T{}}
	if r := c.routes[name]; r != nil && r.Interval {
		options = append(slices.Clone(options), func(q url.Values) {
			if !q.Has("total") {
				q.Set("total", "true")
			}
		})
	}
	feeds, err := c.feeds.Get(ctx)
	if err != nil {
		return nil, problem.Of(err)
	}
	result, q, err := read(ctx, c, name, options, func(row T) error {
		answer.Rows = append(answer.Rows, row)
		return nil
	})
	if err != nil {
		return nil, err
	}
	answer.Coverage = q.Coverage(feeds)
	if last := len(answer.Rows) - 1; q.HasTotal() {
		answer.Rows, answer.Total = answer.Rows[:last], &answer.Rows[last]
	}
	if !result.AsOf.IsZero() {
		answer.AsOf = &result.AsOf
	}
	return answer, nil
}

// Stream returns the rows one by one, in constant memory. It is like Ask, but a report has no total unless
// Set("total", true) asks for it: then the total is the last row. An error is the last element.
func Stream[T any](ctx context.Context, c *Client, name string, options ...Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		_, _, err := read(ctx, c, name, options, func(row T) error {
			if !yield(row, nil) {
				return &stopped{}
			}
			return nil
		})
		var ended *stopped
		if err != nil && !errors.As(err, &ended) {
			var none T
			yield(none, err)
		}
	}
}

// read calls each with every row of an answer, the last of which is the total if the request has one.
func read[T any](ctx context.Context, c *Client, name string, options []Option, each func(T) error) (result query.Result, q *query.Request, err error) {
	var zero T
	_, isRow := any(zero).(Row)
	if !isRow {
		fields, err := fieldsOf(reflect.TypeFor[T]())
		if err != nil {
			return result, nil, err
		}
		options = append(slices.Clone(options), Fields(fields...))
	}
	options = append(slices.Clone(options), Set("format", "ndjson"))
	_, q, err = c.parse(ctx, name, freshKeys, options)
	if err != nil {
		return result, nil, err
	}
	if !isRow {
		if err := checkFields(reflect.TypeFor[T](), q.Columns()); err != nil {
			return result, nil, err
		}
	}
	lines := &lineWriter{line: func(text []byte) error {
		var row T
		if err := decode(text, &row, q.Columns()); err != nil {
			return err
		}
		return each(row)
	}}
	result, err = c.answer(ctx, &writer{w: lines}, name, freshKeys, options)
	return result, q, err
}

// freshKeys returns keys for an answer whose cursor is not shown, so that the login need not read the secret.
func freshKeys(context.Context) (*secret.Keys, error) {
	made := make([]byte, 32)
	_, _ = rand.Read(made)  // it never fails
	return secret.New(made) //nolint:wrapcheck // it says which key
}

// lineWriter calls line with each line that is written.
type lineWriter struct {
	line func([]byte) error
	rest []byte
}

func (w *lineWriter) Write(b []byte) (int, error) {
	w.rest = append(w.rest, b...)
	for {
		end := bytes.IndexByte(w.rest, '\n')
		if end < 0 {
			return len(b), nil
		}
		line := w.rest[:end]
		w.rest = w.rest[end+1:]
		if err := w.line(line); err != nil {
			return 0, err
		}
	}
}

// decode reads a row. The values of a Row get the types of their columns.
func decode[T any](text []byte, into *T, columns []route.Column) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("read row: %w", err)
	}
	row, ok := any(*into).(Row)
	if !ok {
		return nil
	}
	for _, c := range columns {
		var err error
		switch v := row[c.Name].(type) {
		case json.Number:
			if c.Kind == route.Int {
				row[c.Name], err = v.Int64()
			}
		case string:
			if c.Kind == route.Time {
				row[c.Name], err = time.Parse(time.RFC3339Nano, v)
			}
		}
		if err != nil {
			return fmt.Errorf("read row: column %s: %w", c.Name, err)
		}
	}
	return nil
}
