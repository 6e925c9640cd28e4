package reports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/reports"
)

// twoCalls are two calls of the day before noon.
const twoCalls = `
2026-03-09T09:00:00Z|1772442000.1|Support|NONE|ENTERQUEUE||25550100|1
2026-03-09T09:00:07Z|1772442000.1|Support|ana|CONNECT|7|1772442000.2|5
2026-03-09T09:01:07Z|1772442000.1|Support|ana|COMPLETECALLER|7|60|1
2026-03-09T11:00:00Z|1772449200.5|Sales|NONE|ENTERQUEUE||25550102|1
2026-03-09T11:00:40.5Z|1772449200.5|Sales|NONE|ABANDON|1|1|40
`

// TestRowHasTypedValues reads a row with a value of each kind.
func TestRowHasTypedValues(t *testing.T) {
	t.Parallel()
	client := logged(t, twoCalls)
	answer, err := reports.Ask[reports.Row](t.Context(), client, "calls", reports.Range("yesterday"), reports.Set("queue", "Sales"),
		reports.Fields("entered_at", "queue", "position", "wait_seconds", "answered", "connected_at"))
	if err != nil {
		t.Fatal(err)
	}
	want := []reports.Row{{
		"entered_at": time.Date(2026, 3, 9, 11, 0, 0, 0, time.UTC), "queue": "Sales", "position": int64(1), "wait_seconds": json.Number("40"), "answered": false, "connected_at": nil,
	}}
	if !reflect.DeepEqual(answer.Rows, want) {
		t.Errorf("%#v, want %#v", answer.Rows, want)
	}
	if answer.Total != nil || answer.AsOf == nil || !answer.AsOf.Equal(time.Date(2026, 3, 9, 11, 0, 40, 500e6, time.UTC)) {
		t.Errorf("total %v, as of %v", answer.Total, answer.AsOf)
	}
}

// TestAnswersHaveTheirCoverage asks for a range of which the feed of the log has a gap.
func TestAnswersHaveTheirCoverage(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	database := dbtest.Open(t, at)
	dbtest.QueueLog(t, database, twoCalls)
	client := clientOf(t, at)
	ask := func(name string) *reports.Coverage {
		t.Helper()
		answer, err := reports.Ask[reports.Row](t.Context(), client, name, reports.Range("yesterday"))
		if err != nil {
			t.Fatal(err)
		}
		return answer.Coverage
	}
	if c := ask("queue-summary"); c != nil {
		t.Errorf("without feeds: %+v", c)
	}
	if _, err := database.ExecContext(t.Context(), `
		INSERT INTO app.feed (feed, kind, source, tables, state, covered_to) VALUES ('log', 'queue-log', '/log', '{queue_log_repo}', 'reading', now());
		INSERT INTO app.feed_gap (feed, from_at, to_at, reason) VALUES ('log', '2026-03-08 23:00Z', '2026-03-09 01:00Z', 'lost')`); err != nil {
		t.Fatal(err)
	}
	client = clientOf(t, at) // the state of the feeds is read once a second
	want := &reports.Coverage{Gaps: []reports.Gap{{Feed: "log", From: time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 3, 9, 1, 0, 0, 0, time.UTC), Reason: "lost"}}}
	got := ask("queue-summary")
	if got == nil || got.Complete || len(got.Gaps) != 1 || got.Gaps[0].Feed != "log" || !got.Gaps[0].From.Equal(want.Gaps[0].From) || !got.Gaps[0].To.Equal(want.Gaps[0].To) || got.Gaps[0].Reason != "lost" {
		t.Errorf("%+v, want %+v", got, want)
	}
	if c := ask("sms-traffic"); c != nil {
		t.Errorf("of a table that no feed writes: %+v", c)
	}
}

// TestDefaultsAreThoseOfHTTP requests a report without parameters: it answers for the last 24 hours.
func TestDefaultsAreThoseOfHTTP(t *testing.T) {
	t.Parallel()
	client := logged(t, twoCalls)
	type row struct {
		Offered int `json:"offered"`
	}
	answer, err := reports.Ask[row](t.Context(), client, "queue-summary")
	if err != nil || len(answer.Rows) != 0 || answer.Total == nil || answer.Total.Offered != 0 {
		t.Errorf("of the last 24 hours: %+v (%v)", answer, err)
	}
	if got := figures(t, client, "calls", "queue agent connected_at wait_seconds", reports.Range("last-48-hours"), reports.Order("queue")); !strings.HasPrefix(got, "Sales//null/40 Support/ana/2026-03-09 09:00:07") {
		t.Errorf("calls of the last 48 hours: %s", got)
	}
	answer, err = reports.Ask[row](t.Context(), client, "queue-summary", reports.Range("last-48-hours"), reports.Set("total", false))
	if err != nil || len(answer.Rows) != 2 || answer.Total != nil {
		t.Errorf("of the last 48 hours, without total: %+v (%v)", answer, err)
	}
}

