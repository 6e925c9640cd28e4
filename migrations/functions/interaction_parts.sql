-- Builds the interactions of the channels, and each agent's part in them, from all their events.

CREATE OR REPLACE FUNCTION report.interaction_limit(channel text) RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE channel WHEN 'email' THEN interval '30 days' ELSE interval '24 hours' END $$;
COMMENT ON FUNCTION report.interaction_limit(text) IS 'Maximum length of an interaction of a channel.';
REVOKE EXECUTE ON FUNCTION report.interaction_limit(text) FROM PUBLIC;

-- Like report.visit_step for calls, with re-entries and another limit, but without dumps. It distinguishes the first
-- connect of a visit from later ones, so that each effect except `again` and `reenter` occurs once in a visit. The
-- phases are open, connected, completed (without a connect so far) and ended.
CREATE OR REPLACE FUNCTION report.interaction_step(w report.visit_walk, kind text, at timestamptz, lasts interval, by_kind boolean) RETURNS report.visit_walk
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    alive boolean := false; -- whether a visit is open
BEGIN
    IF w IS NULL THEN
        w.visit := 1;
        w.phase := 'open';
        w.first_at := at;
    ELSE
        alive := w.phase IN ('open', 'connected') AND at <= coalesce(w.entered_at, w.first_at) + lasts;
    END IF;
    w.belongs := w.visit;
    w.effect := 'none';
    IF kind = 'reenter' AND alive THEN
        w.effect := 'reenter';
    ELSIF kind IN ('enter', 'start', 'reenter') THEN
        IF w.entered_at IS NULL THEN
            -- Events before the first entry belong to the visit that now begins.
            w.before := NULL;
        ELSE
            IF w.instant < at THEN
                w.before := CASE WHEN alive THEN w.visit END;
                w.before_ended := false;
            END IF;
            w.visit := w.visit + 1;
            w.phase := 'open';
        END IF;
        w.entered_at := at;
        w.instant := at;
        w.belongs := w.visit;
        w.effect := 'enter';
    ELSIF kind IN ('complete', 'end') AND by_kind AND w.instant = at AND w.before IS NOT NULL THEN
        -- In the order of kinds, endings of the previous visit precede the new entry.
        w.belongs := w.before;
        IF NOT w.before_ended THEN
            w.effect := 'end';
            w.before_ended := true;
        END IF;
    ELSIF at > coalesce(w.entered_at, w.first_at) + lasts THEN
        NULL;
    ELSIF kind = 'connect' THEN
        CASE w.phase
            WHEN 'open' THEN
                w.effect := 'connect';
                w.phase := 'connected';
            WHEN 'connected' THEN
                w.effect := 'again';
            WHEN 'completed' THEN
                w.effect := 'late';
                w.phase := 'ended';
            ELSE
                NULL;
        END CASE;
    ELSIF w.phase IN ('open', 'connected') THEN
        w.effect := 'end';
        w.phase := CASE WHEN kind = 'complete' AND w.phase = 'open' THEN 'completed' ELSE 'ended' END;
    END IF;
    RETURN w;
END
$$;
COMMENT ON FUNCTION report.interaction_step(report.visit_walk, text, timestamptz, interval, boolean) IS
    'Aggregate step over the events of an interaction in a campaign, in order: determines the visit of an event and its effect.';
REVOKE EXECUTE ON FUNCTION report.interaction_step(report.visit_walk, text, timestamptz, interval, boolean) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.part_step(w report.part_walk, event text, at timestamptz, agent text) RETURNS report.part_walk
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    w.begins := false;
    w.brought := false;
    w.closed_at := NULL;
    w.handed := false;
    CASE event
        WHEN 'REENTERQUEUE' THEN
            w.reentered_at := at;
        WHEN 'CONNECT' THEN
            IF w.transferred THEN
                w.begins := true;
                w.brought := true;
            ELSIF w.reentered_at IS NOT NULL AND agent <> '' THEN
                -- The agent who had it before continues with it; another agent takes it from the queue.
                w.begins := w.agent IS DISTINCT FROM agent;
                w.closed_at := CASE WHEN w.agent <> agent THEN w.reentered_at END;
                w.reentered_at := NULL;
            END IF;
        ELSE
            w.begins := event IN ('FIRST', 'ATTENDED');
            w.brought := event = 'ATTENDED';
            w.handed := w.agent IS NOT NULL;
            w.closed_at := CASE WHEN w.handed THEN at END;
            w.agent := NULL;
            w.transferred := event = 'TRANSFER' OR w.transferred AND event = 'TRANSFERRED';
    END CASE;
    IF w.begins THEN
        w.agent := agent;
        w.transferred := false;
        w.reentered_at := NULL;
    END IF;
    RETURN w;
