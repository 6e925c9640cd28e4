-- The locks of the do-not-call list: one for each campaign, and one for all campaigns. Whoever makes records ready holds
-- both, for all campaigns and for that of the records, beside others. Whoever changes entries of a campaign holds the first
-- and has the second alone; whoever changes entries for all campaigns has the first alone. So a list that is being loaded
-- delays only changes for its campaign and for all campaigns. They come before all other locks (dialer_lists.sql), that for
-- all campaigns first.
CREATE OR REPLACE FUNCTION app.hold_do_not_call(of_campaign text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('do_not_call', 0));
    PERFORM pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('do_not_call ' || of_campaign, 0));
END
$$;
COMMENT ON FUNCTION app.hold_do_not_call(text) IS
    'Prevents changes of the do-not-call list that concern a campaign until the transaction ends. Take it before the records of the campaign.';
REVOKE EXECUTE ON FUNCTION app.hold_do_not_call(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.hold_do_not_call(text) TO ccrepo_writer, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.lock_do_not_call(of_campaigns text[], patience interval) RETURNS void
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
COMMENT ON FUNCTION app.lock_do_not_call(text[], interval) IS
    'Lets only one transaction at a time change the do-not-call entries of campaigns, of all campaigns if one is empty, and prevents others from making their records ready until it ends. It fails if it has to wait for longer than its patience.';
REVOKE EXECUTE ON FUNCTION app.lock_do_not_call(text[], interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.lock_do_not_call(text[], interval) TO ccrepo_writer, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.is_forbidden(of_campaign text, wanted text) RETURNS boolean
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
COMMENT ON FUNCTION app.is_forbidden(text, text) IS
    'Whether a campaign must not call a number, which is in the form of calls_spool.number.';
REVOKE EXECUTE ON FUNCTION app.is_forbidden(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_forbidden(text, text) TO ccrepo_writer, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.forbidden_numbers(of_campaign text, wanted text[]) RETURNS SETOF text
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
COMMENT ON FUNCTION app.forbidden_numbers(text, text[]) IS
    'Those of the given numbers that a campaign must not call, without duplicates, in the form of calls_spool.number.';
REVOKE EXECUTE ON FUNCTION app.forbidden_numbers(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.forbidden_numbers(text, text[]) TO ccrepo_writer, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.guard_calls_spool() RETURNS trigger
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
COMMENT ON FUNCTION app.guard_calls_spool() IS
    'Clears the number of a record whose destination changes, and keeps a record that becomes ready blocked if its number must not be called.';
REVOKE EXECUTE ON FUNCTION app.guard_calls_spool() FROM PUBLIC;
