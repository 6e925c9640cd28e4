-- The schema of the cases that have none of their own.
CREATE SCHEMA report;
CREATE DOMAIN int_or_null AS integer;
CREATE DOMAIN text_or_null AS text;
CREATE DOMAIN numeric_or_null AS numeric;
CREATE DOMAIN timestamptz_or_null AS timestamptz;
CREATE DOMAIN money_amount AS numeric;

CREATE TABLE call (
    id bigint PRIMARY KEY,
    began timestamptz NOT NULL,
    queue text NOT NULL,
    agent text,
    waited integer NOT NULL
);
COMMENT ON COLUMN call.id IS 'Id of the call.';
COMMENT ON COLUMN call.began IS 'When the call began.';
COMMENT ON COLUMN call.queue IS 'Queue of the call.';
COMMENT ON COLUMN call.agent IS 'Agent who took it.';
COMMENT ON COLUMN call.waited IS 'Seconds that the caller waited.';

CREATE TABLE report.visit (
    entered_at timestamptz NOT NULL,
    queue text NOT NULL,
    answered boolean NOT NULL
);
