-- name: CdrSummary :many
-- Call detail records by campaign and disposition: number, length, ratings and cost.
-- api:es Registros de llamadas por campaña y resultado: cantidad, duración, calificaciones y costo.
-- Every record of cdr_repo counts as a call, at its beginning.
-- api:es Cada registro de cdr_repo cuenta como una llamada, en su inicio.
-- api:route GET /v1/reports/cdr-summary
-- api:topic telephony
-- api:time calldate required
-- api:interval
-- api:key campaign, disposition
-- api:main campaign, disposition, calls, answered, asr, acd_seconds
-- api:column campaign Campaign of the call; empty if it has none.
-- api:es campaign Campaña de la llamada; vacía si no tiene.
-- api:column disposition Result of the call, such as ANSWERED or NO ANSWER; empty if it has none.
-- api:es disposition Resultado de la llamada, como ANSWERED o NO ANSWER; vacío si no tiene.
-- api:column calls Records. additive
-- api:es calls Registros.
-- api:column answered Records whose disposition is ANSWERED. additive
-- api:es answered Registros cuyo resultado es ANSWERED.
-- api:column duration Whole length of the calls, in seconds. additive
-- api:es duration Duración completa de las llamadas, en segundos.
-- api:column billsec Time since the calls were answered, in seconds. additive
-- api:es billsec Tiempo desde que las llamadas fueron atendidas, en segundos.
-- api:column asr Answer-seizure ratio: share of the calls that were answered, in percent.
-- api:es asr Tasa de respuesta (ASR): proporción de las llamadas que fueron atendidas, en porcentaje.
-- api:column acd_seconds Average call duration: billsec of answered calls divided by their number, in seconds.
-- api:es acd_seconds Duración media de llamada (ACD): billsec de las llamadas atendidas dividido por su cantidad, en segundos.
-- api:column ratings Rated calls. additive
-- api:es ratings Llamadas calificadas.
-- api:column rating_avg Mean rating of the rated calls.
-- api:es rating_avg Calificación media de las llamadas calificadas.
-- api:column charged_balance Amount charged. additive
-- api:es charged_balance Importe cobrado.
-- api:column real_balance Cost. additive
-- api:es real_balance Costo.
-- api:chart bar x=campaign y=calls,answered
-- api:example /v1/reports/cdr-summary?range=last-7-days&interval=day
SELECT
    g.campaign,
    g.disposition,
    g.slot,
    g.calls,
    g.answered,
    g.duration,
    g.billsec,
    report.percent(g.answered, g.calls) AS asr,
    round(g.answered_billsec / nullif(g.answered, 0), 2)::numeric_or_null AS acd_seconds,
    g.ratings,
    round(g.rating, 2)::numeric_or_null AS rating_avg,
    g.charged_balance,
    g.real_balance
FROM (
    SELECT
        CASE WHEN NOT @total::boolean THEN f.campaign END::text_or_null AS campaign,
        CASE WHEN NOT @total::boolean THEN f.disposition END::text_or_null AS disposition,
        CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
        count(*) AS calls,
        count(*) FILTER (WHERE f.disposition = 'ANSWERED') AS answered,
        coalesce(sum(f.duration), 0)::bigint AS duration,
        coalesce(sum(f.billsec), 0)::bigint AS billsec,
        sum(f.billsec::numeric) FILTER (WHERE f.disposition = 'ANSWERED') AS answered_billsec,
        count(f.rating) AS ratings,
        avg(f.rating) AS rating,
        coalesce(sum(f.charged_balance), 0)::money_amount AS charged_balance,
        coalesce(sum(f.real_balance), 0)::money_amount AS real_balance
    FROM (
        SELECT
            coalesce(r.campaign, '') AS campaign,
            coalesce(r.disposition, '') AS disposition,
            (@slot_numbers::integer[])[width_bucket(r.calldate, @slot_bounds::timestamptz[])] AS slot,
            r.duration,
            r.billsec,
            -- Sums exclude NaN and infinity; data-quality counts them.
            CASE WHEN r.rating > '-Infinity' AND r.rating < 'Infinity' THEN r.rating END AS rating,
            CASE WHEN r.charged_balance > '-Infinity' AND r.charged_balance < 'Infinity' THEN r.charged_balance END AS charged_balance,
            CASE WHEN r.real_balance > '-Infinity' AND r.real_balance < 'Infinity' THEN r.real_balance END AS real_balance
        FROM cdr_repo AS r
        WHERE r.calldate >= @range_from::timestamptz
          AND r.calldate < @range_to::timestamptz
    ) AS f
    WHERE f.slot IS NOT NULL
      AND @dimensions::boolean
    GROUP BY 1, 2, 3
) AS g;
