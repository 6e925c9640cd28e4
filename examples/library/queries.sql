-- name: Loans :many
-- Loans with the titles of their books.
-- api:route GET /v1/loans
-- api:group tables
-- api:time lent_at optional
-- api:key lent_at, id
-- api:param longer_than Days that the loan takes, or has taken so far, at least. default=0 min=0
-- api:example /v1/loans?genre=novel
SELECT
    l.id,
    l.lent_at,
    l.returned_at,
    b.title,
    b.genre
FROM loan AS l
JOIN book AS b ON b.id = l.book_id
WHERE l.lent_at >= @range_from::timestamptz
  AND l.lent_at < @range_to::timestamptz
  AND coalesce(l.returned_at, now()) >= l.lent_at + (@longer_than::integer) * interval '1 day';

-- name: LoansByGenre :many
-- How many books of each genre were lent, and how many of these are back.
-- A loan counts when it begins.
-- api:route GET /v1/reports/loans-by-genre
-- api:time lent_at required
-- api:interval
-- api:key genre
-- api:column genre Genre of the books.
-- api:column lent Loans that began. additive
-- api:column returned Loans that began and have ended since. additive
-- api:opens lent /v1/loans{?genre}
-- api:chart bar x=genre y=lent
-- api:example /v1/reports/loans-by-genre?range=this-year&interval=month
SELECT
    CASE WHEN NOT @total::boolean THEN f.genre END::text_or_null AS genre,
    CASE WHEN NOT @total::boolean THEN f.slot END::int_or_null AS slot,
    count(*) AS lent,
    count(*) FILTER (WHERE f.returned_at IS NOT NULL) AS returned
FROM (
    SELECT
        b.genre,
        l.returned_at,
        (@slot_numbers::integer[])[width_bucket(l.lent_at, @slot_bounds::timestamptz[])] AS slot
    FROM loan AS l
    JOIN book AS b ON b.id = l.book_id
    WHERE l.lent_at >= @range_from::timestamptz
      AND l.lent_at < @range_to::timestamptz
) AS f
WHERE f.slot IS NOT NULL
  AND @dimensions::boolean
GROUP BY 1, 2;
