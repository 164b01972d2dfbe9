-- zh: 某要点在各单位的公开情况
-- en: One point across all units: outcome, best evidence, and where it stands
-- parameter: point VARCHAR = PA-01  the point
WITH best AS (
    SELECT unit_id, max(grade) AS grade, count(DISTINCT url) AS pages, arg_max(url, grade) AS url,
        arg_max(snippet, grade) AS snippet
    FROM evidence WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND point_id = $point GROUP BY unit_id
)
SELECT unit_id, unit.name AS unit_name, max(finding.outcome) AS worst_outcome, count(*) AS findings, best.grade, best.pages,
    best.url, best.snippet
FROM finding LEFT JOIN best USING (unit_id) LEFT JOIN unit USING (unit_id)
WHERE finding.run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND finding.point_id = $point
GROUP BY ALL
ORDER BY worst_outcome DESC, unit_id
