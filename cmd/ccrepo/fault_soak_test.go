//go:build soak

package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// settled returns the server's memory in MB once it is at most 60 MB above before. It waits some minutes, because
// Go's collector may run only every two minutes and returns memory later.
func (s *served) settled(t *testing.T, before float64) float64 {
	t.Helper()
	const above, patience = 60, 6 * time.Minute
	after := s.memory(t)
	for begun := time.Now(); after > before+above; after = s.memory(t) {
		if time.Since(begun) > patience {
			t.Errorf("memory grew from %.0f to %.0f MB and stays so", before, after)
			break
		}
		<-time.After(time.Second)
	}
	return after
}

// TestSoakFaultIdleConnections opens 10,000 connections that send one request and then nothing. It closes them, and
// then opens them again and waits until the server closes them.
func TestSoakFaultIdleConnections(t *testing.T) {
	const connections, idle = 10_000, 2 * time.Minute
	s := startServed(t, "--database-url", dbtest.URL(t))
	s.answers(t)
	before := s.memory(t)
	open := func() (all []net.Conn) {
		for range connections {
			conn := s.dial(t)
			if _, err := io.WriteString(conn, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || res.StatusCode != http.StatusOK {
				t.Fatalf("connection %d: %v", len(all), err)
			}
			all = append(all, conn)
		}
		return all
	}
	first := open()
	took, peak := s.answers(t), s.memory(t)
	for _, conn := range first {
		_ = conn.Close()
	}
	begun := time.Now()
	second := open()
	tookAgain, peakAgain := s.answers(t), s.memory(t)
	for _, conn := range second {
		_ = conn.SetReadDeadline(begun.Add(2*idle + time.Minute))
		if _, err := conn.Read(make([]byte, 1)); err == nil || errors.Is(err, syscall.ETIMEDOUT) {
			t.Fatalf("an idle connection is not closed: %v", err)
		}
	}
	t.Logf("%d idle connections: memory %.0f MB before, %.0f MB with them, %.0f MB with them again; others answered in %s and %s; all closed by the server within %s; memory settles at %.0f MB",
		connections, before, peak, peakAgain, took, tookAgain, time.Since(begun).Round(time.Second), s.settled(t, before))
	s.answers(t)
}

// TestSoakFaultSlowReaders has clients read an export at one byte a second.
func TestSoakFaultSlowReaders(t *testing.T) {
	const clients = 30
	url := dbtest.URL(t)
	db := openDB(t, url)
	execSQL(t, db, "INSERT INTO tags (datetime, guid, comment) SELECT now() - i * interval '1 second', 'g', repeat(md5(i::text), 400) FROM generate_series(1, 5000) AS i")
	s := startServed(t, "--database-url", url)
	s.answers(t)
	before := s.memory(t)
	begun := time.Now()
	var busy, begunStreams atomic.Int64
	slow, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range clients {
		conn := s.dial(t)
		readers.Go(func() {
			fmt.Fprint(conn, "GET /v1/tables/tags?format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
			in := bufio.NewReaderSize(conn, 16)
			if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "200") {
				busy.Add(1)
				return
			}
			begunStreams.Add(1)
			next := time.NewTicker(time.Second)
			defer next.Stop()
			for {
				select {
				case <-slow.Done():
					return
				case <-next.C:
					if _, err := in.ReadByte(); err != nil {
						return
					}
				}
			}
		})
	}
	worst, peak := time.Duration(0), before
	cutOff := func() int { return strings.Count(s.log.String(), "answer broken off") }
	for time.Since(begun) < 2*time.Minute && (cutOff() == 0 || cutOff() < int(begunStreams.Load())) {
		worst, peak = max(worst, s.answers(t)), max(peak, s.memory(t))
		<-time.After(200 * time.Millisecond)
	}
	took := time.Since(begun)
	if n := cutOff(); n == 0 || n != int(begunStreams.Load()) {
		t.Errorf("%d of %d streams that one byte a second is read of were cut off", n, begunStreams.Load())
	}
	stop()
	readers.Wait()
	var running int
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo reader' AND state <> 'idle'").Scan(&running); err != nil || running > 0 {
		t.Errorf("%d queries run on (%v)", running, err)
	}
	rows, err := s.export("/v1/tables/tags?format=csv")
	if err != nil || rows != "5000" {
		t.Errorf("an export afterwards has %s rows (%v)", rows, err)
	}
	t.Logf("%d readers of a byte a second: %d streams, all cut off within %s, %d told to come again; pages meanwhile took at most %s; memory %.0f MB before, at most %.0f MB, %.0f MB after",
		clients, begunStreams.Load(), took.Round(time.Second), busy.Load(), worst, before, peak, s.settled(t, before))
}

