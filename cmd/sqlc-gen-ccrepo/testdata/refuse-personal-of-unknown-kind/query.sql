-- name: Agents :many
-- Agents of calls.
-- api:route GET /v1/reports/agents
-- api:key id
-- api:personal agent telephone
-- api:personal agent
-- api:example /v1/reports/agents?limit=5
SELECT id, agent FROM call;
