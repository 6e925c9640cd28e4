-- Feeds: their state, how far they have read, and of which times they lack rows.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.feed (
    feed text PRIMARY KEY CHECK (feed ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    kind text NOT NULL,
    source text NOT NULL,
    tables text[] NOT NULL CHECK (cardinality(tables) > 0),
    state text NOT NULL CHECK (state IN ('reading', 'waiting', 'failing', 'stopped')),
    detail text NOT NULL DEFAULT '',
    runner text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    covered_from timestamptz,
    covered_to timestamptz,
    rows bigint NOT NULL DEFAULT 0,
    bad_rows bigint NOT NULL DEFAULT 0,
    unread_bytes bigint NOT NULL DEFAULT 0,
    errors bigint NOT NULL DEFAULT 0,
    failed_at timestamptz,
    import_id integer,
    device bigint,
    inode bigint
) WITH (fillfactor = 50);
COMMENT ON TABLE app.feed IS 'Feeds and their state. The server that follows a feed updates its row every second.';
COMMENT ON COLUMN app.feed.feed IS 'Name of the feed in the settings file.';
COMMENT ON COLUMN app.feed.kind IS 'Kind of the feed: queue-log, cdr-csv, mysql or postgres.';
COMMENT ON COLUMN app.feed.source IS 'Source of the rows: the path of a file, or the URL of a database without its password.';
COMMENT ON COLUMN app.feed.tables IS 'Tables that the feed writes.';
COMMENT ON COLUMN app.feed.state IS 'State: reading, waiting (the source does not exist yet), failing, stopped.';
COMMENT ON COLUMN app.feed.detail IS 'Why the feed is waiting or failing, or what of its source cannot be read; empty otherwise.';
COMMENT ON COLUMN app.feed.runner IS 'Host and process that follows the feed, or followed it last.';
COMMENT ON COLUMN app.feed.started_at IS 'Time at which that process began to follow it.';
COMMENT ON COLUMN app.feed.seen_at IS 'Time at which that process last looked at the source.';
COMMENT ON COLUMN app.feed.covered_from IS 'Time of the oldest row; NULL before the first.';
COMMENT ON COLUMN app.feed.covered_to IS 'Time up to which everything that the source had was read, except gaps; NULL: not yet.';
COMMENT ON COLUMN app.feed.rows IS 'Rows that the feed has written.';
COMMENT ON COLUMN app.feed.bad_rows IS 'Rows of the source that cannot be read, in the files that are there.';
COMMENT ON COLUMN app.feed.unread_bytes IS 'Bytes of the source that are not read yet, in files that are not compressed.';
COMMENT ON COLUMN app.feed.errors IS 'How often reading failed.';
COMMENT ON COLUMN app.feed.failed_at IS 'Time of the last failure; NULL: none.';
COMMENT ON COLUMN app.feed.import_id IS 'Import of the file that is followed at present.';
COMMENT ON COLUMN app.feed.device IS 'Device of that file.';
COMMENT ON COLUMN app.feed.inode IS 'Inode of that file.';

CREATE TABLE app.feed_gap (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    feed text NOT NULL REFERENCES app.feed ON DELETE CASCADE,
    from_at timestamptz NOT NULL,
    to_at timestamptz NOT NULL,
    reason text NOT NULL,
    import_id integer,
    settles boolean NOT NULL DEFAULT false,
    noticed_at timestamptz NOT NULL DEFAULT now(),
    CHECK (from_at < to_at)
);
COMMENT ON TABLE app.feed_gap IS 'Times of which a feed may lack rows.';
COMMENT ON COLUMN app.feed_gap.id IS 'Id of the gap.';
COMMENT ON COLUMN app.feed_gap.feed IS 'Name of the feed.';
COMMENT ON COLUMN app.feed_gap.from_at IS 'Begin of the gap.';
COMMENT ON COLUMN app.feed_gap.to_at IS 'End of the gap.';
COMMENT ON COLUMN app.feed_gap.reason IS 'Why rows may be missing.';
COMMENT ON COLUMN app.feed_gap.import_id IS 'Import of the file whose rest may be missing; NULL: none.';
COMMENT ON COLUMN app.feed_gap.settles IS 'Whether nothing is missing once the rest of that file was read.';
COMMENT ON COLUMN app.feed_gap.noticed_at IS 'Time at which the gap was recorded.';
CREATE INDEX feed_gap_range ON app.feed_gap (feed, from_at);

CREATE TABLE app.feed_table (
    feed text NOT NULL REFERENCES app.feed ON DELETE CASCADE,
    source_table text NOT NULL,
    target text NOT NULL,
    import_id integer NOT NULL REFERENCES app.import_file ON DELETE CASCADE,
    high bigint NOT NULL DEFAULT 0,
    low bigint NOT NULL DEFAULT 0,
    complete boolean NOT NULL DEFAULT false,
    PRIMARY KEY (feed, source_table)
);
COMMENT ON TABLE app.feed_table IS 'How far a feed has read each table of another database.';
COMMENT ON COLUMN app.feed_table.feed IS 'Name of the feed.';
COMMENT ON COLUMN app.feed_table.source_table IS 'Name of the table at the source.';
COMMENT ON COLUMN app.feed_table.target IS 'Table that its rows are in here.';
COMMENT ON COLUMN app.feed_table.import_id IS 'Number of the import that its rows have.';
COMMENT ON COLUMN app.feed_table.high IS 'Greatest id that was read.';
COMMENT ON COLUMN app.feed_table.low IS 'Smallest id of the history that was read, from the newest row backwards.';
COMMENT ON COLUMN app.feed_table.complete IS 'Whether the history was read to its beginning.';

CREATE TABLE app.feed_row (
    feed text NOT NULL,
    source_table text NOT NULL,
    position bigint NOT NULL,
    hash bigint NOT NULL,
    at timestamptz NOT NULL,
    bad text,
    PRIMARY KEY (feed, source_table, position),
    FOREIGN KEY (feed, source_table) REFERENCES app.feed_table ON DELETE CASCADE
);
COMMENT ON TABLE app.feed_row IS 'Rows of another database that may still change there, as they were when they were read; and rows that cannot be read.';
COMMENT ON COLUMN app.feed_row.feed IS 'Name of the feed.';
COMMENT ON COLUMN app.feed_row.source_table IS 'Name of the table at the source.';
COMMENT ON COLUMN app.feed_row.position IS 'Id of the row at the source.';
COMMENT ON COLUMN app.feed_row.hash IS 'Hash of the values of the row.';
COMMENT ON COLUMN app.feed_row.at IS 'Time of the row; the year 1 if it has none.';
COMMENT ON COLUMN app.feed_row.bad IS 'Why the row cannot be read; NULL: it was read.';

CREATE INDEX feed_row_at ON app.feed_row (feed, source_table, at);

CREATE VIEW app.unseen WITH (security_invoker = true) AS
SELECT g.feed, f.tables, g.from_at, g.to_at, g.reason
FROM app.feed_gap AS g
JOIN app.feed AS f ON f.feed = g.feed
UNION ALL
SELECT
    f.feed,
    f.tables,
    coalesce(f.covered_to, '-infinity'),
    'infinity',
    CASE
        WHEN f.state = 'stopped' OR f.seen_at < now() - interval '1 minute' THEN 'no server follows the feed'
        WHEN f.state = 'waiting' THEN 'the source does not exist'
        WHEN f.state = 'failing' THEN 'reading the source fails'
        ELSE 'not read yet'
    END
FROM app.feed AS f
WHERE f.covered_to IS NULL OR f.covered_to < now() - interval '1 minute'
UNION ALL
SELECT t.feed, ARRAY[t.target], '-infinity', coalesce(i.first_at, 'infinity'), 'the history is still being read'
FROM app.feed_table AS t
JOIN app.import_file AS i ON i.id = t.import_id
WHERE NOT t.complete;
COMMENT ON VIEW app.unseen IS 'Times of which feeds lack rows, or may lack them: their gaps, the time since a feed last had everything if that is longer than a minute, and history that is still being read.';
COMMENT ON COLUMN app.unseen.feed IS 'Name of the feed.';
COMMENT ON COLUMN app.unseen.tables IS 'Tables that the feed writes.';
COMMENT ON COLUMN app.unseen.from_at IS 'Begin of the time.';
COMMENT ON COLUMN app.unseen.to_at IS 'End of the time; infinity: it goes on.';
COMMENT ON COLUMN app.unseen.reason IS 'Why rows are missing.';

GRANT SELECT ON app.feed, app.feed_gap, app.unseen TO ccrepo_reader, ccrepo_writer;
GRANT INSERT, UPDATE, DELETE ON app.feed, app.feed_gap TO ccrepo_writer;
GRANT SELECT ON app.feed_table TO ccrepo_reader;
GRANT SELECT (id, first_at) ON app.import_file TO ccrepo_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.feed_table, app.feed_row TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP VIEW app.unseen;
DROP TABLE
    app.feed_row,
    app.feed_table,
    app.feed_gap,
    app.feed;
REVOKE SELECT (id, first_at) ON app.import_file FROM ccrepo_reader;
RESET ROLE;
