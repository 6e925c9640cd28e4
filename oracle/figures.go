package oracle

// The figures of the reports on queues, and the parts that all reports share.

import (
	"math/big"
	"slices"
)

// Figures are texts: a sum without decimals, a rate or an average with two decimals, halves rounded away from
// zero, and `null` if the figure cannot be computed.

// Slice is a half-open piece of a report's slot, in microseconds. A slot has several if the report is limited to
// hours of the day or days of the week.
type Slice struct {
	From, To int64
	Slot     int
}

// Key identifies a row of a report. Names are the values of its dimensions; the second is empty if the report has
// one dimension.
type Key struct {
	Names [2]string
	Slot  int
}

// Filter is a filter on a report's dimensions: Keep accepts the names that count, and Named lists those that have
// rows even without a fact.
type Filter struct {
	Keep  func(names [2]string) bool
	Named [][2]string
}

// Report is the expected content of a report. It has a row for each slot of each name that has a fact in one of
// the slots or that the filter lists.
type Report struct {
	Rows  map[Key]map[string]string
	Total map[string]string
}

// slotOf returns the slot that contains a moment.
func slotOf(slots []Slice, at int64) (slot int, lies bool) {
	for _, s := range slots {
		if at >= s.From && at < s.To {
			return s.Slot, true
		}
	}
	return 0, false
}

// facts holds the facts from which the rows of a report are computed.
type facts[T any] struct {
	slots []Slice
	of    Filter
	rows  map[Key][]T
	all   []T
}

func newFacts[T any](slots []Slice, of Filter) *facts[T] {
	return &facts[T]{slots: slots, of: of, rows: map[Key][]T{}}
}

// at adds a fact to the slot that contains its moment.
func (f *facts[T]) at(moment int64, names [2]string, fact T) {
	if slot, lies := slotOf(f.slots, moment); lies && f.of.Keep(names) {
		k := Key{names, slot}
		f.rows[k] = append(f.rows[k], fact)
		f.all = append(f.all, fact)
	}
}

// over adds to each slot the part of a fact within it.
func (f *facts[T]) over(s stretch, names [2]string, fact func(part stretch) T) {
	for _, slot := range f.slots {
		part := stretch{max(s.from, slot.From), min(s.to, slot.To)}
		if part.empty() || !f.of.Keep(names) {
			continue
		}
		k := Key{names, slot.Slot}
		f.rows[k] = append(f.rows[k], fact(part))
		f.all = append(f.all, fact(part))
	}
}

func (f *facts[T]) report(compute func([]T) map[string]string) Report {
	r := Report{Rows: map[Key]map[string]string{}, Total: compute(f.all)}
	names := map[[2]string]bool{}
	for _, named := range f.of.Named {
		names[named] = f.of.Keep(named)
	}
	for k := range f.rows {
		names[k.Names] = true
	}
	for named, shown := range names {
		for _, s := range f.slots {
			k := Key{named, s.Slot}
			if _, computed := r.Rows[k]; shown && !computed {
				r.Rows[k] = compute(f.rows[k])
			}
		}
	}
	return r
}

// ratio returns a quotient with two decimals, or null if the whole is 0.
func ratio(part, whole *big.Rat) string {
	if whole.Sign() == 0 {
		return "null"
	}
	return new(big.Rat).Quo(part, whole).FloatString(2)
}

// percent returns part as a percentage of whole.
func percent(part, whole int64) string { return ratio(big.NewRat(100*part, 1), big.NewRat(whole, 1)) }

// average returns the mean of durations, in seconds.
func average(durations []int64) string {
	return ratio(big.NewRat(sum(durations), Second), big.NewRat(int64(len(durations)), 1))
}

func sum(values []int64) int64 {
	total := int64(0)
	for _, v := range values {
		total += v
	}
	return total
}

// percentile returns percentile_cont of durations, in seconds: interpolated linearly between the two nearest
// values.
func percentile(durations []int64, hundredths int64) string {
	if len(durations) == 0 {
		return "null"
	}
	durations = slices.Sorted(slices.Values(durations))
	place := hundredths * int64(len(durations)-1)
	low := durations[place/100]
	high := durations[min(place/100+1, int64(len(durations)-1))]
	return ratio(big.NewRat(low*100+place%100*(high-low), 100), big.NewRat(Second, 1))
}

