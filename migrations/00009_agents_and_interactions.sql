-- What agents did, and the interactions of the six text channels: the stored relations that reports read.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE report.agent_session (
    started_at timestamptz NOT NULL,
    agent text NOT NULL,
    ended_at timestamptz,
    closed_by text,
    member boolean NOT NULL,
    start_inferred boolean NOT NULL,
    PRIMARY KEY (started_at, agent)
) PARTITION BY RANGE (started_at);
COMMENT ON TABLE report.agent_session IS 'One row for each time that an agent was logged in; those of one agent never overlap.';
COMMENT ON COLUMN report.agent_session.started_at IS 'Moment of the login.';
COMMENT ON COLUMN report.agent_session.agent IS 'Agent.';
COMMENT ON COLUMN report.agent_session.ended_at IS 'Moment of the logoff; NULL while the session goes on.';
COMMENT ON COLUMN report.agent_session.closed_by IS 'What ended the session: logoff, automatic (the system logged the agent off), restart, limit (7 days), removed (from the last queue), or login (the day has a login of its own); NULL while it goes on.';
COMMENT ON COLUMN report.agent_session.member IS 'Whether it is the agent''s membership of queues that stands for a session, as the days have no login or logoff.';
COMMENT ON COLUMN report.agent_session.start_inferred IS 'Whether the log has no login for it, so that its start is reckoned back from the logoff.';
CREATE TABLE report.agent_session_default PARTITION OF report.agent_session DEFAULT;
CREATE INDEX agent_session_agent ON report.agent_session (agent, started_at);
CREATE INDEX agent_session_ended ON report.agent_session (ended_at);

CREATE TABLE report.agent_pause (
    started_at timestamptz NOT NULL,
    agent text NOT NULL,
    kind text NOT NULL,
    ended_at timestamptz,
    closed_by text,
    reason text,
    comment text,
    telephony boolean NOT NULL,
    PRIMARY KEY (started_at, agent, kind)
) PARTITION BY RANGE (started_at);
COMMENT ON TABLE report.agent_pause IS 'One row for each pause or break of an agent; those of one agent never overlap, as time inside a break is break time.';
COMMENT ON COLUMN report.agent_pause.started_at IS 'Moment at which it began.';
COMMENT ON COLUMN report.agent_pause.agent IS 'Agent.';
COMMENT ON COLUMN report.agent_pause.kind IS 'pause or break.';
COMMENT ON COLUMN report.agent_pause.ended_at IS 'Moment at which it ended; NULL while it goes on.';
COMMENT ON COLUMN report.agent_pause.closed_by IS 'What ended it: unpause, unbreak, break (the rest of the time is break time), logoff, automatic (the system logged the agent off), restart, limit (7 days), or realpause (the day has pauses of the other kind of its own); NULL while it goes on.';
COMMENT ON COLUMN report.agent_pause.reason IS 'Reason as logged; NULL where none is.';
COMMENT ON COLUMN report.agent_pause.comment IS 'Comment as logged; NULL where none is.';
COMMENT ON COLUMN report.agent_pause.telephony IS 'Whether it comes from the telephony''s own PAUSE and PAUSEALL, as the days have no REALPAUSE or BREAK.';
CREATE TABLE report.agent_pause_default PARTITION OF report.agent_pause DEFAULT;
CREATE INDEX agent_pause_agent ON report.agent_pause (agent, started_at);
CREATE INDEX agent_pause_ended ON report.agent_pause (ended_at);

CREATE TABLE report.agent_time (
    started_at timestamptz NOT NULL,
    agent text NOT NULL,
    ended_at timestamptz,
    in_session boolean NOT NULL,
    paused boolean NOT NULL,
    on_break boolean NOT NULL,
    talking integer NOT NULL,
    holding integer NOT NULL,
    wrapping_up integer NOT NULL,
    outbound integer NOT NULL,
    PRIMARY KEY (started_at, agent)
) PARTITION BY RANGE (started_at);
COMMENT ON TABLE report.agent_time IS 'The time of each agent in pieces that do not overlap, within which nothing changes: what every figure of an agent''s seconds is the sum of. A piece ends at the latest at midnight UTC, unless it still goes on.';
COMMENT ON COLUMN report.agent_time.started_at IS 'Moment at which the piece begins.';
COMMENT ON COLUMN report.agent_time.agent IS 'Agent; empty where the log names none.';
COMMENT ON COLUMN report.agent_time.ended_at IS 'Moment at which the piece ends; NULL while it goes on.';
COMMENT ON COLUMN report.agent_time.in_session IS 'Whether the agent is logged in.';
COMMENT ON COLUMN report.agent_time.paused IS 'Whether the agent is in a pause.';
COMMENT ON COLUMN report.agent_time.on_break IS 'Whether the agent is in a break.';
COMMENT ON COLUMN report.agent_time.talking IS 'Number of calls from queues that the agent has, those on hold included.';
COMMENT ON COLUMN report.agent_time.holding IS 'Number of calls that the agent has on hold.';
COMMENT ON COLUMN report.agent_time.wrapping_up IS 'Number of calls that the agent is wrapping up.';
COMMENT ON COLUMN report.agent_time.outbound IS 'Number of outbound calls that the agent is in, dialling included.';
CREATE TABLE report.agent_time_default PARTITION OF report.agent_time DEFAULT;
CREATE INDEX agent_time_agent ON report.agent_time (agent, started_at);
CREATE INDEX agent_time_open ON report.agent_time (agent) WHERE ended_at IS NULL;

