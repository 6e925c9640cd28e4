package api_test

import (
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// proxy forwards connections between the server and the database until it is closed.
type proxy struct {
	mu          sync.Mutex
	address     string // its own
	target      string
	listener    net.Listener
	connections []net.Conn
	ended       sync.WaitGroup
}

// newProxy returns a proxy for a database and the address of the database through it.
func newProxy(t *testing.T, databaseURL string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil || u.Port() == "" {
		t.Fatalf("the database %s has no TCP address (%v)", databaseURL, err)
	}
	p := &proxy{target: u.Host, address: "127.0.0.1:0"}
	p.up(t)
	t.Cleanup(p.down)
	u.Host = p.address
	return p, u.String()
}

func (p *proxy) up(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	p.listener, p.address = listener, listener.Addr().String()
	p.ended.Go(func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", p.target)
			if err != nil {
				_ = in.Close()
				continue
			}
			p.mu.Lock()
			p.connections = append(p.connections, in, out)
			p.mu.Unlock()
			for _, pair := range [][2]net.Conn{{in, out}, {out, in}} {
				p.ended.Go(func() {
					_, _ = io.Copy(pair[0], pair[1])
					_, _ = pair[0].Close(), pair[1].Close()
				})
			}
		}
	})
}

func (p *proxy) down() {
	_ = p.listener.Close()
	p.mu.Lock()
	for _, c := range p.connections {
		_ = c.Close()
	}
	p.connections = nil
	p.mu.Unlock()
	p.ended.Wait()
}

func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	paths := []string{"/v1/tables/tags", "/v1/tables/tags?format=csv", "/v1/tables/tags?count=exact", "/v1/tables/tags/1", "/v1/reports/calls", "/v1/reports/queue-summary?format=ndjson"}
	everything := func(t *testing.T, f *fixture, want int) {
		t.Helper()
		for _, path := range paths {
			if status, _, body := f.get(t, path); status != want {
				t.Errorf("GET %s: status %d, want %d: %s", path, status, want, body)
			}
		}
	}
	t.Run("network gone and back", func(t *testing.T) {
		t.Parallel()
		var p *proxy
		f := setupWith(t, func(o *api.Options) { p, o.DatabaseURL = newProxy(t, o.DatabaseURL) })
		f.exec(t, "INSERT INTO tags (id, datetime) VALUES (1, '2026-01-01')")
		everything(t, f, http.StatusOK)
		p.down()
		for _, path := range paths {
			f.fail503(t, path, "database_unavailable")
		}
		f.fail503(t, "/readyz", "database_unavailable")
		if status, _, _ := f.get(t, "/healthz"); status != http.StatusOK {
			t.Errorf("/healthz: status %d, want 200: the process is alive", status)
		}
		p.up(t)
		everything(t, f, http.StatusOK)
	})
	t.Run("connections cut but the network there", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.exec(t, "INSERT INTO tags (id, datetime) VALUES (1, '2026-01-01')")
		for range 3 {
			everything(t, f, http.StatusOK)
			f.kill(t)
		}
		everything(t, f, http.StatusOK)
	})
	t.Run("database closed and opened again", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.exec(t, "INSERT INTO tags (id, datetime) VALUES (1, '2026-01-01')")
		everything(t, f, http.StatusOK)
		u, err := url.Parse(f.url)
		if err != nil {
			t.Fatal(err)
		}
		name := u.Path[1:]
		u.Path = "/postgres"
		admin, err := sql.Open("postgres", u.String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = admin.Close() }()
		allow := func(yes string) {
			t.Helper()
			if _, err := admin.ExecContext(t.Context(), "ALTER DATABASE "+name+" ALLOW_CONNECTIONS "+yes); err != nil {
				t.Fatal(err)
			}
		}
		allow("false")
		defer allow("true")
		f.kill(t)
		for _, path := range paths {
			f.fail503(t, path, "database_unavailable")
		}
		allow("true")
		everything(t, f, http.StatusOK)
	})
	t.Run("no database from the beginning", func(t *testing.T) {
		t.Parallel()
		var p *proxy
		f := setupWith(t, func(o *api.Options) {
			p, o.DatabaseURL = newProxy(t, o.DatabaseURL)
			p.down()
		})
		f.exec(t, "INSERT INTO tags (id, datetime) VALUES (1, '2026-01-01')")
		f.fail503(t, "/v1/tables/tags", "database_unavailable")
		p.up(t)
		everything(t, f, http.StatusOK)
	})
}
