-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:column id Id.
-- api:column length Length.
-- api:column extra Extra.
-- api:column day Day.
-- api:column mood Mood.
-- api:example /v1/reports/calls
SELECT
    id,
    length,
    extra,
    day,
    mood
FROM call;
