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

CREATE OR REPLACE FUNCTION report.end_of(began timestamptz, ended timestamptz, ended_by text, restarted timestamptz, latest timestamptz)
    RETURNS TABLE (ended_at timestamptz, closed_by text)
    LANGUAGE sql STABLE
    AS $$
    SELECT
        CASE
            WHEN coalesce(ended, restarted) <= began + interval '7 days' THEN coalesce(ended, restarted)
            WHEN began + interval '7 days' <= latest THEN began + interval '7 days'
        END,
        CASE
            WHEN coalesce(ended, restarted) <= began + interval '7 days' THEN CASE WHEN ended IS NULL THEN 'restart' ELSE ended_by END
            WHEN began + interval '7 days' <= latest THEN 'limit'
        END
$$;
COMMENT ON FUNCTION report.end_of(timestamptz, timestamptz, text, timestamptz, timestamptz) IS
    'Time and cause of the end of a span: its end, else the next restart, else the limit of 7 days; NULL while it is open.';
REVOKE EXECUTE ON FUNCTION report.end_of(timestamptz, timestamptz, text, timestamptz, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.last_end(who text, before timestamptz, events text[]) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(max(q.datetime), '-infinity')
    FROM public.queue_log_repo AS q
    WHERE q.agent IN (SELECT report.names_of(who))
      AND q.event = ANY (events)
      AND q.event = ANY (report.presence_events())
      AND q.datetime < before
      AND report.in_calendar(q.datetime)
$$;
COMMENT ON FUNCTION report.last_end(text, timestamptz, text[]) IS 'Time of an agent''s last event of the given kinds before a time.';
REVOKE EXECUTE ON FUNCTION report.last_end(text, timestamptz, text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.build_presence(latest timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    SET enable_nestloop = off -- the planner cannot estimate the rows of the steps; nested loops over them took minutes
    AS $$
BEGIN
    ANALYZE logged_spell;
    DELETE FROM built_presence;
    INSERT INTO built_presence (agent, kind, started_at, ended_at, closed_by, start_inferred, reason, comment)
    WITH lasting AS (
        SELECT
            s.*,
            -- Breaks take precedence over pauses; memberships and pauses of the telephony are compared with their own kind.
            CASE s.kind WHEN 'pause' THEN 'break' ELSE s.kind END AS family,
            CASE
                WHEN s.ended_at IS NOT NULL THEN s.ended_at
                -- For an open span, the last day that counts is that of the newest event.
                WHEN s.kind IN ('member', 'phone') THEN report.day_of(greatest(latest, max(s.started_at) FILTER (WHERE s.ended_at IS NULL) OVER (PARTITION BY s.agent, s.kind))) + interval '1 day'
                ELSE 'infinity'
            END AS until
        FROM logged_spell AS s
        WHERE s.ended_at IS NULL OR s.ended_at > s.started_at
    ),
    -- Spans that touch each other form an island.
    bordered AS (
        SELECT
            l.*,
            coalesce(l.started_at > max(l.until) OVER (PARTITION BY l.agent, l.family ORDER BY l.started_at, l.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
        FROM lasting AS l
    ),
    spell AS MATERIALIZED (
        SELECT b.*, count(*) FILTER (WHERE b.begins) OVER (PARTITION BY b.agent, b.family ORDER BY b.started_at, b.id ROWS UNBOUNDED PRECEDING) AS island
        FROM bordered AS b
    ),
    -- The time inside a break is subtracted from the pause.
    broken AS (
        SELECT p.agent, p.id, p.started_at, range_agg(tstzrange(b.started_at, b.until)) AS breaks
        FROM spell AS p
        JOIN spell AS b ON b.agent = p.agent AND b.family = 'break' AND b.kind = 'break' AND b.island = p.island
        WHERE p.kind = 'pause' AND b.started_at < p.until AND b.until > p.started_at
        GROUP BY p.agent, p.id, p.started_at
    ),
    pause AS (
        SELECT p.agent, lower(piece) AS started_at, upper(piece) AS until, p.ended_at, p.until AS paused_until, p.closed_by, p.reason, p.comment
        FROM spell AS p
        LEFT JOIN broken AS b ON b.agent = p.agent AND b.id = p.id AND b.started_at = p.started_at
        CROSS JOIN LATERAL unnest(tstzmultirange(tstzrange(p.started_at, p.until)) - coalesce(b.breaks, '{}')) AS piece
        WHERE p.kind = 'pause'
    ),
    -- Days on which neither memberships nor pauses of the telephony count.
    taken AS (
        SELECT
            s.agent,
            CASE s.kind WHEN 'session' THEN 'member' ELSE 'phone' END AS kind,
            range_agg(tstzrange(report.day_of(s.started_at), CASE
                WHEN s.ended_at IS NULL THEN 'infinity'
                WHEN s.ended_at <= s.started_at THEN report.day_of(s.started_at) + interval '1 day'
                ELSE report.day_of(s.ended_at - interval '1 microsecond') + interval '1 day'
            END)) AS days
        FROM logged_spell AS s
        WHERE s.kind IN ('session', 'pause', 'break')
        GROUP BY 1, 2
    ),
    covered AS (
        SELECT s.agent, s.kind, range_agg(tstzrange(greatest(s.started_at, r.x0), least(s.until, r.x1))) AS spans
        FROM spell AS s
        JOIN agent_batch AS r ON r.agent = s.agent
        WHERE s.kind IN ('member', 'phone') AND s.started_at < r.x1 AND s.until > r.x0
        GROUP BY s.agent, s.kind
    ),
    -- If in one queue a pause ends and another with a different reason begins within the same second, the reason changes.
    -- The same change in other queues within a minute is one change.
    change AS MATERIALIZED (
        SELECT c.agent, c.at, c.reason, c.closed_by
        FROM (
            SELECT DISTINCT ON (n.agent, n.started_at)
                n.agent, n.started_at AS at, n.id, n.reason, p.closed_by
            FROM spell AS n
            JOIN spell AS p ON p.agent = n.agent AND p.key = n.key
                AND date_trunc('second', p.ended_at) = date_trunc('second', n.started_at)
            WHERE n.kind = 'phone' AND p.kind = 'phone'
              AND p.ended_at <= n.started_at
              AND p.reason IS DISTINCT FROM n.reason
            ORDER BY n.agent, n.started_at, n.id DESC, array_position('{unpause,logoff,automatic,restart,limit}'::text[], p.closed_by)
        ) AS c
    ),
    cut AS (
        SELECT c.agent, array_agg(c.at ORDER BY c.at) AS cuts
        FROM (
            SELECT
                c.agent, c.at,
                lag(c.at) OVER agent > c.at - interval '1 minute' AND lag(c.reason) OVER agent IS NOT DISTINCT FROM c.reason AS same
            FROM change AS c
            WINDOW agent AS (PARTITION BY c.agent ORDER BY c.at)
        ) AS c
        WHERE c.same IS NOT TRUE
        GROUP BY c.agent
    ),
    counting AS (
        SELECT c.agent, c.kind, piece.started_at, piece.until, piece.begins_by_change, piece.ends_by_change
        FROM covered AS c
        JOIN agent_batch AS r ON r.agent = c.agent
        LEFT JOIN taken AS t ON t.agent = c.agent AND t.kind = c.kind
        LEFT JOIN cut ON cut.agent = c.agent AND c.kind = 'phone'
        CROSS JOIN LATERAL unnest(c.spans - coalesce(t.days, '{}')) AS span
        CROSS JOIN LATERAL (
            SELECT
                b.at AS started_at,
                lead(b.at, 1, upper(span)) OVER later AS until,
                b.change AS begins_by_change,
                -- If the window cuts the row, the part beyond the window decides.
                coalesce(lead(b.change) OVER later, upper(span) = r.x1 AND upper(span) = ANY (cut.cuts) AND NOT coalesce(t.days @> r.x1, false), false) AS ends_by_change
            FROM (
                SELECT
                    lower(span) AS at,
                    coalesce(lower(span) = r.x0 AND lower(span) = ANY (cut.cuts) AND NOT coalesce(t.days @> (r.x0 - interval '1 microsecond'), false), false) AS change
                UNION ALL
                SELECT u.at, true FROM unnest(cut.cuts) AS u (at) WHERE u.at > lower(span) AND u.at < upper(span)
            ) AS b
            WINDOW later AS (ORDER BY b.at)
        ) AS piece
    ),
    -- The island of each span: that of the last span before it.
    found AS (
        SELECT m.*, max(m.island) OVER (PARTITION BY m.agent, m.kind ORDER BY m.started_at, m.is_row ROWS UNBOUNDED PRECEDING) AS in_island
        FROM (
            SELECT s.agent, s.kind, s.started_at, s.until, s.island, 0 AS is_row, false AS begins_by_change, false AS ends_by_change
            FROM spell AS s
            WHERE s.kind IN ('member', 'phone')
            UNION ALL
            SELECT c.agent, c.kind, c.started_at, c.until, NULL, 1, c.begins_by_change, c.ends_by_change
            FROM counting AS c
        ) AS m
    ),
    joined AS (
        SELECT
            f.agent, f.kind, f.started_at, f.until, f.begins_by_change, f.ends_by_change,
            bool_or(s.ended_at IS NULL AND s.until = f.until) AS goes_on,
            bool_or(s.until > f.until) AS is_cut,
            min(array_position('{removed,unpause,logoff,automatic,restart,limit}'::text[], s.closed_by)) FILTER (WHERE s.until = f.until) AS closed_by,
            (array_agg(s.reason ORDER BY s.started_at, s.id))[1] AS reason
        FROM found AS f
        JOIN spell AS s ON s.agent = f.agent AND s.family = f.kind AND s.island = f.in_island
        -- A span that begins where the row ends shows that the row is cut there.
        WHERE f.is_row = 1 AND s.started_at <= f.until AND s.until > f.started_at
        GROUP BY f.agent, f.kind, f.started_at, f.until, f.begins_by_change, f.ends_by_change
    ),
    row_of AS (
        SELECT s.agent, s.kind, s.started_at, s.until, s.ended_at, s.closed_by, s.start_inferred, s.reason, s.comment
        FROM spell AS s
        WHERE s.kind IN ('session', 'break')
        UNION ALL
        SELECT
            p.agent, 'pause', p.started_at, p.until,
            CASE WHEN p.until < p.paused_until THEN p.until ELSE p.ended_at END,
            CASE WHEN p.until < p.paused_until THEN 'break' ELSE p.closed_by END,
            false, p.reason, p.comment
        FROM pause AS p
        UNION ALL
        SELECT
            j.agent, j.kind, j.started_at, j.until,
            CASE WHEN j.ends_by_change OR NOT j.goes_on THEN j.until END,
            CASE
                WHEN j.ends_by_change THEN after.closed_by
                WHEN j.goes_on THEN NULL
                WHEN j.is_cut THEN CASE j.kind WHEN 'member' THEN 'login' ELSE 'realpause' END
                ELSE ('{removed,unpause,logoff,automatic,restart,limit}'::text[])[j.closed_by]
            END,
            false, CASE WHEN j.begins_by_change THEN new.reason ELSE j.reason END, NULL
        FROM joined AS j
        LEFT JOIN change AS new ON j.begins_by_change AND new.agent = j.agent AND new.at = j.started_at
        LEFT JOIN change AS after ON j.ends_by_change AND after.agent = j.agent AND after.at = j.until
    )
    SELECT o.agent, o.kind, o.started_at, o.ended_at, o.closed_by, o.start_inferred, o.reason, o.comment
    FROM row_of AS o
    JOIN agent_batch AS r ON r.agent = o.agent
    WHERE o.started_at < r.x1 AND o.until > r.x0;
END
$$;
COMMENT ON FUNCTION report.build_presence(timestamptz) IS 'Builds the rows of report.agent_session and report.agent_pause in the windows of agent_batch from logged_spell.';
REVOKE EXECUTE ON FUNCTION report.build_presence(timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.write_presence(note_changes boolean) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    -- A row that crosses the edge of a window is joined with the stored row beyond it, which has not changed.
    UPDATE built_presence AS o
    SET started_at = s.started_at, start_inferred = s.start_inferred
    FROM agent_batch AS r
    CROSS JOIN LATERAL (
        SELECT * FROM report.agent_session AS a WHERE a.agent = r.agent AND a.started_at < r.x0 ORDER BY a.started_at DESC LIMIT 1) AS s
    WHERE o.agent = r.agent AND o.kind = CASE WHEN s.member THEN 'member' ELSE 'session' END
      AND o.started_at <= r.x0 AND (s.ended_at > r.x0 OR s.ended_at IS NULL);
    UPDATE built_presence AS o
    SET started_at = s.started_at, reason = s.reason, comment = s.comment
    FROM agent_batch AS r
    CROSS JOIN LATERAL (
        SELECT * FROM report.agent_pause AS a WHERE a.agent = r.agent AND a.started_at < r.x0 ORDER BY a.started_at DESC LIMIT 1) AS s
    WHERE o.agent = r.agent AND o.kind = CASE WHEN s.telephony THEN 'phone' ELSE s.kind END
      AND o.started_at <= r.x0 AND (s.ended_at > r.x0 OR s.ended_at IS NULL);
    UPDATE built_presence AS o
    SET ended_at = s.ended_at, closed_by = s.closed_by
    FROM agent_batch AS r
    CROSS JOIN LATERAL (
        SELECT * FROM report.agent_session AS a WHERE a.agent = r.agent AND a.started_at < r.x1 ORDER BY a.started_at DESC LIMIT 1) AS s
    WHERE r.x1 < 'infinity' AND o.agent = r.agent AND o.kind = CASE WHEN s.member THEN 'member' ELSE 'session' END
      AND o.ended_at >= r.x1 AND (s.ended_at > r.x1 OR s.ended_at IS NULL);
    UPDATE built_presence AS o
    SET ended_at = s.ended_at, closed_by = s.closed_by
    FROM agent_batch AS r
    CROSS JOIN LATERAL (
        SELECT * FROM report.agent_pause AS a WHERE a.agent = r.agent AND a.started_at < r.x1 ORDER BY a.started_at DESC LIMIT 1) AS s
    WHERE r.x1 < 'infinity' AND o.agent = r.agent AND o.kind = CASE WHEN s.telephony THEN 'phone' ELSE s.kind END
      AND o.ended_at >= r.x1 AND (s.ended_at > r.x1 OR s.ended_at IS NULL);

    IF note_changes THEN
        WITH gone AS (
            DELETE FROM report.agent_session AS s
            USING agent_batch AS r
            WHERE s.agent = r.agent AND s.started_at < r.x1 AND (s.ended_at > r.x0 OR s.ended_at IS NULL)
              AND NOT EXISTS (
                SELECT FROM built_presence AS o
                WHERE o.agent = s.agent AND o.kind IN ('session', 'member') AND o.started_at = s.started_at
                  AND (o.kind = 'member', o.ended_at, o.closed_by, o.start_inferred) IS NOT DISTINCT FROM (s.member, s.ended_at, s.closed_by, s.start_inferred))
            RETURNING s.agent, s.started_at, s.ended_at
        )
        INSERT INTO changed_agent_time SELECT g.agent, g.started_at, coalesce(g.ended_at, 'infinity') FROM gone AS g;
        WITH gone AS (
            DELETE FROM report.agent_pause AS s
            USING agent_batch AS r
            WHERE s.agent = r.agent AND s.started_at < r.x1 AND (s.ended_at > r.x0 OR s.ended_at IS NULL)
              AND NOT EXISTS (
                SELECT FROM built_presence AS o
                WHERE o.agent = s.agent AND o.kind = CASE WHEN s.telephony THEN 'phone' ELSE s.kind END AND o.started_at = s.started_at
                  AND (o.ended_at, o.closed_by, o.reason, o.comment) IS NOT DISTINCT FROM (s.ended_at, s.closed_by, s.reason, s.comment))
            RETURNING s.agent, s.started_at, s.ended_at
        )
        INSERT INTO changed_agent_time SELECT g.agent, g.started_at, coalesce(g.ended_at, 'infinity') FROM gone AS g;
        DELETE FROM built_presence AS o
        USING report.agent_session AS s
        WHERE o.kind IN ('session', 'member') AND s.agent = o.agent AND s.started_at = o.started_at;
        DELETE FROM built_presence AS o
        USING report.agent_pause AS s
        WHERE o.kind NOT IN ('session', 'member') AND s.agent = o.agent AND s.started_at = o.started_at
          AND s.kind = CASE o.kind WHEN 'phone' THEN 'pause' ELSE o.kind END;
        INSERT INTO changed_agent_time SELECT o.agent, o.started_at, coalesce(o.ended_at, 'infinity') FROM built_presence AS o;
    END IF;

    PERFORM app.ensure_partitions(n.relation, n.months)
    FROM (
        SELECT k.relation, array_agg(DISTINCT date_trunc('month', o.started_at)) AS months
        FROM built_presence AS o
        JOIN (VALUES ('report.agent_session'::regclass, true), ('report.agent_pause', false)) AS k (relation, session)
            ON k.session = (o.kind IN ('session', 'member'))
        GROUP BY k.relation
    ) AS n;
    INSERT INTO report.agent_session (started_at, agent, ended_at, closed_by, member, start_inferred)
    SELECT o.started_at, o.agent, o.ended_at, o.closed_by, o.kind = 'member', o.start_inferred
    FROM built_presence AS o
    WHERE o.kind IN ('session', 'member');
    INSERT INTO report.agent_pause (started_at, agent, kind, ended_at, closed_by, reason, comment, telephony)
    SELECT o.started_at, o.agent, CASE o.kind WHEN 'phone' THEN 'pause' ELSE o.kind END, o.ended_at, o.closed_by, o.reason, o.comment, o.kind = 'phone'
    FROM built_presence AS o
    WHERE o.kind NOT IN ('session', 'member');
END
$$;
COMMENT ON FUNCTION report.write_presence(boolean) IS 'Replaces the stored sessions and pauses in the windows of agent_batch by the rows of built_presence, and records the times at which they differ.';
REVOKE EXECUTE ON FUNCTION report.write_presence(boolean) FROM PUBLIC;

CREATE OR REPLACE AGGREGATE report.open_since(boolean, timestamptz) (SFUNC = report.open_since_step, STYPE = timestamptz);
