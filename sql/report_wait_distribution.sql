-- name: WaitDistribution :many
-- How long calls waited, in bands: answered, abandoned and other ones.
-- api:es Cuánto esperaron las llamadas, por bandas: atendidas, abandonadas y otras.
-- A band has the waits of more than from_seconds up to and including to_seconds; the first band also has those of 0. The thresholds may come in any order; the last band is open.
-- api:es Una banda tiene las esperas de más de from_seconds hasta to_seconds inclusive; la primera tiene también las de 0. Los umbrales pueden darse en cualquier orden; la última banda es abierta.
-- Every queue that a call entered has all bands. Calls that still wait are in none.
-- api:es Cada campaña a la que entró una llamada tiene todas las bandas. Las llamadas que siguen en espera no están en ninguna.
-- api:route GET /v1/reports/wait-distribution
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key queue, from_seconds
-- api:param thresholds Seconds at which one band ends and the next begins. default=5,10,20,30,60,120 min=1 max=86400
-- api:es thresholds Segundos en los que termina una banda y empieza la siguiente.
-- api:column from_seconds Seconds at which the band begins.
-- api:es from_seconds Segundos en los que empieza la banda.
-- api:column to_seconds Seconds at which the band ends; null if it is open.
-- api:es to_seconds Segundos en los que termina la banda; nulo si es abierta.
-- api:column answered Calls that were answered after such a wait.
-- api:es answered Llamadas que se atendieron después de una espera así.
-- api:column abandoned Calls whose caller hung up after such a wait.
-- api:es abandoned Llamadas cuyo cliente cortó después de una espera así.
-- api:column other Calls that ended otherwise after such a wait: timed out, left, withdrawn, failed, dumped or lost.
-- api:es other Llamadas que terminaron de otro modo después de una espera así: salidas por tiempo máximo, sin agentes o por tecla, retiradas, fallidas, cortadas por el agente o perdidas.
-- api:opens answered /v1/reports/calls?answered=true{&queue,from_seconds,to_seconds}
-- api:opens abandoned /v1/reports/calls?outcome=abandoned{&queue,from_seconds,to_seconds}
-- api:opens other /v1/reports/calls?answered=false&outcome.ne=abandoned{&queue,from_seconds,to_seconds}
-- api:chart bar x=from_seconds y=answered,abandoned,other
-- api:example /v1/reports/wait-distribution?range=last-7-days&thresholds=10,30,60
SELECT
    f.queue,
    b.from_seconds,
    b.to_seconds,
    coalesce(sum(f.answered) FILTER (WHERE f.band = b.band), 0)::bigint AS answered,
    coalesce(sum(f.abandoned) FILTER (WHERE f.band = b.band), 0)::bigint AS abandoned,
    coalesce(sum(f.other) FILTER (WHERE f.band = b.band), 0)::bigint AS other
FROM (
    SELECT
        w.queue,
        -- Number of thresholds that are at least the wait; 0 is the open band, NULL a queue whose calls all still wait.
        width_bucket(-w.seconds, (SELECT array_agg(DISTINCT -t ORDER BY -t) FROM unnest(@thresholds::integer[]) AS t)::double precision[]) AS band,
        count(*) FILTER (WHERE w.kind = 1) AS answered,
        count(*) FILTER (WHERE w.kind = 2) AS abandoned,
        count(*) FILTER (WHERE w.kind = 3) AS other
    FROM (
        SELECT s.queue, k.kind, unnest(k.seconds) AS seconds
        FROM report.queue_sums(@range_from::timestamptz, @range_to::timestamptz, @rollup_from::timestamptz, @rollup_to::timestamptz, ARRAY[@range_from::timestamptz]) AS s
        CROSS JOIN LATERAL unnest(ARRAY[
            ROW(s.answered_waits),
            ROW(s.abandoned_waits),
            ROW(s.exited_waits || s.withdrawn_waits),
            ROW(CASE WHEN s.waiting > 0 THEN ARRAY[NULL]::double precision[] END)]::report.waits[]) WITH ORDINALITY AS k (seconds, kind)
    ) AS w
    GROUP BY 1, 2
) AS f
CROSS JOIN (
    SELECT
        d.band,
        coalesce(lead(d.to_seconds) OVER (ORDER BY d.band), 0)::integer AS from_seconds,
        d.to_seconds::int_or_null AS to_seconds
    FROM (
        SELECT dense_rank() OVER (ORDER BY t DESC) AS band, t AS to_seconds FROM unnest(@thresholds::integer[]) AS t
        UNION
        SELECT 0, NULL
    ) AS d
) AS b
GROUP BY f.queue, b.from_seconds, b.to_seconds;
