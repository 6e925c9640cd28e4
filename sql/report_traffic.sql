-- name: Traffic :many
-- When calls come: each hour of each weekday over the range.
-- api:es Cuándo llegan las llamadas: cada hora de cada día de la semana en el período.
-- A call counts in the hour in which it entered, in the time zone tz; an hour that a change of daylight saving repeats is one row. Hours without a call have no row.
-- api:es Una llamada cuenta en la hora en que entró, en la zona horaria tz; una hora que se repite por un cambio de horario de verano es una sola fila. Las horas sin llamadas no tienen fila.
-- api:route GET /v1/reports/traffic
-- api:topic telephony
-- api:time entered_at required
-- api:as-of queue_call
-- api:key weekday, hour
-- api:param queues Only calls of these queues; empty is all. default=
-- api:es queues Solo llamadas de estas campañas; vacío son todas.
-- api:column weekday Day of the week: 1 is Monday, 7 Sunday.
-- api:es weekday Día de la semana: 1 es lunes, 7 domingo.
-- api:column hour Hour of the day, 0 to 23.
-- api:es hour Hora del día, de 0 a 23.
-- api:column offered Calls that entered.
-- api:es offered Llamadas que entraron.
-- api:column answered Calls that an agent took.
-- api:es answered Llamadas que un agente atendió.
-- api:column abandoned Calls whose caller hung up while waiting.
-- api:es abandoned Llamadas cuyo cliente cortó mientras esperaba.
-- api:column asa_seconds Average speed of answer: mean wait of answered calls, in seconds.
-- api:es asa_seconds Velocidad media de respuesta: espera media de las llamadas atendidas, en segundos.
-- api:chart heatmap x=hour y=weekday,offered
-- api:example /v1/reports/traffic?range=last-30-days
SELECT
    f.weekday,
    f.hour,
    count(*) AS offered,
    count(*) FILTER (WHERE f.answered) AS answered,
    count(*) FILTER (WHERE f.outcome = 'abandoned') AS abandoned,
    round(avg(f.wait_seconds) FILTER (WHERE f.answered), 2)::numeric_or_null AS asa_seconds
FROM (
    SELECT
        extract(isodow FROM c.entered_at AT TIME ZONE @time_zone::text)::integer AS weekday,
        extract(hour FROM c.entered_at AT TIME ZONE @time_zone::text)::integer AS hour,
        c.answered,
        c.outcome,
        c.wait_seconds
    FROM report.queue_call AS c
    WHERE c.entered_at >= @range_from::timestamptz
      AND c.entered_at < @range_to::timestamptz
      AND (@queues::text[] = ARRAY[''] OR c.queue = ANY (@queues::text[]))
) AS f
GROUP BY f.weekday, f.hour;
