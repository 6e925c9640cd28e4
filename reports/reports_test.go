package reports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/reports"
)

// noon is the clock of the tests: the day after their calls.
var noon = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)

// open returns a client of a database with two calls of yesterday, and the URL of the database.
func open(t *testing.T) (*reports.Client, string) {
	t.Helper()
	url := dbtest.URL(t)
	execute(t, url, `
		INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
			('2026-03-02 09:00:00Z', '1772442000.1', 'Support', 'NONE', 'ENTERQUEUE', '', '25550100', '1'),
			('2026-03-02 09:00:07Z', '1772442000.1', 'Support', 'ana', 'CONNECT', '7', '1772442000.2', '5'),
			('2026-03-02 09:01:07Z', '1772442000.1', 'Support', 'ana', 'COMPLETECALLER', '7', '60', '1'),
			('2026-03-02 11:00:00Z', '1772449200.5', 'Sales', 'NONE', 'ENTERQUEUE', '', '25550102', '1'),
			('2026-03-02 11:00:40.5Z', '1772449200.5', 'Sales', 'NONE', 'ABANDON', '1', '1', '40')`,
		"SELECT report.refresh()")
	client, err := reports.Open(reports.Options{DatabaseURL: url, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return client, url
}

func execute(t *testing.T, at string, statements ...string) {
	t.Helper()
	conn := dbtest.Open(t, at)
	for _, s := range statements {
		if _, err := conn.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAnswersAreThoseOfHTTP compares the answers to all examples with those of a server.
func TestAnswersAreThoseOfHTTP(t *testing.T) {
	t.Parallel()
	client, at := open(t)
	server, err := api.New(api.Options{DatabaseURL: at, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Now: func() time.Time { return noon }, Quiet: true, Trusted: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	asked := 0
	for _, r := range db.Routes() {
		for _, example := range r.Examples {
			path, query, _ := strings.Cut(example, "?")
			if path != r.Path || strings.HasPrefix(path, "/v1/events/") { // those are all alike
				continue
			}
			asked++
			want := httptest.NewRecorder()
			server.ServeHTTP(want, httptest.NewRequest(http.MethodGet, example, nil))
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			var options []reports.Option
			for name, list := range values {
				for _, v := range list {
					options = append(options, reports.Set(name, v))
				}
			}
			var got bytes.Buffer
			if err := client.Write(t.Context(), &got, strings.TrimPrefix(path, "/v1/reports/"), options...); err != nil {
				got.WriteString(problem.Of(err).Code)
			}
			if text := want.Body.String(); want.Code == http.StatusOK && got.String() != text || want.Code != http.StatusOK && !strings.Contains(text, got.String()) {
				t.Errorf("%s: %s, want %s", example, got.String(), text)
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d examples were asked", asked)
	}
}

// TestRowHasTypedValues reads a row with a value of each kind.
func TestRowHasTypedValues(t *testing.T) {
	t.Parallel()
	client, _ := open(t)
	answer, err := reports.Ask[reports.Row](t.Context(), client, "calls", reports.Range("yesterday"), reports.Set("queue", "Sales"),
		reports.Fields("entered_at", "queue", "position", "wait_seconds", "answered", "connected_at"))
	if err != nil {
		t.Fatal(err)
	}
	want := []reports.Row{{
		"entered_at": time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC), "queue": "Sales", "position": int64(1), "wait_seconds": json.Number("40"), "answered": false, "connected_at": nil,
	}}
	if !reflect.DeepEqual(answer.Rows, want) {
		t.Errorf("%#v, want %#v", answer.Rows, want)
	}
	if answer.Total != nil || answer.AsOf == nil || !answer.AsOf.Equal(time.Date(2026, 3, 2, 11, 0, 40, 500e6, time.UTC)) {
		t.Errorf("total %v, as of %v", answer.Total, answer.AsOf)
	}
}

// TestDefaultsAreThoseOfHTTP asks for nothing but a report: it answers for the last 24 hours.
func TestDefaultsAreThoseOfHTTP(t *testing.T) {
	t.Parallel()
	client, _ := open(t)
	type row struct {
		Offered int `json:"offered"`
	}
	answer, err := reports.Ask[row](t.Context(), client, "queue-summary")
	if err != nil || len(answer.Rows) != 0 || answer.Total == nil || answer.Total.Offered != 0 {
		t.Errorf("of the last 24 hours: %+v (%v)", answer, err)
	}
	answer, err = reports.Ask[row](t.Context(), client, "queue-summary", reports.Range("last-48-hours"), reports.Set("total", false))
	if err != nil || len(answer.Rows) != 2 || answer.Total != nil {
		t.Errorf("of the last 48 hours, without total: %+v (%v)", answer, err)
	}
}

// TestRefusals asks what cannot be answered: each error is a problem that names what is wrong.
func TestRefusals(t *testing.T) {
	t.Parallel()
	client, _ := open(t)
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
	client, _ := open(t)
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

// TestRowsNeedNoSecret asks for a page of a database whose secret the login cannot read: only cursors need it.
func TestRowsNeedNoSecret(t *testing.T) {
	t.Parallel()
	client, at := open(t)
	execute(t, at, "REVOKE SELECT ON app.secret FROM ccrepo_writer")
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
