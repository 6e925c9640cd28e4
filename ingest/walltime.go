package ingest

import (
	"errors"
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

func (w wallTime) at(epoch int64) time.Time {
	return time.Unix(epoch, w.micros*1000).UTC()
}

// parseMicros parses the decimals of a second. It returns microseconds.
func parseMicros(s string) (int64, bool) {
	var micros int64
	for i := range max(6, len(s)) {
		digit := byte('0')
		if i < len(s) {
			digit = s[i]
		}
		if digit < '0' || digit > '9' {
			return 0, false
		}
		if i < 6 {
			micros = micros*10 + int64(digit-'0')
		}
	}
	return micros, true
}
