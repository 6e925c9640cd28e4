-- name: Patience :many
-- How long callers are ready to wait: the share of those still waiting after each second, by the estimate of Kaplan and Meier.
-- api:es Cuánto están dispuestos a esperar los clientes: la proporción que sigue esperando después de cada segundo, según la estimación de Kaplan y Meier.
-- An abandoned call shows when patience ended. A call that was answered, or that ended otherwise, shows only that its caller's patience lasted longer, and is no longer at risk (it is censored).
-- api:es Una llamada abandonada muestra cuándo se terminó la paciencia. Una llamada atendida, o que terminó de otro modo, solo muestra que la paciencia de su cliente duró más, y deja de estar en riesgo (queda censurada).
-- waiting_share is the product over the seconds so far of 1 - abandoned / at_risk; a call that is censored in a second was at risk in it.
-- api:es El valor de waiting_share es el producto, sobre los segundos hasta ahí, de 1 - abandoned / at_risk; una llamada censurada en un segundo estaba en riesgo en él.
-- There is a row for each second of waiting at which a call ended its wait; in between, nothing changes. Fractions of a second are rounded up. Calls that still wait are excluded.
-- api:es Hay una fila por cada segundo de espera en que una llamada terminó de esperar; entre ellos nada cambia. Las fracciones de segundo se redondean hacia arriba. Se excluyen las llamadas que siguen en espera.
-- The parameter queues selects the queues before the estimate; filters select rows of the result.
-- api:es El parámetro queues elige las campañas antes de la estimación; los filtros eligen filas del resultado.
-- api:route GET /v1/reports/patience
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key second
-- api:param queues Only calls of these queues; empty is all. default=
-- api:es queues Solo llamadas de estas campañas; vacío son todas.
-- api:column second Second of waiting, from the entry.
-- api:es second Segundo de espera, desde la entrada.
-- api:column at_risk Calls that waited at least until this second.
-- api:es at_risk Llamadas que esperaron al menos hasta este segundo.
-- api:column abandoned Calls whose caller hung up in this second.
-- api:es abandoned Llamadas cuyo cliente cortó en este segundo.
-- api:column censored Calls that were answered or ended otherwise in this second.
-- api:es censored Llamadas que fueron atendidas o terminaron de otro modo en este segundo.
-- api:column waiting_share Estimated share of callers who would still wait after this second if no call were answered, in percent.
-- api:es waiting_share Proporción estimada de clientes que seguirían esperando después de este segundo si no se atendiera ninguna llamada, en porcentaje.
-- api:chart step x=second y=waiting_share
-- api:example /v1/reports/patience?range=last-30-days
SELECT
    k.second,
    k.at_risk,
    k.abandoned,
    k.censored,
    round((100 * CASE
        WHEN min(k.at_risk - k.abandoned) OVER past = 0 THEN 0
        ELSE exp(greatest(sum(ln(nullif(k.at_risk - k.abandoned, 0) / k.at_risk::double precision)) OVER past, -700))
    END)::numeric, 2)::numeric AS waiting_share
FROM (
    SELECT
        s.second,
        sum(s.ended) OVER (ORDER BY s.second DESC)::bigint AS at_risk,
        s.abandoned,
        s.ended - s.abandoned AS censored
    FROM (
        SELECT
            ceil(w.seconds)::integer AS second,
            count(*) AS ended,
            count(*) FILTER (WHERE w.abandoned) AS abandoned
        FROM (
            SELECT k.kind = 1 AS abandoned, unnest(k.seconds) AS seconds
            FROM report.queue_sums(@range_from::timestamptz, @range_to::timestamptz, @rollup_from::timestamptz, @rollup_to::timestamptz, ARRAY[@range_from::timestamptz]) AS s
            CROSS JOIN LATERAL unnest(ARRAY[
                ROW(s.abandoned_waits),
                ROW(s.answered_waits || s.exited_waits || s.withdrawn_waits)]::report.waits[]) WITH ORDINALITY AS k (seconds, kind)
            WHERE @queues::text[] = ARRAY[''] OR s.queue = ANY (@queues::text[])
        ) AS w
        GROUP BY 1
    ) AS s
) AS k
WINDOW past AS (ORDER BY k.second);
