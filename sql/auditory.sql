-- name: ListAuditory :many
-- Audit of important actions.
-- api:route GET /v1/tables/auditory
-- api:time datetime optional
-- api:key datetime, id
-- api:whole
-- api:example /v1/tables/auditory?range=last-7-days&limit=5
SELECT
    id,
    datetime,
    userid,
    host,
    action,
    import_id
FROM auditory
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: GetAuditory :one
-- One row of auditory by its id.
-- api:route GET /v1/tables/auditory/{id}
-- api:time datetime optional
-- api:key datetime, id
-- api:whole
-- api:param id Id of the row.
-- api:example /v1/tables/auditory/1
SELECT
    id,
    datetime,
    userid,
    host,
    action,
    import_id
FROM auditory
WHERE id = @id::bigint
  AND datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;

-- name: AddAuditory :exec
-- Writes down who did what from where.
INSERT INTO auditory (datetime, userid, host, action)
VALUES (@datetime::timestamptz, @userid::text, @host::text, @action::text);
