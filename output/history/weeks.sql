-- What changed from each complete run to the one before, and why. Filled once when a snapshot is built.

-- Of each case in every run of its unit: what was said, what had been said before, and what the case was then. A case
-- that continues another (case_link) has its past too, and the other one ends there.
CREATE TEMP TABLE case_life AS
WITH audited AS (
    SELECT run_id, unit_id, number, lag(run_id) OVER life AS previous_run_id
    FROM (SELECT DISTINCT run_id, unit_id, run.number FROM finding JOIN run USING (run_id) WHERE run.complete)
    WINDOW life AS (PARTITION BY unit_id ORDER BY number)
),
own AS (
    SELECT
        finding.case_id, finding.run_id, finding.case_id AS said_of,
        verdict_of(outcome) AS outcome,
        arg_max(finding.url, outcome) AS url
    FROM finding SEMI JOIN "case" USING (case_id)
    GROUP BY finding.case_id, finding.run_id
),
verdict AS (
    FROM own
    UNION ALL
    SELECT own.* REPLACE (line.case_id AS case_id)
    FROM case_line() AS line JOIN own ON own.case_id = line.ancestor JOIN run ON run.run_id = own.run_id AND run.number < line.until
),
gone_on AS (SELECT continues AS case_id, min(number) AS number FROM case_link GROUP BY continues)
SELECT
    audited.*, one.case_id, verdict.outcome, verdict.url,
    lag(verdict.outcome) OVER (PARTITION BY one.case_id ORDER BY audited.number) AS outcome_before,
    last_value(
        CASE WHEN is_deficient(verdict.outcome) OR is_in_order(verdict.outcome)
        THEN {'run_id': audited.run_id, 'outcome': verdict.outcome, 'case_id': verdict.said_of} END IGNORE NULLS
    ) OVER past AS decided,
    coalesce(bool_or(is_deficient(verdict.outcome)) OVER past, false) AS known,
    coalesce(audited.number >= gone_on.number, false) AS over
FROM audited
JOIN "case" AS one ON one.unit_id = audited.unit_id
LEFT JOIN verdict ON verdict.run_id = audited.run_id AND verdict.case_id = one.case_id
LEFT JOIN gone_on ON gone_on.case_id = one.case_id
WINDOW past AS (PARTITION BY one.case_id ORDER BY audited.number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);

CREATE TEMP TABLE turned AS
SELECT
    * EXCLUDE (known, over),
    row_number() OVER () AS change_key,
    CASE WHEN is_deficient(outcome)
         THEN CASE WHEN is_deficient(decided.outcome) THEN 'persisting' WHEN known THEN 'reopened' ELSE 'new' END
         WHEN is_in_order(outcome) THEN 'resolved'
         WHEN outcome IS NULL THEN 'gone'
         ELSE 'undecided' END AS change
FROM case_life
WHERE NOT over AND (is_deficient(outcome) OR is_deficient(decided.outcome));
DROP TABLE case_life;

CREATE TABLE change_single AS
WITH pair AS (
    SELECT
        turned.change_key, one.unit_id, one.point_id, one.record_key,
        turned.run_id, turned.case_id,
        coalesce(turned.decided.run_id, turned.previous_run_id) AS before_run_id,
        coalesce(turned.decided.case_id, turned.case_id) AS before_case_id
    FROM turned JOIN "case" AS one USING (case_id)
    WHERE turned.previous_run_id IS NOT NULL AND (turned.change <> 'persisting' OR turned.outcome <> turned.decided.outcome)
),
{causes}
SELECT
    turned.run_id,
    turned.previous_run_id,
    turned.number,
    one.unit_id,
    coalesce(point.domain, split_part(one.point_id, '-', 1)) AS domain,
    one.point_id,
    one.scheme_id,
    one.record_key,
    one.record_name,
    turned.url,
    turned.change,
    coalesce(caused.cause, '') AS cause,
    turned.outcome_before,
    turned.outcome,
    turned.case_id,
    one.record_key IS NOT NULL AND count(*) OVER (
        PARTITION BY turned.run_id, one.unit_id, one.point_id, one.scheme_id, turned.change, caused.cause
    ) > fold_above() AS folds
