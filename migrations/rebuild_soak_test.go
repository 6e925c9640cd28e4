//go:build soak

package migrations_test

import (
	"database/sql"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// TestSoakRefreshIsRebuild is TestRefreshIsRebuild on a server that is killed at random moments. CCREPO_SEED=n repeats
// the rows and moments of a failure.
func TestSoakRefreshIsRebuild(t *testing.T) {
	const rounds, logs = 15, 20
	s := startMortal(t)
	c := newCrowd(crowdSeed(t), s.pool, func(err error) bool { return s.back(t, err) })
	begun := time.Now()
	c.write(t, logs)
	c.check(t)
	calm := time.Since(begun)
	t.Logf("a round without kills took %v", calm.Round(time.Millisecond))

	kills, counts := map[string]int{}, map[string]int{}
	for range rounds {
		moments := make([]time.Duration, 1+c.rng.IntN(2))
		for i := range moments {
			moments[i] = time.Duration(c.rng.Float64() * float64(calm) / float64(len(moments)))
		}
		rng := rand.New(rand.NewPCG(c.rng.Uint64(), 1))
		var killing sync.WaitGroup
		killing.Go(func() {
			for _, moment := range moments {
				time.Sleep(moment) // a sleep, because the moment of the kill is random
				kills[s.kill(t, rng)]++
			}
		})
		c.write(t, logs)
		killing.Wait()
		s.settle(t)
		counts = c.check(t)
		if t.Failed() {
			break
		}
	}
	t.Logf("%d events, %d rounds, kills: %v, rows: %v", len(c.there), rounds, kills, counts)
}

// mortal is an embedded server that is killed repeatedly. A caller that finds it gone restarts it.
type mortal struct {
	options embedded.Options

	mu     sync.Mutex // prevents a kill during a start
	server *embedded.Server
	db     *sql.DB
}

func startMortal(t *testing.T) *mortal {
	t.Helper()
	s := &mortal{options: embedded.Options{
		Dir: dbtest.ServerDir(t),
		// Only processes are killed, not the machine, so nothing needs to reach the disk.
		Settings: map[string]string{"fsync": "off"},
	}}
	t.Cleanup(func() {
		if s.db != nil {
			s.db.Close()
		}
		if s.server != nil {
			s.server.Close()
		}
	})
	s.settle(t)
	if _, err := migrations.Up(t.Context(), s.pool()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *mortal) pool() *sql.DB {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.db
}

// back makes sure that the server runs if err may mean that it does not, and returns whether to try again.
func (s *mortal) back(t *testing.T, err error) bool {
	var answer *pq.Error
	if errors.As(err, &answer) && answer.Code.Class() != "57" && answer.Code.Class() != "08" {
		return false // it runs, and refused the statement
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.start(t)
}

// settle makes sure that the server runs and that all connections to killed servers are closed.
func (s *mortal) settle(t *testing.T) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db != nil {
		s.db.Close()
		s.db = nil
	}
	if !s.start(t) {
		t.FailNow()
	}
}

// start joins the running server or starts it. The caller must hold the lock.
func (s *mortal) start(t *testing.T) bool {
	server, err := embedded.Start(t.Context(), s.options)
	if err != nil {
		t.Error(err)
		return false
	}
	if s.server != nil {
		if err := s.server.Close(); err != nil {
			t.Error(err)
		}
		if s.db != nil && s.server.URL() != server.URL() {
			s.db.Close()
			s.db = nil
		}
	}
	s.server = server
	if s.db == nil {
		s.db, err = sql.Open("postgres", server.URL())
	}
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

// kill kills a process of the server, waits until it has ended, and returns what it was.
func (s *mortal) kill(t *testing.T, rng *rand.Rand) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := embedded.Inspect(t.Context(), s.options)
	if err != nil {
		t.Error(err)
	}
	if !st.Running {
		return "nothing, as it is down"
	}
	postmasterEnded := func() bool {
		now, err := embedded.Inspect(t.Context(), s.options)
		return err != nil || !now.Running
	}
	switch rng.IntN(4) {
	case 0:
		return s.signal(t, st.PID, syscall.SIGKILL, postmasterEnded, "the postmaster")
	case 1:
		return s.signal(t, st.PID, syscall.SIGQUIT, postmasterEnded, "all at once")
	case 2:
		return s.killBackend(t, "any process", "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY random() LIMIT 1")
	}
	return s.killBackend(t, "the refresh", "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT report.refresh()' AND state = 'active' LIMIT 1")
}

func (s *mortal) killBackend(t *testing.T, what, query string) string {
	var text string
	if err := s.db.QueryRowContext(t.Context(), query).Scan(&text); err != nil {
		return "nothing, as " + what + " was not found"
	}
	pid, err := strconv.Atoi(text)
	if err != nil {
		t.Error(err)
	}
	// The server, its parent, reaps it.
	return s.signal(t, pid, syscall.SIGKILL, func() bool { return syscall.Kill(pid, 0) != nil }, what)
}

func (s *mortal) signal(t *testing.T, pid int, signal syscall.Signal, ended func() bool, what string) string {
	if err := syscall.Kill(pid, signal); err != nil {
		return "nothing, as " + what + " had ended"
	}
	for deadline := time.Now().Add(30 * time.Second); !ended(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("%s, process %d, does not end by %v", what, pid, signal)
			break
		}
	}
	return what
}
