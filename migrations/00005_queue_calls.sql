-- Visits of calls to queues and unanswered rings, and the formulas of reports over them.

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
    PRIMARY KEY (entered_at, callid, queue, visit)
) PARTITION BY RANGE (entered_at);
COMMENT ON TABLE report.queue_call IS 'One row for each visit of a call to a queue, from its entry to its first ending.';
COMMENT ON COLUMN report.queue_call.entered_at IS 'Moment at which the call entered the queue; the call counts in the interval of this moment.';
COMMENT ON COLUMN report.queue_call.callid IS 'Id of the call on the telephony system; one call may visit several queues, and one queue several times.';
COMMENT ON COLUMN report.queue_call.queue IS 'Queue (campaign) that the call visited; empty where the log names none.';
COMMENT ON COLUMN report.queue_call.visit IS 'Number of the visit among those of this call to this queue, from 1.';
COMMENT ON COLUMN report.queue_call.entry_inferred IS 'Whether the log has no entry for the visit, so that its moment is reckoned back from the connect or the ending.';
COMMENT ON COLUMN report.queue_call.callerid IS 'Number of the caller as logged at entry.';
COMMENT ON COLUMN report.queue_call.outcome IS 'What became of the visit: agent_ended, caller_ended, transferred, connected, abandoned, timed_out, exited_empty, exited_key, withdrawn, failed, dumped, lost or waiting.';
COMMENT ON COLUMN report.queue_call.answered IS 'Whether an agent took the call: outcome agent_ended, caller_ended, transferred or connected.';
COMMENT ON COLUMN report.queue_call.connected_at IS 'Moment at which an agent took the call; NULL where none did.';
COMMENT ON COLUMN report.queue_call.ended_at IS 'Moment at which the visit ended; NULL while it goes on.';
COMMENT ON COLUMN report.queue_call.ended_by IS 'Event that ended the visit; ENTERQUEUE where the same call entered the queue anew, LIMIT after 24 hours; NULL while it goes on.';
COMMENT ON COLUMN report.queue_call.agent IS 'Agent who answered; empty where nobody did.';
COMMENT ON COLUMN report.queue_call.wait_seconds IS 'Seconds from the entry to the answer or to the end; NULL while the call waits.';
COMMENT ON COLUMN report.queue_call.ring_seconds IS 'Seconds that the phone of the agent who answered rang; NULL where not logged.';
COMMENT ON COLUMN report.queue_call.talk_seconds IS 'Seconds of conversation, hold included; NULL where not known.';
COMMENT ON COLUMN report.queue_call.hold_seconds IS 'Seconds on hold; holds that overlap count once.';
COMMENT ON COLUMN report.queue_call.wrapup_seconds IS 'Seconds of wrap-up used after the call.';
COMMENT ON COLUMN report.queue_call.dumps IS 'Times that an agent hung up during the announcement, so that the caller went on waiting (AGENTDUMP).';
COMMENT ON COLUMN report.queue_call.position IS 'Position in the queue at entry, 1 being next; NULL where not logged.';
COMMENT ON COLUMN report.queue_call.exit_key IS 'Key with which the caller left the queue.';
COMMENT ON COLUMN report.queue_call.transferred_to IS 'Extension to which the agent transferred the call.';
CREATE TABLE report.queue_call_default PARTITION OF report.queue_call DEFAULT;
CREATE INDEX queue_call_callid ON report.queue_call (callid);
CREATE INDEX queue_call_queue ON report.queue_call (queue, entered_at);
CREATE INDEX queue_call_agent ON report.queue_call (agent, entered_at);
CREATE INDEX queue_call_open ON report.queue_call (entered_at) WHERE ended_at IS NULL;

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
COMMENT ON COLUMN report.queue_ring.rang_at IS 'Moment at which the ringing ended.';
COMMENT ON COLUMN report.queue_ring.id IS 'queue_log_repo.id of the event.';
COMMENT ON COLUMN report.queue_ring.callid IS 'Id of the call that rang.';
COMMENT ON COLUMN report.queue_ring.queue IS 'Queue of the call; empty where the log names none.';
COMMENT ON COLUMN report.queue_ring.agent IS 'Agent whose phone rang; empty where the log names none.';
COMMENT ON COLUMN report.queue_ring.ring_milliseconds IS 'How long it rang, in milliseconds; NULL where unreadable.';
COMMENT ON COLUMN report.queue_ring.missed IS 'Whether the agent missed it: it rang for more than a second, and the caller did not hang up within the same second.';
CREATE TABLE report.queue_ring_default PARTITION OF report.queue_ring DEFAULT;
CREATE INDEX queue_ring_callid ON report.queue_ring (callid);
CREATE INDEX queue_ring_agent ON report.queue_ring (agent, rang_at);

