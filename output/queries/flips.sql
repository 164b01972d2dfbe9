-- zh: 本次与上次结论不同的问题
-- en: Cases whose verdict changed since the unit's run before, and why
-- parameter: cause VARCHAR =  site, rule, coverage or date (default: all)
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit.name AS unit_name, point_id, record_name, change, cause, outcome_before, outcome, url, case_id
FROM change_single LEFT JOIN unit USING (unit_id)
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND cause <> '' AND ($cause = '' OR cause = $cause) AND ($unit = '' OR unit_id = $unit)
ORDER BY unit_id, point_id, record_name
LIMIT $limit
