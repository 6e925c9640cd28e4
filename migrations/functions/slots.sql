-- Sums of visits and rings by quarters of an hour: their definition, and how a refresh keeps them.

CREATE OR REPLACE FUNCTION report.quarter_of(at timestamptz) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT date_bin('15 minutes', at, '2000-01-01 00:00:00+00') $$;
COMMENT ON FUNCTION report.quarter_of(timestamptz) IS 'Beginning of the quarter of an hour in UTC in which a time is.';

-- This is the one definition of what reports count of calls: report.queue_slot keeps its rows of whole quarters, and
-- reports call it for the rest. PostgreSQL puts its text into the query that calls it, so that filters reach the tables.
CREATE OR REPLACE FUNCTION report.queue_slots(range_from timestamptz, range_to timestamptz, bounds timestamptz[]) RETURNS SETOF report.queue_slot
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT
        f.slot_start,
        f.queue,
        -- Whether a call was answered is cheap to test, and avoids most comparisons of its outcome.
        count(f.outcome)::integer AS offered,
        (count(*) FILTER (WHERE f.answered))::integer AS answered,
        (count(*) FILTER (WHERE f.answered AND f.outcome = 'agent_ended'))::integer AS agent_ended,
        (count(*) FILTER (WHERE f.answered AND f.outcome = 'caller_ended'))::integer AS caller_ended,
        (count(*) FILTER (WHERE f.answered AND f.outcome = 'transferred'))::integer AS transferred,
        (count(*) FILTER (WHERE f.answered AND f.outcome = 'connected'))::integer AS connected,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'abandoned'))::integer AS abandoned,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'timed_out'))::integer AS timed_out,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'exited_empty'))::integer AS exited_empty,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'exited_key'))::integer AS exited_key,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'withdrawn'))::integer AS withdrawn,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'failed'))::integer AS failed,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'dumped'))::integer AS dumped,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'lost'))::integer AS lost,
        (count(*) FILTER (WHERE NOT f.answered AND f.outcome = 'waiting'))::integer AS waiting,
        coalesce(sum(f.dumps), 0)::integer AS dumps,
        coalesce(sum(f.rings), 0)::integer AS rings_missed,
        (count(f.talk) FILTER (WHERE f.answered))::integer AS talked,
        count(f.position)::integer AS positioned,
        coalesce(sum(f.position), 0) AS positions,
        coalesce(sum(f.wait) FILTER (WHERE f.answered), 0) AS answered_wait,
        coalesce(sum(f.wait) FILTER (WHERE NOT f.answered AND f.outcome = 'abandoned'), 0) AS abandoned_wait,
        coalesce(sum(f.wait) FILTER (WHERE NOT f.answered AND f.outcome <> 'abandoned'), 0) AS other_wait,
        max(f.wait) AS wait_max,
        coalesce(sum(f.talk) FILTER (WHERE f.answered), 0) AS talk,
        coalesce(sum(f.talk + f.wrapup) FILTER (WHERE f.answered), 0) AS handled,
        coalesce(sum(f.hold), 0) AS hold,
        coalesce(sum(f.wrapup), 0) AS wrapup,
        array_agg(f.seconds) FILTER (WHERE f.answered AND f.seconds IS NOT NULL) AS answered_waits,
        array_agg(f.seconds) FILTER (WHERE NOT f.answered AND f.outcome = 'abandoned' AND f.seconds IS NOT NULL) AS abandoned_waits,
        array_agg(f.seconds) FILTER (
            WHERE NOT f.answered AND f.outcome IN ('timed_out', 'exited_empty', 'exited_key', 'failed', 'dumped', 'lost') AND f.seconds IS NOT NULL) AS exited_waits,
        array_agg(f.seconds) FILTER (WHERE NOT f.answered AND f.outcome = 'withdrawn' AND f.seconds IS NOT NULL) AS withdrawn_waits
    FROM (
        SELECT
            CASE WHEN bounds IS NULL THEN report.quarter_of(c.entered_at) ELSE bounds[width_bucket(c.entered_at, bounds)] END AS slot_start,
            c.queue,
            c.outcome,
            c.answered,
            c.wait_seconds AS wait,
            -- Most waits are whole seconds; a conversion through bigint takes a third of one through text.
            CASE WHEN scale(c.wait_seconds) = 0 THEN c.wait_seconds::bigint::double precision ELSE c.wait_seconds::double precision END AS seconds,
            c.talk_seconds AS talk,
            c.hold_seconds AS hold,
            c.wrapup_seconds AS wrapup,
            c.dumps,
            c.position,
            0::bigint AS rings
        FROM report.queue_call AS c
        WHERE c.entered_at >= range_from
          AND c.entered_at < range_to
        UNION ALL
        -- Rings are counted first: they are many, and only their number is needed.
        SELECT r.slot_start, r.queue, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*)
        FROM (
            SELECT
                CASE WHEN bounds IS NULL THEN report.quarter_of(r.rang_at) ELSE bounds[width_bucket(r.rang_at, bounds)] END AS slot_start,
                r.queue
            FROM report.queue_ring AS r
            WHERE r.missed
              AND r.rang_at >= range_from
              AND r.rang_at < range_to
        ) AS r
        GROUP BY r.slot_start, r.queue
        -- The waits of a list are collected in this order; a sort for each list of each row would take longer.
        ORDER BY slot_start, queue, seconds
    ) AS f
    GROUP BY f.slot_start, f.queue
