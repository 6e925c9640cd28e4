package simulate_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/simulate"
)

func simulated(t *testing.T, change func(*simulate.Options)) (truth *simulate.Truth, log string) {
	t.Helper()
	dir := t.TempDir()
	o := simulate.Options{Seed: 7, From: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC),
		QueueLog: filepath.Join(dir, "queue_log"), CDR: filepath.Join(dir, "Master.csv")}
	if change != nil {
		change(&o)
	}
	truth, err := simulate.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, name := range []string{"queue_log", "Master.csv"} {
		for n := 9; n >= 0; n-- {
			path := filepath.Join(dir, name)
			if n > 0 {
				path += "." + string(rune('0'+n))
			}
			if text, err := os.ReadFile(path); err == nil {
				files = append(files, string(text))
			}
		}
	}
	return truth, strings.Join(files, "")
}

// Equal seeds give equal rows and figures; rotations change neither.
func TestEqualSeedsAreEqual(t *testing.T) {
	t.Parallel()
	first, log := simulated(t, nil)
	for name, change := range map[string]func(*simulate.Options){
		"again":     nil,
		"rename":    func(o *simulate.Options) { o.Rotate = 11 * time.Hour },
		"truncated": func(o *simulate.Options) { o.Rotate, o.Truncate = 13*time.Hour, true },
	} {
		if again, text := simulated(t, change); text != log || !reflect.DeepEqual(first, again) {
			t.Errorf("%s: the files have %d bytes and %d before", name, len(text), len(log))
		}
	}
	if other, text := simulated(t, func(o *simulate.Options) { o.Seed = 8 }); text == log || reflect.DeepEqual(first.Reports, other.Reports) {
		t.Error("another seed gives the same")
	}
}

// A day without a database has every hard case of the files.
func TestEveryCaseHappens(t *testing.T) {
	t.Parallel()
	truth, _ := simulated(t, nil)
	for _, what := range []string{"agent hangs up on the announcement", "answer in the second of the entry", "attended transfer by link", "break in a pause", "call cut by a restart", "change of the reason",
		"channels that cannot be joined", "double end of a pause", "double pause", "end in the second of the answer", "entry after the answer", "entry again in the same second", "entry while waiting",
		"hang-up after the answer", "hang-up while it rings", "hold that is logged twice", "hold without an end", "late row", "login without a line", "no line of the entry", "outbound call in the wrap-up",
		"overflow to another queue", "pause in a break", "paused at the beginning", "pauses of two queues that overlap", "queues and all paused at once", "restart", "restart of an agent", "ring of no length",
		"ring of one second", "second end", "second login", "second logoff", "talk time that cannot be read", "transfer to a queue", "wrap-up of an unknown call"} {
		if truth.Cases[what] == 0 {
			t.Errorf("%s: it did not happen", what)
		}
	}
}

// The figures of a truth that was written and read are the same, and slots add up to the total.
func TestTruthIsWrittenAndRead(t *testing.T) {
	t.Parallel()
	truth, _ := simulated(t, nil)
	file := filepath.Join(t.TempDir(), "truth.json")
	if err := truth.WriteFile(file); err != nil {
		t.Fatal(err)
	}
	read, err := simulate.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range truth.Reports {
		if len(r.Rows) != len(read.Reports[i].Rows) {
			t.Errorf("%s: %d rows of %d", r.Name, len(read.Reports[i].Rows), len(r.Rows))
		}
		for j, row := range r.Rows {
			if other := read.Reports[i].Rows[j]; !reflect.DeepEqual(row.Figures, other.Figures) || !reflect.DeepEqual(row.Key, other.Key) || !row.Start.Equal(other.Start) {
				t.Fatalf("%s: %v was read as %v", r.Name, row, other)
			}
		}
	}
	if err := os.WriteFile(file, []byte(`{"version": 2}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := simulate.ReadFile(file); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("another version: %v", err)
	}
}
