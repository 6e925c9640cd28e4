-- name: Journeys :many
-- Every call with all the queues that it visited: from its first entry to its last exit.
-- api:es Cada llamada con todas las campañas que visitó: desde su primera entrada hasta su última salida.
-- A call belongs to the range in which it first entered a queue, with all of its visits; to find them, the report reads a day before and after the range.
-- api:es Una llamada pertenece al período en que entró por primera vez a una campaña, con todas sus visitas; para encontrarlas, el reporte lee un día antes y un día después del período.
-- Lists are separated by a comma and a space, in the order of the visits; a queue visited twice is listed twice. Visits without a logged callid are excluded.
-- api:es Las listas se separan con una coma y un espacio, en el orden de las visitas; una campaña visitada dos veces aparece dos veces. Se excluyen las visitas sin un callid registrado.
-- api:route GET /v1/reports/journeys
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key entered_at, callid
-- api:main entered_at, callerid, queues, outcome, wait_seconds, talk_seconds
-- api:column entered_at Time at which the call first entered a queue.
-- api:es entered_at Fecha y hora en que la llamada entró por primera vez a una campaña.
-- api:column callid Id of the call on the telephony system.
-- api:es callid Id de la llamada en el sistema de telefonía.
-- api:column callerid Number of the caller as logged at the first entry; null if there is none.
-- api:es callerid Número del cliente tal como se registró en la primera entrada; nulo si no hay.
-- api:column caller_number Number of the caller in the form in which numbers are compared; null if there is none.
-- api:es caller_number Número del cliente en la forma en que se comparan los números; nulo si no hay.
-- api:column visits Number of visits to queues.
-- api:es visits Cantidad de visitas a campañas.
-- api:column queues Queues visited, in order.
-- api:es queues Campañas visitadas, en orden.
-- api:column ended_at Time at which the last visit ended; null while the call has not ended.
-- api:es ended_at Fecha y hora en que terminó la última visita; nulo mientras la llamada no terminó.
-- api:column outcome Outcome of the last visit.
-- api:es outcome Resultado de la última visita.
-- api:column answered Whether an agent took the call in any of its visits.
-- api:es answered Si un agente atendió la llamada en alguna de sus visitas.
-- api:column wait_seconds Waiting time of all visits, as far as known, in seconds.
-- api:es wait_seconds Tiempo de espera de todas las visitas, hasta donde se conoce, en segundos.
-- api:column talk_seconds Conversation in all visits, hold included, as far as known, in seconds.
-- api:es talk_seconds Conversación de todas las visitas, con la retención incluida, hasta donde se conoce, en segundos.
-- api:column agents Agents who took the call, in order; empty if none did.
-- api:es agents Agentes que atendieron la llamada, en orden; vacío si no fue ninguno.
-- api:personal callerid phone
-- api:personal caller_number phone
-- api:example /v1/reports/journeys?range=yesterday&order=-visits&limit=10
SELECT
    c.entered_at,
    c.callid,
    c.callerid,
    (CASE WHEN c.callerid ~ '[0-9]' THEN coalesce(c.caller_number, c.callerid) END)::text_or_null AS caller_number,
    j.visits,
    j.queues,
    j.ended_at,
    j.outcome,
    j.answered,
    j.wait_seconds,
    j.talk_seconds,
    j.agents
FROM report.queue_call AS c
-- Looked up for each visit, and only the first one is kept, so that the rows come in the order of an index.
CROSS JOIN LATERAL (
    SELECT
        bool_and((v.entered_at, v.queue, v.visit) >= (c.entered_at, c.queue, c.visit)) AS is_first,
        count(*) AS visits,
        coalesce(string_agg(v.queue, ', ' ORDER BY v.entered_at, v.queue, v.visit), '')::text AS queues,
        (array_agg(v.ended_at ORDER BY v.entered_at DESC, v.queue DESC, v.visit DESC))[1]::timestamptz_or_null AS ended_at,
        coalesce((array_agg(v.outcome ORDER BY v.entered_at DESC, v.queue DESC, v.visit DESC))[1], '')::text AS outcome,
        coalesce(bool_or(v.answered), false)::boolean AS answered,
        coalesce(sum(v.wait_seconds), 0)::numeric AS wait_seconds,
        coalesce(sum(v.talk_seconds), 0)::numeric AS talk_seconds,
        coalesce(string_agg(v.agent, ', ' ORDER BY v.entered_at, v.queue, v.visit) FILTER (WHERE v.agent <> ''), '')::text AS agents
    FROM report.queue_call AS v
    WHERE v.callid = c.callid
      AND v.entered_at >= (@range_from::timestamptz) - interval '24 hours'
      AND v.entered_at < (@range_to::timestamptz) + interval '24 hours'
) AS j
WHERE c.entered_at >= @range_from::timestamptz
  AND c.entered_at < @range_to::timestamptz
  AND c.callid NOT IN ('', 'NONE')
  AND j.is_first;
