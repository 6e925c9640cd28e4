-- The stored relations that reports read, derived from the history by report.refresh.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE report.queue_call (
    entered_at timestamptz NOT NULL,
    callid text NOT NULL,
    queue text NOT NULL,
    visit integer NOT NULL,
    entry_inferred boolean NOT NULL,
    callerid text,
    outcome text NOT NULL,
    answered boolean NOT NULL,
    connected_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    agent text NOT NULL,
    wait_seconds numeric,
    ring_seconds integer,
    talk_seconds numeric,
    hold_seconds numeric NOT NULL,
    wrapup_seconds numeric NOT NULL,
    dumps integer NOT NULL,
    position integer,
    exit_key text,
    transferred_to text,
    caller_number text,
    PRIMARY KEY (entered_at, callid, queue, visit)
) PARTITION BY RANGE (entered_at);
COMMENT ON TABLE report.queue_call IS 'One row for each visit of a call to a queue, from its entry to its first ending.';
COMMENT ON COLUMN report.queue_call.entered_at IS 'Time at which the call entered the queue; the call counts in the interval of this moment.';
COMMENT ON COLUMN report.queue_call.callid IS 'Id of the call on the telephony system; one call may visit several queues, and one queue several times.';
COMMENT ON COLUMN report.queue_call.queue IS 'Queue (campaign) that the call visited; empty if the log names none.';
COMMENT ON COLUMN report.queue_call.visit IS 'Number of the visit among those of this call to this queue, from 1.';
COMMENT ON COLUMN report.queue_call.entry_inferred IS 'Whether the log has no entry for the visit, so that its time is computed from the connect or the ending.';
COMMENT ON COLUMN report.queue_call.callerid IS 'Number of the caller as logged at entry.';
COMMENT ON COLUMN report.queue_call.outcome IS 'Outcome of the visit: agent_ended, caller_ended, transferred, connected, abandoned, timed_out, exited_empty, exited_key, withdrawn, failed, dumped, lost or waiting.';
COMMENT ON COLUMN report.queue_call.answered IS 'Whether an agent took the call: outcome agent_ended, caller_ended, transferred or connected.';
COMMENT ON COLUMN report.queue_call.connected_at IS 'Time at which an agent took the call; NULL if none did.';
COMMENT ON COLUMN report.queue_call.ended_at IS 'Time at which the visit ended; NULL while it is open.';
COMMENT ON COLUMN report.queue_call.ended_by IS 'Event that ended the visit; ENTERQUEUE if the same call entered the queue again, LIMIT after 24 hours; NULL while it is open.';
COMMENT ON COLUMN report.queue_call.agent IS 'Agent who answered; empty if none did.';
COMMENT ON COLUMN report.queue_call.wait_seconds IS 'Seconds from the entry to the answer or to the end; NULL while the call waits.';
COMMENT ON COLUMN report.queue_call.ring_seconds IS 'Seconds that the phone of the agent who answered rang; NULL if not logged.';
COMMENT ON COLUMN report.queue_call.talk_seconds IS 'Seconds of conversation, hold included; NULL if not known.';
COMMENT ON COLUMN report.queue_call.hold_seconds IS 'Seconds on hold; overlapping holds count once.';
COMMENT ON COLUMN report.queue_call.wrapup_seconds IS 'Wrap-up time used after the call, in seconds.';
COMMENT ON COLUMN report.queue_call.dumps IS 'Times that an agent hung up during the announcement, so that the caller continued to wait (AGENTDUMP).';
COMMENT ON COLUMN report.queue_call.position IS 'Position in the queue at entry, where 1 is next; NULL if not logged.';
COMMENT ON COLUMN report.queue_call.exit_key IS 'Key with which the caller left the queue.';
COMMENT ON COLUMN report.queue_call.transferred_to IS 'Extension to which the agent transferred the call.';
CREATE TABLE report.queue_call_default PARTITION OF report.queue_call DEFAULT;
CREATE INDEX queue_call_callid ON report.queue_call (callid);
CREATE INDEX queue_call_queue ON report.queue_call (queue, entered_at);
CREATE INDEX queue_call_agent ON report.queue_call (agent, entered_at);
CREATE INDEX queue_call_open ON report.queue_call (entered_at) WHERE ended_at IS NULL;

