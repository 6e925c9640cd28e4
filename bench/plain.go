package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"
)

// servePlain is a typical server written by hand in an hour: net/http, database/sql, lib/pq, encoding/json, a
// struct for the rows, and parameters that are parsed but not validated further.
func servePlain(ctx context.Context, url, address string) error {
	db, err := sql.Open("postgres", url+"&binary_parameters=yes")
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	db.SetMaxIdleConns(10)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /row", plainRow(db))
	mux.HandleFunc("GET /page", plainPage(db))
	mux.HandleFunc("GET /summary", plainSummary(db))
	mux.HandleFunc("GET /agents", plainAgents(db))
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

type plainCall struct {
	ID             int64      `json:"id"`
	Calldate       time.Time  `json:"calldate"`
	Clid           *string    `json:"clid"`
	Src            *string    `json:"src"`
	Dst            *string    `json:"dst"`
	Dcontext       *string    `json:"dcontext"`
	Channel        *string    `json:"channel"`
	Dstchannel     *string    `json:"dstchannel"`
	Lastapp        *string    `json:"lastapp"`
	Lastdata       *string    `json:"lastdata"`
	Duration       *int       `json:"duration"`
	Billsec        *int       `json:"billsec"`
	Disposition    *string    `json:"disposition"`
	Amaflags       *string    `json:"amaflags"`
	Accountcode    *string    `json:"accountcode"`
	Userfield      *string    `json:"userfield"`
	Uniqueid       string     `json:"uniqueid"`
	Type           *string    `json:"type"`
	GUID           *string    `json:"guid"`
	Causecode      *string    `json:"causecode"`
	Campaign       *string    `json:"campaign"`
	ChargedBalance *string    `json:"charged_balance"`
	RealBalance    *string    `json:"real_balance"`
	Note           *string    `json:"note"`
	Contact        *string    `json:"contact"`
	Finishtime     *time.Time `json:"finishtime"`
	Rating         *float64   `json:"rating"`
	Dialerbase     *string    `json:"dialerbase"`
	Linkedid       *string    `json:"linkedid"`
	Peeraccount    *string    `json:"peeraccount"`
	Sequence       *int       `json:"sequence"`
}

const plainColumns = `id, calldate, clid, src, dst, dcontext, channel, dstchannel, lastapp, lastdata, duration, billsec, disposition,
	amaflags, accountcode, userfield, uniqueid, type, guid, causecode, campaign, charged_balance, real_balance, note, contact,
	finishtime, rating, dialerbase, linkedid, peeraccount, sequence`

func (c *plainCall) scan(row interface{ Scan(...any) error }) error {
	return row.Scan(&c.ID, &c.Calldate, &c.Clid, &c.Src, &c.Dst, &c.Dcontext, &c.Channel, &c.Dstchannel, &c.Lastapp, &c.Lastdata,
		&c.Duration, &c.Billsec, &c.Disposition, &c.Amaflags, &c.Accountcode, &c.Userfield, &c.Uniqueid, &c.Type, &c.GUID, &c.Causecode,
		&c.Campaign, &c.ChargedBalance, &c.RealBalance, &c.Note, &c.Contact, &c.Finishtime, &c.Rating, &c.Dialerbase, &c.Linkedid,
		&c.Peeraccount, &c.Sequence)
}

func plainRow(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		var c plainCall
		if err := c.scan(db.QueryRowContext(r.Context(), "SELECT "+plainColumns+" FROM cdr_repo WHERE id = $1 AND calldate >= $2 AND calldate < $3",
			q.Get("id"), q.Get("from"), q.Get("to"))); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": c})
	}
}

