package feed_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed"
	"github.com/ccrepo/ccrepo/feed/mariadbtest"
)

// uContactTables are tables in uContact's form, in types that differ from ours.
const uContactTables = `
CREATE TABLE queue_log_repo (id BIGINT UNSIGNED ZEROFILL AUTO_INCREMENT PRIMARY KEY, origid INT, datetime DATETIME(3), callid VARCHAR(40), queuename VARCHAR(80), agent VARCHAR(80), event VARCHAR(40), data VARCHAR(200), data2 VARCHAR(200), data3 VARCHAR(200), data4 VARCHAR(200), data5 VARCHAR(200)) CHARSET latin1;
CREATE TABLE CDR_Repo (id INT AUTO_INCREMENT PRIMARY KEY, calldate TIMESTAMP NULL, src VARCHAR(80), dst VARCHAR(80), duration INT UNSIGNED, billsec INT, disposition ENUM('ANSWERED','NO ANSWER'), uniqueid VARCHAR(40), guid VARCHAR(40), campaign VARCHAR(80), userfield VARCHAR(200), note TEXT, charged_balance DECIMAL(10,4), finishtime DATETIME, tenant VARCHAR(10));
CREATE TABLE dialer_base (id INT AUTO_INCREMENT PRIMARY KEY, campaign VARCHAR(80), name VARCHAR(80), records INT, active BIT(1), percentage INT);
CREATE TABLE calls_spool (id INT AUTO_INCREMENT PRIMARY KEY, campaign VARCHAR(80), destination VARCHAR(40), status INT, data TEXT, dialerbase VARCHAR(80), priority INT);
CREATE TABLE sms_repo (id INT AUTO_INCREMENT PRIMARY KEY, campaign VARCHAR(80), dateprocessed DATETIME, direction CHAR(1), callerid VARCHAR(40), message TEXT, readsms VARCHAR(5));
`

// sourceSite is another database, and the feed that follows it.
type sourceSite struct {
	*site
	maria  *mariadbtest.Server
	source *sql.DB
	config feed.Config
	clock  func() time.Time // of the feed; nil: that of the machine
}

func newSourceSite(t *testing.T, tables string) *sourceSite {
	t.Helper()
	s := &sourceSite{site: &site{t: t, db: dbtest.New(t)}, maria: mariadbtest.New(t)}
	s.source = s.maria.Open("")
	s.run("CREATE DATABASE repo CHARACTER SET utf8mb4; CREATE USER reader IDENTIFIED BY 'secret'; GRANT SELECT ON repo.* TO reader")
	s.source = s.maria.Open("repo")
	s.run(tables)
	password := filepath.Join(t.TempDir(), "password")
	s.check(os.WriteFile(password, []byte("secret\n"), 0o600))
	s.config = feed.Config{Name: "log", Kind: feed.MySQL, Profile: feed.UContact, PasswordFile: password, TZ: "America/Montevideo", Page: 50, Pause: time.Millisecond,
		URL: "mysql://reader@db/repo?socket=" + url.QueryEscape(s.maria.Socket)}
	return s
}

