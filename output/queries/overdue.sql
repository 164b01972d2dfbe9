-- zh: 超过整改期限的问题
-- en: Open cases past their deadline or long without change (time of China)
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
WITH today AS (SELECT max_by(as_of, number) AS day FROM run WHERE complete)
SELECT case_id, unit_id, unit.name AS unit_name, point_id, record_name, state, date_trunc('second', china_time(notified_at)) AS notified_at, deadline,
    date_diff('day', deadline, today.day) AS days_late, days_open
FROM "case" CROSS JOIN today LEFT JOIN unit USING (unit_id)
WHERE "case".open AND (state = 'overdue' OR deadline < today.day) AND ($unit = '' OR unit_id = $unit)
ORDER BY days_late DESC NULLS LAST, days_open DESC, case_id
LIMIT $limit
