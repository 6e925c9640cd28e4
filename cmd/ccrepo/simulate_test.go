package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed"
	"github.com/ccrepo/ccrepo/feed/mariadbtest"
	"github.com/ccrepo/ccrepo/simulate"
)

// simulated is a database that has the rows of a simulated centre, and what its figures are compared with.
type simulated struct {
	t          *testing.T
	url        string // of the database
	dir, truth string
	patience   time.Duration // with what has not come yet
}

func newSimulated(t *testing.T) *simulated {
	t.Helper()
	s := &simulated{t: t, url: dbtest.URL(t), dir: t.TempDir(), patience: time.Minute}
	s.truth = s.file("truth.json")
	return s
}

func (s *simulated) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *simulated) file(name string) string { return filepath.Join(s.dir, name) }

// run runs a command, and returns its status and output.
func (s *simulated) status(args ...string) (code int, stdout, stderr string) {
	s.t.Helper()
	var out, log bytes.Buffer
	code = run(s.t.Context(), args, strings.NewReader(""), &out, &log)
	return code, out.String(), log.String()
}

// run runs a command, and fails if it does.
func (s *simulated) run(args ...string) {
	s.t.Helper()
	if code, stdout, stderr := s.status(args...); code != 0 {
		s.t.Fatalf("%s: status %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
}

// serve serves the database, and returns the URL.
func (s *simulated) serve() string {
	s.t.Helper()
	server, err := api.New(api.Options{DatabaseURL: s.url, Location: time.UTC, Log: slog.New(slog.NewTextHandler(s.t.Output(), nil)), Quiet: true})
	s.check(err)
	s.t.Cleanup(func() { _ = server.Close() })
	web := httptest.NewServer(server)
	s.t.Cleanup(web.Close)
	return web.URL
}

// day returns a day on which the clock is set back, in the past.
func (s *simulated) day() simulate.Options {
	s.t.Helper()
	madrid, err := time.LoadLocation("Europe/Madrid")
	s.check(err)
	return simulate.Options{Seed: 1, From: time.Date(2025, 10, 26, 0, 0, 0, 0, madrid), To: time.Date(2025, 10, 27, 0, 0, 0, 0, madrid), Location: madrid,
		QueueLog: s.file("queue_log"), CDR: s.file("Master.csv")}
}

// follow lets feeds bring the rows, until the test ends.
func (s *simulated) follow(feeds ...feed.Config) *sql.DB {
	s.t.Helper()
	db := openDB(s.t, s.url)
	runner := &feed.Runner{DB: db, Location: time.UTC, Log: slog.New(slog.NewTextHandler(s.t.Output(), nil)), Poll: 50 * time.Millisecond, Quiet: time.Second}
	ctx, stop := context.WithCancel(s.t.Context())
	var following sync.WaitGroup
	following.Go(func() { runner.Run(ctx, feeds) })
	s.t.Cleanup(following.Wait)
	s.t.Cleanup(stop)
	return db
}

// everyRow waits until the database has each row that was written.
func (s *simulated) everyRow(db *sql.DB, written map[string]int64) {
	s.t.Helper()
	for table, want := range written {
		deadline := time.Now().Add(s.patience)
		for got := int64(-1); got != want; time.Sleep(20 * time.Millisecond) {
			s.check(db.QueryRowContext(s.t.Context(), "SELECT count(*) FROM "+table).Scan(&got))
			if time.Now().After(deadline) {
				s.t.Fatalf("%s has %d rows of %d", table, got, want)
			}
		}
	}
}

// unreadBytes returns how many bytes of files were not read.
func (s *simulated) unreadBytes(ctx context.Context, paths ...string) (unread int64, err error) {
	db, err := sql.Open("postgres", s.url)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return 0, err
		}
		var read int64
		err = db.QueryRowContext(ctx, "SELECT coalesce((SELECT f.byte_offset FROM app.import_file AS f WHERE f.name = $1 ORDER BY f.updated_at DESC LIMIT 1), 0)", path).Scan(&read)
		if err != nil {
			return 0, err
		}
		unread += max(0, info.Size()-read)
	}
	return unread, nil
}

// verify compares the figures of the database with the truth.
func (s *simulated) verify(truth *simulate.Truth, reports ...string) {
	s.t.Helper()
	s.check(truth.WriteFile(s.truth))
	s.run("refresh", "--database-url", s.url)
	s.run("verify", s.truth, "--url", s.serve(), "--report", strings.Join(reports, ","))
}

