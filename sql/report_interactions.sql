-- name: Interactions :many
-- Every interaction by webchat, SMS, e-mail, Twitter, Messenger or Facebook: when it entered or was started, its outcome, and how long it waited and was handled.
-- api:es Cada interacción por webchat, SMS, correo, Twitter, Messenger o Facebook: cuándo entró o se inició, su resultado, y cuánto esperó y se gestionó.
-- Each visit to a campaign is a row, and so is each contact that was turned away. The counts of channel-summary are of these rows.
-- api:es Cada visita a una campaña es una fila, y también cada contacto no admitido. Las cantidades de channel-summary son de estas filas.
-- api:route GET /v1/reports/interactions
-- api:topic channels
-- api:time entered_at required
-- api:as-of interaction
-- api:key entered_at, callid, channel, campaign, visit
-- api:main entered_at, channel, campaign, outcome, agent, wait_seconds
-- api:example /v1/reports/interactions?range=yesterday&offered=true&order=-entered_at&limit=5
SELECT
    entered_at,
    callid,
    channel,
    campaign,
    visit,
    entry_inferred,
    agent_started,
    offered,
    outcome,
    answered,
    contact,
    contact_name,
    connected_at,
    ended_at,
    ended_by,
    agent,
    wait_seconds,
    handle_seconds,
    messages,
    transfers,
    reentries
FROM report.interaction
WHERE entered_at >= @range_from::timestamptz
  AND entered_at < @range_to::timestamptz;
