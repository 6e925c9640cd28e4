-- What the pages store: sessions of browsers, and screens that wait for a key.

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

GRANT SELECT, INSERT, DELETE ON app.ended_session TO ccrepo_writer;
GRANT SELECT, DELETE ON app.pairing TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP TABLE app.pairing, app.ended_session;
RESET ROLE;
