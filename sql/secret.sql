-- name: Secret :one
-- The secret from which the keys for tokens of masked values and for sealed cursors are derived.
SELECT secret FROM app.secret;
