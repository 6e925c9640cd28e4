package db

import (
	"errors"
	"fmt"
	"time"
)

// ErrNothing is the error of a call that could return nothing, because its range or its slots are not set.
var ErrNothing = errors.New("the call could return nothing")

// checkRange refuses a range in which no time is.
func checkRange(from, to time.Time) error {
	if from.Before(to) {
		return nil
	}
	return fmt.Errorf("%w: set RangeFrom, and RangeTo to a later time", ErrNothing)
}

// checkSlots refuses the parameters of an interval report without slots, or with conditions that exclude every row.
func checkSlots(from, to time.Time, bounds []time.Time, numbers []int32, dimensions bool) error {
	switch {
	case len(bounds) < 2 || len(numbers) != len(bounds)-1:
		return fmt.Errorf("%w: set SlotBounds to the bounds of at least one slot, and SlotNumbers to a number for each pair of neighbours; package reports does both", ErrNothing)
	case !dimensions:
		return fmt.Errorf("%w: set Dimensions to true", ErrNothing)
	}
	return checkRange(from, to)
}
