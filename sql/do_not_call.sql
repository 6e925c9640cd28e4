-- name: ListDoNotCall :many
-- Numbers that must neither be called nor call in.
-- api:es Números a los que no se debe llamar y que no pueden llamar.
-- A campaign-limited key gets the entries of its campaigns, and those for all campaigns, which apply to them as well. Entries that have ended stay in the list, with until in the past.
-- api:es Una clave limitada a campañas recibe las entradas de sus campañas y las de todas las campañas, que también se aplican a ellas. Las entradas que terminaron siguen en la lista, con until en el pasado.
-- api:route GET /v1/do-not-call
-- api:scope read dial
-- api:group settings
-- api:item GetDoNotCall id One entry of the do-not-call list by its id.
-- api:es GetDoNotCall Una entrada de la lista de no marcado por su id.
-- api:time added_at optional
-- api:key added_at, id
-- api:example /v1/do-not-call?campaign=&limit=5
-- api:example /v1/do-not-call/1
SELECT
    id,
    number,
    typed,
    campaign,
    reason,
    until,
    added_at,
    added_by,
    released_at
FROM app.do_not_call
WHERE added_at >= @range_from::timestamptz
  AND added_at <= (@range_to::timestamptz) - interval '1 microsecond';

-- name: LockDoNotCall :exec
-- Prevents other transactions from changing the do-not-call entries of campaigns (one is empty: of all campaigns), and from
-- setting their records to ready, until this one ends.
SELECT app.lock_do_not_call(@campaigns::text[], make_interval(secs => @patience_seconds::float8));

-- name: HoldDoNotCall :exec
-- Prevents changes of the do-not-call list that concern a campaign until the transaction ends.
SELECT app.hold_do_not_call(@campaign::text);

-- name: WaitBriefly :exec
-- Makes the rest of the transaction fail if it has to wait for a lock for longer than a second.
SELECT set_config('lock_timeout', '1s', true);

-- name: CampaignOfDoNotCall :one
-- The campaign of an entry, which never changes; empty: all campaigns.
SELECT d.campaign
FROM app.do_not_call AS d
WHERE d.id = @id::bigint;

-- name: ForbiddingEntry :one
-- Entry of the do-not-call list that forbids a campaign to call a number. Entries of the number precede patterns, and entries without an end precede those with one.
SELECT d.id, d.number, d.typed, d.campaign, d.reason, d.until, d.added_at, d.added_by
FROM app.do_not_call AS d
WHERE (d.number = @number::text AND d.patterns IS NULL OR d.patterns IS NOT NULL AND @number::text LIKE ANY (d.patterns))
  AND d.campaign IN ('', @campaign::text)
  AND (d.until IS NULL OR d.until > statement_timestamp())
ORDER BY d.patterns IS NOT NULL, d.until DESC NULLS FIRST, d.id
LIMIT 1;

-- name: ForbiddenNumbers :many
-- Those of the given numbers that a campaign must not call.
SELECT n::text AS number
FROM app.forbidden_numbers(@campaign::text, @numbers::text[]) AS n;

-- name: SameDoNotCall :one
-- Entry of the same number and campaign that does not end before a time (NULL: never).
SELECT d.id
FROM app.do_not_call AS d
WHERE d.number = @number::text
  AND d.campaign = @campaign::text
  AND (d.until IS NULL OR d.until > statement_timestamp() AND d.until >= sqlc.narg('until')::timestamptz)
ORDER BY d.id
LIMIT 1;

-- name: AddDoNotCall :one
-- Adds an entry to the do-not-call list.
INSERT INTO app.do_not_call (number, patterns, typed, campaign, reason, until, added_at, added_by)
VALUES (@number::text, sqlc.narg('patterns')::text[], @typed::text, @campaign::text, @reason::text, sqlc.narg('until')::timestamptz, @added_at::timestamptz, @added_by::text)
RETURNING id;

