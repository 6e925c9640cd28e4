package api_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

// sampleMonth is the time of the sample data, and more.
const sampleMonth = "from=2026-02-01&to=2026-03-12"

// TestReportsOfSample requests every report for the month that the demo loads.
func TestReportsOfSample(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setup(t)
	if _, err := sample.Load(t.Context(), f.db, sample.Options{Seed: 1, Now: startOfClock.Add(4 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	f.refresh(t)
	f.exec(t, "INSERT INTO app.feed (feed, kind, source, tables, state) VALUES ('log', 'queue-log', '/log', '{queue_log_repo}', 'stopped')")
	f.exec(t, "ANALYZE") // as the demo does
	t.Run("every report has rows", func(t *testing.T) { t.Parallel(); f.testEveryReport(t) })
	t.Run("groups", func(t *testing.T) { t.Parallel(); f.testGroups(t) })
	t.Run("as reports of the site", func(t *testing.T) { t.Parallel(); f.testSameAsSite(t, f.sampleQueries(t)) })
	t.Run("quality", func(t *testing.T) { t.Parallel(); f.testQualityOfSample(t) })
}

// sampleQueries returns the query with which each report has rows.
func (f *fixture) sampleQueries(t *testing.T) func(path string) string {
	t.Helper()
	required := map[string]string{
		"call":            "guid=" + f.one(t, "SELECT min(guid) FROM cdr_repo WHERE guid <> ''"),
		"contact-history": "contact=" + f.one(t, "SELECT contact FROM report.interaction WHERE channel = 'webchat' AND contact <> '' LIMIT 1"),
		"conversation":    "sessionid=" + f.one(t, "SELECT min(sessionid) FROM sms_repo WHERE sessionid <> ''"),
	}
	times := map[string]string{}
	for _, r := range db.Routes() {
		times[r.Path] = r.Time
	}
	return func(path string) string {
		switch name := strings.TrimPrefix(path, "/v1/reports/"); {
		case required[name] != "":
			return required[name]
		case times[path] == "":
			return ""
		}
		return sampleMonth
	}
}

// testEveryReport wants rows of every report, and no figure below 0.
func (f *fixture) testEveryReport(t *testing.T) {
	queryOf := f.sampleQueries(t)
	reports := 0
	for _, r := range db.Routes() {
		name, report := strings.CutPrefix(r.Path, "/v1/reports/")
		if !report {
			continue
		}
		reports++
		query := queryOf(r.Path)
		a := f.ask(t, r.Path+"?"+query)
		if len(a.Data) == 0 {
			t.Errorf("%s?%s has no rows", name, query)
		}
		if r.Interval && a.Total == nil {
			t.Errorf("%s has no total", name)
		}
		for _, row := range append(a.Data, a.Total) {
			for column, value := range row {
				if number, is := value.(json.Number); is && strings.HasPrefix(number.String(), "-") {
					t.Errorf("%s: %s is %s in %v", name, column, number, row)
				}
			}
		}
	}
	if reports < 40 {
		t.Errorf("there are %d reports", reports)
	}
}

// testQualityOfSample finds what the sample says is wrong with it, and nothing else.
func (f *fixture) testQualityOfSample(t *testing.T) {
	a := f.ask(t, "/v1/reports/data-quality?"+sampleMonth)
	wantFigures(t, "an event that no list knows", a.row(t, "defect=unknown_event"), "rows=1 table=queue_log_repo")
	wantFigures(t, "a talk time that is no number", a.row(t, "defect=unreadable_field"), "rows=1 table=queue_log_repo")
	wantFigures(t, "two events of one origid", a.row(t, "defect=duplicate_origid"), "rows=2 table=queue_log_repo")
	wantFigures(t, "a pause of an agent who is not logged in", a.row(t, "defect=pause_outside_session"), "rows=1 table=queue_log_repo")
	for _, row := range a.Data {
		if known := []string{"unknown_event", "unreadable_field", "duplicate_origid", "pause_outside_session", "visit_without_end"}; !slices.Contains(known, figure(row["defect"])) || row["table"] != "queue_log_repo" {
			t.Errorf("there is %v", row)
		}
	} // The call whose log ends with its entry is the one without a record.
	var lost, differ int
	for _, day := range f.ask(t, "/v1/reports/reconciliation?limit=100&"+sampleMonth).Data {
		n, _ := strconv.Atoi(figure(day["queue_log_only"]))
		d, _ := strconv.Atoi(figure(day["talk_differs"]))
		lost, differ = lost+n, differ+d
	}
	if lost != 1 || differ != 0 {
		t.Errorf("%d calls have no record and talk differs in %d, want 1 and 0", lost, differ)
	}
}
