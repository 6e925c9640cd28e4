// The moment at which a call began: its wall time, made unique by the end, the duration and the epoch in the uniqueid.

package ingest

import (
	"fmt"
	"strings"
	"time"
)

// callStart returns the moment of a record's start. In a repeated hour two moments match, and the record itself
// decides between them. First its end: Asterisk's duration is end minus start, so if only one of the moments leads
// to the end that the record shows, it is that one. Then its uniqueid, which begins with the epoch of the
// channel's creation: no record starts before its channel, and most start with it, so it is the first moment not
// before the epoch (less a minute, for adjusted clocks). With neither, it is the first moment. A time that clocks
// of the zone never showed proves the zone wrong and is an error.
func callStart(start wallTime, end, duration, uniqueID string, o *Options) (time.Time, error) {
	moments := start.moments(o.Location)
	switch len(moments) {
	case 0:
		return time.Time{}, fmt.Errorf("the clocks of %s skipped this start: give the zone of the PBX", o.Location)
	case 1:
		return start.at(moments[0]), nil
	}
	if fitting := endingAt(moments, end, duration, o); len(fitting) == 1 {
		return start.at(fitting[0]), nil
	}
	if created, ok := uniqueIDEpoch(uniqueID); ok {
		for _, m := range moments {
			if m >= created-60 {
				return start.at(m), nil
			}
		}
		return start.at(moments[len(moments)-1]), nil
	}
	return start.at(moments[0]), nil
}

// endingAt returns the moments that match the record's end and duration.
func endingAt(moments []int64, end, duration string, o *Options) []int64 {
	wall, err := o.wall(end)
	seconds, ok := digits(duration)
	if err != nil || !ok || duration == "" || len(duration) > 9 {
		return nil
	}
	ends := wall.moments(o.Location)
	var fitting []int64
	for _, m := range moments {
		for _, e := range ends {
			// Start, end and their difference are each truncated to seconds.
			if off := e - m - int64(seconds); off >= -1 && off <= 1 {
				fitting = append(fitting, m)
				break
			}
		}
	}
	return fitting
}

// uniqueIDEpoch returns the seconds of 1543540774.0 or systemname-1543540774.0.
func uniqueIDEpoch(id string) (int64, bool) {
	id = id[strings.LastIndexByte(id, '-')+1:]
	whole, _, found := strings.Cut(id, ".")
	v, ok := digits(whole)
	return int64(v), found && ok && len(whole) >= 9 && len(whole) <= 10
}
