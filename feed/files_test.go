package feed_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed"
)

// site is a queue_log that a test writes, and the feed that follows it.
type site struct {
	t     *testing.T
	db    *sql.DB
	path  string
	file  *os.File
	next  int  // number of the next line
	empty bool // the feed starts while the file is empty
	poll  time.Duration
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, db: dbtest.New(t), path: filepath.Join(t.TempDir(), "queue_log"), next: 1}
	t.Cleanup(func() {
		if s.file != nil {
			_ = s.file.Close() // the test has written all it needs
		}
	})
	return s
}

func (s *site) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// start follows the queue_log until the test or the returned function ends it.
func (s *site) start(changes ...func(*feed.Config)) (stop func()) {
	c := feed.Config{Name: "log", Kind: feed.QueueLog, Path: s.path}
	for _, change := range changes {
		change(&c)
	}
	s.check(c.Check())
	runner := &feed.Runner{DB: s.db, Location: time.UTC, Log: slog.New(slog.NewTextHandler(s.t.Output(), nil)), Poll: cmp.Or(s.poll, 20*time.Millisecond), Quiet: 300 * time.Millisecond}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runner.Run(ctx, []feed.Config{c})
	}()
	stop = func() {
		cancel()
		<-ended
	}
	s.t.Cleanup(stop)
	return stop
}

// open opens the log as Asterisk does when it starts and at a logger reload.
func (s *site) open() {
	s.t.Helper()
	if s.file != nil {
		s.check(s.file.Close())
	}
	file, err := os.OpenFile(s.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	s.check(err)
	s.file = file
}

// write appends n lines. Their fifth field is the event RINGNOANSWER, their data1 the number of the line.
func (s *site) write(n int) {
	s.t.Helper()
	var text strings.Builder
	for range n {
		fmt.Fprintf(&text, "%d|%d.1|support|SIP/1|RINGNOANSWER|%d\n", 1767225600+s.next, 1767225600+s.next, s.next)
		s.next++
	}
	_, err := s.file.WriteString(text.String())
	s.check(err)
}

// rename rotates the log by renaming it, as logrotate does with create; the old files get the next numbers.
func (s *site) rename() {
	s.t.Helper()
	for i := 9; i >= 1; i-- {
		for _, ending := range []string{"", ".gz"} {
			err := os.Rename(s.path+"."+strconv.Itoa(i)+ending, s.path+"."+strconv.Itoa(i+1)+ending)
			if err != nil && !os.IsNotExist(err) {
				s.t.Fatal(err)
			}
		}
	}
	s.check(os.Rename(s.path, s.path+".1"))
}

// compress replaces a rotated file by its compressed form.
func (s *site) compress(number int) {
	s.t.Helper()
	name := s.path + "." + strconv.Itoa(number)
	text, err := os.ReadFile(name)
	s.check(err)
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err = w.Write(text)
	s.check(err)
	s.check(w.Close())
	s.check(os.WriteFile(name+".gz.part", out.Bytes(), 0o600))
	s.check(os.Rename(name+".gz.part", name+".gz"))
	s.check(os.Remove(name))
}

// eventually waits until a query returns the text that is wanted.
func (s *site) eventually(want, query string, args ...any) {
	s.t.Helper()
	deadline := time.Now().Add(time.Minute)
	var got sql.NullString
	for {
		err := s.db.QueryRowContext(s.t.Context(), query, args...).Scan(&got)
		if err == nil && got.String == want {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%s: %q (%v) instead of %q", query, got.String, err, want)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// complete waits until the database has each line from 1 to the last one that was written exactly once.
func (s *site) complete() {
	s.t.Helper()
	s.completeBut()
}

// completeBut is complete for a log some of whose lines were lost.
func (s *site) completeBut(lost ...int) {
	s.t.Helper()
	s.eventually(fmt.Sprintf("%d rows, %d lines", s.next-1-len(lost), s.next-1-len(lost)),
		"SELECT count(*) || ' rows, ' || count(DISTINCT data1) || ' lines' FROM queue_log_repo")
}

func (s *site) state(column, want string) {
	s.t.Helper()
	s.eventually(want, "SELECT ("+column+")::text FROM app.feed WHERE feed = 'log'")
}

func TestLinesComeAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.start()
	s.state("state", "waiting")
	s.state("covered_to", "")
	s.open()
	for range 5 {
		s.write(3)
		s.complete()
	}
	s.state("state", "reading")
	s.state("rows", "15")
	s.state("covered_from", "2026-01-01 00:00:01+00")
	s.state("covered_to > now() - interval '5 seconds'", "true")
}

func TestLastLineWaitsForItsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	s.write(2)
	_, err := s.file.WriteString("1767225700|1767225700.1|support|SIP/1|RINGNO")
	s.check(err)
	s.start()
	s.complete()
	_, err = s.file.WriteString("ANSWER|3\n")
	s.check(err)
	s.next++
	s.complete()
	s.state("bad_rows", "0")
}

func TestRenamedFileIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	s.write(10)
	s.start()
	s.complete()
	s.rename()
	s.write(5) // Asterisk still writes to the renamed file
	s.complete()
	s.open()
	s.write(5)
	s.complete()
	s.rename()
	s.compress(2)
	s.open()
	s.write(5)
	s.complete()
	s.state("(SELECT count(*) FROM app.feed_gap)", "0")
}

func TestTruncatedFileLeavesAGap(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	s.write(10)
	s.start()
	s.complete()
	s.state("covered_to IS NOT NULL", "true")
	text, err := os.ReadFile(s.path)
	s.check(err)
	s.check(os.WriteFile(s.path+".1", text, 0o600))
	s.write(1) // between copy and truncation
	s.check(s.file.Truncate(0))
	s.write(4)
	// The line that was lost may have been read before the truncation.
	s.eventually("true", "SELECT (count(*) IN (14, 15) AND count(DISTINCT data1) = count(*))::text FROM queue_log_repo WHERE data1::integer <> 11 OR true")
	s.eventually("1", "SELECT count(*)::text FROM queue_log_repo WHERE data1 = '15'")
	s.eventually("1", "SELECT count(*)::text FROM app.feed_gap WHERE feed = 'log' AND reason LIKE '%truncated%' AND from_at < to_at")
}

// Between two looks, a file is truncated and grows past its old size.
func TestTruncatedFileGrowsPastItsSize(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	replace := func(text string) {
		t.Helper()
		s.check(s.file.Truncate(0))
		_, err := s.file.WriteString(text)
		s.check(err)
	}
	s.start()
	for range 2 { // first shorter than what identifies a file, then longer
		s.write(20)
		s.complete()
		s.check(s.file.Truncate(0))
		s.write(200)
		s.complete()
	}
	s.state("(SELECT count(*) > 1 FROM app.feed_gap)", "true")
	s.state("state", "reading")

	// The new text begins like the old one, so that only what follows tells them apart. It may be the same lines again.
	text, err := os.ReadFile(s.path)
	s.check(err)
	lines := strings.SplitAfter(string(text), "\n")
	replace(strings.Join(append(slices.Clone(lines[:150]), lines[40:]...), ""))
	s.state("state || ' ' || (detail LIKE '%does not go on like it%ccrepo import undo%')", "failing true")
	s.complete()
	replace("")
	s.write(10)
	s.complete()
	s.state("state", "reading")
}

func TestOlderFilesAreReadAtTheFirstStart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 3 {
		s.open()
		s.write(7)
		s.rename()
	}
	s.compress(2)
	s.compress(3)
	s.open()
	s.write(7)
	s.check(os.WriteFile(s.path+".swp", []byte("no log"), 0o600))
	stop := s.start()
	s.complete()
	s.state("unread_bytes", "0")
	stop()
	s.state("state", "stopped")
	s.write(1)
	s.rename()
	s.open()
	s.write(1)
	s.start()
	s.complete()
	s.state("(SELECT count(*) FROM app.feed_gap)", "0")
}

