-- The cases as runs alone make them; output/cases/fill.py then tells what people decided.

INSERT INTO "case" BY NAME
WITH seen AS (
    SELECT case_id, arg_min(run_id, number) AS first_run, arg_max(run_id, number) AS last_run
    FROM verdict JOIN run USING (number) WHERE is_deficient(outcome) GROUP BY case_id
),
named AS (
    SELECT
        case_id, any_value(unit_id) AS unit_id, any_value(point_id) AS point_id, any_value(scheme_id) AS scheme_id,
        arg_max(record_key, number) AS record_key, arg_max(record_name, number) AS record_name
    FROM finding JOIN run USING (run_id)
    WHERE run.complete AND case_id IS NOT NULL GROUP BY case_id
),
last_turn AS (
    SELECT
        case_id, arg_max(event, number) AS event, arg_max("at", number) AS "at", arg_max(day, number) AS day,
        arg_max(run_id, number) AS run_id, arg_max(day, number) FILTER (event <> 'cleared') AS opened
    FROM case_turn GROUP BY case_id
),
newest AS (SELECT max(day_of(started_at, as_of)) AS day FROM run WHERE complete)
SELECT
    seen.case_id, unit_id, point_id, scheme_id, record_key, record_name, first_run, last_run,
    CASE WHEN parted.case_id IS NOT NULL THEN 'continued' WHEN event = 'cleared' THEN 'closed' ELSE 'found' END AS state,
    state = 'found' AS open,
    CASE WHEN record_key IS NOT NULL THEN fold_key(unit_id, point_id, scheme_id) END AS fold_id,
    CASE WHEN event = 'cleared' THEN last_turn.at END AS closed_at,
    CASE WHEN event = 'cleared' THEN last_turn.run_id END AS closed_run,
    evidence_hash,
    greatest(date_diff('day', opened, if(event = 'cleared', last_turn.day, newest.day)), 0) AS days_open,
    false AS confirmed,
    case_link.continues
FROM seen
JOIN named USING (case_id)
JOIN last_turn USING (case_id)
CROSS JOIN newest
LEFT JOIN looked_hash ON looked_hash.case_id = seen.case_id AND looked_hash.run_id = last_turn.run_id
LEFT JOIN (SELECT DISTINCT case_id FROM parted) AS parted ON parted.case_id = seen.case_id
LEFT JOIN case_link ON case_link.case_id = seen.case_id AND case_link.main;

INSERT INTO case_event BY NAME
SELECT
    case_id, run_id, number, event, outcome, 'run' AS source, "at", url, evidence_hash, text,
    row_number() OVER (PARTITION BY case_id ORDER BY number, rank) AS event_no
FROM (
    SELECT case_id, run_id, number, event, outcome, "at", looked_hash.url, evidence_hash, NULL AS text, 0 AS rank
    FROM case_turn LEFT JOIN looked_hash USING (case_id, run_id)
    UNION ALL
    SELECT case_id, run_id, number, 'continued', NULL, moment_of(started_at, as_of), NULL, NULL, text, 1
    FROM parted JOIN run USING (run_id, number)
);
DROP TABLE verdict;
DROP TABLE looked_at;
DROP TABLE looked;
DROP TABLE looked_hash;
DROP TABLE parted;
