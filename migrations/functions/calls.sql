-- Finds the calls that new rows belong to, and rebuilds their visits and rings.

CREATE OR REPLACE FUNCTION report.refresh_calls(rebuild_from timestamptz, rebuild_to timestamptz) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
DECLARE
    done app.refresh;
    horizon xid8;
    seen pg_snapshot;
    latest timestamptz;
    calls bigint;
    rounds integer := 0;
    slots timestamptz[] := '{}'; -- quarters of an hour whose sums are no longer right
    more timestamptz[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('report.refresh'));
    IF rebuild_from < rebuild_to THEN
        slots := report.mark_calls_beside_range(rebuild_from, rebuild_to)
            || ARRAY(SELECT DISTINCT s.slot_start FROM report.queue_slot AS s WHERE s.slot_start > rebuild_from - interval '15 minutes' AND s.slot_start < rebuild_to);
    END IF;
    IF to_regclass('pg_temp.stale_call') IS NULL THEN
        CREATE TEMPORARY TABLE stale_call (callid text, first_at timestamptz, last_at timestamptz, round integer) ON COMMIT DELETE ROWS;
    END IF;
    DELETE FROM stale_call;

    -- Every statement below sees at least the rows of this snapshot; rows beyond it are processed again next time.
    seen := pg_current_snapshot();
    SELECT * INTO done FROM app.refresh AS r WHERE r.relation = 'queue_call';
    IF pg_snapshot_xmax(done.snapshot) > pg_snapshot_xmax(seen) THEN
        -- The database was restored into another cluster, whose transaction ids start again.
        UPDATE public.queue_log_repo SET written_by = DEFAULT WHERE written_by >= pg_snapshot_xmax(seen);
        UPDATE public.cdr_repo SET written_by = DEFAULT WHERE written_by >= pg_snapshot_xmax(seen);
        done := NULL;
    END IF;
    horizon := coalesce(pg_snapshot_xmin(done.snapshot), '0'::xid8);
    SELECT CASE WHEN max(q.datetime) IS NOT NULL THEN least(max(q.datetime), now()) END INTO latest
    FROM public.queue_log_repo AS q
    WHERE q.datetime >= '0100-01-01+00' AND q.datetime <= now() + interval '1 day'; -- times of a wrong clock are ignored
    latest := report.as_of(ARRAY['queue_log_repo'], latest);

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
    -- Events of visits and rings, and those of hold and wrap-up with a callid.
    by_event AS (
        SELECT f.callid, f.datetime
        FROM fresh AS f
        WHERE f.event = ANY (report.visit_events())
           OR f.event = ANY (report.hold_events()) AND f.callid NOT IN ('', 'NONE')
    ),
    -- Hold and wrap-up with a guid, if a CDR has the call.
    by_guid AS (
        SELECT k.callid, f.datetime
        FROM fresh AS f
        JOIN public.cdr_repo AS c
            ON c.guid = CASE f.event WHEN 'FINISHWRAPUP' THEN f.data3 ELSE f.data2 END
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE f.event = ANY (report.hold_events())
          AND c.guid <> ''
          AND k.callid <> ''
    ),
    -- A CDR that was written after such events.
    by_cdr AS (
        SELECT k.callid, c.calldate
        FROM public.cdr_repo AS c
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE c.written_by >= horizon
          AND (done.snapshot IS NULL OR NOT pg_visible_in_snapshot(c.written_by, done.snapshot))
          AND c.guid <> ''
          AND k.callid <> ''
    ),
    -- A restart ends the visits that are open.
    by_restart AS (
        SELECT v.callid, v.entered_at
        FROM restarted AS s
        JOIN report.queue_call AS v
            ON v.entered_at <= s.datetime AND v.entered_at >= s.datetime - interval '24 hours'
        WHERE v.ended_at IS NULL OR v.ended_by IN ('QUEUESTART', 'ENTERQUEUE', 'LIMIT')
    ),
    -- A visit ends after 24 hours.
    by_limit AS (
        SELECT v.callid, v.entered_at
        FROM report.queue_call AS v
        WHERE v.ended_at IS NULL AND v.entered_at <= latest - interval '24 hours'
    ),
    -- as_of went back, because a row with a wrong, later time was deleted.
    by_limit_undone AS (
        SELECT v.callid, v.entered_at
        FROM report.queue_call AS v
        WHERE v.ended_by = 'LIMIT' AND v.entered_at > latest - interval '24 hours'
    ),
    -- A rebuild: the events of the range, its visits and its rings.
    rebuilt_events AS (
        SELECT q.callid, q.datetime
        FROM public.queue_log_repo AS q
        WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
          AND q.event = ANY (report.visit_events() || report.hold_events())
          AND report.in_calendar(q.datetime)
    ),
    rebuilt_visits AS (
        SELECT v.callid, v.entered_at
        FROM report.queue_call AS v
        WHERE v.entered_at < rebuild_to
          AND v.entered_at >= rebuild_from - interval '24 hours'
          AND (v.ended_at IS NULL OR v.ended_at >= rebuild_from)
    ),
    rebuilt_rings AS (
        SELECT v.callid, v.rang_at
        FROM report.queue_ring AS v
        WHERE v.rang_at >= rebuild_from AND v.rang_at < rebuild_to
    ),
    stale AS (
        SELECT s.callid, s.datetime AS at FROM by_event AS s
        UNION ALL
        SELECT s.callid, s.datetime AS at FROM by_guid AS s
        UNION ALL
        SELECT s.callid, s.calldate AS at FROM by_cdr AS s
        UNION ALL
        SELECT s.callid, s.entered_at AS at FROM by_restart AS s
        UNION ALL
        SELECT s.callid, s.entered_at AS at FROM by_limit AS s
        UNION ALL
        SELECT s.callid, s.entered_at AS at FROM by_limit_undone AS s
        UNION ALL
        SELECT s.callid, s.datetime AS at FROM rebuilt_events AS s
        UNION ALL
        SELECT s.callid, s.entered_at AS at FROM rebuilt_visits AS s
        UNION ALL
        SELECT s.callid, s.rang_at AS at FROM rebuilt_rings AS s
    )
    INSERT INTO stale_call
    SELECT s.callid, min(s.at), max(s.at), 0
    FROM stale AS s
    GROUP BY s.callid;
    GET DIAGNOSTICS calls = ROW_COUNT;
    -- Calls with the same guid are built together, because a row of hold or wrap-up may belong to any of them.
    WHILE calls > 0 LOOP
        ANALYZE stale_call;
        WITH guids AS (
            SELECT CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END AS guid, t.first_at, t.last_at
            FROM stale_call AS t
            JOIN public.queue_log_repo AS q ON q.callid = t.callid
            WHERE t.round = rounds
              AND q.event = ANY (report.hold_events())
              AND q.event NOT IN ('HOLD', 'UNHOLD')
              AND q.callid NOT IN ('', 'NONE')
            UNION ALL
            SELECT c.guid, t.first_at, t.last_at
            FROM stale_call AS t
            JOIN public.cdr_repo AS c ON c.uniqueid = t.callid
            WHERE t.round = rounds
            UNION ALL
            SELECT c.guid, t.first_at, t.last_at
            FROM stale_call AS t
            JOIN public.cdr_repo AS c ON c.linkedid = t.callid
            WHERE t.round = rounds
        )
        INSERT INTO stale_call
        SELECT k.callid, min(g.first_at), max(g.last_at), rounds + 1
        FROM guids AS g
        JOIN public.cdr_repo AS c ON c.guid = g.guid
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE g.guid <> ''
          AND k.callid <> ''
          AND NOT EXISTS (SELECT 1 FROM stale_call AS o WHERE o.callid = k.callid)
        GROUP BY k.callid;
        EXIT WHEN NOT FOUND;
        rounds := rounds + 1;
    END LOOP;
    SELECT count(*) INTO calls FROM stale_call;

    INSERT INTO app.campaign (campaign)
    SELECT DISTINCT named.campaign
    FROM report.fresh_campaigns(horizon, done.snapshot) AS named (campaign)
    WHERE named.campaign <> '' AND named.campaign <> 'NONE'
    ON CONFLICT DO NOTHING;

    IF calls > 0 THEN
        ANALYZE stale_call;
        PERFORM app.ensure_partitions(r.relation, ARRAY(
            SELECT DISTINCT date_trunc('month', m.at)
            FROM stale_call AS t
            CROSS JOIN LATERAL (VALUES (t.first_at - interval '1 day'), (t.last_at)) AS m (at)))
        FROM (VALUES ('report.queue_call'::regclass), ('report.queue_ring')) AS r (relation);
        WITH visits AS (
            DELETE FROM report.queue_call AS v USING stale_call AS t WHERE v.callid = t.callid RETURNING v.entered_at AS at
        ),
        rings AS (
            DELETE FROM report.queue_ring AS v USING stale_call AS t WHERE v.callid = t.callid RETURNING v.rang_at AS at
        )
        SELECT array_agg(DISTINCT report.quarter_of(r.at)) INTO more
        FROM (SELECT v.at FROM visits AS v UNION ALL SELECT v.at FROM rings AS v) AS r;
        slots := slots || more;
        PERFORM report.build_queue_calls(latest);
        UPDATE report.queue_call AS c
        SET agent = a.agent
        FROM stale_call AS t, app.agent_alias AS a
        WHERE c.callid = t.callid AND a.interface = c.agent;
        UPDATE report.queue_ring AS r
        SET agent = a.agent
        FROM stale_call AS t, app.agent_alias AS a
        WHERE r.callid = t.callid AND a.interface = r.agent;
        SELECT array_agg(DISTINCT report.quarter_of(r.at)) INTO more
        FROM (
            SELECT v.entered_at AS at FROM report.queue_call AS v JOIN stale_call AS t ON t.callid = v.callid
            UNION ALL
            SELECT v.rang_at AS at FROM report.queue_ring AS v JOIN stale_call AS t ON t.callid = v.callid
        ) AS r;
        slots := slots || more;
    END IF;
    IF cardinality(slots) > 0 THEN
        PERFORM report.refresh_queue_slots(slots);
    END IF;

    INSERT INTO app.refresh AS r (relation, snapshot, as_of, rolled_up_to, refreshed_at)
    VALUES ('queue_call', seen, latest, report.quarter_of(least(latest, (SELECT min(v.entered_at) FROM report.queue_call AS v WHERE v.ended_at IS NULL))), now())
    ON CONFLICT (relation) DO UPDATE SET snapshot = excluded.snapshot, as_of = excluded.as_of, rolled_up_to = excluded.rolled_up_to, refreshed_at = excluded.refreshed_at;
    RETURN calls;
