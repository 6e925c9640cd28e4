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
COMMENT ON FUNCTION app.change_action() IS
    'Lets an action go from state to state once and in order, and only as its deadline allows; sets the times of it.';

CREATE OR REPLACE FUNCTION app.tell_action() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM pg_notify('ccrepo_action', md5(NEW.agent));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION app.tell_action() IS
    'Wakes who listens to the channel ccrepo_action; the payload is the MD5 of the agent, as payloads are short.';
