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
        -- A transaction that adds to the do-not-call list holds this lock and blocks the rows that it sees.
        PERFORM pg_advisory_xact_lock_shared(hashtext('app.do_not_call'));
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
