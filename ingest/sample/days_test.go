package sample_test

import (
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/ingest/sample"
)

func TestOpenZoneIsAtWork(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 11, 30, 0, 20, 0, 0, time.UTC)
	for hour := range 7 * 24 {
		now := begin.Add(time.Duration(hour) * time.Hour)
		local := now.In(sample.OpenZone(now))
		if local.Hour() < 9 || local.Hour() >= 15 || local.Weekday() == time.Saturday || local.Weekday() == time.Sunday {
			t.Errorf("at %s the centre's clocks show %s", now, local)
		}
	}
	if _, offset := begin.Add(10 * time.Hour).In(sample.OpenZone(begin.Add(10 * time.Hour))).Zone(); offset != 0 {
		t.Errorf("on Monday at 10:20 UTC the offset is %d s", offset)
	}
}
