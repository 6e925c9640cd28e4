-- name: ScreenPop :one
-- Template of the URL that is opened for calls of a campaign: the campaign's, else that of all campaigns; empty if there is none.
SELECT coalesce(
    (SELECT nullif(s.screen_pop, '') FROM app.campaign_setting AS s WHERE s.campaign = @campaign::text AND s.campaign <> ''),
    (SELECT s.screen_pop FROM app.campaign_setting AS s WHERE s.campaign = ''),
    '')::text AS template;

-- name: ScreenPops :many
-- All templates that are set; the one of all campaigns first.
SELECT
    campaign,
    screen_pop::text AS template
FROM app.campaign_setting
WHERE screen_pop <> ''
ORDER BY campaign;

-- name: SetScreenPop :exec
-- Sets the template of a campaign, or of all campaigns (empty). An empty template removes it.
INSERT INTO app.campaign_setting (campaign, screen_pop)
VALUES (@campaign::text, nullif(@template::text, ''))
ON CONFLICT (campaign) DO UPDATE
SET screen_pop = excluded.screen_pop;

-- name: ContactOfCall :one
-- Dialer contact of a call of a campaign; empty if it has none.
SELECT coalesce((
    SELECT r.contact
    FROM cdr_repo AS r
    WHERE r.guid = @guid::text
      AND r.guid <> ''
      AND r.campaign = @campaign::text
      AND r.contact <> ''
    ORDER BY r.calldate DESC, r.id DESC
    LIMIT 1), '')::text AS contact;

-- name: DialerRecordOf :one
-- The dialer record of a call, by its contact, else by its number as typed or in the form in which numbers are compared. Records of the active list, in process, and with the smallest priority take precedence.
SELECT
    p.destination,
    p.data,
    p.alternatives,
    p.contact,
    p.dialerbase,
    p.priority,
    p.agentphone
FROM calls_spool AS p
WHERE p.campaign = @campaign::text
  AND (@contact::text <> '' AND p.contact = @contact::text
    OR @contact::text = '' AND @number::text <> '' AND p.number = @number::text
    OR @contact::text = '' AND @phone::text <> '' AND p.destination = @phone::text)
ORDER BY
    EXISTS (SELECT FROM dialer_base AS b WHERE b.campaign = p.campaign AND b.name = p.dialerbase AND b.active) DESC,
    (p.status = 0) DESC,
    p.priority,
    p.id
LIMIT 1;

-- name: RecentVariables :many
-- Variables of the newest records of a campaign's dialer, or of all campaigns (empty).
SELECT v.data::text AS data
FROM (
    SELECT p.data
    FROM calls_spool AS p
    WHERE (@campaign::text = '' OR p.campaign = @campaign::text)
      AND p.data <> ''
    ORDER BY p.id DESC
    LIMIT 10000) AS v
GROUP BY v.data;
