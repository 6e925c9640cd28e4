-- name: ChannelSummary :many
-- What happened on each text channel: interactions offered, answered and turned away, and their times.
-- api:es Qué pasó en cada canal de texto: interacciones ofrecidas, atendidas y no admitidas, y sus tiempos.
-- An interaction counts in the interval in which it entered the queue, was started or was turned away, with all of its handling.
-- api:es Una interacción cuenta en el tramo en que entró a la campaña, fue iniciada o no fue admitida, con toda su gestión.
-- Offered interactions that are neither answered, abandoned, timed out nor waiting are lost: they were never answered, and ended by a new entry or by the limit of 24 hours (e-mail: 30 days).
-- api:es Las interacciones ofrecidas que no están atendidas, abandonadas, salidas por tiempo máximo ni en espera son perdidas: nunca fueron atendidas, y terminaron por una nueva entrada o por el límite de 24 horas (correo: 30 días).
-- Contacts that were turned away are counted by reason; they were never offered. An interaction that an agent started and the blacklist refused is not counted.
-- api:es Los contactos no admitidos se cuentan por motivo; nunca fueron ofrecidos. No se cuenta una interacción que un agente inició y la lista negra rechazó.
-- api:route GET /v1/reports/channel-summary
-- api:topic channels
-- api:time entered_at required
-- api:interval
-- api:as-of interaction
-- api:key channel, campaign
-- api:main channel, campaign, offered, answered, abandoned, asa_seconds
-- api:column channel webchat, sms, email, twitter, messenger or facebook.
-- api:es channel webchat, sms, email, twitter, messenger o facebook.
-- api:column campaign Campaign; empty if the log names none.
-- api:es campaign Campaña; vacía si el registro de eventos no la indica.
-- api:column offered Interactions that entered the queue. additive
-- api:es offered Interacciones que entraron a la campaña.
-- api:column answered Interactions that entered and that an agent took. additive
-- api:es answered Interacciones que entraron y que un agente atendió.
-- api:column abandoned Interactions whose client left while waiting. additive
-- api:es abandoned Interacciones cuyo cliente se fue mientras esperaba.
-- api:column timed_out Interactions that waited longer than the queue allows. additive
-- api:es timed_out Interacciones que esperaron más de lo que la campaña permite.
-- api:column waiting Interactions that still wait. additive
-- api:es waiting Interacciones que siguen en espera.
-- api:column out_of_time Contacts turned away because the campaign was closed. additive
-- api:es out_of_time Contactos no admitidos porque la campaña estaba fuera de hora.
-- api:column no_agents Contacts turned away because no agent was available. additive
-- api:es no_agents Contactos no admitidos porque no había agentes disponibles.
-- api:column max_queue Contacts turned away because too many were waiting. additive
-- api:es max_queue Contactos no admitidos porque había demasiados en espera.
-- api:column holiday Contacts turned away because of a holiday. additive
-- api:es holiday Contactos no admitidos por ser feriado.
-- api:column blacklisted Contacts turned away by the blacklist. additive
-- api:es blacklisted Contactos no admitidos por la lista negra.
-- api:column transferred Interactions that were transferred from one agent to another at least once. additive
-- api:es transferred Interacciones que se transfirieron de un agente a otro al menos una vez.
-- api:column agent_started Interactions that an agent started. additive
-- api:es agent_started Interacciones que inició un agente.
-- api:column asa_seconds Average speed of answer: mean wait of the answered interactions, in seconds.
-- api:es asa_seconds Velocidad media de respuesta: espera media de las interacciones atendidas, en segundos.
-- api:column handle_avg_seconds Mean handling time of the answered and agent-started interactions for which it is known, in seconds.
-- api:es handle_avg_seconds Tiempo de gestión medio de las interacciones atendidas e iniciadas por agentes en las que se conoce, en segundos.
-- api:column messages_avg Mean number of messages of the answered and agent-started interactions for which it is known.
-- api:es messages_avg Cantidad media de mensajes de las interacciones atendidas e iniciadas por agentes en las que se conoce.
-- api:opens offered /v1/reports/interactions?offered=true{&channel,campaign}
-- api:opens answered /v1/reports/interactions?answered=true{&channel,campaign}
-- api:opens abandoned /v1/reports/interactions?outcome=abandoned{&channel,campaign}
-- api:opens timed_out /v1/reports/interactions?outcome=timed_out{&channel,campaign}
-- api:opens waiting /v1/reports/interactions?outcome=waiting{&channel,campaign}
-- api:opens out_of_time /v1/reports/interactions?outcome=out_of_time{&channel,campaign}
-- api:opens no_agents /v1/reports/interactions?outcome=no_agents{&channel,campaign}
-- api:opens max_queue /v1/reports/interactions?outcome=max_queue{&channel,campaign}
-- api:opens holiday /v1/reports/interactions?outcome=holiday{&channel,campaign}
-- api:opens blacklisted /v1/reports/interactions?outcome=blacklisted{&channel,campaign}
-- api:opens transferred /v1/reports/interactions?transfers.gt=0{&channel,campaign}
-- api:opens agent_started /v1/reports/interactions?agent_started=true&outcome.ne=refused{&channel,campaign}
-- api:chart bar x=interval_start y=offered,answered,abandoned
-- api:example /v1/reports/channel-summary?range=last-7-days&interval=day
SELECT
    g.channel,
    g.campaign,
    g.slot,
    g.offered,
    g.answered,
    g.abandoned,
    g.timed_out,
    g.waiting,
    g.out_of_time,
    g.no_agents,
    g.max_queue,
    g.holiday,
    g.blacklisted,
    g.transferred,
    g.agent_started,
    round(g.waited / nullif(g.answered, 0), 2)::numeric_or_null AS asa_seconds,
    round(g.handle_avg, 2)::numeric_or_null AS handle_avg_seconds,
    round(g.messages, 2)::numeric_or_null AS messages_avg
