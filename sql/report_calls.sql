-- name: Calls :many
-- Every visit of a call to a queue: when it entered, its outcome, and how long it waited and talked.
-- api:es Cada visita de una llamada a una campaña: cuándo entró, su resultado, y cuánto esperó y conversó.
-- from_seconds and to_seconds select a band of waiting, as in wait-distribution: more than from_seconds, up to and including to_seconds; a band from 0 includes waits of 0.
-- api:es Con from_seconds y to_seconds se elige una banda de espera, como en wait-distribution: más de from_seconds, hasta to_seconds inclusive; una banda desde 0 incluye las esperas de 0.
-- If both are 0, the default, nothing is excluded; otherwise calls that still wait are excluded.
-- api:es Si ambos son 0, el valor por omisión, no se excluye nada; si no, se excluyen las llamadas que siguen en espera.
-- api:route GET /v1/reports/calls
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid, queue, visit
-- api:main entered_at, queue, callerid, outcome, agent, wait_seconds
-- api:param from_seconds Seconds of waiting that a call must exceed; 0 is no limit. default=0 min=0
-- api:es from_seconds Segundos de espera que la llamada tiene que superar; 0 es sin límite.
-- api:param to_seconds Seconds of waiting that a call must not exceed; 0 is no limit. default=0 min=0
-- api:es to_seconds Segundos de espera que la llamada no puede superar; 0 es sin límite.
-- api:param missed Whether to return only the calls that the service level counts as missed: abandoned ones, and with sl_exits also those that timed out, left, failed, were dumped or were lost. default=false
-- api:es missed Si se devuelven solo las llamadas que el nivel de servicio cuenta como no cumplidas: las abandonadas y, con sl_exits, también las que salieron por tiempo máximo, sin agentes o por tecla, fallaron, fueron cortadas por el agente o se perdieron.
-- api:param sl_exits Whether calls that timed out, left, failed, were dumped or were lost count as missed; has no effect without missed. default=false
-- api:es sl_exits Si las llamadas que salieron por tiempo máximo, sin agentes o por tecla, fallaron, fueron cortadas por el agente o se perdieron cuentan como no cumplidas; no tiene efecto sin missed.
-- api:column caller_number Number of the caller in the form in which numbers are compared, by the country of the queue; null if there is none.
-- api:es caller_number Número del cliente en la forma en que se comparan los números, según el país de la campaña; nulo si no hay.
-- api:personal caller_number phone
-- api:example /v1/reports/calls?range=yesterday&outcome=abandoned&limit=5
SELECT
    entered_at,
    callid,
    queue,
    visit,
    entry_inferred,
    callerid,
    (CASE WHEN callerid ~ '[0-9]' THEN coalesce(caller_number, callerid) END)::text_or_null AS caller_number,
    outcome,
    answered,
    connected_at,
    ended_at,
    ended_by,
    agent,
    wait_seconds,
    ring_seconds,
    talk_seconds,
    hold_seconds,
    wrapup_seconds,
    dumps,
    position,
    exit_key,
    transferred_to
FROM report.queue_call
WHERE entered_at >= @range_from::timestamptz
  AND entered_at < @range_to::timestamptz
  AND (@from_seconds::integer = 0 OR wait_seconds > @from_seconds::integer)
  AND (@to_seconds::integer = 0 OR wait_seconds <= @to_seconds::integer)
  AND (NOT @missed::boolean OR outcome = 'abandoned' OR (@sl_exits::boolean
    AND outcome IN ('timed_out', 'exited_empty', 'exited_key', 'failed', 'dumped', 'lost')));
