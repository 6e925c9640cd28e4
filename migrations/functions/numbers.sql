-- Phone numbers of callers and contacts, in the form in which they are compared.

CREATE OR REPLACE FUNCTION report.queue_country(of_queue text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce(
        (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = of_queue AND s.campaign <> ''),
        (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = ''),
        '')
$$;
COMMENT ON FUNCTION report.queue_country(text) IS 'Country in which the numbers of a queue''s callers are read; empty if there is none.';
REVOKE EXECUTE ON FUNCTION report.queue_country(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.queue_country(text) TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION report.number_spellings(number text, of_queue text) RETURNS text[]
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
COMMENT ON FUNCTION report.number_spellings(text, text) IS 'Spellings of a number in the country of a queue: itself, the international forms, and the national forms.';
REVOKE EXECUTE ON FUNCTION report.number_spellings(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.number_spellings(text, text) TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;

-- A contact has few numbers and spellings. ROWS 1 makes the planner look each of them up in an index, instead of joining
-- them with all rows of a range whose length it does not know.
CREATE OR REPLACE FUNCTION report.contact_numbers(contact text) RETURNS SETOF text
    LANGUAGE sql STABLE ROWS 1
    AS $$
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
$$;
COMMENT ON FUNCTION report.contact_numbers(text) IS 'The numbers that a contact may be, in the form in which numbers are compared: as given, and as read in each country in use.';
REVOKE EXECUTE ON FUNCTION report.contact_numbers(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.contact_numbers(text) TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION report.contact_spellings(contact text) RETURNS SETOF text
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
COMMENT ON FUNCTION report.contact_spellings(text) IS 'All spellings of the numbers that a contact may be, in every country in use. is_contact() excludes those that are another number in the country of their campaign.';
REVOKE EXECUTE ON FUNCTION report.contact_spellings(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.contact_spellings(text) TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION report.is_contact(logged text, of_queue text, contact text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT logged = contact OR EXISTS (
        SELECT
        FROM report.contact_numbers(contact) AS n (number)
        WHERE logged = ANY (report.number_spellings(n.number, of_queue)))
$$;
COMMENT ON FUNCTION report.is_contact(text, text, text) IS 'Whether a number or address that was logged for a queue is a contact, by the country of the queue.';
REVOKE EXECUTE ON FUNCTION report.is_contact(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.is_contact(text, text, text) TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION report.uncomputed_callers(most integer) RETURNS TABLE (callerid text, country text)
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
COMMENT ON FUNCTION report.uncomputed_callers(integer) IS 'Callers of visits whose caller_number is not computed yet, and the country in which they are read.';
REVOKE EXECUTE ON FUNCTION report.uncomputed_callers(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.uncomputed_callers(integer) TO ccrepo_writer;

CREATE OR REPLACE FUNCTION report.set_caller_numbers(callerids text[], countries text[], numbers text[], codes text[], trunks text[]) RETURNS void
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
COMMENT ON FUNCTION report.set_caller_numbers(text[], text[], text[], text[], text[]) IS 'Stores the numbers that ccrepo has computed for uncomputed_callers(), and the code and trunk prefix of their countries.';
REVOKE EXECUTE ON FUNCTION report.set_caller_numbers(text[], text[], text[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION report.set_caller_numbers(text[], text[], text[], text[], text[]) TO ccrepo_writer;

CREATE OR REPLACE FUNCTION app.forget_caller_numbers() RETURNS trigger
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
COMMENT ON FUNCTION app.forget_caller_numbers() IS 'Clears caller_number of a campaign whose country changes, so that it is computed again.';
REVOKE EXECUTE ON FUNCTION app.forget_caller_numbers() FROM PUBLIC;
