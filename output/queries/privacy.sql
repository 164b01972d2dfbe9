-- zh: 各单位网页上的个人信息
-- en: Personal data that stands unmasked, by unit and kind
-- parameter: unit VARCHAR =  only this unit_id (default: all)
SELECT privacy_hit.unit_id, unit.name AS unit_name, priv_id, point.name AS kind, count(*) AS pages, sum(count)::BIGINT AS values_seen,
    min(url) AS example
FROM privacy_hit LEFT JOIN unit USING (unit_id) LEFT JOIN point ON point.point_id = priv_id
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND NOT masked AND ($unit = '' OR privacy_hit.unit_id = $unit)
GROUP BY ALL
ORDER BY values_seen DESC, privacy_hit.unit_id, priv_id
