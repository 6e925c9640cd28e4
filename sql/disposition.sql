-- name: ListDispositions :many
-- Dispositions of calls, as agents' CRMs sent them.
-- api:es Tipificaciones de llamadas, tal como las enviaron los CRM de los agentes.
-- A disposition marks one record of its call (cdr_repo: userfield, note, finishtime), immediately or when the record arrives. Until then marked_at is null; marked_at.null=true lists those that wait.
-- api:es Una tipificación marca un registro de su llamada (cdr_repo: userfield, note, finishtime), de inmediato o cuando llega el registro. Hasta entonces marked_at es nulo; marked_at.null=true lista las que esperan.
-- api:route GET /v1/dispositions
-- api:group actions
-- api:time disposed_at optional
-- api:key disposed_at, id
-- api:example /v1/dispositions?range=last-7-days&limit=5
SELECT
    id,
    disposed_at,
    action,
    agent,
    campaign,
    callerid,
    guid,
    l1,
    l2,
    l3,
    d1,
    d2,
    comment,
    marked_at,
    cdr_id
FROM app.disposition
WHERE disposed_at >= @range_from::timestamptz
  AND disposed_at <= (@range_to::timestamptz) - interval '1 microsecond';

-- name: LockCall :exec
-- Prevents other transactions from storing a disposition for a call, or marking it, until this one ends.
SELECT app.lock_call(@guid::text);

-- name: AddDisposition :exec
-- Stores a disposition. The role of the writer sets own_only.
INSERT INTO app.disposition (disposed_at, action, agent, campaign, callerid, guid, l1, l2, l3, d1, d2, comment)
VALUES (
    @disposed_at::timestamptz, sqlc.narg('action')::bigint, @agent::text, @campaign::text, @callerid::text, @guid::text,
    @l1::text, @l2::text, @l3::text, @d1::text, @d2::text, @comment::text);

-- name: MarkCall :one
-- Marks the call of a guid with its dispositions that are not applied yet; returns how many were applied.
SELECT app.mark_call(@guid::text)::integer AS marked;

-- name: MarkDispositions :one
-- Marks the calls whose dispositions waited for their records; returns how many dispositions were applied.
SELECT app.mark_dispositions()::integer AS marked;

-- name: AllowedDispositions :many
-- Dispositions that a campaign allows.
SELECT
    l1,
    l2,
    l3
FROM app.allowed_disposition
WHERE campaign = @campaign::text
ORDER BY l1, l2, l3;

-- name: AllAllowedDispositions :many
-- Dispositions that all campaigns, or the given ones, allow.
SELECT
    campaign,
    l1,
    l2,
    l3
FROM app.allowed_disposition
WHERE @campaigns::text[] = '{}'
   OR campaign = ANY (@campaigns::text[])
ORDER BY campaign, l1, l2, l3;

-- name: ForbidDispositions :exec
-- Removes the dispositions that a campaign allows.
DELETE FROM app.allowed_disposition
WHERE campaign = @campaign::text;

-- name: AllowDispositions :exec
-- Adds dispositions that a campaign allows. The arrays are parallel.
INSERT INTO app.allowed_disposition (campaign, l1, l2, l3)
SELECT @campaign::text, a.l1, a.l2, a.l3
FROM (SELECT unnest(@l1::text[]) AS l1, unnest(@l2::text[]) AS l2, unnest(@l3::text[]) AS l3) AS a
ON CONFLICT DO NOTHING;
