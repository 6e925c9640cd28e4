package ingest_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

// callsOf returns n CDRs of a PBX whose clock shows the given zone, step apart from begin on. Every twentieth
// begins long after its channel, as a part of a call does.
func callsOf(t *testing.T, zone string, begin time.Time, step time.Duration, n int) string {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for i := range n {
		created := begin.Add(time.Duration(i) * step)
		start := created.Add(time.Duration(i%3) * time.Second)
		if i%20 == 19 {
			start = created.Add(time.Duration(i%97) * time.Minute)
		}
		fmt.Fprintf(&s, "%s,%d.%d\n", start.In(loc).Format(time.DateTime), created.Unix(), i)
	}
	return s.String()
}

func mustParse(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestUniqueIDsProveTheZone imports logs of one zone with another as their zone.
func TestUniqueIDsProveTheZone(t *testing.T) {
	t.Parallel()
	const header = "start,uniqueid\n"
	winter, summer := mustParse(t, "2026-01-12T08:00:00Z"), mustParse(t, "2026-07-13T08:00:00Z")
	var odd string // a clock that is an hour and a quarter fast
	for i := range 200 {
		odd += fmt.Sprintf("%s,%d.1\n", winter.Add(time.Duration(i)*time.Minute+75*time.Minute).Format(time.DateTime), winter.Add(time.Duration(i)*time.Minute).Unix())
	}
	for name, test := range map[string]struct {
		log, tz string
		by      time.Duration // 0: the zone is accepted
		fits    string
	}{
		"the right zone":                    {callsOf(t, "America/New_York", winter, time.Minute, 300), "America/New_York", 0, ""},
		"another one with the same clocks":  {callsOf(t, "America/New_York", winter, time.Minute, 300), "America/Bogota", 0, ""},
		"winter in New York":                {callsOf(t, "America/New_York", winter, time.Minute, 300), "UTC", -5 * time.Hour, "America/New_York America/Bogota"},
		"summer in New York":                {callsOf(t, "America/New_York", summer, time.Minute, 300), "UTC", -4 * time.Hour, "America/New_York America/Santiago America/Caracas"},
		"quarters of an hour":               {callsOf(t, "Asia/Kathmandu", summer, time.Minute, 300), "Asia/Kolkata", 15 * time.Minute, "Asia/Kathmandu"},
		"a name of the system":              {strings.ReplaceAll(callsOf(t, "Asia/Tokyo", winter, time.Minute, 300), ",1", ",pbx-1.de-1"), "Europe/Berlin", 8 * time.Hour, "Asia/Tokyo"},
		"UTC in a zone":                     {callsOf(t, "UTC", summer, time.Minute, 300), "America/Montevideo", 3 * time.Hour, "UTC"},
		"fifty rows":                        {callsOf(t, "Asia/Tokyo", winter, time.Minute, 50), "UTC", 9 * time.Hour, "Asia/Tokyo"},
		"fewer than fifty":                  {callsOf(t, "Asia/Tokyo", winter, time.Minute, 49), "UTC", 0, ""},
		"no uniqueid":                       {strings.Repeat("2026-01-12 08:00:00,\n", 300), "UTC", 0, ""},
		"uniqueids that are no times":       {strings.Repeat("2026-01-12 08:00:00,1234567890.1\n", 300), "UTC", 0, ""},
		"times with an offset of their own": {strings.ReplaceAll(callsOf(t, "America/New_York", winter, time.Minute, 300), ",1", "-05:00,1"), "Asia/Tokyo", 0, ""},
		"half of the rows":                  {callsOf(t, "Asia/Tokyo", winter, time.Minute, 200) + callsOf(t, "Europe/Berlin", winter, time.Minute, 200), "UTC", 0, ""},
		"the autumn change":                 {callsOf(t, "America/New_York", mustParse(t, "2026-10-31T06:00:00Z"), 2*time.Minute, 1200), "America/Bogota", time.Hour, "America/New_York"},
		"the spring change":                 {callsOf(t, "America/New_York", mustParse(t, "2026-03-07T07:00:00Z"), 2*time.Minute, 1200), "America/Bogota", time.Hour, "America/New_York"},
		"after weeks without a difference":  {callsOf(t, "Europe/Berlin", mustParse(t, "2026-03-18T00:00:00Z"), 20*time.Minute, 1400), "Africa/Lagos", time.Hour, "Europe/Berlin"},
		"a change in the south":             {callsOf(t, "America/Santiago", mustParse(t, "2026-03-30T00:00:00Z"), 10*time.Minute, 1800), "America/Asuncion", -time.Hour, "America/Santiago"},
		"half an hour of daylight saving":   {callsOf(t, "Australia/Lord_Howe", mustParse(t, "2026-04-01T00:00:00Z"), 10*time.Minute, 1800), "Pacific/Guadalcanal", -30 * time.Minute, "Australia/Lord_Howe"},
		"an offset that no zone has":        {odd, "UTC", 75 * time.Minute, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, im := setup(t)
			var err error
			if im.Options.Location, err = time.LoadLocation(test.tz); err != nil {
				t.Fatal(err)
			}
			s, err := im.CDR(ctx, "cdr.csv", strings.NewReader(header+test.log))
			var wrong *ingest.ZoneError
			if errors.As(err, &wrong) != (test.by != 0) || wrong == nil && err != nil {
				t.Fatalf("%+v, %v", s, err)
			}
			if wrong == nil {
				if want := int64(strings.Count(test.log, "\n")); s.Rows != want {
					t.Errorf("%d rows, want %d", s.Rows, want)
				}
				return
			}
			if wrong.By != test.by || !strings.HasPrefix(strings.Join(wrong.Fits, " "), test.fits) {
				t.Errorf("by %v, fits %q, want %v, %q: %v", wrong.By, wrong.Fits, test.by, test.fits, err)
			}
			var contradicting int
			if err := im.DB.QueryRowContext(ctx, `
SELECT count(*)
FROM cdr_repo
WHERE round(extract(epoch FROM calldate) - split_part(substring(uniqueid FROM '[0-9.]+$'), '.', 1)::bigint) IN ($1::integer, $1::integer + 1, $1::integer + 2)`,
				int(test.by.Seconds())).Scan(&contradicting); err != nil || contradicting > 0 {
				t.Errorf("%d rows are in that contradict the zone, %v", contradicting, err)
			}
		})
	}
}

