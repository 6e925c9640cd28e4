//go:build soak

package embedded

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSoakKills kills users and servers at random moments in many rounds. After each round the next start must
// work and all committed rows must be present. CCREPO_SOAK_ROUNDS sets the number of rounds (default 100). Run it
// with: go test -tags soak -run TestSoakKills -timeout 30m ./embedded
func TestSoakKills(t *testing.T) {
	rounds := 100
	if n, err := strconv.Atoi(os.Getenv("CCREPO_SOAK_ROUNDS")); err == nil {
		rounds = n
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, seed))
	parent := setup(t)
	o := parent
	var committed map[string]bool
	kills := map[string]int{}
	for round := range rounds {
		if round%10 == 0 { // use a new directory regularly, so that its creation is interrupted too
			o.Dir = filepath.Join(parent.Dir, fmt.Sprint(round))
			if err := os.MkdirAll(parent.Dir, 0o755); err != nil {
				t.Fatal(err)
			}
			committed = map[string]bool{}
			cleanUp(t, o)
		}
		soakRound(t, random, o, round, committed, kills)
	}
	t.Logf("%d rounds, kills: %v", rounds, kills)
}

func soakRound(t *testing.T, random *rand.Rand, o Options, round int, committed map[string]bool, kills map[string]int) {
	// Users commit row after row until they or the server are killed.
	users := make([]*peer, 1+random.IntN(3))
	written := make(chan string, 1<<16)
	for i := range users {
		u := startUser(t, o)
		users[i] = u
		go func() {
			for n := 0; ; n++ {
				if _, err := fmt.Fprintf(u.stdin, "%d-%d-%d\n", round, i, n); err != nil {
					return
				}
			}
		}()
	}
	ended := make(chan struct{}, len(users))
	for _, u := range users {
		go func(out *bufio.Scanner) {
			for out.Scan() {
				if line := out.Text(); line != "ready" {
					written <- line
				}
			}
			ended <- struct{}{}
		}(u.out)
	}

	time.Sleep(time.Duration(random.IntN(900)) * time.Millisecond) // the random moment
	var backends []int
	for _, what := range soakVictims(random) {
		kills[what]++
		switch what {
		case "users":
			for _, u := range users {
				_ = u.cmd.Process.Kill()
			}
		case "postmaster":
			if st, err := Inspect(t.Context(), o); err == nil && st.Running {
				_ = syscall.Kill(st.PID, syscall.SIGKILL)
			}
		case "backend":
			if pids := serverProcesses(t, o); len(pids) > 0 {
				backends = append(backends, pids[random.IntN(len(pids))])
				_ = syscall.Kill(backends[0], syscall.SIGKILL)
			}
		case "all":
			for _, pid := range serverProcesses(t, o) {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
	for _, pid := range backends {
		collected(t, pid) // otherwise the server may detect it only after its response
	}
	if random.IntN(2) == 0 { // in half of the rounds, start while the users still run
		s := mustStart(t, o)
		query(t, s.URL(), "SELECT 1")
		mustClose(t, s)
	}
	for _, u := range users {
		_ = u.cmd.Process.Kill()
		_ = u.stdin.Close()
	}
	for range users {
		<-ended
	}
	for _, u := range users {
		_ = u.cmd.Wait()
	}
	close(written)
	for line := range written {
		committed[line] = true
	}

	begun := time.Now()
	s := mustStart(t, o)
	took := time.Since(begun)
	if n := query(t, s.URL(), "SELECT count(*) FROM pg_class WHERE relname = 'kept'"); n == "1" {
		rows := query(t, s.URL(), "SELECT coalesce(string_agg(id, E'\\n'), '') FROM kept")
		have := map[string]bool{}
		for row := range strings.SplitSeq(rows, "\n") {
			have[row] = true
		}
		for id := range committed {
			if !have[id] {
				t.Fatalf("round %d: committed row %s is lost", round, id)
			}
		}
	} else if len(committed) > 0 {
		t.Fatalf("round %d: the table is lost", round)
	}
	mustClose(t, s)
	if st := mustInspect(t, o); st.Running || st.Users != 0 {
		t.Fatalf("round %d: left behind: %+v", round, st)
	}
	t.Logf("round %d: %d users, %d rows, start took %v", round, len(users), len(committed), took.Round(time.Millisecond))
}

// soakVictims returns what to kill, in order.
func soakVictims(random *rand.Rand) []string {
	all := [][]string{{"users"}, {"postmaster"}, {"backend"}, {"all"}, {"users", "postmaster"}, {"postmaster", "users"},
		{"users", "all"}, {"backend", "users"}, {"backend", "postmaster"}}
	return all[random.IntN(len(all))]
}

// serverProcesses returns all processes in the data directory.
func serverProcesses(t *testing.T, o Options) (pids []int) {
	h, err := findHome(o.Dir)
	if err != nil {
		return nil
	}
	data, err := os.Stat(h.data())
	if err != nil {
		return nil
	}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		if cwd, err := os.Stat(filepath.Join(dir, "cwd")); err == nil && os.SameFile(cwd, data) {
			if pid, err := strconv.Atoi(filepath.Base(dir)); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}
