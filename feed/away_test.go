package feed_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

// A source that the feed cannot reach for an hour, while others write to it: the hour is a gap from the moment up to which
// everything was read, as long as it lasts. Then each row comes once, and no gap stays.
func TestSourceIsAwayForAnHour(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.config.TZ = "UTC"
	way := filepath.Join(t.TempDir(), "socket") // the way to the source, which is cut
	s.check(os.Symlink(s.maria.Socket, way))
	s.config.URL = "mysql://reader@db/repo?socket=" + url.QueryEscape(way)
	var behind atomic.Int64
	behind.Store(int64(time.Hour)) // for the feed, the outage begins now
	s.clock = func() time.Time { return time.Now().Add(-time.Duration(behind.Load())) }
	add := func(minutesAgo, n int) {
		t.Helper()
		s.run(fmt.Sprintf("INSERT INTO queue_log_repo (datetime, callid, event) SELECT utc_timestamp() - INTERVAL %d MINUTE, concat('%d-', seq), 'ABANDON' FROM seq_1_to_%d", minutesAgo, minutesAgo, n))
	}
	add(61, 10)
	s.follow()
	s.everyEvent()
	s.state("covered_to BETWEEN now() - interval '61 minutes' AND now() - interval '1 hour'", "true")

	s.check(os.Remove(way))
	s.run("KILL USER reader")
	s.state("state", "failing")
	behind.Store(0)
	var until time.Time
	s.check(s.db.QueryRowContext(t.Context(), "SELECT covered_to FROM app.feed").Scan(&until))
	add(30, 200)
	s.run("UPDATE queue_log_repo SET data = 'ten minutes later' WHERE callid = '30-1'")
	add(1, 70)
	now := time.Now().Truncate(time.Microsecond) // as PostgreSQL has it
	gaps, err := db.New(s.db).Coverage(t.Context(), db.CoverageParams{RangeFrom: now.Add(-24 * time.Hour), RangeTo: now})
	s.check(err)
	if len(gaps) != 1 || !gaps[0].FromAt.Equal(until) || !gaps[0].ToAt.Equal(now) || gaps[0].Reason != "reading the source fails" {
		t.Errorf("while the source is away, since %v until %v, the gaps are %+v", until, now, gaps)
	}
	if gaps, err = db.New(s.db).Coverage(t.Context(), db.CoverageParams{RangeFrom: now.Add(-24 * time.Hour), RangeTo: until}); err != nil || len(gaps) != 0 {
		t.Errorf("before the source was away the gaps are %+v (%v)", gaps, err)
	}
	s.eventually("true", "SELECT (report.as_of('{queue_log_repo}', now()) = date_trunc('second', $1::timestamptz))::text", until)

	s.check(os.Symlink(s.maria.Socket, way))
	s.everyEvent()
	s.state("state || ' ' || detail", "reading the source does not have tags, black_list_history, webchat_log_repo, sms_log_repo, email_log_repo, twitter_log_repo, messenger_log_repo, facebook_log_repo, sipchat, auditory")
	s.eventually("0", "SELECT count(*)::text FROM app.unseen")
	s.state("(SELECT count(*) FROM app.feed_gap)", "0")
	s.state("covered_to > now() - interval '10 seconds'", "true")
	s.eventually("1-70 30-200 61-10", "SELECT string_agg(g.last, ' ' ORDER BY g.last) FROM (SELECT split_part(callid, '-', 1) || '-' || count(*) AS last FROM queue_log_repo GROUP BY split_part(callid, '-', 1)) AS g")
}
