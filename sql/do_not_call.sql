-- name: LockDoNotCall :exec
-- Keeps everybody else from changing the do-not-call list, and from making records ready, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('app.do_not_call'));

-- name: HoldDoNotCall :exec
-- Keeps everybody from changing the do-not-call list until the transaction ends.
SELECT pg_advisory_xact_lock_shared(hashtext('app.do_not_call'));

-- name: ForbiddingEntry :one
-- Entry of the do-not-call list by which a campaign must not call a number: one of the number before one of a pattern, one that does not end before one that does.
SELECT d.id, d.number, d.typed, d.campaign, d.reason, d.until, d.added_at, d.added_by
FROM app.do_not_call AS d
WHERE (d.number = @number::text AND d.patterns IS NULL OR d.patterns IS NOT NULL AND @number::text LIKE ANY (d.patterns))
  AND d.campaign IN ('', @campaign::text)
  AND (d.until IS NULL OR d.until > statement_timestamp())
ORDER BY d.patterns IS NOT NULL, d.until DESC NULLS FIRST, d.id
LIMIT 1;

-- name: ForbiddenNumbers :many
-- Those of many numbers that a campaign must not call.
SELECT n::text AS number
FROM app.forbidden_numbers(@campaign::text, @numbers::text[]) AS n;

-- name: AddBlackListHistory :exec
-- Writes down an attempt that the do-not-call list refused.
INSERT INTO black_list_history (calldate, src, dst)
VALUES (@calldate::timestamptz, @src::text, @dst::text);
