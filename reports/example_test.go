package reports_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/reports"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// office returns a client of a database with three calls on one day: two were answered, after 7 and 30 seconds.
func office() (*reports.Client, func()) {
	conn, url, drop, err := dbtest.ForExample()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := conn.Exec(`
		INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
			('2026-03-02 09:00:00Z', '1772442000.1', 'Support', 'NONE', 'ENTERQUEUE', '', '25550100', '1'),
			('2026-03-02 09:00:07Z', '1772442000.1', 'Support', 'ana', 'CONNECT', '7', '1772442000.2', '5'),
			('2026-03-02 09:01:07Z', '1772442000.1', 'Support', 'ana', 'COMPLETECALLER', '7', '60', '1'),
			('2026-03-02 10:00:00Z', '1772445600.3', 'Support', 'NONE', 'ENTERQUEUE', '', '25550101', '1'),
			('2026-03-02 10:00:30Z', '1772445600.3', 'Support', 'ana', 'CONNECT', '30', '1772445600.4', '5'),
			('2026-03-02 10:01:00Z', '1772445600.3', 'Support', 'ana', 'COMPLETEAGENT', '30', '30', '1'),
			('2026-03-02 11:00:00Z', '1772449200.5', 'Sales', 'NONE', 'ENTERQUEUE', '', '25550102', '1'),
			('2026-03-02 11:00:40Z', '1772449200.5', 'Sales', 'NONE', 'ABANDON', '1', '1', '40')`); err != nil {
		log.Fatal(err)
	}
	if _, err := db.New(conn).Refresh(context.Background(), db.RefreshParams{}); err != nil {
		log.Fatal(err)
	}
	client, err := reports.Open(reports.Options{DatabaseURL: url})
	if err != nil {
		log.Fatal(err)
	}
	return client, func() {
		if err := errors.Join(client.Close(), drop()); err != nil {
			log.Fatal(err)
		}
	}
}

// The fields of a struct select the columns. A column that can be NULL needs a pointer.
func ExampleAsk() {
	client, closeClient := office()
	defer closeClient()

	type queue struct {
		Queue        string   `json:"queue"`
		Offered      int64    `json:"offered"`
		ServiceLevel *float64 `json:"service_level"`
	}
	answer, err := reports.Ask[queue](context.Background(), client, "queue-summary",
		reports.Between(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)),
		reports.Set("sl_threshold", 15))
	if err != nil {
		log.Fatal(err)
	}
	for _, q := range answer.Rows {
		fmt.Println(q.Queue, q.Offered, *q.ServiceLevel)
	}
	fmt.Println("all", answer.Total.Offered, *answer.Total.ServiceLevel)
	// Output:
	// Sales 1 0
	// Support 2 50
	// all 3 33.33
}

// Slots of days or hours are those of a time zone, which is also that of the times in the answer.
func ExampleInterval() {
	client, closeClient := office()
	defer closeClient()

	type hour struct {
		Begins   time.Time `json:"interval_start"`
		Answered int64     `json:"answered"`
	}
	answer, err := reports.Ask[hour](context.Background(), client, "queue-summary",
		reports.Set("from", "2026-03-02T06:00:00-03:00"), reports.Set("to", "2026-03-02T08:00:00-03:00"),
		reports.Zone("America/Montevideo"), reports.Interval("hour"), reports.Set("queue", "Support"))
	if err != nil {
		log.Fatal(err)
	}
	for _, h := range answer.Rows {
		fmt.Println(h.Begins.Format(time.RFC3339), h.Answered)
	}
	// Output:
	// 2026-03-02T06:00:00-03:00 1
	// 2026-03-02T07:00:00-03:00 1
}

// A Row has all columns. Rows of a stream need constant memory, no matter how many they are.
func ExampleStream() {
	client, closeClient := office()
	defer closeClient()

	for row, err := range reports.Stream[reports.Row](context.Background(), client, "calls",
		reports.Set("from", "2026-03-02"), reports.Set("to", "2026-03-03"), reports.Order("-wait_seconds")) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row["queue"], row["outcome"], row["wait_seconds"])
	}
	// Output:
	// Sales abandoned 40
	// Support agent_ended 30
	// Support caller_ended 7
}

// Errors are those of the HTTP API, with all parameters that are wrong.
func ExampleClient_Write() {
	client, closeClient := office()
	defer closeClient()

	err := client.Write(context.Background(), os.Stdout, "queue-summary", reports.Range("yesterdy"), reports.Set("sl_formula", "none"))
	var wrong *problem.Problem
	if errors.As(err, &wrong) {
		fmt.Println(wrong.Status)
		for _, e := range wrong.Errors {
			fmt.Println(e.Param)
		}
	}
	err = client.Write(context.Background(), os.Stdout, "queue-summary", reports.Set("from", "2026-03-02"), reports.Set("to", "2026-03-03"),
		reports.Fields("queue", "offered"), reports.Set("format", "ndjson"), reports.Set("total", true))
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// 400
	// range
	// sl_formula
	// {"queue":"Sales","offered":1}
	// {"queue":"Support","offered":2}
	// {"queue":null,"offered":3}
}