CREATE TABLE report.interaction (
    entered_at timestamptz NOT NULL,
    callid text NOT NULL,
    channel text NOT NULL,
    campaign text NOT NULL,
    visit integer NOT NULL,
    entry_inferred boolean NOT NULL,
    agent_started boolean NOT NULL,
    offered boolean NOT NULL,
    outcome text NOT NULL,
    answered boolean NOT NULL,
    contact text,
    contact_name text,
    connected_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    agent text NOT NULL,
    wait_seconds numeric,
    handle_seconds numeric,
    messages integer,
    transfers integer NOT NULL,
    reentries integer NOT NULL,
    PRIMARY KEY (entered_at, callid, channel, campaign, visit)
) PARTITION BY RANGE (entered_at);
COMMENT ON TABLE report.interaction IS 'One row for each visit of a webchat, SMS, e-mail, Twitter, Messenger or Facebook interaction to a campaign, each one that an agent started, and each that was turned away.';
COMMENT ON COLUMN report.interaction.entered_at IS 'Moment at which it entered the queue, was started or was turned away; the interaction counts in the interval of this moment.';
COMMENT ON COLUMN report.interaction.callid IS 'Id of the interaction.';
COMMENT ON COLUMN report.interaction.channel IS 'webchat, sms, email, twitter, messenger or facebook.';
COMMENT ON COLUMN report.interaction.campaign IS 'Campaign; empty where the log names none.';
COMMENT ON COLUMN report.interaction.visit IS 'Number of the visit among those of this interaction to this campaign, from 1.';
COMMENT ON COLUMN report.interaction.entry_inferred IS 'Whether the log has no entry or start for it, so that its moment is reckoned back from the connect or the ending.';
COMMENT ON COLUMN report.interaction.agent_started IS 'Whether an agent started it; it is then never offered.';
COMMENT ON COLUMN report.interaction.offered IS 'Whether it entered the queue.';
COMMENT ON COLUMN report.interaction.outcome IS 'What became of it: agent_ended, caller_ended, connected (answered, no end known), abandoned, timed_out, lost, waiting; out_of_time, no_agents, max_queue, holiday or blacklisted where it was turned away; refused where an agent''s start was blacklisted.';
COMMENT ON COLUMN report.interaction.answered IS 'Whether an agent took it: offered, and outcome agent_ended, caller_ended or connected.';
COMMENT ON COLUMN report.interaction.contact IS 'Number, e-mail address, client''s name or post of the other side, as logged; NULL where not logged.';
COMMENT ON COLUMN report.interaction.contact_name IS 'Name of the other side; NULL where not logged.';
COMMENT ON COLUMN report.interaction.connected_at IS 'Moment at which an agent took it; for one that an agent started, its start; NULL where none did.';
COMMENT ON COLUMN report.interaction.ended_at IS 'Moment at which it ended; NULL while it goes on.';
COMMENT ON COLUMN report.interaction.ended_by IS 'Event that ended it; ENTERQUEUE where it entered the campaign anew, LIMIT after 24 hours (e-mail: 30 days); NULL while it goes on.';
COMMENT ON COLUMN report.interaction.agent IS 'Agent who took or started it; of several, the last; empty where nobody did.';
COMMENT ON COLUMN report.interaction.wait_seconds IS 'Seconds from the entry to the answer or to the end; NULL while it waits, and where it was not offered.';
COMMENT ON COLUMN report.interaction.handle_seconds IS 'Handling time in seconds, as logged at the end; NULL where not known.';
COMMENT ON COLUMN report.interaction.messages IS 'Number of messages, as logged at the end; NULL where not known.';
COMMENT ON COLUMN report.interaction.transfers IS 'Number of times that it was transferred from one agent to another.';
COMMENT ON COLUMN report.interaction.reentries IS 'Number of times that it was recovered at a start of the server.';
CREATE TABLE report.interaction_default PARTITION OF report.interaction DEFAULT;
CREATE INDEX interaction_callid ON report.interaction (callid);
CREATE INDEX interaction_campaign ON report.interaction (campaign, entered_at);
CREATE INDEX interaction_agent ON report.interaction (agent, entered_at);
-- Anything may stand there, also what is too long for an index.
CREATE INDEX interaction_contact ON report.interaction (left(contact, 64), entered_at);
CREATE INDEX interaction_open ON report.interaction (entered_at) WHERE ended_at IS NULL;

