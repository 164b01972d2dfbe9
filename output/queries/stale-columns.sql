-- zh: 最久未更新的栏目
-- en: Columns whose newest document is oldest
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit.name AS unit_name, array_to_string(columns, ' > ') AS "column", max(document.published) AS newest,
    date_diff('day', max(document.published), any_value(run.as_of)) AS days_ago, count(*) AS documents,
    max_by(title, document.published) AS newest_title
FROM document JOIN run USING (run_id) LEFT JOIN unit USING (unit_id)
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND document.published IS NOT NULL AND ($unit = '' OR unit_id = $unit)
GROUP BY ALL
ORDER BY newest, unit_id, "column"
LIMIT $limit
