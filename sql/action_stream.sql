-- name: StreamActions :many
-- Actions that an agent's stream may have to send: those that are open, those that ended in the last minute, and those
-- that it has sent before. No action is open for longer than seven minutes; those already sent may be older, because the
-- database may have been unreachable.
SELECT *
FROM app.action_now
WHERE agent = @agent::text
  AND created_at >= least(statement_timestamp() - interval '7 minutes', sqlc.narg('since')::timestamptz)
  AND (ended_at IS NULL OR ended_at > statement_timestamp() - interval '1 minute' OR id = ANY (@told::bigint[]))
ORDER BY id;

-- name: DeliverActions :exec
-- Records that actions were written to a stream.
UPDATE app.action SET
    state = 'delivered'
WHERE id = ANY (@ids::bigint[])
  AND state = 'queued'
  AND deadline > clock_timestamp();
