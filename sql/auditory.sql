-- name: ListAuditory :many
-- Audit of important actions.
-- api:es Auditoría de acciones importantes.
-- api:route GET /v1/tables/auditory
-- api:item GetAuditory id One row of auditory by its id.
-- api:es GetAuditory Una fila de auditory por su id.
-- api:time datetime optional
-- api:key datetime, id
-- api:whole
-- api:example /v1/tables/auditory?range=last-7-days&limit=5
-- api:example /v1/tables/auditory/1
SELECT
    id,
    datetime,
    userid,
    host,
    action,
    position,
    import_id
FROM auditory
WHERE datetime >= @range_from::timestamptz
  AND datetime <= (@range_to::timestamptz) - interval '1 microsecond';

-- name: AddAuditory :exec
-- Adds an audit row: who did what, and from where.
INSERT INTO auditory (datetime, userid, host, action)
VALUES (@datetime::timestamptz, @userid::text, @host::text, @action::text);
