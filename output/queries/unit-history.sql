-- zh: 单位历次得分
-- en: Score, coverage and deficiencies of a unit, run after run
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT run_id, as_of, unit_id, unit_name, state, score, score_change, coverage, deficiencies, "new", resolved, reopened
FROM trend
WHERE $unit = '' OR unit_id = $unit
ORDER BY number DESC, unit_id
LIMIT $limit