-- Visits that may begin long before they end. They are rare.
CREATE INDEX queue_call_long ON report.queue_call (agent, ended_at)
    WHERE ended_at - entered_at > interval '24 hours';
CREATE INDEX queue_call_callerid ON report.queue_call (left(callerid, 64), entered_at);
COMMENT ON COLUMN report.queue_call.caller_number IS 'Number of the caller in the form in which numbers are compared, by the country of the queue; as logged if it is not a number; NULL until it is computed, and if the caller has no number.';
CREATE INDEX queue_call_uncomputed ON report.queue_call (entered_at) WHERE caller_number IS NULL AND callerid ~ '[0-9]';
CREATE INDEX queue_call_caller_number ON report.queue_call (left(caller_number, 64));

CREATE TABLE report.queue_ring (
    rang_at timestamptz NOT NULL,
    id bigint NOT NULL,
    callid text NOT NULL,
    queue text NOT NULL,
    agent text NOT NULL,
    ring_milliseconds integer,
    missed boolean NOT NULL,
    PRIMARY KEY (rang_at, id, callid)
) PARTITION BY RANGE (rang_at);
COMMENT ON TABLE report.queue_ring IS 'One row for each time that an agent''s phone rang and was not answered (RINGNOANSWER).';
COMMENT ON COLUMN report.queue_ring.rang_at IS 'Time at which the ringing ended.';
COMMENT ON COLUMN report.queue_ring.id IS 'queue_log_repo.id of the event.';
COMMENT ON COLUMN report.queue_ring.callid IS 'Id of the call that rang.';
COMMENT ON COLUMN report.queue_ring.queue IS 'Queue of the call; empty if the log names none.';
COMMENT ON COLUMN report.queue_ring.agent IS 'Agent whose phone rang; empty if the log names none.';
COMMENT ON COLUMN report.queue_ring.ring_milliseconds IS 'How long it rang, in milliseconds; NULL if it cannot be read.';
COMMENT ON COLUMN report.queue_ring.missed IS 'Whether the agent missed it: it rang for more than a second, and the caller did not hang up within the same second.';
CREATE TABLE report.queue_ring_default PARTITION OF report.queue_ring DEFAULT;
CREATE INDEX queue_ring_callid ON report.queue_ring (callid);
CREATE INDEX queue_ring_agent ON report.queue_ring (agent, rang_at);

CREATE TYPE report.waits AS (seconds double precision[]);
COMMENT ON TYPE report.waits IS 'A list of waits, as the element of an array of such lists of different lengths.';

