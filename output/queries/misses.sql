-- zh: 未能访问的网页
-- en: Pages that could not be looked at, by unit and reason
-- parameter: unit VARCHAR =  only this unit_id (default: all)
SELECT unit_id, unit.name AS unit_name, reason, page.kind, count(*) AS pages, min(url) AS example
FROM page LEFT JOIN unit USING (unit_id)
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND state = 'missed' AND ($unit = '' OR unit_id = $unit)
GROUP BY unit_id, unit.name, reason, page.kind
ORDER BY pages DESC, unit_id, reason
