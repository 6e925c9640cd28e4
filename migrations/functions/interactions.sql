-- Finds the interactions that new rows belong to, and rebuilds them with their parts.

CREATE OR REPLACE FUNCTION report.refresh_interactions(rebuild_from timestamptz, rebuild_to timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET jit = off
    AS $$
DECLARE
    done app.refresh;
    horizon xid8;
    seen pg_snapshot;
    latest timestamptz;
    log regclass;
    renamed text[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('report.refresh'));
    IF to_regclass('pg_temp.stale_interaction') IS NULL THEN
        CREATE TEMPORARY TABLE stale_interaction (channel text, callid text, loose_at timestamptz, first_at timestamptz, last_at timestamptz) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE interaction_batch (key bigint, LIKE stale_interaction) ON COMMIT DELETE ROWS;
    END IF;
    DELETE FROM stale_interaction;

    -- Every statement below sees at least the rows of this snapshot; rows beyond it are processed again next time.
    seen := pg_current_snapshot();
    SELECT * INTO done FROM app.refresh AS r WHERE r.relation = 'interaction';
    IF pg_snapshot_xmax(done.snapshot) > pg_snapshot_xmax(seen) THEN
        -- The database was restored into another cluster, whose transaction ids start again.
        FOREACH log IN ARRAY ARRAY['public.webchat_log_repo', 'public.sms_log_repo', 'public.email_log_repo',
            'public.twitter_log_repo', 'public.messenger_log_repo', 'public.facebook_log_repo']::regclass[] LOOP
            EXECUTE format('UPDATE %s SET written_by = DEFAULT WHERE written_by >= $1', log) USING pg_snapshot_xmax(seen);
        END LOOP;
        done := NULL;
    END IF;
    horizon := coalesce(pg_snapshot_xmin(done.snapshot), '0'::xid8);
    SELECT CASE WHEN max(e.datetime) IS NOT NULL THEN least(max(e.datetime), now()) END INTO latest
    FROM app.channel_event AS e
    WHERE e.datetime >= '0100-01-01+00' AND e.datetime <= now() + interval '1 day'; -- times of a wrong clock are ignored
    latest := report.as_of(ARRAY['webchat_log_repo', 'sms_log_repo', 'email_log_repo', 'twitter_log_repo', 'messenger_log_repo', 'facebook_log_repo'], latest);

    INSERT INTO stale_interaction
    SELECT e.channel, e.callid, e.loose_at, min(e.datetime), max(e.datetime)
    FROM app.channel_event AS e
    WHERE e.written_by >= horizon
      AND (done.snapshot IS NULL OR NOT pg_visible_in_snapshot(e.written_by, done.snapshot))
      AND e.kind IS NOT NULL
      AND report.in_calendar(e.datetime)
    GROUP BY e.channel, e.callid, e.loose_at;
    -- Interactions that have reached the maximum length end.
    INSERT INTO stale_interaction (channel, callid)
    SELECT v.channel, v.callid
    FROM report.interaction AS v
    WHERE v.ended_at IS NULL
      AND v.entered_at <= latest - interval '24 hours'
      AND v.entered_at <= latest - report.interaction_limit(v.channel);
    -- as_of goes back if a row with a wrong, later time was deleted.
    IF latest < done.as_of THEN
        INSERT INTO stale_interaction (channel, callid)
        SELECT v.channel, v.callid
        FROM report.interaction AS v
        WHERE v.ended_by = 'LIMIT'
          AND v.entered_at > latest - report.interaction_limit(v.channel);
    END IF;
    -- Interfaces whose agent has changed.
    SELECT array_agg(coalesce(n.interface, o.interface)) INTO renamed
    FROM app.agent_alias AS n
    FULL JOIN app.applied_alias AS o ON o.interface = n.interface
    WHERE n.agent IS DISTINCT FROM o.agent;
    IF renamed IS NOT NULL THEN
        INSERT INTO stale_interaction
        SELECT e.channel, e.callid, e.loose_at, min(e.datetime), max(e.datetime)
        FROM app.channel_event AS e
        WHERE (e.agent = ANY (renamed) OR e.event = 'ATTENDED' AND e.data2 = ANY (renamed))
          AND e.kind IS NOT NULL
          AND report.in_calendar(e.datetime)
        GROUP BY e.channel, e.callid, e.loose_at;
    END IF;
    -- A rebuild: the events of the range, and the rows stored for it.
    IF rebuild_from < rebuild_to THEN
        INSERT INTO stale_interaction
        SELECT e.channel, e.callid, e.loose_at, min(e.datetime), max(e.datetime)
        FROM app.channel_event AS e
        WHERE e.datetime >= rebuild_from AND e.datetime < rebuild_to
          AND e.kind IS NOT NULL
          AND report.in_calendar(e.datetime)
        GROUP BY e.channel, e.callid, e.loose_at;
        -- An entry may be inferred from a much later row, and include events before it.
        INSERT INTO stale_interaction (channel, callid, loose_at)
        SELECT v.channel, v.callid, CASE WHEN v.callid IN ('', 'NONE') THEN v.entered_at END
        FROM report.interaction AS v
        WHERE v.entered_at < rebuild_to + interval '24 hours'
          AND (v.ended_at IS NULL OR greatest(v.ended_at, v.connected_at) >= rebuild_from);
        -- Visits that a CONNECT or ending before their entry answered or ended: their time of entry is in the range.
        INSERT INTO stale_interaction (channel, callid)
        SELECT v.channel, v.callid
        FROM report.interaction AS v
        WHERE v.entered_at >= rebuild_to + interval '24 hours'
          AND (v.offered OR v.agent_started)
          AND (v.ended_at = v.entered_at OR v.offered AND v.connected_at = v.entered_at);
    END IF;

    IF EXISTS (SELECT 1 FROM stale_interaction) THEN
        DELETE FROM interaction_batch;
        INSERT INTO interaction_batch
        SELECT row_number() OVER (), s.channel, s.callid, s.loose_at, min(s.first_at), max(s.last_at)
        FROM stale_interaction AS s
        GROUP BY s.channel, s.callid, s.loose_at;
        ANALYZE interaction_batch;
        PERFORM app.ensure_partitions(r.relation, ARRAY(
            SELECT DISTINCT date_trunc('month', m.at)
            FROM interaction_batch AS t
            CROSS JOIN LATERAL (VALUES (t.first_at - interval '1 day'), (t.last_at)) AS m (at)
            WHERE m.at IS NOT NULL))
        FROM (VALUES ('report.interaction'::regclass), ('report.interaction_part')) AS r (relation);
        DELETE FROM report.interaction AS v
        USING interaction_batch AS t
        WHERE v.callid = t.callid AND v.channel = t.channel AND t.loose_at IS NULL;
        DELETE FROM report.interaction AS v
        USING interaction_batch AS t
        WHERE v.callid = t.callid AND v.channel = t.channel AND v.entered_at = t.loose_at;
        DELETE FROM report.interaction_part AS v
        USING interaction_batch AS t
        WHERE v.callid = t.callid AND v.channel = t.channel AND t.loose_at IS NULL;
        PERFORM report.build_interactions(latest);
    END IF;

    INSERT INTO app.refresh AS r (relation, snapshot, as_of, refreshed_at)
    VALUES ('interaction', seen, latest, now())
    ON CONFLICT (relation) DO UPDATE SET snapshot = excluded.snapshot, as_of = excluded.as_of, refreshed_at = excluded.refreshed_at;
END
$$;
COMMENT ON FUNCTION report.refresh_interactions(timestamptz, timestamptz) IS
    'Brings report.interaction and report.interaction_part up to date with the rows of the channel logs that were written since the last refresh, and rebuilds those of the range, if one is given.';
REVOKE EXECUTE ON FUNCTION report.refresh_interactions(timestamptz, timestamptz) FROM PUBLIC;
