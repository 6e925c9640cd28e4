// The metrics for Prometheus.

package api

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// metrics are the metrics for Prometheus; docs/operations.md describes each.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	rows     *prometheus.CounterVec
	refused  *prometheus.CounterVec
	repeated prometheus.Counter
	inFlight prometheus.Gauge
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ccrepo_http_requests_total", Help: "Requests answered, by route, method and status; status is broken_off if the client disconnected or an export ended early.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ccrepo_http_request_duration_seconds", Help: "Time from the request to the end of its answer, by route.",
			Buckets: []float64{.001, .005, .025, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"route"}),
		rows: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ccrepo_http_rows_total", Help: "Rows answered, by route.",
		}, []string{"route"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ccrepo_refused_total", Help: "Requests refused to protect the others, by reason: rate, concurrent (both of one key), busy (the pool), streams (of actions).",
		}, []string{"reason"}),
		repeated: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ccrepo_writes_repeated_total", Help: "Transactions of writes that were repeated because the database had undone them in favour of others (deadlocks).",
		}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "ccrepo_http_in_flight", Help: "Requests that are being answered.",
		}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.rows, m.refused, m.repeated, m.inFlight,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch registers the metrics of the server's parts.
func (s *Server) watch() {
	s.metrics.watchPool("pages", s.pools.Pages.DB)
	s.metrics.watchPool("walks", s.pools.Keyset.DB)
	s.metrics.watchPool("exports", s.pools.Exports)
	s.metrics.watchPool("limited", s.pools.Limited.DB)
	s.metrics.watchPool("writer", s.pools.Writer.DB)
	s.metrics.watchPool("streams", s.pools.Streams.DB)
	s.metrics.watchPool("site", s.pools.Site)
	s.metrics.watchGate("short", s.admission.Short)
	s.metrics.watchGate("long", s.admission.Long)
	s.metrics.watchGate("writes", s.admission.Writes)
	s.metrics.watchGate("site", s.admission.Site)
	for _, f := range s.table.features {
		s.metrics.registry.MustRegister(f.Metrics...)
	}
	s.metrics.registry.MustRegister(newRefreshCollector(s.pools.Pages, s.options.Now))
}

// refuse counts a request that was refused to protect the others.
func (m *metrics) refuse(reason string) { m.refused.WithLabelValues(reason).Inc() }

// watchPool adds the figures of a pool of connections.
func (m *metrics) watchPool(name string, pool *sql.DB) {
	m.registry.MustRegister(collectors.NewDBStatsCollector(pool, name))
}

// watchGate adds the figures of a gate.
func (m *metrics) watchGate(name string, g *admission.Gate) {
	labels := prometheus.Labels{"kind": name}
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "ccrepo_queries_running", Help: "Running queries, by kind: short answers, long ones (reports and exports), or writes.", ConstLabels: labels,
		}, func() float64 { return float64(g.Running()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "ccrepo_queries_limit", Help: "Maximum number of running queries, by kind.", ConstLabels: labels,
		}, func() float64 { return float64(g.Size()) }))
}

// observe counts a request.
func (m *metrics) observe(c echo.Context, route string, o *observation, took time.Duration, broken bool) {
	status := "broken_off"
	if !broken {
		status = strconv.Itoa(c.Response().Status)
	}
	m.requests.WithLabelValues(route, methodOf(c), status).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
	if o.queried {
		m.rows.WithLabelValues(route).Add(float64(o.rows))
	}
}

// answerMetrics answers GET /metrics. The figures are of all campaigns together.
func (s *Server) answerMetrics(c echo.Context) error {
	if auth.PrincipalOf(c.Request().Context()).Limited {
		return problem.CampaignLimited()
	}
	s.metrics.handler().ServeHTTP(c.Response(), c.Request())
	return nil
}

// handler returns the handler that exposes the metrics.
func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
}

// refreshPatience limits the time for reading the state of the derived relations.
const refreshPatience = 2 * time.Second

// refreshCollector collects the delay of the derived relations. If the database does not answer, the metrics are absent,
// not zero.
type refreshCollector struct {
	pool                  db.DBTX
	now                   func() time.Time
	up, lag, asOf, doneAt *prometheus.Desc
}

func newRefreshCollector(pool db.DBTX, now func() time.Time) *refreshCollector {
	relation := []string{"relation"}
	return &refreshCollector{
		pool: pool, now: now,
		up:     prometheus.NewDesc("ccrepo_database_up", "1 if the database answers, else 0.", nil, nil),
		lag:    prometheus.NewDesc("ccrepo_refresh_lag_seconds", "Age of as_of, the time up to which a derived relation is complete.", relation, nil),
		asOf:   prometheus.NewDesc("ccrepo_refresh_as_of_timestamp_seconds", "as_of of a derived relation: the time of its newest event.", relation, nil),
		doneAt: prometheus.NewDesc("ccrepo_refresh_timestamp_seconds", "Time at which a derived relation was last refreshed.", relation, nil),
	}
}

// Describe implements prometheus.Collector.
func (r *refreshCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{r.up, r.lag, r.asOf, r.doneAt} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (r *refreshCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), refreshPatience)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	states, err := db.New(r.pool).RefreshStates(ctx)
	if err != nil {
		gauge(r.up, 0)
		return
	}
	gauge(r.up, 1)
	for _, state := range states {
		gauge(r.doneAt, seconds(state.RefreshedAt), state.Relation)
		if state.AsOf != nil { // there has been an event
			gauge(r.asOf, seconds(*state.AsOf), state.Relation)
			gauge(r.lag, r.now().Sub(*state.AsOf).Seconds(), state.Relation)
		}
	}
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
