-- name: ListSipchat :many
-- Internal chat between agents and supervisors.
-- api:es Chat interno entre agentes y supervisores.
-- api:route GET /v1/tables/sipchat
-- api:item GetSipchat id One row of sipchat by its id.
-- api:es GetSipchat Una fila de sipchat por su id.
-- api:time datecreated optional
-- api:key datecreated, id
-- api:whole
-- api:example /v1/tables/sipchat?range=last-7-days&limit=5
-- api:example /v1/tables/sipchat/1
SELECT
    id,
    datecreated,
    src,
    dest,
    message,
    srcagent,
    dstagent,
    status,
    position,
    import_id
FROM sipchat
WHERE datecreated >= @range_from::timestamptz
  AND datecreated <= (@range_to::timestamptz) - interval '1 microsecond';

-- name: AddSipchat :one
-- Stores an internal message and returns its id.
INSERT INTO sipchat (datecreated, src, dest, message, srcagent, dstagent, status)
VALUES (@datecreated::timestamptz, @src::text, @dest::text, @message::text, @srcagent::text, @dstagent::text, @status::text)
RETURNING id;
