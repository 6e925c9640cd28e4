package main

// serverChecks are those of any PostgreSQL.
func (d *doctor) serverChecks() []databaseCheck {
	return []databaseCheck{
		{name: "server-version", severity: grave, args: []any{d.oldestServer}, query: `
			SELECT
				format('PostgreSQL is version %s; %s is the oldest that works.', current_setting('server_version'), $1::integer / 10000),
				'Upgrade it (pg_upgrade), or move the database to a newer one.'
			WHERE current_setting('server_version_num')::integer < $1::integer`},
		{name: "encoding", severity: grave, query: `
			SELECT
				format('The database is encoded in %s: names and texts can get lost.', current_setting('server_encoding')),
				'Make a database with ENCODING ''UTF8'' and move the rows there.'
			WHERE current_setting('server_encoding') <> 'UTF8'`},
		{name: "autovacuum", severity: mild, query: `
			SELECT
				format('%s is off: statistics grow old and dead rows stay.', name),
				format('ALTER SYSTEM SET %s = on; SELECT pg_reload_conf();', name)
			FROM pg_settings
			WHERE name IN ('autovacuum', 'track_counts')
			  AND setting = 'off'`},
		{name: "old-transaction", severity: mild, args: []any{d.longestIdle.Seconds()}, query: `
			SELECT
				format('Process %s (%s) has a transaction open since %s: dead rows stay, and migrations wait.', pid, usename, date_trunc('second', xact_start)),
				format('Find out what it is (application %s); SELECT pg_terminate_backend(%s) ends it.', quote_literal(application_name), pid)
			FROM pg_stat_activity
			WHERE datname = current_database()
			  AND backend_type = 'client backend'
			  AND xact_start < now() - make_interval(secs => $1)
			  AND pid <> pg_backend_pid()`},
		{name: "prepared-transaction", severity: mild, args: []any{d.longestIdle.Seconds()}, query: `
			SELECT
				format('The transaction %s was prepared %s and never ended: dead rows stay.', quote_literal(gid), date_trunc('second', prepared)),
				format('COMMIT PREPARED %s or ROLLBACK PREPARED %1$s', quote_literal(gid))
			FROM pg_prepared_xacts
			WHERE database = current_database()
			  AND prepared < now() - make_interval(secs => $1)`},
	}
}

