-- What people who work in SQL call: the campaigns that they see, and the figures of queues.

CREATE OR REPLACE FUNCTION app.bi_campaigns() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    -- By the login, which SET ROLE and settings of the session do not change.
    SELECT coalesce(
        (SELECT array_remove(array_remove(array_remove(l.campaigns, ''), 'NONE'), NULL) FROM app.bi_login AS l WHERE l.login = session_user),
        '{}')
$$;
COMMENT ON FUNCTION app.bi_campaigns() IS 'Campaigns that the login of this session may see as ccrepo_campaign_bi: those of its row in app.bi_login.';
REVOKE EXECUTE ON FUNCTION app.bi_campaigns() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.bi_campaigns() TO ccrepo_campaign_bi;

-- The functions below give people who work in SQL the finished figures of reports. They read as their caller, who sees
-- the rows of their own campaigns.
CREATE OR REPLACE FUNCTION report.service_levels(
    range_from timestamptz, range_to timestamptz,
    sl_threshold integer DEFAULT 20, short_abandon integer DEFAULT 5, sl_exits boolean DEFAULT false)
    RETURNS TABLE (
        queue text, offered bigint, answered bigint, abandoned bigint,
        abandons_met numeric, answered_only numeric, abandons_missed numeric,
        abandons_within_excluded numeric, short_abandons_met numeric, short_abandons_excluded numeric)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT
        g.queue, g.offered, g.answered, g.abandoned,
        report.service_level('abandons_met', g.answered, g.answered_in_time, g.missed, g.missed_in_time, g.missed_short),
        report.service_level('answered_only', g.answered, g.answered_in_time, g.missed, g.missed_in_time, g.missed_short),
        report.service_level('abandons_missed', g.answered, g.answered_in_time, g.missed, g.missed_in_time, g.missed_short),
        report.service_level('abandons_within_excluded', g.answered, g.answered_in_time, g.missed, g.missed_in_time, g.missed_short),
        report.service_level('short_abandons_met', g.answered, g.answered_in_time, g.missed, g.missed_in_time, g.missed_short),
        report.service_level('short_abandons_excluded', g.answered, g.answered_in_time, g.missed, g.missed_in_time, g.missed_short)
    FROM (
        SELECT
            f.queue,
            count(*) AS offered,
            count(*) FILTER (WHERE f.answered) AS answered,
            count(*) FILTER (WHERE f.outcome = 'abandoned') AS abandoned,
            count(*) FILTER (WHERE f.answered AND f.wait_seconds <= sl_threshold) AS answered_in_time,
            count(*) FILTER (WHERE f.missed) AS missed,
            count(*) FILTER (WHERE f.missed AND f.wait_seconds <= sl_threshold) AS missed_in_time,
            count(*) FILTER (WHERE f.missed AND f.wait_seconds <= short_abandon) AS missed_short
        FROM (
            SELECT
                c.queue, c.answered, c.outcome, c.wait_seconds,
                c.outcome = 'abandoned' OR (sl_exits AND c.outcome IN ('timed_out', 'exited_empty', 'exited_key', 'failed', 'dumped', 'lost')) AS missed
            FROM report.queue_call AS c
            WHERE c.entered_at >= range_from
              AND c.entered_at < range_to
        ) AS f
        GROUP BY f.queue
    ) AS g
$$;
COMMENT ON FUNCTION report.service_levels(timestamptz, timestamptz, integer, integer, boolean) IS
    'Service level of each queue by all six formulas, for calls that entered in the range: the figures of the report service-level.';

CREATE OR REPLACE FUNCTION report.queue_figures(
    range_from timestamptz, range_to timestamptz, step text DEFAULT NULL, tz text DEFAULT 'UTC',
    sl_formula text DEFAULT 'abandons_missed', sl_threshold integer DEFAULT 20, short_abandon integer DEFAULT 5, sl_exits boolean DEFAULT false)
    RETURNS TABLE (
        queue text, slot_start timestamptz, offered bigint, answered bigint, abandoned bigint, short_abandoned bigint, waiting bigint,
        answer_rate numeric, abandon_rate numeric, service_level numeric, within_threshold bigint, asa_seconds numeric, wait_max_seconds numeric,
        talk_seconds numeric, hold_seconds numeric, wrapup_seconds numeric, aht_seconds numeric)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
