-- name: ContactHistory :many
-- Every contact with one number or address, on every channel.
-- Calls are visits to queues (report.queue_call, by the caller's number), records of cdr_repo from or to the number, outbound calls that agents' workflows logged (OUTCALL) and attempts that the do-not-call list refused;
-- a record of a call that a visit tells of is left out, as is an OUTCALL of which there is a record. Channels of text have their interactions (report.interaction) and text messages; those of an interaction that is listed are left out.
-- Numbers and addresses are compared as they are logged.
-- To a key that is limited to campaigns: without the refused attempts, which belong to none.
-- api:route GET /v1/reports/contact-history
-- api:time at optional
-- api:as-of queue_call
-- api:order -at
-- api:key at, source, reference, channel, campaign, number
-- api:param contact Number, address or client's name, as logged.
-- api:column at Moment of the contact: its beginning; of an OUTCALL its end.
-- api:column source Where it is from: queue_call, cdr_repo, queue_log_repo, black_list_history, interaction or sms_repo.
-- api:column reference callid of a visit, an interaction or an OUTCALL, uniqueid of a record, sessionid of a message; empty where there is none.
-- api:column channel call, webchat, sms, email, twitter, messenger or facebook.
-- api:column campaign Campaign; empty where the source names none.
-- api:column number Number of the visit of a call or an interaction, else id of the row.
-- api:column direction in or out; null where the source does not tell.
-- api:column agent Agent; empty where the source names none.
-- api:column outcome What became of it: outcome of a visit or an interaction, disposition of a record, dialstatus of an OUTCALL, result of a message, or refused.
-- api:column seconds Length of the conversation or handling time, in seconds; null where not known.
-- api:personal contact contact
-- api:personal agent mixed
-- api:personal outcome mixed
-- api:example /v1/reports/contact-history?contact=%2B12025550101
SELECT
    q.entered_at AS at,
    'queue_call'::text AS source,
    q.callid::text AS reference,
    'call'::text AS channel,
    q.queue::text AS campaign,
    q.visit::bigint AS number,
    'in'::text_or_null AS direction,
    q.agent::text AS agent,
    q.outcome::text_or_null AS outcome,
    q.talk_seconds::numeric_or_null AS seconds
FROM report.queue_call AS q
WHERE left(q.callerid, 64) = left(@contact::text, 64)
  AND q.callerid = @contact::text
  AND q.entered_at >= @range_from::timestamptz
  AND q.entered_at < @range_to::timestamptz
UNION ALL
SELECT
    c.calldate, 'cdr_repo'::text, c.uniqueid, 'call'::text, coalesce(c.campaign, '')::text, c.id,
    'in'::text_or_null, coalesce(c.accountcode, '')::text, c.disposition::text_or_null, c.billsec::numeric_or_null
FROM cdr_repo AS c
WHERE c.src = @contact::text
  AND c.calldate >= @range_from::timestamptz
  AND c.calldate < @range_to::timestamptz
  AND NOT EXISTS (
    SELECT
    FROM report.queue_call AS q
    WHERE left(q.callerid, 64) = left(@contact::text, 64)
      AND q.callerid = @contact::text
      AND q.entered_at >= @range_from::timestamptz
      AND q.entered_at < @range_to::timestamptz
      AND q.callid IN (c.uniqueid, c.linkedid)
      AND q.callid NOT IN ('', 'NONE'))
UNION ALL
SELECT
    c.calldate, 'cdr_repo'::text, c.uniqueid, 'call'::text, coalesce(c.campaign, '')::text, c.id,
    'out'::text_or_null, coalesce(c.accountcode, '')::text, c.disposition::text_or_null, c.billsec::numeric_or_null
FROM cdr_repo AS c
WHERE c.dst = @contact::text
  AND c.src IS DISTINCT FROM @contact::text
  AND c.calldate >= @range_from::timestamptz
  AND c.calldate < @range_to::timestamptz
UNION ALL
SELECT
    o.datetime, 'queue_log_repo'::text, o.callid, 'call'::text, coalesce(nullif(o.queuename, 'NONE'), '')::text, o.id,
    'out'::text_or_null, coalesce((SELECT a.agent FROM app.agent_alias AS a WHERE a.interface = o.agent), nullif(o.agent, 'NONE'), '')::text,
    o.dialstatus::text_or_null, o.duration::numeric_or_null
FROM event.queue_log_outcall AS o
WHERE left(o.dialednumber, 64) = left(@contact::text, 64)
  AND o.dialednumber = @contact::text
  AND o.datetime >= @range_from::timestamptz
  AND o.datetime < @range_to::timestamptz
  AND NOT EXISTS (
    SELECT
    FROM cdr_repo AS c
    WHERE c.dst = @contact::text
      AND c.calldate >= @range_from::timestamptz
      AND c.calldate < @range_to::timestamptz
      AND (c.uniqueid = o.callid AND c.uniqueid <> '' OR c.guid = o.guid AND c.guid <> ''))
UNION ALL
SELECT
    b.calldate, 'black_list_history'::text, ''::text, 'call'::text, left(b.dst, 0)::text, b.id,
    CASE WHEN b.src <> '' THEN 'out' ELSE 'in' END::text_or_null, coalesce(b.src, '')::text, 'refused'::text_or_null, NULL::numeric_or_null
FROM black_list_history AS b
WHERE b.dst = @contact::text
  AND b.calldate >= @range_from::timestamptz
  AND b.calldate < @range_to::timestamptz
UNION ALL
SELECT
    i.entered_at, 'interaction'::text, i.callid, i.channel, i.campaign, i.visit::bigint,
    CASE WHEN i.agent_started THEN 'out' ELSE 'in' END::text_or_null, i.agent, i.outcome::text_or_null, i.handle_seconds::numeric_or_null
FROM report.interaction AS i
WHERE left(i.contact, 64) = left(@contact::text, 64)
  AND i.contact = @contact::text
  AND i.entered_at >= @range_from::timestamptz
  AND i.entered_at < @range_to::timestamptz
UNION ALL
SELECT
    m.dateprocessed, 'sms_repo'::text, coalesce(m.sessionid, '')::text, 'sms'::text, coalesce(m.campaign, '')::text, m.id,
    CASE m.direction WHEN 'I' THEN 'in' WHEN 'O' THEN 'out' END::text_or_null, coalesce(m.agent, '')::text,
    m.result::text_or_null, NULL::numeric_or_null
FROM sms_repo AS m
WHERE m.callerid = @contact::text
  AND m.dateprocessed >= @range_from::timestamptz
  AND m.dateprocessed < @range_to::timestamptz
  AND NOT EXISTS (
    SELECT
    FROM report.interaction AS i
    WHERE left(i.contact, 64) = left(@contact::text, 64)
      AND i.contact = @contact::text
      AND i.entered_at >= @range_from::timestamptz
      AND i.entered_at < @range_to::timestamptz
      AND i.callid = m.sessionid
      AND i.callid NOT IN ('', 'NONE'));
