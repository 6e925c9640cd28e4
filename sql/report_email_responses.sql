-- name: EmailResponses :many
-- E-mails by campaign and agent: received, answered, forwarded, and the time to the first response.
-- api:es Correos por campaña y agente: recibidos, atendidos, reenviados, y el tiempo hasta la primera respuesta.
-- An e-mail interaction counts in the interval in which it entered, with all forwards and further e-mails while it was open. Its agent is the last one who handled it; an interaction that no agent took has none.
-- api:es Una interacción por correo cuenta en el tramo en que entró, con todos los reenvíos y los demás correos mientras estuvo abierta. Su agente es el último que la gestionó; una interacción que ningún agente tomó no tiene agente.
-- The first response is the agent's first e-mail while the interaction was open (NEWEMAILAGENT); if there is none, its end by the agent (COMPLETEAGENT), because an agent ends it after answering. Its time is measured from the entry.
-- api:es La primera respuesta es el primer correo del agente mientras la interacción estaba abierta (NEWEMAILAGENT); si no hay, su final por el agente (COMPLETEAGENT), porque un agente la termina después de responder. Su tiempo se mide desde la entrada.
-- Interactions that an agent started are not received, but their forwards and further e-mails count.
-- api:es Las interacciones que inició un agente no son recibidas, pero sus reenvíos y demás correos cuentan.
-- api:route GET /v1/reports/email-responses
-- api:topic channels
-- api:time entered_at required
-- api:interval
-- api:as-of interaction
-- api:key campaign, agent
-- api:main campaign, agent, received, answered, first_response_avg_seconds
-- api:column campaign Campaign; empty if the log names none.
-- api:es campaign Campaña; vacía si el registro de eventos no la indica.
-- api:column agent Agent who took or started it; empty if none did.
-- api:es agent Agente que la tomó o la inició; vacío si no fue ninguno.
-- api:column received E-mails that entered the queue. additive
-- api:es received Correos que entraron a la campaña.
-- api:column answered E-mails that entered and that an agent took. additive
-- api:es answered Correos que entraron y que un agente atendió.
-- api:column forwarded Times that an e-mail of an interaction was forwarded. additive
-- api:es forwarded Veces que se reenvió un correo de una interacción.
-- api:column blacklisted E-mails turned away by the blacklist. additive
-- api:es blacklisted Correos no admitidos por la lista negra.
-- api:column refused E-mails that the agent tried to start and the blacklist refused. additive
-- api:es refused Correos que el agente intentó iniciar y la lista negra rechazó.
-- api:column responded Answered e-mails with a known first response. additive
-- api:es responded Correos atendidos cuya primera respuesta se conoce.
-- api:column first_response_avg_seconds Mean time from the entry to the first response, of the responded e-mails, in seconds.
-- api:es first_response_avg_seconds Tiempo medio desde la entrada hasta la primera respuesta, de los correos respondidos, en segundos.
-- api:column new_mails Further e-mails of the client while the interaction was open. additive
-- api:es new_mails Otros correos del cliente mientras la interacción estaba abierta.
-- api:opens received /v1/reports/interactions?channel=email&offered=true{&campaign,agent}
-- api:opens answered /v1/reports/interactions?channel=email&answered=true{&campaign,agent}
-- api:opens blacklisted /v1/reports/interactions?channel=email&outcome=blacklisted{&campaign,agent}
-- api:opens refused /v1/reports/interactions?channel=email&outcome=refused{&campaign,agent}
-- api:chart bar x=interval_start y=received,answered
-- api:example /v1/reports/email-responses?range=last-7-days&interval=day
SELECT
    CASE WHEN NOT @total::boolean THEN f.campaign END::text_or_null AS campaign,
    CASE WHEN NOT @total::boolean THEN f.agent END::text_or_null AS agent,
    CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
    count(*) FILTER (WHERE f.offered) AS received,
    count(*) FILTER (WHERE f.answered) AS answered,
    coalesce(sum(f.forwards), 0)::bigint AS forwarded,
    count(*) FILTER (WHERE f.outcome = 'blacklisted') AS blacklisted,
    count(*) FILTER (WHERE f.outcome = 'refused') AS refused,
    count(f.response_seconds) AS responded,
    round(avg(f.response_seconds), 2)::numeric_or_null AS first_response_avg_seconds,
    coalesce(sum(f.new_mails), 0)::bigint AS new_mails
FROM (
    SELECT
        i.campaign,
        i.agent,
        (@slot_numbers::integer[])[width_bucket(i.entered_at, @slot_bounds::timestamptz[])] AS slot,
        i.offered,
        i.answered,
        i.outcome,
        count(*) FILTER (WHERE e.event = 'FORWARDED') AS forwards,
        count(*) FILTER (WHERE e.event = 'NEWEMAILCLIENT') AS new_mails,
        CASE WHEN i.answered THEN extract(epoch FROM
            coalesce(min(e.datetime) FILTER (WHERE e.event = 'NEWEMAILAGENT'), CASE WHEN i.outcome = 'agent_ended' THEN i.ended_at END)
            - i.entered_at) END AS response_seconds
    FROM report.interaction AS i
    LEFT JOIN email_log_repo AS e ON e.callid = i.callid
        AND e.event IN ('FORWARDED', 'NEWEMAILCLIENT', 'NEWEMAILAGENT')
        AND e.callid NOT IN ('', 'NONE')
        AND (e.queuename = i.campaign OR coalesce(e.queuename, '') IN ('', 'NONE'))
        AND e.datetime >= i.entered_at
        AND (i.ended_at IS NULL OR e.datetime <= i.ended_at)
        AND e.datetime >= @range_from::timestamptz
        AND e.datetime < (@range_to::timestamptz) + interval '30 days'
    WHERE i.entered_at >= @range_from::timestamptz
      AND i.entered_at < @range_to::timestamptz
      AND i.channel = 'email'
    GROUP BY i.entered_at, i.callid, i.channel, i.campaign, i.visit, i.agent, i.offered, i.answered, i.outcome, i.ended_at
) AS f
WHERE f.slot IS NOT NULL
  AND @dimensions::boolean
GROUP BY 1, 2, 3;
