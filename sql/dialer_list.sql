-- name: ListDialerLists :many
-- Dialer lists with their progress.
-- api:es Listas del marcador con su avance.
-- The records still to be called are in calls_spool; the calls made are the records of cdr_repo with the list's name and campaign, over all history.
-- api:es Los registros que faltan llamar están en calls_spool; las llamadas hechas son los registros de cdr_repo con el nombre y la campaña de la lista, en toda la historia.
-- api:route GET /v1/dialer/lists
-- api:scope read dial
-- api:item GetDialerList id One dialer list with its progress.
-- api:es GetDialerList Una lista del marcador con su avance.
-- api:key id
-- api:column records Records that belong to the list, called ones included.
-- api:es records Registros que pertenecen a la lista, incluidos los ya llamados.
-- api:column ready Records ready to be called.
-- api:es ready Registros listos para ser llamados.
-- api:column in_process Records being called.
-- api:es in_process Registros que se están llamando.
-- api:column blocked Records that the do-not-call list blocks.
-- api:es blocked Registros que bloquea la lista de no marcado.
-- api:column attempts Calls made to the list.
-- api:es attempts Llamadas hechas a la lista.
-- api:column dialled Contacts called at least once.
-- api:es dialled Contactos llamados al menos una vez.
-- api:column answered Contacts that answered at least once: disposition ANSWERED.
-- api:es answered Contactos que atendieron al menos una vez: resultado ANSWERED.
-- api:column remaining Records that are still to be called: ready and in process.
-- api:es remaining Registros que faltan llamar: listos y en proceso.
-- api:column contact_rate Share of the contacts called that answered, in percent.
-- api:es contact_rate Proporción de los contactos llamados que atendieron, en porcentaje.
-- api:rate contact_rate answered / dialled
-- api:example /v1/dialer/lists?order=-id&limit=5
-- api:example /v1/dialer/lists/1
SELECT
    b.id,
    b.campaign,
    b.name,
    b.active,
    b.percentage,
    b.records,
    s.ready::bigint AS ready,
    s.in_process::bigint AS in_process,
    s.blocked::bigint AS blocked,
    c.attempts::bigint AS attempts,
    c.dialled::bigint AS dialled,
    c.answered::bigint AS answered,
    (s.ready + s.in_process)::bigint AS remaining,
    report.percent(c.answered, c.dialled) AS contact_rate
FROM dialer_base AS b
CROSS JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE p.status = 1) AS ready,
        count(*) FILTER (WHERE p.status = 0) AS in_process,
        count(*) FILTER (WHERE p.status = 3) AS blocked
    FROM calls_spool AS p
    WHERE p.campaign = b.campaign
      AND p.dialerbase = b.name
) AS s
CROSS JOIN LATERAL (
    SELECT
        count(*) AS attempts,
        count(DISTINCT coalesce(nullif(r.contact, ''), r.dst, '')) AS dialled,
        count(DISTINCT coalesce(nullif(r.contact, ''), r.dst, '')) FILTER (WHERE r.disposition = 'ANSWERED') AS answered
    FROM cdr_repo AS r
    WHERE left(r.dialerbase, 64) = left(b.name, 64)
      AND r.dialerbase = b.name
      AND r.dialerbase <> ''
      AND r.campaign = b.campaign
) AS c;
