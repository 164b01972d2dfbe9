-- zh: 消失的栏目
-- en: Disclosure columns that the last good visit found and this one did not
-- parameter: unit VARCHAR =  only this unit_id (default: all)
SELECT unit_id, unit_name, unnest(columns_vanished) AS "column", compared_with AS last_seen_in, health, documents_before, documents
FROM health
WHERE len(columns_vanished) > 0 AND ($unit = '' OR unit_id = $unit)
ORDER BY unit_id, "column"
