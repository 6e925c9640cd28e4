-- name: ListDispositions :many
-- Dispositions of calls, as agents' CRMs sent them.
-- A disposition marks one record of its call (cdr_repo: userfield, note, finishtime), at once or when the record comes: marked_at is null until then, and marked_at.null=true lists those that wait.
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
  AND disposed_at < @range_to::timestamptz;

-- name: LockCall :exec
-- Lets nobody else disposition or mark the call of a guid until the transaction ends.
SELECT app.lock_call(@guid::text);

-- name: AddDisposition :exec
-- Keeps a disposition; own_only is set by the role that writes it.
INSERT INTO app.disposition (disposed_at, action, agent, campaign, callerid, guid, l1, l2, l3, d1, d2, comment)
VALUES (
    @disposed_at::timestamptz, sqlc.narg('action')::bigint, @agent::text, @campaign::text, @callerid::text, @guid::text,
    @l1::text, @l2::text, @l3::text, @d1::text, @d2::text, @comment::text);

-- name: MarkCall :one
-- Marks the call of a guid by its dispositions that have marked nothing yet; returns how many did.
SELECT app.mark_call(@guid::text)::integer AS marked;

-- name: MarkDispositions :one
-- Marks the calls whose dispositions waited for their records; returns how many dispositions did.
SELECT app.mark_dispositions()::integer AS marked;

-- name: AllowedDispositions :many
-- What a campaign allows.
SELECT
    l1,
    l2,
    l3
FROM app.allowed_disposition
WHERE campaign = @campaign::text
ORDER BY l1, l2, l3;

-- name: AllAllowedDispositions :many
-- What every campaign allows, or those of a list.
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
-- Takes away what a campaign allows.
DELETE FROM app.allowed_disposition
WHERE campaign = @campaign::text;

-- name: AllowDispositions :exec
-- Adds to what a campaign allows; the lists belong together by position.
INSERT INTO app.allowed_disposition (campaign, l1, l2, l3)
SELECT @campaign::text, a.l1, a.l2, a.l3
FROM (SELECT unnest(@l1::text[]) AS l1, unnest(@l2::text[]) AS l2, unnest(@l3::text[]) AS l3) AS a
ON CONFLICT DO NOTHING;