FROM turned
JOIN "case" AS one USING (case_id)
LEFT JOIN caused USING (change_key)
LEFT JOIN point ON point.point_id = one.point_id
ORDER BY turned.number, one.unit_id;
DROP TABLE turned;
COMMENT ON TABLE change_single IS 'Every case that was open before a run or is found by it, by itself, and why it changed; weekly_change_all folds those that folds marks.';
COMMENT ON COLUMN change_single.run_id IS 'The run.';
COMMENT ON COLUMN change_single.previous_run_id IS 'The complete run before it in which the unit was audited; NULL in the first.';
COMMENT ON COLUMN change_single.number IS 'Place of the run in time.';
COMMENT ON COLUMN change_single.unit_id IS '责任单位.';
COMMENT ON COLUMN change_single.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN change_single.point_id IS 'The point.';
COMMENT ON COLUMN change_single.scheme_id IS '类别, for points judged by scheme.';
COMMENT ON COLUMN change_single.record_key IS 'The record, for points asked of every record.';
COMMENT ON COLUMN change_single.record_name IS 'Name of that record.';
COMMENT ON COLUMN change_single.url IS 'The page that the finding of this run speaks of.';
COMMENT ON COLUMN change_single.change IS 'new, reopened, resolved, persisting, undecided (open, not decided this time) or gone (open, its record is no longer met).';
COMMENT ON COLUMN change_single.cause IS 'Why the verdict differs from the last one that was reached: site, rule, coverage or date (docs/history.md); empty when it does not differ or there was none.';
COMMENT ON COLUMN change_single.outcome_before IS 'Outcome in the run before; NULL when it had none.';
COMMENT ON COLUMN change_single.outcome IS 'Outcome in this run; NULL when it has none.';
COMMENT ON COLUMN change_single.case_id IS 'The case.';
COMMENT ON COLUMN change_single.folds IS 'Whether weekly_change_all shows it together with the other records that changed alike.';

CREATE VIEW weekly_change_all AS
WITH row_of_list AS (
    SELECT
        run_id, previous_run_id, unit_id, domain, point_id, scheme_id, record_name, url, change, cause,
        outcome_before, outcome, case_id, 1 AS records
    FROM change_single WHERE NOT folds
    UNION ALL BY NAME
    SELECT
        run_id, any_value(previous_run_id) AS previous_run_id, unit_id, domain, point_id, scheme_id,
        fold_name(record_name, point.counted) AS record_name,
        mode(url ORDER BY url) AS url,
        change, cause,
        max(outcome_before) AS outcome_before,
        max(outcome) AS outcome,
        fold_key(unit_id, point_id, scheme_id) AS case_id,
        count(*) AS records
    FROM change_single LEFT JOIN (SELECT point_id, counted FROM point) AS point USING (point_id)
    WHERE folds
    GROUP BY run_id, unit_id, domain, point_id, scheme_id, change, cause
)
SELECT
    told.run_id,
    told.previous_run_id,
    told.unit_id,
    coalesce(unit.name, told.unit_id) AS unit_name,
    told.domain,
    told.point_id,
    point.title AS point_title,
    told.scheme_id,
    told.record_name,
    told.url,
    told.change,
    CASE WHEN told.change IN ('new', 'reopened', 'resolved') THEN nullif(told.cause, '') END AS because,
    told.outcome_before,
    told.outcome,
    told.case_id,
    told.records,
    told.cause
