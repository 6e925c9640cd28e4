package feed_test

import (
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed"
)

// A transaction commits after more rows than the ids that are compared one by one; other rows come days late, or have
// the time of another hour than their neighbours.
func TestRowsThatCommitLongAfterOthersCome(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.config.TZ, s.config.Page = "UTC", 5000
	s.run(`SET time_zone = '+00:00'; INSERT INTO queue_log_repo (id, datetime, callid, event)
SELECT seq, now() - INTERVAL IF(seq <= 40, 73, 2) HOUR, concat('c', seq), 'ABANDON' FROM seq_1_to_100 WHERE seq NOT IN (20, 60);
UPDATE queue_log_repo SET datetime = now() - INTERVAL 20 DAY WHERE id IN (30, 70)`)
	s.follow()
	s.everyEvent()
	late, err := s.source.BeginTx(t.Context(), nil)
	s.check(err)
	_, err = late.ExecContext(t.Context(), "INSERT INTO queue_log_repo (datetime, callid, event) VALUES (utc_timestamp() - INTERVAL 2 HOUR, 'late', 'ABANDON')")
	s.check(err)
	s.run("INSERT INTO queue_log_repo (datetime, callid, event) SELECT utc_timestamp() - INTERVAL 1 HOUR, concat('d', seq), 'ABANDON' FROM seq_1_to_20500")
	s.everyEvent()
	s.check(late.Commit())
	s.run("INSERT INTO queue_log_repo (id, datetime, callid, event) VALUES (20, utc_timestamp() - INTERVAL 73 HOUR, 'days late', 'ABANDON'), (60, '2020-01-01', 'of another year', 'ABANDON'), (80000, utc_timestamp(), 'newest', 'ABANDON')")
	s.everyEvent()
	s.eventually("days late 20, late 101, of another year 60", "SELECT string_agg(callid || ' ' || position, ', ' ORDER BY callid) FROM queue_log_repo WHERE callid LIKE '% %' OR callid = 'late'")
	// Rows that the source deletes stay, and hold up nothing.
	s.run("DELETE FROM queue_log_repo WHERE id IN (10, 50); INSERT INTO queue_log_repo (id, datetime, callid, event) VALUES (0, utc_timestamp(), 'after', 'ABANDON')")
	s.eventually("1", "SELECT count(*)::text FROM queue_log_repo WHERE callid = 'after'")
	s.eventually("2", "SELECT count(*)::text FROM queue_log_repo WHERE position IN (10, 50)")
	s.state("bad_rows", "0")
	s.state("(SELECT count(*) - count(DISTINCT position) FROM queue_log_repo)", "0")
}

// The same from PostgreSQL, whose days are not compared if the feed says so.
func TestDaysToCompareAreASetting(t *testing.T) {
	t.Parallel()
	s := &site{t: t, db: dbtest.New(t)}
	at := dbtest.EmptyURL(t)
	source, err := sql.Open("postgres", at)
	s.check(err)
	t.Cleanup(func() { _ = source.Close() })
	_, err = source.ExecContext(t.Context(), `CREATE TABLE sipchat (id serial PRIMARY KEY, datecreated timestamp, src text, message text);
INSERT INTO sipchat SELECT n, timezone('UTC', now()) - interval '2 hours', 'ana', 'x' FROM generate_series(1, 20200) AS n WHERE n <> 100`)
	s.check(err)
	u, err := url.Parse(at)
	s.check(err)
	secret, _ := u.User.Password()
	password := filepath.Join(t.TempDir(), "password")
	s.check(os.WriteFile(password, []byte(secret), 0o600))
	u.User = url.User(u.User.Username())
	none := 0
	c := feed.Config{Name: "log", Kind: feed.Postgres, Profile: feed.UContact, URL: u.String(), PasswordFile: password, TZ: "UTC", Page: 10000, Pause: time.Millisecond, CompareDays: &none}
	stop := (&sourceSite{site: s, config: c}).follow()
	s.eventually("20199", "SELECT count(*)::text FROM sipchat")
	_, err = source.ExecContext(t.Context(), "INSERT INTO sipchat VALUES (100, timezone('UTC', now()) - interval '2 hours', 'late', 'x'), (20250, timezone('UTC', now()), 'newer', 'x')")
	s.check(err)
	s.eventually("newer", "SELECT string_agg(src, ' ') FROM sipchat WHERE src <> 'ana'")
	stop()
	c.CompareDays = nil
	(&sourceSite{site: s, config: c}).follow()
	s.eventually("late newer", "SELECT string_agg(src, ' ' ORDER BY src) FROM sipchat WHERE src <> 'ana'")
	s.eventually("20201 20201", "SELECT count(*) || ' ' || count(DISTINCT position) FROM sipchat")
}
