package coverage

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ccrepo/ccrepo/db"
)

// patience limits the reading of the metrics, so that a database that is away does not hold up the others.
const patience = 2 * time.Second

// collector collects the state of the feeds. If the database does not answer, the metrics are absent, not zero.
type collector struct {
	pool                                   db.DBTX
	up, lag, rows, bad, errs, unread, gaps *prometheus.Desc
}

func newCollector(pool db.DBTX) *collector {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("ccrepo_feed_"+name, help, []string{"feed"}, nil)
	}
	return &collector{
		pool:   pool,
		up:     desc("up", "1 if a server follows the feed and reads its source, else 0."),
		lag:    desc("lag_seconds", "Time since the feed last had everything that its source had."),
		rows:   desc("rows", "Rows that the feed has written."),
		bad:    desc("bad_rows", "Rows of the source that cannot be read."),
		errs:   desc("errors", "How often reading the feed failed."),
		unread: desc("unread_bytes", "Bytes of the source that are not read yet."),
		gaps:   desc("gaps", "Times of which the feed may lack rows."),
	}
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.up, c.lag, c.rows, c.bad, c.errs, c.unread, c.gaps} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	feeds, err := db.New(c.pool).ListFeeds(ctx)
	if err != nil {
		return
	}
	for _, f := range feeds {
		gauge := func(d *prometheus.Desc, value float64) {
			ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, f.Feed)
		}
		up := 0.0
		if f.State == "reading" {
			up = 1
		}
		gauge(c.up, up)
		if f.LagSeconds != nil {
			gauge(c.lag, float64(*f.LagSeconds))
		}
		gauge(c.rows, float64(f.Rows))
		gauge(c.bad, float64(f.BadRows))
		gauge(c.errs, float64(f.Errors))
		gauge(c.unread, float64(f.UnreadBytes))
		gauge(c.gaps, float64(f.Gaps))
	}
}
