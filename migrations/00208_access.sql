-- Objects that depend on the functions: triggers, campaign isolation, and partitions.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE VIEW app.channel_event AS
SELECT
    l.channel, l.callid, l.id, l.datetime,
    report.name_or_empty(l.queuename) AS campaign,
    report.name_or_empty(l.agent) AS agent,
    l.event,
    CASE
        WHEN l.event IN ('OUTOFTIME', 'NOAGENTS', 'MAXQUEUE', 'HOLIDAYMESSAGE', 'BLACKLIST') THEN 'away'
        WHEN l.callid IN ('', 'NONE') THEN NULL
        WHEN l.event = 'ENTERQUEUE' THEN 'enter'
        WHEN l.event = 'REENTERQUEUE' THEN 'reenter'
        WHEN l.event IN ('OUTSMS', 'OUTEMAIL', 'OUTTWEET', 'OUTMESSENGER', 'OUTFACEBOOK') THEN 'start'
        WHEN l.event = 'CONNECT' THEN 'connect'
        WHEN l.event IN ('COMPLETEAGENT', 'COMPLETECALLER') THEN 'complete'
        WHEN l.event IN ('COMPLETEAGENTOUT', 'ABANDON', 'EXITWITHTIMEOUT') THEN 'end'
        WHEN l.event IN ('TRANSFERRED', 'ATTENDED') OR l.event = 'TRANSFER' AND l.channel = 'webchat' THEN 'transfer'
    END AS kind,
    CASE WHEN l.callid IN ('', 'NONE') THEN l.datetime END AS loose_at,
    l.data1, l.data2, l.data3, l.data4, l.written_by,
    report.written_source(l.import_id, l.origid) AS source,
    report.written_place(l.position, l.origid) AS place
FROM (
    SELECT 'webchat' AS channel, id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, written_by, import_id, position, origid FROM public.webchat_log_repo
    UNION ALL
    SELECT 'sms', id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, written_by, import_id, position, origid FROM public.sms_log_repo
    UNION ALL
    SELECT 'email', id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, written_by, import_id, position, origid FROM public.email_log_repo
    UNION ALL
    SELECT 'twitter', id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, written_by, import_id, position, origid FROM public.twitter_log_repo
    UNION ALL
    SELECT 'messenger', id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, written_by, import_id, position, origid FROM public.messenger_log_repo
    UNION ALL
    SELECT 'facebook', id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, written_by, import_id, position, origid FROM public.facebook_log_repo
) AS l;
COMMENT ON VIEW app.channel_event IS 'The rows of the six channel logs, with their effect on interactions.';
COMMENT ON COLUMN app.channel_event.channel IS 'webchat, sms, email, twitter, messenger or facebook.';
COMMENT ON COLUMN app.channel_event.callid IS 'Id of the interaction.';
COMMENT ON COLUMN app.channel_event.id IS 'Id of the row in its table.';
COMMENT ON COLUMN app.channel_event.datetime IS 'Time of the event.';
COMMENT ON COLUMN app.channel_event.campaign IS 'Campaign; empty if the log names none.';
COMMENT ON COLUMN app.channel_event.agent IS 'Agent as logged; empty if the log names none.';
COMMENT ON COLUMN app.channel_event.event IS 'Name of the event.';
COMMENT ON COLUMN app.channel_event.kind IS 'Effect of the event: enter, reenter, start (by an agent), connect, complete, end, transfer or away (turned away); NULL if it has none.';
COMMENT ON COLUMN app.channel_event.loose_at IS 'Time of an event without an interaction''s id, which is a contact of its own; else NULL.';
COMMENT ON COLUMN app.channel_event.data1 IS 'First value of the event.';
COMMENT ON COLUMN app.channel_event.data2 IS 'Second value of the event.';
COMMENT ON COLUMN app.channel_event.data3 IS 'Third value of the event.';
COMMENT ON COLUMN app.channel_event.data4 IS 'Fourth value of the event.';
COMMENT ON COLUMN app.channel_event.written_by IS 'Transaction that wrote the row.';
COMMENT ON COLUMN app.channel_event.source IS 'Source of the row, from report.written_source.';
COMMENT ON COLUMN app.channel_event.place IS 'Position of the row in its source.';

