-- Actions that an agent's browser is to do, and what became of them.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.action (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agent text NOT NULL CHECK (agent <> ''),
    action text NOT NULL CHECK (action IN ('MAKE_CALL', 'HANG_UP', 'DISPOSITION_CALL', 'CLOSE_TAB')),
    campaign text,
    destination text,
    did text,
    callerid text,
    guid text,
    l1 text,
    l2 text,
    l3 text,
    d1 text,
    d2 text,
    comment text,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'delivered', 'acknowledged', 'done', 'failed', 'expired')),
    detail text,
    principal text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    deadline timestamptz NOT NULL DEFAULT clock_timestamp() + interval '15 seconds',
    delivered_at timestamptz,
    acknowledged_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT action_members CHECK (CASE action
        WHEN 'MAKE_CALL' THEN num_nulls(campaign, destination, did) = 0 AND num_nonnulls(callerid, l1, l2, l3, d1, d2, comment) = 0
        WHEN 'DISPOSITION_CALL' THEN num_nulls(campaign, callerid, guid, l1, l2, l3, d1, d2, comment) = 0 AND num_nonnulls(destination, did) = 0
        ELSE num_nonnulls(campaign, destination, did, callerid, guid, l1, l2, l3, d1, d2, comment) = 0 END),
    CONSTRAINT action_times CHECK (CASE state
        WHEN 'queued' THEN num_nonnulls(delivered_at, acknowledged_at, ended_at) = 0
        WHEN 'delivered' THEN delivered_at IS NOT NULL AND num_nonnulls(acknowledged_at, ended_at) = 0
        WHEN 'acknowledged' THEN num_nulls(delivered_at, acknowledged_at) = 0 AND ended_at IS NULL
        WHEN 'expired' THEN ended_at IS NOT NULL AND (acknowledged_at IS NULL OR delivered_at IS NOT NULL)
        ELSE num_nulls(delivered_at, acknowledged_at, ended_at) = 0 END)
);
COMMENT ON TABLE app.action IS 'Actions for the browsers of agents. A row is the truth of its action; app.action_now shows it as it is at this moment.';
COMMENT ON COLUMN app.action.id IS 'Id of the action. Those of one agent are committed in their order.';
COMMENT ON COLUMN app.action.agent IS 'Agent whose browser is to do it.';
COMMENT ON COLUMN app.action.action IS 'What is to be done: MAKE_CALL, HANG_UP, DISPOSITION_CALL or CLOSE_TAB.';
COMMENT ON COLUMN app.action.campaign IS 'Campaign of the call; NULL where the action has none.';
COMMENT ON COLUMN app.action.destination IS 'Number to call, as it was typed; NULL where the action calls nobody.';
COMMENT ON COLUMN app.action.did IS 'Number that the call shows; NULL where the action calls nobody.';
COMMENT ON COLUMN app.action.callerid IS 'Number of the contact whose call is given a disposition; NULL otherwise.';
COMMENT ON COLUMN app.action.guid IS 'Unique id of the call; NULL where none was given.';
COMMENT ON COLUMN app.action.l1 IS 'First level of the disposition; NULL where the action gives none.';
COMMENT ON COLUMN app.action.l2 IS 'Second level of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action.l3 IS 'Third level of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action.d1 IS 'Additional datum of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action.d2 IS 'Second additional datum of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action.comment IS 'Comment of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action.state IS 'State: queued, delivered (written into a stream), acknowledged (one tab does it), done, failed, expired.';
COMMENT ON COLUMN app.action.detail IS 'What the browser said of the outcome; NULL where it said nothing.';
COMMENT ON COLUMN app.action.principal IS 'Id of the API key or token that sent the action; empty where the server has no keys.';
COMMENT ON COLUMN app.action.created_at IS 'Moment at which it was queued.';
COMMENT ON COLUMN app.action.deadline IS 'Moment at which it expires, unless it has ended by then; acknowledging moves it on by 15 seconds.';
COMMENT ON COLUMN app.action.delivered_at IS 'Moment at which it was first written into a stream or, without one, acknowledged; NULL: not yet.';
COMMENT ON COLUMN app.action.acknowledged_at IS 'Moment at which a browser took it; NULL: none has.';
COMMENT ON COLUMN app.action.ended_at IS 'Moment at which it was done, failed or expired; NULL: it is open.';
CREATE INDEX action_created_at ON app.action (created_at, id);
CREATE INDEX action_agent ON app.action (agent, created_at, id);
-- Of those that are open, which are few: what a stream sends, and what expires next.
CREATE INDEX action_open ON app.action (agent, id) WHERE state IN ('queued', 'delivered', 'acknowledged');
CREATE INDEX action_deadline ON app.action (deadline) WHERE state IN ('queued', 'delivered', 'acknowledged');

