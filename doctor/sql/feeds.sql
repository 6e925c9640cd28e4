-- Feeds that fail, wait, or are not followed; feeds with gaps, or with rows that cannot be read. $1: seconds after
-- which a feed that no server follows is a finding.
SELECT
	'The feed ' || f.feed || CASE
		WHEN f.state = 'stopped' OR f.seen_at < now() - make_interval(secs => $1) THEN ' is not followed since ' || date_trunc('second', f.seen_at) || '.'
		WHEN f.state = 'failing' THEN ' fails since ' || date_trunc('second', f.failed_at) || ': ' || f.detail || '.'
		ELSE ' waits: ' || f.detail || '.'
	END,
	CASE
		WHEN f.state = 'stopped' OR f.seen_at < now() - make_interval(secs => $1) THEN 'Start ccrepo serve or ccrepo feed run with the settings file that declares it; if it is no longer wanted, DELETE FROM app.feed WHERE feed = ' || quote_literal(f.feed) || '.'
		ELSE 'Run ccrepo feed check ' || f.feed || ' on the machine that follows it, ' || f.runner || '.'
	END
FROM app.feed AS f
WHERE f.state <> 'reading' OR f.seen_at < now() - make_interval(secs => $1)
UNION ALL
SELECT
	'The feed ' || f.feed || ' does not read all of its source: ' || f.detail || '.',
	'Run ccrepo feed check ' || f.feed || ' on the machine that follows it, ' || f.runner || '.'
FROM app.feed AS f
WHERE f.state = 'reading' AND f.detail <> ''
UNION ALL
SELECT
	'The feed ' || g.feed || ' may lack rows: ' || count(*) || ' gaps, the last from ' || date_trunc('second', max(g.from_at)) || '.',
	'GET /v1/reports/coverage lists them. A rotated file that was not found can be read by ccrepo import.'
FROM app.feed_gap AS g
GROUP BY g.feed
UNION ALL
SELECT
	'The feed ' || f.feed || ' has ' || f.bad_rows || ' rows that cannot be read.',
	'ccrepo import list shows their files; the encoding or the date-format of the feed may be wrong.'
FROM app.feed AS f
WHERE f.bad_rows > 0
