-- zh: 误报、不适用和情况说明
-- en: Cases that a person set aside, with the ground (time of China)
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT case_id, unit_id, unit.name AS unit_name, point_id, record_name, state, date_trunc('second', china_time(closed_at)) AS closed_at, closed_by, found_again
FROM "case" LEFT JOIN unit USING (unit_id)
WHERE state IN ('false_positive', 'not_applicable', 'explained') AND ($unit = '' OR unit_id = $unit)
ORDER BY "case".closed_at DESC, case_id
LIMIT $limit
