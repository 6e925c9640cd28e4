-- Tables that campaign-limited keys can read without the policy of campaigns.
SELECT
	format('A campaign-limited key can read the rows of all campaigns in %s.', c.oid::regclass),
	CASE
		WHEN c.relispartition THEN format('REVOKE ALL ON %s FROM ccrepo_campaign_reader, ccrepo_campaign_writer', c.oid::regclass)
		WHEN c.relrowsecurity THEN 'Create its policy own_campaigns again, as migrations/00208_access.sql does.'
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
	  AND p.polroles @> ARRAY(SELECT l.oid FROM pg_roles AS l WHERE l.rolname IN ('ccrepo_campaign_reader', 'ccrepo_campaign_writer'))))
