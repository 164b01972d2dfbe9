-- Two runs against each other: every case and every verdict that flipped. $older and $newer are complete runs; $units
-- narrows to some units (empty: all). causes.sql takes the place of the last part but one.
WITH RECURSIVE bounds AS (
    SELECT older.number AS since, newer.number AS until
    FROM run AS older, run AS newer WHERE older.run_id = $older AND newer.run_id = $newer
),
line AS (
    -- Under which number a case stood in the older run, where it was merged or split since.
    SELECT case_id, continues AS ancestor FROM case_link, bounds WHERE main AND number > since AND number <= until
    UNION ALL
    SELECT line.case_id, case_link.continues
    FROM line JOIN case_link ON case_link.case_id = line.ancestor, bounds WHERE main AND number > since
),
earlier_number AS (
    SELECT case_id, ancestor FROM line
    WHERE ancestor NOT IN (SELECT case_id FROM case_link, bounds WHERE main AND number > since AND number <= until)
),
gone_on AS (SELECT DISTINCT continues AS case_id FROM case_link, bounds WHERE number > since AND number <= until),
verdict AS (
    SELECT
        case_id, run_id,
        verdict_of(outcome) AS outcome,
        any_value(unit_id) AS unit_id, any_value(point_id) AS point_id, any_value(scheme_id) AS scheme_id,
        any_value(record_key) AS record_key, any_value(record_name) AS record_name, arg_max(url, outcome) AS url
    FROM finding
    WHERE run_id IN ($older, $newer) AND case_id IS NOT NULL AND NOT is_site(point_id)
        AND (len($units) = 0 OR list_contains($units, unit_id))
    GROUP BY case_id, run_id
),
standing AS (
    -- What case the older run left behind: open, or once found and in order.
    SELECT case_id, arg_max(event, number) <> 'cleared' AS open FROM case_turn, bounds WHERE number <= since GROUP BY case_id
),
open_case AS (
    SELECT "case".* FROM "case" JOIN standing USING (case_id)
    WHERE standing.open AND (len($units) = 0 OR list_contains($units, unit_id))
),
key_of AS (
    SELECT coalesce(earlier_number.case_id, verdict.case_id) AS case_id FROM verdict
    LEFT JOIN earlier_number ON earlier_number.ancestor = verdict.case_id AND verdict.run_id = $older
    UNION SELECT case_id FROM open_case
),
both_runs AS (
    SELECT
        key_of.case_id,
        coalesce(new.unit_id, old.unit_id, open_case.unit_id) AS unit_id,
        coalesce(new.point_id, old.point_id, open_case.point_id) AS point_id,
        coalesce(new.scheme_id, old.scheme_id, open_case.scheme_id) AS scheme_id,
        coalesce(new.record_key, old.record_key, open_case.record_key) AS record_key,
        coalesce(new.record_name, old.record_name, open_case.record_name) AS record_name,
        coalesce(new.url, old.url) AS url,
        old.outcome AS outcome_before,
        new.outcome AS outcome_after,
        coalesce(earlier_number.ancestor, key_of.case_id) AS before_case_id,
        coalesce(standing.open, false) AS open_before,
        standing.case_id IS NOT NULL AS known
    FROM key_of
    LEFT JOIN earlier_number USING (case_id)
    LEFT JOIN verdict AS new ON new.run_id = $newer AND new.case_id = key_of.case_id
    LEFT JOIN verdict AS old
        ON old.run_id = $older AND old.case_id = coalesce(earlier_number.ancestor, key_of.case_id)
    LEFT JOIN standing ON standing.case_id = coalesce(earlier_number.ancestor, key_of.case_id)
    LEFT JOIN open_case ON open_case.case_id = key_of.case_id
    WHERE key_of.case_id NOT IN (FROM gone_on)
),
changed AS (
    SELECT
        row_number() OVER () AS change_key, *,
        CASE WHEN is_deficient(outcome_after)
             THEN CASE WHEN open_before THEN 'persisting' WHEN known THEN 'reopened' ELSE 'new' END
             WHEN open_before AND is_in_order(outcome_after) THEN 'resolved'
             WHEN open_before OR (is_in_order(outcome_before) AND outcome_after IN ('manual', 'unchecked'))
             THEN 'unknown'
             ELSE 'other' END AS change
    FROM both_runs
    WHERE is_deficient(outcome_after) OR open_before
        OR (outcome_before <> outcome_after AND outcome_before <> 'inapplicable' AND outcome_after <> 'inapplicable')
),
reached AS (
    -- Where the older run could not decide, the last verdict that was reached before it.
    SELECT
        changed.change_key, arg_max(finding.run_id, run.number) AS run_id,
        arg_max(finding.outcome, run.number) AS outcome
    FROM changed
    JOIN finding ON finding.case_id = changed.before_case_id
    JOIN run ON run.run_id = finding.run_id AND run.complete
    CROSS JOIN bounds
    WHERE run.number <= since AND (is_deficient(finding.outcome) OR is_in_order(finding.outcome))
        AND (changed.outcome_before IS NULL OR changed.outcome_before IN ('manual', 'unchecked'))
    GROUP BY changed.change_key
),
pair AS (
    SELECT
        change_key, unit_id, point_id, record_key, $newer AS run_id, case_id,
        coalesce(reached.run_id, $older) AS before_run_id, before_case_id
    FROM changed LEFT JOIN reached USING (change_key)
    WHERE change <> 'persisting' OR coalesce(reached.outcome, outcome_before) <> outcome_after
),
{causes}
SELECT
    changed.unit_id, changed.point_id, changed.scheme_id, changed.record_key, changed.record_name, changed.case_id,
    changed.change,
    CASE WHEN changed.change = 'other' AND reached.outcome = changed.outcome_after THEN 'coverage'
         ELSE coalesce(caused.cause, '') END AS cause,
    changed.outcome_before, changed.outcome_after, changed.url,
    coalesce(unit.name, changed.unit_id) AS unit_name, coalesce(point.name, changed.point_id) AS point_name,
    coalesce(point.domain, split_part(changed.point_id, '-', 1)) AS domain
FROM changed
LEFT JOIN caused USING (change_key)
LEFT JOIN reached USING (change_key)
LEFT JOIN unit ON unit.unit_id = changed.unit_id
LEFT JOIN point ON point.point_id = changed.point_id
ORDER BY changed.unit_id, point.place, changed.point_id, changed.scheme_id, changed.record_name, changed.case_id
