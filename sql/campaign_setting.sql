-- name: CampaignCountry :one
-- Country of the numbers of a campaign: its own, else the one given, else that of all; empty where there is none.
SELECT coalesce(
    (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = @campaign::text AND s.campaign <> ''),
    nullif(@given::text, ''),
    (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = ''),
    '')::text AS country;

-- name: CampaignKnown :one
-- Whether any table, setting or dialer list names a campaign.
SELECT (
    EXISTS (SELECT FROM app.campaign AS c WHERE c.campaign = @campaign::text)
    OR EXISTS (SELECT FROM app.campaign_setting AS s WHERE s.campaign = @campaign::text)
    OR EXISTS (SELECT FROM dialer_base AS d WHERE d.campaign = @campaign::text)
    )::boolean AS known;

-- name: KnownCampaigns :many
-- Names of all campaigns that any table, setting or dialer list names.
SELECT c.campaign::text AS campaign FROM app.campaign AS c WHERE c.campaign <> ''
UNION
SELECT s.campaign FROM app.campaign_setting AS s WHERE s.campaign <> ''
UNION
SELECT d.campaign FROM dialer_base AS d WHERE d.campaign <> ''
ORDER BY 1;
