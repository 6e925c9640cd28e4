-- name: EndedSessions :many
-- The sessions that were signed out and whose cookies have not all expired.
SELECT id
FROM app.ended_session
WHERE expires_at > @now::timestamptz;

-- name: EndSession :exec
-- Records that a session was signed out.
INSERT INTO app.ended_session (id, expires_at)
VALUES (@id::text, @expires_at::timestamptz)
ON CONFLICT (id) DO NOTHING;

-- name: DeleteEndedSessions :exec
-- Deletes sessions of which no cookie is valid any more.
DELETE FROM app.ended_session
WHERE expires_at <= @now::timestamptz;
