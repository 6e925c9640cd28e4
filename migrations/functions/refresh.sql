-- Refreshes all derived relations, and what this needs beside the functions of each relation.

CREATE OR REPLACE FUNCTION report.refresh(rebuild_from timestamptz DEFAULT NULL, rebuild_to timestamptz DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
DECLARE
    calls bigint;
BEGIN
    -- One refresh at a time.
    PERFORM pg_advisory_xact_lock(hashtext('report.refresh'));
    -- Before any table is read: an import that creates a partition waits for the readers of its table.
    PERFORM pg_advisory_xact_lock(hashtext('app.ensure_partitions'));
    -- The aliases that are recorded as applied at the end must be those that were applied.
    LOCK TABLE app.agent_alias IN SHARE MODE;
    PERFORM report.analyze_new_partitions();
    PERFORM report.mark_rows_of_changed_aliases();

    calls := report.refresh_calls(rebuild_from, rebuild_to);
    PERFORM report.refresh_agents(rebuild_from, rebuild_to);
    PERFORM report.refresh_interactions(rebuild_from, rebuild_to);

    DELETE FROM app.applied_alias;
    INSERT INTO app.applied_alias SELECT interface, agent FROM app.agent_alias;
    RETURN calls;
END
$$;
COMMENT ON FUNCTION report.refresh(timestamptz, timestamptz) IS
    'Brings the derived relations up to date with the rows that were written since the last refresh, and rebuilds those of the range, if one is given. Returns the number of calls rebuilt.';
REVOKE EXECUTE ON FUNCTION report.refresh(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.refresh(timestamptz, timestamptz) TO ccrepo_writer;

CREATE OR REPLACE FUNCTION report.refresh_is_due() RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET jit = off
    AS $$
DECLARE
    done app.refresh;
    horizon xid8;
BEGIN
    -- Each relation has its own snapshot; the earliest is that of all.
    SELECT * INTO done FROM app.refresh AS r ORDER BY pg_snapshot_xmax(r.snapshot), r.refreshed_at LIMIT 1;
    IF done.snapshot IS NULL
        OR done.refreshed_at < now() - interval '1 minute'
        OR pg_snapshot_xmax(done.snapshot) > pg_snapshot_xmax(pg_current_snapshot()) THEN
        RETURN true;
    END IF;
    horizon := pg_snapshot_xmin(done.snapshot);
    -- Rows that were written since, rows whose time was in the future, and aliases and lists that were changed.
    IF EXISTS (SELECT FROM public.queue_log_repo AS q WHERE q.written_by >= horizon AND NOT pg_visible_in_snapshot(q.written_by, done.snapshot))
        OR EXISTS (SELECT FROM public.cdr_repo AS c WHERE c.written_by >= horizon AND NOT pg_visible_in_snapshot(c.written_by, done.snapshot))
        OR EXISTS (SELECT FROM app.channel_event AS e WHERE e.written_by >= horizon AND NOT pg_visible_in_snapshot(e.written_by, done.snapshot))
        OR EXISTS (SELECT FROM public.sms_repo AS m WHERE m.written_by >= horizon AND NOT pg_visible_in_snapshot(m.written_by, done.snapshot))
        OR EXISTS (SELECT FROM public.queue_log_repo AS q WHERE q.datetime > done.refreshed_at AND q.datetime <= now())
        OR EXISTS (SELECT FROM app.channel_event AS e WHERE e.datetime > done.refreshed_at AND e.datetime <= now())
        OR EXISTS (SELECT FROM app.agent_alias AS n FULL JOIN app.applied_alias AS o ON o.interface = n.interface WHERE n.agent IS DISTINCT FROM o.agent)
        OR EXISTS (SELECT FROM public.dialer_base AS d LEFT JOIN app.campaign AS k ON k.campaign = d.campaign WHERE d.campaign <> '' AND d.campaign <> 'NONE' AND k.campaign IS NULL) THEN
        RETURN true;
    END IF;
    -- Feeds that have read on without a new row move as_of.
    RETURN done.refreshed_at < now() - interval '5 seconds'
        AND EXISTS (SELECT FROM app.feed AS f WHERE f.covered_to > done.as_of AND f.seen_at > now() - interval '1 minute' AND f.state <> 'stopped');
END
$$;
COMMENT ON FUNCTION report.refresh_is_due() IS 'Whether anything was written since the last refresh, or it is a minute old.';
REVOKE EXECUTE ON FUNCTION report.refresh_is_due() FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.refresh_if_due() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    IF NOT report.refresh_is_due() THEN
        RETURN 0;
    END IF;
    -- Of several servers that see new rows, the first refreshes; the others see that it has.
    PERFORM pg_advisory_xact_lock(hashtext('report.refresh'));
    IF NOT report.refresh_is_due() THEN
        RETURN 0;
    END IF;
    RETURN report.refresh();
END
$$;
COMMENT ON FUNCTION report.refresh_if_due() IS 'Refreshes the derived relations if anything was written since the last refresh. Looking takes less than a millisecond. Returns the number of calls rebuilt.';
REVOKE EXECUTE ON FUNCTION report.refresh_if_due() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.refresh_if_due() TO ccrepo_writer;

CREATE OR REPLACE FUNCTION report.analyze_new_partitions() RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    unknown regclass;
BEGIN
    -- Without statistics of rows that were just loaded, a refresh takes hours instead of seconds.
    FOR unknown IN
        SELECT p.oid
        FROM pg_inherits AS i
        JOIN pg_class AS p ON p.oid = i.inhrelid
        WHERE i.inhparent IN (SELECT g.relation FROM app.growing_table AS g WHERE g.relation::text NOT LIKE 'report.%')
          AND p.reltuples < 0 AND pg_relation_size(p.oid) > 65536
    LOOP
        EXECUTE format('ANALYZE %s', unknown);
    END LOOP;
END
$$;
COMMENT ON FUNCTION report.analyze_new_partitions() IS 'Computes statistics of the partitions that have rows but no statistics yet.';
REVOKE EXECUTE ON FUNCTION report.analyze_new_partitions() FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.mark_rows_of_changed_aliases() RETURNS void
    LANGUAGE sql SET search_path = pg_catalog, pg_temp
    AS $$
    UPDATE public.queue_log_repo AS q
    SET written_by = DEFAULT
    FROM (
        SELECT coalesce(n.interface, o.interface) AS interface
        FROM app.agent_alias AS n
        FULL JOIN app.applied_alias AS o ON o.interface = n.interface
        WHERE n.agent IS DISTINCT FROM o.agent
    ) AS changed
    WHERE q.agent = changed.interface
$$;
COMMENT ON FUNCTION report.mark_rows_of_changed_aliases() IS 'Marks the rows of an interface whose agent has changed as newly written, so that a refresh takes them.';
REVOKE EXECUTE ON FUNCTION report.mark_rows_of_changed_aliases() FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.mark_calls_beside_range(rebuild_from timestamptz, rebuild_to timestamptz) RETURNS timestamptz[]
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    slots timestamptz[];
BEGIN
    -- A call that was answered or ended at the time of its entry: the event that did so may be in the range.
    UPDATE public.queue_log_repo AS q
    SET written_by = DEFAULT
    FROM report.queue_call AS v
    WHERE v.entered_at >= rebuild_to
      AND (v.ended_at = v.entered_at OR v.connected_at = v.entered_at)
      AND q.callid = v.callid
      AND q.datetime = v.entered_at
      AND q.event = 'ENTERQUEUE';
    -- A call whose entry was inferred from an event in the range, and is long before it.
    WITH inferred AS (
        DELETE FROM report.queue_call AS v
        WHERE v.entry_inferred
          AND v.entered_at < rebuild_from - interval '24 hours'
          AND (v.ended_at >= rebuild_from AND v.ended_at < rebuild_to OR v.connected_at >= rebuild_from AND v.connected_at < rebuild_to)
        RETURNING v.callid, v.entered_at
    ),
    marked AS (
        UPDATE public.queue_log_repo AS q
        SET written_by = DEFAULT
        FROM inferred AS i
        WHERE q.callid = i.callid
    )
    SELECT coalesce(array_agg(DISTINCT report.quarter_of(i.entered_at)), '{}') INTO slots FROM inferred AS i;
    RETURN slots;
END
$$;
COMMENT ON FUNCTION report.mark_calls_beside_range(timestamptz, timestamptz) IS 'Marks rows of calls outside a range to rebuild as newly written, if events of the range determine them. Returns the quarters of an hour of the visits that it removed.';
REVOKE EXECUTE ON FUNCTION report.mark_calls_beside_range(timestamptz, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.fresh_campaigns(horizon xid8, done pg_snapshot) RETURNS SETOF text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    source record;
BEGIN
    FOR source IN
        SELECT g.relation, a.attname
        FROM app.growing_table AS g
        JOIN pg_attribute AS a ON a.attrelid = g.relation AND a.attname IN ('queuename', 'campaign')
        JOIN pg_attribute AS w ON w.attrelid = g.relation AND w.attname = 'written_by'
    LOOP
        RETURN QUERY EXECUTE format(
            'SELECT DISTINCT t.%I FROM %s AS t WHERE t.written_by >= $1 AND ($2 IS NULL OR NOT pg_visible_in_snapshot(t.written_by, $2))',
            source.attname, source.relation) USING horizon, done;
    END LOOP;
    RETURN QUERY SELECT DISTINCT d.campaign FROM public.dialer_base AS d;
END
$$;
COMMENT ON FUNCTION report.fresh_campaigns(xid8, pg_snapshot) IS 'Campaigns named by rows that were written since a snapshot.';
REVOKE EXECUTE ON FUNCTION report.fresh_campaigns(xid8, pg_snapshot) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.as_of(tables text[], newest timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(date_trunc('second', min(f.covered_to)), newest)
    FROM app.feed AS f
    WHERE f.tables && as_of.tables
      AND f.seen_at > now() - interval '1 minute'
      AND f.state <> 'stopped'
$$;
COMMENT ON FUNCTION report.as_of(text[], timestamptz) IS
    'Time up to which tables are complete: the earliest up to which the feeds that write them have read everything; without such feeds, the time of the newest row.';
REVOKE EXECUTE ON FUNCTION report.as_of(text[], timestamptz) FROM PUBLIC;
