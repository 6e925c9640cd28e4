-- API keys, and a reader that can leave nothing behind.

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    routine regprocedure;
BEGIN
    -- As in the first migration, role settings count where the server logs in as the role. Two
    -- migrations may collide, and only a superuser limits temporary files.
    BEGIN
        ALTER ROLE ccrepo_reader SET work_mem = '32MB';
        ALTER ROLE ccrepo_reader SET idle_in_transaction_session_timeout = '10min';
        ALTER ROLE ccrepo_writer SET statement_timeout = '5min';
        ALTER ROLE ccrepo_writer SET idle_in_transaction_session_timeout = '1min';
        ALTER ROLE ccrepo_reader SET temp_file_limit = '4GB';
    EXCEPTION WHEN internal_error OR insufficient_privilege THEN
        NULL;
    END;
    -- Read-only is a setting, which whoever has the connection can change. What PostgreSQL lets
    -- everybody make by default must be closed: temporary tables, large objects, messages in the log.
    -- Of a server that is not ours to govern this takes what it lets us.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO ccrepo_owner, ccrepo_writer', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    FOR routine IN
        SELECT oid
        FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
          AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
    END LOOP;
    IF to_regclass('goose_db_version') IS NOT NULL THEN
        GRANT SELECT ON goose_db_version TO ccrepo_writer; -- a server without the owner's rights looks whether all is migrated
    END IF;
END
$$;
-- +goose StatementEnd

SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.api_key (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]{8,32}$'),
    name text NOT NULL CHECK (name ~ '\S' AND length(name) <= 100 AND name !~ '[[:cntrl:]]'),
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'act', 'dial', 'pii', 'admin']),
    campaigns text[] CHECK (cardinality(campaigns) > 0 AND array_position(campaigns, NULL) IS NULL),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
COMMENT ON TABLE app.api_key IS 'Keys of the API. Their secrets are not here, only hashes. As long as it has a row, the server answers nobody without a key.';
COMMENT ON COLUMN app.api_key.id IS 'Id of the key, which is part of its secret.';
COMMENT ON COLUMN app.api_key.name IS 'Who uses the key, as logs and auditory show it.';
COMMENT ON COLUMN app.api_key.secret_sha256 IS 'SHA-256 of the secret.';
COMMENT ON COLUMN app.api_key.scopes IS 'What the key may do: read, act, dial, pii, admin.';
COMMENT ON COLUMN app.api_key.campaigns IS 'The only campaigns that the key sees; NULL: all.';
COMMENT ON COLUMN app.api_key.created_at IS 'Moment at which the key was made.';
COMMENT ON COLUMN app.api_key.expires_at IS 'Moment from which on the key is refused; NULL: never.';
COMMENT ON COLUMN app.api_key.revoked_at IS 'Moment at which the key was revoked; NULL: it is not.';
COMMENT ON COLUMN app.api_key.last_used_at IS 'Moment of the last use, to the minute; NULL: never used.';
-- Two keys of one name at a time would be one in the logs.
CREATE UNIQUE INDEX api_key_name ON app.api_key (name) WHERE revoked_at IS NULL;

-- The reader sees no hash, and the writer makes no key.
GRANT SELECT, UPDATE (last_used_at) ON app.api_key TO ccrepo_writer;

-- +goose StatementBegin
CREATE FUNCTION app.keep_rights() RETURNS event_trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
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
-- +goose StatementEnd
COMMENT ON FUNCTION app.keep_rights() IS
    'Refuses DROP OWNED and ALTER DEFAULT PRIVILEGES to the roles that serve requests: PostgreSQL would let them take themselves out of the policies that limit them.';

RESET ROLE;

-- +goose StatementBegin
DO $$
BEGIN
    -- Only a superuser can; where there is none, it is for whoever runs the server to do.
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        CREATE EVENT TRIGGER ccrepo_keep_rights ON ddl_command_start
            WHEN TAG IN ('DROP OWNED', 'ALTER DEFAULT PRIVILEGES')
            EXECUTE FUNCTION app.keep_rights();
    END IF;
END
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'ccrepo_keep_rights') THEN
        DROP EVENT TRIGGER ccrepo_keep_rights;
    END IF;
END
$$;
-- +goose StatementEnd
SET LOCAL ROLE ccrepo_owner;
DROP FUNCTION app.keep_rights();
DROP TABLE app.api_key;
RESET ROLE;
-- +goose StatementBegin
DO $$
DECLARE
    routine regprocedure;
BEGIN
    IF to_regclass('goose_db_version') IS NOT NULL THEN
        REVOKE SELECT ON goose_db_version FROM ccrepo_writer;
    END IF;
    FOR routine IN
        SELECT oid
        FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
          AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', routine);
    END LOOP;
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM ccrepo_writer', current_database());
    -- The settings of the roles stay, as the roles do: other databases of the cluster may have them too.
END
$$;
-- +goose StatementEnd
