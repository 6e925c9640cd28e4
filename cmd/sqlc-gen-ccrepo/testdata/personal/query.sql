-- name: Comments :many
-- Comments, some of which name a number.
-- api:route GET /v1/reports/comments
-- api:key id
-- api:param number Number that the comment is about.
-- api:column words How many words it has.
-- api:personal number_in_text phone
-- api:personal number phone
-- api:column number_in_text Number in the comment.
-- api:example /v1/reports/comments?number=1
SELECT
    t.id,
    t.comment,
    t.comment AS remark,
    substring(t.comment FROM '[0-9]+')::text_or_null AS number_in_text,
    length(coalesce(t.comment, '')) AS words
FROM tags AS t
WHERE t.comment LIKE @number::text;
