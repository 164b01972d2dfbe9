-- What complete runs came to on each case, and where that turned. A case is deficient while its outcome is missing,
-- partial or stale. met, declared and inapplicable end a streak; manual, unchecked and a run without it do not: not
-- having looked is no repair. Site checks make no case.

-- Of the outcomes that decide, the deficient ones sort last.
CREATE TEMP TABLE verdict AS
SELECT case_id, run.number, max(outcome) AS outcome
FROM finding JOIN run USING (run_id)
SEMI JOIN (FROM finding WHERE is_deficient(outcome)) AS ever USING (case_id)
WHERE run.complete AND outcome NOT IN ('manual', 'unchecked')
GROUP BY case_id, run.number;

-- A case that continues another has its past too.
INSERT INTO verdict BY NAME
SELECT verdict.* REPLACE (line.case_id AS case_id)
FROM case_line() AS line JOIN verdict ON verdict.case_id = line.ancestor AND verdict.number < line.until;

INSERT INTO case_turn BY NAME
WITH step AS (
    SELECT *, is_deficient(outcome) AS deficient, lag(deficient, 1, false) OVER life AS before
    FROM verdict
    WINDOW life AS (PARTITION BY case_id ORDER BY number)
)
SELECT
    case_id, run_id, step.number, moment_of(started_at, as_of) AS "at", day_of(started_at, as_of) AS day, outcome,
    CASE WHEN NOT deficient THEN 'cleared'
         WHEN row_number() OVER (PARTITION BY case_id ORDER BY step.number) = 1 THEN 'opened' ELSE 'reopened' END AS event
FROM step JOIN run USING (number)
WHERE deficient <> before;

CREATE TEMP TABLE parted AS
SELECT
    case_link.continues AS case_id, case_link.run_id, case_link.number,
    string_agg(DISTINCT case_link.case_id, '、' ORDER BY case_link.case_id) AS text
FROM case_link GROUP BY ALL;

CREATE TEMP TABLE looked_at AS SELECT case_id, run_id FROM case_turn;
