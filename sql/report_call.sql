-- name: Call :many
-- Everything that happened to one call, in order: its records, the events of its queues and phones, its disposition, marks in its recording, messages.
-- api:es Todo lo que pasó con una llamada, en orden: sus registros, los eventos de sus campañas y teléfonos, su tipificación, las marcas en su grabación y los mensajes.
-- The records are those of cdr_repo with the guid, and those of other channels of the same call (linkedid). Events of queue_log_repo are those whose callid is the uniqueid or linkedid of a record with the guid, or the guid itself, and those that name the guid:
-- api:es Los registros son los de cdr_repo con ese guid y los de los demás canales de la misma llamada (linkedid). Los eventos de queue_log_repo son aquellos cuyo callid es el uniqueid o el linkedid de un registro con el guid, o el guid mismo, y los que nombran el guid:
-- OUTCALL, FINISHWRAPUP and those of the agents' phones. Marks are of the recording of this name, messages those whose sessionid is the guid.
-- api:es OUTCALL, FINISHWRAPUP y los de los teléfonos de los agentes. Las marcas son de la grabación con ese nombre, y los mensajes, aquellos cuyo sessionid es el guid.
-- With a range, the record with the uniqueid is searched from a day before the range to a day after it.
-- api:es Con un período, el registro con el uniqueid se busca desde un día antes del período hasta un día después.
-- api:route GET /v1/reports/call
-- api:topic telephony
-- api:time at optional
-- api:key at, source, id, what
-- api:main at, what, agent, src, dst, seconds, detail
-- api:param guid Unique id of the call, which is the name of its recording.
-- api:es guid Id único de la llamada, que es el nombre de su grabación.
-- api:column at Time at which it happened; of a record, its beginning; of a disposition, the time at which the agent set it or, if not known, the beginning of the call.
-- api:es at Fecha y hora en que pasó; de un registro, su inicio; de una tipificación, el momento en que el agente la puso o, si no se conoce, el inicio de la llamada.
-- api:column source Table of the row: cdr_repo, queue_log_repo, tags or sms_repo.
-- api:es source Tabla de la fila: cdr_repo, queue_log_repo, tags o sms_repo.
-- api:column id Id of the row in that table.
-- api:es id Id de la fila en esa tabla.
-- api:column what call for a record, disposition for an agent's mark of the call, tag for a mark in the recording, message; of events their name.
-- api:es what call para un registro, disposition para la tipificación que puso un agente, tag para una marca en la grabación, message para un mensaje; de los eventos, su nombre.
-- api:column campaign Campaign; null if the source has none.
-- api:es campaign Campaña; nulo si el origen no tiene ninguna.
-- api:column agent Agent; of a mark in the recording, its author; null if the source has none.
-- api:es agent Agente; de una marca en la grabación, su autor; nulo si el origen no tiene ninguno.
-- api:column src Number that called or wrote; null if not known.
-- api:es src Número que llamó o escribió; nulo si no se conoce.
-- api:column dst Number that was called or written to; null if not known.
-- api:es dst Número al que se llamó o se escribió; nulo si no se conoce.
-- api:column seconds Duration in seconds: of a record its whole length, of a mark its position in the recording; null if the source has none.
-- api:es seconds Duración en segundos: de un registro, la completa; de una marca, su lugar en la grabación; nulo si el origen no la tiene.
-- api:column detail Further data: of a record its disposition, of an event data1 to data5 as logged, joined by |, else the text.
-- api:es detail Otros datos: de un registro, su resultado; de un evento, data1 a data5 tal como se registraron, unidos por |; de lo demás, el texto.
-- api:personal agent mixed
-- api:personal src phone
-- api:personal dst phone
-- api:personal detail text
-- api:example /v1/reports/call?guid=5f1c2a3e-8d47-4b6a-9c10-2e7d4f8a6b31
WITH leg AS MATERIALIZED (
    SELECT r.uniqueid, r.linkedid
    FROM cdr_repo AS r
    WHERE r.guid = @guid::text
      AND r.guid <> ''
      AND r.calldate >= (@range_from::timestamptz) - interval '24 hours'
      AND r.calldate < (@range_to::timestamptz) + interval '24 hours'
)
SELECT
    c.calldate AS at,
    'cdr_repo'::text AS source,
    c.id,
    'call'::text AS what,
    c.campaign::text_or_null AS campaign,
    c.accountcode::text_or_null AS agent,
    c.src::text_or_null AS src,
    c.dst::text_or_null AS dst,
    c.duration::int_or_null AS seconds,
    c.disposition::text_or_null AS detail
FROM cdr_repo AS c
WHERE c.guid = @guid::text
  AND c.guid <> ''
  AND c.calldate >= @range_from::timestamptz
  AND c.calldate < @range_to::timestamptz
UNION ALL
SELECT
    c.calldate, 'cdr_repo'::text, c.id, 'call'::text, c.campaign::text_or_null, c.accountcode::text_or_null,
    c.src::text_or_null, c.dst::text_or_null, c.duration::int_or_null, c.disposition::text_or_null