FROM row_of_list AS told LEFT JOIN unit USING (unit_id) LEFT JOIN point USING (point_id);
COMMENT ON VIEW weekly_change_all IS 'Deficiencies against the unit''s run before: what is new, resolved, persisting, and why.';
COMMENT ON COLUMN weekly_change_all.run_id IS 'The run.';
COMMENT ON COLUMN weekly_change_all.previous_run_id IS 'The complete run before it in which the unit was audited; NULL in the first.';
COMMENT ON COLUMN weekly_change_all.unit_id IS 'The unit.';
COMMENT ON COLUMN weekly_change_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN weekly_change_all.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN weekly_change_all.point_id IS 'The point.';
COMMENT ON COLUMN weekly_change_all.point_title IS 'What would be right.';
COMMENT ON COLUMN weekly_change_all.scheme_id IS '类别, for points judged by scheme.';
COMMENT ON COLUMN weekly_change_all.record_name IS 'The record, for points asked of every record.';
COMMENT ON COLUMN weekly_change_all.url IS 'The page that the finding of this run speaks of.';
COMMENT ON COLUMN weekly_change_all.change IS 'new, reopened, resolved, persisting, undecided (open, not decided this time) or gone (open, its record is no longer met). The last two are counted as unknown.';
COMMENT ON COLUMN weekly_change_all.because IS 'For new, reopened and resolved: the cause; NULL for others and in a unit''s first run.';
COMMENT ON COLUMN weekly_change_all.outcome_before IS 'Outcome in the run before; NULL when it had none.';
COMMENT ON COLUMN weekly_change_all.outcome IS 'Outcome in this run; NULL when it has none.';
COMMENT ON COLUMN weekly_change_all.case_id IS 'The case; for records folded into one row, the fold_id of their cases.';
COMMENT ON COLUMN weekly_change_all.records IS 'How many records changed alike: 1, or more than 20 that were folded.';
COMMENT ON COLUMN weekly_change_all.cause IS 'Why the verdict differs from the last one that was reached: site, rule, coverage or date (docs/history.md); empty when it does not differ or there was none.';

CREATE TABLE weekly_total AS
SELECT
    run_id, any_value(previous_run_id) AS previous_run_id, any_value(run.number) AS number, unit_id, domain,
    count(*) FILTER (change = 'new') AS new,
    count(*) FILTER (change = 'persisting') AS persisting,
    count(*) FILTER (change = 'resolved') AS resolved,
    count(*) FILTER (change = 'reopened') AS reopened,
    count(*) FILTER (change IN ('undecided', 'gone')) AS unknown,
    count(*) FILTER (cause = 'site') AS by_site,
    count(*) FILTER (cause = 'rule') AS by_rule,
    count(*) FILTER (cause = 'coverage') AS by_coverage,
    count(*) FILTER (cause = 'date') AS by_date
FROM weekly_change_all JOIN run USING (run_id)
GROUP BY run_id, unit_id, domain;
COMMENT ON TABLE weekly_total IS 'Rows of weekly_change_all counted: each unit and domain in each complete run against the unit''s run before.';
COMMENT ON COLUMN weekly_total.run_id IS 'The run.';
COMMENT ON COLUMN weekly_total.previous_run_id IS 'The complete run before it in which the unit was audited; NULL in the first.';
COMMENT ON COLUMN weekly_total.number IS 'Place of the run in time.';
COMMENT ON COLUMN weekly_total.unit_id IS 'The unit.';
COMMENT ON COLUMN weekly_total.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN weekly_total.new IS 'Deficiencies never found before.';
COMMENT ON COLUMN weekly_total.persisting IS 'Deficiencies that were open before.';
COMMENT ON COLUMN weekly_total.resolved IS 'Deficiencies found in order.';
COMMENT ON COLUMN weekly_total.reopened IS 'Deficiencies found again after they were in order.';
COMMENT ON COLUMN weekly_total.unknown IS 'Open deficiencies that could not be checked this time, or whose record is no longer met.';
COMMENT ON COLUMN weekly_total.by_site IS 'Of all that changed: because the site changed.';
COMMENT ON COLUMN weekly_total.by_rule IS 'Of all that changed: because the rule (or the program) changed.';
COMMENT ON COLUMN weekly_total.by_coverage IS 'Of all that changed: because pages were unseen in one of the runs.';
COMMENT ON COLUMN weekly_total.by_date IS 'Of all that changed: because time passed.';

CREATE VIEW trend AS
WITH turned AS (
    SELECT
        run_id, unit_id, sum(new)::BIGINT AS new, sum(resolved)::BIGINT AS resolved, sum(reopened)::BIGINT AS reopened,
        sum(unknown)::BIGINT AS unknown
    FROM weekly_total GROUP BY run_id, unit_id
)
SELECT
    scorecard_all.run_id,
    run.number,
    run.as_of,
    scorecard_all.unit_id,
    scorecard_all.unit_name,
    scorecard_all.state,
    scorecard_all.score,
    round(scorecard_all.score - lag(scorecard_all.score) OVER (PARTITION BY scorecard_all.unit_id ORDER BY run.number), 1)
        AS score_change,
    scorecard_all.coverage,
    scorecard_all.deficiencies,
    scorecard_all.missing,
    scorecard_all.partial,
    scorecard_all.stale,
    scorecard_all.unchecked,
    coalesce(turned.new, 0) AS new,
    coalesce(turned.resolved, 0) AS resolved,
    coalesce(turned.reopened, 0) AS reopened,
    coalesce(turned.unknown, 0) AS unknown
