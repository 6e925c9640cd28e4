package api_test

import (
	"testing"
)

// staffingFacts writes, from 08:00 of 10 March 2026 on, 200 calls of an hour to queue a: 196 answered at
// once, of 160 s of talk and 20 s of wrap-up, and 4 that abandon after 30 s. From 09:00 on a has one call
// whose talk is unknown, and b 100 calls of 180 s in half an hour, all answered; the log ends at 09:30.
func (f *fixture) staffingFacts(t *testing.T) {
	t.Helper()
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3)
		SELECT timestamptz '2026-03-10 08:00Z' + (n - 1) * interval '18 s' + e.after * interval '1 s', 'a' || n, 'a', e.agent, e.event, e.data1, e.data2, e.data3
		FROM generate_series(1, 200) AS n
		CROSS JOIN LATERAL (VALUES
			(0, 'NONE', 'ENTERQUEUE', '', '1', '1'),
			(30, 'NONE', 'ABANDON', '1', '1', '30'),
			(0, 'ana', 'CONNECT', '0', 'x', '4'), (160, 'ana', 'COMPLETECALLER', '0', '160', '1'), (180, 'ana', 'FINISHWRAPUP', '5', '25', '')
		) AS e (after, agent, event, data1, data2, data3)
		WHERE e.event = 'ENTERQUEUE' OR (e.event = 'ABANDON') = (n % 50 = 0)
		UNION ALL
		SELECT timestamptz '2026-03-10 09:00Z' + (n - 1) * interval '15 s' + e.after * interval '1 s', 'b' || n, 'b', 'bob', e.event, e.data1, e.data2, e.data3
		FROM generate_series(1, 100) AS n
		CROSS JOIN (VALUES (0, 'ENTERQUEUE', '', '1', '1'), (0, 'CONNECT', '0', 'x', '4'), (180, 'COMPLETECALLER', '0', '180', '1')) AS e (after, event, data1, data2, data3)`)
	f.queueLog(t, `
09:10:00|a201|a|NONE|ENTERQUEUE||1|1
09:10:00|a201|a|ana|CONNECT|0|x|4
09:30:00|NONE|NONE|NONE|CONFIGRELOAD`)
}

func TestStaffing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.staffingFacts(t)
	const report = "/v1/reports/staffing?" + morning
	columns := []string{"queue", "offered", "abandoned", "aht_seconds", "load_erlangs", "patience_seconds", "agents_erlang_c", "agents_erlang_a"}

	t.Run("each slot", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+"&interval=hour")
		// a: 200 calls of 180 s an hour are 10 erlangs, for which Erlang C has 14 agents; patience is 4 * 30 / 4.
		// b: 100 in the half hour that has passed are 10 erlangs as well; none was abandoned.
		want := "a/200/4/180/10/30/14/11 a/1/0/null/null/30/null/null b/0/0/null/null/null/null/null b/100/0/180/10/null/14/null"
		if got := a.list(columns...); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
		// All of the two hours with calls, of which 1.5 have passed: 301 * 180 / 5400.
		wantFigures(t, "total", a.Total, "queue=null offered=301 abandoned=4 aht_seconds=180 load_erlangs=10.03 patience_seconds=30 agents_erlang_c=14")
	})
	t.Run("targets", func(t *testing.T) {
		t.Parallel()
		// The levels of so many agents and of one fewer, by Erlang C and by Erlang A with a patience of 30 s:
		for query, want := range map[string]string{
			"&sl_target=80":                 "agents_erlang_c=14 agents_erlang_a=11", // 88.8 and 79.6, 83.3 and 77.1 %
			"&sl_target=50":                 "agents_erlang_c=12 agents_erlang_a=7",  // 64.0 and 39.0, 53.2 and 44.1 %
			"&sl_target=95.5":               "agents_erlang_c=16 agents_erlang_a=15", // 97.1 and 94.2, 97.1 and 95.1 %
			"&sl_target=80&sl_threshold=0":  "agents_erlang_c=14 agents_erlang_a=13", // 82.6 and 71.5, 85.6 and 79.5 %
			"&sl_target=80&sl_threshold=60": "agents_erlang_c=13 agents_erlang_a=10", // 89.5 and 76.9, 82.3 and 76.4 %
		} {
			wantFigures(t, query, f.ask(t, report+"&interval=hour&queue=a"+query).Data[0], want)
		}
	})
	t.Run("a slot has the length that hours leave of it", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+"&interval=hour&hours=08:30-09:00&queue=a")
		// 100 calls in half an hour; of the abandoned ones two.
		if got, want := a.list("offered", "load_erlangs", "patience_seconds", "agents_erlang_c"), "100/10/30/14"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("the total is of the rows shown", func(t *testing.T) {
		t.Parallel()
		// Only the half hour of b: 100 calls.
		wantFigures(t, "total", f.ask(t, report+"&interval=hour&offered=100").Total, "offered=100 load_erlangs=10 patience_seconds=null agents_erlang_c=14 agents_erlang_a=null")
	})
	t.Run("a day on which the clock is set forward is shorter", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		// A call of 23 hours on a day of 23, 8 March in Montreal, and one on the day after it.
		f.queueLog(t, `
2026-03-08T06:00:00Z|d1|a|NONE|ENTERQUEUE||1|1
2026-03-08T06:00:00Z|d1|a|ana|CONNECT|0|x|4
2026-03-09T05:00:00Z|d1|a|ana|COMPLETECALLER|0|82800|1
2026-03-09T06:00:00Z|d2|a|NONE|ENTERQUEUE||1|1
2026-03-09T06:00:00Z|d2|a|ana|CONNECT|0|x|4
2026-03-10T05:00:00Z|d2|a|ana|COMPLETECALLER|0|82800|1`)
		a := f.ask(t, "/v1/reports/staffing?interval=day&from=2026-03-08&to=2026-03-10&tz=America/Montreal")
		// 82800 / 82800 and 82800 / 86400.
		if got, want := a.list("offered", "load_erlangs"), "1/1 1/0.96"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("a target that no number reaches is refused", func(t *testing.T) {
		t.Parallel()
		for _, query := range []string{"&sl_target=100", "&sl_target=0", "&sl_threshold=-1"} {
			f.fail(t, report+query, 400, "invalid_number")
		}
	})
}
