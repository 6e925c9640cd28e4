package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

var (
	errWallTime   = errors.New("is not a time like 2018-11-29 20:19:34")
	errBefore1970 = errors.New("is before 1970: databases write such dates where there is none")
)

// wallTime is the time that a clock shows, expressed as if its zone were UTC.
type wallTime struct {
	seconds, micros int64
	fixed           bool // it had its own offset and is already a moment
}

// parseWall parses 2018-11-29 20:19:34, optionally with a T in the middle, with decimals and with an offset (Z,
// +01, +0100, +01:00).
func parseWall(s string) (wallTime, error) {
	if len(s) < 19 || s[4] != '-' || s[7] != '-' || (s[10] != ' ' && s[10] != 'T') || s[13] != ':' || s[16] != ':' {
		return wallTime{}, errWallTime
	}
	var n [6]int
	for i, part := range [6]string{s[0:4], s[5:7], s[8:10], s[11:13], s[14:16], s[17:19]} {
		v, ok := digits(part)
		if !ok {
			return wallTime{}, errWallTime
		}
		n[i] = v
	}
	wall, err := wallOf(n)
	if err != nil {
		return wallTime{}, err
	}
	rest := s[19:]
	if strings.HasPrefix(rest, ".") {
		end := 1
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		if end == 1 {
			return wallTime{}, errWallTime
		}
		wall.micros, _ = parseMicros(rest[1:end])
		rest = rest[end:]
	}
	if rest == "" {
		return wall, nil
	}
	offset, ok := parseOffset(rest)
	if !ok {
		return wallTime{}, errWallTime
	}
	wall.seconds -= offset
	wall.fixed = true
	return wall, nil
}

// wallOf returns the time of year, month, day, hour, minute and second.
func wallOf(n [6]int) (wallTime, error) {
	if n[0] < 1970 { // also MySQL's 0000-00-00
		return wallTime{}, errBefore1970
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC)
	// time.Date turns the 30th of February into a day of March; no PBX writes such a date.
	if t.Year() != n[0] || int(t.Month()) != n[1] || t.Day() != n[2] || n[3] > 23 || n[4] > 59 || n[5] > 59 {
		return wallTime{}, errWallTime
	}
	return wallTime{seconds: t.Unix()}, nil
}

func parseOffset(s string) (int64, bool) {
	if s == "Z" {
		return 0, true
	}
	sign := int64(1)
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	s = s[1:]
	if len(s) == 5 && s[2] == ':' {
		s = s[:2] + s[3:]
	}
	if len(s) == 2 {
		s += "00"
	}
	v, ok := digits(s)
	if len(s) != 4 || !ok || v/100 > 15 || v%100 > 59 {
		return 0, false
	}
	return sign * int64(v/100*3600+v%100*60), true
}

func digits(s string) (int, bool) {
	v := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	return v, true
}

// moments returns the epoch seconds at which the clocks of loc showed the wall time, in ascending order: none for
// a time that a clock change skipped, two for one that it repeated.
func (w wallTime) moments(loc *time.Location) []int64 {
	if w.fixed || loc == time.UTC {
		return []int64{w.seconds}
	}
	var found []int64
	// The offsets in force a day before, at the time, and a day after: no zone changes twice within that.
	for _, around := range [3]int64{-86400, 0, 86400} {
		offset := zoneOffset(w.seconds+around, loc)
		moment := w.seconds - offset
		if zoneOffset(moment, loc) == offset && !slices.Contains(found, moment) {
			found = append(found, moment)
		}
	}
	slices.Sort(found)
	return found
}

func zoneOffset(epoch int64, loc *time.Location) int64 {
	_, offset := time.Unix(epoch, 0).In(loc).Zone()
	return int64(offset)
}

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

func (w wallTime) at(epoch int64) time.Time {
	return time.Unix(epoch, w.micros*1000).UTC()
}
