-- zh: 单位得分排名
-- en: Units by score, with what was left open
SELECT
    rank() OVER (ORDER BY score DESC NULLS LAST) AS place, unit_id, unit_name, score, grade, deficiencies, coverage,
    unchecked, manual, privacy_veto, site_veto, date_veto
FROM scorecard
ORDER BY place, unit_id