CREATE TABLE report.queue_slot (
    slot_start timestamptz NOT NULL,
    queue text NOT NULL,
    offered integer NOT NULL,
    answered integer NOT NULL,
    agent_ended integer NOT NULL,
    caller_ended integer NOT NULL,
    transferred integer NOT NULL,
    connected integer NOT NULL,
    abandoned integer NOT NULL,
    timed_out integer NOT NULL,
    exited_empty integer NOT NULL,
    exited_key integer NOT NULL,
    withdrawn integer NOT NULL,
    failed integer NOT NULL,
    dumped integer NOT NULL,
    lost integer NOT NULL,
    waiting integer NOT NULL,
    dumps integer NOT NULL,
    rings_missed integer NOT NULL,
    talked integer NOT NULL,
    positioned integer NOT NULL,
    positions bigint NOT NULL,
    answered_wait numeric NOT NULL,
    abandoned_wait numeric NOT NULL,
    other_wait numeric NOT NULL,
    wait_max numeric,
    talk numeric NOT NULL,
    handled numeric NOT NULL,
    hold numeric NOT NULL,
    wrapup numeric NOT NULL,
    answered_waits double precision[],
    abandoned_waits double precision[],
    exited_waits double precision[],
    withdrawn_waits double precision[],
    PRIMARY KEY (slot_start, queue)
) PARTITION BY RANGE (slot_start);
COMMENT ON TABLE report.queue_slot IS 'One row for each queue and quarter of an hour in UTC in which a call entered or an agent missed a ring: what report.queue_call and report.queue_ring give, computed by report.queue_slots. Reports over long ranges read it instead of the calls.';
COMMENT ON COLUMN report.queue_slot.slot_start IS 'Beginning of the quarter of an hour.';
COMMENT ON COLUMN report.queue_slot.queue IS 'Queue (campaign) that the call visited; empty if the log names none.';
COMMENT ON COLUMN report.queue_slot.offered IS 'Calls that entered.';
COMMENT ON COLUMN report.queue_slot.answered IS 'Calls that an agent took.';
COMMENT ON COLUMN report.queue_slot.agent_ended IS 'Calls with the outcome agent_ended.';
COMMENT ON COLUMN report.queue_slot.caller_ended IS 'Calls with the outcome caller_ended.';
COMMENT ON COLUMN report.queue_slot.transferred IS 'Calls with the outcome transferred.';
COMMENT ON COLUMN report.queue_slot.connected IS 'Calls with the outcome connected.';
COMMENT ON COLUMN report.queue_slot.abandoned IS 'Calls with the outcome abandoned.';
COMMENT ON COLUMN report.queue_slot.timed_out IS 'Calls with the outcome timed_out.';
COMMENT ON COLUMN report.queue_slot.exited_empty IS 'Calls with the outcome exited_empty.';
COMMENT ON COLUMN report.queue_slot.exited_key IS 'Calls with the outcome exited_key.';
COMMENT ON COLUMN report.queue_slot.withdrawn IS 'Calls with the outcome withdrawn.';
COMMENT ON COLUMN report.queue_slot.failed IS 'Calls with the outcome failed.';
COMMENT ON COLUMN report.queue_slot.dumped IS 'Calls with the outcome dumped.';
COMMENT ON COLUMN report.queue_slot.lost IS 'Calls with the outcome lost.';
COMMENT ON COLUMN report.queue_slot.waiting IS 'Calls with the outcome waiting.';
COMMENT ON COLUMN report.queue_slot.dumps IS 'Times that an agent hung up on a call during the announcement.';
COMMENT ON COLUMN report.queue_slot.rings_missed IS 'Rings that an agent missed, by their own time.';
COMMENT ON COLUMN report.queue_slot.talked IS 'Answered calls whose conversation is known.';
COMMENT ON COLUMN report.queue_slot.positioned IS 'Calls whose position at entry is known.';
COMMENT ON COLUMN report.queue_slot.positions IS 'Sum of the positions at entry.';
COMMENT ON COLUMN report.queue_slot.answered_wait IS 'Sum of the waits of answered calls, in seconds.';
COMMENT ON COLUMN report.queue_slot.abandoned_wait IS 'Sum of the waits of abandoned calls, in seconds.';
COMMENT ON COLUMN report.queue_slot.other_wait IS 'Sum of the waits of all other calls, in seconds.';
COMMENT ON COLUMN report.queue_slot.wait_max IS 'Longest wait of any call, in seconds; NULL if all still wait.';
COMMENT ON COLUMN report.queue_slot.talk IS 'Sum of the conversations of answered calls, in seconds.';
COMMENT ON COLUMN report.queue_slot.handled IS 'Sum of conversation and wrap-up of the answered calls whose conversation is known, in seconds.';
COMMENT ON COLUMN report.queue_slot.hold IS 'Sum of the times on hold, in seconds.';
COMMENT ON COLUMN report.queue_slot.wrapup IS 'Sum of the wrap-up times, in seconds.';
COMMENT ON COLUMN report.queue_slot.answered_waits IS 'Waits of answered calls in seconds, ascending, one for each call; width_bucket(t, answered_waits) counts those of at most t. NULL if there is none.';
COMMENT ON COLUMN report.queue_slot.abandoned_waits IS 'Waits of abandoned calls, likewise.';
COMMENT ON COLUMN report.queue_slot.exited_waits IS 'Waits of calls that timed out, left, failed, were dumped or were lost, likewise.';
COMMENT ON COLUMN report.queue_slot.withdrawn_waits IS 'Waits of withdrawn calls, likewise.';
CREATE TABLE report.queue_slot_default PARTITION OF report.queue_slot DEFAULT;
ALTER TABLE app.refresh ADD COLUMN rolled_up_to timestamptz;
COMMENT ON COLUMN app.refresh.rolled_up_to IS 'Time up to which reports read the relation''s rows by quarters of an hour (report.queue_slot of queue_call): the quarter of as_of, or an earlier one in which something is open; NULL: not at all.';

