-- Finds the agents, and the windows of time, that new rows belong to, and rebuilds them.

CREATE OR REPLACE FUNCTION report.presence_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{AGENTLOGIN,AGENTCALLBACKLOGIN,AGENTLOGOFF,AGENTCALLBACKLOGOFF,REALPAUSE,REALUNPAUSE,BREAK,UNBREAK,PAUSE,UNPAUSE,PAUSEALL,UNPAUSEALL,ADDMEMBER,REMOVEDMEMBER,REMOVEMEMBER}'::text[] $$;
COMMENT ON FUNCTION report.presence_events() IS 'Events of logins, pauses, breaks and membership of queues.';
REVOKE EXECUTE ON FUNCTION report.presence_events() FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.logoff_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{AGENTLOGOFF,AGENTCALLBACKLOGOFF}'::text[] $$;
COMMENT ON FUNCTION report.logoff_events() IS 'Events that log an agent off and end all pauses.';
REVOKE EXECUTE ON FUNCTION report.logoff_events() FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.refresh_agents(rebuild_from timestamptz, rebuild_to timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET jit = off
    AS $$
DECLARE
    done app.refresh;
    horizon xid8;
    seen pg_snapshot;
    latest timestamptz;
    whole boolean;
BEGIN
    PERFORM report.prepare_agents();
    -- Every statement below sees at least the rows of this snapshot; rows beyond it are processed again next time.
    seen := pg_current_snapshot();
    SELECT * INTO done FROM app.refresh AS r WHERE r.relation = 'agent_time';
    IF pg_snapshot_xmax(done.snapshot) > pg_snapshot_xmax(seen) THEN
        -- The database was restored into another cluster, whose transaction ids start again.
        done := NULL;
    END IF;
    horizon := coalesce(pg_snapshot_xmin(done.snapshot), '0'::xid8);
    SELECT r.as_of INTO latest FROM app.refresh AS r WHERE r.relation = 'queue_call';
    whole := done.snapshot IS NULL OR done.as_of IS NULL OR coalesce(rebuild_from = '-infinity' AND rebuild_to = 'infinity', false);

    IF whole THEN
        DELETE FROM report.agent_session;
        DELETE FROM report.agent_pause;
        DELETE FROM report.agent_time;
        DELETE FROM app.agent_hold;
        INSERT INTO stale_agent_days
        SELECT DISTINCT coalesce(a.agent, report.name_or_empty(q.agent)), '-infinity'::timestamptz, 'infinity'::timestamptz
        FROM public.queue_log_repo AS q
        LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
        WHERE q.event = ANY (report.presence_events());
    ELSE
        PERFORM report.touch_by_rows(horizon, done.snapshot);
        PERFORM report.touch_by_time(done.as_of, latest);
        IF rebuild_from < rebuild_to THEN
            PERFORM report.touch_by_range(rebuild_from, rebuild_to);
        END IF;
        PERFORM report.place_agent_windows(least(done.as_of, latest));
    END IF;
    DELETE FROM stale_agent_days AS w WHERE w.agent = '';
    -- An agent's windows one after the other, because a row may extend from one into the next.
    WHILE EXISTS (SELECT 1 FROM stale_agent_days) LOOP
        DELETE FROM agent_batch;
        INSERT INTO agent_batch (agent, x0, x1)
        SELECT DISTINCT ON (w.agent) w.agent, w.x0, w.x1
        FROM stale_agent_days AS w
        ORDER BY w.agent, w.x0;
        DELETE FROM stale_agent_days AS w USING agent_batch AS r WHERE w.agent = r.agent AND w.x0 = r.x0;
        PERFORM report.build_spells(latest);
        PERFORM report.build_presence(latest);
        PERFORM report.write_presence(NOT whole);
    END LOOP;
    PERFORM report.build_holds(whole);
    PERFORM report.build_agent_time(least(done.as_of, latest), latest, whole);

    INSERT INTO app.refresh AS r (relation, snapshot, as_of, refreshed_at)
    VALUES ('agent_time', seen, latest, now())
    ON CONFLICT (relation) DO UPDATE SET snapshot = excluded.snapshot, as_of = excluded.as_of, refreshed_at = excluded.refreshed_at;
END
$$;
COMMENT ON FUNCTION report.refresh_agents(timestamptz, timestamptz) IS
    'Brings report.agent_session, report.agent_pause and report.agent_time up to date, after report.queue_call and from its temporary table stale_call.';
REVOKE EXECUTE ON FUNCTION report.refresh_agents(timestamptz, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.prepare_agents() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning
    AS $$
BEGIN
    IF to_regclass('pg_temp.stale_agent') IS NULL THEN
        -- Agents whose sessions and pauses may have changed, by events between two times, with their kinds.
        CREATE TEMPORARY TABLE stale_agent (agent text, first_at timestamptz, last_at timestamptz, sessions boolean, pauses boolean, breaks boolean) ON COMMIT DELETE ROWS;
        -- Days of an agent to rebuild, including a day without changes before and after.
        CREATE TEMPORARY TABLE stale_agent_days (agent text, x0 timestamptz, x1 timestamptz) ON COMMIT DELETE ROWS;
        -- The current windows, and the time from which their events are read.
        CREATE TEMPORARY TABLE agent_batch (agent text, x0 timestamptz, x1 timestamptz,
            session_from timestamptz, pause_from timestamptz, break_from timestamptz, phone_from timestamptz) ON COMMIT DELETE ROWS;
        -- Their sessions, pauses and memberships as logged.
        CREATE TEMPORARY TABLE logged_spell (agent text, kind text, started_at timestamptz, id bigint, ended_at timestamptz, closed_by text,
            start_inferred boolean, reason text, comment text, key text) ON COMMIT DELETE ROWS;
        -- The resulting rows.
        CREATE TEMPORARY TABLE built_presence (agent text, kind text, started_at timestamptz, ended_at timestamptz, closed_by text,
            start_inferred boolean, reason text, comment text) ON COMMIT DELETE ROWS;
        -- Times at which the pieces of an agent may have changed.
        CREATE TEMPORARY TABLE changed_agent_time (agent text, first_at timestamptz, last_at timestamptz) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE agent_time_window (agent text, v0 timestamptz, v1 timestamptz) ON COMMIT DELETE ROWS;
        -- Calls whose holds may have changed, by callid or by guid.
        CREATE TEMPORARY TABLE stale_hold_call (callid text, guid text) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE built_hold (callid text, guid text, agent text, started_at timestamptz, ended_at timestamptz) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE built_agent_time (agent text, started_at timestamptz, ended_at timestamptz, in_session boolean, paused boolean, on_break boolean,
            talking integer, holding integer, wrapping_up integer, outbound integer) ON COMMIT DELETE ROWS;
        -- The names of an agent in the log.
        CREATE TEMPORARY TABLE logged_name (agent text, name text) ON COMMIT DELETE ROWS;
    END IF;
    DELETE FROM stale_agent;
    DELETE FROM stale_agent_days;
    DELETE FROM changed_agent_time;
    DELETE FROM stale_hold_call;
END
$$;
COMMENT ON FUNCTION report.prepare_agents() IS 'Creates and empties the temporary tables of a refresh of the agents.';
REVOKE EXECUTE ON FUNCTION report.prepare_agents() FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.touch_by_rows(horizon xid8, done pg_snapshot) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    WITH fresh AS MATERIALIZED (
        SELECT q.datetime AS at, q.callid, q.event, report.name_or_empty(q.agent) AS name, q.data1, q.data2, q.data3
        FROM public.queue_log_repo AS q
        WHERE q.written_by >= horizon
          AND NOT pg_visible_in_snapshot(q.written_by, done)
          AND q.event = ANY (report.presence_events() || report.hold_events() || '{OUTCALL,QUEUESTART}'::text[])
          AND report.in_calendar(q.datetime)
    ),
    -- The agent of a row now, and at the last refresh.
    named AS (
        SELECT names.name, who.agent
        FROM (SELECT DISTINCT f.name FROM fresh AS f) AS names
        LEFT JOIN app.agent_alias AS n ON n.interface = names.name
        LEFT JOIN app.applied_alias AS o ON o.interface = names.name
        CROSS JOIN LATERAL (SELECT coalesce(n.agent, names.name) UNION SELECT coalesce(o.agent, names.name)) AS who (agent)
    ),
    presence AS (
        INSERT INTO stale_agent
        SELECT
            n.agent, min(f.at), max(f.at),
            bool_or(f.event LIKE 'AGENT%'),
            bool_or(f.event LIKE 'AGENT%' OR f.event LIKE 'REAL%'),
            bool_or(f.event LIKE 'AGENT%' OR f.event LIKE '%BREAK')
        FROM fresh AS f
        JOIN named AS n ON n.name = f.name
        WHERE f.event = ANY (report.presence_events())
        GROUP BY n.agent, report.day_of(f.at)
    ),
    -- A restart changes the spans that were open then, and the following days that a membership or a pause of the telephony reached.
    restarted AS (
        SELECT f.at FROM fresh AS f WHERE f.event = 'QUEUESTART'
    ),
    restarts AS (
        INSERT INTO stale_agent
        SELECT s.agent, r.at, r.at, true, false, false
        FROM restarted AS r
        JOIN report.agent_session AS s ON s.started_at <= r.at AND s.started_at >= r.at - interval '7 days'
        WHERE NOT s.member AND (s.ended_at >= r.at OR s.ended_at IS NULL)
        UNION
        SELECT p.agent, r.at, r.at, false, true, true
        FROM restarted AS r
        JOIN report.agent_pause AS p ON p.started_at <= r.at AND p.started_at >= r.at - interval '7 days'
        WHERE NOT p.telephony AND (p.ended_at >= r.at OR p.ended_at IS NULL)
        UNION
        SELECT s.agent, r.at, r.at, false, false, false
        FROM restarted AS r
        JOIN report.agent_session AS s ON s.ended_at >= r.at OR s.ended_at IS NULL
        WHERE s.member AND s.started_at <= r.at + interval '14 days'
        UNION
        SELECT p.agent, r.at, r.at, false, false, false
        FROM restarted AS r
        JOIN report.agent_pause AS p ON p.ended_at >= r.at OR p.ended_at IS NULL
        WHERE p.telephony AND p.started_at <= r.at + interval '14 days'
    ),
    held AS (
        INSERT INTO stale_hold_call
        SELECT DISTINCT CASE WHEN f.callid IN ('', 'NONE') THEN '' ELSE f.callid END, CASE WHEN f.callid IN ('', 'NONE') THEN f.data2 ELSE '' END
        FROM fresh AS f
        WHERE f.event ~ 'HOLD'
    )
    INSERT INTO changed_agent_time
    SELECT
        n.agent,
        f.at - interval '1 second' * least(86400, CASE f.event
            WHEN 'OUTCALL' THEN coalesce(report.seconds(f.data3), report.seconds(f.data2), 0)
            ELSE greatest(report.seconds(f.data2) - report.seconds(f.data1), 0)
        END),
        f.at
    FROM fresh AS f
    JOIN named AS n ON n.name = f.name
    WHERE f.event IN ('OUTCALL', 'FINISHWRAPUP');

    -- Holds that find their call by a guid: if the call changes, or its CDR arrives.
    INSERT INTO stale_hold_call
    SELECT t.callid, '' FROM stale_call AS t
    UNION
    SELECT '', c.guid FROM stale_call AS t JOIN public.cdr_repo AS c ON c.uniqueid = t.callid WHERE t.callid <> '' AND c.guid <> ''
    UNION
    SELECT '', c.guid FROM stale_call AS t JOIN public.cdr_repo AS c ON c.linkedid = t.callid WHERE t.callid <> '' AND c.guid <> ''
    UNION
    SELECT '', c.guid
    FROM public.cdr_repo AS c
    WHERE c.written_by >= horizon AND NOT pg_visible_in_snapshot(c.written_by, done) AND c.guid <> '';

    -- The talk of a call is between its events, or before them by the longest duration that one states, or lasts up to a day.
    INSERT INTO changed_agent_time
    WITH ev AS MATERIALIZED (
        SELECT
            t.callid, q.datetime AS at, report.name_or_empty(q.agent) AS name,
            q.event IN ('CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER')
                OR q.event NOT IN ('ENTERQUEUE', 'RINGNOANSWER') AND q.agent NOT IN ('', 'NONE') AS names,
            CASE
                WHEN q.event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(q.data2)
                WHEN q.event LIKE '%TRANSFER' THEN greatest(report.seconds(q.data4), report.seconds(split_part(q.data5, '|', 1)))
            END AS talk
        FROM stale_call AS t
        JOIN public.queue_log_repo AS q ON q.callid = t.callid
        WHERE q.event = ANY (report.visit_events()) AND report.in_calendar(q.datetime)
    ),
    span AS (
        SELECT e.callid, min(e.at) - interval '1 second' * least(coalesce(max(e.talk), 0), 86400) AS first_at, max(e.at) + interval '1 day' AS last_at
        FROM ev AS e
        GROUP BY e.callid
    )
    SELECT DISTINCT who.agent, s.first_at, s.last_at
    FROM (SELECT DISTINCT e.callid, e.name FROM ev AS e WHERE e.names) AS e
    JOIN span AS s ON s.callid = e.callid
    LEFT JOIN app.agent_alias AS n ON n.interface = e.name
    LEFT JOIN app.applied_alias AS o ON o.interface = e.name
    CROSS JOIN LATERAL (VALUES (coalesce(n.agent, e.name)), (coalesce(o.agent, e.name))) AS who (agent);
END
$$;
COMMENT ON FUNCTION report.touch_by_rows(xid8, pg_snapshot) IS 'Finds the agents and holds that rows written since a snapshot change.';
REVOKE EXECUTE ON FUNCTION report.touch_by_rows(xid8, pg_snapshot) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.touch_by_time(was timestamptz, latest timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    IF was IS NULL OR latest IS NULL OR was = latest THEN
        RETURN;
    END IF;
    -- A span that has been open for 7 days ends. It is open again if as_of went back because a row with a wrong, later time was deleted.
    INSERT INTO stale_agent
    SELECT coalesce(a.agent, report.name_or_empty(q.agent)), min(q.datetime), max(q.datetime) + interval '7 days', false, false, false
    FROM public.queue_log_repo AS q
    LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
    WHERE q.datetime > least(was, latest) - interval '7 days'
      AND q.datetime <= greatest(was, latest) - interval '7 days'
      AND q.event IN ('AGENTLOGIN', 'AGENTCALLBACKLOGIN', 'REALPAUSE', 'BREAK', 'PAUSE', 'PAUSEALL', 'ADDMEMBER')
      AND coalesce(a.agent, report.name_or_empty(q.agent)) IN (
        SELECT s.agent FROM report.agent_session AS s WHERE s.ended_at IS NULL OR s.ended_at > latest
        UNION ALL
        SELECT p.agent FROM report.agent_pause AS p WHERE p.ended_at IS NULL OR p.ended_at > latest)
    GROUP BY 1;
    IF report.day_of(was) = report.day_of(latest) THEN
        RETURN;
    END IF;
    -- An open membership or pause of the telephony may count on a new day,
    INSERT INTO stale_agent
    SELECT coalesce(a.agent, report.name_or_empty(q.agent)), report.day_of(least(was, latest)), greatest(was, latest), false, false, false
    FROM public.queue_log_repo AS q
    LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
    WHERE q.datetime > least(was, latest) - interval '7 days'
      AND q.datetime <= greatest(was, latest)
      AND q.event IN ('PAUSE', 'PAUSEALL', 'ADDMEMBER')
    GROUP BY 1;
    -- which also cuts pieces that extend beyond it, before events dated in the future.
    INSERT INTO changed_agent_time
    SELECT t.agent, t.started_at, t.ended_at
    FROM report.agent_time AS t
    WHERE t.started_at >= report.day_of(least(was, latest))
      AND t.ended_at > report.day_of(least(was, latest)) + interval '1 day'
      AND t.started_at < report.day_of(greatest(was, latest)) + interval '1 day';
END
$$;
COMMENT ON FUNCTION report.touch_by_time(timestamptz, timestamptz) IS 'Finds the agents that change because the time of the newest event has changed since the last refresh.';
REVOKE EXECUTE ON FUNCTION report.touch_by_time(timestamptz, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.touch_by_range(rebuild_from timestamptz, rebuild_to timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
DECLARE
    first_at constant timestamptz := rebuild_from - interval '8 days';
    last_at constant timestamptz := rebuild_to + interval '8 days';
BEGIN
    INSERT INTO stale_agent
    SELECT who.agent, rebuild_from, rebuild_to, true, true, true
    FROM (
        SELECT s.agent FROM report.agent_session AS s WHERE s.started_at < last_at AND (s.ended_at > first_at OR s.ended_at IS NULL)
        UNION
        SELECT p.agent FROM report.agent_pause AS p WHERE p.started_at < last_at AND (p.ended_at > first_at OR p.ended_at IS NULL)
        UNION
        SELECT coalesce(a.agent, report.name_or_empty(q.agent))
        FROM public.queue_log_repo AS q
        LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
        WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
          AND q.event = ANY (report.presence_events())
          AND report.in_calendar(q.datetime)
    ) AS who;
    INSERT INTO changed_agent_time
    SELECT DISTINCT t.agent, rebuild_from - interval '1 day', rebuild_to + interval '1 day'
    FROM report.agent_time AS t
    WHERE t.started_at >= rebuild_from - interval '2 days' AND t.started_at <= rebuild_to + interval '1 day'
       OR t.ended_at IS NULL
    UNION ALL
    SELECT coalesce(a.agent, report.name_or_empty(q.agent)), q.datetime - interval '1 day', q.datetime
    FROM public.queue_log_repo AS q
    LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
    WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
      AND q.event IN ('OUTCALL', 'FINISHWRAPUP')
      AND report.in_calendar(q.datetime);
    INSERT INTO stale_hold_call
    SELECT h.callid, h.guid
    FROM app.agent_hold AS h
    WHERE tstzrange(h.started_at, h.ended_at) && tstzrange(first_at, last_at)
    UNION
    SELECT CASE WHEN q.callid IN ('', 'NONE') THEN '' ELSE q.callid END, CASE WHEN q.callid IN ('', 'NONE') THEN q.data2 ELSE '' END
    FROM public.queue_log_repo AS q
    WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
      AND q.event = ANY (report.hold_events())
      AND report.in_calendar(q.datetime);
END
$$;
COMMENT ON FUNCTION report.touch_by_range(timestamptz, timestamptz) IS 'Finds the agents and holds of a range to rebuild.';
REVOKE EXECUTE ON FUNCTION report.touch_by_range(timestamptz, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.place_agent_windows(settled timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    ANALYZE stale_agent;
    -- From the day of the event, or the beginning that a logoff states, to the time after which nothing can differ: 14
    -- days later, because a pause of the telephony ends another one after at most 7 days; for a session the next logoff,
    -- for a pause its next end. Also a day without changes before and after.
    INSERT INTO stale_agent_days
    WITH reach AS (
        SELECT
            t.*,
            tstzrange(
                report.day_of(t.first_at - CASE WHEN t.sessions THEN interval '7 days' ELSE interval '0' END) - interval '1 day',
                report.day_of(t.last_at) + interval '16 days') AS days
        FROM stale_agent AS t
        WHERE t.agent <> ''
    ),
    island AS (
        SELECT r.agent, days
        FROM (SELECT agent, range_agg(days) AS reached FROM reach GROUP BY agent) AS r
        CROSS JOIN LATERAL unnest(r.reached) AS days
    ),
    wanted AS (
        SELECT i.agent, i.days, max(r.last_at) AS last_at, bool_or(r.sessions) AS sessions, bool_or(r.pauses) AS pauses, bool_or(r.breaks) AS breaks
        FROM island AS i
        JOIN reach AS r ON r.agent = i.agent AND r.days <@ i.days
        GROUP BY i.agent, i.days
    ),
    placed AS (
        SELECT
            w.agent,
            tstzrange(lower(w.days), CASE
                WHEN upper(w.days) < settled - interval '8 days' THEN greatest(
                    upper(w.days),
                    CASE WHEN w.sessions THEN report.next_end(w.agent, w.last_at, report.logoff_events()) END,
                    CASE WHEN w.pauses THEN report.next_end(w.agent, w.last_at, report.logoff_events() || '{REALUNPAUSE}'::text[]) END,
                    CASE WHEN w.breaks THEN report.next_end(w.agent, w.last_at, report.logoff_events() || '{UNBREAK}'::text[]) END)
                ELSE 'infinity'
            END) AS days
        FROM wanted AS w
    ),
    joined AS (
        SELECT p.agent, CASE WHEN count(*) > 8 THEN tstzmultirange(range_merge(range_agg(p.days))) ELSE range_agg(p.days) END AS days
        FROM placed AS p
        GROUP BY p.agent
    )
    SELECT j.agent, lower(span), CASE WHEN upper(span) < settled - interval '8 days' THEN upper(span) ELSE 'infinity' END
    FROM joined AS j
    CROSS JOIN LATERAL unnest(j.days) AS span;
END
$$;
COMMENT ON FUNCTION report.place_agent_windows(timestamptz) IS 'Computes the days to rebuild from the stale ranges of agents; from a week before the settled time, to the end.';
REVOKE EXECUTE ON FUNCTION report.place_agent_windows(timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.names_of(who text) RETURNS SETOF text
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT a.interface FROM app.agent_alias AS a WHERE a.agent = who
    UNION
    SELECT who WHERE NOT EXISTS (SELECT 1 FROM app.agent_alias AS a WHERE a.interface = who)
    UNION
    SELECT 'NONE' WHERE who = ''
$$;
COMMENT ON FUNCTION report.names_of(text) IS 'Names of an agent in the log.';
REVOKE EXECUTE ON FUNCTION report.names_of(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.next_end(who text, after timestamptz, events text[]) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(report.day_of(min(q.datetime)) + interval '2 days', 'infinity')
    FROM public.queue_log_repo AS q
    WHERE q.agent IN (SELECT report.names_of(who))
      AND q.event = ANY (events)
      AND q.event = ANY (report.presence_events())
      AND q.datetime > after
      AND report.in_calendar(q.datetime)
$$;
COMMENT ON FUNCTION report.next_end(text, timestamptz, text[]) IS 'The day after an agent''s first event of the given kinds after a time.';
REVOKE EXECUTE ON FUNCTION report.next_end(text, timestamptz, text[]) FROM PUBLIC;
