-- Whoever is limited to campaigns sees no row of any other, whatever the query.

-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    pair record;
BEGIN
    FOR pair IN
        SELECT * FROM (VALUES ('ccrepo_reader', 'ccrepo_campaign_reader'), ('ccrepo_writer', 'ccrepo_campaign_writer')) AS v (whole, limited)
    LOOP
        -- Other databases of the cluster may have the roles already, or be making them at this moment.
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = pair.limited) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', pair.limited);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        IF NOT pg_has_role(current_user, pair.limited, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', pair.limited, current_user);
        END IF;
        -- A policy for a role is one for all who inherit from it. The reader may become the limited
        -- reader, but must not inherit: it would see nothing.
        IF (SELECT rolinherit FROM pg_roles WHERE rolname = pair.whole) THEN
            BEGIN
                EXECUTE format('ALTER ROLE %I NOINHERIT', pair.whole);
            EXCEPTION WHEN internal_error THEN
                NULL; -- "tuple concurrently updated": the other migration does the same
            END;
        END IF;
        IF NOT pg_has_role(pair.whole, pair.limited, 'MEMBER') THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', pair.limited, pair.whole);
            EXCEPTION WHEN unique_violation OR internal_error THEN
                NULL;
            END;
        END IF;
        IF pg_has_role(pair.whole, pair.limited, 'USAGE') THEN
            RAISE EXCEPTION 'role % inherits from %', pair.whole, pair.limited
                USING HINT = format('As superuser: ALTER ROLE %1$I NOINHERIT; REVOKE %2$I FROM %1$I; GRANT %2$I TO %1$I', pair.whole, pair.limited);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

SET LOCAL ROLE ccrepo_owner;

-- +goose StatementBegin
CREATE FUNCTION app.own_campaigns() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    -- What names no campaign belongs to nobody. Without a search path of its own, so that PostgreSQL puts
    -- it into the plan rather than call it.
    SELECT pg_catalog.array_remove(pg_catalog.array_remove(pg_catalog.array_remove(
        coalesce(nullif(pg_catalog.current_setting('app.campaigns', true), ''), '{}')::pg_catalog.text[], ''), 'NONE'), NULL)
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION app.own_campaigns() IS
    'Campaigns that a limited role may see: the array literal in the setting app.campaigns, which each transaction sets for itself; none where it is not set.';

-- +goose StatementBegin
CREATE FUNCTION app.owns_guid(wanted text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER COST 1000 SET search_path = pg_catalog, pg_temp
    AS $$
    -- As the owner: the caller's own eyes would not see that a call is another campaign's as well.
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
-- +goose StatementEnd
COMMENT ON FUNCTION app.owns_guid(text) IS
    'Whether a recording is of a call of the own campaigns, and of no other.';
REVOKE EXECUTE ON FUNCTION app.own_campaigns(), app.owns_guid(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.own_campaigns(), app.owns_guid(text) TO ccrepo_campaign_reader, ccrepo_campaign_writer;

GRANT USAGE ON SCHEMA public, event, report, app TO ccrepo_campaign_reader, ccrepo_campaign_writer;

-- +goose StatementBegin
DO $$
DECLARE
    target record;
    own text;
BEGIN
    FOR target IN
        SELECT * FROM (VALUES
            ('public.queue_log_repo', 'queuename'),
            ('public.webchat_log_repo', 'queuename'),
            ('public.sms_log_repo', 'queuename'),
            ('public.email_log_repo', 'queuename'),
            ('public.twitter_log_repo', 'queuename'),
            ('public.messenger_log_repo', 'queuename'),
            ('public.facebook_log_repo', 'queuename'),
            ('public.cdr_repo', 'campaign'),
            ('public.sms_repo', 'campaign'),
            ('public.calls_spool', 'campaign'),
            ('public.dialer_base', 'campaign'),
            ('public.tags', 'guid'),
            ('public.black_list_history', 'nobody'),
            ('report.queue_call', 'queue'),
            ('report.queue_ring', 'queue'),
            ('report.interaction', 'campaign'),
            ('report.interaction_part', 'campaign'),
            ('app.campaign', 'campaign')) AS v (relation, belongs_by)
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target.relation);
        -- Everybody else sees what his rights let him see, at no cost.
        EXECUTE format('CREATE POLICY everybody ON %s USING (true) WITH CHECK (true)', target.relation);
        -- The list is read once a query, and leaves the indexes usable.
        own := CASE target.belongs_by
            WHEN 'guid' THEN 'app.owns_guid(guid)'
            WHEN 'nobody' THEN 'false' -- it stands beside what belongs to campaigns in a contact's history
            ELSE format('%I = ANY ((SELECT app.own_campaigns())::text[])', target.belongs_by)
        END;
        EXECUTE format('CREATE POLICY own_campaigns ON %s AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (%s) WITH CHECK (%s)',
                       target.relation, own, own);
        -- Partitions are not granted: no policy guards one that is read by its own name.
        EXECUTE format('GRANT SELECT ON %s TO ccrepo_campaign_reader, ccrepo_campaign_writer', target.relation);
    END LOOP;
    FOR target IN
        SELECT c.oid::regclass AS relation
        FROM pg_class AS c
        WHERE c.relkind = 'v'
          AND c.relnamespace IN ('event'::regnamespace, 'report'::regnamespace)
          AND 'security_invoker=true' = ANY (c.reloptions)
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO ccrepo_campaign_reader, ccrepo_campaign_writer', target.relation);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- Names of agents belong to no campaign, and are needed to show a campaign's own calls.
GRANT SELECT ON app.agent_alias TO ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT INSERT, UPDATE, DELETE ON tags, calls_spool, dialer_base TO ccrepo_campaign_writer;
GRANT INSERT ON auditory TO ccrepo_campaign_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
-- +goose StatementBegin
DO $$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT c.oid::regclass AS relation
        FROM pg_class AS c
        WHERE c.relkind IN ('r', 'p', 'v')
          AND has_table_privilege('ccrepo_campaign_writer', c.oid, 'SELECT, INSERT')
          AND c.relnamespace IN ('public'::regnamespace, 'event'::regnamespace, 'report'::regnamespace, 'app'::regnamespace)
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM ccrepo_campaign_reader, ccrepo_campaign_writer', target.relation);
    END LOOP;
    FOR target IN
        SELECT p.polrelid::regclass AS relation FROM pg_policy AS p WHERE p.polname = 'own_campaigns'
    LOOP
        EXECUTE format('DROP POLICY own_campaigns ON %s', target.relation);
        EXECUTE format('DROP POLICY everybody ON %s', target.relation);
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', target.relation);
    END LOOP;
END
$$;
-- +goose StatementEnd
REVOKE USAGE ON SCHEMA public, event, report, app FROM ccrepo_campaign_reader, ccrepo_campaign_writer;
DROP FUNCTION app.owns_guid(text);
DROP FUNCTION app.own_campaigns();
RESET ROLE;
