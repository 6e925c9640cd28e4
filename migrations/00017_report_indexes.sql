-- What reports of single calls, contacts, lists and runs look up, and the formulas that several share.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

-- What names the guid of a call: a view for each index that finds it.
CREATE VIEW report.hold_event WITH (security_invoker = true) AS
SELECT id, datetime, callid, queuename, agent, event, CASE event WHEN 'FINISHWRAPUP' THEN data3 ELSE data2 END AS guid, data1, data2, data3, data4, data5
FROM public.queue_log_repo
WHERE event IN ('FINISHWRAPUP', 'PHONESTARHOLDIN', 'PHONESTARTHOLDIN', 'PHONESTARHOLDOUT', 'PHONESTARTHOLDOUT', 'PHONEENDHOLDIN', 'PHONEENDHOLDOUT');
COMMENT ON VIEW report.hold_event IS 'The events of queue_log_repo that tell of the wrap-up and the holds of the call whose guid they name; the index queue_log_repo_guid finds them.';
COMMENT ON COLUMN report.hold_event.id IS 'queue_log_repo.id of the event.';
COMMENT ON COLUMN report.hold_event.datetime IS 'Moment of the event.';
COMMENT ON COLUMN report.hold_event.callid IS 'Id of the call on the telephony system.';
COMMENT ON COLUMN report.hold_event.queuename IS 'Campaign as logged.';
COMMENT ON COLUMN report.hold_event.agent IS 'Agent as logged.';
COMMENT ON COLUMN report.hold_event.event IS 'Name of the event.';
COMMENT ON COLUMN report.hold_event.guid IS 'Guid of the call, which is that of its record and its recording.';
COMMENT ON COLUMN report.hold_event.data1 IS 'First value of the event.';
COMMENT ON COLUMN report.hold_event.data2 IS 'Second value of the event.';
COMMENT ON COLUMN report.hold_event.data3 IS 'Third value of the event.';
COMMENT ON COLUMN report.hold_event.data4 IS 'Fourth value of the event.';
COMMENT ON COLUMN report.hold_event.data5 IS 'Fifth value of the event.';

CREATE VIEW report.phone_event WITH (security_invoker = true) AS
SELECT id, datetime, callid, queuename, agent, event, CASE event WHEN 'OUTCALL' THEN data5 ELSE data2 END AS guid, data1, data2, data3, data4, data5
FROM public.queue_log_repo
WHERE event IN ('OUTCALL', 'PHONECALL', 'PHONECALLAGENT', 'PHONEANSWER', 'PHONECOMPLETEAGENT', 'PHONECOMPLETECALLER');
COMMENT ON VIEW report.phone_event IS 'The events of queue_log_repo that tell of the beginning and the end of the call whose guid they name; the index queue_log_repo_phone_guid finds them by the first 64 characters.';
COMMENT ON COLUMN report.phone_event.id IS 'queue_log_repo.id of the event.';
COMMENT ON COLUMN report.phone_event.datetime IS 'Moment of the event.';
COMMENT ON COLUMN report.phone_event.callid IS 'Id of the call on the telephony system.';
COMMENT ON COLUMN report.phone_event.queuename IS 'Campaign as logged.';
COMMENT ON COLUMN report.phone_event.agent IS 'Agent as logged.';
COMMENT ON COLUMN report.phone_event.event IS 'Name of the event.';
COMMENT ON COLUMN report.phone_event.guid IS 'Guid of the call, which is that of its record and its recording.';
COMMENT ON COLUMN report.phone_event.data1 IS 'First value of the event.';
COMMENT ON COLUMN report.phone_event.data2 IS 'Second value of the event.';
COMMENT ON COLUMN report.phone_event.data3 IS 'Third value of the event.';
COMMENT ON COLUMN report.phone_event.data4 IS 'Fourth value of the event.';
COMMENT ON COLUMN report.phone_event.data5 IS 'Fifth value of the event.';

-- Of what a log may hold of any length, only the beginning is indexed: an entry of an index has to fit into a page.
CREATE INDEX queue_log_repo_phone_guid ON queue_log_repo (left(CASE event WHEN 'OUTCALL' THEN data5 ELSE data2 END, 64))
WHERE event IN ('OUTCALL', 'PHONECALL', 'PHONECALLAGENT', 'PHONEANSWER', 'PHONECOMPLETEAGENT', 'PHONECOMPLETECALLER');
CREATE INDEX queue_log_repo_dialled ON queue_log_repo (left(data4, 64), datetime) WHERE event = 'OUTCALL';
CREATE INDEX queue_call_callerid ON report.queue_call (left(callerid, 64), entered_at);
CREATE INDEX cdr_repo_list ON cdr_repo (left(dialerbase, 64), campaign) WHERE dialerbase <> '';
-- A conversation comes in its order.
DROP INDEX sms_repo_sessionid;
CREATE INDEX sms_repo_sessionid ON sms_repo (sessionid, dateprocessed, id);
CREATE INDEX email_log_repo_dialer ON email_log_repo (datetime, id) WHERE event IN ('STARTEMAILDIALER', 'FINISHEMAILDIALER', 'STOPEMAILDIALER');

-- +goose StatementBegin
CREATE FUNCTION report.says_yes(flag text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT lower(btrim(coalesce(flag, ''))) NOT IN ('', '0', 'n', 'no', 'none', 'not', 'null', 'f', 'false', 'not recorded', 'unread') $$;
-- +goose StatementEnd
COMMENT ON FUNCTION report.says_yes(text) IS
    'Whether a text that is to tell whether something is so, in no form that is documented, says that it is: it is not empty, 0, n, no, none, not, null, f, false, not recorded or unread, in any case.';

-- +goose StatementBegin
CREATE FUNCTION report.covered_seconds(times tstzmultirange) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT sum(extract(epoch FROM upper(r.span) - lower(r.span))) FROM unnest(times) AS r (span) $$;
-- +goose StatementEnd
COMMENT ON FUNCTION report.covered_seconds(tstzmultirange) IS 'Seconds of a set of times, each of which counts once; NULL where the set is empty.';

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP FUNCTION report.covered_seconds(tstzmultirange);
DROP FUNCTION report.says_yes(text);
DROP INDEX email_log_repo_dialer, cdr_repo_list, report.queue_call_callerid, queue_log_repo_dialled, queue_log_repo_phone_guid;
DROP VIEW report.phone_event;
DROP VIEW report.hold_event;
DROP INDEX sms_repo_sessionid;
CREATE INDEX sms_repo_sessionid ON sms_repo (sessionid);
RESET ROLE;
