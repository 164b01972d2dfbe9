-- The visits that cases rest on which must stay replayable: open ones, those closed since $since, those that go on under
-- other numbers, and those of $touched (numbers and fold numbers that the journal names and the database does not know).
WITH guarded AS (
    SELECT case_id, unit_id, last_run, closed_run FROM "case"
    WHERE open OR state = 'continued' OR closed_at::DATE >= $since
        OR list_contains($touched, case_id) OR list_contains($touched, fold_id)
)
SELECT run_id, unit_id, count(DISTINCT case_id) AS cases
FROM (
    SELECT guarded.case_id, unit_id, case_event.run_id FROM guarded JOIN case_event USING (case_id)
    UNION SELECT guarded.case_id, unit_id, case_turn.run_id FROM guarded JOIN case_turn USING (case_id)
    UNION SELECT case_id, unit_id, last_run FROM guarded
    UNION SELECT case_id, unit_id, closed_run FROM guarded
)
WHERE run_id IS NOT NULL
GROUP BY run_id, unit_id