// TestZoneIsJudgedBeforeTheEndOfAStream writes a thousand rows into a pipe that stays open.
func TestZoneIsJudgedBeforeTheEndOfAStream(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	r, w := io.Pipe()
	defer r.Close()
	go func() {
		_, _ = io.WriteString(w, "start,uniqueid\n"+callsOf(t, "Asia/Tokyo", mustParse(t, "2026-01-12T08:00:00Z"), time.Minute, 1001))
	}()
	_, err := im.CDR(ctx, "-", r)
	var wrong *ingest.ZoneError
	if !errors.As(err, &wrong) || wrong.Judged != 1000 {
		t.Errorf("%v", err)
	}
}

func TestZoneUnprovenImportsAllTheSame(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	var log bytes.Buffer
	im.Logger = slog.New(slog.NewTextHandler(&log, nil))
	im.Options.ZoneUnproven = true
	s, err := im.CDR(ctx, "cdr.csv", strings.NewReader("start,uniqueid\n"+callsOf(t, "Asia/Tokyo", mustParse(t, "2026-01-12T08:00:00Z"), time.Minute, 5000)))
	if err != nil || s.Rows != 5000 {
		t.Errorf("%+v, %v", s, err)
	}
	if got := strings.Count(log.String(), "the times are not of the zone UTC: "); got != 1 {
		t.Errorf("it is said %d times: %s", got, log.String())
	}
}

func TestCorrectedZoneGoesOnWhereTheWrongOneStopped(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	log := "start,uniqueid\n" + callsOf(t, "America/New_York", mustParse(t, "2026-02-20T00:00:00Z"), 4*time.Minute, 9000)
	for _, test := range []struct {
		tz    string
		wrong bool
	}{{"America/Bogota", true}, {"America/New_York", false}} {
		var err error
		if im.Options.Location, err = time.LoadLocation(test.tz); err != nil {
			t.Fatal(err)
		}
		s, err := im.CDR(ctx, "cdr.csv", strings.NewReader(log))
		var wrong *ingest.ZoneError
		if errors.As(err, &wrong) != test.wrong || s.Rows == 0 || s.Rows == 9000 {
			t.Errorf("%s: %+v, %v", test.tz, s, err)
		}
	}
	var rows, late int
	if err := im.DB.QueryRowContext(ctx, `
SELECT count(*), count(*) FILTER (WHERE calldate - to_timestamp(split_part(uniqueid, '.', 1)::bigint) NOT BETWEEN '0 s' AND '2 h')
FROM cdr_repo`).Scan(&rows, &late); err != nil || rows != 9000 || late != 0 {
		t.Errorf("%d rows, %d of them off, %v", rows, late, err)
	}
}

// The real log of a PBX in the eastern United States is available only in some environments; elsewhere the test is
// skipped.
func TestHelpDeskProvesItsZone(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../shared/data/helpdesk.Master.csv")
	if err != nil {
		t.Skipf("the help desk's log is not here: %v", err)
	}
	defer f.Close()
	ctx, im := setup(t)
	s, err := im.CDR(ctx, "Master.csv", f)
	var wrong *ingest.ZoneError
	if !errors.As(err, &wrong) || s.Rows != 0 || wrong.Judged != 1000 || wrong.Off != 977 || wrong.By != -5*time.Hour || wrong.Fits[0] != "America/New_York" {
		t.Errorf("%+v, %v", s, err)
	}
}
