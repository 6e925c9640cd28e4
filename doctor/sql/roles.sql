-- Roles of the migrations that do not exist.
SELECT
	format('The role %s is missing.', wanted),
	'Restore the roles of the server that the database is from (pg_dumpall --roles-only), then the database again, so that its grants take.'
FROM unnest(ARRAY['ccrepo_owner', 'ccrepo_reader', 'ccrepo_writer', 'ccrepo_campaign_reader', 'ccrepo_campaign_writer']) AS wanted
WHERE NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = wanted)