#variable_conflict use_column
BEGIN
    IF report.service_level(sl_formula, 1, 1, 0, 0, 0) IS NULL THEN
        RAISE invalid_parameter_value USING MESSAGE = format('sl_formula %L is none of abandons_met, answered_only, abandons_missed, abandons_within_excluded, short_abandons_met, short_abandons_excluded', sl_formula);
    END IF;
    IF step NOT IN ('day', 'week', 'month') THEN
        RAISE invalid_parameter_value USING MESSAGE = format('step %L is none of day, week, month', step), HINT = 'NULL gives one row for the whole range.';
    END IF;
    RETURN QUERY
    SELECT
        g.queue, g.slot, g.offered, g.answered, g.abandoned, g.short_abandoned, g.waiting,
        report.percent(g.answered, g.offered - g.waiting)::numeric,
        report.percent(g.abandoned, g.offered - g.waiting)::numeric,
        report.service_level(sl_formula, g.answered, g.in_time, g.missed, g.missed_in_time, g.missed_short)::numeric,
        g.in_time,
        round(g.answered_wait / nullif(g.answered, 0), 2),
        g.wait_max,
        coalesce(g.talk, 0), coalesce(g.hold, 0), coalesce(g.wrapup, 0),
        round(g.handled / nullif(g.talked, 0), 2)
    FROM (
        SELECT
            f.queue, f.slot,
            count(*) AS offered,
            count(*) FILTER (WHERE f.answered) AS answered,
            count(*) FILTER (WHERE f.outcome = 'abandoned') AS abandoned,
            count(*) FILTER (WHERE f.outcome = 'abandoned' AND f.wait_seconds <= short_abandon) AS short_abandoned,
            count(*) FILTER (WHERE f.outcome = 'waiting') AS waiting,
            count(*) FILTER (WHERE f.answered AND f.wait_seconds <= sl_threshold) AS in_time,
            count(*) FILTER (WHERE f.missed) AS missed,
            count(*) FILTER (WHERE f.missed AND f.wait_seconds <= sl_threshold) AS missed_in_time,
            count(*) FILTER (WHERE f.missed AND f.wait_seconds <= short_abandon) AS missed_short,
            sum(f.wait_seconds) FILTER (WHERE f.answered) AS answered_wait,
            max(f.wait_seconds) AS wait_max,
            sum(f.talk_seconds) FILTER (WHERE f.answered) AS talk,
            count(f.talk_seconds) FILTER (WHERE f.answered) AS talked,
            sum(f.talk_seconds + f.wrapup_seconds) FILTER (WHERE f.answered) AS handled,
            sum(f.hold_seconds) AS hold,
            sum(f.wrapup_seconds) AS wrapup
        FROM (
            SELECT
                c.queue, c.answered, c.outcome, c.wait_seconds, c.talk_seconds, c.hold_seconds, c.wrapup_seconds,
                CASE WHEN step IS NULL THEN range_from ELSE date_trunc(step, c.entered_at, tz) END AS slot,
                NOT c.answered AND (c.outcome = 'abandoned'
                    OR sl_exits AND c.outcome IN ('timed_out', 'exited_empty', 'exited_key', 'failed', 'dumped', 'lost')) AS missed
            FROM report.queue_call AS c
            WHERE c.entered_at >= range_from
              AND c.entered_at < range_to
        ) AS f
        GROUP BY f.queue, f.slot
    ) AS g
    ORDER BY 1, 2;
END
$$;
COMMENT ON FUNCTION report.queue_figures(timestamptz, timestamptz, text, text, text, integer, integer, boolean) IS
    'Figures of each queue for calls that entered in the range, by day, week or month of a time zone or for the whole range: those of the report queue-summary, with the service level by any formula. Slots without a call have no row.';
