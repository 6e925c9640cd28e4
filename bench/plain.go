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

// servePlain is what a good engineer writes by hand in an hour: net/http, database/sql, lib/pq,
// encoding/json, a struct for the rows, and parameters checked no further than they parse.
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

// plainSummary aggregates raw events: each call's events are joined first, as a call counts in the
// hour in which it entered.
func plainSummary(db *sql.DB) http.HandlerFunc {
	const query = `
WITH call AS (
	SELECT callid, queuename,
		min(datetime) FILTER (WHERE event = 'ENTERQUEUE') AS entered,
		bool_or(event = 'CONNECT') AS answered,
		bool_or(event = 'ABANDON') AS abandoned,
		max(data1::integer) FILTER (WHERE event = 'CONNECT') AS wait,
		max(data2::integer) FILTER (WHERE event IN ('COMPLETEAGENT', 'COMPLETECALLER')) AS talk,
		count(*) FILTER (WHERE event = 'RINGNOANSWER' AND data1::integer > 1000) AS rings
	FROM queue_log_repo
	WHERE datetime >= $1 AND datetime < $2
		AND event IN ('ENTERQUEUE', 'CONNECT', 'ABANDON', 'COMPLETEAGENT', 'COMPLETECALLER', 'RINGNOANSWER')
	GROUP BY callid, queuename
)
SELECT date_trunc('hour', entered), queuename, count(*), count(*) FILTER (WHERE answered), count(*) FILTER (WHERE abandoned),
	count(*) FILTER (WHERE answered AND wait <= 20), avg(wait) FILTER (WHERE answered), max(wait),
	percentile_cont(0.5) WITHIN GROUP (ORDER BY wait) FILTER (WHERE answered),
	percentile_cont(0.9) WITHIN GROUP (ORDER BY wait) FILTER (WHERE answered),
	percentile_cont(0.95) WITHIN GROUP (ORDER BY wait) FILTER (WHERE answered),
	sum(talk), sum(rings)
FROM call
GROUP BY 1, 2
ORDER BY 2, 1`
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		rows, err := db.QueryContext(r.Context(), query, q.Get("from"), q.Get("to"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer func() { _ = rows.Close() }()
		var out [][]any
		for rows.Next() {
			values := make([]any, 13)
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
