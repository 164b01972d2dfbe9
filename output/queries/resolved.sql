-- zh: 本次复核已整改的问题
-- en: Deficiencies that the latest run found in order
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit_name, point_id, point_title, record_name, cause, outcome_before, outcome, url
FROM weekly_change
WHERE change = 'resolved' AND ($unit = '' OR unit_id = $unit)
ORDER BY unit_id, point_id, record_name
LIMIT $limit