func (s *sourceSite) run(query string, args ...any) {
	s.t.Helper()
	if _, err := s.source.ExecContext(s.t.Context(), query, args...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

// follow follows the source until the test or the returned function ends it.
func (s *sourceSite) follow() (stop func()) {
	s.t.Helper()
	s.check(s.config.Check())
	runner := &feed.Runner{DB: s.db, Location: time.UTC, Log: slog.New(slog.NewTextHandler(s.t.Output(), nil)), Poll: 50 * time.Millisecond, Clock: s.clock}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runner.Run(ctx, []feed.Config{s.config})
	}()
	stop = func() {
		cancel()
		<-ended
	}
	s.t.Cleanup(stop)
	return stop
}

// add adds n events to the source's queue_log.
func (s *sourceSite) add(n int) {
	s.t.Helper()
	var text strings.Builder
	for range n {
		fmt.Fprintf(&text, ",('2026-03-01 10:00:00.5','c%d','soporte','ana','RINGNOANSWER','1000','%d')", s.next, s.next)
		s.next++
	}
	s.run("INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data, data2) VALUES " + text.String()[1:])
}

// everyEvent waits until the database has each event of the source once.
func (s *sourceSite) everyEvent() {
	s.t.Helper()
	var n int
	s.check(s.source.QueryRowContext(s.t.Context(), "SELECT count(*) FROM queue_log_repo").Scan(&n))
	s.eventually(fmt.Sprintf("%d %d", n, n), "SELECT count(*) || ' ' || count(DISTINCT position) FROM queue_log_repo")
}

func TestDatabaseIsRead(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.next = 1
	s.add(230)
	s.run("INSERT INTO queue_log_repo (origid, datetime, callid, queuename, agent, event, data) VALUES (77, '2026-03-01 10:00:00', 'last', 'España', NULL, 'ENTERQUEUE', NULL)")
	s.run("SET time_zone='+00:00'; INSERT INTO CDR_Repo (calldate, src, duration, billsec, disposition, uniqueid, charged_balance, finishtime, note) VALUES ('2026-03-01 10:00:00', '099', 30, 20, 'ANSWERED', 'u1', 1.2500, '2026-03-01 10:00:00', 'ñandú 👍')")
	s.run("SET sql_mode=''; INSERT INTO CDR_Repo (calldate, src, finishtime) VALUES ('2026-03-01 11:00:00', 'zero', '0000-00-00 00:00:00')")
	s.run("INSERT INTO dialer_base (campaign, name, records, active, percentage) VALUES ('sales', 'one', 3, b'1', 50), ('sales', 'two', 3, b'0', 50)")
	s.run("INSERT INTO calls_spool (campaign, destination, status, dialerbase, priority) VALUES ('sales', '1', 1, 'one', 10), ('sales', '2', 1, 'one', 0)")
	stop := s.follow()
	s.everyEvent()
	s.eventually("77 13:00 last España - ENTERQUEUE -", "SELECT concat_ws(' ', origid, to_char(datetime AT TIME ZONE 'UTC', 'HH24:MI'), callid, queuename, coalesce(agent, '-'), event, coalesce(data1, '-')) FROM queue_log_repo WHERE callid = 'last'")
	s.eventually("1 1 13:00:00.5 1000 1", "SELECT concat_ws(' ', origid, position, to_char(datetime AT TIME ZONE 'UTC', 'HH24:MI:SS.FF1'), data1, data2) FROM queue_log_repo WHERE callid = 'c1'")
	s.eventually("10:00 ANSWERED 1.2500 13:00 ñandú 👍", "SELECT concat_ws(' ', to_char(calldate AT TIME ZONE 'UTC', 'HH24:MI'), disposition, charged_balance, to_char(finishtime AT TIME ZONE 'UTC', 'HH24:MI'), note) FROM cdr_repo WHERE uniqueid = 'u1'")
	s.eventually("true", "SELECT (finishtime IS NULL)::text FROM cdr_repo WHERE src = 'zero'")
	s.eventually("one=t two=f", "SELECT string_agg(name || '=' || left(active::text, 1), ' ' ORDER BY name) FROM dialer_base")
	s.eventually("1", "SELECT string_agg(destination, ' ') FROM calls_spool") // the other breaks a rule
	s.eventually("2", "SELECT position::text || '' FROM app.feed_row WHERE bad LIKE '%calls_spool_priority_check%'")
	s.state("detail", "the source does not have tags, black_list_history, webchat_log_repo, sms_log_repo, email_log_repo, twitter_log_repo, messenger_log_repo, facebook_log_repo, sipchat, auditory")

	// Changes of rows that may change, also by a database that was stopped meanwhile.
	stop()
	s.add(70)
	s.run("UPDATE dialer_base SET active = (name = 'two'); UPDATE calls_spool SET priority = 5 WHERE id = 2; DELETE FROM calls_spool WHERE id = 1")
	s.follow()
	s.everyEvent()
	s.eventually("one=f two=t", "SELECT string_agg(name || '=' || left(active::text, 1), ' ' ORDER BY name) FROM dialer_base")
	s.eventually("2", "SELECT string_agg(destination, ' ') FROM calls_spool")
	s.eventually("0", "SELECT count(*)::text FROM app.feed_row WHERE bad IS NOT NULL")
	s.state("bad_rows", "0")
	s.state("(SELECT sum(rows) FROM app.import_file WHERE kind = 'table queue_log_repo')", "301")
}

// TestHistoryIsMeasured reads a history slowly, and wants to be told how far it is until all of it is there.
func TestHistoryIsMeasured(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.next = 1
	s.add(200)
	s.config = s.config.WithRate(100)
	s.config.Page = 20
	runner := &feed.Runner{DB: s.db, Location: time.UTC, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	found, err := feed.ExamineDatabase(t.Context(), s.db, s.config, time.UTC)
	s.check(err)
	if h, err := runner.History(t.Context(), s.config, found); err != nil || h.Complete {
		t.Fatalf("before it begins: %+v, %v", h, err)
	}
	s.follow()
	partly := false
	for {
		h, err := runner.History(t.Context(), s.config, found)
		s.check(err)
		partly = partly || h.Done > 0 && h.Done < h.All
		if h.Complete {
			if h.Rows != 200 || h.Done != h.All || h.All != 200 {
				t.Errorf("at the end: %+v", h)
			}
			break
		}
		if t.Context().Err() != nil {
			t.Fatal("the history is never complete")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !partly {
		t.Error("the history was never seen partly read")
	}
}

// Tables and columns that the source gets later are read, without an error that would begin the feed again.
func TestNewTablesAndColumnsAreRead(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, "CREATE TABLE queue_log_repo (id INT AUTO_INCREMENT PRIMARY KEY, datetime DATETIME, callid VARCHAR(40), queuename VARCHAR(80), agent VARCHAR(80), event VARCHAR(40), data VARCHAR(40), data2 VARCHAR(40))")
	s.next = 1
	s.add(3)
	s.follow()
	s.everyEvent()
	s.run("ALTER TABLE queue_log_repo ADD COLUMN data3 VARCHAR(40) DEFAULT 'new'")
	s.run("CREATE TABLE webchat_log_repo (id INT AUTO_INCREMENT PRIMARY KEY, datetime DATETIME, callid VARCHAR(40), event VARCHAR(40)); INSERT INTO webchat_log_repo (datetime, callid, event) VALUES ('2026-03-01 10:00:00', 'w', 'ENTERQUEUE')")
	s.eventually("1", "SELECT count(*)::text FROM webchat_log_repo")
	s.add(2)
	s.everyEvent()
	s.eventually("2", "SELECT count(*)::text FROM queue_log_repo WHERE data3 = 'new'")
	s.state("detail LIKE '%webchat%'", "false")
	s.state("errors", "0")
}

func TestRecentRowsThatChangeAreReadAgain(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.run("INSERT INTO sms_repo (dateprocessed, callerid, message, readsms) VALUES ('2020-01-01', '1', 'old', 'no'), (convert_tz(now(), @@time_zone, '-03:00'), '2', 'new', 'no')")
	s.follow()
	s.eventually("no no", "SELECT string_agg(readsms, ' ') FROM sms_repo")
	s.run("UPDATE sms_repo SET readsms = 'yes'")
	s.eventually("no yes", "SELECT string_agg(readsms, ' ' ORDER BY callerid) FROM sms_repo") // the old one changes no more
	s.eventually("2 2", "SELECT count(*) || ' ' || count(DISTINCT position) FROM sms_repo")
}

func TestRowsThatCommitLateCome(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.next = 1
	s.add(10)
	s.follow()
	s.everyEvent()
	late, err := s.source.BeginTx(t.Context(), nil)
	s.check(err)
	_, err = late.ExecContext(t.Context(), "INSERT INTO queue_log_repo (datetime, callid, event) VALUES ('2026-03-01 10:00:00', 'late', 'ABANDON')")
	s.check(err)
	s.add(20)
	s.everyEvent()
	s.check(late.Commit())
	s.everyEvent()
	s.eventually("1", "SELECT count(*)::text FROM queue_log_repo WHERE callid = 'late'")
	s.run("INSERT INTO queue_log_repo (id, datetime, callid, event) VALUES (500, '2026-03-01 10:00:00', 'ahead', 'ABANDON')")
	s.everyEvent()
	s.run("INSERT INTO queue_log_repo (id, datetime, callid, event) VALUES (400, '2026-03-01 10:00:00', 'behind', 'ABANDON')")
	s.everyEvent()
	s.run("DELETE FROM queue_log_repo WHERE callid = 'behind'")
	s.add(1)
	s.eventually("1", "SELECT count(*)::text FROM queue_log_repo WHERE callid = 'behind'") // history is kept
}

func TestSourceIsAway(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.next = 1
	s.add(100)
	s.follow()
	s.everyEvent()
	s.maria.Kill()
	s.state("state", "failing")
	s.eventually("true", "SELECT (detail <> '' AND detail NOT LIKE '%secret%')::text FROM app.feed")
	s.maria.Start()
	s.add(100)
	s.everyEvent()
	s.state("state", "reading")
	s.run("ALTER TABLE queue_log_repo DROP COLUMN data5, ADD COLUMN tenant VARCHAR(5) FIRST")
	s.add(100)
	s.everyEvent()
	s.run("RENAME TABLE queue_log_repo TO old_log; CREATE TABLE queue_log_repo LIKE old_log; INSERT INTO queue_log_repo SELECT * FROM old_log")
	s.add(100)
	s.everyEvent()
	s.run("ALTER TABLE queue_log_repo DROP COLUMN datetime")
	s.state("state", "failing")
	s.eventually("true", "SELECT (detail LIKE '%queue_log_repo%')::text FROM app.feed")
}

func TestUndoneFeedReadsAgain(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.next = 1
	s.add(120)
	s.follow()
	s.everyEvent()
	s.exec("DELETE FROM queue_log_repo")
	s.exec("DELETE FROM app.import_file WHERE kind = 'table queue_log_repo'")
	s.add(1)
	s.everyEvent()
}

func TestAsteriskRealtime(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, "CREATE TABLE queue_log (id INT AUTO_INCREMENT PRIMARY KEY, time VARCHAR(32), callid VARCHAR(32), queuename VARCHAR(32), agent VARCHAR(32), event VARCHAR(32), data VARCHAR(255))")
	s.config.Profile = feed.AsteriskRealtime
	s.run("INSERT INTO queue_log (time, callid, queuename, agent, event, data) VALUES ('1543860751.250000', 'a', 'it', 'ana', 'COMPLETEAGENT', '5|60|1'), ('2018-12-03 15:12:31.5', 'b', 'it', 'NONE', 'ABANDON', ''), ('soon', 'c', 'it', 'NONE', 'ABANDON', '')")
	s.follow()
	s.eventually("18:12:31.2 5 60 1|18:12:31.5  - -", "SELECT string_agg(concat_ws(' ', to_char(datetime AT TIME ZONE 'UTC', 'HH24:MI:SS.FF1'), data1, coalesce(data2, '-'), coalesce(data3, '-')), '|' ORDER BY callid) FROM queue_log_repo")
	s.state("bad_rows", "1")
}

func TestExamineDatabase(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables+"CREATE TABLE tags (datetime DATETIME, guid VARCHAR(5))")
	s.next = 1
	s.add(3)
	s.run("SET sql_mode=''; INSERT INTO queue_log_repo (datetime, event) VALUES ('0000-00-00', 'X')")
	found, err := feed.ExamineDatabase(t.Context(), s.db, s.config, time.UTC)
	s.check(err)
	var got []string
	for _, f := range found {
		if !f.Missing {
			newest := ""
			if f.Newest != nil {
				newest = f.Newest.Format(time.RFC3339)
			}
			got = append(got, fmt.Sprintf("%s %s %d-%d %s %d/%d %v %v %v", f.Source, f.Engine, f.First, f.Last, newest, f.Bad, f.Rows, f.Extra, f.Lacking, f.Err))
		}
	}
	want := `queue_log_repo InnoDB 1-4 2026-03-01T13:00:00Z 1/4 [] [] <nil>
CDR_Repo InnoDB 0-0  0/0 [tenant] [clid dcontext channel dstchannel lastapp lastdata amaflags accountcode type causecode real_balance contact rating dialerbase linkedid peeraccount sequence] <nil>
tags InnoDB 0-0  0/0 [] [user time comment] <nil>
calls_spool InnoDB 0-0  0/0 [] [alternatives contact agentphone] <nil>
dialer_base InnoDB 0-0  0/0 [] [] <nil>
sms_repo InnoDB 0-0  0/0 [] [idm agent smsbase result sessionid] <nil>`
	if strings.Join(got, "\n") != want {
		t.Errorf("it finds\n%s", strings.Join(got, "\n"))
	}
	s.config.PasswordFile = filepath.Join(t.TempDir(), "none")
	if _, err := feed.ExamineDatabase(t.Context(), s.db, s.config, time.UTC); err == nil || !strings.Contains(err.Error(), "read the password") {
		t.Errorf("without a password file: %v", err)
	}
}

// A table without an id at the source does not end the feed of the others.
func TestPostgresIsRead(t *testing.T) {
	t.Parallel()
	s := &site{t: t, db: dbtest.New(t)}
	at := dbtest.EmptyURL(t)
	source, err := sql.Open("postgres", at)
	s.check(err)
	t.Cleanup(func() { _ = source.Close() })
	_, err = source.ExecContext(t.Context(), `CREATE TABLE sipchat (id serial, datecreated timestamp, src text, message bytea, status varchar(10));
INSERT INTO sipchat (datecreated, src, message, status) SELECT '2026-03-01 10:00', 'ana ' || n, 'x', 'SUCCESS' FROM generate_series(1, 120) AS n`)
	s.check(err)
	u, err := url.Parse(at)
	s.check(err)
	secret, _ := u.User.Password()
	t.Logf("user %s", u.User.Username())
	password := filepath.Join(t.TempDir(), "password")
	s.check(os.WriteFile(password, []byte(secret), 0o600))
	u.User = url.User(u.User.Username())
	c := feed.Config{Name: "log", Kind: feed.Postgres, Profile: feed.UContact, URL: u.String(), PasswordFile: password, TZ: "America/Montevideo", Page: 50, Pause: time.Millisecond}
	(&sourceSite{site: s, config: c}).follow()
	s.eventually("120 120 13:00", "SELECT count(*) || ' ' || count(DISTINCT position) || ' ' || to_char(min(datecreated) AT TIME ZONE 'UTC', 'HH24:MI') FROM sipchat")
	s.eventually("true", "SELECT (source NOT LIKE '%'||$1||'%')::text FROM app.feed", secret)
}

// The table cdr of FreePBX has no ids; its records come when their calls end, and some are the same.
func TestAsteriskCDR(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, "CREATE TABLE cdr (calldate DATETIME, clid VARCHAR(80), src VARCHAR(80), dst VARCHAR(80), dcontext VARCHAR(80), channel VARCHAR(80), dstchannel VARCHAR(80), lastapp VARCHAR(80), lastdata VARCHAR(80), duration INT, billsec INT, disposition VARCHAR(45), amaflags INT, accountcode VARCHAR(20), uniqueid VARCHAR(32), userfield VARCHAR(255), did VARCHAR(50), recordingfile VARCHAR(255), KEY (calldate))")
	s.config.Profile, s.config.TZ = feed.AsteriskCDR, "UTC"
	now := time.Now().UTC().Truncate(time.Hour)
	add := func(at time.Time, src string) {
		t.Helper()
		s.run("INSERT INTO cdr (calldate, src, uniqueid, duration, billsec) VALUES (?, ?, ?, 10, 5)", at.Format(time.DateTime), src, fmt.Sprintf("%d.1", at.Unix()))
	}
	for day := range 4 {
		add(now.AddDate(0, 0, -day), "each day")
	}
	add(now.AddDate(-1, 0, 0), "long ago")
	add(now, "twice")
	add(now, "twice")
	all := func(want string) {
		t.Helper()
		s.eventually(want, "SELECT string_agg(g.src || ' ' || g.n, ', ' ORDER BY g.src) FROM (SELECT src, count(*) AS n FROM cdr_repo GROUP BY src) AS g")
	}
	stop := s.follow()
	all("each day 4, long ago 1, twice 2")
	add(now.Add(-5*time.Hour), "a long call")
	add(now.Add(time.Minute), "new")
	all("a long call 1, each day 4, long ago 1, new 1, twice 2")
	stop()
	add(now, "meanwhile")
	s.run("UPDATE cdr SET src = 'renamed' WHERE src = 'new'")
	s.follow()
	all("a long call 1, each day 4, long ago 1, meanwhile 1, renamed 1, twice 2")
	s.state("rows", "10")
	s.eventually("0", "SELECT count(*)::text FROM app.unseen")
	s.state("covered_from::date", now.AddDate(-1, 0, 0).Format(time.DateOnly))
}

