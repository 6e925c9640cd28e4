-- name: DataQuality :many
-- What is wrong with the data: each kind of defect of each table, how often, and where to look.
-- Only kinds that occur are shown. Origids are compared within the range; lists of dialers have no time and are judged as they are now.
-- api:route GET /v1/reports/data-quality
-- api:time datetime required
-- api:as-of queue_call
-- api:key defect, table
-- api:whole
-- api:column defect unknown_event (none of the documented ones), unreadable_field (a text where a number belongs; one of REALPAUSE is the pause's reason), duplicate_origid, visit_without_entry, visit_without_end (cut by a restart, by the same call entering anew, or by the limit of time with nothing in the log after it), pause_outside_session, two_active_lists (that a copy of another system brought: the newest was kept active) or no_active_list (of a campaign that has lists).
-- api:column table Table in which it is.
-- api:column rows How many there are: rows of the table, visits, pauses, or campaigns of which the lists are.
-- api:column example_id Id of a row of the table that shows it; null where the row is gone.
-- api:example /v1/reports/data-quality?range=last-30-days
SELECT
    d.defect,
    d.in_table AS "table",
    d.rows,
    d.example_id::numeric_or_null AS example_id
FROM (
    SELECT e.defect::text AS defect, 'queue_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id
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
    SELECT 'duplicate_origid', 'queue_log_repo', sum(o.rows)::bigint, min(o.id)
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
    SELECT e.defect::text AS defect, 'webchat_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id
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
    SELECT 'duplicate_origid', 'webchat_log_repo', sum(o.rows)::bigint, min(o.id)
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
    SELECT e.defect::text AS defect, 'sms_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id
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
    SELECT 'duplicate_origid', 'sms_log_repo', sum(o.rows)::bigint, min(o.id)
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
    SELECT e.defect::text AS defect, 'email_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id
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
    SELECT 'duplicate_origid', 'email_log_repo', sum(o.rows)::bigint, min(o.id)
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
    SELECT e.defect::text AS defect, 'twitter_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id
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
    SELECT 'duplicate_origid', 'twitter_log_repo', sum(o.rows)::bigint, min(o.id)
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
    SELECT e.defect::text AS defect, 'messenger_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id
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
    SELECT 'duplicate_origid', 'messenger_log_repo', sum(o.rows)::bigint, min(o.id)
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
    SELECT e.defect::text AS defect, 'facebook_log_repo'::text AS in_table, count(*)::bigint AS rows, min(e.id)::bigint AS example_id
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
    SELECT 'duplicate_origid', 'facebook_log_repo', sum(o.rows)::bigint, min(o.id)
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
        END
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
        )
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
    SELECT 'no_active_list', 'dialer_base', count(*), min(b.id)
    FROM (
        SELECT min(id) AS id
        FROM dialer_base
        GROUP BY campaign
        HAVING NOT bool_or(active)
    ) AS b
    HAVING count(*) > 0
    UNION ALL
    SELECT 'two_active_lists', 'dialer_base', count(DISTINCT c.campaign), min(c.id)
    FROM app.copied_list AS c
    JOIN dialer_base AS b ON b.id = c.id AND b.campaign = c.campaign
    WHERE NOT b.active
    HAVING count(*) > 0
) AS d;

-- Code generated by event/gen from event/catalogue.csv. DO NOT EDIT.
