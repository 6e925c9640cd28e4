package ingest

// The proof of a CDR file's zone by the epochs in its uniqueids.

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	zoneWindow    = 1000 // rows that are read before the first of them is returned
	zoneRows      = 50   // minimum of rows that prove a zone wrong
	zoneShare     = 90   // percentage of the rows on which two zones differ that must agree with the other zone
	quarter       = 15 * 60
	widestOffset  = 14 * 3600 / quarter // largest offset of any zone, in quarters of an hour
	maxZonesNamed = 4
)

// zoneNames lists the zones of zone1970.tab, the best known first: of zones that fit equally well, the first are
// suggested.
//
//go:embed zones.txt
var zoneNames string

// ZoneError reports that the wall times of a file do not belong to the zone in which they were read. The uniqueids
// prove it, because they hold the time as seconds since 1970. No row that contradicts the zone was imported.
type ZoneError struct {
	Zone   string        // the zone in which the times were read
	Judged int           // examined rows that have a wall time and an epoch
	Off    int           // those that contradict the zone and agree with a zone of Fits
	By     time.Duration // how much later than the epoch most of them are; negative: earlier
	Fits   []string      // zones that fit best, one for each set of clocks; empty: no zone has that offset
}

// Error returns the contradiction and what to do about it.
func (e *ZoneError) Error() string {
	return e.Finding() + ": " + e.Advice("--tz ") + "; --tz-unproven imports them in " + e.Zone + " all the same"
}

// Advice returns what to do; setting is how the zone is given.
func (e *ZoneError) Advice(setting string) string {
	if len(e.Fits) == 0 {
		return "no zone has that offset, so the times must be corrected at the source"
	}
	advice := "give " + setting + e.Fits[0]
	if len(e.Fits) > 1 {
		advice += ", or one of " + strings.Join(e.Fits[1:], ", ") + ", which fit as well"
	}
	return advice
}

// Finding returns the evidence without the advice.
func (e *ZoneError) Finding() string {
	by, direction := e.By, "after"
	if by < 0 {
		by, direction = -by, "before"
	}
	return fmt.Sprintf("the times are not of the zone %s: %d of %d are %d:%02d h %s the epoch in their uniqueid",
		e.Zone, e.Off, e.Judged, int(by.Hours()), int(by.Minutes())%60, direction)
}

// zoneSample is the evidence of a row about its zone: a wall time, as if it were UTC, and the epoch of its
// uniqueid.
type zoneSample struct {
	wall, epoch int64
	judged      bool // the row has both
}

// offset returns the offset of the row's zone in quarters of an hour. A record that begins long after its channel
// shows an offset of its own, which no other row shares.
func (s zoneSample) offset() int64 { return roundDiv(s.wall-s.epoch, quarter) }

func roundDiv(a, b int64) int64 {
	if a < 0 {
		return -roundDiv(-a, b)
	}
	return (a + b/2) / b
}

func quarterOffset(epoch int64, loc *time.Location) int64 {
	return roundDiv(zoneOffset(epoch, loc), quarter)
}

// JudgeZone returns the proof that moments, which were wall times, were read in a wrong zone, or nil: uniqueids, one for each,
// hold the time at which their calls began.
func JudgeZone(loc *time.Location, moments []time.Time, uniqueids []string) *ZoneError {
	samples := make([]zoneSample, len(moments))
	for i, moment := range moments {
		epoch, ok := uniqueIDEpoch(uniqueids[i])
		samples[i] = zoneSample{moment.Unix() + zoneOffset(moment.Unix(), loc), epoch, ok}
	}
	return (&zoneProof{loc: loc}).judge(samples)
}

// zoneProof compares the zone in which wall times are read with the evidence of the rows.
type zoneProof struct {
	loc   *time.Location
	zones []*time.Location // of zoneNames, loaded on first use
}

// judge returns the proof that the zone is wrong, or nil. A zone is wrong if another one fits better: the two
// differ on at least zoneRows rows, and at least zoneShare percent of these agree with the other. So only the
// times at which two zones differ decide between them, for example those before a change to daylight saving time
// that only one of them has.
func (p *zoneProof) judge(samples []zoneSample) *ZoneError {
	var against []zoneSample
	by := map[int64]int{}
	judged := 0
	for _, s := range samples {
		if !s.judged {
			continue
		}
		judged++
		offset := s.offset()
		if off := offset - quarterOffset(s.epoch, p.loc); off != 0 && offset >= -widestOffset && offset <= widestOffset {
			against = append(against, s)
			by[off]++
		}
	}
	if len(against)*100 < zoneRows*zoneShare {
		return nil
	}
	e := &ZoneError{Zone: p.loc.String(), Judged: judged}
	var best []*time.Location
	bestFit := 0
	for _, zone := range p.candidates() {
		fit, won := p.compare(zone, samples, against)
		if won == 0 || fit < bestFit {
			continue
		}
		if fit > bestFit {
			best, bestFit = nil, fit
		}
		best = append(best, zone)
		e.Off = won
	}
	mode := int64(0)
	for off, rows := range by {
		if rows > by[mode] || rows == by[mode] && off < mode {
			mode = off
		}
	}
	e.By = time.Duration(mode) * quarter * time.Second
	if len(best) == 0 {
		// No zone fits, but perhaps an offset that no zone has.
		i := slices.IndexFunc(against, func(s zoneSample) bool { return s.offset()-quarterOffset(s.epoch, p.loc) == mode })
		if _, e.Off = p.compare(time.FixedZone("", int(against[i].offset())*quarter), samples, against); e.Off == 0 {
			return nil
		}
		return e
	}
	e.Fits = distinctZones(best, samples)
	return e
}

// compare returns how many rows fit the zone, and how many of those contradict the present one. Both are 0 if they
// do not prove the present zone wrong.
func (p *zoneProof) compare(zone *time.Location, samples, against []zoneSample) (fit, won int) {
	for _, s := range against {
		if s.offset() == quarterOffset(s.epoch, zone) {
			won++
		}
	}
	if won*100 < zoneRows*zoneShare {
		return 0, 0
	}
	differ := 0
	for _, s := range samples {
		if !s.judged {
			continue
		}
		offset := quarterOffset(s.epoch, zone)
		if offset != quarterOffset(s.epoch, p.loc) {
			differ++
		}
		if offset == s.offset() {
			fit++
		}
	}
	if differ < zoneRows || won*100 < differ*zoneShare {
		return 0, 0
	}
	return fit, won
}

func (p *zoneProof) candidates() []*time.Location {
	if p.zones == nil {
		for name := range strings.FieldsSeq(zoneNames) {
			if zone, err := time.LoadLocation(name); err == nil { // the system's own list may be older
				p.zones = append(p.zones, zone)
			}
		}
	}
	return p.zones
}

// distinctZones returns one zone for each set of clocks: zones with the same offsets through the year of the rows
// count as one.
func distinctZones(zones []*time.Location, samples []zoneSample) []string {
	i := slices.IndexFunc(samples, func(s zoneSample) bool { return s.judged })
	begin := time.Unix(samples[i].epoch, 0).UTC()
	seen := map[string]bool{}
	var names []string
	for _, zone := range zones {
		var offsets strings.Builder
		for month := range 12 {
			fmt.Fprint(&offsets, zoneOffset(begin.AddDate(0, month, 0).Unix(), zone), " ")
		}
		if clocks := offsets.String(); !seen[clocks] && len(names) < maxZonesNamed {
			seen[clocks] = true
			names = append(names, zone.String())
		}
	}
	return names
}
