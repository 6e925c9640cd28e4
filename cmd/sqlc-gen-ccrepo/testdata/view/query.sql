-- name: Ended :many
-- Calls with a column of every kind, through a view.
-- api:route GET /v1/events/call/ended
-- api:key id
-- api:param since Calls after this one, whose type follows from the column.
-- api:example /v1/events/call/ended?since=0
SELECT
    id,
    waited,
    ended,
    answered
FROM ended_call
WHERE id > @since;
