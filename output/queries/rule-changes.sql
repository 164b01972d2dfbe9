-- zh: 规则变动及由此改变的结论
-- en: Rules that changed, and how many verdicts changed because of them
-- parameter: limit INTEGER = 50  at most so many rows
SELECT rule_change.run_id, rule_change.previous_run_id, rule_change.point_id, rule_change.what,
    count(change_single.case_id) FILTER (cause = 'rule') AS verdicts_changed
FROM rule_change
LEFT JOIN change_single ON change_single.run_id = rule_change.run_id AND change_single.point_id = rule_change.point_id
GROUP BY ALL
ORDER BY rule_change.run_id DESC, verdicts_changed DESC, rule_change.point_id NULLS FIRST
LIMIT $limit
