-- The campaigns that a campaign-limited role sees, and the trigger that keeps its policies.

CREATE OR REPLACE FUNCTION app.keep_rights() RETURNS event_trigger
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
COMMENT ON FUNCTION app.keep_rights() IS
    'Refuses DROP OWNED and ALTER DEFAULT PRIVILEGES for the roles that serve requests, because they could remove themselves from the policies that limit them.';

CREATE OR REPLACE FUNCTION app.own_campaigns() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    -- Rows without a campaign belong to no key. The function sets no search path, so that PostgreSQL can inline it.
    SELECT pg_catalog.array_remove(pg_catalog.array_remove(pg_catalog.array_remove(
        coalesce(nullif(pg_catalog.current_setting('app.campaigns', true), ''), '{}')::pg_catalog.text[], ''), 'NONE'), NULL)
$$;
COMMENT ON FUNCTION app.own_campaigns() IS
    'Campaigns that a campaign-limited role may see: the array literal in the setting app.campaigns, which each transaction sets; none if it is not set.';
REVOKE EXECUTE ON FUNCTION app.own_campaigns() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.own_campaigns() TO ccrepo_campaign_reader, ccrepo_campaign_writer;

CREATE OR REPLACE FUNCTION app.owns_guid(wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER COST 1000 SET search_path = pg_catalog, pg_temp
    AS $$
    -- Runs as the owner, because the caller cannot see that a call also belongs to another campaign.
    SELECT coalesce(bool_or(c.own) AND NOT bool_or(c.foreign_too), false)
    FROM (
        SELECT
            r.campaign = ANY ((SELECT app.own_campaigns())::text[]) AS own,
            r.campaign <> '' AND r.campaign <> ALL ((SELECT app.own_campaigns())::text[]) AS foreign_too
        FROM public.cdr_repo AS r
        WHERE r.guid = wanted
          AND wanted <> ''
    ) AS c
$$;
COMMENT ON FUNCTION app.owns_guid(text) IS
    'Whether the call of a recording belongs to own campaigns only.';
REVOKE EXECUTE ON FUNCTION app.owns_guid(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.owns_guid(text) TO ccrepo_campaign_reader, ccrepo_campaign_writer;