CREATE TABLE report.interaction_part (
    started_at timestamptz NOT NULL,
    callid text NOT NULL,
    channel text NOT NULL,
    campaign text NOT NULL,
    visit integer NOT NULL,
    part integer NOT NULL,
    entered_at timestamptz NOT NULL,
    agent text NOT NULL,
    ended_at timestamptz,
    transferred_in boolean NOT NULL,
    transferred_out boolean NOT NULL,
    PRIMARY KEY (started_at, callid, channel, campaign, visit, part)
) PARTITION BY RANGE (started_at);
COMMENT ON TABLE report.interaction_part IS 'One row for each agent''s part in an interaction; a transfer ends one part and its acceptance begins the next; so do a recovery into the queue and the answer of another agent.';
COMMENT ON COLUMN report.interaction_part.started_at IS 'Moment at which the agent began.';
COMMENT ON COLUMN report.interaction_part.callid IS 'Id of the interaction.';
COMMENT ON COLUMN report.interaction_part.channel IS 'webchat, sms, email, twitter, messenger or facebook.';
COMMENT ON COLUMN report.interaction_part.campaign IS 'Campaign; empty where the log names none.';
COMMENT ON COLUMN report.interaction_part.visit IS 'Number of the visit among those of this interaction to this campaign.';
COMMENT ON COLUMN report.interaction_part.part IS 'Number of the part within the visit, from 1.';
COMMENT ON COLUMN report.interaction_part.entered_at IS 'Moment at which the interaction entered the queue or was started.';
COMMENT ON COLUMN report.interaction_part.agent IS 'Agent; empty where the log names none.';
COMMENT ON COLUMN report.interaction_part.ended_at IS 'Moment at which the agent''s part ended; NULL while it goes on.';
COMMENT ON COLUMN report.interaction_part.transferred_in IS 'Whether the agent got it from another one.';
COMMENT ON COLUMN report.interaction_part.transferred_out IS 'Whether the agent handed it to another one.';
CREATE TABLE report.interaction_part_default PARTITION OF report.interaction_part DEFAULT;
CREATE INDEX interaction_part_callid ON report.interaction_part (callid);
CREATE INDEX interaction_part_agent ON report.interaction_part (agent, started_at);
CREATE INDEX interaction_part_open ON report.interaction_part (started_at) WHERE ended_at IS NULL;

CREATE TABLE app.applied_alias (
    interface text PRIMARY KEY,
    agent text NOT NULL
);
COMMENT ON TABLE app.applied_alias IS 'app.agent_alias as the derived relations have it; what differs is rebuilt by the next refresh.';
COMMENT ON COLUMN app.applied_alias.interface IS 'Interface or member name as the queue log spells it.';
COMMENT ON COLUMN app.applied_alias.agent IS 'Agent whom the derived relations name for it.';

INSERT INTO app.growing_table VALUES
    ('report.agent_session', 'started_at'),
    ('report.agent_pause', 'started_at'),
    ('report.agent_time', 'started_at'),
    ('report.interaction', 'entered_at'),
    ('report.interaction_part', 'started_at');
-- +goose StatementBegin
DO $$
BEGIN
    PERFORM app.ensure_partitions();
END
$$;
-- +goose StatementEnd

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DELETE FROM app.growing_table
WHERE relation IN ('report.agent_session'::regclass, 'report.agent_pause', 'report.agent_time', 'report.interaction', 'report.interaction_part');
DROP TABLE app.applied_alias;
DROP TABLE report.interaction_part;
DROP TABLE report.interaction;
DROP TABLE report.agent_time;
DROP TABLE report.agent_pause;
DROP TABLE report.agent_session;
RESET ROLE;
