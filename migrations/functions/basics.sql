-- Small functions that views, reports and the other functions share.

CREATE OR REPLACE FUNCTION app.whole_number(value text) RETURNS int_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE
        -- Nearly all numbers have only digits. Testing that without a regular expression is five times as fast.
        WHEN octet_length(value) BETWEEN 1 AND 9 AND translate(value, '0123456789', '') = '' THEN value::integer
        WHEN value ~ '^[ \t\n\r]*-?[0-9]{1,9}[ \t\n\r]*$' THEN value::integer
    END $$;
COMMENT ON FUNCTION app.whole_number(text) IS 'A text as a whole number of at most nine digits; NULL if it is not one.';

-- The formulas that several reports share.
CREATE OR REPLACE FUNCTION report.percent(part numeric, whole numeric) RETURNS numeric_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT round(100 * part / nullif(whole, 0), 2) $$;
COMMENT ON FUNCTION report.percent(numeric, numeric) IS 'A rate in percent, rounded to 2 decimals; NULL if the whole is 0.';

CREATE OR REPLACE FUNCTION report.service_level(
    formula text, answered bigint, answered_in_time bigint,
    missed bigint, missed_in_time bigint, missed_short bigint) RETURNS numeric_or_null
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
COMMENT ON FUNCTION report.service_level(text, bigint, bigint, bigint, bigint, bigint) IS
    'Service level in percent by one of the six formulas, from the counts of answered and missed calls: all, within the threshold, and missed within the limit of short ones.';

CREATE OR REPLACE FUNCTION report.seconds(value text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN value ~ '^[ \t\n\r]*[0-9]{1,9}[ \t\n\r]*$' THEN value::integer END $$;
COMMENT ON FUNCTION report.seconds(text) IS 'A duration as logged; NULL if it is negative or cannot be read.';
REVOKE EXECUTE ON FUNCTION report.seconds(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.in_calendar(at timestamptz) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT at >= '0100-01-01+00' AND at < '10000-01-01+00' $$;
COMMENT ON FUNCTION report.in_calendar(timestamptz) IS 'Whether a time can be computed with. Infinity and the distant past and future are stored as facts, but ignored in derived relations.';
REVOKE EXECUTE ON FUNCTION report.in_calendar(timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.name_or_empty(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN value IS NULL OR value = 'NONE' THEN '' ELSE value END $$;
COMMENT ON FUNCTION report.name_or_empty(text) IS 'A queue or agent as logged; NONE and NULL become the empty text.';
REVOKE EXECUTE ON FUNCTION report.name_or_empty(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.day_of(at timestamptz) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT date_trunc('day', at, 'UTC') $$;
COMMENT ON FUNCTION report.day_of(timestamptz) IS 'Midnight UTC before a time.';
REVOKE EXECUTE ON FUNCTION report.day_of(timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.says_yes(flag text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT lower(btrim(coalesce(flag, ''))) NOT IN ('', '0', 'n', 'no', 'none', 'not', 'null', 'f', 'false', 'not recorded', 'unread') $$;
COMMENT ON FUNCTION report.says_yes(text) IS
    'Whether a text in an undocumented form means yes: it is not empty, 0, n, no, none, not, null, f, false, not recorded or unread, in upper or lower case.';

CREATE OR REPLACE FUNCTION report.covered_seconds(times tstzmultirange) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT sum(extract(epoch FROM upper(r.span) - lower(r.span))) FROM unnest(times) AS r (span) $$;
COMMENT ON FUNCTION report.covered_seconds(tstzmultirange) IS 'Seconds in a set of times, where overlapping times count once; NULL if the set is empty.';

-- Rows of one instant are in the order in which their source wrote them: lines of a file, ids of a copied database,
-- ids in this database for rows written by hand. There is no such order between sources.
CREATE OR REPLACE FUNCTION report.written_source(import_id integer, origid bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(import_id::bigint, CASE WHEN origid IS NULL THEN -1 ELSE 0 END) $$;
COMMENT ON FUNCTION report.written_source(integer, bigint) IS 'Source of a row of an event log: the id of the imported file, 0 for a copied database, -1 for rows written by hand.';
REVOKE EXECUTE ON FUNCTION report.written_source(integer, bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION report.written_place(line bigint, origid bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT coalesce(line, origid, 0) $$;
COMMENT ON FUNCTION report.written_place(bigint, bigint) IS 'Position of a row of an event log in its source; rows with the same position are in the order of their ids.';
REVOKE EXECUTE ON FUNCTION report.written_place(bigint, bigint) FROM PUBLIC;
