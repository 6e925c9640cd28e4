-- name: ListAllowedDispositions :many
-- Dispositions that campaigns allow. A campaign without a row allows every disposition.
-- api:es Tipificaciones que las campañas permiten. Una campaña sin filas permite cualquier tipificación.
-- `ccrepo disposition import` replaces the list of a campaign.
-- api:es El comando `ccrepo disposition import` reemplaza la lista de una campaña.
-- api:route GET /v1/dispositions/allowed
-- api:group actions
-- api:scope read act
-- api:agents
-- api:key campaign, l1, l2, l3
-- api:example /v1/dispositions/allowed?campaign=sales
SELECT
    campaign,
    l1,
    l2,
    l3
FROM app.allowed_disposition;
