package sample

import (
	"encoding/hex"
	"math"
	"math/rand/v2"
)

// dice is the only source of randomness. Equal seeds give equal numbers.
type dice struct {
	*rand.Rand
	misses map[string]int // consecutive times that a rare event has not happened
}

func newDice(seed uint64) *dice {
	return &dice{Rand: rand.New(rand.NewPCG(seed, 0x63637265706f)), misses: map[string]int{}}
}

func (d *dice) chance(p float64) bool { return d.Float64() < p }

// rarely is chance with a limit: an event of probability p happens at the latest at its 3/p-th opportunity. So a
// month has every kind of event with any seed.
func (d *dice) rarely(what string, p float64) bool {
	d.misses[what]++
	if d.chance(p) || float64(d.misses[what]) >= 3/p {
		d.misses[what] = 0
		return true
	}
	return false
}

// between returns a whole number from low to high, both included.
func (d *dice) between(low, high int64) int64 {
	if high <= low {
		return low
	}
	return low + d.Int64N(high-low+1)
}

// about returns a duration in seconds, log-normally distributed around a median as talk times are, and limited to
// low and high.
func (d *dice) about(median, spread float64, low, high int64) int64 {
	return min(max(int64(median*math.Exp(spread*d.NormFloat64())), low), high)
}

// exponential returns an exponentially distributed waiting time, in seconds.
func (d *dice) exponential(mean float64) int64 { return int64(d.ExpFloat64() * mean) }

// poisson returns the number of events that happen mean times on average.
func (d *dice) poisson(mean float64) int {
	n := -1
	for sum := 0.0; sum < mean; n++ {
		sum += d.ExpFloat64()
	}
	return max(n, 0)
}

// uuid returns a random id in the form of a version 4 UUID.
func (d *dice) uuid() string {
	var b [16]byte
	for i := range b {
		b[i] = byte(d.Uint32())
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	text := make([]byte, 36)
	hex.Encode(text[0:8], b[0:4])
	hex.Encode(text[9:13], b[4:6])
	hex.Encode(text[14:18], b[6:8])
	hex.Encode(text[19:23], b[8:10])
	hex.Encode(text[24:36], b[10:16])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text)
}

func pick[T any](d *dice, from []T) T { return from[d.IntN(len(from))] }

// weighed returns an index with a probability proportional to its weight.
func (d *dice) weighed(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	at := d.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
