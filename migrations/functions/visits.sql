-- Builds the visits of calls to queues, and the rings, from all events of their calls.

CREATE OR REPLACE FUNCTION report.visit_step(w report.visit_walk, kind text, at timestamptz, by_kind boolean) RETURNS report.visit_walk
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    over boolean;
BEGIN
    IF w IS NULL THEN
        w.visit := 1;
        w.phase := 'open';
        w.first_at := at;
    END IF;
    w.effect := 'none';
    -- Events have no effect on a visit after 24 hours.
    over := coalesce(w.entered_at, w.first_at) + interval '24 hours' < at;
    IF kind = 'enter' THEN
        IF w.entered_at IS NULL THEN
            -- Events before the first entry belong to the visit that now begins.
            w.before := NULL;
        ELSE
            IF w.instant < at THEN
                w.before := CASE WHEN w.phase = 'open' AND NOT over THEN w.visit END;
                w.before_ended := false;
            END IF;
            w.visit := w.visit + 1;
            w.phase := 'open';
        END IF;
        w.entered_at := at;
        w.instant := at;
        w.belongs := w.visit;
        w.effect := 'enter';
    ELSIF kind = 'end' AND by_kind AND w.instant = at AND w.before IS NOT NULL THEN
        -- In the order of kinds, endings of the previous visit precede the new entry.
        w.belongs := w.before;
        IF NOT w.before_ended THEN
            w.effect := 'end';
            w.before_ended := true;
        END IF;
    ELSE
        w.belongs := w.visit;
        IF over THEN
            NULL;
        ELSIF kind = 'connect' THEN
            w.effect := CASE w.phase WHEN 'open' THEN 'connect' ELSE 'late' END;
        ELSIF kind = 'dump' THEN
            w.effect := CASE w.phase WHEN 'open' THEN 'dump' ELSE 'extra' END;
        ELSIF w.phase = 'open' THEN
            w.effect := 'end';
            w.phase := 'ended';
        END IF;
    END IF;
    RETURN w;
END
$$;
COMMENT ON FUNCTION report.visit_step(report.visit_walk, text, timestamptz, boolean) IS 'Aggregate step over the events of a call in a queue, in order: determines the visit of an event and its effect.';
REVOKE EXECUTE ON FUNCTION report.visit_step(report.visit_walk, text, timestamptz, boolean) FROM PUBLIC;

CREATE OR REPLACE AGGREGATE report.visit_of(text, timestamptz, boolean) (SFUNC = report.visit_step, STYPE = report.visit_walk);

