
CREATE SCHEMA app;

ALTER SCHEMA app OWNER TO ccrepo_owner;

COMMENT ON SCHEMA app IS 'The product''s own tables: campaigns, imports, the state of the derived relations.';

CREATE SCHEMA event;

ALTER SCHEMA event OWNER TO ccrepo_owner;

COMMENT ON SCHEMA event IS 'Event decoders: one view per table and event, with data1..data5 named and typed.';

CREATE SCHEMA report;

ALTER SCHEMA report OWNER TO ccrepo_owner;

COMMENT ON SCHEMA report IS 'Relations that reports read: visits, rings and other facts derived from the events.';

CREATE DOMAIN public.int_or_null AS integer;

ALTER DOMAIN public.int_or_null OWNER TO ccrepo_owner;

COMMENT ON DOMAIN public.int_or_null IS 'A whole number that may be missing.';

CREATE DOMAIN public.money_amount AS numeric;

ALTER DOMAIN public.money_amount OWNER TO ccrepo_owner;

COMMENT ON DOMAIN public.money_amount IS 'An amount of money; sent as text so that no digit is lost.';

CREATE DOMAIN public.numeric_or_null AS numeric;

ALTER DOMAIN public.numeric_or_null OWNER TO ccrepo_owner;

COMMENT ON DOMAIN public.numeric_or_null IS 'A number, possibly with decimals, that may be missing.';

CREATE DOMAIN public.text_or_null AS text;

ALTER DOMAIN public.text_or_null OWNER TO ccrepo_owner;

COMMENT ON DOMAIN public.text_or_null IS 'A text that may be missing.';

CREATE DOMAIN public.timestamptz_or_null AS timestamp with time zone;

ALTER DOMAIN public.timestamptz_or_null OWNER TO ccrepo_owner;

COMMENT ON DOMAIN public.timestamptz_or_null IS 'A time that may be missing.';

CREATE TYPE report.part_walk AS (
	agent text,
	transferred boolean,
	reentered_at timestamp with time zone,
	begins boolean,
	brought boolean,
	closed_at timestamp with time zone,
	handed boolean
);

ALTER TYPE report.part_walk OWNER TO ccrepo_owner;

CREATE TYPE report.visit_walk AS (
	visit integer,
	phase text,
	entered_at timestamp with time zone,
	first_at timestamp with time zone,
	instant timestamp with time zone,
	before integer,
	before_ended boolean,
	belongs integer,
	effect text
);

ALTER TYPE report.visit_walk OWNER TO ccrepo_owner;

CREATE TYPE report.waits AS (
	seconds double precision[]
);

ALTER TYPE report.waits OWNER TO ccrepo_owner;

COMMENT ON TYPE report.waits IS 'A list of waits, as the element of an array of such lists of different lengths.';

CREATE FUNCTION app.bi_campaigns() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    -- By the login, which SET ROLE and settings of the session do not change.
    SELECT coalesce(
        (SELECT array_remove(array_remove(array_remove(l.campaigns, ''), 'NONE'), NULL) FROM app.bi_login AS l WHERE l.login = session_user),
        '{}')
$$;

ALTER FUNCTION app.bi_campaigns() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.bi_campaigns() IS 'Campaigns that the login of this session may see as ccrepo_campaign_bi: those of its row in app.bi_login.';

CREATE FUNCTION app.carry_list() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.lock_list_name(NEW.campaign, NEW.name);
    UPDATE public.calls_spool
    SET campaign = NEW.campaign, dialerbase = NEW.name
    WHERE campaign = OLD.campaign
      AND dialerbase = OLD.name;
    -- Records that moved with the list were counted as new ones.
    UPDATE public.dialer_base
    SET records = greatest(NEW.records, (SELECT count(*) FROM public.calls_spool AS s WHERE s.campaign = NEW.campaign AND s.dialerbase = NEW.name))
    WHERE id = NEW.id;
    RETURN NULL;
END
$$;

ALTER FUNCTION app.carry_list() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.carry_list() IS 'Updates the records of a list when its name or campaign changes.';

CREATE FUNCTION app.change_action() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    at timestamptz := clock_timestamp();
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('queued', 'delivered'), ('queued', 'acknowledged'), ('delivered', 'acknowledged'),
        ('acknowledged', 'done'), ('acknowledged', 'failed'),
        ('queued', 'expired'), ('delivered', 'expired'), ('acknowledged', 'expired'))
    THEN
        RAISE object_not_in_prerequisite_state
            USING MESSAGE = format('action %s is %s and cannot become %s', OLD.id, OLD.state, NEW.state);
    END IF;
    -- It can only expire from its deadline on, and not before. A change that comes too late affects no row.
    IF (NEW.state = 'expired') <> (at >= OLD.deadline) THEN
        RETURN NULL;
    END IF;
    -- Only state and detail can change; the times follow from the state.
    at := CASE WHEN NEW.state = 'expired' THEN OLD.deadline ELSE at END;
    OLD.detail := NEW.detail;
    OLD.state := NEW.state;
    CASE NEW.state
        WHEN 'delivered' THEN
            OLD.delivered_at := at;
        WHEN 'acknowledged' THEN
            OLD.delivered_at := coalesce(OLD.delivered_at, at);
            OLD.acknowledged_at := at;
            OLD.deadline := OLD.deadline + interval '15 seconds';
        ELSE
            OLD.ended_at := at;
    END CASE;
    RETURN OLD;
END
$$;

ALTER FUNCTION app.change_action() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.change_action() IS 'Enforces that the states of an action follow each other in order and by its deadline, and sets its times.';

CREATE FUNCTION app.check_active_list() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    touched text;
    lists bigint;
    active_lists bigint;
BEGIN
    IF app.copies_dialer_lists() THEN
        RETURN NULL;
    END IF;
    -- A snapshot from before the lock would not show rows that others have committed since.
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE feature_not_supported USING
            MESSAGE = format('dialer lists cannot be changed in a %s transaction', current_setting('transaction_isolation')),
            HINT = 'Use BEGIN ISOLATION LEVEL READ COMMITTED.';
    END IF;
    FOR touched IN SELECT DISTINCT c FROM unnest(ARRAY[OLD.campaign, NEW.campaign]) AS c WHERE c IS NOT NULL ORDER BY c LOOP
        PERFORM app.lock_dialer_lists(touched);
        SELECT count(*), count(*) FILTER (WHERE b.active) INTO lists, active_lists FROM public.dialer_base AS b WHERE b.campaign = touched;
        IF lists > 0 AND active_lists <> 1 THEN
            RAISE check_violation USING
                MESSAGE = format('campaign "%s" would have %s lists, none of them active', touched, lists),
                CONSTRAINT = 'dialer_base_keeps_one_active',
                SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME,
                HINT = 'Activate one in the same transaction: the first list when it is inserted, a successor when the active list is removed.';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

ALTER FUNCTION app.check_active_list() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.check_active_list() IS 'Refuses to commit a transaction after which a campaign with lists has no active one. The index dialer_base_one_active refuses a second active one.';

CREATE FUNCTION app.copies_dialer_lists() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(pg_catalog.current_setting('app.copying', true), '') = 'on'
        AND pg_catalog.pg_has_role(current_user, 'ccrepo_owner', 'MEMBER')
$$;

ALTER FUNCTION app.copies_dialer_lists() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.copies_dialer_lists() IS 'Whether the owner copies tables of another system, whose lists may violate the rules: SET app.copying = on.';

CREATE FUNCTION app.copy_active_list() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT app.copies_dialer_lists() THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM public.dialer_base AS b WHERE b.campaign = NEW.campaign AND b.active AND b.id > NEW.id) THEN
        NEW.active := false;
        INSERT INTO app.copied_list (id, campaign) VALUES (NEW.id, NEW.campaign) ON CONFLICT DO NOTHING;
    ELSE
        WITH older AS (
            UPDATE public.dialer_base AS b SET active = false WHERE b.campaign = NEW.campaign AND b.active RETURNING b.id, b.campaign
        )
        INSERT INTO app.copied_list (id, campaign) SELECT o.id, o.campaign FROM older AS o ON CONFLICT DO NOTHING;
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION app.copy_active_list() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.copy_active_list() IS 'Keeps the newest of several active lists of a campaign active, while the owner copies them from another system.';

CREATE FUNCTION app.count_list_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM app.lock_list_name(NEW.campaign, NEW.name);
    NEW.records := greatest(NEW.records, (
        SELECT count(*) FROM public.calls_spool AS s WHERE s.campaign = NEW.campaign AND s.dialerbase = NEW.name));
    RETURN NEW;
END
$$;

ALTER FUNCTION app.count_list_records() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.count_list_records() IS 'A new list has at least the records that wait under its name; more if it is copied after some were called.';

CREATE FUNCTION app.ensure_partitions() RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT coalesce(sum(app.ensure_partitions(g.relation, ARRAY(
        SELECT now() + make_interval(months => m) FROM generate_series(0, 3) AS m))), 0)::integer
    FROM app.growing_table AS g
$$;

ALTER FUNCTION app.ensure_partitions() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.ensure_partitions() IS 'Creates the partitions of this month and the next three, for every growing table.';

CREATE FUNCTION app.ensure_partitions(target regclass, times timestamp with time zone[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
DECLARE
    growing app.growing_table;
    first_day timestamptz;
    partition_name text;
    occupied boolean;
    made integer := 0;
BEGIN
    SELECT * INTO STRICT growing FROM app.growing_table AS g WHERE g.relation = target;
    FOR first_day IN
        SELECT DISTINCT date_trunc('month', t) FROM unnest(times) AS t WHERE isfinite(t) ORDER BY 1
    LOOP
        SELECT format('%s_%s', c.relname, to_char(first_day, 'YYYY_MM')) INTO partition_name
        FROM pg_class AS c WHERE c.oid = target;
        CONTINUE WHEN EXISTS (
            SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
            WHERE i.inhparent = target AND c.relname = partition_name);
        -- One transaction at a time; a second one then finds the partition.
        PERFORM pg_advisory_xact_lock(hashtext('app.ensure_partitions'));
        CONTINUE WHEN EXISTS (
            SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
            WHERE i.inhparent = target AND c.relname = partition_name);
        -- A month with rows in the default partition stays there.
        EXECUTE format('SELECT EXISTS (SELECT FROM %s_default WHERE %I >= $1 AND %I < $2)',
                       target, growing.time_column, growing.time_column)
            INTO occupied USING first_day, first_day + interval '1 month';
        CONTINUE WHEN occupied;
        EXECUTE format('CREATE TABLE %I.%I PARTITION OF %s FOR VALUES FROM (%L) TO (%L)',
                       (SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = target),
                       partition_name, target, first_day, first_day + interval '1 month');
        made := made + 1;
    END LOOP;
    RETURN made;
END
$_$;

ALTER FUNCTION app.ensure_partitions(target regclass, times timestamp with time zone[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.ensure_partitions(target regclass, times timestamp with time zone[]) IS 'Creates the monthly partitions that rows of the given times need, and returns their number. Call it before a COPY, in a separate transaction.';

CREATE FUNCTION app.forbidden_numbers(of_campaign text, wanted text[]) RETURNS SETOF text
    LANGUAGE sql STABLE ROWS 10
    AS $$
    SELECT d.number
    FROM unnest(wanted) AS w (number)
    JOIN app.do_not_call AS d ON d.number = w.number
    WHERE d.patterns IS NULL
      AND d.campaign IN ('', of_campaign)
      AND (d.until IS NULL OR d.until > statement_timestamp())
    UNION
    SELECT w.number
    FROM app.do_not_call AS d
    JOIN unnest(wanted) AS w (number) ON w.number LIKE ANY (d.patterns)
    WHERE d.patterns IS NOT NULL
      AND d.campaign IN ('', of_campaign)
      AND (d.until IS NULL OR d.until > statement_timestamp())
$$;

ALTER FUNCTION app.forbidden_numbers(of_campaign text, wanted text[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.forbidden_numbers(of_campaign text, wanted text[]) IS 'Those of the given numbers that a campaign must not call, without duplicates, in the form of calls_spool.number.';

CREATE FUNCTION app.forget_caller_numbers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF OLD.country IS DISTINCT FROM NEW.country OR TG_OP = 'UPDATE' AND OLD.campaign <> NEW.campaign THEN
        UPDATE report.queue_call AS q
        SET caller_number = NULL
        WHERE q.caller_number IS NOT NULL
          AND (q.queue IN (OLD.campaign, NEW.campaign)
            OR '' IN (OLD.campaign, NEW.campaign)
            AND NOT EXISTS (SELECT FROM app.campaign_setting AS s WHERE s.campaign = q.queue AND s.country IS NOT NULL));
    END IF;
    RETURN NULL;
END
$$;

ALTER FUNCTION app.forget_caller_numbers() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.forget_caller_numbers() IS 'Clears caller_number of a campaign whose country changes, so that it is computed again.';

CREATE FUNCTION app.forget_removed_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- Their dispositions wait again: after an undone import, for the records of the next.
    UPDATE app.disposition AS d
    SET marked_at = NULL, cdr_id = NULL, written_by = DEFAULT
    FROM removed AS r
    WHERE d.guid = r.guid
      AND d.cdr_id = r.id;
    -- Hold and wrap-up found their calls by the guid of a record, whatever time it had.
    UPDATE public.queue_log_repo AS q
    SET written_by = DEFAULT
    FROM (
        SELECT DISTINCT k.callid
        FROM removed AS r
        CROSS JOIN LATERAL (VALUES (r.uniqueid), (r.linkedid)) AS k (callid)
        WHERE r.guid <> ''
          AND k.callid <> ''
    ) AS call
    WHERE q.callid = call.callid
      AND q.event = ANY (report.visit_events() || report.hold_events());
    UPDATE public.queue_log_repo AS q
    SET written_by = DEFAULT
    FROM (SELECT DISTINCT r.guid FROM removed AS r WHERE r.guid <> '') AS call
    WHERE CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END = call.guid
      AND q.event = ANY (report.hold_events());
    RETURN NULL;
END
$$;

ALTER FUNCTION app.forget_removed_records() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.forget_removed_records() IS 'Lets the dispositions that had marked deleted records of calls wait for other records, and marks the events that such records related to a call as newly written, so that a refresh takes them.';

CREATE FUNCTION app.guard_calls_spool() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.campaign, NEW.destination) IS DISTINCT FROM (OLD.campaign, OLD.destination)
        AND NEW.number IS NOT DISTINCT FROM OLD.number THEN
        NEW.number := NULL;
    END IF;
    IF NEW.status = 1 AND NEW.number IS NOT NULL THEN
        -- A transaction that adds to the do-not-call list has this lock alone and blocks the rows that it sees.
        PERFORM app.hold_do_not_call(NEW.campaign);
        IF app.is_forbidden(NEW.campaign, NEW.number) THEN
            NEW.status := 3;
        END IF;
    END IF;
    RETURN NEW;
END
$$;

ALTER FUNCTION app.guard_calls_spool() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.guard_calls_spool() IS 'Clears the number of a record whose destination changes, and keeps a record that becomes ready blocked if its number must not be called.';

CREATE FUNCTION app.guarded_routines() RETURNS SETOF regprocedure
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT oid::regprocedure
    FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace
      AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
    ORDER BY 1
$$;

ALTER FUNCTION app.guarded_routines() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.guarded_routines() IS 'Functions of PostgreSQL that PUBLIC must not call: they create large objects, or messages in the write-ahead log.';

CREATE FUNCTION app.hold_do_not_call(of_campaign text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('do_not_call', 0));
    PERFORM pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('do_not_call ' || of_campaign, 0));
END
$$;

ALTER FUNCTION app.hold_do_not_call(of_campaign text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.hold_do_not_call(of_campaign text) IS 'Prevents changes of the do-not-call list that concern a campaign until the transaction ends. Take it before the records of the campaign.';

CREATE FUNCTION app.hold_list_name(of_campaign text, list_name text) RETURNS void
    LANGUAGE sql
    AS $$ SELECT pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('list ' || of_campaign || ' ' || list_name, 0)) $$;

ALTER FUNCTION app.hold_list_name(of_campaign text, list_name text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.hold_list_name(of_campaign text, list_name text) IS 'Makes transactions that create or rename a list to a name wait for records that this one writes under it. Take it before the list.';

CREATE FUNCTION app.is_forbidden(of_campaign text, wanted text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM app.do_not_call AS d
        WHERE d.number = wanted
          AND d.patterns IS NULL
          AND d.campaign IN ('', of_campaign)
          AND (d.until IS NULL OR d.until > statement_timestamp())
    ) OR EXISTS (
        SELECT FROM app.do_not_call AS d
        WHERE d.patterns IS NOT NULL
          AND wanted LIKE ANY (d.patterns)
          AND d.campaign IN ('', of_campaign)
          AND (d.until IS NULL OR d.until > statement_timestamp())
    );
END
$$;

ALTER FUNCTION app.is_forbidden(of_campaign text, wanted text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.is_forbidden(of_campaign text, wanted text) IS 'Whether a campaign must not call a number, which is in the form of calls_spool.number.';

CREATE FUNCTION app.keep_list_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    campaigns text[];
    names text[];
    changes bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.campaign), array_agg(n.dialerbase), array_agg(n.rows) INTO campaigns, names, changes
        FROM (SELECT a.campaign, a.dialerbase, count(*) AS rows FROM added AS a GROUP BY a.campaign, a.dialerbase) AS n;
    ELSIF TG_OP = 'DELETE' THEN
        -- A record in process has been called, so it still counts in the list.
        SELECT array_agg(n.campaign), array_agg(n.dialerbase), array_agg(-n.rows) INTO campaigns, names, changes
        FROM (SELECT r.campaign, r.dialerbase, count(*) AS rows FROM removed AS r WHERE r.status <> 0 GROUP BY r.campaign, r.dialerbase) AS n;
    ELSE
        SELECT array_agg(n.campaign), array_agg(n.dialerbase), array_agg(n.rows) INTO campaigns, names, changes
        FROM (
            SELECT m.campaign, m.dialerbase, sum(m.rows)::bigint AS rows
            FROM (
                SELECT a.campaign, a.dialerbase, 1 AS rows FROM added AS a
                UNION ALL
                SELECT r.campaign, r.dialerbase, -1 FROM removed AS r
            ) AS m
            GROUP BY m.campaign, m.dialerbase
            HAVING sum(m.rows) <> 0
        ) AS n;
    END IF;
    IF campaigns IS NULL THEN
        RETURN NULL; -- no list has more or fewer records: a dialer changes their state all the time
    END IF;
    IF TG_OP <> 'DELETE' THEN
        -- A transaction that creates a list of one of these names waits for the records, which it does not see yet.
        PERFORM app.hold_list_name(n.campaign, n.name)
        FROM (SELECT u.campaign, u.name FROM unnest(campaigns, names) AS u (campaign, name) ORDER BY u.campaign COLLATE "C", u.name COLLATE "C") AS n;
    END IF;
    IF cardinality(names) > 1 THEN
        PERFORM FROM public.dialer_base AS b
        WHERE (b.campaign, b.name) IN (SELECT u.campaign, u.name FROM unnest(campaigns, names) AS u (campaign, name))
        ORDER BY b.id
        FOR NO KEY UPDATE;
    END IF;
    UPDATE public.dialer_base AS b
    SET records = greatest(b.records + n.rows, 0)
    FROM unnest(campaigns, names, changes) AS n (campaign, name, rows)
    WHERE b.campaign = n.campaign
      AND b.name = n.name;
    RETURN NULL;
END
$$;

ALTER FUNCTION app.keep_list_records() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.keep_list_records() IS 'Maintains dialer_base.records when rows of calls_spool are inserted, moved and deleted. A row that is deleted while in process was called and still counts; ready and blocked rows were removed from the list.';

CREATE FUNCTION app.keep_rights() RETURNS event_trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT pg_has_role(current_user, 'ccrepo_owner', 'MEMBER') AND EXISTS (
        SELECT
        FROM pg_roles AS r
        WHERE r.rolname ~ '^ccrepo_'
          AND pg_has_role(current_user, r.oid, 'MEMBER'))
    THEN
        RAISE insufficient_privilege USING MESSAGE = format('permission denied: %s is for the owner', tg_tag);
    END IF;
END
$$;

ALTER FUNCTION app.keep_rights() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.keep_rights() IS 'Refuses DROP OWNED and ALTER DEFAULT PRIVILEGES for the roles that serve requests, because they could remove themselves from the policies that limit them.';

CREATE FUNCTION app.lock_call(wanted text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('app.disposition ' || wanted, 0))
$$;

ALTER FUNCTION app.lock_call(wanted text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.lock_call(wanted text) IS 'Allows only one transaction at a time to store a disposition of a call or to mark it, so that the last disposition is the final mark.';

CREATE FUNCTION app.lock_dialer_lists(of_campaign text) RETURNS void
    LANGUAGE sql
    AS $$ SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('dialer_base ' || of_campaign, 0)) $$;

ALTER FUNCTION app.lock_dialer_lists(of_campaign text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.lock_dialer_lists(of_campaign text) IS 'Allows only one transaction at a time to decide which list of a campaign is active. It is the last lock: take it after those of the lists.';

CREATE FUNCTION app.lock_do_not_call(of_campaigns text[], patience interval) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    usual text := pg_catalog.current_setting('lock_timeout');
    until timestamptz := pg_catalog.clock_timestamp() + patience;
    one text;
BEGIN
    IF '' <> ALL (of_campaigns) THEN
        PERFORM pg_catalog.set_config('lock_timeout', pg_catalog.ceil(1000 * extract(epoch FROM patience))::text, true);
        PERFORM pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('do_not_call', 0));
        FOR one IN SELECT DISTINCT c COLLATE "C" FROM pg_catalog.unnest(of_campaigns) AS c ORDER BY 1 LOOP
            PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('do_not_call ' || one, 0));
        END LOOP;
        PERFORM pg_catalog.set_config('lock_timeout', usual, true);
        RETURN;
    END IF;
    -- Transactions of all campaigns would wait behind one that waits for a list that is being loaded. It leaves the queue
    -- from time to time, to let them pass.
    LOOP
        BEGIN
            PERFORM pg_catalog.set_config('lock_timeout', '200ms', true);
            PERFORM pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('do_not_call', 0));
            PERFORM pg_catalog.set_config('lock_timeout', usual, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF pg_catalog.clock_timestamp() > until THEN
                RAISE;
            END IF;
        END;
        PERFORM pg_catalog.pg_sleep(0.1 + 0.1 * pg_catalog.random());
    END LOOP;
END
$$;

ALTER FUNCTION app.lock_do_not_call(of_campaigns text[], patience interval) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.lock_do_not_call(of_campaigns text[], patience interval) IS 'Lets only one transaction at a time change the do-not-call entries of campaigns, of all campaigns if one is empty, and prevents others from making their records ready until it ends. It fails if it has to wait for longer than its patience.';

CREATE FUNCTION app.lock_list_name(of_campaign text, list_name text) RETURNS void
    LANGUAGE sql
    AS $$ SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('list ' || of_campaign || ' ' || list_name, 0)) $$;

ALTER FUNCTION app.lock_list_name(of_campaign text, list_name text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.lock_list_name(of_campaign text, list_name text) IS 'Waits for transactions that have written records under a name, so that a list of that name counts them. To write both, take it before the records.';

CREATE FUNCTION app.mark_call(wanted text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    waiting app.disposition;
    chosen record;
    marked integer := 0;
BEGIN
    PERFORM app.lock_call(wanted);
    FOR waiting IN
        SELECT * FROM app.disposition AS d WHERE d.guid = wanted AND d.marked_at IS NULL AND wanted <> '' ORDER BY d.id
    LOOP
        LOOP
            -- The record that was marked before is marked again; else the one with the longest conversation.
            SELECT r.calldate, r.id INTO chosen
            FROM public.cdr_repo AS r
            WHERE r.guid = wanted
              AND (r.campaign = waiting.campaign OR coalesce(r.campaign, '') = '' AND NOT waiting.own_only)
            ORDER BY
                r.id IN (SELECT e.cdr_id FROM app.disposition AS e WHERE e.guid = wanted AND e.cdr_id IS NOT NULL) DESC,
                coalesce(r.disposition = 'ANSWERED', false) DESC,
                r.billsec DESC NULLS LAST,
                r.calldate,
                r.id
            LIMIT 1;
            EXIT WHEN NOT FOUND;
            UPDATE public.cdr_repo AS r
            SET userfield = concat_ws(' / ', waiting.l1, nullif(waiting.l2, ''), nullif(waiting.l3, '')),
                note = coalesce(nullif(r.note, ''), nullif(waiting.comment, ''), r.note),
                finishtime = waiting.disposed_at
            WHERE r.calldate = chosen.calldate
              AND r.id = chosen.id;
            EXIT WHEN FOUND; -- otherwise the record has just been deleted, and the next one is marked
        END LOOP;
        CONTINUE WHEN NOT FOUND;
        UPDATE app.disposition AS d
        SET marked_at = clock_timestamp(), cdr_id = chosen.id
        WHERE d.id = waiting.id;
        marked := marked + 1;
    END LOOP;
    RETURN marked;
END
$$;

ALTER FUNCTION app.mark_call(wanted text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.mark_call(wanted text) IS 'Marks the call of a guid with its dispositions that are not applied yet, in order, and returns how many were applied. Of several records with the guid, it marks exactly one, of the disposition''s campaign or of none.';

CREATE FUNCTION app.mark_dispositions() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    done pg_snapshot;
    seen pg_snapshot;
    horizon xid8;
    wanted text;
    marked integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('app.mark_dispositions'));
    -- Every statement below sees at least the rows of this snapshot; rows beyond it are processed again next time.
    seen := pg_current_snapshot();
    SELECT m.snapshot INTO done FROM app.disposition_marking AS m;
    IF pg_snapshot_xmax(done) > pg_snapshot_xmax(seen) THEN
        done := NULL; -- the database was restored into another cluster, whose transaction ids start again
    END IF;
    horizon := pg_snapshot_xmin(done);
    -- A disposition and its record arrive in any order; the newer one finds the other.
    FOR wanted IN
        SELECT d.guid
        FROM app.disposition AS d
        WHERE d.marked_at IS NULL
          AND (done IS NULL OR d.written_by >= horizon AND NOT pg_visible_in_snapshot(d.written_by, done))
          AND EXISTS (SELECT FROM public.cdr_repo AS r WHERE r.guid = d.guid)
        UNION
        SELECT d.guid
        FROM public.cdr_repo AS r
        JOIN app.disposition AS d
            ON d.guid = r.guid
        WHERE d.marked_at IS NULL
          AND r.written_by >= horizon
          AND NOT pg_visible_in_snapshot(r.written_by, done)
        ORDER BY 1
    LOOP
        marked := marked + app.mark_call(wanted);
    END LOOP;
    -- Without dispositions that wait, the earlier snapshot serves as well, and nothing is written every few seconds.
    IF done IS NULL OR marked > 0 OR EXISTS (SELECT FROM app.disposition AS d WHERE d.marked_at IS NULL) THEN
        UPDATE app.disposition_marking SET snapshot = seen;
    END IF;
    RETURN marked;
END
$$;

ALTER FUNCTION app.mark_dispositions() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.mark_dispositions() IS 'Marks the calls whose dispositions waited for their records, and returns how many dispositions were applied. A server calls it every few seconds, an import at its end.';

CREATE FUNCTION app.missing_access() RETURNS TABLE(check_name text, what text, statement text, superuser boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
    SELECT m.check_name, m.what, m.statement, m.superuser
    FROM (
        -- Settings of roles apply to sessions that log in as them; the server sends the same with each connection.
        SELECT DISTINCT
            1 AS place,
            'role-settings' AS check_name,
            format('The role %s has no %s: sessions that log in as it are without one.', r.rolname, w.setting) AS what,
            format('ALTER ROLE %I SET %s = %L', r.rolname, w.setting, w.value) AS statement,
            w.setting = 'temp_file_limit' AS superuser
        FROM (VALUES
            ('ccrepo_reader', 'default_transaction_read_only', 'on'),
            ('ccrepo_reader', 'statement_timeout', '30s'),
            ('ccrepo_reader', 'idle_in_transaction_session_timeout', '10min'),
            ('ccrepo_reader', 'work_mem', '32MB'),
            ('ccrepo_reader', 'temp_file_limit', '4GB'),
            ('ccrepo_reader', 'search_path', 'public'),
            ('ccrepo_reader', 'timezone', 'UTC'),
            ('ccrepo_writer', 'statement_timeout', '5min'),
            ('ccrepo_writer', 'idle_in_transaction_session_timeout', '1min'),
            ('ccrepo_writer', 'search_path', 'public'),
            ('ccrepo_writer', 'timezone', 'UTC'),
            ('ccrepo_bi', 'default_transaction_read_only', 'on'),
            ('ccrepo_bi', 'statement_timeout', '5min'),
            ('ccrepo_bi', 'idle_in_transaction_session_timeout', '5min'),
            ('ccrepo_bi', 'work_mem', '32MB'),
            ('ccrepo_bi', 'temp_file_limit', '4GB'),
            ('ccrepo_campaign_bi', 'default_transaction_read_only', 'on'),
            ('ccrepo_campaign_bi', 'statement_timeout', '5min'),
            ('ccrepo_campaign_bi', 'idle_in_transaction_session_timeout', '5min'),
            ('ccrepo_campaign_bi', 'work_mem', '32MB'),
            ('ccrepo_campaign_bi', 'temp_file_limit', '4GB')) AS w (rolname, setting, value)
        JOIN pg_roles AS g
            ON g.rolname = w.rolname
        -- A login does not inherit the settings of the roles that it is a member of.
        JOIN pg_roles AS r
            ON r.oid = g.oid
            OR (w.rolname ~ '_bi$' AND r.rolcanlogin AND NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'USAGE'))
        WHERE NOT EXISTS (
            SELECT
            FROM pg_db_role_setting AS s
            CROSS JOIN unnest(s.setconfig) AS c
            WHERE s.setrole = r.oid
              AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
              AND lower(split_part(c, '=', 1)) = w.setting
              AND split_part(c, '=', 2) NOT IN ('', '0', 'off', '-1'))
          -- Servers on which no login is superuser have limits of their own for all roles.
          AND NOT EXISTS (
            SELECT
            FROM pg_settings AS s
            WHERE s.name = w.setting
              AND s.name LIKE '%\_limit'
              AND s.source IN ('configuration file', 'command line')
              AND s.setting <> '-1')
        UNION ALL
        SELECT
            2,
            'public-rights',
            'Everybody who logs in to this database may make temporary tables: a stolen connection of the reader leaves something behind.',
            format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', d.datname),
            false
        FROM pg_database AS d
        WHERE d.datname = current_database()
          AND EXISTS (
            SELECT
            FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a
            WHERE a.grantee = 0
              AND a.privilege_type = 'TEMPORARY')
        UNION ALL
        SELECT
            3,
            'public-rights',
            'Everybody who logs in to this database may make tables in public: a stolen connection of the reader leaves something behind.',
            'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
            false
        FROM pg_namespace AS n
        WHERE n.nspname = 'public'
          AND EXISTS (
            SELECT
            FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a
            WHERE a.grantee = 0
              AND a.privilege_type = 'CREATE')
        UNION ALL
        SELECT
            4,
            'public-rights',
            format('Everybody who logs in to this database may call %s: a stolen connection of the reader leaves something behind.', p.oid::regprocedure),
            format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', p.oid::regprocedure),
            true
        FROM pg_proc AS p
        WHERE p.oid IN (SELECT app.guarded_routines())
          AND EXISTS (
            SELECT
            FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
            WHERE a.grantee = 0)
        UNION ALL
        SELECT
            5,
            'role-rights',
            format('The role %s must not %s this database.', w.rolname, w.may),
            format('GRANT %s ON DATABASE %I TO %I', w.privilege, current_database(), w.rolname),
            false
        FROM (VALUES
            ('ccrepo_owner', 'CREATE', 'create schemas in'),
            ('ccrepo_owner', 'TEMPORARY', 'create temporary tables in'),
            ('ccrepo_writer', 'TEMPORARY', 'create temporary tables in')) AS w (rolname, privilege, may)
        JOIN pg_roles AS r
            ON r.rolname = w.rolname
        WHERE NOT EXISTS (
            SELECT
            FROM pg_database AS d
            CROSS JOIN aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a
            WHERE d.datname = current_database()
              AND a.grantee = r.oid
              AND a.privilege_type = w.privilege)
        UNION ALL
        SELECT
            6,
            'row-security',
            'The event trigger ccrepo_keep_rights is missing or off: a role can take itself out of the policies that limit it to campaigns.',
            coalesce(
                (SELECT 'ALTER EVENT TRIGGER ccrepo_keep_rights ENABLE' FROM pg_event_trigger WHERE evtname = 'ccrepo_keep_rights'),
                'CREATE EVENT TRIGGER ccrepo_keep_rights ON ddl_command_start WHEN TAG IN (''DROP OWNED'', ''ALTER DEFAULT PRIVILEGES'') EXECUTE FUNCTION app.keep_rights()'),
            true
        WHERE NOT EXISTS (
            SELECT
            FROM pg_event_trigger
            WHERE evtname = 'ccrepo_keep_rights'
              AND evtenabled IN ('O', 'A'))
    ) AS m
    ORDER BY m.place, m.statement COLLATE "C"
$_$;

ALTER FUNCTION app.missing_access() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.missing_access() IS 'Settings and rights of the server and the database that are missing: the name of the check in ccrepo doctor, what is wrong, the statement that corrects it, and whether only a superuser may run it.';

CREATE FUNCTION app.own_campaigns() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    -- Rows without a campaign belong to no key. The function sets no search path, so that PostgreSQL can inline it.
    SELECT pg_catalog.array_remove(pg_catalog.array_remove(pg_catalog.array_remove(
        coalesce(nullif(pg_catalog.current_setting('app.campaigns', true), ''), '{}')::pg_catalog.text[], ''), 'NONE'), NULL)
$$;

ALTER FUNCTION app.own_campaigns() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.own_campaigns() IS 'Campaigns that a campaign-limited role may see: the array literal in the setting app.campaigns, which each transaction sets; none if it is not set.';

CREATE FUNCTION app.owns_guid(wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER COST 1000
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    -- Runs as the owner, because the caller cannot see that a call also belongs to another campaign.
    SELECT coalesce(bool_or(c.own) AND NOT bool_or(c.foreign_too), false)
    FROM (
        SELECT
            r.campaign = ANY ((SELECT app.own_campaigns())::text[]) AS own,
            r.campaign <> '' AND r.campaign <> ALL ((SELECT app.own_campaigns())::text[]) AS foreign_too
        FROM public.cdr_repo AS r
        WHERE r.guid = wanted
          AND wanted <> ''
    ) AS c
$$;

ALTER FUNCTION app.owns_guid(wanted text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.owns_guid(wanted text) IS 'Whether the call of a recording belongs to own campaigns only.';

CREATE FUNCTION app.tell_action() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_notify('ccrepo_action', md5(NEW.agent));
    RETURN NULL;
END
$$;

ALTER FUNCTION app.tell_action() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.tell_action() IS 'Notifies listeners of the channel ccrepo_action. The payload is the MD5 of the agent, because the length of payloads is limited.';

CREATE FUNCTION app.whole_number(value text) RETURNS public.int_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$ SELECT CASE
        -- Nearly all numbers have only digits. Testing that without a regular expression is five times as fast.
        WHEN octet_length(value) BETWEEN 1 AND 9 AND translate(value, '0123456789', '') = '' THEN value::integer
        WHEN value ~ '^[ \t\n\r]*-?[0-9]{1,9}[ \t\n\r]*$' THEN value::integer
    END $_$;

ALTER FUNCTION app.whole_number(value text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION app.whole_number(value text) IS 'A text as a whole number of at most nine digits; NULL if it is not one.';

CREATE FUNCTION report.analyze_new_partitions() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION report.analyze_new_partitions() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.analyze_new_partitions() IS 'Computes statistics of the partitions that have rows but no statistics yet.';

CREATE FUNCTION report.as_of(tables text[], newest timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT coalesce(date_trunc('second', min(f.covered_to)), newest)
    FROM app.feed AS f
    WHERE f.tables && as_of.tables
      AND f.seen_at > now() - interval '1 minute'
      AND f.state <> 'stopped'
$$;

ALTER FUNCTION report.as_of(tables text[], newest timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.as_of(tables text[], newest timestamp with time zone) IS 'Time up to which tables are complete: the earliest up to which the feeds that write them have read everything; without such feeds, the time of the newest row.';

CREATE FUNCTION report.build_agent_time(settled timestamp with time zone, latest timestamp with time zone, whole boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    IF whole THEN
        DELETE FROM agent_time_window;
        INSERT INTO agent_time_window
        SELECT who.agent, '-infinity', 'infinity'
        FROM (
            SELECT s.agent FROM report.agent_session AS s
            UNION
            SELECT p.agent FROM report.agent_pause AS p
            UNION
            SELECT h.agent FROM app.agent_hold AS h
            UNION
            SELECT c.agent FROM report.queue_call AS c WHERE c.answered
            UNION
            SELECT coalesce(a.agent, report.name_or_empty(q.agent))
            FROM public.queue_log_repo AS q
            LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
            WHERE q.event IN ('FINISHWRAPUP', 'OUTCALL')
        ) AS who;
        ANALYZE agent_time_window;
    ELSE
        PERFORM report.place_sweeps(settled);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM agent_time_window) THEN
        RETURN;
    END IF;
    DELETE FROM logged_name;
    INSERT INTO logged_name SELECT DISTINCT w.agent, report.names_of(w.agent) FROM agent_time_window AS w;
    ANALYZE logged_name;

    DELETE FROM built_agent_time;
    INSERT INTO built_agent_time (agent, started_at, ended_at, in_session, paused, on_break, talking, holding, wrapping_up, outbound)
    WITH logged AS (
        SELECT w.agent, w.v0, w.v1, q.event, q.datetime AS at, q.data1, q.data2, q.data3
        FROM agent_time_window AS w
        JOIN logged_name AS n ON n.agent = w.agent
        JOIN public.queue_log_repo AS q ON q.agent = n.name
        WHERE q.event IN ('FINISHWRAPUP', 'OUTCALL')
          AND q.datetime > w.v0 AND q.datetime <= w.v1 + interval '1 day'
        UNION ALL
        SELECT w.agent, w.v0, w.v1, q.event, q.datetime, q.data1, q.data2, q.data3
        FROM agent_time_window AS w
        JOIN public.queue_log_repo AS q ON q.agent IS NULL
        WHERE w.agent = '' AND q.event IN ('FINISHWRAPUP', 'OUTCALL')
          AND q.datetime > w.v0 AND q.datetime <= w.v1 + interval '1 day'
    ),
    call AS (
        SELECT w.agent, w.v0, w.v1, c.connected_at, c.ended_at, c.talk_seconds
        FROM agent_time_window AS w
        JOIN report.queue_call AS c ON c.agent = w.agent
        WHERE c.answered
          AND c.entered_at > w.v0 - interval '2 days' AND c.entered_at < w.v1 + interval '2 days'
          AND coalesce(c.ended_at - c.entered_at <= interval '24 hours', true)
        UNION ALL
        SELECT w.agent, w.v0, w.v1, c.connected_at, c.ended_at, c.talk_seconds
        FROM agent_time_window AS w
        JOIN report.queue_call AS c ON c.agent = w.agent
        WHERE c.answered
          AND c.ended_at - c.entered_at > interval '24 hours'
          AND c.ended_at > w.v0 AND c.ended_at < w.v1 + interval '2 days'
        UNION ALL
        SELECT w.agent, w.v0, w.v1, c.connected_at, c.ended_at, c.talk_seconds
        FROM agent_time_window AS w
        JOIN report.queue_call AS c ON c.agent = w.agent
        WHERE c.answered AND c.ended_at IS NULL AND c.entered_at <= w.v0 - interval '2 days'
    ),
    spell AS (
        SELECT w.agent, w.v0, w.v1, s.started_at, s.ended_at, 1 AS s, 0 AS p, 0 AS b, 0 AS t, 0 AS h, 0 AS w, 0 AS o
        FROM agent_time_window AS w
        JOIN report.agent_session AS s ON s.agent = w.agent AND s.started_at >= w.v0 AND s.started_at < w.v1
        UNION ALL
        SELECT w.agent, w.v0, w.v1, s.started_at, s.ended_at, 1, 0, 0, 0, 0, 0, 0
        FROM agent_time_window AS w
        CROSS JOIN LATERAL (
            SELECT a.started_at, a.ended_at FROM report.agent_session AS a
            WHERE a.agent = w.agent AND a.started_at < w.v0 ORDER BY a.started_at DESC LIMIT 1) AS s
        UNION ALL
        SELECT w.agent, w.v0, w.v1, p.started_at, p.ended_at, 0, (p.kind = 'pause')::integer, (p.kind = 'break')::integer, 0, 0, 0, 0
        FROM agent_time_window AS w
        JOIN report.agent_pause AS p ON p.agent = w.agent AND p.started_at >= w.v0 AND p.started_at < w.v1
        UNION ALL
        SELECT w.agent, w.v0, w.v1, p.started_at, p.ended_at, 0, (p.kind = 'pause')::integer, (p.kind = 'break')::integer, 0, 0, 0, 0
        FROM agent_time_window AS w
        CROSS JOIN LATERAL (
            SELECT a.started_at, a.ended_at, a.kind FROM report.agent_pause AS a
            WHERE a.agent = w.agent AND a.started_at < w.v0 ORDER BY a.started_at DESC LIMIT 1) AS p
        UNION ALL
        SELECT
            c.agent, c.v0, c.v1,
            CASE
                WHEN c.ended_at IS NULL THEN c.connected_at
                ELSE greatest(
                    c.ended_at - interval '1 day',
                    CASE WHEN c.talk_seconds IS NULL THEN c.connected_at ELSE c.ended_at - interval '1 second' * least(c.talk_seconds, 86400)::double precision END)
            END,
            c.ended_at, 0, 0, 0, 1, 0, 0, 0
        FROM call AS c
        UNION ALL
        SELECT w.agent, w.v0, w.v1, h.started_at, h.ended_at, 0, 0, 0, 0, 1, 0, 0
        FROM agent_time_window AS w
        JOIN app.agent_hold AS h ON h.agent = w.agent AND tstzrange(h.started_at, h.ended_at) && tstzrange(w.v0, w.v1)
        UNION ALL
        SELECT l.agent, l.v0, l.v1, l.at - interval '1 second' * least(coalesce(report.seconds(l.data2) - report.seconds(l.data1), 0), 86400), l.at, 0, 0, 0, 0, 0, 1, 0
        FROM logged AS l
        WHERE l.event = 'FINISHWRAPUP' AND report.in_calendar(l.at)
        UNION ALL
        SELECT l.agent, l.v0, l.v1, l.at - interval '1 second' * least(coalesce(report.seconds(l.data3), report.seconds(l.data2), 0), 86400), l.at, 0, 0, 0, 0, 0, 0, 1
        FROM logged AS l
        WHERE l.event = 'OUTCALL' AND report.in_calendar(l.at)
    ),
    overlapping AS (
        SELECT * FROM spell AS l
        WHERE (l.ended_at > l.started_at OR l.ended_at IS NULL) AND l.started_at < l.v1 AND (l.ended_at > l.v0 OR l.ended_at IS NULL)
    ),
    change AS (
        SELECT d.agent, d.v0, d.v1, d.at, sum(d.s) AS s, sum(d.p) AS p, sum(d.b) AS b, sum(d.t) AS t, sum(d.h) AS h, sum(d.w) AS w, sum(d.o) AS o
        FROM (
            SELECT l.agent, l.v0, l.v1, greatest(l.started_at, l.v0) AS at, l.s, l.p, l.b, l.t, l.h, l.w, l.o FROM overlapping AS l
            UNION ALL
            SELECT l.agent, l.v0, l.v1, l.ended_at, -l.s, -l.p, -l.b, -l.t, -l.h, -l.w, -l.o FROM overlapping AS l WHERE l.ended_at < l.v1
        ) AS d
        GROUP BY d.agent, d.v0, d.v1, d.at
    ),
    state AS (
        SELECT
            c.agent, c.v0, c.v1, c.at,
            sum(c.s) OVER so_far > 0 AS s, sum(c.p) OVER so_far > 0 AS p, sum(c.b) OVER so_far > 0 AS b,
            sum(c.t) OVER so_far AS t, sum(c.h) OVER so_far AS h, sum(c.w) OVER so_far AS w, sum(c.o) OVER so_far AS o
        FROM change AS c
        WINDOW so_far AS (PARTITION BY c.agent, c.v0 ORDER BY c.at)
    ),
    changing AS (
        SELECT t.*
        FROM (
            SELECT s.*, lag((s.s, s.p, s.b, s.t, s.h, s.w, s.o)) OVER (PARTITION BY s.agent, s.v0 ORDER BY s.at) IS DISTINCT FROM (s.s, s.p, s.b, s.t, s.h, s.w, s.o) AS changes
            FROM state AS s
        ) AS t
        WHERE t.changes
    ),
    piece AS (
        SELECT c.*, coalesce(lead(c.at) OVER (PARTITION BY c.agent, c.v0 ORDER BY c.at), c.v1) AS until
        FROM changing AS c
    )
    SELECT
        p.agent, cut.at,
        CASE WHEN p.until < 'infinity' THEN cut.until END,
        p.s, p.p, p.b, p.t, p.h, p.w, p.o
    FROM piece AS p
    -- At the midnights up to now; an open piece is not cut.
    CROSS JOIN LATERAL (
        SELECT p.at, p.until
        WHERE p.until = 'infinity' OR p.until <= report.day_of(p.at) + interval '1 day'
        UNION ALL
        SELECT greatest(p.at, m.day), CASE WHEN m.day + interval '1 day' <= latest THEN least(p.until, m.day + interval '1 day') ELSE p.until END
        FROM generate_series(report.day_of(p.at), least(p.until - interval '1 microsecond', greatest(latest, p.at)), interval '1 day') AS m (day)
        WHERE p.until < 'infinity' AND p.until > report.day_of(p.at) + interval '1 day'
    ) AS cut
    WHERE p.s OR p.p OR p.b OR p.t > 0 OR p.h > 0 OR p.w > 0 OR p.o > 0;
    PERFORM report.write_agent_time(whole);
END
$$;

ALTER FUNCTION report.build_agent_time(settled timestamp with time zone, latest timestamp with time zone, whole boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.build_agent_time(settled timestamp with time zone, latest timestamp with time zone, whole boolean) IS 'Rebuilds report.agent_time where agents changed, or all of it.';

CREATE FUNCTION report.build_holds(whole boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    ANALYZE stale_hold_call;
    DELETE FROM stale_hold_call AS h USING stale_hold_call AS o WHERE h.callid = o.callid AND h.guid = o.guid AND h.ctid > o.ctid;
    DELETE FROM stale_hold_call AS h WHERE h.callid = '' AND h.guid = '' OR h.callid = 'NONE' OR h.guid IS NULL;
    IF NOT whole AND NOT EXISTS (SELECT 1 FROM stale_hold_call) THEN
        RETURN;
    END IF;
    DELETE FROM built_hold;
    INSERT INTO built_hold (callid, guid, agent, started_at, ended_at)
    WITH ev AS (
        SELECT q.callid, ''::text AS guid, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM public.queue_log_repo AS q
        WHERE whole AND q.event = ANY (report.hold_events()) AND q.callid NOT IN ('', 'NONE')
        UNION ALL
        SELECT '', q.data2, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM public.queue_log_repo AS q
        WHERE whole AND q.event = ANY (report.hold_events()) AND q.callid IN ('', 'NONE') AND q.data2 <> ''
        UNION ALL
        SELECT h.callid, h.guid, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM stale_hold_call AS h
        JOIN public.queue_log_repo AS q ON q.callid = h.callid
        WHERE NOT whole AND h.callid <> '' AND q.event = ANY (report.hold_events())
        UNION ALL
        SELECT h.callid, h.guid, q.agent, q.event, q.datetime, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id
        FROM stale_hold_call AS h
        JOIN public.queue_log_repo AS q ON CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END = h.guid
        WHERE NOT whole AND h.guid <> '' AND q.callid IN ('', 'NONE')
          AND q.event IN ('FINISHWRAPUP', 'PHONESTARHOLDIN', 'PHONESTARTHOLDIN', 'PHONESTARHOLDOUT', 'PHONESTARTHOLDOUT', 'PHONEENDHOLDIN', 'PHONEENDHOLDOUT')
    ),
    named AS (
        SELECT
            e.callid, e.guid, coalesce(a.agent, report.name_or_empty(e.agent)) AS agent, e.datetime AS at,
            row_number() OVER (ORDER BY e.datetime, e.source, e.place, e.id) AS id, -- the order of the events
            e.event ~ '^(HOLD|PHONESTART?HOLD)' AS begins,
            CASE WHEN e.event LIKE '%HOLDIN' THEN 'in' WHEN e.event LIKE '%HOLDOUT' THEN 'out' ELSE 'hold' END AS family
        FROM ev AS e
        LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(e.agent)
        WHERE e.event <> 'FINISHWRAPUP'
          AND (e.callid <> '' OR e.event NOT IN ('HOLD', 'UNHOLD'))
          AND report.in_calendar(e.datetime)
    ),
    -- A second beginning changes nothing, because the spans are united. It counts if the first one ended with its visit.
    bounded AS (
        SELECT
            n.*,
            min(n.at) FILTER (WHERE NOT n.begins) OVER (
                PARTITION BY n.callid, n.guid, n.agent, n.family ORDER BY n.at DESC, n.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
        FROM named AS n
    ),
    hold AS MATERIALIZED (
        SELECT b.callid, b.guid, b.agent, b.at, b.id, b.until FROM bounded AS b WHERE b.begins
    ),
    call AS (
        SELECT DISTINCT h.callid, h.guid, h.callid AS visited FROM hold AS h WHERE h.callid <> ''
        UNION
        SELECT h.callid, h.guid, k.callid
        FROM hold AS h
        JOIN public.cdr_repo AS c ON c.guid = h.guid
        CROSS JOIN LATERAL (VALUES (c.uniqueid), (c.linkedid)) AS k (callid)
        WHERE h.guid <> '' AND k.callid <> ''
    ),
    -- The hold ends with the visit in which it began.
    placed AS (
        SELECT DISTINCT ON (h.callid, h.guid, h.at, h.id) h.*, v.callid AS visited, v.ended_at
        FROM hold AS h
        JOIN call AS k ON k.callid = h.callid AND k.guid = h.guid
        LEFT JOIN report.queue_call AS v ON v.callid = k.visited AND v.entered_at <= h.at
        ORDER BY h.callid, h.guid, h.at, h.id, v.callid IS NULL, v.answered DESC, v.entered_at DESC, v.queue, v.visit DESC, v.callid
    ),
    span AS (
        SELECT p.callid, p.guid, p.agent, p.at, least(p.until, CASE WHEN p.visited IS NOT NULL THEN coalesce(p.ended_at, 'infinity') END) AS until
        FROM placed AS p
        UNION ALL
        -- Holds with a guid that no CDR has.
        SELECT h.callid, h.guid, h.agent, h.at, h.until
        FROM hold AS h
        WHERE NOT EXISTS (SELECT 1 FROM call AS k WHERE k.callid = h.callid AND k.guid = h.guid)
    ),
    held AS (
        SELECT s.callid, s.guid, s.agent, range_agg(tstzrange(s.at, s.until)) AS spans
        FROM span AS s
        WHERE s.at < s.until
        GROUP BY s.callid, s.guid, s.agent
    )
    SELECT h.callid, h.guid, h.agent, lower(span), nullif(upper(span), 'infinity')
    FROM held AS h
    CROSS JOIN LATERAL unnest(h.spans) AS span;

    IF NOT whole THEN
        WITH gone AS (
            DELETE FROM app.agent_hold AS s
            USING stale_hold_call AS h
            WHERE s.callid = h.callid AND s.guid = h.guid
              AND NOT EXISTS (
                SELECT FROM built_hold AS o
                WHERE o.callid = s.callid AND o.guid = s.guid AND o.agent = s.agent AND o.started_at = s.started_at
                  AND o.ended_at IS NOT DISTINCT FROM s.ended_at)
            RETURNING s.agent, s.started_at, s.ended_at
        )
        INSERT INTO changed_agent_time SELECT g.agent, g.started_at, coalesce(g.ended_at, 'infinity') FROM gone AS g;
        DELETE FROM built_hold AS o
        USING app.agent_hold AS s
        WHERE s.callid = o.callid AND s.guid = o.guid AND s.agent = o.agent AND s.started_at = o.started_at;
        INSERT INTO changed_agent_time SELECT o.agent, o.started_at, coalesce(o.ended_at, 'infinity') FROM built_hold AS o;
    END IF;
    INSERT INTO app.agent_hold (callid, guid, agent, started_at, ended_at)
    SELECT o.callid, o.guid, o.agent, o.started_at, o.ended_at
    FROM built_hold AS o;
END
$$;

ALTER FUNCTION report.build_holds(whole boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.build_holds(whole boolean) IS 'Keeps app.agent_hold current for the calls in stale_hold_call, or for all, and records the times at which it differs.';

CREATE FUNCTION report.build_interactions(latest timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

ALTER FUNCTION report.build_interactions(latest timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.build_interactions(latest timestamp with time zone) IS 'Writes the interactions in the temporary table interaction_batch, and their parts, from all their events.';

CREATE FUNCTION report.build_presence(latest timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_nestloop TO 'off'
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

ALTER FUNCTION report.build_presence(latest timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.build_presence(latest timestamp with time zone) IS 'Builds the rows of report.agent_session and report.agent_pause in the windows of agent_batch from logged_spell.';

CREATE FUNCTION report.build_queue_calls(latest timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    WITH ev AS MATERIALIZED (
        SELECT
            q.callid,
            report.name_or_empty(q.queuename) AS queue,
            report.name_or_empty(q.agent) AS agent,
            q.datetime AS at,
            report.written_source(q.import_id, q.origid) AS source,
            report.written_place(q.position, q.origid) AS place,
            q.id,
            q.event,
            CASE
                WHEN q.event = 'ENTERQUEUE' THEN 'enter'
                WHEN q.event = 'CONNECT' THEN 'connect'
                WHEN q.event = 'AGENTDUMP' THEN 'dump'
                WHEN q.event = 'RINGNOANSWER' THEN 'ring'
                WHEN q.event = 'FINISHWRAPUP' THEN 'wrapup'
                WHEN q.event ~ 'HOLD' THEN 'hold'
                ELSE 'end'
            END AS kind,
            q.data1, q.data2, q.data3, q.data4, q.data5
        FROM stale_call AS t
        JOIN public.queue_log_repo AS q ON q.callid = t.callid
        WHERE q.event = ANY (report.visit_events() || report.hold_events())
          AND report.in_calendar(q.datetime)
    ),
    numbered AS (
        SELECT
            e.*,
            row_number() OVER (PARTITION BY e.callid, e.queue ORDER BY e.at, e.source, e.place, e.id) AS nth,
            min(e.source) OVER instant < max(e.source) OVER instant AS mixed,
            min(e.at) FILTER (WHERE e.kind = 'enter') OVER (PARTITION BY e.callid, e.queue) = e.at AS first_entry
        FROM ev AS e
        WHERE e.kind IN ('enter', 'connect', 'dump', 'end')
        WINDOW instant AS (PARTITION BY e.callid, e.queue, e.at)
    ),
    -- Whether the order of kinds applies within the instant: between sources, and if a CONNECT or ending was written
    -- before the first entry, to whose visit it belongs.
    ordered AS (
        SELECT
            n.*,
            n.mixed OR n.first_entry AND coalesce(
                min(n.nth) FILTER (WHERE n.kind IN ('connect', 'end')) OVER instant < min(n.nth) FILTER (WHERE n.kind = 'enter') OVER instant,
                false) AS by_kind
        FROM numbered AS n
        WINDOW instant AS (PARTITION BY n.callid, n.queue, n.at)
    ),
    walked AS (
        SELECT
            o.*,
            row_number() OVER walk AS step,
            report.visit_of(o.kind, o.at, o.by_kind) OVER walk AS walk
        FROM ordered AS o
        WINDOW walk AS (
            PARTITION BY o.callid, o.queue
            ORDER BY o.at, CASE WHEN o.by_kind THEN array_position('{enter,dump,connect,end}'::text[], o.kind) END, o.nth
            ROWS UNBOUNDED PRECEDING)
    ),
    effects AS (
        SELECT
            w.*,
            (w.walk).belongs AS visit,
            (w.walk).effect AS effect,
            max(w.step) FILTER (WHERE (w.walk).effect = 'dump') OVER visit AS dump_step
        FROM walked AS w
        WINDOW visit AS (PARTITION BY w.callid, w.queue, (w.walk).belongs)
    ),
    -- The connect of a visit: the first one after the last AGENTDUMP.
    chosen AS (
        SELECT
            f.*,
            coalesce(
                min(f.step) FILTER (WHERE f.effect = 'connect' AND f.step > coalesce(f.dump_step, 0)) OVER visit,
                CASE WHEN bool_or(f.effect = 'end' AND f.event IN ('COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER')) OVER visit
                    THEN min(f.step) FILTER (WHERE f.effect = 'late') OVER visit END
            ) AS connect_step,
            bool_or(f.effect = 'connect' AND f.step > coalesce(f.dump_step, 0)) OVER visit AS connected,
            bool_or(f.effect = 'end') OVER visit AS ended
        FROM effects AS f
        WINDOW visit AS (PARTITION BY f.callid, f.queue, f.visit)
    ),
    logged AS (
        SELECT
            c.callid, c.queue, c.visit,
            bool_or(c.connected) AS connected,
            min(c.at) AS first_at,
            min(c.at) FILTER (WHERE c.kind = 'enter') AS enter_at,
            max(c.data2) FILTER (WHERE c.kind = 'enter') AS callerid,
            report.seconds(max(c.data3) FILTER (WHERE c.kind = 'enter')) AS enter_position,
            max(c.at) FILTER (WHERE c.step = c.connect_step) AS connect_at,
            max(c.agent) FILTER (WHERE c.step = c.connect_step) AS connect_agent,
            report.seconds(max(c.data1) FILTER (WHERE c.step = c.connect_step)) AS connect_wait,
            report.seconds(max(c.data3) FILTER (WHERE c.step = c.connect_step)) AS connect_ring,
            count(*) FILTER (WHERE c.effect IN ('dump', 'extra')) AS dumps,
            max(c.at) FILTER (WHERE c.effect = 'dump') AS dump_at,
            -- The position of the last of them; a restart of the same instant must follow it.
            max(ARRAY[(extract(epoch FROM c.at) * 1000000)::bigint, c.source, c.place, c.id])
                FILTER (WHERE NOT c.ended AND (c.effect IN ('enter', 'dump') OR c.step = c.connect_step)) AS last_written,
            max(c.at) FILTER (WHERE c.effect = 'end') AS end_at,
            max(c.event) FILTER (WHERE c.effect = 'end') AS end_event,
            max(c.agent) FILTER (WHERE c.effect = 'end') AS end_agent,
            max(c.data1) FILTER (WHERE c.effect = 'end') AS end_data1,
            max(c.data2) FILTER (WHERE c.effect = 'end') AS end_data2,
            max(c.data3) FILTER (WHERE c.effect = 'end') AS end_data3,
            max(c.data4) FILTER (WHERE c.effect = 'end') AS end_data4,
            max(c.data5) FILTER (WHERE c.effect = 'end') AS end_data5
        FROM chosen AS c
        GROUP BY c.callid, c.queue, c.visit
    ),
    -- The numbers of the ending, from the fields of its event.
    read AS (
        SELECT
            l.*,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(l.end_data1)
                WHEN shape.shifted OR l.end_event = 'EXITWITHKEY' THEN report.seconds(l.end_data4)
                WHEN l.end_event <> 'SYSCOMPAT' THEN report.seconds(l.end_data3)
            END AS end_wait,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(l.end_data2)
                WHEN shape.shifted THEN report.seconds(split_part(l.end_data5, '|', 1))
                WHEN shape.transfer THEN report.seconds(l.end_data4)
            END AS talk,
            CASE
                WHEN l.end_event IN ('COMPLETEAGENT', 'COMPLETECALLER', 'EXITWITHKEY') THEN report.seconds(l.end_data3)
                WHEN shape.shifted THEN report.seconds(split_part(l.end_data5, '|', 2))
                WHEN shape.transfer THEN report.seconds(l.end_data5)
                WHEN l.end_event <> 'SYSCOMPAT' THEN report.seconds(l.end_data2)
            END AS end_position,
            CASE
                WHEN l.end_event = 'COMPLETEAGENT' THEN 'agent_ended'
                WHEN l.end_event = 'COMPLETECALLER' THEN 'caller_ended'
                WHEN shape.transfer THEN 'transferred'
                WHEN l.end_event = 'ABANDON' AND l.connected THEN 'caller_ended'
                WHEN l.end_event = 'ABANDON' THEN 'abandoned'
                WHEN l.end_event = 'EXITWITHTIMEOUT' THEN 'timed_out'
                WHEN l.end_event = 'EXITEMPTY' THEN 'exited_empty'
                WHEN l.end_event = 'EXITWITHKEY' THEN 'exited_key'
                WHEN l.end_event = 'WITHDRAW' THEN 'withdrawn'
                WHEN l.end_event = 'SYSCOMPAT' THEN 'failed'
                WHEN l.connected THEN 'connected'
            END AS logged_outcome,
            CASE WHEN shape.transfer AND NOT shape.shifted THEN nullif(l.end_data1, '') END AS transferred_to,
            CASE WHEN l.end_event = 'EXITWITHKEY' THEN l.end_data1 END AS exit_key
        FROM logged AS l
        CROSS JOIN LATERAL (SELECT
            coalesce(l.end_event = 'ATTENDEDTRANSFER' AND l.end_data1 = 'LINK', false) AS shifted,
            coalesce(l.end_event IN ('TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER'), false) AS transfer
        ) AS shape
    ),
    timed AS (
        SELECT
            r.*,
            coalesce(r.logged_outcome IN ('agent_ended', 'caller_ended', 'transferred', 'connected'), false) AS answered,
            coalesce(
                r.enter_at,
                r.connect_at - make_interval(secs => coalesce(r.connect_wait, 0)),
                r.end_at - make_interval(secs => coalesce(r.end_wait, 0) + coalesce(r.talk, 0)),
                r.first_at
            ) AS entered_at
        FROM read AS r
    ),
    -- A visit without an ending is cut by the first of: a new entry of the same call, a restart, 24 hours.
    cut AS (
        SELECT
            m.*,
            lead(m.entered_at) OVER (PARTITION BY m.callid, m.queue ORDER BY m.visit) AS again_at,
            CASE WHEN m.end_at IS NULL THEN (
                SELECT min(s.datetime)
                FROM public.queue_log_repo AS s
                WHERE s.event = 'QUEUESTART'
                  AND s.datetime >= greatest(m.entered_at, m.connect_at, m.dump_at)
                  AND s.datetime <= m.entered_at + interval '24 hours'
                  AND (s.datetime > greatest(m.entered_at, m.connect_at, m.dump_at)
                    OR m.last_written[1] = (extract(epoch FROM s.datetime) * 1000000)::bigint
                    AND m.last_written[2] = report.written_source(s.import_id, s.origid)
                    AND (m.last_written[3], m.last_written[4]) < (report.written_place(s.position, s.origid), s.id))
            ) END AS restart_at,
            CASE WHEN m.entered_at + interval '24 hours' <= latest
                THEN m.entered_at + interval '24 hours' END AS limit_at
        FROM timed AS m
    ),
    visit AS MATERIALIZED (
        SELECT
            u.*,
            greatest(u.entered_at, CASE WHEN u.answered OR u.connected
                THEN coalesce(CASE WHEN u.connected THEN u.connect_at END, u.end_at - make_interval(secs => coalesce(u.talk, 0))) END) AS answer_at,
            CASE WHEN u.end_at IS NOT NULL THEN greatest(u.entered_at, u.end_at)
                ELSE least(u.again_at, u.restart_at, u.limit_at) END AS ended_at,
            CASE
                WHEN u.end_at IS NOT NULL THEN u.end_event
                WHEN u.again_at <= least(u.restart_at, u.limit_at, u.again_at) THEN 'ENTERQUEUE'
                WHEN u.restart_at <= least(u.limit_at, u.restart_at) THEN 'QUEUESTART'
                WHEN u.limit_at IS NOT NULL THEN 'LIMIT'
            END AS ended_by,
            CASE WHEN u.answered THEN coalesce(nullif(u.connect_agent, ''), u.end_agent, '') ELSE '' END AS agent
        FROM cut AS u
    ),
    -- Hold and wrap-up find their visit by the callid of their row, else by the guid of the call. Of several visits, the last one that the agent
    -- had answered has them: the call may be in the queue again, or with another agent, when wrap-up ends.
    by_guid AS (
        SELECT t.callid, c.guid
        FROM stale_call AS t
        JOIN public.cdr_repo AS c ON c.uniqueid = t.callid
        WHERE c.guid <> '' AND t.callid <> ''
        UNION
        SELECT t.callid, c.guid
        FROM stale_call AS t
        JOIN public.cdr_repo AS c ON c.linkedid = t.callid
        WHERE c.guid <> '' AND t.callid <> ''
    ),
    aside AS (
        SELECT e.callid, e.queue, e.agent, e.at, e.source, e.place, e.id, e.event, e.data1, e.data2
        FROM ev AS e
        WHERE e.kind IN ('hold', 'wrapup') AND e.callid NOT IN ('', 'NONE')
        UNION ALL
        SELECT g.callid, report.name_or_empty(q.queuename), report.name_or_empty(q.agent), q.datetime, report.written_source(q.import_id, q.origid), report.written_place(q.position, q.origid), q.id,
            q.event, q.data1, q.data2
        FROM by_guid AS g
        JOIN public.queue_log_repo AS q
            ON CASE q.event WHEN 'FINISHWRAPUP' THEN q.data3 ELSE q.data2 END = g.guid
        WHERE q.event IN ('FINISHWRAPUP', 'PHONESTARHOLDIN', 'PHONESTARTHOLDIN', 'PHONESTARHOLDOUT', 'PHONESTARTHOLDOUT', 'PHONEENDHOLDIN', 'PHONEENDHOLDOUT')
          -- A subquery for each row uses the index on callid; a join would read the whole log.
          AND CASE WHEN q.callid IN ('', 'NONE') THEN true ELSE (
            SELECT count(*) = 0
            FROM (
                SELECT FROM public.queue_log_repo AS v
                WHERE v.callid = q.callid AND v.event = ANY (report.visit_events()) AND v.event <> 'RINGNOANSWER'
                LIMIT 1
            ) AS visited) END
    ),
    placed AS (
        SELECT DISTINCT ON (a.at, a.id)
            v.callid, v.queue, v.visit, v.ended_at,
            a.at, a.source, a.place, a.id,
            a.event = 'FINISHWRAPUP' AS wrapup,
            a.event ~ '^(HOLD|PHONESTART?HOLD)' AS begins,
            CASE WHEN a.event LIKE '%HOLDIN' THEN 'in' WHEN a.event LIKE '%HOLDOUT' THEN 'out' ELSE 'hold' END AS family,
            report.seconds(a.data2) - report.seconds(a.data1) AS wrapup_used
        FROM aside AS a
        JOIN visit AS v ON v.callid = a.callid
        LEFT JOIN app.agent_alias AS logged ON logged.interface = a.agent
        LEFT JOIN app.agent_alias AS answering ON answering.interface = v.agent
        ORDER BY a.at, a.id, v.queue = a.queue DESC,
            (v.answered AND coalesce(answering.agent, v.agent) = coalesce(logged.agent, a.agent)) DESC,
            (v.answered AND (v.answer_at < a.at OR v.answer_at = a.at AND a.event <> 'FINISHWRAPUP')) DESC,
            v.entered_at <= a.at DESC, v.answered DESC, v.entered_at DESC, v.queue, v.visit DESC, v.callid
    ),
    spans AS (
        SELECT
            p.*,
            min(p.at) FILTER (WHERE NOT p.begins) OVER (
                PARTITION BY p.callid, p.queue, p.visit, p.family
                ORDER BY p.at, p.source, p.place, p.id
                ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until
        FROM placed AS p
        WHERE NOT p.wrapup
    ),
    holds AS (
        SELECT
            s.callid, s.queue, s.visit,
            range_agg(tstzrange(s.at, least(s.until, s.ended_at))) AS held
        FROM spans AS s
        WHERE s.begins AND s.at < least(s.until, s.ended_at)
        GROUP BY s.callid, s.queue, s.visit
    ),
    wrapups AS (
        SELECT p.callid, p.queue, p.visit, sum(greatest(p.wrapup_used, 0)) AS used
        FROM placed AS p
        WHERE p.wrapup
        GROUP BY p.callid, p.queue, p.visit
    ),
    written AS (
        INSERT INTO report.queue_call (
            entered_at, callid, queue, visit, entry_inferred, callerid, outcome, answered,
            connected_at, ended_at, ended_by, agent,
            wait_seconds, ring_seconds, talk_seconds, hold_seconds, wrapup_seconds,
            dumps, position, exit_key, transferred_to)
        SELECT
            v.entered_at, v.callid, v.queue, v.visit, v.enter_at IS NULL, nullif(v.callerid, ''),
            coalesce(v.logged_outcome, CASE WHEN v.ended_at IS NULL THEN 'waiting' WHEN v.dumps > 0 THEN 'dumped' ELSE 'lost' END),
            v.answered,
            CASE WHEN v.answered THEN v.answer_at END,
            v.ended_at,
            v.ended_by,
            v.agent,
            coalesce(
                v.connect_wait,
                v.end_wait,
                greatest(0, trim_scale(extract(epoch FROM
                    CASE WHEN v.answered OR v.connected THEN v.answer_at ELSE v.ended_at END - v.entered_at)))
                    * CASE WHEN v.answered OR v.ended_at IS NOT NULL THEN 1 END),
            CASE WHEN v.answered THEN v.connect_ring END,
            v.talk,
            coalesce((SELECT trim_scale(sum(extract(epoch FROM upper(h) - lower(h)))) FROM unnest(holds.held) AS h), 0),
            coalesce(wrapups.used, 0),
            v.dumps,
            coalesce(v.enter_position, v.end_position),
            nullif(v.exit_key, ''),
            v.transferred_to
        FROM visit AS v
        LEFT JOIN holds USING (callid, queue, visit)
        LEFT JOIN wrapups USING (callid, queue, visit)
    )
    INSERT INTO report.queue_ring (rang_at, id, callid, queue, agent, ring_milliseconds, missed)
    SELECT
        e.at, e.id, e.callid, e.queue, e.agent, report.seconds(e.data1),
        coalesce(report.seconds(e.data1) > 1000, false) AND NOT EXISTS (
            SELECT FROM visit AS v
            WHERE v.callid = e.callid
              AND v.queue = e.queue
              AND v.logged_outcome = 'abandoned'
              AND date_trunc('second', v.ended_at) = date_trunc('second', e.at))
    FROM ev AS e
    WHERE e.kind = 'ring';
END
$$;

ALTER FUNCTION report.build_queue_calls(latest timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.build_queue_calls(latest timestamp with time zone) IS 'Writes the visits and rings of the calls in the temporary table stale_call, from all their events.';

CREATE FUNCTION report.build_spells(latest timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    DELETE FROM logged_name;
    INSERT INTO logged_name SELECT r.agent, report.names_of(r.agent) FROM agent_batch AS r;
    ANALYZE logged_name;
    -- After an end nothing is open, so processing begins at the last end before the window.
    UPDATE agent_batch AS r
    SET session_from = CASE WHEN r.x0 > '-infinity' THEN report.last_end(r.agent, r.x0, report.logoff_events()) ELSE r.x0 END,
        pause_from = CASE WHEN r.x0 > '-infinity' THEN report.last_end(r.agent, r.x0, report.logoff_events() || '{REALUNPAUSE}'::text[]) ELSE r.x0 END,
        break_from = CASE WHEN r.x0 > '-infinity' THEN report.last_end(r.agent, r.x0, report.logoff_events() || '{UNBREAK}'::text[]) ELSE r.x0 END,
        phone_from = CASE WHEN r.x0 > '-infinity'
            -- A change of reason before the window determines whether one in the window is a different one.
            THEN greatest(report.last_end(r.agent, r.x0 - interval '1 day', report.logoff_events() || '{UNPAUSEALL}'::text[]), r.x0 - interval '14 days') ELSE r.x0 END;
    ANALYZE agent_batch;

    DELETE FROM logged_spell;
    INSERT INTO logged_spell (agent, kind, started_at, id, ended_at, closed_by, start_inferred, reason, comment, key)
    WITH role (kind, event, closes) AS (VALUES
        ('session', 'AGENTLOGIN', NULL),
        ('session', 'AGENTCALLBACKLOGIN', NULL),
        ('session', 'AGENTLOGOFF', 'logoff'),
        ('session', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('pause', 'REALPAUSE', NULL),
        ('pause', 'REALUNPAUSE', 'unpause'),
        ('pause', 'AGENTLOGOFF', 'logoff'),
        ('pause', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('break', 'BREAK', NULL),
        ('break', 'UNBREAK', 'unbreak'),
        ('break', 'AGENTLOGOFF', 'logoff'),
        ('break', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('phone', 'PAUSE', NULL),
        ('phone', 'ADDMEMBER', NULL), -- as a paused member
        ('phone', 'UNPAUSE', 'unpause'),
        ('phone', 'PAUSEALL', NULL),
        ('phone', 'UNPAUSEALL', 'unpause'),
        ('phone', 'AGENTLOGOFF', 'logoff'),
        ('phone', 'AGENTCALLBACKLOGOFF', 'logoff'),
        ('member', 'ADDMEMBER', NULL),
        ('member', 'REMOVEDMEMBER', 'removed'),
        ('member', 'REMOVEMEMBER', 'removed')
    ),
    happened AS (
        SELECT
            w.agent, r.kind,
            CASE WHEN r.kind = 'phone' AND q.event = 'ADDMEMBER' THEN 'PAUSE' ELSE q.event END AS event,
            q.datetime AS at, report.written_source(q.import_id, q.origid) AS source, report.written_place(q.position, q.origid) AS place, q.id,
            r.closes IS NULL AS opens,
            CASE
                WHEN q.event = 'AGENTLOGOFF' AND lower(btrim(q.data4, E' \t\n\r')) IN ('automatic', '[automatic]')
                  OR q.event = 'AGENTCALLBACKLOGOFF' AND lower(q.data3) = 'autologoff' THEN 'automatic'
                ELSE r.closes
            END AS closes,
            report.name_or_empty(q.queuename) AS queue,
            CASE WHEN q.event <> 'ADDMEMBER' THEN q.data1 END AS data1,
            q.data2
        FROM agent_batch AS w
        JOIN logged_name AS n ON n.agent = w.agent
        CROSS JOIN role AS r
        JOIN public.queue_log_repo AS q
            ON q.agent = n.name
           AND q.event = r.event
           AND q.datetime >= CASE r.kind
                WHEN 'session' THEN w.session_from
                WHEN 'pause' THEN w.pause_from
                WHEN 'break' THEN w.break_from
                WHEN 'phone' THEN w.phone_from
                ELSE w.x0 - interval '7 days'
            END
           AND q.datetime <= w.x1 + interval '7 days'
        WHERE q.event = ANY (report.presence_events())
          AND (r.kind <> 'phone' OR q.event <> 'ADDMEMBER' OR q.data1 = 'PAUSED')
          AND report.in_calendar(q.datetime)
    ),
    -- A restart ends everything, so the events between two restarts are processed separately. From here on, the ids are
    -- the order of the events.
    ev AS MATERIALIZED (
        SELECT
            h.agent, h.kind, h.event, h.at,
            row_number() OVER happening AS id,
            h.opens, h.closes, h.queue, h.data1, h.data2,
            count(*) FILTER (WHERE h.agent IS NULL) OVER happening AS epoch
        FROM (
            SELECT * FROM happened
            UNION ALL
            SELECT NULL, NULL, s.event, s.datetime, report.written_source(s.import_id, s.origid), report.written_place(s.position, s.origid), s.id,
                false, 'restart', NULL, NULL, NULL
            FROM public.queue_log_repo AS s
            WHERE s.event = 'QUEUESTART'
              AND report.in_calendar(s.datetime)
              AND s.datetime >= (SELECT min(least(r.session_from, r.pause_from, r.break_from, r.phone_from, r.x0 - interval '7 days')) FROM agent_batch AS r)
              AND s.datetime <= (SELECT max(r.x1) FROM agent_batch AS r) + interval '7 days'
        ) AS h
        WINDOW happening AS (ORDER BY h.at, h.source, h.place, h.id ROWS UNBOUNDED PRECEDING)
    ),
    restart AS (
        SELECT e.epoch - 1 AS epoch, e.at FROM ev AS e WHERE e.agent IS NULL
    ),

    -- Sessions, pauses and breaks: a second beginning changes nothing.
    walked AS (
        SELECT e.*, report.open_since(e.opens, e.at) OVER (PARTITION BY e.agent, e.kind, e.epoch ORDER BY e.at, e.id ROWS UNBOUNDED PRECEDING) AS since
        FROM ev AS e
        WHERE e.kind IN ('session', 'pause', 'break')
    ),
    found AS (
        SELECT w.*, lag(w.since) OVER (PARTITION BY w.agent, w.kind, w.epoch ORDER BY w.at, w.id) AS found_since
        FROM walked AS w
    ),
    step AS (
        SELECT
            f.*,
            f.opens AND coalesce(f.found_since + interval '7 days' <= f.at, true) AS begins,
            NOT f.opens AND coalesce(f.found_since + interval '7 days' >= f.at, false) AS ends
        FROM found AS f
    ),
    numbered AS (
        SELECT s.*, count(*) FILTER (WHERE s.begins) OVER (PARTITION BY s.agent, s.kind, s.epoch ORDER BY s.at, s.id ROWS UNBOUNDED PRECEDING) AS nth
        FROM step AS s
    ),
    logged AS (
        SELECT
            n.agent, n.kind, n.epoch,
            min(n.at) FILTER (WHERE n.begins) AS started_at,
            min(n.id) FILTER (WHERE n.begins) AS id,
            min(n.at) FILTER (WHERE n.ends) AS closed_at,
            min(n.closes) FILTER (WHERE n.ends) AS closed_by,
            min(n.data1) FILTER (WHERE n.begins) AS data1,
            min(n.data2) FILTER (WHERE n.begins) AS data2
        FROM numbered AS n
        WHERE n.begins OR n.ends
        GROUP BY n.agent, n.kind, n.epoch, n.nth
    ),
    plain AS (
        SELECT l.agent, l.kind, l.started_at, l.id, e.ended_at, e.closed_by, l.data1, l.data2
        FROM logged AS l
        LEFT JOIN restart AS r ON r.epoch = l.epoch
        CROSS JOIN LATERAL report.end_of(l.started_at, l.closed_at, l.closed_by, r.at, latest) AS e
    ),
    -- A logoff without a login implies a session of the length that it states, but not before the end of the previous session.
    ending AS (
        SELECT p.agent, p.started_at AS at, p.id, coalesce(p.ended_at, p.started_at + interval '7 days') AS ended_at, NULL::text AS event, NULL::text AS closes, NULL::text AS data1, NULL::text AS data2
        FROM plain AS p
        WHERE p.kind = 'session'
        UNION ALL
        SELECT n.agent, n.at, n.id, n.at, n.event, n.closes, n.data1, n.data2
        FROM numbered AS n
        WHERE n.kind = 'session' AND NOT n.opens AND NOT n.ends
    ),
    reaching AS (
        SELECT
            e.*,
            max(e.ended_at) OVER (PARTITION BY e.agent ORDER BY e.at, e.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ended_before,
            CASE e.event
                WHEN 'AGENTLOGOFF' THEN coalesce(report.seconds(e.data1), report.seconds(e.data2))
                ELSE coalesce(report.seconds(e.data2), report.seconds(e.data1))
            END AS logintime
        FROM ending AS e
    ),

    -- Pauses of the telephony, separately between two events that end all of them.
    phoned AS (
        SELECT
            e.*,
            count(*) FILTER (WHERE e.event NOT IN ('PAUSE', 'UNPAUSE', 'PAUSEALL')) OVER (
                PARTITION BY e.agent, e.epoch ORDER BY e.at, e.id ROWS UNBOUNDED PRECEDING) AS part
        FROM ev AS e
        WHERE e.kind = 'phone'
    ),
    by_queue AS (
        SELECT
            p.*,
            lag(p.opens) OVER queue AS after_pause, lag(p.at) OVER queue AS after_at,
            lead(p.opens) OVER queue AS before_pause, lead(p.at) OVER queue AS before_at
        FROM phoned AS p
        WHERE p.event IN ('PAUSE', 'UNPAUSE')
        WINDOW queue AS (PARTITION BY p.agent, p.epoch, p.part, p.queue ORDER BY p.at, p.id)
    ),
    -- Number of paused queues; an UNPAUSE that leaves none ends PAUSEALL.
    change AS (
        SELECT b.agent, b.epoch, b.part, b.at, 1 AS after_limits, b.id, 1 AS queues, false AS frees
        FROM by_queue AS b
        WHERE b.opens AND NOT coalesce(b.after_pause AND b.after_at + interval '7 days' > b.at, false)
        UNION ALL
        SELECT b.agent, b.epoch, b.part, b.at + interval '7 days', 0, b.id, -1, false
        FROM by_queue AS b
        WHERE b.opens AND coalesce(b.before_at > b.at + interval '7 days' OR b.before_pause AND b.before_at = b.at + interval '7 days', true)
        UNION ALL
        SELECT b.agent, b.epoch, b.part, b.at, 1, b.id, -1, true
        FROM by_queue AS b
        WHERE NOT b.opens AND b.after_pause AND b.after_at + interval '7 days' >= b.at
    ),
    counted AS (
        SELECT c.*, sum(c.queues) OVER (PARTITION BY c.agent, c.epoch, c.part ORDER BY c.at, c.after_limits, c.id ROWS UNBOUNDED PRECEDING) AS paused
        FROM change AS c
    ),
    -- Each PAUSE, PAUSEALL and ADDMEMBER begins a span of its own.
    keyed AS (
        SELECT e.agent, e.kind, e.epoch, 0 AS part, e.queue AS key, e.at, e.id, e.opens, e.closes, NULL::text AS data1
        FROM ev AS e
        WHERE e.kind = 'member'
        UNION ALL
        SELECT p.agent, p.kind, p.epoch, p.part, CASE p.event WHEN 'PAUSEALL' THEN 'all' ELSE 'queue ' || p.queue END, p.at, p.id, p.opens, p.closes, p.data1
        FROM phoned AS p
        WHERE p.event IN ('PAUSE', 'UNPAUSE', 'PAUSEALL')
        UNION ALL
        SELECT c.agent, 'phone', c.epoch, c.part, 'all', c.at, c.id, false, 'unpause', NULL
        FROM counted AS c
        WHERE c.frees AND c.paused = 0
    ),
    -- Backwards, so that each row is read once.
    bounded AS (
        SELECT
            k.*,
            min(k.at) FILTER (WHERE NOT k.opens) OVER (
                PARTITION BY k.agent, k.kind, k.epoch, k.part, k.key
                ORDER BY k.at DESC, k.id DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS closed_at
        FROM keyed AS k
    )
    SELECT p.agent, p.kind, p.started_at, p.id, p.ended_at, p.closed_by, false,
        CASE WHEN p.kind = 'break' OR p.kind = 'pause' AND report.seconds(p.data1) IS NULL THEN nullif(p.data1, '') END,
        CASE WHEN p.kind = 'break' THEN nullif(p.data2, '') END, NULL
    FROM plain AS p
    UNION ALL
    SELECT r.agent, 'session', greatest(r.at - interval '1 second' * least(coalesce(r.logintime, 0), 604800), r.ended_before), r.id, r.at, r.closes, true, NULL, NULL, NULL
    FROM reaching AS r
    WHERE r.event IS NOT NULL
    UNION ALL
    -- On a day with any such row, the telephony's own pauses are ignored.
    SELECT e.agent, e.kind, e.at, e.id, e.at, NULL, false, NULL, NULL, NULL
    FROM ev AS e
    WHERE e.kind = 'session' OR e.kind IN ('pause', 'break') AND e.event NOT IN ('AGENTLOGOFF', 'AGENTCALLBACKLOGOFF')
    UNION ALL
    SELECT b.agent, b.kind, b.at, b.id, e.ended_at, e.closed_by, false, nullif(b.data1, ''), NULL, b.key
    FROM bounded AS b
    LEFT JOIN phoned AS p
        ON b.kind = 'phone' AND p.agent = b.agent AND p.epoch = b.epoch AND p.part = b.part + 1
       AND p.event NOT IN ('PAUSE', 'UNPAUSE', 'PAUSEALL')
    LEFT JOIN restart AS r ON r.epoch = b.epoch
    CROSS JOIN LATERAL report.end_of(
        b.at,
        coalesce(b.closed_at, p.at),
        CASE WHEN b.closed_at IS NULL THEN p.closes WHEN b.kind = 'member' THEN 'removed' ELSE 'unpause' END,
        r.at, latest) AS e
    WHERE b.opens;
END
$$;

ALTER FUNCTION report.build_spells(latest timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.build_spells(latest timestamp with time zone) IS 'Processes the events of the agents in agent_batch in order and writes the logged spans to logged_spell, before precedence of days and breaks is applied.';

CREATE FUNCTION report.contact_numbers(contact text) RETURNS SETOF text
    LANGUAGE sql STABLE ROWS 1
    AS $_$
    SELECT contact
    UNION
    SELECT '+' || substr(contact, 3)
    WHERE contact ~ '^00[1-9][0-9]{5,17}$'
    UNION
    -- Fewer digits are an extension or a short number, which has one spelling.
    SELECT '+' || p.code || CASE WHEN p.trunk <> '' AND starts_with(contact, p.trunk) THEN substr(contact, 1 + length(p.trunk)) ELSE contact END
    FROM app.country_prefix AS p
    WHERE contact ~ '^[0-9]{7,15}$' AND contact !~ '^00'
    UNION
    SELECT '+' || contact
    FROM app.country_prefix AS p
    WHERE contact ~ '^[0-9]{7,15}$' AND starts_with(contact, p.code)
$_$;

ALTER FUNCTION report.contact_numbers(contact text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.contact_numbers(contact text) IS 'The numbers that a contact may be, in the form in which numbers are compared: as given, and as read in each country in use.';

CREATE FUNCTION report.contact_spellings(contact text) RETURNS SETOF text
    LANGUAGE sql STABLE ROWS 1
    AS $$
    WITH n AS (SELECT report.contact_numbers(contact) AS number)
    SELECT number FROM n
    UNION
    SELECT unnest(ARRAY[substr(number, 2), '00' || substr(number, 2)]) FROM n WHERE starts_with(number, '+')
    UNION
    SELECT unnest(ARRAY[substr(number, 2 + length(p.code)), p.trunk || substr(number, 2 + length(p.code))])
    FROM n
    JOIN app.country_prefix AS p ON starts_with(number, '+' || p.code)
$$;

ALTER FUNCTION report.contact_spellings(contact text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.contact_spellings(contact text) IS 'All spellings of the numbers that a contact may be, in every country in use. is_contact() excludes those that are another number in the country of their campaign.';

CREATE FUNCTION report.covered_seconds(times tstzmultirange) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT sum(extract(epoch FROM upper(r.span) - lower(r.span))) FROM unnest(times) AS r (span) $$;

ALTER FUNCTION report.covered_seconds(times tstzmultirange) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.covered_seconds(times tstzmultirange) IS 'Seconds in a set of times, where overlapping times count once; NULL if the set is empty.';

CREATE FUNCTION report.day_of(at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT date_trunc('day', at, 'UTC') $$;

ALTER FUNCTION report.day_of(at timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.day_of(at timestamp with time zone) IS 'Midnight UTC before a time.';

CREATE FUNCTION report.end_of(began timestamp with time zone, ended timestamp with time zone, ended_by text, restarted timestamp with time zone, latest timestamp with time zone) RETURNS TABLE(ended_at timestamp with time zone, closed_by text)
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

ALTER FUNCTION report.end_of(began timestamp with time zone, ended timestamp with time zone, ended_by text, restarted timestamp with time zone, latest timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.end_of(began timestamp with time zone, ended timestamp with time zone, ended_by text, restarted timestamp with time zone, latest timestamp with time zone) IS 'Time and cause of the end of a span: its end, else the next restart, else the limit of 7 days; NULL while it is open.';

CREATE FUNCTION report.erlang_a_agents(load double precision, aht double precision, patience double precision, threshold double precision, target double precision) RETURNS public.int_or_null
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
DECLARE
    few integer := ceil(load * target / 100) - 1; -- even if they never pause, fewer agents cannot serve enough calls
    enough integer;
    step integer := 1;
    middle integer;
BEGIN
    IF load = 0 THEN
        RETURN 0;
    ELSIF NOT (load > 1e-9 AND load <= 10000 AND aht > 1e-6 AND aht < 1e9 AND patience > 1e-6 AND patience < 1e12
            AND threshold >= 0 AND threshold < 1e9 AND target > 0 AND target < 100) THEN
        RETURN NULL;
    END IF;
    enough := few + 1;
    WHILE NOT report.erlang_a_suffices(enough, load, aht, patience, threshold, target / 100) LOOP
        few := enough;
        enough := enough + step;
        step := 2 * step;
    END LOOP;
    WHILE enough - few > 1 LOOP
        middle := (few + enough) / 2;
        IF report.erlang_a_suffices(middle, load, aht, patience, threshold, target / 100) THEN
            enough := middle;
        ELSE
            few := middle;
        END IF;
    END LOOP;
    RETURN enough;
END
$$;

ALTER FUNCTION report.erlang_a_agents(load double precision, aht double precision, patience double precision, threshold double precision, target double precision) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.erlang_a_agents(load double precision, aht double precision, patience double precision, threshold double precision, target double precision) IS 'The smallest number of agents by Erlang A (M/M/n+M: a caller gives up after an exponential time, on average patience seconds) with which target percent of all calls are answered within threshold seconds, those given up counting as missed. load a: calls a second times aht, their mean handling time in seconds. NULL if the load exceeds 10,000, or the target is not between 0 and 100.';

CREATE FUNCTION report.erlang_a_suffices(agents integer, load double precision, aht double precision, patience double precision, threshold double precision, target double precision) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
DECLARE
    impatience double precision := aht / patience; -- waiting callers give up at this rate; calls end at rate 1
    late double precision := 1 - exp(greatest(-threshold / patience, -700)); -- share that has given up by the threshold
    state double precision := 1; -- probability that k wait, relative to that of all agents busy and none waiting
    log_term double precision := -threshold / aht * (agents + impatience);
    missed double precision := 0; -- probability that those ahead of the next caller are not gone by the threshold
    served double precision; -- probability that the next caller is served by then
    surplus double precision := (1 / report.erlang_b(agents, load) - 1) * (1 - target); -- of the callers who need not wait
    next double precision; -- ratio of the next state's probability to this one's
    k integer := 0;
BEGIN
    LOOP
        missed := least(missed + exp(greatest(log_term, -700)), 1);
        served := agents / (agents + impatience * (k + 1)) * (1 - missed);
        surplus := surplus + state * (served - target);
        next := load / (agents + impatience * (k + 1));
        -- All following states have a lower probability of service than this one.
        IF served < target AND surplus < 0 THEN
            RETURN false;
        ELSIF next < 1 AND surplus >= target * state * next / (1 - next) OR state < 1e-200 THEN
            RETURN surplus >= 0;
        END IF;
        k := k + 1;
        state := state * next;
        log_term := log_term + ln(greatest((agents / impatience + k) / k * late, 1e-300));
        IF state > 1e100 THEN
            state := state * 1e-100;
            surplus := CASE WHEN abs(surplus) > 1e-100 THEN surplus * 1e-100 ELSE 0 END;
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION report.erlang_a_suffices(agents integer, load double precision, aht double precision, patience double precision, threshold double precision, target double precision) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.erlang_a_suffices(agents integer, load double precision, aht double precision, patience double precision, threshold double precision, target double precision) IS 'Whether this many agents serve the share target (0 to 1) of all calls within threshold seconds by Erlang A (M/M/n+M). A caller who finds k waiting is served once those and one call in hand are gone, which takes the sum of exponential times of rates n/aht + j/patience, j = 0 to k; exp(-sum/patience) is Beta(n patience/aht, k + 1), so that the share served in time within state k is n / (n + (k+1) aht/patience) times P(Beta(n patience/aht + 1, k + 1) > exp(-threshold/patience)), a finite sum that grows by one term a state.';

CREATE FUNCTION report.erlang_b(agents integer, load double precision) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
DECLARE
    blocked double precision := 1;
BEGIN
    FOR n IN 1..agents LOOP
        -- The lower bound prevents a floating-point underflow, which is an error in PostgreSQL.
        blocked := greatest(load * blocked / (n + load * blocked), 1e-200);
    END LOOP;
    RETURN blocked;
END
$$;

ALTER FUNCTION report.erlang_b(agents integer, load double precision) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.erlang_b(agents integer, load double precision) IS 'Erlang B: the probability that all agents are busy if no caller waits (M/M/n/n), by the recursion B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)). The load a is calls per second times their mean handling time in seconds.';

CREATE FUNCTION report.erlang_c_agents(load double precision, aht double precision, threshold double precision, target double precision) RETURNS public.int_or_null
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
DECLARE
    n integer := 0;
    blocked double precision := 1; -- Erlang B of n agents
    waiting double precision;
BEGIN
    IF load = 0 THEN
        RETURN 0;
    ELSIF NOT (load > 1e-9 AND load <= 10000 AND aht > 1e-6 AND aht < 1e9 AND threshold >= 0 AND threshold < 1e9 AND target > 0 AND target < 100) THEN
        RETURN NULL;
    END IF;
    LOOP
        n := n + 1;
        blocked := load * blocked / (n + load * blocked);
        CONTINUE WHEN n <= load; -- the queue would grow without bound
        waiting := blocked / (1 - load / n * (1 - blocked));
        IF 100 * (1 - waiting * exp(greatest(-(n - load) * threshold / aht, -700))) >= target THEN
            RETURN n;
        END IF;
    END LOOP;
END
$$;

ALTER FUNCTION report.erlang_c_agents(load double precision, aht double precision, threshold double precision, target double precision) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.erlang_c_agents(load double precision, aht double precision, threshold double precision, target double precision) IS 'The smallest number of agents by Erlang C (M/M/n: no caller gives up) with which target percent of calls wait at most threshold seconds. The load a is calls per second times aht, their mean handling time in seconds. Service level of n > a agents: 1 - C exp(-(n - a) threshold / aht), with the probability of waiting C = B / (1 - a/n (1 - B)) and B of Erlang B by its recursion. NULL if the load exceeds 10,000, or the target is not between 0 and 100.';

CREATE FUNCTION report.fresh_campaigns(horizon xid8, done pg_snapshot) RETURNS SETOF text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;

ALTER FUNCTION report.fresh_campaigns(horizon xid8, done pg_snapshot) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.fresh_campaigns(horizon xid8, done pg_snapshot) IS 'Campaigns named by rows that were written since a snapshot.';

CREATE FUNCTION report.hold_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{HOLD,UNHOLD,PHONESTARHOLDIN,PHONESTARTHOLDIN,PHONESTARHOLDOUT,PHONESTARTHOLDOUT,PHONEENDHOLDIN,PHONEENDHOLDOUT,FINISHWRAPUP}'::text[] $$;

ALTER FUNCTION report.hold_events() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.hold_events() IS 'Events of hold and wrap-up.';

CREATE FUNCTION report.in_calendar(at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT at >= '0100-01-01+00' AND at < '10000-01-01+00' $$;

ALTER FUNCTION report.in_calendar(at timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.in_calendar(at timestamp with time zone) IS 'Whether a time can be computed with. Infinity and the distant past and future are stored as facts, but ignored in derived relations.';

CREATE FUNCTION report.interaction_limit(channel text) RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE channel WHEN 'email' THEN interval '30 days' ELSE interval '24 hours' END $$;

ALTER FUNCTION report.interaction_limit(channel text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.interaction_limit(channel text) IS 'Maximum length of an interaction of a channel.';

CREATE FUNCTION report.interaction_step(w report.visit_walk, kind text, at timestamp with time zone, lasts interval, by_kind boolean) RETURNS report.visit_walk
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

ALTER FUNCTION report.interaction_step(w report.visit_walk, kind text, at timestamp with time zone, lasts interval, by_kind boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.interaction_step(w report.visit_walk, kind text, at timestamp with time zone, lasts interval, by_kind boolean) IS 'Aggregate step over the events of an interaction in a campaign, in order: determines the visit of an event and its effect.';

CREATE FUNCTION report.is_contact(logged text, of_queue text, contact text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT logged = contact OR EXISTS (
        SELECT
        FROM report.contact_numbers(contact) AS n (number)
        WHERE logged = ANY (report.number_spellings(n.number, of_queue)))
$$;

ALTER FUNCTION report.is_contact(logged text, of_queue text, contact text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.is_contact(logged text, of_queue text, contact text) IS 'Whether a number or address that was logged for a queue is a contact, by the country of the queue.';

CREATE FUNCTION report.last_end(who text, before timestamp with time zone, events text[]) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT coalesce(max(q.datetime), '-infinity')
    FROM public.queue_log_repo AS q
    WHERE q.agent IN (SELECT report.names_of(who))
      AND q.event = ANY (events)
      AND q.event = ANY (report.presence_events())
      AND q.datetime < before
      AND report.in_calendar(q.datetime)
$$;

ALTER FUNCTION report.last_end(who text, before timestamp with time zone, events text[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.last_end(who text, before timestamp with time zone, events text[]) IS 'Time of an agent''s last event of the given kinds before a time.';

CREATE FUNCTION report.logoff_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{AGENTLOGOFF,AGENTCALLBACKLOGOFF}'::text[] $$;

ALTER FUNCTION report.logoff_events() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.logoff_events() IS 'Events that log an agent off and end all pauses.';

CREATE FUNCTION report.mark_calls_beside_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) RETURNS timestamp with time zone[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION report.mark_calls_beside_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.mark_calls_beside_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) IS 'Marks rows of calls outside a range to rebuild as newly written, if events of the range determine them. Returns the quarters of an hour of the visits that it removed.';

CREATE FUNCTION report.mark_rows_of_changed_aliases() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
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

ALTER FUNCTION report.mark_rows_of_changed_aliases() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.mark_rows_of_changed_aliases() IS 'Marks the rows of an interface whose agent has changed as newly written, so that a refresh takes them.';

CREATE FUNCTION report.name_or_empty(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN value IS NULL OR value = 'NONE' THEN '' ELSE value END $$;

ALTER FUNCTION report.name_or_empty(value text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.name_or_empty(value text) IS 'A queue or agent as logged; NONE and NULL become the empty text.';

CREATE FUNCTION report.names_of(who text) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT a.interface FROM app.agent_alias AS a WHERE a.agent = who
    UNION
    SELECT who WHERE NOT EXISTS (SELECT 1 FROM app.agent_alias AS a WHERE a.interface = who)
    UNION
    SELECT 'NONE' WHERE who = ''
$$;

ALTER FUNCTION report.names_of(who text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.names_of(who text) IS 'Names of an agent in the log.';

CREATE FUNCTION report.next_end(who text, after timestamp with time zone, events text[]) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT coalesce(report.day_of(min(q.datetime)) + interval '2 days', 'infinity')
    FROM public.queue_log_repo AS q
    WHERE q.agent IN (SELECT report.names_of(who))
      AND q.event = ANY (events)
      AND q.event = ANY (report.presence_events())
      AND q.datetime > after
      AND report.in_calendar(q.datetime)
$$;

ALTER FUNCTION report.next_end(who text, after timestamp with time zone, events text[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.next_end(who text, after timestamp with time zone, events text[]) IS 'The day after an agent''s first event of the given kinds after a time.';

CREATE FUNCTION report.number_spellings(number text, of_queue text) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    SELECT CASE WHEN left(number, 1) <> '+' THEN ARRAY[number] ELSE
        ARRAY[number, substr(number, 2), '00' || substr(number, 2)] || coalesce((
            SELECT ARRAY[substr(number, 2 + length(p.code))]
                || CASE WHEN p.trunk <> '' THEN ARRAY[p.trunk || substr(number, 2 + length(p.code))] END
            FROM app.country_prefix AS p
            WHERE p.country = report.queue_country(of_queue)
              AND left(number, 1 + length(p.code)) = '+' || p.code), '{}')
    END
$$;

ALTER FUNCTION report.number_spellings(number text, of_queue text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.number_spellings(number text, of_queue text) IS 'Spellings of a number in the country of a queue: itself, the international forms, and the national forms.';

CREATE FUNCTION report.open_since_step(since timestamp with time zone, opens boolean, at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF NOT opens THEN
        RETURN NULL;
    END IF;
    -- An open span stays open for at most 7 days.
    IF since + interval '168 hours' > at THEN
        RETURN since;
    END IF;
    RETURN at;
END
$$;

ALTER FUNCTION report.open_since_step(since timestamp with time zone, opens boolean, at timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.open_since_step(since timestamp with time zone, opens boolean, at timestamp with time zone) IS 'Aggregate step over beginnings and ends in order: since when a session, pause or break is open.';

CREATE FUNCTION report.part_step(w report.part_walk, event text, at timestamp with time zone, agent text) RETURNS report.part_walk
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

ALTER FUNCTION report.part_step(w report.part_walk, event text, at timestamp with time zone, agent text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.part_step(w report.part_walk, event text, at timestamp with time zone, agent text) IS 'Aggregate step over the events that assign an interaction to agents, in order: determines which parts begin and end.';

CREATE FUNCTION report.percent(part numeric, whole numeric) RETURNS public.numeric_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT round(100 * part / nullif(whole, 0), 2) $$;

ALTER FUNCTION report.percent(part numeric, whole numeric) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.percent(part numeric, whole numeric) IS 'A rate in percent, rounded to 2 decimals; NULL if the whole is 0.';

CREATE FUNCTION report.place_agent_windows(settled timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    ANALYZE stale_agent;
    -- From the day of the event, or the beginning that a logoff states, to the time after which nothing can differ: 14
    -- days later, because a pause of the telephony ends another one after at most 7 days; for a session the next logoff,
    -- for a pause its next end. Also a day without changes before and after.
    INSERT INTO stale_agent_days
    WITH reach AS (
        SELECT
            t.*,
            tstzrange(
                report.day_of(t.first_at - CASE WHEN t.sessions THEN interval '7 days' ELSE interval '0' END) - interval '1 day',
                report.day_of(t.last_at) + interval '16 days') AS days
        FROM stale_agent AS t
        WHERE t.agent <> ''
    ),
    island AS (
        SELECT r.agent, days
        FROM (SELECT agent, range_agg(days) AS reached FROM reach GROUP BY agent) AS r
        CROSS JOIN LATERAL unnest(r.reached) AS days
    ),
    wanted AS (
        SELECT i.agent, i.days, max(r.last_at) AS last_at, bool_or(r.sessions) AS sessions, bool_or(r.pauses) AS pauses, bool_or(r.breaks) AS breaks
        FROM island AS i
        JOIN reach AS r ON r.agent = i.agent AND r.days <@ i.days
        GROUP BY i.agent, i.days
    ),
    placed AS (
        SELECT
            w.agent,
            tstzrange(lower(w.days), CASE
                WHEN upper(w.days) < settled - interval '8 days' THEN greatest(
                    upper(w.days),
                    CASE WHEN w.sessions THEN report.next_end(w.agent, w.last_at, report.logoff_events()) END,
                    CASE WHEN w.pauses THEN report.next_end(w.agent, w.last_at, report.logoff_events() || '{REALUNPAUSE}'::text[]) END,
                    CASE WHEN w.breaks THEN report.next_end(w.agent, w.last_at, report.logoff_events() || '{UNBREAK}'::text[]) END)
                ELSE 'infinity'
            END) AS days
        FROM wanted AS w
    ),
    joined AS (
        SELECT p.agent, CASE WHEN count(*) > 8 THEN tstzmultirange(range_merge(range_agg(p.days))) ELSE range_agg(p.days) END AS days
        FROM placed AS p
        GROUP BY p.agent
    )
    SELECT j.agent, lower(span), CASE WHEN upper(span) < settled - interval '8 days' THEN upper(span) ELSE 'infinity' END
    FROM joined AS j
    CROSS JOIN LATERAL unnest(j.days) AS span;
END
$$;

ALTER FUNCTION report.place_agent_windows(settled timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.place_agent_windows(settled timestamp with time zone) IS 'Computes the days to rebuild from the stale ranges of agents; from a week before the settled time, to the end.';

CREATE FUNCTION report.place_sweeps(settled timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    ANALYZE changed_agent_time;
    DELETE FROM agent_time_window;
    -- From the beginning of the stored piece in which, or at whose end, a change begins, to the end of the piece in which
    -- it ends. Other pieces do not change.
    INSERT INTO agent_time_window
    WITH changed AS (
        SELECT c.agent, lower(span) AS first_at, CASE WHEN upper(span) < settled THEN upper(span) ELSE 'infinity' END AS last_at
        FROM (SELECT c.agent, range_agg(tstzrange(c.first_at, c.last_at, '[]')) AS spans FROM changed_agent_time AS c GROUP BY c.agent) AS c
        CROSS JOIN LATERAL unnest(c.spans) AS span
    ),
    widened AS (
        SELECT
            c.agent,
            tstzrange(
                CASE WHEN b.ended_at >= c.first_at OR b.agent IS NOT NULL AND b.ended_at IS NULL THEN b.started_at ELSE c.first_at END,
                CASE WHEN e.ended_at > c.last_at THEN e.ended_at WHEN e.agent IS NOT NULL AND e.ended_at IS NULL THEN 'infinity' ELSE c.last_at END) AS span
        FROM changed AS c
        LEFT JOIN LATERAL (
            SELECT t.agent, t.started_at, t.ended_at FROM report.agent_time AS t
            WHERE t.agent = c.agent AND t.started_at < c.first_at ORDER BY t.started_at DESC LIMIT 1) AS b ON true
        LEFT JOIN LATERAL (
            SELECT t.agent, t.ended_at FROM report.agent_time AS t
            WHERE t.agent = c.agent AND t.started_at <= c.last_at ORDER BY t.started_at DESC LIMIT 1) AS e ON true
    )
    SELECT w.agent, lower(span), upper(span)
    FROM (SELECT w.agent, range_agg(w.span) AS spans FROM widened AS w GROUP BY w.agent) AS w
    CROSS JOIN LATERAL unnest(w.spans) AS span;
    -- Open pieces are not cut at midnight, so if the last piece may become open, from its beginning.
    LOOP
        UPDATE agent_time_window AS w
        SET v0 = b.started_at
        FROM agent_time_window AS o
        CROSS JOIN LATERAL (
            SELECT t.started_at, t.ended_at FROM report.agent_time AS t
            WHERE t.agent = o.agent AND t.started_at < o.v0 ORDER BY t.started_at DESC LIMIT 1) AS b
        WHERE w.agent = o.agent AND w.v0 = o.v0
          AND w.v1 = 'infinity' AND w.v0 = report.day_of(w.v0) AND b.ended_at = w.v0;
        EXIT WHEN NOT FOUND;
    END LOOP;
    WITH placed AS (
        DELETE FROM agent_time_window AS w RETURNING w.agent, w.v0, w.v1
    )
    INSERT INTO agent_time_window
    SELECT w.agent, lower(span), upper(span)
    FROM (SELECT p.agent, range_agg(tstzrange(p.v0, p.v1)) AS spans FROM placed AS p GROUP BY p.agent) AS w
    CROSS JOIN LATERAL unnest(w.spans) AS span;
    ANALYZE agent_time_window;
END
$$;

ALTER FUNCTION report.place_sweeps(settled timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.place_sweeps(settled timestamp with time zone) IS 'Converts the changes of agents to the stretches of time to rebuild; a stretch that reaches the settled time extends to the end.';

CREATE FUNCTION report.prepare_agents() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET client_min_messages TO 'warning'
    AS $$
BEGIN
    IF to_regclass('pg_temp.stale_agent') IS NULL THEN
        -- Agents whose sessions and pauses may have changed, by events between two times, with their kinds.
        CREATE TEMPORARY TABLE stale_agent (agent text, first_at timestamptz, last_at timestamptz, sessions boolean, pauses boolean, breaks boolean) ON COMMIT DELETE ROWS;
        -- Days of an agent to rebuild, including a day without changes before and after.
        CREATE TEMPORARY TABLE stale_agent_days (agent text, x0 timestamptz, x1 timestamptz) ON COMMIT DELETE ROWS;
        -- The current windows, and the time from which their events are read.
        CREATE TEMPORARY TABLE agent_batch (agent text, x0 timestamptz, x1 timestamptz,
            session_from timestamptz, pause_from timestamptz, break_from timestamptz, phone_from timestamptz) ON COMMIT DELETE ROWS;
        -- Their sessions, pauses and memberships as logged.
        CREATE TEMPORARY TABLE logged_spell (agent text, kind text, started_at timestamptz, id bigint, ended_at timestamptz, closed_by text,
            start_inferred boolean, reason text, comment text, key text) ON COMMIT DELETE ROWS;
        -- The resulting rows.
        CREATE TEMPORARY TABLE built_presence (agent text, kind text, started_at timestamptz, ended_at timestamptz, closed_by text,
            start_inferred boolean, reason text, comment text) ON COMMIT DELETE ROWS;
        -- Times at which the pieces of an agent may have changed.
        CREATE TEMPORARY TABLE changed_agent_time (agent text, first_at timestamptz, last_at timestamptz) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE agent_time_window (agent text, v0 timestamptz, v1 timestamptz) ON COMMIT DELETE ROWS;
        -- Calls whose holds may have changed, by callid or by guid.
        CREATE TEMPORARY TABLE stale_hold_call (callid text, guid text) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE built_hold (callid text, guid text, agent text, started_at timestamptz, ended_at timestamptz) ON COMMIT DELETE ROWS;
        CREATE TEMPORARY TABLE built_agent_time (agent text, started_at timestamptz, ended_at timestamptz, in_session boolean, paused boolean, on_break boolean,
            talking integer, holding integer, wrapping_up integer, outbound integer) ON COMMIT DELETE ROWS;
        -- The names of an agent in the log.
        CREATE TEMPORARY TABLE logged_name (agent text, name text) ON COMMIT DELETE ROWS;
    END IF;
    DELETE FROM stale_agent;
    DELETE FROM stale_agent_days;
    DELETE FROM changed_agent_time;
    DELETE FROM stale_hold_call;
END
$$;

ALTER FUNCTION report.prepare_agents() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.prepare_agents() IS 'Creates and empties the temporary tables of a refresh of the agents.';

CREATE FUNCTION report.presence_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{AGENTLOGIN,AGENTCALLBACKLOGIN,AGENTLOGOFF,AGENTCALLBACKLOGOFF,REALPAUSE,REALUNPAUSE,BREAK,UNBREAK,PAUSE,UNPAUSE,PAUSEALL,UNPAUSEALL,ADDMEMBER,REMOVEDMEMBER,REMOVEMEMBER}'::text[] $$;

ALTER FUNCTION report.presence_events() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.presence_events() IS 'Events of logins, pauses, breaks and membership of queues.';

CREATE FUNCTION report.quarter_of(at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT date_bin('15 minutes', at, '2000-01-01 00:00:00+00') $$;

ALTER FUNCTION report.quarter_of(at timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.quarter_of(at timestamp with time zone) IS 'Beginning of the quarter of an hour in UTC in which a time is.';

CREATE FUNCTION report.queue_country(of_queue text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(
        (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = of_queue AND s.campaign <> ''),
        (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = ''),
        '')
$$;

ALTER FUNCTION report.queue_country(of_queue text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.queue_country(of_queue text) IS 'Country in which the numbers of a queue''s callers are read; empty if there is none.';

CREATE FUNCTION report.queue_figures(range_from timestamp with time zone, range_to timestamp with time zone, step text DEFAULT NULL::text, tz text DEFAULT 'UTC'::text, sl_formula text DEFAULT 'abandons_missed'::text, sl_threshold integer DEFAULT 20, short_abandon integer DEFAULT 5, sl_exits boolean DEFAULT false) RETURNS TABLE(queue text, slot_start timestamp with time zone, offered bigint, answered bigint, abandoned bigint, short_abandoned bigint, waiting bigint, answer_rate numeric, abandon_rate numeric, service_level numeric, within_threshold bigint, asa_seconds numeric, wait_max_seconds numeric, talk_seconds numeric, hold_seconds numeric, wrapup_seconds numeric, aht_seconds numeric)
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

ALTER FUNCTION report.queue_figures(range_from timestamp with time zone, range_to timestamp with time zone, step text, tz text, sl_formula text, sl_threshold integer, short_abandon integer, sl_exits boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.queue_figures(range_from timestamp with time zone, range_to timestamp with time zone, step text, tz text, sl_formula text, sl_threshold integer, short_abandon integer, sl_exits boolean) IS 'Figures of each queue for calls that entered in the range, by day, week or month of a time zone or for the whole range: those of the report queue-summary, with the service level by any formula. Slots without a call have no row.';

CREATE TABLE report.queue_slot (
    slot_start timestamp with time zone NOT NULL,
    queue text NOT NULL,
    offered integer NOT NULL,
    answered integer NOT NULL,
    agent_ended integer NOT NULL,
    caller_ended integer NOT NULL,
    transferred integer NOT NULL,
    connected integer NOT NULL,
    abandoned integer NOT NULL,
    timed_out integer NOT NULL,
    exited_empty integer NOT NULL,
    exited_key integer NOT NULL,
    withdrawn integer NOT NULL,
    failed integer NOT NULL,
    dumped integer NOT NULL,
    lost integer NOT NULL,
    waiting integer NOT NULL,
    dumps integer NOT NULL,
    rings_missed integer NOT NULL,
    talked integer NOT NULL,
    positioned integer NOT NULL,
    positions bigint NOT NULL,
    answered_wait numeric NOT NULL,
    abandoned_wait numeric NOT NULL,
    other_wait numeric NOT NULL,
    wait_max numeric,
    talk numeric NOT NULL,
    handled numeric NOT NULL,
    hold numeric NOT NULL,
    wrapup numeric NOT NULL,
    answered_waits double precision[],
    abandoned_waits double precision[],
    exited_waits double precision[],
    withdrawn_waits double precision[]
)
PARTITION BY RANGE (slot_start);

ALTER TABLE report.queue_slot OWNER TO ccrepo_owner;

COMMENT ON TABLE report.queue_slot IS 'One row for each queue and quarter of an hour in UTC in which a call entered or an agent missed a ring: what report.queue_call and report.queue_ring give, computed by report.queue_slots. Reports over long ranges read it instead of the calls.';

COMMENT ON COLUMN report.queue_slot.slot_start IS 'Beginning of the quarter of an hour.';

COMMENT ON COLUMN report.queue_slot.queue IS 'Queue (campaign) that the call visited; empty if the log names none.';

COMMENT ON COLUMN report.queue_slot.offered IS 'Calls that entered.';

COMMENT ON COLUMN report.queue_slot.answered IS 'Calls that an agent took.';

COMMENT ON COLUMN report.queue_slot.agent_ended IS 'Calls with the outcome agent_ended.';

COMMENT ON COLUMN report.queue_slot.caller_ended IS 'Calls with the outcome caller_ended.';

COMMENT ON COLUMN report.queue_slot.transferred IS 'Calls with the outcome transferred.';

COMMENT ON COLUMN report.queue_slot.connected IS 'Calls with the outcome connected.';

COMMENT ON COLUMN report.queue_slot.abandoned IS 'Calls with the outcome abandoned.';

COMMENT ON COLUMN report.queue_slot.timed_out IS 'Calls with the outcome timed_out.';

COMMENT ON COLUMN report.queue_slot.exited_empty IS 'Calls with the outcome exited_empty.';

COMMENT ON COLUMN report.queue_slot.exited_key IS 'Calls with the outcome exited_key.';

COMMENT ON COLUMN report.queue_slot.withdrawn IS 'Calls with the outcome withdrawn.';

COMMENT ON COLUMN report.queue_slot.failed IS 'Calls with the outcome failed.';

COMMENT ON COLUMN report.queue_slot.dumped IS 'Calls with the outcome dumped.';

COMMENT ON COLUMN report.queue_slot.lost IS 'Calls with the outcome lost.';

COMMENT ON COLUMN report.queue_slot.waiting IS 'Calls with the outcome waiting.';

COMMENT ON COLUMN report.queue_slot.dumps IS 'Times that an agent hung up on a call during the announcement.';

COMMENT ON COLUMN report.queue_slot.rings_missed IS 'Rings that an agent missed, by their own time.';

COMMENT ON COLUMN report.queue_slot.talked IS 'Answered calls whose conversation is known.';

COMMENT ON COLUMN report.queue_slot.positioned IS 'Calls whose position at entry is known.';

COMMENT ON COLUMN report.queue_slot.positions IS 'Sum of the positions at entry.';

COMMENT ON COLUMN report.queue_slot.answered_wait IS 'Sum of the waits of answered calls, in seconds.';

COMMENT ON COLUMN report.queue_slot.abandoned_wait IS 'Sum of the waits of abandoned calls, in seconds.';

COMMENT ON COLUMN report.queue_slot.other_wait IS 'Sum of the waits of all other calls, in seconds.';

COMMENT ON COLUMN report.queue_slot.wait_max IS 'Longest wait of any call, in seconds; NULL if all still wait.';

COMMENT ON COLUMN report.queue_slot.talk IS 'Sum of the conversations of answered calls, in seconds.';

COMMENT ON COLUMN report.queue_slot.handled IS 'Sum of conversation and wrap-up of the answered calls whose conversation is known, in seconds.';

COMMENT ON COLUMN report.queue_slot.hold IS 'Sum of the times on hold, in seconds.';

COMMENT ON COLUMN report.queue_slot.wrapup IS 'Sum of the wrap-up times, in seconds.';

COMMENT ON COLUMN report.queue_slot.answered_waits IS 'Waits of answered calls in seconds, ascending, one for each call; width_bucket(t, answered_waits) counts those of at most t. NULL if there is none.';

COMMENT ON COLUMN report.queue_slot.abandoned_waits IS 'Waits of abandoned calls, likewise.';

COMMENT ON COLUMN report.queue_slot.exited_waits IS 'Waits of calls that timed out, left, failed, were dumped or were lost, likewise.';

COMMENT ON COLUMN report.queue_slot.withdrawn_waits IS 'Waits of withdrawn calls, likewise.';

CREATE FUNCTION report.queue_slots(range_from timestamp with time zone, range_to timestamp with time zone, bounds timestamp with time zone[]) RETURNS SETOF report.queue_slot
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

ALTER FUNCTION report.queue_slots(range_from timestamp with time zone, range_to timestamp with time zone, bounds timestamp with time zone[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.queue_slots(range_from timestamp with time zone, range_to timestamp with time zone, bounds timestamp with time zone[]) IS 'Rows as in report.queue_slot, computed from the calls and rings of a range: by quarters of an hour, or, if bounds are given, by the pieces that begin at these.';

CREATE FUNCTION report.queue_sums(range_from timestamp with time zone, range_to timestamp with time zone, rollup_from timestamp with time zone, rollup_to timestamp with time zone, bounds timestamp with time zone[]) RETURNS SETOF report.queue_slot
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT s.* FROM report.queue_slot AS s WHERE s.slot_start >= rollup_from AND s.slot_start < rollup_to
    UNION ALL
    SELECT v.* FROM report.queue_slots(range_from, least(rollup_from, range_to), bounds) AS v
    UNION ALL
    SELECT v.* FROM report.queue_slots(greatest(rollup_to, range_from), range_to, bounds) AS v
$$;

ALTER FUNCTION report.queue_sums(range_from timestamp with time zone, range_to timestamp with time zone, rollup_from timestamp with time zone, rollup_to timestamp with time zone, bounds timestamp with time zone[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.queue_sums(range_from timestamp with time zone, range_to timestamp with time zone, rollup_from timestamp with time zone, rollup_to timestamp with time zone, bounds timestamp with time zone[]) IS 'Rows of report.queue_slot for a range: stored ones of the quarters of an hour from rollup_from to rollup_to, the rest computed from the calls, by the pieces that begin at bounds. If rollup_from and rollup_to are not after range_from, all is computed.';

CREATE FUNCTION report.refresh(rebuild_from timestamp with time zone DEFAULT NULL::timestamp with time zone, rebuild_to timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

ALTER FUNCTION report.refresh(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.refresh(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) IS 'Brings the derived relations up to date with the rows that were written since the last refresh, and rebuilds those of the range, if one is given. Returns the number of calls rebuilt.';

CREATE FUNCTION report.refresh_agents(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET jit TO 'off'
    AS $$
DECLARE
    done app.refresh;
    horizon xid8;
    seen pg_snapshot;
    latest timestamptz;
    whole boolean;
BEGIN
    PERFORM report.prepare_agents();
    -- Every statement below sees at least the rows of this snapshot; rows beyond it are processed again next time.
    seen := pg_current_snapshot();
    SELECT * INTO done FROM app.refresh AS r WHERE r.relation = 'agent_time';
    IF pg_snapshot_xmax(done.snapshot) > pg_snapshot_xmax(seen) THEN
        -- The database was restored into another cluster, whose transaction ids start again.
        done := NULL;
    END IF;
    horizon := coalesce(pg_snapshot_xmin(done.snapshot), '0'::xid8);
    SELECT r.as_of INTO latest FROM app.refresh AS r WHERE r.relation = 'queue_call';
    whole := done.snapshot IS NULL OR done.as_of IS NULL OR coalesce(rebuild_from = '-infinity' AND rebuild_to = 'infinity', false);

    IF whole THEN
        DELETE FROM report.agent_session;
        DELETE FROM report.agent_pause;
        DELETE FROM report.agent_time;
        DELETE FROM app.agent_hold;
        INSERT INTO stale_agent_days
        SELECT DISTINCT coalesce(a.agent, report.name_or_empty(q.agent)), '-infinity'::timestamptz, 'infinity'::timestamptz
        FROM public.queue_log_repo AS q
        LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
        WHERE q.event = ANY (report.presence_events());
    ELSE
        PERFORM report.touch_by_rows(horizon, done.snapshot);
        PERFORM report.touch_by_time(done.as_of, latest);
        IF rebuild_from < rebuild_to THEN
            PERFORM report.touch_by_range(rebuild_from, rebuild_to);
        END IF;
        PERFORM report.place_agent_windows(least(done.as_of, latest));
    END IF;
    DELETE FROM stale_agent_days AS w WHERE w.agent = '';
    -- An agent's windows one after the other, because a row may extend from one into the next.
    WHILE EXISTS (SELECT 1 FROM stale_agent_days) LOOP
        DELETE FROM agent_batch;
        INSERT INTO agent_batch (agent, x0, x1)
        SELECT DISTINCT ON (w.agent) w.agent, w.x0, w.x1
        FROM stale_agent_days AS w
        ORDER BY w.agent, w.x0;
        DELETE FROM stale_agent_days AS w USING agent_batch AS r WHERE w.agent = r.agent AND w.x0 = r.x0;
        PERFORM report.build_spells(latest);
        PERFORM report.build_presence(latest);
        PERFORM report.write_presence(NOT whole);
    END LOOP;
    PERFORM report.build_holds(whole);
    PERFORM report.build_agent_time(least(done.as_of, latest), latest, whole);

    INSERT INTO app.refresh AS r (relation, snapshot, as_of, refreshed_at)
    VALUES ('agent_time', seen, latest, now())
    ON CONFLICT (relation) DO UPDATE SET snapshot = excluded.snapshot, as_of = excluded.as_of, refreshed_at = excluded.refreshed_at;
END
$$;

ALTER FUNCTION report.refresh_agents(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.refresh_agents(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) IS 'Brings report.agent_session, report.agent_pause and report.agent_time up to date, after report.queue_call and from its temporary table stale_call.';

CREATE FUNCTION report.refresh_calls(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

ALTER FUNCTION report.refresh_calls(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.refresh_calls(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) IS 'Brings report.queue_call, report.queue_ring and report.queue_slot up to date; leaves the calls that it rebuilt in the temporary table stale_call. Returns their number.';

CREATE FUNCTION report.refresh_if_due() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

ALTER FUNCTION report.refresh_if_due() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.refresh_if_due() IS 'Refreshes the derived relations if anything was written since the last refresh. Looking takes less than a millisecond. Returns the number of calls rebuilt.';

CREATE FUNCTION report.refresh_interactions(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET jit TO 'off'
    AS $_$
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
$_$;

ALTER FUNCTION report.refresh_interactions(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.refresh_interactions(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) IS 'Brings report.interaction and report.interaction_part up to date with the rows of the channel logs that were written since the last refresh, and rebuilds those of the range, if one is given.';

CREATE FUNCTION report.refresh_is_due() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
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

ALTER FUNCTION report.refresh_is_due() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.refresh_is_due() IS 'Whether anything was written since the last refresh, or it is a minute old.';

CREATE FUNCTION report.refresh_queue_slots(stale timestamp with time zone[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

ALTER FUNCTION report.refresh_queue_slots(stale timestamp with time zone[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.refresh_queue_slots(stale timestamp with time zone[]) IS 'Replaces the rows of quarters of an hour in report.queue_slot by what the calls and rings give.';

CREATE FUNCTION report.says_yes(flag text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT lower(btrim(coalesce(flag, ''))) NOT IN ('', '0', 'n', 'no', 'none', 'not', 'null', 'f', 'false', 'not recorded', 'unread') $$;

ALTER FUNCTION report.says_yes(flag text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.says_yes(flag text) IS 'Whether a text in an undocumented form means yes: it is not empty, 0, n, no, none, not, null, f, false, not recorded or unread, in upper or lower case.';

CREATE FUNCTION report.seconds(value text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$ SELECT CASE WHEN value ~ '^[ \t\n\r]*[0-9]{1,9}[ \t\n\r]*$' THEN value::integer END $_$;

ALTER FUNCTION report.seconds(value text) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.seconds(value text) IS 'A duration as logged; NULL if it is negative or cannot be read.';

CREATE FUNCTION report.service_level(formula text, answered bigint, answered_in_time bigint, missed bigint, missed_in_time bigint, missed_short bigint) RETURNS public.numeric_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE formula
        WHEN 'abandons_met' THEN report.percent(answered_in_time + missed_in_time, answered + missed)
        WHEN 'answered_only' THEN report.percent(answered_in_time, answered)
        WHEN 'abandons_missed' THEN report.percent(answered_in_time, answered + missed)
        WHEN 'abandons_within_excluded' THEN report.percent(answered_in_time, answered + missed - missed_in_time)
        WHEN 'short_abandons_met' THEN report.percent(answered_in_time + missed_short, answered + missed)
        WHEN 'short_abandons_excluded' THEN report.percent(answered_in_time, answered + missed - missed_short)
    END
$$;

ALTER FUNCTION report.service_level(formula text, answered bigint, answered_in_time bigint, missed bigint, missed_in_time bigint, missed_short bigint) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.service_level(formula text, answered bigint, answered_in_time bigint, missed bigint, missed_in_time bigint, missed_short bigint) IS 'Service level in percent by one of the six formulas, from the counts of answered and missed calls: all, within the threshold, and missed within the limit of short ones.';

CREATE FUNCTION report.service_levels(range_from timestamp with time zone, range_to timestamp with time zone, sl_threshold integer DEFAULT 20, short_abandon integer DEFAULT 5, sl_exits boolean DEFAULT false) RETURNS TABLE(queue text, offered bigint, answered bigint, abandoned bigint, abandons_met numeric, answered_only numeric, abandons_missed numeric, abandons_within_excluded numeric, short_abandons_met numeric, short_abandons_excluded numeric)
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

ALTER FUNCTION report.service_levels(range_from timestamp with time zone, range_to timestamp with time zone, sl_threshold integer, short_abandon integer, sl_exits boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.service_levels(range_from timestamp with time zone, range_to timestamp with time zone, sl_threshold integer, short_abandon integer, sl_exits boolean) IS 'Service level of each queue by all six formulas, for calls that entered in the range: the figures of the report service-level.';

CREATE FUNCTION report.set_caller_numbers(callerids text[], countries text[], numbers text[], codes text[], trunks text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('report.refresh'));
    INSERT INTO app.country_prefix (country, code, trunk)
    SELECT DISTINCT n.country, n.code, n.trunk
    FROM unnest(countries, codes, trunks) AS n (country, code, trunk)
    WHERE n.country <> ''
    ON CONFLICT (country) DO UPDATE SET code = excluded.code, trunk = excluded.trunk
    WHERE (country_prefix.code, country_prefix.trunk) IS DISTINCT FROM (excluded.code, excluded.trunk);
    UPDATE report.queue_call AS q
    SET caller_number = n.number
    FROM unnest(callerids, countries, numbers) AS n (callerid, country, number)
    WHERE q.caller_number IS NULL
      AND q.callerid ~ '[0-9]'
      AND q.callerid = n.callerid
      AND report.queue_country(q.queue) = n.country;
END
$$;

ALTER FUNCTION report.set_caller_numbers(callerids text[], countries text[], numbers text[], codes text[], trunks text[]) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.set_caller_numbers(callerids text[], countries text[], numbers text[], codes text[], trunks text[]) IS 'Stores the numbers that ccrepo has computed for uncomputed_callers(), and the code and trunk prefix of their countries.';

CREATE FUNCTION report.touch_by_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
DECLARE
    first_at constant timestamptz := rebuild_from - interval '8 days';
    last_at constant timestamptz := rebuild_to + interval '8 days';
BEGIN
    INSERT INTO stale_agent
    SELECT who.agent, rebuild_from, rebuild_to, true, true, true
    FROM (
        SELECT s.agent FROM report.agent_session AS s WHERE s.started_at < last_at AND (s.ended_at > first_at OR s.ended_at IS NULL)
        UNION
        SELECT p.agent FROM report.agent_pause AS p WHERE p.started_at < last_at AND (p.ended_at > first_at OR p.ended_at IS NULL)
        UNION
        SELECT coalesce(a.agent, report.name_or_empty(q.agent))
        FROM public.queue_log_repo AS q
        LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
        WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
          AND q.event = ANY (report.presence_events())
          AND report.in_calendar(q.datetime)
    ) AS who;
    INSERT INTO changed_agent_time
    SELECT DISTINCT t.agent, rebuild_from - interval '1 day', rebuild_to + interval '1 day'
    FROM report.agent_time AS t
    WHERE t.started_at >= rebuild_from - interval '2 days' AND t.started_at <= rebuild_to + interval '1 day'
       OR t.ended_at IS NULL
    UNION ALL
    SELECT coalesce(a.agent, report.name_or_empty(q.agent)), q.datetime - interval '1 day', q.datetime
    FROM public.queue_log_repo AS q
    LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
    WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
      AND q.event IN ('OUTCALL', 'FINISHWRAPUP')
      AND report.in_calendar(q.datetime);
    INSERT INTO stale_hold_call
    SELECT h.callid, h.guid
    FROM app.agent_hold AS h
    WHERE tstzrange(h.started_at, h.ended_at) && tstzrange(first_at, last_at)
    UNION
    SELECT CASE WHEN q.callid IN ('', 'NONE') THEN '' ELSE q.callid END, CASE WHEN q.callid IN ('', 'NONE') THEN q.data2 ELSE '' END
    FROM public.queue_log_repo AS q
    WHERE q.datetime >= rebuild_from AND q.datetime < rebuild_to
      AND q.event = ANY (report.hold_events())
      AND report.in_calendar(q.datetime);
END
$$;

ALTER FUNCTION report.touch_by_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.touch_by_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) IS 'Finds the agents and holds of a range to rebuild.';

CREATE FUNCTION report.touch_by_rows(horizon xid8, done pg_snapshot) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    WITH fresh AS MATERIALIZED (
        SELECT q.datetime AS at, q.callid, q.event, report.name_or_empty(q.agent) AS name, q.data1, q.data2, q.data3
        FROM public.queue_log_repo AS q
        WHERE q.written_by >= horizon
          AND NOT pg_visible_in_snapshot(q.written_by, done)
          AND q.event = ANY (report.presence_events() || report.hold_events() || '{OUTCALL,QUEUESTART}'::text[])
          AND report.in_calendar(q.datetime)
    ),
    -- The agent of a row now, and at the last refresh.
    named AS (
        SELECT names.name, who.agent
        FROM (SELECT DISTINCT f.name FROM fresh AS f) AS names
        LEFT JOIN app.agent_alias AS n ON n.interface = names.name
        LEFT JOIN app.applied_alias AS o ON o.interface = names.name
        CROSS JOIN LATERAL (SELECT coalesce(n.agent, names.name) UNION SELECT coalesce(o.agent, names.name)) AS who (agent)
    ),
    presence AS (
        INSERT INTO stale_agent
        SELECT
            n.agent, min(f.at), max(f.at),
            bool_or(f.event LIKE 'AGENT%'),
            bool_or(f.event LIKE 'AGENT%' OR f.event LIKE 'REAL%'),
            bool_or(f.event LIKE 'AGENT%' OR f.event LIKE '%BREAK')
        FROM fresh AS f
        JOIN named AS n ON n.name = f.name
        WHERE f.event = ANY (report.presence_events())
        GROUP BY n.agent, report.day_of(f.at)
    ),
    -- A restart changes the spans that were open then, and the following days that a membership or a pause of the telephony reached.
    restarted AS (
        SELECT f.at FROM fresh AS f WHERE f.event = 'QUEUESTART'
    ),
    restarts AS (
        INSERT INTO stale_agent
        SELECT s.agent, r.at, r.at, true, false, false
        FROM restarted AS r
        JOIN report.agent_session AS s ON s.started_at <= r.at AND s.started_at >= r.at - interval '7 days'
        WHERE NOT s.member AND (s.ended_at >= r.at OR s.ended_at IS NULL)
        UNION
        SELECT p.agent, r.at, r.at, false, true, true
        FROM restarted AS r
        JOIN report.agent_pause AS p ON p.started_at <= r.at AND p.started_at >= r.at - interval '7 days'
        WHERE NOT p.telephony AND (p.ended_at >= r.at OR p.ended_at IS NULL)
        UNION
        SELECT s.agent, r.at, r.at, false, false, false
        FROM restarted AS r
        JOIN report.agent_session AS s ON s.ended_at >= r.at OR s.ended_at IS NULL
        WHERE s.member AND s.started_at <= r.at + interval '14 days'
        UNION
        SELECT p.agent, r.at, r.at, false, false, false
        FROM restarted AS r
        JOIN report.agent_pause AS p ON p.ended_at >= r.at OR p.ended_at IS NULL
        WHERE p.telephony AND p.started_at <= r.at + interval '14 days'
    ),
    held AS (
        INSERT INTO stale_hold_call
        SELECT DISTINCT CASE WHEN f.callid IN ('', 'NONE') THEN '' ELSE f.callid END, CASE WHEN f.callid IN ('', 'NONE') THEN f.data2 ELSE '' END
        FROM fresh AS f
        WHERE f.event ~ 'HOLD'
    )
    INSERT INTO changed_agent_time
    SELECT
        n.agent,
        f.at - interval '1 second' * least(86400, CASE f.event
            WHEN 'OUTCALL' THEN coalesce(report.seconds(f.data3), report.seconds(f.data2), 0)
            ELSE greatest(report.seconds(f.data2) - report.seconds(f.data1), 0)
        END),
        f.at
    FROM fresh AS f
    JOIN named AS n ON n.name = f.name
    WHERE f.event IN ('OUTCALL', 'FINISHWRAPUP');

    -- Holds that find their call by a guid: if the call changes, or its CDR arrives.
    INSERT INTO stale_hold_call
    SELECT t.callid, '' FROM stale_call AS t
    UNION
    SELECT '', c.guid FROM stale_call AS t JOIN public.cdr_repo AS c ON c.uniqueid = t.callid WHERE t.callid <> '' AND c.guid <> ''
    UNION
    SELECT '', c.guid FROM stale_call AS t JOIN public.cdr_repo AS c ON c.linkedid = t.callid WHERE t.callid <> '' AND c.guid <> ''
    UNION
    SELECT '', c.guid
    FROM public.cdr_repo AS c
    WHERE c.written_by >= horizon AND NOT pg_visible_in_snapshot(c.written_by, done) AND c.guid <> '';

    -- The talk of a call is between its events, or before them by the longest duration that one states, or lasts up to a day.
    INSERT INTO changed_agent_time
    WITH ev AS MATERIALIZED (
        SELECT
            t.callid, q.datetime AS at, report.name_or_empty(q.agent) AS name,
            q.event IN ('CONNECT', 'COMPLETEAGENT', 'COMPLETECALLER', 'TRANSFER', 'BLINDTRANSFER', 'ATTENDEDTRANSFER')
                OR q.event NOT IN ('ENTERQUEUE', 'RINGNOANSWER') AND q.agent NOT IN ('', 'NONE') AS names,
            CASE
                WHEN q.event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN report.seconds(q.data2)
                WHEN q.event LIKE '%TRANSFER' THEN greatest(report.seconds(q.data4), report.seconds(split_part(q.data5, '|', 1)))
            END AS talk
        FROM stale_call AS t
        JOIN public.queue_log_repo AS q ON q.callid = t.callid
        WHERE q.event = ANY (report.visit_events()) AND report.in_calendar(q.datetime)
    ),
    span AS (
        SELECT e.callid, min(e.at) - interval '1 second' * least(coalesce(max(e.talk), 0), 86400) AS first_at, max(e.at) + interval '1 day' AS last_at
        FROM ev AS e
        GROUP BY e.callid
    )
    SELECT DISTINCT who.agent, s.first_at, s.last_at
    FROM (SELECT DISTINCT e.callid, e.name FROM ev AS e WHERE e.names) AS e
    JOIN span AS s ON s.callid = e.callid
    LEFT JOIN app.agent_alias AS n ON n.interface = e.name
    LEFT JOIN app.applied_alias AS o ON o.interface = e.name
    CROSS JOIN LATERAL (VALUES (coalesce(n.agent, e.name)), (coalesce(o.agent, e.name))) AS who (agent);
END
$$;

ALTER FUNCTION report.touch_by_rows(horizon xid8, done pg_snapshot) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.touch_by_rows(horizon xid8, done pg_snapshot) IS 'Finds the agents and holds that rows written since a snapshot change.';

CREATE FUNCTION report.touch_by_time(was timestamp with time zone, latest timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    IF was IS NULL OR latest IS NULL OR was = latest THEN
        RETURN;
    END IF;
    -- A span that has been open for 7 days ends. It is open again if as_of went back because a row with a wrong, later time was deleted.
    INSERT INTO stale_agent
    SELECT coalesce(a.agent, report.name_or_empty(q.agent)), min(q.datetime), max(q.datetime) + interval '7 days', false, false, false
    FROM public.queue_log_repo AS q
    LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
    WHERE q.datetime > least(was, latest) - interval '7 days'
      AND q.datetime <= greatest(was, latest) - interval '7 days'
      AND q.event IN ('AGENTLOGIN', 'AGENTCALLBACKLOGIN', 'REALPAUSE', 'BREAK', 'PAUSE', 'PAUSEALL', 'ADDMEMBER')
      AND coalesce(a.agent, report.name_or_empty(q.agent)) IN (
        SELECT s.agent FROM report.agent_session AS s WHERE s.ended_at IS NULL OR s.ended_at > latest
        UNION ALL
        SELECT p.agent FROM report.agent_pause AS p WHERE p.ended_at IS NULL OR p.ended_at > latest)
    GROUP BY 1;
    IF report.day_of(was) = report.day_of(latest) THEN
        RETURN;
    END IF;
    -- An open membership or pause of the telephony may count on a new day,
    INSERT INTO stale_agent
    SELECT coalesce(a.agent, report.name_or_empty(q.agent)), report.day_of(least(was, latest)), greatest(was, latest), false, false, false
    FROM public.queue_log_repo AS q
    LEFT JOIN app.agent_alias AS a ON a.interface = report.name_or_empty(q.agent)
    WHERE q.datetime > least(was, latest) - interval '7 days'
      AND q.datetime <= greatest(was, latest)
      AND q.event IN ('PAUSE', 'PAUSEALL', 'ADDMEMBER')
    GROUP BY 1;
    -- which also cuts pieces that extend beyond it, before events dated in the future.
    INSERT INTO changed_agent_time
    SELECT t.agent, t.started_at, t.ended_at
    FROM report.agent_time AS t
    WHERE t.started_at >= report.day_of(least(was, latest))
      AND t.ended_at > report.day_of(least(was, latest)) + interval '1 day'
      AND t.started_at < report.day_of(greatest(was, latest)) + interval '1 day';
END
$$;

ALTER FUNCTION report.touch_by_time(was timestamp with time zone, latest timestamp with time zone) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.touch_by_time(was timestamp with time zone, latest timestamp with time zone) IS 'Finds the agents that change because the time of the newest event has changed since the last refresh.';

CREATE FUNCTION report.uncomputed_callers(most integer) RETURNS TABLE(callerid text, country text)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    SELECT DISTINCT c.callerid, report.queue_country(c.queue)
    FROM (
        SELECT q.callerid, q.queue
        FROM report.queue_call AS q
        WHERE q.caller_number IS NULL AND q.callerid ~ '[0-9]'
        LIMIT most
    ) AS c
$$;

ALTER FUNCTION report.uncomputed_callers(most integer) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.uncomputed_callers(most integer) IS 'Callers of visits whose caller_number is not computed yet, and the country in which they are read.';

CREATE FUNCTION report.visit_events() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT '{ENTERQUEUE,RINGNOANSWER,CONNECT,COMPLETEAGENT,COMPLETECALLER,TRANSFER,BLINDTRANSFER,ATTENDEDTRANSFER,ABANDON,EXITWITHTIMEOUT,EXITEMPTY,EXITWITHKEY,WITHDRAW,SYSCOMPAT,AGENTDUMP}'::text[] $$;

ALTER FUNCTION report.visit_events() OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.visit_events() IS 'Events from which visits of calls to queues, and their rings, are built.';

CREATE FUNCTION report.visit_step(w report.visit_walk, kind text, at timestamp with time zone, by_kind boolean) RETURNS report.visit_walk
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    over boolean;
BEGIN
    IF w IS NULL THEN
        w.visit := 1;
        w.phase := 'open';
        w.first_at := at;
    END IF;
    w.effect := 'none';
    -- Events have no effect on a visit after 24 hours.
    over := coalesce(w.entered_at, w.first_at) + interval '24 hours' < at;
    IF kind = 'enter' THEN
        IF w.entered_at IS NULL THEN
            -- Events before the first entry belong to the visit that now begins.
            w.before := NULL;
        ELSE
            IF w.instant < at THEN
                w.before := CASE WHEN w.phase = 'open' AND NOT over THEN w.visit END;
                w.before_ended := false;
            END IF;
            w.visit := w.visit + 1;
            w.phase := 'open';
        END IF;
        w.entered_at := at;
        w.instant := at;
        w.belongs := w.visit;
        w.effect := 'enter';
    ELSIF kind = 'end' AND by_kind AND w.instant = at AND w.before IS NOT NULL THEN
        -- In the order of kinds, endings of the previous visit precede the new entry.
        w.belongs := w.before;
        IF NOT w.before_ended THEN
            w.effect := 'end';
            w.before_ended := true;
        END IF;
    ELSE
        w.belongs := w.visit;
        IF over THEN
            NULL;
        ELSIF kind = 'connect' THEN
            w.effect := CASE w.phase WHEN 'open' THEN 'connect' ELSE 'late' END;
        ELSIF kind = 'dump' THEN
            w.effect := CASE w.phase WHEN 'open' THEN 'dump' ELSE 'extra' END;
        ELSIF w.phase = 'open' THEN
            w.effect := 'end';
            w.phase := 'ended';
        END IF;
    END IF;
    RETURN w;
END
$$;

ALTER FUNCTION report.visit_step(w report.visit_walk, kind text, at timestamp with time zone, by_kind boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.visit_step(w report.visit_walk, kind text, at timestamp with time zone, by_kind boolean) IS 'Aggregate step over the events of a call in a queue, in order: determines the visit of an event and its effect.';

CREATE FUNCTION report.write_agent_time(whole boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
BEGIN
    PERFORM app.ensure_partitions('report.agent_time', n.months)
    FROM (SELECT array_agg(DISTINCT date_trunc('month', p.started_at)) AS months FROM built_agent_time AS p) AS n;
    IF NOT whole THEN
        ANALYZE built_agent_time;
        DELETE FROM report.agent_time AS t
        USING agent_time_window AS w
        WHERE t.agent = w.agent AND t.started_at >= w.v0 AND t.started_at < w.v1
          AND NOT EXISTS (
            SELECT FROM built_agent_time AS p
            WHERE p.agent = t.agent AND p.started_at = t.started_at
              AND (p.ended_at, p.in_session, p.paused, p.on_break, p.talking, p.holding, p.wrapping_up, p.outbound)
                  IS NOT DISTINCT FROM (t.ended_at, t.in_session, t.paused, t.on_break, t.talking, t.holding, t.wrapping_up, t.outbound));
        DELETE FROM built_agent_time AS p
        USING report.agent_time AS t
        WHERE t.agent = p.agent AND t.started_at = p.started_at;
    END IF;
    INSERT INTO report.agent_time (started_at, agent, ended_at, in_session, paused, on_break, talking, holding, wrapping_up, outbound)
    SELECT p.started_at, p.agent, p.ended_at, p.in_session, p.paused, p.on_break, p.talking, p.holding, p.wrapping_up, p.outbound
    FROM built_agent_time AS p;
END
$$;

ALTER FUNCTION report.write_agent_time(whole boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.write_agent_time(whole boolean) IS 'Replaces the rows of report.agent_time in the stretches of agent_time_window by the pieces of built_agent_time.';

CREATE FUNCTION report.write_presence(note_changes boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

ALTER FUNCTION report.write_presence(note_changes boolean) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.write_presence(note_changes boolean) IS 'Replaces the stored sessions and pauses in the windows of agent_batch by the rows of built_presence, and records the times at which they differ.';

CREATE FUNCTION report.written_place(line bigint, origid bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(line, origid, 0) $$;

ALTER FUNCTION report.written_place(line bigint, origid bigint) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.written_place(line bigint, origid bigint) IS 'Position of a row of an event log in its source; rows with the same position are in the order of their ids.';

CREATE FUNCTION report.written_source(import_id integer, origid bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(import_id::bigint, CASE WHEN origid IS NULL THEN -1 ELSE 0 END) $$;

ALTER FUNCTION report.written_source(import_id integer, origid bigint) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.written_source(import_id integer, origid bigint) IS 'Source of a row of an event log: the id of the imported file, 0 for a copied database, -1 for rows written by hand.';

CREATE FUNCTION report.wrong_queue_slots(part integer, parts integer) RETURNS SETOF timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
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

ALTER FUNCTION report.wrong_queue_slots(part integer, parts integer) OWNER TO ccrepo_owner;

COMMENT ON FUNCTION report.wrong_queue_slots(part integer, parts integer) IS 'Quarters of an hour of which report.queue_slot does not have what the calls and rings give. Those of the last 20 years, one in so many parts; a server checks one in a hundred each day.';

CREATE AGGREGATE report.interaction_of(text, timestamp with time zone, interval, boolean) (
    SFUNC = report.interaction_step,
    STYPE = report.visit_walk
);

ALTER AGGREGATE report.interaction_of(text, timestamp with time zone, interval, boolean) OWNER TO ccrepo_owner;

CREATE AGGREGATE report.open_since(boolean, timestamp with time zone) (
    SFUNC = report.open_since_step,
    STYPE = timestamp with time zone
);

ALTER AGGREGATE report.open_since(boolean, timestamp with time zone) OWNER TO ccrepo_owner;

CREATE AGGREGATE report.part_of(text, timestamp with time zone, text) (
    SFUNC = report.part_step,
    STYPE = report.part_walk
);

ALTER AGGREGATE report.part_of(text, timestamp with time zone, text) OWNER TO ccrepo_owner;

CREATE AGGREGATE report.visit_of(text, timestamp with time zone, boolean) (
    SFUNC = report.visit_step,
    STYPE = report.visit_walk
);

ALTER AGGREGATE report.visit_of(text, timestamp with time zone, boolean) OWNER TO ccrepo_owner;

CREATE TABLE app.action (
    id bigint NOT NULL,
    agent text NOT NULL,
    action text NOT NULL,
    campaign text,
    destination text,
    did text,
    callerid text,
    guid text,
    l1 text,
    l2 text,
    l3 text,
    d1 text,
    d2 text,
    comment text,
    state text DEFAULT 'queued'::text NOT NULL,
    detail text,
    principal text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    deadline timestamp with time zone DEFAULT (clock_timestamp() + '00:00:15'::interval) NOT NULL,
    delivered_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT action_action_check CHECK ((action = ANY (ARRAY['MAKE_CALL'::text, 'HANG_UP'::text, 'DISPOSITION_CALL'::text, 'CLOSE_TAB'::text]))),
    CONSTRAINT action_agent_check CHECK ((agent <> ''::text)),
    CONSTRAINT action_members CHECK (
CASE action
    WHEN 'MAKE_CALL'::text THEN ((num_nulls(campaign, destination, did) = 0) AND (num_nonnulls(callerid, l1, l2, l3, d1, d2, comment) = 0))
    WHEN 'DISPOSITION_CALL'::text THEN ((num_nulls(campaign, callerid, guid, l1, l2, l3, d1, d2, comment) = 0) AND (num_nonnulls(destination, did) = 0))
    ELSE (num_nonnulls(campaign, destination, did, callerid, guid, l1, l2, l3, d1, d2, comment) = 0)
END),
    CONSTRAINT action_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'delivered'::text, 'acknowledged'::text, 'done'::text, 'failed'::text, 'expired'::text]))),
    CONSTRAINT action_times CHECK (
CASE state
    WHEN 'queued'::text THEN (num_nonnulls(delivered_at, acknowledged_at, ended_at) = 0)
    WHEN 'delivered'::text THEN ((delivered_at IS NOT NULL) AND (num_nonnulls(acknowledged_at, ended_at) = 0))
    WHEN 'acknowledged'::text THEN ((num_nulls(delivered_at, acknowledged_at) = 0) AND (ended_at IS NULL))
    WHEN 'expired'::text THEN ((ended_at IS NOT NULL) AND ((acknowledged_at IS NULL) OR (delivered_at IS NOT NULL)))
    ELSE (num_nulls(delivered_at, acknowledged_at, ended_at) = 0)
END)
);

ALTER TABLE app.action OWNER TO ccrepo_owner;

COMMENT ON TABLE app.action IS 'Actions for the browsers of agents. app.action_now shows their current state.';

COMMENT ON COLUMN app.action.id IS 'Id of the action. The ids of one agent are committed in order.';

COMMENT ON COLUMN app.action.agent IS 'Agent whose browser executes it.';

COMMENT ON COLUMN app.action.action IS 'Kind of action: MAKE_CALL, HANG_UP, DISPOSITION_CALL or CLOSE_TAB.';

COMMENT ON COLUMN app.action.campaign IS 'Campaign of the call; NULL if the action has none.';

COMMENT ON COLUMN app.action.destination IS 'Number to call, as it was typed; NULL if the action makes no call.';

COMMENT ON COLUMN app.action.did IS 'Number that the call shows; NULL if the action makes no call.';

COMMENT ON COLUMN app.action.callerid IS 'Number of the contact whose call is given a disposition; NULL otherwise.';

COMMENT ON COLUMN app.action.guid IS 'Unique id of the call; NULL if none was given.';

COMMENT ON COLUMN app.action.l1 IS 'First level of the disposition; NULL if the action has none.';

COMMENT ON COLUMN app.action.l2 IS 'Second level of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action.l3 IS 'Third level of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action.d1 IS 'First additional value of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action.d2 IS 'Second additional value of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action.comment IS 'Comment of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action.state IS 'State: queued, delivered (written to a stream), acknowledged (one tab executes it), done, failed, expired.';

COMMENT ON COLUMN app.action.detail IS 'Details of the outcome from the browser; NULL if it sent none.';

COMMENT ON COLUMN app.action.principal IS 'Id of the API key or token that sent the action; empty if the server has no keys.';

COMMENT ON COLUMN app.action.created_at IS 'Time at which it was queued.';

COMMENT ON COLUMN app.action.deadline IS 'Time at which it expires unless it has ended; an acknowledgement extends it by 15 seconds.';

COMMENT ON COLUMN app.action.delivered_at IS 'Time at which it was first written to a stream or, without one, acknowledged; NULL: not yet.';

COMMENT ON COLUMN app.action.acknowledged_at IS 'Time at which a browser took it; NULL: not yet.';

COMMENT ON COLUMN app.action.ended_at IS 'Time at which it was done, failed or expired; NULL while it is open.';

ALTER TABLE app.action ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.action_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE VIEW app.action_now WITH (security_invoker='true') AS
 SELECT a.id,
    a.agent,
    a.action,
    a.campaign,
    a.destination,
    a.did,
    a.callerid,
    a.guid,
    a.l1,
    a.l2,
    a.l3,
    a.d1,
    a.d2,
    a.comment,
        CASE
            WHEN ((a.ended_at IS NULL) AND (a.deadline <= statement_timestamp())) THEN 'expired'::text
            ELSE a.state
        END AS state,
    a.detail,
    a.principal,
    a.created_at,
    a.deadline,
    a.delivered_at,
    a.acknowledged_at,
    (
        CASE
            WHEN ((a.ended_at IS NULL) AND (a.deadline <= statement_timestamp())) THEN a.deadline
            ELSE a.ended_at
        END)::public.timestamptz_or_null AS ended_at
   FROM app.action a;

ALTER TABLE app.action_now OWNER TO ccrepo_owner;

COMMENT ON VIEW app.action_now IS 'Actions in their current state: an action past its deadline is expired, even if that is not stored yet.';

COMMENT ON COLUMN app.action_now.id IS 'Id of the action. The ids of one agent are committed in order.';

COMMENT ON COLUMN app.action_now.agent IS 'Agent whose browser executes it.';

COMMENT ON COLUMN app.action_now.action IS 'Kind of action: MAKE_CALL, HANG_UP, DISPOSITION_CALL or CLOSE_TAB.';

COMMENT ON COLUMN app.action_now.campaign IS 'Campaign of the call; NULL if the action has none.';

COMMENT ON COLUMN app.action_now.destination IS 'Number to call, as it was typed; NULL if the action makes no call.';

COMMENT ON COLUMN app.action_now.did IS 'Number that the call shows; NULL if the action makes no call.';

COMMENT ON COLUMN app.action_now.callerid IS 'Number of the contact whose call is given a disposition; NULL otherwise.';

COMMENT ON COLUMN app.action_now.guid IS 'Unique id of the call; NULL if none was given.';

COMMENT ON COLUMN app.action_now.l1 IS 'First level of the disposition; NULL if the action has none.';

COMMENT ON COLUMN app.action_now.l2 IS 'Second level of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action_now.l3 IS 'Third level of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action_now.d1 IS 'First additional value of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action_now.d2 IS 'Second additional value of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action_now.comment IS 'Comment of the disposition, or empty; NULL if the action has none.';

COMMENT ON COLUMN app.action_now.state IS 'State: queued, delivered (written to a stream), acknowledged (one tab executes it), done, failed, expired.';

COMMENT ON COLUMN app.action_now.detail IS 'Details of the outcome from the browser; NULL if it sent none.';

COMMENT ON COLUMN app.action_now.principal IS 'Id of the API key or token that sent the action; empty if the server has no keys.';

COMMENT ON COLUMN app.action_now.created_at IS 'Time at which it was queued.';

COMMENT ON COLUMN app.action_now.deadline IS 'Time at which it expires unless it has ended; an acknowledgement extends it by 15 seconds.';

COMMENT ON COLUMN app.action_now.delivered_at IS 'Time at which it was first written to a stream or, without one, acknowledged; NULL: not yet.';

COMMENT ON COLUMN app.action_now.acknowledged_at IS 'Time at which a browser took it; NULL: not yet.';

COMMENT ON COLUMN app.action_now.ended_at IS 'Time at which it was done, failed or expired; NULL while it is open.';

CREATE TABLE app.agent_alias (
    interface text NOT NULL,
    agent text NOT NULL
);

ALTER TABLE app.agent_alias OWNER TO ccrepo_owner;

COMMENT ON TABLE app.agent_alias IS 'Which interfaces (Local/201@agents, PJSIP/201) are which agent.';

COMMENT ON COLUMN app.agent_alias.interface IS 'Interface or member name as the queue log spells it.';

COMMENT ON COLUMN app.agent_alias.agent IS 'Agent that reports show for it.';

CREATE TABLE app.agent_hold (
    callid text NOT NULL,
    guid text NOT NULL,
    agent text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);

ALTER TABLE app.agent_hold OWNER TO ccrepo_owner;

COMMENT ON TABLE app.agent_hold IS 'Times in which agents had calls on hold; report.agent_time counts them as holding.';

COMMENT ON COLUMN app.agent_hold.callid IS 'Call on hold; empty if the events name it only by its guid.';

COMMENT ON COLUMN app.agent_hold.guid IS 'Guid of the call on hold; empty if the events name its callid.';

COMMENT ON COLUMN app.agent_hold.agent IS 'Agent who has the call on hold.';

COMMENT ON COLUMN app.agent_hold.started_at IS 'Time at which the hold began.';

COMMENT ON COLUMN app.agent_hold.ended_at IS 'Time at which it ended; NULL while it is open.';

CREATE TABLE app.allowed_disposition (
    campaign text NOT NULL,
    l1 text NOT NULL,
    l2 text DEFAULT ''::text NOT NULL,
    l3 text DEFAULT ''::text NOT NULL
);

ALTER TABLE app.allowed_disposition OWNER TO ccrepo_owner;

COMMENT ON TABLE app.allowed_disposition IS 'Dispositions that a campaign allows. If it has rows, other dispositions are refused.';

COMMENT ON COLUMN app.allowed_disposition.campaign IS 'Name of the campaign, as the events spell it.';

COMMENT ON COLUMN app.allowed_disposition.l1 IS 'First level of the disposition.';

COMMENT ON COLUMN app.allowed_disposition.l2 IS 'Second level; empty if there is none.';

COMMENT ON COLUMN app.allowed_disposition.l3 IS 'Third level; empty if there is none.';

CREATE TABLE app.api_key (
    id text NOT NULL,
    name text NOT NULL,
    secret_sha256 bytea NOT NULL,
    scopes text[] NOT NULL,
    campaigns text[],
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    CONSTRAINT api_key_campaigns_check CHECK (((cardinality(campaigns) > 0) AND (array_position(campaigns, NULL::text) IS NULL))),
    CONSTRAINT api_key_id_check CHECK ((id ~ '^[a-z0-9]{8,32}$'::text)),
    CONSTRAINT api_key_name_check CHECK (((name ~ '\S'::text) AND (length(name) <= 100) AND (name !~ '[[:cntrl:]]'::text))),
    CONSTRAINT api_key_scopes_check CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['read'::text, 'act'::text, 'dial'::text, 'pii'::text, 'admin'::text]))),
    CONSTRAINT api_key_secret_sha256_check CHECK ((octet_length(secret_sha256) = 32))
);

ALTER TABLE app.api_key OWNER TO ccrepo_owner;

COMMENT ON TABLE app.api_key IS 'API keys, with hashes of their secrets. If the table has rows, the server refuses requests without a key.';

COMMENT ON COLUMN app.api_key.id IS 'Id of the key, which is part of its secret.';

COMMENT ON COLUMN app.api_key.name IS 'Name of the user of the key, as shown in logs and auditory.';

COMMENT ON COLUMN app.api_key.secret_sha256 IS 'SHA-256 of the secret.';

COMMENT ON COLUMN app.api_key.scopes IS 'Scopes of the key: read, act, dial, pii, admin.';

COMMENT ON COLUMN app.api_key.campaigns IS 'The campaigns that the key is limited to; NULL: all campaigns.';

COMMENT ON COLUMN app.api_key.created_at IS 'Time at which the key was created.';

COMMENT ON COLUMN app.api_key.expires_at IS 'Time from which the key is refused; NULL: never.';

COMMENT ON COLUMN app.api_key.revoked_at IS 'Time at which the key was revoked; NULL if it is not.';

COMMENT ON COLUMN app.api_key.last_used_at IS 'Time of the last use, to the minute; NULL: never used.';

CREATE TABLE app.applied_alias (
    interface text NOT NULL,
    agent text NOT NULL
);

ALTER TABLE app.applied_alias OWNER TO ccrepo_owner;

COMMENT ON TABLE app.applied_alias IS 'The state of app.agent_alias in the derived relations; the next refresh rebuilds rows of aliases that differ.';

COMMENT ON COLUMN app.applied_alias.interface IS 'Interface or member name as the queue log spells it.';

COMMENT ON COLUMN app.applied_alias.agent IS 'Agent that the derived relations name for it.';

CREATE TABLE app.bi_login (
    login name NOT NULL,
    campaigns text[] NOT NULL
);

ALTER TABLE app.bi_login OWNER TO ccrepo_owner;

COMMENT ON TABLE app.bi_login IS 'Campaigns of the logins that are members of ccrepo_campaign_bi; a login without a row sees none.';

COMMENT ON COLUMN app.bi_login.login IS 'Name of the login.';

COMMENT ON COLUMN app.bi_login.campaigns IS 'Campaigns that it sees, spelt as in the events.';

CREATE TABLE app.campaign (
    campaign text NOT NULL,
    first_seen_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE app.campaign OWNER TO ccrepo_owner;

COMMENT ON TABLE app.campaign IS 'Campaigns (queues) that any table names.';

COMMENT ON COLUMN app.campaign.campaign IS 'Name of the campaign, as the events spell it.';

COMMENT ON COLUMN app.campaign.first_seen_at IS 'Time at which this database first saw the campaign.';

CREATE TABLE app.campaign_setting (
    campaign text NOT NULL,
    country text,
    did text,
    screen_pop text,
    CONSTRAINT campaign_setting_country_check CHECK ((country ~ '^[A-Z]{2}$'::text))
);

ALTER TABLE app.campaign_setting OWNER TO ccrepo_owner;

COMMENT ON TABLE app.campaign_setting IS 'Settings of campaigns; the row with the empty name has the defaults of all campaigns.';

COMMENT ON COLUMN app.campaign_setting.campaign IS 'Name of the campaign, as the events spell it.';

COMMENT ON COLUMN app.campaign_setting.country IS 'Country (ISO 3166, two letters) of numbers that are typed without +; NULL: the default of all campaigns.';

COMMENT ON COLUMN app.campaign_setting.did IS 'Number that calls of the campaign show if the call gives no other.';

COMMENT ON COLUMN app.campaign_setting.screen_pop IS 'Template of the URL that is opened for calls of the campaign.';

CREATE TABLE public.email_log_repo (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (datetime);

ALTER TABLE public.email_log_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.email_log_repo IS 'Events of e-mail interactions and e-mail dialers; data1..data5 have a different meaning for each event.';

COMMENT ON COLUMN public.email_log_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.email_log_repo.origid IS 'Id of the row in the table it came from; may repeat.';

COMMENT ON COLUMN public.email_log_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.email_log_repo.datetime IS 'Time of the event.';

COMMENT ON COLUMN public.email_log_repo.callid IS 'Id of the e-mail interaction.';

COMMENT ON COLUMN public.email_log_repo.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN public.email_log_repo.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN public.email_log_repo.event IS 'Name of the event.';

COMMENT ON COLUMN public.email_log_repo.data1 IS 'First value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.email_log_repo.data2 IS 'Second value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.email_log_repo.data3 IS 'Third value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.email_log_repo.data4 IS 'Fourth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.email_log_repo.data5 IS 'Fifth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.email_log_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.email_log_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE TABLE public.facebook_log_repo (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (datetime);

ALTER TABLE public.facebook_log_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.facebook_log_repo IS 'Events of Facebook interactions; data1..data5 have a different meaning for each event.';

COMMENT ON COLUMN public.facebook_log_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.facebook_log_repo.origid IS 'Id of the row in the table it came from; may repeat.';

COMMENT ON COLUMN public.facebook_log_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.facebook_log_repo.datetime IS 'Time of the event.';

COMMENT ON COLUMN public.facebook_log_repo.callid IS 'Id of the Facebook interaction.';

COMMENT ON COLUMN public.facebook_log_repo.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN public.facebook_log_repo.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN public.facebook_log_repo.event IS 'Name of the event.';

COMMENT ON COLUMN public.facebook_log_repo.data1 IS 'First value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.facebook_log_repo.data2 IS 'Second value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.facebook_log_repo.data3 IS 'Third value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.facebook_log_repo.data4 IS 'Fourth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.facebook_log_repo.data5 IS 'Fifth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.facebook_log_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.facebook_log_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE TABLE public.messenger_log_repo (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (datetime);

ALTER TABLE public.messenger_log_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.messenger_log_repo IS 'Events of Messenger interactions; data1..data5 have a different meaning for each event.';

COMMENT ON COLUMN public.messenger_log_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.messenger_log_repo.origid IS 'Id of the row in the table it came from; may repeat.';

COMMENT ON COLUMN public.messenger_log_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.messenger_log_repo.datetime IS 'Time of the event.';

COMMENT ON COLUMN public.messenger_log_repo.callid IS 'Id of the Messenger interaction.';

COMMENT ON COLUMN public.messenger_log_repo.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN public.messenger_log_repo.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN public.messenger_log_repo.event IS 'Name of the event.';

COMMENT ON COLUMN public.messenger_log_repo.data1 IS 'First value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.messenger_log_repo.data2 IS 'Second value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.messenger_log_repo.data3 IS 'Third value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.messenger_log_repo.data4 IS 'Fourth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.messenger_log_repo.data5 IS 'Fifth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.messenger_log_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.messenger_log_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE TABLE public.sms_log_repo (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (datetime);

ALTER TABLE public.sms_log_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.sms_log_repo IS 'Events of SMS and WhatsApp interactions; data1..data5 have a different meaning for each event.';

COMMENT ON COLUMN public.sms_log_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.sms_log_repo.origid IS 'Id of the row in the table it came from; may repeat.';

COMMENT ON COLUMN public.sms_log_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.sms_log_repo.datetime IS 'Time of the event.';

COMMENT ON COLUMN public.sms_log_repo.callid IS 'Id of the SMS interaction.';

COMMENT ON COLUMN public.sms_log_repo.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN public.sms_log_repo.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN public.sms_log_repo.event IS 'Name of the event.';

COMMENT ON COLUMN public.sms_log_repo.data1 IS 'First value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.sms_log_repo.data2 IS 'Second value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.sms_log_repo.data3 IS 'Third value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.sms_log_repo.data4 IS 'Fourth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.sms_log_repo.data5 IS 'Fifth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.sms_log_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.sms_log_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE TABLE public.twitter_log_repo (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (datetime);

ALTER TABLE public.twitter_log_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.twitter_log_repo IS 'Events of Twitter interactions; data1..data5 have a different meaning for each event.';

COMMENT ON COLUMN public.twitter_log_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.twitter_log_repo.origid IS 'Id of the row in the table it came from; may repeat.';

COMMENT ON COLUMN public.twitter_log_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.twitter_log_repo.datetime IS 'Time of the event.';

COMMENT ON COLUMN public.twitter_log_repo.callid IS 'Id of the Twitter interaction.';

COMMENT ON COLUMN public.twitter_log_repo.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN public.twitter_log_repo.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN public.twitter_log_repo.event IS 'Name of the event.';

COMMENT ON COLUMN public.twitter_log_repo.data1 IS 'First value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.twitter_log_repo.data2 IS 'Second value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.twitter_log_repo.data3 IS 'Third value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.twitter_log_repo.data4 IS 'Fourth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.twitter_log_repo.data5 IS 'Fifth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.twitter_log_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.twitter_log_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE TABLE public.webchat_log_repo (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (datetime);

ALTER TABLE public.webchat_log_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.webchat_log_repo IS 'Events of webchat interactions; data1..data5 have a different meaning for each event.';

COMMENT ON COLUMN public.webchat_log_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.webchat_log_repo.origid IS 'Id of the row in the table it came from; may repeat.';

COMMENT ON COLUMN public.webchat_log_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.webchat_log_repo.datetime IS 'Time of the event.';

COMMENT ON COLUMN public.webchat_log_repo.callid IS 'Id of the webchat interaction.';

COMMENT ON COLUMN public.webchat_log_repo.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN public.webchat_log_repo.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN public.webchat_log_repo.event IS 'Name of the event.';

COMMENT ON COLUMN public.webchat_log_repo.data1 IS 'First value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.webchat_log_repo.data2 IS 'Second value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.webchat_log_repo.data3 IS 'Third value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.webchat_log_repo.data4 IS 'Fourth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.webchat_log_repo.data5 IS 'Fifth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.webchat_log_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.webchat_log_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE VIEW app.channel_event AS
 SELECT l.channel,
    l.callid,
    l.id,
    l.datetime,
    report.name_or_empty(l.queuename) AS campaign,
    report.name_or_empty(l.agent) AS agent,
    l.event,
        CASE
            WHEN (l.event = ANY (ARRAY['OUTOFTIME'::text, 'NOAGENTS'::text, 'MAXQUEUE'::text, 'HOLIDAYMESSAGE'::text, 'BLACKLIST'::text])) THEN 'away'::text
            WHEN (l.callid = ANY (ARRAY[''::text, 'NONE'::text])) THEN NULL::text
            WHEN (l.event = 'ENTERQUEUE'::text) THEN 'enter'::text
            WHEN (l.event = 'REENTERQUEUE'::text) THEN 'reenter'::text
            WHEN (l.event = ANY (ARRAY['OUTSMS'::text, 'OUTEMAIL'::text, 'OUTTWEET'::text, 'OUTMESSENGER'::text, 'OUTFACEBOOK'::text])) THEN 'start'::text
            WHEN (l.event = 'CONNECT'::text) THEN 'connect'::text
            WHEN (l.event = ANY (ARRAY['COMPLETEAGENT'::text, 'COMPLETECALLER'::text])) THEN 'complete'::text
            WHEN (l.event = ANY (ARRAY['COMPLETEAGENTOUT'::text, 'ABANDON'::text, 'EXITWITHTIMEOUT'::text])) THEN 'end'::text
            WHEN ((l.event = ANY (ARRAY['TRANSFERRED'::text, 'ATTENDED'::text])) OR ((l.event = 'TRANSFER'::text) AND (l.channel = 'webchat'::text))) THEN 'transfer'::text
            ELSE NULL::text
        END AS kind,
        CASE
            WHEN (l.callid = ANY (ARRAY[''::text, 'NONE'::text])) THEN l.datetime
            ELSE NULL::timestamp with time zone
        END AS loose_at,
    l.data1,
    l.data2,
    l.data3,
    l.data4,
    l.written_by,
    report.written_source(l.import_id, l.origid) AS source,
    report.written_place(l."position", l.origid) AS place
   FROM ( SELECT 'webchat'::text AS channel,
            webchat_log_repo.id,
            webchat_log_repo.datetime,
            webchat_log_repo.callid,
            webchat_log_repo.queuename,
            webchat_log_repo.agent,
            webchat_log_repo.event,
            webchat_log_repo.data1,
            webchat_log_repo.data2,
            webchat_log_repo.data3,
            webchat_log_repo.data4,
            webchat_log_repo.written_by,
            webchat_log_repo.import_id,
            webchat_log_repo."position",
            webchat_log_repo.origid
           FROM public.webchat_log_repo
        UNION ALL
         SELECT 'sms'::text,
            sms_log_repo.id,
            sms_log_repo.datetime,
            sms_log_repo.callid,
            sms_log_repo.queuename,
            sms_log_repo.agent,
            sms_log_repo.event,
            sms_log_repo.data1,
            sms_log_repo.data2,
            sms_log_repo.data3,
            sms_log_repo.data4,
            sms_log_repo.written_by,
            sms_log_repo.import_id,
            sms_log_repo."position",
            sms_log_repo.origid
           FROM public.sms_log_repo
        UNION ALL
         SELECT 'email'::text,
            email_log_repo.id,
            email_log_repo.datetime,
            email_log_repo.callid,
            email_log_repo.queuename,
            email_log_repo.agent,
            email_log_repo.event,
            email_log_repo.data1,
            email_log_repo.data2,
            email_log_repo.data3,
            email_log_repo.data4,
            email_log_repo.written_by,
            email_log_repo.import_id,
            email_log_repo."position",
            email_log_repo.origid
           FROM public.email_log_repo
        UNION ALL
         SELECT 'twitter'::text,
            twitter_log_repo.id,
            twitter_log_repo.datetime,
            twitter_log_repo.callid,
            twitter_log_repo.queuename,
            twitter_log_repo.agent,
            twitter_log_repo.event,
            twitter_log_repo.data1,
            twitter_log_repo.data2,
            twitter_log_repo.data3,
            twitter_log_repo.data4,
            twitter_log_repo.written_by,
            twitter_log_repo.import_id,
            twitter_log_repo."position",
            twitter_log_repo.origid
           FROM public.twitter_log_repo
        UNION ALL
         SELECT 'messenger'::text,
            messenger_log_repo.id,
            messenger_log_repo.datetime,
            messenger_log_repo.callid,
            messenger_log_repo.queuename,
            messenger_log_repo.agent,
            messenger_log_repo.event,
            messenger_log_repo.data1,
            messenger_log_repo.data2,
            messenger_log_repo.data3,
            messenger_log_repo.data4,
            messenger_log_repo.written_by,
            messenger_log_repo.import_id,
            messenger_log_repo."position",
            messenger_log_repo.origid
           FROM public.messenger_log_repo
        UNION ALL
         SELECT 'facebook'::text,
            facebook_log_repo.id,
            facebook_log_repo.datetime,
            facebook_log_repo.callid,
            facebook_log_repo.queuename,
            facebook_log_repo.agent,
            facebook_log_repo.event,
            facebook_log_repo.data1,
            facebook_log_repo.data2,
            facebook_log_repo.data3,
            facebook_log_repo.data4,
            facebook_log_repo.written_by,
            facebook_log_repo.import_id,
            facebook_log_repo."position",
            facebook_log_repo.origid
           FROM public.facebook_log_repo) l;

ALTER TABLE app.channel_event OWNER TO ccrepo_owner;

COMMENT ON VIEW app.channel_event IS 'The rows of the six channel logs, with their effect on interactions.';

COMMENT ON COLUMN app.channel_event.channel IS 'webchat, sms, email, twitter, messenger or facebook.';

COMMENT ON COLUMN app.channel_event.callid IS 'Id of the interaction.';

COMMENT ON COLUMN app.channel_event.id IS 'Id of the row in its table.';

COMMENT ON COLUMN app.channel_event.datetime IS 'Time of the event.';

COMMENT ON COLUMN app.channel_event.campaign IS 'Campaign; empty if the log names none.';

COMMENT ON COLUMN app.channel_event.agent IS 'Agent as logged; empty if the log names none.';

COMMENT ON COLUMN app.channel_event.event IS 'Name of the event.';

COMMENT ON COLUMN app.channel_event.kind IS 'Effect of the event: enter, reenter, start (by an agent), connect, complete, end, transfer or away (turned away); NULL if it has none.';

COMMENT ON COLUMN app.channel_event.loose_at IS 'Time of an event without an interaction''s id, which is a contact of its own; else NULL.';

COMMENT ON COLUMN app.channel_event.data1 IS 'First value of the event.';

COMMENT ON COLUMN app.channel_event.data2 IS 'Second value of the event.';

COMMENT ON COLUMN app.channel_event.data3 IS 'Third value of the event.';

COMMENT ON COLUMN app.channel_event.data4 IS 'Fourth value of the event.';

COMMENT ON COLUMN app.channel_event.written_by IS 'Transaction that wrote the row.';

COMMENT ON COLUMN app.channel_event.source IS 'Source of the row, from report.written_source.';

COMMENT ON COLUMN app.channel_event.place IS 'Position of the row in its source.';

CREATE TABLE app.copied_list (
    id bigint NOT NULL,
    campaign text NOT NULL
);

ALTER TABLE app.copied_list OWNER TO ccrepo_owner;

COMMENT ON TABLE app.copied_list IS 'Lists that were active in the system they were copied from, and were deactivated because a newer list is active. data-quality reports them.';

COMMENT ON COLUMN app.copied_list.id IS 'Id of the list; dialer_base.id.';

COMMENT ON COLUMN app.copied_list.campaign IS 'Campaign of the list.';

CREATE TABLE app.country_prefix (
    country text NOT NULL,
    code text NOT NULL,
    trunk text NOT NULL
);

ALTER TABLE app.country_prefix OWNER TO ccrepo_owner;

COMMENT ON TABLE app.country_prefix IS 'Prefixes of the countries in use, stored when numbers of callers are computed.';

COMMENT ON COLUMN app.country_prefix.country IS 'Country (ISO 3166, two letters).';

COMMENT ON COLUMN app.country_prefix.code IS 'Country code, without +.';

COMMENT ON COLUMN app.country_prefix.trunk IS 'Digits before a number that is dialled within the country; empty if there are none.';

CREATE TABLE app.disposition (
    id bigint NOT NULL,
    disposed_at timestamp with time zone NOT NULL,
    action bigint,
    agent text NOT NULL,
    campaign text NOT NULL,
    callerid text DEFAULT ''::text NOT NULL,
    guid text NOT NULL,
    l1 text NOT NULL,
    l2 text DEFAULT ''::text NOT NULL,
    l3 text DEFAULT ''::text NOT NULL,
    d1 text DEFAULT ''::text NOT NULL,
    d2 text DEFAULT ''::text NOT NULL,
    comment text DEFAULT ''::text NOT NULL,
    own_only boolean DEFAULT (CURRENT_USER = 'ccrepo_campaign_writer'::name) NOT NULL,
    marked_at timestamp with time zone,
    cdr_id bigint,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE app.disposition OWNER TO ccrepo_owner;

COMMENT ON TABLE app.disposition IS 'Dispositions of calls, as agents'' CRMs sent them; each marks a row of cdr_repo, immediately or when the row arrives.';

COMMENT ON COLUMN app.disposition.id IS 'Id of the disposition; a later one of the same call has a greater one.';

COMMENT ON COLUMN app.disposition.disposed_at IS 'Time of the disposition; cdr_repo.finishtime of the call that it marks.';

COMMENT ON COLUMN app.disposition.action IS 'Id of the action that sent it to the agent''s browser; NULL if there was none.';

COMMENT ON COLUMN app.disposition.agent IS 'Agent who dispositioned the call.';

COMMENT ON COLUMN app.disposition.campaign IS 'Campaign of the disposition.';

COMMENT ON COLUMN app.disposition.callerid IS 'Number of the contact, as it was sent.';

COMMENT ON COLUMN app.disposition.guid IS 'Unique id of the call; cdr_repo.guid.';

COMMENT ON COLUMN app.disposition.l1 IS 'First level of the disposition.';

COMMENT ON COLUMN app.disposition.l2 IS 'Second level; empty if there is none.';

COMMENT ON COLUMN app.disposition.l3 IS 'Third level; empty if there is none.';

COMMENT ON COLUMN app.disposition.d1 IS 'First additional value of the CRM; empty if there is none.';

COMMENT ON COLUMN app.disposition.d2 IS 'Second additional value of the CRM; empty if there is none.';

COMMENT ON COLUMN app.disposition.comment IS 'Comment on the call; cdr_repo.note if that was empty.';

COMMENT ON COLUMN app.disposition.own_only IS 'Whether a campaign-limited key sent it, so that it does not mark records without a campaign.';

COMMENT ON COLUMN app.disposition.marked_at IS 'Time at which the call was marked; NULL until its record arrives.';

COMMENT ON COLUMN app.disposition.cdr_id IS 'Id of the row of cdr_repo that was marked.';

COMMENT ON COLUMN app.disposition.written_by IS 'Transaction that wrote the row; app.mark_dispositions finds new rows by it.';

ALTER TABLE app.disposition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME app.disposition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.disposition_marking (
    only_row boolean DEFAULT true NOT NULL,
    snapshot pg_snapshot,
    CONSTRAINT disposition_marking_only_row_check CHECK (only_row)
);

ALTER TABLE app.disposition_marking OWNER TO ccrepo_owner;

COMMENT ON TABLE app.disposition_marking IS 'State of app.mark_dispositions, in one row.';

COMMENT ON COLUMN app.disposition_marking.only_row IS 'Limits the table to one row.';

COMMENT ON COLUMN app.disposition_marking.snapshot IS 'Transactions whose dispositions and call records have been processed; NULL: none.';

CREATE TABLE app.do_not_call (
    id bigint NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    patterns text[] COLLATE pg_catalog."C",
    typed text NOT NULL,
    is_number boolean DEFAULT true,
    campaign text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    until timestamp with time zone,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    added_by text DEFAULT ''::text NOT NULL,
    released_at timestamp with time zone,
    CONSTRAINT do_not_call_check CHECK (((strpos(number, '*'::text) > 0) = (patterns IS NOT NULL)))
);

ALTER TABLE app.do_not_call OWNER TO ccrepo_owner;

COMMENT ON TABLE app.do_not_call IS 'Numbers that must neither be called nor call in.';

COMMENT ON COLUMN app.do_not_call.id IS 'Id of the entry.';

COMMENT ON COLUMN app.do_not_call.number IS 'The number in the form in which numbers are compared, E.164 or only digits; or a pattern in which * matches any digits.';

COMMENT ON COLUMN app.do_not_call.patterns IS 'LIKE patterns that match the numbers of a pattern; NULL for a single number.';

COMMENT ON COLUMN app.do_not_call.typed IS 'The number or pattern as it was typed.';

COMMENT ON COLUMN app.do_not_call.is_number IS 'Whether typed is a number or pattern; NULL until the server has computed number again. If it is false, the entry forbids number as it is.';

COMMENT ON COLUMN app.do_not_call.campaign IS 'Campaign that must not call the number; empty for all.';

COMMENT ON COLUMN app.do_not_call.reason IS 'Reason why the number must not be called.';

COMMENT ON COLUMN app.do_not_call.until IS 'Time at which the entry ends; NULL if it does not.';

COMMENT ON COLUMN app.do_not_call.added_at IS 'Time at which the entry was added.';

COMMENT ON COLUMN app.do_not_call.added_by IS 'Name of the key that added the entry.';

COMMENT ON COLUMN app.do_not_call.released_at IS 'Time at which the records that the entry blocked were released, after its end; NULL before.';

ALTER TABLE app.do_not_call ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME app.do_not_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.ended_session (
    id text NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE app.ended_session OWNER TO ccrepo_owner;

COMMENT ON TABLE app.ended_session IS 'Sessions of browsers that were signed out before they expired: every server refuses their cookies.';

COMMENT ON COLUMN app.ended_session.id IS 'Id of the session, which is part of its cookie.';

COMMENT ON COLUMN app.ended_session.expires_at IS 'Time from which no cookie of the session is valid any more; the row is deleted after it.';

CREATE TABLE app.feed (
    feed text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    tables text[] NOT NULL,
    state text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    runner text DEFAULT ''::text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    covered_from timestamp with time zone,
    covered_to timestamp with time zone,
    rows bigint DEFAULT 0 NOT NULL,
    bad_rows bigint DEFAULT 0 NOT NULL,
    unread_bytes bigint DEFAULT 0 NOT NULL,
    errors bigint DEFAULT 0 NOT NULL,
    failed_at timestamp with time zone,
    import_id integer,
    device bigint,
    inode bigint,
    CONSTRAINT feed_feed_check CHECK ((feed ~ '^[a-z0-9][a-z0-9_-]{0,62}$'::text)),
    CONSTRAINT feed_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'waiting'::text, 'failing'::text, 'stopped'::text]))),
    CONSTRAINT feed_tables_check CHECK ((cardinality(tables) > 0))
)
WITH (fillfactor='50');

ALTER TABLE app.feed OWNER TO ccrepo_owner;

COMMENT ON TABLE app.feed IS 'Feeds and their state. The server that follows a feed updates its row every second.';

COMMENT ON COLUMN app.feed.feed IS 'Name of the feed in the settings file.';

COMMENT ON COLUMN app.feed.kind IS 'Kind of the feed: queue-log, cdr-csv, mysql or postgres.';

COMMENT ON COLUMN app.feed.source IS 'Source of the rows: the path of a file, or the URL of a database without its password.';

COMMENT ON COLUMN app.feed.tables IS 'Tables that the feed writes.';

COMMENT ON COLUMN app.feed.state IS 'State: reading, waiting (the source does not exist yet), failing, stopped.';

COMMENT ON COLUMN app.feed.detail IS 'Why the feed is waiting or failing, or what of its source cannot be read; empty otherwise.';

COMMENT ON COLUMN app.feed.runner IS 'Host and process that follows the feed, or followed it last.';

COMMENT ON COLUMN app.feed.started_at IS 'Time at which that process began to follow it.';

COMMENT ON COLUMN app.feed.seen_at IS 'Time at which that process last looked at the source.';

COMMENT ON COLUMN app.feed.covered_from IS 'Time of the oldest row; NULL before the first.';

COMMENT ON COLUMN app.feed.covered_to IS 'Time up to which everything that the source had was read, except gaps; NULL: not yet.';

COMMENT ON COLUMN app.feed.rows IS 'Rows that the feed has written.';

COMMENT ON COLUMN app.feed.bad_rows IS 'Rows of the source that cannot be read, in the files that are there.';

COMMENT ON COLUMN app.feed.unread_bytes IS 'Bytes of the source that are not read yet, in files that are not compressed.';

COMMENT ON COLUMN app.feed.errors IS 'How often reading failed.';

COMMENT ON COLUMN app.feed.failed_at IS 'Time of the last failure; NULL: none.';

COMMENT ON COLUMN app.feed.import_id IS 'Import of the file that is followed at present.';

COMMENT ON COLUMN app.feed.device IS 'Device of that file.';

COMMENT ON COLUMN app.feed.inode IS 'Inode of that file.';

CREATE TABLE app.feed_gap (
    id integer NOT NULL,
    feed text NOT NULL,
    from_at timestamp with time zone NOT NULL,
    to_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    import_id integer,
    settles boolean DEFAULT false NOT NULL,
    noticed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT feed_gap_check CHECK ((from_at < to_at))
);

ALTER TABLE app.feed_gap OWNER TO ccrepo_owner;

COMMENT ON TABLE app.feed_gap IS 'Times of which a feed may lack rows.';

COMMENT ON COLUMN app.feed_gap.id IS 'Id of the gap.';

COMMENT ON COLUMN app.feed_gap.feed IS 'Name of the feed.';

COMMENT ON COLUMN app.feed_gap.from_at IS 'Begin of the gap.';

COMMENT ON COLUMN app.feed_gap.to_at IS 'End of the gap.';

COMMENT ON COLUMN app.feed_gap.reason IS 'Why rows may be missing.';

COMMENT ON COLUMN app.feed_gap.import_id IS 'Import of the file whose rest may be missing; NULL: none.';

COMMENT ON COLUMN app.feed_gap.settles IS 'Whether nothing is missing once the rest of that file was read.';

COMMENT ON COLUMN app.feed_gap.noticed_at IS 'Time at which the gap was recorded.';

ALTER TABLE app.feed_gap ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.feed_gap_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.feed_row (
    feed text NOT NULL,
    source_table text NOT NULL,
    "position" bigint NOT NULL,
    hash bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    bad text
);

ALTER TABLE app.feed_row OWNER TO ccrepo_owner;

COMMENT ON TABLE app.feed_row IS 'Rows of another database that may still change there, as they were when they were read; and rows that cannot be read.';

COMMENT ON COLUMN app.feed_row.feed IS 'Name of the feed.';

COMMENT ON COLUMN app.feed_row.source_table IS 'Name of the table at the source.';

COMMENT ON COLUMN app.feed_row."position" IS 'Id of the row at the source.';

COMMENT ON COLUMN app.feed_row.hash IS 'Hash of the values of the row.';

COMMENT ON COLUMN app.feed_row.at IS 'Time of the row; the year 1 if it has none.';

COMMENT ON COLUMN app.feed_row.bad IS 'Why the row cannot be read; NULL: it was read.';

CREATE TABLE app.feed_table (
    feed text NOT NULL,
    source_table text NOT NULL,
    target text NOT NULL,
    import_id integer NOT NULL,
    high bigint DEFAULT 0 NOT NULL,
    low bigint DEFAULT 0 NOT NULL,
    complete boolean DEFAULT false NOT NULL
);

ALTER TABLE app.feed_table OWNER TO ccrepo_owner;

COMMENT ON TABLE app.feed_table IS 'How far a feed has read each table of another database.';

COMMENT ON COLUMN app.feed_table.feed IS 'Name of the feed.';

COMMENT ON COLUMN app.feed_table.source_table IS 'Name of the table at the source.';

COMMENT ON COLUMN app.feed_table.target IS 'Table that its rows are in here.';

COMMENT ON COLUMN app.feed_table.import_id IS 'Number of the import that its rows have.';

COMMENT ON COLUMN app.feed_table.high IS 'Greatest id that was read.';

COMMENT ON COLUMN app.feed_table.low IS 'Smallest id of the history that was read, from the newest row backwards.';

COMMENT ON COLUMN app.feed_table.complete IS 'Whether the history was read to its beginning.';

CREATE TABLE app.growing_table (
    relation regclass NOT NULL,
    time_column text NOT NULL
);

ALTER TABLE app.growing_table OWNER TO ccrepo_owner;

COMMENT ON TABLE app.growing_table IS 'Tables that grow without bound and are partitioned by month.';

COMMENT ON COLUMN app.growing_table.relation IS 'The partitioned table.';

COMMENT ON COLUMN app.growing_table.time_column IS 'The column whose month determines the partition.';

CREATE TABLE app.import_bad_lines (
    import_id integer NOT NULL,
    byte_offset bigint NOT NULL,
    byte_end bigint NOT NULL,
    first_line bigint NOT NULL,
    lines bigint NOT NULL
);

ALTER TABLE app.import_bad_lines OWNER TO ccrepo_owner;

COMMENT ON TABLE app.import_bad_lines IS 'Positions of lines in imported files that could not be read; adjacent lines are one row.';

COMMENT ON COLUMN app.import_bad_lines.import_id IS 'Number of the import.';

COMMENT ON COLUMN app.import_bad_lines.byte_offset IS 'Bytes of the file before the first of the lines.';

COMMENT ON COLUMN app.import_bad_lines.byte_end IS 'Bytes of the file up to the end of the last one.';

COMMENT ON COLUMN app.import_bad_lines.first_line IS 'Number of the first line in the file; counts from 1.';

COMMENT ON COLUMN app.import_bad_lines.lines IS 'Number of lines.';

CREATE TABLE app.import_file (
    id integer NOT NULL,
    kind text NOT NULL,
    head_length integer NOT NULL,
    head_sha256 bytea NOT NULL,
    name text NOT NULL,
    byte_offset bigint DEFAULT 0 NOT NULL,
    tail_sha256 bytea,
    lines bigint DEFAULT 0 NOT NULL,
    rows bigint DEFAULT 0 NOT NULL,
    bad_lines bigint DEFAULT 0 NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    feed text,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE app.import_file OWNER TO ccrepo_owner;

COMMENT ON TABLE app.import_file IS 'Progress of each imported file; written in the transaction that writes its rows.';

COMMENT ON COLUMN app.import_file.id IS 'Number of the import; import_id of the rows that it added.';

COMMENT ON COLUMN app.import_file.kind IS 'Format of the file: queue-log, cdr, or table and the name of a table.';

COMMENT ON COLUMN app.import_file.head_length IS 'Number of bytes at the beginning of the file that identify it.';

COMMENT ON COLUMN app.import_file.head_sha256 IS 'SHA-256 of those bytes.';

COMMENT ON COLUMN app.import_file.name IS 'Name under which the file was read last.';

COMMENT ON COLUMN app.import_file.byte_offset IS 'Bytes read so far; the next import continues here.';

COMMENT ON COLUMN app.import_file.tail_sha256 IS 'SHA-256 of the last 4096 bytes before byte_offset, or of all if there are fewer: a file that was replaced by another one that begins the same is told by it. NULL: not known.';

COMMENT ON COLUMN app.import_file.lines IS 'Lines read so far.';

COMMENT ON COLUMN app.import_file.rows IS 'Rows written so far.';

COMMENT ON COLUMN app.import_file.bad_lines IS 'Lines that could not be read; each later import of the file tries them again.';

COMMENT ON COLUMN app.import_file.first_at IS 'Earliest time of the rows; NULL while there are none.';

COMMENT ON COLUMN app.import_file.last_at IS 'Latest time of the rows; NULL while there are none.';

COMMENT ON COLUMN app.import_file.feed IS 'Feed that read the file last; NULL if no feed did.';

COMMENT ON COLUMN app.import_file.started_at IS 'Time of the first import.';

COMMENT ON COLUMN app.import_file.updated_at IS 'Time of the last batch.';

ALTER TABLE app.import_file ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.import_file_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.pairing (
    code_sha256 bytea NOT NULL,
    key text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pairing_code_sha256_check CHECK ((octet_length(code_sha256) = 32))
);

ALTER TABLE app.pairing OWNER TO ccrepo_owner;

COMMENT ON TABLE app.pairing IS 'Keys that an administrator has given to screens which show a code; a row is deleted when its screen takes the key.';

COMMENT ON COLUMN app.pairing.code_sha256 IS 'SHA-256 of the code that the screen shows.';

COMMENT ON COLUMN app.pairing.key IS 'Id of the key.';

COMMENT ON COLUMN app.pairing.expires_at IS 'Time from which no screen can take it any more.';

CREATE TABLE app.refresh (
    relation text NOT NULL,
    snapshot pg_snapshot NOT NULL,
    as_of timestamp with time zone,
    refreshed_at timestamp with time zone DEFAULT now() NOT NULL,
    rolled_up_to timestamp with time zone
);

ALTER TABLE app.refresh OWNER TO ccrepo_owner;

COMMENT ON TABLE app.refresh IS 'State of each derived relation.';

COMMENT ON COLUMN app.refresh.relation IS 'The derived relation.';

COMMENT ON COLUMN app.refresh.snapshot IS 'Transactions whose rows are in the relation.';

COMMENT ON COLUMN app.refresh.as_of IS 'Time up to which the relation is complete: the time of the newest event, but never in the future; events at infinity or more than a day ahead are ignored; NULL before the first event.';

COMMENT ON COLUMN app.refresh.refreshed_at IS 'Time of the last refresh.';

COMMENT ON COLUMN app.refresh.rolled_up_to IS 'Time up to which reports read the relation''s rows by quarters of an hour (report.queue_slot of queue_call): the quarter of as_of, or an earlier one in which something is open; NULL: not at all.';

CREATE TABLE app.saved_view (
    id bigint NOT NULL,
    owner text NOT NULL,
    owner_name text NOT NULL,
    name text NOT NULL,
    shared boolean NOT NULL,
    path text NOT NULL,
    query text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT saved_view_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
    CONSTRAINT saved_view_path_check CHECK ((length(path) <= 500)),
    CONSTRAINT saved_view_query_check CHECK ((length(query) <= 4000))
);

ALTER TABLE app.saved_view OWNER TO ccrepo_owner;

COMMENT ON TABLE app.saved_view IS 'Questions to reports that people saved by a name, for themselves or for all.';

COMMENT ON COLUMN app.saved_view.id IS 'Identifies the view.';

COMMENT ON COLUMN app.saved_view.owner IS 'Id of the key or of the person at the OpenID provider; local: a server without keys.';

COMMENT ON COLUMN app.saved_view.owner_name IS 'Name of the owner, as pages show it.';

COMMENT ON COLUMN app.saved_view.name IS 'Name of the view.';

COMMENT ON COLUMN app.saved_view.shared IS 'Whether others than the owner see it.';

COMMENT ON COLUMN app.saved_view.path IS 'Path of the report below /reports/.';

COMMENT ON COLUMN app.saved_view.query IS 'Query string of the report.';

COMMENT ON COLUMN app.saved_view.saved_at IS 'Time at which it was saved last.';

ALTER TABLE app.saved_view ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME app.saved_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE app.secret (
    only_row boolean DEFAULT true NOT NULL,
    secret bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT secret_only_row_check CHECK (only_row),
    CONSTRAINT secret_secret_check CHECK ((octet_length(secret) = 32))
);

ALTER TABLE app.secret OWNER TO ccrepo_owner;

COMMENT ON TABLE app.secret IS 'The secret of this database, in one row. Anyone who knows it can find the number behind a masked value.';

COMMENT ON COLUMN app.secret.only_row IS 'Limits the table to one row.';

COMMENT ON COLUMN app.secret.secret IS 'Random bytes; a new value changes all tokens of masked values and invalidates all cursors.';

COMMENT ON COLUMN app.secret.created_at IS 'Time at which it was created.';

CREATE VIEW app.unseen WITH (security_invoker='true') AS
 SELECT g.feed,
    f.tables,
    g.from_at,
    g.to_at,
    g.reason
   FROM (app.feed_gap g
     JOIN app.feed f ON ((f.feed = g.feed)))
UNION ALL
 SELECT f.feed,
    f.tables,
    COALESCE(f.covered_to, '-infinity'::timestamp with time zone) AS from_at,
    'infinity'::timestamp with time zone AS to_at,
        CASE
            WHEN ((f.state = 'stopped'::text) OR (f.seen_at < (now() - '00:01:00'::interval))) THEN 'no server follows the feed'::text
            WHEN (f.state = 'waiting'::text) THEN 'the source does not exist'::text
            WHEN (f.state = 'failing'::text) THEN 'reading the source fails'::text
            ELSE 'not read yet'::text
        END AS reason
   FROM app.feed f
  WHERE ((f.covered_to IS NULL) OR (f.covered_to < (now() - '00:01:00'::interval)))
UNION ALL
 SELECT t.feed,
    ARRAY[t.target] AS tables,
    '-infinity'::timestamp with time zone AS from_at,
    COALESCE(i.first_at, 'infinity'::timestamp with time zone) AS to_at,
    'the history is still being read'::text AS reason
   FROM (app.feed_table t
     JOIN app.import_file i ON ((i.id = t.import_id)))
  WHERE (NOT t.complete);

ALTER TABLE app.unseen OWNER TO ccrepo_owner;

COMMENT ON VIEW app.unseen IS 'Times of which feeds lack rows, or may lack them: their gaps, the time since a feed last had everything if that is longer than a minute, and history that is still being read.';

COMMENT ON COLUMN app.unseen.feed IS 'Name of the feed.';

COMMENT ON COLUMN app.unseen.tables IS 'Tables that the feed writes.';

COMMENT ON COLUMN app.unseen.from_at IS 'Begin of the time.';

COMMENT ON COLUMN app.unseen.to_at IS 'End of the time; infinity: it goes on.';

COMMENT ON COLUMN app.unseen.reason IS 'Why rows are missing.';

CREATE TABLE app.write_answer (
    principal text NOT NULL,
    key text NOT NULL,
    request_sha256 bytea NOT NULL,
    status integer NOT NULL,
    body bytea NOT NULL,
    answered_at timestamp with time zone NOT NULL
);

ALTER TABLE app.write_answer OWNER TO ccrepo_owner;

COMMENT ON TABLE app.write_answer IS 'Answers to writes that came with an Idempotency-Key; kept for 24 hours, each written in the transaction of its write.';

COMMENT ON COLUMN app.write_answer.principal IS 'Id of the API key or token that sent the request; empty if the server has no keys.';

COMMENT ON COLUMN app.write_answer.key IS 'The Idempotency-Key, as it was sent.';

COMMENT ON COLUMN app.write_answer.request_sha256 IS 'SHA-256 of method, path, query and body: the same key with another request is refused.';

COMMENT ON COLUMN app.write_answer.status IS 'HTTP status of the answer.';

COMMENT ON COLUMN app.write_answer.body IS 'The answer, JSON, byte for byte.';

COMMENT ON COLUMN app.write_answer.answered_at IS 'Time of the answer.';

CREATE VIEW event.email_log_attended WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS from_agent,
    (email_log_repo.data2)::public.text_or_null AS to_agent,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'ATTENDED'::text);

ALTER TABLE event.email_log_attended OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_attended IS 'ATTENDED of email_log_repo: The agent to whom the interaction was transferred took it. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.email_log_attended.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_attended.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_attended.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_attended.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_attended.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_attended.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.email_log_attended.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.email_log_attended.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_attended.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_attended.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_blacklist WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS address,
    (email_log_repo.data2)::public.text_or_null AS subject,
    (email_log_repo.data3)::public.text_or_null AS email_id,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'BLACKLIST'::text);

ALTER TABLE event.email_log_blacklist OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_blacklist IS 'BLACKLIST of email_log_repo: An incoming e-mail was on a blacklist, and no interaction was made; if the row names an agent, the agent started it. Fields: address, subject, email_id. Source spelling adress; where the row names an agent, it is an agent-started e-mail that was refused.';

COMMENT ON COLUMN event.email_log_blacklist.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_blacklist.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_blacklist.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_blacklist.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_blacklist.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_blacklist.address IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.email_log_blacklist.subject IS 'Subject of the message (data2).';

COMMENT ON COLUMN event.email_log_blacklist.email_id IS 'Id of the e-mail, by which the system stores it (email_repo) (data3).';

COMMENT ON COLUMN event.email_log_blacklist.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_blacklist.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_completeagent WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    app.whole_number(email_log_repo.data1) AS holdtime,
    app.whole_number(email_log_repo.data2) AS chattime,
    app.whole_number(email_log_repo.data3) AS origposition,
    app.whole_number(email_log_repo.data4) AS messageqt,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'COMPLETEAGENT'::text);

ALTER TABLE event.email_log_completeagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_completeagent IS 'COMPLETEAGENT of email_log_repo: An interaction that an agent had taken ended normally; the agent ended it. Fields: holdtime (seconds), chattime (seconds), origposition, messageqt.';

COMMENT ON COLUMN event.email_log_completeagent.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_completeagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_completeagent.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_completeagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_completeagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_completeagent.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.email_log_completeagent.chattime IS 'How long the interaction lasted, in seconds (data2).';

COMMENT ON COLUMN event.email_log_completeagent.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.email_log_completeagent.messageqt IS 'Number of messages in the interaction (data4).';

COMMENT ON COLUMN event.email_log_completeagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_completeagentout WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    app.whole_number(email_log_repo.data1) AS chattime,
    app.whole_number(email_log_repo.data2) AS messageqt,
    (email_log_repo.data5)::public.text_or_null AS address,
    email_log_repo.data3,
    email_log_repo.data4
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'COMPLETEAGENTOUT'::text);

ALTER TABLE event.email_log_completeagentout OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_completeagentout IS 'COMPLETEAGENTOUT of email_log_repo: An interaction that an agent had started ended. Fields: chattime (seconds), messageqt, address. Fields shifted against COMPLETEAGENT; source spelling adress, in data5.';

COMMENT ON COLUMN event.email_log_completeagentout.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_completeagentout.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_completeagentout.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_completeagentout.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_completeagentout.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_completeagentout.chattime IS 'How long the interaction lasted, in seconds (data1).';

COMMENT ON COLUMN event.email_log_completeagentout.messageqt IS 'Number of messages in the interaction (data2).';

COMMENT ON COLUMN event.email_log_completeagentout.address IS 'E-mail address of the client (data5).';

COMMENT ON COLUMN event.email_log_completeagentout.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_completeagentout.data4 IS 'Text of data4, which this event gives no meaning to.';

CREATE VIEW event.email_log_connect WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    app.whole_number(email_log_repo.data1) AS holdtime,
    (email_log_repo.data2)::public.text_or_null AS agent_name,
    (email_log_repo.data3)::public.text_or_null AS address,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'CONNECT'::text);

ALTER TABLE event.email_log_connect OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_connect IS 'CONNECT of email_log_repo: An e-mail was connected to an agent. Fields: holdtime (seconds), agent_name, address.';

COMMENT ON COLUMN event.email_log_connect.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_connect.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_connect.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_connect.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_connect.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_connect.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.email_log_connect.agent_name IS 'Agent who was connected (data2).';

COMMENT ON COLUMN event.email_log_connect.address IS 'E-mail address of the client (data3).';

COMMENT ON COLUMN event.email_log_connect.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_connect.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_enterqueue WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS address,
    (email_log_repo.data2)::public.text_or_null AS subject,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'ENTERQUEUE'::text);

ALTER TABLE event.email_log_enterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_enterqueue IS 'ENTERQUEUE of email_log_repo: A client''s e-mail came in for a campaign. Fields: address, subject.';

COMMENT ON COLUMN event.email_log_enterqueue.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_enterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_enterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_enterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_enterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_enterqueue.address IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.email_log_enterqueue.subject IS 'Subject of the message (data2).';

COMMENT ON COLUMN event.email_log_enterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_enterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_enterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_finishemaildialer WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    app.whole_number(email_log_repo.data1) AS spool_length,
    email_log_repo.data2,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'FINISHEMAILDIALER'::text);

ALTER TABLE event.email_log_finishemaildialer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_finishemaildialer IS 'FINISHEMAILDIALER of email_log_repo: An e-mail dialer ran to its end. Fields: spool_length. The name is broken by a space in the source.';

COMMENT ON COLUMN event.email_log_finishemaildialer.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_finishemaildialer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_finishemaildialer.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_finishemaildialer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_finishemaildialer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_finishemaildialer.spool_length IS 'Number of e-mails in the spool (data1).';

COMMENT ON COLUMN event.email_log_finishemaildialer.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_finishemaildialer.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_finishemaildialer.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_finishemaildialer.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_forwarded WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS forward_address,
    (email_log_repo.data2)::public.text_or_null AS forward_subject,
    (email_log_repo.data3)::public.text_or_null AS email_id,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'FORWARDED'::text);

ALTER TABLE event.email_log_forwarded OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_forwarded IS 'FORWARDED of email_log_repo: An e-mail of an interaction was forwarded. Fields: forward_address, forward_subject, email_id. Where it was forwarded to, and under which subject.';

COMMENT ON COLUMN event.email_log_forwarded.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_forwarded.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_forwarded.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_forwarded.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_forwarded.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_forwarded.forward_address IS 'Address that the e-mail was forwarded to (data1).';

COMMENT ON COLUMN event.email_log_forwarded.forward_subject IS 'Subject under which it was forwarded (data2).';

COMMENT ON COLUMN event.email_log_forwarded.email_id IS 'Id of the e-mail, by which the system stores it (email_repo) (data3).';

COMMENT ON COLUMN event.email_log_forwarded.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_forwarded.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_holidaymessage WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS address,
    (email_log_repo.data2)::public.text_or_null AS message,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'HOLIDAYMESSAGE'::text);

ALTER TABLE event.email_log_holidaymessage OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_holidaymessage IS 'HOLIDAYMESSAGE of email_log_repo: The client was sent the campaign''s holiday e-mail. Fields: address, message.';

COMMENT ON COLUMN event.email_log_holidaymessage.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_holidaymessage.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_holidaymessage.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_holidaymessage.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_holidaymessage.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_holidaymessage.address IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.email_log_holidaymessage.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.email_log_holidaymessage.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_holidaymessage.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_holidaymessage.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_newemailagent WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS address,
    email_log_repo.data2,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'NEWEMAILAGENT'::text);

ALTER TABLE event.email_log_newemailagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_newemailagent IS 'NEWEMAILAGENT of email_log_repo: The agent sent an e-mail while the interaction was open. Fields: address.';

COMMENT ON COLUMN event.email_log_newemailagent.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_newemailagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_newemailagent.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_newemailagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_newemailagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_newemailagent.address IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.email_log_newemailagent.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_newemailagent.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_newemailagent.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_newemailagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_newemailclient WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS address,
    email_log_repo.data2,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'NEWEMAILCLIENT'::text);

ALTER TABLE event.email_log_newemailclient OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_newemailclient IS 'NEWEMAILCLIENT of email_log_repo: A further e-mail of the client came in while the interaction was open. Fields: address.';

COMMENT ON COLUMN event.email_log_newemailclient.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_newemailclient.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_newemailclient.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_newemailclient.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_newemailclient.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_newemailclient.address IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.email_log_newemailclient.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_newemailclient.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_newemailclient.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_newemailclient.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_outemail WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS address,
    (email_log_repo.data2)::public.text_or_null AS subject,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'OUTEMAIL'::text);

ALTER TABLE event.email_log_outemail OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_outemail IS 'OUTEMAIL of email_log_repo: An agent started an interaction by e-mail. Fields: address, subject.';

COMMENT ON COLUMN event.email_log_outemail.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_outemail.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_outemail.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_outemail.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_outemail.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_outemail.address IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.email_log_outemail.subject IS 'Subject of the message (data2).';

COMMENT ON COLUMN event.email_log_outemail.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_outemail.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_outemail.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_reenterqueue WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS address,
    (email_log_repo.data2)::public.text_or_null AS subject,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'REENTERQUEUE'::text);

ALTER TABLE event.email_log_reenterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_reenterqueue IS 'REENTERQUEUE of email_log_repo: An interaction was recovered when the server started. Fields: address, subject.';

COMMENT ON COLUMN event.email_log_reenterqueue.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_reenterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_reenterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_reenterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_reenterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_reenterqueue.address IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.email_log_reenterqueue.subject IS 'Subject of the message (data2).';

COMMENT ON COLUMN event.email_log_reenterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_reenterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_reenterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_startemaildialer WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    app.whole_number(email_log_repo.data1) AS spool_length,
    email_log_repo.data2,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'STARTEMAILDIALER'::text);

ALTER TABLE event.email_log_startemaildialer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_startemaildialer IS 'STARTEMAILDIALER of email_log_repo: An e-mail dialer began to run. Fields: spool_length. The name is broken by a space in the source.';

COMMENT ON COLUMN event.email_log_startemaildialer.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_startemaildialer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_startemaildialer.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_startemaildialer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_startemaildialer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_startemaildialer.spool_length IS 'Number of e-mails in the spool (data1).';

COMMENT ON COLUMN event.email_log_startemaildialer.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_startemaildialer.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_startemaildialer.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_startemaildialer.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_stopemaildialer WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    app.whole_number(email_log_repo.data1) AS spool_length,
    email_log_repo.data2,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'STOPEMAILDIALER'::text);

ALTER TABLE event.email_log_stopemaildialer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_stopemaildialer IS 'STOPEMAILDIALER of email_log_repo: An e-mail dialer was stopped while it ran. Fields: spool_length. The name is broken by a space in the source.';

COMMENT ON COLUMN event.email_log_stopemaildialer.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_stopemaildialer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_stopemaildialer.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_stopemaildialer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_stopemaildialer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_stopemaildialer.spool_length IS 'Number of e-mails in the spool (data1).';

COMMENT ON COLUMN event.email_log_stopemaildialer.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_stopemaildialer.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_stopemaildialer.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_stopemaildialer.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.email_log_transferred WITH (security_invoker='true') AS
 SELECT email_log_repo.id,
    email_log_repo.datetime,
    email_log_repo.callid,
    email_log_repo.queuename,
    email_log_repo.agent,
    (email_log_repo.data1)::public.text_or_null AS from_agent,
    (email_log_repo.data2)::public.text_or_null AS to_agent,
    email_log_repo.data3,
    email_log_repo.data4,
    email_log_repo.data5
   FROM public.email_log_repo
  WHERE (email_log_repo.event = 'TRANSFERRED'::text);

ALTER TABLE event.email_log_transferred OWNER TO ccrepo_owner;

COMMENT ON VIEW event.email_log_transferred IS 'TRANSFERRED of email_log_repo: The interaction was transferred from one agent to another. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.email_log_transferred.id IS 'Id of the row in email_log_repo.';

COMMENT ON COLUMN event.email_log_transferred.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.email_log_transferred.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.email_log_transferred.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.email_log_transferred.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.email_log_transferred.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.email_log_transferred.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.email_log_transferred.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_transferred.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.email_log_transferred.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_attended WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    (facebook_log_repo.data1)::public.text_or_null AS from_agent,
    (facebook_log_repo.data2)::public.text_or_null AS to_agent,
    facebook_log_repo.data3,
    facebook_log_repo.data4,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'ATTENDED'::text);

ALTER TABLE event.facebook_log_attended OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_attended IS 'ATTENDED of facebook_log_repo: The agent to whom the interaction was transferred took it. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.facebook_log_attended.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_attended.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_attended.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_attended.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_attended.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_attended.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.facebook_log_attended.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.facebook_log_attended.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_attended.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_attended.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_completeagent WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    app.whole_number(facebook_log_repo.data1) AS holdtime,
    app.whole_number(facebook_log_repo.data2) AS chattime,
    app.whole_number(facebook_log_repo.data3) AS origposition,
    app.whole_number(facebook_log_repo.data4) AS messageqt,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'COMPLETEAGENT'::text);

ALTER TABLE event.facebook_log_completeagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_completeagent IS 'COMPLETEAGENT of facebook_log_repo: An interaction that an agent had taken ended normally; the agent ended it. Fields: holdtime (seconds), chattime (seconds), origposition, messageqt.';

COMMENT ON COLUMN event.facebook_log_completeagent.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_completeagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_completeagent.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_completeagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_completeagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_completeagent.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.facebook_log_completeagent.chattime IS 'How long the interaction lasted, in seconds (data2).';

COMMENT ON COLUMN event.facebook_log_completeagent.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.facebook_log_completeagent.messageqt IS 'Number of messages in the interaction (data4).';

COMMENT ON COLUMN event.facebook_log_completeagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_connect WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    app.whole_number(facebook_log_repo.data1) AS holdtime,
    (facebook_log_repo.data2)::public.text_or_null AS agent_name,
    (facebook_log_repo.data3)::public.text_or_null AS client_id,
    (facebook_log_repo.data4)::public.text_or_null AS client_name,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'CONNECT'::text);

ALTER TABLE event.facebook_log_connect OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_connect IS 'CONNECT of facebook_log_repo: An interaction was connected to an agent. Fields: holdtime (seconds), agent_name, client_id, client_name.';

COMMENT ON COLUMN event.facebook_log_connect.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_connect.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_connect.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_connect.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_connect.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_connect.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.facebook_log_connect.agent_name IS 'Agent who was connected (data2).';

COMMENT ON COLUMN event.facebook_log_connect.client_id IS 'Id of the client (data3).';

COMMENT ON COLUMN event.facebook_log_connect.client_name IS 'Name of the client (data4).';

COMMENT ON COLUMN event.facebook_log_connect.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_enterqueue WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    (facebook_log_repo.data1)::public.text_or_null AS post_id,
    (facebook_log_repo.data2)::public.text_or_null AS message,
    facebook_log_repo.data3,
    facebook_log_repo.data4,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'ENTERQUEUE'::text);

ALTER TABLE event.facebook_log_enterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_enterqueue IS 'ENTERQUEUE of facebook_log_repo: A client''s message came in for a campaign. Fields: post_id, message.';

COMMENT ON COLUMN event.facebook_log_enterqueue.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_enterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_enterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_enterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_enterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_enterqueue.post_id IS 'Id of the post (data1).';

COMMENT ON COLUMN event.facebook_log_enterqueue.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.facebook_log_enterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_enterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_enterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_holidaymessage WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    (facebook_log_repo.data1)::public.text_or_null AS post_id,
    (facebook_log_repo.data2)::public.text_or_null AS message,
    facebook_log_repo.data3,
    facebook_log_repo.data4,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'HOLIDAYMESSAGE'::text);

ALTER TABLE event.facebook_log_holidaymessage OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_holidaymessage IS 'HOLIDAYMESSAGE of facebook_log_repo: The post was answered with a comment that holds the holiday message. Fields: post_id, message.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.post_id IS 'Id of the post (data1).';

COMMENT ON COLUMN event.facebook_log_holidaymessage.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.facebook_log_holidaymessage.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_holidaymessage.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_outfacebook WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    facebook_log_repo.data1,
    facebook_log_repo.data2,
    facebook_log_repo.data3,
    facebook_log_repo.data4,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'OUTFACEBOOK'::text);

ALTER TABLE event.facebook_log_outfacebook OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_outfacebook IS 'OUTFACEBOOK of facebook_log_repo: An agent started an interaction on Facebook, which makes a new post. The agent starts a post; the source gives no fields.';

COMMENT ON COLUMN event.facebook_log_outfacebook.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_outfacebook.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_outfacebook.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_outfacebook.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_outfacebook.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_outfacebook.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_outfacebook.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_outfacebook.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_outfacebook.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_outfacebook.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_reenterqueue WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    (facebook_log_repo.data1)::public.text_or_null AS post_id,
    (facebook_log_repo.data2)::public.text_or_null AS message,
    facebook_log_repo.data3,
    facebook_log_repo.data4,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'REENTERQUEUE'::text);

ALTER TABLE event.facebook_log_reenterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_reenterqueue IS 'REENTERQUEUE of facebook_log_repo: An interaction was recovered when the server started. Fields: post_id, message.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.post_id IS 'Id of the post (data1).';

COMMENT ON COLUMN event.facebook_log_reenterqueue.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.facebook_log_reenterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_reenterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.facebook_log_transferred WITH (security_invoker='true') AS
 SELECT facebook_log_repo.id,
    facebook_log_repo.datetime,
    facebook_log_repo.callid,
    facebook_log_repo.queuename,
    facebook_log_repo.agent,
    (facebook_log_repo.data1)::public.text_or_null AS from_agent,
    (facebook_log_repo.data2)::public.text_or_null AS to_agent,
    facebook_log_repo.data3,
    facebook_log_repo.data4,
    facebook_log_repo.data5
   FROM public.facebook_log_repo
  WHERE (facebook_log_repo.event = 'TRANSFERRED'::text);

ALTER TABLE event.facebook_log_transferred OWNER TO ccrepo_owner;

COMMENT ON VIEW event.facebook_log_transferred IS 'TRANSFERRED of facebook_log_repo: The interaction was transferred from one agent to another. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.facebook_log_transferred.id IS 'Id of the row in facebook_log_repo.';

COMMENT ON COLUMN event.facebook_log_transferred.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.facebook_log_transferred.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.facebook_log_transferred.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_transferred.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.facebook_log_transferred.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.facebook_log_transferred.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.facebook_log_transferred.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_transferred.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.facebook_log_transferred.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_attended WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    (messenger_log_repo.data1)::public.text_or_null AS from_agent,
    (messenger_log_repo.data2)::public.text_or_null AS to_agent,
    messenger_log_repo.data3,
    messenger_log_repo.data4,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'ATTENDED'::text);

ALTER TABLE event.messenger_log_attended OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_attended IS 'ATTENDED of messenger_log_repo: The agent to whom the interaction was transferred took it. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.messenger_log_attended.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_attended.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_attended.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_attended.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_attended.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_attended.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.messenger_log_attended.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.messenger_log_attended.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_attended.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_attended.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_completeagent WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    app.whole_number(messenger_log_repo.data1) AS holdtime,
    app.whole_number(messenger_log_repo.data2) AS chattime,
    app.whole_number(messenger_log_repo.data3) AS origposition,
    app.whole_number(messenger_log_repo.data4) AS messageqt,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'COMPLETEAGENT'::text);

ALTER TABLE event.messenger_log_completeagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_completeagent IS 'COMPLETEAGENT of messenger_log_repo: An interaction that an agent had taken ended normally; the agent ended it. Fields: holdtime (seconds), chattime (seconds), origposition, messageqt.';

COMMENT ON COLUMN event.messenger_log_completeagent.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_completeagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_completeagent.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_completeagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_completeagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_completeagent.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.messenger_log_completeagent.chattime IS 'How long the interaction lasted, in seconds (data2).';

COMMENT ON COLUMN event.messenger_log_completeagent.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.messenger_log_completeagent.messageqt IS 'Number of messages in the interaction (data4).';

COMMENT ON COLUMN event.messenger_log_completeagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_connect WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    app.whole_number(messenger_log_repo.data1) AS holdtime,
    (messenger_log_repo.data2)::public.text_or_null AS agent_name,
    (messenger_log_repo.data3)::public.text_or_null AS client_id,
    (messenger_log_repo.data4)::public.text_or_null AS client_name,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'CONNECT'::text);

ALTER TABLE event.messenger_log_connect OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_connect IS 'CONNECT of messenger_log_repo: An interaction was connected to an agent. Fields: holdtime (seconds), agent_name, client_id, client_name.';

COMMENT ON COLUMN event.messenger_log_connect.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_connect.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_connect.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_connect.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_connect.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_connect.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.messenger_log_connect.agent_name IS 'Agent who was connected (data2).';

COMMENT ON COLUMN event.messenger_log_connect.client_id IS 'Id of the client (data3).';

COMMENT ON COLUMN event.messenger_log_connect.client_name IS 'Name of the client (data4).';

COMMENT ON COLUMN event.messenger_log_connect.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_enterqueue WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    (messenger_log_repo.data1)::public.text_or_null AS address,
    (messenger_log_repo.data2)::public.text_or_null AS message,
    messenger_log_repo.data3,
    messenger_log_repo.data4,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'ENTERQUEUE'::text);

ALTER TABLE event.messenger_log_enterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_enterqueue IS 'ENTERQUEUE of messenger_log_repo: A client''s message came in for a campaign. Fields: address, message.';

COMMENT ON COLUMN event.messenger_log_enterqueue.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_enterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_enterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_enterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_enterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_enterqueue.address IS 'Client, by name or address (data1).';

COMMENT ON COLUMN event.messenger_log_enterqueue.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.messenger_log_enterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_enterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_enterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_holidaymessage WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    (messenger_log_repo.data1)::public.text_or_null AS address,
    (messenger_log_repo.data2)::public.text_or_null AS message,
    messenger_log_repo.data3,
    messenger_log_repo.data4,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'HOLIDAYMESSAGE'::text);

ALTER TABLE event.messenger_log_holidaymessage OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_holidaymessage IS 'HOLIDAYMESSAGE of messenger_log_repo: The message was answered with the holiday message. Fields: address, message.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.address IS 'Client, by name or address (data1).';

COMMENT ON COLUMN event.messenger_log_holidaymessage.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.messenger_log_holidaymessage.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_holidaymessage.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_outmessenger WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    messenger_log_repo.data1,
    messenger_log_repo.data2,
    messenger_log_repo.data3,
    messenger_log_repo.data4,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'OUTMESSENGER'::text);

ALTER TABLE event.messenger_log_outmessenger OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_outmessenger IS 'OUTMESSENGER of messenger_log_repo: An agent started an interaction on Messenger (the source only names this event; it is read like OUTSMS). The source gives no fields.';

COMMENT ON COLUMN event.messenger_log_outmessenger.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_outmessenger.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_outmessenger.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_outmessenger.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_outmessenger.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_outmessenger.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_outmessenger.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_outmessenger.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_outmessenger.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_outmessenger.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_reenterqueue WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    (messenger_log_repo.data1)::public.text_or_null AS address,
    (messenger_log_repo.data2)::public.text_or_null AS message,
    messenger_log_repo.data3,
    messenger_log_repo.data4,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'REENTERQUEUE'::text);

ALTER TABLE event.messenger_log_reenterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_reenterqueue IS 'REENTERQUEUE of messenger_log_repo: An interaction was recovered when the server started. Fields: address, message. The source prints ENTERQUEUE twice; the second row, recovered at server start, is REENTERQUEUE as on every other channel.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.address IS 'Client, by name or address (data1).';

COMMENT ON COLUMN event.messenger_log_reenterqueue.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.messenger_log_reenterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_reenterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.messenger_log_transferred WITH (security_invoker='true') AS
 SELECT messenger_log_repo.id,
    messenger_log_repo.datetime,
    messenger_log_repo.callid,
    messenger_log_repo.queuename,
    messenger_log_repo.agent,
    (messenger_log_repo.data1)::public.text_or_null AS from_agent,
    (messenger_log_repo.data2)::public.text_or_null AS to_agent,
    messenger_log_repo.data3,
    messenger_log_repo.data4,
    messenger_log_repo.data5
   FROM public.messenger_log_repo
  WHERE (messenger_log_repo.event = 'TRANSFERRED'::text);

ALTER TABLE event.messenger_log_transferred OWNER TO ccrepo_owner;

COMMENT ON VIEW event.messenger_log_transferred IS 'TRANSFERRED of messenger_log_repo: The interaction was transferred from one agent to another. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.messenger_log_transferred.id IS 'Id of the row in messenger_log_repo.';

COMMENT ON COLUMN event.messenger_log_transferred.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.messenger_log_transferred.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.messenger_log_transferred.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_transferred.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.messenger_log_transferred.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.messenger_log_transferred.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.messenger_log_transferred.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_transferred.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.messenger_log_transferred.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE TABLE public.queue_log_repo (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (datetime);

ALTER TABLE public.queue_log_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.queue_log_repo IS 'Telephony events of the queues, agents and calls, as the queue system logged them; data1..data5 have a different meaning for each event.';

COMMENT ON COLUMN public.queue_log_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.queue_log_repo.origid IS 'Id of the row in the table it came from; may repeat.';

COMMENT ON COLUMN public.queue_log_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.queue_log_repo.datetime IS 'Time of the event.';

COMMENT ON COLUMN public.queue_log_repo.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN public.queue_log_repo.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN public.queue_log_repo.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN public.queue_log_repo.event IS 'Name of the event.';

COMMENT ON COLUMN public.queue_log_repo.data1 IS 'First value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.queue_log_repo.data2 IS 'Second value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.queue_log_repo.data3 IS 'Third value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.queue_log_repo.data4 IS 'Fourth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.queue_log_repo.data5 IS 'Fifth value of the event; its meaning depends on the event.';

COMMENT ON COLUMN public.queue_log_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.queue_log_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE VIEW event.queue_log_abandon WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS "position",
    app.whole_number(queue_log_repo.data2) AS origposition,
    app.whole_number(queue_log_repo.data3) AS waittime,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'ABANDON'::text);

ALTER TABLE event.queue_log_abandon OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_abandon IS 'ABANDON of queue_log_repo: The caller hung up while waiting in the queue, before any agent answered. Fields: position, origposition, waittime (seconds).';

COMMENT ON COLUMN event.queue_log_abandon.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_abandon.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_abandon.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_abandon.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_abandon.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_abandon."position" IS 'Place in the queue when the wait ended (data1).';

COMMENT ON COLUMN event.queue_log_abandon.origposition IS 'Place in the queue at entry (data2).';

COMMENT ON COLUMN event.queue_log_abandon.waittime IS 'How long the caller waited in the queue, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_abandon.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_abandon.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_addmember WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'ADDMEMBER'::text);

ALTER TABLE event.queue_log_addmember OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_addmember IS 'ADDMEMBER of queue_log_repo: A member was added to the queue.';

COMMENT ON COLUMN event.queue_log_addmember.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_addmember.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_addmember.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_addmember.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_addmember.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_addmember.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_addmember.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_addmember.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_addmember.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_addmember.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_agentcallbacklogin WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS login,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'AGENTCALLBACKLOGIN'::text);

ALTER TABLE event.queue_log_agentcallbacklogin OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_agentcallbacklogin IS 'AGENTCALLBACKLOGIN of queue_log_repo: An agent logged in to be called back at an extension. Fields: login. Belongs to AGENTLOGIN.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.login IS 'Extension and context at which the agent is called back (data1).';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogin.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_agentcallbacklogoff WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS login,
    app.whole_number(queue_log_repo.data2) AS logintime,
    (queue_log_repo.data3)::public.text_or_null AS reason,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'AGENTCALLBACKLOGOFF'::text);

ALTER TABLE event.queue_log_agentcallbacklogoff OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_agentcallbacklogoff IS 'AGENTCALLBACKLOGOFF of queue_log_repo: An agent who was called back at an extension logged off. Fields: login, logintime (seconds), reason. Belongs to AGENTLOGOFF.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.login IS 'Extension and context at which the agent is called back (data1).';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.logintime IS 'How long the agent had been logged in, in seconds (data2).';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.reason IS 'Why the agent was logged off, if it was not a normal logoff (data3).';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentcallbacklogoff.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_agentdump WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'AGENTDUMP'::text);

ALTER TABLE event.queue_log_agentdump OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_agentdump IS 'AGENTDUMP of queue_log_repo: The agent dropped the caller while listening to the queue''s announcement.';

COMMENT ON COLUMN event.queue_log_agentdump.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_agentdump.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_agentdump.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_agentdump.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentdump.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentdump.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentdump.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentdump.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentdump.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentdump.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_agentlogin WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'AGENTLOGIN'::text);

ALTER TABLE event.queue_log_agentlogin OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_agentlogin IS 'AGENTLOGIN of queue_log_repo: An agent logged in.';

COMMENT ON COLUMN event.queue_log_agentlogin.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_agentlogin.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_agentlogin.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_agentlogin.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentlogin.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentlogin.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentlogin.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentlogin.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentlogin.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentlogin.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_agentlogoff WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(
        CASE
            WHEN ((queue_log_repo.data1 <> ''::text) AND (app.whole_number(queue_log_repo.data1) IS NULL)) THEN queue_log_repo.data2
            ELSE queue_log_repo.data1
        END) AS logintime,
    (btrim(queue_log_repo.data4, '[]'::text))::public.text_or_null AS automatic,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'AGENTLOGOFF'::text);

ALTER TABLE event.queue_log_agentlogoff OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_agentlogoff IS 'AGENTLOGOFF of queue_log_repo: An agent logged off, or was logged off by the system. Fields: logintime (seconds), automatic. data4 holds automatic, perhaps in brackets, when the system logged the agent off; plain Asterisk writes the channel to data1 and logintime to data2, the decoder reads both.';

COMMENT ON COLUMN event.queue_log_agentlogoff.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_agentlogoff.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_agentlogoff.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_agentlogoff.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentlogoff.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentlogoff.logintime IS 'How long the agent had been logged in, in seconds (data1; data2 where data1 is text).';

COMMENT ON COLUMN event.queue_log_agentlogoff.automatic IS 'The word automatic where the system logged the agent off; brackets around it are removed (data4).';

COMMENT ON COLUMN event.queue_log_agentlogoff.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentlogoff.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentlogoff.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_agentlogoff_channel WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS channel,
    app.whole_number(queue_log_repo.data2) AS logintime,
    (btrim(queue_log_repo.data4, '[]'::text))::public.text_or_null AS automatic,
    queue_log_repo.data3,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE ((queue_log_repo.event = 'AGENTLOGOFF'::text) AND (queue_log_repo.data1 <> ''::text) AND (app.whole_number(queue_log_repo.data1) IS NULL));

ALTER TABLE event.queue_log_agentlogoff_channel OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_agentlogoff_channel IS 'AGENTLOGOFF-CHANNEL of queue_log_repo: An agent logged off, as plain Asterisk writes it: the channel first. Fields: channel, logintime (seconds), automatic. Belongs to AGENTLOGOFF.';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.channel IS 'Channel that the agent had logged in on (data1).';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.logintime IS 'How long the agent had been logged in, in seconds (data2).';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.automatic IS 'The word automatic where the system logged the agent off; brackets around it are removed (data4).';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_agentlogoff_channel.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_attendedtransfer WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (
        CASE
            WHEN (queue_log_repo.data1 = 'LINK'::text) THEN NULL::text
            WHEN (queue_log_repo.data1 = 'BRIDGE'::text) THEN NULL::text
            WHEN (queue_log_repo.data1 = 'APP'::text) THEN NULL::text
            ELSE queue_log_repo.data1
        END)::public.text_or_null AS extension,
    (
        CASE
            WHEN (queue_log_repo.data1 = 'LINK'::text) THEN NULL::text
            WHEN (queue_log_repo.data1 = 'BRIDGE'::text) THEN NULL::text
            WHEN (queue_log_repo.data1 = 'APP'::text) THEN NULL::text
            ELSE queue_log_repo.data2
        END)::public.text_or_null AS context,
    app.whole_number(
        CASE
            WHEN (queue_log_repo.data1 = 'LINK'::text) THEN queue_log_repo.data4
            ELSE queue_log_repo.data3
        END) AS holdtime,
    app.whole_number(
        CASE
            WHEN (queue_log_repo.data1 = 'LINK'::text) THEN split_part(queue_log_repo.data5, '|'::text, 1)
            ELSE queue_log_repo.data4
        END) AS calltime,
    app.whole_number(
        CASE
            WHEN (queue_log_repo.data1 = 'LINK'::text) THEN split_part(queue_log_repo.data5, '|'::text, 2)
            ELSE queue_log_repo.data5
        END) AS origposition
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'ATTENDEDTRANSFER'::text);

ALTER TABLE event.queue_log_attendedtransfer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_attendedtransfer IS 'ATTENDEDTRANSFER of queue_log_repo: The agent transferred the call after speaking with the new party, which ended the agent''s part in it. Fields: extension, context, holdtime (seconds), calltime (seconds), origposition.';

COMMENT ON COLUMN event.queue_log_attendedtransfer.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_attendedtransfer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_attendedtransfer.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_attendedtransfer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer.extension IS 'Extension that the call was transferred to (data1; nowhere where data1 is LINK, BRIDGE, APP).';

COMMENT ON COLUMN event.queue_log_attendedtransfer.context IS 'Dialplan context of that extension (data2; nowhere where data1 is LINK, BRIDGE, APP).';

COMMENT ON COLUMN event.queue_log_attendedtransfer.holdtime IS 'Time spent waiting for the agent, in seconds (data3; data4 where data1 is LINK).';

COMMENT ON COLUMN event.queue_log_attendedtransfer.calltime IS 'How long caller and agent talked, in seconds (data4; data5 before the bar where data1 is LINK).';

COMMENT ON COLUMN event.queue_log_attendedtransfer.origposition IS 'Place in the queue at entry (data5; data5 behind the bar where data1 is LINK).';

CREATE VIEW event.queue_log_attendedtransfer_app WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS form,
    (queue_log_repo.data2)::public.text_or_null AS application,
    app.whole_number(queue_log_repo.data3) AS holdtime,
    app.whole_number(queue_log_repo.data4) AS calltime,
    app.whole_number(queue_log_repo.data5) AS origposition
   FROM public.queue_log_repo
  WHERE ((queue_log_repo.event = 'ATTENDEDTRANSFER'::text) AND (queue_log_repo.data1 = 'APP'::text));

ALTER TABLE event.queue_log_attendedtransfer_app OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_attendedtransfer_app IS 'ATTENDEDTRANSFER-APP of queue_log_repo: An attended transfer of plain Asterisk to an application, such as voicemail. Fields: form, application, holdtime (seconds), calltime (seconds), origposition. Belongs to ATTENDEDTRANSFER.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.form IS 'How the transfer ended (data1).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.application IS 'Application that took the call (data2).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.holdtime IS 'Time spent waiting for the agent, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.calltime IS 'How long caller and agent talked, in seconds (data4).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_app.origposition IS 'Place in the queue at entry (data5).';

CREATE VIEW event.queue_log_attendedtransfer_bridge WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS form,
    (queue_log_repo.data2)::public.text_or_null AS bridge_id,
    app.whole_number(queue_log_repo.data3) AS holdtime,
    app.whole_number(queue_log_repo.data4) AS calltime,
    app.whole_number(queue_log_repo.data5) AS origposition
   FROM public.queue_log_repo
  WHERE ((queue_log_repo.event = 'ATTENDEDTRANSFER'::text) AND (queue_log_repo.data1 = 'BRIDGE'::text));

ALTER TABLE event.queue_log_attendedtransfer_bridge OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_attendedtransfer_bridge IS 'ATTENDEDTRANSFER-BRIDGE of queue_log_repo: An attended transfer of plain Asterisk that ended in one bridge. Fields: form, bridge_id, holdtime (seconds), calltime (seconds), origposition. Belongs to ATTENDEDTRANSFER.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.form IS 'How the transfer ended (data1).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.bridge_id IS 'Id of the bridge that the call ended in (data2).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.holdtime IS 'Time spent waiting for the agent, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.calltime IS 'How long caller and agent talked, in seconds (data4).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_bridge.origposition IS 'Place in the queue at entry (data5).';

CREATE VIEW event.queue_log_attendedtransfer_link WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS form,
    (queue_log_repo.data2)::public.text_or_null AS first_channel,
    (queue_log_repo.data3)::public.text_or_null AS second_channel,
    app.whole_number(queue_log_repo.data4) AS holdtime,
    app.whole_number(split_part(queue_log_repo.data5, '|'::text, 1)) AS calltime,
    app.whole_number(split_part(queue_log_repo.data5, '|'::text, 2)) AS origposition
   FROM public.queue_log_repo
  WHERE ((queue_log_repo.event = 'ATTENDEDTRANSFER'::text) AND (queue_log_repo.data1 = 'LINK'::text));

ALTER TABLE event.queue_log_attendedtransfer_link OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_attendedtransfer_link IS 'ATTENDEDTRANSFER-LINK of queue_log_repo: An attended transfer of plain Asterisk that linked two bridges through a pair of channels. Fields: form, first_channel, second_channel, holdtime (seconds), calltime (seconds), origposition. data5 holds two numbers with a bar between them. Belongs to ATTENDEDTRANSFER.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.form IS 'How the transfer ended (data1).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.first_channel IS 'First channel of the pair that links the bridges (data2).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.second_channel IS 'Second channel of the pair that links the bridges (data3).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.holdtime IS 'Time spent waiting for the agent, in seconds (data4).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.calltime IS 'How long caller and agent talked, in seconds (data5 before the bar).';

COMMENT ON COLUMN event.queue_log_attendedtransfer_link.origposition IS 'Place in the queue at entry (data5 behind the bar).';

CREATE VIEW event.queue_log_blindtransfer WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS extension,
    (queue_log_repo.data2)::public.text_or_null AS context,
    app.whole_number(queue_log_repo.data3) AS holdtime,
    app.whole_number(queue_log_repo.data4) AS calltime,
    app.whole_number(queue_log_repo.data5) AS origposition
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'BLINDTRANSFER'::text);

ALTER TABLE event.queue_log_blindtransfer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_blindtransfer IS 'BLINDTRANSFER of queue_log_repo: The agent transferred the call without speaking with the new party, which ended the agent''s part in it. Fields: extension, context, holdtime (seconds), calltime (seconds), origposition.';

COMMENT ON COLUMN event.queue_log_blindtransfer.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_blindtransfer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_blindtransfer.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_blindtransfer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_blindtransfer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_blindtransfer.extension IS 'Extension that the call was transferred to (data1).';

COMMENT ON COLUMN event.queue_log_blindtransfer.context IS 'Dialplan context of that extension (data2).';

COMMENT ON COLUMN event.queue_log_blindtransfer.holdtime IS 'Time spent waiting for the agent, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_blindtransfer.calltime IS 'How long caller and agent talked, in seconds (data4).';

COMMENT ON COLUMN event.queue_log_blindtransfer.origposition IS 'Place in the queue at entry (data5).';

CREATE VIEW event.queue_log_break WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS reason,
    (queue_log_repo.data2)::public.text_or_null AS comment,
    app.whole_number(queue_log_repo.data3) AS breaktime,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'BREAK'::text);

ALTER TABLE event.queue_log_break OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_break IS 'BREAK of queue_log_repo: An agent went on a break. Fields: reason, comment, breaktime (seconds). Source names motivo, comentario; predefined reasons BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime only on UNBREAK; the pause events between BREAK and UNBREAK belong to the break.';

COMMENT ON COLUMN event.queue_log_break.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_break.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_break.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_break.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_break.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_break.reason IS 'Reason of the break: BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER or one of the site''s own (data1).';

COMMENT ON COLUMN event.queue_log_break.comment IS 'Comment on the break (data2).';

COMMENT ON COLUMN event.queue_log_break.breaktime IS 'How long the break lasted; only on UNBREAK, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_break.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_break.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_completeagent WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS holdtime,
    app.whole_number(queue_log_repo.data2) AS calltime,
    app.whole_number(queue_log_repo.data3) AS origposition,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'COMPLETEAGENT'::text);

ALTER TABLE event.queue_log_completeagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_completeagent IS 'COMPLETEAGENT of queue_log_repo: A call that an agent had answered ended normally; the agent hung up. Fields: holdtime (seconds), calltime (seconds), origposition.';

COMMENT ON COLUMN event.queue_log_completeagent.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_completeagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_completeagent.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_completeagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_completeagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_completeagent.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.queue_log_completeagent.calltime IS 'How long caller and agent talked, in seconds (data2).';

COMMENT ON COLUMN event.queue_log_completeagent.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.queue_log_completeagent.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_completeagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_completecaller WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS holdtime,
    app.whole_number(queue_log_repo.data2) AS calltime,
    app.whole_number(queue_log_repo.data3) AS origposition,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'COMPLETECALLER'::text);

ALTER TABLE event.queue_log_completecaller OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_completecaller IS 'COMPLETECALLER of queue_log_repo: A call that an agent had answered ended normally; the caller hung up. Fields: holdtime (seconds), calltime (seconds), origposition.';

COMMENT ON COLUMN event.queue_log_completecaller.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_completecaller.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_completecaller.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_completecaller.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_completecaller.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_completecaller.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.queue_log_completecaller.calltime IS 'How long caller and agent talked, in seconds (data2).';

COMMENT ON COLUMN event.queue_log_completecaller.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.queue_log_completecaller.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_completecaller.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_configreload WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'CONFIGRELOAD'::text);

ALTER TABLE event.queue_log_configreload OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_configreload IS 'CONFIGRELOAD of queue_log_repo: Asterisk read its queue configuration again. Not a restart: sessions and calls continue.';

COMMENT ON COLUMN event.queue_log_configreload.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_configreload.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_configreload.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_configreload.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_configreload.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_configreload.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_configreload.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_configreload.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_configreload.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_configreload.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_connect WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS holdtime,
    (queue_log_repo.data2)::public.text_or_null AS bridgedchanneluniqueid,
    app.whole_number(queue_log_repo.data3) AS ringtime,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'CONNECT'::text);

ALTER TABLE event.queue_log_connect OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_connect IS 'CONNECT of queue_log_repo: A waiting caller was connected to an agent. Fields: holdtime (seconds), bridgedchanneluniqueid, ringtime (seconds).';

COMMENT ON COLUMN event.queue_log_connect.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_connect.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_connect.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_connect.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_connect.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_connect.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.queue_log_connect.bridgedchanneluniqueid IS 'Unique id of the channel of the agent who answered (data2).';

COMMENT ON COLUMN event.queue_log_connect.ringtime IS 'How long the agent''s phone rang, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_connect.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_connect.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_createdqueue WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'CREATEDQUEUE'::text);

ALTER TABLE event.queue_log_createdqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_createdqueue IS 'CREATEDQUEUE of queue_log_repo: A queue was created.';

COMMENT ON COLUMN event.queue_log_createdqueue.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_createdqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_createdqueue.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_createdqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_createdqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_createdqueue.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_createdqueue.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_createdqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_createdqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_createdqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_endcall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS client_email,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'ENDCALL'::text);

ALTER TABLE event.queue_log_endcall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_endcall IS 'ENDCALL of queue_log_repo: A call that STARTCALL began has ended. Fields: client_email. Source name emailCliente.';

COMMENT ON COLUMN event.queue_log_endcall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_endcall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_endcall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_endcall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_endcall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_endcall.client_email IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.queue_log_endcall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_endcall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_endcall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_endcall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_endvideocall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS client_email,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'ENDVIDEOCALL'::text);

ALTER TABLE event.queue_log_endvideocall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_endvideocall IS 'ENDVIDEOCALL of queue_log_repo: A video call has ended. Fields: client_email. Source name emailCliente.';

COMMENT ON COLUMN event.queue_log_endvideocall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_endvideocall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_endvideocall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_endvideocall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_endvideocall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_endvideocall.client_email IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.queue_log_endvideocall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_endvideocall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_endvideocall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_endvideocall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_enterqueue WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data2)::public.text_or_null AS callerid,
    queue_log_repo.data1,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'ENTERQUEUE'::text);

ALTER TABLE event.queue_log_enterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_enterqueue IS 'ENTERQUEUE of queue_log_repo: A call entered the queue. Fields: callerid.';

COMMENT ON COLUMN event.queue_log_enterqueue.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_enterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_enterqueue.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_enterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_enterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_enterqueue.callerid IS 'Number of the caller (data2).';

COMMENT ON COLUMN event.queue_log_enterqueue.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_enterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_enterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_enterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_exitempty WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS "position",
    app.whole_number(queue_log_repo.data2) AS origposition,
    app.whole_number(queue_log_repo.data3) AS waittime,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'EXITEMPTY'::text);

ALTER TABLE event.queue_log_exitempty OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_exitempty IS 'EXITEMPTY of queue_log_repo: The caller was removed from the queue because none of its members could be reached. Fields: position, origposition, waittime (seconds).';

COMMENT ON COLUMN event.queue_log_exitempty.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_exitempty.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_exitempty.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_exitempty.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_exitempty.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_exitempty."position" IS 'Place in the queue when the wait ended (data1).';

COMMENT ON COLUMN event.queue_log_exitempty.origposition IS 'Place in the queue at entry (data2).';

COMMENT ON COLUMN event.queue_log_exitempty.waittime IS 'How long the caller waited in the queue, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_exitempty.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_exitempty.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_exitwithkey WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS key,
    app.whole_number(queue_log_repo.data2) AS "position",
    app.whole_number(queue_log_repo.data3) AS origposition,
    app.whole_number(queue_log_repo.data4) AS waittime,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'EXITWITHKEY'::text);

ALTER TABLE event.queue_log_exitwithkey OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_exitwithkey IS 'EXITWITHKEY of queue_log_repo: The caller left the queue by pressing a key. Fields: key, position, origposition, waittime (seconds). The source table says N/A for data4, its text says that the wait is stored; Asterisk stores it in data4.';

COMMENT ON COLUMN event.queue_log_exitwithkey.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_exitwithkey.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_exitwithkey.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_exitwithkey.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_exitwithkey.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_exitwithkey.key IS 'Key that the caller pressed (data1).';

COMMENT ON COLUMN event.queue_log_exitwithkey."position" IS 'Place in the queue when the wait ended (data2).';

COMMENT ON COLUMN event.queue_log_exitwithkey.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.queue_log_exitwithkey.waittime IS 'How long the caller waited in the queue, in seconds (data4).';

COMMENT ON COLUMN event.queue_log_exitwithkey.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_exitwithtimeout WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS "position",
    app.whole_number(queue_log_repo.data2) AS origposition,
    app.whole_number(queue_log_repo.data3) AS waittime,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'EXITWITHTIMEOUT'::text);

ALTER TABLE event.queue_log_exitwithtimeout OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_exitwithtimeout IS 'EXITWITHTIMEOUT of queue_log_repo: The caller waited longer than the queue allows and was removed from it. Fields: position, origposition, waittime (seconds).';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_exitwithtimeout."position" IS 'Place in the queue when the wait ended (data1).';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.origposition IS 'Place in the queue at entry (data2).';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.waittime IS 'How long the caller waited in the queue, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_exitwithtimeout.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_finishwrapup WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS timeleft,
    app.whole_number(queue_log_repo.data2) AS totalwrapup,
    (queue_log_repo.data3)::public.text_or_null AS callguid,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'FINISHWRAPUP'::text);

ALTER TABLE event.queue_log_finishwrapup OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_finishwrapup IS 'FINISHWRAPUP of queue_log_repo: The agent''s wrap-up time after a call ran out, or the agent ended it early. Fields: timeleft (seconds), totalwrapup (seconds), callguid. timeleft is the part of totalwrapup that was not used.';

COMMENT ON COLUMN event.queue_log_finishwrapup.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_finishwrapup.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_finishwrapup.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_finishwrapup.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_finishwrapup.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_finishwrapup.timeleft IS 'Part of the wrap-up time that was not used, in seconds (data1).';

COMMENT ON COLUMN event.queue_log_finishwrapup.totalwrapup IS 'Whole wrap-up time that the agent had, in seconds (data2).';

COMMENT ON COLUMN event.queue_log_finishwrapup.callguid IS 'Unique id (guid) of the call (data3).';

COMMENT ON COLUMN event.queue_log_finishwrapup.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_finishwrapup.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_hold WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS channel,
    (queue_log_repo.data2)::public.text_or_null AS calleridname,
    (queue_log_repo.data3)::public.text_or_null AS calleridnum,
    (queue_log_repo.data4)::public.text_or_null AS connectedlinename,
    (queue_log_repo.data5)::public.text_or_null AS connectedlinenum
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'HOLD'::text);

ALTER TABLE event.queue_log_hold OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_hold IS 'HOLD of queue_log_repo: The agent put the call on hold. Fields: channel, calleridname, calleridnum, connectedlinename, connectedlinenum. UNHOLD may be missing when the call is cut while on hold.';

COMMENT ON COLUMN event.queue_log_hold.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_hold.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_hold.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_hold.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_hold.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_hold.channel IS 'Channel of the call (data1).';

COMMENT ON COLUMN event.queue_log_hold.calleridname IS 'Name in the caller id of the channel (data2).';

COMMENT ON COLUMN event.queue_log_hold.calleridnum IS 'Number in the caller id of the channel (data3).';

COMMENT ON COLUMN event.queue_log_hold.connectedlinename IS 'Name of the party that the channel is connected with (data4).';

COMMENT ON COLUMN event.queue_log_hold.connectedlinenum IS 'Number of the party that the channel is connected with (data5).';

CREATE VIEW event.queue_log_outcall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS dialstatus,
    app.whole_number(queue_log_repo.data2) AS duration,
    app.whole_number(queue_log_repo.data3) AS totaltime,
    (queue_log_repo.data4)::public.text_or_null AS dialednumber,
    (queue_log_repo.data5)::public.text_or_null AS guid
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'OUTCALL'::text);

ALTER TABLE event.queue_log_outcall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_outcall IS 'OUTCALL of queue_log_repo: An agent''s outbound call ended; only workflows that are built to log it do so. Fields: dialstatus, duration (seconds), totaltime (seconds), dialednumber, guid.';

COMMENT ON COLUMN event.queue_log_outcall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_outcall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_outcall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_outcall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_outcall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_outcall.dialstatus IS 'Result of dialling (data1).';

COMMENT ON COLUMN event.queue_log_outcall.duration IS 'How long the call lasted, once answered, in seconds (data2).';

COMMENT ON COLUMN event.queue_log_outcall.totaltime IS 'How long the call took in all, with dialling and ringing, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_outcall.dialednumber IS 'Number that was dialled (data4).';

COMMENT ON COLUMN event.queue_log_outcall.guid IS 'Unique id (guid) of the call (data5).';

CREATE VIEW event.queue_log_pause WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PAUSE'::text);

ALTER TABLE event.queue_log_pause OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_pause IS 'PAUSE of queue_log_repo: The telephony paused an agent in one queue; reports use REALPAUSE and BREAK instead. Telephony-level pause, not used in reports.';

COMMENT ON COLUMN event.queue_log_pause.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_pause.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_pause.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_pause.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_pause.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_pause.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pause.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pause.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pause.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pause.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_pauseall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PAUSEALL'::text);

ALTER TABLE event.queue_log_pauseall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_pauseall IS 'PAUSEALL of queue_log_repo: The telephony paused an agent in every queue; reports use REALPAUSE and BREAK instead. Telephony-level pause, not used in reports.';

COMMENT ON COLUMN event.queue_log_pauseall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_pauseall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_pauseall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_pauseall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_pauseall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_pauseall.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pauseall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pauseall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pauseall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_pauseall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_penalty WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS penalty,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PENALTY'::text);

ALTER TABLE event.queue_log_penalty OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_penalty IS 'PENALTY of queue_log_repo: The penalty of a member of the queue was changed. Fields: penalty.';

COMMENT ON COLUMN event.queue_log_penalty.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_penalty.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_penalty.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_penalty.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_penalty.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_penalty.penalty IS 'Penalty of the member; those with a lower one are called first (data1).';

COMMENT ON COLUMN event.queue_log_penalty.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_penalty.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_penalty.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_penalty.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phoneanswer WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PHONEANSWER'::text);

ALTER TABLE event.queue_log_phoneanswer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phoneanswer IS 'PHONEANSWER of queue_log_repo: The agent answered an inbound call. Fields: callerid, callguid, campaign. The name is broken by a space in the source.';

COMMENT ON COLUMN event.queue_log_phoneanswer.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phoneanswer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phoneanswer.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phoneanswer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phoneanswer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phoneanswer.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phoneanswer.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phoneanswer.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phoneanswer.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phoneanswer.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phonecall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PHONECALL'::text);

ALTER TABLE event.queue_log_phonecall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phonecall IS 'PHONECALL of queue_log_repo: A call from outside came in for a campaign. Fields: callerid, callguid, campaign.';

COMMENT ON COLUMN event.queue_log_phonecall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phonecall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phonecall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phonecall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecall.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phonecall.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phonecall.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phonecall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phonecall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phonecallagent WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PHONECALLAGENT'::text);

ALTER TABLE event.queue_log_phonecallagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phonecallagent IS 'PHONECALLAGENT of queue_log_repo: An agent was called. Fields: callerid, callguid, campaign. The name is broken by a space in the source.';

COMMENT ON COLUMN event.queue_log_phonecallagent.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phonecallagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phonecallagent.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phonecallagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecallagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecallagent.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phonecallagent.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phonecallagent.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phonecallagent.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phonecallagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phonecompleteagent WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PHONECOMPLETEAGENT'::text);

ALTER TABLE event.queue_log_phonecompleteagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phonecompleteagent IS 'PHONECOMPLETEAGENT of queue_log_repo: The agent ended the call. Fields: callerid, callguid, campaign. The name is broken by a space in the source.';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phonecompleteagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phonecompletecaller WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PHONECOMPLETECALLER'::text);

ALTER TABLE event.queue_log_phonecompletecaller OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phonecompletecaller IS 'PHONECOMPLETECALLER of queue_log_repo: The client ended the call. Fields: callerid, callguid, campaign.';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phonecompletecaller.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phoneendholdin WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PHONEENDHOLDIN'::text);

ALTER TABLE event.queue_log_phoneendholdin OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phoneendholdin IS 'PHONEENDHOLDIN of queue_log_repo: An inbound call was taken off hold. Fields: callerid, callguid, campaign.';

COMMENT ON COLUMN event.queue_log_phoneendholdin.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phoneendholdin.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phoneendholdin.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phoneendholdin.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phoneendholdin.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phoneendholdin.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phoneendholdin.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phoneendholdin.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phoneendholdin.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phoneendholdin.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phoneendholdout WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'PHONEENDHOLDOUT'::text);

ALTER TABLE event.queue_log_phoneendholdout OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phoneendholdout IS 'PHONEENDHOLDOUT of queue_log_repo: An outbound call was taken off hold. Fields: callerid, callguid, campaign.';

COMMENT ON COLUMN event.queue_log_phoneendholdout.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phoneendholdout.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phoneendholdout.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phoneendholdout.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phoneendholdout.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phoneendholdout.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phoneendholdout.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phoneendholdout.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phoneendholdout.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phoneendholdout.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phonestarholdin WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = ANY (ARRAY['PHONESTARHOLDIN'::text, 'PHONESTARTHOLDIN'::text]));

ALTER TABLE event.queue_log_phonestarholdin OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phonestarholdin IS 'PHONESTARHOLDIN of queue_log_repo: An inbound call was put on hold. Fields: callerid, callguid, campaign. STARHOLD is the spelling of the source; STARTHOLD is accepted as the same event. Rows spelt PHONESTARTHOLDIN are shown too.';

COMMENT ON COLUMN event.queue_log_phonestarholdin.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phonestarholdin.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phonestarholdin.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phonestarholdin.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonestarholdin.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonestarholdin.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phonestarholdin.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phonestarholdin.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phonestarholdin.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phonestarholdin.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_phonestarholdout WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS callerid,
    (queue_log_repo.data2)::public.text_or_null AS callguid,
    (queue_log_repo.data3)::public.text_or_null AS campaign,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = ANY (ARRAY['PHONESTARHOLDOUT'::text, 'PHONESTARTHOLDOUT'::text]));

ALTER TABLE event.queue_log_phonestarholdout OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_phonestarholdout IS 'PHONESTARHOLDOUT of queue_log_repo: An outbound call was put on hold. Fields: callerid, callguid, campaign. STARHOLD is the spelling of the source; STARTHOLD is accepted as the same event. Rows spelt PHONESTARTHOLDOUT are shown too.';

COMMENT ON COLUMN event.queue_log_phonestarholdout.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_phonestarholdout.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_phonestarholdout.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_phonestarholdout.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonestarholdout.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_phonestarholdout.callerid IS 'Number of the other party (data1).';

COMMENT ON COLUMN event.queue_log_phonestarholdout.callguid IS 'Unique id (guid) of the call (data2).';

COMMENT ON COLUMN event.queue_log_phonestarholdout.campaign IS 'Campaign of the call (data3).';

COMMENT ON COLUMN event.queue_log_phonestarholdout.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_phonestarholdout.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_queuestart WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'QUEUESTART'::text);

ALTER TABLE event.queue_log_queuestart OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_queuestart IS 'QUEUESTART of queue_log_repo: The queue system started: the first time in its session.';

COMMENT ON COLUMN event.queue_log_queuestart.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_queuestart.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_queuestart.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_queuestart.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_queuestart.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_queuestart.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_queuestart.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_queuestart.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_queuestart.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_queuestart.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_realpause WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS pausetime,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'REALPAUSE'::text);

ALTER TABLE event.queue_log_realpause OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_realpause IS 'REALPAUSE of queue_log_repo: An agent went on pause: the pause that reports count. Fields: pausetime (seconds). pausetime only on REALUNPAUSE; the pair that pause reports use.';

COMMENT ON COLUMN event.queue_log_realpause.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_realpause.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_realpause.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_realpause.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_realpause.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_realpause.pausetime IS 'How long the pause lasted; only on REALUNPAUSE, in seconds (data1).';

COMMENT ON COLUMN event.queue_log_realpause.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_realpause.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_realpause.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_realpause.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_realunpause WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS pausetime,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'REALUNPAUSE'::text);

ALTER TABLE event.queue_log_realunpause OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_realunpause IS 'REALUNPAUSE of queue_log_repo: An agent came back from a pause: the pause that reports count. Fields: pausetime (seconds). pausetime only on REALUNPAUSE; the pair that pause reports use.';

COMMENT ON COLUMN event.queue_log_realunpause.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_realunpause.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_realunpause.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_realunpause.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_realunpause.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_realunpause.pausetime IS 'How long the pause lasted; only on REALUNPAUSE, in seconds (data1).';

COMMENT ON COLUMN event.queue_log_realunpause.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_realunpause.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_realunpause.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_realunpause.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_removedmember WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'REMOVEDMEMBER'::text);

ALTER TABLE event.queue_log_removedmember OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_removedmember IS 'REMOVEDMEMBER of queue_log_repo: A member was removed from the queue.';

COMMENT ON COLUMN event.queue_log_removedmember.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_removedmember.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_removedmember.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_removedmember.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_removedmember.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_removedmember.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removedmember.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removedmember.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removedmember.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removedmember.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_removemember WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'REMOVEMEMBER'::text);

ALTER TABLE event.queue_log_removemember OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_removemember IS 'REMOVEMEMBER of queue_log_repo: A member was removed from the queue, as Asterisk names it. The name that Asterisk itself gives to REMOVEDMEMBER. Belongs to REMOVEDMEMBER.';

COMMENT ON COLUMN event.queue_log_removemember.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_removemember.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_removemember.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_removemember.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_removemember.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_removemember.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removemember.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removemember.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removemember.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_removemember.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_ringcanceled WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS ringtime,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'RINGCANCELED'::text);

ALTER TABLE event.queue_log_ringcanceled OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_ringcanceled IS 'RINGCANCELED of queue_log_repo: An agent''s phone stopped ringing because the caller hung up. Fields: ringtime (milliseconds). Recent Asterisk logs it in place of RINGNOANSWER; it is not a ring that the agent missed. Belongs to RINGNOANSWER.';

COMMENT ON COLUMN event.queue_log_ringcanceled.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_ringcanceled.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_ringcanceled.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_ringcanceled.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_ringcanceled.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_ringcanceled.ringtime IS 'How long the agent''s phone rang, in milliseconds (data1).';

COMMENT ON COLUMN event.queue_log_ringcanceled.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringcanceled.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringcanceled.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringcanceled.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_ringinuse WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS ringinuse,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'RINGINUSE'::text);

ALTER TABLE event.queue_log_ringinuse OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_ringinuse IS 'RINGINUSE of queue_log_repo: Whether a member of the queue is called while on a call was changed. Fields: ringinuse.';

COMMENT ON COLUMN event.queue_log_ringinuse.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_ringinuse.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_ringinuse.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_ringinuse.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_ringinuse.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_ringinuse.ringinuse IS '1 if the member is called while on a call, else 0 (data1).';

COMMENT ON COLUMN event.queue_log_ringinuse.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringinuse.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringinuse.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringinuse.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_ringnoanswer WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS ringtime,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'RINGNOANSWER'::text);

ALTER TABLE event.queue_log_ringnoanswer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_ringnoanswer IS 'RINGNOANSWER of queue_log_repo: An agent''s phone rang unanswered, and the call went elsewhere. Fields: ringtime (milliseconds).';

COMMENT ON COLUMN event.queue_log_ringnoanswer.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.ringtime IS 'How long the agent''s phone rang, in milliseconds (data1).';

COMMENT ON COLUMN event.queue_log_ringnoanswer.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_ringnoanswer.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_startcall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS client_email,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'STARTCALL'::text);

ALTER TABLE event.queue_log_startcall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_startcall IS 'STARTCALL of queue_log_repo: A call began, and the agent answered it. Fields: client_email. Source name emailCliente.';

COMMENT ON COLUMN event.queue_log_startcall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_startcall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_startcall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_startcall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_startcall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_startcall.client_email IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.queue_log_startcall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_startcall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_startcall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_startcall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_startvideocall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS client_email,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'STARTVIDEOCALL'::text);

ALTER TABLE event.queue_log_startvideocall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_startvideocall IS 'STARTVIDEOCALL of queue_log_repo: A video call began, and the agent answered it. Fields: client_email. Source name emailCliente.';

COMMENT ON COLUMN event.queue_log_startvideocall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_startvideocall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_startvideocall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_startvideocall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_startvideocall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_startvideocall.client_email IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.queue_log_startvideocall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_startvideocall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_startvideocall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_startvideocall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_syscompat WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'SYSCOMPAT'::text);

ALTER TABLE event.queue_log_syscompat OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_syscompat IS 'SYSCOMPAT of queue_log_repo: An agent answered but the two channels could not be joined. The call ends.';

COMMENT ON COLUMN event.queue_log_syscompat.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_syscompat.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_syscompat.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_syscompat.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_syscompat.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_syscompat.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_syscompat.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_syscompat.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_syscompat.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_syscompat.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_transfer WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS extension,
    (queue_log_repo.data2)::public.text_or_null AS context,
    app.whole_number(queue_log_repo.data3) AS holdtime,
    app.whole_number(queue_log_repo.data4) AS calltime,
    app.whole_number(queue_log_repo.data5) AS origposition
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'TRANSFER'::text);

ALTER TABLE event.queue_log_transfer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_transfer IS 'TRANSFER of queue_log_repo: The agent transferred the call, which ended the agent''s part in it. Fields: extension, context, holdtime (seconds), calltime (seconds), origposition.';

COMMENT ON COLUMN event.queue_log_transfer.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_transfer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_transfer.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_transfer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_transfer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_transfer.extension IS 'Extension that the call was transferred to (data1).';

COMMENT ON COLUMN event.queue_log_transfer.context IS 'Dialplan context of that extension (data2).';

COMMENT ON COLUMN event.queue_log_transfer.holdtime IS 'Time spent waiting for the agent, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_transfer.calltime IS 'How long caller and agent talked, in seconds (data4).';

COMMENT ON COLUMN event.queue_log_transfer.origposition IS 'Place in the queue at entry (data5).';

CREATE VIEW event.queue_log_unbreak WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS reason,
    (queue_log_repo.data2)::public.text_or_null AS comment,
    app.whole_number(queue_log_repo.data3) AS breaktime,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'UNBREAK'::text);

ALTER TABLE event.queue_log_unbreak OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_unbreak IS 'UNBREAK of queue_log_repo: An agent came back from a break. Fields: reason, comment, breaktime (seconds). Source names motivo, comentario; predefined reasons BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER; breaktime only on UNBREAK; the pause events between BREAK and UNBREAK belong to the break.';

COMMENT ON COLUMN event.queue_log_unbreak.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_unbreak.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_unbreak.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_unbreak.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unbreak.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unbreak.reason IS 'Reason of the break: BATHROOM, TRAINING, LUNCH, PERSONAL, OTHER or one of the site''s own (data1).';

COMMENT ON COLUMN event.queue_log_unbreak.comment IS 'Comment on the break (data2).';

COMMENT ON COLUMN event.queue_log_unbreak.breaktime IS 'How long the break lasted; only on UNBREAK, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_unbreak.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unbreak.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_unhold WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    (queue_log_repo.data1)::public.text_or_null AS channel,
    (queue_log_repo.data2)::public.text_or_null AS calleridname,
    (queue_log_repo.data3)::public.text_or_null AS calleridnum,
    (queue_log_repo.data4)::public.text_or_null AS connectedlinename,
    (queue_log_repo.data5)::public.text_or_null AS connectedlinenum
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'UNHOLD'::text);

ALTER TABLE event.queue_log_unhold OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_unhold IS 'UNHOLD of queue_log_repo: The agent took the call off hold. Fields: channel, calleridname, calleridnum, connectedlinename, connectedlinenum. UNHOLD may be missing when the call is cut while on hold.';

COMMENT ON COLUMN event.queue_log_unhold.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_unhold.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_unhold.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_unhold.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unhold.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unhold.channel IS 'Channel of the call (data1).';

COMMENT ON COLUMN event.queue_log_unhold.calleridname IS 'Name in the caller id of the channel (data2).';

COMMENT ON COLUMN event.queue_log_unhold.calleridnum IS 'Number in the caller id of the channel (data3).';

COMMENT ON COLUMN event.queue_log_unhold.connectedlinename IS 'Name of the party that the channel is connected with (data4).';

COMMENT ON COLUMN event.queue_log_unhold.connectedlinenum IS 'Number of the party that the channel is connected with (data5).';

CREATE VIEW event.queue_log_unpause WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'UNPAUSE'::text);

ALTER TABLE event.queue_log_unpause OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_unpause IS 'UNPAUSE of queue_log_repo: The telephony ended an agent''s pause in one queue; reports use REALUNPAUSE and UNBREAK instead. Telephony-level pause, not used in reports.';

COMMENT ON COLUMN event.queue_log_unpause.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_unpause.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_unpause.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_unpause.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unpause.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unpause.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpause.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpause.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpause.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpause.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_unpauseall WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'UNPAUSEALL'::text);

ALTER TABLE event.queue_log_unpauseall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_unpauseall IS 'UNPAUSEALL of queue_log_repo: The telephony ended an agent''s pause in every queue; reports use REALUNPAUSE and UNBREAK instead. Telephony-level pause, not used in reports.';

COMMENT ON COLUMN event.queue_log_unpauseall.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_unpauseall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_unpauseall.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_unpauseall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unpauseall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_unpauseall.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpauseall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpauseall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpauseall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.queue_log_unpauseall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.queue_log_withdraw WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    app.whole_number(queue_log_repo.data1) AS "position",
    app.whole_number(queue_log_repo.data2) AS origposition,
    app.whole_number(queue_log_repo.data3) AS waittime,
    (queue_log_repo.data4)::public.text_or_null AS withdraw_info,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = 'WITHDRAW'::text);

ALTER TABLE event.queue_log_withdraw OWNER TO ccrepo_owner;

COMMENT ON VIEW event.queue_log_withdraw IS 'WITHDRAW of queue_log_repo: The system removed a waiting caller from the queue, for example for a callback. Fields: position, origposition, waittime (seconds), withdraw_info.';

COMMENT ON COLUMN event.queue_log_withdraw.id IS 'Id of the row in queue_log_repo.';

COMMENT ON COLUMN event.queue_log_withdraw.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.queue_log_withdraw.callid IS 'Id of the call on the telephony system (Asterisk''s uniqueid, not the guid); empty if the event has none.';

COMMENT ON COLUMN event.queue_log_withdraw.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_withdraw.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.queue_log_withdraw."position" IS 'Place in the queue when the wait ended (data1).';

COMMENT ON COLUMN event.queue_log_withdraw.origposition IS 'Place in the queue at entry (data2).';

COMMENT ON COLUMN event.queue_log_withdraw.waittime IS 'How long the caller waited in the queue, in seconds (data3).';

COMMENT ON COLUMN event.queue_log_withdraw.withdraw_info IS 'Why the call was removed from the queue, as the system says (data4).';

COMMENT ON COLUMN event.queue_log_withdraw.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_attended WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    (sms_log_repo.data1)::public.text_or_null AS from_agent,
    (sms_log_repo.data2)::public.text_or_null AS to_agent,
    sms_log_repo.data3,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'ATTENDED'::text);

ALTER TABLE event.sms_log_attended OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_attended IS 'ATTENDED of sms_log_repo: The agent to whom the interaction was transferred took it. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.sms_log_attended.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_attended.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_attended.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_attended.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_attended.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_attended.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.sms_log_attended.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.sms_log_attended.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_attended.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_attended.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_completeagent WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    app.whole_number(sms_log_repo.data1) AS holdtime,
    app.whole_number(sms_log_repo.data2) AS chattime,
    app.whole_number(sms_log_repo.data3) AS origposition,
    app.whole_number(sms_log_repo.data4) AS messageqt,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'COMPLETEAGENT'::text);

ALTER TABLE event.sms_log_completeagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_completeagent IS 'COMPLETEAGENT of sms_log_repo: An interaction that an agent had taken ended normally; the agent ended it. Fields: holdtime (seconds), chattime (seconds), origposition, messageqt.';

COMMENT ON COLUMN event.sms_log_completeagent.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_completeagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_completeagent.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_completeagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_completeagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_completeagent.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.sms_log_completeagent.chattime IS 'How long the interaction lasted, in seconds (data2).';

COMMENT ON COLUMN event.sms_log_completeagent.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.sms_log_completeagent.messageqt IS 'Number of messages in the interaction (data4).';

COMMENT ON COLUMN event.sms_log_completeagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_completeagentout WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    app.whole_number(sms_log_repo.data1) AS chattime,
    app.whole_number(sms_log_repo.data2) AS messageqt,
    (sms_log_repo.data3)::public.text_or_null AS number,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'COMPLETEAGENTOUT'::text);

ALTER TABLE event.sms_log_completeagentout OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_completeagentout IS 'COMPLETEAGENTOUT of sms_log_repo: An interaction that an agent had started ended. Fields: chattime (seconds), messageqt, number. Fields shifted against COMPLETEAGENT; the name is broken by a space in the source.';

COMMENT ON COLUMN event.sms_log_completeagentout.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_completeagentout.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_completeagentout.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_completeagentout.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_completeagentout.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_completeagentout.chattime IS 'How long the interaction lasted, in seconds (data1).';

COMMENT ON COLUMN event.sms_log_completeagentout.messageqt IS 'Number of messages in the interaction (data2).';

COMMENT ON COLUMN event.sms_log_completeagentout.number IS 'Phone number of the client (data3).';

COMMENT ON COLUMN event.sms_log_completeagentout.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_completeagentout.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_connect WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    app.whole_number(sms_log_repo.data1) AS holdtime,
    (sms_log_repo.data2)::public.text_or_null AS agent_name,
    (sms_log_repo.data3)::public.text_or_null AS number,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'CONNECT'::text);

ALTER TABLE event.sms_log_connect OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_connect IS 'CONNECT of sms_log_repo: A client''s message was connected to an agent. Fields: holdtime (seconds), agent_name, number.';

COMMENT ON COLUMN event.sms_log_connect.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_connect.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_connect.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_connect.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_connect.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_connect.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.sms_log_connect.agent_name IS 'Agent who was connected (data2).';

COMMENT ON COLUMN event.sms_log_connect.number IS 'Phone number of the client (data3).';

COMMENT ON COLUMN event.sms_log_connect.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_connect.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_enterqueue WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    (sms_log_repo.data1)::public.text_or_null AS number,
    (sms_log_repo.data2)::public.text_or_null AS name,
    sms_log_repo.data3,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'ENTERQUEUE'::text);

ALTER TABLE event.sms_log_enterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_enterqueue IS 'ENTERQUEUE of sms_log_repo: A client''s message came in for a campaign within its hours. Fields: number, name. name only from some providers, WhatsApp for one.';

COMMENT ON COLUMN event.sms_log_enterqueue.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_enterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_enterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_enterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_enterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_enterqueue.number IS 'Phone number of the client (data1).';

COMMENT ON COLUMN event.sms_log_enterqueue.name IS 'Name of the client (data2).';

COMMENT ON COLUMN event.sms_log_enterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_enterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_enterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_holidaymessage WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    (sms_log_repo.data1)::public.text_or_null AS number,
    (sms_log_repo.data2)::public.text_or_null AS message,
    sms_log_repo.data3,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'HOLIDAYMESSAGE'::text);

ALTER TABLE event.sms_log_holidaymessage OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_holidaymessage IS 'HOLIDAYMESSAGE of sms_log_repo: The client was sent the campaign''s holiday message. Fields: number, message.';

COMMENT ON COLUMN event.sms_log_holidaymessage.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_holidaymessage.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_holidaymessage.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_holidaymessage.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_holidaymessage.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_holidaymessage.number IS 'Phone number of the client (data1).';

COMMENT ON COLUMN event.sms_log_holidaymessage.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.sms_log_holidaymessage.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_holidaymessage.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_holidaymessage.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_outoftime WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    (sms_log_repo.data1)::public.text_or_null AS number,
    (sms_log_repo.data2)::public.text_or_null AS message,
    sms_log_repo.data3,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'OUTOFTIME'::text);

ALTER TABLE event.sms_log_outoftime OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_outoftime IS 'OUTOFTIME of sms_log_repo: A client''s message came in for a campaign outside its hours. Fields: number, message.';

COMMENT ON COLUMN event.sms_log_outoftime.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_outoftime.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_outoftime.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_outoftime.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_outoftime.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_outoftime.number IS 'Phone number of the client (data1).';

COMMENT ON COLUMN event.sms_log_outoftime.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.sms_log_outoftime.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_outoftime.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_outoftime.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_outsms WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    (sms_log_repo.data1)::public.text_or_null AS number,
    sms_log_repo.data2,
    sms_log_repo.data3,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'OUTSMS'::text);

ALTER TABLE event.sms_log_outsms OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_outsms IS 'OUTSMS of sms_log_repo: An agent started an interaction by message. Fields: number.';

COMMENT ON COLUMN event.sms_log_outsms.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_outsms.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_outsms.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_outsms.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_outsms.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_outsms.number IS 'Phone number of the client (data1).';

COMMENT ON COLUMN event.sms_log_outsms.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_outsms.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_outsms.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_outsms.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_reenterqueue WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    (sms_log_repo.data1)::public.text_or_null AS number,
    (sms_log_repo.data2)::public.text_or_null AS name,
    sms_log_repo.data3,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'REENTERQUEUE'::text);

ALTER TABLE event.sms_log_reenterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_reenterqueue IS 'REENTERQUEUE of sms_log_repo: An interaction was recovered when the server started. Fields: number, name. name only from some providers, WhatsApp for one.';

COMMENT ON COLUMN event.sms_log_reenterqueue.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_reenterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_reenterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_reenterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_reenterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_reenterqueue.number IS 'Phone number of the client (data1).';

COMMENT ON COLUMN event.sms_log_reenterqueue.name IS 'Name of the client (data2).';

COMMENT ON COLUMN event.sms_log_reenterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_reenterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_reenterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.sms_log_transferred WITH (security_invoker='true') AS
 SELECT sms_log_repo.id,
    sms_log_repo.datetime,
    sms_log_repo.callid,
    sms_log_repo.queuename,
    sms_log_repo.agent,
    (sms_log_repo.data1)::public.text_or_null AS from_agent,
    (sms_log_repo.data2)::public.text_or_null AS to_agent,
    sms_log_repo.data3,
    sms_log_repo.data4,
    sms_log_repo.data5
   FROM public.sms_log_repo
  WHERE (sms_log_repo.event = 'TRANSFERRED'::text);

ALTER TABLE event.sms_log_transferred OWNER TO ccrepo_owner;

COMMENT ON VIEW event.sms_log_transferred IS 'TRANSFERRED of sms_log_repo: The interaction was transferred from one agent to another. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.sms_log_transferred.id IS 'Id of the row in sms_log_repo.';

COMMENT ON COLUMN event.sms_log_transferred.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.sms_log_transferred.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.sms_log_transferred.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_transferred.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.sms_log_transferred.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.sms_log_transferred.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.sms_log_transferred.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_transferred.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.sms_log_transferred.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_attended WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    (twitter_log_repo.data1)::public.text_or_null AS from_agent,
    (twitter_log_repo.data2)::public.text_or_null AS to_agent,
    twitter_log_repo.data3,
    twitter_log_repo.data4,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'ATTENDED'::text);

ALTER TABLE event.twitter_log_attended OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_attended IS 'ATTENDED of twitter_log_repo: The agent to whom the interaction was transferred took it. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.twitter_log_attended.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_attended.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_attended.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_attended.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_attended.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_attended.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.twitter_log_attended.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.twitter_log_attended.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_attended.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_attended.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_completeagent WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    app.whole_number(twitter_log_repo.data1) AS holdtime,
    app.whole_number(twitter_log_repo.data2) AS chattime,
    app.whole_number(twitter_log_repo.data3) AS origposition,
    app.whole_number(twitter_log_repo.data4) AS messageqt,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'COMPLETEAGENT'::text);

ALTER TABLE event.twitter_log_completeagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_completeagent IS 'COMPLETEAGENT of twitter_log_repo: An interaction that an agent had taken ended normally; the agent ended it. Fields: holdtime (seconds), chattime (seconds), origposition, messageqt.';

COMMENT ON COLUMN event.twitter_log_completeagent.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_completeagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_completeagent.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_completeagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_completeagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_completeagent.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.twitter_log_completeagent.chattime IS 'How long the interaction lasted, in seconds (data2).';

COMMENT ON COLUMN event.twitter_log_completeagent.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.twitter_log_completeagent.messageqt IS 'Number of messages in the interaction (data4).';

COMMENT ON COLUMN event.twitter_log_completeagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_connect WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    app.whole_number(twitter_log_repo.data1) AS holdtime,
    (twitter_log_repo.data2)::public.text_or_null AS agent_name,
    (twitter_log_repo.data3)::public.text_or_null AS client_id,
    (twitter_log_repo.data4)::public.text_or_null AS client_username,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'CONNECT'::text);

ALTER TABLE event.twitter_log_connect OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_connect IS 'CONNECT of twitter_log_repo: An interaction was connected to an agent. Fields: holdtime (seconds), agent_name, client_id, client_username.';

COMMENT ON COLUMN event.twitter_log_connect.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_connect.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_connect.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_connect.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_connect.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_connect.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.twitter_log_connect.agent_name IS 'Agent who was connected (data2).';

COMMENT ON COLUMN event.twitter_log_connect.client_id IS 'Id of the client (data3).';

COMMENT ON COLUMN event.twitter_log_connect.client_username IS 'User name of the client (data4).';

COMMENT ON COLUMN event.twitter_log_connect.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_enterqueue WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    (twitter_log_repo.data1)::public.text_or_null AS address,
    (twitter_log_repo.data2)::public.text_or_null AS subject,
    twitter_log_repo.data3,
    twitter_log_repo.data4,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'ENTERQUEUE'::text);

ALTER TABLE event.twitter_log_enterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_enterqueue IS 'ENTERQUEUE of twitter_log_repo: A client''s tweet came in for a campaign. Fields: address, subject. The source says in words that the name of the client is stored.';

COMMENT ON COLUMN event.twitter_log_enterqueue.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_enterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_enterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_enterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_enterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_enterqueue.address IS 'Client, by name or address (data1).';

COMMENT ON COLUMN event.twitter_log_enterqueue.subject IS 'Subject of the message (data2).';

COMMENT ON COLUMN event.twitter_log_enterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_enterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_enterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_holidaymessage WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    (twitter_log_repo.data1)::public.text_or_null AS address,
    (twitter_log_repo.data2)::public.text_or_null AS message,
    twitter_log_repo.data3,
    twitter_log_repo.data4,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'HOLIDAYMESSAGE'::text);

ALTER TABLE event.twitter_log_holidaymessage OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_holidaymessage IS 'HOLIDAYMESSAGE of twitter_log_repo: The tweet or direct message was answered with the holiday message. Fields: address, message.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.address IS 'Client, by name or address (data1).';

COMMENT ON COLUMN event.twitter_log_holidaymessage.message IS 'Text of the message (data2).';

COMMENT ON COLUMN event.twitter_log_holidaymessage.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_holidaymessage.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_outtweet WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    (twitter_log_repo.data1)::public.text_or_null AS address,
    (twitter_log_repo.data2)::public.text_or_null AS subject,
    twitter_log_repo.data3,
    twitter_log_repo.data4,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'OUTTWEET'::text);

ALTER TABLE event.twitter_log_outtweet OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_outtweet IS 'OUTTWEET of twitter_log_repo: An agent started an interaction on Twitter. Fields: address, subject. The source says in words that the name of the client is stored.';

COMMENT ON COLUMN event.twitter_log_outtweet.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_outtweet.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_outtweet.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_outtweet.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_outtweet.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_outtweet.address IS 'Client, by name or address (data1).';

COMMENT ON COLUMN event.twitter_log_outtweet.subject IS 'Subject of the message (data2).';

COMMENT ON COLUMN event.twitter_log_outtweet.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_outtweet.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_outtweet.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_reenterqueue WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    (twitter_log_repo.data1)::public.text_or_null AS address,
    (twitter_log_repo.data2)::public.text_or_null AS subject,
    twitter_log_repo.data3,
    twitter_log_repo.data4,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'REENTERQUEUE'::text);

ALTER TABLE event.twitter_log_reenterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_reenterqueue IS 'REENTERQUEUE of twitter_log_repo: An interaction was recovered when the server started. Fields: address, subject. The source says in words that the name of the client is stored.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.address IS 'Client, by name or address (data1).';

COMMENT ON COLUMN event.twitter_log_reenterqueue.subject IS 'Subject of the message (data2).';

COMMENT ON COLUMN event.twitter_log_reenterqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_reenterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.twitter_log_transferred WITH (security_invoker='true') AS
 SELECT twitter_log_repo.id,
    twitter_log_repo.datetime,
    twitter_log_repo.callid,
    twitter_log_repo.queuename,
    twitter_log_repo.agent,
    (twitter_log_repo.data1)::public.text_or_null AS from_agent,
    (twitter_log_repo.data2)::public.text_or_null AS to_agent,
    twitter_log_repo.data3,
    twitter_log_repo.data4,
    twitter_log_repo.data5
   FROM public.twitter_log_repo
  WHERE (twitter_log_repo.event = 'TRANSFERRED'::text);

ALTER TABLE event.twitter_log_transferred OWNER TO ccrepo_owner;

COMMENT ON VIEW event.twitter_log_transferred IS 'TRANSFERRED of twitter_log_repo: The interaction was transferred from one agent to another. Fields: from_agent, to_agent.';

COMMENT ON COLUMN event.twitter_log_transferred.id IS 'Id of the row in twitter_log_repo.';

COMMENT ON COLUMN event.twitter_log_transferred.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.twitter_log_transferred.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.twitter_log_transferred.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_transferred.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.twitter_log_transferred.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.twitter_log_transferred.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.twitter_log_transferred.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_transferred.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.twitter_log_transferred.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_abandon WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    app.whole_number(webchat_log_repo.data1) AS "position",
    app.whole_number(webchat_log_repo.data2) AS origposition,
    app.whole_number(webchat_log_repo.data3) AS waittime,
    (webchat_log_repo.data4)::public.text_or_null AS email,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'ABANDON'::text);

ALTER TABLE event.webchat_log_abandon OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_abandon IS 'ABANDON of webchat_log_repo: The client left while waiting in the queue, before any agent took the chat. Fields: position, origposition, waittime (seconds), email.';

COMMENT ON COLUMN event.webchat_log_abandon.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_abandon.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_abandon.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_abandon.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_abandon.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_abandon."position" IS 'Place in the queue when the wait ended (data1).';

COMMENT ON COLUMN event.webchat_log_abandon.origposition IS 'Place in the queue at entry (data2).';

COMMENT ON COLUMN event.webchat_log_abandon.waittime IS 'How long the client waited in the queue, in seconds (data3).';

COMMENT ON COLUMN event.webchat_log_abandon.email IS 'E-mail address of the client (data4).';

COMMENT ON COLUMN event.webchat_log_abandon.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_attended WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    (webchat_log_repo.data1)::public.text_or_null AS from_agent,
    (webchat_log_repo.data2)::public.text_or_null AS to_agent,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'ATTENDED'::text);

ALTER TABLE event.webchat_log_attended OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_attended IS 'ATTENDED of webchat_log_repo: The agent to whom the interaction was transferred took it. Fields: from_agent, to_agent. Source names de, para.';

COMMENT ON COLUMN event.webchat_log_attended.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_attended.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_attended.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_attended.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_attended.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_attended.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.webchat_log_attended.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.webchat_log_attended.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_attended.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_attended.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_completeagent WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    app.whole_number(webchat_log_repo.data1) AS holdtime,
    app.whole_number(webchat_log_repo.data2) AS chattime,
    app.whole_number(webchat_log_repo.data3) AS origposition,
    app.whole_number(webchat_log_repo.data4) AS messageqt,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'COMPLETEAGENT'::text);

ALTER TABLE event.webchat_log_completeagent OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_completeagent IS 'COMPLETEAGENT of webchat_log_repo: A chat that an agent had taken ended normally; the agent ended it. Fields: holdtime (seconds), chattime (seconds), origposition, messageqt.';

COMMENT ON COLUMN event.webchat_log_completeagent.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_completeagent.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_completeagent.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_completeagent.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_completeagent.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_completeagent.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.webchat_log_completeagent.chattime IS 'How long the interaction lasted, in seconds (data2).';

COMMENT ON COLUMN event.webchat_log_completeagent.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.webchat_log_completeagent.messageqt IS 'Number of messages in the interaction (data4).';

COMMENT ON COLUMN event.webchat_log_completeagent.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_completecaller WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    app.whole_number(webchat_log_repo.data1) AS holdtime,
    app.whole_number(webchat_log_repo.data2) AS chattime,
    app.whole_number(webchat_log_repo.data3) AS origposition,
    app.whole_number(webchat_log_repo.data4) AS messageqt,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'COMPLETECALLER'::text);

ALTER TABLE event.webchat_log_completecaller OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_completecaller IS 'COMPLETECALLER of webchat_log_repo: A chat that an agent had taken ended normally; the client ended it. Fields: holdtime (seconds), chattime (seconds), origposition, messageqt.';

COMMENT ON COLUMN event.webchat_log_completecaller.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_completecaller.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_completecaller.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_completecaller.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_completecaller.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_completecaller.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.webchat_log_completecaller.chattime IS 'How long the interaction lasted, in seconds (data2).';

COMMENT ON COLUMN event.webchat_log_completecaller.origposition IS 'Place in the queue at entry (data3).';

COMMENT ON COLUMN event.webchat_log_completecaller.messageqt IS 'Number of messages in the interaction (data4).';

COMMENT ON COLUMN event.webchat_log_completecaller.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_connect WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    app.whole_number(webchat_log_repo.data1) AS holdtime,
    (webchat_log_repo.data2)::public.text_or_null AS agent_name,
    (webchat_log_repo.data3)::public.text_or_null AS email,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'CONNECT'::text);

ALTER TABLE event.webchat_log_connect OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_connect IS 'CONNECT of webchat_log_repo: A waiting chat was connected to an agent. Fields: holdtime (seconds), agent_name, email. Source name agent; the row has an agent column of its own.';

COMMENT ON COLUMN event.webchat_log_connect.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_connect.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_connect.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_connect.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_connect.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_connect.holdtime IS 'Time spent waiting for the agent, in seconds (data1).';

COMMENT ON COLUMN event.webchat_log_connect.agent_name IS 'Agent who was connected (data2).';

COMMENT ON COLUMN event.webchat_log_connect.email IS 'E-mail address of the client (data3).';

COMMENT ON COLUMN event.webchat_log_connect.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_connect.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_endcall WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    webchat_log_repo.data1,
    webchat_log_repo.data2,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'ENDCALL'::text);

ALTER TABLE event.webchat_log_endcall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_endcall IS 'ENDCALL of webchat_log_repo: An audio call within a chat ended (the source only names this event; it is read by its name). The source gives no fields.';

COMMENT ON COLUMN event.webchat_log_endcall.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_endcall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_endcall.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_endcall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_endcall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_endcall.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endcall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endcall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endcall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endcall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_endvideocall WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    webchat_log_repo.data1,
    webchat_log_repo.data2,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'ENDVIDEOCALL'::text);

ALTER TABLE event.webchat_log_endvideocall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_endvideocall IS 'ENDVIDEOCALL of webchat_log_repo: A video call within a chat ended (the source only names this event; it is read by its name). The source gives no fields.';

COMMENT ON COLUMN event.webchat_log_endvideocall.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_endvideocall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_endvideocall.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_endvideocall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_endvideocall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_endvideocall.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endvideocall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endvideocall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endvideocall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_endvideocall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_enterqueue WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    (webchat_log_repo.data1)::public.text_or_null AS name,
    (webchat_log_repo.data2)::public.text_or_null AS email,
    (webchat_log_repo.data3)::public.text_or_null AS phonenumber,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'ENTERQUEUE'::text);

ALTER TABLE event.webchat_log_enterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_enterqueue IS 'ENTERQUEUE of webchat_log_repo: A chat entered the queue. Fields: name, email, phonenumber. Source name phonenumbr.';

COMMENT ON COLUMN event.webchat_log_enterqueue.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_enterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_enterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_enterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_enterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_enterqueue.name IS 'Name of the client (data1).';

COMMENT ON COLUMN event.webchat_log_enterqueue.email IS 'E-mail address of the client (data2).';

COMMENT ON COLUMN event.webchat_log_enterqueue.phonenumber IS 'Phone number of the client (data3).';

COMMENT ON COLUMN event.webchat_log_enterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_enterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_exitwithtimeout WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    webchat_log_repo.data1,
    webchat_log_repo.data2,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'EXITWITHTIMEOUT'::text);

ALTER TABLE event.webchat_log_exitwithtimeout OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_exitwithtimeout IS 'EXITWITHTIMEOUT of webchat_log_repo: The chat waited longer than the queue allows (the source does not describe this event; it is read as in telephony). The source gives no fields.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_exitwithtimeout.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_maxqueue WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    (webchat_log_repo.data1)::public.text_or_null AS email,
    (webchat_log_repo.data2)::public.text_or_null AS name,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'MAXQUEUE'::text);

ALTER TABLE event.webchat_log_maxqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_maxqueue IS 'MAXQUEUE of webchat_log_repo: The campaign''s chats, waiting and being handled, exceeded the number set for it. Fields: email, name. Only where they are known.';

COMMENT ON COLUMN event.webchat_log_maxqueue.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_maxqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_maxqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_maxqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_maxqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_maxqueue.email IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.webchat_log_maxqueue.name IS 'Name of the client (data2).';

COMMENT ON COLUMN event.webchat_log_maxqueue.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_maxqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_maxqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_noagents WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    (webchat_log_repo.data1)::public.text_or_null AS email,
    (webchat_log_repo.data2)::public.text_or_null AS name,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'NOAGENTS'::text);

ALTER TABLE event.webchat_log_noagents OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_noagents IS 'NOAGENTS of webchat_log_repo: A client asked for a chat while the campaign had no agent available. Fields: email, name. Only where they are known.';

COMMENT ON COLUMN event.webchat_log_noagents.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_noagents.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_noagents.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_noagents.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_noagents.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_noagents.email IS 'E-mail address of the client (data1).';

COMMENT ON COLUMN event.webchat_log_noagents.name IS 'Name of the client (data2).';

COMMENT ON COLUMN event.webchat_log_noagents.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_noagents.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_noagents.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_outcall WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    (webchat_log_repo.data1)::public.text_or_null AS media,
    app.whole_number(webchat_log_repo.data2) AS duration,
    (webchat_log_repo.data4)::public.text_or_null AS dialednumber,
    (webchat_log_repo.data5)::public.text_or_null AS webchatguid,
    webchat_log_repo.data3
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'OUTCALL'::text);

ALTER TABLE event.webchat_log_outcall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_outcall IS 'OUTCALL of webchat_log_repo: An audio or video call within a chat ended; it is not an outbound call. Fields: media, duration (seconds), dialednumber, webchatguid. data1 is audio or video.';

COMMENT ON COLUMN event.webchat_log_outcall.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_outcall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_outcall.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_outcall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_outcall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_outcall.media IS 'Kind of the call: audio or video (data1).';

COMMENT ON COLUMN event.webchat_log_outcall.duration IS 'How long the call lasted, in seconds (data2).';

COMMENT ON COLUMN event.webchat_log_outcall.dialednumber IS 'Number that was dialled (data4).';

COMMENT ON COLUMN event.webchat_log_outcall.webchatguid IS 'Unique id (guid) of the chat (data5).';

COMMENT ON COLUMN event.webchat_log_outcall.data3 IS 'Text of data3, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_outoftime WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    webchat_log_repo.data1,
    webchat_log_repo.data2,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'OUTOFTIME'::text);

ALTER TABLE event.webchat_log_outoftime OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_outoftime IS 'OUTOFTIME of webchat_log_repo: A client asked for a chat outside the campaign''s hours. The source gives no fields.';

COMMENT ON COLUMN event.webchat_log_outoftime.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_outoftime.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_outoftime.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_outoftime.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_outoftime.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_outoftime.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_outoftime.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_outoftime.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_outoftime.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_outoftime.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_reenterqueue WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    (webchat_log_repo.data1)::public.text_or_null AS name,
    (webchat_log_repo.data2)::public.text_or_null AS email,
    (webchat_log_repo.data3)::public.text_or_null AS phonenumber,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'REENTERQUEUE'::text);

ALTER TABLE event.webchat_log_reenterqueue OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_reenterqueue IS 'REENTERQUEUE of webchat_log_repo: A chat was recovered when the server started. Fields: name, email, phonenumber. Source name phonenumbr.';

COMMENT ON COLUMN event.webchat_log_reenterqueue.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_reenterqueue.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_reenterqueue.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_reenterqueue.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_reenterqueue.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_reenterqueue.name IS 'Name of the client (data1).';

COMMENT ON COLUMN event.webchat_log_reenterqueue.email IS 'E-mail address of the client (data2).';

COMMENT ON COLUMN event.webchat_log_reenterqueue.phonenumber IS 'Phone number of the client (data3).';

COMMENT ON COLUMN event.webchat_log_reenterqueue.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_reenterqueue.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_startcall WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    webchat_log_repo.data1,
    webchat_log_repo.data2,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'STARTCALL'::text);

ALTER TABLE event.webchat_log_startcall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_startcall IS 'STARTCALL of webchat_log_repo: An audio call within a chat began (the source only names this event; it is read by its name). The source gives no fields.';

COMMENT ON COLUMN event.webchat_log_startcall.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_startcall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_startcall.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_startcall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_startcall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_startcall.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startcall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startcall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startcall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startcall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_startvideocall WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    webchat_log_repo.data1,
    webchat_log_repo.data2,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'STARTVIDEOCALL'::text);

ALTER TABLE event.webchat_log_startvideocall OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_startvideocall IS 'STARTVIDEOCALL of webchat_log_repo: A video call within a chat began (the source only names this event; it is read by its name). The source gives no fields.';

COMMENT ON COLUMN event.webchat_log_startvideocall.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_startvideocall.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_startvideocall.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_startvideocall.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_startvideocall.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_startvideocall.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startvideocall.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startvideocall.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startvideocall.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_startvideocall.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_transfer WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    webchat_log_repo.data1,
    webchat_log_repo.data2,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'TRANSFER'::text);

ALTER TABLE event.webchat_log_transfer OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_transfer IS 'TRANSFER of webchat_log_repo: The chat was transferred (the source only names this event; TRANSFERRED tells from whom to whom). The source gives no fields.';

COMMENT ON COLUMN event.webchat_log_transfer.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_transfer.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_transfer.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_transfer.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_transfer.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_transfer.data1 IS 'Text of data1, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_transfer.data2 IS 'Text of data2, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_transfer.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_transfer.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_transfer.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE VIEW event.webchat_log_transferred WITH (security_invoker='true') AS
 SELECT webchat_log_repo.id,
    webchat_log_repo.datetime,
    webchat_log_repo.callid,
    webchat_log_repo.queuename,
    webchat_log_repo.agent,
    (webchat_log_repo.data1)::public.text_or_null AS from_agent,
    (webchat_log_repo.data2)::public.text_or_null AS to_agent,
    webchat_log_repo.data3,
    webchat_log_repo.data4,
    webchat_log_repo.data5
   FROM public.webchat_log_repo
  WHERE (webchat_log_repo.event = 'TRANSFERRED'::text);

ALTER TABLE event.webchat_log_transferred OWNER TO ccrepo_owner;

COMMENT ON VIEW event.webchat_log_transferred IS 'TRANSFERRED of webchat_log_repo: The interaction was transferred from one agent to another. Fields: from_agent, to_agent. Source names de, para.';

COMMENT ON COLUMN event.webchat_log_transferred.id IS 'Id of the row in webchat_log_repo.';

COMMENT ON COLUMN event.webchat_log_transferred.datetime IS 'Moment of the event.';

COMMENT ON COLUMN event.webchat_log_transferred.callid IS 'Id of the interaction.';

COMMENT ON COLUMN event.webchat_log_transferred.queuename IS 'Campaign (queue) of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_transferred.agent IS 'Agent of the event, if it has one.';

COMMENT ON COLUMN event.webchat_log_transferred.from_agent IS 'Agent who transferred the interaction (data1).';

COMMENT ON COLUMN event.webchat_log_transferred.to_agent IS 'Agent to whom the interaction was transferred (data2).';

COMMENT ON COLUMN event.webchat_log_transferred.data3 IS 'Text of data3, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_transferred.data4 IS 'Text of data4, which this event gives no meaning to.';

COMMENT ON COLUMN event.webchat_log_transferred.data5 IS 'Text of data5, which this event gives no meaning to.';

CREATE TABLE public.auditory (
    id bigint NOT NULL,
    datetime timestamp with time zone DEFAULT now() NOT NULL,
    userid text,
    host text,
    action text,
    "position" bigint,
    import_id integer
);

ALTER TABLE public.auditory OWNER TO ccrepo_owner;

COMMENT ON TABLE public.auditory IS 'Audit of important actions: who did what, when and from where.';

COMMENT ON COLUMN public.auditory.id IS 'Id of the row.';

COMMENT ON COLUMN public.auditory.datetime IS 'Time of the action.';

COMMENT ON COLUMN public.auditory.userid IS 'User who did it.';

COMMENT ON COLUMN public.auditory.host IS 'Address from which it was done.';

COMMENT ON COLUMN public.auditory.action IS 'What was done.';

COMMENT ON COLUMN public.auditory."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table.';

COMMENT ON COLUMN public.auditory.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

ALTER TABLE public.auditory ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auditory_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.black_list_history (
    id bigint NOT NULL,
    calldate timestamp with time zone NOT NULL,
    src text,
    dst text,
    "position" bigint,
    import_id integer
);

ALTER TABLE public.black_list_history OWNER TO ccrepo_owner;

COMMENT ON TABLE public.black_list_history IS 'Attempts that the do-not-call list refused.';

COMMENT ON COLUMN public.black_list_history.id IS 'Id of the row.';

COMMENT ON COLUMN public.black_list_history.calldate IS 'Time of the attempt.';

COMMENT ON COLUMN public.black_list_history.src IS 'Agent who tried to dial.';

COMMENT ON COLUMN public.black_list_history.dst IS 'Number that was dialled, or that called in.';

COMMENT ON COLUMN public.black_list_history."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table.';

COMMENT ON COLUMN public.black_list_history.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

ALTER TABLE public.black_list_history ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.black_list_history_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.calls_spool (
    id bigint NOT NULL,
    campaign text DEFAULT ''::text NOT NULL,
    destination text DEFAULT ''::text NOT NULL,
    status integer DEFAULT 1 NOT NULL,
    data text,
    alternatives text,
    contact text,
    dialerbase text DEFAULT ''::text NOT NULL,
    priority integer DEFAULT 9999 NOT NULL,
    agentphone text,
    "position" bigint,
    import_id integer,
    number text COLLATE pg_catalog."C",
    CONSTRAINT calls_spool_priority_check CHECK ((priority > 1)),
    CONSTRAINT calls_spool_status_check CHECK ((status = ANY (ARRAY[0, 1, 3])))
);

ALTER TABLE public.calls_spool OWNER TO ccrepo_owner;

COMMENT ON TABLE public.calls_spool IS 'Records that a dialer still has to call.';

COMMENT ON COLUMN public.calls_spool.id IS 'Id of the row.';

COMMENT ON COLUMN public.calls_spool.campaign IS 'Campaign of the dialer.';

COMMENT ON COLUMN public.calls_spool.destination IS 'Number to dial.';

COMMENT ON COLUMN public.calls_spool.status IS 'State of the record: 1 ready, 0 in process, 3 blocked by the do-not-call list.';

COMMENT ON COLUMN public.calls_spool.data IS 'Variables for the workflow and forms: key=value pairs joined by a colon, with a backslash before a colon, equals sign or backslash in a value.';

COMMENT ON COLUMN public.calls_spool.alternatives IS 'Other numbers of the contact, separated by colons.';

COMMENT ON COLUMN public.calls_spool.contact IS 'Id of the contact; cdr_repo.contact of its calls.';

COMMENT ON COLUMN public.calls_spool.dialerbase IS 'Name of the list that the record belongs to; dialer_base.name.';

COMMENT ON COLUMN public.calls_spool.priority IS 'Order of dialling: smaller numbers first; always greater than 1.';

COMMENT ON COLUMN public.calls_spool.agentphone IS 'Phone of the agent to whom the contact belongs (progressive dialling).';

COMMENT ON COLUMN public.calls_spool."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table.';

COMMENT ON COLUMN public.calls_spool.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.calls_spool.number IS 'The destination in the form in which numbers are compared: E.164, or only digits; empty if it is not a number, NULL until it is computed.';

ALTER TABLE public.calls_spool ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calls_spool_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cdr_repo (
    id bigint NOT NULL,
    "position" bigint,
    calldate timestamp with time zone NOT NULL,
    clid text,
    src text,
    dst text,
    dcontext text,
    channel text,
    dstchannel text,
    lastapp text,
    lastdata text,
    duration integer,
    billsec integer,
    disposition text,
    amaflags text,
    accountcode text,
    userfield text,
    uniqueid text DEFAULT ''::text NOT NULL,
    type text,
    guid text,
    causecode text,
    campaign text,
    charged_balance public.money_amount,
    real_balance public.money_amount,
    note text,
    contact text,
    finishtime timestamp with time zone,
    rating numeric,
    dialerbase text,
    linkedid text,
    peeraccount text,
    sequence integer,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (calldate);

ALTER TABLE public.cdr_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.cdr_repo IS 'Call detail: one row for each record of a call.';

COMMENT ON COLUMN public.cdr_repo.id IS 'Id of the row in this database.';

COMMENT ON COLUMN public.cdr_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table. It gives the written order within one import.';

COMMENT ON COLUMN public.cdr_repo.calldate IS 'Time at which the call began.';

COMMENT ON COLUMN public.cdr_repo.clid IS 'Whole caller id, name and number.';

COMMENT ON COLUMN public.cdr_repo.src IS 'Number that called.';

COMMENT ON COLUMN public.cdr_repo.dst IS 'Number that was called.';

COMMENT ON COLUMN public.cdr_repo.dcontext IS 'Dialplan context of the destination.';

COMMENT ON COLUMN public.cdr_repo.channel IS 'Channel of the caller.';

COMMENT ON COLUMN public.cdr_repo.dstchannel IS 'Channel of the called side.';

COMMENT ON COLUMN public.cdr_repo.lastapp IS 'Last application that the call ran.';

COMMENT ON COLUMN public.cdr_repo.lastdata IS 'Arguments of the last application.';

COMMENT ON COLUMN public.cdr_repo.duration IS 'Whole length of the call in seconds.';

COMMENT ON COLUMN public.cdr_repo.billsec IS 'Seconds since the call was answered.';

COMMENT ON COLUMN public.cdr_repo.disposition IS 'Result of the call, such as ANSWERED, NO ANSWER, BUSY, FAILED.';

COMMENT ON COLUMN public.cdr_repo.amaflags IS 'Accounting flag; not used by uContact.';

COMMENT ON COLUMN public.cdr_repo.accountcode IS 'Agent, or other data about the call.';

COMMENT ON COLUMN public.cdr_repo.userfield IS 'Disposition of the call, set by the agent.';

COMMENT ON COLUMN public.cdr_repo.uniqueid IS 'Id of the call on the telephony system; queue_log_repo.callid of the same call.';

COMMENT ON COLUMN public.cdr_repo.type IS 'Whether the call was recorded.';

COMMENT ON COLUMN public.cdr_repo.guid IS 'Unique id of the call and name of its recording.';

COMMENT ON COLUMN public.cdr_repo.causecode IS 'Code with which the provider states the result.';

COMMENT ON COLUMN public.cdr_repo.campaign IS 'Campaign of the call.';

COMMENT ON COLUMN public.cdr_repo.charged_balance IS 'Amount charged for the call (virtual PBX).';

COMMENT ON COLUMN public.cdr_repo.real_balance IS 'Cost of the call (virtual PBX).';

COMMENT ON COLUMN public.cdr_repo.note IS 'Note that clarifies the call.';

COMMENT ON COLUMN public.cdr_repo.contact IS 'Id of the dialer contact; calls_spool.contact.';

COMMENT ON COLUMN public.cdr_repo.finishtime IS 'Time at which the call was dispositioned.';

COMMENT ON COLUMN public.cdr_repo.rating IS 'Mean rating of the call; may have decimals.';

COMMENT ON COLUMN public.cdr_repo.dialerbase IS 'Name of the dialer list that the contact came from.';

COMMENT ON COLUMN public.cdr_repo.linkedid IS 'Id shared by all records of one call (Asterisk).';

COMMENT ON COLUMN public.cdr_repo.peeraccount IS 'Account code of the other channel (Asterisk).';

COMMENT ON COLUMN public.cdr_repo.sequence IS 'Number of the record within its uniqueid (Asterisk).';

COMMENT ON COLUMN public.cdr_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.cdr_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE TABLE public.cdr_repo_default (
    id bigint NOT NULL,
    "position" bigint,
    calldate timestamp with time zone NOT NULL,
    clid text,
    src text,
    dst text,
    dcontext text,
    channel text,
    dstchannel text,
    lastapp text,
    lastdata text,
    duration integer,
    billsec integer,
    disposition text,
    amaflags text,
    accountcode text,
    userfield text,
    uniqueid text DEFAULT ''::text NOT NULL,
    type text,
    guid text,
    causecode text,
    campaign text,
    charged_balance public.money_amount,
    real_balance public.money_amount,
    note text,
    contact text,
    finishtime timestamp with time zone,
    rating numeric,
    dialerbase text,
    linkedid text,
    peeraccount text,
    sequence integer,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.cdr_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.cdr_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cdr_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.dialer_base (
    id bigint NOT NULL,
    campaign text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    records integer DEFAULT 0 NOT NULL,
    active boolean DEFAULT false NOT NULL,
    percentage integer DEFAULT 100 NOT NULL,
    "position" bigint,
    import_id integer,
    CONSTRAINT dialer_base_percentage_check CHECK (((percentage >= 0) AND (percentage <= 100))),
    CONSTRAINT dialer_base_records_check CHECK ((records >= 0))
);

ALTER TABLE public.dialer_base OWNER TO ccrepo_owner;

COMMENT ON TABLE public.dialer_base IS 'Lists of a dialer; one of a campaign''s lists is active.';

COMMENT ON COLUMN public.dialer_base.id IS 'Id of the row.';

COMMENT ON COLUMN public.dialer_base.campaign IS 'Campaign of the dialer.';

COMMENT ON COLUMN public.dialer_base.name IS 'Name of the list; calls_spool.dialerbase of its records.';

COMMENT ON COLUMN public.dialer_base.records IS 'Number of records in the list.';

COMMENT ON COLUMN public.dialer_base.active IS 'Whether the dialer works on this list now.';

COMMENT ON COLUMN public.dialer_base.percentage IS 'Share of the list taken in each round, in percent.';

COMMENT ON COLUMN public.dialer_base."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table.';

COMMENT ON COLUMN public.dialer_base.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

ALTER TABLE public.dialer_base ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.dialer_base_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.email_log_repo_default (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.email_log_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.email_log_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_log_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.facebook_log_repo_default (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.facebook_log_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.facebook_log_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.facebook_log_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.messenger_log_repo_default (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.messenger_log_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.messenger_log_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messenger_log_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.queue_log_repo_default (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.queue_log_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.queue_log_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.queue_log_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sipchat (
    id bigint NOT NULL,
    datecreated timestamp with time zone NOT NULL,
    src text,
    dest text,
    message text,
    srcagent text,
    dstagent text,
    status text,
    "position" bigint,
    import_id integer
);

ALTER TABLE public.sipchat OWNER TO ccrepo_owner;

COMMENT ON TABLE public.sipchat IS 'Internal chat between agents and supervisors.';

COMMENT ON COLUMN public.sipchat.id IS 'Id of the row.';

COMMENT ON COLUMN public.sipchat.datecreated IS 'Time of the message.';

COMMENT ON COLUMN public.sipchat.src IS 'Sender of the message.';

COMMENT ON COLUMN public.sipchat.dest IS 'Recipient of the message.';

COMMENT ON COLUMN public.sipchat.message IS 'Text of the message.';

COMMENT ON COLUMN public.sipchat.srcagent IS 'Agent who sent it.';

COMMENT ON COLUMN public.sipchat.dstagent IS 'Agent who received it.';

COMMENT ON COLUMN public.sipchat.status IS 'SUCCESS or FAILURE.';

COMMENT ON COLUMN public.sipchat."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table.';

COMMENT ON COLUMN public.sipchat.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

ALTER TABLE public.sipchat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sipchat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sms_log_repo_default (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.sms_log_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.sms_log_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sms_log_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sms_repo (
    id bigint NOT NULL,
    idm text,
    campaign text,
    dateprocessed timestamp with time zone NOT NULL,
    direction text,
    callerid text DEFAULT ''::text NOT NULL,
    message text,
    agent text,
    smsbase text,
    result text,
    readsms text,
    sessionid text,
    "position" bigint,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
)
PARTITION BY RANGE (dateprocessed);

ALTER TABLE public.sms_repo OWNER TO ccrepo_owner;

COMMENT ON TABLE public.sms_repo IS 'Text messages, sent and received.';

COMMENT ON COLUMN public.sms_repo.id IS 'Id of the message.';

COMMENT ON COLUMN public.sms_repo.idm IS 'Id of the message at the provider.';

COMMENT ON COLUMN public.sms_repo.campaign IS 'Campaign of the message.';

COMMENT ON COLUMN public.sms_repo.dateprocessed IS 'Time at which the message was sent or received.';

COMMENT ON COLUMN public.sms_repo.direction IS 'I for incoming, O for outgoing.';

COMMENT ON COLUMN public.sms_repo.callerid IS 'Number of the other side: sender or recipient.';

COMMENT ON COLUMN public.sms_repo.message IS 'Text of the message.';

COMMENT ON COLUMN public.sms_repo.agent IS 'Agent who sent the message.';

COMMENT ON COLUMN public.sms_repo.smsbase IS 'Name of the dialer list that the message came from.';

COMMENT ON COLUMN public.sms_repo.result IS 'Result as the provider states it.';

COMMENT ON COLUMN public.sms_repo.readsms IS 'Whether the message was read.';

COMMENT ON COLUMN public.sms_repo.sessionid IS 'Guid of the interaction with an agent.';

COMMENT ON COLUMN public.sms_repo."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table.';

COMMENT ON COLUMN public.sms_repo.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

COMMENT ON COLUMN public.sms_repo.written_by IS 'Transaction that wrote the row; a refresh of the derived relations finds new rows by it.';

CREATE TABLE public.sms_repo_default (
    id bigint NOT NULL,
    idm text,
    campaign text,
    dateprocessed timestamp with time zone NOT NULL,
    direction text,
    callerid text DEFAULT ''::text NOT NULL,
    message text,
    agent text,
    smsbase text,
    result text,
    readsms text,
    sessionid text,
    "position" bigint,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.sms_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.sms_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sms_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tags (
    id bigint NOT NULL,
    datetime timestamp with time zone NOT NULL,
    "user" text,
    guid text,
    "time" integer,
    comment text,
    "position" bigint,
    import_id integer
);

ALTER TABLE public.tags OWNER TO ccrepo_owner;

COMMENT ON TABLE public.tags IS 'Marks that users put into recordings.';

COMMENT ON COLUMN public.tags.id IS 'Id of the row.';

COMMENT ON COLUMN public.tags.datetime IS 'Time at which the mark was made.';

COMMENT ON COLUMN public.tags."user" IS 'User who made the mark.';

COMMENT ON COLUMN public.tags.guid IS 'Unique id of the call and its recording.';

COMMENT ON COLUMN public.tags."time" IS 'Position of the mark, in seconds into the recording.';

COMMENT ON COLUMN public.tags.comment IS 'Comment of the mark.';

COMMENT ON COLUMN public.tags."position" IS 'Position of the row in its source: byte offset in the file, or id in the source table.';

COMMENT ON COLUMN public.tags.import_id IS 'Number of the import (app.import_file.id) that added the row; NULL for rows that no import added.';

ALTER TABLE public.tags ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.twitter_log_repo_default (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.twitter_log_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.twitter_log_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.twitter_log_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webchat_log_repo_default (
    id bigint NOT NULL,
    origid bigint,
    "position" bigint,
    datetime timestamp with time zone NOT NULL,
    callid text DEFAULT ''::text NOT NULL,
    queuename text,
    agent text,
    event text,
    data1 text,
    data2 text,
    data3 text,
    data4 text,
    data5 text,
    import_id integer,
    written_by xid8 DEFAULT pg_current_xact_id() NOT NULL
);

ALTER TABLE public.webchat_log_repo_default OWNER TO ccrepo_owner;

ALTER TABLE public.webchat_log_repo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webchat_log_repo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE report.agent_pause (
    started_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    kind text NOT NULL,
    ended_at timestamp with time zone,
    closed_by text,
    reason text,
    comment text,
    telephony boolean NOT NULL
)
PARTITION BY RANGE (started_at);

ALTER TABLE report.agent_pause OWNER TO ccrepo_owner;

COMMENT ON TABLE report.agent_pause IS 'One row for each pause or break of an agent; pauses of one agent never overlap, because time inside a break is break time.';

COMMENT ON COLUMN report.agent_pause.started_at IS 'Time at which it began.';

COMMENT ON COLUMN report.agent_pause.agent IS 'Agent.';

COMMENT ON COLUMN report.agent_pause.kind IS 'pause or break.';

COMMENT ON COLUMN report.agent_pause.ended_at IS 'Time at which it ended; NULL while it is open.';

COMMENT ON COLUMN report.agent_pause.closed_by IS 'What ended it: unpause, unbreak, break (the rest of the time is break time), logoff, automatic (the system logged the agent off), restart, limit (7 days), or realpause (the day has pauses of the other kind of its own); NULL while it is open.';

COMMENT ON COLUMN report.agent_pause.reason IS 'Reason as logged; NULL if there is none.';

COMMENT ON COLUMN report.agent_pause.comment IS 'Comment as logged; NULL if there is none.';

COMMENT ON COLUMN report.agent_pause.telephony IS 'Whether it comes from the telephony''s own PAUSE and PAUSEALL, because the days have no REALPAUSE or BREAK.';

CREATE TABLE report.agent_pause_default (
    started_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    kind text NOT NULL,
    ended_at timestamp with time zone,
    closed_by text,
    reason text,
    comment text,
    telephony boolean NOT NULL
);

ALTER TABLE report.agent_pause_default OWNER TO ccrepo_owner;

CREATE TABLE report.agent_session (
    started_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    ended_at timestamp with time zone,
    closed_by text,
    member boolean NOT NULL,
    start_inferred boolean NOT NULL
)
PARTITION BY RANGE (started_at);

ALTER TABLE report.agent_session OWNER TO ccrepo_owner;

COMMENT ON TABLE report.agent_session IS 'One row for each time that an agent was logged in; sessions of one agent never overlap.';

COMMENT ON COLUMN report.agent_session.started_at IS 'Time of the login.';

COMMENT ON COLUMN report.agent_session.agent IS 'Agent.';

COMMENT ON COLUMN report.agent_session.ended_at IS 'Time of the logoff; NULL while the session goes on.';

COMMENT ON COLUMN report.agent_session.closed_by IS 'What ended the session: logoff, automatic (the system logged the agent off), restart, limit (7 days), removed (from the last queue), or login (the day has a login of its own); NULL while it is open.';

COMMENT ON COLUMN report.agent_session.member IS 'Whether the session is the agent''s membership of queues, because the days have no login or logoff.';

COMMENT ON COLUMN report.agent_session.start_inferred IS 'Whether the log has no login for it, so that its start is computed from the logoff.';

CREATE TABLE report.agent_session_default (
    started_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    ended_at timestamp with time zone,
    closed_by text,
    member boolean NOT NULL,
    start_inferred boolean NOT NULL
);

ALTER TABLE report.agent_session_default OWNER TO ccrepo_owner;

CREATE TABLE report.agent_time (
    started_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    ended_at timestamp with time zone,
    in_session boolean NOT NULL,
    paused boolean NOT NULL,
    on_break boolean NOT NULL,
    talking integer NOT NULL,
    holding integer NOT NULL,
    wrapping_up integer NOT NULL,
    outbound integer NOT NULL
)
PARTITION BY RANGE (started_at);

ALTER TABLE report.agent_time OWNER TO ccrepo_owner;

COMMENT ON TABLE report.agent_time IS 'The time of each agent in non-overlapping pieces with a constant state. Every figure of an agent''s seconds is a sum of pieces. A piece ends at midnight UTC at the latest, unless it is open.';

COMMENT ON COLUMN report.agent_time.started_at IS 'Time at which the piece begins.';

COMMENT ON COLUMN report.agent_time.agent IS 'Agent; empty if the log names none.';

COMMENT ON COLUMN report.agent_time.ended_at IS 'Time at which the piece ends; NULL while it is open.';

COMMENT ON COLUMN report.agent_time.in_session IS 'Whether the agent is logged in.';

COMMENT ON COLUMN report.agent_time.paused IS 'Whether the agent is in a pause.';

COMMENT ON COLUMN report.agent_time.on_break IS 'Whether the agent is in a break.';

COMMENT ON COLUMN report.agent_time.talking IS 'Number of calls from queues that the agent has, including those on hold.';

COMMENT ON COLUMN report.agent_time.holding IS 'Number of calls that the agent has on hold.';

COMMENT ON COLUMN report.agent_time.wrapping_up IS 'Number of calls that the agent is wrapping up.';

COMMENT ON COLUMN report.agent_time.outbound IS 'Number of outbound calls of the agent, dialling included.';

CREATE TABLE report.agent_time_default (
    started_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    ended_at timestamp with time zone,
    in_session boolean NOT NULL,
    paused boolean NOT NULL,
    on_break boolean NOT NULL,
    talking integer NOT NULL,
    holding integer NOT NULL,
    wrapping_up integer NOT NULL,
    outbound integer NOT NULL
);

ALTER TABLE report.agent_time_default OWNER TO ccrepo_owner;

CREATE VIEW report.hold_event WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.event,
        CASE queue_log_repo.event
            WHEN 'FINISHWRAPUP'::text THEN queue_log_repo.data3
            ELSE queue_log_repo.data2
        END AS guid,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = ANY (ARRAY['FINISHWRAPUP'::text, 'PHONESTARHOLDIN'::text, 'PHONESTARTHOLDIN'::text, 'PHONESTARHOLDOUT'::text, 'PHONESTARTHOLDOUT'::text, 'PHONEENDHOLDIN'::text, 'PHONEENDHOLDOUT'::text]));

ALTER TABLE report.hold_event OWNER TO ccrepo_owner;

COMMENT ON VIEW report.hold_event IS 'The events of queue_log_repo about the wrap-up and the holds of the call whose guid they have. The index queue_log_repo_guid finds them.';

COMMENT ON COLUMN report.hold_event.id IS 'queue_log_repo.id of the event.';

COMMENT ON COLUMN report.hold_event.datetime IS 'Time of the event.';

COMMENT ON COLUMN report.hold_event.callid IS 'Id of the call on the telephony system.';

COMMENT ON COLUMN report.hold_event.queuename IS 'Campaign as logged.';

COMMENT ON COLUMN report.hold_event.agent IS 'Agent as logged.';

COMMENT ON COLUMN report.hold_event.event IS 'Name of the event.';

COMMENT ON COLUMN report.hold_event.guid IS 'Guid of the call, its record and its recording.';

COMMENT ON COLUMN report.hold_event.data1 IS 'First value of the event.';

COMMENT ON COLUMN report.hold_event.data2 IS 'Second value of the event.';

COMMENT ON COLUMN report.hold_event.data3 IS 'Third value of the event.';

COMMENT ON COLUMN report.hold_event.data4 IS 'Fourth value of the event.';

COMMENT ON COLUMN report.hold_event.data5 IS 'Fifth value of the event.';

CREATE TABLE report.interaction (
    entered_at timestamp with time zone NOT NULL,
    callid text NOT NULL,
    channel text NOT NULL,
    campaign text NOT NULL,
    visit integer NOT NULL,
    entry_inferred boolean NOT NULL,
    agent_started boolean NOT NULL,
    offered boolean NOT NULL,
    outcome text NOT NULL,
    answered boolean NOT NULL,
    contact text,
    contact_name text,
    connected_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by text,
    agent text NOT NULL,
    wait_seconds numeric,
    handle_seconds numeric,
    messages integer,
    transfers integer NOT NULL,
    reentries integer NOT NULL
)
PARTITION BY RANGE (entered_at);

ALTER TABLE report.interaction OWNER TO ccrepo_owner;

COMMENT ON TABLE report.interaction IS 'One row for each visit of a webchat, SMS, e-mail, Twitter, Messenger or Facebook interaction to a campaign, each one that an agent started, and each that was turned away.';

COMMENT ON COLUMN report.interaction.entered_at IS 'Time at which it entered the queue, was started or was turned away; the interaction counts in the interval of this moment.';

COMMENT ON COLUMN report.interaction.callid IS 'Id of the interaction.';

COMMENT ON COLUMN report.interaction.channel IS 'webchat, sms, email, twitter, messenger or facebook.';

COMMENT ON COLUMN report.interaction.campaign IS 'Campaign; empty if the log names none.';

COMMENT ON COLUMN report.interaction.visit IS 'Number of the visit among those of this interaction to this campaign, from 1.';

COMMENT ON COLUMN report.interaction.entry_inferred IS 'Whether the log has no entry or start for it, so that its time is computed from the connect or the ending.';

COMMENT ON COLUMN report.interaction.agent_started IS 'Whether an agent started it. It is then not offered.';

COMMENT ON COLUMN report.interaction.offered IS 'Whether it entered the queue.';

COMMENT ON COLUMN report.interaction.outcome IS 'Outcome: agent_ended, caller_ended, connected (answered, no end known), abandoned, timed_out, lost, waiting; out_of_time, no_agents, max_queue, holiday or blacklisted if it was turned away; refused if an agent started it and the blacklist refused it.';

COMMENT ON COLUMN report.interaction.answered IS 'Whether an agent took it: offered, and outcome agent_ended, caller_ended or connected.';

COMMENT ON COLUMN report.interaction.contact IS 'Number, e-mail address, client''s name or post of the other side, as logged; NULL if not logged.';

COMMENT ON COLUMN report.interaction.contact_name IS 'Name of the other side; NULL if not logged.';

COMMENT ON COLUMN report.interaction.connected_at IS 'Time at which an agent took it; for an interaction that an agent started, its start; NULL if none did.';

COMMENT ON COLUMN report.interaction.ended_at IS 'Time at which it ended; NULL while it is open.';

COMMENT ON COLUMN report.interaction.ended_by IS 'Event that ended it; ENTERQUEUE if it entered the campaign again, LIMIT after 24 hours (e-mail: 30 days); NULL while it is open.';

COMMENT ON COLUMN report.interaction.agent IS 'Agent who took or started it, the last of several; empty if none did.';

COMMENT ON COLUMN report.interaction.wait_seconds IS 'Seconds from the entry to the answer or to the end; NULL while it waits, and if it was not offered.';

COMMENT ON COLUMN report.interaction.handle_seconds IS 'Handling time in seconds, as logged at the end; NULL if not known.';

COMMENT ON COLUMN report.interaction.messages IS 'Number of messages, as logged at the end; NULL if not known.';

COMMENT ON COLUMN report.interaction.transfers IS 'Number of times that it was transferred from one agent to another.';

COMMENT ON COLUMN report.interaction.reentries IS 'Number of times that it was recovered at a start of the server.';

CREATE TABLE report.interaction_default (
    entered_at timestamp with time zone NOT NULL,
    callid text NOT NULL,
    channel text NOT NULL,
    campaign text NOT NULL,
    visit integer NOT NULL,
    entry_inferred boolean NOT NULL,
    agent_started boolean NOT NULL,
    offered boolean NOT NULL,
    outcome text NOT NULL,
    answered boolean NOT NULL,
    contact text,
    contact_name text,
    connected_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by text,
    agent text NOT NULL,
    wait_seconds numeric,
    handle_seconds numeric,
    messages integer,
    transfers integer NOT NULL,
    reentries integer NOT NULL
);

ALTER TABLE report.interaction_default OWNER TO ccrepo_owner;

CREATE TABLE report.interaction_part (
    started_at timestamp with time zone NOT NULL,
    callid text NOT NULL,
    channel text NOT NULL,
    campaign text NOT NULL,
    visit integer NOT NULL,
    part integer NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    ended_at timestamp with time zone,
    transferred_in boolean NOT NULL,
    transferred_out boolean NOT NULL
)
PARTITION BY RANGE (started_at);

ALTER TABLE report.interaction_part OWNER TO ccrepo_owner;

COMMENT ON TABLE report.interaction_part IS 'One row for each agent''s part in an interaction; a transfer ends a part, and its acceptance begins the next one. A recovery into the queue and the answer of another agent do the same.';

COMMENT ON COLUMN report.interaction_part.started_at IS 'Time at which the agent began.';

COMMENT ON COLUMN report.interaction_part.callid IS 'Id of the interaction.';

COMMENT ON COLUMN report.interaction_part.channel IS 'webchat, sms, email, twitter, messenger or facebook.';

COMMENT ON COLUMN report.interaction_part.campaign IS 'Campaign; empty if the log names none.';

COMMENT ON COLUMN report.interaction_part.visit IS 'Number of the visit among those of this interaction to this campaign.';

COMMENT ON COLUMN report.interaction_part.part IS 'Number of the part within the visit, from 1.';

COMMENT ON COLUMN report.interaction_part.entered_at IS 'Time at which the interaction entered the queue or was started.';

COMMENT ON COLUMN report.interaction_part.agent IS 'Agent; empty if the log names none.';

COMMENT ON COLUMN report.interaction_part.ended_at IS 'Time at which the agent''s part ended; NULL while it is open.';

COMMENT ON COLUMN report.interaction_part.transferred_in IS 'Whether the agent received it from another agent.';

COMMENT ON COLUMN report.interaction_part.transferred_out IS 'Whether the agent transferred it to another agent.';

CREATE TABLE report.interaction_part_default (
    started_at timestamp with time zone NOT NULL,
    callid text NOT NULL,
    channel text NOT NULL,
    campaign text NOT NULL,
    visit integer NOT NULL,
    part integer NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    ended_at timestamp with time zone,
    transferred_in boolean NOT NULL,
    transferred_out boolean NOT NULL
);

ALTER TABLE report.interaction_part_default OWNER TO ccrepo_owner;

CREATE VIEW report.phone_event WITH (security_invoker='true') AS
 SELECT queue_log_repo.id,
    queue_log_repo.datetime,
    queue_log_repo.callid,
    queue_log_repo.queuename,
    queue_log_repo.agent,
    queue_log_repo.event,
        CASE queue_log_repo.event
            WHEN 'OUTCALL'::text THEN queue_log_repo.data5
            ELSE queue_log_repo.data2
        END AS guid,
    queue_log_repo.data1,
    queue_log_repo.data2,
    queue_log_repo.data3,
    queue_log_repo.data4,
    queue_log_repo.data5
   FROM public.queue_log_repo
  WHERE (queue_log_repo.event = ANY (ARRAY['OUTCALL'::text, 'PHONECALL'::text, 'PHONECALLAGENT'::text, 'PHONEANSWER'::text, 'PHONECOMPLETEAGENT'::text, 'PHONECOMPLETECALLER'::text]));

ALTER TABLE report.phone_event OWNER TO ccrepo_owner;

COMMENT ON VIEW report.phone_event IS 'The events of queue_log_repo about the beginning and the end of the call whose guid they have. The index queue_log_repo_phone_guid finds them by the first 64 characters.';

COMMENT ON COLUMN report.phone_event.id IS 'queue_log_repo.id of the event.';

COMMENT ON COLUMN report.phone_event.datetime IS 'Time of the event.';

COMMENT ON COLUMN report.phone_event.callid IS 'Id of the call on the telephony system.';

COMMENT ON COLUMN report.phone_event.queuename IS 'Campaign as logged.';

COMMENT ON COLUMN report.phone_event.agent IS 'Agent as logged.';

COMMENT ON COLUMN report.phone_event.event IS 'Name of the event.';

COMMENT ON COLUMN report.phone_event.guid IS 'Guid of the call, its record and its recording.';

COMMENT ON COLUMN report.phone_event.data1 IS 'First value of the event.';

COMMENT ON COLUMN report.phone_event.data2 IS 'Second value of the event.';

COMMENT ON COLUMN report.phone_event.data3 IS 'Third value of the event.';

COMMENT ON COLUMN report.phone_event.data4 IS 'Fourth value of the event.';

COMMENT ON COLUMN report.phone_event.data5 IS 'Fifth value of the event.';

CREATE TABLE report.queue_call (
    entered_at timestamp with time zone NOT NULL,
    callid text NOT NULL,
    queue text NOT NULL,
    visit integer NOT NULL,
    entry_inferred boolean NOT NULL,
    callerid text,
    outcome text NOT NULL,
    answered boolean NOT NULL,
    connected_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by text,
    agent text NOT NULL,
    wait_seconds numeric,
    ring_seconds integer,
    talk_seconds numeric,
    hold_seconds numeric NOT NULL,
    wrapup_seconds numeric NOT NULL,
    dumps integer NOT NULL,
    "position" integer,
    exit_key text,
    transferred_to text,
    caller_number text
)
PARTITION BY RANGE (entered_at);

ALTER TABLE report.queue_call OWNER TO ccrepo_owner;

COMMENT ON TABLE report.queue_call IS 'One row for each visit of a call to a queue, from its entry to its first ending.';

COMMENT ON COLUMN report.queue_call.entered_at IS 'Time at which the call entered the queue; the call counts in the interval of this moment.';

COMMENT ON COLUMN report.queue_call.callid IS 'Id of the call on the telephony system; one call may visit several queues, and one queue several times.';

COMMENT ON COLUMN report.queue_call.queue IS 'Queue (campaign) that the call visited; empty if the log names none.';

COMMENT ON COLUMN report.queue_call.visit IS 'Number of the visit among those of this call to this queue, from 1.';

COMMENT ON COLUMN report.queue_call.entry_inferred IS 'Whether the log has no entry for the visit, so that its time is computed from the connect or the ending.';

COMMENT ON COLUMN report.queue_call.callerid IS 'Number of the caller as logged at entry.';

COMMENT ON COLUMN report.queue_call.outcome IS 'Outcome of the visit: agent_ended, caller_ended, transferred, connected, abandoned, timed_out, exited_empty, exited_key, withdrawn, failed, dumped, lost or waiting.';

COMMENT ON COLUMN report.queue_call.answered IS 'Whether an agent took the call: outcome agent_ended, caller_ended, transferred or connected.';

COMMENT ON COLUMN report.queue_call.connected_at IS 'Time at which an agent took the call; NULL if none did.';

COMMENT ON COLUMN report.queue_call.ended_at IS 'Time at which the visit ended; NULL while it is open.';

COMMENT ON COLUMN report.queue_call.ended_by IS 'Event that ended the visit; ENTERQUEUE if the same call entered the queue again, LIMIT after 24 hours; NULL while it is open.';

COMMENT ON COLUMN report.queue_call.agent IS 'Agent who answered; empty if none did.';

COMMENT ON COLUMN report.queue_call.wait_seconds IS 'Seconds from the entry to the answer or to the end; NULL while the call waits.';

COMMENT ON COLUMN report.queue_call.ring_seconds IS 'Seconds that the phone of the agent who answered rang; NULL if not logged.';

COMMENT ON COLUMN report.queue_call.talk_seconds IS 'Seconds of conversation, hold included; NULL if not known.';

COMMENT ON COLUMN report.queue_call.hold_seconds IS 'Seconds on hold; overlapping holds count once.';

COMMENT ON COLUMN report.queue_call.wrapup_seconds IS 'Wrap-up time used after the call, in seconds.';

COMMENT ON COLUMN report.queue_call.dumps IS 'Times that an agent hung up during the announcement, so that the caller continued to wait (AGENTDUMP).';

COMMENT ON COLUMN report.queue_call."position" IS 'Position in the queue at entry, where 1 is next; NULL if not logged.';

COMMENT ON COLUMN report.queue_call.exit_key IS 'Key with which the caller left the queue.';

COMMENT ON COLUMN report.queue_call.transferred_to IS 'Extension to which the agent transferred the call.';

COMMENT ON COLUMN report.queue_call.caller_number IS 'Number of the caller in the form in which numbers are compared, by the country of the queue; as logged if it is not a number; NULL until it is computed, and if the caller has no number.';

CREATE TABLE report.queue_call_default (
    entered_at timestamp with time zone NOT NULL,
    callid text NOT NULL,
    queue text NOT NULL,
    visit integer NOT NULL,
    entry_inferred boolean NOT NULL,
    callerid text,
    outcome text NOT NULL,
    answered boolean NOT NULL,
    connected_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by text,
    agent text NOT NULL,
    wait_seconds numeric,
    ring_seconds integer,
    talk_seconds numeric,
    hold_seconds numeric NOT NULL,
    wrapup_seconds numeric NOT NULL,
    dumps integer NOT NULL,
    "position" integer,
    exit_key text,
    transferred_to text,
    caller_number text
);

ALTER TABLE report.queue_call_default OWNER TO ccrepo_owner;

CREATE TABLE report.queue_ring (
    rang_at timestamp with time zone NOT NULL,
    id bigint NOT NULL,
    callid text NOT NULL,
    queue text NOT NULL,
    agent text NOT NULL,
    ring_milliseconds integer,
    missed boolean NOT NULL
)
PARTITION BY RANGE (rang_at);

ALTER TABLE report.queue_ring OWNER TO ccrepo_owner;

COMMENT ON TABLE report.queue_ring IS 'One row for each time that an agent''s phone rang and was not answered (RINGNOANSWER).';

COMMENT ON COLUMN report.queue_ring.rang_at IS 'Time at which the ringing ended.';

COMMENT ON COLUMN report.queue_ring.id IS 'queue_log_repo.id of the event.';

COMMENT ON COLUMN report.queue_ring.callid IS 'Id of the call that rang.';

COMMENT ON COLUMN report.queue_ring.queue IS 'Queue of the call; empty if the log names none.';

COMMENT ON COLUMN report.queue_ring.agent IS 'Agent whose phone rang; empty if the log names none.';

COMMENT ON COLUMN report.queue_ring.ring_milliseconds IS 'How long it rang, in milliseconds; NULL if it cannot be read.';

COMMENT ON COLUMN report.queue_ring.missed IS 'Whether the agent missed it: it rang for more than a second, and the caller did not hang up within the same second.';

CREATE TABLE report.queue_ring_default (
    rang_at timestamp with time zone NOT NULL,
    id bigint NOT NULL,
    callid text NOT NULL,
    queue text NOT NULL,
    agent text NOT NULL,
    ring_milliseconds integer,
    missed boolean NOT NULL
);

ALTER TABLE report.queue_ring_default OWNER TO ccrepo_owner;

CREATE TABLE report.queue_slot_default (
    slot_start timestamp with time zone NOT NULL,
    queue text NOT NULL,
    offered integer NOT NULL,
    answered integer NOT NULL,
    agent_ended integer NOT NULL,
    caller_ended integer NOT NULL,
    transferred integer NOT NULL,
    connected integer NOT NULL,
    abandoned integer NOT NULL,
    timed_out integer NOT NULL,
    exited_empty integer NOT NULL,
    exited_key integer NOT NULL,
    withdrawn integer NOT NULL,
    failed integer NOT NULL,
    dumped integer NOT NULL,
    lost integer NOT NULL,
    waiting integer NOT NULL,
    dumps integer NOT NULL,
    rings_missed integer NOT NULL,
    talked integer NOT NULL,
    positioned integer NOT NULL,
    positions bigint NOT NULL,
    answered_wait numeric NOT NULL,
    abandoned_wait numeric NOT NULL,
    other_wait numeric NOT NULL,
    wait_max numeric,
    talk numeric NOT NULL,
    handled numeric NOT NULL,
    hold numeric NOT NULL,
    wrapup numeric NOT NULL,
    answered_waits double precision[],
    abandoned_waits double precision[],
    exited_waits double precision[],
    withdrawn_waits double precision[]
);

ALTER TABLE report.queue_slot_default OWNER TO ccrepo_owner;

ALTER TABLE ONLY public.cdr_repo ATTACH PARTITION public.cdr_repo_default DEFAULT;

ALTER TABLE ONLY public.email_log_repo ATTACH PARTITION public.email_log_repo_default DEFAULT;

ALTER TABLE ONLY public.facebook_log_repo ATTACH PARTITION public.facebook_log_repo_default DEFAULT;

ALTER TABLE ONLY public.messenger_log_repo ATTACH PARTITION public.messenger_log_repo_default DEFAULT;

ALTER TABLE ONLY public.queue_log_repo ATTACH PARTITION public.queue_log_repo_default DEFAULT;

ALTER TABLE ONLY public.sms_log_repo ATTACH PARTITION public.sms_log_repo_default DEFAULT;

ALTER TABLE ONLY public.sms_repo ATTACH PARTITION public.sms_repo_default DEFAULT;

ALTER TABLE ONLY public.twitter_log_repo ATTACH PARTITION public.twitter_log_repo_default DEFAULT;

ALTER TABLE ONLY public.webchat_log_repo ATTACH PARTITION public.webchat_log_repo_default DEFAULT;

ALTER TABLE ONLY report.agent_pause ATTACH PARTITION report.agent_pause_default DEFAULT;

ALTER TABLE ONLY report.agent_session ATTACH PARTITION report.agent_session_default DEFAULT;

ALTER TABLE ONLY report.agent_time ATTACH PARTITION report.agent_time_default DEFAULT;

ALTER TABLE ONLY report.interaction ATTACH PARTITION report.interaction_default DEFAULT;

ALTER TABLE ONLY report.interaction_part ATTACH PARTITION report.interaction_part_default DEFAULT;

ALTER TABLE ONLY report.queue_call ATTACH PARTITION report.queue_call_default DEFAULT;

ALTER TABLE ONLY report.queue_ring ATTACH PARTITION report.queue_ring_default DEFAULT;

ALTER TABLE ONLY report.queue_slot ATTACH PARTITION report.queue_slot_default DEFAULT;

ALTER TABLE ONLY app.action
    ADD CONSTRAINT action_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.agent_alias
    ADD CONSTRAINT agent_alias_pkey PRIMARY KEY (interface);

ALTER TABLE ONLY app.agent_hold
    ADD CONSTRAINT agent_hold_pkey PRIMARY KEY (callid, guid, agent, started_at);

ALTER TABLE ONLY app.allowed_disposition
    ADD CONSTRAINT allowed_disposition_pkey PRIMARY KEY (campaign, l1, l2, l3);

ALTER TABLE ONLY app.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.applied_alias
    ADD CONSTRAINT applied_alias_pkey PRIMARY KEY (interface);

ALTER TABLE ONLY app.bi_login
    ADD CONSTRAINT bi_login_pkey PRIMARY KEY (login);

ALTER TABLE ONLY app.campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (campaign);

ALTER TABLE ONLY app.campaign_setting
    ADD CONSTRAINT campaign_setting_pkey PRIMARY KEY (campaign);

ALTER TABLE ONLY app.copied_list
    ADD CONSTRAINT copied_list_pkey PRIMARY KEY (campaign, id);

ALTER TABLE ONLY app.country_prefix
    ADD CONSTRAINT country_prefix_pkey PRIMARY KEY (country);

ALTER TABLE ONLY app.disposition_marking
    ADD CONSTRAINT disposition_marking_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY app.disposition
    ADD CONSTRAINT disposition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.do_not_call
    ADD CONSTRAINT do_not_call_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.ended_session
    ADD CONSTRAINT ended_session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.feed_gap
    ADD CONSTRAINT feed_gap_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (feed);

ALTER TABLE ONLY app.feed_row
    ADD CONSTRAINT feed_row_pkey PRIMARY KEY (feed, source_table, "position");

ALTER TABLE ONLY app.feed_table
    ADD CONSTRAINT feed_table_pkey PRIMARY KEY (feed, source_table);

ALTER TABLE ONLY app.growing_table
    ADD CONSTRAINT growing_table_pkey PRIMARY KEY (relation);

ALTER TABLE ONLY app.import_bad_lines
    ADD CONSTRAINT import_bad_lines_pkey PRIMARY KEY (import_id, byte_offset);

ALTER TABLE ONLY app.import_file
    ADD CONSTRAINT import_file_kind_head_sha256_key UNIQUE (kind, head_sha256);

ALTER TABLE ONLY app.import_file
    ADD CONSTRAINT import_file_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.pairing
    ADD CONSTRAINT pairing_pkey PRIMARY KEY (code_sha256);

ALTER TABLE ONLY app.refresh
    ADD CONSTRAINT refresh_pkey PRIMARY KEY (relation);

ALTER TABLE ONLY app.saved_view
    ADD CONSTRAINT saved_view_owner_path_name_key UNIQUE (owner, path, name);

ALTER TABLE ONLY app.saved_view
    ADD CONSTRAINT saved_view_pkey PRIMARY KEY (id);

ALTER TABLE ONLY app.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY app.write_answer
    ADD CONSTRAINT write_answer_pkey PRIMARY KEY (principal, key);

ALTER TABLE ONLY public.auditory
    ADD CONSTRAINT auditory_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.black_list_history
    ADD CONSTRAINT black_list_history_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calls_spool
    ADD CONSTRAINT calls_spool_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cdr_repo
    ADD CONSTRAINT cdr_repo_pkey PRIMARY KEY (calldate, id, uniqueid);

ALTER TABLE ONLY public.cdr_repo_default
    ADD CONSTRAINT cdr_repo_default_pkey PRIMARY KEY (calldate, id, uniqueid);

ALTER TABLE ONLY public.dialer_base
    ADD CONSTRAINT dialer_base_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.email_log_repo
    ADD CONSTRAINT email_log_repo_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.email_log_repo_default
    ADD CONSTRAINT email_log_repo_default_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.facebook_log_repo
    ADD CONSTRAINT facebook_log_repo_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.facebook_log_repo_default
    ADD CONSTRAINT facebook_log_repo_default_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.messenger_log_repo
    ADD CONSTRAINT messenger_log_repo_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.messenger_log_repo_default
    ADD CONSTRAINT messenger_log_repo_default_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.queue_log_repo
    ADD CONSTRAINT queue_log_repo_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.queue_log_repo_default
    ADD CONSTRAINT queue_log_repo_default_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.sipchat
    ADD CONSTRAINT sipchat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sms_log_repo
    ADD CONSTRAINT sms_log_repo_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.sms_log_repo_default
    ADD CONSTRAINT sms_log_repo_default_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.sms_repo
    ADD CONSTRAINT sms_repo_pkey PRIMARY KEY (dateprocessed, id, callerid);

ALTER TABLE ONLY public.sms_repo_default
    ADD CONSTRAINT sms_repo_default_pkey PRIMARY KEY (dateprocessed, id, callerid);

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT tags_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.twitter_log_repo
    ADD CONSTRAINT twitter_log_repo_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.twitter_log_repo_default
    ADD CONSTRAINT twitter_log_repo_default_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.webchat_log_repo
    ADD CONSTRAINT webchat_log_repo_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY public.webchat_log_repo_default
    ADD CONSTRAINT webchat_log_repo_default_pkey PRIMARY KEY (datetime, id, callid);

ALTER TABLE ONLY report.agent_pause
    ADD CONSTRAINT agent_pause_pkey PRIMARY KEY (started_at, agent, kind);

ALTER TABLE ONLY report.agent_pause_default
    ADD CONSTRAINT agent_pause_default_pkey PRIMARY KEY (started_at, agent, kind);

ALTER TABLE ONLY report.agent_session
    ADD CONSTRAINT agent_session_pkey PRIMARY KEY (started_at, agent);

ALTER TABLE ONLY report.agent_session_default
    ADD CONSTRAINT agent_session_default_pkey PRIMARY KEY (started_at, agent);

ALTER TABLE ONLY report.agent_time
    ADD CONSTRAINT agent_time_pkey PRIMARY KEY (started_at, agent);

ALTER TABLE ONLY report.agent_time_default
    ADD CONSTRAINT agent_time_default_pkey PRIMARY KEY (started_at, agent);

ALTER TABLE ONLY report.interaction
    ADD CONSTRAINT interaction_pkey PRIMARY KEY (entered_at, callid, channel, campaign, visit);

ALTER TABLE ONLY report.interaction_default
    ADD CONSTRAINT interaction_default_pkey PRIMARY KEY (entered_at, callid, channel, campaign, visit);

ALTER TABLE ONLY report.interaction_part
    ADD CONSTRAINT interaction_part_pkey PRIMARY KEY (started_at, callid, channel, campaign, visit, part);

ALTER TABLE ONLY report.interaction_part_default
    ADD CONSTRAINT interaction_part_default_pkey PRIMARY KEY (started_at, callid, channel, campaign, visit, part);

ALTER TABLE ONLY report.queue_call
    ADD CONSTRAINT queue_call_pkey PRIMARY KEY (entered_at, callid, queue, visit);

ALTER TABLE ONLY report.queue_call_default
    ADD CONSTRAINT queue_call_default_pkey PRIMARY KEY (entered_at, callid, queue, visit);

ALTER TABLE ONLY report.queue_ring
    ADD CONSTRAINT queue_ring_pkey PRIMARY KEY (rang_at, id, callid);

ALTER TABLE ONLY report.queue_ring_default
    ADD CONSTRAINT queue_ring_default_pkey PRIMARY KEY (rang_at, id, callid);

ALTER TABLE ONLY report.queue_slot
    ADD CONSTRAINT queue_slot_pkey PRIMARY KEY (slot_start, queue);

ALTER TABLE ONLY report.queue_slot_default
    ADD CONSTRAINT queue_slot_default_pkey PRIMARY KEY (slot_start, queue);

CREATE INDEX action_agent ON app.action USING btree (agent, created_at, id);

CREATE INDEX action_created_at ON app.action USING btree (created_at, id);

CREATE INDEX action_deadline ON app.action USING btree (deadline) WHERE (state = ANY (ARRAY['queued'::text, 'delivered'::text, 'acknowledged'::text]));

CREATE INDEX action_open ON app.action USING btree (agent, id) WHERE (state = ANY (ARRAY['queued'::text, 'delivered'::text, 'acknowledged'::text]));

CREATE INDEX agent_hold_overlap ON app.agent_hold USING gist (tstzrange(started_at, ended_at));

CREATE UNIQUE INDEX api_key_name ON app.api_key USING btree (name) WHERE (revoked_at IS NULL);

CREATE INDEX disposition_campaign ON app.disposition USING btree (campaign, disposed_at, id);

CREATE INDEX disposition_disposed_at ON app.disposition USING btree (disposed_at, id);

CREATE INDEX disposition_guid ON app.disposition USING btree (guid);

CREATE INDEX disposition_unmarked ON app.disposition USING btree (guid, id) WHERE (marked_at IS NULL);

CREATE INDEX disposition_unmarked_written_by ON app.disposition USING btree (written_by) WHERE (marked_at IS NULL);

CREATE INDEX do_not_call_added_at ON app.do_not_call USING btree (added_at, id);

CREATE INDEX do_not_call_number ON app.do_not_call USING btree (number, campaign);

CREATE INDEX do_not_call_pattern ON app.do_not_call USING btree (id) WHERE (patterns IS NOT NULL);

CREATE INDEX do_not_call_reading ON app.do_not_call USING btree (typed) WHERE (is_number IS NOT TRUE);

CREATE INDEX do_not_call_until ON app.do_not_call USING btree (until) WHERE (released_at IS NULL);

CREATE INDEX feed_gap_range ON app.feed_gap USING btree (feed, from_at);

CREATE INDEX feed_row_at ON app.feed_row USING btree (feed, source_table, at);

CREATE INDEX saved_view_shared ON app.saved_view USING btree (name) WHERE shared;

CREATE INDEX write_answer_answered_at ON app.write_answer USING btree (answered_at);

CREATE INDEX auditory_datetime ON public.auditory USING btree (datetime, id);

CREATE INDEX black_list_history_calldate ON public.black_list_history USING btree (calldate, id);

CREATE INDEX black_list_history_dst ON public.black_list_history USING btree (dst);

CREATE INDEX calls_spool_contact ON public.calls_spool USING btree (contact);

CREATE INDEX calls_spool_destination ON public.calls_spool USING btree (destination);

CREATE INDEX calls_spool_list ON public.calls_spool USING btree (campaign, dialerbase, status, priority);

CREATE INDEX calls_spool_number ON public.calls_spool USING btree (number);

CREATE INDEX calls_spool_unnumbered ON public.calls_spool USING btree (id) WHERE (number IS NULL);

CREATE INDEX cdr_repo_campaign ON ONLY public.cdr_repo USING btree (campaign, calldate);

CREATE INDEX cdr_repo_contact ON ONLY public.cdr_repo USING btree (contact) WHERE (contact <> ''::text);

CREATE INDEX cdr_repo_default_campaign_calldate_idx ON public.cdr_repo_default USING btree (campaign, calldate);

CREATE INDEX cdr_repo_default_contact_idx ON public.cdr_repo_default USING btree (contact) WHERE (contact <> ''::text);

CREATE INDEX cdr_repo_dst ON ONLY public.cdr_repo USING btree (dst, calldate);

CREATE INDEX cdr_repo_default_dst_calldate_idx ON public.cdr_repo_default USING btree (dst, calldate);

CREATE INDEX cdr_repo_guid ON ONLY public.cdr_repo USING btree (guid);

CREATE INDEX cdr_repo_default_guid_idx ON public.cdr_repo_default USING btree (guid);

CREATE INDEX cdr_repo_id ON ONLY public.cdr_repo USING btree (id);

CREATE INDEX cdr_repo_default_id_idx ON public.cdr_repo_default USING btree (id);

CREATE INDEX cdr_repo_list ON ONLY public.cdr_repo USING btree ("left"(dialerbase, 64), campaign) WHERE (dialerbase <> ''::text);

CREATE INDEX cdr_repo_default_left_campaign_idx ON public.cdr_repo_default USING btree ("left"(dialerbase, 64), campaign) WHERE (dialerbase <> ''::text);

CREATE INDEX cdr_repo_linkedid ON ONLY public.cdr_repo USING btree (linkedid);

CREATE INDEX cdr_repo_default_linkedid_idx ON public.cdr_repo_default USING btree (linkedid);

CREATE INDEX cdr_repo_src ON ONLY public.cdr_repo USING btree (src, calldate);

CREATE INDEX cdr_repo_default_src_calldate_idx ON public.cdr_repo_default USING btree (src, calldate);

CREATE INDEX cdr_repo_uniqueid ON ONLY public.cdr_repo USING btree (uniqueid);

CREATE INDEX cdr_repo_default_uniqueid_idx ON public.cdr_repo_default USING btree (uniqueid);

CREATE INDEX cdr_repo_written_by ON ONLY public.cdr_repo USING btree (written_by);

CREATE INDEX cdr_repo_default_written_by_idx ON public.cdr_repo_default USING btree (written_by);

CREATE UNIQUE INDEX dialer_base_name ON public.dialer_base USING btree (campaign, name);

CREATE UNIQUE INDEX dialer_base_one_active ON public.dialer_base USING btree (campaign) WHERE active;

CREATE INDEX email_log_repo_agent ON ONLY public.email_log_repo USING btree (agent, datetime);

CREATE INDEX email_log_repo_callid ON ONLY public.email_log_repo USING btree (callid);

CREATE INDEX email_log_repo_default_agent_datetime_idx ON public.email_log_repo_default USING btree (agent, datetime);

CREATE INDEX email_log_repo_default_callid_idx ON public.email_log_repo_default USING btree (callid);

CREATE INDEX email_log_repo_dialer ON ONLY public.email_log_repo USING btree (datetime, id) WHERE (event = ANY (ARRAY['STARTEMAILDIALER'::text, 'FINISHEMAILDIALER'::text, 'STOPEMAILDIALER'::text]));

CREATE INDEX email_log_repo_default_datetime_id_idx ON public.email_log_repo_default USING btree (datetime, id) WHERE (event = ANY (ARRAY['STARTEMAILDIALER'::text, 'FINISHEMAILDIALER'::text, 'STOPEMAILDIALER'::text]));

CREATE INDEX email_log_repo_event ON ONLY public.email_log_repo USING btree (event, queuename, datetime);

CREATE INDEX email_log_repo_default_event_queuename_datetime_idx ON public.email_log_repo_default USING btree (event, queuename, datetime);

CREATE INDEX email_log_repo_id ON ONLY public.email_log_repo USING btree (id);

CREATE INDEX email_log_repo_default_id_idx ON public.email_log_repo_default USING btree (id);

CREATE INDEX email_log_repo_queuename ON ONLY public.email_log_repo USING btree (queuename, datetime);

CREATE INDEX email_log_repo_default_queuename_datetime_idx ON public.email_log_repo_default USING btree (queuename, datetime);

CREATE INDEX email_log_repo_written_by ON ONLY public.email_log_repo USING btree (written_by);

CREATE INDEX email_log_repo_default_written_by_idx ON public.email_log_repo_default USING btree (written_by);

CREATE INDEX facebook_log_repo_agent ON ONLY public.facebook_log_repo USING btree (agent, datetime);

CREATE INDEX facebook_log_repo_callid ON ONLY public.facebook_log_repo USING btree (callid);

CREATE INDEX facebook_log_repo_default_agent_datetime_idx ON public.facebook_log_repo_default USING btree (agent, datetime);

CREATE INDEX facebook_log_repo_default_callid_idx ON public.facebook_log_repo_default USING btree (callid);

CREATE INDEX facebook_log_repo_event ON ONLY public.facebook_log_repo USING btree (event, queuename, datetime);

CREATE INDEX facebook_log_repo_default_event_queuename_datetime_idx ON public.facebook_log_repo_default USING btree (event, queuename, datetime);

CREATE INDEX facebook_log_repo_id ON ONLY public.facebook_log_repo USING btree (id);

CREATE INDEX facebook_log_repo_default_id_idx ON public.facebook_log_repo_default USING btree (id);

CREATE INDEX facebook_log_repo_queuename ON ONLY public.facebook_log_repo USING btree (queuename, datetime);

CREATE INDEX facebook_log_repo_default_queuename_datetime_idx ON public.facebook_log_repo_default USING btree (queuename, datetime);

CREATE INDEX facebook_log_repo_written_by ON ONLY public.facebook_log_repo USING btree (written_by);

CREATE INDEX facebook_log_repo_default_written_by_idx ON public.facebook_log_repo_default USING btree (written_by);

CREATE INDEX messenger_log_repo_agent ON ONLY public.messenger_log_repo USING btree (agent, datetime);

CREATE INDEX messenger_log_repo_callid ON ONLY public.messenger_log_repo USING btree (callid);

CREATE INDEX messenger_log_repo_default_agent_datetime_idx ON public.messenger_log_repo_default USING btree (agent, datetime);

CREATE INDEX messenger_log_repo_default_callid_idx ON public.messenger_log_repo_default USING btree (callid);

CREATE INDEX messenger_log_repo_event ON ONLY public.messenger_log_repo USING btree (event, queuename, datetime);

CREATE INDEX messenger_log_repo_default_event_queuename_datetime_idx ON public.messenger_log_repo_default USING btree (event, queuename, datetime);

CREATE INDEX messenger_log_repo_id ON ONLY public.messenger_log_repo USING btree (id);

CREATE INDEX messenger_log_repo_default_id_idx ON public.messenger_log_repo_default USING btree (id);

CREATE INDEX messenger_log_repo_queuename ON ONLY public.messenger_log_repo USING btree (queuename, datetime);

CREATE INDEX messenger_log_repo_default_queuename_datetime_idx ON public.messenger_log_repo_default USING btree (queuename, datetime);

CREATE INDEX messenger_log_repo_written_by ON ONLY public.messenger_log_repo USING btree (written_by);

CREATE INDEX messenger_log_repo_default_written_by_idx ON public.messenger_log_repo_default USING btree (written_by);

CREATE INDEX queue_log_repo_agent ON ONLY public.queue_log_repo USING btree (agent, datetime);

CREATE INDEX queue_log_repo_callid ON ONLY public.queue_log_repo USING btree (callid);

CREATE INDEX queue_log_repo_default_agent_datetime_idx ON public.queue_log_repo_default USING btree (agent, datetime);

CREATE INDEX queue_log_repo_presence ON ONLY public.queue_log_repo USING btree (agent, event, datetime) WHERE (event = ANY (ARRAY['AGENTLOGIN'::text, 'AGENTCALLBACKLOGIN'::text, 'AGENTLOGOFF'::text, 'AGENTCALLBACKLOGOFF'::text, 'REALPAUSE'::text, 'REALUNPAUSE'::text, 'BREAK'::text, 'UNBREAK'::text, 'PAUSE'::text, 'UNPAUSE'::text, 'PAUSEALL'::text, 'UNPAUSEALL'::text, 'ADDMEMBER'::text, 'REMOVEDMEMBER'::text, 'REMOVEMEMBER'::text, 'FINISHWRAPUP'::text, 'OUTCALL'::text]));

CREATE INDEX queue_log_repo_default_agent_event_datetime_idx ON public.queue_log_repo_default USING btree (agent, event, datetime) WHERE (event = ANY (ARRAY['AGENTLOGIN'::text, 'AGENTCALLBACKLOGIN'::text, 'AGENTLOGOFF'::text, 'AGENTCALLBACKLOGOFF'::text, 'REALPAUSE'::text, 'REALUNPAUSE'::text, 'BREAK'::text, 'UNBREAK'::text, 'PAUSE'::text, 'UNPAUSE'::text, 'PAUSEALL'::text, 'UNPAUSEALL'::text, 'ADDMEMBER'::text, 'REMOVEDMEMBER'::text, 'REMOVEMEMBER'::text, 'FINISHWRAPUP'::text, 'OUTCALL'::text]));

CREATE INDEX queue_log_repo_default_callid_idx ON public.queue_log_repo_default USING btree (callid);

CREATE INDEX queue_log_repo_guid ON ONLY public.queue_log_repo USING btree ((
CASE event
    WHEN 'FINISHWRAPUP'::text THEN data3
    ELSE data2
END)) WHERE (event = ANY (ARRAY['FINISHWRAPUP'::text, 'PHONESTARHOLDIN'::text, 'PHONESTARTHOLDIN'::text, 'PHONESTARHOLDOUT'::text, 'PHONESTARTHOLDOUT'::text, 'PHONEENDHOLDIN'::text, 'PHONEENDHOLDOUT'::text]));

CREATE INDEX queue_log_repo_default_data2_idx ON public.queue_log_repo_default USING btree ((
CASE event
    WHEN 'FINISHWRAPUP'::text THEN data3
    ELSE data2
END)) WHERE (event = ANY (ARRAY['FINISHWRAPUP'::text, 'PHONESTARHOLDIN'::text, 'PHONESTARTHOLDIN'::text, 'PHONESTARHOLDOUT'::text, 'PHONESTARTHOLDOUT'::text, 'PHONEENDHOLDIN'::text, 'PHONEENDHOLDOUT'::text]));

CREATE INDEX queue_log_repo_queuestart ON ONLY public.queue_log_repo USING btree (datetime) WHERE (event = 'QUEUESTART'::text);

CREATE INDEX queue_log_repo_default_datetime_idx ON public.queue_log_repo_default USING btree (datetime) WHERE (event = 'QUEUESTART'::text);

CREATE INDEX queue_log_repo_event ON ONLY public.queue_log_repo USING btree (event, queuename, datetime);

CREATE INDEX queue_log_repo_default_event_queuename_datetime_idx ON public.queue_log_repo_default USING btree (event, queuename, datetime);

CREATE INDEX queue_log_repo_id ON ONLY public.queue_log_repo USING btree (id);

CREATE INDEX queue_log_repo_default_id_idx ON public.queue_log_repo_default USING btree (id);

CREATE INDEX queue_log_repo_dialled ON ONLY public.queue_log_repo USING btree ("left"(data4, 64), datetime) WHERE (event = 'OUTCALL'::text);

CREATE INDEX queue_log_repo_default_left_datetime_idx ON public.queue_log_repo_default USING btree ("left"(data4, 64), datetime) WHERE (event = 'OUTCALL'::text);

CREATE INDEX queue_log_repo_phone_guid ON ONLY public.queue_log_repo USING btree ("left"(
CASE event
    WHEN 'OUTCALL'::text THEN data5
    ELSE data2
END, 64)) WHERE (event = ANY (ARRAY['OUTCALL'::text, 'PHONECALL'::text, 'PHONECALLAGENT'::text, 'PHONEANSWER'::text, 'PHONECOMPLETEAGENT'::text, 'PHONECOMPLETECALLER'::text]));

CREATE INDEX queue_log_repo_default_left_idx ON public.queue_log_repo_default USING btree ("left"(
CASE event
    WHEN 'OUTCALL'::text THEN data5
    ELSE data2
END, 64)) WHERE (event = ANY (ARRAY['OUTCALL'::text, 'PHONECALL'::text, 'PHONECALLAGENT'::text, 'PHONEANSWER'::text, 'PHONECOMPLETEAGENT'::text, 'PHONECOMPLETECALLER'::text]));

CREATE INDEX queue_log_repo_queuename ON ONLY public.queue_log_repo USING btree (queuename, datetime);

CREATE INDEX queue_log_repo_default_queuename_datetime_idx ON public.queue_log_repo_default USING btree (queuename, datetime);

CREATE INDEX queue_log_repo_written_by ON ONLY public.queue_log_repo USING btree (written_by);

CREATE INDEX queue_log_repo_default_written_by_idx ON public.queue_log_repo_default USING btree (written_by);

CREATE INDEX sipchat_datecreated ON public.sipchat USING btree (datecreated, id);

CREATE INDEX sms_log_repo_agent ON ONLY public.sms_log_repo USING btree (agent, datetime);

CREATE INDEX sms_log_repo_callid ON ONLY public.sms_log_repo USING btree (callid);

CREATE INDEX sms_log_repo_default_agent_datetime_idx ON public.sms_log_repo_default USING btree (agent, datetime);

CREATE INDEX sms_log_repo_default_callid_idx ON public.sms_log_repo_default USING btree (callid);

CREATE INDEX sms_log_repo_event ON ONLY public.sms_log_repo USING btree (event, queuename, datetime);

CREATE INDEX sms_log_repo_default_event_queuename_datetime_idx ON public.sms_log_repo_default USING btree (event, queuename, datetime);

CREATE INDEX sms_log_repo_id ON ONLY public.sms_log_repo USING btree (id);

CREATE INDEX sms_log_repo_default_id_idx ON public.sms_log_repo_default USING btree (id);

CREATE INDEX sms_log_repo_queuename ON ONLY public.sms_log_repo USING btree (queuename, datetime);

CREATE INDEX sms_log_repo_default_queuename_datetime_idx ON public.sms_log_repo_default USING btree (queuename, datetime);

CREATE INDEX sms_log_repo_written_by ON ONLY public.sms_log_repo USING btree (written_by);

CREATE INDEX sms_log_repo_default_written_by_idx ON public.sms_log_repo_default USING btree (written_by);

CREATE INDEX sms_repo_callerid ON ONLY public.sms_repo USING btree (callerid, dateprocessed);

CREATE INDEX sms_repo_campaign ON ONLY public.sms_repo USING btree (campaign, dateprocessed);

CREATE INDEX sms_repo_default_callerid_dateprocessed_idx ON public.sms_repo_default USING btree (callerid, dateprocessed);

CREATE INDEX sms_repo_default_campaign_dateprocessed_idx ON public.sms_repo_default USING btree (campaign, dateprocessed);

CREATE INDEX sms_repo_id ON ONLY public.sms_repo USING btree (id);

CREATE INDEX sms_repo_default_id_idx ON public.sms_repo_default USING btree (id);

CREATE INDEX sms_repo_sessionid ON ONLY public.sms_repo USING btree (sessionid, dateprocessed, id);

CREATE INDEX sms_repo_default_sessionid_dateprocessed_id_idx ON public.sms_repo_default USING btree (sessionid, dateprocessed, id);

CREATE INDEX sms_repo_written_by ON ONLY public.sms_repo USING btree (written_by);

CREATE INDEX sms_repo_default_written_by_idx ON public.sms_repo_default USING btree (written_by);

CREATE INDEX tags_datetime ON public.tags USING btree (datetime, id);

CREATE INDEX tags_guid ON public.tags USING btree (guid);

CREATE INDEX twitter_log_repo_agent ON ONLY public.twitter_log_repo USING btree (agent, datetime);

CREATE INDEX twitter_log_repo_callid ON ONLY public.twitter_log_repo USING btree (callid);

CREATE INDEX twitter_log_repo_default_agent_datetime_idx ON public.twitter_log_repo_default USING btree (agent, datetime);

CREATE INDEX twitter_log_repo_default_callid_idx ON public.twitter_log_repo_default USING btree (callid);

CREATE INDEX twitter_log_repo_event ON ONLY public.twitter_log_repo USING btree (event, queuename, datetime);

CREATE INDEX twitter_log_repo_default_event_queuename_datetime_idx ON public.twitter_log_repo_default USING btree (event, queuename, datetime);

CREATE INDEX twitter_log_repo_id ON ONLY public.twitter_log_repo USING btree (id);

CREATE INDEX twitter_log_repo_default_id_idx ON public.twitter_log_repo_default USING btree (id);

CREATE INDEX twitter_log_repo_queuename ON ONLY public.twitter_log_repo USING btree (queuename, datetime);

CREATE INDEX twitter_log_repo_default_queuename_datetime_idx ON public.twitter_log_repo_default USING btree (queuename, datetime);

CREATE INDEX twitter_log_repo_written_by ON ONLY public.twitter_log_repo USING btree (written_by);

CREATE INDEX twitter_log_repo_default_written_by_idx ON public.twitter_log_repo_default USING btree (written_by);

CREATE INDEX webchat_log_repo_agent ON ONLY public.webchat_log_repo USING btree (agent, datetime);

CREATE INDEX webchat_log_repo_callid ON ONLY public.webchat_log_repo USING btree (callid);

CREATE INDEX webchat_log_repo_default_agent_datetime_idx ON public.webchat_log_repo_default USING btree (agent, datetime);

CREATE INDEX webchat_log_repo_default_callid_idx ON public.webchat_log_repo_default USING btree (callid);

CREATE INDEX webchat_log_repo_event ON ONLY public.webchat_log_repo USING btree (event, queuename, datetime);

CREATE INDEX webchat_log_repo_default_event_queuename_datetime_idx ON public.webchat_log_repo_default USING btree (event, queuename, datetime);

CREATE INDEX webchat_log_repo_id ON ONLY public.webchat_log_repo USING btree (id);

CREATE INDEX webchat_log_repo_default_id_idx ON public.webchat_log_repo_default USING btree (id);

CREATE INDEX webchat_log_repo_queuename ON ONLY public.webchat_log_repo USING btree (queuename, datetime);

CREATE INDEX webchat_log_repo_default_queuename_datetime_idx ON public.webchat_log_repo_default USING btree (queuename, datetime);

CREATE INDEX webchat_log_repo_written_by ON ONLY public.webchat_log_repo USING btree (written_by);

CREATE INDEX webchat_log_repo_default_written_by_idx ON public.webchat_log_repo_default USING btree (written_by);

CREATE INDEX agent_pause_agent ON ONLY report.agent_pause USING btree (agent, started_at);

CREATE INDEX agent_pause_default_agent_started_at_idx ON report.agent_pause_default USING btree (agent, started_at);

CREATE INDEX agent_pause_ended ON ONLY report.agent_pause USING btree (ended_at);

CREATE INDEX agent_pause_default_ended_at_idx ON report.agent_pause_default USING btree (ended_at);

CREATE INDEX agent_session_agent ON ONLY report.agent_session USING btree (agent, started_at);

CREATE INDEX agent_session_default_agent_started_at_idx ON report.agent_session_default USING btree (agent, started_at);

CREATE INDEX agent_session_ended ON ONLY report.agent_session USING btree (ended_at);

CREATE INDEX agent_session_default_ended_at_idx ON report.agent_session_default USING btree (ended_at);

CREATE INDEX agent_time_agent ON ONLY report.agent_time USING btree (agent, started_at);

CREATE INDEX agent_time_open ON ONLY report.agent_time USING btree (agent) WHERE (ended_at IS NULL);

CREATE INDEX agent_time_default_agent_idx ON report.agent_time_default USING btree (agent) WHERE (ended_at IS NULL);

CREATE INDEX agent_time_default_agent_started_at_idx ON report.agent_time_default USING btree (agent, started_at);

CREATE INDEX interaction_agent ON ONLY report.interaction USING btree (agent, entered_at);

CREATE INDEX interaction_callid ON ONLY report.interaction USING btree (callid);

CREATE INDEX interaction_campaign ON ONLY report.interaction USING btree (campaign, entered_at);

CREATE INDEX interaction_contact ON ONLY report.interaction USING btree ("left"(contact, 64), entered_at);

CREATE INDEX interaction_default_agent_entered_at_idx ON report.interaction_default USING btree (agent, entered_at);

CREATE INDEX interaction_default_callid_idx ON report.interaction_default USING btree (callid);

CREATE INDEX interaction_default_campaign_entered_at_idx ON report.interaction_default USING btree (campaign, entered_at);

CREATE INDEX interaction_open ON ONLY report.interaction USING btree (entered_at) WHERE (ended_at IS NULL);

CREATE INDEX interaction_default_entered_at_idx ON report.interaction_default USING btree (entered_at) WHERE (ended_at IS NULL);

CREATE INDEX interaction_default_left_entered_at_idx ON report.interaction_default USING btree ("left"(contact, 64), entered_at);

CREATE INDEX interaction_part_agent ON ONLY report.interaction_part USING btree (agent, started_at);

CREATE INDEX interaction_part_callid ON ONLY report.interaction_part USING btree (callid);

CREATE INDEX interaction_part_default_agent_started_at_idx ON report.interaction_part_default USING btree (agent, started_at);

CREATE INDEX interaction_part_default_callid_idx ON report.interaction_part_default USING btree (callid);

CREATE INDEX interaction_part_open ON ONLY report.interaction_part USING btree (started_at) WHERE (ended_at IS NULL);

CREATE INDEX interaction_part_default_started_at_idx ON report.interaction_part_default USING btree (started_at) WHERE (ended_at IS NULL);

CREATE INDEX queue_call_agent ON ONLY report.queue_call USING btree (agent, entered_at);

CREATE INDEX queue_call_caller_number ON ONLY report.queue_call USING btree ("left"(caller_number, 64));

CREATE INDEX queue_call_callerid ON ONLY report.queue_call USING btree ("left"(callerid, 64), entered_at);

CREATE INDEX queue_call_callid ON ONLY report.queue_call USING btree (callid);

CREATE INDEX queue_call_long ON ONLY report.queue_call USING btree (agent, ended_at) WHERE ((ended_at - entered_at) > '24:00:00'::interval);

CREATE INDEX queue_call_default_agent_ended_at_idx ON report.queue_call_default USING btree (agent, ended_at) WHERE ((ended_at - entered_at) > '24:00:00'::interval);

CREATE INDEX queue_call_default_agent_entered_at_idx ON report.queue_call_default USING btree (agent, entered_at);

CREATE INDEX queue_call_default_callid_idx ON report.queue_call_default USING btree (callid);

CREATE INDEX queue_call_open ON ONLY report.queue_call USING btree (entered_at) WHERE (ended_at IS NULL);

CREATE INDEX queue_call_default_entered_at_idx ON report.queue_call_default USING btree (entered_at) WHERE (ended_at IS NULL);

CREATE INDEX queue_call_uncomputed ON ONLY report.queue_call USING btree (entered_at) WHERE ((caller_number IS NULL) AND (callerid ~ '[0-9]'::text));

CREATE INDEX queue_call_default_entered_at_idx1 ON report.queue_call_default USING btree (entered_at) WHERE ((caller_number IS NULL) AND (callerid ~ '[0-9]'::text));

CREATE INDEX queue_call_default_left_entered_at_idx ON report.queue_call_default USING btree ("left"(callerid, 64), entered_at);

CREATE INDEX queue_call_default_left_idx ON report.queue_call_default USING btree ("left"(caller_number, 64));

CREATE INDEX queue_call_queue ON ONLY report.queue_call USING btree (queue, entered_at);

CREATE INDEX queue_call_default_queue_entered_at_idx ON report.queue_call_default USING btree (queue, entered_at);

CREATE INDEX queue_ring_agent ON ONLY report.queue_ring USING btree (agent, rang_at);

CREATE INDEX queue_ring_callid ON ONLY report.queue_ring USING btree (callid);

CREATE INDEX queue_ring_default_agent_rang_at_idx ON report.queue_ring_default USING btree (agent, rang_at);

CREATE INDEX queue_ring_default_callid_idx ON report.queue_ring_default USING btree (callid);

ALTER INDEX public.cdr_repo_campaign ATTACH PARTITION public.cdr_repo_default_campaign_calldate_idx;

ALTER INDEX public.cdr_repo_contact ATTACH PARTITION public.cdr_repo_default_contact_idx;

ALTER INDEX public.cdr_repo_dst ATTACH PARTITION public.cdr_repo_default_dst_calldate_idx;

ALTER INDEX public.cdr_repo_guid ATTACH PARTITION public.cdr_repo_default_guid_idx;

ALTER INDEX public.cdr_repo_id ATTACH PARTITION public.cdr_repo_default_id_idx;

ALTER INDEX public.cdr_repo_list ATTACH PARTITION public.cdr_repo_default_left_campaign_idx;

ALTER INDEX public.cdr_repo_linkedid ATTACH PARTITION public.cdr_repo_default_linkedid_idx;

ALTER INDEX public.cdr_repo_pkey ATTACH PARTITION public.cdr_repo_default_pkey;

ALTER INDEX public.cdr_repo_src ATTACH PARTITION public.cdr_repo_default_src_calldate_idx;

ALTER INDEX public.cdr_repo_uniqueid ATTACH PARTITION public.cdr_repo_default_uniqueid_idx;

ALTER INDEX public.cdr_repo_written_by ATTACH PARTITION public.cdr_repo_default_written_by_idx;

ALTER INDEX public.email_log_repo_agent ATTACH PARTITION public.email_log_repo_default_agent_datetime_idx;

ALTER INDEX public.email_log_repo_callid ATTACH PARTITION public.email_log_repo_default_callid_idx;

ALTER INDEX public.email_log_repo_dialer ATTACH PARTITION public.email_log_repo_default_datetime_id_idx;

ALTER INDEX public.email_log_repo_event ATTACH PARTITION public.email_log_repo_default_event_queuename_datetime_idx;

ALTER INDEX public.email_log_repo_id ATTACH PARTITION public.email_log_repo_default_id_idx;

ALTER INDEX public.email_log_repo_pkey ATTACH PARTITION public.email_log_repo_default_pkey;

ALTER INDEX public.email_log_repo_queuename ATTACH PARTITION public.email_log_repo_default_queuename_datetime_idx;

ALTER INDEX public.email_log_repo_written_by ATTACH PARTITION public.email_log_repo_default_written_by_idx;

ALTER INDEX public.facebook_log_repo_agent ATTACH PARTITION public.facebook_log_repo_default_agent_datetime_idx;

ALTER INDEX public.facebook_log_repo_callid ATTACH PARTITION public.facebook_log_repo_default_callid_idx;

ALTER INDEX public.facebook_log_repo_event ATTACH PARTITION public.facebook_log_repo_default_event_queuename_datetime_idx;

ALTER INDEX public.facebook_log_repo_id ATTACH PARTITION public.facebook_log_repo_default_id_idx;

ALTER INDEX public.facebook_log_repo_pkey ATTACH PARTITION public.facebook_log_repo_default_pkey;

ALTER INDEX public.facebook_log_repo_queuename ATTACH PARTITION public.facebook_log_repo_default_queuename_datetime_idx;

ALTER INDEX public.facebook_log_repo_written_by ATTACH PARTITION public.facebook_log_repo_default_written_by_idx;

ALTER INDEX public.messenger_log_repo_agent ATTACH PARTITION public.messenger_log_repo_default_agent_datetime_idx;

ALTER INDEX public.messenger_log_repo_callid ATTACH PARTITION public.messenger_log_repo_default_callid_idx;

ALTER INDEX public.messenger_log_repo_event ATTACH PARTITION public.messenger_log_repo_default_event_queuename_datetime_idx;

ALTER INDEX public.messenger_log_repo_id ATTACH PARTITION public.messenger_log_repo_default_id_idx;

ALTER INDEX public.messenger_log_repo_pkey ATTACH PARTITION public.messenger_log_repo_default_pkey;

ALTER INDEX public.messenger_log_repo_queuename ATTACH PARTITION public.messenger_log_repo_default_queuename_datetime_idx;

ALTER INDEX public.messenger_log_repo_written_by ATTACH PARTITION public.messenger_log_repo_default_written_by_idx;

ALTER INDEX public.queue_log_repo_agent ATTACH PARTITION public.queue_log_repo_default_agent_datetime_idx;

ALTER INDEX public.queue_log_repo_presence ATTACH PARTITION public.queue_log_repo_default_agent_event_datetime_idx;

ALTER INDEX public.queue_log_repo_callid ATTACH PARTITION public.queue_log_repo_default_callid_idx;

ALTER INDEX public.queue_log_repo_guid ATTACH PARTITION public.queue_log_repo_default_data2_idx;

ALTER INDEX public.queue_log_repo_queuestart ATTACH PARTITION public.queue_log_repo_default_datetime_idx;

ALTER INDEX public.queue_log_repo_event ATTACH PARTITION public.queue_log_repo_default_event_queuename_datetime_idx;

ALTER INDEX public.queue_log_repo_id ATTACH PARTITION public.queue_log_repo_default_id_idx;

ALTER INDEX public.queue_log_repo_dialled ATTACH PARTITION public.queue_log_repo_default_left_datetime_idx;

ALTER INDEX public.queue_log_repo_phone_guid ATTACH PARTITION public.queue_log_repo_default_left_idx;

ALTER INDEX public.queue_log_repo_pkey ATTACH PARTITION public.queue_log_repo_default_pkey;

ALTER INDEX public.queue_log_repo_queuename ATTACH PARTITION public.queue_log_repo_default_queuename_datetime_idx;

ALTER INDEX public.queue_log_repo_written_by ATTACH PARTITION public.queue_log_repo_default_written_by_idx;

ALTER INDEX public.sms_log_repo_agent ATTACH PARTITION public.sms_log_repo_default_agent_datetime_idx;

ALTER INDEX public.sms_log_repo_callid ATTACH PARTITION public.sms_log_repo_default_callid_idx;

ALTER INDEX public.sms_log_repo_event ATTACH PARTITION public.sms_log_repo_default_event_queuename_datetime_idx;

ALTER INDEX public.sms_log_repo_id ATTACH PARTITION public.sms_log_repo_default_id_idx;

ALTER INDEX public.sms_log_repo_pkey ATTACH PARTITION public.sms_log_repo_default_pkey;

ALTER INDEX public.sms_log_repo_queuename ATTACH PARTITION public.sms_log_repo_default_queuename_datetime_idx;

ALTER INDEX public.sms_log_repo_written_by ATTACH PARTITION public.sms_log_repo_default_written_by_idx;

ALTER INDEX public.sms_repo_callerid ATTACH PARTITION public.sms_repo_default_callerid_dateprocessed_idx;

ALTER INDEX public.sms_repo_campaign ATTACH PARTITION public.sms_repo_default_campaign_dateprocessed_idx;

ALTER INDEX public.sms_repo_id ATTACH PARTITION public.sms_repo_default_id_idx;

ALTER INDEX public.sms_repo_pkey ATTACH PARTITION public.sms_repo_default_pkey;

ALTER INDEX public.sms_repo_sessionid ATTACH PARTITION public.sms_repo_default_sessionid_dateprocessed_id_idx;

ALTER INDEX public.sms_repo_written_by ATTACH PARTITION public.sms_repo_default_written_by_idx;

ALTER INDEX public.twitter_log_repo_agent ATTACH PARTITION public.twitter_log_repo_default_agent_datetime_idx;

ALTER INDEX public.twitter_log_repo_callid ATTACH PARTITION public.twitter_log_repo_default_callid_idx;

ALTER INDEX public.twitter_log_repo_event ATTACH PARTITION public.twitter_log_repo_default_event_queuename_datetime_idx;

ALTER INDEX public.twitter_log_repo_id ATTACH PARTITION public.twitter_log_repo_default_id_idx;

ALTER INDEX public.twitter_log_repo_pkey ATTACH PARTITION public.twitter_log_repo_default_pkey;

ALTER INDEX public.twitter_log_repo_queuename ATTACH PARTITION public.twitter_log_repo_default_queuename_datetime_idx;

ALTER INDEX public.twitter_log_repo_written_by ATTACH PARTITION public.twitter_log_repo_default_written_by_idx;

ALTER INDEX public.webchat_log_repo_agent ATTACH PARTITION public.webchat_log_repo_default_agent_datetime_idx;

ALTER INDEX public.webchat_log_repo_callid ATTACH PARTITION public.webchat_log_repo_default_callid_idx;

ALTER INDEX public.webchat_log_repo_event ATTACH PARTITION public.webchat_log_repo_default_event_queuename_datetime_idx;

ALTER INDEX public.webchat_log_repo_id ATTACH PARTITION public.webchat_log_repo_default_id_idx;

ALTER INDEX public.webchat_log_repo_pkey ATTACH PARTITION public.webchat_log_repo_default_pkey;

ALTER INDEX public.webchat_log_repo_queuename ATTACH PARTITION public.webchat_log_repo_default_queuename_datetime_idx;

ALTER INDEX public.webchat_log_repo_written_by ATTACH PARTITION public.webchat_log_repo_default_written_by_idx;

ALTER INDEX report.agent_pause_agent ATTACH PARTITION report.agent_pause_default_agent_started_at_idx;

ALTER INDEX report.agent_pause_ended ATTACH PARTITION report.agent_pause_default_ended_at_idx;

ALTER INDEX report.agent_pause_pkey ATTACH PARTITION report.agent_pause_default_pkey;

ALTER INDEX report.agent_session_agent ATTACH PARTITION report.agent_session_default_agent_started_at_idx;

ALTER INDEX report.agent_session_ended ATTACH PARTITION report.agent_session_default_ended_at_idx;

ALTER INDEX report.agent_session_pkey ATTACH PARTITION report.agent_session_default_pkey;

ALTER INDEX report.agent_time_open ATTACH PARTITION report.agent_time_default_agent_idx;

ALTER INDEX report.agent_time_agent ATTACH PARTITION report.agent_time_default_agent_started_at_idx;

ALTER INDEX report.agent_time_pkey ATTACH PARTITION report.agent_time_default_pkey;

ALTER INDEX report.interaction_agent ATTACH PARTITION report.interaction_default_agent_entered_at_idx;

ALTER INDEX report.interaction_callid ATTACH PARTITION report.interaction_default_callid_idx;

ALTER INDEX report.interaction_campaign ATTACH PARTITION report.interaction_default_campaign_entered_at_idx;

ALTER INDEX report.interaction_open ATTACH PARTITION report.interaction_default_entered_at_idx;

ALTER INDEX report.interaction_contact ATTACH PARTITION report.interaction_default_left_entered_at_idx;

ALTER INDEX report.interaction_pkey ATTACH PARTITION report.interaction_default_pkey;

ALTER INDEX report.interaction_part_agent ATTACH PARTITION report.interaction_part_default_agent_started_at_idx;

ALTER INDEX report.interaction_part_callid ATTACH PARTITION report.interaction_part_default_callid_idx;

ALTER INDEX report.interaction_part_pkey ATTACH PARTITION report.interaction_part_default_pkey;

ALTER INDEX report.interaction_part_open ATTACH PARTITION report.interaction_part_default_started_at_idx;

ALTER INDEX report.queue_call_long ATTACH PARTITION report.queue_call_default_agent_ended_at_idx;

ALTER INDEX report.queue_call_agent ATTACH PARTITION report.queue_call_default_agent_entered_at_idx;

ALTER INDEX report.queue_call_callid ATTACH PARTITION report.queue_call_default_callid_idx;

ALTER INDEX report.queue_call_open ATTACH PARTITION report.queue_call_default_entered_at_idx;

ALTER INDEX report.queue_call_uncomputed ATTACH PARTITION report.queue_call_default_entered_at_idx1;

ALTER INDEX report.queue_call_callerid ATTACH PARTITION report.queue_call_default_left_entered_at_idx;

ALTER INDEX report.queue_call_caller_number ATTACH PARTITION report.queue_call_default_left_idx;

ALTER INDEX report.queue_call_pkey ATTACH PARTITION report.queue_call_default_pkey;

ALTER INDEX report.queue_call_queue ATTACH PARTITION report.queue_call_default_queue_entered_at_idx;

ALTER INDEX report.queue_ring_agent ATTACH PARTITION report.queue_ring_default_agent_rang_at_idx;

ALTER INDEX report.queue_ring_callid ATTACH PARTITION report.queue_ring_default_callid_idx;

ALTER INDEX report.queue_ring_pkey ATTACH PARTITION report.queue_ring_default_pkey;

ALTER INDEX report.queue_slot_pkey ATTACH PARTITION report.queue_slot_default_pkey;

CREATE TRIGGER change_action BEFORE UPDATE ON app.action FOR EACH ROW EXECUTE FUNCTION app.change_action();

CREATE TRIGGER forget_caller_numbers AFTER INSERT OR DELETE OR UPDATE OF campaign, country ON app.campaign_setting FOR EACH ROW EXECUTE FUNCTION app.forget_caller_numbers();

CREATE TRIGGER tell_action AFTER INSERT OR UPDATE ON app.action FOR EACH ROW WHEN ((new.state <> 'delivered'::text)) EXECUTE FUNCTION app.tell_action();

CREATE TRIGGER calls_spool_added AFTER INSERT ON public.calls_spool REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.keep_list_records();

CREATE TRIGGER calls_spool_moved AFTER UPDATE ON public.calls_spool REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.keep_list_records();

CREATE TRIGGER calls_spool_removed AFTER DELETE ON public.calls_spool REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.keep_list_records();

CREATE TRIGGER cdr_repo_removed AFTER DELETE ON public.cdr_repo REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.forget_removed_records();

CREATE TRIGGER dialer_base_carry AFTER UPDATE OF campaign, name ON public.dialer_base FOR EACH ROW WHEN (((old.campaign <> new.campaign) OR (old.name <> new.name))) EXECUTE FUNCTION app.carry_list();

CREATE TRIGGER dialer_base_copy BEFORE INSERT ON public.dialer_base FOR EACH ROW WHEN ((new.active AND (current_setting('app.copying'::text, true) = 'on'::text))) EXECUTE FUNCTION app.copy_active_list();

CREATE CONSTRAINT TRIGGER dialer_base_keeps_one_active AFTER INSERT OR DELETE OR UPDATE OF campaign, active ON public.dialer_base DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check_active_list();

CREATE TRIGGER dialer_base_records BEFORE INSERT ON public.dialer_base FOR EACH ROW EXECUTE FUNCTION app.count_list_records();

CREATE TRIGGER guard BEFORE UPDATE OF campaign, destination, number, status ON public.calls_spool FOR EACH ROW WHEN (((((old.campaign IS DISTINCT FROM new.campaign) OR (old.destination IS DISTINCT FROM new.destination)) OR (old.number IS DISTINCT FROM new.number)) OR (old.status IS DISTINCT FROM new.status))) EXECUTE FUNCTION app.guard_calls_spool();

ALTER TABLE ONLY app.feed_gap
    ADD CONSTRAINT feed_gap_feed_fkey FOREIGN KEY (feed) REFERENCES app.feed(feed) ON DELETE CASCADE;

ALTER TABLE ONLY app.feed_row
    ADD CONSTRAINT feed_row_feed_source_table_fkey FOREIGN KEY (feed, source_table) REFERENCES app.feed_table(feed, source_table) ON DELETE CASCADE;

ALTER TABLE ONLY app.feed_table
    ADD CONSTRAINT feed_table_feed_fkey FOREIGN KEY (feed) REFERENCES app.feed(feed) ON DELETE CASCADE;

ALTER TABLE ONLY app.feed_table
    ADD CONSTRAINT feed_table_import_id_fkey FOREIGN KEY (import_id) REFERENCES app.import_file(id) ON DELETE CASCADE;

ALTER TABLE ONLY app.import_bad_lines
    ADD CONSTRAINT import_bad_lines_import_id_fkey FOREIGN KEY (import_id) REFERENCES app.import_file(id) ON DELETE CASCADE;

ALTER TABLE ONLY app.pairing
    ADD CONSTRAINT pairing_key_fkey FOREIGN KEY (key) REFERENCES app.api_key(id) ON DELETE CASCADE;

ALTER TABLE app.action ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.allowed_disposition ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.campaign ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.campaign_setting ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.copied_list ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.disposition ENABLE ROW LEVEL SECURITY;

ALTER TABLE app.do_not_call ENABLE ROW LEVEL SECURITY;

CREATE POLICY everybody ON app.action USING (true) WITH CHECK (true);

CREATE POLICY everybody ON app.allowed_disposition USING (true) WITH CHECK (true);

CREATE POLICY everybody ON app.campaign USING (true) WITH CHECK (true);

CREATE POLICY everybody ON app.campaign_setting USING (true) WITH CHECK (true);

CREATE POLICY everybody ON app.copied_list USING (true) WITH CHECK (true);

CREATE POLICY everybody ON app.disposition USING (true) WITH CHECK (true);

CREATE POLICY everybody ON app.do_not_call USING (true) WITH CHECK (true);

CREATE POLICY own_additions ON app.do_not_call AS RESTRICTIVE FOR INSERT TO ccrepo_campaign_writer WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON app.action AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])) OR ((campaign IS NULL) AND (principal = ( SELECT NULLIF(current_setting('app.principal'::text, true), ''::text) AS "nullif"))))) WITH CHECK (((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])) OR ((campaign IS NULL) AND (principal = ( SELECT NULLIF(current_setting('app.principal'::text, true), ''::text) AS "nullif")))));

CREATE POLICY own_campaigns ON app.allowed_disposition AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON app.campaign AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON app.campaign_setting AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (((campaign = ''::text) OR (campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])))) WITH CHECK (((campaign = ''::text) OR (campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))));

CREATE POLICY own_campaigns ON app.copied_list AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON app.disposition AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON app.do_not_call AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (((campaign = ''::text) OR (campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])))) WITH CHECK (((campaign = ''::text) OR (campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))));

CREATE POLICY own_removals ON app.do_not_call AS RESTRICTIVE FOR DELETE TO ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.calls_spool AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((campaign = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.cdr_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((campaign = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.dialer_base AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((campaign = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.email_log_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queuename = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.facebook_log_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queuename = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.messenger_log_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queuename = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.queue_log_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queuename = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.sms_log_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queuename = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.sms_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((campaign = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.twitter_log_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queuename = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON public.webchat_log_repo AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queuename = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

ALTER TABLE public.black_list_history ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.calls_spool ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.cdr_repo ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.dialer_base ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.email_log_repo ENABLE ROW LEVEL SECURITY;

CREATE POLICY everybody ON public.black_list_history USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.calls_spool USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.cdr_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.dialer_base USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.email_log_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.facebook_log_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.messenger_log_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.queue_log_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.sms_log_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.sms_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.tags USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.twitter_log_repo USING (true) WITH CHECK (true);

CREATE POLICY everybody ON public.webchat_log_repo USING (true) WITH CHECK (true);

ALTER TABLE public.facebook_log_repo ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.messenger_log_repo ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_campaigns ON public.black_list_history AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (false) WITH CHECK (false);

CREATE POLICY own_campaigns ON public.calls_spool AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.cdr_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.dialer_base AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.email_log_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.facebook_log_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.messenger_log_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.queue_log_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.sms_log_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.sms_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.tags AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (app.owns_guid(guid)) WITH CHECK (app.owns_guid(guid));

CREATE POLICY own_campaigns ON public.twitter_log_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON public.webchat_log_repo AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queuename = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

ALTER TABLE public.queue_log_repo ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sms_log_repo ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sms_repo ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.twitter_log_repo ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webchat_log_repo ENABLE ROW LEVEL SECURITY;

CREATE POLICY bi_campaigns ON report.interaction AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((campaign = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON report.interaction_part AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((campaign = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON report.queue_call AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queue = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON report.queue_ring AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queue = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY bi_campaigns ON report.queue_slot AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING ((queue = ANY (( SELECT app.bi_campaigns() AS bi_campaigns)::text[])));

CREATE POLICY everybody ON report.interaction USING (true) WITH CHECK (true);

CREATE POLICY everybody ON report.interaction_part USING (true) WITH CHECK (true);

CREATE POLICY everybody ON report.queue_call USING (true) WITH CHECK (true);

CREATE POLICY everybody ON report.queue_ring USING (true) WITH CHECK (true);

CREATE POLICY everybody ON report.queue_slot USING (true) WITH CHECK (true);

ALTER TABLE report.interaction ENABLE ROW LEVEL SECURITY;

ALTER TABLE report.interaction_part ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_campaigns ON report.interaction AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON report.interaction_part AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((campaign = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON report.queue_call AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queue = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queue = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON report.queue_ring AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queue = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queue = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

CREATE POLICY own_campaigns ON report.queue_slot AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING ((queue = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[]))) WITH CHECK ((queue = ANY (( SELECT app.own_campaigns() AS own_campaigns)::text[])));

ALTER TABLE report.queue_call ENABLE ROW LEVEL SECURITY;

ALTER TABLE report.queue_ring ENABLE ROW LEVEL SECURITY;

ALTER TABLE report.queue_slot ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA app TO ccrepo_reader;
GRANT USAGE ON SCHEMA app TO ccrepo_writer;
GRANT USAGE ON SCHEMA app TO ccrepo_campaign_reader;
GRANT USAGE ON SCHEMA app TO ccrepo_campaign_writer;
GRANT USAGE ON SCHEMA app TO ccrepo_campaign_bi;

GRANT USAGE ON SCHEMA event TO ccrepo_reader;
GRANT USAGE ON SCHEMA event TO ccrepo_writer;
GRANT USAGE ON SCHEMA event TO ccrepo_campaign_reader;
GRANT USAGE ON SCHEMA event TO ccrepo_campaign_writer;

GRANT ALL ON SCHEMA public TO ccrepo_owner;
GRANT USAGE ON SCHEMA public TO ccrepo_reader;
GRANT USAGE ON SCHEMA public TO ccrepo_writer;
GRANT USAGE ON SCHEMA public TO ccrepo_campaign_reader;
GRANT USAGE ON SCHEMA public TO ccrepo_campaign_writer;
GRANT USAGE ON SCHEMA public TO ccrepo_bi;
GRANT USAGE ON SCHEMA public TO ccrepo_campaign_bi;

GRANT USAGE ON SCHEMA report TO ccrepo_reader;
GRANT USAGE ON SCHEMA report TO ccrepo_writer;
GRANT USAGE ON SCHEMA report TO ccrepo_campaign_reader;
GRANT USAGE ON SCHEMA report TO ccrepo_campaign_writer;
GRANT USAGE ON SCHEMA report TO ccrepo_bi;
GRANT USAGE ON SCHEMA report TO ccrepo_campaign_bi;

REVOKE ALL ON FUNCTION app.bi_campaigns() FROM PUBLIC;
GRANT ALL ON FUNCTION app.bi_campaigns() TO ccrepo_campaign_bi;

REVOKE ALL ON FUNCTION app.carry_list() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.check_active_list() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.copies_dialer_lists() FROM PUBLIC;
GRANT ALL ON FUNCTION app.copies_dialer_lists() TO ccrepo_writer;
GRANT ALL ON FUNCTION app.copies_dialer_lists() TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.copy_active_list() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.count_list_records() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.ensure_partitions() FROM PUBLIC;
GRANT ALL ON FUNCTION app.ensure_partitions() TO ccrepo_writer;

REVOKE ALL ON FUNCTION app.ensure_partitions(target regclass, times timestamp with time zone[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.ensure_partitions(target regclass, times timestamp with time zone[]) TO ccrepo_writer;

REVOKE ALL ON FUNCTION app.forbidden_numbers(of_campaign text, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION app.forbidden_numbers(of_campaign text, wanted text[]) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.forbidden_numbers(of_campaign text, wanted text[]) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.forget_caller_numbers() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.forget_removed_records() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.guard_calls_spool() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.hold_do_not_call(of_campaign text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.hold_do_not_call(of_campaign text) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.hold_do_not_call(of_campaign text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.hold_list_name(of_campaign text, list_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.hold_list_name(of_campaign text, list_name text) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.hold_list_name(of_campaign text, list_name text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.is_forbidden(of_campaign text, wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.is_forbidden(of_campaign text, wanted text) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.is_forbidden(of_campaign text, wanted text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.keep_list_records() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.lock_call(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lock_call(wanted text) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.lock_call(wanted text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.lock_dialer_lists(of_campaign text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lock_dialer_lists(of_campaign text) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.lock_dialer_lists(of_campaign text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.lock_do_not_call(of_campaigns text[], patience interval) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lock_do_not_call(of_campaigns text[], patience interval) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.lock_do_not_call(of_campaigns text[], patience interval) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.lock_list_name(of_campaign text, list_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.lock_list_name(of_campaign text, list_name text) TO ccrepo_writer;
GRANT ALL ON FUNCTION app.lock_list_name(of_campaign text, list_name text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.mark_call(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.mark_call(wanted text) TO ccrepo_writer;

REVOKE ALL ON FUNCTION app.mark_dispositions() FROM PUBLIC;
GRANT ALL ON FUNCTION app.mark_dispositions() TO ccrepo_writer;

REVOKE ALL ON FUNCTION app.own_campaigns() FROM PUBLIC;
GRANT ALL ON FUNCTION app.own_campaigns() TO ccrepo_campaign_reader;
GRANT ALL ON FUNCTION app.own_campaigns() TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION app.owns_guid(wanted text) FROM PUBLIC;
GRANT ALL ON FUNCTION app.owns_guid(wanted text) TO ccrepo_campaign_reader;
GRANT ALL ON FUNCTION app.owns_guid(wanted text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION pg_catalog.lo_creat(integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION pg_catalog.lo_create(oid) FROM PUBLIC;

REVOKE ALL ON FUNCTION pg_catalog.lo_from_bytea(oid, bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(boolean, text, bytea) FROM PUBLIC;

REVOKE ALL ON FUNCTION pg_catalog.pg_logical_emit_message(boolean, text, text) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.analyze_new_partitions() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.as_of(tables text[], newest timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.build_agent_time(settled timestamp with time zone, latest timestamp with time zone, whole boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.build_holds(whole boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.build_interactions(latest timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.build_presence(latest timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.build_queue_calls(latest timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.build_spells(latest timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.contact_numbers(contact text) FROM PUBLIC;
GRANT ALL ON FUNCTION report.contact_numbers(contact text) TO ccrepo_reader;
GRANT ALL ON FUNCTION report.contact_numbers(contact text) TO ccrepo_writer;
GRANT ALL ON FUNCTION report.contact_numbers(contact text) TO ccrepo_campaign_reader;
GRANT ALL ON FUNCTION report.contact_numbers(contact text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION report.contact_spellings(contact text) FROM PUBLIC;
GRANT ALL ON FUNCTION report.contact_spellings(contact text) TO ccrepo_reader;
GRANT ALL ON FUNCTION report.contact_spellings(contact text) TO ccrepo_writer;
GRANT ALL ON FUNCTION report.contact_spellings(contact text) TO ccrepo_campaign_reader;
GRANT ALL ON FUNCTION report.contact_spellings(contact text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION report.day_of(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.end_of(began timestamp with time zone, ended timestamp with time zone, ended_by text, restarted timestamp with time zone, latest timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.fresh_campaigns(horizon xid8, done pg_snapshot) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.hold_events() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.in_calendar(at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.interaction_limit(channel text) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.interaction_step(w report.visit_walk, kind text, at timestamp with time zone, lasts interval, by_kind boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.is_contact(logged text, of_queue text, contact text) FROM PUBLIC;
GRANT ALL ON FUNCTION report.is_contact(logged text, of_queue text, contact text) TO ccrepo_reader;
GRANT ALL ON FUNCTION report.is_contact(logged text, of_queue text, contact text) TO ccrepo_writer;
GRANT ALL ON FUNCTION report.is_contact(logged text, of_queue text, contact text) TO ccrepo_campaign_reader;
GRANT ALL ON FUNCTION report.is_contact(logged text, of_queue text, contact text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION report.last_end(who text, before timestamp with time zone, events text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.logoff_events() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.mark_calls_beside_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.mark_rows_of_changed_aliases() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.name_or_empty(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.names_of(who text) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.next_end(who text, after timestamp with time zone, events text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.number_spellings(number text, of_queue text) FROM PUBLIC;
GRANT ALL ON FUNCTION report.number_spellings(number text, of_queue text) TO ccrepo_reader;
GRANT ALL ON FUNCTION report.number_spellings(number text, of_queue text) TO ccrepo_writer;
GRANT ALL ON FUNCTION report.number_spellings(number text, of_queue text) TO ccrepo_campaign_reader;
GRANT ALL ON FUNCTION report.number_spellings(number text, of_queue text) TO ccrepo_campaign_writer;

REVOKE ALL ON FUNCTION report.open_since_step(since timestamp with time zone, opens boolean, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.part_step(w report.part_walk, event text, at timestamp with time zone, agent text) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.place_agent_windows(settled timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.place_sweeps(settled timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.prepare_agents() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.presence_events() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.queue_country(of_queue text) FROM PUBLIC;
GRANT ALL ON FUNCTION report.queue_country(of_queue text) TO ccrepo_reader;
GRANT ALL ON FUNCTION report.queue_country(of_queue text) TO ccrepo_writer;
GRANT ALL ON FUNCTION report.queue_country(of_queue text) TO ccrepo_campaign_reader;
GRANT ALL ON FUNCTION report.queue_country(of_queue text) TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE report.queue_slot TO ccrepo_reader;
GRANT SELECT ON TABLE report.queue_slot TO ccrepo_writer;
GRANT SELECT ON TABLE report.queue_slot TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE report.queue_slot TO ccrepo_campaign_writer;

GRANT SELECT(slot_start) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(slot_start) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(queue) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(queue) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(offered) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(offered) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(answered) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(answered) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(agent_ended) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(agent_ended) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(caller_ended) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(caller_ended) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(transferred) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(transferred) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(connected) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(connected) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(abandoned) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(abandoned) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(timed_out) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(timed_out) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(exited_empty) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(exited_empty) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(exited_key) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(exited_key) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(withdrawn) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(withdrawn) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(failed) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(failed) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(dumped) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(dumped) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(lost) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(lost) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(waiting) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(waiting) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(dumps) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(dumps) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(rings_missed) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(rings_missed) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(talked) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(talked) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(positioned) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(positioned) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(positions) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(positions) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(answered_wait) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(answered_wait) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(abandoned_wait) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(abandoned_wait) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(other_wait) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(other_wait) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(wait_max) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(wait_max) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(talk) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(talk) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(handled) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(handled) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(hold) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(hold) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(wrapup) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(wrapup) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(answered_waits) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(answered_waits) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(abandoned_waits) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(abandoned_waits) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(exited_waits) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(exited_waits) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

GRANT SELECT(withdrawn_waits) ON TABLE report.queue_slot TO ccrepo_bi;
GRANT SELECT(withdrawn_waits) ON TABLE report.queue_slot TO ccrepo_campaign_bi;

REVOKE ALL ON FUNCTION report.refresh(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION report.refresh(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) TO ccrepo_writer;

REVOKE ALL ON FUNCTION report.refresh_agents(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.refresh_calls(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.refresh_if_due() FROM PUBLIC;
GRANT ALL ON FUNCTION report.refresh_if_due() TO ccrepo_writer;

REVOKE ALL ON FUNCTION report.refresh_interactions(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.refresh_is_due() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.refresh_queue_slots(stale timestamp with time zone[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.seconds(value text) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.set_caller_numbers(callerids text[], countries text[], numbers text[], codes text[], trunks text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION report.set_caller_numbers(callerids text[], countries text[], numbers text[], codes text[], trunks text[]) TO ccrepo_writer;

REVOKE ALL ON FUNCTION report.touch_by_range(rebuild_from timestamp with time zone, rebuild_to timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.touch_by_rows(horizon xid8, done pg_snapshot) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.touch_by_time(was timestamp with time zone, latest timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.uncomputed_callers(most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION report.uncomputed_callers(most integer) TO ccrepo_writer;

REVOKE ALL ON FUNCTION report.visit_events() FROM PUBLIC;

REVOKE ALL ON FUNCTION report.visit_step(w report.visit_walk, kind text, at timestamp with time zone, by_kind boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.write_agent_time(whole boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.write_presence(note_changes boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.written_place(line bigint, origid bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.written_source(import_id integer, origid bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION report.wrong_queue_slots(part integer, parts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION report.wrong_queue_slots(part integer, parts integer) TO ccrepo_writer;

GRANT SELECT ON TABLE app.action TO ccrepo_reader;
GRANT SELECT ON TABLE app.action TO ccrepo_writer;
GRANT SELECT ON TABLE app.action TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(agent) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(agent) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(action) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(action) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(campaign) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(campaign) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(destination) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(destination) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(did) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(did) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(callerid) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(callerid) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(guid) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(guid) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(l1) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(l1) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(l2) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(l2) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(l3) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(l3) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(d1) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(d1) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(d2) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(d2) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(comment) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(comment) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT UPDATE(state) ON TABLE app.action TO ccrepo_writer;
GRANT UPDATE(state) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT UPDATE(detail) ON TABLE app.action TO ccrepo_writer;
GRANT UPDATE(detail) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(principal) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(principal) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT INSERT(deadline) ON TABLE app.action TO ccrepo_writer;
GRANT INSERT(deadline) ON TABLE app.action TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE app.action_now TO ccrepo_reader;
GRANT SELECT ON TABLE app.action_now TO ccrepo_writer;
GRANT SELECT ON TABLE app.action_now TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.action_now TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE app.agent_alias TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.agent_alias TO ccrepo_writer;
GRANT SELECT ON TABLE app.agent_alias TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.agent_alias TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE app.allowed_disposition TO ccrepo_reader;
GRANT SELECT ON TABLE app.allowed_disposition TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.allowed_disposition TO ccrepo_campaign_writer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.allowed_disposition TO ccrepo_writer;

GRANT SELECT ON TABLE app.api_key TO ccrepo_writer;

GRANT UPDATE(last_used_at) ON TABLE app.api_key TO ccrepo_writer;

GRANT SELECT ON TABLE app.campaign TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.campaign TO ccrepo_writer;
GRANT SELECT ON TABLE app.campaign TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.campaign TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE app.campaign_setting TO ccrepo_reader;
GRANT SELECT ON TABLE app.campaign_setting TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.campaign_setting TO ccrepo_campaign_writer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.campaign_setting TO ccrepo_writer;

GRANT SELECT ON TABLE public.email_log_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_log_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.email_log_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.email_log_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(origid) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(origid) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(datetime) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(datetime) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(queuename) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(queuename) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(event) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(event) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.email_log_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.email_log_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.facebook_log_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.facebook_log_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.facebook_log_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.facebook_log_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(origid) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(origid) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(datetime) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(datetime) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(queuename) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(queuename) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(event) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(event) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.facebook_log_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.facebook_log_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.messenger_log_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messenger_log_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.messenger_log_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.messenger_log_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(origid) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(origid) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(datetime) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(datetime) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(queuename) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(queuename) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(event) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(event) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.messenger_log_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.messenger_log_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.sms_log_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sms_log_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.sms_log_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.sms_log_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(origid) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(origid) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(datetime) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(datetime) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(queuename) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(queuename) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(event) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(event) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.sms_log_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.sms_log_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.twitter_log_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.twitter_log_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.twitter_log_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.twitter_log_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(origid) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(origid) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(datetime) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(datetime) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(queuename) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(queuename) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(event) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(event) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.twitter_log_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.twitter_log_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.webchat_log_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webchat_log_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.webchat_log_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.webchat_log_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(origid) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(origid) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(datetime) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(datetime) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(queuename) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(queuename) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(event) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(event) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.webchat_log_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.webchat_log_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE app.copied_list TO ccrepo_reader;
GRANT SELECT ON TABLE app.copied_list TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.copied_list TO ccrepo_campaign_writer;
GRANT SELECT,DELETE ON TABLE app.copied_list TO ccrepo_writer;

GRANT SELECT ON TABLE app.country_prefix TO ccrepo_reader;
GRANT SELECT ON TABLE app.country_prefix TO ccrepo_writer;
GRANT SELECT ON TABLE app.country_prefix TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.country_prefix TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE app.disposition TO ccrepo_reader;
GRANT SELECT ON TABLE app.disposition TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE app.disposition TO ccrepo_campaign_writer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.disposition TO ccrepo_writer;

GRANT INSERT(disposed_at) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(action) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(agent) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(campaign) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(callerid) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(guid) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(l1) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(l2) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(l3) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(d1) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(d2) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT INSERT(comment) ON TABLE app.disposition TO ccrepo_campaign_writer;

GRANT SELECT,INSERT,DELETE ON TABLE app.do_not_call TO ccrepo_campaign_writer;
GRANT SELECT ON TABLE app.do_not_call TO ccrepo_reader;
GRANT SELECT ON TABLE app.do_not_call TO ccrepo_campaign_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.do_not_call TO ccrepo_writer;

GRANT SELECT,INSERT,DELETE ON TABLE app.ended_session TO ccrepo_writer;

GRANT SELECT ON TABLE app.feed TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.feed TO ccrepo_writer;

GRANT SELECT ON TABLE app.feed_gap TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.feed_gap TO ccrepo_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.feed_row TO ccrepo_writer;

GRANT SELECT ON TABLE app.feed_table TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.feed_table TO ccrepo_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_bad_lines TO ccrepo_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.import_file TO ccrepo_writer;

GRANT SELECT(id) ON TABLE app.import_file TO ccrepo_reader;

GRANT SELECT(first_at) ON TABLE app.import_file TO ccrepo_reader;

GRANT SELECT,DELETE ON TABLE app.pairing TO ccrepo_writer;

GRANT SELECT ON TABLE app.refresh TO ccrepo_reader;
GRANT SELECT ON TABLE app.refresh TO ccrepo_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.saved_view TO ccrepo_writer;

GRANT SELECT ON TABLE app.secret TO ccrepo_writer;

GRANT SELECT ON TABLE app.unseen TO ccrepo_reader;
GRANT SELECT ON TABLE app.unseen TO ccrepo_writer;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE app.write_answer TO ccrepo_writer;

GRANT SELECT ON TABLE event.email_log_attended TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_attended TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_attended TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_attended TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_blacklist TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_blacklist TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_blacklist TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_blacklist TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_completeagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_completeagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_completeagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_completeagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_completeagentout TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_completeagentout TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_completeagentout TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_completeagentout TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_connect TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_connect TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_connect TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_connect TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_enterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_enterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_enterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_enterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_finishemaildialer TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_finishemaildialer TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_finishemaildialer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_finishemaildialer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_forwarded TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_forwarded TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_forwarded TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_forwarded TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_holidaymessage TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_holidaymessage TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_holidaymessage TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_holidaymessage TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_newemailagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_newemailagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_newemailagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_newemailagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_newemailclient TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_newemailclient TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_newemailclient TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_newemailclient TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_outemail TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_outemail TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_outemail TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_outemail TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_reenterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_reenterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_reenterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_reenterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_startemaildialer TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_startemaildialer TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_startemaildialer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_startemaildialer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_stopemaildialer TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_stopemaildialer TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_stopemaildialer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_stopemaildialer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.email_log_transferred TO ccrepo_reader;
GRANT SELECT ON TABLE event.email_log_transferred TO ccrepo_writer;
GRANT SELECT ON TABLE event.email_log_transferred TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.email_log_transferred TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_attended TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_attended TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_attended TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_attended TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_completeagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_completeagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_completeagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_completeagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_connect TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_connect TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_connect TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_connect TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_enterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_enterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_enterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_enterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_holidaymessage TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_holidaymessage TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_holidaymessage TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_holidaymessage TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_outfacebook TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_outfacebook TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_outfacebook TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_outfacebook TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_reenterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_reenterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_reenterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_reenterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.facebook_log_transferred TO ccrepo_reader;
GRANT SELECT ON TABLE event.facebook_log_transferred TO ccrepo_writer;
GRANT SELECT ON TABLE event.facebook_log_transferred TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.facebook_log_transferred TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_attended TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_attended TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_attended TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_attended TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_completeagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_completeagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_completeagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_completeagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_connect TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_connect TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_connect TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_connect TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_enterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_enterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_enterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_enterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_holidaymessage TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_holidaymessage TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_holidaymessage TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_holidaymessage TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_outmessenger TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_outmessenger TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_outmessenger TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_outmessenger TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_reenterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_reenterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_reenterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_reenterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.messenger_log_transferred TO ccrepo_reader;
GRANT SELECT ON TABLE event.messenger_log_transferred TO ccrepo_writer;
GRANT SELECT ON TABLE event.messenger_log_transferred TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.messenger_log_transferred TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE public.queue_log_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.queue_log_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.queue_log_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.queue_log_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(origid) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(origid) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(datetime) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(datetime) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(queuename) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(queuename) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(event) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(event) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.queue_log_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.queue_log_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE event.queue_log_abandon TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_abandon TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_abandon TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_abandon TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_addmember TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_addmember TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_addmember TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_addmember TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_agentcallbacklogin TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_agentcallbacklogin TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_agentcallbacklogin TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_agentcallbacklogin TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_agentcallbacklogoff TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_agentcallbacklogoff TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_agentcallbacklogoff TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_agentcallbacklogoff TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_agentdump TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_agentdump TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_agentdump TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_agentdump TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_agentlogin TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_agentlogin TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_agentlogin TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_agentlogin TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_agentlogoff TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_agentlogoff TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_agentlogoff TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_agentlogoff TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_agentlogoff_channel TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_agentlogoff_channel TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_agentlogoff_channel TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_agentlogoff_channel TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_attendedtransfer TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_attendedtransfer_app TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_app TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_app TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_app TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_attendedtransfer_bridge TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_bridge TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_bridge TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_bridge TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_attendedtransfer_link TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_link TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_link TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_attendedtransfer_link TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_blindtransfer TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_blindtransfer TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_blindtransfer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_blindtransfer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_break TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_break TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_break TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_break TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_completeagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_completeagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_completeagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_completeagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_completecaller TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_completecaller TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_completecaller TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_completecaller TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_configreload TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_configreload TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_configreload TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_configreload TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_connect TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_connect TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_connect TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_connect TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_createdqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_createdqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_createdqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_createdqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_endcall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_endcall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_endcall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_endcall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_endvideocall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_endvideocall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_endvideocall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_endvideocall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_enterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_enterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_enterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_enterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_exitempty TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_exitempty TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_exitempty TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_exitempty TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_exitwithkey TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_exitwithkey TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_exitwithkey TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_exitwithkey TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_exitwithtimeout TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_exitwithtimeout TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_exitwithtimeout TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_exitwithtimeout TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_finishwrapup TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_finishwrapup TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_finishwrapup TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_finishwrapup TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_hold TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_hold TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_hold TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_hold TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_outcall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_outcall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_outcall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_outcall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_pause TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_pause TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_pause TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_pause TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_pauseall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_pauseall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_pauseall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_pauseall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_penalty TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_penalty TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_penalty TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_penalty TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phoneanswer TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phoneanswer TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phoneanswer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phoneanswer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phonecall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phonecall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phonecall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phonecall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phonecallagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phonecallagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phonecallagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phonecallagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phonecompleteagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phonecompleteagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phonecompleteagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phonecompleteagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phonecompletecaller TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phonecompletecaller TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phonecompletecaller TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phonecompletecaller TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phoneendholdin TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phoneendholdin TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phoneendholdin TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phoneendholdin TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phoneendholdout TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phoneendholdout TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phoneendholdout TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phoneendholdout TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phonestarholdin TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phonestarholdin TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phonestarholdin TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phonestarholdin TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_phonestarholdout TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_phonestarholdout TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_phonestarholdout TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_phonestarholdout TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_queuestart TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_queuestart TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_queuestart TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_queuestart TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_realpause TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_realpause TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_realpause TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_realpause TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_realunpause TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_realunpause TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_realunpause TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_realunpause TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_removedmember TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_removedmember TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_removedmember TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_removedmember TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_removemember TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_removemember TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_removemember TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_removemember TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_ringcanceled TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_ringcanceled TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_ringcanceled TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_ringcanceled TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_ringinuse TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_ringinuse TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_ringinuse TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_ringinuse TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_ringnoanswer TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_ringnoanswer TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_ringnoanswer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_ringnoanswer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_startcall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_startcall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_startcall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_startcall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_startvideocall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_startvideocall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_startvideocall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_startvideocall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_syscompat TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_syscompat TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_syscompat TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_syscompat TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_transfer TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_transfer TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_transfer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_transfer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_unbreak TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_unbreak TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_unbreak TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_unbreak TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_unhold TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_unhold TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_unhold TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_unhold TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_unpause TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_unpause TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_unpause TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_unpause TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_unpauseall TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_unpauseall TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_unpauseall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_unpauseall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.queue_log_withdraw TO ccrepo_reader;
GRANT SELECT ON TABLE event.queue_log_withdraw TO ccrepo_writer;
GRANT SELECT ON TABLE event.queue_log_withdraw TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.queue_log_withdraw TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_attended TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_attended TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_attended TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_attended TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_completeagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_completeagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_completeagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_completeagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_completeagentout TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_completeagentout TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_completeagentout TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_completeagentout TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_connect TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_connect TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_connect TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_connect TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_enterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_enterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_enterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_enterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_holidaymessage TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_holidaymessage TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_holidaymessage TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_holidaymessage TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_outoftime TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_outoftime TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_outoftime TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_outoftime TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_outsms TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_outsms TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_outsms TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_outsms TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_reenterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_reenterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_reenterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_reenterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.sms_log_transferred TO ccrepo_reader;
GRANT SELECT ON TABLE event.sms_log_transferred TO ccrepo_writer;
GRANT SELECT ON TABLE event.sms_log_transferred TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.sms_log_transferred TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_attended TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_attended TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_attended TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_attended TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_completeagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_completeagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_completeagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_completeagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_connect TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_connect TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_connect TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_connect TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_enterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_enterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_enterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_enterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_holidaymessage TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_holidaymessage TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_holidaymessage TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_holidaymessage TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_outtweet TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_outtweet TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_outtweet TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_outtweet TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_reenterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_reenterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_reenterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_reenterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.twitter_log_transferred TO ccrepo_reader;
GRANT SELECT ON TABLE event.twitter_log_transferred TO ccrepo_writer;
GRANT SELECT ON TABLE event.twitter_log_transferred TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.twitter_log_transferred TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_abandon TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_abandon TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_abandon TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_abandon TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_attended TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_attended TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_attended TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_attended TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_completeagent TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_completeagent TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_completeagent TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_completeagent TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_completecaller TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_completecaller TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_completecaller TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_completecaller TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_connect TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_connect TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_connect TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_connect TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_endcall TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_endcall TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_endcall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_endcall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_endvideocall TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_endvideocall TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_endvideocall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_endvideocall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_enterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_enterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_enterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_enterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_exitwithtimeout TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_exitwithtimeout TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_exitwithtimeout TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_exitwithtimeout TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_maxqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_maxqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_maxqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_maxqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_noagents TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_noagents TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_noagents TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_noagents TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_outcall TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_outcall TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_outcall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_outcall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_outoftime TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_outoftime TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_outoftime TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_outoftime TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_reenterqueue TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_reenterqueue TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_reenterqueue TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_reenterqueue TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_startcall TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_startcall TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_startcall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_startcall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_startvideocall TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_startvideocall TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_startvideocall TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_startvideocall TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_transfer TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_transfer TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_transfer TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_transfer TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE event.webchat_log_transferred TO ccrepo_reader;
GRANT SELECT ON TABLE event.webchat_log_transferred TO ccrepo_writer;
GRANT SELECT ON TABLE event.webchat_log_transferred TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE event.webchat_log_transferred TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE public.auditory TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auditory TO ccrepo_writer;
GRANT INSERT ON TABLE public.auditory TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.auditory TO ccrepo_bi;

GRANT SELECT(datetime) ON TABLE public.auditory TO ccrepo_bi;

GRANT SELECT(userid) ON TABLE public.auditory TO ccrepo_bi;

GRANT SELECT(host) ON TABLE public.auditory TO ccrepo_bi;

GRANT SELECT("position") ON TABLE public.auditory TO ccrepo_bi;

GRANT SELECT(import_id) ON TABLE public.auditory TO ccrepo_bi;

GRANT SELECT ON TABLE public.black_list_history TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.black_list_history TO ccrepo_writer;
GRANT SELECT ON TABLE public.black_list_history TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.black_list_history TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.black_list_history TO ccrepo_bi;

GRANT SELECT(calldate) ON TABLE public.black_list_history TO ccrepo_bi;

GRANT SELECT("position") ON TABLE public.black_list_history TO ccrepo_bi;

GRANT SELECT(import_id) ON TABLE public.black_list_history TO ccrepo_bi;

GRANT SELECT ON TABLE public.calls_spool TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.calls_spool TO ccrepo_writer;
GRANT SELECT ON TABLE public.calls_spool TO ccrepo_campaign_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.calls_spool TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT(campaign) ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT(campaign) ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT(status) ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT(status) ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT(contact) ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT(contact) ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT(dialerbase) ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT(dialerbase) ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT(priority) ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT(priority) ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.calls_spool TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.calls_spool TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.cdr_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cdr_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.cdr_repo TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE public.cdr_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(calldate) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(calldate) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(dcontext) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(dcontext) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(lastapp) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(lastapp) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(duration) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(duration) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(billsec) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(billsec) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(disposition) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(disposition) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(amaflags) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(amaflags) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(uniqueid) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(uniqueid) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(type) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(type) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(guid) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(guid) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(causecode) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(causecode) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(campaign) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(campaign) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(charged_balance) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(charged_balance) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(real_balance) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(real_balance) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(contact) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(contact) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(finishtime) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(finishtime) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(rating) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(rating) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(dialerbase) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(dialerbase) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(linkedid) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(linkedid) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(sequence) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(sequence) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.cdr_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.cdr_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.cdr_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cdr_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.dialer_base TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE ON TABLE public.dialer_base TO ccrepo_writer;
GRANT SELECT ON TABLE public.dialer_base TO ccrepo_campaign_reader;
GRANT SELECT,INSERT,DELETE ON TABLE public.dialer_base TO ccrepo_campaign_writer;

GRANT UPDATE(id) ON TABLE public.dialer_base TO ccrepo_writer;
GRANT UPDATE(id) ON TABLE public.dialer_base TO ccrepo_campaign_writer;
GRANT SELECT(id) ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT UPDATE(campaign) ON TABLE public.dialer_base TO ccrepo_writer;
GRANT UPDATE(campaign) ON TABLE public.dialer_base TO ccrepo_campaign_writer;
GRANT SELECT(campaign) ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT(campaign) ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT UPDATE(name) ON TABLE public.dialer_base TO ccrepo_writer;
GRANT UPDATE(name) ON TABLE public.dialer_base TO ccrepo_campaign_writer;
GRANT SELECT(name) ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT(name) ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT SELECT(records) ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT(records) ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT UPDATE(active) ON TABLE public.dialer_base TO ccrepo_writer;
GRANT UPDATE(active) ON TABLE public.dialer_base TO ccrepo_campaign_writer;
GRANT SELECT(active) ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT(active) ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT UPDATE(percentage) ON TABLE public.dialer_base TO ccrepo_writer;
GRANT UPDATE(percentage) ON TABLE public.dialer_base TO ccrepo_campaign_writer;
GRANT SELECT(percentage) ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT(percentage) ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.dialer_base TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.dialer_base TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.email_log_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.email_log_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.facebook_log_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.facebook_log_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.messenger_log_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.messenger_log_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.queue_log_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.queue_log_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.sipchat TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sipchat TO ccrepo_writer;

GRANT SELECT(id) ON TABLE public.sipchat TO ccrepo_bi;

GRANT SELECT(datecreated) ON TABLE public.sipchat TO ccrepo_bi;

GRANT SELECT(srcagent) ON TABLE public.sipchat TO ccrepo_bi;

GRANT SELECT(dstagent) ON TABLE public.sipchat TO ccrepo_bi;

GRANT SELECT(status) ON TABLE public.sipchat TO ccrepo_bi;

GRANT SELECT("position") ON TABLE public.sipchat TO ccrepo_bi;

GRANT SELECT(import_id) ON TABLE public.sipchat TO ccrepo_bi;

GRANT SELECT ON TABLE public.sms_log_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sms_log_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.sms_repo TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sms_repo TO ccrepo_writer;
GRANT SELECT ON TABLE public.sms_repo TO ccrepo_campaign_reader;
GRANT SELECT,INSERT ON TABLE public.sms_repo TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(id) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(idm) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(idm) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(campaign) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(campaign) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(dateprocessed) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(dateprocessed) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(direction) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(direction) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(smsbase) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(smsbase) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(readsms) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(readsms) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(sessionid) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(sessionid) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT("position") ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(import_id) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(import_id) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT(written_by) ON TABLE public.sms_repo TO ccrepo_bi;
GRANT SELECT(written_by) ON TABLE public.sms_repo TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE public.sms_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sms_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.tags TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tags TO ccrepo_writer;
GRANT SELECT ON TABLE public.tags TO ccrepo_campaign_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tags TO ccrepo_campaign_writer;

GRANT SELECT(id) ON TABLE public.tags TO ccrepo_bi;

GRANT SELECT(datetime) ON TABLE public.tags TO ccrepo_bi;

GRANT SELECT("user") ON TABLE public.tags TO ccrepo_bi;

GRANT SELECT(guid) ON TABLE public.tags TO ccrepo_bi;

GRANT SELECT("time") ON TABLE public.tags TO ccrepo_bi;

GRANT SELECT("position") ON TABLE public.tags TO ccrepo_bi;

GRANT SELECT(import_id) ON TABLE public.tags TO ccrepo_bi;

GRANT SELECT ON TABLE public.twitter_log_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.twitter_log_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE public.webchat_log_repo_default TO ccrepo_reader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.webchat_log_repo_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.agent_pause TO ccrepo_reader;
GRANT SELECT ON TABLE report.agent_pause TO ccrepo_writer;

GRANT SELECT(started_at) ON TABLE report.agent_pause TO ccrepo_bi;

GRANT SELECT(agent) ON TABLE report.agent_pause TO ccrepo_bi;

GRANT SELECT(kind) ON TABLE report.agent_pause TO ccrepo_bi;

GRANT SELECT(ended_at) ON TABLE report.agent_pause TO ccrepo_bi;

GRANT SELECT(closed_by) ON TABLE report.agent_pause TO ccrepo_bi;

GRANT SELECT(telephony) ON TABLE report.agent_pause TO ccrepo_bi;

GRANT SELECT ON TABLE report.agent_pause_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.agent_pause_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.agent_session TO ccrepo_reader;
GRANT SELECT ON TABLE report.agent_session TO ccrepo_writer;

GRANT SELECT(started_at) ON TABLE report.agent_session TO ccrepo_bi;

GRANT SELECT(agent) ON TABLE report.agent_session TO ccrepo_bi;

GRANT SELECT(ended_at) ON TABLE report.agent_session TO ccrepo_bi;

GRANT SELECT(closed_by) ON TABLE report.agent_session TO ccrepo_bi;

GRANT SELECT(member) ON TABLE report.agent_session TO ccrepo_bi;

GRANT SELECT(start_inferred) ON TABLE report.agent_session TO ccrepo_bi;

GRANT SELECT ON TABLE report.agent_session_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.agent_session_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.agent_time TO ccrepo_reader;
GRANT SELECT ON TABLE report.agent_time TO ccrepo_writer;

GRANT SELECT(started_at) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(agent) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(ended_at) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(in_session) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(paused) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(on_break) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(talking) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(holding) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(wrapping_up) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT(outbound) ON TABLE report.agent_time TO ccrepo_bi;

GRANT SELECT ON TABLE report.agent_time_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.agent_time_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.hold_event TO ccrepo_reader;
GRANT SELECT ON TABLE report.hold_event TO ccrepo_writer;
GRANT SELECT ON TABLE report.hold_event TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE report.hold_event TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE report.interaction TO ccrepo_reader;
GRANT SELECT ON TABLE report.interaction TO ccrepo_writer;
GRANT SELECT ON TABLE report.interaction TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE report.interaction TO ccrepo_campaign_writer;

GRANT SELECT(entered_at) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(entered_at) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(channel) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(channel) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(campaign) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(campaign) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(visit) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(visit) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(entry_inferred) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(entry_inferred) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(agent_started) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(agent_started) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(offered) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(offered) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(outcome) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(outcome) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(answered) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(answered) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(connected_at) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(connected_at) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(ended_at) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(ended_at) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(ended_by) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(ended_by) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(wait_seconds) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(wait_seconds) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(handle_seconds) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(handle_seconds) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(messages) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(messages) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(transfers) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(transfers) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT(reentries) ON TABLE report.interaction TO ccrepo_bi;
GRANT SELECT(reentries) ON TABLE report.interaction TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE report.interaction_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.interaction_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.interaction_part TO ccrepo_reader;
GRANT SELECT ON TABLE report.interaction_part TO ccrepo_writer;
GRANT SELECT ON TABLE report.interaction_part TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE report.interaction_part TO ccrepo_campaign_writer;

GRANT SELECT(started_at) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(started_at) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(channel) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(channel) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(campaign) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(campaign) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(visit) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(visit) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(part) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(part) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(entered_at) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(entered_at) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(ended_at) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(ended_at) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(transferred_in) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(transferred_in) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT(transferred_out) ON TABLE report.interaction_part TO ccrepo_bi;
GRANT SELECT(transferred_out) ON TABLE report.interaction_part TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE report.interaction_part_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.interaction_part_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.phone_event TO ccrepo_reader;
GRANT SELECT ON TABLE report.phone_event TO ccrepo_writer;
GRANT SELECT ON TABLE report.phone_event TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE report.phone_event TO ccrepo_campaign_writer;

GRANT SELECT ON TABLE report.queue_call TO ccrepo_reader;
GRANT SELECT ON TABLE report.queue_call TO ccrepo_writer;
GRANT SELECT ON TABLE report.queue_call TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE report.queue_call TO ccrepo_campaign_writer;

GRANT SELECT(entered_at) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(entered_at) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(queue) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(queue) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(visit) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(visit) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(entry_inferred) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(entry_inferred) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(outcome) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(outcome) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(answered) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(answered) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(connected_at) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(connected_at) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(ended_at) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(ended_at) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(ended_by) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(ended_by) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(wait_seconds) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(wait_seconds) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(ring_seconds) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(ring_seconds) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(talk_seconds) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(talk_seconds) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(hold_seconds) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(hold_seconds) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(wrapup_seconds) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(wrapup_seconds) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(dumps) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(dumps) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT("position") ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT("position") ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT(exit_key) ON TABLE report.queue_call TO ccrepo_bi;
GRANT SELECT(exit_key) ON TABLE report.queue_call TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE report.queue_call_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.queue_call_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.queue_ring TO ccrepo_reader;
GRANT SELECT ON TABLE report.queue_ring TO ccrepo_writer;
GRANT SELECT ON TABLE report.queue_ring TO ccrepo_campaign_reader;
GRANT SELECT ON TABLE report.queue_ring TO ccrepo_campaign_writer;

GRANT SELECT(rang_at) ON TABLE report.queue_ring TO ccrepo_bi;
GRANT SELECT(rang_at) ON TABLE report.queue_ring TO ccrepo_campaign_bi;

GRANT SELECT(id) ON TABLE report.queue_ring TO ccrepo_bi;
GRANT SELECT(id) ON TABLE report.queue_ring TO ccrepo_campaign_bi;

GRANT SELECT(callid) ON TABLE report.queue_ring TO ccrepo_bi;
GRANT SELECT(callid) ON TABLE report.queue_ring TO ccrepo_campaign_bi;

GRANT SELECT(queue) ON TABLE report.queue_ring TO ccrepo_bi;
GRANT SELECT(queue) ON TABLE report.queue_ring TO ccrepo_campaign_bi;

GRANT SELECT(agent) ON TABLE report.queue_ring TO ccrepo_bi;
GRANT SELECT(agent) ON TABLE report.queue_ring TO ccrepo_campaign_bi;

GRANT SELECT(ring_milliseconds) ON TABLE report.queue_ring TO ccrepo_bi;
GRANT SELECT(ring_milliseconds) ON TABLE report.queue_ring TO ccrepo_campaign_bi;

GRANT SELECT(missed) ON TABLE report.queue_ring TO ccrepo_bi;
GRANT SELECT(missed) ON TABLE report.queue_ring TO ccrepo_campaign_bi;

GRANT SELECT ON TABLE report.queue_ring_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.queue_ring_default TO ccrepo_writer;

GRANT SELECT ON TABLE report.queue_slot_default TO ccrepo_reader;
GRANT SELECT ON TABLE report.queue_slot_default TO ccrepo_writer;

ALTER DEFAULT PRIVILEGES FOR ROLE ccrepo_owner IN SCHEMA event GRANT SELECT ON TABLES  TO ccrepo_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE ccrepo_owner IN SCHEMA event GRANT SELECT ON TABLES  TO ccrepo_writer;

ALTER DEFAULT PRIVILEGES FOR ROLE ccrepo_owner IN SCHEMA public GRANT SELECT ON TABLES  TO ccrepo_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE ccrepo_owner IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES  TO ccrepo_writer;

ALTER DEFAULT PRIVILEGES FOR ROLE ccrepo_owner IN SCHEMA report GRANT SELECT ON TABLES  TO ccrepo_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE ccrepo_owner IN SCHEMA report GRANT SELECT ON TABLES  TO ccrepo_writer;

CREATE EVENT TRIGGER ccrepo_keep_rights ON ddl_command_start
         WHEN TAG IN ('DROP OWNED', 'ALTER DEFAULT PRIVILEGES')
   EXECUTE FUNCTION app.keep_rights();

ALTER EVENT TRIGGER ccrepo_keep_rights OWNER TO ccrepo;

