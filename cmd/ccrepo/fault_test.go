package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
)

// built is the program used by all tests that kill it or measure its memory. TestMain removes its directory.
var built struct {
	sync.Once
	directory string
	err       error
}

// buildProgram builds the program when the first test needs it, and returns its path.
func buildProgram(t testing.TB) string {
	t.Helper()
	dbtest.Slow(t)
	built.Do(func() {
		if built.directory, built.err = os.MkdirTemp("", "ccrepo-test"); built.err != nil {
			return
		}
		if out, err := exec.Command("go", "build", "-o", built.directory, ".").CombinedOutput(); err != nil {
			built.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.directory, "ccrepo")
}

// served is ccrepo serve in a process of its own.
type served struct {
	base, address string
	process       *os.Process
	log           *outlet
}

var servingLine = regexp.MustCompile(`Serving (http://(\S+))`)

// startServed runs ccrepo serve until the test ends. At the end it must still run, and must stop cleanly.
func startServed(t testing.TB, args ...string) *served {
	t.Helper()
	cmd := exec.Command(buildProgram(t), append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	s := &served{log: &outlet{}}
	out := &outlet{}
	cmd.Stdout, cmd.Stderr = out, s.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.process = cmd.Process
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("serve ended with %v: %s", err, s.tail())
			}
		case <-time.After(30 * time.Second):
			_ = cmd.Process.Kill()
			t.Errorf("serve hangs: it did not end within 30 seconds: %s", s.tail())
		}
	})
	eventually(t, "the server starts", func() bool {
		m := servingLine.FindStringSubmatch(out.String())
		if m != nil {
			s.base, s.address = m[1], m[2]
		}
		return m != nil
	})
	return s
}

// tail returns the end of the server's log.
func (s *served) tail() string {
	text := s.log.String()
	return text[max(0, len(text)-2000):]
}

// memory returns the server's memory (RSS) in MB.
func (s *served) memory(t testing.TB) float64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		t.Skipf("no /proc to tell memory by: %v", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		t.Fatal(err)
	}
	return kB / 1024
}

// answers requests a page on a new connection, and returns how long the answer took. A slow answer fails the test.
func (s *served) answers(t testing.TB) time.Duration {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	begun := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/v1/tables/tags", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatalf("others get no answer: %v: %s", err, s.tail())
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("others get %d (%v): %s", res.StatusCode, err, body)
	}
	return time.Since(begun)
}

// dial opens a connection that is closed at the end of the test.
func (s *served) dial(t testing.TB) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestFaultHeadersOfMegabytes(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	s := startServed(t, "--database-url", dbtest.URL(t))
	s.answers(t)
	before := s.memory(t)
	const clients, size = 50, 5 << 20
	for name, begin := range map[string]string{
		"in one header":     "GET /v1 HTTP/1.1\r\nHost: localhost\r\nX-Long: ",
		"in the path":       "GET /v1/",
		"in a chunk's line": "POST /v1/tables/tags HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;",
	} {
		t.Run(name, func(t *testing.T) {
			var sending sync.WaitGroup
			for range clients {
				conn := s.dial(t)
				sending.Go(func() {
					_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
					_, err := conn.Write(append([]byte(begin), bytes.Repeat([]byte("x"), size)...))
					status := firstLine(conn)
					if errors.Is(err, os.ErrDeadlineExceeded) || err == nil && status == "" {
						t.Errorf("the server takes all of it (%v) and says %q", err, status)
					}
					if status != "" && !strings.HasPrefix(status, "HTTP/1.1 4") {
						t.Errorf("the server says %q", status)
					}
				})
			}
			sending.Wait()
			s.answers(t)
		})
	}
	t.Run("in thousands of headers", func(t *testing.T) {
		conn := s.dial(t)
		_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
		w := bufio.NewWriter(conn)
		fmt.Fprint(w, "GET /v1 HTTP/1.1\r\nHost: localhost\r\n")
		for i := range 100_000 {
			if _, err := fmt.Fprintf(w, "X-%d: y\r\n", i); err != nil {
				break // the server cut the connection, as expected
			}
		}
		_ = w.Flush()
		if status := firstLine(conn); status != "" && !strings.HasPrefix(status, "HTTP/1.1 431") {
			t.Errorf("the server says %q", status)
		}
	})
	took := s.answers(t)
	after := s.memory(t)
	t.Logf("%d clients with headers of %d MB: memory %.0f MB before, %.0f MB after; the next answer took %s", 3*clients+1, size>>20, before, after, took)
	if after > before+50 {
		t.Errorf("memory grew from %.0f to %.0f MB", before, after)
	}
}

// firstLine returns the status line of an answer, or "" if the connection is cut before it.
func firstLine(conn net.Conn) string {
	line, _ := bufio.NewReader(conn).ReadString('\n')
	return strings.TrimSpace(line)
}

// TestFaultSlowHeaders sends headers, and then bodies, one byte at a time.
func TestFaultSlowHeaders(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	s := startServed(t, "--database-url", dbtest.URL(t))
	s.answers(t)
	before := s.memory(t)
	const clients = 300
	begun := time.Now()
	var sending sync.WaitGroup
	for i := range clients {
		conn := s.dial(t)
		sending.Go(func() {
			text := "GET /v1 HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + strings.Repeat("x", 10_000)
			if i%3 == 0 {
				text = "" // this client sends nothing
			}
			ended := make(chan struct{})
			go func() {
				_, _ = io.Copy(io.Discard, conn)
				close(ended)
			}()
			next := time.NewTicker(500 * time.Millisecond)
			defer next.Stop()
			for {
				select {
				case <-ended:
					if took := time.Since(begun); took > 25*time.Second {
						t.Errorf("a connection lived for %s", took)
					}
					return
				case <-next.C:
					if time.Since(begun) > time.Minute {
						t.Error("a connection whose headers never end lives on after a minute")
						return
					}
					if text != "" {
						_, _ = conn.Write([]byte(text[:1]))
						text = text[1:]
					}
				}
			}
		})
	}
	took := s.answers(t)
	during := s.memory(t)
	sending.Wait()
	t.Logf("%d connections that send a byte every half second were closed after %s; meanwhile others were answered in %s; memory %.0f MB before, %.0f MB during, %.0f MB after",
		clients, time.Since(begun).Round(time.Second), took, before, during, s.memory(t))
	s.answers(t)
	if after := s.memory(t); after > before+50 {
		t.Errorf("memory grew from %.0f to %.0f MB", before, after)
	}
}

func startDatabase(t *testing.T, o embedded.Options) *embedded.Server {
	t.Helper()
	server, err := embedded.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return server
}

func openDB(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
