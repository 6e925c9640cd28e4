-- name: ForgetCalls :exec
-- Takes all calls away.
-- api:route GET /v1/tables/forget
-- api:key id
-- api:example /v1/tables/forget
DELETE FROM call;