// ServiceOptions are the parameters of the service level.
type ServiceOptions struct {
	Threshold, Short int64 // in seconds
	Formula          string
	Exits            bool
}

// queueFact is a visit or a ring.
type queueFact struct {
	visit *Visit
	ring  *Ring
}

// QueueSummary computes the report queue-summary.
func QueueSummary(log Log, slots []Slice, of Filter, o ServiceOptions) Report {
	return queueFacts(log, slots, of).report(func(f []queueFact) map[string]string { return queueFigures(f, o) })
}

// ServiceLevels computes the report service-level: all six formulas and the counts that they use.
func ServiceLevels(log Log, slots []Slice, of Filter, o ServiceOptions) Report {
	// A queue that has only rings has no row.
	f := queueFacts(log, slots, of)
	for k, rows := range f.rows {
		if !slices.ContainsFunc(rows, func(fact queueFact) bool { return fact.visit != nil }) {
			delete(f.rows, k)
		}
	}
	return f.report(func(f []queueFact) map[string]string {
		c := count(f, o)
		abandoned := count(f, ServiceOptions{Threshold: o.Threshold, Short: o.Short})
		figures := c.levels()
		for name, n := range map[string]int64{
			"offered": c.offered, "answered": c.answered, "answered_within_threshold": c.answeredIn,
			"missed": c.missed, "missed_within_threshold": c.missedIn, "short_missed": c.missedShort,
			"abandoned": abandoned.missed, "abandoned_within_threshold": abandoned.missedIn, "short_abandoned": abandoned.missedShort,
		} {
			figures[name] = Maybe{n, true}.text()
		}
		return figures
	})
}

func queueFacts(log Log, slots []Slice, of Filter) *facts[queueFact] {
	f := newFacts[queueFact](slots, of)
	visits, rings := log.calls()
	for _, v := range visits {
		f.at(v.Entered, [2]string{v.Queue}, queueFact{visit: &v})
	}
	for _, r := range rings {
		if r.Missed {
			f.at(r.At, [2]string{r.Queue}, queueFact{ring: &r})
		}
	}
	return f
}

// serviceCounts are A, B, A_T, B_T and B_s of the formulas.
type serviceCounts struct {
	offered, answered, missed, answeredIn, missedIn, missedShort int64
}

func count(facts []queueFact, o ServiceOptions) serviceCounts {
	var c serviceCounts
	for _, f := range facts {
		v := f.visit
		if v == nil {
			continue
		}
		c.offered++
		switch {
		case v.Answered():
			c.answered++
			c.answeredIn += oneIf(v.Wait.Value <= o.Threshold*Second)
		// With sl_exits all other ended visits count as abandoned, except those that the system withdrew.
		case v.Outcome == "abandoned" || o.Exits && v.Outcome != "waiting" && v.Outcome != "withdrawn":
			c.missed++
			c.missedIn += oneIf(v.Wait.Value <= o.Threshold*Second)
			c.missedShort += oneIf(v.Wait.Value <= o.Short*Second)
		}
	}
	return c
}

