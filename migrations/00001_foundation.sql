-- Roles, schemas, domains and the functions that everything else stands on.

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    wanted text;
BEGIN
    -- A cluster may hold several databases of this product, so roles may be there already, and two
    -- migrations may create them at the same moment.
    FOREACH wanted IN ARRAY ARRAY['ccrepo_owner', 'ccrepo_reader', 'ccrepo_writer'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', wanted, current_user);
        END IF;
    END LOOP;
    -- Role settings count where the server logs in as the role; where it switches with SET ROLE it
    -- sends the same settings when it connects. Two migrations may collide here as well.
    BEGIN
        ALTER ROLE ccrepo_reader SET default_transaction_read_only = on;
        ALTER ROLE ccrepo_reader SET statement_timeout = '30s';
        ALTER ROLE ccrepo_reader SET search_path = public;
        ALTER ROLE ccrepo_reader SET timezone = 'UTC';
        ALTER ROLE ccrepo_writer SET search_path = public;
        ALTER ROLE ccrepo_writer SET timezone = 'UTC';
    EXCEPTION WHEN internal_error OR insufficient_privilege THEN
        NULL; -- "tuple concurrently updated": the other migration writes the same values
    END;
    EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO ccrepo_owner', current_database());
    GRANT CREATE, USAGE ON SCHEMA public TO ccrepo_owner;
    GRANT USAGE ON SCHEMA public TO ccrepo_reader, ccrepo_writer;
    IF to_regclass('goose_db_version') IS NOT NULL THEN
        GRANT SELECT ON goose_db_version TO ccrepo_reader; -- for the readiness check
    END IF;
END
$$;
-- +goose StatementEnd

SET LOCAL ROLE ccrepo_owner;

CREATE SCHEMA event;
COMMENT ON SCHEMA event IS 'Event decoders: one view per table and event, with data1..data5 named and typed.';
CREATE SCHEMA report;
COMMENT ON SCHEMA report IS 'What reports read: visits, rings and other facts derived from the events.';
CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'The product''s own tables: campaigns, imports, the state of the derived relations.';
GRANT USAGE ON SCHEMA event, report, app TO ccrepo_reader, ccrepo_writer;

-- The reader can only read, and the writer writes facts but no derived relation by hand.
ALTER DEFAULT PRIVILEGES IN SCHEMA public, report, event GRANT SELECT ON TABLES TO ccrepo_reader, ccrepo_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT, UPDATE, DELETE ON TABLES TO ccrepo_writer;

-- sqlc takes a computed column for NOT NULL; these domains tell it that the value may be missing.
CREATE DOMAIN int_or_null AS integer;
COMMENT ON DOMAIN int_or_null IS 'A whole number that may be missing.';
CREATE DOMAIN text_or_null AS text;
COMMENT ON DOMAIN text_or_null IS 'A text that may be missing.';
CREATE DOMAIN numeric_or_null AS numeric;
COMMENT ON DOMAIN numeric_or_null IS 'A number, with decimals where needed, that may be missing.';
CREATE DOMAIN timestamptz_or_null AS timestamptz;
COMMENT ON DOMAIN timestamptz_or_null IS 'A moment that may be missing.';
CREATE DOMAIN money_amount AS numeric;
COMMENT ON DOMAIN money_amount IS 'An amount of money; sent as text so that no digit is lost.';

-- +goose StatementBegin
CREATE FUNCTION app.whole_number(value text) RETURNS int_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE
        -- Digits alone, as nearly every number is, are told without a regular expression, which costs five times as much.
        WHEN octet_length(value) BETWEEN 1 AND 9 AND translate(value, '0123456789', '') = '' THEN value::integer
        WHEN value ~ '^[ \t\n\r]*-?[0-9]{1,9}[ \t\n\r]*$' THEN value::integer
    END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION app.whole_number(text) IS 'A text as whole number of at most nine digits; NULL where it is none.';

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP FUNCTION app.whole_number(text);
DROP DOMAIN money_amount, timestamptz_or_null, numeric_or_null, text_or_null, int_or_null;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, report, event REVOKE ALL ON TABLES FROM ccrepo_reader, ccrepo_writer;
DROP SCHEMA app;
DROP SCHEMA report;
DROP SCHEMA event;
RESET ROLE;
