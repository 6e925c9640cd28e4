package query

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

func TestTooManyGroupsAreRefused(t *testing.T) {
	t.Parallel()
	conn, err := sql.Open("postgres", dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	r := Compile(route.Route{Path: "/v1/x", SQL: "SELECT i AS n FROM generate_series(1::bigint, 100001) AS i", Key: []string{"n"}, Columns: []route.Column{{Name: "n", Kind: route.Int}}})
	keys := testSecrets(t, "a")
	ask := func(text string) (int, error) {
		q, invalid := r.Parse(Input{Query: text}, Options{Location: time.UTC, Now: time.Now, Timeout: time.Minute, Mask: mask.None, Keys: func() (*secret.Keys, error) { return keys, nil }})
		if invalid != nil {
			t.Fatal(invalid)
		}
		begin := func(context.Context) (db.DBTX, func(), error) { return conn, func() {}, nil }
		result, err := q.Answer(t.Context(), Reading{Pool: conn, Count: conn, Begin: begin}, httptest.NewRecorder())
		return result.Rows, err
	}
	if n, err := ask("by=n&n.lte=100000&format=csv"); n != MaxGroups || err != nil {
		t.Errorf("of as many groups as there may be come %d: %v", n, err)
	}
	// The filter on groups does not make them fewer.
	if _, err := ask("by=n&count.gte=2"); err == nil || problem.Of(err).Code != "too_many_rows" {
		t.Errorf("one group more is answered: %v", err)
	}
}

// TestWindowsAreTheSlotsOfReports compares the windows that PostgreSQL computes with the slots of interval reports, at
// times around changes of clocks: over midnight, by half an hour, and when zones began.
func TestWindowsAreTheSlotsOfReports(t *testing.T) {
	t.Parallel()
	conn, err := sql.Open("postgres", dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	random := rand.New(rand.NewPCG(1, 2))
	for _, zone := range []string{"UTC", "America/Montevideo", "America/New_York", "America/Havana", "Atlantic/Azores", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		var times []time.Time
		for at := offsetEnd(time.Date(2000, 1, 1, 0, 0, 0, 0, loc)); !at.IsZero() && at.Year() < 2042; at = offsetEnd(at.In(loc)) {
			for range 10 {
				times = append(times, at.Add(time.Duration(random.Int64N(int64(8*time.Hour)))-4*time.Hour).Truncate(time.Second))
			}
			times = append(times, at, at.Add(-time.Microsecond))
		}
		for range 100 {
			times = append(times, time.Unix(random.Int64N(2_000_000_000), 0))
		}
		for _, w := range windows() {
			b := &builder{}
			st := "SELECT at, " + windowOf(w, "at", loc, b) + " FROM unnest(" + b.bind(timeArray(times)) + "::timestamptz[]) AS at"
			rows, err := conn.QueryContext(t.Context(), st, b.args...)
			if err != nil {
				t.Fatalf("%v\n%s", err, st)
			}
			for rows.Next() {
				var at time.Time
				var got any
				if err := rows.Scan(&at, &got); err != nil {
					t.Fatal(err)
				}
				at = at.In(loc)
				var want any
				switch w {
				case "weekday":
					want = int64((int(at.Weekday())+6)%7 + 1)
				case "hour-of-day":
					want = int64(at.Hour())
				default:
					start := firstStart(at, w, loc)
					if slot, ok := got.(time.Time); !ok || !slot.Equal(start) {
						t.Errorf("%s in %s: the %s begins at %v, want %s", at, zone, w, got, start)
					}
					continue
				}
				if got != want {
					t.Errorf("%s in %s: the %s is %v, want %v", at, zone, w, got, want)
				}
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			_ = rows.Close()
		}
	}
}
