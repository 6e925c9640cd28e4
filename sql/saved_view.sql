-- name: SavedViews :many
-- The views that a person may open: their own, and those that others saved for all.
SELECT id, owner, owner_name, name, shared, path, query
FROM app.saved_view
WHERE owner = @owner::text
   OR shared
ORDER BY name, id;

-- name: SaveView :execrows
-- Saves a view, in place of that with the same name; no row if the owner has the greatest number of views.
INSERT INTO app.saved_view (owner, owner_name, name, shared, path, query, saved_at)
SELECT @owner::text, @owner_name::text, @name::text, @shared::boolean, @path::text, @query::text, @saved_at::timestamptz
WHERE (
    SELECT count(*)
    FROM app.saved_view AS v
    WHERE v.owner = @owner::text
      AND (v.path, v.name) <> (@path::text, @name::text)
) < @most::bigint
ON CONFLICT (owner, path, name) DO UPDATE
SET owner_name = excluded.owner_name, shared = excluded.shared, query = excluded.query, saved_at = excluded.saved_at;

-- name: DeleteView :execrows
-- Deletes a view of an owner, or of anybody.
DELETE FROM app.saved_view
WHERE id = @id::bigint
  AND (owner = @owner::text OR @anybody::boolean);
