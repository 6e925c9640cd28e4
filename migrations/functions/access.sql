-- Functions of PostgreSQL that every role may call by default and that leave something behind in the database, its
-- write-ahead log or the server, also in a session whose transactions are read-only.
CREATE OR REPLACE FUNCTION app.guarded_routines() RETURNS SETOF regprocedure
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT oid::regprocedure
    FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace
      AND proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
    ORDER BY 1
$$;
COMMENT ON FUNCTION app.guarded_routines() IS
    'Functions of PostgreSQL that PUBLIC must not call: they create large objects, or messages in the write-ahead log.';

-- The migrations, ccrepo doctor and ccrepo doctor --fix-sql all take this list, so that they agree. A dump of one
-- database lacks most of it: it belongs to the server, to the database itself or to a superuser.
CREATE OR REPLACE FUNCTION app.missing_access()
    RETURNS TABLE (check_name text, what text, statement text, superuser boolean)
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
    SELECT m.check_name, m.what, m.statement, m.superuser
    FROM (
        -- Settings of roles apply to sessions that log in as them; the server sends the same with each connection.
        SELECT DISTINCT
            1 AS place,
            'role-settings' AS check_name,
            format('The role %s has no %s: sessions that log in as it are without one.', r.rolname, w.setting) AS what,
            format('ALTER ROLE %I SET %s = %L', r.rolname, w.setting, w.value) AS statement,
            w.setting = 'temp_file_limit' AS superuser
        FROM (VALUES
            ('ccrepo_reader', 'default_transaction_read_only', 'on'),
            ('ccrepo_reader', 'statement_timeout', '30s'),
            ('ccrepo_reader', 'idle_in_transaction_session_timeout', '10min'),
            ('ccrepo_reader', 'work_mem', '32MB'),
            ('ccrepo_reader', 'temp_file_limit', '4GB'),
            ('ccrepo_reader', 'search_path', 'public'),
            ('ccrepo_reader', 'timezone', 'UTC'),
            ('ccrepo_writer', 'statement_timeout', '5min'),
            ('ccrepo_writer', 'idle_in_transaction_session_timeout', '1min'),
            ('ccrepo_writer', 'search_path', 'public'),
            ('ccrepo_writer', 'timezone', 'UTC'),
            ('ccrepo_bi', 'default_transaction_read_only', 'on'),
            ('ccrepo_bi', 'statement_timeout', '5min'),
            ('ccrepo_bi', 'idle_in_transaction_session_timeout', '5min'),
            ('ccrepo_bi', 'work_mem', '32MB'),
            ('ccrepo_bi', 'temp_file_limit', '4GB'),
            ('ccrepo_campaign_bi', 'default_transaction_read_only', 'on'),
            ('ccrepo_campaign_bi', 'statement_timeout', '5min'),
            ('ccrepo_campaign_bi', 'idle_in_transaction_session_timeout', '5min'),
            ('ccrepo_campaign_bi', 'work_mem', '32MB'),
            ('ccrepo_campaign_bi', 'temp_file_limit', '4GB')) AS w (rolname, setting, value)
        JOIN pg_roles AS g
            ON g.rolname = w.rolname
        -- A login does not inherit the settings of the roles that it is a member of.
        JOIN pg_roles AS r
            ON r.oid = g.oid
            OR (w.rolname ~ '_bi$' AND r.rolcanlogin AND NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'USAGE'))
        WHERE NOT EXISTS (
            SELECT
            FROM pg_db_role_setting AS s
            CROSS JOIN unnest(s.setconfig) AS c
            WHERE s.setrole = r.oid
              AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
              AND lower(split_part(c, '=', 1)) = w.setting
              AND split_part(c, '=', 2) NOT IN ('', '0', 'off', '-1'))
          -- Servers on which no login is superuser have limits of their own for all roles.
          AND NOT EXISTS (
            SELECT
            FROM pg_settings AS s
            WHERE s.name = w.setting
              AND s.name LIKE '%\_limit'
              AND s.source IN ('configuration file', 'command line')
              AND s.setting <> '-1')
        UNION ALL
        SELECT
            2,
            'public-rights',
            'Everybody who logs in to this database may make temporary tables: a stolen connection of the reader leaves something behind.',
            format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', d.datname),
            false
        FROM pg_database AS d
        WHERE d.datname = current_database()
          AND EXISTS (
            SELECT
            FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a
            WHERE a.grantee = 0
              AND a.privilege_type = 'TEMPORARY')
        UNION ALL
        SELECT
            3,
            'public-rights',
            'Everybody who logs in to this database may make tables in public: a stolen connection of the reader leaves something behind.',
            'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
            false
        FROM pg_namespace AS n
        WHERE n.nspname = 'public'
          AND EXISTS (
            SELECT
            FROM aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS a
            WHERE a.grantee = 0
              AND a.privilege_type = 'CREATE')
        UNION ALL
        SELECT
            4,
            'public-rights',
            format('Everybody who logs in to this database may call %s: a stolen connection of the reader leaves something behind.', p.oid::regprocedure),
            format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', p.oid::regprocedure),
            true
        FROM pg_proc AS p
        WHERE p.oid IN (SELECT app.guarded_routines())
          AND EXISTS (
            SELECT
            FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
            WHERE a.grantee = 0)
        UNION ALL
        SELECT
            5,
            'role-rights',
            format('The role %s must not %s this database.', w.rolname, w.may),
            format('GRANT %s ON DATABASE %I TO %I', w.privilege, current_database(), w.rolname),
            false
        FROM (VALUES
            ('ccrepo_owner', 'CREATE', 'create schemas in'),
            ('ccrepo_owner', 'TEMPORARY', 'create temporary tables in'),
            ('ccrepo_writer', 'TEMPORARY', 'create temporary tables in')) AS w (rolname, privilege, may)
        JOIN pg_roles AS r
            ON r.rolname = w.rolname
        WHERE NOT EXISTS (
            SELECT
            FROM pg_database AS d
            CROSS JOIN aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS a
            WHERE d.datname = current_database()
              AND a.grantee = r.oid
              AND a.privilege_type = w.privilege)
        UNION ALL
        SELECT
            6,
            'row-security',
            'The event trigger ccrepo_keep_rights is missing or off: a role can take itself out of the policies that limit it to campaigns.',
            coalesce(
                (SELECT 'ALTER EVENT TRIGGER ccrepo_keep_rights ENABLE' FROM pg_event_trigger WHERE evtname = 'ccrepo_keep_rights'),
                'CREATE EVENT TRIGGER ccrepo_keep_rights ON ddl_command_start WHEN TAG IN (''DROP OWNED'', ''ALTER DEFAULT PRIVILEGES'') EXECUTE FUNCTION app.keep_rights()'),
            true
        WHERE NOT EXISTS (
            SELECT
            FROM pg_event_trigger
            WHERE evtname = 'ccrepo_keep_rights'
              AND evtenabled IN ('O', 'A'))
    ) AS m
    ORDER BY m.place, m.statement COLLATE "C"
$$;
COMMENT ON FUNCTION app.missing_access() IS
    'Settings and rights of the server and the database that are missing: the name of the check in ccrepo doctor, what is wrong, the statement that corrects it, and whether only a superuser may run it.';