FROM (
    SELECT
        CASE WHEN NOT @total::boolean THEN f.channel END::text_or_null AS channel,
        CASE WHEN NOT @total::boolean THEN f.campaign END::text_or_null AS campaign,
        CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
        count(*) FILTER (WHERE f.offered) AS offered,
        count(*) FILTER (WHERE f.answered) AS answered,
        count(*) FILTER (WHERE f.outcome = 'abandoned') AS abandoned,
        count(*) FILTER (WHERE f.outcome = 'timed_out') AS timed_out,
        count(*) FILTER (WHERE f.outcome = 'waiting') AS waiting,
        count(*) FILTER (WHERE f.outcome = 'out_of_time') AS out_of_time,
        count(*) FILTER (WHERE f.outcome = 'no_agents') AS no_agents,
        count(*) FILTER (WHERE f.outcome = 'max_queue') AS max_queue,
        count(*) FILTER (WHERE f.outcome = 'holiday') AS holiday,
        count(*) FILTER (WHERE f.outcome = 'blacklisted') AS blacklisted,
        count(*) FILTER (WHERE f.transfers > 0) AS transferred,
        count(*) FILTER (WHERE f.agent_started AND f.outcome <> 'refused') AS agent_started,
        sum(f.wait_seconds) FILTER (WHERE f.answered) AS waited,
        avg(f.handle_seconds) FILTER (WHERE f.answered OR f.agent_started) AS handle_avg,
        avg(f.messages) FILTER (WHERE f.answered OR f.agent_started) AS messages
    FROM (
        SELECT
            i.channel,
            i.campaign,
            (@slot_numbers::integer[])[width_bucket(i.entered_at, @slot_bounds::timestamptz[])] AS slot,
            i.offered,
            i.answered,
            i.agent_started,
            i.outcome,
            i.transfers,
            i.wait_seconds,
            i.handle_seconds,
            i.messages
        FROM report.interaction AS i
        WHERE i.entered_at >= @range_from::timestamptz
          AND i.entered_at < @range_to::timestamptz
    ) AS f
    WHERE f.slot IS NOT NULL
      AND @dimensions::boolean
    GROUP BY 1, 2, 3
) AS g;
