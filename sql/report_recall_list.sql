-- name: RecallList :many
-- Callers who were lost in the range and not spoken to since: those to call back.
-- api:es Clientes que se perdieron en el período y con los que no se habló desde entonces: las llamadas por devolver.
-- A caller is lost if their call was abandoned, timed out, left, failed, was dumped or was lost, but not if the system withdrew it. There is one row for each number, with its last lost call in the range. Callers without a number (without a digit) are excluded. Numbers are compared in one form, by the country of the queue: in Uruguay, 099123999 and +59899123999 are one caller.
-- api:es Un cliente se perdió si su llamada fue abandonada, salió por tiempo máximo, sin agentes o por tecla, falló, fue cortada por el agente o se perdió, pero no si el sistema la retiró. Hay una fila por número, con su última llamada perdida del período. Se excluyen los clientes sin número (sin ningún dígito). Los números se comparan en una misma forma, según el país de la campaña: en Uruguay, 099123999 y +59899123999 son un mismo cliente.
-- A caller was spoken to since if, after the last lost call entered, within the range or later, an agent answered them in any queue, or an outbound call that ended after it (OUTCALL, dialstatus ANSWER)
-- api:es Se habló con un cliente si, después de que entró su última llamada perdida, en el período o más tarde, un agente lo atendió en cualquier campaña, o lo alcanzó una llamada saliente que terminó después (OUTCALL, dialstatus ANSWER)
-- or began after it (cdr_repo, disposition ANSWERED, dst the number) reached them. These callers are excluded unless all=true.
-- api:es o que empezó después (cdr_repo, resultado ANSWERED, dst el número). Estos clientes se excluyen salvo con all=true.
-- api:route GET /v1/reports/recall-list
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key lost_at, number
-- api:main lost_at, number, queue, outcome, attempts
-- api:param all Whether callers who were answered or called back since are listed as well. default=false
-- api:es all Si se listan también los clientes que fueron atendidos o a los que se devolvió la llamada desde entonces.
-- api:column lost_at Time at which the last lost call ended.
-- api:es lost_at Fecha y hora en que terminó la última llamada perdida.
-- api:column number Number of the caller, in the form in which numbers are compared.
-- api:es number Número del cliente, en la forma en que se comparan los números.
-- api:column queue Queue that the last lost call waited in.
-- api:es queue Campaña en la que esperó la última llamada perdida.
-- api:column outcome Outcome of the last lost call.
-- api:es outcome Resultado de la última llamada perdida.
-- api:column wait_seconds Seconds that the last lost call waited.
-- api:es wait_seconds Segundos que esperó la última llamada perdida.
-- api:column attempts Lost calls of this number in the range.
-- api:es attempts Llamadas perdidas de este número en el período.
-- api:column answered_at Time at which an agent first took a call of this number since; null if none did.
-- api:es answered_at Fecha y hora en que un agente atendió por primera vez una llamada de este número desde entonces; nulo si no pasó.
-- api:column called_back_at Time of the first outbound call that reached this number since; null if none did.
-- api:es called_back_at Fecha y hora de la primera llamada saliente que alcanzó este número desde entonces; nulo si no hubo.
-- api:personal number phone
-- api:opens attempts /v1/reports/calls?outcome=abandoned&outcome=timed_out&outcome=exited_empty&outcome=exited_key&outcome=failed&outcome=dumped&outcome=lost&caller_number={number}
-- api:example /v1/reports/recall-list?range=yesterday&order=-attempts
SELECT
    g.lost_at,
    g.number,
    g.queue,
    g.outcome,
    g.wait_seconds,
    g.attempts,
    g.answered_at,
    g.called_back_at
FROM (
    SELECT
        coalesce(l.ended_at, l.entered_at)::timestamptz AS lost_at,
        l.number,
        l.queue,
        l.outcome,
        l.wait_seconds::numeric_or_null AS wait_seconds,
        l.attempts,
        min(k.at) FILTER (WHERE k.inbound)::timestamptz_or_null AS answered_at,
        min(k.at) FILTER (WHERE NOT k.inbound)::timestamptz_or_null AS called_back_at
    FROM (
        SELECT DISTINCT ON (coalesce(c.caller_number, c.callerid))
            coalesce(c.caller_number, c.callerid)::text AS number,
            c.queue,
            c.outcome,
            c.wait_seconds,
            c.entered_at,
            c.ended_at,
            count(*) OVER (PARTITION BY coalesce(c.caller_number, c.callerid)) AS attempts
        FROM report.queue_call AS c
        WHERE c.entered_at >= @range_from::timestamptz
          AND c.entered_at < @range_to::timestamptz
          AND c.outcome IN ('abandoned', 'timed_out', 'exited_empty', 'exited_key', 'failed', 'dumped', 'lost')
          AND c.callerid ~ '[0-9]'
        ORDER BY coalesce(c.caller_number, c.callerid), c.entered_at DESC, c.callid DESC, c.queue DESC, c.visit DESC
    ) AS l
    CROSS JOIN LATERAL unnest(report.number_spellings(l.number, l.queue)) AS d (spelling)
    LEFT JOIN (
        -- A visit lasts at most a day, so that one that entered before the range may be answered in it.
        SELECT coalesce(c.caller_number, c.callerid) AS number, c.connected_at AS at, true AS inbound
        FROM report.queue_call AS c
        WHERE c.entered_at >= (@range_from::timestamptz) - interval '24 hours'
          AND c.answered
          AND c.callerid ~ '[0-9]'
        UNION ALL
        SELECT o.dialednumber::text, o.datetime, false
        FROM event.queue_log_outcall AS o
        WHERE o.datetime >= @range_from::timestamptz
          AND o.dialstatus IN ('ANSWER', 'ANSWERED')
          AND o.dialednumber <> ''
        UNION ALL
        SELECT r.dst, r.calldate, false
        FROM cdr_repo AS r
        WHERE r.calldate >= @range_from::timestamptz
          AND r.disposition = 'ANSWERED'
          AND r.dst <> ''
    ) AS k ON k.number = d.spelling AND k.at >= l.entered_at
    GROUP BY l.number, l.queue, l.outcome, l.wait_seconds, l.entered_at, l.ended_at, l.attempts
) AS g
WHERE sqlc.arg('all')::boolean
   OR g.answered_at IS NULL AND g.called_back_at IS NULL;

-- name: RecallListLeftOut :one
-- Number of lost calls of callers without a number, which the rows exclude.
-- api:es Cantidad de llamadas perdidas de clientes sin número, que las filas excluyen.
-- api:left-out GET /v1/reports/recall-list
SELECT count(*) AS calls
FROM report.queue_call AS c
WHERE c.entered_at >= @range_from::timestamptz
  AND c.entered_at < @range_to::timestamptz
  AND c.outcome IN ('abandoned', 'timed_out', 'exited_empty', 'exited_key', 'failed', 'dumped', 'lost')
  AND coalesce(c.callerid, '') !~ '[0-9]';
