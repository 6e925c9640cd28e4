-- name: ListFeeds :many
-- Feeds: where rows come from, up to which time they were read, and what is wrong.
-- api:es Fuentes: de dónde vienen las filas, hasta qué momento se leyeron, y qué está mal.
-- A feed is followed by one server at a time, which stores its state every second.
-- api:es A cada fuente la sigue un servidor por vez, que guarda su estado cada segundo.
-- api:route GET /v1/feeds
-- api:group settings
-- api:scope admin
-- api:key feed
-- api:whole
-- api:column tables Tables that the feed writes, separated by a comma and a space.
-- api:es tables Tablas que la fuente escribe, separadas por una coma y un espacio.
-- api:column state State: reading, waiting (the source does not exist yet), failing, stopped (no server follows it).
-- api:es state Estado: reading (leyendo), waiting (el origen todavía no existe), failing (con fallas), stopped (ningún servidor la sigue).
-- api:column lag_seconds Seconds since the feed last had everything that its source had; null if it never had.
-- api:es lag_seconds Segundos desde que la fuente tuvo por última vez todo lo que su origen tenía; nulo si nunca lo tuvo.
-- api:column gaps Number of gaps: times of which the feed may lack rows.
-- api:es gaps Cantidad de huecos: tiempos de los que a la fuente le pueden faltar filas.
-- api:example /v1/feeds
SELECT
    f.feed,
    f.kind,
    f.source,
    array_to_string(f.tables, ', ') AS tables,
    CASE WHEN f.state IN ('reading', 'waiting') AND f.seen_at < now() - interval '1 minute' THEN 'stopped' ELSE f.state END::text AS state,
    f.detail,
    f.runner,
    f.started_at,
    f.seen_at,
    f.covered_from,
    f.covered_to,
    floor(extract(epoch FROM now() - f.covered_to))::int_or_null AS lag_seconds,
    f.rows,
    f.bad_rows,
    f.unread_bytes,
    f.errors,
    f.failed_at,
    (SELECT count(*) FROM app.feed_gap AS g WHERE g.feed = f.feed) AS gaps
FROM app.feed AS f;

-- name: Coverage :many
-- Times of which feeds lack rows, or may lack them: figures of these times may be too low.
-- api:es Tiempos de los que a las fuentes les faltan filas, o les pueden faltar: las cifras de esos tiempos pueden ser demasiado bajas.
-- The time since a feed last had everything that its source had is listed if it is longer than a minute.
-- api:es El tiempo desde que una fuente tuvo por última vez todo lo que su origen tenía se lista si es de más de un minuto.
-- api:route GET /v1/reports/coverage
-- api:topic quality
-- api:time from_at required
-- api:key feed, from_at
-- api:whole
-- api:column from_at Begin of the gap, at the earliest the begin of the range.
-- api:es from_at Inicio del hueco, como muy temprano el inicio del período.
-- api:column to_at End of the gap, at the latest the end of the range.
-- api:es to_at Fin del hueco, como muy tarde el fin del período.
-- api:column seconds Length of the gap within the range.
-- api:es seconds Duración del hueco dentro del período.
-- api:example /v1/reports/coverage?range=last-7-days
SELECT
    u.feed,
    greatest(u.from_at, @range_from::timestamptz)::timestamptz AS from_at,
    least(u.to_at, @range_to::timestamptz)::timestamptz AS to_at,
    extract(epoch FROM least(u.to_at, @range_to::timestamptz) - greatest(u.from_at, @range_from::timestamptz))::double precision AS seconds,
    u.reason
FROM app.unseen AS u
WHERE u.from_at < @range_to::timestamptz
  AND u.to_at > @range_from::timestamptz;

-- name: FeedTimes :many
-- All feeds, each with the times of which it lacks rows: NULL as from_at is since ever, NULL as to_at until now. The rows
-- of a feed follow each other.
SELECT
    f.feed,
    f.tables,
    (u.feed IS NOT NULL)::boolean AS unseen,
    nullif(u.from_at, '-infinity')::timestamptz_or_null AS from_at,
    nullif(u.to_at, 'infinity')::timestamptz_or_null AS to_at,
    coalesce(u.reason, '')::text AS reason
FROM app.feed AS f
LEFT JOIN app.unseen AS u ON u.feed = f.feed
ORDER BY f.feed, u.from_at, u.to_at, u.reason;

-- name: Feed :one
-- State of a feed.
SELECT *
FROM app.feed
WHERE feed = @feed::text;

