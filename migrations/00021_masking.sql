-- The secret from which the tokens of masked values and the sealing of cursors are made.

-- +goose Up
SET LOCAL ROLE ccrepo_owner;

CREATE TABLE app.secret (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    secret bytea NOT NULL CHECK (octet_length(secret) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE app.secret IS 'The secret of this database, in one row. Who knows it can tell which number a masked value stands for.';
COMMENT ON COLUMN app.secret.only_row IS 'Keeps the table at one row.';
COMMENT ON COLUMN app.secret.secret IS 'Random bytes; another value changes every token of a masked value and ends every cursor.';
COMMENT ON COLUMN app.secret.created_at IS 'Moment at which it was made.';

-- Without an extension, UUIDs are where PostgreSQL gives out strong random bits: 122 each.
INSERT INTO app.secret (secret)
VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- The server reads it as the writer. The reader, whose queries come from outside, must not.
GRANT SELECT ON app.secret TO ccrepo_writer;

RESET ROLE;

-- +goose Down
SET LOCAL ROLE ccrepo_owner;
DROP TABLE app.secret;
RESET ROLE;
