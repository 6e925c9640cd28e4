-- The product's own tables: campaigns, imports, keys, do-not-call entries, actions, dispositions, and the
-- state of the derived relations. The reader sees only those that answers need.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.campaign (
    campaign text PRIMARY KEY,
    first_seen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.campaign IS 'Campaigns (queues) that any table names.';
COMMENT ON COLUMN app.campaign.campaign IS 'Name of the campaign, as the events spell it.';
COMMENT ON COLUMN app.campaign.first_seen_at IS 'Time at which this database first saw the campaign.';

CREATE TABLE app.agent_alias (
    interface text PRIMARY KEY,
    agent text NOT NULL
);
COMMENT ON TABLE app.agent_alias IS 'Which interfaces (Local/201@agents, PJSIP/201) are which agent.';
COMMENT ON COLUMN app.agent_alias.interface IS 'Interface or member name as the queue log spells it.';
COMMENT ON COLUMN app.agent_alias.agent IS 'Agent that reports show for it.';

CREATE TABLE app.import_file (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    head_length integer NOT NULL,
    head_sha256 bytea NOT NULL,
    name text NOT NULL,
    byte_offset bigint NOT NULL DEFAULT 0,
    tail_sha256 bytea,
    lines bigint NOT NULL DEFAULT 0,
    rows bigint NOT NULL DEFAULT 0,
    bad_lines bigint NOT NULL DEFAULT 0,
    first_at timestamptz,
    last_at timestamptz,
    feed text,
    started_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, head_sha256)
);
COMMENT ON TABLE app.import_file IS 'Progress of each imported file; written in the transaction that writes its rows.';
COMMENT ON COLUMN app.import_file.id IS 'Number of the import; import_id of the rows that it added.';
COMMENT ON COLUMN app.import_file.kind IS 'Format of the file: queue-log, cdr, or table and the name of a table.';
COMMENT ON COLUMN app.import_file.head_length IS 'Number of bytes at the beginning of the file that identify it.';
COMMENT ON COLUMN app.import_file.head_sha256 IS 'SHA-256 of those bytes.';
COMMENT ON COLUMN app.import_file.name IS 'Name under which the file was read last.';
COMMENT ON COLUMN app.import_file.byte_offset IS 'Bytes read so far; the next import continues here.';
COMMENT ON COLUMN app.import_file.tail_sha256 IS 'SHA-256 of the last 4096 bytes before byte_offset, or of all if there are fewer: a file that was replaced by another one that begins the same is told by it. NULL: not known.';
COMMENT ON COLUMN app.import_file.lines IS 'Lines read so far.';
COMMENT ON COLUMN app.import_file.rows IS 'Rows written so far.';
COMMENT ON COLUMN app.import_file.bad_lines IS 'Lines that could not be read; each later import of the file tries them again.';
COMMENT ON COLUMN app.import_file.first_at IS 'Earliest time of the rows; NULL while there are none.';
COMMENT ON COLUMN app.import_file.last_at IS 'Latest time of the rows; NULL while there are none.';
COMMENT ON COLUMN app.import_file.feed IS 'Feed that read the file last; NULL if no feed did.';
COMMENT ON COLUMN app.import_file.started_at IS 'Time of the first import.';
COMMENT ON COLUMN app.import_file.updated_at IS 'Time of the last batch.';

CREATE TABLE app.import_bad_lines (
    import_id integer NOT NULL REFERENCES app.import_file ON DELETE CASCADE,
    byte_offset bigint NOT NULL,
    byte_end bigint NOT NULL,
    first_line bigint NOT NULL,
    lines bigint NOT NULL,
    PRIMARY KEY (import_id, byte_offset)
);
COMMENT ON TABLE app.import_bad_lines IS 'Positions of lines in imported files that could not be read; adjacent lines are one row.';
COMMENT ON COLUMN app.import_bad_lines.import_id IS 'Number of the import.';
COMMENT ON COLUMN app.import_bad_lines.byte_offset IS 'Bytes of the file before the first of the lines.';
COMMENT ON COLUMN app.import_bad_lines.byte_end IS 'Bytes of the file up to the end of the last one.';
COMMENT ON COLUMN app.import_bad_lines.first_line IS 'Number of the first line in the file; counts from 1.';
COMMENT ON COLUMN app.import_bad_lines.lines IS 'Number of lines.';