func oneIf(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// levels returns the service level by each formula.
func (c serviceCounts) levels() map[string]string {
	all := c.answered + c.missed
	return map[string]string{
		"abandons_met":             percent(c.answeredIn+c.missedIn, all),
		"answered_only":            percent(c.answeredIn, c.answered),
		"abandons_missed":          percent(c.answeredIn, all),
		"abandons_within_excluded": percent(c.answeredIn, all-c.missedIn),
		"short_abandons_met":       percent(c.answeredIn+c.missedShort, all),
		"short_abandons_excluded":  percent(c.answeredIn, all-c.missedShort),
	}
}

func queueFigures(facts []queueFact, o ServiceOptions) map[string]string {
	counts := map[string]int64{"offered": 0, "answered": 0, "abandoned": 0, "short_abandoned": 0, "timed_out": 0, "exited_empty": 0, "exited_key": 0,
		"withdrawn": 0, "failed": 0, "dumped": 0, "lost": 0, "dumps": 0, "waiting": 0, "transferred": 0, "agent_ended": 0, "caller_ended": 0, "connected": 0, "within_threshold": 0,
		"abandoned_within_threshold": 0, "rings_missed": 0}
	var waits, answeredWaits, abandonedWaits, talks, handled, holds, wrapups, places []int64
	for _, f := range facts {
		if f.ring != nil {
			counts["rings_missed"]++
			continue
		}
		v := f.visit
		counts["offered"]++
		counts[v.Outcome]++
		counts["dumps"] += int64(v.Dumps)
		holds, wrapups = append(holds, v.Hold), append(wrapups, v.Wrapup)
		if v.Wait.Known {
			waits = append(waits, v.Wait.Value)
		}
		if v.Position.Known {
			places = append(places, v.Position.Value*Second)
		}
		switch {
		case v.Answered():
			counts["answered"]++
			counts["within_threshold"] += oneIf(v.Wait.Value <= o.Threshold*Second)
			answeredWaits = append(answeredWaits, v.Wait.Value)
			if v.Talk.Known {
				talks, handled = append(talks, v.Talk.Value), append(handled, v.Talk.Value+v.Wrapup)
			}
		case v.Outcome == "abandoned":
			counts["short_abandoned"] += oneIf(v.Wait.Value <= o.Short*Second)
			counts["abandoned_within_threshold"] += oneIf(v.Wait.Value <= o.Threshold*Second)
			abandonedWaits = append(abandonedWaits, v.Wait.Value)
		}
	}
	finished := counts["offered"] - counts["waiting"]
	longest := "null"
	if len(waits) > 0 {
		longest = decimal(slices.Max(waits))
	}
	figures := map[string]string{
		"answer_rate": percent(counts["answered"], finished), "abandon_rate": percent(counts["abandoned"], finished),
		"service_level": count(facts, o).levels()[o.Formula],
		"asa_seconds":   average(answeredWaits), "wait_max_seconds": longest,
		"wait_p50_seconds": percentile(answeredWaits, 50), "wait_p90_seconds": percentile(answeredWaits, 90), "wait_p95_seconds": percentile(answeredWaits, 95),
		"abandon_wait_avg_seconds": average(abandonedWaits),
		"talk_seconds":             decimal(sum(talks)), "talk_avg_seconds": average(talks),
		"hold_seconds": decimal(sum(holds)), "wrapup_seconds": decimal(sum(wrapups)),
		"aht_seconds": average(handled), "position_avg": average(places),
	}
	for name, n := range counts {
		figures[name] = Maybe{n, true}.text()
	}
	return figures
}

// WaitDistribution computes the report wait-distribution: for each queue the counts of answered, abandoned and
// other visits by band. The band of a visit is the number of thresholds that its wait exceeds. Visits that still
// wait are excluded.
func WaitDistribution(log Log, slots []Slice, of Filter, thresholds []int64) map[string][]map[string]int {
	thresholds = slices.Compact(slices.Sorted(slices.Values(thresholds)))
	bands := map[string][]map[string]int{}
	visits, _ := log.calls()
	for _, v := range visits {
		if _, lies := slotOf(slots, v.Entered); !lies || !of.Keep([2]string{v.Queue}) {
			continue
		}
		if bands[v.Queue] == nil {
			for range len(thresholds) + 1 {
				bands[v.Queue] = append(bands[v.Queue], map[string]int{"answered": 0, "abandoned": 0, "other": 0})
			}
		}
		band := 0
		for band < len(thresholds) && v.Wait.Value > thresholds[band]*Second {
			band++
		}
		switch {
		case v.Answered():
			bands[v.Queue][band]["answered"]++
		case v.Outcome == "abandoned":
			bands[v.Queue][band]["abandoned"]++
		case v.Wait.Known:
			bands[v.Queue][band]["other"]++
		}
	}
	return bands
}
