-- zh: 各领域得分最低的单位
-- en: Units with the lowest score in a domain
-- parameter: domain VARCHAR =  prefix such as PA (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT domain, domain_title, unit_id, unit_name, score, deficiencies, coverage
FROM heatmap
WHERE score IS NOT NULL AND ($domain = '' OR domain = $domain)
ORDER BY score, deficiencies DESC, unit_id, domain
LIMIT $limit
