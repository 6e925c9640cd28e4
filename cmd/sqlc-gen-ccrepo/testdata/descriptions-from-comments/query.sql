-- name: ListLead :many
-- Leads of both schemas.
-- api:route GET /v1/tables/lead
-- api:key id
-- api:column state State, said better than by the table.
-- api:example /v1/tables/lead?limit=5
SELECT
    l.id,
    l.name AS called,
    l.state,
    o.owner
FROM lead AS l
JOIN sales.owner AS o ON o.lead = l.id;