CREATE TABLE report.agent_session (
    started_at timestamptz NOT NULL,
    agent text NOT NULL,
    ended_at timestamptz,
    closed_by text,
    member boolean NOT NULL,
    start_inferred boolean NOT NULL,
    PRIMARY KEY (started_at, agent)
) PARTITION BY RANGE (started_at);
COMMENT ON TABLE report.agent_session IS 'One row for each time that an agent was logged in; sessions of one agent never overlap.';
COMMENT ON COLUMN report.agent_session.started_at IS 'Time of the login.';
COMMENT ON COLUMN report.agent_session.agent IS 'Agent.';
COMMENT ON COLUMN report.agent_session.ended_at IS 'Time of the logoff; NULL while the session goes on.';
COMMENT ON COLUMN report.agent_session.closed_by IS 'What ended the session: logoff, automatic (the system logged the agent off), restart, limit (7 days), removed (from the last queue), or login (the day has a login of its own); NULL while it is open.';
COMMENT ON COLUMN report.agent_session.member IS 'Whether the session is the agent''s membership of queues, because the days have no login or logoff.';
COMMENT ON COLUMN report.agent_session.start_inferred IS 'Whether the log has no login for it, so that its start is computed from the logoff.';
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
COMMENT ON TABLE report.agent_pause IS 'One row for each pause or break of an agent; pauses of one agent never overlap, because time inside a break is break time.';
COMMENT ON COLUMN report.agent_pause.started_at IS 'Time at which it began.';
COMMENT ON COLUMN report.agent_pause.agent IS 'Agent.';
COMMENT ON COLUMN report.agent_pause.kind IS 'pause or break.';
COMMENT ON COLUMN report.agent_pause.ended_at IS 'Time at which it ended; NULL while it is open.';
COMMENT ON COLUMN report.agent_pause.closed_by IS 'What ended it: unpause, unbreak, break (the rest of the time is break time), logoff, automatic (the system logged the agent off), restart, limit (7 days), or realpause (the day has pauses of the other kind of its own); NULL while it is open.';
COMMENT ON COLUMN report.agent_pause.reason IS 'Reason as logged; NULL if there is none.';
COMMENT ON COLUMN report.agent_pause.comment IS 'Comment as logged; NULL if there is none.';
COMMENT ON COLUMN report.agent_pause.telephony IS 'Whether it comes from the telephony''s own PAUSE and PAUSEALL, because the days have no REALPAUSE or BREAK.';
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
COMMENT ON TABLE report.agent_time IS 'The time of each agent in non-overlapping pieces with a constant state. Every figure of an agent''s seconds is a sum of pieces. A piece ends at midnight UTC at the latest, unless it is open.';
COMMENT ON COLUMN report.agent_time.started_at IS 'Time at which the piece begins.';
COMMENT ON COLUMN report.agent_time.agent IS 'Agent; empty if the log names none.';
COMMENT ON COLUMN report.agent_time.ended_at IS 'Time at which the piece ends; NULL while it is open.';
COMMENT ON COLUMN report.agent_time.in_session IS 'Whether the agent is logged in.';
COMMENT ON COLUMN report.agent_time.paused IS 'Whether the agent is in a pause.';
COMMENT ON COLUMN report.agent_time.on_break IS 'Whether the agent is in a break.';
COMMENT ON COLUMN report.agent_time.talking IS 'Number of calls from queues that the agent has, including those on hold.';
COMMENT ON COLUMN report.agent_time.holding IS 'Number of calls that the agent has on hold.';
COMMENT ON COLUMN report.agent_time.wrapping_up IS 'Number of calls that the agent is wrapping up.';
COMMENT ON COLUMN report.agent_time.outbound IS 'Number of outbound calls of the agent, dialling included.';
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
COMMENT ON COLUMN report.interaction.entered_at IS 'Time at which it entered the queue, was started or was turned away; the interaction counts in the interval of this moment.';
COMMENT ON COLUMN report.interaction.callid IS 'Id of the interaction.';
COMMENT ON COLUMN report.interaction.channel IS 'webchat, sms, email, twitter, messenger or facebook.';
COMMENT ON COLUMN report.interaction.campaign IS 'Campaign; empty if the log names none.';
COMMENT ON COLUMN report.interaction.visit IS 'Number of the visit among those of this interaction to this campaign, from 1.';
COMMENT ON COLUMN report.interaction.entry_inferred IS 'Whether the log has no entry or start for it, so that its time is computed from the connect or the ending.';
COMMENT ON COLUMN report.interaction.agent_started IS 'Whether an agent started it. It is then not offered.';
COMMENT ON COLUMN report.interaction.offered IS 'Whether it entered the queue.';
COMMENT ON COLUMN report.interaction.outcome IS 'Outcome: agent_ended, caller_ended, connected (answered, no end known), abandoned, timed_out, lost, waiting; out_of_time, no_agents, max_queue, holiday or blacklisted if it was turned away; refused if an agent started it and the blacklist refused it.';
COMMENT ON COLUMN report.interaction.answered IS 'Whether an agent took it: offered, and outcome agent_ended, caller_ended or connected.';
COMMENT ON COLUMN report.interaction.contact IS 'Number, e-mail address, client''s name or post of the other side, as logged; NULL if not logged.';
COMMENT ON COLUMN report.interaction.contact_name IS 'Name of the other side; NULL if not logged.';
COMMENT ON COLUMN report.interaction.connected_at IS 'Time at which an agent took it; for an interaction that an agent started, its start; NULL if none did.';
COMMENT ON COLUMN report.interaction.ended_at IS 'Time at which it ended; NULL while it is open.';
COMMENT ON COLUMN report.interaction.ended_by IS 'Event that ended it; ENTERQUEUE if it entered the campaign again, LIMIT after 24 hours (e-mail: 30 days); NULL while it is open.';
COMMENT ON COLUMN report.interaction.agent IS 'Agent who took or started it, the last of several; empty if none did.';
COMMENT ON COLUMN report.interaction.wait_seconds IS 'Seconds from the entry to the answer or to the end; NULL while it waits, and if it was not offered.';
COMMENT ON COLUMN report.interaction.handle_seconds IS 'Handling time in seconds, as logged at the end; NULL if not known.';
COMMENT ON COLUMN report.interaction.messages IS 'Number of messages, as logged at the end; NULL if not known.';
COMMENT ON COLUMN report.interaction.transfers IS 'Number of times that it was transferred from one agent to another.';
COMMENT ON COLUMN report.interaction.reentries IS 'Number of times that it was recovered at a start of the server.';
CREATE TABLE report.interaction_default PARTITION OF report.interaction DEFAULT;
CREATE INDEX interaction_callid ON report.interaction (callid);
CREATE INDEX interaction_campaign ON report.interaction (campaign, entered_at);
CREATE INDEX interaction_agent ON report.interaction (agent, entered_at);

