package event_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
)

// TestDatabaseAndProgramAgree writes rows with random data and reads each through the views and through the
// command line's decoder. Both must give the same values and recognize the same rows as forms of plain Asterisk.
func TestDatabaseAndProgramAgree(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	catalogue := load(t)
	texts := append(slices.Sorted(maps.Keys(oddities())), "LINK", "BRIDGE", "APP", "link", "LINK ", "6|3", "6|3|1", "|3", "[automatic]", "automatic", "[]", "[[x]]", "SIP/1", "30", "8")
	texts = slices.DeleteFunc(texts, func(text string) bool { return len(text) > 1000 })
	random := rand.New(rand.NewPCG(1, 2))
	rows := map[string][]row{}
	for _, e := range catalogue.Events() {
		for i := range 40 {
			r := row{Event: e, callid: fmt.Sprintf("%s %d", e.Name, i), data: make([]*string, 5)}
			for n := range random.IntN(6) { // like a line of a log: fields can only be missing at its end
				text := texts[random.IntN(len(texts))]
				r.data[n] = &text
			}
			rows[e.Table] = append(rows[e.Table], r)
		}
	}
	for table, list := range rows {
		insert(t, conn, table, list)
	}
	forms := 0
	for _, e := range catalogue.WithViews() {
		shown := readView(t, conn, e)
		for _, r := range rows[e.Table] {
			if r.Name != e.Name && r.Name != e.Of {
				continue
			}
			var data []string
			for _, text := range r.data {
				if text != nil {
					data = append(data, *text)
				}
			}
			values, there := shown[r.callid]
			taken, _ := catalogue.OfRow(e.Table, r.Name, data)
			if e.Kind == event.Form && there {
				forms++
			}
			if e.Kind != event.Documented && there != (taken.Name == e.Name) || e.Kind == event.Documented && !there {
				t.Errorf("%q is in event.%s: %t; as a row it is %s", data, e.View(), there, taken.Name)
				continue
			}
			if !there {
				continue
			}
			for _, v := range e.Decode(data) {
				if got := values[v.Name]; v.Null != (got == nil) || got != nil && *got != v.Text {
					t.Errorf("%s of %q: %s is %q in the database, %q (null %t) in the program", e.Name, data, v.Name, show(got), v.Text, v.Null)
				}
			}
		}
	}
	if forms == 0 {
		t.Error("no row had a form of plain Asterisk")
	}
}