$$;
COMMENT ON FUNCTION report.queue_slots(timestamptz, timestamptz, timestamptz[]) IS
    'Rows as in report.queue_slot, computed from the calls and rings of a range: by quarters of an hour, or, if bounds are given, by the pieces that begin at these.';

CREATE OR REPLACE FUNCTION report.queue_sums(
    range_from timestamptz, range_to timestamptz, rollup_from timestamptz, rollup_to timestamptz, bounds timestamptz[]) RETURNS SETOF report.queue_slot
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT s.* FROM report.queue_slot AS s WHERE s.slot_start >= rollup_from AND s.slot_start < rollup_to
    UNION ALL
    SELECT v.* FROM report.queue_slots(range_from, least(rollup_from, range_to), bounds) AS v
    UNION ALL
    SELECT v.* FROM report.queue_slots(greatest(rollup_to, range_from), range_to, bounds) AS v
$$;
COMMENT ON FUNCTION report.queue_sums(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz[]) IS
    'Rows of report.queue_slot for a range: stored ones of the quarters of an hour from rollup_from to rollup_to, the rest computed from the calls, by the pieces that begin at bounds. If rollup_from and rollup_to are not after range_from, all is computed.';

CREATE OR REPLACE FUNCTION report.refresh_queue_slots(stale timestamptz[]) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
DECLARE
    piece record;
BEGIN
    PERFORM app.ensure_partitions('report.queue_slot', ARRAY(SELECT DISTINCT date_trunc('month', s.at) FROM unnest(stale) AS s (at)));
    -- Neighbours are built together, and so are those with less than two hours between them.
    FOR piece IN
        SELECT min(t.at) AS begins_at, max(t.at) + interval '15 minutes' AS ends_at
        FROM (
            SELECT s.at, count(*) FILTER (WHERE s.apart) OVER (ORDER BY s.at) AS stretch
            FROM (
                SELECT u.at, u.at - lag(u.at) OVER (ORDER BY u.at) > interval '2 hours' AS apart
                FROM unnest(stale) AS u (at)
            ) AS s
        ) AS t
        GROUP BY t.stretch
    LOOP
        DELETE FROM report.queue_slot AS s WHERE s.slot_start >= piece.begins_at AND s.slot_start < piece.ends_at;
        INSERT INTO report.queue_slot SELECT s.* FROM report.queue_slots(piece.begins_at, piece.ends_at, NULL) AS s;
    END LOOP;
END
$$;
COMMENT ON FUNCTION report.refresh_queue_slots(timestamptz[]) IS 'Replaces the rows of quarters of an hour in report.queue_slot by what the calls and rings give.';
REVOKE EXECUTE ON FUNCTION report.refresh_queue_slots(timestamptz[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.wrong_queue_slots(part integer, parts integer) RETURNS SETOF timestamptz
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
    SELECT q.at
    FROM (
        -- Wrong clocks write times of any year.
        SELECT
            (SELECT min(c.entered_at) FROM report.queue_call AS c WHERE c.entered_at >= now() - interval '20 years') AS first_at,
            (SELECT max(c.entered_at) FROM report.queue_call AS c WHERE c.entered_at < now() + interval '1 day') AS last_at
    ) AS known
    CROSS JOIN generate_series(
        date_bin(parts * interval '15 minutes', known.first_at, '2000-01-01 00:00:00+00'::timestamptz + part * interval '15 minutes'),
        known.last_at,
        parts * interval '15 minutes') AS q (at)
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            (SELECT s.* FROM report.queue_slot AS s WHERE s.slot_start = q.at
                EXCEPT SELECT v.* FROM report.queue_slots(q.at, q.at + interval '15 minutes', NULL) AS v)
            UNION ALL
            (SELECT v.* FROM report.queue_slots(q.at, q.at + interval '15 minutes', NULL) AS v
                EXCEPT SELECT s.* FROM report.queue_slot AS s WHERE s.slot_start = q.at)) AS differ
    ) AS d
    WHERE d.differ
    ORDER BY q.at
$$;
COMMENT ON FUNCTION report.wrong_queue_slots(integer, integer) IS
    'Quarters of an hour of which report.queue_slot does not have what the calls and rings give. Those of the last 20 years, one in so many parts; a server checks one in a hundred each day.';
REVOKE EXECUTE ON FUNCTION report.wrong_queue_slots(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.wrong_queue_slots(integer, integer) TO ccrepo_writer;
