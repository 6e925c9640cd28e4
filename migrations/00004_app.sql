-- The product's own tables, monthly partitions and what the roles may do.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.campaign (
    campaign text PRIMARY KEY,
    first_seen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.campaign IS 'Campaigns (queues) that any table names.';
COMMENT ON COLUMN app.campaign.campaign IS 'Name of the campaign, as the events spell it.';
COMMENT ON COLUMN app.campaign.first_seen_at IS 'Moment at which this database first saw the campaign.';

CREATE TABLE app.agent_alias (
    interface text PRIMARY KEY,
    agent text NOT NULL
);
COMMENT ON TABLE app.agent_alias IS 'Which interfaces (Local/201@agents, PJSIP/201) are which agent.';
COMMENT ON COLUMN app.agent_alias.interface IS 'Interface or member name as the queue log spells it.';
COMMENT ON COLUMN app.agent_alias.agent IS 'Agent whom reports show for it.';

CREATE TABLE app.import_file (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    head_length integer NOT NULL,
    head_sha256 bytea NOT NULL,
    name text NOT NULL,
    byte_offset bigint NOT NULL DEFAULT 0,
    lines bigint NOT NULL DEFAULT 0,
    rows bigint NOT NULL DEFAULT 0,
    bad_lines bigint NOT NULL DEFAULT 0,
    first_at timestamptz,
    last_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, head_sha256)
);
COMMENT ON TABLE app.import_file IS 'How far each imported file has been read; written in the transaction that writes its rows.';
COMMENT ON COLUMN app.import_file.id IS 'Number of the import; import_id of the rows that it brought.';
COMMENT ON COLUMN app.import_file.kind IS 'Format of the file: queue-log or cdr.';
COMMENT ON COLUMN app.import_file.head_length IS 'Number of bytes at the beginning of the file that identify it.';
COMMENT ON COLUMN app.import_file.head_sha256 IS 'SHA-256 of those bytes.';
COMMENT ON COLUMN app.import_file.name IS 'Name under which the file was read last.';
COMMENT ON COLUMN app.import_file.byte_offset IS 'Bytes read so far; the next import goes on here.';
COMMENT ON COLUMN app.import_file.lines IS 'Lines read so far.';
COMMENT ON COLUMN app.import_file.rows IS 'Rows written so far.';
COMMENT ON COLUMN app.import_file.bad_lines IS 'Lines that could not be read so far; each later import of the file tries them again.';
COMMENT ON COLUMN app.import_file.first_at IS 'Earliest moment of the rows; NULL while there are none.';
COMMENT ON COLUMN app.import_file.last_at IS 'Latest moment of the rows; NULL while there are none.';
COMMENT ON COLUMN app.import_file.started_at IS 'Moment of the first import.';
COMMENT ON COLUMN app.import_file.updated_at IS 'Moment of the last batch.';

CREATE TABLE app.import_bad_lines (
    import_id integer NOT NULL REFERENCES app.import_file ON DELETE CASCADE,
    byte_offset bigint NOT NULL,
    byte_end bigint NOT NULL,
    first_line bigint NOT NULL,
    lines bigint NOT NULL,
    PRIMARY KEY (import_id, byte_offset)
);
COMMENT ON TABLE app.import_bad_lines IS 'Where the lines of imported files are that could not be read; lines next to each other are one row.';
COMMENT ON COLUMN app.import_bad_lines.import_id IS 'Number of the import.';
COMMENT ON COLUMN app.import_bad_lines.byte_offset IS 'Bytes of the file before the first of the lines.';
COMMENT ON COLUMN app.import_bad_lines.byte_end IS 'Bytes of the file up to the end of the last one.';
COMMENT ON COLUMN app.import_bad_lines.first_line IS 'Number of the first line in the file; counts from 1.';
COMMENT ON COLUMN app.import_bad_lines.lines IS 'Number of lines.';

CREATE TABLE app.growing_table (
    relation regclass PRIMARY KEY,
    time_column text NOT NULL
);
COMMENT ON TABLE app.growing_table IS 'Tables that grow without bound and are partitioned by month.';
COMMENT ON COLUMN app.growing_table.relation IS 'The partitioned table.';
COMMENT ON COLUMN app.growing_table.time_column IS 'The column whose month decides the partition.';
INSERT INTO app.growing_table VALUES
    ('public.queue_log_repo', 'datetime'),
    ('public.webchat_log_repo', 'datetime'),
    ('public.sms_log_repo', 'datetime'),
    ('public.email_log_repo', 'datetime'),
    ('public.twitter_log_repo', 'datetime'),
    ('public.messenger_log_repo', 'datetime'),
    ('public.facebook_log_repo', 'datetime'),
    ('public.cdr_repo', 'calldate'),
    ('public.sms_repo', 'dateprocessed');

-- +goose StatementBegin
CREATE FUNCTION app.ensure_partitions(target regclass, times timestamptz[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
    AS $$
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
        -- One at a time; the second caller then finds the partition made.
        PERFORM pg_advisory_xact_lock(hashtext('app.ensure_partitions'));
        CONTINUE WHEN EXISTS (
            SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
            WHERE i.inhparent = target AND c.relname = partition_name);
        -- A month whose rows lie in the default partition stays there.
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
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION app.ensure_partitions(regclass, timestamptz[]) IS
    'Makes the monthly partitions that rows of these times need and returns how many it made. To be called before a COPY, in a transaction of its own.';

-- +goose StatementBegin
CREATE FUNCTION app.ensure_partitions() RETURNS integer
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(sum(app.ensure_partitions(g.relation, ARRAY(
        SELECT now() + make_interval(months => m) FROM generate_series(0, 3) AS m))), 0)::integer
    FROM app.growing_table AS g
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION app.ensure_partitions() IS
    'Makes the partitions of this month and the three after it, for every table that grows.';

-- +goose StatementBegin
DO $$
BEGIN
    PERFORM app.ensure_partitions();
END
$$;
-- +goose StatementEnd

-- Of the product's own tables the reader sees only what answers need.
GRANT SELECT ON app.campaign, app.agent_alias TO ccrepo_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.campaign, app.agent_alias, app.import_file, app.import_bad_lines TO ccrepo_writer;
REVOKE EXECUTE ON FUNCTION app.ensure_partitions(regclass, timestamptz[]), app.ensure_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ensure_partitions(regclass, timestamptz[]), app.ensure_partitions() TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP FUNCTION app.ensure_partitions();
DROP FUNCTION app.ensure_partitions(regclass, timestamptz[]);
DROP TABLE app.growing_table, app.import_bad_lines, app.import_file, app.agent_alias, app.campaign;
RESET ROLE;
