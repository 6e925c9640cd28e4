-- Attributes that give roles more rights than they need.
SELECT
	format('The role %s may do what it must not: %s.', rolname, concat_ws(', ',
		CASE WHEN rolsuper THEN 'SUPERUSER' END,
		CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
		CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
		CASE WHEN rolcreatedb THEN 'CREATEDB' END,
		CASE WHEN rolreplication THEN 'REPLICATION' END)),
	format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION', rolname),
	format('ALTER ROLE %I NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION', rolname)
FROM pg_roles
WHERE rolname IN ('ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer', 'ccrepo_bi', 'ccrepo_campaign_bi')
  AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
