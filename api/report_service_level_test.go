package api_test

import (
	"strings"
	"testing"
)

func TestServiceLevel(t *testing.T) {
	t.Parallel()
	f := setup(t)
	// The check of the definitions: 1000 answered, 860 of them within 20 s; 60 abandoned, 20 within 20 s, 10
	// within 5 s. The waits are on both sides of the thresholds. Besides 5 of each of the other endings,
	// 3 of each within 20 s and 1 of each within 5 s; a lost call waits until the restart.
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3, data4)
		SELECT timestamptz '2026-03-10 08:00Z' + n * interval '10 s' + e.after * interval '1 s', kind || n, 'q', e.agent, e.event,
			e.data1, e.data2, e.data3, e.data4
		FROM (
			SELECT 'answered' AS kind, n, CASE WHEN n <= 860 THEN 20 ELSE 21 END AS wait FROM generate_series(1, 1000) AS n
			UNION ALL SELECT 'ABANDON', n, CASE WHEN n <= 10 THEN 5 WHEN n <= 20 THEN 20 ELSE 21 END FROM generate_series(1, 60) AS n
			UNION ALL SELECT k, n, CASE WHEN n <= 1 THEN 5 WHEN n <= 3 THEN 20 ELSE 21 END
			FROM unnest('{EXITWITHTIMEOUT,EXITEMPTY,EXITWITHKEY,SYSCOMPAT,WITHDRAW,lost}'::text[]) AS k, generate_series(1, 5) AS n
		) AS c
		CROSS JOIN LATERAL (VALUES
			(0, 'NONE', 'ENTERQUEUE', '', '', '1', ''),
			(c.wait, 'ana', CASE c.kind WHEN 'answered' THEN 'CONNECT' WHEN 'lost' THEN 'ENTERQUEUE' ELSE c.kind END,
				CASE WHEN c.kind = 'answered' THEN c.wait::text END, '', CASE WHEN c.kind <> 'EXITWITHKEY' THEN c.wait::text END, c.wait::text)
		) AS e (after, agent, event, data1, data2, data3, data4)`)
	f.refresh(t)
	const report = "/v1/reports/queue-summary?range=today&queue=q"
	formulas := []string{"abandons_met", "answered_only", "abandons_missed", "abandons_within_excluded", "short_abandons_met", "short_abandons_excluded"}
	levels := func(query string) string {
		var out []string
		for _, formula := range formulas {
			out = append(out, figure(f.ask(t, report+query+"&sl_formula="+formula).Total["service_level"]))
		}
		return strings.Join(out, " ")
	}
	t.Run("the counts are those of the check", func(t *testing.T) {
		t.Parallel()
		// Each lost call entered again and waits: 5 visits more.
		wantFigures(t, "total", f.ask(t, report).Total, "offered=1095 answered=1000 within_threshold=860 abandoned=60 short_abandoned=10 timed_out=5 exited_empty=5 exited_key=5 withdrawn=5 failed=5 lost=5 waiting=5 wait_max_seconds=21")
	})
	t.Run("the six formulas", func(t *testing.T) {
		t.Parallel()
		// 880/1060 860/1000 860/1060 860/1040 870/1060 860/1050
		if got, want := levels(""), "83.02 86 81.13 82.69 82.08 81.9"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("service-level has them side by side", func(t *testing.T) {
		t.Parallel()
		sideBySide := func(query string) answer { return f.ask(t, "/v1/reports/service-level?range=today"+query) }
		a := sideBySide("")
		if got, want := a.list(append([]string{"queue"}, formulas...)...), "q/83.02/86/81.13/82.69/82.08/81.9"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		const counts = "offered=1095 answered=1000 abandoned=60 answered_within_threshold=860 abandoned_within_threshold=20 short_abandoned=10 "
		wantFigures(t, "counts", a.Data[0], counts+"missed=60 missed_within_threshold=20 short_missed=10")
		exits := sideBySide("&sl_exits=true")
		wantFigures(t, "counts with sl_exits", exits.Data[0], counts+"missed=85 missed_within_threshold=35 short_missed=15")
		if got, want := exits.list(formulas...), "82.49/86/79.26/81.9/80.65/80.37"; got != want {
			t.Errorf("with sl_exits got %s, want %s", got, want)
		}
		wantFigures(t, "other thresholds", sideBySide("&sl_threshold=21&short_abandon=20").Data[0],
			"answered_within_threshold=1000 abandoned_within_threshold=60 short_abandoned=20 abandons_missed=94.34 abandons_within_excluded=100")
		if got := len(sideBySide("&queue=ghost").Data) + len(sideBySide("&abandons_met.lt=80").Data); got != 0 {
			t.Errorf("filters that nothing passes leave %d rows", got)
		}
	})
	t.Run("service-level opens its counts", func(t *testing.T) {
		t.Parallel()
		for column, filter := range map[string]string{
			"offered": "", "answered": "&answered=true", "abandoned": "&outcome=abandoned", "answered_within_threshold": "&answered=true&wait_seconds.lte=20",
			"abandoned_within_threshold": "&outcome=abandoned&wait_seconds.lte=20", "short_abandoned": "&outcome=abandoned&wait_seconds.lte=5",
		} {
			calls := f.ask(t, "/v1/reports/calls?range=today&queue=q&limit=1&count=exact"+filter)
			wantFigures(t, "calls", f.ask(t, "/v1/reports/service-level?range=today").Data[0], column+"="+figure(*calls.Count))
		}
	})
	t.Run("abandons_missed is the default", func(t *testing.T) {
		t.Parallel()
		wantFigures(t, "total", f.ask(t, report).Total, "service_level=81.13")
	})
	t.Run("sl_exits lets the other endings but WITHDRAW join the abandoned, and nowhere else", func(t *testing.T) {
		t.Parallel()
		// B 60 + 25, B_T 20 + 15, B_s 10 + 5: 895/1085 860/1000 860/1085 860/1050 875/1085 860/1070
		if got, want := levels("&sl_exits=true"), "82.49 86 79.26 81.9 80.65 80.37"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		// 1000 and 60 of 1090 finished.
		wantFigures(t, "total", f.ask(t, report+"&sl_exits=true").Total, "abandoned=60 short_abandoned=10 abandon_rate=5.5 answer_rate=91.74 within_threshold=860 abandon_wait_avg_seconds=18.17")
	})
	t.Run("a wait of exactly the threshold is in time", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"&sl_threshold=19":                            "within_threshold=0 service_level=0",
			"&sl_threshold=20":                            "within_threshold=860",
			"&sl_threshold=21":                            "within_threshold=1000 service_level=94.34", // 1000/1060
			"&sl_threshold=0":                             "within_threshold=0",
			"&short_abandon=4":                            "short_abandoned=0",
			"&short_abandon=5":                            "short_abandoned=10",
			"&short_abandon=20":                           "short_abandoned=20",
			"&short_abandon=86400":                        "short_abandoned=60",
			"&short_abandon=20&sl_formula=" + formulas[5]: "service_level=82.69", // 860/1040
		} {
			wantFigures(t, query, f.ask(t, report+query).Total, want)
		}
	})
	t.Run("without a call there is no level", func(t *testing.T) {
		t.Parallel()
		if got, want := levels("&hours=01:00-02:00"), "null null null null null null"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

// TestServiceLevelWithNothingLeft has only abandoned calls, all of which a formula excludes.
func TestServiceLevelWithNothingLeft(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, "08:00:00|a|q|NONE|ENTERQUEUE||1|1\n08:00:05|a|q|NONE|ABANDON|1|1|5")
	for formula, want := range map[string]string{
		"abandons_met": "100", "answered_only": "null", "abandons_missed": "0", "abandons_within_excluded": "null",
		"short_abandons_met": "100", "short_abandons_excluded": "null",
	} {
		a := f.ask(t, "/v1/reports/queue-summary?range=today&sl_formula="+formula)
		wantFigures(t, "service-level", f.ask(t, "/v1/reports/service-level?range=today").Data[0], "answered=0 missed=1 "+formula+"="+want)
		wantFigures(t, formula, a.Data[0], "service_level="+want+" asa_seconds=null aht_seconds=null talk_seconds=0 answer_rate=0 abandon_rate=100")
	}
}