// TestSoakFaultSiege sends far more expensive requests than the server runs at once.
func TestSoakFaultSiege(t *testing.T) {
	const clients, lasts = 300, 30 * time.Second
	url := dbtest.URL(t)
	db := openDB(t, url)
	execSQL(t, db, "ALTER TABLE tags RENAME TO stored_tags")
	execSQL(t, db, `CREATE VIEW tags AS SELECT sum(a * b)::bigint AS id, now() AS datetime, NULL::text AS "user", NULL::text AS guid, NULL::integer AS time, NULL::text AS comment
		FROM generate_series(1::bigint, 100000) AS a, generate_series(1::bigint, 100000) AS b`)
	execSQL(t, db, "GRANT SELECT ON tags TO ccrepo_reader")
	s := startServed(t, "--database-url", url, "--connections", "2", "--timeout", "2s", "--log-level", "error")
	before := s.memory(t)
	answers := map[string]int{}
	var mu sync.Mutex
	worst := time.Duration(0)
	begun := time.Now()
	var besiegers sync.WaitGroup
	for range clients {
		besiegers.Go(func() {
			for time.Since(begun) < lasts {
				asked := time.Now()
				status, code, err := s.ask("/v1/tables/tags")
				if err != nil {
					t.Errorf("no answer: %v", err)
					return
				}
				mu.Lock()
				answers[fmt.Sprint(status, " ", code)]++
				worst = max(worst, time.Since(asked))
				mu.Unlock()
			}
		})
	}
	besiegers.Wait()
	if status, _, err := s.ask("/v1/tables/sipchat"); err != nil || status != http.StatusOK {
		t.Errorf("afterwards: %d (%v)", status, err)
	}
	after := s.memory(t)
	for answer := range answers {
		if answer != "503 busy" && answer != "503 timeout" {
			t.Errorf("answers %v, want busy and timeout alone", answers)
		}
	}
	t.Logf("%d clients for %s at 2 connections: %v; the slowest answer took %s; memory %.0f MB before, %.0f MB just after, settles at %.0f MB",
		clients, lasts, answers, worst.Round(time.Millisecond), before, after, s.settled(t, before))
}

// TestSoakFaultDatabaseStops stops PostgreSQL repeatedly under reading and writing clients, both as a restart does
// and as a crash does.
func TestSoakFaultDatabaseStops(t *testing.T) {
	o := embedded.Options{Dir: dbtest.ServerDir(t)}
	server := startDatabase(t, o)
	db := openDB(t, server.URL())
	if _, err := migrations.Up(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	const rows = 20_000
	execSQL(t, db, fmt.Sprintf("INSERT INTO cdr_repo (calldate, uniqueid, guid) SELECT now() - i * interval '1 second', i::text, 'g-1' FROM generate_series(1, %d) AS i", rows))
	s := startServed(t, "--database-url", server.URL(), "--log-level", "error")
	k := newOutage(s.base, 4)
	enough, stop := context.WithCancel(t.Context())
	writing := k.begin(t, enough)
	complete, broken, answers := 0, 0, map[string]int{}
	var mu sync.Mutex
	var reading sync.WaitGroup
	for i := range 4 {
		reading.Go(func() {
			for enough.Err() == nil {
				if i%2 == 0 {
					n, err := s.export("/v1/tables/cdr_repo?format=csv&fields=id,uniqueid")
					mu.Lock()
					if err != nil {
						broken++
					} else if complete++; n != fmt.Sprint(rows) {
						t.Errorf("an export says that it is complete with %s rows", n)
					}
					mu.Unlock()
					continue
				}
				status, code, err := s.ask("/v1/reports/calls")
				mu.Lock()
				answers[fmt.Sprint(status, " ", code)]++
				mu.Unlock()
				if err != nil || status != http.StatusOK && code != "database_unavailable" && code != "timeout" && code != "busy" {
					t.Errorf("status %d %s (%v)", status, code, err)
				}
			}
		})
	}
	<-time.After(2 * time.Second)
	before := s.memory(t)
	for round, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGQUIT, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		st, err := embedded.Inspect(t.Context(), o)
		if err != nil || !st.Running {
			t.Fatalf("the database does not run: %v", err)
		}
		if err := syscall.Kill(st.PID, signal); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the database has ended", func() bool {
			st, err := embedded.Inspect(t.Context(), o)
			return err == nil && !st.Running
		})
		<-time.After(time.Duration(round) * 500 * time.Millisecond)
		again := startDatabase(t, o)
		if again.URL() != server.URL() {
			t.Fatal("the database came back at another address")
		}
		up := time.Now()
		eventually(t, "pages are answered again", func() bool { status, _, _ := s.ask("/v1/tables/sipchat"); return status == http.StatusOK })
		t.Logf("stopped by %s: pages are answered %s after the database is back", signal, time.Since(up).Round(time.Millisecond))
		<-time.After(2 * time.Second)
	}
	stop()
	reading.Wait()
	writing.Wait()
	db = openDB(t, server.URL())
	k.check(t, db)
	t.Logf("%d writes, %d sent again, %d of these had been done; %d whole exports, %d broken off; pages %v; memory %.0f MB before, %.0f MB after",
		len(k.answers), k.resent, k.again, complete, broken, answers, before, s.settled(t, before))
}

// newOutage returns a trial in which the server keeps running while the database goes away and comes back.
func newOutage(base string, writers int) *killedWrites {
	k := &killedWrites{writers: writers, base: base, up: make(chan struct{}), answers: map[string]int64{}}
	close(k.up)
	return k
}

// begin starts the writers, which write until ctx ends.
func (k *killedWrites) begin(t *testing.T, ctx context.Context) *sync.WaitGroup {
	var writers sync.WaitGroup
	for w := range k.writers {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				k.write(t, fmt.Sprintf("%d-%d", w, n))
			}
		})
	}
	return &writers
}

// ask sends a request and returns the status and, if the answer is a problem, its code.
func (s *served) ask(path string) (status int, code string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return 0, "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if _, rest, found := bytes.Cut(body, []byte(`"code":"`)); found && res.StatusCode != http.StatusOK {
		name, _, _ := bytes.Cut(rest, []byte(`"`))
		code = string(name)
	}
	return res.StatusCode, code, err
}

// export reads a stream to its end and returns the row count that it states. A stream that breaks off is an error.
func (s *served) export(path string) (rows string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("status %d", res.StatusCode)
	}
	return cmp.Or(res.Header.Get("X-Row-Count"), res.Trailer.Get("X-Row-Count")), nil
}

func execSQL(t *testing.T, db *sql.DB, text string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
