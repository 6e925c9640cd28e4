-- name: ForgetCall :exec
-- Takes a call away.
DELETE FROM call
WHERE id = @id::bigint;

-- name: CallsOfQueue :many
SELECT id
FROM call
WHERE queue = @queue::text;
