-- Builds the sessions and pauses of agents from the spans of agent_spells.sql, and stores what has changed.

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
