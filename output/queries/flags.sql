-- zh: 待核实线索
-- en: Signs that a page was made for the audit, for a person to judge
-- parameter: kind VARCHAR =  late, template, copied … (default: all)
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT unit_id, unit_name, label, title, url, other_unit_name, proof, first_seen_run
FROM flagged
WHERE ($kind = '' OR kind = $kind) AND ($unit = '' OR unit_id = $unit)
ORDER BY unit_id, label, url
LIMIT $limit
