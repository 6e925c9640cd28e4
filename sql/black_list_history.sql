-- name: ListBlackListHistory :many
-- Attempts that the do-not-call list refused.
-- api:es Intentos que la lista de no marcado rechazó.
-- api:route GET /v1/tables/black_list_history
-- api:item GetBlackListHistory id One row of black_list_history by its id.
-- api:es GetBlackListHistory Una fila de black_list_history por su id.
-- api:time calldate optional
-- api:key calldate, id
-- api:whole
-- api:example /v1/tables/black_list_history?range=last-7-days&limit=5
-- api:example /v1/tables/black_list_history/1
SELECT
    id,
    calldate,
    src,
    dst,
    position,
    import_id
FROM black_list_history
WHERE calldate >= @range_from::timestamptz
  AND calldate <= (@range_to::timestamptz) - interval '1 microsecond';