// A day with every hard case, and a change of the clock, gives the figures that it must.
func TestSimulatedDayByImport(t *testing.T) {
	t.Parallel()
	s := newSimulated(t)
	s.run("simulate", "--tz", "Europe/Madrid", "--from", "2025-10-26T00:00", "--to", "2025-10-27T00:00", "--queue-log", s.file("queue_log"), "--cdr", s.file("Master.csv"), "--truth", s.truth)
	s.run("import", "queue-log", "--database-url", s.url, s.file("queue_log"))
	s.run("import", "cdr", "--database-url", s.url, "--tz", "Europe/Madrid", s.file("Master.csv"))
	s.run("verify", s.truth, "--url", s.serve(), "--report", "queue-summary,agent-summary")
}

func TestSimulatedDayByFilesThatAreTruncated(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	s := newSimulated(t)
	o := s.day()
	db := s.follow(feed.Config{Name: "log", Kind: feed.QueueLog, Path: o.QueueLog}, feed.Config{Name: "cdr", Kind: feed.CDR, Path: o.CDR, TZ: "Europe/Madrid"})
	o.Rotate, o.Truncate, o.Speed = 5*time.Hour, true, 20_000
	o.Rotating = func(ctx context.Context) error {
		for {
			// The lines that no feed has read before the truncation are lost.
			if unread, err := s.unreadBytes(ctx, o.QueueLog, o.CDR); err != nil || unread == 0 {
				return err
			}
			pauseFor(ctx, 20*time.Millisecond)
		}
	}
	truth, err := simulate.Run(t.Context(), o)
	s.check(err)
	s.everyRow(db, truth.Written)
	s.verify(truth, "queue-summary", "agent-summary")
}

// Two servers read a centre while it works: one its database, the other its log, which is rotated by renaming, beside the CDRs and chats of
// its database.
func TestSimulatedDayByFeeds(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	maria := mariadbtest.New(t)
	_, err := maria.Open("").ExecContext(t.Context(), "CREATE DATABASE repo CHARACTER SET utf8mb4")
	both := newSimulated(t)
	both.check(err)
	all := newSimulated(t)
	o := both.day()
	o.CDR, o.DB, o.Drop, o.Speed, o.Rotate = "", maria.Open("repo"), .05, 20_000, 5*time.Hour
	source := feed.Config{Name: "ucontact", Kind: feed.MySQL, Profile: feed.UContact, URL: "mysql://root@db/repo?socket=" + url.QueryEscape(maria.Socket), TZ: "UTC", Page: 500, Pause: time.Millisecond}
	allDB := all.follow(source)
	source.Profile = ""
	for _, table := range []string{"cdr_repo", "webchat_log_repo", "sms_log_repo", "email_log_repo", "twitter_log_repo", "messenger_log_repo", "facebook_log_repo"} {
		source.Map = append(source.Map, feed.TableMap{Source: table, Target: table})
	}
	bothDB := both.follow(source, feed.Config{Name: "log", Kind: feed.QueueLog, Path: o.QueueLog})
	truth, err := simulate.Run(t.Context(), o)
	both.check(err)
	all.everyRow(allDB, truth.Written)
	all.verify(truth, "queue-summary", "agent-summary", "channel-summary")
	both.everyRow(bothDB, truth.Written)
	both.verify(truth, "queue-summary", "agent-summary", "channel-summary")
	both.reconciled(truth)
}

// reconciled checks that the report of differences between the logs finds nothing but the calls that were dropped.
func (s *simulated) reconciled(truth *simulate.Truth) {
	s.t.Helper()
	query := url.Values{"from": {truth.From.Format(time.RFC3339)}, "to": {truth.To.Format(time.RFC3339)}}
	response, err := http.Get(s.serve() + "/v1/reports/reconciliation?" + query.Encode())
	s.check(err)
	defer response.Body.Close()
	var answer struct {
		Data []struct {
			LogOnly      int `json:"queue_log_only"`
			CDROnly      int `json:"cdr_only"`
			TalkDiffers  int `json:"talk_differs"`
			TalkCompared int `json:"talk_compared"`
		}
	}
	s.check(json.NewDecoder(response.Body).Decode(&answer))
	if response.StatusCode != http.StatusOK {
		s.t.Fatal(response.Status)
	}
	var logOnly, cdrOnly, differs, compared int
	for _, day := range answer.Data {
		logOnly, cdrOnly, differs, compared = logOnly+day.LogOnly, cdrOnly+day.CDROnly, differs+day.TalkDiffers, compared+day.TalkCompared
	}
	got, want := fmt.Sprintln(logOnly, cdrOnly, differs), fmt.Sprintln(len(truth.Dropped.CDR), len(truth.Dropped.QueueLog), 0)
	if got != want || logOnly == 0 || cdrOnly == 0 || compared < 100 {
		s.t.Errorf("calls of the log only, of the CDRs only, with another talk time: %sinstead of %s(%d compared)", got, want, compared)
	}
}