// TestRefusals sends requests that cannot be answered: each error is a problem that names what is wrong.
func TestRefusals(t *testing.T) {
	t.Parallel()
	client := logged(t, twoCalls)
	ask := func(name string, options ...reports.Option) error {
		_, err := reports.Ask[reports.Row](t.Context(), client, name, options...)
		return err
	}
	for want, err := range map[string]error{
		"unknown_route: There is no report \"queue-summry\"; the nearest is queue-summary.":                            ask("queue-summry"),
		"invalid_range: range: \"yesterdy\" is none of":                                                                ask("queue-summary", reports.Range("yesterdy")),
		"unknown_parameter: sl_treshold: there is no parameter or column \"sl_treshold\"; the nearest is sl_threshold": ask("queue-summary", reports.Set("sl_treshold", 5)),
		"invalid_zone: tz: \"Montevideo\" is not a time zone":                                                          ask("queue-summary", reports.Zone("Montevideo")),
		"invalid_value: interval: \"1h\"":                                                                              ask("queue-summary", reports.Interval("1h")),
		"missing_parameter: guid: it is missing":                                                                       ask("call"),
		"invalid_value: range: it may be given only once":                                                              ask("queue-summary", reports.Range("today"), reports.Range("yesterday")),
		"invalid_value: service_level: it can be NULL, which the field Level cannot hold; use *float64 `json:\"service_level\"`": askAs[struct {
			Level float64 `json:"service_level"`
		}](t, client),
		"invalid_value: offered: the field Offered of type string cannot hold it; use int64 `json:\"offered\"`": askAs[struct{ Offered string }](t, client),
		"invalid_value: interval_start: the field Begins of type int64 cannot hold it; use time.Time `json:\"interval_start\"`": askAs[struct {
			Begins int64 `json:"interval_start"`
		}](t, client),
		"\"ofered\"": askAs[struct {
			Offered int64 `json:"ofered"`
		}](t, client),
		"invalid_value: rows cannot be of type int: use reports.Row, or a struct": askAs[int](t, client),
		"has no exported field": askAs[struct{}](t, client),
	} {
		var refusal *problem.Problem
		if !errors.As(err, &refusal) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want a problem with %s", err, want)
		}
	}
}

func askAs[T any](t *testing.T, client *reports.Client) error {
	_, err := reports.Ask[T](t.Context(), client, "queue-summary", reports.Range("yesterday"))
	return err
}

// TestStreamEnds stops a stream, and cancels another.
func TestStreamEnds(t *testing.T) {
	t.Parallel()
	client := logged(t, twoCalls)
	rows := 0
	for _, err := range reports.Stream[reports.Row](t.Context(), client, "calls", reports.Range("yesterday")) {
		if rows++; err != nil {
			t.Fatal(err)
		}
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range reports.Stream[reports.Row](ctx, client, "calls", reports.Range("yesterday")) {
		if rows++; !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
	if rows != 2 {
		t.Errorf("%d elements, want a row and an error", rows)
	}
}

// TestRowsNeedNoSecret requests a page of a database whose secret the login cannot read: only cursors need it.
func TestRowsNeedNoSecret(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	conn := dbtest.Open(t, at)
	dbtest.QueueLog(t, conn, twoCalls)
	if _, err := conn.ExecContext(t.Context(), "REVOKE SELECT ON app.secret FROM ccrepo_writer"); err != nil {
		t.Fatal(err)
	}
	client := clientOf(t, at)
	answer, err := reports.Ask[reports.Row](t.Context(), client, "/v1/tables/queue_log_repo", reports.Range("yesterday"), reports.Limit(2))
	if err != nil || len(answer.Rows) != 2 {
		t.Errorf("%+v (%v)", answer, err)
	}
	err = client.Write(t.Context(), &bytes.Buffer{}, "/v1/tables/queue_log_repo", reports.Range("yesterday"), reports.Limit(2))
	var refusal *problem.Problem
	if !errors.As(err, &refusal) || refusal.Code != "internal" {
		t.Errorf("with a cursor: %v", err)
	}
}
