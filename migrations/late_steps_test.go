package migrations_test

import (
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/oracle"
)

// lateStep is one step of a test: statements, then rows of a log. want is everything stored after the next refresh.
type lateStep struct {
	statements []string
	log, want  string
}

// afterEachStep refreshes after each step and compares the stored rows. In the end it rebuilds everything.
func afterEachStep(t *testing.T, stored func(*testing.T, runner) []string, cases map[string][]lateStep) {
	t.Helper()
	for name, steps := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.New(t)
			var written int64
			for n, s := range steps {
				for _, statement := range s.statements {
					exec(t, db, statement)
				}
				log, err := oracle.Parse(s.log)
				if err != nil {
					t.Fatal(err)
				}
				for i := range log.Events {
					written++
					log.Events[i].ID = written
				}
				if err := oracle.Write(t.Context(), db, rowsOf(log)); err != nil {
					t.Fatal(err)
				}
				refresh(t, db)
				if d := difference(wantedLines(s.want), stored(t, db)); d != "" {
					t.Errorf("after step %d\n%s\n%s", n+1, s.log, d)
				}
			}
			before := stored(t, db)
			rebuild(t, db)
			if d := difference(before, stored(t, db)); d != "" {
				t.Errorf("after a rebuild\n%s", d)
			}
		})
	}
}
