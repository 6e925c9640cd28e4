-- name: APIKeys :many
-- All keys, including revoked ones, the newest last.
SELECT
    id,
    name,
    secret_sha256,
    scopes,
    campaigns,
    created_at,
    expires_at,
    revoked_at,
    last_used_at
FROM app.api_key
ORDER BY created_at, id;

-- name: CreateAPIKey :exec
-- Creates a key. NULL in campaigns means all campaigns.
INSERT INTO app.api_key (id, name, secret_sha256, scopes, campaigns, expires_at)
VALUES (@id::text, @name::text, @secret_sha256::bytea, @scopes::text[], sqlc.narg('campaigns')::text[], sqlc.narg('expires_at')::timestamptz);

-- name: RevokeAPIKey :many
-- Revokes the key with this id, or the valid key with this name.
UPDATE app.api_key
SET revoked_at = now()
WHERE (id = @key::text OR name = @key::text)
  AND revoked_at IS NULL
RETURNING id, name;

-- name: DeleteAPIKeys :many
-- Deletes the key with this id, or all keys with this name.
DELETE FROM app.api_key
WHERE id = @key::text OR name = @key::text
RETURNING id, name;

-- name: TouchAPIKey :exec
-- Records that a key was used.
UPDATE app.api_key
SET last_used_at = greatest(last_used_at, @used_at::timestamptz)
WHERE id = @id::text;

-- name: UnknownCampaigns :many
-- Those of the given campaigns that no table names.
SELECT wanted::text AS campaign
FROM unnest(@campaigns::text[]) AS wanted
WHERE NOT EXISTS (SELECT FROM app.campaign AS c WHERE c.campaign = wanted);
