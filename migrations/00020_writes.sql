-- The answers to writes, kept so that a request that comes again is answered again and not done again.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.write_answer (
    principal text NOT NULL,
    key text NOT NULL,
    request_sha256 bytea NOT NULL,
    status integer NOT NULL,
    body bytea NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (principal, key)
);
COMMENT ON TABLE app.write_answer IS 'Answers to writes that came with an Idempotency-Key; kept for 24 hours, each written in the transaction of its write.';
COMMENT ON COLUMN app.write_answer.principal IS 'Id of the API key or token that sent the request; empty where the server has no keys.';
COMMENT ON COLUMN app.write_answer.key IS 'The Idempotency-Key, as it was sent.';
COMMENT ON COLUMN app.write_answer.request_sha256 IS 'SHA-256 of method, path, query and body: the same key with another request is refused.';
COMMENT ON COLUMN app.write_answer.status IS 'HTTP status of the answer.';
COMMENT ON COLUMN app.write_answer.body IS 'The answer, JSON, byte for byte.';
COMMENT ON COLUMN app.write_answer.answered_at IS 'Moment of the answer.';
CREATE INDEX write_answer_answered_at ON app.write_answer (answered_at);

-- Answers may hold personal data: no reader sees them.
GRANT SELECT, INSERT, UPDATE, DELETE ON app.write_answer TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP TABLE app.write_answer;
RESET ROLE;