// schemaChecks are those of a database that has all migrations.
func (d *doctor) schemaChecks() []databaseCheck {
	return []databaseCheck{
		{name: "roles", severity: grave, query: `
			SELECT
				format('The role %s is missing.', wanted),
				'Restore the roles of the server that the database is from (pg_dumpall --roles-only), then the database again, so that its grants take.'
			FROM unnest(ARRAY['ccrepo_owner', 'ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer']) AS wanted
			WHERE NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = wanted)`},
		{name: "role-rights", severity: grave, query: `
			SELECT
				format('The role %s may do what it must not: %s.', rolname, concat_ws(', ',
					CASE WHEN rolsuper THEN 'SUPERUSER' END,
					CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
					CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
					CASE WHEN rolcreatedb THEN 'CREATEDB' END,
					CASE WHEN rolreplication THEN 'REPLICATION' END)),
				format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION', rolname)
			FROM pg_roles
			WHERE rolname IN ('ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer')
			  AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`},
		{name: "role-rights", severity: grave, query: `
			SELECT
				format('The role %s is a member of %s, and so may do what that may.', m.rolname, g.rolname),
				format('REVOKE %I FROM %I', g.rolname, m.rolname)
			FROM pg_auth_members AS a
			JOIN pg_roles AS m
				ON m.oid = a.member
			JOIN pg_roles AS g
				ON g.oid = a.roleid
			WHERE m.rolname IN ('ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer')
			  AND (m.rolname, g.rolname) NOT IN (('ccrepo_reader', 'ccrepo_campaign_reader'), ('ccrepo_writer', 'ccrepo_campaign_writer'))`},
		{name: "role-settings", severity: mild, query: `
			SELECT
				format('The role %s has no %s: sessions that log in as it are without one.', w.rolname, w.setting),
				format('ALTER ROLE %I SET %s = %L', w.rolname, w.setting, w.value)
			FROM (VALUES
				('ccrepo_reader', 'default_transaction_read_only', 'on'),
				('ccrepo_reader', 'statement_timeout', '30s'),
				('ccrepo_reader', 'idle_in_transaction_session_timeout', '10min'),
				('ccrepo_reader', 'work_mem', '32MB'),
				('ccrepo_writer', 'statement_timeout', '5min'),
				('ccrepo_writer', 'idle_in_transaction_session_timeout', '1min')) AS w (rolname, setting, value)
			JOIN pg_roles AS r
				ON r.rolname = w.rolname
			WHERE NOT EXISTS (
				SELECT FROM pg_db_role_setting AS s
				CROSS JOIN unnest(s.setconfig) AS c
				WHERE s.setrole = r.oid
				  AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
				  AND split_part(c, '=', 1) = w.setting
				  AND split_part(c, '=', 2) NOT IN ('', '0', 'off'))`},
		{name: "time-zone", severity: mild, query: `
			SELECT
				format('Sessions that log in as %s are in the time zone %s, not UTC.', r.rolname, coalesce(z.zone, current_setting('timezone'))),
				format('ALTER ROLE %I SET timezone = ''UTC''', r.rolname)
			FROM pg_roles AS r
			LEFT JOIN LATERAL (
				SELECT split_part(c, '=', 2) AS zone
				FROM pg_db_role_setting AS s
				CROSS JOIN unnest(s.setconfig) AS c
				WHERE s.setrole = r.oid
				  AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
				  AND lower(split_part(c, '=', 1)) = 'timezone'
				ORDER BY s.setdatabase DESC
				LIMIT 1) AS z ON true
			WHERE r.rolname IN ('ccrepo_reader', 'ccrepo_writer')
			  AND z.zone IS DISTINCT FROM 'UTC'`},
		{name: "public-rights", severity: grave, query: `
			SELECT
				format('Everybody who logs in to this database may %s: a stolen connection of the reader leaves something behind.', may),
				todo
			FROM (
				SELECT 'make temporary tables' AS may, format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', datname) AS todo
				FROM pg_database
				CROSS JOIN aclexplode(coalesce(datacl, acldefault('d', datdba))) AS a
				WHERE datname = current_database()
				  AND a.grantee = 0
				  AND a.privilege_type = 'TEMPORARY'
				UNION ALL
				SELECT 'make tables in public', 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
				FROM pg_namespace
				CROSS JOIN aclexplode(coalesce(nspacl, acldefault('n', nspowner))) AS a
				WHERE nspname = 'public'
				  AND a.grantee = 0
				  AND a.privilege_type = 'CREATE'
				UNION ALL
				SELECT format('call %s', p.oid::regprocedure), format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', p.oid::regprocedure)
				FROM pg_proc AS p
				CROSS JOIN aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a
				WHERE p.pronamespace = 'pg_catalog'::regnamespace
				  AND p.proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
				  AND a.grantee = 0) AS open_to_all`},
		{name: "row-security", severity: grave, query: `
			SELECT
				'The event trigger ccrepo_keep_rights is missing or off: a role can take itself out of the policies that limit it to campaigns.',
				coalesce(
					(SELECT 'ALTER EVENT TRIGGER ccrepo_keep_rights ENABLE' FROM pg_event_trigger WHERE evtname = 'ccrepo_keep_rights'),
					'CREATE EVENT TRIGGER ccrepo_keep_rights ON ddl_command_start WHEN TAG IN (''DROP OWNED'', ''ALTER DEFAULT PRIVILEGES'') EXECUTE FUNCTION app.keep_rights()')
			WHERE NOT EXISTS (
				SELECT FROM pg_event_trigger
				WHERE evtname = 'ccrepo_keep_rights'
				  AND evtenabled IN ('O', 'A'))`},
		{name: "row-security", severity: grave, query: `
			SELECT
				format('%s shows a key that is limited to campaigns the rows of every campaign.', c.oid::regclass),
				CASE
					WHEN c.relispartition THEN format('REVOKE ALL ON %s FROM ccrepo_campaign_reader, ccrepo_campaign_writer', c.oid::regclass)
					WHEN c.relrowsecurity THEN 'Make its policy own_campaigns anew, as migrations/00019_campaign_isolation.sql does.'
					ELSE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.oid::regclass)
				END
			FROM pg_class AS c
			WHERE c.relnamespace IN ('public'::regnamespace, 'report'::regnamespace, 'app'::regnamespace)
			  AND c.relkind IN ('r', 'p')
			  AND (
				c.oid = to_regclass('public.tags')
				OR EXISTS (
					SELECT FROM pg_attribute AS a
					WHERE a.attrelid = c.oid
					  AND a.attname IN ('queuename', 'campaign', 'queue')
					  AND NOT a.attisdropped))
			  AND EXISTS (
				SELECT FROM pg_roles AS l
				WHERE l.rolname IN ('ccrepo_campaign_reader', 'ccrepo_campaign_writer')
				  AND has_any_column_privilege(l.oid, c.oid, 'SELECT'))
			  AND NOT (c.relrowsecurity AND EXISTS (
				SELECT FROM pg_policy AS p
				WHERE p.polrelid = c.oid
				  AND NOT p.polpermissive
				  AND p.polroles @> ARRAY(SELECT l.oid FROM pg_roles AS l WHERE l.rolname IN ('ccrepo_campaign_reader', 'ccrepo_campaign_writer'))))`},
		{name: "partitions", severity: mild, query: `
			SELECT
				format('%s has no partition for %s: rows of that time go to %1$s_default.', g.relation, string_agg(to_char(m.first_day, 'YYYY-MM'), ', ' ORDER BY m.first_day)),
				'ccrepo serve makes them every hour; else SELECT app.ensure_partitions();'
			FROM app.growing_table AS g
			CROSS JOIN LATERAL (
				SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n) AS first_day
				FROM generate_series(0, 3) AS n) AS m
			WHERE NOT EXISTS (
				SELECT FROM pg_inherits AS i
				JOIN pg_class AS p
					ON p.oid = i.inhrelid
				WHERE i.inhparent = g.relation
				  AND p.relname LIKE '%\_' || to_char(m.first_day, 'YYYY_MM'))
			GROUP BY g.relation`},
		{name: "invalid-index", severity: grave, query: `
			SELECT
				format('The index %s of %s is invalid: it is written, but not read.', i.indexrelid::regclass, i.indrelid::regclass),
				CASE
					WHEN t.relkind = 'p' THEN format('Make it on the partitions that lack it, and ALTER INDEX %s ATTACH PARTITION each.', i.indexrelid::regclass)
					ELSE format('REINDEX INDEX CONCURRENTLY %s, or DROP INDEX it where it is not needed.', i.indexrelid::regclass)
				END
			FROM pg_index AS i
			JOIN pg_class AS t
				ON t.oid = i.indrelid
			WHERE t.relnamespace IN ('public'::regnamespace, 'report'::regnamespace, 'app'::regnamespace)
			  AND NOT (i.indisvalid AND i.indisready)`},
		{name: "unused-index", severity: mild, args: []any{d.bigIndex, d.unusedSince.Seconds()}, query: `
			WITH used AS (
				SELECT
					coalesce(pg_partition_root(s.indexrelid), s.indexrelid::regclass) AS index,
					sum(s.idx_scan) AS scans,
					sum(pg_relation_size(s.indexrelid)) AS bytes
				FROM pg_stat_user_indexes AS s
				JOIN pg_index AS i
					ON i.indexrelid = s.indexrelid
				WHERE s.schemaname IN ('public', 'report', 'app')
				  AND NOT i.indisunique
				GROUP BY 1
			)
			SELECT
				format('The index %s (%s) has never been read since %s.', u.index, pg_size_pretty(u.bytes), since.since::date),
				format('If you made it: DROP INDEX %s. Those of the migrations serve reports that nobody has asked for.', u.index)
			FROM used AS u
			CROSS JOIN (
				SELECT greatest(
					(SELECT min(tstamp) FROM goose_db_version),
					(SELECT stats_reset FROM pg_stat_database WHERE datname = current_database())) AS since) AS since
			WHERE u.scans = 0
			  AND u.bytes >= $1
			  AND since.since < now() - make_interval(secs => $2)`},
		{name: "statistics", severity: mild, args: []any{d.manyRows}, query: `
			SELECT
				format('Statistics of %s are old: %s of about %s rows have changed since %s.', relid::regclass, n_mod_since_analyze, n_live_tup,
					coalesce(date_trunc('second', greatest(last_analyze, last_autoanalyze))::text, 'ever')),
				format('ANALYZE %s; and find out why autovacuum does not.', relid::regclass)
			FROM pg_stat_user_tables
			WHERE schemaname IN ('public', 'report', 'app')
			  AND n_live_tup >= $1
			  AND n_mod_since_analyze > 0.5 * n_live_tup`},
	}
}
