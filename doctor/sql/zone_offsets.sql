-- The offset from UTC, in seconds, of the zone $1 on each day of the last and the next year.
SELECT t, extract(epoch FROM (t AT TIME ZONE $1) - (t AT TIME ZONE 'UTC'))::integer
FROM generate_series(date_trunc('day', now()) - interval '1 year', now() + interval '1 year', interval '1 day') AS t
