package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/ccrepo/ccrepo/migrations"
)

const cdrRows = `
INSERT INTO cdr_repo (calldate, clid, src, dst, dcontext, channel, dstchannel, lastapp, lastdata, duration, billsec, disposition,
    amaflags, accountcode, userfield, uniqueid, type, guid, causecode, campaign, charged_balance, real_balance, rating)
SELECT t, '"Caller ' || i % 5000 || '" <2555' || lpad((i % 10000)::text, 4, '0') || '>', '2555' || lpad((i % 10000)::text, 4, '0'),
    '1800' || i % 300, 'from-trunk', 'PJSIP/trunk-' || to_hex(i), 'PJSIP/' || 200 + i % 40 || '-' || to_hex(i), 'Queue', 'sales,t,,,300',
    20 + i % 600, i % 580, (ARRAY['ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED'])[1 + i % 4], 'DOCUMENTATION', 'agent' || i % 40, '',
    extract(epoch FROM t)::bigint || '.' || i, CASE WHEN i % 2 = 0 THEN 'recorded' END, md5(i::text), '16',
    (ARRAY['Sales<-', 'Support<-', 'Billing<-', 'Renewals->'])[1 + i % 4], i % 100 / 100.0, i % 90 / 100.0, CASE WHEN i % 10 = 0 THEN 4.5 END
FROM (SELECT i, timestamptz '2025-01-01' + i * (interval '365 days' / $1::integer) AS t FROM generate_series(0, $1::integer - 1) AS i) AS s`

// eventLines has four lines for each call: an entry, a ring without answer, an answer and an ending. $1 is the
// number of calls.
const eventLines = `
SELECT t + o * interval '1 second' AS datetime, c AS callid, q AS queuename, CASE WHEN o = 0 THEN 'NONE' ELSE a END AS agent,
    CASE WHEN e = 'COMPLETECALLER' AND i % 9 = 0 THEN 'COMPLETEAGENT' ELSE e END AS event,
    CASE e WHEN 'ENTERQUEUE' THEN '' WHEN 'RINGNOANSWER' THEN '9000' ELSE '12' END AS data1,
    CASE e WHEN 'ENTERQUEUE' THEN '2555' || i % 10000 WHEN 'COMPLETECALLER' THEN (60 + i % 300)::text END AS data2,
    '1' AS data3
FROM (SELECT i, timestamptz '2025-01-01' + i * (interval '365 days' / $1::integer) AS t,
        1735689600 + i || '.' || i AS c, (ARRAY['Sales<-', 'Support<-', 'Billing<-', 'Claims<-'])[1 + i % 4] AS q,
        'agent' || i % greatest(40, $1::integer / 6250) AS a
    FROM generate_series(0, $1::integer - 1) AS i) AS s
CROSS JOIN (VALUES (0, 'ENTERQUEUE'), (9, 'RINGNOANSWER'), (12, 'CONNECT'), (132, 'COMPLETECALLER')) AS v (o, e)`

// agentLines are the days of 40 agents for each quarter of a million calls: a session with four pauses and a
// break, and the wrap-up after every third call.
const agentLines = `
SELECT t + v.at AS datetime, 'NONE' AS callid, 'NONE' AS queuename, 'agent' || a AS agent, v.event, v.data1, v.data2, NULL AS data3
FROM generate_series(timestamptz '2025-01-01', '2025-12-31', interval '1 day') AS t
CROSS JOIN generate_series(0, greatest(40, $1::integer / 6250) - 1) AS a
CROSS JOIN (VALUES
    (interval '8:00', 'AGENTLOGIN', '', ''),
    ('9:10', 'REALPAUSE', '', ''), ('9:22', 'REALUNPAUSE', '720', ''),
    ('11:00', 'REALPAUSE', '', ''), ('11:15', 'REALUNPAUSE', '900', ''),
    ('13:00', 'BREAK', 'LUNCH', ''), ('13:45', 'UNBREAK', 'LUNCH', ''),
    ('15:00', 'REALPAUSE', '', ''), ('15:09', 'REALUNPAUSE', '540', ''),
    ('16:40', 'REALPAUSE', '', ''), ('16:52', 'REALUNPAUSE', '720', ''),
    ('18:00', 'AGENTLOGOFF', '36000', '')) AS v (at, event, data1, data2)
UNION ALL
SELECT l.datetime + interval '25 seconds', l.callid, l.queuename, l.agent, 'FINISHWRAPUP', '5', '30', ''
FROM (` + eventLines + `) AS l
WHERE l.event LIKE 'COMPLETE%' AND l.data2::integer % 3 = 0`

// prepare migrates the database and fills it. It changes nothing in a database that already has its rows.
func (s *suite) prepare(ctx context.Context, log *slog.Logger) error {
	db, err := sql.Open("postgres", s.url)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	defer func() { _ = db.Close() }()
	if _, err := migrations.Up(ctx, db); err != nil {
		return err
	}
	rows := s.scale * 1_000_000
	var have int
	var agents bool
	const made = "SELECT count(*), EXISTS (SELECT FROM queue_log_repo WHERE event = 'AGENTLOGIN') FROM cdr_repo"
	if err := db.QueryRowContext(ctx, made).Scan(&have, &agents); err != nil {
		return fmt.Errorf("count rows: %w", err)
	}
	if have == rows && agents {
		return nil
	}
	if have > 0 {
		return fmt.Errorf("%s holds %d rows, not the %d that are wanted with their events: remove it, or give another --data", s.dir, have, rows)
	}
	log.Info("making data", "rows", rows)
	months := "ARRAY(SELECT generate_series(timestamptz '2025-01-01', '2025-12-01', '1 month'))"
	for _, step := range []struct {
		text string
		args []any
	}{
		{"SELECT app.ensure_partitions(r, " + months + ") FROM unnest(ARRAY['cdr_repo', 'queue_log_repo']::regclass[]) AS r", nil},
		{cdrRows, []any{rows}},
		{"INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) " + eventLines + " UNION ALL " + agentLines + " ORDER BY 1", []any{rows / 4}},
		{"ANALYZE", nil},
		{"SELECT report.refresh()", nil},
		{"VACUUM ANALYZE", nil},
	} {
		if _, err := db.ExecContext(ctx, step.text, step.args...); err != nil {
			return fmt.Errorf("make data: %w", err)
		}
	}
	return nil
}
