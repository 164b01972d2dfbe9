-- zh: 未载明某要点的项目（默认：责任人）
-- en: Projects or other records that lack a point, by default the responsible person (PA-09)
-- parameter: point VARCHAR = PA-09  the point
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit_name, record_name, outcome, url, reason
FROM deficiency_single
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND point_id = $point AND record_key IS NOT NULL AND ($unit = '' OR unit_id = $unit)
ORDER BY unit_id, record_name
LIMIT $limit
