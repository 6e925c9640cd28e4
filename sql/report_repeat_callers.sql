-- name: RepeatCallers :many
-- Numbers that called again within some days, and how many contacts were settled by the first call.
-- api:es Números que volvieron a llamar dentro de algunos días, y cuántos contactos se resolvieron en la primera llamada.
-- A contact is a call, however many queues it visited, at its first entry (a row of journeys); it is answered if any of its visits was. It is a repetition if the previous contact of the same number began at most `days` (of 24 hours) before it.
-- api:es Un contacto es una llamada, cualquiera sea la cantidad de campañas que visitó, en su primera entrada (una fila de journeys); está atendido si lo fue alguna de sus visitas. Es una repetición si el contacto anterior del mismo número empezó a lo sumo `days` (de 24 horas) antes.
-- First-contact resolution is the share of answered contacts that no other contact of the same number, answered or not, follows within `days`. Contacts before and after the range are taken into account for this, but only those in it are counted.
-- api:es La resolución en el primer contacto es la proporción de contactos atendidos a los que no sigue otro contacto del mismo número, atendido o no, dentro de `days`. Para esto se consideran los contactos anteriores y posteriores al período, pero solo se cuentan los que están en él.
-- Figures of the last `days` before as_of can still change. Callers without a number (without a digit) are excluded. Numbers are compared in one form, by the country of the queue: in Uruguay, 099123999 and +59899123999 are one caller.
-- api:es Las cifras de los últimos `days` antes de as_of todavía pueden cambiar. Se excluyen los clientes sin número (sin ningún dígito). Los números se comparan en una misma forma, según el país de la campaña: en Uruguay, 099123999 y +59899123999 son un mismo cliente.
-- Numbers without a repeated contact are listed only with all=true; range_resolution_rate includes all numbers in either case, and filters do not change it.
-- api:es Los números sin contacto repetido solo se listan con all=true; en ambos casos range_resolution_rate incluye todos los números, y los filtros no lo cambian.
-- api:route GET /v1/reports/repeat-callers
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key number
-- api:main number, contacts, repeats, resolved, resolution_rate, last_at
-- api:param days Days within which a contact counts as a repetition of the previous one. default=7 min=1 max=366
-- api:es days Días dentro de los que un contacto cuenta como repetición del anterior.
-- api:param all Whether numbers without a repeated contact are listed as well. default=false
-- api:es all Si se listan también los números sin contacto repetido.
-- api:column number Number of the caller, in the form in which numbers are compared.
-- api:es number Número del cliente, en la forma en que se comparan los números.
-- api:column contacts Contacts in the range.
-- api:es contacts Contactos en el período.
-- api:column repeats Contacts in the range that repeat one of the preceding days.
-- api:es repeats Contactos en el período que repiten uno de los días anteriores.
-- api:column answered Contacts in the range that an agent answered.
-- api:es answered Contactos en el período que un agente atendió.
-- api:column resolved Answered contacts in the range that no other one follows within the days.
-- api:es resolved Contactos atendidos en el período a los que no sigue otro dentro de los días.
-- api:column resolution_rate First-contact resolution of this number: resolved divided by answered, in percent.
-- api:es resolution_rate Resolución en el primer contacto de este número: resueltos divididos por atendidos, en porcentaje.
-- api:column range_resolution_rate First-contact resolution of all numbers in the range, the same in every row, in percent.
-- api:es range_resolution_rate Resolución en el primer contacto de todos los números del período, igual en todas las filas, en porcentaje.
-- api:column first_at First contact in the range.
-- api:es first_at Primer contacto del período.
-- api:column last_at Last contact in the range.
-- api:es last_at Último contacto del período.
-- api:personal number phone
-- api:opens contacts /v1/reports/journeys?caller_number={number}
-- api:opens answered /v1/reports/journeys?answered=true&caller_number={number}
-- api:rate resolution_rate resolved / answered
-- api:example /v1/reports/repeat-callers?range=last-30-days&order=-repeats
SELECT
    g.number,
    g.contacts,
    g.repeats,
    g.answered,
    g.resolved,
    report.percent(g.resolved, g.answered) AS resolution_rate,
    report.percent(g.range_resolved, g.range_answered) AS range_resolution_rate,
    g.first_at,
    g.last_at
FROM (
    SELECT
        n.number,
        n.contacts,
        n.repeats,
        n.answered,
        n.resolved,
        sum(n.answered) OVER () AS range_answered,
        sum(n.resolved) OVER () AS range_resolved,
        n.first_at,
        n.last_at
    FROM (
        SELECT
            k.number,
            count(*) AS contacts,
            count(*) FILTER (WHERE k.repeats) AS repeats,
            count(*) FILTER (WHERE k.answered) AS answered,
            count(*) FILTER (WHERE k.answered AND NOT k.repeated) AS resolved,
            min(k.at)::timestamptz AS first_at,
            max(k.at)::timestamptz AS last_at
        FROM (
            SELECT
                v.number,
                v.at,
                v.answered,
                coalesce(v.at <= lag(v.at) OVER by_time + interval '24 hours' * @days::integer, false) AS repeats,
                coalesce(lead(v.at) OVER by_time <= v.at + interval '24 hours' * @days::integer, false) AS repeated
            FROM (
                -- The visits that journeys reads determine the contact; more distant visits only if there are no others.
                SELECT
                    c.callid,
                    (array_agg(CASE WHEN c.callerid ~ '[0-9]' THEN coalesce(c.caller_number, c.callerid) END ORDER BY c.near DESC, c.entered_at, c.queue, c.visit))[1]::text AS number,
                    coalesce(min(c.entered_at) FILTER (WHERE c.near), min(c.entered_at)) AS at,
                    coalesce(bool_or(c.answered) FILTER (WHERE c.near), bool_or(c.answered)) AS answered
                FROM (
                    SELECT
                        c.*,
                        c.entered_at >= (@range_from::timestamptz) - interval '24 hours'
                            AND c.entered_at < (@range_to::timestamptz) + interval '24 hours' AS near
                    FROM report.queue_call AS c
                    WHERE c.entered_at >= (@range_from::timestamptz) - interval '24 hours' * @days::integer
                      AND c.entered_at < (@range_to::timestamptz) + interval '24 hours' * @days::integer
                      AND c.callid NOT IN ('', 'NONE')
                ) AS c
                GROUP BY c.callid
            ) AS v
            WHERE v.number <> ''
            WINDOW by_time AS (PARTITION BY v.number ORDER BY v.at, v.callid)
        ) AS k
        WHERE k.at >= @range_from::timestamptz
          AND k.at < @range_to::timestamptz
        GROUP BY k.number
    ) AS n
) AS g
WHERE sqlc.arg('all')::boolean
   OR g.repeats > 0;

-- name: RepeatCallersLeftOut :one
-- Number of contacts of callers without a number, which the rows exclude.
-- api:es Cantidad de contactos de clientes sin número, que las filas excluyen.
-- api:left-out GET /v1/reports/repeat-callers
SELECT count(*) AS contacts
FROM (
    SELECT DISTINCT ON (c.callid) c.callerid, c.entered_at
    FROM report.queue_call AS c
    WHERE c.entered_at >= (@range_from::timestamptz) - interval '24 hours'
      AND c.entered_at < @range_to::timestamptz
      AND c.callid NOT IN ('', 'NONE')
    ORDER BY c.callid, c.entered_at, c.queue, c.visit
) AS v
WHERE v.entered_at >= @range_from::timestamptz
  AND coalesce(v.callerid, '') !~ '[0-9]';