CREATE TRIGGER guard BEFORE UPDATE OF campaign, destination, number, status ON calls_spool
    FOR EACH ROW
    WHEN ((OLD.campaign, OLD.destination, OLD.number, OLD.status) IS DISTINCT FROM (NEW.campaign, NEW.destination, NEW.number, NEW.status))
    EXECUTE FUNCTION app.guard_calls_spool();

CREATE TRIGGER change_action BEFORE UPDATE ON app.action FOR EACH ROW EXECUTE FUNCTION app.change_action();

CREATE TRIGGER tell_action AFTER INSERT OR UPDATE ON app.action FOR EACH ROW
    WHEN (NEW.state <> 'delivered') EXECUTE FUNCTION app.tell_action();

CREATE CONSTRAINT TRIGGER dialer_base_keeps_one_active
    AFTER INSERT OR DELETE OR UPDATE OF campaign, active ON dialer_base
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.check_active_list();

CREATE TRIGGER dialer_base_copy
    BEFORE INSERT ON dialer_base
    FOR EACH ROW WHEN (NEW.active AND current_setting('app.copying', true) = 'on') EXECUTE FUNCTION app.copy_active_list();

CREATE TRIGGER dialer_base_records
    BEFORE INSERT ON dialer_base
    FOR EACH ROW EXECUTE FUNCTION app.count_list_records();

CREATE TRIGGER calls_spool_added AFTER INSERT ON calls_spool
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.keep_list_records();

CREATE TRIGGER calls_spool_moved AFTER UPDATE ON calls_spool
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.keep_list_records();

CREATE TRIGGER calls_spool_removed AFTER DELETE ON calls_spool
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.keep_list_records();

CREATE TRIGGER dialer_base_carry
    AFTER UPDATE OF campaign, name ON dialer_base
    FOR EACH ROW WHEN (OLD.campaign <> NEW.campaign OR OLD.name <> NEW.name) EXECUTE FUNCTION app.carry_list();

CREATE TRIGGER cdr_repo_removed AFTER DELETE ON cdr_repo
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION app.forget_removed_records();

CREATE TRIGGER forget_caller_numbers AFTER INSERT OR DELETE OR UPDATE OF campaign, country ON app.campaign_setting
    FOR EACH ROW EXECUTE FUNCTION app.forget_caller_numbers();

-- Only the triggers maintain the number of records of a list.
REVOKE UPDATE ON dialer_base FROM ccrepo_writer;
GRANT UPDATE (id, campaign, name, active, percentage) ON dialer_base TO ccrepo_writer;

-- Campaign isolation: a campaign-limited role sees only the rows of its own campaigns.
-- +goose StatementBegin
DO $$
DECLARE
    target record;
    -- The list of campaigns is read once per query, and indexes remain usable.
    own text := '%1$I = ANY ((SELECT app.own_campaigns())::text[])';
