-- name: ForgetCalls :many
-- Takes all calls away.
-- api:route GET /v1/forget
-- api:key id
-- api:example /v1/forget
DELETE FROM call
RETURNING id;
