-- The refresh that keeps visits and rings current, whoever writes the events.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

-- +goose StatementBegin
CREATE FUNCTION report.refresh(rebuild_from timestamptz DEFAULT NULL, rebuild_to timestamptz DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
DECLARE
    done app.refresh;
    horizon xid8;
    seen pg_snapshot;
    latest timestamptz;
    calls bigint;
    rounds integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('report.refresh'));
    IF to_regclass('pg_temp.touched') IS NULL THEN
        CREATE TEMPORARY TABLE touched (callid text, first_at timestamptz, last_at timestamptz, round integer) ON COMMIT DELETE ROWS;
    END IF;
    DELETE FROM touched;

    -- Every statement below sees at least what this snapshot sees; what it sees more of comes again next time.
    seen := pg_current_snapshot();
    SELECT * INTO done FROM app.refresh AS r WHERE r.relation = 'queue_call';
    IF pg_snapshot_xmax(done.snapshot) > pg_snapshot_xmax(seen) THEN
        -- The database was restored into another cluster, whose transactions count anew.
        UPDATE public.queue_log_repo SET written_by = DEFAULT WHERE written_by >= pg_snapshot_xmax(seen);
        UPDATE public.cdr_repo SET written_by = DEFAULT WHERE written_by >= pg_snapshot_xmax(seen);
        done := NULL;
    END IF;
    horizon := coalesce(pg_snapshot_xmin(done.snapshot), '0'::xid8);
    SELECT CASE WHEN max(q.datetime) IS NOT NULL THEN least(max(q.datetime), now()) END INTO latest
    FROM public.queue_log_repo AS q
    WHERE q.datetime >= '0100-01-01+00' AND q.datetime <= now() + interval '1 day'; -- a wrong clock says nothing about what is complete

    WITH fresh AS MATERIALIZED (
        SELECT q.callid, q.datetime, q.event, q.queuename, q.data2, q.data3
        FROM public.queue_log_repo AS q
        WHERE q.written_by >= horizon
          AND (done.snapshot IS NULL OR NOT pg_visible_in_snapshot(q.written_by, done.snapshot))
          AND report.in_calendar(q.datetime)
    ),
    restarted AS (
        SELECT f.datetime FROM fresh AS f WHERE f.event = 'QUEUESTART'
    ),
    stale AS (
        SELECT f.callid, f.datetime
        FROM fresh AS f
        WHERE f.event = ANY (report.visit_events())
           OR f.event = ANY (report.hold_events()) AND f.callid NOT IN ('', 'NONE')
        UNION ALL
        -- Hold and wrap-up that name a guid, where the CDR knows the call,
        SELECT k.callid, f.datetime
        FROM fresh AS f
        JOIN public.cdr_repo AS c
            ON c.guid = CASE f.event WHEN 'FINISHWRAPUP' THEN f.data3 ELSE f.data2 END
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE f.event = ANY (report.hold_events())
          AND c.guid <> ''
          AND k.callid <> ''
        UNION ALL
        -- and a CDR that comes after them.
        SELECT k.callid, c.calldate
        FROM public.cdr_repo AS c
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE c.written_by >= horizon
          AND (done.snapshot IS NULL OR NOT pg_visible_in_snapshot(c.written_by, done.snapshot))
          AND c.guid <> ''
          AND k.callid <> ''
        UNION ALL
        -- A restart cuts what was open.
        SELECT v.callid, v.entered_at
        FROM restarted AS s
        JOIN report.queue_call AS v
            ON v.entered_at <= s.datetime AND v.entered_at >= s.datetime - interval '24 hours'
        WHERE v.ended_at IS NULL OR v.ended_by IN ('QUEUESTART', 'ENTERQUEUE', 'LIMIT')
        UNION ALL
        -- Time itself ends what has been open for 24 hours.
        SELECT v.callid, v.entered_at
        FROM report.queue_call AS v
        WHERE v.ended_at IS NULL AND v.entered_at <= latest - interval '24 hours'
        UNION ALL
        -- as_of goes back where a row of a wrong, later time was deleted.
        SELECT v.callid, v.entered_at
        FROM report.queue_call AS v
        WHERE v.ended_by = 'LIMIT' AND v.entered_at > latest - interval '24 hours'
        UNION ALL
        -- What a rebuild was asked for.
        SELECT q.callid, q.datetime
        FROM public.queue_log_repo AS q
        WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
          AND q.event = ANY (report.visit_events() || report.hold_events())
          AND report.in_calendar(q.datetime)
        UNION ALL
        SELECT v.callid, v.entered_at
        FROM report.queue_call AS v
        WHERE v.entered_at < rebuild_to
          AND v.entered_at >= rebuild_from - interval '24 hours'
          AND (v.ended_at IS NULL OR v.ended_at >= rebuild_from)
        UNION ALL
        SELECT v.callid, v.rang_at
        FROM report.queue_ring AS v
        WHERE v.rang_at >= rebuild_from AND v.rang_at < rebuild_to
    )
    INSERT INTO touched
    SELECT s.callid, min(s.datetime), max(s.datetime), 0
    FROM stale AS s
    GROUP BY s.callid;
    GET DIAGNOSTICS calls = ROW_COUNT;
    -- Calls that a row of hold or wrap-up may choose between, as they share a guid, are built together.
    WHILE calls > 0 LOOP
        ANALYZE touched;
        WITH guids AS (
            SELECT CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END AS guid, t.first_at, t.last_at
            FROM touched AS t
            JOIN public.queue_log_repo AS q ON q.callid = t.callid
            WHERE t.round = rounds
              AND q.event = ANY (report.hold_events())
              AND q.event NOT IN ('HOLD', 'UNHOLD')
              AND q.callid NOT IN ('', 'NONE')
            UNION ALL
            SELECT c.guid, t.first_at, t.last_at
            FROM touched AS t
            JOIN public.cdr_repo AS c ON c.uniqueid = t.callid
            WHERE t.round = rounds
            UNION ALL
            SELECT c.guid, t.first_at, t.last_at
            FROM touched AS t
            JOIN public.cdr_repo AS c ON c.linkedid = t.callid
            WHERE t.round = rounds
        )
        INSERT INTO touched
        SELECT k.callid, min(g.first_at), max(g.last_at), rounds + 1
        FROM guids AS g
        JOIN public.cdr_repo AS c ON c.guid = g.guid
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE g.guid <> ''
          AND k.callid <> ''
          AND NOT EXISTS (SELECT FROM touched AS o WHERE o.callid = k.callid)
        GROUP BY k.callid;
        EXIT WHEN NOT FOUND;
        rounds := rounds + 1;
    END LOOP;
    SELECT count(*) INTO calls FROM touched;

    INSERT INTO app.campaign (campaign)
    SELECT DISTINCT named.campaign
    FROM report.fresh_campaigns(horizon, done.snapshot) AS named (campaign)
    WHERE named.campaign <> '' AND named.campaign <> 'NONE'
    ON CONFLICT DO NOTHING;

    IF calls > 0 THEN
        ANALYZE touched;
        PERFORM app.ensure_partitions(r.relation, ARRAY(
            SELECT DISTINCT date_trunc('month', m.at)
            FROM touched AS t
            CROSS JOIN LATERAL (VALUES (t.first_at - interval '1 day'), (t.last_at)) AS m (at)))
        FROM (VALUES ('report.queue_call'::regclass), ('report.queue_ring')) AS r (relation);
        DELETE FROM report.queue_call AS v USING touched AS t WHERE v.callid = t.callid;
        DELETE FROM report.queue_ring AS v USING touched AS t WHERE v.callid = t.callid;
        PERFORM report.build_queue_calls(latest);
    END IF;

    INSERT INTO app.refresh AS r (relation, snapshot, as_of, refreshed_at)
    VALUES ('queue_call', seen, latest, clock_timestamp())
    ON CONFLICT (relation) DO UPDATE SET snapshot = excluded.snapshot, as_of = excluded.as_of, refreshed_at = excluded.refreshed_at;
    RETURN calls;
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION report.refresh(timestamptz, timestamptz) IS
    'Brings the derived relations up to date with the rows that were written since the last refresh, and rebuilds those of the range where one is given. Returns the number of calls rebuilt.';

-- +goose StatementBegin
CREATE FUNCTION report.fresh_campaigns(horizon xid8, done pg_snapshot) RETURNS SETOF text
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
-- +goose StatementEnd
COMMENT ON FUNCTION report.fresh_campaigns(xid8, pg_snapshot) IS 'Campaigns named by rows that were written since a snapshot.';

REVOKE EXECUTE ON FUNCTION report.refresh(timestamptz, timestamptz), report.fresh_campaigns(xid8, pg_snapshot) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.refresh(timestamptz, timestamptz) TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP FUNCTION report.fresh_campaigns(xid8, pg_snapshot);
DROP FUNCTION report.refresh(timestamptz, timestamptz);
RESET ROLE;
