-- Triggers of actions: the changes of state that are allowed, and the notification of streams.

CREATE OR REPLACE FUNCTION app.change_action() RETURNS trigger
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
    -- It can only expire from its deadline on, and not before. A change that comes too late affects no row.
    IF (NEW.state = 'expired') <> (at >= OLD.deadline) THEN
        RETURN NULL;
    END IF;
    -- Only state and detail can change; the times follow from the state.
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
COMMENT ON FUNCTION app.change_action() IS
    'Enforces that the states of an action follow each other in order and by its deadline, and sets its times.';

CREATE OR REPLACE FUNCTION app.tell_action() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM pg_notify('ccrepo_action', md5(NEW.agent));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION app.tell_action() IS
    'Notifies listeners of the channel ccrepo_action. The payload is the MD5 of the agent, because the length of payloads is limited.';
