// What service level can still be reached today.

package page

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// target is the service level that the overview compares with, in percent.
const target = 80

// reach says what the rest of the day can still do to the service level. With a calls in time of d that count so far,
// n further calls, all in time, make it (a + n) / (d + n).
type reach struct {
	Target int
	Within float64 // a
	Of     float64 // d
	// Expected is how many calls are still to come: as many as came in the rest of the same weekday before.
	Expected float64
	// Needed is how many of the next calls must be in time for the target; 0: it holds now.
	Needed float64
	// Spare is how many of the next calls may be late while the target still holds.
	Spare float64
	// Best is the level if all calls to come are in time; Known is whether Expected is.
	Best  string
	Known bool
	// Possible is whether the target can still be reached.
	Possible bool
}

// reachOf computes it from the answers of today, and of the same weekday before; nil: there is none.
func reachOf(v *view, today, before *answer) *reach {
	within, _ := number64(today.Total["within_threshold"])
	answered, _ := number64(today.Total["answered"])
	abandoned, _ := number64(today.Total["abandoned"])
	out := newReach(within, answered+abandoned)
	if before == nil {
		return out
	}
	rest := 0.0
	moment := today.To.Add(-7 * 24 * time.Hour)
	for _, row := range before.Rows {
		text, _ := row["interval_start"].(string)
		start, err := time.Parse(time.RFC3339, text)
		if err != nil {
			continue
		}
		offered, _ := number64(row["offered"])
		rest += offered * max(0, 1-max(0, moment.Sub(start).Hours()))
	}
	out.expect(v, math.Round(rest))
	return out
}

func newReach(within, of float64) *reach {
	out := &reach{Target: target, Within: within, Of: of, Possible: true}
	share := float64(target) / 100
	out.Needed = max(0, math.Ceil((share*of-within)/(1-share)-1e-9))
	if out.Needed == 0 {
		out.Spare = max(0, math.Floor(within/share-of+1e-9))
	}
	return out
}

// expect sets how many calls are still to come.
func (r *reach) expect(l *view, calls float64) {
	r.Expected, r.Known = calls, true
	r.Possible = r.Needed <= calls
	if r.Of+calls > 0 {
		r.Best = l.Number(100*(r.Within+calls)/(r.Of+calls), 1)
	}
}

func jsonNumber(value float64) json.Number {
	return json.Number(strconv.FormatFloat(value, 'f', -1, 64))
}