CREATE TABLE app.growing_table (
    relation regclass PRIMARY KEY,
    time_column text NOT NULL
);
COMMENT ON TABLE app.growing_table IS 'Tables that grow without bound and are partitioned by month.';
COMMENT ON COLUMN app.growing_table.relation IS 'The partitioned table.';
COMMENT ON COLUMN app.growing_table.time_column IS 'The column whose month determines the partition.';

INSERT INTO app.growing_table VALUES
    ('public.queue_log_repo', 'datetime'),
    ('public.webchat_log_repo', 'datetime'),
    ('public.sms_log_repo', 'datetime'),
    ('public.email_log_repo', 'datetime'),
    ('public.twitter_log_repo', 'datetime'),
    ('public.messenger_log_repo', 'datetime'),
    ('public.facebook_log_repo', 'datetime'),
    ('public.cdr_repo', 'calldate'),
    ('public.sms_repo', 'dateprocessed');

CREATE TABLE app.refresh (
    relation text PRIMARY KEY,
    snapshot pg_snapshot NOT NULL,
    as_of timestamptz,
    refreshed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.refresh IS 'State of each derived relation.';
COMMENT ON COLUMN app.refresh.relation IS 'The derived relation.';
COMMENT ON COLUMN app.refresh.snapshot IS 'Transactions whose rows are in the relation.';
COMMENT ON COLUMN app.refresh.as_of IS 'Time up to which the relation is complete: the time of the newest event, but never in the future; events at infinity or more than a day ahead are ignored; NULL before the first event.';
COMMENT ON COLUMN app.refresh.refreshed_at IS 'Time of the last refresh.';

CREATE TABLE app.applied_alias (
    interface text PRIMARY KEY,
    agent text NOT NULL
);
COMMENT ON TABLE app.applied_alias IS 'The state of app.agent_alias in the derived relations; the next refresh rebuilds rows of aliases that differ.';
COMMENT ON COLUMN app.applied_alias.interface IS 'Interface or member name as the queue log spells it.';
COMMENT ON COLUMN app.applied_alias.agent IS 'Agent that the derived relations name for it.';

CREATE TABLE app.agent_hold (
    callid text NOT NULL,
    guid text NOT NULL,
    agent text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (callid, guid, agent, started_at)
);
COMMENT ON TABLE app.agent_hold IS 'Times in which agents had calls on hold; report.agent_time counts them as holding.';
COMMENT ON COLUMN app.agent_hold.callid IS 'Call on hold; empty if the events name it only by its guid.';
COMMENT ON COLUMN app.agent_hold.guid IS 'Guid of the call on hold; empty if the events name its callid.';
COMMENT ON COLUMN app.agent_hold.agent IS 'Agent who has the call on hold.';
COMMENT ON COLUMN app.agent_hold.started_at IS 'Time at which the hold began.';
COMMENT ON COLUMN app.agent_hold.ended_at IS 'Time at which it ended; NULL while it is open.';
CREATE INDEX agent_hold_overlap ON app.agent_hold USING gist (tstzrange(started_at, ended_at));

CREATE TABLE app.api_key (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9]{8,32}$'),
    name text NOT NULL CHECK (name ~ '\S' AND length(name) <= 100 AND name !~ '[[:cntrl:]]'),
    secret_sha256 bytea NOT NULL CHECK (octet_length(secret_sha256) = 32),
    scopes text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'act', 'dial', 'pii', 'admin']),
    campaigns text[] CHECK (cardinality(campaigns) > 0 AND array_position(campaigns, NULL) IS NULL),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