-- The column may have any text, even one that is too long for an index.
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
COMMENT ON TABLE report.interaction_part IS 'One row for each agent''s part in an interaction; a transfer ends a part, and its acceptance begins the next one. A recovery into the queue and the answer of another agent do the same.';
COMMENT ON COLUMN report.interaction_part.started_at IS 'Time at which the agent began.';
COMMENT ON COLUMN report.interaction_part.callid IS 'Id of the interaction.';
COMMENT ON COLUMN report.interaction_part.channel IS 'webchat, sms, email, twitter, messenger or facebook.';
COMMENT ON COLUMN report.interaction_part.campaign IS 'Campaign; empty if the log names none.';
COMMENT ON COLUMN report.interaction_part.visit IS 'Number of the visit among those of this interaction to this campaign.';
COMMENT ON COLUMN report.interaction_part.part IS 'Number of the part within the visit, from 1.';
COMMENT ON COLUMN report.interaction_part.entered_at IS 'Time at which the interaction entered the queue or was started.';
COMMENT ON COLUMN report.interaction_part.agent IS 'Agent; empty if the log names none.';
COMMENT ON COLUMN report.interaction_part.ended_at IS 'Time at which the agent''s part ended; NULL while it is open.';
COMMENT ON COLUMN report.interaction_part.transferred_in IS 'Whether the agent received it from another agent.';
COMMENT ON COLUMN report.interaction_part.transferred_out IS 'Whether the agent transferred it to another agent.';
CREATE TABLE report.interaction_part_default PARTITION OF report.interaction_part DEFAULT;
CREATE INDEX interaction_part_callid ON report.interaction_part (callid);
CREATE INDEX interaction_part_agent ON report.interaction_part (agent, started_at);
CREATE INDEX interaction_part_open ON report.interaction_part (started_at) WHERE ended_at IS NULL;