-- name: AddManyDoNotCall :many
-- Adds entries to the do-not-call list, except those whose number the list already has for the campaign for at least as long.
INSERT INTO app.do_not_call (number, patterns, typed, campaign, reason, until, added_at, added_by)
SELECT n.number, string_to_array(nullif(n.patterns, ''), ' '), n.typed, n.campaign, n.reason, n.until, @added_at::timestamptz, @added_by::text
FROM (
    SELECT
        unnest(@numbers::text[]) AS number,
        unnest(@patterns::text[]) AS patterns,
        unnest(@typed::text[]) AS typed,
        unnest(@campaigns::text[]) AS campaign,
        unnest(@reasons::text[]) AS reason,
        nullif(unnest(@untils::text[]), '')::timestamptz AS until
    ) AS n
WHERE NOT EXISTS (
    SELECT FROM app.do_not_call AS d
    WHERE d.number = n.number
      AND d.campaign = n.campaign
      AND (d.until IS NULL OR d.until > statement_timestamp() AND d.until >= n.until))
RETURNING id;

-- name: DatabaseTime :one
-- The time by the clock of the database, which all servers share.
SELECT statement_timestamp()::timestamptz AS now;

-- name: RemoveDoNotCall :one
-- Removes an entry from the do-not-call list.
DELETE FROM app.do_not_call
WHERE id = @id::bigint
RETURNING id, number, patterns, typed, campaign, reason, until, added_at, added_by;

-- name: SeesDoNotCall :one
-- Whether an entry is visible.
SELECT EXISTS (SELECT FROM app.do_not_call WHERE id = @id::bigint)::boolean AS seen;

-- name: BlockNumbers :execrows
-- Blocks waiting records with a number that entries forbid.
UPDATE calls_spool AS s
SET status = 3
FROM app.do_not_call AS d
WHERE d.id = ANY (@ids::bigint[])
  AND d.patterns IS NULL
  AND s.number = d.number
  AND d.campaign IN ('', s.campaign)
  AND s.status = 1;

-- name: BlockPatterns :execrows
-- Blocks waiting records with a number that matches a pattern of entries.
UPDATE calls_spool AS s
SET status = 3
FROM app.do_not_call AS d
WHERE d.id = ANY (@ids::bigint[])
  AND d.patterns IS NOT NULL
  AND s.number LIKE ANY (d.patterns)
  AND d.campaign IN ('', s.campaign)
  AND s.status = 1;

-- name: PatternsAmong :many
-- Those of the given entries that are patterns.
SELECT d.id
FROM app.do_not_call AS d
WHERE d.id = ANY (@ids::bigint[])
  AND d.patterns IS NOT NULL;

-- name: JoinManyByHash :exec
-- Disables nested loops: without statistics of rows that were just written, the planner would look up each row separately.
SELECT set_config('enable_nestloop', 'off', true);

-- name: JoinAsUsual :exec
-- Enables nested loops again.
SELECT set_config('enable_nestloop', 'on', true);

-- name: CountBlocked :one
-- Number of records that entries block.
SELECT count(*) AS records
FROM (
    SELECT s.id
    FROM app.do_not_call AS d
    JOIN calls_spool AS s ON s.number = d.number
    WHERE d.id = ANY (@ids::bigint[])
      AND d.patterns IS NULL
      AND d.campaign IN ('', s.campaign)
      AND s.status = 3
    UNION
    SELECT s.id
    FROM app.do_not_call AS d
    JOIN calls_spool AS s ON s.number LIKE ANY (d.patterns)
    WHERE d.id = ANY (@pattern_ids::bigint[])
      AND d.patterns IS NOT NULL
      AND d.campaign IN ('', s.campaign)
      AND s.status = 3
    ) AS blocked;

-- name: ReleaseNumber :execrows
-- Sets the blocked records of a number to ready if no entry forbids them any more.
UPDATE calls_spool AS s
SET status = 1
WHERE s.number = @number::text
  AND s.status = 3
  AND @campaign::text IN ('', s.campaign)
  AND NOT app.is_forbidden(s.campaign, s.number);

-- name: ReleasePattern :execrows
-- Sets the blocked records whose numbers match a pattern to ready if no entry forbids them any more.
UPDATE calls_spool AS s
SET status = 1
WHERE s.number LIKE ANY (@patterns::text[])
  AND s.status = 3
  AND @campaign::text IN ('', s.campaign)
  AND NOT app.is_forbidden(s.campaign, s.number);

