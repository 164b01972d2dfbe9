-- The hash of the evidence that a finding rests on, for the cases and runs in looked_at: the pieces that stand at its
-- address or belong to its record. Of one without pieces (checks of structure), what stands in for them is the page as
-- it was read when it is in order, else its address; what is missing has none. output/cases/evidence.py does the same.
CREATE OR REPLACE TEMP TABLE looked_hash AS
WITH wanted AS (
    SELECT finding.case_id, finding.run_id, unit_id, point_id, scheme_id, record_key, url, outcome
    FROM looked_at JOIN finding ON finding.case_id = looked_at.case_id AND finding.run_id = looked_at.run_id
),
piece AS (
    SELECT wanted.case_id, wanted.run_id, evidence_piece(evidence.url, grade, value, snippet) AS piece
    FROM wanted JOIN evidence USING (run_id, unit_id, point_id, record_key)
    WHERE wanted.scheme_id IS NULL OR evidence.scheme_id IS NOT DISTINCT FROM wanted.scheme_id
    UNION
    SELECT wanted.case_id, wanted.run_id, evidence_piece(evidence.url, grade, value, snippet)
    FROM wanted JOIN evidence USING (run_id, unit_id, point_id, url)
    WHERE (wanted.scheme_id IS NULL OR evidence.scheme_id IS NOT DISTINCT FROM wanted.scheme_id)
        AND (wanted.record_key IS NULL OR evidence.record_key IS NULL)
),
page AS (
    SELECT wanted.case_id, wanted.run_id, max(coalesce(document.digest, attachment.digest)) AS digest
    FROM wanted
    LEFT JOIN document USING (run_id, unit_id, url)
    LEFT JOIN attachment ON attachment.run_id = wanted.run_id AND attachment.unit_id = wanted.unit_id
        AND attachment.url = wanted.url
    WHERE wanted.outcome NOT IN ('missing', 'partial', 'stale')
    GROUP BY ALL
),
pieces AS (
    SELECT case_id, run_id, sha256(string_agg(piece, '' ORDER BY piece)) AS evidence_hash FROM piece GROUP BY ALL
)
SELECT
    wanted.case_id, wanted.run_id,
    coalesce(
        any_value(pieces.evidence_hash),
        CASE WHEN max(wanted.outcome) = 'missing' THEN ''
             ELSE sha256(coalesce(any_value(page.digest), max(wanted.url), '')) END
    ) AS evidence_hash
FROM wanted
LEFT JOIN pieces USING (case_id, run_id)
LEFT JOIN page USING (case_id, run_id)
GROUP BY wanted.case_id, wanted.run_id;
