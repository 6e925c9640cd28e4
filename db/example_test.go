package db_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// office returns a database with one call: it waited 7 seconds and talked for 60.
func office() (db.DBTX, func()) {
	conn, _, drop, err := dbtest.ForExample()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := conn.Exec(`
		INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
			('2026-03-02 09:00:00Z', '1772442000.1', 'Support', 'NONE', 'ENTERQUEUE', '', '25550100', '1'),
			('2026-03-02 09:00:07Z', '1772442000.1', 'Support', 'ana', 'CONNECT', '7', '1772442000.2', '5'),
			('2026-03-02 09:01:07Z', '1772442000.1', 'Support', 'ana', 'COMPLETECALLER', '7', '60', '1')`); err != nil {
		log.Fatal(err)
	}
	return conn, func() {
		if err := drop(); err != nil {
			log.Fatal(err)
		}
	}
}

// Visits of calls to queues are derived from the events by Refresh.
func ExampleQueries_Calls() {
	conn, drop := office()
	defer drop()
	ctx, queries := context.Background(), db.New(conn)

	rebuilt, err := queries.Refresh(ctx, db.RefreshParams{})
	if err != nil {
		log.Fatal(err)
	}
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	calls, err := queries.Calls(ctx, db.CallsParams{RangeFrom: day, RangeTo: day.AddDate(0, 0, 1)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("rebuilt:", rebuilt)
	for _, c := range calls {
		fmt.Println(c.Queue, c.Agent, c.Outcome, "waited", *c.WaitSeconds, "talked", *c.TalkSeconds)
	}
	// Output:
	// rebuilt: 1
	// Support ana caller_ended waited 7 talked 60
}

// An interval report takes the bounds of its slots, and for each piece between them the number of the
// slot that it belongs to.
func ExampleQueries_QueueSummary() {
	conn, drop := office()
	defer drop()
	ctx, queries := context.Background(), db.New(conn)

	if _, err := queries.Refresh(ctx, db.RefreshParams{}); err != nil {
		log.Fatal(err)
	}
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	rows, err := queries.QueueSummary(ctx, db.QueueSummaryParams{
		RangeFrom: day, RangeTo: day.AddDate(0, 0, 1),
		SlotBounds:  []time.Time{day, day.Add(12 * time.Hour), day.AddDate(0, 0, 1)},
		SlotNumbers: []int32{1, 2},
		Dimensions:  true,
		SlThreshold: 20, ShortAbandon: 5, SlFormula: "abandons_missed",
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range rows {
		fmt.Println("slot", *r.Slot, *r.Queue, "offered", r.Offered, "service level", *r.ServiceLevel)
	}
	// Output:
	// slot 1 Support offered 1 service level 100.00
}

// Rows of a table, as they were written.
func ExampleQueries_ListQueueLogRepo() {
	conn, drop := office()
	defer drop()

	events, err := db.New(conn).ListQueueLogRepo(context.Background(), db.ListQueueLogRepoParams{
		RangeFrom: time.Date(2026, 3, 2, 9, 0, 5, 0, time.UTC),
		RangeTo:   time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range events {
		fmt.Println(*e.Event, *e.Agent, *e.Data1)
	}
	// Output:
	// CONNECT ana 7
}
