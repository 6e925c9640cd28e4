package feed_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed"
)

// The examination of a source tells a wrong zone by the epochs in uniqueids, and by rows of the future.
func TestExamineDatabaseProvesTheZone(t *testing.T) {
	t.Parallel()
	s := &site{t: t, db: dbtest.New(t)}
	at := dbtest.EmptyURL(t)
	source, err := sql.Open("postgres", at)
	s.check(err)
	t.Cleanup(func() { _ = source.Close() })
	_, err = source.ExecContext(t.Context(), `SET timezone = 'America/Montevideo';
CREATE TABLE cdr_repo (id serial PRIMARY KEY, calldate timestamp, src text, uniqueid text);
INSERT INTO cdr_repo (calldate, src, uniqueid) SELECT to_timestamp(1790000000 + n * 60)::timestamp, '1', 1790000000 + n * 60 || '.1' FROM generate_series(1, 60) AS n;
CREATE TABLE queue_log_repo (id serial PRIMARY KEY, datetime timestamp, callid text, event text);
INSERT INTO queue_log_repo (datetime, callid, event) SELECT to_timestamp(1790000000 + n * 60 + v.later)::timestamp, 1790000000 + n * 60 || '.1', v.event FROM generate_series(1, 60) AS n, (VALUES (2, 'ENTERQUEUE'), (3600, 'COMPLETECALLER')) AS v (later, event);
CREATE TABLE sipchat (id serial PRIMARY KEY, datecreated timestamp, src text, message text);
INSERT INTO sipchat (datecreated, src) VALUES (localtimestamp - interval '30 seconds', 'ana')`)
	s.check(err)
	for zone, wanted := range map[string][]string{
		"America/Montevideo": nil,
		"America/Panama": {
			"queue_log_repo: the times are not of the zone America/Panama: 60 of 60 are 2:00 h after the epoch in their uniqueid: give tz: America/Sao_Paulo",
			"cdr_repo: the times are not of the zone America/Panama: 60 of 60 are 2:00 h after the epoch in their uniqueid: give tz: America/Sao_Paulo",
			"sipchat: the newest row is 1:59 h in the future, read in the zone America/Panama: correct tz",
		},
	} {
		c := feed.Config{Name: "log", Kind: feed.Postgres, Profile: feed.UContact, URL: at, TZ: zone}
		found, err := feed.ExamineDatabase(t.Context(), s.db, c, time.UTC)
		s.check(err)
		var got []string
		for _, f := range found {
			s.check(f.Err)
			if f.Zone != nil {
				got = append(got, f.Source+": "+f.Zone.Error())
			}
		}
		if !slices.EqualFunc(got, wanted, strings.HasPrefix) {
			t.Errorf("in the zone %s it finds %q", zone, got)
		}
	}
}
