-- name: Reconciliation :many
-- Differences between the queue log and the call detail records, by day: calls that only one of them has, and talk times that differ.
-- api:es Diferencias entre queue_log y los registros CDR, por día: llamadas que solo tiene uno de ellos, y conversaciones que difieren.
-- A call of the queue log is a callid with all its visits; it counts on the day on which it first entered a queue. Its records are those with this uniqueid, else those with this linkedid.
-- api:es Una llamada de queue_log es un callid con todas sus visitas; cuenta en el día en que entró por primera vez a una campaña. Sus registros son los que tienen ese uniqueid o, si no, los que tienen ese linkedid.
-- A call of the records is a linkedid (uniqueid if there is none) with a record whose last application is Queue or, if none is known, a record that was answered and whose campaign is a queue of the log; it counts on the day on which it began.
-- api:es Una llamada de los registros CDR es un linkedid (uniqueid si no hay) con un registro cuya última aplicación es Queue o, si no se conoce ninguna, un registro atendido cuya campaña es una de queue_log; cuenta en el día en que empezó.
-- Only calls that began and ended within the time that both logs cover count: from the later of their first rows to the earlier of their last. Rows without an id are excluded.
-- api:es Solo cuentan las llamadas que empezaron y terminaron dentro del tiempo que ambos cubren: desde la más tardía de sus primeras filas hasta la más temprana de sus últimas. Se excluyen las filas sin id.
-- The talk time of all visits is compared with billsec of all records of the call, if the talk time of every answered visit is known.
-- api:es La conversación de todas las visitas se compara con billsec de todos los registros de la llamada, si se conoce la conversación de cada visita atendida.
-- api:route GET /v1/reports/reconciliation
-- api:topic quality
-- api:time entered_at required
-- api:as-of queue_call
-- api:key day
-- api:main day, queue_calls, queue_log_only, cdr_calls, cdr_only, talk_differs
-- api:whole
-- api:param tolerance Seconds by which talk times may differ. default=2 min=0 max=3600
-- api:es tolerance Segundos en que pueden diferir las conversaciones.
-- api:param billed_wait Whether billsec begins when the call enters the queue, as in plain Asterisk if the dialplan answers before the queue, rather than when an agent answers. default=false
-- api:es billed_wait Si billsec empieza cuando la llamada entra a la campaña, como en Asterisk si el plan de marcado atiende antes de la cola, y no cuando atiende un agente.
-- api:column day Midnight at which the day begins, by the clock of tz.
-- api:es day Medianoche en que empieza el día, según el reloj de tz.
-- api:column queue_calls Calls of the queue log.
-- api:es queue_calls Llamadas de queue_log.
-- api:column queue_log_only Calls of the queue log that have no record.
-- api:es queue_log_only Llamadas de queue_log que no tienen registro CDR.
-- api:column queue_log_example Callid of one of them; null if there is none.
-- api:es queue_log_example callid de una de ellas; nulo si no hay.
-- api:column cdr_calls Calls to queues of the records.
-- api:es cdr_calls Llamadas a campañas de los registros CDR.
-- api:column cdr_only Calls to queues of the records that the queue log does not have.
-- api:es cdr_only Llamadas a campañas de los registros CDR que queue_log no tiene.
-- api:column cdr_example Linkedid or uniqueid of one of them; null if there is none.
-- api:es cdr_example linkedid o uniqueid de una de ellas; nulo si no hay.
-- api:column talk_compared Calls of the queue log whose talk time could be compared.
-- api:es talk_compared Llamadas de queue_log cuya conversación se pudo comparar.
-- api:column talk_differs Calls whose talk times differ by more than tolerance.
-- api:es talk_differs Llamadas cuyas conversaciones difieren en más de tolerance.
-- api:column talk_example Callid of one of them; null if there is none.
-- api:es talk_example callid de una de ellas; nulo si no hay.
-- api:chart bar x=day y=queue_log_only,cdr_only,talk_differs
-- api:example /v1/reports/reconciliation?range=last-7-days
SELECT
    date_trunc('day', c.began_at, @time_zone::text)::timestamptz AS day,
    count(*) FILTER (WHERE c.source = 'queue log') AS queue_calls,
    count(*) FILTER (WHERE c.source = 'queue log' AND NOT c.found) AS queue_log_only,
    (min(c.id) FILTER (WHERE c.source = 'queue log' AND NOT c.found))::text_or_null AS queue_log_example,
    count(*) FILTER (WHERE c.source = 'cdr') AS cdr_calls,
    count(*) FILTER (WHERE c.source = 'cdr' AND NOT c.found) AS cdr_only,
    (min(c.id) FILTER (WHERE c.source = 'cdr' AND NOT c.found))::text_or_null AS cdr_example,
    count(c.difference) AS talk_compared,
    count(*) FILTER (WHERE c.difference > @tolerance::integer) AS talk_differs,
    (min(c.id) FILTER (WHERE c.difference > @tolerance::integer))::text_or_null AS talk_example