COMMENT ON TABLE app.api_key IS 'API keys, with hashes of their secrets. If the table has rows, the server refuses requests without a key.';
COMMENT ON COLUMN app.api_key.id IS 'Id of the key, which is part of its secret.';
COMMENT ON COLUMN app.api_key.name IS 'Name of the user of the key, as shown in logs and auditory.';
COMMENT ON COLUMN app.api_key.secret_sha256 IS 'SHA-256 of the secret.';
COMMENT ON COLUMN app.api_key.scopes IS 'Scopes of the key: read, act, dial, pii, admin.';
COMMENT ON COLUMN app.api_key.campaigns IS 'The campaigns that the key is limited to; NULL: all campaigns.';
COMMENT ON COLUMN app.api_key.created_at IS 'Time at which the key was created.';
COMMENT ON COLUMN app.api_key.expires_at IS 'Time from which the key is refused; NULL: never.';
COMMENT ON COLUMN app.api_key.revoked_at IS 'Time at which the key was revoked; NULL if it is not.';
COMMENT ON COLUMN app.api_key.last_used_at IS 'Time of the last use, to the minute; NULL: never used.';

-- Two valid keys with the same name would be indistinguishable in the logs.
CREATE UNIQUE INDEX api_key_name ON app.api_key (name) WHERE revoked_at IS NULL;

CREATE TABLE app.bi_login (
    login name PRIMARY KEY,
    campaigns text[] NOT NULL
);
COMMENT ON TABLE app.bi_login IS 'Campaigns of the logins that are members of ccrepo_campaign_bi; a login without a row sees none.';
COMMENT ON COLUMN app.bi_login.login IS 'Name of the login.';
COMMENT ON COLUMN app.bi_login.campaigns IS 'Campaigns that it sees, spelt as in the events.';

CREATE TABLE app.write_answer (
    principal text NOT NULL,
    key text NOT NULL,
    request_sha256 bytea NOT NULL,
    status integer NOT NULL,
    body bytea NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (principal, key)
);
COMMENT ON TABLE app.write_answer IS 'Answers to writes that came with an Idempotency-Key; kept for 24 hours, each written in the transaction of its write.';
COMMENT ON COLUMN app.write_answer.principal IS 'Id of the API key or token that sent the request; empty if the server has no keys.';
COMMENT ON COLUMN app.write_answer.key IS 'The Idempotency-Key, as it was sent.';
COMMENT ON COLUMN app.write_answer.request_sha256 IS 'SHA-256 of method, path, query and body: the same key with another request is refused.';
COMMENT ON COLUMN app.write_answer.status IS 'HTTP status of the answer.';
COMMENT ON COLUMN app.write_answer.body IS 'The answer, JSON, byte for byte.';
COMMENT ON COLUMN app.write_answer.answered_at IS 'Time of the answer.';
CREATE INDEX write_answer_answered_at ON app.write_answer (answered_at);

