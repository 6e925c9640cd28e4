-- name: ListTags :many
-- Marks that users put into recordings.
-- api:es Marcas que los usuarios pusieron en las grabaciones.
-- api:route GET /v1/tables/tags
-- api:item GetTags id One row of tags by its id.
-- api:es GetTags Una fila de tags por su id.
-- api:time datetime optional
-- api:key datetime, id
-- api:example /v1/tables/tags?range=last-7-days&limit=5
-- api:example /v1/tables/tags/1
SELECT
    id,
    datetime,
    "user",
    guid,
    time,
    comment,
    position,
    import_id
FROM tags
WHERE datetime >= @range_from::timestamptz
  AND datetime <= (@range_to::timestamptz) - interval '1 microsecond';

-- name: AddTag :one
-- Adds a mark to a recording and returns its id.
INSERT INTO tags (datetime, "user", guid, time, comment)
VALUES (@datetime::timestamptz, @user_name::text, @guid::text, @time::integer, @comment::text)
RETURNING id;

-- name: ChangeTag :one
-- Changes the position or the comment of a mark; NULL keeps the current value.
UPDATE tags
SET time = coalesce(sqlc.narg('time')::integer, time),
    comment = coalesce(sqlc.narg('comment')::text, comment)
WHERE id = @id::bigint
RETURNING id, datetime, "user", guid, time, comment, position, import_id;

-- name: RemoveTag :one
-- Removes a mark from a recording.
DELETE FROM tags
WHERE id = @id::bigint
RETURNING id, datetime, "user", guid, time, comment, position, import_id;
