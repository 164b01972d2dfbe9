-- zh: 持续时间最长的问题
-- en: Deficiencies that are open longest
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT case_id, unit_id, unit.name AS unit_name, point_id, point.title AS point_title, record_name, state, days_open,
    "case".first_run, "case".last_run
FROM "case" LEFT JOIN unit USING (unit_id) LEFT JOIN point USING (point_id)
WHERE open AND ($unit = '' OR unit_id = $unit)
ORDER BY days_open DESC, case_id
LIMIT $limit
