-- name: ListCampaigns :many
-- Campaigns and their settings.
-- api:es Campañas y su configuración.
-- The list has the campaigns that a table names, those with settings, and those with dialer lists.
-- api:es La lista tiene las campañas que alguna tabla nombra, las que tienen configuración y las que tienen listas del marcador.
-- api:route GET /v1/campaigns
-- api:group settings
-- api:key campaign
-- api:column campaign Name of the campaign, as the events spell it.
-- api:es campaign Nombre de la campaña, tal como lo escriben los eventos.
-- api:column country Country of numbers that are typed without +; null if the default of all campaigns applies.
-- api:es country País de los números que se escriben sin +; nulo si se aplica el valor por omisión de todas las campañas.
-- api:column did Number that calls of the campaign show if the call gives no other.
-- api:es did Número que muestran las llamadas de la campaña si la llamada no da otro.
-- api:column screen_pop Template of the URL that is opened for calls of the campaign.
-- api:es screen_pop Plantilla de la URL que se abre para las llamadas de la campaña.
-- api:example /v1/campaigns?limit=5
SELECT
    k.campaign::text AS campaign,
    s.country::text_or_null AS country,
    s.did::text_or_null AS did,
    s.screen_pop::text_or_null AS screen_pop
FROM (
    SELECT c.campaign FROM app.campaign AS c
    UNION
    SELECT g.campaign FROM app.campaign_setting AS g
    UNION
    SELECT d.campaign FROM dialer_base AS d
) AS k
LEFT JOIN app.campaign_setting AS s ON s.campaign = k.campaign
WHERE k.campaign <> '';

-- name: CampaignCountry :one
-- Country of the numbers of a campaign: the campaign's, else the one given, else the default of all campaigns; empty if there is none.
SELECT coalesce(
    (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = @campaign::text AND s.campaign <> ''),
    nullif(@given::text, ''),
    (SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = ''),
    '')::text AS country;

-- name: DefaultCountry :one
-- Country of the campaigns without a setting, as last used by a server; empty if no server had one.
SELECT coalesce((SELECT s.country FROM app.campaign_setting AS s WHERE s.campaign = ''), '')::text AS country;

-- name: SetCampaign :one
-- Sets the country and the number of a campaign. NULL keeps the current value, an empty text removes it.
INSERT INTO app.campaign_setting AS s (campaign, country, did)
VALUES (@campaign::text, nullif(sqlc.narg('country')::text, ''), nullif(sqlc.narg('did')::text, ''))
ON CONFLICT (campaign) DO UPDATE
SET country = CASE WHEN sqlc.narg('country')::text IS NULL THEN s.country ELSE excluded.country END,
    did = CASE WHEN sqlc.narg('did')::text IS NULL THEN s.did ELSE excluded.did END
RETURNING s.campaign, s.country, s.did, s.screen_pop;

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

-- name: ForgetSpoolNumbers :exec
-- Clears the normal form of numbers typed without + in the records of a campaign, or of all campaigns without a country
-- of their own, so that they are computed again. Blocked records are blocked again if the new number is forbidden too.
UPDATE calls_spool AS s
SET number = NULL,
    status = CASE WHEN s.status = 3 AND app.is_forbidden(s.campaign, s.number) THEN 1 ELSE s.status END
WHERE s.number IS NOT NULL
  AND ltrim(s.destination) NOT LIKE '+%'
  AND (s.campaign = @campaign::text
    OR @campaign::text = '' AND NOT EXISTS (SELECT FROM app.campaign_setting AS g WHERE g.campaign = s.campaign AND g.campaign <> '' AND g.country IS NOT NULL));
