package event_test

import (
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/migrations"
)

// BenchmarkOneDayOfOneQueue reads the events of one name, queue and day out of six months, alternately through the
// view and with a hand-written query on the table, and reports the ratio of the two times. CCREPO_BENCH_ROWS sets
// the number of rows; the default is 2 million. The goal is a ratio of at most 1.5 with 20 million rows.
func BenchmarkOneDayOfOneQueue(b *testing.B) {
	total := 2_000_000
	if text := os.Getenv("CCREPO_BENCH_ROWS"); text != "" {
		var err error
		if total, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	conn := dbtest.New(b)
	conn.SetMaxOpenConns(1)
	// Drop the indexes that neither query uses; they would only slow down the load.
	for _, index := range []string{"id", "callid", "queuename", "agent", "written_by", "guid", "queuestart"} {
		if _, err := conn.ExecContext(b.Context(), "DROP INDEX queue_log_repo_"+index); err != nil {
			b.Fatal(err)
		}
	}
	const months = 6
	loadMonths(b, conn, "queue_log_repo", months, total/months, []string{"ABANDON", "ENTERQUEUE", "CONNECT", "COMPLETEAGENT", "COMPLETECALLER", "RINGNOANSWER", "HOLD", "UNHOLD", "OUTCALL", "FINISHWRAPUP"})
	if _, err := conn.ExecContext(b.Context(), "VACUUM queue_log_repo"); err != nil {
		b.Fatal(err)
	}
	const where = " queuename = $1 AND datetime >= $2::timestamptz AND datetime < $3::timestamptz"
	ways := map[string]string{
		"view":    "SELECT id, datetime, callid, queuename, agent, position, origposition, waittime, data4, data5 FROM event.queue_log_abandon WHERE" + where,
		"by hand": "SELECT id, datetime, callid, queuename, agent, data1, data2, data3, data4, data5 FROM queue_log_repo WHERE event = 'ABANDON' AND" + where,
	}
	for _, query := range ways { // read once, so that both find their pages in the cache
		readDay(b, conn, query, 0)
	}
	spent := map[string]time.Duration{}
	rows, turn := 0, 0
	for b.Loop() {
		for way, query := range ways {
			begin := time.Now()
			rows = readDay(b, conn, query, turn)
			spent[way] += time.Since(begin)
		}
		turn++
	}
	b.ReportMetric(float64(rows), "rows")
	b.ReportMetric(spent["view"].Seconds()*1e6/float64(turn), "µs-view")
	b.ReportMetric(spent["by hand"].Seconds()*1e6/float64(turn), "µs-by-hand")
	b.ReportMetric(spent["view"].Seconds()/spent["by hand"].Seconds(), "times-by-hand")
}

// readDay reads all rows of one day of one queue and returns their number.
func readDay(b *testing.B, conn *sql.DB, query string, turn int) int {
	b.Helper()
	day := time.Date(2026, 3, 1+turn%20, 0, 0, 0, 0, time.UTC)
	rows, err := conn.QueryContext(b.Context(), query, fmt.Sprint("queue ", turn%20), day, day.AddDate(0, 0, 1))
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	values := make([]sql.RawBytes, 10)
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	count := 0
	for ; rows.Next(); count++ {
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil || count == 0 {
		b.Fatalf("%d rows, %v", count, err)
	}
	return count
}

// BenchmarkStart connects to a database and reads a row of a table, with the event views and without.
func BenchmarkStart(b *testing.B) {
	for _, views := range []bool{true, false} {
		b.Run(fmt.Sprintf("views=%t", views), func(b *testing.B) {
			url := dbtest.EmptyURL(b)
			conn, err := sql.Open("postgres", url)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := migrations.Up(b.Context(), conn); err != nil {
				b.Fatal(err)
			}
			if !views {
				if _, err := conn.ExecContext(b.Context(), `DO $$ DECLARE view regclass; BEGIN
					FOR view IN SELECT oid FROM pg_class WHERE relnamespace = 'event'::regnamespace LOOP EXECUTE format('DROP VIEW %s', view); END LOOP; END $$`); err != nil {
					b.Fatal(err)
				}
			}
			if err := conn.Close(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				conn, err := sql.Open("postgres", url)
				if err != nil {
					b.Fatal(err)
				}
				var rows int
				if err := conn.QueryRowContext(b.Context(), "SELECT count(*) FROM queue_log_repo WHERE id = 1").Scan(&rows); err != nil {
					b.Fatal(err)
				}
				if err := conn.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
