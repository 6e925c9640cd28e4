-- name: Calls :many
-- Every call.
-- api:route GET /v1/reports/calls
-- api:key id
-- api:param from Parameter. default=x
-- api:param to Parameter. default=x
-- api:param range Parameter. default=x
-- api:param tz Parameter. default=x
-- api:param fields Parameter. default=x
-- api:param order Parameter. default=x
-- api:param limit Parameter. default=x
-- api:param cursor Parameter. default=x
-- api:param count Parameter. default=x
-- api:param format Parameter. default=x
-- api:param interval Parameter. default=x
-- api:param hours Parameter. default=x
-- api:param weekdays Parameter. default=x
-- api:column compare Column.
-- api:column explain Column.
-- api:column wait Column.
-- api:column total Column.
-- api:example /v1/reports/calls
SELECT
    id,
    agent AS compare,
    agent AS explain,
    agent AS wait,
    agent AS total
FROM call
WHERE queue IN (sqlc.arg('from')::text, sqlc.arg('to')::text, sqlc.arg('range')::text, sqlc.arg('tz')::text, sqlc.arg('fields')::text, sqlc.arg('order')::text, sqlc.arg('limit')::text, sqlc.arg('cursor')::text, sqlc.arg('count')::text, sqlc.arg('format')::text, sqlc.arg('interval')::text, sqlc.arg('hours')::text, sqlc.arg('weekdays')::text);
