package write

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// newKit returns a kit over a database of the test's own.
func newKit(t *testing.T) *Kit {
	t.Helper()
	url := dbtest.URL(t)
	p, err := pools.Open(pools.Options{ReaderURL: url, WriterURL: url, Timeout: time.Minute, Connections: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Kit{
		Admission: admission.New(p, 4, admission.Limits{}, time.Now, func(string) {}),
		Masks:     &mask.Policy{Mode: mask.Partial, Secrets: secret.NewKeeper(p.Control)},
		Location:  time.UTC, Now: time.Now, Timeout: time.Minute,
	}
}

// number returns the result of a query that gives one number.
func (k *Kit) number(t *testing.T, query string) (n int) {
	t.Helper()
	if err := k.Admission.Pools.Writer.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKeysBelongToPrincipals sends the same Idempotency-Key as two principals.
func TestKeysBelongToPrincipals(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	for i, who := range []*auth.Principal{{ID: "1", Name: "one"}, {ID: "2", Name: "two"}, {ID: "1", Name: "one, renamed"}} {
		q := &request{route: &Route{Method: "POST", Path: "/v1/things", Status: 200, Timeout: time.Minute}, who: who, key: "k", hash: []byte("h")}
		a, err := k.perform(t.Context(), q, func(_ context.Context, tx *Tx) (any, error) { return tx.Who.Name, nil })
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"\"one\"\n", "\"two\"\n", "\"one\"\n"}[i]; string(a.body) != want || a.replayed != (i == 2) {
			t.Errorf("%s gets %s, want %s", who.Name, a.body, want)
		}
	}
}

// TestSweep leaves the answers of the last day.
func TestSweep(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	exec := func(text string, args ...any) {
		t.Helper()
		if _, err := k.Admission.Pools.Writer.ExecContext(t.Context(), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	k.Now = func() time.Time { return now }
	insert := "INSERT INTO app.write_answer SELECT '', $1 || n, '', 201, '', $2 FROM generate_series(1, $3::integer) AS n"
	exec(insert, "old", now.Add(-answersKept-time.Second), sweepBatch+10)
	exec(insert, "new", now.Add(-answersKept+time.Second), 5)
	exec(insert, "future", now.Add(time.Hour), 5) // the clock was set back
	if err := k.Sweep().Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	if old, all := k.number(t, "SELECT count(*) FROM app.write_answer WHERE key ~ 'old'"), k.number(t, "SELECT count(*) FROM app.write_answer"); old != 0 || all != 10 {
		t.Errorf("%d old answers of %d are left, want none of 10", old, all)
	}
}

// TestReaderCannotSeeAnswers reads stored answers with the role of the reader.
func TestReaderCannotSeeAnswers(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	var n int
	if err := k.Admission.Pools.Pages.QueryRowContext(t.Context(), "SELECT count(*) FROM app.write_answer").Scan(&n); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("%v, want permission denied", err)
	}
}
