-- Numbers are read by a new rule, and callers are compared by their numbers.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

-- What was stored by an earlier rule is NULL; a running server computes it again.
ALTER TABLE app.do_not_call ADD COLUMN is_number boolean;
ALTER TABLE app.do_not_call ALTER COLUMN is_number SET DEFAULT true;
COMMENT ON COLUMN app.do_not_call.is_number IS 'Whether typed is a number or pattern; NULL until the server has computed number again. Where it is false, the entry forbids number as it is.';
CREATE INDEX do_not_call_reading ON app.do_not_call (typed) WHERE is_number IS NOT TRUE;
UPDATE calls_spool SET number = NULL WHERE number IS NOT NULL;

ALTER TABLE report.queue_call ADD COLUMN caller_number text;
COMMENT ON COLUMN report.queue_call.caller_number IS 'Number of the caller in the form in which numbers are compared, by the country of the queue; as logged where it is not a number; NULL until it is computed, and where the caller has no number.';
CREATE INDEX queue_call_uncomputed ON report.queue_call (entered_at) WHERE caller_number IS NULL AND callerid ~ '[0-9]';
CREATE INDEX queue_call_caller_number ON report.queue_call (left(caller_number, 64));

CREATE TABLE app.country_prefix (
    country text PRIMARY KEY,
    code text NOT NULL,
    trunk text NOT NULL
);
COMMENT ON TABLE app.country_prefix IS 'How numbers of the countries in use are written; a server fills it in.';
COMMENT ON COLUMN app.country_prefix.country IS 'Country (ISO 3166, two letters).';
COMMENT ON COLUMN app.country_prefix.code IS 'Country code, without +.';
COMMENT ON COLUMN app.country_prefix.trunk IS 'Digits before a number that is dialled within the country; empty where there are none.';
GRANT SELECT ON app.country_prefix TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;

-- +goose StatementBegin
CREATE FUNCTION report.queue_country(of_queue text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(
        (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = of_queue AND s.campaign <> ''),
        (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = ''),
        '')
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION report.queue_country(text) IS 'Country in which the numbers of a queue''s callers are read; empty where there is none.';

-- +goose StatementBegin
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
-- +goose StatementEnd
COMMENT ON FUNCTION report.number_spellings(text, text) IS 'How a number is dialled in the country of a queue, itself first: international, and within the country.';

-- +goose StatementBegin
CREATE FUNCTION report.uncomputed_callers(most integer) RETURNS TABLE (callerid text, country text)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT DISTINCT c.callerid, report.queue_country(c.queue)
    FROM (
        SELECT q.callerid, q.queue
        FROM report.queue_call AS q
        WHERE q.caller_number IS NULL AND q.callerid ~ '[0-9]'
        LIMIT most
    ) AS c
$$;

CREATE FUNCTION report.set_caller_numbers(callerids text[], countries text[], numbers text[], codes text[], trunks text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
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

CREATE FUNCTION app.forget_caller_numbers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
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
-- +goose StatementEnd
COMMENT ON FUNCTION report.uncomputed_callers(integer) IS 'Callers of visits whose caller_number is still to be computed, and the country that they are read in.';
COMMENT ON FUNCTION report.set_caller_numbers(text[], text[], text[], text[], text[]) IS 'Stores what ccrepo has computed of uncomputed_callers(): numbers, and the code and trunk prefix of their countries.';
COMMENT ON FUNCTION app.forget_caller_numbers() IS 'Has the callers of a campaign whose country changes computed again.';
CREATE TRIGGER forget_caller_numbers AFTER INSERT OR DELETE OR UPDATE OF campaign, country ON app.campaign_setting
    FOR EACH ROW EXECUTE FUNCTION app.forget_caller_numbers();

REVOKE EXECUTE ON FUNCTION report.queue_country(text), report.number_spellings(text, text), report.uncomputed_callers(integer),
    report.set_caller_numbers(text[], text[], text[], text[], text[]), app.forget_caller_numbers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.queue_country(text), report.number_spellings(text, text)
    TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT EXECUTE ON FUNCTION report.uncomputed_callers(integer), report.set_caller_numbers(text[], text[], text[], text[], text[]) TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP TRIGGER forget_caller_numbers ON app.campaign_setting;
DROP FUNCTION app.forget_caller_numbers(), report.set_caller_numbers(text[], text[], text[], text[], text[]),
    report.uncomputed_callers(integer), report.number_spellings(text, text), report.queue_country(text);
DROP TABLE app.country_prefix;
ALTER TABLE report.queue_call DROP COLUMN caller_number;
ALTER TABLE app.do_not_call DROP COLUMN is_number;
RESET ROLE;
