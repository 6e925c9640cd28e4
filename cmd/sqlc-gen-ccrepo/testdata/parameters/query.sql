-- name: Waits :many
-- Calls by how long they waited.
-- api:route GET /v1/reports/waits
-- api:key id
-- api:param least_wait Seconds of waiting. default=20 min=0 max=86400
-- api:param any_int Whole number without bounds of its own.
-- api:param small_int Small number with a lower bound. min=1
-- api:param big_int Great number. default=9223372036854775807
-- api:param ratio Ratio with decimals. default=0.5 min=-1.5 max=1.5
-- api:param side Side that ended the call. default=caller enum=caller,agent
-- api:param queues Queues, separated by commas. default=sales,help enum=sales,help
-- api:param ids Ids, of which a=b is none. default=1,2 max=9
-- api:param answered Whether the call was answered. default=true
-- api:param since Moment after which the call began. default=2026-01-01
-- api:param label Text that may be empty. default=
-- api:example /v1/reports/waits?any_int=1&small_int=1
SELECT id
FROM call
WHERE waited >= @least_wait::integer
  AND waited <> @any_int::integer
  AND waited > @small_int::smallint
  AND id < @big_int::bigint
  AND waited * 0.1 > @ratio::numeric
  AND agent = @side::text
  AND queue = ANY (@queues::text[])
  AND id = ANY (@ids::integer[])
  AND @answered::boolean
  AND began > @since::timestamptz
  AND agent <> @label::text;