func TestOlderFilesAreLeftAloneIfTold(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	s.write(7)
	s.rename()
	s.open()
	s.next = 1
	s.write(3)
	no := false
	s.start(func(c *feed.Config) { c.Older = &no })
	s.complete()
	s.state("state", "reading")
	s.complete()
}

func TestRotationWithoutAnyoneFollowing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(s *site)
		lost      []int
		gaps      string
	}{
		"the old file is found": {func(s *site) { s.rename() }, nil, "0"},
		"the old file is gone": {func(s *site) {
			s.rename()
			s.check(os.Remove(s.path + ".1"))
		}, []int{6, 7}, "1"},
		"the old file is gone and the new one empty": {func(s *site) {
			s.rename()
			s.check(os.Remove(s.path + ".1"))
			s.check(os.WriteFile(s.path, nil, 0o600))
			s.empty = true
		}, []int{6, 7}, "1"},
		"the file was copied and truncated": {func(s *site) {
			text, err := os.ReadFile(s.path)
			s.check(err)
			s.check(os.WriteFile(s.path+".1", text, 0o600))
			s.check(s.file.Truncate(0))
		}, nil, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.open()
			s.write(5)
			stop := s.start()
			s.complete()
			s.state("covered_to IS NOT NULL", "true")
			stop()
			// Covered is the time of this test; the lines are older. Make the next ones come after it.
			s.exec("UPDATE app.feed SET covered_to = '2026-01-01 00:00:05+00'")
			s.write(2)
			c.meanwhile(s)
			s.open()
			if s.empty {
				s.start()
				s.state("state", "reading")
				s.write(3)
			} else {
				s.write(3)
				s.start()
			}
			s.completeBut(c.lost...)
			s.eventually(c.gaps, "SELECT count(*)::text FROM app.feed_gap")
		})
	}
}

