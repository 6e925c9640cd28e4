-- name: Pairings :many
-- The codes of screens that have a key and have not taken it.
SELECT code_sha256
FROM app.pairing
WHERE expires_at > @now::timestamptz;

-- name: CreatePairing :exec
-- Gives a key to the screen that shows a code.
INSERT INTO app.pairing (code_sha256, key, expires_at)
VALUES (@code_sha256::bytea, @key::text, @expires_at::timestamptz);

-- name: TakePairing :many
-- Takes the key of a code; none if another request took it.
DELETE FROM app.pairing
WHERE code_sha256 = @code_sha256::bytea
  AND expires_at > @now::timestamptz
RETURNING key;

-- name: PairingWaits :one
-- Whether no screen has taken the key of a code yet.
SELECT EXISTS (SELECT FROM app.pairing WHERE code_sha256 = @code_sha256::bytea) AS waits;

-- name: DeletePairings :exec
-- Deletes codes that no screen took in time.
DELETE FROM app.pairing
WHERE expires_at <= @now::timestamptz;