func TestTextOfTheSourceIsNotShown(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.check(os.WriteFile(s.config.PasswordFile, []byte("wrong"), 0o600))
	s.follow()
	s.state("state", "failing")
	s.eventually("the source reports error 1045; the log has its text", "SELECT detail FROM app.feed")
}

// A changed row that the database refuses takes none of the others with it.
func TestRefusedChangeKeepsTheOtherRows(t *testing.T) {
	t.Parallel()
	s := newSourceSite(t, uContactTables)
	s.run("INSERT INTO calls_spool (campaign, destination, status, dialerbase, priority) VALUES ('sales', '1', 1, 'one', 10), ('sales', '2', 1, 'one', 10), ('sales', '3', 1, 'one', 10)")
	s.follow()
	const spool = "SELECT string_agg(destination || ':' || priority, ' ' ORDER BY destination) FROM calls_spool"
	s.eventually("1:10 2:10 3:10", spool)
	s.run("UPDATE calls_spool SET priority = IF(id = 2, 0, 20)")
	s.eventually("1:20 3:20", spool)
	s.eventually("2", "SELECT position::text FROM app.feed_row WHERE bad IS NOT NULL")
	s.run("UPDATE calls_spool SET priority = 30")
	s.eventually("1:30 2:30 3:30", spool)
	s.eventually("3", "SELECT rows::text FROM app.import_file WHERE kind = 'table calls_spool'")
}