FROM cdr_repo AS c
WHERE c.linkedid = ANY (ARRAY(SELECT l.linkedid FROM leg AS l WHERE l.linkedid <> ''))
  AND c.guid IS DISTINCT FROM @guid::text
  AND c.calldate >= @range_from::timestamptz
  AND c.calldate < @range_to::timestamptz
UNION ALL
SELECT
    coalesce(c.finishtime, c.calldate), 'cdr_repo'::text, c.id, 'disposition'::text, c.campaign::text_or_null, c.accountcode::text_or_null,
    NULL::text_or_null, NULL::text_or_null, NULL::int_or_null, c.userfield::text_or_null
FROM cdr_repo AS c
WHERE c.guid = @guid::text
  AND c.guid <> ''
  AND c.userfield <> ''
  AND c.calldate >= (@range_from::timestamptz) - interval '24 hours'
  AND c.calldate < (@range_to::timestamptz) + interval '24 hours'
  AND coalesce(c.finishtime, c.calldate) >= @range_from::timestamptz
  AND coalesce(c.finishtime, c.calldate) < @range_to::timestamptz
UNION ALL
SELECT
    q.datetime, 'queue_log_repo'::text, q.id, coalesce(q.event, '')::text, nullif(q.queuename, 'NONE')::text_or_null,
    coalesce((SELECT a.agent FROM app.agent_alias AS a WHERE a.interface = q.agent), nullif(q.agent, 'NONE'))::text_or_null,
    NULL::text_or_null, NULL::text_or_null, NULL::int_or_null, rtrim(concat_ws('|', q.data1, q.data2, q.data3, q.data4, q.data5), '|')::text_or_null
FROM queue_log_repo AS q
WHERE q.callid = ANY (ARRAY(
        SELECT k.id FROM (SELECT l.uniqueid AS id FROM leg AS l UNION ALL SELECT l.linkedid FROM leg AS l UNION ALL SELECT @guid::text) AS k
        WHERE k.id NOT IN ('', 'NONE')))
  AND q.datetime >= @range_from::timestamptz
  AND q.datetime < @range_to::timestamptz
UNION ALL
SELECT
    q.datetime, 'queue_log_repo'::text, q.id, coalesce(q.event, '')::text, nullif(q.queuename, 'NONE')::text_or_null,
    coalesce((SELECT a.agent FROM app.agent_alias AS a WHERE a.interface = q.agent), nullif(q.agent, 'NONE'))::text_or_null,
    NULL::text_or_null, NULL::text_or_null, NULL::int_or_null, rtrim(concat_ws('|', q.data1, q.data2, q.data3, q.data4, q.data5), '|')::text_or_null
FROM report.hold_event AS q
WHERE q.guid = @guid::text
  AND q.guid <> ''
  AND q.callid <> ALL (ARRAY(
        SELECT k.id FROM (SELECT l.uniqueid AS id FROM leg AS l UNION ALL SELECT l.linkedid FROM leg AS l UNION ALL SELECT @guid::text) AS k
        WHERE k.id NOT IN ('', 'NONE')))
  AND q.datetime >= @range_from::timestamptz
  AND q.datetime < @range_to::timestamptz
UNION ALL
SELECT
    q.datetime, 'queue_log_repo'::text, q.id, coalesce(q.event, '')::text, nullif(q.queuename, 'NONE')::text_or_null,
    coalesce((SELECT a.agent FROM app.agent_alias AS a WHERE a.interface = q.agent), nullif(q.agent, 'NONE'))::text_or_null,
    NULL::text_or_null, NULL::text_or_null, NULL::int_or_null, rtrim(concat_ws('|', q.data1, q.data2, q.data3, q.data4, q.data5), '|')::text_or_null
FROM report.phone_event AS q
WHERE left(q.guid, 64) = left(@guid::text, 64)
  AND q.guid = @guid::text
  AND q.guid <> ''
  AND q.callid <> ALL (ARRAY(
        SELECT k.id FROM (SELECT l.uniqueid AS id FROM leg AS l UNION ALL SELECT l.linkedid FROM leg AS l UNION ALL SELECT @guid::text) AS k
        WHERE k.id NOT IN ('', 'NONE')))
  AND q.datetime >= @range_from::timestamptz
  AND q.datetime < @range_to::timestamptz
UNION ALL
SELECT
    t.datetime, 'tags'::text, t.id, 'tag'::text, NULL::text_or_null, t."user"::text_or_null,
    NULL::text_or_null, NULL::text_or_null, t.time::int_or_null, t.comment::text_or_null
FROM tags AS t
WHERE t.guid = @guid::text
  AND t.guid <> ''
  AND t.datetime >= @range_from::timestamptz
  AND t.datetime < @range_to::timestamptz
UNION ALL
SELECT
    m.dateprocessed, 'sms_repo'::text, m.id, 'message'::text, m.campaign::text_or_null, m.agent::text_or_null,
    CASE WHEN m.direction = 'I' THEN m.callerid END::text_or_null, CASE WHEN m.direction = 'O' THEN m.callerid END::text_or_null,
    NULL::int_or_null, m.message::text_or_null
FROM sms_repo AS m
WHERE m.sessionid = @guid::text
  AND m.sessionid <> ''
  AND m.dateprocessed >= @range_from::timestamptz
  AND m.dateprocessed < @range_to::timestamptz;