CREATE OR REPLACE FUNCTION report.build_queue_calls(latest timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    WITH ev AS MATERIALIZED (
        SELECT
            q.callid,
            report.name_or_empty(q.queuename) AS queue,
            report.name_or_empty(q.agent) AS agent,
            q.datetime AS at,
            report.written_source(q.import_id, q.origid) AS source,
            report.written_place(q.position, q.origid) AS place,
            q.id,
            q.event,
            CASE
                WHEN q.event = 'ENTERQUEUE' THEN 'enter'
                WHEN q.event = 'CONNECT' THEN 'connect'
                WHEN q.event = 'AGENTDUMP' THEN 'dump'
                WHEN q.event = 'RINGNOANSWER' THEN 'ring'
                WHEN q.event = 'FINISHWRAPUP' THEN 'wrapup'
                WHEN q.event ~ 'HOLD' THEN 'hold'
                ELSE 'end'
            END AS kind,
            q.data1, q.data2, q.data3, q.data4, q.data5
        FROM stale_call AS t
        JOIN public.queue_log_repo AS q ON q.callid = t.callid
        WHERE q.event = ANY (report.visit_events() || report.hold_events())
          AND report.in_calendar(q.datetime)
    ),
    numbered AS (
        SELECT
            e.*,
            row_number() OVER (PARTITION BY e.callid, e.queue ORDER BY e.at, e.source, e.place, e.id) AS nth,
            min(e.source) OVER instant < max(e.source) OVER instant AS mixed,
            min(e.at) FILTER (WHERE e.kind = 'enter') OVER (PARTITION BY e.callid, e.queue) = e.at AS first_entry
        FROM ev AS e
        WHERE e.kind IN ('enter', 'connect', 'dump', 'end')
        WINDOW instant AS (PARTITION BY e.callid, e.queue, e.at)
    ),
    -- Whether the order of kinds applies within the instant: between sources, and if a CONNECT or ending was written
    -- before the first entry, to whose visit it belongs.
    ordered AS (
        SELECT
            n.*,
            n.mixed OR n.first_entry AND coalesce(
                min(n.nth) FILTER (WHERE n.kind IN ('connect', 'end')) OVER instant < min(n.nth) FILTER (WHERE n.kind = 'enter') OVER instant,
                false) AS by_kind
        FROM numbered AS n
        WINDOW instant AS (PARTITION BY n.callid, n.queue, n.at)
    ),
    walked AS (
        SELECT
            o.*,
            row_number() OVER walk AS step,
            report.visit_of(o.kind, o.at, o.by_kind) OVER walk AS walk
        FROM ordered AS o
        WINDOW walk AS (
            PARTITION BY o.callid, o.queue
            ORDER BY o.at, CASE WHEN o.by_kind THEN array_position('{enter,dump,connect,end}'::text[], o.kind) END, o.nth
            ROWS UNBOUNDED PRECEDING)
    ),
    effects AS (
        SELECT
            w.*,
            (w.walk).belongs AS visit,
            (w.walk).effect AS effect,
            max(w.step) FILTER (WHERE (w.walk).effect = 'dump') OVER visit AS dump_step
        FROM walked AS w
        WINDOW visit AS (PARTITION BY w.callid, w.queue, (w.walk).belongs)
    ),
    -- The connect of a visit: the first one after the last AGENTDUMP.
    chosen AS (
        SELECT
            f.*,
            coalesce(
                min(f.step) FILTER (WHERE f.effect = 'connect' AND f.step > coalesce(f.dump_step, 0)) OVER visit,
                CASE WHEN bool_or(f.effect = 'end' AND f.event IN ('COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER')) OVER visit
                    THEN min(f.step) FILTER (WHERE f.effect = 'late') OVER visit END
            ) AS connect_step,
            bool_or(f.effect = 'connect' AND f.step > coalesce(f.dump_step, 0)) OVER visit AS connected,
            bool_or(f.effect = 'end') OVER visit AS ended
        FROM effects AS f
        WINDOW visit AS (PARTITION BY f.callid, f.queue, f.visit)
    ),
    logged AS (
        SELECT
            c.callid, c.queue, c.visit,
            bool_or(c.connected) AS connected,
            min(c.at) AS first_at,
            min(c.at) FILTER (WHERE c.kind = 'enter') AS enter_at,
            max(c.data2) FILTER (WHERE c.kind = 'enter') AS callerid,
            report.seconds(max(c.data3) FILTER (WHERE c.kind = 'enter')) AS enter_position,
            max(c.at) FILTER (WHERE c.step = c.connect_step) AS connect_at,
            max(c.agent) FILTER (WHERE c.step = c.connect_step) AS connect_agent,
            report.seconds(max(c.data1) FILTER (WHERE c.step = c.connect_step)) AS connect_wait,
            report.seconds(max(c.data3) FILTER (WHERE c.step = c.connect_step)) AS connect_ring,
            count(*) FILTER (WHERE c.effect IN ('dump', 'extra')) AS dumps,
            max(c.at) FILTER (WHERE c.effect = 'dump') AS dump_at,
            -- The position of the last of them; a restart of the same instant must follow it.
            max(ARRAY[(extract(epoch FROM c.at) * 1000000)::bigint, c.source, c.place, c.id])
                FILTER (WHERE NOT c.ended AND (c.effect IN ('enter', 'dump') OR c.step = c.connect_step)) AS last_written,
            max(c.at) FILTER (WHERE c.effect = 'end') AS end_at,
            max(c.event) FILTER (WHERE c.effect = 'end') AS end_event,
            max(c.agent) FILTER (WHERE c.effect = 'end') AS end_agent,
            max(c.data1) FILTER (WHERE c.effect = 'end') AS end_data1,
            max(c.data2) FILTER (WHERE c.effect = 'end') AS end_data2,
            max(c.data3) FILTER (WHERE c.effect = 'end') AS end_data3,
            max(c.data4) FILTER (WHERE c.effect = 'end') AS end_data4,
            max(c.data5) FILTER (WHERE c.effect = 'end') AS end_data5
        FROM chosen AS c
        GROUP BY c.callid, c.queue, c.visit
    ),
    -- The numbers of the ending, from the fields of its event.
    read AS (
        SELECT
            l.*,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(l.end_data1)
                WHEN shape.shifted OR l.end_event = 'EXITWITHKEY' THEN report.seconds(l.end_data4)
                WHEN l.end_event <> 'SYSCOMPAT' THEN report.seconds(l.end_data3)
            END AS end_wait,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(l.end_data2)
                WHEN shape.shifted THEN report.seconds(split_part(l.end_data5, '|', 1))
                WHEN shape.transfer THEN report.seconds(l.end_data4)
            END AS talk,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER', 'EXITWITHKEY') THEN report.seconds(l.end_data3)
                WHEN shape.shifted THEN report.seconds(split_part(l.end_data5, '|', 2))
                WHEN shape.transfer THEN report.seconds(l.end_data5)
                WHEN l.end_event <> 'SYSCOMPAT' THEN report.seconds(l.end_data2)
            END AS end_position,
            CASE
                WHEN l.end_event = 'COMPLETEAGENT' THEN 'agent_ended'
                WHEN l.end_event = 'COMPLETECALLER' THEN 'caller_ended'
                WHEN shape.transfer THEN 'transferred'
                WHEN l.end_event = 'ABANDON' AND l.connected THEN 'caller_ended'
                WHEN l.end_event = 'ABANDON' THEN 'abandoned'
                WHEN l.end_event = 'EXITWITHTIMEOUT' THEN 'timed_out'
                WHEN l.end_event = 'EXITEMPTY' THEN 'exited_empty'
                WHEN l.end_event = 'EXITWITHKEY' THEN 'exited_key'
                WHEN l.end_event = 'WITHDRAW' THEN 'withdrawn'
                WHEN l.end_event = 'SYSCOMPAT' THEN 'failed'
                WHEN l.connected THEN 'connected'
            END AS logged_outcome,
            CASE WHEN shape.transfer AND NOT shape.shifted THEN nullif(l.end_data1, '') END AS transferred_to,
            CASE WHEN l.end_event = 'EXITWITHKEY' THEN l.end_data1 END AS exit_key
        FROM logged AS l
        CROSS JOIN LATERAL (SELECT
            coalesce(l.end_event = 'ATTENDEDTRANSFER' AND l.end_data1 = 'LINK', false) AS shifted,
            coalesce(l.end_event IN ('TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER'), false) AS transfer
        ) AS shape
    ),
    timed AS (
        SELECT
            r.*,
            coalesce(r.logged_outcome IN ('agent_ended', 'caller_ended', 'transferred', 'connected'), false) AS answered,
            coalesce(
                r.enter_at,
                r.connect_at - make_interval(secs => coalesce(r.connect_wait, 0)),
                r.end_at - make_interval(secs => coalesce(r.end_wait, 0) + coalesce(r.talk, 0)),
                r.first_at
            ) AS entered_at
        FROM read AS r
    ),
    -- A visit without an ending is cut by the first of: a new entry of the same call, a restart, 24 hours.
    cut AS (
        SELECT
            m.*,
            lead(m.entered_at) OVER (PARTITION BY m.callid, m.queue ORDER BY m.visit) AS again_at,
            CASE WHEN m.end_at IS NULL THEN (
                SELECT min(s.datetime)
                FROM public.queue_log_repo AS s
                WHERE s.event = 'QUEUESTART'
                  AND s.datetime >= greatest(m.entered_at, m.connect_at, m.dump_at)
                  AND s.datetime <= m.entered_at + interval '24 hours'
                  AND (s.datetime > greatest(m.entered_at, m.connect_at, m.dump_at)
                    OR m.last_written[1] = (extract(epoch FROM s.datetime) * 1000000)::bigint
                    AND m.last_written[2] = report.written_source(s.import_id, s.origid)
                    AND (m.last_written[3], m.last_written[4]) < (report.written_place(s.position, s.origid), s.id))
            ) END AS restart_at,
            CASE WHEN m.entered_at + interval '24 hours' <= latest
                THEN m.entered_at + interval '24 hours' END AS limit_at
        FROM timed AS m
    ),
    visit AS MATERIALIZED (
        SELECT
            u.*,
            greatest(u.entered_at, CASE WHEN u.answered OR u.connected
                THEN coalesce(CASE WHEN u.connected THEN u.connect_at END, u.end_at - make_interval(secs => coalesce(u.talk, 0))) END) AS answer_at,
            CASE WHEN u.end_at IS NOT NULL THEN greatest(u.entered_at, u.end_at)
                ELSE least(u.again_at, u.restart_at, u.limit_at) END AS ended_at,
            CASE
                WHEN u.end_at IS NOT NULL THEN u.end_event
                WHEN u.again_at <= least(u.restart_at, u.limit_at, u.again_at) THEN 'ENTERQUEUE'
                WHEN u.restart_at <= least(u.limit_at, u.restart_at) THEN 'QUEUESTART'
                WHEN u.limit_at IS NOT NULL THEN 'LIMIT'
            END AS ended_by,
            CASE WHEN u.answered THEN coalesce(nullif(u.connect_agent, ''), u.end_agent, '') ELSE '' END AS agent
        FROM cut AS u
    ),
    -- Hold and wrap-up find their visit by the callid of their row, else by the guid of the call. Of several visits, the last one that the agent
    -- had answered has them: the call may be in the queue again, or with another agent, when wrap-up ends.
    by_guid AS (
        SELECT t.callid, c.guid
        FROM stale_call AS t
        JOIN public.cdr_repo AS c ON c.uniqueid = t.callid
        WHERE c.guid <> '' AND t.callid <> ''
        UNION
        SELECT t.callid, c.guid
        FROM stale_call AS t
        JOIN public.cdr_repo AS c ON c.linkedid = t.callid
        WHERE c.guid <> '' AND t.callid <> ''
    ),
    aside AS (
        SELECT e.callid, e.queue, e.agent, e.at, e.source, e.place, e.id, e.event, e.data1, e.data2
        FROM ev AS e
        WHERE e.kind IN ('hold', 'wrapup') AND e.callid NOT IN ('', 'NONE')
        UNION ALL
        SELECT g.callid, report.name_or_empty(q.queuename), report.name_or_empty(q.agent), q.datetime, report.written_source(q.import_id, q.origid), report.written_place(q.position, q.origid), q.id,
            q.event, q.data1, q.data2
        FROM by_guid AS g
        JOIN public.queue_log_repo AS q
            ON CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END = g.guid
        WHERE q.event IN ('FINISHWRAPUP', 'PHONESTARHOLDIN', 'PHONESTARTHOLDIN', 'PHONESTARHOLDOUT', 'PHONESTARTHOLDOUT', 'PHONEENDHOLDIN', 'PHONEENDHOLDOUT')
          -- A subquery for each row uses the index on callid; a join would read the whole log.
          AND CASE WHEN q.callid IN ('', 'NONE') THEN true ELSE (
            SELECT count(*) = 0
            FROM (
                SELECT FROM public.queue_log_repo AS v
                WHERE v.callid = q.callid AND v.event = ANY (report.visit_events()) AND v.event <> 'RINGNOANSWER'
                LIMIT 1
            ) AS visited) END
    ),
    placed AS (
        SELECT DISTINCT ON (a.at, a.id)
            v.callid, v.queue, v.visit, v.ended_at,
            a.at, a.source, a.place, a.id,
            a.event = 'FINISHWRAPUP' AS wrapup,
            a.event ~ '^(HOLD|PHONESTART?HOLD)' AS begins,
            CASE WHEN a.event LIKE '%HOLDIN' THEN 'in' WHEN a.event LIKE '%HOLDOUT' THEN 'out' ELSE 'hold' END AS family,
            report.seconds(a.data2) - report.seconds(a.data1) AS wrapup_used
        FROM aside AS a
        JOIN visit AS v ON v.callid = a.callid
        LEFT JOIN app.agent_alias AS logged ON logged.interface = a.agent
        LEFT JOIN app.agent_alias AS answering ON answering.interface = v.agent
        ORDER BY a.at, a.id, v.queue = a.queue DESC,
            (v.answered AND coalesce(answering.agent, v.agent) = coalesce(logged.agent, a.agent)) DESC,
            (v.answered AND (v.answer_at < a.at OR v.answer_at = a.at AND a.event <> 'FINISHWRAPUP')) DESC,
            v.entered_at <= a.at DESC, v.answered DESC, v.entered_at DESC, v.queue, v.visit DESC, v.callid
    ),
    spans AS (
        SELECT
            p.*,
            min(p.at) FILTER (WHERE NOT p.begins) OVER (
                PARTITION BY p.callid, p.queue, p.visit, p.family
                ORDER BY p.at, p.source, p.place, p.id
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until
        FROM placed AS p
        WHERE NOT p.wrapup
    ),
    holds AS (
        SELECT
            s.callid, s.queue, s.visit,
            range_agg(tstzrange(s.at, least(s.until, s.ended_at))) AS held
        FROM spans AS s
        WHERE s.begins AND s.at < least(s.until, s.ended_at)
        GROUP BY s.callid, s.queue, s.visit
    ),
    wrapups AS (
        SELECT p.callid, p.queue, p.visit, sum(greatest(p.wrapup_used, 0)) AS used
        FROM placed AS p
        WHERE p.wrapup
        GROUP BY p.callid, p.queue, p.visit
    ),
    written AS (
        INSERT INTO report.queue_call (
            entered_at, callid, queue, visit, entry_inferred, callerid, outcome, answered,
            connected_at, ended_at, ended_by, agent,
            wait_seconds, ring_seconds, talk_seconds, hold_seconds, wrapup_seconds,
            dumps, position, exit_key, transferred_to)
        SELECT
            v.entered_at, v.callid, v.queue, v.visit, v.enter_at IS NULL, nullif(v.callerid, ''),
            coalesce(v.logged_outcome, CASE WHEN v.ended_at IS NULL THEN 'waiting' WHEN v.dumps > 0 THEN 'dumped' ELSE 'lost' END),
            v.answered,
            CASE WHEN v.answered THEN v.answer_at END,
            v.ended_at,
            v.ended_by,
            v.agent,
            coalesce(
                v.connect_wait,
                v.end_wait,
                greatest(0, trim_scale(extract(epoch FROM
                    CASE WHEN v.answered OR v.connected THEN v.answer_at ELSE v.ended_at END - v.entered_at)))
                    * CASE WHEN v.answered OR v.ended_at IS NOT NULL THEN 1 END),
            CASE WHEN v.answered THEN v.connect_ring END,
            v.talk,
            coalesce((SELECT trim_scale(sum(extract(epoch FROM upper(h) - lower(h)))) FROM unnest(holds.held) AS h), 0),
            coalesce(wrapups.used, 0),
            v.dumps,
            coalesce(v.enter_position, v.end_position),
            nullif(v.exit_key, ''),
            v.transferred_to
        FROM visit AS v
        LEFT JOIN holds USING (callid, queue, visit)
        LEFT JOIN wrapups USING (callid, queue, visit)
    )
    INSERT INTO report.queue_ring (rang_at, id, callid, queue, agent, ring_milliseconds, missed)
    SELECT
        e.at, e.id, e.callid, e.queue, e.agent, report.seconds(e.data1),
        coalesce(report.seconds(e.data1) > 1000, false) AND NOT EXISTS (
            SELECT FROM visit AS v
            WHERE v.callid = e.callid
              AND v.queue = e.queue
              AND v.logged_outcome = 'abandoned'
              AND date_trunc('second', v.ended_at) = date_trunc('second', e.at))
    FROM ev AS e
    WHERE e.kind = 'ring';
END
$$;
COMMENT ON FUNCTION report.build_queue_calls(timestamptz) IS 'Writes the visits and rings of the calls in the temporary table stale_call, from all their events.';
REVOKE EXECUTE ON FUNCTION report.build_queue_calls(timestamptz) FROM PUBLIC;
