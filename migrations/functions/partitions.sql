-- Creates the monthly partitions of the tables that grow.

CREATE OR REPLACE FUNCTION app.ensure_partitions(target regclass, times timestamptz[]) RETURNS integer
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
        -- One transaction at a time; a second one then finds the partition.
        PERFORM pg_advisory_xact_lock(hashtext('app.ensure_partitions'));
        CONTINUE WHEN EXISTS (
            SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
            WHERE i.inhparent = target AND c.relname = partition_name);
        -- A month with rows in the default partition stays there.
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
COMMENT ON FUNCTION app.ensure_partitions(regclass, timestamptz[]) IS
    'Creates the monthly partitions that rows of the given times need, and returns their number. Call it before a COPY, in a separate transaction.';
REVOKE EXECUTE ON FUNCTION app.ensure_partitions(regclass, timestamptz[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ensure_partitions(regclass, timestamptz[]) TO ccrepo_writer;

CREATE OR REPLACE FUNCTION app.ensure_partitions() RETURNS integer
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT coalesce(sum(app.ensure_partitions(g.relation, ARRAY(
        SELECT now() + make_interval(months => m) FROM generate_series(0, 3) AS m))), 0)::integer
    FROM app.growing_table AS g
$$;
COMMENT ON FUNCTION app.ensure_partitions() IS
    'Creates the partitions of this month and the next three, for every growing table.';
REVOKE EXECUTE ON FUNCTION app.ensure_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ensure_partitions() TO ccrepo_writer;
