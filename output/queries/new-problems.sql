-- zh: 本次新发现或再次出现的问题
-- en: Deficiencies that are new or back in the latest run
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit_name, point_id, point_title, record_name, change, cause, outcome, url
FROM weekly_change
WHERE change IN ('new', 'reopened') AND ($unit = '' OR unit_id = $unit)
ORDER BY unit_id, point_id, record_name
LIMIT $limit
