-- name: ContactHistory :many
-- Every contact with one number or address, on every channel.
-- api:es Cada contacto con un número o una dirección, en todos los canales.
-- Calls are visits to queues (report.queue_call), records of cdr_repo from or to the number, outbound calls that agents' workflows logged (OUTCALL), and attempts that the do-not-call list refused.
-- api:es Las llamadas son visitas a campañas (report.queue_call), registros de cdr_repo desde o hacia el número, llamadas salientes que registraron los flujos de los agentes (OUTCALL) e intentos que la lista de no marcado rechazó.
-- A record is excluded if a visit describes the same call, and an OUTCALL if there is a record of it. Text channels have their interactions (report.interaction) and text messages; a message of a listed interaction is excluded.
-- api:es Se excluye un registro si una visita describe la misma llamada, y un OUTCALL si hay un registro de él. Los canales de texto tienen sus interacciones (report.interaction) y mensajes de texto; se excluye un mensaje de una interacción que ya se lista.
-- Numbers are compared by the country of their campaign: if it is known, the national and the international forms are one number. Anything else is compared as logged.
-- api:es Los números se comparan según el país de su campaña: si se conoce, la forma nacional y la internacional son un mismo número. Todo lo demás se compara tal como se registró.
-- A campaign-limited key does not get the refused attempts, which belong to no campaign.
-- api:es Una clave limitada a campañas no recibe los intentos rechazados, que no pertenecen a ninguna campaña.
-- api:route GET /v1/reports/contact-history
-- api:topic channels
-- api:time at optional
-- api:as-of queue_call
-- api:order -at
-- api:key at, source, reference, channel, campaign, number
-- api:main at, channel, campaign, direction, agent, outcome, seconds
-- api:param contact Number, address or client's name. A national number is read in the country of each campaign; a number with + is unambiguous.
-- api:es contact Número, dirección o nombre del cliente. Un número nacional se lee en el país de cada campaña; un número con + no es ambiguo.
-- api:column at Time of the contact: its beginning; of an OUTCALL its end.
-- api:es at Fecha y hora del contacto: su inicio; de un OUTCALL, su final.
-- api:column source Where the row is from: queue_call, cdr_repo, queue_log_repo, black_list_history, interaction or sms_repo.
-- api:es source De dónde es la fila: queue_call, cdr_repo, queue_log_repo, black_list_history, interaction o sms_repo.
-- api:column reference callid of a visit, an interaction or an OUTCALL, uniqueid of a record, sessionid of a message; empty if there is none.
-- api:es reference callid de una visita, una interacción o un OUTCALL, uniqueid de un registro, sessionid de un mensaje; vacío si no hay.
-- api:column channel call, webchat, sms, email, twitter, messenger or facebook.
-- api:es channel call, webchat, sms, email, twitter, messenger o facebook.
-- api:column campaign Campaign; empty if the source names none.
-- api:es campaign Campaña; vacía si el origen no la indica.
-- api:column number Number of the visit of a call or an interaction, else id of the row.
-- api:es number Número de la visita de una llamada o interacción, o si no, id de la fila.
-- api:column direction in or out; null if not known.
-- api:es direction in (entrante) u out (saliente); nulo si no se conoce.
-- api:column agent Agent; empty if the source names none.
-- api:es agent Agente; vacío si el origen no lo indica.
-- api:column outcome Result: outcome of a visit or an interaction, disposition of a record, dialstatus of an OUTCALL, result of a message, or refused.
-- api:es outcome Resultado: el de una visita o interacción, el de un registro, el dialstatus de un OUTCALL, el de un mensaje, o refused.
-- api:column seconds Length of the conversation or handling time, in seconds; null if not known.
-- api:es seconds Duración de la conversación o tiempo de gestión, en segundos; nulo si no se conoce.
-- api:personal contact contact
-- api:personal agent mixed
-- api:personal outcome mixed
-- api:example /v1/reports/contact-history?contact=%2B12025550101
WITH number AS MATERIALIZED (
    SELECT report.contact_numbers(@contact::text) AS number
),
spelling AS MATERIALIZED (
    SELECT report.contact_spellings(@contact::text) AS spelling
),
visit_call AS MATERIALIZED (
    SELECT q.callid
    FROM number AS n
    JOIN report.queue_call AS q ON left(q.caller_number, 64) = left(n.number, 64) AND q.caller_number = n.number
    WHERE q.callid NOT IN ('', 'NONE')
      AND q.entered_at >= @range_from::timestamptz
      AND q.entered_at < @range_to::timestamptz
    UNION ALL
    SELECT q.callid
    FROM report.queue_call AS q
    WHERE left(q.callerid, 64) = left(@contact::text, 64)
      AND q.callerid = @contact::text
      AND q.callid NOT IN ('', 'NONE')
      AND q.entered_at >= @range_from::timestamptz
      AND q.entered_at < @range_to::timestamptz
),
record_to AS MATERIALIZED (
    SELECT c.uniqueid, c.guid
    FROM spelling AS s
    JOIN cdr_repo AS c ON c.dst = s.spelling
    WHERE c.calldate >= @range_from::timestamptz
      AND c.calldate < @range_to::timestamptz
),
conversation AS MATERIALIZED (
    SELECT i.callid
    FROM spelling AS s
    JOIN report.interaction AS i ON left(i.contact, 64) = left(s.spelling, 64) AND i.contact = s.spelling
    WHERE report.is_contact(i.contact, i.campaign, @contact::text)
      AND i.callid NOT IN ('', 'NONE')
      AND i.entered_at >= @range_from::timestamptz
      AND i.entered_at < @range_to::timestamptz
)
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
FROM number AS n
JOIN report.queue_call AS q ON left(q.caller_number, 64) = left(n.number, 64) AND q.caller_number = n.number
WHERE q.entered_at >= @range_from::timestamptz
  AND q.entered_at < @range_to::timestamptz