INSERT INTO app.growing_table VALUES ('report.queue_call', 'entered_at'), ('report.queue_ring', 'rang_at');
-- +goose StatementBegin
DO $$
BEGIN
    PERFORM app.ensure_partitions();
END
$$;
-- +goose StatementEnd

CREATE TABLE app.refresh (
    relation text PRIMARY KEY,
    snapshot pg_snapshot NOT NULL,
    as_of timestamptz,
    refreshed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.refresh IS 'Up to where each derived relation has been built.';
COMMENT ON COLUMN app.refresh.relation IS 'The derived relation.';
COMMENT ON COLUMN app.refresh.snapshot IS 'Transactions whose rows are in the relation.';
COMMENT ON COLUMN app.refresh.as_of IS 'Moment up to which the relation is complete: the time of the newest event, but never in the future; events at infinity or more than a day ahead do not count; NULL before the first event.';
COMMENT ON COLUMN app.refresh.refreshed_at IS 'When the relation was refreshed last.';
GRANT SELECT ON app.refresh TO ccrepo_reader, ccrepo_writer;

-- The formulas that several reports share.

-- +goose StatementBegin
CREATE FUNCTION report.percent(part numeric, whole numeric) RETURNS numeric_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT round(100 * part / nullif(whole, 0), 2) $$;
-- +goose StatementEnd
COMMENT ON FUNCTION report.percent(numeric, numeric) IS 'A rate in percent, rounded to 2 decimals; NULL where the whole is 0.';

-- +goose StatementBegin
CREATE FUNCTION report.service_level(
    formula text, answered bigint, answered_in_time bigint,
    missed bigint, missed_in_time bigint, missed_short bigint) RETURNS numeric_or_null
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE formula
        WHEN 'abandons_met' THEN report.percent(answered_in_time + missed_in_time, answered + missed)
        WHEN 'answered_only' THEN report.percent(answered_in_time, answered)
        WHEN 'abandons_missed' THEN report.percent(answered_in_time, answered + missed)
        WHEN 'abandons_within_excluded' THEN report.percent(answered_in_time, answered + missed - missed_in_time)
        WHEN 'short_abandons_met' THEN report.percent(answered_in_time + missed_short, answered + missed)
        WHEN 'short_abandons_excluded' THEN report.percent(answered_in_time, answered + missed - missed_short)
    END
$$;
-- +goose StatementEnd
COMMENT ON FUNCTION report.service_level(text, bigint, bigint, bigint, bigint, bigint) IS
    'Service level in percent by one of the six formulas, from the counts of answered and missed calls: all, within the threshold, and missed within the limit of a short one.';

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP FUNCTION report.service_level(text, bigint, bigint, bigint, bigint, bigint);
DROP FUNCTION report.percent(numeric, numeric);
DROP TABLE app.refresh;
DELETE FROM app.growing_table WHERE relation::text LIKE 'report.%';
DROP TABLE report.queue_ring;
DROP TABLE report.queue_call;
RESET ROLE;
