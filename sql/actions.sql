-- name: ListActions :many
-- Actions for the browsers of agents, and their outcomes.
-- api:es Acciones para los navegadores de los agentes, y sus resultados.
-- api:route GET /v1/actions
-- api:scope read act
-- api:time created_at optional
-- api:key created_at, id
-- api:example /v1/actions?range=last-7-days&order=-created_at&limit=5
SELECT
    id,
    agent,
    action,
    campaign,
    destination,
    did,
    callerid,
    guid,
    l1,
    l2,
    l3,
    d1,
    d2,
    comment,
    state,
    detail,
    principal,
    created_at,
    deadline,
    delivered_at,
    acknowledged_at,
    ended_at
FROM app.action_now
WHERE created_at >= @range_from::timestamptz
  AND created_at <= (@range_to::timestamptz) - interval '1 microsecond';

-- name: GetAction :one
-- An action as it is at this moment.
SELECT *
FROM app.action_now
WHERE id = @id::bigint;

-- name: LockAgent :exec
-- Prevents other transactions from queuing an action for an agent until this one ends, so that the agent's ids are
-- committed in order.
SELECT pg_advisory_xact_lock(hashtextextended('app.action ' || @agent::text, 0));

-- name: AddAction :one
-- Queues an action. Call LockAgent first.
INSERT INTO app.action (agent, action, campaign, destination, did, callerid, guid, l1, l2, l3, d1, d2, comment, principal, deadline)
VALUES (
    @agent::text, @action::text, sqlc.narg('campaign')::text, sqlc.narg('destination')::text, sqlc.narg('did')::text, sqlc.narg('callerid')::text,
    sqlc.narg('guid')::text, sqlc.narg('l1')::text, sqlc.narg('l2')::text, sqlc.narg('l3')::text, sqlc.narg('d1')::text, sqlc.narg('d2')::text,
    sqlc.narg('comment')::text, @principal::text, clock_timestamp() + make_interval(secs => @expires_in::integer))
RETURNING id;

-- name: AcknowledgeAction :execrows
-- Takes an action for one tab. It changes nothing if another tab has taken the action, or if it is over.
UPDATE app.action SET
    state = 'acknowledged',
    detail = sqlc.narg('detail')::text
WHERE id = @id::bigint
  AND state IN ('queued', 'delivered')
  AND deadline > clock_timestamp();

-- name: EndAction :execrows
-- Stores the outcome of an action that was taken: done or failed.
UPDATE app.action SET
    state = @state::text,
    detail = sqlc.narg('detail')::text
WHERE id = @id::bigint
  AND state = 'acknowledged'
  AND deadline > clock_timestamp();

-- name: ExpireActions :execrows
-- Marks some of the actions whose deadline has passed as over. It skips those that another transaction is changing.
UPDATE app.action SET
    state = 'expired'
WHERE id IN (
    SELECT a.id
    FROM app.action AS a
    WHERE a.state IN ('queued', 'delivered', 'acknowledged')
      AND a.deadline <= clock_timestamp()
    ORDER BY a.deadline
    LIMIT @most::integer
    FOR UPDATE SKIP LOCKED);

-- name: CampaignDID :one
-- The number that calls of a campaign show: the campaign's, else that of all campaigns; empty if there is none.
SELECT coalesce(
    (SELECT s.did FROM app.campaign_setting AS s WHERE s.campaign = @campaign::text AND s.campaign <> ''),
    (SELECT s.did FROM app.campaign_setting AS s WHERE s.campaign = ''),
    '')::text AS did;
