-- name: StreamActions :many
-- What a stream of an agent may have to tell: actions that are open, that ended in the last minute, and those that it
-- has told of before. None is open for longer than seven minutes; those told of may be older, as the database may have been away.
SELECT *
FROM app.action_now
WHERE agent = @agent::text
  AND created_at >= least(statement_timestamp() - interval '7 minutes', sqlc.narg('since')::timestamptz)
  AND (ended_at IS NULL OR ended_at > statement_timestamp() - interval '1 minute' OR id = ANY (@told::bigint[]))
ORDER BY id;

-- name: DeliverActions :exec
-- Notes that actions were written into a stream.
UPDATE app.action SET
    state = 'delivered'
WHERE id = ANY (@ids::bigint[])
  AND state = 'queued'
  AND deadline > clock_timestamp();
