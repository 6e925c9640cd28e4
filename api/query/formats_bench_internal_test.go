package query

import (
	"database/sql"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/xlsx"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// BenchmarkFormats writes rows of cdr_repo in the formats of exports, without a database. CCREPO_BENCH_ROWS sets their
// number; it reports the time until the first bytes are sent, the size, and the largest heap seen.
func BenchmarkFormats(b *testing.B) {
	rows := 10_000
	if text := os.Getenv("CCREPO_BENCH_ROWS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		rows = n
	}
	var columns []*route.Column
	for _, r := range db.Routes() {
		if r.Path == "/v1/tables/cdr_repo" {
			for _, c := range r.Columns {
				columns = append(columns, &c)
			}
		}
	}
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, format := range []string{"csv", "ndjson", "xlsx"} {
		b.Run(format, func(b *testing.B) {
			q := &Request{fields: columns, loc: time.UTC, format: format, labels: true}
			hold := map[string]int{"xlsx": workbookHold}[format]
			if hold == 0 {
				hold = heldSize
			}
			values := make([]sql.RawBytes, len(columns))
			for b.Loop() {
				var first time.Duration
				var heap uint64
				sent, started := 0, time.Now()
				e := q.newEncoder()
				buf := e.head(nil)
				runtime.GC()
				for i := range rows {
					for n, c := range columns {
						switch {
						case c.Kind == route.Time:
							values[n] = begin.Add(time.Duration(i)*time.Second).AppendFormat(values[n][:0], "2006-01-02 15:04:05+00")
						case c.Kind == route.Text && n%3 == 0:
							values[n] = fmt.Appendf(values[n][:0], "%d.%d", 1767225600+i, i*7919%10_007)
						case c.Kind == route.Text:
							values[n] = append(values[n][:0], "SIP/trunk"...)
						case c.Kind == route.Bool:
							values[n] = append(values[n][:0], "true"...)
						default:
							values[n] = strconv.AppendInt(values[n][:0], int64(i*31%1000), 10)
						}
					}
					buf = e.row(buf, i == 0, values)
					if len(buf) > hold || first > 0 && len(buf) > bufferSize {
						if first == 0 {
							first, hold = time.Since(started), 0
						}
						sent += len(buf)
						buf = buf[:0]
					}
					if i%50_000 == 0 {
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						heap = max(heap, m.HeapInuse)
					}
				}
				if book, is := e.(*workbook); is {
					var err error
					if buf, err = book.end(buf, func(*xlsx.Writer) {}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
				b.ReportMetric(float64(sent+len(buf))/(1<<20), "MiB-sent")
				b.ReportMetric(float64(heap)/(1<<20), "MiB-heap")
			}
		})
	}
}