FROM scorecard_all
JOIN run ON run.run_id = scorecard_all.run_id
LEFT JOIN turned ON turned.run_id = scorecard_all.run_id AND turned.unit_id = scorecard_all.unit_id;
COMMENT ON VIEW trend IS 'Score and deficiencies of each unit, run after run.';
COMMENT ON COLUMN trend.run_id IS 'The run.';
COMMENT ON COLUMN trend.number IS 'Place of the run in time.';
COMMENT ON COLUMN trend.as_of IS 'The day that the run speaks of.';
COMMENT ON COLUMN trend.unit_id IS 'The unit.';
COMMENT ON COLUMN trend.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN trend.state IS 'State of the visit.';
COMMENT ON COLUMN trend.score IS 'Score of the unit in that run.';
COMMENT ON COLUMN trend.score_change IS 'Difference to the unit''s run before; NULL when either has no score.';
COMMENT ON COLUMN trend.coverage IS 'Share of applicable checks that were decided.';
COMMENT ON COLUMN trend.deficiencies IS 'Rows of the deficiency list.';
COMMENT ON COLUMN trend.missing IS 'Findings 未见.';
COMMENT ON COLUMN trend.partial IS 'Findings 部分达标.';
COMMENT ON COLUMN trend.stale IS 'Findings 已过期.';
COMMENT ON COLUMN trend.unchecked IS 'Findings 无法访问.';
COMMENT ON COLUMN trend.new IS 'Deficiencies never found before this run.';
COMMENT ON COLUMN trend.resolved IS 'Deficiencies that this run found in order.';
COMMENT ON COLUMN trend.reopened IS 'Deficiencies found again after they were in order.';
COMMENT ON COLUMN trend.unknown IS 'Open deficiencies that could not be checked in this run.';

CREATE VIEW trend_city AS
SELECT
    run_id,
    number,
    any_value(as_of) AS as_of,
    count(*) AS units,
    count(score) AS units_scored,
    round(avg(score), 1) AS score,
    round(avg(coverage) FILTER (state IS NULL OR state NOT IN ('blocked', 'unreachable')), 3) AS coverage,
    sum(deficiencies)::BIGINT AS deficiencies,
    sum(new)::BIGINT AS new,
    sum(resolved)::BIGINT AS resolved,
    sum(reopened)::BIGINT AS reopened,
    sum(unknown)::BIGINT AS unknown
FROM trend GROUP BY run_id, number;
COMMENT ON VIEW trend_city IS 'The figures of trend for all units together, run after run.';
COMMENT ON COLUMN trend_city.run_id IS 'The run.';
COMMENT ON COLUMN trend_city.number IS 'Place of the run in time.';
COMMENT ON COLUMN trend_city.as_of IS 'The day that the run speaks of.';
COMMENT ON COLUMN trend_city.units IS 'Units of the run.';
COMMENT ON COLUMN trend_city.units_scored IS 'Of these, units that have a score.';
COMMENT ON COLUMN trend_city.score IS 'Mean score of the units that have one.';
COMMENT ON COLUMN trend_city.coverage IS 'Mean share of applicable checks that were decided, of the units whose sites could be seen.';
COMMENT ON COLUMN trend_city.deficiencies IS 'Rows of the deficiency list.';
COMMENT ON COLUMN trend_city.new IS 'Deficiencies never found before this run.';
COMMENT ON COLUMN trend_city.resolved IS 'Deficiencies that this run found in order.';
COMMENT ON COLUMN trend_city.reopened IS 'Deficiencies found again after they were in order.';
COMMENT ON COLUMN trend_city.unknown IS 'Open deficiencies that could not be checked in this run.';
