-- What the pages store: sessions of browsers, screens that wait for a key, and saved views.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.ended_session (
    id text PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE app.ended_session IS 'Sessions of browsers that were signed out before they expired: every server refuses their cookies.';
COMMENT ON COLUMN app.ended_session.id IS 'Id of the session, which is part of its cookie.';
COMMENT ON COLUMN app.ended_session.expires_at IS 'Time from which no cookie of the session is valid any more; the row is deleted after it.';

CREATE TABLE app.pairing (
    code_sha256 bytea PRIMARY KEY CHECK (octet_length(code_sha256) = 32),
    key text NOT NULL REFERENCES app.api_key ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE app.pairing IS 'Keys that an administrator has given to screens which show a code; a row is deleted when its screen takes the key.';
COMMENT ON COLUMN app.pairing.code_sha256 IS 'SHA-256 of the code that the screen shows.';
COMMENT ON COLUMN app.pairing.key IS 'Id of the key.';
COMMENT ON COLUMN app.pairing.expires_at IS 'Time from which no screen can take it any more.';

CREATE TABLE app.saved_view (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text NOT NULL,
    owner_name text NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    shared boolean NOT NULL,
    path text NOT NULL CHECK (length(path) <= 500),
    query text NOT NULL CHECK (length(query) <= 4000),
    saved_at timestamptz NOT NULL,
    UNIQUE (owner, path, name)
);
COMMENT ON TABLE app.saved_view IS 'Questions to reports that people saved by a name, for themselves or for all.';
COMMENT ON COLUMN app.saved_view.id IS 'Identifies the view.';
COMMENT ON COLUMN app.saved_view.owner IS 'Id of the key or of the person at the OpenID provider; local: a server without keys.';
COMMENT ON COLUMN app.saved_view.owner_name IS 'Name of the owner, as pages show it.';
COMMENT ON COLUMN app.saved_view.name IS 'Name of the view.';
COMMENT ON COLUMN app.saved_view.shared IS 'Whether others than the owner see it.';
COMMENT ON COLUMN app.saved_view.path IS 'Path of the report below /reports/.';
COMMENT ON COLUMN app.saved_view.query IS 'Query string of the report.';
COMMENT ON COLUMN app.saved_view.saved_at IS 'Time at which it was saved last.';
CREATE INDEX saved_view_shared ON app.saved_view (name) WHERE shared;

GRANT SELECT, INSERT, DELETE ON app.ended_session TO ccrepo_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON app.saved_view TO ccrepo_writer;
GRANT SELECT, DELETE ON app.pairing TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP TABLE app.saved_view, app.pairing, app.ended_session;
RESET ROLE;