// Figures of another product: what the file lacks is not compared, and what differs is named.
func TestVerifyComparesCSV(t *testing.T) {
	t.Parallel()
	s := newSimulated(t)
	o := s.day()
	o.To = o.From.Add(2 * time.Hour)
	truth, err := simulate.Run(t.Context(), o)
	s.check(err)
	s.check(truth.WriteFile(s.truth))
	report, err := truth.Report("queue-summary")
	s.check(err)
	offered := map[string]string{}
	for _, row := range report.Rows {
		if row.Kind == simulate.RangeRow {
			offered[row.Key[0]] = string(row.Figures[0])
		}
	}
	total := string(report.Rows[len(report.Rows)-1].Figures[0])
	for name, c := range map[string]struct {
		text   string
		code   int
		stdout string
		stderr string
	}{
		"equal, with an empty field and a column more": {"queue,offered,answered,skill\nSupport<-," + offered["Support<-"] + ".0,,x\n", 0, " 1 figures agree, 0 differ, ", ""},
		"another value":     {"queue,offered\nSupport<-,99999\n", 1, "queue-summary whole range Support<- offered: 99999 instead of " + offered["Support<-"], "not those of the truth"},
		"total":             {"offered\n" + total + "\n", 0, " 1 figures agree", ""},
		"slot":              {"interval_start,queue,dumps\n2025-10-26 01:00,Support<-,77\n", 1, "2025-10-26T01:00:00+02:00 Support<- dumps: 77 instead of ", "not those"},
		"unknown queue":     {"queue,offered\nNo<-,1\n", 1, "whole range No<- row: a row instead of no such row", "not those"},
		"nothing":           {"queue,offered\nSupport<-,\n", 1, " 0 figures agree, 0 differ, ", "no figure was compared"},
		"no number":         {"queue,offered\nSupport<-,many\n", 2, "", `line 2: offered "many" is no number`},
		"no figure":         {"queue,llamadas\nSupport<-,1\n", 2, "", "the header has none of the figures of queue-summary"},
		"a row twice":       {"queue,offered\nSupport<-,1\nSupport<-,1\n", 2, "", "line 3: it has a row twice"},
		"slot without name": {"interval_start,offered\n2025-10-26 01:00,1\n", 2, "", "its row needs the columns queue"},
	} {
		file := s.file("figures.csv")
		s.check(os.WriteFile(file, []byte(c.text), 0o600))
		code, stdout, stderr := s.status("verify", s.truth, "--csv", file, "--report", "queue-summary")
		if code != c.code || !strings.Contains(stdout, c.stdout) || !strings.Contains(stderr, c.stderr) {
			t.Errorf("%s: status %d\n%s%s", name, code, stdout, stderr)
		}
	}
	for name, args := range map[string][]string{
		"no server":       {"verify", s.truth, "--url", "http://127.0.0.1:1"},
		"no truth":        {"verify", s.file("none.json"), "--url", "http://127.0.0.1:1"},
		"nothing to ask":  {"verify", s.truth},
		"a file there":    {"simulate", "--from", "2026-03-02T08:10", "--to", "2026-03-02T10:00", "--queue-log", o.QueueLog, "--truth", s.truth},
		"too fast":        {"simulate", "--from", "2026-03-02T08:00", "--to", "2026-03-02T10:00", "--queue-log", o.QueueLog, "--truth", s.truth, "--speed", "4000"},
		"unknown report":  {"verify", s.truth, "--url", "http://127.0.0.1:1", "--report", "calls"},
		"no time at all":  {"simulate", "--from", "today", "--to", "2026-03-02T10:00", "--queue-log", o.QueueLog, "--truth", s.truth},
		"another product": {"verify", s.truth, "--url", s.serve() + "/nowhere"},
	} {
		if code, stdout, stderr := s.status(args...); code != 2 || stderr == "" {
			t.Errorf("%s: status %d\n%s%s", name, code, stdout, stderr)
		}
	}
}
