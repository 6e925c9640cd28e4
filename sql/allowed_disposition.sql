-- name: ListAllowedDispositions :many
-- Dispositions that campaigns allow. A campaign without a row allows every disposition.
-- `ccrepo disposition import` replaces the list of a campaign.
-- api:route GET /v1/dispositions/allowed
-- api:group actions
-- api:scope read act
-- api:key campaign, l1, l2, l3
-- api:example /v1/dispositions/allowed?campaign=sales
SELECT
    campaign,
    l1,
    l2,
    l3
FROM app.allowed_disposition;
