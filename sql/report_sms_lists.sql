-- name: SmsLists :many
-- Results of the text messages sent to the lists of a dialer.
-- api:es Resultados de los mensajes de texto enviados a las listas de un marcador.
-- Only messages within the range count, both replies and the messages that they reply to. An incoming message is a reply to every list that sent a message to the same number before, in any campaign. Numbers are compared as logged.
-- api:es Solo cuentan mensajes dentro del período, tanto las respuestas como los mensajes a los que responden. Un mensaje entrante es una respuesta a cada lista que antes envió un mensaje al mismo número, en cualquier campaña. Los números se comparan tal como se registraron.
-- api:route GET /v1/reports/sms-lists
-- api:topic dialer
-- api:time dateprocessed required
-- api:key campaign, smsbase
-- api:main campaign, smsbase, sent, received, repliers
-- api:column campaign Campaign of the list; empty if its messages have none.
-- api:es campaign Campaña de la lista; vacía si sus mensajes no tienen.
-- api:column smsbase Name of the list.
-- api:es smsbase Nombre de la lista.
-- api:column sent Messages sent to the list.
-- api:es sent Mensajes enviados a la lista.
-- api:column received Incoming messages that name the list themselves.
-- api:es received Mensajes entrantes que nombran la lista ellos mismos.
-- api:column results Sent messages for which the provider has stated any result.
-- api:es results Mensajes enviados para los que el proveedor indicó algún resultado.
-- api:column replies Incoming messages from numbers that had received a message of the list before.
-- api:es replies Mensajes entrantes de números que antes habían recibido un mensaje de la lista.
-- api:column repliers Numbers that sent such a reply.
-- api:es repliers Números que enviaron una respuesta así.
-- api:chart bar x=smsbase y=sent,results,replies
-- api:example /v1/reports/sms-lists?range=last-30-days
SELECT
    n.campaign,
    n.smsbase,
    sum(n.sent)::bigint AS sent,
    sum(n.received)::bigint AS received,
    sum(n.results)::bigint AS results,
    sum(n.replies)::bigint AS replies,
    count(DISTINCT n.callerid) FILTER (WHERE n.replies > 0) AS repliers
FROM (
    SELECT c.campaign, c.smsbase, c.callerid, c.sent, c.received, c.results, count(i.callerid) AS replies
    FROM (
        SELECT
            coalesce(m.campaign, '') AS campaign,
            m.smsbase::text AS smsbase,
            m.callerid,
            count(*) FILTER (WHERE m.direction = 'O') AS sent,
            count(*) FILTER (WHERE m.direction = 'I') AS received,
            count(*) FILTER (WHERE m.direction = 'O' AND m.result <> '') AS results,
            min(m.dateprocessed) FILTER (WHERE m.direction = 'O' AND m.callerid <> '') AS first_at
        FROM sms_repo AS m
        WHERE m.dateprocessed >= @range_from::timestamptz
          AND m.dateprocessed < @range_to::timestamptz
          AND m.smsbase <> ''
        GROUP BY 1, 2, 3
    ) AS c
    LEFT JOIN sms_repo AS i ON i.callerid = c.callerid
        AND i.dateprocessed > c.first_at
        AND i.direction = 'I'
        AND i.dateprocessed >= @range_from::timestamptz
        AND i.dateprocessed < @range_to::timestamptz
    GROUP BY c.campaign, c.smsbase, c.callerid, c.sent, c.received, c.results
) AS n
GROUP BY n.campaign, n.smsbase;
