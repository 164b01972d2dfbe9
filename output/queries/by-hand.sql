-- zh: 需要人工核实的事项
-- en: Findings that a person must look at: by hand, or a statement to accept
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit.name AS unit_name, point_id, point.title AS point_title, record_name, outcome, reason, url
FROM finding LEFT JOIN unit USING (unit_id) LEFT JOIN point USING (point_id)
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND outcome IN ('manual', 'declared') AND ($unit = '' OR unit_id = $unit)
ORDER BY unit_id, point_id, record_name
LIMIT $limit
