-- Roles, schemas and types.

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    wanted text;
    pair record;
    advice text := 'ccrepo doctor --fix-sql prints the statements that an administrator of the server has to run first (docs/access.md, "Who migrates")';
BEGIN
    IF to_regclass('goose_db_version') IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM goose_db_version WHERE version_id BETWEEN 1 AND 200 AND is_applied) THEN
            RAISE EXCEPTION 'the database was migrated by an unreleased version of ccrepo, whose migrations had other numbers: move its data to a new database (docs/database.md, "From an unreleased version")';
        END IF;
    END IF;
    -- A cluster may have several databases of this product, so the roles may exist already, and two
    -- migrations may create them at the same time.
    FOREACH wanted IN ARRAY ARRAY['ccrepo_owner', 'ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer', 'ccrepo_bi', 'ccrepo_campaign_bi'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN
                    NULL;
                WHEN insufficient_privilege THEN
                    -- Advice is in the message: goose and lib/pq do not show hints.
                    RAISE insufficient_privilege USING
                        MESSAGE = format('the role %s is missing, and %s must not create roles: %s', wanted, current_user, advice);
            END;
        END IF;
        -- From PostgreSQL 16 on, who creates a role is a member of it that must not act as it.
        IF wanted !~ '_bi$' AND NOT pg_has_role(current_user, wanted, CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', wanted, current_user);
            EXCEPTION WHEN insufficient_privilege THEN
                RAISE insufficient_privilege USING
                    MESSAGE = format('%s must be a member of %s, and must not grant that: %s', current_user, wanted, advice);
            END;
        END IF;
    END LOOP;
    FOR pair IN
        SELECT * FROM (VALUES ('ccrepo_reader', 'ccrepo_campaign_reader'), ('ccrepo_writer', 'ccrepo_campaign_writer')) AS v (whole, limited)
    LOOP
        -- A policy for a role applies to all roles that inherit from it. The reader may become the limited
        -- reader, but must not inherit from it: it would see nothing.
        IF (SELECT rolinherit FROM pg_roles WHERE rolname = pair.whole) THEN
            BEGIN
                EXECUTE format('ALTER ROLE %I NOINHERIT', pair.whole);
            EXCEPTION WHEN internal_error THEN
                NULL;
            END;
        END IF;
        IF NOT pg_has_role(pair.whole, pair.limited, 'MEMBER') THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', pair.limited, pair.whole);
            EXCEPTION WHEN unique_violation OR internal_error THEN
                NULL;
            END;
        END IF;
        IF pg_has_role(pair.whole, pair.limited, 'USAGE') THEN
            RAISE EXCEPTION USING
                MESSAGE = format('role %1$s inherits from %2$s; as superuser: ALTER ROLE %1$I NOINHERIT; REVOKE %2$I FROM %1$I; GRANT %2$I TO %1$I', pair.whole, pair.limited);
        END IF;
    END LOOP;
    -- 00106 grants and revokes the rest, by app.missing_access.
    EXECUTE format('GRANT CREATE, TEMPORARY ON DATABASE %I TO ccrepo_owner', current_database());
    GRANT CREATE, USAGE ON SCHEMA public TO ccrepo_owner;
    GRANT USAGE ON SCHEMA public TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer, ccrepo_bi, ccrepo_campaign_bi;
    IF to_regclass('goose_db_version') IS NOT NULL THEN
        GRANT SELECT ON goose_db_version TO ccrepo_reader, ccrepo_writer; -- for the readiness check
    END IF;
END
$$;
-- +goose StatementEnd

SET LOCAL ROLE ccrepo_owner;

CREATE SCHEMA event;
COMMENT ON SCHEMA event IS 'Event decoders: one view per table and event, with data1..data5 named and typed.';

CREATE SCHEMA report;
COMMENT ON SCHEMA report IS 'Relations that reports read: visits, rings and other facts derived from the events.';

CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'The product''s own tables: campaigns, imports, the state of the derived relations.';

-- The reader can only read; the writer writes facts, but no derived relations.
ALTER DEFAULT PRIVILEGES IN SCHEMA public, report, event GRANT SELECT ON TABLES TO ccrepo_reader, ccrepo_writer;

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT, UPDATE, DELETE ON TABLES TO ccrepo_writer;

-- sqlc assumes that computed columns are NOT NULL; these domains tell it that the value may be NULL.
CREATE DOMAIN int_or_null AS integer;
COMMENT ON DOMAIN int_or_null IS 'A whole number that may be missing.';

CREATE DOMAIN text_or_null AS text;
COMMENT ON DOMAIN text_or_null IS 'A text that may be missing.';

CREATE DOMAIN numeric_or_null AS numeric;
COMMENT ON DOMAIN numeric_or_null IS 'A number, possibly with decimals, that may be missing.';

CREATE DOMAIN timestamptz_or_null AS timestamptz;
COMMENT ON DOMAIN timestamptz_or_null IS 'A time that may be missing.';

CREATE DOMAIN money_amount AS numeric;
COMMENT ON DOMAIN money_amount IS 'An amount of money; sent as text so that no digit is lost.';

-- The state of report.visit_step, which processes the events of one call in one queue in order.
CREATE TYPE report.visit_walk AS (
    visit integer,           -- the current visit
    phase text,              -- of the visit: open, ended
    entered_at timestamptz,  -- its ENTERQUEUE; NULL before the first
    first_at timestamptz,    -- its first event
    instant timestamptz,     -- time of the last ENTERQUEUE
    before integer,          -- the visit that was open before that instant
    before_ended boolean,    -- whether that visit has ended
    belongs integer,         -- result: the visit that the event belongs to
    effect text              -- result: enter, connect, late, dump, extra, end, none
);

-- The state of report.part_step, which processes the events that assign an interaction to agents, in order.
CREATE TYPE report.part_walk AS (
    agent text,               -- the current agent; NULL if none
    transferred boolean,      -- whether a webchat's TRANSFER waits for the CONNECT of the next agent
    reentered_at timestamptz, -- when it was recovered, if no agent has taken it since
    begins boolean,           -- result: whether a part begins
    brought boolean,          -- result: whether a transfer begins it
    closed_at timestamptz,    -- result: when the previous part ended; NULL if none does
    handed boolean            -- result: whether a transfer ended it
);

GRANT USAGE ON SCHEMA event, report, app TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT USAGE ON SCHEMA report TO ccrepo_bi, ccrepo_campaign_bi;
GRANT USAGE ON SCHEMA app TO ccrepo_campaign_bi; -- for the policies

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP TYPE report.part_walk, report.visit_walk;
DROP DOMAIN money_amount, timestamptz_or_null, numeric_or_null, text_or_null, int_or_null;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE INSERT, UPDATE, DELETE ON TABLES FROM ccrepo_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA public, report, event REVOKE ALL ON TABLES FROM ccrepo_reader, ccrepo_writer;
DROP SCHEMA app;
DROP SCHEMA report;
DROP SCHEMA event;
RESET ROLE;
-- +goose StatementBegin
DO $$
BEGIN
    IF to_regclass('goose_db_version') IS NOT NULL THEN
        REVOKE SELECT ON goose_db_version FROM ccrepo_reader, ccrepo_writer;
    END IF;
    REVOKE USAGE ON SCHEMA public FROM ccrepo_campaign_reader, ccrepo_campaign_writer, ccrepo_bi, ccrepo_campaign_bi;
    -- The roles and their settings stay: other databases of the cluster may use them.
END
$$;
-- +goose StatementEnd
