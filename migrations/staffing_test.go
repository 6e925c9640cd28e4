package migrations_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// staffed is the load and the target of a queue: load in erlangs, times in seconds, the target as a share from 0 to 1.
type staffed struct {
	load, aht, patience, threshold, target float64
}

func (s staffed) String() string {
	return fmt.Sprintf("load %g, handling %g s, patience %g s, %g %% in %g s", s.load, s.aht, s.patience, 100*s.target, s.threshold)
}

// erlangC returns the share of calls that wait at most the threshold. It computes this directly from the definition: by
// the probabilities of the states of M/M/n, as logarithms, instead of a recursion.
func (s staffed) erlangC(n int) float64 {
	if float64(n) <= s.load {
		return 0
	}
	log := func(k int) float64 { // logarithm of load^k / k!
		gamma, _ := math.Lgamma(float64(k + 1))
		return float64(k)*math.Log(s.load) - gamma
	}
	idle := 0.0 // in units of the n-th state's probability
	for k := range n {
		idle += math.Exp(log(k) - log(n))
	}
	waiting := 1 / (1 - s.load/float64(n))
	return 1 - waiting/(idle+waiting)*math.Exp(-(float64(n)-s.load)*s.threshold/s.aht)
}

// erlangA returns the share of calls answered within the threshold. It integrates numerically the density of the wait
// of a caller with infinite patience: λ π(n-1) exp(λ/θ (1 - exp(-θx)) - nμx).
func (s staffed) erlangA(n int) float64 {
	if n == 0 {
		return 0
	}
	arrival, service, leaving := s.load/s.aht, 1/s.aht, 1/s.patience
	exponent := func(x float64) float64 {
		return arrival/leaving*-math.Expm1(-leaving*x) - float64(n)*service*x
	}
	peak := 0.0 // of the exponent, where arrivals equal departures and completed calls
	if crowd := arrival / (float64(n) * service); crowd > 1 {
		peak = exponent(math.Log(crowd) / leaving)
	}
	// Everything is divided by π(n-1) exp(peak), so that π(n-1) becomes exp(-peak).
	idle, weight := 0.0, 1.0
	for k := n - 1; k >= 0; k-- {
		idle += weight
		weight *= float64(k) / s.load
	}
	idle *= math.Exp(-peak)
	density := func(x float64) float64 { return arrival * math.Exp(exponent(x)-peak) }
	answered := simpson(func(x float64) float64 { return density(x) * math.Exp(-leaving*x) }, 0, s.threshold)
	all := 0.0
	for from, step := 0.0, s.aht; ; from += step {
		part := simpson(density, from, from+step)
		all += part
		if part < 1e-14*(all+idle) && density(from+step) < density(from) {
			break
		}
	}
	return (idle + answered) / (idle + all)
}

func simpson(f func(float64) float64, from, to float64) float64 {
	const pieces = 2000
	h := (to - from) / pieces
	sum := f(from) + f(to)
	for i := 1; i < pieces; i++ {
		sum += f(from+float64(i)*h) * float64(2+2*(i%2))
	}
	return sum * h / 3
}

// simulate simulates calls that arrive, wait, give up and are answered, and returns the share answered within the
// threshold.
func (s staffed) simulate(n, calls int) float64 {
	random := rand.New(rand.NewPCG(3, uint64(n)))
	free := make([]float64, n) // time at which each agent becomes free, sorted
	now, inTime := 0.0, 0
	for range calls {
		now += random.ExpFloat64() * s.aht / s.load
		// Calls are answered in the order of arrival, so a caller gets the next free agent, or gives up.
		if wait := max(free[0]-now, 0); random.ExpFloat64()*s.patience > wait {
			if wait <= s.threshold {
				inTime++
			}
			until := now + wait + random.ExpFloat64()*s.aht
			at, _ := slices.BinarySearch(free[1:], until)
			copy(free, free[1:at+1])
			free[at] = until
		}
	}
	return float64(inTime) / float64(calls)
}

func situations() []staffed {
	var all []staffed
	for _, load := range []float64{0.01, 0.7, 3, 10, 33.3, 120} {
		for _, patience := range []float64{20, 240, 3000} {
			for _, threshold := range []float64{0, 20, 180} {
				for _, target := range []float64{0.5, 0.8, 0.99} {
					all = append(all, staffed{load, 180, patience, threshold, target})
				}
			}
		}
	}
	return all
}