-- +goose StatementBegin
CREATE FUNCTION app.change_action() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    at timestamptz := clock_timestamp();
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('queued', 'delivered'), ('queued', 'acknowledged'), ('delivered', 'acknowledged'),
        ('acknowledged', 'done'), ('acknowledged', 'failed'),
        ('queued', 'expired'), ('delivered', 'expired'), ('acknowledged', 'expired'))
    THEN
        RAISE object_not_in_prerequisite_state
            USING MESSAGE = format('action %s is %s and cannot become %s', OLD.id, OLD.state, NEW.state);
    END IF;
    -- At its deadline it can only expire, and before it it cannot. Whoever comes too late changes no row.
    IF (NEW.state = 'expired') <> (at >= OLD.deadline) THEN
        RETURN NULL;
    END IF;
    -- Nothing but state and detail changes, whatever the UPDATE says; the times follow from the state.
    at := CASE WHEN NEW.state = 'expired' THEN OLD.deadline ELSE at END;
    OLD.detail := NEW.detail;
    OLD.state := NEW.state;
    CASE NEW.state
        WHEN 'delivered' THEN
            OLD.delivered_at := at;
        WHEN 'acknowledged' THEN
            OLD.delivered_at := coalesce(OLD.delivered_at, at);
            OLD.acknowledged_at := at;
            OLD.deadline := OLD.deadline + interval '15 seconds';
        ELSE
            OLD.ended_at := at;
    END CASE;
    RETURN OLD;
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION app.change_action() IS
    'Lets an action go from state to state once and in order, and only as its deadline allows; sets the times of it.';
CREATE TRIGGER change_action BEFORE UPDATE ON app.action FOR EACH ROW EXECUTE FUNCTION app.change_action();

-- +goose StatementBegin
CREATE FUNCTION app.tell_action() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM pg_notify('ccrepo_action', md5(NEW.agent));
    RETURN NULL;
END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION app.tell_action() IS
    'Wakes who listens to the channel ccrepo_action; the payload is the MD5 of the agent, as payloads are short.';
CREATE TRIGGER tell_action AFTER INSERT OR UPDATE ON app.action FOR EACH ROW
    WHEN (NEW.state <> 'delivered') EXECUTE FUNCTION app.tell_action();