FROM (
    SELECT
        'queue log' AS source,
        q.id,
        q.began_at,
        q.ended_at,
        (u.uniqueid IS NOT NULL OR l.linkedid IS NOT NULL) AS found,
        abs(CASE WHEN u.uniqueid IS NOT NULL THEN u.billsec ELSE l.billsec END
            - q.talk - CASE WHEN @billed_wait::boolean THEN q.wait ELSE 0 END) AS difference
    FROM (
        SELECT
            v.callid AS id,
            min(v.entered_at) AS began_at,
            max(coalesce(v.ended_at, 'infinity')) AS ended_at,
            CASE WHEN bool_and(v.talk_seconds IS NOT NULL OR NOT v.answered) THEN
                sum(v.talk_seconds) FILTER (WHERE v.answered)
            END AS talk,
            sum(v.wait_seconds) AS wait
        FROM report.queue_call AS v
        WHERE v.entered_at >= (@range_from::timestamptz) - interval '1 day'
          AND v.entered_at < (@range_to::timestamptz) + interval '1 day'
          AND v.callid NOT IN ('', 'NONE')
        GROUP BY v.callid
    ) AS q
    LEFT JOIN (
        SELECT r.uniqueid, sum(r.billsec) AS billsec
        FROM cdr_repo AS r
        WHERE r.calldate >= (@range_from::timestamptz) - interval '1 day'
          AND r.calldate < (@range_to::timestamptz) + interval '1 day'
        GROUP BY r.uniqueid
    ) AS u ON u.uniqueid = q.id
    LEFT JOIN (
        SELECT r.linkedid, sum(r.billsec) AS billsec
        FROM cdr_repo AS r
        WHERE r.calldate >= (@range_from::timestamptz) - interval '1 day'
          AND r.calldate < (@range_to::timestamptz) + interval '1 day'
        GROUP BY r.linkedid
    ) AS l ON l.linkedid = q.id
    UNION ALL
    SELECT 'cdr', d.id, d.began_at, d.ended_at, d.found, NULL
    FROM (
        SELECT
            coalesce(nullif(r.linkedid, ''), r.uniqueid) AS id,
            min(r.calldate) AS began_at,
            max(r.calldate + make_interval(secs => coalesce(r.duration, 0))) AS ended_at,
            bool_or(u.callid IS NOT NULL OR l.callid IS NOT NULL) AS found,
            bool_or(CASE
                WHEN coalesce(r.lastapp, '') <> '' THEN lower(r.lastapp) = 'queue'
                ELSE r.disposition = 'ANSWERED' AND k.queue IS NOT NULL
            END) AS to_queue
        FROM cdr_repo AS r
        LEFT JOIN (
            SELECT DISTINCT v.callid
            FROM report.queue_call AS v
            WHERE v.entered_at >= (@range_from::timestamptz) - interval '1 day'
              AND v.entered_at < (@range_to::timestamptz) + interval '1 day'
        ) AS u ON u.callid = r.uniqueid
        LEFT JOIN (
            SELECT DISTINCT v.callid
            FROM report.queue_call AS v
            WHERE v.entered_at >= (@range_from::timestamptz) - interval '1 day'
              AND v.entered_at < (@range_to::timestamptz) + interval '1 day'
        ) AS l ON l.callid = r.linkedid
        -- A join: with a condition, PostgreSQL may search all visits for each record.
        LEFT JOIN (
            SELECT DISTINCT v.queue
            FROM report.queue_call AS v
            WHERE v.entered_at >= (@range_from::timestamptz) - interval '1 day'
              AND v.entered_at < (@range_to::timestamptz) + interval '1 day'
        ) AS k ON k.queue = r.campaign
        WHERE r.calldate >= (@range_from::timestamptz) - interval '1 day'
          AND r.calldate < (@range_to::timestamptz) + interval '1 day'
        GROUP BY 1
    ) AS d
    WHERE d.to_queue
      AND d.id <> ''
) AS c
WHERE c.began_at >= @range_from::timestamptz
  AND c.began_at < @range_to::timestamptz
  AND c.began_at >= (SELECT min(q.datetime) FROM queue_log_repo AS q WHERE q.datetime >= '0100-01-01+00')
  AND c.began_at >= (SELECT min(r.calldate) FROM cdr_repo AS r WHERE r.calldate >= '0100-01-01+00')
  AND c.ended_at <= (SELECT max(q.datetime) FROM queue_log_repo AS q WHERE q.datetime < '10000-01-01+00')
  AND c.ended_at <= (SELECT max(r.calldate) FROM cdr_repo AS r WHERE r.calldate < '10000-01-01+00')
GROUP BY 1;
