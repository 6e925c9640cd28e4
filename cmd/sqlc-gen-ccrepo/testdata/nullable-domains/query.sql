-- name: Decoded :many
-- Values that may be missing.
-- api:route GET /v1/events/call/DECODED
-- api:key id
-- api:column whole A whole number.
-- api:column words A text.
-- api:column part A number.
-- api:column moment A moment.
-- api:column amount An amount.
-- api:example /v1/events/call/DECODED?limit=5
SELECT
    id,
    agent,
    waited::int_or_null AS whole,
    agent::text_or_null AS words,
    waited::numeric_or_null AS part,
    began::timestamptz_or_null AS moment,
    waited::money_amount AS amount
FROM call;