-- +goose StatementBegin
DO $$
DECLARE
    -- Hanging up and closing a tab have no campaign: they belong to the key that sent them.
    own text := 'campaign = ANY ((SELECT app.own_campaigns())::text[])
        OR campaign IS NULL AND principal = (SELECT nullif(current_setting(''app.principal'', true), ''''))';
BEGIN
    ALTER TABLE app.action ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody ON app.action USING (true) WITH CHECK (true);
    EXECUTE format('CREATE POLICY own_campaigns ON app.action AS RESTRICTIVE TO ccrepo_campaign_reader, ccrepo_campaign_writer USING (%s) WITH CHECK (%s)', own, own);
END
$$;
-- +goose StatementEnd

CREATE VIEW app.action_now WITH (security_invoker = true) AS
SELECT
    a.id,
    a.agent,
    a.action,
    a.campaign,
    a.destination,
    a.did,
    a.callerid,
    a.guid,
    a.l1,
    a.l2,
    a.l3,
    a.d1,
    a.d2,
    a.comment,
    CASE WHEN a.ended_at IS NULL AND a.deadline <= statement_timestamp() THEN 'expired' ELSE a.state END::text AS state,
    a.detail,
    a.principal,
    a.created_at,
    a.deadline,
    a.delivered_at,
    a.acknowledged_at,
    CASE WHEN a.ended_at IS NULL AND a.deadline <= statement_timestamp() THEN a.deadline ELSE a.ended_at END::timestamptz_or_null AS ended_at
FROM app.action AS a;
COMMENT ON VIEW app.action_now IS 'Actions as they are at this moment: one that has passed its deadline is expired, even where nobody has written that down yet.';
COMMENT ON COLUMN app.action_now.id IS 'Id of the action. Those of one agent are committed in their order.';
COMMENT ON COLUMN app.action_now.agent IS 'Agent whose browser is to do it.';
COMMENT ON COLUMN app.action_now.action IS 'What is to be done: MAKE_CALL, HANG_UP, DISPOSITION_CALL or CLOSE_TAB.';
COMMENT ON COLUMN app.action_now.campaign IS 'Campaign of the call; NULL where the action has none.';
COMMENT ON COLUMN app.action_now.destination IS 'Number to call, as it was typed; NULL where the action calls nobody.';
COMMENT ON COLUMN app.action_now.did IS 'Number that the call shows; NULL where the action calls nobody.';
COMMENT ON COLUMN app.action_now.callerid IS 'Number of the contact whose call is given a disposition; NULL otherwise.';
COMMENT ON COLUMN app.action_now.guid IS 'Unique id of the call; NULL where none was given.';
COMMENT ON COLUMN app.action_now.l1 IS 'First level of the disposition; NULL where the action gives none.';
COMMENT ON COLUMN app.action_now.l2 IS 'Second level of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action_now.l3 IS 'Third level of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action_now.d1 IS 'Additional datum of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action_now.d2 IS 'Second additional datum of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action_now.comment IS 'Comment of the disposition, or empty; NULL where the action gives none.';
COMMENT ON COLUMN app.action_now.state IS 'State: queued, delivered (written into a stream), acknowledged (one tab does it), done, failed, expired.';
COMMENT ON COLUMN app.action_now.detail IS 'What the browser said of the outcome; NULL where it said nothing.';
COMMENT ON COLUMN app.action_now.principal IS 'Id of the API key or token that sent the action; empty where the server has no keys.';
COMMENT ON COLUMN app.action_now.created_at IS 'Moment at which it was queued.';
COMMENT ON COLUMN app.action_now.deadline IS 'Moment at which it expires, unless it has ended by then; acknowledging moves it on by 15 seconds.';
COMMENT ON COLUMN app.action_now.delivered_at IS 'Moment at which it was first written into a stream or, without one, acknowledged; NULL: not yet.';
COMMENT ON COLUMN app.action_now.acknowledged_at IS 'Moment at which a browser took it; NULL: none has.';
COMMENT ON COLUMN app.action_now.ended_at IS 'Moment at which it was done, failed or expired; NULL: it is open.';
GRANT SELECT ON app.action, app.action_now TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;
-- Id, first state and times are the database's to give.
GRANT INSERT (agent, action, campaign, destination, did, callerid, guid, l1, l2, l3, d1, d2, comment, principal, deadline), UPDATE (state, detail)
    ON app.action TO ccrepo_writer, ccrepo_campaign_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP VIEW app.action_now;
DROP TABLE app.action;
DROP FUNCTION app.tell_action();
DROP FUNCTION app.change_action();
RESET ROLE;