func (s *site) exec(query string) {
	s.t.Helper()
	_, err := s.db.ExecContext(s.t.Context(), query)
	s.check(err)
}

func TestAnotherProcessTakesOver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	s.write(5)
	first := s.start()
	s.complete()
	s.start()
	s.write(5)
	s.complete()
	first()
	s.write(5)
	s.complete()
	s.state("state", "reading")
}

func TestFailureIsRecordedAndEnds(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.check(os.WriteFile(s.path, []byte(strings.Repeat("no queue_log at all\n", 20)), 0o600))
	s.start()
	s.state("state", "failing")
	s.state("errors > 0 AND failed_at IS NOT NULL AND detail LIKE '%can be read%'", "true")
	s.check(os.Remove(s.path))
	s.open()
	s.write(3)
	s.complete()
	s.state("state", "reading")
	s.state("detail", "")
}

// A log that is written, rotated in all ways, compressed and followed by processes that end at any moment, has each of
// its lines once in the database.
func TestRandomRotationsLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	s := newSite(t)
	random := rand.New(rand.NewPCG(7, 7))
	s.open()
	stop := s.start()
	for range 60 {
		switch random.IntN(6) {
		case 0:
			s.rename()
			s.write(random.IntN(4))
			s.open()
		case 1:
			if _, err := os.Stat(s.path + ".2"); err == nil {
				s.compress(2)
			}
		case 2:
			stop()
			s.write(random.IntN(3))
			stop = s.start()
		default:
			s.write(random.IntN(20))
		}
		time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond)
	}
	s.write(1)
	s.complete()
}

// A rotated file that is damaged does not hold up the present one, and is named.
func TestDamagedFileDoesNotEndTheFeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	s.write(3)
	s.rename()
	s.check(os.WriteFile(s.path+".2.gz", []byte("\x1f\x8b\x08\x00damaged"), 0o600))
	s.open()
	s.write(3)
	s.start()
	s.complete()
	s.write(3)
	s.complete()
	s.state("state || ' ' || (detail LIKE '%queue_log.2.gz cannot be read: %')", "reading true")
	s.state("errors", "0")
	// The figures of its time may be too low: it has the rows between the last changes of the file before it and its own.
	from, to := time.Now().Add(-3*time.Hour).Truncate(time.Second), time.Now().Add(-time.Hour).Truncate(time.Second)
	s.check(os.WriteFile(s.path+".3", []byte("1767225500|1.1|support|SIP/1|RINGNOANSWER|0\n"), 0o600))
	s.check(os.Chtimes(s.path+".3", from, from))
	s.check(os.Chtimes(s.path+".2.gz", to, to))
	gap := func(want int) {
		t.Helper()
		s.eventually(fmt.Sprint(want), "SELECT count(*)::text FROM app.unseen WHERE from_at = $1 AND to_at = $2 AND reason LIKE 'a rotated file cannot be read: queue_log.%.gz: %'", from, to)
	}
	gap(1)
	s.check(os.Rename(s.path+".2.gz", s.path+".4.gz")) // such as by the next rotation
	s.check(os.WriteFile(s.path+".2", []byte("1767225501|1.1|support|SIP/1|RINGNOANSWER|-1\n"), 0o600))
	s.compress(2) // it is restored from a backup
	s.check(os.Chtimes(s.path+".2.gz", to, to))
	s.check(os.Remove(s.path + ".4.gz"))
	gap(0)
	s.state("detail", "")
}

// A file that was read before it was compressed is not missing if what it was compressed to cannot be read.
func TestDamagedCopyOfWhatWasReadIsNoGap(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.open()
	s.write(3)
	s.start()
	s.complete()
	s.rename()
	s.open()
	s.write(3)
	s.complete()
	hoursAgo := func(hours int) time.Time { return time.Now().Add(-time.Duration(hours) * time.Hour) }
	s.exec("UPDATE app.import_file SET last_at = now() - interval '61 minutes'") // its lines are of another time
	s.check(os.Remove(s.path + ".1"))
	for number, hours := range []int{1: 1, 2: 2} {
		if hours > 0 {
			name := fmt.Sprintf("%s.%d.gz", s.path, number)
			s.check(os.WriteFile(name, []byte("\x1f\x8b\x08\x00damaged"), 0o600))
			s.check(os.Chtimes(name, hoursAgo(hours), hoursAgo(hours)))
		}
	}
	s.write(1)
	s.state("detail LIKE '%queue_log.1.gz cannot be read: %queue_log.2.gz cannot be read: %'", "true")
	s.eventually("queue_log.2.gz", "SELECT string_agg(split_part(reason, ': ', 2), ' ') FROM app.unseen WHERE to_at > now() - interval '1 day'") // the newest is looked at first
}
