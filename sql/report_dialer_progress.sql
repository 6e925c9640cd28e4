-- name: DialerProgress :many
-- The progress of the dialer with each list.
-- api:es El avance del marcador con cada lista.
-- The lists are those of dialer_base, and those that are named only by records of calls_spool. The records still to be called are in calls_spool; the calls made are the records of cdr_repo with this dialerbase and campaign, over all history.
-- api:es Las listas son las de dialer_base y las que solo nombran registros de calls_spool. Los registros que faltan llamar están en calls_spool; las llamadas hechas son los registros de cdr_repo con ese dialerbase y esa campaña, en toda la historia.
-- A contact counts once, regardless of the number of calls. It is identified by cdr_repo.contact, else by the number called. A contact that was not reached and is to be called again is both dialled and remaining.
-- api:es Un contacto cuenta una vez, sin importar la cantidad de llamadas. Se identifica por cdr_repo.contact o, si no, por el número llamado. Un contacto que no se alcanzó y se volverá a llamar está a la vez marcado y restante.
-- api:route GET /v1/reports/dialer-progress
-- api:topic dialer
-- api:key campaign, list
-- api:main campaign, list, active, records, dialled, answered, contact_rate
-- api:column campaign Campaign of the dialer.
-- api:es campaign Campaña del marcador.
-- api:column list Name of the list.
-- api:es list Nombre de la lista.
-- api:column active Whether the dialer works on this list now; null if dialer_base does not have it.
-- api:es active Si el marcador trabaja ahora con esta lista; nulo si dialer_base no la tiene.
-- api:column records Records that the list was loaded with; null if dialer_base does not have it.
-- api:es records Registros con los que se cargó la lista; nulo si dialer_base no la tiene.
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
-- api:chart bar x=list y=dialled,answered,remaining
-- api:example /v1/reports/dialer-progress?order=-remaining
SELECT
    l.campaign,
    l.list,
    b.active,
    b.records::int_or_null AS records,
    coalesce(s.ready, 0)::bigint AS ready,
    coalesce(s.in_process, 0)::bigint AS in_process,
    coalesce(s.blocked, 0)::bigint AS blocked,
    coalesce(c.attempts, 0)::bigint AS attempts,
    coalesce(c.dialled, 0)::bigint AS dialled,
    coalesce(c.answered, 0)::bigint AS answered,
    (coalesce(s.ready, 0) + coalesce(s.in_process, 0))::bigint AS remaining,
    report.percent(coalesce(c.answered, 0), coalesce(c.dialled, 0)) AS contact_rate
FROM (
    SELECT d.campaign, d.name AS list
    FROM dialer_base AS d
    UNION
    SELECT p.campaign, p.dialerbase
    FROM calls_spool AS p
) AS l
LEFT JOIN dialer_base AS b ON b.campaign = l.campaign AND b.name = l.list
LEFT JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE p.status = 1) AS ready,
        count(*) FILTER (WHERE p.status = 0) AS in_process,
        count(*) FILTER (WHERE p.status = 3) AS blocked
    FROM calls_spool AS p
    WHERE p.campaign = l.campaign
      AND p.dialerbase = l.list
) AS s ON true
LEFT JOIN LATERAL (
    SELECT
        count(*) AS attempts,
        count(DISTINCT coalesce(nullif(r.contact, ''), r.dst, '')) AS dialled,
        count(DISTINCT coalesce(nullif(r.contact, ''), r.dst, '')) FILTER (WHERE r.disposition = 'ANSWERED') AS answered
    FROM cdr_repo AS r
    WHERE left(r.dialerbase, 64) = left(l.list, 64)
      AND r.dialerbase = l.list
      AND r.dialerbase <> ''
      AND r.campaign = l.campaign
) AS c ON true;