END
$$;
COMMENT ON FUNCTION report.refresh_calls(timestamptz, timestamptz) IS
    'Brings report.queue_call, report.queue_ring and report.queue_slot up to date; leaves the calls that it rebuilt in the temporary table stale_call. Returns their number.';
REVOKE EXECUTE ON FUNCTION report.refresh_calls(timestamptz, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.visit_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{ENTERQUEUE,RINGNOANSWER,CONNECT,COMPLETEAGENT,COMPLETECALLER,TRANSFER,BLINDTRANSFER,ATTENDEDTRANSFER,ABANDON,EXITWITHTIMEOUT,EXITEMPTY,EXITWITHKEY,WITHDRAW,SYSCOMPAT,AGENTDUMP}'::text[] $$;
COMMENT ON FUNCTION report.visit_events() IS 'Events from which visits of calls to queues, and their rings, are built.';
REVOKE EXECUTE ON FUNCTION report.visit_events() FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.hold_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{HOLD,UNHOLD,PHONESTARHOLDIN,PHONESTARTHOLDIN,PHONESTARHOLDOUT,PHONESTARTHOLDOUT,PHONEENDHOLDIN,PHONEENDHOLDOUT,FINISHWRAPUP}'::text[] $$;
COMMENT ON FUNCTION report.hold_events() IS 'Events of hold and wrap-up.';
REVOKE EXECUTE ON FUNCTION report.hold_events() FROM PUBLIC;
