-- name: ListCdrRepo :many
-- Call detail records.
-- api:es Registros de llamadas (CDR).
-- api:route GET /v1/tables/cdr_repo
-- api:item GetCdrRepo id One row of cdr_repo by its id.
-- api:es GetCdrRepo Una fila de cdr_repo por su id.
-- api:time calldate required
-- api:key calldate, id, uniqueid
-- api:example /v1/tables/cdr_repo?range=last-7-days&limit=5
-- api:example /v1/tables/cdr_repo/1
SELECT
    id,
    position,
    calldate,
    clid,
    src,
    dst,
    dcontext,
    channel,
    dstchannel,
    lastapp,
    lastdata,
    duration,
    billsec,
    disposition,
    amaflags,
    accountcode,
    userfield,
    uniqueid,
    type,
    guid,
    causecode,
    campaign,
    charged_balance,
    real_balance,
    note,
    contact,
    finishtime,
    rating,
    dialerbase,
    linkedid,
    peeraccount,
    sequence,
    import_id
FROM cdr_repo
WHERE calldate >= @range_from::timestamptz
  AND calldate < @range_to::timestamptz;

-- name: CallExists :one
-- Whether there is a record of the call with a guid.
SELECT EXISTS (
    SELECT
    FROM cdr_repo
    WHERE guid = @guid::text
) AS found;
