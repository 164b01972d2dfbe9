-- zh: 载明某要点的网页和附件
-- en: Documents of a unit that show a point
-- parameter: point VARCHAR = PA-01  the point
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT evidence.unit_id, evidence.url, coalesce(document.title, attachment.name) AS title,
    coalesce(document.published, attachment.published) AS published, max(grade) AS grade, count(*) AS places,
    min(snippet) AS snippet
FROM evidence
LEFT JOIN document ON document.run_id = evidence.run_id AND document.unit_id = evidence.unit_id AND document.url = evidence.url
LEFT JOIN attachment
    ON attachment.run_id = evidence.run_id AND attachment.unit_id = evidence.unit_id AND attachment.url = evidence.url
WHERE evidence.run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND point_id = $point AND ($unit = '' OR evidence.unit_id = $unit)
GROUP BY ALL
ORDER BY evidence.unit_id, grade DESC, published DESC NULLS LAST, evidence.url
LIMIT $limit