CREATE TABLE app.secret (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    secret bytea NOT NULL CHECK (octet_length(secret) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.secret IS 'The secret of this database, in one row. Anyone who knows it can find the number behind a masked value.';
COMMENT ON COLUMN app.secret.only_row IS 'Limits the table to one row.';
COMMENT ON COLUMN app.secret.secret IS 'Random bytes; a new value changes all tokens of masked values and invalidates all cursors.';
COMMENT ON COLUMN app.secret.created_at IS 'Time at which it was created.';

-- Without extensions, PostgreSQL provides strong random bits only as UUIDs, with 122 bits each.
INSERT INTO app.secret (secret)
VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

CREATE TABLE app.campaign_setting (
    campaign text PRIMARY KEY,
    country text CHECK (country ~ '^[A-Z]{2}$'),
    did text,
    screen_pop text
);
COMMENT ON TABLE app.campaign_setting IS 'Settings of campaigns; the row with the empty name has the defaults of all campaigns.';
COMMENT ON COLUMN app.campaign_setting.campaign IS 'Name of the campaign, as the events spell it.';
COMMENT ON COLUMN app.campaign_setting.country IS 'Country (ISO 3166, two letters) of numbers that are typed without +; NULL: the default of all campaigns.';
COMMENT ON COLUMN app.campaign_setting.did IS 'Number that calls of the campaign show if the call gives no other.';
COMMENT ON COLUMN app.campaign_setting.screen_pop IS 'Template of the URL that is opened for calls of the campaign.';

CREATE TABLE app.do_not_call (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    number text COLLATE "C" NOT NULL,
    patterns text[] COLLATE "C",
    typed text NOT NULL,
    is_number boolean DEFAULT true,
    campaign text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    until timestamptz,
    added_at timestamptz NOT NULL DEFAULT now(),
    added_by text NOT NULL DEFAULT '',
    released_at timestamptz,
    PRIMARY KEY (id),
    CHECK ((strpos(number, '*') > 0) = (patterns IS NOT NULL))
);
COMMENT ON TABLE app.do_not_call IS 'Numbers that must neither be called nor call in.';
COMMENT ON COLUMN app.do_not_call.id IS 'Id of the entry.';
COMMENT ON COLUMN app.do_not_call.number IS 'The number in the form in which numbers are compared, E.164 or only digits; or a pattern in which * matches any digits.';
COMMENT ON COLUMN app.do_not_call.patterns IS 'LIKE patterns that match the numbers of a pattern; NULL for a single number.';
COMMENT ON COLUMN app.do_not_call.typed IS 'The number or pattern as it was typed.';
COMMENT ON COLUMN app.do_not_call.campaign IS 'Campaign that must not call the number; empty for all.';
COMMENT ON COLUMN app.do_not_call.reason IS 'Reason why the number must not be called.';
COMMENT ON COLUMN app.do_not_call.until IS 'Time at which the entry ends; NULL if it does not.';
COMMENT ON COLUMN app.do_not_call.added_at IS 'Time at which the entry was added.';
COMMENT ON COLUMN app.do_not_call.added_by IS 'Name of the key that added the entry.';
COMMENT ON COLUMN app.do_not_call.released_at IS 'Time at which the records that the entry blocked were released, after its end; NULL before.';
CREATE INDEX do_not_call_number ON app.do_not_call (number, campaign);
CREATE INDEX do_not_call_pattern ON app.do_not_call (id) WHERE patterns IS NOT NULL;
CREATE INDEX do_not_call_until ON app.do_not_call (until) WHERE released_at IS NULL;
CREATE INDEX do_not_call_added_at ON app.do_not_call (added_at, id);
COMMENT ON COLUMN app.do_not_call.is_number IS 'Whether typed is a number or pattern; NULL until the server has computed number again. If it is false, the entry forbids number as it is.';
CREATE INDEX do_not_call_reading ON app.do_not_call (typed) WHERE is_number IS NOT TRUE;

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
COMMENT ON TABLE app.action IS 'Actions for the browsers of agents. app.action_now shows their current state.';
COMMENT ON COLUMN app.action.id IS 'Id of the action. The ids of one agent are committed in order.';
COMMENT ON COLUMN app.action.agent IS 'Agent whose browser executes it.';
COMMENT ON COLUMN app.action.action IS 'Kind of action: MAKE_CALL, HANG_UP, DISPOSITION_CALL or CLOSE_TAB.';
COMMENT ON COLUMN app.action.campaign IS 'Campaign of the call; NULL if the action has none.';
COMMENT ON COLUMN app.action.destination IS 'Number to call, as it was typed; NULL if the action makes no call.';
COMMENT ON COLUMN app.action.did IS 'Number that the call shows; NULL if the action makes no call.';
COMMENT ON COLUMN app.action.callerid IS 'Number of the contact whose call is given a disposition; NULL otherwise.';
COMMENT ON COLUMN app.action.guid IS 'Unique id of the call; NULL if none was given.';
COMMENT ON COLUMN app.action.l1 IS 'First level of the disposition; NULL if the action has none.';
COMMENT ON COLUMN app.action.l2 IS 'Second level of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action.l3 IS 'Third level of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action.d1 IS 'First additional value of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action.d2 IS 'Second additional value of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action.comment IS 'Comment of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action.state IS 'State: queued, delivered (written to a stream), acknowledged (one tab executes it), done, failed, expired.';
COMMENT ON COLUMN app.action.detail IS 'Details of the outcome from the browser; NULL if it sent none.';
COMMENT ON COLUMN app.action.principal IS 'Id of the API key or token that sent the action; empty if the server has no keys.';
COMMENT ON COLUMN app.action.created_at IS 'Time at which it was queued.';
COMMENT ON COLUMN app.action.deadline IS 'Time at which it expires unless it has ended; an acknowledgement extends it by 15 seconds.';
COMMENT ON COLUMN app.action.delivered_at IS 'Time at which it was first written to a stream or, without one, acknowledged; NULL: not yet.';
COMMENT ON COLUMN app.action.acknowledged_at IS 'Time at which a browser took it; NULL: not yet.';
COMMENT ON COLUMN app.action.ended_at IS 'Time at which it was done, failed or expired; NULL while it is open.';
CREATE INDEX action_created_at ON app.action (created_at, id);
CREATE INDEX action_agent ON app.action (agent, created_at, id);

-- Open actions, of which there are few: those that a stream sends, and those that expire next.
CREATE INDEX action_open ON app.action (agent, id) WHERE state IN ('queued', 'delivered', 'acknowledged');
CREATE INDEX action_deadline ON app.action (deadline) WHERE state IN ('queued', 'delivered', 'acknowledged');

CREATE TABLE app.copied_list (
    id bigint NOT NULL,
    campaign text NOT NULL,
    PRIMARY KEY (campaign, id)
);
COMMENT ON TABLE app.copied_list IS 'Lists that were active in the system they were copied from, and were deactivated because a newer list is active. data-quality reports them.';
COMMENT ON COLUMN app.copied_list.id IS 'Id of the list; dialer_base.id.';
COMMENT ON COLUMN app.copied_list.campaign IS 'Campaign of the list.';

CREATE TABLE app.disposition (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    disposed_at timestamptz NOT NULL,
    action bigint,
    agent text NOT NULL,
    campaign text NOT NULL,
    callerid text NOT NULL DEFAULT '',
    guid text NOT NULL,
    l1 text NOT NULL,
    l2 text NOT NULL DEFAULT '',
    l3 text NOT NULL DEFAULT '',
    d1 text NOT NULL DEFAULT '',
    d2 text NOT NULL DEFAULT '',
    comment text NOT NULL DEFAULT '',
    own_only boolean NOT NULL DEFAULT (current_user = 'ccrepo_campaign_writer'),
    marked_at timestamptz,
    cdr_id bigint,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (id)
);
COMMENT ON TABLE app.disposition IS 'Dispositions of calls, as agents'' CRMs sent them; each marks a row of cdr_repo, immediately or when the row arrives.';
COMMENT ON COLUMN app.disposition.id IS 'Id of the disposition; a later one of the same call has a greater one.';
COMMENT ON COLUMN app.disposition.disposed_at IS 'Time of the disposition; cdr_repo.finishtime of the call that it marks.';
COMMENT ON COLUMN app.disposition.action IS 'Id of the action that sent it to the agent''s browser; NULL if there was none.';
COMMENT ON COLUMN app.disposition.agent IS 'Agent who dispositioned the call.';
COMMENT ON COLUMN app.disposition.campaign IS 'Campaign of the disposition.';
COMMENT ON COLUMN app.disposition.callerid IS 'Number of the contact, as it was sent.';
COMMENT ON COLUMN app.disposition.guid IS 'Unique id of the call; cdr_repo.guid.';
COMMENT ON COLUMN app.disposition.l1 IS 'First level of the disposition.';
COMMENT ON COLUMN app.disposition.l2 IS 'Second level; empty if there is none.';
COMMENT ON COLUMN app.disposition.l3 IS 'Third level; empty if there is none.';
COMMENT ON COLUMN app.disposition.d1 IS 'First additional value of the CRM; empty if there is none.';
COMMENT ON COLUMN app.disposition.d2 IS 'Second additional value of the CRM; empty if there is none.';
COMMENT ON COLUMN app.disposition.comment IS 'Comment on the call; cdr_repo.note if that was empty.';
COMMENT ON COLUMN app.disposition.own_only IS 'Whether a campaign-limited key sent it, so that it does not mark records without a campaign.';
COMMENT ON COLUMN app.disposition.marked_at IS 'Time at which the call was marked; NULL until its record arrives.';
COMMENT ON COLUMN app.disposition.cdr_id IS 'Id of the row of cdr_repo that was marked.';
COMMENT ON COLUMN app.disposition.written_by IS 'Transaction that wrote the row; app.mark_dispositions finds new rows by it.';
CREATE INDEX disposition_disposed_at ON app.disposition (disposed_at, id);
CREATE INDEX disposition_guid ON app.disposition (guid);
CREATE INDEX disposition_campaign ON app.disposition (campaign, disposed_at, id);
CREATE INDEX disposition_unmarked ON app.disposition (guid, id) WHERE marked_at IS NULL;
CREATE INDEX disposition_unmarked_written_by ON app.disposition (written_by) WHERE marked_at IS NULL;

CREATE TABLE app.allowed_disposition (
    campaign text NOT NULL,
    l1 text NOT NULL,
    l2 text NOT NULL DEFAULT '',
    l3 text NOT NULL DEFAULT '',
    PRIMARY KEY (campaign, l1, l2, l3)
);
COMMENT ON TABLE app.allowed_disposition IS 'Dispositions that a campaign allows. If it has rows, other dispositions are refused.';
COMMENT ON COLUMN app.allowed_disposition.campaign IS 'Name of the campaign, as the events spell it.';
COMMENT ON COLUMN app.allowed_disposition.l1 IS 'First level of the disposition.';
COMMENT ON COLUMN app.allowed_disposition.l2 IS 'Second level; empty if there is none.';
COMMENT ON COLUMN app.allowed_disposition.l3 IS 'Third level; empty if there is none.';

CREATE TABLE app.disposition_marking (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    snapshot pg_snapshot
);
COMMENT ON TABLE app.disposition_marking IS 'State of app.mark_dispositions, in one row.';
COMMENT ON COLUMN app.disposition_marking.only_row IS 'Limits the table to one row.';
COMMENT ON COLUMN app.disposition_marking.snapshot IS 'Transactions whose dispositions and call records have been processed; NULL: none.';

INSERT INTO app.disposition_marking DEFAULT VALUES;

CREATE TABLE app.country_prefix (
    country text PRIMARY KEY,
    code text NOT NULL,
    trunk text NOT NULL
);
COMMENT ON TABLE app.country_prefix IS 'Prefixes of the countries in use, stored when numbers of callers are computed.';
COMMENT ON COLUMN app.country_prefix.country IS 'Country (ISO 3166, two letters).';
COMMENT ON COLUMN app.country_prefix.code IS 'Country code, without +.';
COMMENT ON COLUMN app.country_prefix.trunk IS 'Digits before a number that is dialled within the country; empty if there are none.';

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
COMMENT ON VIEW app.action_now IS 'Actions in their current state: an action past its deadline is expired, even if that is not stored yet.';
COMMENT ON COLUMN app.action_now.id IS 'Id of the action. The ids of one agent are committed in order.';
COMMENT ON COLUMN app.action_now.agent IS 'Agent whose browser executes it.';
COMMENT ON COLUMN app.action_now.action IS 'Kind of action: MAKE_CALL, HANG_UP, DISPOSITION_CALL or CLOSE_TAB.';
COMMENT ON COLUMN app.action_now.campaign IS 'Campaign of the call; NULL if the action has none.';
COMMENT ON COLUMN app.action_now.destination IS 'Number to call, as it was typed; NULL if the action makes no call.';
COMMENT ON COLUMN app.action_now.did IS 'Number that the call shows; NULL if the action makes no call.';
COMMENT ON COLUMN app.action_now.callerid IS 'Number of the contact whose call is given a disposition; NULL otherwise.';
COMMENT ON COLUMN app.action_now.guid IS 'Unique id of the call; NULL if none was given.';
COMMENT ON COLUMN app.action_now.l1 IS 'First level of the disposition; NULL if the action has none.';
COMMENT ON COLUMN app.action_now.l2 IS 'Second level of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action_now.l3 IS 'Third level of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action_now.d1 IS 'First additional value of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action_now.d2 IS 'Second additional value of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action_now.comment IS 'Comment of the disposition, or empty; NULL if the action has none.';
COMMENT ON COLUMN app.action_now.state IS 'State: queued, delivered (written to a stream), acknowledged (one tab executes it), done, failed, expired.';
COMMENT ON COLUMN app.action_now.detail IS 'Details of the outcome from the browser; NULL if it sent none.';
COMMENT ON COLUMN app.action_now.principal IS 'Id of the API key or token that sent the action; empty if the server has no keys.';
COMMENT ON COLUMN app.action_now.created_at IS 'Time at which it was queued.';
COMMENT ON COLUMN app.action_now.deadline IS 'Time at which it expires unless it has ended; an acknowledgement extends it by 15 seconds.';
COMMENT ON COLUMN app.action_now.delivered_at IS 'Time at which it was first written to a stream or, without one, acknowledged; NULL: not yet.';
COMMENT ON COLUMN app.action_now.acknowledged_at IS 'Time at which a browser took it; NULL: not yet.';
COMMENT ON COLUMN app.action_now.ended_at IS 'Time at which it was done, failed or expired; NULL while it is open.';

-- The reader sees only those of the product's own tables that answers need.
GRANT SELECT ON app.campaign, app.agent_alias TO ccrepo_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.campaign, app.agent_alias, app.import_file, app.import_bad_lines TO ccrepo_writer;
GRANT SELECT ON app.refresh TO ccrepo_reader, ccrepo_writer;

-- The reader cannot see hashes, and the writer cannot create keys.
GRANT SELECT, UPDATE (last_used_at) ON app.api_key TO ccrepo_writer;

-- Agents' names belong to no campaign; they are needed to show a campaign's calls.
GRANT SELECT ON app.agent_alias TO ccrepo_campaign_reader, ccrepo_campaign_writer;

-- Answers may have personal data, so no reader may see them.
GRANT SELECT, INSERT, UPDATE, DELETE ON app.write_answer TO ccrepo_writer;

-- The server reads it as the writer. The reader must not, because its queries come from outside.
GRANT SELECT ON app.secret TO ccrepo_writer;
GRANT INSERT, DELETE ON app.do_not_call TO ccrepo_campaign_writer;
GRANT SELECT ON app.action, app.action_now TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;

-- The database sets id, first state and times.
GRANT INSERT (agent, action, campaign, destination, did, callerid, guid, l1, l2, l3, d1, d2, comment, principal, deadline), UPDATE (state, detail)
    ON app.action TO ccrepo_writer, ccrepo_campaign_writer;
GRANT SELECT ON app.copied_list TO ccrepo_reader, ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT SELECT, DELETE ON app.copied_list TO ccrepo_writer;

-- Not own_only, which a default sets for campaign-limited roles, nor the columns that marking writes.
GRANT INSERT (disposed_at, action, agent, campaign, callerid, guid, l1, l2, l3, d1, d2, comment) ON app.disposition TO ccrepo_campaign_writer;
GRANT SELECT ON app.country_prefix TO ccrepo_reader, ccrepo_writer, ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT SELECT ON app.campaign_setting TO ccrepo_reader, ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.campaign_setting TO ccrepo_writer;
GRANT SELECT ON app.do_not_call TO ccrepo_reader, ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.do_not_call TO ccrepo_writer;
GRANT SELECT ON app.disposition, app.allowed_disposition TO ccrepo_reader, ccrepo_campaign_reader, ccrepo_campaign_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.disposition, app.allowed_disposition TO ccrepo_writer;
GRANT SELECT ON app.campaign TO ccrepo_campaign_reader, ccrepo_campaign_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP VIEW app.action_now;
DROP TABLE
    app.country_prefix,
    app.disposition_marking,
    app.allowed_disposition,
    app.disposition,
    app.copied_list,
    app.action,
    app.do_not_call,
    app.campaign_setting,
    app.secret,
    app.write_answer,
    app.bi_login,
    app.api_key,
    app.agent_hold,
    app.applied_alias,
    app.refresh,
    app.growing_table,
    app.import_bad_lines,
    app.import_file,
    app.agent_alias,
    app.campaign;
RESET ROLE;
