-- name: Audit :many
-- Who did what, when and from where.
-- api:es Quién hizo qué, cuándo y desde dónde.
-- api:route GET /v1/reports/audit
-- api:topic quality
-- api:time datetime required
-- api:key datetime, id
-- api:whole
-- api:example /v1/reports/audit?range=last-7-days&order=-datetime&limit=5
SELECT
    datetime,
    id,
    userid,
    host,
    action
FROM auditory
WHERE datetime >= @range_from::timestamptz
  AND datetime < @range_to::timestamptz;
