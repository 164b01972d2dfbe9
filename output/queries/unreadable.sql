-- zh: 未能读取的附件
-- en: Attachments that could not be read, by kind and reason
-- parameter: unit VARCHAR =  only this unit_id (default: all)
SELECT kind, unread AS reason, count(*) AS files, count(DISTINCT unit_id) AS units, min(url) AS example
FROM attachment
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND unread <> '' AND ($unit = '' OR unit_id = $unit)
GROUP BY ALL
ORDER BY files DESC, kind, reason
