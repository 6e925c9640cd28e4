package simulate

// The file of the truth.

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// Version is the version of the form of the file.
const Version = 1

// Truth is what happened in a simulation.
type Truth struct {
	Version  int              `json:"version"`
	Seed     uint64           `json:"seed"`
	From     time.Time        `json:"from"`
	To       time.Time        `json:"to"`
	TZ       string           `json:"tz"`
	Interval string           `json:"interval"` // 15m, 30m or hour
	Written  map[string]int64 `json:"written"`  // rows by table
	Cases    map[string]int   `json:"cases"`    // how often each hard case happened
	Dropped  Dropped          `json:"dropped"`
	Reports  []Report         `json:"reports"`
}

// Dropped are the ids of the calls that a log lacks on purpose.
type Dropped struct {
	QueueLog []string `json:"queue_log"` // have a CDR only
	CDR      []string `json:"cdr"`       // have lines in the queue_log only
}

// Report has the figures of a report.
type Report struct {
	Name    string   `json:"report"`
	Key     []string `json:"key"`     // names of the dimensions
	Figures []string `json:"figures"` // names of the figures
	Rows    []Row    `json:"rows"`
}

// RowKind is what a row is of.
type RowKind string

// The kinds of rows.
const (
	SlotRow  RowKind = "slot"  // of a queue, agent or channel in a slot
	RangeRow RowKind = "range" // of one in the whole range
	TotalRow RowKind = "total" // of all in the whole range
)

// Row has the figures of one row.
type Row struct {
	Kind    RowKind   `json:"kind"`
	Start   time.Time `json:"start,omitzero"` // of the slot
	Key     []string  `json:"key,omitempty"`  // values of the dimensions
	Figures []Figure  `json:"figures"`
}

// Figure is a decimal number as text; empty is null.
type Figure string

// MarshalJSON writes a number, or null.
func (f Figure) MarshalJSON() ([]byte, error) {
	if f == "" {
		return []byte("null"), nil
	}
	return []byte(f), nil
}

// UnmarshalJSON reads a number, or null.
func (f *Figure) UnmarshalJSON(text []byte) error {
	var n json.Number
	if err := json.Unmarshal(text, &n); err != nil {
		return fmt.Errorf("read a figure: %w", err)
	}
	*f = Figure(n)
	return nil
}

// WriteFile writes the truth to a file.
func (t *Truth) WriteFile(name string) error {
	text, err := json.Marshal(t)
	if err == nil {
		err = os.WriteFile(name, append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	return nil
}

// ReadFile reads the truth from a file.
func ReadFile(name string) (*Truth, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the truth: %w", err)
	}
	var t Truth
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("read the truth of %s: %w", name, err)
	}
	if t.Version != Version {
		return nil, fmt.Errorf("read the truth of %s: it has version %d, and this program knows %d", name, t.Version, Version)
	}
	for _, r := range t.Reports {
		for _, row := range r.Rows {
			if len(row.Figures) != len(r.Figures) || row.Kind != TotalRow && len(row.Key) != len(r.Key) {
				return nil, fmt.Errorf("read the truth of %s: %w", name, errDamaged)
			}
		}
	}
	return &t, nil
}

var errDamaged = errors.New("a row has another number of figures than the report")
