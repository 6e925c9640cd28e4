package sample_test

import "github.com/ccrepo/ccrepo/ingest/sample"

// invariant is a property of the whole month: a query that counts its exceptions, and how many there must be.
type invariant struct {
	name, query string
	want        int64
	ends        bool // $1 and $2 are the first and the last moment of the month
}

func (i invariant) args(s sample.Summary) []any {
	if !i.ends {
		return nil
	}
	return []any{s.From, s.To}
}

const endings = `('COMPLETEAGENT','COMPLETECALLER','TRANSFER','BLINDTRANSFER','ATTENDEDTRANSFER','ABANDON','EXITWITHTIMEOUT','EXITEMPTY','EXITWITHKEY')`

func invariants() []invariant {
	return []invariant{
		{name: "no row is outside of the month", ends: true, query: `
SELECT count(*) FROM (
	SELECT datetime AS at FROM queue_log_repo UNION ALL SELECT datetime FROM webchat_log_repo UNION ALL SELECT datetime FROM sms_log_repo
	UNION ALL SELECT datetime FROM email_log_repo UNION ALL SELECT datetime FROM twitter_log_repo UNION ALL SELECT datetime FROM messenger_log_repo
	UNION ALL SELECT datetime FROM facebook_log_repo UNION ALL SELECT calldate FROM cdr_repo UNION ALL SELECT finishtime FROM cdr_repo
	UNION ALL SELECT calldate + make_interval(secs => duration) FROM cdr_repo
	UNION ALL SELECT datetime FROM tags UNION ALL SELECT calldate FROM black_list_history UNION ALL SELECT dateprocessed FROM sms_repo
	UNION ALL SELECT datecreated FROM sipchat UNION ALL SELECT datetime FROM auditory) AS t
WHERE at < $1::timestamptz OR at > $2::timestamptz`},
		{name: "no row lies in a default partition", query: `
SELECT (SELECT count(*) FROM queue_log_repo_default) + (SELECT count(*) FROM cdr_repo_default) + (SELECT count(*) FROM sms_repo_default)
	+ (SELECT count(*) FROM email_log_repo_default)`},
		{name: "campaigns allow the dispositions that mark their calls, of which there are three levels", want: 1, query: `
SELECT (SELECT count(*) FROM cdr_repo AS r WHERE r.userfield <> '' AND NOT EXISTS (
	SELECT FROM app.allowed_disposition AS a WHERE a.campaign = r.campaign AND concat_ws(' / ', a.l1, nullif(a.l2, ''), nullif(a.l3, '')) = r.userfield))
	+ (SELECT count(*) FROM app.allowed_disposition WHERE l3 <> '')`},
		{name: "every connect and ending has an entry before it", query: `
SELECT count(*) FROM queue_log_repo AS c WHERE (event IN ` + endings + ` OR event = 'CONNECT') AND NOT EXISTS (
	SELECT FROM queue_log_repo AS e WHERE e.callid = c.callid AND e.queuename = c.queuename AND e.event = 'ENTERQUEUE' AND e.datetime <= c.datetime AND e.id < c.id)`},
		{name: "talk is the time between connect and ending, and wait that before, but for one unreadable number", want: 1, query: `
SELECT count(*) FROM (
	SELECT event, datetime, data1, data2, data3, data4,
		lag(event) OVER w AS before, lag(datetime) OVER w AS connected, lag(datetime, 2) OVER w AS entered
	FROM queue_log_repo WHERE event IN ('ENTERQUEUE', 'CONNECT') OR event IN ` + endings + `
	WINDOW w AS (PARTITION BY callid, queuename ORDER BY datetime, id)) AS t
CROSS JOIN LATERAL (SELECT CASE WHEN event ~ 'TRANSFER' THEN data3 ELSE data1 END AS wait, CASE WHEN event ~ 'TRANSFER' THEN data4 ELSE data2 END AS talk) AS v
WHERE event ~ 'COMPLETE|TRANSFER' AND (
	before <> 'CONNECT'
	OR extract(epoch FROM datetime - connected) IS DISTINCT FROM app.whole_number(talk)
	OR extract(epoch FROM connected - entered) IS DISTINCT FROM app.whole_number(wait))`},
		{name: "who leaves has waited for as long as is written", query: `
SELECT count(*) FROM (
	SELECT event, datetime, data3, data4, max(datetime) FILTER (WHERE event = 'ENTERQUEUE') OVER w AS entered
	FROM queue_log_repo WHERE event IN ('ENTERQUEUE', 'ABANDON', 'EXITWITHTIMEOUT', 'EXITEMPTY', 'EXITWITHKEY')
	WINDOW w AS (PARTITION BY callid, queuename ORDER BY datetime, id)) AS t
WHERE event <> 'ENTERQUEUE'
	AND extract(epoch FROM datetime - entered) IS DISTINCT FROM app.whole_number(CASE event WHEN 'EXITWITHKEY' THEN data4 ELSE data3 END)`},
		{name: "an agent has one conversation at a time", query: `
SELECT count(*) FROM (
	SELECT datetime AS ended, datetime - make_interval(secs => app.whole_number(CASE event WHEN 'OUTCALL' THEN data3 ELSE data2 END)) AS began,
		lag(datetime) OVER (PARTITION BY agent ORDER BY datetime, id) AS free
	FROM queue_log_repo WHERE event IN ('COMPLETEAGENT', 'COMPLETECALLER', 'OUTCALL')) AS t
WHERE began < free`},
		{name: "agents take calls only while they are logged in and not away", query: `
SELECT count(*) FROM (
	SELECT event, agent, max(CASE event WHEN 'AGENTLOGIN' THEN 1 WHEN 'AGENTLOGOFF' THEN 0 END) OVER (PARTITION BY agent, turn) AS here,
		max(CASE event WHEN 'REALPAUSE' THEN 1 WHEN 'REALUNPAUSE' THEN 0 WHEN 'AGENTLOGIN' THEN 0 END) OVER (PARTITION BY agent, rest) AS away
	FROM (
		SELECT *, count(*) FILTER (WHERE event IN ('AGENTLOGIN', 'AGENTLOGOFF')) OVER w AS turn,
			count(*) FILTER (WHERE event IN ('REALPAUSE', 'REALUNPAUSE', 'AGENTLOGIN')) OVER w AS rest
		FROM queue_log_repo WHERE agent <> '' WINDOW w AS (PARTITION BY agent ORDER BY datetime, id)) AS turns) AS t
WHERE event = 'CONNECT' AND (here IS DISTINCT FROM 1 OR away IS DISTINCT FROM 0)`},
		{name: "logoffs and returns say how long it was", query: `
SELECT count(*) FROM (
	SELECT event, data1, data3, datetime, lag(datetime) OVER (PARTITION BY agent, event IN ('AGENTLOGIN', 'AGENTLOGOFF'), event ~ 'BREAK' ORDER BY datetime, id) AS began
	FROM queue_log_repo WHERE event IN ('AGENTLOGIN', 'AGENTLOGOFF', 'REALPAUSE', 'REALUNPAUSE', 'BREAK', 'UNBREAK')) AS t
WHERE event IN ('AGENTLOGOFF', 'REALUNPAUSE', 'UNBREAK')
	AND extract(epoch FROM datetime - began) IS DISTINCT FROM app.whole_number(CASE event WHEN 'UNBREAK' THEN data3 ELSE data1 END)`},
		{name: "every call that has left the queues has its record", query: `
SELECT count(DISTINCT callid) FROM queue_log_repo AS q
WHERE (event IN ` + endings + ` OR event = 'OUTCALL') AND NOT EXISTS (SELECT FROM cdr_repo AS c WHERE c.uniqueid = q.callid AND c.campaign = q.queuename)`},
		{name: "one call has neither ending nor record, besides those that go on at the end", want: 1, ends: true, query: `
SELECT count(DISTINCT callid) FROM queue_log_repo AS q
WHERE event = 'ENTERQUEUE' AND datetime BETWEEN $1::timestamptz AND $2::timestamptz - interval '2 hours'
	AND NOT EXISTS (SELECT FROM cdr_repo AS c WHERE c.uniqueid = q.callid)`},
		{name: "records and log agree about the talk of finished calls, but for the unreadable number", want: 1, query: `
SELECT count(*) FROM (
	SELECT callid, sum(app.whole_number(CASE WHEN event ~ 'TRANSFER' THEN data4 ELSE data2 END)) AS talk
	FROM queue_log_repo WHERE event IN ('COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER', 'OUTCALL')
	GROUP BY callid) AS q
JOIN (SELECT uniqueid, sum(billsec) AS talk, bool_or(billsec > duration) AS wrong FROM cdr_repo GROUP BY uniqueid) AS c ON c.uniqueid = q.callid
WHERE q.talk IS DISTINCT FROM c.talk OR c.wrong`},
		{name: "every record of a campaign has its call in the log", query: `
SELECT count(*) FROM cdr_repo AS c WHERE campaign <> '' AND NOT EXISTS (
	SELECT FROM queue_log_repo AS q WHERE q.callid = c.uniqueid AND q.queuename = c.campaign)`},
		{name: "wrap-ups and tags name recorded calls", query: `
SELECT (SELECT count(*) FROM queue_log_repo AS q WHERE event = 'FINISHWRAPUP' AND NOT EXISTS (SELECT FROM cdr_repo AS c WHERE c.guid = q.data3))
	+ (SELECT count(*) FROM tags AS g WHERE NOT EXISTS (SELECT FROM cdr_repo AS c WHERE c.guid = g.guid AND c.type = 'recorded' AND g.time < c.billsec))`},
		{name: "a campaign with lists has one active", query: `
SELECT count(*) FROM (SELECT campaign FROM dialer_base GROUP BY campaign HAVING count(*) FILTER (WHERE active) <> 1) AS t`},
		{name: "the spool has records in all three states, of lists that there are", want: 3, query: `
SELECT count(DISTINCT status) - (SELECT count(*) FROM calls_spool AS s WHERE NOT EXISTS (
	SELECT FROM dialer_base AS b WHERE b.campaign = s.campaign AND b.name = s.dialerbase)) FROM calls_spool`},
		{name: "no list has more records in the spool than in all", query: `
SELECT count(*) FROM dialer_base AS b WHERE records < (SELECT count(*) FROM calls_spool AS s WHERE s.campaign = b.campaign AND s.dialerbase = b.name)`},
		{name: "text sessions have as many messages as their ending says", query: `
SELECT count(*) FROM (
	SELECT callid, app.whole_number(CASE event WHEN 'COMPLETEAGENT' THEN data4 ELSE data2 END) AS messages
	FROM sms_log_repo WHERE event IN ('COMPLETEAGENT', 'COMPLETEAGENTOUT')) AS s
WHERE messages IS DISTINCT FROM (SELECT count(*) FROM sms_repo AS m WHERE m.sessionid = s.callid)`},
		{name: "every text session is one of the log", query: `
SELECT count(*) FROM sms_repo AS m WHERE sessionid <> '' AND NOT EXISTS (
	SELECT FROM sms_log_repo AS l WHERE l.callid = m.sessionid AND l.event IN ('ENTERQUEUE', 'OUTSMS') AND l.queuename = m.campaign AND l.datetime <= m.dateprocessed)`},
		{name: "no interaction is connected without having entered", query: `
SELECT count(*) FROM (
	SELECT callid, event, row_number() OVER (PARTITION BY callid ORDER BY datetime, id) AS n FROM (
		SELECT * FROM webchat_log_repo UNION ALL SELECT * FROM sms_log_repo UNION ALL SELECT * FROM email_log_repo
		UNION ALL SELECT * FROM twitter_log_repo UNION ALL SELECT * FROM messenger_log_repo UNION ALL SELECT * FROM facebook_log_repo) AS t) AS u
WHERE n = 1 AND (event IN ('CONNECT', 'ABANDON', 'EXITWITHTIMEOUT', 'TRANSFERRED', 'ATTENDED') OR event ~ 'COMPLETE')`},
		{name: "calls come in business hours of the centre's clock, also after it was changed", query: `
SELECT count(*) FROM (SELECT datetime AT TIME ZONE 'Europe/Madrid' AS clock FROM queue_log_repo WHERE event IN ('PHONECALL', 'OUTCALL')) AS t
WHERE extract(isodow FROM clock) = 7 OR clock::time < '07:45' OR clock::time > CASE extract(isodow FROM clock) WHEN 6 THEN '14:00' ELSE '20:15' END::time`},
		{name: "one origid repeats", want: 1, query: `
SELECT count(*) FROM (SELECT origid FROM queue_log_repo GROUP BY origid HAVING count(*) > 1) AS t`},
		{name: "one call still waits at the end", want: 1, ends: true, query: `
SELECT count(*) FROM queue_log_repo AS q WHERE event = 'ENTERQUEUE' AND datetime = $2::timestamptz - interval '40 seconds' AND queuename = 'Sales<-'
	AND $1::timestamptz < $2::timestamptz
	AND NOT EXISTS (SELECT FROM queue_log_repo AS o WHERE o.callid = q.callid AND (o.datetime > q.datetime OR o.event = 'CONNECT'))`},
		{name: "telephone numbers are of fiction", query: `
SELECT count(*) FROM (
	SELECT data2 AS number FROM queue_log_repo WHERE event = 'ENTERQUEUE' UNION ALL SELECT data4 FROM queue_log_repo WHERE event = 'OUTCALL'
	UNION ALL SELECT dst FROM black_list_history UNION ALL SELECT callerid FROM sms_repo UNION ALL SELECT destination FROM calls_spool
	UNION ALL SELECT unnest(string_to_array(alternatives, ':')) FROM calls_spool
	UNION ALL SELECT src FROM cdr_repo UNION ALL SELECT dst FROM cdr_repo) AS t
WHERE number !~ '^(\+1\d{3}55501\d\d|\+447700900\d{3}|\+598255501\d\d|2\d\d|300)$'`},
		{name: "addresses are of examples", query: `
SELECT count(*) FROM (
	SELECT data1 AS address FROM email_log_repo WHERE event IN ('ENTERQUEUE', 'OUTEMAIL', 'FORWARDED') UNION ALL SELECT data2 FROM webchat_log_repo WHERE event = 'ENTERQUEUE') AS t
WHERE address !~ '^[a-z0-9.]+@example\.(com|org)$'`},
	}
}
