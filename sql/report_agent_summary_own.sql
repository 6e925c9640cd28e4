-- name: AgentSummaryOwn :many
-- agent-summary for campaign-limited keys: only calls of their campaigns.
-- The time of sessions, pauses and activity belongs to no campaign. Talk, hold and wrap-up are those of the calls that entered in the slot.
-- api:limited GET /v1/reports/agent-summary
-- api:withheld session_seconds, pause_seconds, break_seconds, busy_seconds, available_seconds, occupancy, utilisation
SELECT
    g.agent,
    g.slot,
    g.answered,
    g.rings_missed,
    report.percent(g.answered, g.answered + g.rings_missed) AS agent_answer_rate,
    g.transferred,
    NULL::numeric AS session_seconds,
    NULL::numeric AS pause_seconds,
    NULL::numeric AS break_seconds,
    g.talk::numeric AS talk_seconds,
    g.hold::numeric AS hold_seconds,
    g.wrapup::numeric AS wrapup_seconds,
    NULL::numeric AS busy_seconds,
    NULL::numeric AS available_seconds,
    NULL::numeric_or_null AS occupancy,
    NULL::numeric_or_null AS utilisation,
    round(g.handled / nullif(g.talked, 0), 2)::numeric_or_null AS aht_seconds,
    g.outbound_calls,
    g.outbound::numeric AS outbound_seconds
FROM (
    SELECT
        f.agent::text_or_null AS agent,
        f.slot::int_or_null AS slot,
        coalesce(sum(f.answered), 0)::bigint AS answered,
        coalesce(sum(f.transferred), 0)::bigint AS transferred,
        sum(f.handled) AS handled,
        sum(f.talked) AS talked,
        coalesce(sum(f.talk), 0) AS talk,
        coalesce(sum(f.hold), 0) AS hold,
        coalesce(sum(f.wrapup), 0) AS wrapup,
        coalesce(sum(f.rings_missed), 0)::bigint AS rings_missed,
        coalesce(sum(f.outbound_calls), 0)::bigint AS outbound_calls,
        coalesce(sum(f.outbound), 0) AS outbound
    FROM (
        SELECT
            c.agent,
            c.slot,
            count(*) AS answered,
            count(*) FILTER (WHERE c.outcome = 'transferred') AS transferred,
            sum(c.talk_seconds + c.wrapup_seconds) AS handled,
            count(c.talk_seconds) AS talked,
            sum(c.talk_seconds) AS talk,
            sum(c.hold_seconds) AS hold,
            sum(c.wrapup_seconds) AS wrapup,
            NULL::bigint AS rings_missed,
            NULL::bigint AS outbound_calls,
            NULL::bigint AS outbound
        FROM (
            SELECT
                c.agent,
                (@slot_numbers::integer[])[width_bucket(c.entered_at, @slot_bounds::timestamptz[])] AS slot,
                c.outcome,
                c.talk_seconds,
                c.hold_seconds,
                c.wrapup_seconds
            FROM report.queue_call AS c
            WHERE c.answered
              AND c.entered_at >= @range_from::timestamptz
              AND c.entered_at < @range_to::timestamptz
        ) AS c
        GROUP BY c.agent, c.slot
        UNION ALL
        SELECT r.agent, r.slot, NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*), NULL, NULL
        FROM (
            SELECT
                r.agent,
                (@slot_numbers::integer[])[width_bucket(r.rang_at, @slot_bounds::timestamptz[])] AS slot
            FROM report.queue_ring AS r
            WHERE r.missed
              AND r.rang_at >= @range_from::timestamptz
              AND r.rang_at < @range_to::timestamptz
        ) AS r
        GROUP BY r.agent, r.slot
        UNION ALL
        SELECT o.agent, o.slot, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, count(*), sum(o.seconds)
        FROM (
            SELECT
                coalesce(m.agent, nullif(o.agent, 'NONE'), '') AS agent,
                (@slot_numbers::integer[])[width_bucket(o.datetime, @slot_bounds::timestamptz[])] AS slot,
                -- No call counts for more than a day; a negative number counts as 0.
                least(coalesce(nullif(greatest(o.totaltime, -1), -1), nullif(greatest(o.duration, -1), -1), 0), 86400) AS seconds
            FROM event.queue_log_outcall AS o
            LEFT JOIN app.agent_alias AS m ON m.interface = o.agent
            WHERE o.datetime >= @range_from::timestamptz
              AND o.datetime < @range_to::timestamptz
        ) AS o
        GROUP BY o.agent, o.slot
    ) AS f
    WHERE (array_position(@slot_numbers::integer[], NULL) IS NULL OR f.slot IS NOT NULL)
      AND @dimensions::boolean
    GROUP BY GROUPING SETS ((f.slot, f.agent), ())
    HAVING grouping(f.slot) = 0 OR @total::boolean
) AS g;
