-- zh: 告知与反馈记录
-- en: What was sent to units and what they replied (time of China)
-- parameter: unit VARCHAR =  only this unit_id (default: all)
-- parameter: limit INTEGER = 50  at most so many rows
SELECT date_trunc('second', china_time(case_event."at")) AS "at", event, unit_id, unit.name AS unit_name, point_id, case_id, person, case_event.deadline, text
FROM case_event JOIN "case" USING (case_id) LEFT JOIN unit USING (unit_id)
WHERE event IN ('notify', 'reply', 'reject') AND ($unit = '' OR unit_id = $unit)
ORDER BY case_event."at" DESC, case_id, event_no DESC
LIMIT $limit