UNION ALL
-- Callers that are not numbers, and numbers that are not computed yet.
SELECT
    q.entered_at, 'queue_call'::text, q.callid::text, 'call'::text, q.queue::text, q.visit::bigint,
    'in'::text_or_null, q.agent::text, q.outcome::text_or_null, q.talk_seconds::numeric_or_null
FROM report.queue_call AS q
WHERE left(q.callerid, 64) = left(@contact::text, 64)
  AND q.callerid = @contact::text
  AND coalesce(q.caller_number <> ALL (ARRAY(SELECT n.number FROM number AS n)), true)
  AND q.entered_at >= @range_from::timestamptz
  AND q.entered_at < @range_to::timestamptz
UNION ALL
SELECT
    c.calldate, 'cdr_repo'::text, c.uniqueid, 'call'::text, coalesce(c.campaign, '')::text, c.id,
    'in'::text_or_null, coalesce(c.accountcode, '')::text, c.disposition::text_or_null, c.billsec::numeric_or_null
FROM spelling AS s
JOIN cdr_repo AS c ON c.src = s.spelling
WHERE report.is_contact(c.src, c.campaign, @contact::text)
  AND c.calldate >= @range_from::timestamptz
  AND c.calldate < @range_to::timestamptz
  AND coalesce(c.uniqueid, '') NOT IN (SELECT v.callid FROM visit_call AS v)
  AND coalesce(c.linkedid, '') NOT IN (SELECT v.callid FROM visit_call AS v)
UNION ALL
SELECT
    c.calldate, 'cdr_repo'::text, c.uniqueid, 'call'::text, coalesce(c.campaign, '')::text, c.id,
    'out'::text_or_null, coalesce(c.accountcode, '')::text, c.disposition::text_or_null, c.billsec::numeric_or_null
FROM spelling AS s
JOIN cdr_repo AS c ON c.dst = s.spelling
WHERE report.is_contact(c.dst, c.campaign, @contact::text)
  AND report.is_contact(c.src, c.campaign, @contact::text) IS NOT TRUE
  AND c.calldate >= @range_from::timestamptz
  AND c.calldate < @range_to::timestamptz
UNION ALL
SELECT
    o.datetime, 'queue_log_repo'::text, o.callid, 'call'::text, coalesce(nullif(o.queuename, 'NONE'), '')::text, o.id,
    'out'::text_or_null, coalesce((SELECT a.agent FROM app.agent_alias AS a WHERE a.interface = o.agent), nullif(o.agent, 'NONE'), '')::text,
    o.dialstatus::text_or_null, o.duration::numeric_or_null
FROM spelling AS s
JOIN event.queue_log_outcall AS o ON left(o.dialednumber, 64) = left(s.spelling, 64) AND o.dialednumber = s.spelling
WHERE report.is_contact(o.dialednumber, o.queuename, @contact::text)
  AND o.datetime >= @range_from::timestamptz
  AND o.datetime < @range_to::timestamptz
  AND coalesce(o.callid, '') NOT IN (SELECT r.uniqueid FROM record_to AS r WHERE r.uniqueid <> '')
  AND coalesce(o.guid, '') NOT IN (SELECT r.guid FROM record_to AS r WHERE r.guid <> '')
UNION ALL
SELECT
    b.calldate, 'black_list_history'::text, ''::text, 'call'::text, coalesce(left(b.dst, 0), '')::text, b.id,
    CASE WHEN b.src <> '' THEN 'out' ELSE 'in' END::text_or_null, coalesce(b.src, '')::text, 'refused'::text_or_null, NULL::numeric_or_null
FROM spelling AS s
JOIN black_list_history AS b ON b.dst = s.spelling
WHERE report.is_contact(b.dst, '', @contact::text)
  AND b.calldate >= @range_from::timestamptz
  AND b.calldate < @range_to::timestamptz
UNION ALL
SELECT
    i.entered_at, 'interaction'::text, i.callid, i.channel, i.campaign, i.visit::bigint,
    CASE WHEN i.agent_started THEN 'out' ELSE 'in' END::text_or_null, i.agent, i.outcome::text_or_null, i.handle_seconds::numeric_or_null
FROM spelling AS s
JOIN report.interaction AS i ON left(i.contact, 64) = left(s.spelling, 64) AND i.contact = s.spelling
WHERE report.is_contact(i.contact, i.campaign, @contact::text)
  AND i.entered_at >= @range_from::timestamptz
  AND i.entered_at < @range_to::timestamptz
UNION ALL
SELECT
    m.dateprocessed, 'sms_repo'::text, coalesce(m.sessionid, '')::text, 'sms'::text, coalesce(m.campaign, '')::text, m.id,
    CASE m.direction WHEN 'I' THEN 'in' WHEN 'O' THEN 'out' END::text_or_null, coalesce(m.agent, '')::text,
    m.result::text_or_null, NULL::numeric_or_null
FROM spelling AS s
JOIN sms_repo AS m ON m.callerid = s.spelling
WHERE report.is_contact(m.callerid, m.campaign, @contact::text)
  AND m.dateprocessed >= @range_from::timestamptz
  AND m.dateprocessed < @range_to::timestamptz
  AND coalesce(m.sessionid, '') NOT IN (SELECT i.callid FROM conversation AS i);
