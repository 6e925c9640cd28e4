-- name: Secret :one
-- The secret from which the tokens of masked values and the sealing of cursors are made.
SELECT secret FROM app.secret;
