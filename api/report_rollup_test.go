// The rollups: reports are the same to the byte whether they read them or the single visits.

package api_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/oracle"
	"github.com/ccrepo/ccrepo/route"
)

// rollupRoutes are all reports that read a rollup.
func rollupRoutes() []route.Route {
	return slices.DeleteFunc(db.Routes(), func(r route.Route) bool { return !query.Compile(r).HasRollup() })
}

// TestRollupsAgreeWithVisits writes random logs in parts, some rows late, deletes some, and compares after each step what
// random requests get with and without source=visits.
func TestRollupsAgreeWithVisits(t *testing.T) {
	t.Parallel()
	onSeeds(t, 2, func(t *testing.T, seed uint64, random *rand.Rand) {
		l := randomLog{fixture: setup(t), Rand: random}
		sources := map[string]int{}
		for n := range 3 {
			l.write(t, fmt.Sprintf("r%dl%d-", seed, n))
			l.compareSources(t, sources)
			l.writeLate(t, fmt.Sprintf("r%dt%d-", seed, n))
			l.compareSources(t, sources)
			l.deleteSome(t)
			l.compareSources(t, sources)
			if t.Failed() {
				t.Fatalf("CCREPO_SEED=%d, log %d\n%s", seed, n, l.listing())
			}
			l.forget(t)
		}
		if sources["rollup"] == 0 || sources["both"] == 0 || sources["visits"] == 0 {
			t.Errorf("some sources were never used: %v", sources)
		}
	})
}

// writeLate writes more calls among those that were there at the last refresh.
func (l *randomLog) writeLate(t *testing.T, prefix string) {
	t.Helper()
	late := oracle.RandomCalls(l.Rand, prefix, l.rowsAt(l.rows)-int64(l.IntN(7200))*oracle.Second)
	for i := range late {
		late[i].Event.ID = int64(len(l.rows) + i + 1)
	}
	if err := oracle.Write(t.Context(), l.db, late); err != nil {
		t.Fatal(err)
	}
	l.rows = append(l.rows, late...)
	l.refresh(t)
}

// deleteSome deletes events as an administrator does, and rebuilds their range.
func (l *randomLog) deleteSome(t *testing.T) {
	t.Helper()
	from := time.UnixMicro(l.rowsAt(l.rows)).Truncate(time.Minute)
	to := from.Add(time.Duration(1+l.IntN(300)) * time.Minute)
	l.exec(t, "DELETE FROM queue_log_repo WHERE datetime >= $1 AND datetime < $2 AND id % 3 = $3", from, to, l.IntN(3))
	l.exec(t, "SELECT report.refresh($1, $2)", from, to)
}

// sourceMember is what may differ between the two answers.
var sourceMember = regexp.MustCompile(`,"source":"([a-z]+)"`)

// compareSources asks each report some questions twice, and counts the sources of the answers.
func (l *randomLog) compareSources(t *testing.T, sources map[string]int) {
	t.Helper()
	var wrong int
	if err := l.db.QueryRowContext(t.Context(), `SELECT count(*) FROM report.queue_slot AS s
		FULL JOIN report.queue_slots('-infinity', 'infinity', NULL) AS v ON to_jsonb(s) = to_jsonb(v)
		WHERE s.slot_start IS NULL OR v.slot_start IS NULL`).Scan(&wrong); err != nil || wrong > 0 {
		t.Errorf("%d rows of report.queue_slot differ from the calls, error %v", wrong, err)
	}
	for _, r := range rollupRoutes() {
		for range 4 {
			path := r.Path + "?" + l.anyQuestion(t, r).Encode()
			got := l.text(t, path)
			m := sourceMember.FindStringSubmatch(got)
			if m == nil {
				t.Errorf("GET %s: the answer has no source: %.200s", path, got)
				return
			}
			sources[m[1]]++
			visits := l.text(t, path+"&source=visits")
			if want := strings.Replace(got, m[0], `,"source":"visits"`, 1); visits != want {
				t.Errorf("GET %s: %s gives\n%s\nthe visits give\n%s", path, m[1], want, visits)
			}
		}
	}
}

// anyQuestion draws parameters of a report: borders and hours also within quarters of an hour, and zones of any offset.
func (l *randomLog) anyQuestion(t *testing.T, r route.Route) url.Values {
	t.Helper()
	var dimensions []string
	for _, k := range r.Key {
		if k == "queue" || k == "agent" || k == "channel" || k == "campaign" {
			dimensions = append(dimensions, k)
		}
	}
	q := l.question(dimensions...)
	if l.IntN(4) == 0 {
		q.loc = mustZone(t, l.oneOf("Asia/Kathmandu", "UTC", "America/St_Johns", "Africa/Monrovia"))
	}
	if l.IntN(4) == 0 {
		q.hours = l.oneOf("08:10-17:20", "23:50-00:05", "")
	}
	v := q.values()
	if !r.Interval {
		for _, name := range []string{"interval", "hours", "weekdays"} {
			v.Del(name)
		}
		v.Set("limit", "1000")
	} else if l.IntN(3) == 0 {
		v.Set("compare", "previous")
	}
	_, options := l.serviceOptions()
	for name, values := range options {
		if r.Param(name) != nil {
			v[name] = values
		}
	}
	if r.Param("thresholds") != nil && l.IntN(2) == 0 {
		v.Set("thresholds", "7,1,33")
	}
	if r.Param("queues") != nil && l.IntN(2) == 0 {
		v.Set("queues", "q1")
	}
	return v
}

// text returns the text of an answer, which must be a 200.
func (f *fixture) text(t *testing.T, path string) string {
	t.Helper()
	res := f.open(t, path, nil)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: status %d: %v: %s", path, res.StatusCode, err, body)
	}
	return string(body)
}
