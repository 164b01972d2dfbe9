-- The address and the hash of the evidence that a finding rests on, for the cases and runs in looked_at: the pieces that
-- stand at its address or belong to its record. Of one without pieces (checks of structure), what stands in for them is
-- the page as it was read when it is in order, else its address; what is missing has none. What a re-check finds is
-- hashed alike by output/cases/evidence.py.
CREATE OR REPLACE TEMP TABLE looked AS
SELECT finding.case_id, finding.run_id, unit_id, point_id, scheme_id, record_key, url, outcome
FROM looked_at JOIN finding ON finding.case_id = looked_at.case_id AND finding.run_id = looked_at.run_id;

CREATE OR REPLACE TEMP TABLE looked_hash AS
WITH piece AS (
    SELECT looked.case_id, looked.run_id, evidence_piece(evidence.url, grade, value, snippet) AS piece
    FROM looked JOIN evidence USING (run_id, unit_id, point_id, record_key)
    WHERE looked.scheme_id IS NULL OR evidence.scheme_id IS NOT DISTINCT FROM looked.scheme_id
    UNION
    SELECT looked.case_id, looked.run_id, evidence_piece(evidence.url, grade, value, snippet)
    FROM looked JOIN evidence USING (run_id, unit_id, point_id, url)
    WHERE (looked.scheme_id IS NULL OR evidence.scheme_id IS NOT DISTINCT FROM looked.scheme_id)
        AND (looked.record_key IS NULL OR evidence.record_key IS NULL)
),
page AS (
    SELECT looked.case_id, looked.run_id, max(coalesce(document.digest, attachment.digest)) AS digest
    FROM looked
    LEFT JOIN document USING (run_id, unit_id, url)
    LEFT JOIN attachment ON attachment.run_id = looked.run_id AND attachment.unit_id = looked.unit_id
        AND attachment.url = looked.url
    WHERE NOT is_deficient(looked.outcome)
    GROUP BY ALL
),
pieces AS (
    SELECT case_id, run_id, sha256(string_agg(piece, '' ORDER BY piece)) AS evidence_hash FROM piece GROUP BY ALL
)
SELECT
    looked.case_id, looked.run_id, arg_max(looked.url, looked.outcome) AS url,
    coalesce(
        any_value(pieces.evidence_hash),
        CASE WHEN max(looked.outcome) = 'missing' THEN ''
             ELSE sha256(coalesce(any_value(page.digest), max(looked.url), '')) END
    ) AS evidence_hash
FROM looked
LEFT JOIN pieces USING (case_id, run_id)
LEFT JOIN page USING (case_id, run_id)
GROUP BY looked.case_id, looked.run_id;