// TestErlang compares the numbers of agents with another implementation of the models: this number must reach the
// target, and one agent fewer must not.
func TestErlang(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	var values []string
	for i, s := range situations() {
		values = append(values, fmt.Sprintf("(%d, %g, %g, %g, %g, %g)", i, s.load, s.aht, s.patience, s.threshold, 100*s.target))
	}
	rows := query(t, db, `
		SELECT i, report.erlang_c_agents(load, aht, threshold, target), report.erlang_a_agents(load, aht, patience, threshold, target)
		FROM (VALUES `+strings.Join(values, ", ")+`) AS s (i, load, aht, patience, threshold, target)`)
	compared := 0
	for rows.Next() {
		var i, c, a int
		if err := rows.Scan(&i, &c, &a); err != nil {
			t.Fatal(err)
		}
		compared++
		s := situations()[i]
		for _, model := range []struct {
			name   string
			agents int
			level  func(int) float64
		}{{"Erlang C", c, s.erlangC}, {"Erlang A", a, s.erlangA}} {
			// If a level equals the target, rounding decides.
			if level := model.level(model.agents); level < s.target-1e-9 {
				t.Errorf("%s: %s says %d agents, who reach only %.6f", s, model.name, model.agents, level)
			}
			if model.agents > 0 {
				if level := model.level(model.agents - 1); level >= s.target+1e-9 {
					t.Errorf("%s: %s says %d agents, but one fewer reach %.6f", s, model.name, model.agents, level)
				}
			}
		}
	}
	closeRows(t, rows)
	if compared != len(situations()) {
		t.Errorf("%d situations compared, want %d", compared, len(situations()))
	}
}

func TestErlangOfTextbooks(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	// 100 calls of 180 s in half an hour are 10 erlangs. For 80 % within 20 s they need 14 agents, who reach 88.8 %, while
	// 17.4 % of the calls wait. With 10 agents, 10 erlangs lose 21.5 % (Erlang B).
	half := staffed{load: 10, aht: 180, threshold: 20}
	if got := fmt.Sprintf("%.3f %.3f", half.erlangC(14), 1-staffed{load: 10, aht: 180}.erlangC(14)); got != "0.888 0.174" {
		t.Errorf("this test computes %s, want 0.888 0.174", got)
	}
	equal(t, []string{"14 0.2146"}, texts(t, db, "SELECT format('%s %s', report.erlang_c_agents(10, 180, 20, 80), round(report.erlang_b(10, 10)::numeric, 4))"))
}

// TestErlangASimulated compares the model itself with simulated random calls.
func TestErlangASimulated(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	for _, s := range []staffed{{10, 180, 60, 20, 0.8}, {10, 180, 600, 20, 0.9}, {20, 120, 120, 10, 0.7}} {
		answer := texts(t, db, fmt.Sprintf("SELECT report.erlang_a_agents(%g, %g, %g, %g, %g)", s.load, s.aht, s.patience, s.threshold, 100*s.target))[0]
		n, err := strconv.Atoi(answer)
		if err != nil {
			t.Fatal(err)
		}
		for _, agents := range []int{n - 1, n} {
			level := s.simulate(agents, 1_000_000)
			if (level >= s.target) != (agents == n) {
				t.Errorf("%s: %d agents reach %.4f in a simulation, though %d are said to be the least", s, agents, level, n)
			}
			if difference := level - s.erlangA(agents); math.Abs(difference) > 0.01 {
				t.Errorf("%s: %d agents reach %.4f in a simulation, %.4f by the density", s, agents, level, s.erlangA(agents))
			}
		}
	}
}

func TestErlangAtItsLimits(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	for call, want := range map[string]string{
		"erlang_c_agents(0, 180, 20, 80)":          "0", // without calls, no agents are needed
		"erlang_a_agents(0, 180, 60, 20, 80)":      "0",
		"erlang_c_agents(10, NULL, 20, 80)":        "",
		"erlang_a_agents(10, 180, NULL, 20, 80)":   "", // the patience is unknown
		"erlang_c_agents(10, 180, 20, 100)":        "", // no number of agents is enough
		"erlang_c_agents(10, 180, 20, 0)":          "",
		"erlang_c_agents(10, 180, -1, 80)":         "",
		"erlang_c_agents(-1, 180, 20, 80)":         "",
		"erlang_c_agents('NaN', 180, 20, 80)":      "",
		"erlang_c_agents('Infinity', 180, 20, 80)": "",
		"erlang_c_agents(10001, 180, 20, 80)":      "",
		"erlang_a_agents(10, 180, 0, 20, 80)":      "",
		"erlang_a_agents(10, 180, 'NaN', 20, 80)":  "",
		"erlang_a_agents(10, 0, 60, 20, 80)":       "",
		"erlang_c_agents(10, 180, 86400, 80)":      "11", // more than the load, or the queue would grow
		"erlang_c_agents(1e-8, 180, 0, 99.9)":      "1",
		"erlang_a_agents(1e-8, 180, 60, 0, 99.9)":  "1",
		"erlang_a_agents(10, 180, 1e11, 20, 80)":   "14", // with infinite patience, Erlang A is Erlang C
		"erlang_a_agents(9000, 60, 1e6, 20, 80) > 9000 AND report.erlang_a_agents(9000, 60, 90, 20, 80) < 9000": "true",
		"erlang_c_agents(10000, 1, 86400, 99.9)":   "10001",
		"erlang_a_agents(100, 60, 60, 86400, 90)":  "91", // every caller who does not give up is in time: at most 90 % with 90 agents
		"erlang_a_agents(50, 1, 0.001, 86400, 99)": "64", // no caller waits: Erlang B loses 0.8 % with 64 agents, 1.1 % with 63
	} {
		if got := texts(t, db, "SELECT coalesce((report."+call+")::text, '')")[0]; got != want {
			t.Errorf("%s is %q, want %q", call, got, want)
		}
	}
}
