package api_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

// cdrSums are what cdr-summary says of some records.
type cdrSums struct{ calls, answered, duration, billsec, answeredBillsec int64 }

// TestCdrSummaryAgreesWithTheLinesOfAFile compares cdr-summary with a computation directly from a file of real records.
func TestCdrSummaryAgreesWithTheLinesOfAFile(t *testing.T) {
	t.Parallel()
	const file, zone = "../../shared/data/helpdesk.Master.csv", "America/New_York"
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		t.Skipf("there is no %s here", file)
	} else if err != nil {
		t.Fatal(err)
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	f := setup(t)
	im := ingest.Importer{DB: f.db, Options: ingest.Options{Location: loc}}
	summary, err := im.CDR(t.Context(), "cdr", strings.NewReader(string(text)))
	if err != nil || summary.Bad > 0 {
		t.Fatalf("import: %+v, %v", summary, err)
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if summary.Rows != int64(len(records)) {
		t.Fatalf("%d rows were imported, want %d", summary.Rows, len(records))
	}
	seconds := func(text string) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	// The wall times of the file are those of the answer, as its zone is the same: its own text is the key.
	for interval, digits := range map[string]int{"hour": len("2018-11-29 20"), "day": len("2018-11-29"), "": 0} {
		t.Run("by "+interval, func(t *testing.T) {
			t.Parallel()
			want, dispositions, total := map[string]cdrSums{}, map[string]bool{}, cdrSums{}
			for _, record := range records {
				start, disposition := record[9], record[14]
				add := func(s cdrSums) cdrSums {
					s.calls++
					s.duration += seconds(record[12])
					s.billsec += seconds(record[13])
					if disposition == "ANSWERED" {
						s.answered++
						s.answeredBillsec += seconds(record[13])
					}
					return s
				}
				key := disposition + "|" + start[:digits]
				want[key], total, dispositions[disposition] = add(want[key]), add(total), true
			}
			path := "/v1/reports/cdr-summary?from=2018-11-28&to=2018-12-08&tz=" + zone
			slots := 1
			if interval != "" {
				path += "&interval=" + interval
				slots = map[string]int{"hour": 240, "day": 10}[interval]
			}
			a := f.ask(t, path)
			if len(a.Data) != slots*len(dispositions) {
				t.Errorf("there are %d rows, want %d dispositions times %d slots", len(a.Data), len(dispositions), slots)
			}
			for _, row := range a.Data {
				start := strings.Replace(figure(row["interval_start"]), "T", " ", 1)
				key := figure(row["disposition"]) + "|" + start[:digits]
				wantCdr(t, key, row, want[key])
				delete(want, key)
			}
			if len(want) > 0 {
				t.Errorf("there are no rows for %v", want)
			}
			wantCdr(t, "total", a.Total, total)
		})
	}
}

func wantCdr(t *testing.T, what string, row map[string]any, s cdrSums) {
	t.Helper()
	for name, want := range map[string]string{
		"calls": known(s.calls), "answered": known(s.answered), "duration": known(s.duration), "billsec": known(s.billsec),
		"asr": ratio(100*s.answered, s.calls), "acd_seconds": ratio(s.answeredBillsec, s.answered),
		"ratings": "0", "rating_avg": "null", "charged_balance": "0", "real_balance": "0",
	} {
		if got := figure(row[name]); got != plainNumber(want) {
			t.Errorf("%s: %s is %s, want %s", what, name, got, want)
		}
	}
}
