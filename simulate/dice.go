package simulate

// Random numbers.

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// dice is the only source of randomness.
type dice struct{ *rand.Rand }

func newDice(seed, stream uint64) *dice { return &dice{rand.New(rand.NewPCG(seed, stream))} }

func (d *dice) chance(p float64) bool { return d.Float64() < p }

// between returns a whole number from low to high, both included.
func (d *dice) between(low, high int64) int64 { return low + d.Int64N(max(1, high-low+1)) }

// about returns seconds around a median, as talk times are.
func (d *dice) about(median float64, low, high int64) int64 {
	return min(max(int64(median*math.Exp(.6*d.NormFloat64())), low), high)
}

// number returns a telephone number of a range that is reserved for fiction, or the text of a withheld one.
func (d *dice) number() string {
	if d.chance(.03) {
		return []string{"", "anonymous", "Unknown"}[d.IntN(3)]
	}
	return fmt.Sprintf("+598255501%02d", d.IntN(100))
}
