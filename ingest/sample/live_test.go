package sample_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

// A centre that goes on in many steps writes the same as one that goes on in a single step, over two midnights.
func TestLiveIsTheSameInAnySteps(t *testing.T) {
	t.Parallel()
	o := afternoon(t)
	written := func(steps ...time.Duration) (text string, lines int) {
		t.Helper()
		l, err := sample.Continue(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		at := o.Now
		for n := 0; at.Before(o.Now.Add(40 * time.Hour)); n++ {
			at = at.Add(steps[n%len(steps)])
			if at.After(o.Now.Add(40 * time.Hour)) {
				at = o.Now.Add(40 * time.Hour)
			}
			if err := l.Until(t.Context(), at); err != nil {
				t.Fatal(err)
			}
			n, err := l.WriteQueueLog(&log, 0)
			if err != nil {
				t.Fatal(err)
			}
			lines += n
		}
		return log.String(), lines
	}
	whole, lines := written(40 * time.Hour)
	if lines < 1000 || strings.Count(whole, "\n") != lines {
		t.Errorf("%d lines", lines)
	}
	if steps, _ := written(time.Second, time.Minute, 7*time.Minute, 3*time.Hour); steps != whole {
		t.Errorf("the steps change %d bytes to %d", len(whole), len(steps))
	}
	l, err := sample.Continue(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Until(t.Context(), o.Now.Add(40*time.Hour)); err != nil {
		t.Fatal(err)
	}
	var rest bytes.Buffer
	if n, err := l.WriteQueueLog(&rest, 500); err != nil || n != lines || strings.Join(strings.SplitAfter(whole, "\n")[500:], "") != rest.String() {
		t.Errorf("the rest after 500 of %d lines: %d lines, %v", n, strings.Count(rest.String(), "\n"), err)
	}
	var records bytes.Buffer
	if n, err := l.WriteCDR(&records, 0); err != nil || n < 100 || strings.Count(records.String(), "\n") != n {
		t.Errorf("%d records: %v", n, err)
	}
}

func TestLiveStoresEachRowOnce(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	conn, o := dbtest.New(t), afternoon(t)
	if err := db.New(conn).StartFeed(t.Context(), db.StartFeedParams{Feed: "demo", Kind: "simulation", Source: "demo", Tables: sample.StoredTables(), Runner: "test"}); err != nil {
		t.Fatal(err)
	}
	after := o.Now
	for range 2 { // the second time the centre is created again, as after a restart
		l, err := sample.Continue(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			next := after.Add(6 * time.Hour)
			if err := l.Until(t.Context(), next); err != nil {
				t.Fatal(err)
			}
			if err := l.Store(t.Context(), conn, "demo", after); err != nil {
				t.Fatal(err)
			}
			after = next
		}
	}
	if n := number(t, conn, "SELECT count(*) FROM webchat_log_repo"); n < 100 || n != number(t, conn, "SELECT count(DISTINCT origid) FROM webchat_log_repo") {
		t.Errorf("%d rows of webchat_log_repo, not all different", n)
	}
	if n := number(t, conn, "SELECT count(*) FROM queue_log_repo"); n != 0 {
		t.Errorf("%d rows of queue_log_repo, which come by a file", n)
	}
}
