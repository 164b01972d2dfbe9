-- The life of a deficiency, derived from the findings of complete runs.
-- A key is deficient while its outcome is missing, partial or stale. met, declared and inapplicable end a streak;
-- manual, unchecked and a run without the key do not: not having looked is no repair. Site checks make no case.

CREATE MACRO is_site(point_id) AS starts_with(point_id, 'SITE-');
CREATE MACRO case_key(unit_id, point_id, scheme_id, record_key) AS
    'C' || left(sha256(concat_ws(chr(31), unit_id, point_id, coalesce(scheme_id, ''), coalesce(record_key, ''))), 16);

-- Records that are shown as one deficiency share this key: the same in every run, whichever records it speaks of.
CREATE MACRO fold_key(unit_id, point_id, scheme_id) AS
    'F' || left(sha256(concat_ws(chr(31), unit_id, point_id, coalesce(scheme_id, ''))), 16);

INSERT INTO case_event BY NAME
WITH verdict AS (
    SELECT
        case_key(unit_id, point_id, scheme_id, record_key) AS case_id,
        finding.run_id,
        run.number,
        bool_or(outcome IN ('missing', 'partial', 'stale')) AS deficient,
        coalesce(max(outcome) FILTER (outcome IN ('missing', 'partial', 'stale')), max(outcome)) AS outcome
    FROM finding JOIN run USING (run_id)
    WHERE run.complete AND outcome NOT IN ('manual', 'unchecked') AND NOT is_site(point_id)
    GROUP BY ALL
),
turn AS (
    SELECT
        *,
        lag(deficient, 1, false) OVER life AS before,
        coalesce(bool_or(deficient) OVER (life ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS known
    FROM verdict
    WINDOW life AS (PARTITION BY case_id ORDER BY number)
)
SELECT
    case_id, run_id, number, outcome,
    CASE WHEN NOT deficient THEN 'cleared' WHEN known THEN 'reopened' ELSE 'opened' END AS event
FROM turn
WHERE deficient <> before;

INSERT INTO "case" BY NAME
WITH seen AS (
    SELECT
        case_key(unit_id, point_id, scheme_id, record_key) AS case_id,
        unit_id, point_id, scheme_id, record_key,
        arg_max(record_name, number) AS record_name,
        arg_min(run_id, number) AS first_run,
        arg_max(run_id, number) AS last_run
    FROM finding JOIN run USING (run_id)
    WHERE run.complete AND outcome IN ('missing', 'partial', 'stale') AND NOT is_site(point_id)
    GROUP BY ALL
)
SELECT
    seen.*, last_event.event <> 'cleared' AS open,
    CASE WHEN record_key IS NOT NULL THEN fold_key(unit_id, point_id, scheme_id) END AS fold_id
FROM seen
JOIN (SELECT case_id, arg_max(event, number) AS event FROM case_event GROUP BY case_id) AS last_event USING (case_id);
