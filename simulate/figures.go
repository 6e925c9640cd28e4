package simulate

// The figures of the three reports, from what was counted.

import (
	"fmt"
	"slices"
)

// figure is a column of a report.
type figure struct {
	name    string
	compute func(t *tally) Figure
}

// counts returns figures that are counted as they are.
func counts(names ...string) (all []figure) {
	for _, name := range names {
		all = append(all, figure{name, func(t *tally) Figure { return Figure(text(t.n[name])) }})
	}
	return all
}

// ratio returns a figure that divides a sum by others, times a factor.
func ratio(name string, factor int64, of string, by ...string) figure {
	return figure{name, func(t *tally) Figure {
		var sum int64
		for _, part := range by {
			sum += t.n[part]
		}
		return quotient(t.n[of]*factor, sum)
	}}
}

func percentile(name string, percent int64) figure {
	return figure{name, func(t *tally) Figure {
		if len(t.waits) == 0 {
			return ""
		}
		sorted := slices.Sorted(slices.Values(t.waits))
		place := percent * int64(len(sorted)-1) // in hundredths of a place
		hundredths := 100 * sorted[place/100]
		if rest := place % 100; rest > 0 {
			hundredths += rest * (sorted[place/100+1] - sorted[place/100])
		}
		return decimal(hundredths)
	}}
}

// quotient returns a quotient with two decimals, rounded half up; nothing where there is nothing to divide by.
func quotient(of, by int64) Figure {
	if by == 0 {
		return ""
	}
	return decimal((200*of + by) / (2 * by))
}

func decimal(hundredths int64) Figure {
	return Figure(fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100))
}

func queueFigures() []figure {
	return slices.Concat(
		[]figure{{"offered", func(t *tally) Figure { return Figure(text(t.n["calls"])) }}},
		counts("answered", "abandoned", "short_abandoned", "timed_out", "exited_empty", "exited_key", "withdrawn", "failed", "dumped", "lost", "waiting",
			"dumps", "transferred", "agent_ended", "caller_ended", "connected"),
		[]figure{ratio("answer_rate", 100, "answered", "calls"), ratio("abandon_rate", 100, "abandoned", "calls"),
			ratio("service_level", 100, "within_threshold", "answered", "abandoned")},
		counts("within_threshold", "abandoned_within_threshold"),
		[]figure{ratio("asa_seconds", 1, "waited", "answered"), {"wait_max_seconds", func(t *tally) Figure {
			if t.n["calls"] == 0 {
				return ""
			}
			return Figure(text(t.n["longest"]))
		}}, percentile("wait_p50_seconds", 50), percentile("wait_p90_seconds", 90), percentile("wait_p95_seconds", 95),
			ratio("abandon_wait_avg_seconds", 1, "abandon_waited", "abandoned")},
		counts("talk_seconds"),
		[]figure{ratio("talk_avg_seconds", 1, "known_talk", "known")},
		counts("hold_seconds", "wrapup_seconds"),
		[]figure{ratio("aht_seconds", 1, "handled", "known")},
		counts("rings_missed"),
		[]figure{ratio("position_avg", 1, "positions", "positioned")},
	)
}

func agentFigures() []figure {
	return slices.Concat(
		counts("answered", "rings_missed"),
		[]figure{ratio("agent_answer_rate", 100, "answered", "answered", "rings_missed")},
		counts("transferred", "session_seconds", "pause_seconds", "break_seconds", "talk_seconds", "hold_seconds", "wrapup_seconds", "busy_seconds", "available_seconds"),
		[]figure{ratio("occupancy", 100, "busy_seconds", "busy_seconds", "available_seconds"), ratio("utilisation", 100, "busy_seconds", "session_seconds"),
			ratio("aht_seconds", 1, "handled", "known")},
		counts("outbound_calls", "outbound_seconds"),
	)
}

func channelFigures() []figure {
	return slices.Concat(
		counts("offered", "answered", "abandoned", "timed_out", "waiting", "out_of_time", "no_agents", "max_queue", "holiday", "blacklisted", "transferred", "agent_started"),
		[]figure{ratio("asa_seconds", 1, "waited", "answered"), ratio("handle_avg_seconds", 1, "handle", "handled"), ratio("messages_avg", 1, "messages", "messaged")},
	)
}

// truth returns the figures of all that was counted.
func (c *centre) truth() *Truth {
	l := c.ledger
	return &Truth{
		Version: Version, Seed: c.o.Seed, From: c.o.From.In(c.o.Location), To: c.o.To.In(c.o.Location), TZ: c.o.Location.String(),
		Interval: map[int]string{15: "15m", 30: "30m", 60: "hour"}[int(c.o.Interval.Minutes())],
		Written:  c.out.written, Cases: c.cases, Dropped: c.lost,
		Reports: []Report{
			l.report("queue-summary", []string{"queue"}, l.queues, queueFigures()),
			l.report("agent-summary", []string{"agent"}, l.agents, agentFigures()),
			l.report("channel-summary", []string{"channel", "campaign"}, l.channels, channelFigures()),
		},
	}
}

// report returns the rows of a report: of every slot, of the whole range, and the total.
func (l *ledger) report(name string, keys []string, page map[key]*tally, figures []figure) Report {
	r := Report{Name: name, Key: keys}
	for _, f := range figures {
		r.Figures = append(r.Figures, f.name)
	}
	row := func(kind RowKind, slot int, k []string, t *tally) {
		one := Row{Kind: kind, Key: k}
		if kind == SlotRow {
			one.Start = l.slots[slot]
		}
		for _, f := range figures {
			one.Figures = append(one.Figures, f.compute(t))
		}
		r.Rows = append(r.Rows, one)
	}
	total := &tally{n: map[string]int64{}}
	for _, k := range names(page) {
		dimensions := []string{k.name, k.second}[:len(keys)]
		whole := &tally{n: map[string]int64{}}
		for slot := range l.slots {
			k.slot = slot
			t := page[k]
			if t == nil {
				t = &tally{}
			}
			row(SlotRow, slot, dimensions, t)
			whole.add(t)
		}
		row(RangeRow, 0, dimensions, whole)
		total.add(whole)
	}
	row(TotalRow, 0, nil, total)
	return r
}
