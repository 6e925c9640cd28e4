-- The spans between the beginnings and ends in the log of an agent's sessions, pauses and queue memberships.

CREATE OR REPLACE FUNCTION report.open_since_step(since timestamptz, opens boolean, at timestamptz) RETURNS timestamptz
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF NOT opens THEN
        RETURN NULL;
    END IF;
    -- An open span stays open for at most 7 days.
    IF since + interval '168 hours' > at THEN
        RETURN since;
    END IF;
    RETURN at;
END
$$;
COMMENT ON FUNCTION report.open_since_step(timestamptz, boolean, timestamptz) IS 'Aggregate step over beginnings and ends in order: since when a session, pause or break is open.';
REVOKE EXECUTE ON FUNCTION report.open_since_step(timestamptz, boolean, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.build_spells(latest timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    DELETE FROM logged_name;
    INSERT INTO logged_name SELECT r.agent, report.names_of(r.agent) FROM agent_batch AS r;
    ANALYZE logged_name;
    -- After an end nothing is open, so processing begins at the last end before the window.
    UPDATE agent_batch AS r
    SET session_from = CASE WHEN r.x0 > '-infinity' THEN report.last_end(r.agent, r.x0, report.logoff_events()) ELSE r.x0 END,
        pause_from = CASE WHEN r.x0 > '-infinity' THEN report.last_end(r.agent, r.x0, report.logoff_events() || '{REALUNPAUSE}'::text[]) ELSE r.x0 END,
        break_from = CASE WHEN r.x0 > '-infinity' THEN report.last_end(r.agent, r.x0, report.logoff_events() || '{UNBREAK}'::text[]) ELSE r.x0 END,
        phone_from = CASE WHEN r.x0 > '-infinity'
            -- A change of reason before the window determines whether one in the window is a different one.
            THEN greatest(report.last_end(r.agent, r.x0 - interval '1 day', report.logoff_events() || '{UNPAUSEALL}'::text[]), r.x0 - interval '14 days') ELSE r.x0 END;
    ANALYZE agent_batch;

    DELETE FROM logged_spell;
    INSERT INTO logged_spell (agent, kind, started_at, id, ended_at, closed_by, start_inferred, reason, comment, key)
    WITH role (kind, event, closes) AS (VALUES
        ('session', 'AGENTLOGIN', NULL),
        ('session', 'AGENTCALLBACKLOGIN', NULL),
        ('session', 'AGENTLOGOFF', 'logoff'),
        ('session', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('pause', 'REALPAUSE', NULL),
        ('pause', 'REALUNPAUSE', 'unpause'),
        ('pause', 'AGENTLOGOFF', 'logoff'),
        ('pause', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('break', 'BREAK', NULL),
        ('break', 'UNBREAK', 'unbreak'),
        ('break', 'AGENTLOGOFF', 'logoff'),
        ('break', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('phone', 'PAUSE', NULL),
        ('phone', 'ADDMEMBER', NULL), -- as a paused member
        ('phone', 'UNPAUSE', 'unpause'),
        ('phone', 'PAUSEALL', NULL),
        ('phone', 'UNPAUSEALL', 'unpause'),
        ('phone', 'AGENTLOGOFF', 'logoff'),
        ('phone', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('member', 'ADDMEMBER', NULL),
        ('member', 'REMOVEDMEMBER', 'removed'),
        ('member', 'REMOVEMEMBER', 'removed')
    ),
    happened AS (
        SELECT
            w.agent, r.kind,
            CASE WHEN r.kind = 'phone' AND q.event = 'ADDMEMBER' THEN 'PAUSE' ELSE q.event END AS event,
            q.datetime AS at, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id,
            r.closes IS NULL AS opens,
            CASE
                WHEN q.event = 'AGENTLOGOFF' AND lower(btrim(q.data4, E' \t\n\r')) IN ('automatic', '[automatic]')
                  OR q.event = 'AGENTCALLBACKLOGOFF' AND lower(q.data3) = 'autologoff' THEN 'automatic'
                ELSE r.closes
            END AS closes,
            report.name_or_empty(q.queuename) AS queue,
            CASE WHEN q.event <> 'ADDMEMBER' THEN q.data1 END AS data1,
            q.data2
        FROM agent_batch AS w
        JOIN logged_name AS n ON n.agent = w.agent
        CROSS JOIN role AS r
        JOIN public.queue_log_repo AS q
            ON q.agent = n.name
           AND q.event = r.event
           AND q.datetime >= CASE r.kind
                WHEN 'session' THEN w.session_from
                WHEN 'pause' THEN w.pause_from
                WHEN 'break' THEN w.break_from
                WHEN 'phone' THEN w.phone_from
                ELSE w.x0 - interval '7 days'
            END
           AND q.datetime <= w.x1 + interval '7 days'
        WHERE q.event = ANY (report.presence_events())
          AND (r.kind <> 'phone' OR q.event <> 'ADDMEMBER' OR q.data1 = 'PAUSED')
          AND report.in_calendar(q.datetime)
    ),
    -- A restart ends everything, so the events between two restarts are processed separately. From here on, the ids are
    -- the order of the events.
    ev AS MATERIALIZED (
        SELECT
            h.agent, h.kind, h.event, h.at,
            row_number() OVER happening AS id,
            h.opens, h.closes, h.queue, h.data1, h.data2,
            count(*) FILTER (WHERE h.agent IS NULL) OVER happening AS epoch
        FROM (
            SELECT * FROM happened
            UNION ALL
            SELECT NULL, NULL, s.event, s.datetime, report.written_source(s.import_id, s.origid), report.written_place(s.position, s.origid), s.id,
                false, 'restart', NULL, NULL, NULL
            FROM public.queue_log_repo AS s
            WHERE s.event = 'QUEUESTART'
              AND report.in_calendar(s.datetime)
              AND s.datetime >= (SELECT min(least(r.session_from, r.pause_from, r.break_from, r.phone_from, r.x0 - interval '7 days')) FROM agent_batch AS r)
              AND s.datetime <= (SELECT max(r.x1) FROM agent_batch AS r) + interval '7 days'
        ) AS h
        WINDOW happening AS (ORDER BY h.at, h.source, h.place, h.id ROWS UNBOUNDED PRECEDING)
    ),
    restart AS (
        SELECT e.epoch - 1 AS epoch, e.at FROM ev AS e WHERE e.agent IS NULL
    ),

    -- Sessions, pauses and breaks: a second beginning changes nothing.
    walked AS (
        SELECT e.*, report.open_since(e.opens, e.at) OVER (PARTITION BY e.agent, e.kind, e.epoch ORDER BY e.at, e.id ROWS UNBOUNDED PRECEDING) AS since
        FROM ev AS e
        WHERE e.kind IN ('session', 'pause', 'break')
    ),
    found AS (
        SELECT w.*, lag(w.since) OVER (PARTITION BY w.agent, w.kind, w.epoch ORDER BY w.at, w.id) AS found_since
        FROM walked AS w
    ),
    step AS (
        SELECT
            f.*,
            f.opens AND coalesce(f.found_since + interval '7 days' <= f.at, true) AS begins,
            NOT f.opens AND coalesce(f.found_since + interval '7 days' >= f.at, false) AS ends
        FROM found AS f
    ),
    numbered AS (
        SELECT s.*, count(*) FILTER (WHERE s.begins) OVER (PARTITION BY s.agent, s.kind, s.epoch ORDER BY s.at, s.id ROWS UNBOUNDED PRECEDING) AS nth
        FROM step AS s
    ),
    logged AS (
        SELECT
            n.agent, n.kind, n.epoch,
            min(n.at) FILTER (WHERE n.begins) AS started_at,
            min(n.id) FILTER (WHERE n.begins) AS id,
            min(n.at) FILTER (WHERE n.ends) AS closed_at,
            min(n.closes) FILTER (WHERE n.ends) AS closed_by,
            min(n.data1) FILTER (WHERE n.begins) AS data1,
            min(n.data2) FILTER (WHERE n.begins) AS data2
        FROM numbered AS n
        WHERE n.begins OR n.ends
        GROUP BY n.agent, n.kind, n.epoch, n.nth
    ),
    plain AS (
        SELECT l.agent, l.kind, l.started_at, l.id, e.ended_at, e.closed_by, l.data1, l.data2
        FROM logged AS l
        LEFT JOIN restart AS r ON r.epoch = l.epoch
        CROSS JOIN LATERAL report.end_of(l.started_at, l.closed_at, l.closed_by, r.at, latest) AS e
    ),
    -- A logoff without a login implies a session of the length that it states, but not before the end of the previous session.
    ending AS (
        SELECT p.agent, p.started_at AS at, p.id, coalesce(p.ended_at, p.started_at + interval '7 days') AS ended_at, NULL::text AS event, NULL::text AS closes, NULL::text AS data1, NULL::text AS data2
        FROM plain AS p
        WHERE p.kind = 'session'
        UNION ALL
        SELECT n.agent, n.at, n.id, n.at, n.event, n.closes, n.data1, n.data2
        FROM numbered AS n
        WHERE n.kind = 'session' AND NOT n.opens AND NOT n.ends
    ),
    reaching AS (
        SELECT
            e.*,
            max(e.ended_at) OVER (PARTITION BY e.agent ORDER BY e.at, e.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_before,
            CASE e.event
                WHEN 'AGENTLOGOFF' THEN coalesce(report.seconds(e.data1), report.seconds(e.data2))
                ELSE coalesce(report.seconds(e.data2), report.seconds(e.data1))
            END AS logintime
        FROM ending AS e
    ),

    -- Pauses of the telephony, separately between two events that end all of them.
    phoned AS (
        SELECT
            e.*,
            count(*) FILTER (WHERE e.event NOT IN ('PAUSE', 'UNPAUSE', 'PAUSEALL')) OVER (
                PARTITION BY e.agent, e.epoch ORDER BY e.at, e.id ROWS UNBOUNDED PRECEDING) AS part
        FROM ev AS e
        WHERE e.kind = 'phone'
    ),
    by_queue AS (
        SELECT
            p.*,
            lag(p.opens) OVER queue AS after_pause, lag(p.at) OVER queue AS after_at,
            lead(p.opens) OVER queue AS before_pause, lead(p.at) OVER queue AS before_at
        FROM phoned AS p
        WHERE p.event IN ('PAUSE', 'UNPAUSE')
        WINDOW queue AS (PARTITION BY p.agent, p.epoch, p.part, p.queue ORDER BY p.at, p.id)
    ),
    -- Number of paused queues; an UNPAUSE that leaves none ends PAUSEALL.
    change AS (
        SELECT b.agent, b.epoch, b.part, b.at, 1 AS after_limits, b.id, 1 AS queues, false AS frees
        FROM by_queue AS b
        WHERE b.opens AND NOT coalesce(b.after_pause AND b.after_at + interval '7 days' > b.at, false)
        UNION ALL
        SELECT b.agent, b.epoch, b.part, b.at + interval '7 days', 0, b.id, -1, false
        FROM by_queue AS b
        WHERE b.opens AND coalesce(b.before_at > b.at + interval '7 days' OR b.before_pause AND b.before_at = b.at + interval '7 days', true)
        UNION ALL
        SELECT b.agent, b.epoch, b.part, b.at, 1, b.id, -1, true
        FROM by_queue AS b
        WHERE NOT b.opens AND b.after_pause AND b.after_at + interval '7 days' >= b.at
    ),
    counted AS (
        SELECT c.*, sum(c.queues) OVER (PARTITION BY c.agent, c.epoch, c.part ORDER BY c.at, c.after_limits, c.id ROWS UNBOUNDED PRECEDING) AS paused
        FROM change AS c
    ),
    -- Each PAUSE, PAUSEALL and ADDMEMBER begins a span of its own.
    keyed AS (
        SELECT e.agent, e.kind, e.epoch, 0 AS part, e.queue AS key, e.at, e.id, e.opens, e.closes, NULL::text AS data1
        FROM ev AS e
        WHERE e.kind = 'member'
        UNION ALL
        SELECT p.agent, p.kind, p.epoch, p.part, CASE p.event WHEN 'PAUSEALL' THEN 'all' ELSE 'queue ' || p.queue END, p.at, p.id, p.opens, p.closes, p.data1
        FROM phoned AS p
        WHERE p.event IN ('PAUSE', 'UNPAUSE', 'PAUSEALL')
        UNION ALL
        SELECT c.agent, 'phone', c.epoch, c.part, 'all', c.at, c.id, false, 'unpause', NULL
        FROM counted AS c
        WHERE c.frees AND c.paused = 0
    ),
    -- Backwards, so that each row is read once.
    bounded AS (
        SELECT
            k.*,
            min(k.at) FILTER (WHERE NOT k.opens) OVER (
                PARTITION BY k.agent, k.kind, k.epoch, k.part, k.key
                ORDER BY k.at DESC, k.id DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS closed_at
        FROM keyed AS k
    )
    SELECT p.agent, p.kind, p.started_at, p.id, p.ended_at, p.closed_by, false,
        CASE WHEN p.kind = 'break' OR p.kind = 'pause' AND report.seconds(p.data1) IS NULL THEN nullif(p.data1, '') END,
        CASE WHEN p.kind = 'break' THEN nullif(p.data2, '') END, NULL
    FROM plain AS p
    UNION ALL
    SELECT r.agent, 'session', greatest(r.at - interval '1 second' * least(coalesce(r.logintime, 0), 604800), r.ended_before), r.id, r.at, r.closes, true, NULL, NULL, NULL
    FROM reaching AS r
    WHERE r.event IS NOT NULL
    UNION ALL
    -- On a day with any such row, the telephony's own pauses are ignored.
    SELECT e.agent, e.kind, e.at, e.id, e.at, NULL, false, NULL, NULL, NULL
    FROM ev AS e
    WHERE e.kind = 'session' OR e.kind IN ('pause', 'break') AND e.event NOT IN ('AGENTLOGOFF', 'AGENTCALLBACKLOGOFF')
    UNION ALL
    SELECT b.agent, b.kind, b.at, b.id, e.ended_at, e.closed_by, false, nullif(b.data1, ''), NULL, b.key
    FROM bounded AS b
    LEFT JOIN phoned AS p
        ON b.kind = 'phone' AND p.agent = b.agent AND p.epoch = b.epoch AND p.part = b.part + 1
       AND p.event NOT IN ('PAUSE', 'UNPAUSE', 'PAUSEALL')
    LEFT JOIN restart AS r ON r.epoch = b.epoch
    CROSS JOIN LATERAL report.end_of(
        b.at,
        coalesce(b.closed_at, p.at),
        CASE WHEN b.closed_at IS NULL THEN p.closes WHEN b.kind = 'member' THEN 'removed' ELSE 'unpause' END,
        r.at, latest) AS e
    WHERE b.opens;
END
$$;
COMMENT ON FUNCTION report.build_spells(timestamptz) IS 'Processes the events of the agents in agent_batch in order and writes the logged spans to logged_spell, before precedence of days and breaks is applied.';
REVOKE EXECUTE ON FUNCTION report.build_spells(timestamptz) FROM PUBLIC;

CREATE OR REPLACE AGGREGATE report.open_since(boolean, timestamptz) (SFUNC = report.open_since_step, STYPE = timestamptz);
