-- name: EmailDialers :many
-- Runs of the e-mail dialers: when each began and ended, and how many e-mails were in its spool.
-- api:es Ejecuciones de los marcadores de correo: cuándo empezó y terminó cada una, y cuántos correos tenía por enviar.
-- A run begins with STARTEMAILDIALER and ends with the next event of its campaign: FINISHEMAILDIALER, STOPEMAILDIALER, or the next start if no end was logged before it. A run without a later event still runs, or its end is missing.
-- api:es Una ejecución empieza con STARTEMAILDIALER y termina con el siguiente evento de su campaña: FINISHEMAILDIALER, STOPEMAILDIALER, o el siguiente inicio si no se registró un final antes. Una ejecución sin evento posterior sigue en curso, o falta su final.
-- A run belongs to the range in which it began, even if it ended after it.
-- api:es Una ejecución pertenece al período en que empezó, aunque haya terminado después.
-- api:route GET /v1/reports/email-dialers
-- api:topic dialer
-- api:time started_at required
-- api:key started_at, id
-- api:main started_at, campaign, finished_at, running, seconds
-- api:column started_at Time at which the run began.
-- api:es started_at Fecha y hora en que empezó la ejecución.
-- api:column id Id of the start's event in email_log_repo.
-- api:es id Id del evento de inicio en email_log_repo.
-- api:column campaign Campaign; empty if the log names none.
-- api:es campaign Campaña; vacía si el registro de eventos no la indica.
-- api:column finished_at Time at which it ended; null if no end is logged.
-- api:es finished_at Fecha y hora en que terminó; nulo si no se registró un final.
-- api:column finished_by finished, stopped, or restarted if the campaign's next start came without an end; null while it runs.
-- api:es finished_by finished (terminada), stopped (detenida), o restarted (reiniciada) si el siguiente inicio de la campaña llegó sin un final; nulo mientras está en curso.
-- api:column running Whether nothing has been logged after its start.
-- api:es running Si no se registró nada después de su inicio.
-- api:column seconds How long it ran, in seconds; null if no end is logged.
-- api:es seconds Cuánto duró, en segundos; nulo si no se registró un final.
-- api:column spool_at_start E-mails in the spool at the start; null if not logged.
-- api:es spool_at_start Correos por enviar al inicio; nulo si no se registró.
-- api:column spool_at_finish E-mails in the spool at the end; null if no end is logged.
-- api:es spool_at_finish Correos por enviar al final; nulo si no se registró un final.
-- api:example /v1/reports/email-dialers?range=last-30-days
SELECT
    s.started_at,
    s.id,
    s.campaign,
    CASE WHEN n.kind <> 'restarted' THEN n.datetime END::timestamptz_or_null AS finished_at,
    n.kind::text_or_null AS finished_by,
    (n.kind IS NULL)::boolean AS running,
    CASE WHEN n.kind <> 'restarted' THEN trim_scale(extract(epoch FROM n.datetime - s.started_at)) END::numeric_or_null AS seconds,
    s.spool_at_start,
    CASE WHEN n.kind <> 'restarted' THEN n.spool_length END::int_or_null AS spool_at_finish
FROM (
    SELECT
        e.datetime AS started_at,
        e.id,
        coalesce(nullif(e.queuename, 'NONE'), '')::text AS campaign,
        e.spool_length::int_or_null AS spool_at_start
    FROM event.email_log_startemaildialer AS e
    WHERE e.datetime >= @range_from::timestamptz
      AND e.datetime < @range_to::timestamptz
) AS s
LEFT JOIN LATERAL (
    SELECT l.kind, l.datetime, l.spool_length
    FROM (
        SELECT 'finished' AS kind, f.datetime, f.id, f.queuename, f.spool_length
        FROM event.email_log_finishemaildialer AS f
        WHERE f.datetime >= @range_from::timestamptz
        UNION ALL
        SELECT 'stopped', f.datetime, f.id, f.queuename, f.spool_length
        FROM event.email_log_stopemaildialer AS f
        WHERE f.datetime >= @range_from::timestamptz
        UNION ALL
        SELECT 'restarted', f.datetime, f.id, f.queuename, f.spool_length
        FROM event.email_log_startemaildialer AS f
        WHERE f.datetime >= @range_from::timestamptz
    ) AS l
    WHERE coalesce(nullif(l.queuename, 'NONE'), '') = s.campaign
      AND l.datetime >= s.started_at
      AND (l.datetime, l.id) > (s.started_at, s.id)
    ORDER BY l.datetime, l.id
    LIMIT 1
) AS n ON true;