BEGIN
    FOR target IN
        SELECT v.relation, format(v.condition, v.campaign_column) AS condition
        FROM (VALUES
            ('public.queue_log_repo', own, 'queuename'),
            ('public.webchat_log_repo', own, 'queuename'),
            ('public.sms_log_repo', own, 'queuename'),
            ('public.email_log_repo', own, 'queuename'),
            ('public.twitter_log_repo', own, 'queuename'),
            ('public.messenger_log_repo', own, 'queuename'),
            ('public.facebook_log_repo', own, 'queuename'),
            ('public.cdr_repo', own, 'campaign'),
            ('public.sms_repo', own, 'campaign'),
            ('public.calls_spool', own, 'campaign'),
            ('public.dialer_base', own, 'campaign'),
            ('public.tags', 'app.owns_guid(%I)', 'guid'),
            ('public.black_list_history', 'false', ''), -- it has no campaign, and is joined with tables that have one
            ('report.queue_call', own, 'queue'),
            ('report.queue_ring', own, 'queue'),
            ('report.queue_slot', own, 'queue'),
            ('report.interaction', own, 'campaign'),
            ('report.interaction_part', own, 'campaign'),
            ('app.campaign', own, 'campaign'),
            ('app.campaign_setting', '%1$I = '''' OR ' || own, 'campaign'),
            ('app.do_not_call', '%1$I = '''' OR ' || own, 'campaign'),
            -- HANG_UP and CLOSE_TAB have no campaign; they belong to the key that sent them.
            ('app.action', own || ' OR %1$I IS NULL AND principal = (SELECT nullif(current_setting(''app.principal'', true), ''''))', 'campaign'),
            ('app.copied_list', own, 'campaign'),
            ('app.disposition', own, 'campaign'),
            ('app.allowed_disposition', own, 'campaign')) AS v (relation, condition, campaign_column)
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target.relation);
        -- The other roles see all rows, at no cost.
        EXECUTE format('CREATE POLICY everybody ON %s USING (true) WITH CHECK (true)', target.relation);
        EXECUTE format('CREATE POLICY own_campaigns ON %1$s AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (%2$s) WITH CHECK (%2$s)',
                       target.relation, target.condition);
        -- Partitions are not granted, because policies do not apply to a partition that is read by its own name.
        IF target.relation NOT LIKE 'app.%' THEN
            EXECUTE format('GRANT SELECT ON %s TO ccrepo_campaign_reader, ccrepo_campaign_writer', target.relation);
        END IF;
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
    PERFORM app.ensure_partitions();
END
$$;
-- +goose StatementEnd

-- A campaign-limited key reads entries for all campaigns, but writes only those of its own.
CREATE POLICY own_additions ON app.do_not_call AS RESTRICTIVE FOR INSERT TO ccrepo_campaign_writer
    WITH CHECK (campaign = ANY ((SELECT app.own_campaigns())::text[]));
CREATE POLICY own_removals ON app.do_not_call AS RESTRICTIVE FOR DELETE TO ccrepo_campaign_writer
    USING (campaign = ANY ((SELECT app.own_campaigns())::text[]));

GRANT INSERT, UPDATE, DELETE ON tags, calls_spool TO ccrepo_campaign_writer;
GRANT INSERT, UPDATE (id, campaign, name, active, percentage), DELETE ON dialer_base TO ccrepo_campaign_writer;
GRANT INSERT ON auditory, sms_repo TO ccrepo_campaign_writer;

-- People who work in SQL read the columns without personal data (sql/personal.csv; a test compares the two), and those
-- who are limited to campaigns only tables with a campaign.
-- +goose StatementBegin
DO $$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT v.relation, v.campaign_column, (
            SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
            FROM pg_attribute AS a
            WHERE a.attrelid = v.relation::regclass
              AND a.attnum > 0
              AND NOT a.attisdropped
              AND a.attname <> ALL (v.personal::text[])) AS columns
        FROM (VALUES
            ('public.auditory', NULL, '{action}'),
            ('public.black_list_history', NULL, '{src,dst}'),
            ('public.calls_spool', 'campaign', '{destination,number,data,alternatives,agentphone}'),
            ('public.cdr_repo', 'campaign', '{clid,src,dst,channel,dstchannel,lastdata,accountcode,userfield,note,peeraccount}'),
            ('public.queue_log_repo', 'queuename', '{data1,data2,data3,data4,data5}'),
            ('public.webchat_log_repo', 'queuename', '{data1,data2,data3,data4,data5}'),
            ('public.sms_log_repo', 'queuename', '{data1,data2,data3,data4,data5}'),
            ('public.email_log_repo', 'queuename', '{data1,data2,data3,data4,data5}'),
            ('public.twitter_log_repo', 'queuename', '{data1,data2,data3,data4,data5}'),
            ('public.messenger_log_repo', 'queuename', '{data1,data2,data3,data4,data5}'),
            ('public.facebook_log_repo', 'queuename', '{data1,data2,data3,data4,data5}'),
            ('public.sipchat', NULL, '{src,dest,message}'),
            ('public.sms_repo', 'campaign', '{callerid,message,result}'),
            ('public.tags', NULL, '{comment}'),
            ('report.queue_call', 'queue', '{callerid,caller_number,transferred_to}'),
            ('report.interaction', 'campaign', '{contact,contact_name}'),
            ('report.agent_pause', NULL, '{comment,reason}'),
            ('public.dialer_base', 'campaign', '{}'),
            ('report.queue_ring', 'queue', '{}'),
            ('report.queue_slot', 'queue', '{}'),
            ('report.agent_session', NULL, '{}'),
            ('report.agent_time', NULL, '{}'),
            ('report.interaction_part', 'campaign', '{}')) AS v (relation, campaign_column, personal)
    LOOP
        EXECUTE format('GRANT SELECT (%s) ON %s TO ccrepo_bi', target.columns, target.relation);
        IF target.campaign_column IS NOT NULL THEN
            EXECUTE format('GRANT SELECT (%s) ON %s TO ccrepo_campaign_bi', target.columns, target.relation);
            EXECUTE format('CREATE POLICY bi_campaigns ON %s AS RESTRICTIVE FOR SELECT TO ccrepo_campaign_bi USING (%I = ANY ((SELECT app.bi_campaigns())::text[]))',
                           target.relation, target.campaign_column);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

RESET ROLE;

-- Settings of roles, and rights in the server and the database. Each statement is on its own: if the migrating user
-- must not run one, the others take effect, and ccrepo doctor --fix-sql prints those that are left.
-- +goose StatementBegin
DO $$
DECLARE
    missing record;
BEGIN
    FOR missing IN SELECT m.statement FROM app.missing_access() AS m LOOP
        BEGIN
            EXECUTE missing.statement;
        EXCEPTION WHEN insufficient_privilege OR internal_error THEN
            NULL; -- "tuple concurrently updated": the migration of another database writes the same
        END;
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
-- +goose StatementBegin
DO $$
DECLARE
    definition text := pg_get_functiondef('app.keep_rights()'::regprocedure);
    comment text := obj_description('app.keep_rights()'::regprocedure, 'pg_proc');
BEGIN
    -- The event trigger belongs to a superuser, and only they can drop it by name; with its function it goes in any case.
    DROP FUNCTION app.keep_rights() CASCADE;
    EXECUTE definition;
    EXECUTE format('COMMENT ON FUNCTION app.keep_rights() IS %L', comment);
END
$$;
-- +goose StatementEnd
RESET ROLE;
-- +goose StatementBegin
DO $$
DECLARE
    routine regprocedure;
BEGIN
    FOR routine IN SELECT app.guarded_routines() LOOP
        BEGIN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', routine);
        EXCEPTION WHEN insufficient_privilege THEN
            NULL; -- only a superuser can
        END;
    END LOOP;
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM ccrepo_writer', current_database());
END
$$;
-- +goose StatementEnd
SET LOCAL ROLE ccrepo_owner;
DROP POLICY own_removals ON app.do_not_call;
DROP POLICY own_additions ON app.do_not_call;
-- +goose StatementBegin
DO $$
DECLARE
    target record;
BEGIN
    FOR target IN
        SELECT c.oid::regclass AS relation
        FROM pg_class AS c
        WHERE c.relkind IN ('r', 'p', 'v')
          AND has_any_column_privilege('ccrepo_campaign_writer', c.oid, 'SELECT, INSERT')
          AND c.relnamespace IN ('public'::regnamespace, 'event'::regnamespace, 'report'::regnamespace)
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM ccrepo_campaign_reader, ccrepo_campaign_writer', target.relation);
    END LOOP;
    FOR target IN
        SELECT p.polrelid::regclass AS relation FROM pg_policy AS p WHERE p.polname = 'bi_campaigns'
    LOOP
        EXECUTE format('DROP POLICY bi_campaigns ON %s', target.relation);
    END LOOP;
    FOR target IN
        SELECT c.oid::regclass AS relation
        FROM pg_class AS c
        WHERE c.relkind IN ('r', 'p')
          AND has_any_column_privilege('ccrepo_bi', c.oid, 'SELECT')
          AND c.relnamespace IN ('public'::regnamespace, 'report'::regnamespace)
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM ccrepo_bi, ccrepo_campaign_bi', target.relation);
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
REVOKE UPDATE (id, campaign, name, active, percentage) ON dialer_base FROM ccrepo_writer;
GRANT UPDATE ON dialer_base TO ccrepo_writer;
DROP TRIGGER cdr_repo_removed ON cdr_repo;
DROP TRIGGER forget_caller_numbers ON app.campaign_setting;
DROP TRIGGER dialer_base_carry ON dialer_base;
DROP TRIGGER calls_spool_removed ON calls_spool;
DROP TRIGGER calls_spool_moved ON calls_spool;
DROP TRIGGER calls_spool_added ON calls_spool;
DROP TRIGGER dialer_base_records ON dialer_base;
DROP TRIGGER dialer_base_copy ON dialer_base;
DROP TRIGGER dialer_base_keeps_one_active ON dialer_base;
DROP TRIGGER tell_action ON app.action;
DROP TRIGGER change_action ON app.action;
DROP TRIGGER guard ON calls_spool;
DROP VIEW app.channel_event;
RESET ROLE;