-- name: StartFeed :exec
-- Records that this process follows a feed.
INSERT INTO app.feed (feed, kind, source, tables, state, runner)
VALUES (@feed::text, @kind::text, @source::text, @tables::text[], 'reading', @runner::text)
ON CONFLICT (feed) DO UPDATE
SET kind = excluded.kind,
    source = excluded.source,
    tables = excluded.tables,
    state = excluded.state,
    detail = '',
    runner = excluded.runner,
    started_at = now(),
    seen_at = now();

-- name: RecordFeed :exec
-- Stores what a look at the source of a feed found; NULL leaves a value as it is.
UPDATE app.feed AS f
SET state = @state::text,
    detail = @detail::text,
    seen_at = now(),
    covered_to = CASE WHEN sqlc.narg('covered_to')::timestamptz IS NULL THEN f.covered_to ELSE least(sqlc.narg('covered_to')::timestamptz, now()) END,
    covered_from = i.first_at,
    rows = i.rows,
    bad_rows = i.bad_rows,
    unread_bytes = @unread_bytes::bigint,
    import_id = coalesce(sqlc.narg('import_id')::integer, f.import_id),
    device = coalesce(sqlc.narg('device')::bigint, f.device),
    inode = coalesce(sqlc.narg('inode')::bigint, f.inode)
FROM (
    SELECT min(m.first_at) AS first_at, coalesce(sum(m.rows), 0)::bigint AS rows, coalesce(sum(m.bad_lines), 0)::bigint AS bad_rows
    FROM app.import_file AS m
    WHERE m.feed = @feed::text
) AS i
WHERE f.feed = @feed::text;

-- name: StopFeed :exec
-- Records that a process no longer follows a feed.
UPDATE app.feed
SET state = 'stopped'
WHERE feed = @feed::text
  AND runner = @runner::text;

-- name: RecordFeedFailure :exec
-- Records that reading a feed failed.
UPDATE app.feed
SET state = 'failing',
    detail = @detail::text,
    errors = errors + 1,
    failed_at = now(),
    seen_at = now()
WHERE feed = @feed::text;

-- name: AddFeedGap :exec
-- Records a time of which a feed may lack rows.
INSERT INTO app.feed_gap (feed, from_at, to_at, reason, import_id, settles)
VALUES (@feed::text, @from_at::timestamptz, @to_at::timestamptz, @reason::text, @import_id::integer, @settles::boolean);

-- name: SettleFeedGaps :exec
-- Shortens the gaps that were recorded because the rest of a file was missing: the file was found, and read up to its
-- last change.
WITH found AS (
    DELETE FROM app.feed_gap AS g
    WHERE g.feed = @feed::text
      AND g.import_id = @import_id::integer
      AND (g.settles OR g.to_at <= @found_to::timestamptz)
)
UPDATE app.feed_gap AS g
SET from_at = greatest(g.from_at, @found_to::timestamptz)
WHERE g.feed = @feed::text
  AND g.import_id = @import_id::integer
  AND NOT g.settles
  AND g.to_at > @found_to::timestamptz;

-- name: AddUnreadableGap :exec
-- Records the time of a rotated file that cannot be read, or why it cannot be read now; without from_at, since ever. The file
-- is told by its last change, which it keeps when it is renamed. Nothing is recorded if another file brought the rows: the one
-- that it was before it was compressed. Rows of its time are later than since.
WITH known AS (
    UPDATE app.feed_gap AS g
    SET reason = @reason::text
    WHERE g.feed = @feed::text
      AND g.to_at = @to_at::timestamptz
      AND g.reason LIKE 'a rotated file cannot be read: %'
    RETURNING g.id
)
INSERT INTO app.feed_gap (feed, from_at, to_at, reason)
SELECT @feed::text, coalesce(sqlc.narg('from_at')::timestamptz, '-infinity'), @to_at::timestamptz, @reason::text
WHERE NOT EXISTS (SELECT FROM known)
  AND NOT EXISTS (
    SELECT
    FROM app.import_file AS i
    WHERE i.feed = @feed::text
      AND NOT starts_with(i.name, @path::text)
      AND i.last_at > @since::timestamptz
      AND i.last_at <= @to_at::timestamptz
  );

-- name: SettleUnreadableGaps :exec
-- Removes the gap of a rotated file that can be read now, or one within which the rows of another file end.
DELETE FROM app.feed_gap AS g
USING app.import_file AS i
WHERE g.feed = @feed::text
  AND i.id = @import_id::integer
  AND g.reason LIKE 'a rotated file cannot be read: %'
  AND (g.to_at = @modified::timestamptz
       OR i.last_at > (CASE WHEN isfinite(g.from_at) THEN g.from_at ELSE g.to_at - interval '1 hour' END) AND i.last_at <= g.to_at);

-- name: ImportBegin :one
-- Time of the earliest row of an import; NULL while it has none.
SELECT first_at
FROM app.import_file
WHERE id = @id::integer;
