-- Transactions that write dialer lists take their locks in one order, so that they wait for each other, but never in a
-- circle:
--   1. the do-not-call list (do_not_call.sql),
--   2. the names of lists: app.lock_list_name, app.hold_list_name, the names in the order of their bytes,
--   3. records, the rows of calls_spool,
--   4. lists, the rows of dialer_base, in the order of their ids,
--   5. the campaign, which decides on its active list: app.lock_dialer_lists.
-- The triggers below keep to it as far as they can. A row that fires a trigger is locked already: a program that gives
-- a list another name in SQL takes the locks of both names first, and one that deletes a list deletes its records first.

CREATE OR REPLACE FUNCTION app.lock_dialer_lists(of_campaign text) RETURNS void
    LANGUAGE sql
    AS $$ SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('dialer_base ' || of_campaign, 0)) $$;
COMMENT ON FUNCTION app.lock_dialer_lists(text) IS
    'Allows only one transaction at a time to decide which list of a campaign is active. It is the last lock: take it after those of the lists.';
REVOKE EXECUTE ON FUNCTION app.lock_dialer_lists(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.lock_dialer_lists(text) TO ccrepo_writer, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.copies_dialer_lists() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(pg_catalog.current_setting('app.copying', true), '') = 'on'
        AND pg_catalog.pg_has_role(current_user, 'ccrepo_owner', 'MEMBER')
$$;
COMMENT ON FUNCTION app.copies_dialer_lists() IS
    'Whether the owner copies tables of another system, whose lists may violate the rules: SET app.copying = on.';
REVOKE EXECUTE ON FUNCTION app.copies_dialer_lists() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.copies_dialer_lists() TO ccrepo_writer, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.check_active_list() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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
COMMENT ON FUNCTION app.check_active_list() IS
    'Refuses to commit a transaction after which a campaign with lists has no active one. The index dialer_base_one_active refuses a second active one.';
REVOKE EXECUTE ON FUNCTION app.check_active_list() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.copy_active_list() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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
COMMENT ON FUNCTION app.copy_active_list() IS 'Keeps the newest of several active lists of a campaign active, while the owner copies them from another system.';
REVOKE EXECUTE ON FUNCTION app.copy_active_list() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.lock_list_name(of_campaign text, list_name text) RETURNS void
    LANGUAGE sql
    AS $$ SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('list ' || of_campaign || ' ' || list_name, 0)) $$;
COMMENT ON FUNCTION app.lock_list_name(text, text) IS
    'Waits for transactions that have written records under a name, so that a list of that name counts them. To write both, take it before the records.';
REVOKE EXECUTE ON FUNCTION app.lock_list_name(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.lock_list_name(text, text) TO ccrepo_writer, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.hold_list_name(of_campaign text, list_name text) RETURNS void
    LANGUAGE sql
    AS $$ SELECT pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('list ' || of_campaign || ' ' || list_name, 0)) $$;
COMMENT ON FUNCTION app.hold_list_name(text, text) IS
    'Makes transactions that create or rename a list to a name wait for records that this one writes under it. Take it before the list.';
REVOKE EXECUTE ON FUNCTION app.hold_list_name(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.hold_list_name(text, text) TO ccrepo_writer, ccrepo_campaign_writer;

-- The functions that count records run as the owner, because the writer of records may not see their list.
CREATE OR REPLACE FUNCTION app.count_list_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM app.lock_list_name(NEW.campaign, NEW.name);
    NEW.records := greatest(NEW.records, (
        SELECT count(*) FROM public.calls_spool AS s WHERE s.campaign = NEW.campaign AND s.dialerbase = NEW.name));
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION app.count_list_records() IS
    'A new list has at least the records that wait under its name; more if it is copied after some were called.';
REVOKE EXECUTE ON FUNCTION app.count_list_records() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.keep_list_records() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
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
COMMENT ON FUNCTION app.keep_list_records() IS
    'Maintains dialer_base.records when rows of calls_spool are inserted, moved and deleted. A row that is deleted while in process was called and still counts; ready and blocked rows were removed from the list.';
REVOKE EXECUTE ON FUNCTION app.keep_list_records() FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.carry_list() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
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
COMMENT ON FUNCTION app.carry_list() IS 'Updates the records of a list when its name or campaign changes.';
REVOKE EXECUTE ON FUNCTION app.carry_list() FROM PUBLIC;
