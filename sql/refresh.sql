-- name: Refresh :one
-- Brings the derived relations up to date and rebuilds those of the range, if one is given (NULL: none).
-- Returns the number of calls that were rebuilt.
SELECT report.refresh(sqlc.narg('rebuild_from')::timestamptz, sqlc.narg('rebuild_to')::timestamptz)::bigint AS calls;

-- name: RefreshIfDue :one
-- Brings the derived relations up to date if anything was written since the last refresh. Returns the number of calls
-- that were rebuilt.
SELECT report.refresh_if_due()::bigint AS calls;

-- name: AsOf :one
-- Time up to which a derived relation is complete, and up to which its rollup is read; NULL before the first event.
SELECT
    as_of,
    rolled_up_to
FROM app.refresh
WHERE relation = @relation::text;

-- name: EnsurePartitions :one
-- Creates the partitions of this month and the next three; returns how many it created.
SELECT app.ensure_partitions()::integer AS made;

-- name: RefreshStates :many
-- Up to which time each derived relation is complete, and when it was last refreshed.
SELECT
    relation,
    as_of,
    refreshed_at
FROM app.refresh;

-- name: WrongQueueSlots :many
-- Quarters of an hour whose stored sums differ from the calls, of one in so many parts of all of them.
SELECT w.slot_start::timestamptz AS slot_start
FROM report.wrong_queue_slots(@part::integer, @parts::integer) AS w (slot_start);
