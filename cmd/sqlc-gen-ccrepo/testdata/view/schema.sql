CREATE TABLE call (
    id bigint PRIMARY KEY,
    waited integer NOT NULL,
    ended timestamptz,
    answered boolean NOT NULL
);
CREATE VIEW ended_call AS
SELECT
    id,
    waited,
    ended,
    answered
FROM call
WHERE ended IS NOT NULL;
COMMENT ON COLUMN ended_call.id IS 'Id of the call.';
COMMENT ON COLUMN ended_call.waited IS 'Seconds of waiting.';
COMMENT ON COLUMN ended_call.ended IS 'When it ended.';
COMMENT ON COLUMN ended_call.answered IS 'Whether it was answered.';