-- name: CampaignsOfEnded :many
-- Campaigns of entries that have ended and whose records are not released yet; the empty one, of all campaigns, is last.
SELECT d.campaign
FROM app.do_not_call AS d
WHERE d.until <= statement_timestamp()
  AND d.released_at IS NULL
GROUP BY d.campaign
ORDER BY d.campaign DESC;

-- name: EndedDoNotCall :many
-- Entries of a campaign that have ended and whose records are not released yet.
SELECT d.id, d.number, d.patterns, d.campaign
FROM app.do_not_call AS d
WHERE d.until <= statement_timestamp()
  AND d.released_at IS NULL
  AND d.campaign = @campaign::text
ORDER BY d.until
LIMIT @most::integer;

-- name: EndDoNotCall :exec
-- Records that an entry has ended.
UPDATE app.do_not_call
SET released_at = statement_timestamp()
WHERE id = @id::bigint;

-- name: UnnumberedCampaigns :many
-- Campaigns of records whose number is not yet stored in normal form.
SELECT DISTINCT s.campaign
FROM calls_spool AS s
WHERE s.number IS NULL;

-- name: UnnumberedSpool :many
-- Records of campaigns (NULL: of all) whose number is not yet stored in normal form, and the country in which it is read.
SELECT
    s.id,
    s.destination,
    coalesce(
        (SELECT g.country FROM app.campaign_setting AS g WHERE g.campaign = s.campaign AND g.campaign <> ''),
        nullif(@given::text, ''),
        (SELECT g.country FROM app.campaign_setting AS g WHERE g.campaign = ''),
        '')::text AS country,
    coalesce((SELECT d.number FROM app.do_not_call AS d WHERE d.is_number IS NOT TRUE AND d.typed = s.destination LIMIT 1), '')::text AS listed
FROM calls_spool AS s
WHERE s.number IS NULL
  AND (sqlc.narg('campaigns')::text[] IS NULL OR s.campaign = ANY (sqlc.narg('campaigns')::text[]))
ORDER BY s.id
LIMIT @most::integer
FOR UPDATE OF s SKIP LOCKED;

-- name: NumberSpool :exec
-- Stores the normal form of records' numbers.
UPDATE calls_spool AS s
SET number = n.number
FROM (SELECT unnest(@ids::bigint[]) AS id, unnest(@numbers::text[]) AS number) AS n
WHERE s.id = n.id;

-- name: AddBlackListHistory :exec
-- Records an attempt that the do-not-call list refused.
INSERT INTO black_list_history (calldate, src, dst)
VALUES (@calldate::timestamptz, @src::text, @dst::text);

-- name: UnreadDoNotCall :many
-- Entries of a campaign, or of all campaigns without a country of their own, whose number was read without a country.
SELECT d.id, d.typed, d.campaign
FROM app.do_not_call AS d
WHERE left(d.number, 1) <> '+'
  AND (d.campaign = @campaign::text
    OR @campaign::text = '' AND NOT EXISTS (SELECT FROM app.campaign_setting AS g WHERE g.campaign = d.campaign AND g.campaign <> '' AND g.country IS NOT NULL));

-- name: ReadDoNotCall :exec
-- Stores the number that an entry has in a country.
UPDATE app.do_not_call
SET number = @number::text, patterns = sqlc.narg('patterns')::text[], is_number = true
WHERE id = @id::bigint;

-- name: UnreadEntries :many
-- Entries that were stored under an earlier rule for reading numbers.
SELECT d.id, d.typed, d.campaign
FROM app.do_not_call AS d
WHERE d.is_number IS NOT TRUE
  AND d.is_number IS NULL
ORDER BY d.id
LIMIT @most::integer;

-- name: MarkUnreadable :exec
-- Marks entries that are not numbers. They continue to forbid what they did.
UPDATE app.do_not_call
SET is_number = false
WHERE id = ANY (@ids::bigint[]);

-- name: DoNotCallOf :many
-- Entries of one number or pattern that have not ended. Entries that are not numbers are found by the text that was typed.
SELECT d.id, d.campaign
FROM app.do_not_call AS d
WHERE (d.number = @number::text OR d.is_number IS NOT TRUE AND d.typed = @typed::text)
  AND (d.until IS NULL OR d.until > statement_timestamp())
ORDER BY d.id;
