-- name: DataQuality :many
-- What is wrong with the data: each kind of defect of each table, how often, and where to look.
-- api:es Qué está mal en los datos: cada tipo de defecto de cada tabla, cuántas veces, y dónde mirar.
-- Only kinds that occur are shown. Rows are compared with each other within the range. Dates beyond reason lie in no range, and dialer lists have no time: both are judged as they are now.
-- api:es Solo se muestran los tipos que ocurren. Las filas se comparan entre sí dentro del período. Las fechas imposibles no están en ningún período, y las listas del marcador no tienen fecha: ambas se juzgan como están ahora.
-- api:route GET /v1/reports/data-quality
-- api:topic quality
-- api:time datetime required
-- api:as-of queue_call
-- api:key defect, table
-- api:whole
-- api:column defect unknown_event (none of the documented ones), unreadable_field (a text where a number belongs; one of REALPAUSE is the pause's reason), duplicate_origid, identical_row (every column is that of another row, as after two imports of overlapping files), duplicate_sequence (CDRs of one uniqueid and sequence that are not identical), calldate_not_epoch (CDRs whose calldate is not the epoch in their uniqueid, by one offset that at least 50 share: they were imported in another zone), date_beyond_reason (before 1970, more than a day ahead, or at infinity), number_not_finite (a balance or rating that is NaN or infinite, and is in no sum), visit_without_entry, visit_without_end (cut by a restart, by the same call entering anew, or by the limit of time with nothing in the log after it), pause_outside_session, two_active_lists (that a copy of another system brought: the newest was kept active) or no_active_list (of a campaign that has lists).
-- api:es defect unknown_event (ninguno de los documentados), unreadable_field (un texto donde va un número; el de REALPAUSE es el motivo de la pausa), duplicate_origid, identical_row (cada columna es igual a la de otra fila, como después de importar dos archivos que se superponen), duplicate_sequence (CDR de un mismo uniqueid y sequence que no son idénticos), calldate_not_epoch (CDR cuyo calldate no es la época de su uniqueid, por una diferencia que comparten al menos 50: se importaron en otra zona), date_beyond_reason (antes de 1970, más de un día en el futuro, o infinita), number_not_finite (un importe o una calificación que es NaN o infinita, y no está en ninguna suma), visit_without_entry, visit_without_end (interrumpida por un reinicio, por una nueva entrada de la misma llamada, o por el límite de tiempo sin nada después en el registro de eventos), pause_outside_session, two_active_lists (que trajo una copia de otro sistema: se mantuvo activa la más nueva) o no_active_list (de una campaña que tiene listas).
-- api:column table Table in which it is.
-- api:es table Tabla en la que está.
-- api:column rows How many there are: rows of the table, visits, pauses, or campaigns of which the lists are.
-- api:es rows Cuántos hay: filas de la tabla, visitas, pausas, o campañas a las que pertenecen las listas.
-- api:column counted_twice Calls that reports count once too often because of it: of CDRs each row beyond the first of its kind, of an event log each such ENTERQUEUE; null for other defects.
-- api:es counted_twice Llamadas que los reportes cuentan de más por esto: de los CDR, cada fila después de la primera de su tipo; de un registro de eventos, cada ENTERQUEUE así; nulo en los demás defectos.
-- api:column example_id Id of a row of the table that shows it; null where the row is gone.
-- api:es example_id Id de una fila de la tabla que lo muestra; nulo si la fila ya no está.
-- api:column example Raw text of what is wrong in that row: a date or a number, or the hours by which calldate is later (-: earlier) than the epoch; null for other defects.
-- api:es example Texto de lo que está mal en esa fila: una fecha o un número, o las horas en que calldate es posterior (-: anterior) a la época; nulo en los demás defectos.
-- api:example /v1/reports/data-quality?range=last-30-days
SELECT
    d.defect,
    d.in_table AS "table",
    d.rows,
    d.counted_twice::numeric_or_null AS counted_twice,
    d.example_id::numeric_or_null AS example_id,
    d.example::text_or_null AS example
FROM (
    SELECT e.defect::text AS defect, 'queue_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id, NULL::bigint AS counted_twice, NULL::text AS example
    FROM (
        SELECT
            id,
            CASE
                WHEN event IS NULL OR event NOT IN ('AGENTLOGIN', 'AGENTLOGOFF', 'ABANDON', 'COMPLETEAGENT', 'COMPLETECALLER', 'CONNECT', 'ENTERQUEUE', 'EXITEMPTY', 'EXITWITHKEY', 'EXITWITHTIMEOUT', 'RINGNOANSWER', 'REALPAUSE', 'REALUNPAUSE', 'BREAK', 'UNBREAK', 'OUTCALL', 'PAUSE', 'UNPAUSE', 'PAUSEALL', 'UNPAUSEALL', 'ATTENDEDTRANSFER', 'BLINDTRANSFER', 'TRANSFER', 'HOLD', 'UNHOLD', 'FINISHWRAPUP', 'ADDMEMBER', 'REMOVEDMEMBER', 'AGENTDUMP', 'CREATEDQUEUE', 'QUEUESTART', 'STARTCALL', 'ENDCALL', 'STARTVIDEOCALL', 'ENDVIDEOCALL', 'PHONECALL', 'PHONEENDHOLDIN', 'PHONEENDHOLDOUT', 'PHONECOMPLETECALLER', 'PHONECALLAGENT', 'PHONEANSWER', 'PHONECOMPLETEAGENT', 'PHONESTARHOLDIN', 'PHONESTARHOLDOUT', 'PHONESTARTHOLDIN', 'PHONESTARTHOLDOUT', 'REMOVEMEMBER', 'RINGCANCELED', 'AGENTCALLBACKLOGIN', 'AGENTCALLBACKLOGOFF', 'WITHDRAW', 'SYSCOMPAT', 'PENALTY', 'RINGINUSE', 'CONFIGRELOAD') THEN 'unknown_event'
                WHEN event IN ('AGENTLOGOFF') AND (
                    CASE WHEN data1 <> '' AND app.whole_number(data1) IS NULL THEN data2 ELSE data1 END <> '' AND app.whole_number(CASE WHEN data1 <> '' AND app.whole_number(data1) IS NULL THEN data2 ELSE data1 END) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('ABANDON', 'COMPLETEAGENT', 'COMPLETECALLER', 'EXITEMPTY', 'EXITWITHTIMEOUT', 'WITHDRAW') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('CONNECT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('EXITWITHKEY') AND (
                    data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('RINGNOANSWER', 'REALUNPAUSE', 'RINGCANCELED', 'PENALTY', 'RINGINUSE') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('BREAK', 'UNBREAK') AND (
                    data3 <> '' AND app.whole_number(data3) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('OUTCALL') AND (
                    data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('ATTENDEDTRANSFER') AND (
                    CASE WHEN data1 = 'LINK' THEN data4 ELSE data3 END <> '' AND app.whole_number(CASE WHEN data1 = 'LINK' THEN data4 ELSE data3 END) IS NULL
                    OR CASE WHEN data1 = 'LINK' THEN split_part(data5, '|', 1) ELSE data4 END <> '' AND app.whole_number(CASE WHEN data1 = 'LINK' THEN split_part(data5, '|', 1) ELSE data4 END) IS NULL
                    OR CASE WHEN data1 = 'LINK' THEN split_part(data5, '|', 2) ELSE data5 END <> '' AND app.whole_number(CASE WHEN data1 = 'LINK' THEN split_part(data5, '|', 2) ELSE data5 END) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('BLINDTRANSFER', 'TRANSFER') AND (
                    data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                    OR data5 <> '' AND app.whole_number(data5) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('FINISHWRAPUP') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('AGENTCALLBACKLOGOFF') AND (
                    data2 <> '' AND app.whole_number(data2) IS NULL
                ) THEN 'unreadable_field'
            END AS defect
        FROM queue_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
    ) AS e
    WHERE e.defect IS NOT NULL
    GROUP BY e.defect
    UNION ALL
    SELECT 'duplicate_origid', 'queue_log_repo', sum(o.rows)::bigint, min(o.id), NULL, NULL
    FROM (
        SELECT count(*) AS rows, min(id) AS id
        FROM queue_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
          AND origid IS NOT NULL
        GROUP BY origid
        HAVING count(*) > 1
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'identical_row', 'queue_log_repo', sum(s.copies)::bigint, min(s.id), coalesce(sum(s.copies - 1) FILTER (WHERE s.event = 'ENTERQUEUE'), 0)::bigint, NULL
    FROM (
        SELECT r.event, count(*) AS copies, min(r.id) AS id
        FROM queue_log_repo AS r
        -- Cheap to find, and few: only these are compared in full.
        JOIN (
            SELECT datetime, callid, event
            FROM queue_log_repo
            WHERE datetime >= @range_from::timestamptz
              AND datetime < @range_to::timestamptz
            GROUP BY datetime, callid, event
            HAVING count(*) > 1
        ) AS c ON c.datetime = r.datetime AND c.callid = r.callid AND c.event IS NOT DISTINCT FROM r.event
        WHERE r.datetime >= @range_from::timestamptz
          AND r.datetime < @range_to::timestamptz
        GROUP BY r.datetime, r.callid, r.event, r.origid, r.queuename, r.agent, r.data1, r.data2, r.data3, r.data4, r.data5
        HAVING count(*) > 1
    ) AS s
    HAVING count(*) > 0
    UNION ALL
    SELECT e.defect::text AS defect, 'webchat_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id, NULL::bigint AS counted_twice, NULL::text AS example
    FROM (
        SELECT
            id,
            CASE
                WHEN event IS NULL OR event NOT IN ('ABANDON', 'EXITWITHTIMEOUT', 'COMPLETEAGENT', 'COMPLETECALLER', 'CONNECT', 'ENTERQUEUE', 'REENTERQUEUE', 'TRANSFER', 'OUTOFTIME', 'OUTCALL', 'NOAGENTS', 'MAXQUEUE', 'TRANSFERRED', 'ATTENDED', 'STARTCALL', 'ENDCALL', 'STARTVIDEOCALL', 'ENDVIDEOCALL') THEN 'unknown_event'
                WHEN event IN ('ABANDON') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('COMPLETEAGENT', 'COMPLETECALLER') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('CONNECT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('OUTCALL') AND (
                    data2 <> '' AND app.whole_number(data2) IS NULL
                ) THEN 'unreadable_field'
            END AS defect
        FROM webchat_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
    ) AS e
    WHERE e.defect IS NOT NULL
    GROUP BY e.defect
    UNION ALL
    SELECT 'duplicate_origid', 'webchat_log_repo', sum(o.rows)::bigint, min(o.id), NULL, NULL
    FROM (
        SELECT count(*) AS rows, min(id) AS id
        FROM webchat_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
          AND origid IS NOT NULL
        GROUP BY origid
        HAVING count(*) > 1
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'identical_row', 'webchat_log_repo', sum(s.copies)::bigint, min(s.id), coalesce(sum(s.copies - 1) FILTER (WHERE s.event = 'ENTERQUEUE'), 0)::bigint, NULL
    FROM (
        SELECT r.event, count(*) AS copies, min(r.id) AS id
        FROM webchat_log_repo AS r
        -- Cheap to find, and few: only these are compared in full.
        JOIN (
            SELECT datetime, callid, event
            FROM webchat_log_repo
            WHERE datetime >= @range_from::timestamptz
              AND datetime < @range_to::timestamptz
            GROUP BY datetime, callid, event
            HAVING count(*) > 1
        ) AS c ON c.datetime = r.datetime AND c.callid = r.callid AND c.event IS NOT DISTINCT FROM r.event
        WHERE r.datetime >= @range_from::timestamptz
          AND r.datetime < @range_to::timestamptz
        GROUP BY r.datetime, r.callid, r.event, r.origid, r.queuename, r.agent, r.data1, r.data2, r.data3, r.data4, r.data5
        HAVING count(*) > 1
    ) AS s
    HAVING count(*) > 0
    UNION ALL
    SELECT e.defect::text AS defect, 'sms_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id, NULL::bigint AS counted_twice, NULL::text AS example
    FROM (
        SELECT
            id,
            CASE
                WHEN event IS NULL OR event NOT IN ('COMPLETEAGENTOUT', 'COMPLETEAGENT', 'CONNECT', 'ENTERQUEUE', 'REENTERQUEUE', 'HOLIDAYMESSAGE', 'OUTOFTIME', 'OUTSMS', 'TRANSFERRED', 'ATTENDED') THEN 'unknown_event'
                WHEN event IN ('COMPLETEAGENTOUT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('COMPLETEAGENT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('CONNECT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                ) THEN 'unreadable_field'
            END AS defect
        FROM sms_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
    ) AS e
    WHERE e.defect IS NOT NULL
    GROUP BY e.defect
    UNION ALL
    SELECT 'duplicate_origid', 'sms_log_repo', sum(o.rows)::bigint, min(o.id), NULL, NULL
    FROM (
        SELECT count(*) AS rows, min(id) AS id
        FROM sms_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
          AND origid IS NOT NULL
        GROUP BY origid
        HAVING count(*) > 1
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'identical_row', 'sms_log_repo', sum(s.copies)::bigint, min(s.id), coalesce(sum(s.copies - 1) FILTER (WHERE s.event = 'ENTERQUEUE'), 0)::bigint, NULL
    FROM (
        SELECT r.event, count(*) AS copies, min(r.id) AS id
        FROM sms_log_repo AS r
        -- Cheap to find, and few: only these are compared in full.
        JOIN (
            SELECT datetime, callid, event
            FROM sms_log_repo
            WHERE datetime >= @range_from::timestamptz
              AND datetime < @range_to::timestamptz
            GROUP BY datetime, callid, event
            HAVING count(*) > 1
        ) AS c ON c.datetime = r.datetime AND c.callid = r.callid AND c.event IS NOT DISTINCT FROM r.event
        WHERE r.datetime >= @range_from::timestamptz
          AND r.datetime < @range_to::timestamptz
        GROUP BY r.datetime, r.callid, r.event, r.origid, r.queuename, r.agent, r.data1, r.data2, r.data3, r.data4, r.data5
        HAVING count(*) > 1
    ) AS s
    HAVING count(*) > 0
    UNION ALL
    SELECT e.defect::text AS defect, 'email_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id, NULL::bigint AS counted_twice, NULL::text AS example
    FROM (
        SELECT
            id,
            CASE
                WHEN event IS NULL OR event NOT IN ('COMPLETEAGENTOUT', 'COMPLETEAGENT', 'CONNECT', 'HOLIDAYMESSAGE', 'ENTERQUEUE', 'REENTERQUEUE', 'OUTEMAIL', 'STARTEMAILDIALER', 'FINISHEMAILDIALER', 'STOPEMAILDIALER', 'TRANSFERRED', 'ATTENDED', 'BLACKLIST', 'FORWARDED', 'NEWEMAILCLIENT', 'NEWEMAILAGENT') THEN 'unknown_event'
                WHEN event IN ('COMPLETEAGENTOUT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('COMPLETEAGENT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('CONNECT', 'STARTEMAILDIALER', 'FINISHEMAILDIALER', 'STOPEMAILDIALER') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                ) THEN 'unreadable_field'
            END AS defect
        FROM email_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
    ) AS e
    WHERE e.defect IS NOT NULL
    GROUP BY e.defect
    UNION ALL
    SELECT 'duplicate_origid', 'email_log_repo', sum(o.rows)::bigint, min(o.id), NULL, NULL
    FROM (
        SELECT count(*) AS rows, min(id) AS id
        FROM email_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
          AND origid IS NOT NULL
        GROUP BY origid
        HAVING count(*) > 1
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'identical_row', 'email_log_repo', sum(s.copies)::bigint, min(s.id), coalesce(sum(s.copies - 1) FILTER (WHERE s.event = 'ENTERQUEUE'), 0)::bigint, NULL
    FROM (
        SELECT r.event, count(*) AS copies, min(r.id) AS id
        FROM email_log_repo AS r
        -- Cheap to find, and few: only these are compared in full.
        JOIN (
            SELECT datetime, callid, event
            FROM email_log_repo
            WHERE datetime >= @range_from::timestamptz
              AND datetime < @range_to::timestamptz
            GROUP BY datetime, callid, event
            HAVING count(*) > 1
        ) AS c ON c.datetime = r.datetime AND c.callid = r.callid AND c.event IS NOT DISTINCT FROM r.event
        WHERE r.datetime >= @range_from::timestamptz
          AND r.datetime < @range_to::timestamptz
        GROUP BY r.datetime, r.callid, r.event, r.origid, r.queuename, r.agent, r.data1, r.data2, r.data3, r.data4, r.data5
        HAVING count(*) > 1
    ) AS s
    HAVING count(*) > 0
    UNION ALL
    SELECT e.defect::text AS defect, 'twitter_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id, NULL::bigint AS counted_twice, NULL::text AS example
    FROM (
        SELECT
            id,
            CASE
                WHEN event IS NULL OR event NOT IN ('COMPLETEAGENT', 'CONNECT', 'ENTERQUEUE', 'REENTERQUEUE', 'OUTTWEET', 'HOLIDAYMESSAGE', 'TRANSFERRED', 'ATTENDED') THEN 'unknown_event'
                WHEN event IN ('COMPLETEAGENT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('CONNECT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                ) THEN 'unreadable_field'
            END AS defect
        FROM twitter_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
    ) AS e
    WHERE e.defect IS NOT NULL
    GROUP BY e.defect
    UNION ALL
    SELECT 'duplicate_origid', 'twitter_log_repo', sum(o.rows)::bigint, min(o.id), NULL, NULL
    FROM (
        SELECT count(*) AS rows, min(id) AS id
        FROM twitter_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
          AND origid IS NOT NULL
        GROUP BY origid
        HAVING count(*) > 1
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'identical_row', 'twitter_log_repo', sum(s.copies)::bigint, min(s.id), coalesce(sum(s.copies - 1) FILTER (WHERE s.event = 'ENTERQUEUE'), 0)::bigint, NULL
    FROM (
        SELECT r.event, count(*) AS copies, min(r.id) AS id
        FROM twitter_log_repo AS r
        -- Cheap to find, and few: only these are compared in full.
        JOIN (
            SELECT datetime, callid, event
            FROM twitter_log_repo
            WHERE datetime >= @range_from::timestamptz
              AND datetime < @range_to::timestamptz
            GROUP BY datetime, callid, event
            HAVING count(*) > 1
        ) AS c ON c.datetime = r.datetime AND c.callid = r.callid AND c.event IS NOT DISTINCT FROM r.event
        WHERE r.datetime >= @range_from::timestamptz
          AND r.datetime < @range_to::timestamptz
        GROUP BY r.datetime, r.callid, r.event, r.origid, r.queuename, r.agent, r.data1, r.data2, r.data3, r.data4, r.data5
        HAVING count(*) > 1
    ) AS s
    HAVING count(*) > 0
    UNION ALL
    SELECT e.defect::text AS defect, 'messenger_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id, NULL::bigint AS counted_twice, NULL::text AS example
    FROM (
        SELECT
            id,
            CASE
                WHEN event IS NULL OR event NOT IN ('COMPLETEAGENT', 'CONNECT', 'ENTERQUEUE', 'REENTERQUEUE', 'HOLIDAYMESSAGE', 'TRANSFERRED', 'ATTENDED', 'OUTMESSENGER') THEN 'unknown_event'
                WHEN event IN ('COMPLETEAGENT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('CONNECT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                ) THEN 'unreadable_field'
            END AS defect
        FROM messenger_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
    ) AS e
    WHERE e.defect IS NOT NULL
    GROUP BY e.defect
    UNION ALL
    SELECT 'duplicate_origid', 'messenger_log_repo', sum(o.rows)::bigint, min(o.id), NULL, NULL
    FROM (
        SELECT count(*) AS rows, min(id) AS id
        FROM messenger_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
          AND origid IS NOT NULL
        GROUP BY origid
        HAVING count(*) > 1
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'identical_row', 'messenger_log_repo', sum(s.copies)::bigint, min(s.id), coalesce(sum(s.copies - 1) FILTER (WHERE s.event = 'ENTERQUEUE'), 0)::bigint, NULL
    FROM (
        SELECT r.event, count(*) AS copies, min(r.id) AS id
        FROM messenger_log_repo AS r
        -- Cheap to find, and few: only these are compared in full.
        JOIN (
            SELECT datetime, callid, event
            FROM messenger_log_repo
            WHERE datetime >= @range_from::timestamptz
              AND datetime < @range_to::timestamptz
            GROUP BY datetime, callid, event
            HAVING count(*) > 1
        ) AS c ON c.datetime = r.datetime AND c.callid = r.callid AND c.event IS NOT DISTINCT FROM r.event
        WHERE r.datetime >= @range_from::timestamptz
          AND r.datetime < @range_to::timestamptz
        GROUP BY r.datetime, r.callid, r.event, r.origid, r.queuename, r.agent, r.data1, r.data2, r.data3, r.data4, r.data5
        HAVING count(*) > 1
    ) AS s
    HAVING count(*) > 0
    UNION ALL
    SELECT e.defect::text AS defect, 'facebook_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id, NULL::bigint AS counted_twice, NULL::text AS example
    FROM (
        SELECT
            id,
            CASE
                WHEN event IS NULL OR event NOT IN ('COMPLETEAGENT', 'CONNECT', 'ENTERQUEUE', 'REENTERQUEUE', 'HOLIDAYMESSAGE', 'OUTFACEBOOK', 'TRANSFERRED', 'ATTENDED') THEN 'unknown_event'
                WHEN event IN ('COMPLETEAGENT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                    OR data2 <> '' AND app.whole_number(data2) IS NULL
                    OR data3 <> '' AND app.whole_number(data3) IS NULL
                    OR data4 <> '' AND app.whole_number(data4) IS NULL
                ) THEN 'unreadable_field'
                WHEN event IN ('CONNECT') AND (
                    data1 <> '' AND app.whole_number(data1) IS NULL
                ) THEN 'unreadable_field'
            END AS defect
        FROM facebook_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
    ) AS e
    WHERE e.defect IS NOT NULL
    GROUP BY e.defect
    UNION ALL
    SELECT 'duplicate_origid', 'facebook_log_repo', sum(o.rows)::bigint, min(o.id), NULL, NULL
    FROM (
        SELECT count(*) AS rows, min(id) AS id
        FROM facebook_log_repo
        WHERE datetime >= @range_from::timestamptz
          AND datetime < @range_to::timestamptz
          AND origid IS NOT NULL
        GROUP BY origid
        HAVING count(*) > 1
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'identical_row', 'facebook_log_repo', sum(s.copies)::bigint, min(s.id), coalesce(sum(s.copies - 1) FILTER (WHERE s.event = 'ENTERQUEUE'), 0)::bigint, NULL
    FROM (
        SELECT r.event, count(*) AS copies, min(r.id) AS id
        FROM facebook_log_repo AS r
        -- Cheap to find, and few: only these are compared in full.
        JOIN (
            SELECT datetime, callid, event
            FROM facebook_log_repo
            WHERE datetime >= @range_from::timestamptz
              AND datetime < @range_to::timestamptz
            GROUP BY datetime, callid, event
            HAVING count(*) > 1
        ) AS c ON c.datetime = r.datetime AND c.callid = r.callid AND c.event IS NOT DISTINCT FROM r.event
        WHERE r.datetime >= @range_from::timestamptz
          AND r.datetime < @range_to::timestamptz
        GROUP BY r.datetime, r.callid, r.event, r.origid, r.queuename, r.agent, r.data1, r.data2, r.data3, r.data4, r.data5
        HAVING count(*) > 1
    ) AS s
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'cdr_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, calldate AS at FROM cdr_repo WHERE calldate < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, calldate FROM cdr_repo WHERE calldate > now() + interval '1 day'
        UNION ALL
        SELECT id, finishtime
        FROM cdr_repo
        WHERE calldate >= @range_from::timestamptz
          AND calldate < @range_to::timestamptz
          AND (finishtime < '1970-01-01 00:00+00'::timestamptz OR finishtime > now() + interval '1 day')
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'sms_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, dateprocessed AS at FROM sms_repo WHERE dateprocessed < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, dateprocessed FROM sms_repo WHERE dateprocessed > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'tags', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM tags WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM tags WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'black_list_history', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, calldate AS at FROM black_list_history WHERE calldate < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, calldate FROM black_list_history WHERE calldate > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'sipchat', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datecreated AS at FROM sipchat WHERE datecreated < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datecreated FROM sipchat WHERE datecreated > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'auditory', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM auditory WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM auditory WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'queue_log_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM queue_log_repo WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM queue_log_repo WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'webchat_log_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM webchat_log_repo WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM webchat_log_repo WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'sms_log_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM sms_log_repo WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM sms_log_repo WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'email_log_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM email_log_repo WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM email_log_repo WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'twitter_log_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM twitter_log_repo WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM twitter_log_repo WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'messenger_log_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM messenger_log_repo WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM messenger_log_repo WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'date_beyond_reason', 'facebook_log_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.at::text ORDER BY o.id))[1]
    FROM (
        SELECT id, datetime AS at FROM facebook_log_repo WHERE datetime < '1970-01-01 00:00+00'::timestamptz
        UNION ALL
        SELECT id, datetime FROM facebook_log_repo WHERE datetime > now() + interval '1 day'
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT 'number_not_finite', 'cdr_repo', count(*), min(o.id), NULL::bigint, (array_agg(o.value::text ORDER BY o.id))[1]
    FROM (
        SELECT c.id, (
            SELECT min(n.value)
            FROM (VALUES (c.charged_balance), (c.real_balance), (c.rating)) AS n (value)
            WHERE n.value IN ('NaN', 'Infinity', '-Infinity')
        ) AS value
        FROM cdr_repo AS c
        WHERE c.calldate >= @range_from::timestamptz
          AND c.calldate < @range_to::timestamptz
          AND (c.charged_balance IN ('NaN', 'Infinity', '-Infinity') OR c.real_balance IN ('NaN', 'Infinity', '-Infinity') OR c.rating IN ('NaN', 'Infinity', '-Infinity'))
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT
        'calldate_not_epoch',
        'cdr_repo',
        sum(o.rows)::bigint,
        (array_agg(o.id ORDER BY o.rows DESC, o.quarters))[1],
        NULL::bigint,
        (array_agg(to_char(o.quarters / 4, 'FMS90.00') ORDER BY o.rows DESC, o.quarters))[1]
    FROM (
        -- A record may begin some time after its channel. What is off by a wrong zone lies close to a quarter of an
        -- hour, what begins later anywhere between.
        SELECT f.quarters, count(*) AS rows, min(f.id) AS id
        FROM (
            SELECT e.id, e.late, round(e.late / 900.0) AS quarters
            FROM (
                SELECT u.id, extract(epoch FROM u.calldate) - CASE WHEN length(u.epoch) BETWEEN 9 AND 10 AND translate(u.epoch, '0123456789', '') = '' THEN u.epoch::bigint END AS late
                FROM (
                    SELECT id, calldate, split_part(split_part(uniqueid, '-', -1), '.', 1) AS epoch
                    FROM cdr_repo
                    WHERE calldate >= @range_from::timestamptz
                      AND calldate < @range_to::timestamptz
                ) AS u
            ) AS e
        ) AS f
        -- No two zones are further apart.
        WHERE f.quarters <> 0 AND f.quarters BETWEEN -104 AND 104
        GROUP BY f.quarters
        HAVING count(*) >= 50 AND 2 * count(*) FILTER (WHERE abs(f.late - 900 * f.quarters) <= 60) > count(*)
    ) AS o
    HAVING count(*) > 0
    UNION ALL
    SELECT k.defect, 'cdr_repo', sum(k.rows)::bigint, min(k.id), sum(k.counted_twice)::bigint, NULL
    FROM (
        SELECT
            r.uniqueid,
            r.sequence,
            count(*) AS contents,
            min(r.id) AS id,
            sum(r.copies) FILTER (WHERE r.copies > 1) AS copies,
            sum(r.copies - 1) AS copied,
            min(r.id) FILTER (WHERE r.copies > 1) AS copied_id
        FROM (
            SELECT c.uniqueid, c.sequence, count(*) AS copies, min(c.id) AS id
            FROM cdr_repo AS c
            -- Cheap to find, and few: only these are compared in full.
            JOIN (
                SELECT uniqueid, sequence
                FROM cdr_repo
                WHERE calldate >= @range_from::timestamptz
                  AND calldate < @range_to::timestamptz
                GROUP BY uniqueid, sequence
                HAVING count(*) > 1
            ) AS g ON g.uniqueid = c.uniqueid AND g.sequence IS NOT DISTINCT FROM c.sequence
            WHERE c.calldate >= @range_from::timestamptz
              AND c.calldate < @range_to::timestamptz
            GROUP BY c.uniqueid, c.sequence, ROW(c.calldate, c.clid, c.src, c.dst, c.dcontext, c.channel, c.dstchannel, c.lastapp, c.lastdata, c.duration, c.billsec, c.disposition, c.amaflags, c.accountcode, c.userfield, c.type, c.guid, c.causecode, c.campaign, c.charged_balance, c.real_balance, c.note, c.contact, c.finishtime, c.rating, c.dialerbase, c.linkedid, c.peeraccount)
        ) AS r
        GROUP BY r.uniqueid, r.sequence
    ) AS s
    CROSS JOIN LATERAL (VALUES
        ('identical_row', s.copies, s.copied, s.copied_id),
        -- Copies of one row are one here: no call is told twice of as counted twice.
        ('duplicate_sequence', CASE WHEN s.contents > 1 AND s.uniqueid <> '' AND s.sequence IS NOT NULL THEN s.contents END, s.contents - 1, s.id)
    ) AS k (defect, rows, counted_twice, id)
    WHERE k.rows > 0
    GROUP BY k.defect
    UNION ALL
    SELECT
        v.defect,
        v.in_table,
        v.rows,
        -- A visit has no id; its first row has.
        CASE v.in_table
            WHEN 'queue_log_repo' THEN (
                SELECT min(q.id)
                FROM queue_log_repo AS q
                WHERE q.callid = v.callid
                  AND q.datetime >= @range_from::timestamptz
                  AND q.datetime < (@range_to::timestamptz) + interval '30 days'
            )
            WHEN 'webchat_log_repo' THEN (
                SELECT min(q.id)
                FROM webchat_log_repo AS q
                WHERE q.callid = v.callid
                  AND q.datetime >= @range_from::timestamptz
                  AND q.datetime < (@range_to::timestamptz) + interval '30 days'
            )
            WHEN 'sms_log_repo' THEN (
                SELECT min(q.id)
                FROM sms_log_repo AS q
                WHERE q.callid = v.callid
                  AND q.datetime >= @range_from::timestamptz
                  AND q.datetime < (@range_to::timestamptz) + interval '30 days'
            )
            WHEN 'email_log_repo' THEN (
                SELECT min(q.id)
                FROM email_log_repo AS q
                WHERE q.callid = v.callid
                  AND q.datetime >= @range_from::timestamptz
                  AND q.datetime < (@range_to::timestamptz) + interval '30 days'
            )
            WHEN 'twitter_log_repo' THEN (
                SELECT min(q.id)
                FROM twitter_log_repo AS q
                WHERE q.callid = v.callid
                  AND q.datetime >= @range_from::timestamptz
                  AND q.datetime < (@range_to::timestamptz) + interval '30 days'
            )
            WHEN 'messenger_log_repo' THEN (
                SELECT min(q.id)
                FROM messenger_log_repo AS q
                WHERE q.callid = v.callid
                  AND q.datetime >= @range_from::timestamptz
                  AND q.datetime < (@range_to::timestamptz) + interval '30 days'
            )
            WHEN 'facebook_log_repo' THEN (
                SELECT min(q.id)
                FROM facebook_log_repo AS q
                WHERE q.callid = v.callid
                  AND q.datetime >= @range_from::timestamptz
                  AND q.datetime < (@range_to::timestamptz) + interval '30 days'
            )
        END,
        NULL,
        NULL
    FROM (
        SELECT d.defect, i.in_table, count(*) AS rows, min(i.callid) AS callid
        FROM (
            SELECT 'queue_log_repo' AS in_table, c.callid, c.entry_inferred, c.ended_by, c.ended_at
            FROM report.queue_call AS c
            WHERE c.entered_at >= @range_from::timestamptz
              AND c.entered_at < @range_to::timestamptz
            UNION ALL
            SELECT n.channel || '_log_repo', n.callid, n.entry_inferred, n.ended_by, n.ended_at
            FROM report.interaction AS n
            WHERE n.entered_at >= @range_from::timestamptz
              AND n.entered_at < @range_to::timestamptz
        ) AS i
        CROSS JOIN LATERAL (VALUES
            ('visit_without_entry', i.entry_inferred),
            ('visit_without_end', CASE
                WHEN i.ended_by IN ('QUEUESTART', 'ENTERQUEUE') THEN true
                -- What goes on in the log after the limit has no lack of rows.
                WHEN i.ended_by = 'LIMIT' THEN NOT CASE i.in_table
                    WHEN 'queue_log_repo' THEN EXISTS (SELECT 1 FROM queue_log_repo AS q WHERE q.callid = i.callid AND q.datetime >= i.ended_at AND q.datetime >= @range_from::timestamptz)
                    WHEN 'webchat_log_repo' THEN EXISTS (SELECT 1 FROM webchat_log_repo AS q WHERE q.callid = i.callid AND q.datetime >= i.ended_at AND q.datetime >= @range_from::timestamptz)
                    WHEN 'sms_log_repo' THEN EXISTS (SELECT 1 FROM sms_log_repo AS q WHERE q.callid = i.callid AND q.datetime >= i.ended_at AND q.datetime >= @range_from::timestamptz)
                    WHEN 'email_log_repo' THEN EXISTS (SELECT 1 FROM email_log_repo AS q WHERE q.callid = i.callid AND q.datetime >= i.ended_at AND q.datetime >= @range_from::timestamptz)
                    WHEN 'twitter_log_repo' THEN EXISTS (SELECT 1 FROM twitter_log_repo AS q WHERE q.callid = i.callid AND q.datetime >= i.ended_at AND q.datetime >= @range_from::timestamptz)
                    WHEN 'messenger_log_repo' THEN EXISTS (SELECT 1 FROM messenger_log_repo AS q WHERE q.callid = i.callid AND q.datetime >= i.ended_at AND q.datetime >= @range_from::timestamptz)
                    WHEN 'facebook_log_repo' THEN EXISTS (SELECT 1 FROM facebook_log_repo AS q WHERE q.callid = i.callid AND q.datetime >= i.ended_at AND q.datetime >= @range_from::timestamptz)
                END
            END)
        ) AS d (defect, found)
        WHERE d.found
        GROUP BY d.defect, i.in_table
    ) AS v
    UNION ALL
    SELECT
        'pause_outside_session',
        'queue_log_repo',
        o.rows,
        (
            SELECT min(q.id)
            FROM queue_log_repo AS q
            LEFT JOIN app.agent_alias AS m ON m.interface = q.agent
            WHERE q.datetime = o.started_at
              AND coalesce(m.agent, q.agent) = o.agent
        ),
        NULL,
        NULL
    FROM (
        SELECT p.agent, p.started_at, count(*) OVER () AS rows
        FROM report.agent_pause AS p
        WHERE p.started_at >= @range_from::timestamptz
          AND p.started_at < @range_to::timestamptz
          AND NOT EXISTS (
            SELECT 1
            FROM report.agent_session AS s
            WHERE s.agent = p.agent
              AND s.started_at <= p.started_at
              AND (s.ended_at > p.started_at OR s.ended_at IS NULL)
              -- The same for the whole range, so that only its sessions are looked at.
              AND s.started_at < @range_to::timestamptz
              AND (s.ended_at > @range_from::timestamptz OR s.ended_at IS NULL)
          )
        ORDER BY p.started_at, p.agent
        LIMIT 1
    ) AS o
    UNION ALL
    SELECT 'no_active_list', 'dialer_base', count(*), min(b.id), NULL, NULL
    FROM (
        SELECT min(id) AS id
        FROM dialer_base
        GROUP BY campaign
        HAVING NOT bool_or(active)
    ) AS b
    HAVING count(*) > 0
    UNION ALL
    SELECT 'two_active_lists', 'dialer_base', count(DISTINCT c.campaign), min(c.id), NULL, NULL
    FROM app.copied_list AS c
    JOIN dialer_base AS b ON b.id = c.id AND b.campaign = c.campaign
    WHERE NOT b.active
    HAVING count(*) > 0
) AS d;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
