-- The event trigger without which roles can leave the policies of campaigns.
SELECT
	'The event trigger ccrepo_keep_rights is missing or off: a role can take itself out of the policies that limit it to campaigns.',
	coalesce(
		(SELECT 'ALTER EVENT TRIGGER ccrepo_keep_rights ENABLE' FROM pg_event_trigger WHERE evtname = 'ccrepo_keep_rights'),
		'CREATE EVENT TRIGGER ccrepo_keep_rights ON ddl_command_start WHEN TAG IN (''DROP OWNED'', ''ALTER DEFAULT PRIVILEGES'') EXECUTE FUNCTION app.keep_rights()')
WHERE NOT EXISTS (
	SELECT FROM pg_event_trigger
	WHERE evtname = 'ccrepo_keep_rights'
	  AND evtenabled IN ('O', 'A'))
