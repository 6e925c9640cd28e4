-- name: Refresh :one
-- Brings the derived relations up to date and rebuilds those of the range, where one is given (NULL: none).
-- Returns the number of calls that were rebuilt.
SELECT report.refresh(sqlc.narg('rebuild_from')::timestamptz, sqlc.narg('rebuild_to')::timestamptz)::bigint AS calls;

-- name: AsOf :one
-- Moment up to which a derived relation is complete; NULL before the first event.
SELECT as_of
FROM app.refresh
WHERE relation = @relation::text;

-- name: EnsurePartitions :one
-- Makes the partitions of this month and the three after it; returns how many it made.
SELECT app.ensure_partitions()::integer AS made;

-- name: RefreshStates :many
-- How far each derived relation is, and when it was last brought up to date.
SELECT
    relation,
    as_of,
    refreshed_at
FROM app.refresh;
