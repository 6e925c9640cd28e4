-- name: TakeWriteLock :one
-- Takes the lock of an Idempotency-Key until the transaction ends; false if another request has it.
-- Rows written by that request are visible only to a statement that begins after this one.
SELECT pg_try_advisory_xact_lock(@lock::bigint) AS taken;

-- name: FindWriteAnswer :one
-- The answer that was stored for a key.
SELECT
    request_sha256,
    status,
    body
FROM app.write_answer
WHERE principal = @principal::text
  AND key = @key::text
  AND answered_at >= @since::timestamptz;

-- name: KeepWriteAnswer :exec
-- Stores an answer, and replaces one that has expired.
INSERT INTO app.write_answer (principal, key, request_sha256, status, body, answered_at)
VALUES (@principal::text, @key::text, @request_sha256::bytea, @status::integer, @body::bytea, @answered_at::timestamptz)
ON CONFLICT (principal, key) DO UPDATE SET
    request_sha256 = excluded.request_sha256,
    status = excluded.status,
    body = excluded.body,
    answered_at = excluded.answered_at;

-- name: DeleteWriteAnswers :execrows
-- Deletes some of the answers from before a time, except those that another transaction is replacing.
DELETE FROM app.write_answer AS a
USING (
    SELECT principal, key
    FROM app.write_answer
    WHERE answered_at < @before::timestamptz
    ORDER BY answered_at
    LIMIT @most::integer
    FOR UPDATE SKIP LOCKED
) AS old
WHERE a.principal = old.principal
  AND a.key = old.key;
