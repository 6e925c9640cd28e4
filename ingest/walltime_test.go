package ingest

import (
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestCallStart(t *testing.T) {
	t.Parallel()
	// In 2018 New York's clocks went back on 4 November at 06:00 UTC, from 2:00 to 1:00, and forward on 11 March
	// at 07:00 UTC. Lord Howe's went back by half an hour at 15:00 UTC of 31 March (1 April there).
	for name, test := range map[string]struct {
		zone, start, end, duration, uniqueID string
		want                                 string // empty: an error
	}{
		"winter":                             {"America/New_York", "2018-11-29 20:19:34", "", "", "", "2018-11-30T01:19:34Z"},
		"summer":                             {"America/New_York", "2018-07-01 12:00:00", "", "", "", "2018-07-01T16:00:00Z"},
		"UTC":                                {"UTC", "2018-11-04 01:30:00", "", "", "", "2018-11-04T01:30:00Z"},
		"decimals":                           {"UTC", "2018-11-04 01:30:00.25", "", "", "", "2018-11-04T01:30:00.25Z"},
		"own offset wins":                    {"America/New_York", "2018-11-04T01:30:00+02:00", "", "", "", "2018-11-03T23:30:00Z"},
		"own offset in short":                {"America/New_York", "2018-11-04 01:30:00-05", "", "", "", "2018-11-04T06:30:00Z"},
		"repeated, uniqueid of the first":    {"America/New_York", "2018-11-04 01:30:00", "", "", "1541309398.7", "2018-11-04T05:30:00Z"},
		"repeated, uniqueid of the second":   {"America/New_York", "2018-11-04 01:30:00", "", "", "1541312999.7", "2018-11-04T06:30:00Z"},
		"repeated, channel long before":      {"America/New_York", "2018-11-04 01:30:00", "", "", "pbx-1-1541300000.7", "2018-11-04T05:30:00Z"},
		"repeated, channel between both":     {"America/New_York", "2018-11-04 01:30:00", "", "", "1541310300.7", "2018-11-04T06:30:00Z"},
		"repeated, end after the hour":       {"America/New_York", "2018-11-04 01:50:00", "2018-11-04 02:10:00", "1200", "", "2018-11-04T06:50:00Z"},
		"repeated, long till after the hour": {"America/New_York", "2018-11-04 01:50:00", "2018-11-04 02:10:00", "4800", "", "2018-11-04T05:50:00Z"},
		"repeated, end reads earlier":        {"America/New_York", "2018-11-04 01:50:00", "2018-11-04 01:10:00", "1199", "", "2018-11-04T05:50:00Z"},
		"repeated, end before uniqueid":      {"America/New_York", "2018-11-04 01:50:00", "2018-11-04 01:10:00", "1200", "1541314200.1", "2018-11-04T05:50:00Z"},
		"repeated, end fits both":            {"America/New_York", "2018-11-04 01:30:00", "2018-11-04 01:31:00", "60", "1541312999.7", "2018-11-04T06:30:00Z"},
		"repeated, no evidence":              {"America/New_York", "2018-11-04 01:30:00", "", "", "x", "2018-11-04T05:30:00Z"},
		"before the repeated hour":           {"America/New_York", "2018-11-04 00:59:59", "", "", "", "2018-11-04T04:59:59Z"},
		"after the repeated hour":            {"America/New_York", "2018-11-04 02:00:00", "", "", "", "2018-11-04T07:00:00Z"},
		"half an hour repeated":              {"Australia/Lord_Howe", "2018-04-01 01:45:00", "", "", "1522508400.0", "2018-03-31T15:15:00Z"},
		"half an hour repeated, first":       {"Australia/Lord_Howe", "2018-04-01 01:45:00", "", "", "1522507499.0", "2018-03-31T14:45:00Z"},
		"skipped hour":                       {"America/New_York", "2018-03-11 02:30:00", "", "", "", ""},
		"skipped day":                        {"Pacific/Apia", "2011-12-30 12:00:00", "", "", "", ""},
		"no such day":                        {"UTC", "2018-02-30 12:00:00", "", "", "", ""},
		"no such hour":                       {"UTC", "2018-02-20 24:00:00", "", "", "", ""},
		"zero date":                          {"UTC", "0000-00-00 00:00:00", "", "", "", ""},
		"empty":                              {"UTC", "", "", "", "", ""},
		"date only":                          {"UTC", "2018-02-20", "", "", "", ""},
		"something behind":                   {"UTC", "2018-02-20 10:00:00 PM", "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wall, err := parseWall(test.start)
			var got time.Time
			if err == nil {
				got, err = callStart(wall, test.end, test.duration, test.uniqueID, &Options{Location: zone(t, test.zone)})
			}
			if test.want == "" {
				if err == nil {
					t.Fatalf("got %v, want an error", got)
				}
				return
			}
			if err != nil || got.Format(time.RFC3339Nano) != test.want {
				t.Errorf("got %s, %v, want %s", got.Format(time.RFC3339Nano), err, test.want)
			}
		})
	}
}

func TestMomentsAreThoseThatTheClockShows(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, name)
			want := map[int64][]int64{} // by the shown time
			const step = 15 * 60
			begin, end := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
			for at := begin; at < end; at += step {
				shown := at + zoneOffset(at, loc)
				want[shown] = append(want[shown], at)
			}
			for shown := begin + 2*86400; shown < end-2*86400; shown += step {
				got := wallTime{seconds: shown}.moments(loc)
				if len(got) != len(want[shown]) {
					t.Fatalf("%v: got %v, want %v", time.Unix(shown, 0).UTC(), got, want[shown])
				}
				for i := range got {
					if got[i] != want[shown][i] {
						t.Fatalf("%v: got %v, want %v", time.Unix(shown, 0).UTC(), got, want[shown])
					}
				}
			}
		})
	}
}