END
$$;
COMMENT ON FUNCTION report.part_step(report.part_walk, text, timestamptz, text) IS
    'Aggregate step over the events that assign an interaction to agents, in order: determines which parts begin and end.';
REVOKE EXECUTE ON FUNCTION report.part_step(report.part_walk, text, timestamptz, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.build_interactions(latest timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
BEGIN
    WITH ev AS MATERIALIZED (
        SELECT k.key, k.channel, report.interaction_limit(k.channel) AS lasts, e.campaign, e.agent, e.datetime AS at, e.source,
            row_number() OVER (PARTITION BY k.key ORDER BY e.datetime, e.source, e.place, e.id) AS id, -- the order of the events
            e.event, e.kind, e.data1, e.data2, e.data3, e.data4
        FROM interaction_batch AS k
        JOIN app.channel_event AS e ON e.channel = k.channel AND e.callid = k.callid
        WHERE k.loose_at IS NULL
          AND e.kind IS NOT NULL
          AND report.in_calendar(e.datetime)
    ),
    loose AS (
        SELECT k.key, k.channel, e.campaign, e.agent, e.datetime AS at,
            row_number() OVER (PARTITION BY k.key ORDER BY e.source, e.place, e.id) AS id,
            e.event, e.data1, e.data2
        FROM interaction_batch AS k
        JOIN app.channel_event AS e ON e.channel = k.channel AND e.callid = k.callid AND e.datetime = k.loose_at
        WHERE e.kind = 'away'
    ),
    numbered AS (
        SELECT
            e.*,
            e.kind IN ('enter', 'start', 'reenter') AS enters,
            min(e.source) OVER instant < max(e.source) OVER instant AS mixed,
            min(e.at) FILTER (WHERE e.kind IN ('enter', 'start', 'reenter')) OVER (PARTITION BY e.key, e.campaign) = e.at AS first_entry
        FROM ev AS e
        WHERE e.kind NOT IN ('transfer', 'away')
        WINDOW instant AS (PARTITION BY e.key, e.campaign, e.at)
    ),
    -- Whether the order of kinds applies within the instant, as for calls.
    ordered AS (
        SELECT
            n.*,
            n.mixed OR n.first_entry AND coalesce(
                min(n.id) FILTER (WHERE NOT n.enters) OVER instant < min(n.id) FILTER (WHERE n.enters) OVER instant, false) AS by_kind
        FROM numbered AS n
        WINDOW instant AS (PARTITION BY n.key, n.campaign, n.at)
    ),
    walked AS (
        SELECT o.*, report.interaction_of(o.kind, o.at, o.lasts, o.by_kind) OVER walk AS walk
        FROM ordered AS o
        WINDOW walk AS (
            PARTITION BY o.key, o.campaign
            ORDER BY o.at, CASE WHEN o.by_kind THEN CASE WHEN o.enters THEN 1 WHEN o.kind = 'connect' THEN 2 ELSE 3 END END, o.id
            ROWS UNBOUNDED PRECEDING)
    ),
    effects AS MATERIALIZED (
        SELECT w.*, (w.walk).belongs AS visit, (w.walk).effect AS effect
        FROM walked AS w
    ),
    logged AS (
        SELECT
            f.key, f.campaign, f.visit,
            min(f.channel) AS channel,
            min(f.lasts) AS lasts,
            max(f.at) FILTER (WHERE f.effect = 'enter') AS enter_at,
            max(f.id) FILTER (WHERE f.effect = 'enter') AS enter_id,
            max(f.event) FILTER (WHERE f.effect = 'enter') AS enter_event,
            max(f.agent) FILTER (WHERE f.effect = 'enter') AS enter_agent,
            max(f.data1) FILTER (WHERE f.effect = 'enter') AS enter_data1,
            max(f.data2) FILTER (WHERE f.effect = 'enter') AS enter_data2,
            max(f.data3) FILTER (WHERE f.effect = 'enter') AS enter_data3,
            coalesce(bool_or(f.kind = 'start') FILTER (WHERE f.effect = 'enter'), false) AS started,
            coalesce(bool_or(f.effect = 'connect'), false) AS connected,
            max(f.at) FILTER (WHERE f.effect IN ('connect', 'late')) AS connect_at,
            max(f.id) FILTER (WHERE f.effect IN ('connect', 'late')) AS connect_id,
            max(f.agent) FILTER (WHERE f.effect IN ('connect', 'late')) AS connect_agent,
            max(f.data1) FILTER (WHERE f.effect IN ('connect', 'late')) AS connect_data1,
            max(f.data3) FILTER (WHERE f.effect IN ('connect', 'late')) AS connect_data3,
            max(f.data4) FILTER (WHERE f.effect IN ('connect', 'late')) AS connect_data4,
            max(f.at) FILTER (WHERE f.effect = 'end') AS end_at,
            max(f.event) FILTER (WHERE f.effect = 'end') AS end_event,
            max(f.agent) FILTER (WHERE f.effect = 'end') AS end_agent,
            max(f.data1) FILTER (WHERE f.effect = 'end') AS end_data1,
            max(f.data2) FILTER (WHERE f.effect = 'end') AS end_data2,
            max(f.data3) FILTER (WHERE f.effect = 'end') AS end_data3,
            max(f.data4) FILTER (WHERE f.effect = 'end') AS end_data4,
            count(*) FILTER (WHERE f.effect = 'reenter') AS reentries
        FROM effects AS f
        GROUP BY f.key, f.campaign, f.visit
    ),
    -- The numbers and names, from the fields of their events.
    read AS (
        SELECT
            l.*,
            l.started OR l.enter_at IS NULL AND NOT l.connected AND coalesce(l.end_event = 'COMPLETEAGENTOUT', false) AS agent_started,
            report.seconds(l.connect_data1) AS connect_wait,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(l.end_data1)
                WHEN l.end_event IN ('ABANDON', 'EXITWITHTIMEOUT') THEN report.seconds(l.end_data3)
            END AS end_wait,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(l.end_data2)
                WHEN l.end_event = 'COMPLETEAGENTOUT' THEN report.seconds(l.end_data1)
            END AS handle,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(l.end_data4)
                WHEN l.end_event = 'COMPLETEAGENTOUT' THEN report.seconds(l.end_data2)
            END AS messages,
            coalesce(
                CASE WHEN l.channel = 'webchat' THEN coalesce(nullif(l.enter_data2, ''), nullif(l.enter_data3, '')) ELSE nullif(l.enter_data1, '') END,
                nullif(l.connect_data3, '')) AS contact,
            coalesce(
                CASE
                    WHEN l.channel = 'webchat' THEN nullif(l.enter_data1, '')
                    WHEN l.channel = 'sms' AND NOT l.started THEN nullif(l.enter_data2, '')
                END,
                CASE WHEN l.channel IN ('twitter', 'messenger', 'facebook') THEN nullif(l.connect_data4, '') END) AS contact_name
        FROM logged AS l
    ),
    timed AS (
        SELECT
            r.*,
            coalesce(
                r.enter_at,
                r.connect_at - make_interval(secs => coalesce(r.connect_wait, 0)),
                r.end_at - make_interval(secs => coalesce(r.end_wait, 0) + coalesce(r.handle, 0))
            ) AS entered_at,
            CASE
                WHEN r.end_event IN ('COMPLETEAGENT', 'COMPLETEAGENTOUT') THEN 'agent_ended'
                WHEN r.end_event = 'COMPLETECALLER' THEN 'caller_ended'
                WHEN r.end_event = 'ABANDON' AND (r.connected OR r.agent_started) THEN 'caller_ended'
                WHEN r.end_event = 'ABANDON' THEN 'abandoned'
                WHEN r.end_event = 'EXITWITHTIMEOUT' THEN 'timed_out'
                WHEN r.connected AND NOT r.agent_started THEN 'connected'
            END AS logged_outcome
        FROM read AS r
    ),
    -- A visit without an ending is cut by the first of: a new entry of the same interaction, or the limit.
    cut AS (
        SELECT
            m.*,
            NOT m.agent_started AND coalesce(m.logged_outcome IN ('agent_ended', 'caller_ended', 'connected'), false) AS answered,
            lead(m.entered_at) OVER (PARTITION BY m.key, m.campaign ORDER BY m.visit) AS again_at,
            m.entered_at + m.lasts AS limit_at
        FROM timed AS m
    ),
    visit AS MATERIALIZED (
        SELECT
            u.*,
            greatest(u.entered_at, CASE
                WHEN u.agent_started THEN u.entered_at
                WHEN u.connected THEN u.connect_at
                WHEN u.answered THEN u.end_at - make_interval(secs => coalesce(u.handle, 0))
            END) AS answer_at,
            CASE
                WHEN u.agent_started THEN u.enter_id
                WHEN u.connected AND u.connect_at >= u.entered_at THEN u.connect_id
            END AS answer_id,
            CASE
                WHEN u.end_at IS NOT NULL THEN greatest(u.entered_at, u.end_at)
                WHEN u.again_at <= u.limit_at THEN u.again_at
                WHEN u.limit_at <= latest THEN u.limit_at
            END AS ended_at,
            CASE
                WHEN u.end_at IS NOT NULL THEN u.end_event
                WHEN u.again_at <= u.limit_at THEN 'ENTERQUEUE'
                WHEN u.limit_at <= latest THEN 'LIMIT'
            END AS ended_by,
            CASE
                WHEN u.agent_started THEN coalesce(nullif(u.enter_agent, ''), u.end_agent, '')
                WHEN u.answered THEN coalesce(nullif(u.connect_agent, ''), u.end_agent, '')
                ELSE ''
            END AS first_agent
        FROM cut AS u
    ),
    -- A transfer belongs to a visit that is open at that time, of its own campaign if there is one.
    transfer AS MATERIALIZED (
        SELECT DISTINCT ON (e.key, e.at, e.id)
            e.at, e.id, e.event,
            coalesce(nullif(report.name_or_empty(left(e.data2, 250)), ''), e.agent) AS agent, -- an index entry cannot be longer
            v.key, v.campaign, v.visit
        FROM ev AS e
        JOIN visit AS v ON v.key = e.key AND v.entered_at <= e.at AND (v.ended_at IS NULL OR v.ended_at >= e.at)
        WHERE e.kind = 'transfer'
        ORDER BY e.key, e.at, e.id, v.campaign = e.campaign DESC, v.entered_at DESC, v.campaign COLLATE "C", v.visit DESC
    ),
    transferred AS (
        SELECT t.key, t.campaign, t.visit, count(*) FILTER (WHERE t.event <> 'ATTENDED') AS transfers
        FROM transfer AS t
        GROUP BY t.key, t.campaign, t.visit
    ),
    -- What happened to the parts of the visits that were transferred or recovered, in order.
    mark AS (
        SELECT v.key, v.campaign, v.visit, v.answer_at AS at, NULL::bigint AS id, 'FIRST' AS event, v.first_agent AS agent
        FROM visit AS v
        LEFT JOIN transferred AS t USING (key, campaign, visit)
        WHERE (v.answered OR v.agent_started)
          AND (t.key IS NOT NULL OR v.reentries > 0)
        UNION ALL
        SELECT m.key, m.campaign, m.visit, m.at, m.id, m.event, m.agent
        FROM (
            SELECT t.key, t.campaign, t.visit, t.at, t.id, t.event, t.agent
            FROM transfer AS t
            UNION ALL
            SELECT f.key, f.campaign, f.visit, f.at, f.id, f.event, f.agent
            FROM effects AS f
            WHERE f.effect IN ('connect', 'again', 'reenter')
        ) AS m
        JOIN visit AS v USING (key, campaign, visit)
        LEFT JOIN transferred AS t USING (key, campaign, visit)
        WHERE (v.answered OR v.agent_started)
          AND (t.key IS NOT NULL OR v.reentries > 0)
          AND m.at >= v.answer_at
          AND (m.at > v.answer_at OR v.answer_id IS NULL OR m.id > v.answer_id)
    ),
    walked_part AS (
        SELECT m.*, report.part_of(m.event, m.at, coalesce(a.agent, m.agent)) OVER (
            PARTITION BY m.key, m.campaign, m.visit
            ORDER BY m.at, m.id NULLS FIRST
            ROWS UNBOUNDED PRECEDING) AS walk
        FROM mark AS m
        LEFT JOIN app.agent_alias AS a ON a.interface = m.agent
    ),
    step AS (
        SELECT
            w.key, w.campaign, w.visit, w.at, w.id, w.agent,
            (w.walk).begins AS begins, (w.walk).brought AS brought, (w.walk).closed_at AS closed_at, (w.walk).handed AS handed,
            count((w.walk).closed_at) OVER (
                PARTITION BY w.key, w.campaign, w.visit
                ORDER BY w.at, w.id NULLS FIRST
                ROWS UNBOUNDED PRECEDING) AS closed
        FROM walked_part AS w
    ),
    -- The n-th part to begin is the n-th to end.
    taken AS (
        SELECT b.key, b.campaign, b.visit, b.at, b.id, b.agent, b.brought, c.closed_at, coalesce(c.handed, false) AS handed
        FROM step AS b
        LEFT JOIN step AS c ON c.key = b.key AND c.campaign = b.campaign AND c.visit = b.visit
            AND c.closed = b.closed + 1 AND c.closed_at IS NOT NULL
        WHERE b.begins
    ),
    divided AS (
        SELECT t.key, t.campaign, t.visit
        FROM transferred AS t
        UNION
        SELECT k.key, k.campaign, k.visit
        FROM taken AS k
        GROUP BY k.key, k.campaign, k.visit
        HAVING count(*) > 1
    ),
    last_part AS (
        SELECT DISTINCT ON (k.key, k.campaign, k.visit) k.key, k.campaign, k.visit, k.agent
        FROM taken AS k
        ORDER BY k.key, k.campaign, k.visit, k.at DESC, k.id DESC NULLS LAST
    ),
    -- A part is not longer than the maximum length of an interaction, regardless of the logged handling time.
    part AS (
        SELECT
            v.key, v.campaign, v.visit, v.entered_at,
            greatest(coalesce(v.ended_at - make_interval(secs => v.handle), v.answer_at), v.ended_at - v.lasts) AS started_at,
            NULL::bigint AS id,
            v.ended_at,
            v.first_agent AS agent,
            false AS transferred_in,
            false AS transferred_out
        FROM visit AS v
        LEFT JOIN divided AS d USING (key, campaign, visit)
        WHERE (v.answered OR v.agent_started) AND d.key IS NULL
        UNION ALL
        SELECT
            v.key, v.campaign, v.visit, v.entered_at,
            greatest(k.at, coalesce(k.closed_at, v.ended_at) - v.lasts), k.id, coalesce(k.closed_at, v.ended_at), k.agent, k.brought, k.handed
        FROM taken AS k
        JOIN divided AS d USING (key, campaign, visit)
        JOIN visit AS v USING (key, campaign, visit)
    ),
    -- Contacts that were turned away, except those that also entered.
    away AS (
        SELECT a.*, coalesce(n.visits, 0) + row_number() OVER (PARTITION BY a.key, a.campaign ORDER BY a.at, a.id) AS visit
        FROM (
            SELECT DISTINCT ON (e.key, e.campaign, e.event, e.event = 'BLACKLIST' AND e.agent <> '')
                e.key, e.channel, e.campaign, e.agent, e.at, e.id, e.event, e.data1, e.data2
            FROM ev AS e
            WHERE e.kind = 'away'
              AND NOT EXISTS (SELECT 1 FROM ev AS o WHERE o.key = e.key AND o.kind IN ('enter', 'reenter'))
            ORDER BY e.key, e.campaign, e.event, e.event = 'BLACKLIST' AND e.agent <> '', e.at, e.id
        ) AS a
        LEFT JOIN (
            SELECT v.key, v.campaign, max(v.visit) AS visits
            FROM visit AS v
            GROUP BY v.key, v.campaign
        ) AS n USING (key, campaign)
        UNION ALL
        SELECT l.*, row_number() OVER (PARTITION BY l.key, l.campaign ORDER BY l.id)
        FROM loose AS l
    ),
    fact AS (
        SELECT
            v.entered_at, v.key, v.campaign, v.visit,
            v.enter_at IS NULL AS entry_inferred,
            v.agent_started,
            NOT v.agent_started AS offered,
            coalesce(v.logged_outcome, CASE
                WHEN v.ended_at IS NOT NULL THEN 'lost'
                WHEN v.agent_started THEN 'connected'
                ELSE 'waiting'
            END) AS outcome,
            v.answered,
            v.contact, v.contact_name,
            CASE WHEN v.answered OR v.agent_started THEN v.answer_at END AS connected_at,
            v.ended_at, v.ended_by,
            coalesce(p.agent, v.first_agent) AS agent,
            CASE WHEN NOT v.agent_started THEN coalesce(
                v.connect_wait,
                v.end_wait,
                greatest(0, trim_scale(extract(epoch FROM
                    CASE WHEN v.answered OR v.connected THEN v.answer_at ELSE v.ended_at END - v.entered_at)))
                    * CASE WHEN v.answered OR v.ended_at IS NOT NULL THEN 1 END)
            END AS wait_seconds,
            v.handle AS handle_seconds,
            v.messages,
            coalesce(t.transfers, 0) AS transfers,
            v.reentries
        FROM visit AS v
        LEFT JOIN transferred AS t USING (key, campaign, visit)
        LEFT JOIN last_part AS p USING (key, campaign, visit)
        UNION ALL
        SELECT
            a.at, a.key, a.campaign, a.visit, false,
            s.refused, false,
            CASE
                WHEN s.refused THEN 'refused'
                ELSE CASE a.event
                    WHEN 'OUTOFTIME' THEN 'out_of_time'
                    WHEN 'NOAGENTS' THEN 'no_agents'
                    WHEN 'MAXQUEUE' THEN 'max_queue'
                    WHEN 'HOLIDAYMESSAGE' THEN 'holiday'
                    WHEN 'BLACKLIST' THEN 'blacklisted'
                END
            END,
            false,
            CASE WHEN s.known THEN nullif(a.data1, '') END,
            CASE WHEN s.known AND a.channel = 'webchat' THEN nullif(a.data2, '') END,
            NULL, a.at, a.event,
            CASE WHEN s.refused THEN a.agent ELSE '' END,
            NULL, NULL, NULL, 0, 0
        FROM away AS a
        CROSS JOIN LATERAL (SELECT
            a.event = 'BLACKLIST' AND a.agent <> '' AS refused,
            a.channel <> 'webchat' OR a.event IN ('NOAGENTS', 'MAXQUEUE') AS known
        ) AS s
    ),
    written AS (
        INSERT INTO report.interaction (
            entered_at, callid, channel, campaign, visit, entry_inferred, agent_started, offered, outcome, answered,
            contact, contact_name, connected_at, ended_at, ended_by, agent,
            wait_seconds, handle_seconds, messages, transfers, reentries)
        SELECT
            r.entered_at, k.callid, k.channel, r.campaign, r.visit, r.entry_inferred, r.agent_started, r.offered, r.outcome, r.answered,
            r.contact, r.contact_name, r.connected_at, r.ended_at, r.ended_by, coalesce(a.agent, r.agent),
            r.wait_seconds, r.handle_seconds, r.messages, r.transfers, r.reentries
        FROM fact AS r
        JOIN interaction_batch AS k USING (key)
        LEFT JOIN app.agent_alias AS a ON a.interface = r.agent
    )
    INSERT INTO report.interaction_part (
        started_at, callid, channel, campaign, visit, part, entered_at, agent, ended_at, transferred_in, transferred_out)
    SELECT
        p.started_at, k.callid, k.channel, p.campaign, p.visit,
        row_number() OVER (PARTITION BY p.key, p.campaign, p.visit ORDER BY p.started_at, p.id NULLS FIRST),
        p.entered_at, coalesce(a.agent, p.agent), p.ended_at, p.transferred_in, p.transferred_out
    FROM part AS p
    JOIN interaction_batch AS k USING (key)
    LEFT JOIN app.agent_alias AS a ON a.interface = p.agent
    WHERE p.ended_at IS NULL OR p.ended_at > p.started_at;
END
$$;
COMMENT ON FUNCTION report.build_interactions(timestamptz) IS 'Writes the interactions in the temporary table interaction_batch, and their parts, from all their events.';
REVOKE EXECUTE ON FUNCTION report.build_interactions(timestamptz) FROM PUBLIC;

CREATE OR REPLACE AGGREGATE report.interaction_of(text, timestamptz, interval, boolean) (SFUNC = report.interaction_step, STYPE = report.visit_walk);

CREATE OR REPLACE AGGREGATE report.part_of(text, timestamptz, text) (SFUNC = report.part_step, STYPE = report.part_walk);
