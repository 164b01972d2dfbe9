-- What complete runs came to on each case, and where that turned. A case is deficient while its outcome is missing,
-- partial or stale. met, declared and inapplicable end a streak; manual, unchecked and a run without it do not: not
-- having looked is no repair. Site checks make no case.

CREATE VIEW case_verdict AS
SELECT
    finding.case_id,
    finding.run_id,
    run.number,
    any_value(coalesce(run.started_at, run.as_of::TIMESTAMP - INTERVAL 8 HOUR)) AS "at",
    any_value(coalesce(run.as_of, run.started_at::DATE)) AS day,
    bool_or(finding.outcome IN ('missing', 'partial', 'stale')) AS deficient,
    coalesce(max(finding.outcome) FILTER (finding.outcome IN ('missing', 'partial', 'stale')), max(finding.outcome))
        AS outcome,
    arg_max(finding.url, finding.outcome) AS url
FROM finding JOIN run USING (run_id)
WHERE run.complete AND finding.outcome NOT IN ('manual', 'unchecked') AND finding.case_id IS NOT NULL
GROUP BY finding.case_id, finding.run_id, run.number;
COMMENT ON VIEW case_verdict IS 'What each complete run that could decide came to on a case under its own number.';
COMMENT ON COLUMN case_verdict.case_id IS 'The case.';
COMMENT ON COLUMN case_verdict.run_id IS 'The run.';
COMMENT ON COLUMN case_verdict.number IS 'Place of the run in time.';
COMMENT ON COLUMN case_verdict."at" IS 'When the run began to look (UTC).';
COMMENT ON COLUMN case_verdict.day IS 'The day that it speaks of.';
COMMENT ON COLUMN case_verdict.deficient IS 'Whether it was missing, partial or stale.';
COMMENT ON COLUMN case_verdict.outcome IS 'The outcome.';
COMMENT ON COLUMN case_verdict.url IS 'The page that it speaks of.';

CREATE TEMP TABLE verdict AS FROM case_verdict;

-- A case that continues another has its past too.
INSERT INTO verdict BY NAME
WITH RECURSIVE line AS (
    SELECT case_id, continues AS ancestor, number AS until FROM case_link WHERE main
    UNION ALL
    SELECT line.case_id, case_link.continues, least(line.until, case_link.number)
    FROM line JOIN case_link ON case_link.case_id = line.ancestor WHERE case_link.main
)
SELECT verdict.* REPLACE (line.case_id AS case_id)
FROM line JOIN verdict ON verdict.case_id = line.ancestor AND verdict.number < line.until;

INSERT INTO case_turn BY NAME
WITH turn AS (
    SELECT
        *,
        lag(deficient, 1, false) OVER life AS before,
        coalesce(bool_or(deficient) OVER (life ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS known
    FROM verdict
    WINDOW life AS (PARTITION BY case_id ORDER BY number)
)
SELECT
    case_id, run_id, number, "at", day, outcome, url,
    CASE WHEN NOT deficient THEN 'cleared' WHEN known THEN 'reopened' ELSE 'opened' END AS event
FROM turn
WHERE deficient <> before;

CREATE TEMP TABLE parted AS
SELECT
    case_link.continues AS case_id, case_link.run_id, case_link.number,
    string_agg(DISTINCT case_link.case_id, '、' ORDER BY case_link.case_id) AS text
FROM case_link GROUP BY ALL;

CREATE TEMP TABLE looked_at AS SELECT case_id, run_id FROM case_turn;
