-- name: CampaignsOfNoRow :many
-- Those of the names that no table, setting or dialer list has as a campaign.
-- app.campaign lacks rows that are not refreshed yet, so the tables are asked as well. min() with both bounds looks up the index; with = PostgreSQL may
-- scan a table for a name that it takes for a frequent one.
SELECT n.name::text AS name
FROM unnest(@names::text[]) AS n (name)
WHERE NOT EXISTS (SELECT FROM app.campaign AS c WHERE c.campaign = n.name)
  AND NOT EXISTS (SELECT FROM app.campaign_setting AS s WHERE s.campaign = n.name)
  AND NOT EXISTS (SELECT FROM dialer_base AS d WHERE d.campaign = n.name)
  AND (SELECT min(r.queuename) FROM queue_log_repo AS r WHERE r.queuename >= n.name AND r.queuename <= n.name) IS NULL
  AND (SELECT min(r.queuename) FROM webchat_log_repo AS r WHERE r.queuename >= n.name AND r.queuename <= n.name) IS NULL
  AND (SELECT min(r.queuename) FROM sms_log_repo AS r WHERE r.queuename >= n.name AND r.queuename <= n.name) IS NULL
  AND (SELECT min(r.queuename) FROM email_log_repo AS r WHERE r.queuename >= n.name AND r.queuename <= n.name) IS NULL
  AND (SELECT min(r.queuename) FROM twitter_log_repo AS r WHERE r.queuename >= n.name AND r.queuename <= n.name) IS NULL
  AND (SELECT min(r.queuename) FROM messenger_log_repo AS r WHERE r.queuename >= n.name AND r.queuename <= n.name) IS NULL
  AND (SELECT min(r.queuename) FROM facebook_log_repo AS r WHERE r.queuename >= n.name AND r.queuename <= n.name) IS NULL
  AND (SELECT min(r.campaign) FROM cdr_repo AS r WHERE r.campaign >= n.name AND r.campaign <= n.name) IS NULL
  AND (SELECT min(r.campaign) FROM sms_repo AS r WHERE r.campaign >= n.name AND r.campaign <= n.name) IS NULL
  AND (SELECT min(r.campaign) FROM calls_spool AS r WHERE r.campaign >= n.name AND r.campaign <= n.name) IS NULL;

-- name: OwnCampaigns :many
-- The campaigns that a campaign-limited key sees.
SELECT c.campaign::text AS campaign FROM app.campaign AS c WHERE c.campaign <> '' ORDER BY 1;

-- name: AgentsOfNoRow :many
-- Those of the names that no row of an event log has as its agent, and that no alias of an interface names.
SELECT n.name::text AS name
FROM unnest(@names::text[]) AS n (name)
WHERE NOT EXISTS (SELECT FROM app.agent_alias AS a WHERE a.agent = n.name)
  AND (SELECT min(r.agent) FROM queue_log_repo AS r WHERE r.agent >= n.name AND r.agent <= n.name) IS NULL
  AND (SELECT min(r.agent) FROM webchat_log_repo AS r WHERE r.agent >= n.name AND r.agent <= n.name) IS NULL
  AND (SELECT min(r.agent) FROM sms_log_repo AS r WHERE r.agent >= n.name AND r.agent <= n.name) IS NULL
  AND (SELECT min(r.agent) FROM email_log_repo AS r WHERE r.agent >= n.name AND r.agent <= n.name) IS NULL
  AND (SELECT min(r.agent) FROM twitter_log_repo AS r WHERE r.agent >= n.name AND r.agent <= n.name) IS NULL
  AND (SELECT min(r.agent) FROM messenger_log_repo AS r WHERE r.agent >= n.name AND r.agent <= n.name) IS NULL
  AND (SELECT min(r.agent) FROM facebook_log_repo AS r WHERE r.agent >= n.name AND r.agent <= n.name) IS NULL;

-- name: KnownAgents :many
-- The agents of the event logs, at most 2,000: each step looks up the next name in the indexes.
WITH RECURSIVE known (name) AS (
    SELECT ''::text
    UNION ALL
    SELECT least(
        (SELECT min(r.agent) FROM queue_log_repo AS r WHERE r.agent > k.name),
        (SELECT min(r.agent) FROM webchat_log_repo AS r WHERE r.agent > k.name),
        (SELECT min(r.agent) FROM sms_log_repo AS r WHERE r.agent > k.name),
        (SELECT min(r.agent) FROM email_log_repo AS r WHERE r.agent > k.name),
        (SELECT min(r.agent) FROM twitter_log_repo AS r WHERE r.agent > k.name),
        (SELECT min(r.agent) FROM messenger_log_repo AS r WHERE r.agent > k.name),
        (SELECT min(r.agent) FROM facebook_log_repo AS r WHERE r.agent > k.name))
    FROM known AS k
    WHERE k.name IS NOT NULL
)
(SELECT k.name::text AS name FROM known AS k WHERE k.name <> '' AND k.name <> 'NONE' LIMIT 2000)
UNION
SELECT a.agent::text FROM app.agent_alias AS a
ORDER BY 1;
