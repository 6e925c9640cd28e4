-- Entries that are not numbers by the current rules; they were stored by an earlier version.
SELECT
	format('Entry %s of the do-not-call list, typed as "%s", is not a number. It still forbids %s.', d.id, d.typed, d.number),
	'Remove it with ccrepo dnc remove, and add the numbers that it means with ccrepo dnc add.'
FROM app.do_not_call AS d
WHERE d.is_number IS NOT TRUE
  AND NOT d.is_number
ORDER BY d.id
