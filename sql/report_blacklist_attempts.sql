-- name: BlacklistAttempts :many
-- Numbers that the do-not-call list refused: how often, when, and who tried to dial them.
-- api:es Números que la lista de no marcado rechazó: cuántas veces, cuándo, y quién intentó marcarlos.
-- An attempt without an agent is an incoming call.
-- api:es Un intento sin agente es una llamada entrante.
-- api:route GET /v1/reports/blacklist-attempts
-- api:topic dialer
-- api:time calldate required
-- api:key number
-- api:main number, attempts, dialled, incoming, last_attempt_at
-- api:whole
-- api:column number Number that was dialled, or that called in; empty if not known.
-- api:es number Número que se marcó o que llamó; vacío si no se conoce.
-- api:column attempts Refused attempts, dialled and incoming.
-- api:es attempts Intentos rechazados, salientes y entrantes.
-- api:column dialled Attempts of agents to dial the number.
-- api:es dialled Intentos de agentes de marcar el número.
-- api:column incoming Attempts of the number to call in.
-- api:es incoming Intentos del número de llamar.
-- api:column first_attempt_at Time of the first attempt in the range.
-- api:es first_attempt_at Fecha y hora del primer intento del período.
-- api:column last_attempt_at Time of the last attempt in the range.
-- api:es last_attempt_at Fecha y hora del último intento del período.
-- api:column agents Agents who tried to dial it, in the order of their names, separated by commas; null if none did.
-- api:es agents Agentes que intentaron marcarlo, en el orden de sus nombres, separados por comas; nulo si no fue ninguno.
-- api:personal number phone
-- api:personal agents mixed
-- api:example /v1/reports/blacklist-attempts?range=last-7-days&order=-attempts&limit=5
SELECT
    coalesce(b.dst, '')::text AS number,
    count(*) AS attempts,
    count(*) FILTER (WHERE b.src <> '') AS dialled,
    count(*) FILTER (WHERE coalesce(b.src, '') = '') AS incoming,
    min(b.calldate)::timestamptz AS first_attempt_at,
    max(b.calldate)::timestamptz AS last_attempt_at,
    (string_agg(DISTINCT b.src, ', ' ORDER BY b.src) FILTER (WHERE b.src <> ''))::text_or_null AS agents
FROM black_list_history AS b
WHERE b.calldate >= @range_from::timestamptz
  AND b.calldate < @range_to::timestamptz
GROUP BY coalesce(b.dst, '');
