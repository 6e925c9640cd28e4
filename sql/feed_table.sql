-- name: FeedTable :one
-- How far a feed has read a table of its source.
SELECT *
FROM app.feed_table
WHERE feed = @feed::text
  AND source_table = @source_table::text;

-- name: AddFeedTable :one
-- Begins to read a table of a source: an import of the feed, whose rows can be told by its number and taken back.
WITH begun AS (
    INSERT INTO app.import_file (kind, head_length, head_sha256, name, feed)
    VALUES (@kind::text, 0, sha256(convert_to(@feed::text || ' ' || @source_table::text, 'UTF8')), @feed::text || ' ' || @source_table::text, @feed::text)
    RETURNING id
)
INSERT INTO app.feed_table (feed, source_table, target, import_id)
SELECT @feed::text, @source_table::text, @target::text, b.id
FROM begun AS b
RETURNING *;

-- name: AdvanceFeedTable :execrows
-- Stores how far a table was read, and counts the rows that were written. It changes nothing if another process went on.
WITH moved AS (
    UPDATE app.feed_table AS f
    SET high = @high::bigint,
        low = @low::bigint,
        complete = @complete::boolean
    WHERE f.feed = @feed::text
      AND f.source_table = @source_table::text
      AND f.high = @old_high::bigint
      AND f.low = @old_low::bigint
    RETURNING f.import_id
)
UPDATE app.import_file AS i
SET rows = i.rows + @added::bigint,
    bad_lines = (SELECT count(*) FROM app.feed_row AS r WHERE r.feed = @feed::text AND r.source_table = @source_table::text AND r.bad IS NOT NULL),
    first_at = least(i.first_at, sqlc.narg('first_at')::timestamptz),
    last_at = greatest(i.last_at, sqlc.narg('last_at')::timestamptz),
    updated_at = now()
FROM moved AS m
WHERE i.id = m.import_id;

-- name: FeedRows :many
-- What is stored of the rows of a source between two ids.
SELECT position, hash, at
FROM app.feed_row
WHERE feed = @feed::text
  AND source_table = @source_table::text
  AND position BETWEEN @first::bigint AND @last::bigint;

-- name: StoreFeedRows :exec
-- Stores what rows of a source hold.
INSERT INTO app.feed_row AS r (feed, source_table, position, hash, at, bad)
SELECT @feed::text, @source_table::text, n.position, n.hash, n.at, nullif(n.bad, '')
FROM (
    SELECT unnest(@positions::bigint[]) AS position, unnest(@hashes::bigint[]) AS hash, unnest(@times::timestamptz[]) AS at, unnest(@bad::text[]) AS bad
) AS n
ON CONFLICT (feed, source_table, position) DO UPDATE SET hash = excluded.hash, at = excluded.at, bad = excluded.bad;

-- name: RemoveFeedRows :exec
-- Removes what is stored of rows that are gone from the source.
DELETE FROM app.feed_row
WHERE feed = @feed::text
  AND source_table = @source_table::text
  AND position = ANY (@positions::bigint[]);

-- name: ForgetFeedRows :exec
-- Removes what is stored of rows that no longer change.
DELETE FROM app.feed_row
WHERE feed = @feed::text
  AND source_table = @source_table::text
  AND at < @before::timestamptz
  AND bad IS NULL;

-- name: FeedRowsByTime :many
-- Ids of the stored rows of a source between two moments.
SELECT position
FROM app.feed_row
WHERE feed = @feed::text
  AND source_table = @source_table::text
  AND at >= @first_at::timestamptz
  AND at < @before_at::timestamptz;

-- name: FeedTables :many
-- How far a feed has read the tables of its source.
SELECT *
FROM app.feed_table
WHERE feed = @feed::text
ORDER BY source_table;