func plainPage(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		rows, err := db.QueryContext(r.Context(), "SELECT "+plainColumns+" FROM cdr_repo WHERE calldate >= $1 AND calldate < $2 ORDER BY calldate, id, uniqueid LIMIT 101",
			q.Get("from"), q.Get("to"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer func() { _ = rows.Close() }()
		calls := make([]plainCall, 0, 100)
		for rows.Next() && len(calls) < 100 {
			var c plainCall
			if err := c.scan(rows); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			calls = append(calls, c)
		}
		if err := rows.Err(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": calls})
	}
}

// plainSummary aggregates raw events to the same figures. It joins the events of each call first, because a call
// counts in the hour of its entry. It ignores calls that enter a queue twice, unordered logs, events that only a
// guid connects with their call, and restarts.
func plainSummary(db *sql.DB) http.HandlerFunc {
	const query = `
WITH event AS (
	SELECT callid, queuename, datetime, event, data1, data2, data3, data4,
		lead(datetime) OVER (PARTITION BY callid, queuename, event IN ('HOLD', 'UNHOLD') ORDER BY datetime, id) AS next_at
	FROM queue_log_repo
	WHERE datetime >= $1 AND datetime < $2
		AND event IN ('ENTERQUEUE', 'CONNECT', 'ABANDON', 'COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER',
			'EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY', 'WITHDRAW', 'SYSCOMPAT', 'AGENTDUMP', 'RINGNOANSWER', 'HOLD', 'UNHOLD', 'FINISHWRAPUP')
), call AS (
	SELECT callid, queuename,
		min(datetime) FILTER (WHERE event = 'ENTERQUEUE') AS entered,
		bool_or(event = 'CONNECT') AS connected,
		min(event) FILTER (WHERE event IN ('ABANDON', 'COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER',
			'EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY', 'WITHDRAW', 'SYSCOMPAT')) AS ending,
		coalesce(max(data1::integer) FILTER (WHERE event IN ('CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER')),
			max(data3::integer) FILTER (WHERE event IN ('ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'WITHDRAW')),
			max(data4::integer) FILTER (WHERE event = 'EXITWITHKEY')) AS wait,
		coalesce(max(data2::integer) FILTER (WHERE event IN ('COMPLETEAGENT', 'COMPLETECALLER')),
			max(data4::integer) FILTER (WHERE event IN ('TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER'))) AS talk,
		coalesce(sum(extract(epoch FROM next_at - datetime)) FILTER (WHERE event = 'HOLD'), 0) AS hold,
		coalesce(sum(data2::integer - data1::integer) FILTER (WHERE event = 'FINISHWRAPUP'), 0) AS wrapup,
		max(data3::integer) FILTER (WHERE event = 'ENTERQUEUE') AS position,
		count(*) FILTER (WHERE event = 'AGENTDUMP') AS dumps,
		count(*) FILTER (WHERE event = 'RINGNOANSWER' AND data1::integer > 1000) AS rings
	FROM event
	GROUP BY callid, queuename
)
SELECT date_trunc('hour', entered), queuename, count(*) AS offered,
	count(*) FILTER (WHERE connected) AS answered,
	count(*) FILTER (WHERE ending = 'ABANDON' AND NOT connected) AS abandoned,
	count(*) FILTER (WHERE ending = 'ABANDON' AND NOT connected AND wait <= 5) AS short_abandoned,
	count(*) FILTER (WHERE ending = 'EXITWITHTIMEOUT') AS timed_out,
	count(*) FILTER (WHERE ending = 'EXITEMPTY') AS exited_empty,
	count(*) FILTER (WHERE ending = 'EXITWITHKEY') AS exited_key,
	count(*) FILTER (WHERE ending = 'WITHDRAW') AS withdrawn,
	count(*) FILTER (WHERE ending = 'SYSCOMPAT') AS failed,
	coalesce(sum(dumps), 0) AS dumps,
	count(*) FILTER (WHERE ending IS NULL AND NOT connected) AS waiting,
	count(*) FILTER (WHERE ending LIKE '%TRANSFER') AS transferred,
	count(*) FILTER (WHERE ending = 'COMPLETEAGENT') AS agent_ended,
	count(*) FILTER (WHERE ending = 'COMPLETECALLER') AS caller_ended,
	count(*) FILTER (WHERE ending IS NULL AND connected) AS connected,
	round(100.0 * count(*) FILTER (WHERE connected) / count(*), 2) AS answer_rate,
	round(100.0 * count(*) FILTER (WHERE ending = 'ABANDON' AND NOT connected) / count(*), 2) AS abandon_rate,
	round(100.0 * count(*) FILTER (WHERE connected AND wait <= 20) / nullif(count(*) FILTER (WHERE connected OR ending = 'ABANDON'), 0), 2) AS service_level,
	count(*) FILTER (WHERE connected AND wait <= 20) AS within_threshold,
	round(avg(wait) FILTER (WHERE connected), 2) AS asa,
	max(wait) AS wait_max,
	percentile_cont(0.5) WITHIN GROUP (ORDER BY wait) FILTER (WHERE connected) AS wait_p50,
	percentile_cont(0.9) WITHIN GROUP (ORDER BY wait) FILTER (WHERE connected) AS wait_p90,
	percentile_cont(0.95) WITHIN GROUP (ORDER BY wait) FILTER (WHERE connected) AS wait_p95,
	round(avg(wait) FILTER (WHERE ending = 'ABANDON' AND NOT connected), 2) AS abandon_wait,
	sum(talk) AS talk, round(avg(talk), 2) AS talk_avg, sum(hold) AS hold, sum(wrapup) AS wrapup,
	round(avg(talk + wrapup), 2) AS aht, sum(rings) AS rings_missed, round(avg(position), 2) AS position_avg
FROM call
GROUP BY GROUPING SETS ((1, 2), ())
ORDER BY 2, 1`
	return plainReport(db, query)
}

// plainReport responds with the rows of a query over a range.
func plainReport(db *sql.DB, query string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		rows, err := db.QueryContext(r.Context(), query, q.Get("from"), q.Get("to"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer func() { _ = rows.Close() }()
		names, err := rows.Columns()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		var out [][]any
		for rows.Next() {
			values := make([]any, len(names))
			dest := make([]any, len(values))
			for i := range dest {
				dest[i] = &values[i]
			}
			if err := rows.Scan(dest...); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			out = append(out, values)
		}
		if err := rows.Err(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": out})
	}
}

// plainAgents aggregates raw events to the figures of agent-summary by day: spans from each beginning to the next
// event of its kind, cut at midnight, and calls by the time of their events. It ignores spans that were open
// before the range, overlaps, restarts, and pauses that continue during a break.
func plainAgents(db *sql.DB) http.HandlerFunc {
	const query = `
WITH event AS (
	SELECT agent, datetime, event, data1, data2, data3, data4,
		lead(datetime) OVER (
			PARTITION BY agent, CASE WHEN event LIKE 'AGENTLOG%' THEN 1 WHEN event LIKE 'REAL%' THEN 2 WHEN event LIKE '%BREAK' THEN 3 ELSE 4 END
			ORDER BY datetime, id) AS next_at
	FROM queue_log_repo
	WHERE datetime >= $1 AND datetime < $2
		AND event IN ('AGENTLOGIN', 'AGENTLOGOFF', 'REALPAUSE', 'REALUNPAUSE', 'BREAK', 'UNBREAK', 'RINGNOANSWER', 'CONNECT',
			'COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'FINISHWRAPUP', 'OUTCALL')
), fact AS (
	SELECT agent, d AS day, event, extract(epoch FROM least(next_at, d + interval '1 day') - greatest(datetime, d)) AS seconds,
		NULL::integer AS talk, NULL::integer AS wrapup, NULL::integer AS outbound, false AS missed
	FROM event
	CROSS JOIN generate_series(date_trunc('day', datetime), next_at, interval '1 day') AS d
	WHERE event IN ('AGENTLOGIN', 'REALPAUSE', 'BREAK')
	UNION ALL
	SELECT agent, date_trunc('day', datetime), event, NULL,
		CASE WHEN event LIKE 'COMPLETE%' THEN data2::integer WHEN event LIKE '%TRANSFER' THEN data4::integer END,
		CASE WHEN event = 'FINISHWRAPUP' THEN data2::integer - data1::integer END,
		CASE WHEN event = 'OUTCALL' THEN data3::integer END,
		event = 'RINGNOANSWER' AND data1::integer > 1000
	FROM event
	WHERE event NOT IN ('AGENTLOGIN', 'AGENTLOGOFF', 'REALPAUSE', 'REALUNPAUSE', 'BREAK', 'UNBREAK')
), agent AS (
	SELECT agent, day,
		count(*) FILTER (WHERE event = 'CONNECT') AS answered,
		count(*) FILTER (WHERE missed) AS rings_missed,
		count(*) FILTER (WHERE event LIKE '%TRANSFER') AS transferred,
		coalesce(sum(seconds) FILTER (WHERE event = 'AGENTLOGIN'), 0) AS session,
		coalesce(sum(seconds) FILTER (WHERE event = 'REALPAUSE'), 0) AS pause,
		coalesce(sum(seconds) FILTER (WHERE event = 'BREAK'), 0) AS break,
		coalesce(sum(talk), 0) AS talk, count(talk) AS talked, coalesce(sum(wrapup), 0) AS wrapup,
		count(outbound) AS outbound_calls, coalesce(sum(outbound), 0) AS outbound
	FROM fact
	GROUP BY GROUPING SETS ((1, 2), ())
)
SELECT agent, day, answered, rings_missed, round(100.0 * answered / nullif(answered + rings_missed, 0), 2) AS answer_rate, transferred,
	session, pause, break, talk, wrapup, talk + wrapup + outbound AS busy, session - pause - break - talk - wrapup - outbound AS available,
	round(100.0 * (talk + wrapup + outbound) / nullif(session - pause - break, 0), 2) AS occupancy,
	round(100.0 * (talk + wrapup + outbound) / nullif(session, 0), 2) AS utilisation,
	round((talk + wrapup) / nullif(talked, 0)::numeric, 2) AS aht, outbound_calls, outbound
FROM agent
ORDER BY 1, 2`
	return plainReport(db, query)
}
