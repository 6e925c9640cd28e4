-- Builds the time of agents, cut into pieces in which their state does not change, and stores what has changed.

CREATE OR REPLACE FUNCTION report.build_holds(whole boolean) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    ANALYZE stale_hold_call;
    DELETE FROM stale_hold_call AS h USING stale_hold_call AS o WHERE h.callid = o.callid AND h.guid = o.guid AND h.ctid > o.ctid;
    DELETE FROM stale_hold_call AS h WHERE h.callid = '' AND h.guid = '' OR h.callid = 'NONE' OR h.guid IS NULL;
    IF NOT whole AND NOT EXISTS (SELECT 1 FROM stale_hold_call) THEN
        RETURN;
    END IF;
    DELETE FROM built_hold;
    INSERT INTO built_hold (callid, guid, agent, started_at, ended_at)
    WITH ev AS (
        SELECT q.callid, ''::text AS guid, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM public.queue_log_repo AS q
        WHERE whole AND q.event = ANY (report.hold_events()) AND q.callid NOT IN ('', 'NONE')
        UNION ALL
        SELECT '', q.data2, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM public.queue_log_repo AS q
        WHERE whole AND q.event = ANY (report.hold_events()) AND q.callid IN ('', 'NONE') AND q.data2 <> ''
        UNION ALL
        SELECT h.callid, h.guid, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM stale_hold_call AS h
        JOIN public.queue_log_repo AS q ON q.callid = h.callid
        WHERE NOT whole AND h.callid <> '' AND q.event = ANY (report.hold_events())
        UNION ALL
        SELECT h.callid, h.guid, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM stale_hold_call AS h
        JOIN public.queue_log_repo AS q ON CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END = h.guid
        WHERE NOT whole AND h.guid <> '' AND q.callid IN ('', 'NONE')
          AND q.event IN ('FINISHWRAPUP', 'PHONESTARHOLDIN', 'PHONESTARTHOLDIN', 'PHONESTARHOLDOUT', 'PHONESTARTHOLDOUT', 'PHONEENDHOLDIN', 'PHONEENDHOLDOUT')
    ),
    named AS (
        SELECT
            e.callid, e.guid, coalesce(a.agent, report.name_or_empty(e.agent)) AS agent, e.datetime AS at,
            row_number() OVER (ORDER BY e.datetime, e.source, e.place, e.id) AS id, -- the order of the events
            e.event ~ '^(HOLD|PHONESTART?HOLD)' AS begins,
            CASE WHEN e.event LIKE '%HOLDIN' THEN 'in' WHEN e.event LIKE '%HOLDOUT' THEN 'out' ELSE 'hold' END AS family
        FROM ev AS e
        LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(e.agent)
        WHERE e.event <> 'FINISHWRAPUP'
          AND (e.callid <> '' OR e.event NOT IN ('HOLD', 'UNHOLD'))
          AND report.in_calendar(e.datetime)
    ),
    -- A second beginning changes nothing, because the spans are united. It counts if the first one ended with its visit.
    bounded AS (
        SELECT
            n.*,
            min(n.at) FILTER (WHERE NOT n.begins) OVER (
                PARTITION BY n.callid, n.guid, n.agent, n.family ORDER BY n.at DESC, n.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
        FROM named AS n
    ),
    hold AS MATERIALIZED (
        SELECT b.callid, b.guid, b.agent, b.at, b.id, b.until FROM bounded AS b WHERE b.begins
    ),
    call AS (
        SELECT DISTINCT h.callid, h.guid, h.callid AS visited FROM hold AS h WHERE h.callid <> ''
        UNION
        SELECT h.callid, h.guid, k.callid
        FROM hold AS h
        JOIN public.cdr_repo AS c ON c.guid = h.guid
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE h.guid <> '' AND k.callid <> ''
    ),
    -- The hold ends with the visit in which it began.
    placed AS (
        SELECT DISTINCT ON (h.callid, h.guid, h.at, h.id) h.*, v.callid AS visited, v.ended_at
        FROM hold AS h
        JOIN call AS k ON k.callid = h.callid AND k.guid = h.guid
        LEFT JOIN report.queue_call AS v ON v.callid = k.visited AND v.entered_at <= h.at
        ORDER BY h.callid, h.guid, h.at, h.id, v.callid IS NULL, v.answered DESC, v.entered_at DESC, v.queue, v.visit DESC, v.callid
    ),
    span AS (
        SELECT p.callid, p.guid, p.agent, p.at, least(p.until, CASE WHEN p.visited IS NOT NULL THEN coalesce(p.ended_at, 'infinity') END) AS until
        FROM placed AS p
        UNION ALL
        -- Holds with a guid that no CDR has.
        SELECT h.callid, h.guid, h.agent, h.at, h.until
        FROM hold AS h
        WHERE NOT EXISTS (SELECT 1 FROM call AS k WHERE k.callid = h.callid AND k.guid = h.guid)
    ),
    held AS (
        SELECT s.callid, s.guid, s.agent, range_agg(tstzrange(s.at, s.until)) AS spans
        FROM span AS s
        WHERE s.at < s.until
        GROUP BY s.callid, s.guid, s.agent
    )
    SELECT h.callid, h.guid, h.agent, lower(span), nullif(upper(span), 'infinity')
    FROM held AS h
    CROSS JOIN LATERAL unnest(h.spans) AS span;

    IF NOT whole THEN
        WITH gone AS (
            DELETE FROM app.agent_hold AS s
            USING stale_hold_call AS h
            WHERE s.callid = h.callid AND s.guid = h.guid
              AND NOT EXISTS (
                SELECT FROM built_hold AS o
                WHERE o.callid = s.callid AND o.guid = s.guid AND o.agent = s.agent AND o.started_at = s.started_at
                  AND o.ended_at IS NOT DISTINCT FROM s.ended_at)
            RETURNING s.agent, s.started_at, s.ended_at
        )
        INSERT INTO changed_agent_time SELECT g.agent, g.started_at, coalesce(g.ended_at, 'infinity') FROM gone AS g;
        DELETE FROM built_hold AS o
        USING app.agent_hold AS s
        WHERE s.callid = o.callid AND s.guid = o.guid AND s.agent = o.agent AND s.started_at = o.started_at;
        INSERT INTO changed_agent_time SELECT o.agent, o.started_at, coalesce(o.ended_at, 'infinity') FROM built_hold AS o;
    END IF;
    INSERT INTO app.agent_hold (callid, guid, agent, started_at, ended_at)
    SELECT o.callid, o.guid, o.agent, o.started_at, o.ended_at
    FROM built_hold AS o;
END
$$;
COMMENT ON FUNCTION report.build_holds(boolean) IS 'Keeps app.agent_hold current for the calls in stale_hold_call, or for all, and records the times at which it differs.';
REVOKE EXECUTE ON FUNCTION report.build_holds(boolean) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.place_sweeps(settled timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    ANALYZE changed_agent_time;
    DELETE FROM agent_time_window;
    -- From the beginning of the stored piece in which, or at whose end, a change begins, to the end of the piece in which
    -- it ends. Other pieces do not change.
    INSERT INTO agent_time_window
    WITH changed AS (
        SELECT c.agent, lower(span) AS first_at, CASE WHEN upper(span) < settled THEN upper(span) ELSE 'infinity' END AS last_at
        FROM (SELECT c.agent, range_agg(tstzrange(c.first_at, c.last_at, '[]')) AS spans FROM changed_agent_time AS c GROUP BY c.agent) AS c
        CROSS JOIN LATERAL unnest(c.spans) AS span
    ),
    widened AS (
        SELECT
            c.agent,
            tstzrange(
                CASE WHEN b.ended_at >= c.first_at OR b.agent IS NOT NULL AND b.ended_at IS NULL THEN b.started_at ELSE c.first_at END,
                CASE WHEN e.ended_at > c.last_at THEN e.ended_at WHEN e.agent IS NOT NULL AND e.ended_at IS NULL THEN 'infinity' ELSE c.last_at END) AS span
        FROM changed AS c
        LEFT JOIN LATERAL (
            SELECT t.agent, t.started_at, t.ended_at FROM report.agent_time AS t
            WHERE t.agent = c.agent AND t.started_at < c.first_at ORDER BY t.started_at DESC LIMIT 1) AS b ON true
        LEFT JOIN LATERAL (
            SELECT t.agent, t.ended_at FROM report.agent_time AS t
            WHERE t.agent = c.agent AND t.started_at <= c.last_at ORDER BY t.started_at DESC LIMIT 1) AS e ON true
    )
    SELECT w.agent, lower(span), upper(span)
    FROM (SELECT w.agent, range_agg(w.span) AS spans FROM widened AS w GROUP BY w.agent) AS w
    CROSS JOIN LATERAL unnest(w.spans) AS span;
    -- Open pieces are not cut at midnight, so if the last piece may become open, from its beginning.
    LOOP
        UPDATE agent_time_window AS w
        SET v0 = b.started_at
        FROM agent_time_window AS o
        CROSS JOIN LATERAL (
            SELECT t.started_at, t.ended_at FROM report.agent_time AS t
            WHERE t.agent = o.agent AND t.started_at < o.v0 ORDER BY t.started_at DESC LIMIT 1) AS b
        WHERE w.agent = o.agent AND w.v0 = o.v0
          AND w.v1 = 'infinity' AND w.v0 = report.day_of(w.v0) AND b.ended_at = w.v0;
        EXIT WHEN NOT FOUND;
    END LOOP;
    WITH placed AS (
        DELETE FROM agent_time_window AS w RETURNING w.agent, w.v0, w.v1
    )
    INSERT INTO agent_time_window
    SELECT w.agent, lower(span), upper(span)
    FROM (SELECT p.agent, range_agg(tstzrange(p.v0, p.v1)) AS spans FROM placed AS p GROUP BY p.agent) AS w
    CROSS JOIN LATERAL unnest(w.spans) AS span;
    ANALYZE agent_time_window;
END
$$;
COMMENT ON FUNCTION report.place_sweeps(timestamptz) IS 'Converts the changes of agents to the stretches of time to rebuild; a stretch that reaches the settled time extends to the end.';
REVOKE EXECUTE ON FUNCTION report.place_sweeps(timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.build_agent_time(settled timestamptz, latest timestamptz, whole boolean) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    IF whole THEN
        DELETE FROM agent_time_window;
        INSERT INTO agent_time_window
        SELECT who.agent, '-infinity', 'infinity'
        FROM (
            SELECT s.agent FROM report.agent_session AS s
            UNION
            SELECT p.agent FROM report.agent_pause AS p
            UNION
            SELECT h.agent FROM app.agent_hold AS h
            UNION
            SELECT c.agent FROM report.queue_call AS c WHERE c.answered
            UNION
            SELECT coalesce(a.agent, report.name_or_empty(q.agent))
            FROM public.queue_log_repo AS q
            LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
            WHERE q.event IN ('FINISHWRAPUP', 'OUTCALL')
        ) AS who;
        ANALYZE agent_time_window;
    ELSE
        PERFORM report.place_sweeps(settled);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM agent_time_window) THEN
        RETURN;
    END IF;
    DELETE FROM logged_name;
    INSERT INTO logged_name SELECT DISTINCT w.agent, report.names_of(w.agent) FROM agent_time_window AS w;
    ANALYZE logged_name;

    DELETE FROM built_agent_time;
    INSERT INTO built_agent_time (agent, started_at, ended_at, in_session, paused, on_break, talking, holding, wrapping_up, outbound)
    WITH logged AS (
        SELECT w.agent, w.v0, w.v1, q.event, q.datetime AS at, q.data1, q.data2, q.data3
        FROM agent_time_window AS w
        JOIN logged_name AS n ON n.agent = w.agent
        JOIN public.queue_log_repo AS q ON q.agent = n.name
        WHERE q.event IN ('FINISHWRAPUP', 'OUTCALL')
          AND q.datetime > w.v0 AND q.datetime <= w.v1 + interval '1 day'
        UNION ALL
        SELECT w.agent, w.v0, w.v1, q.event, q.datetime, q.data1, q.data2, q.data3
        FROM agent_time_window AS w
        JOIN public.queue_log_repo AS q ON q.agent IS NULL
        WHERE w.agent = '' AND q.event IN ('FINISHWRAPUP', 'OUTCALL')
          AND q.datetime > w.v0 AND q.datetime <= w.v1 + interval '1 day'
    ),
    call AS (
        SELECT w.agent, w.v0, w.v1, c.connected_at, c.ended_at, c.talk_seconds
        FROM agent_time_window AS w
        JOIN report.queue_call AS c ON c.agent = w.agent
        WHERE c.answered
          AND c.entered_at > w.v0 - interval '2 days' AND c.entered_at < w.v1 + interval '2 days'
          AND coalesce(c.ended_at - c.entered_at <= interval '24 hours', true)
        UNION ALL
        SELECT w.agent, w.v0, w.v1, c.connected_at, c.ended_at, c.talk_seconds
        FROM agent_time_window AS w
        JOIN report.queue_call AS c ON c.agent = w.agent
        WHERE c.answered
          AND c.ended_at - c.entered_at > interval '24 hours'
          AND c.ended_at > w.v0 AND c.ended_at < w.v1 + interval '2 days'
        UNION ALL
        SELECT w.agent, w.v0, w.v1, c.connected_at, c.ended_at, c.talk_seconds
        FROM agent_time_window AS w
        JOIN report.queue_call AS c ON c.agent = w.agent
        WHERE c.answered AND c.ended_at IS NULL AND c.entered_at <= w.v0 - interval '2 days'
    ),
    spell AS (
        SELECT w.agent, w.v0, w.v1, s.started_at, s.ended_at, 1 AS s, 0 AS p, 0 AS b, 0 AS t, 0 AS h, 0 AS w, 0 AS o
        FROM agent_time_window AS w
        JOIN report.agent_session AS s ON s.agent = w.agent AND s.started_at >= w.v0 AND s.started_at < w.v1
        UNION ALL
        SELECT w.agent, w.v0, w.v1, s.started_at, s.ended_at, 1, 0, 0, 0, 0, 0, 0
        FROM agent_time_window AS w
        CROSS JOIN LATERAL (
            SELECT a.started_at, a.ended_at FROM report.agent_session AS a
            WHERE a.agent = w.agent AND a.started_at < w.v0 ORDER BY a.started_at DESC LIMIT 1) AS s
        UNION ALL
        SELECT w.agent, w.v0, w.v1, p.started_at, p.ended_at, 0, (p.kind = 'pause')::integer, (p.kind = 'break')::integer, 0, 0, 0, 0
        FROM agent_time_window AS w
        JOIN report.agent_pause AS p ON p.agent = w.agent AND p.started_at >= w.v0 AND p.started_at < w.v1
        UNION ALL
        SELECT w.agent, w.v0, w.v1, p.started_at, p.ended_at, 0, (p.kind = 'pause')::integer, (p.kind = 'break')::integer, 0, 0, 0, 0
        FROM agent_time_window AS w
        CROSS JOIN LATERAL (
            SELECT a.started_at, a.ended_at, a.kind FROM report.agent_pause AS a
            WHERE a.agent = w.agent AND a.started_at < w.v0 ORDER BY a.started_at DESC LIMIT 1) AS p
        UNION ALL
        SELECT
            c.agent, c.v0, c.v1,
            CASE
                WHEN c.ended_at IS NULL THEN c.connected_at
                ELSE greatest(
                    c.ended_at - interval '1 day',
                    CASE WHEN c.talk_seconds IS NULL THEN c.connected_at ELSE c.ended_at - interval '1 second' * least(c.talk_seconds, 86400)::double precision END)
            END,
            c.ended_at, 0, 0, 0, 1, 0, 0, 0
        FROM call AS c
        UNION ALL
        SELECT w.agent, w.v0, w.v1, h.started_at, h.ended_at, 0, 0, 0, 0, 1, 0, 0
        FROM agent_time_window AS w
        JOIN app.agent_hold AS h ON h.agent = w.agent AND tstzrange(h.started_at, h.ended_at) && tstzrange(w.v0, w.v1)
        UNION ALL
        SELECT l.agent, l.v0, l.v1, l.at - interval '1 second' * least(coalesce(report.seconds(l.data2) - report.seconds(l.data1), 0), 86400), l.at, 0, 0, 0, 0, 0, 1, 0
        FROM logged AS l
        WHERE l.event = 'FINISHWRAPUP' AND report.in_calendar(l.at)
        UNION ALL
        SELECT l.agent, l.v0, l.v1, l.at - interval '1 second' * least(coalesce(report.seconds(l.data3), report.seconds(l.data2), 0), 86400), l.at, 0, 0, 0, 0, 0, 0, 1
        FROM logged AS l
        WHERE l.event = 'OUTCALL' AND report.in_calendar(l.at)
    ),
    overlapping AS (
        SELECT * FROM spell AS l
        WHERE (l.ended_at > l.started_at OR l.ended_at IS NULL) AND l.started_at < l.v1 AND (l.ended_at > l.v0 OR l.ended_at IS NULL)
    ),
    change AS (
        SELECT d.agent, d.v0, d.v1, d.at, sum(d.s) AS s, sum(d.p) AS p, sum(d.b) AS b, sum(d.t) AS t, sum(d.h) AS h, sum(d.w) AS w, sum(d.o) AS o
        FROM (
            SELECT l.agent, l.v0, l.v1, greatest(l.started_at, l.v0) AS at, l.s, l.p, l.b, l.t, l.h, l.w, l.o FROM overlapping AS l
            UNION ALL
            SELECT l.agent, l.v0, l.v1, l.ended_at, -l.s, -l.p, -l.b, -l.t, -l.h, -l.w, -l.o FROM overlapping AS l WHERE l.ended_at < l.v1
        ) AS d
        GROUP BY d.agent, d.v0, d.v1, d.at
    ),
    state AS (
        SELECT
            c.agent, c.v0, c.v1, c.at,
            sum(c.s) OVER so_far > 0 AS s, sum(c.p) OVER so_far > 0 AS p, sum(c.b) OVER so_far > 0 AS b,
            sum(c.t) OVER so_far AS t, sum(c.h) OVER so_far AS h, sum(c.w) OVER so_far AS w, sum(c.o) OVER so_far AS o
        FROM change AS c
        WINDOW so_far AS (PARTITION BY c.agent, c.v0 ORDER BY c.at)
    ),
    changing AS (
        SELECT t.*
        FROM (
            SELECT s.*, lag((s.s, s.p, s.b, s.t, s.h, s.w, s.o)) OVER (PARTITION BY s.agent, s.v0 ORDER BY s.at) IS DISTINCT FROM (s.s, s.p, s.b, s.t, s.h, s.w, s.o) AS changes
            FROM state AS s
        ) AS t
        WHERE t.changes
    ),
    piece AS (
        SELECT c.*, coalesce(lead(c.at) OVER (PARTITION BY c.agent, c.v0 ORDER BY c.at), c.v1) AS until
        FROM changing AS c
    )
    SELECT
        p.agent, cut.at,
        CASE WHEN p.until < 'infinity' THEN cut.until END,
        p.s, p.p, p.b, p.t, p.h, p.w, p.o
    FROM piece AS p
    -- At the midnights up to now; an open piece is not cut.
    CROSS JOIN LATERAL (
        SELECT p.at, p.until
        WHERE p.until = 'infinity' OR p.until <= report.day_of(p.at) + interval '1 day'
        UNION ALL
        SELECT greatest(p.at, m.day), CASE WHEN m.day + interval '1 day' <= latest THEN least(p.until, m.day + interval '1 day') ELSE p.until END
        FROM generate_series(report.day_of(p.at), least(p.until - interval '1 microsecond', greatest(latest, p.at)), interval '1 day') AS m (day)
        WHERE p.until < 'infinity' AND p.until > report.day_of(p.at) + interval '1 day'
    ) AS cut
    WHERE p.s OR p.p OR p.b OR p.t > 0 OR p.h > 0 OR p.w > 0 OR p.o > 0;
    PERFORM report.write_agent_time(whole);
END
$$;
COMMENT ON FUNCTION report.build_agent_time(timestamptz, timestamptz, boolean) IS 'Rebuilds report.agent_time where agents changed, or all of it.';
REVOKE EXECUTE ON FUNCTION report.build_agent_time(timestamptz, timestamptz, boolean) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.write_agent_time(whole boolean) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    PERFORM app.ensure_partitions('report.agent_time', n.months)
    FROM (SELECT array_agg(DISTINCT date_trunc('month', p.started_at)) AS months FROM built_agent_time AS p) AS n;
    IF NOT whole THEN
        ANALYZE built_agent_time;
        DELETE FROM report.agent_time AS t
        USING agent_time_window AS w
        WHERE t.agent = w.agent AND t.started_at >= w.v0 AND t.started_at < w.v1
          AND NOT EXISTS (
            SELECT FROM built_agent_time AS p
            WHERE p.agent = t.agent AND p.started_at = t.started_at
              AND (p.ended_at, p.in_session, p.paused, p.on_break, p.talking, p.holding, p.wrapping_up, p.outbound)
                  IS NOT DISTINCT FROM (t.ended_at, t.in_session, t.paused, t.on_break, t.talking, t.holding, t.wrapping_up, t.outbound));
        DELETE FROM built_agent_time AS p
        USING report.agent_time AS t
        WHERE t.agent = p.agent AND t.started_at = p.started_at;
    END IF;
    INSERT INTO report.agent_time (started_at, agent, ended_at, in_session, paused, on_break, talking, holding, wrapping_up, outbound)
    SELECT p.started_at, p.agent, p.ended_at, p.in_session, p.paused, p.on_break, p.talking, p.holding, p.wrapping_up, p.outbound
    FROM built_agent_time AS p;
END
$$;
COMMENT ON FUNCTION report.write_agent_time(boolean) IS 'Replaces the rows of report.agent_time in the stretches of agent_time_window by the pieces of built_agent_time.';
REVOKE EXECUTE ON FUNCTION report.write_agent_time(boolean) FROM PUBLIC;
