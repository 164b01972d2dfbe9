-- zh: 全市历次总体情况
-- en: The whole city, run after run
-- parameter: limit INTEGER = 50  at most so many rows
SELECT run_id, as_of, units, units_scored, round(score, 1) AS score, coverage, deficiencies, "new", resolved, reopened, unknown
FROM trend_city
ORDER BY number DESC
LIMIT $limit
