package simulate

// The figures of a server, and of a CSV file.

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Server is a server that answers with reports as ccrepo does.
type Server struct {
	URL    string // as http://127.0.0.1:8080
	Key    string // API key; empty: none
	Client *http.Client
}

// Ask asks for the figures of a report: by slot with the total, and of the whole range.
func (s Server) Ask(ctx context.Context, t *Truth, r Report) (*Answers, error) {
	found := &Answers{}
	for _, kind := range []RowKind{SlotRow, RangeRow} {
		query := url.Values{"from": {t.From.Format(time.RFC3339)}, "to": {t.To.Format(time.RFC3339)}, "tz": {t.TZ}}
		if kind == SlotRow {
			query.Set("interval", t.Interval)
		}
		answer, err := s.get(ctx, strings.TrimSuffix(s.URL, "/")+"/v1/reports/"+r.Name+"?"+query.Encode())
		if err != nil {
			return nil, fmt.Errorf("ask for %s: %w", r.Name, err)
		}
		for _, row := range answer.Data {
			start, figures, key, err := readRow(row, r.Key)
			if err != nil {
				return nil, fmt.Errorf("read the answer for %s: %w", r.Name, err)
			}
			if !found.add(kind, start, key, figures) {
				return nil, fmt.Errorf("read the answer for %s: %w", r.Name, errTwice)
			}
		}
		if kind == RangeRow {
			continue
		}
		_, figures, _, err := readRow(answer.Total, nil)
		if err != nil {
			return nil, fmt.Errorf("read the total of %s: %w", r.Name, err)
		}
		found.add(TotalRow, time.Time{}, nil, figures)
		if answer.AsOf != nil && answer.AsOf.Before(t.To.Add(-time.Minute)) {
			found.Notes = append(found.Notes, fmt.Sprintf("%s is complete up to %s only", r.Name, answer.AsOf.In(t.To.Location()).Format(time.RFC3339)))
		}
		if answer.Coverage != nil && !answer.Coverage.Complete {
			found.Notes = append(found.Notes, r.Name+" has gaps: /v1/reports/coverage lists them")
		}
	}
	return found, nil
}

var errTwice = errors.New("it has a row twice")

// answer is an answer in JSON.
type answer struct {
	Data       []map[string]json.RawMessage `json:"data"`
	Total      map[string]json.RawMessage   `json:"total"`
	NextCursor *string                      `json:"next_cursor"`
	AsOf       *time.Time                   `json:"as_of"`
	Coverage   *struct {
		Complete bool `json:"complete"`
	} `json:"coverage"`
}

func (s Server) get(ctx context.Context, address string) (a answer, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return a, fmt.Errorf("its URL cannot be used: %w", err)
	}
	if s.Key != "" {
		request.Header.Set("Authorization", "Bearer "+s.Key)
	}
	response, err := s.Client.Do(request)
	if err != nil {
		return a, err //nolint:wrapcheck // it names method and URL
	}
	defer func() { _ = response.Body.Close() }() // all was read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return a, fmt.Errorf("read the answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		var problem struct{ Detail, Title string }
		_ = json.Unmarshal(body, &problem) // another server may answer with any text
		return a, fmt.Errorf("status %s: %s %s", response.Status, problem.Title, problem.Detail)
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return a, fmt.Errorf("read the answer: %w", err)
	}
	if a.NextCursor != nil {
		return a, errors.New("the answer has more than one page")
	}
	return a, nil
}

// readRow reads a row: the beginning of its slot, its numbers, and the values of its dimensions.
func readRow(row map[string]json.RawMessage, keys []string) (start time.Time, figures map[string]Figure, key []string, err error) {
	figures = map[string]Figure{}
	for _, name := range keys {
		var value string
		if err := json.Unmarshal(row[name], &value); err != nil {
			return start, nil, nil, fmt.Errorf("column %s: %w", name, err)
		}
		key = append(key, value)
	}
	for name, value := range row {
		var number Figure
		switch {
		case name == "interval_start" && string(value) != "null":
			if err := json.Unmarshal(value, &start); err != nil {
				return start, nil, nil, fmt.Errorf("column %s: %w", name, err)
			}
		case !slices.Contains(keys, name) && json.Unmarshal(value, &number) == nil:
			figures[name] = number
		}
	}
	return start, figures, key, nil
}

// ReadCSV reads the figures of a report from a CSV file whose header has the names of ccrepo's columns. Without
// interval_start its rows are of the whole range, without a column of each dimension the total. A figure that the file
// does not have, and an empty field, is not compared.
func (t *Truth) ReadCSV(in io.Reader, r Report) (*Answers, error) {
	lines := csv.NewReader(in)
	header, err := lines.Read()
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	if !slices.ContainsFunc(header, func(name string) bool { return slices.Contains(r.Figures, name) }) {
		return nil, fmt.Errorf("the header has none of the figures of %s: %s", r.Name, strings.Join(r.Figures, ", "))
	}
	found := &Answers{Partial: true}
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("read the figures: %w", err)
		}
		line, _ := lines.FieldPos(0)
		if err := t.addLine(found, r, header, fields); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func (t *Truth) addLine(found *Answers, r Report, header, fields []string) error {
	kind, start, figures, key := RangeRow, time.Time{}, map[string]Figure{}, []string{}
	values := map[string]string{}
	for i, name := range header {
		values[name] = fields[i]
		if value := strings.TrimSpace(fields[i]); slices.Contains(r.Figures, name) && value != "" {
			if !isDecimal(value) {
				return fmt.Errorf("%s %q is no number as 12 or 12.5", name, value)
			}
			figures[name] = Figure(value)
		}
	}
	for _, name := range r.Key {
		if value, has := values[name]; has {
			key = append(key, value)
		}
	}
	if text := values["interval_start"]; text != "" {
		var err error
		if start, err = t.parseTime(text); err != nil {
			return err
		}
		kind = SlotRow
	}
	if len(key) < len(r.Key) {
		if kind == SlotRow || len(key) > 0 {
			return fmt.Errorf("its row needs the columns %s", strings.Join(r.Key, ", "))
		}
		kind = TotalRow
	}
	if !found.add(kind, start, key, figures) {
		return errTwice
	}
	return nil
}

func isDecimal(text string) bool {
	return len(strings.Trim(text, "0123456789")) <= 1 && strings.Trim(text, ".0123456789") == "" && strings.ContainsAny(text, "0123456789")
}

func (t *Truth) parseTime(text string) (time.Time, error) {
	location, err := time.LoadLocation(t.TZ)
	if err != nil {
		return time.Time{}, fmt.Errorf("the zone of the truth: %w", err)
	}
	for _, form := range []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if at, err := time.ParseInLocation(form, text, location); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("interval_start %q is no time as 2026-03-02T08:00:00+01:00", text)
}
