-- One refresh for all derived relations.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

ALTER FUNCTION report.refresh(timestamptz, timestamptz) RENAME TO refresh_calls;
-- Nothing to PostgreSQL; sqlc does not see that the name is free again.
DROP FUNCTION IF EXISTS report.refresh(timestamptz, timestamptz);
REVOKE EXECUTE ON FUNCTION report.refresh_calls(timestamptz, timestamptz) FROM ccrepo_writer;
COMMENT ON FUNCTION report.refresh_calls(timestamptz, timestamptz) IS
    'Brings report.queue_call and report.queue_ring up to date; leaves the calls that it rebuilt in the temporary table touched. Returns their number.';

-- +goose StatementBegin
CREATE FUNCTION report.refresh(rebuild_from timestamptz DEFAULT NULL, rebuild_to timestamptz DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
DECLARE
    calls bigint;
    unknown regclass;
BEGIN
    -- One at a time.
    PERFORM pg_advisory_xact_lock(hashtext('report.refresh'));
    -- Before any table is read: an import that makes a partition waits for those who read its table.
    PERFORM pg_advisory_xact_lock(hashtext('app.ensure_partitions'));
    -- What is noted at the end as applied must be what was.
    LOCK TABLE app.agent_alias IN SHARE MODE;
    -- Without statistics of what was just loaded, building takes hours instead of seconds.
    FOR unknown IN
        SELECT p.oid
        FROM pg_inherits AS i
        JOIN pg_class AS p ON p.oid = i.inhrelid
        WHERE i.inhparent IN (SELECT g.relation FROM app.growing_table AS g WHERE g.relation::text NOT LIKE 'report.%')
          AND p.reltuples < 0 AND pg_relation_size(p.oid) > 65536
    LOOP
        EXECUTE format('ANALYZE %s', unknown);
    END LOOP;
    -- Rows of an interface that has become another agent's count as newly written.
    UPDATE public.queue_log_repo AS q
    SET written_by = DEFAULT
    FROM (
        SELECT coalesce(n.interface, o.interface) AS interface
        FROM app.agent_alias AS n
        FULL JOIN app.applied_alias AS o ON o.interface = n.interface
        WHERE n.agent IS DISTINCT FROM o.agent
    ) AS changed
    WHERE q.agent = changed.interface;

    -- So do the entries after a range to rebuild at whose moment a call was answered or ended: what did that may
    -- be stamped in the range.
    IF rebuild_from < rebuild_to THEN
        UPDATE public.queue_log_repo AS q
        SET written_by = DEFAULT
        FROM report.queue_call AS v
        WHERE v.entered_at >= rebuild_to
          AND (v.ended_at = v.entered_at OR v.connected_at = v.entered_at)
          AND q.callid = v.callid
          AND q.datetime = v.entered_at
          AND q.event = 'ENTERQUEUE';
        -- And calls whose entry is reckoned from the range to far before it.
        WITH reckoned AS (
            DELETE FROM report.queue_call AS v
            WHERE v.entry_inferred
              AND v.entered_at < rebuild_from - interval '24 hours'
              AND (v.ended_at >= rebuild_from AND v.ended_at < rebuild_to OR v.connected_at >= rebuild_from AND v.connected_at < rebuild_to)
            RETURNING v.callid
        )
        UPDATE public.queue_log_repo AS q
        SET written_by = DEFAULT
        FROM reckoned AS r
        WHERE q.callid = r.callid;
    END IF;

    calls := report.refresh_calls(rebuild_from, rebuild_to);
    UPDATE report.queue_call AS c
    SET agent = a.agent
    FROM pg_temp.touched AS t, app.agent_alias AS a
    WHERE c.callid = t.callid AND a.interface = c.agent;
    UPDATE report.queue_ring AS r
    SET agent = a.agent
    FROM pg_temp.touched AS t, app.agent_alias AS a
    WHERE r.callid = t.callid AND a.interface = r.agent;
    PERFORM report.refresh_agents(rebuild_from, rebuild_to);
    PERFORM report.refresh_interactions(rebuild_from, rebuild_to);

    DELETE FROM app.applied_alias;
    INSERT INTO app.applied_alias SELECT interface, agent FROM app.agent_alias;
    RETURN calls;
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION report.refresh(timestamptz, timestamptz) IS
    'Brings the derived relations up to date with the rows that were written since the last refresh, and rebuilds those of the range where one is given. Returns the number of calls rebuilt.';
REVOKE EXECUTE ON FUNCTION report.refresh(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.refresh(timestamptz, timestamptz) TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP FUNCTION report.refresh(timestamptz, timestamptz);
ALTER FUNCTION report.refresh_calls(timestamptz, timestamptz) RENAME TO refresh;
GRANT EXECUTE ON FUNCTION report.refresh(timestamptz, timestamptz) TO ccrepo_writer;
COMMENT ON FUNCTION report.refresh(timestamptz, timestamptz) IS
    'Brings the derived relations up to date with the rows that were written since the last refresh, and rebuilds those of the range where one is given. Returns the number of calls rebuilt.';
RESET ROLE;
