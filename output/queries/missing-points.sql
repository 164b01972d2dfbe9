-- zh: 最常未见的要点
-- en: Points that most units do not show
-- parameter: limit INTEGER = 50  at most so many rows
SELECT
    point_id, any_value(point_title) AS point_title, min(severity) AS severity, count(DISTINCT unit_id) AS units,
    sum(records)::BIGINT AS findings, count(*) FILTER (outcome = 'missing') AS missing,
    count(*) FILTER (outcome = 'partial') AS partial, count(*) FILTER (outcome = 'stale') AS stale
FROM deficiency
GROUP BY point_id
ORDER BY units DESC, findings DESC, point_id
LIMIT $limit