-- The events with the guid of a call: one view for each index that finds them.
CREATE VIEW report.hold_event WITH (security_invoker = true) AS
SELECT id, datetime, callid, queuename, agent, event, CASE event WHEN 'FINISHWRAPUP' THEN data3 ELSE data2 END AS guid, data1, data2, data3, data4, data5
FROM public.queue_log_repo
WHERE event IN ('FINISHWRAPUP', 'PHONESTARHOLDIN', 'PHONESTARTHOLDIN', 'PHONESTARHOLDOUT', 'PHONESTARTHOLDOUT', 'PHONEENDHOLDIN', 'PHONEENDHOLDOUT');
COMMENT ON VIEW report.hold_event IS 'The events of queue_log_repo about the wrap-up and the holds of the call whose guid they have. The index queue_log_repo_guid finds them.';
COMMENT ON COLUMN report.hold_event.id IS 'queue_log_repo.id of the event.';
COMMENT ON COLUMN report.hold_event.datetime IS 'Time of the event.';
COMMENT ON COLUMN report.hold_event.callid IS 'Id of the call on the telephony system.';
COMMENT ON COLUMN report.hold_event.queuename IS 'Campaign as logged.';
COMMENT ON COLUMN report.hold_event.agent IS 'Agent as logged.';
COMMENT ON COLUMN report.hold_event.event IS 'Name of the event.';
COMMENT ON COLUMN report.hold_event.guid IS 'Guid of the call, its record and its recording.';
COMMENT ON COLUMN report.hold_event.data1 IS 'First value of the event.';
COMMENT ON COLUMN report.hold_event.data2 IS 'Second value of the event.';
COMMENT ON COLUMN report.hold_event.data3 IS 'Third value of the event.';
COMMENT ON COLUMN report.hold_event.data4 IS 'Fourth value of the event.';
COMMENT ON COLUMN report.hold_event.data5 IS 'Fifth value of the event.';

CREATE VIEW report.phone_event WITH (security_invoker = true) AS
SELECT id, datetime, callid, queuename, agent, event, CASE event WHEN 'OUTCALL' THEN data5 ELSE data2 END AS guid, data1, data2, data3, data4, data5
FROM public.queue_log_repo
WHERE event IN ('OUTCALL', 'PHONECALL', 'PHONECALLAGENT', 'PHONEANSWER', 'PHONECOMPLETEAGENT', 'PHONECOMPLETECALLER');
COMMENT ON VIEW report.phone_event IS 'The events of queue_log_repo about the beginning and the end of the call whose guid they have. The index queue_log_repo_phone_guid finds them by the first 64 characters.';
COMMENT ON COLUMN report.phone_event.id IS 'queue_log_repo.id of the event.';
COMMENT ON COLUMN report.phone_event.datetime IS 'Time of the event.';
COMMENT ON COLUMN report.phone_event.callid IS 'Id of the call on the telephony system.';
COMMENT ON COLUMN report.phone_event.queuename IS 'Campaign as logged.';
COMMENT ON COLUMN report.phone_event.agent IS 'Agent as logged.';
COMMENT ON COLUMN report.phone_event.event IS 'Name of the event.';
COMMENT ON COLUMN report.phone_event.guid IS 'Guid of the call, its record and its recording.';
COMMENT ON COLUMN report.phone_event.data1 IS 'First value of the event.';
COMMENT ON COLUMN report.phone_event.data2 IS 'Second value of the event.';
COMMENT ON COLUMN report.phone_event.data3 IS 'Third value of the event.';
COMMENT ON COLUMN report.phone_event.data4 IS 'Fourth value of the event.';
COMMENT ON COLUMN report.phone_event.data5 IS 'Fifth value of the event.';

INSERT INTO app.growing_table VALUES
    ('report.queue_call', 'entered_at'),
    ('report.queue_ring', 'rang_at'),
    ('report.queue_slot', 'slot_start'),
    ('report.agent_session', 'started_at'),
    ('report.agent_pause', 'started_at'),
    ('report.agent_time', 'started_at'),
    ('report.interaction', 'entered_at'),
    ('report.interaction_part', 'started_at');

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DELETE FROM app.growing_table WHERE relation::text LIKE 'report.%';
DROP VIEW report.phone_event, report.hold_event;
DROP TABLE
    report.interaction_part,
    report.interaction,
    report.agent_time,
    report.agent_pause,
    report.agent_session,
    report.queue_slot,
    report.queue_ring,
    report.queue_call;
DROP TYPE report.waits;
ALTER TABLE app.refresh DROP COLUMN rolled_up_to;
RESET ROLE;
