-- zh: 整改后再次出现的问题
-- en: The same unit and point found again after it was in order
-- parameter: times INTEGER = 1  found again at least so often
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit.name AS unit_name, point_id, point.title AS point_title, count(*) AS times,
    count(DISTINCT case_id) AS cases, max_by(case_event.run_id, case_event.number) AS last_run
FROM case_event JOIN "case" USING (case_id) LEFT JOIN unit USING (unit_id) LEFT JOIN point USING (point_id)
WHERE event IN ('reopened', 'reopen')
GROUP BY ALL HAVING count(*) >= $times
ORDER BY times DESC, unit_id, point_id
LIMIT $limit
