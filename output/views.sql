-- What people ask of the tables, over every complete run. Of each view <name>_all, output/store.py also makes <name>:
-- the same for the latest complete run.
--
-- The score (ours, not a norm): met 1, stale 0.8, declared 0.6, partial 0.5, missing 0. manual, unchecked and
-- inapplicable count on neither side; coverage says how much was decided. A point asked of records scores their mean,
-- a point judged by scheme the mean of its schemes. Weights: severity A 3, B 2, C 1, M 0. A unit that was blocked or
-- could not be reached has no score, which is not a score of 0.

CREATE MACRO outcome_score(outcome) AS
    CASE outcome WHEN 'met' THEN 1.0 WHEN 'stale' THEN 0.8 WHEN 'declared' THEN 0.6 WHEN 'partial' THEN 0.5
                 WHEN 'missing' THEN 0.0 END;
CREATE MACRO severity_weight(severity) AS CASE severity WHEN 'A' THEN 3 WHEN 'B' THEN 2 WHEN 'C' THEN 1 ELSE 0 END;
CREATE MACRO is_deficient(outcome) AS outcome IN ('missing', 'partial', 'stale');
CREATE MACRO weighted(score, weight) AS round(100 * sum(score * weight) / nullif(sum(weight) FILTER (score IS NOT NULL), 0), 1);
CREATE MACRO share(part, whole) AS round(part / nullif(whole, 0), 3);

CREATE VIEW deficiency_all AS
SELECT
    finding.run_id,
    finding.unit_id,
    coalesce(unit.name, finding.unit_id) AS unit_name,
    coalesce(point.domain, split_part(finding.point_id, '-', 1)) AS domain,
    finding.point_id,
    point.title AS point_title,
    finding.scheme_id,
    finding.record_name,
    finding.url,
    finding.outcome,
    finding.severity,
    finding.reason,
    point.basis,
    point.fix,
    turn.run_id AS first_seen_run,
    turn.case_id
FROM finding
JOIN run ON run.run_id = finding.run_id AND run.complete
LEFT JOIN unit ON unit.unit_id = finding.unit_id
LEFT JOIN point ON point.point_id = finding.point_id
ASOF JOIN case_event AS turn
    ON turn.case_id = case_key(finding.unit_id, finding.point_id, finding.scheme_id, finding.record_key)
    AND turn.number <= run.number
WHERE is_deficient(finding.outcome);
COMMENT ON VIEW deficiency_all IS '问题: findings that are missing, partial or stale.';
COMMENT ON COLUMN deficiency_all.run_id IS 'The run.';
COMMENT ON COLUMN deficiency_all.unit_id IS '责任单位.';
COMMENT ON COLUMN deficiency_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN deficiency_all.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN deficiency_all.point_id IS 'The point.';
COMMENT ON COLUMN deficiency_all.point_title IS 'What would be right.';
COMMENT ON COLUMN deficiency_all.scheme_id IS '救助类别, for points judged by scheme.';
COMMENT ON COLUMN deficiency_all.record_name IS 'The record, for points asked of every record.';
COMMENT ON COLUMN deficiency_all.url IS 'The page that it speaks of, else the site.';
COMMENT ON COLUMN deficiency_all.outcome IS 'missing, partial or stale.';
COMMENT ON COLUMN deficiency_all.severity IS 'A essential, B listed content, C supporting.';
COMMENT ON COLUMN deficiency_all.reason IS 'The fact, in Chinese.';
COMMENT ON COLUMN deficiency_all.basis IS '公开要求: who says that it must be public.';
COMMENT ON COLUMN deficiency_all.fix IS '整改要求.';
COMMENT ON COLUMN deficiency_all.first_seen_run IS 'First run of the unbroken streak in which it was deficient. met, declared and inapplicable break a streak; manual, unchecked and a run without it do not.';
COMMENT ON COLUMN deficiency_all.case_id IS 'The case it belongs to: the same in every run.';

CREATE VIEW point_score AS
WITH question AS (
    SELECT
        finding.run_id, unit_id, point_id, scheme_id,
        avg(outcome_score(outcome)) AS score,
        max(severity_weight(severity)) FILTER (outcome_score(outcome) IS NOT NULL) AS weight,
        count(*) FILTER (outcome <> 'inapplicable') AS applicable,
        count(outcome_score(outcome)) AS decided,
        count(*) FILTER (is_deficient(outcome)) AS deficiencies,
        max(outcome) AS worst
    FROM finding JOIN run ON run.run_id = finding.run_id AND run.complete
    GROUP BY ALL
)
SELECT
    question.run_id, unit_id, point_id,
    coalesce(point.domain, split_part(point_id, '-', 1)) AS domain,
    avg(score) AS score,
    coalesce(max(weight), 0) AS weight,
    sum(applicable)::BIGINT AS applicable,
    sum(decided)::BIGINT AS decided,
    sum(deficiencies)::BIGINT AS deficiencies,
    max(worst) AS worst
FROM question LEFT JOIN point USING (point_id)
GROUP BY question.run_id, unit_id, point_id, point.domain;
COMMENT ON VIEW point_score IS 'Each point of each unit with its score and weight: what scorecard and heatmap add up.';
COMMENT ON COLUMN point_score.run_id IS 'The run.';
COMMENT ON COLUMN point_score.unit_id IS 'The unit.';
COMMENT ON COLUMN point_score.point_id IS 'The point.';
COMMENT ON COLUMN point_score.domain IS 'Prefix of its domain.';
COMMENT ON COLUMN point_score.score IS 'From 0 to 1, the mean over schemes of the mean over records; NULL when nothing was decided.';
COMMENT ON COLUMN point_score.weight IS 'Weight by severity: A 3, B 2, C 1.';
COMMENT ON COLUMN point_score.applicable IS 'Checks that apply (one for each scheme or record).';
COMMENT ON COLUMN point_score.decided IS 'Checks that were decided.';
COMMENT ON COLUMN point_score.deficiencies IS 'Checks that came out missing, partial or stale.';
COMMENT ON COLUMN point_score.worst IS 'The outcome of most concern.';

CREATE VIEW coverage_all AS
WITH present AS (
    -- A unit whose visit never ended must not drop out of sight.
    SELECT run_id, unit_id FROM visit UNION SELECT run_id, unit_id FROM finding UNION SELECT last_run, unit_id FROM unit
),
missed AS (
    SELECT run_id, unit_id, map_from_entries(list((reason, times) ORDER BY times DESC, reason)) AS by_reason
    FROM (SELECT run_id, unit_id, reason, count(*) AS times FROM page WHERE state = 'missed' GROUP BY ALL)
    GROUP BY ALL
),
wanted AS (
    SELECT run_id, unit_id, count(*) AS urls, count(*) FILTER (state = 'absent') AS absent FROM page GROUP BY ALL
),
unread AS (
    SELECT run_id, unit_id, count(*) AS files FROM attachment WHERE unread <> '' GROUP BY ALL
),
checks AS (
    SELECT
        run_id, unit_id,
        count(*) FILTER (outcome <> 'inapplicable') AS applicable,
        count(outcome_score(outcome)) AS decided,
        count(*) FILTER (outcome = 'manual') AS manual,
        count(*) FILTER (outcome = 'unchecked') AS unchecked
    FROM finding GROUP BY ALL
)
SELECT
    present.run_id,
    present.unit_id,
    coalesce(unit.name, present.unit_id) AS unit_name,
    visit.state,
    coalesce(wanted.urls, 0) AS urls_wanted,
    coalesce(visit.pages, 0) AS pages,
    coalesce(visit.documents, 0) AS documents,
    coalesce(visit.attachments, 0) AS attachments,
    coalesce(unread.files, 0) AS attachments_unread,
    coalesce(wanted.absent, 0) AS absent,
    coalesce(visit.misses, 0) AS misses,
    missed.by_reason AS misses_by_reason,
    coalesce(checks.applicable, 0) AS checks_applicable,
    coalesce(checks.decided, 0) AS checks_decided,
    coalesce(checks.manual, 0) AS checks_manual,
    coalesce(checks.unchecked, 0) AS checks_unchecked,
    share(checks.decided, checks.applicable) AS share_decided
FROM present
JOIN run ON run.run_id = present.run_id AND run.complete
LEFT JOIN unit ON unit.unit_id = present.unit_id
LEFT JOIN visit ON visit.run_id = present.run_id AND visit.unit_id = present.unit_id
LEFT JOIN wanted ON wanted.run_id = present.run_id AND wanted.unit_id = present.unit_id
LEFT JOIN missed ON missed.run_id = present.run_id AND missed.unit_id = present.unit_id
LEFT JOIN unread ON unread.run_id = present.run_id AND unread.unit_id = present.unit_id
LEFT JOIN checks ON checks.run_id = present.run_id AND checks.unit_id = present.unit_id;
COMMENT ON VIEW coverage_all IS 'How much of each unit was seen, and how much of what applies could be decided.';
COMMENT ON COLUMN coverage_all.run_id IS 'The run.';
COMMENT ON COLUMN coverage_all.unit_id IS 'The unit.';
COMMENT ON COLUMN coverage_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN coverage_all.state IS 'State of the visit; NULL when the visit did not end.';
COMMENT ON COLUMN coverage_all.urls_wanted IS 'Addresses that the visit wanted.';
COMMENT ON COLUMN coverage_all.pages IS 'Pages fetched.';
COMMENT ON COLUMN coverage_all.documents IS 'Pages that carry content.';
COMMENT ON COLUMN coverage_all.attachments IS 'Attachments fetched.';
COMMENT ON COLUMN coverage_all.attachments_unread IS 'Attachments whose text could not be read.';
COMMENT ON COLUMN coverage_all.absent IS 'Addresses that answered 404 or 410.';
COMMENT ON COLUMN coverage_all.misses IS 'Pages wanted and not got.';
COMMENT ON COLUMN coverage_all.misses_by_reason IS 'Those pages counted by reason; NULL when there are none.';
COMMENT ON COLUMN coverage_all.checks_applicable IS 'Checks that apply to the unit.';
COMMENT ON COLUMN coverage_all.checks_decided IS 'Of these, met, declared, partial, stale or missing.';
COMMENT ON COLUMN coverage_all.checks_manual IS 'Of these, left to a person.';
COMMENT ON COLUMN coverage_all.checks_unchecked IS 'Of these, not decided because pages could not be seen.';
COMMENT ON COLUMN coverage_all.share_decided IS 'checks_decided / checks_applicable; NULL when none applies.';

CREATE VIEW scorecard_all AS
WITH counted AS (
    SELECT
        run_id, unit_id,
        count(*) FILTER (is_deficient(outcome)) AS deficiencies,
        count(*) FILTER (outcome = 'met') AS met,
        count(*) FILTER (outcome = 'partial') AS partial,
        count(*) FILTER (outcome = 'stale') AS stale,
        count(*) FILTER (outcome = 'missing') AS missing,
        count(*) FILTER (outcome = 'declared') AS declared,
        count(*) FILTER (outcome = 'manual') AS manual,
        count(*) FILTER (outcome = 'unchecked') AS unchecked,
        count(*) FILTER (outcome = 'inapplicable') AS inapplicable
    FROM finding GROUP BY ALL
),
scored AS (
    SELECT run_id, unit_id, weighted(score, weight) AS score FROM point_score GROUP BY ALL
),
exposed AS (
    SELECT run_id, unit_id, count(*) AS hits
    FROM privacy_hit LEFT JOIN point ON point.point_id = privacy_hit.priv_id
    WHERE NOT masked AND coalesce(severity, 'A') = 'A'
    GROUP BY ALL
),
judged AS (
    SELECT coverage_all.*, CASE WHEN state IN ('blocked', 'unreachable') THEN NULL ELSE scored.score END AS score
    FROM coverage_all LEFT JOIN scored USING (run_id, unit_id)
)
SELECT
    judged.run_id,
    judged.unit_id,
    judged.unit_name,
    judged.state,
    judged.score,
    CASE WHEN share_decided < 0.5 THEN NULL
         WHEN score >= 90 THEN '优' WHEN score >= 80 THEN '良' WHEN score >= 60 THEN '合格'
         WHEN score IS NOT NULL THEN '不合格' END AS grade,
    coalesce(exposed.hits, 0) > 0 AS privacy_veto,
    judged.share_decided AS coverage,
    judged.checks_applicable AS applicable,
    judged.checks_decided AS decided,
    coalesce(counted.deficiencies, 0) AS deficiencies,
    coalesce(counted.met, 0) AS met,
    coalesce(counted.partial, 0) AS partial,
    coalesce(counted.stale, 0) AS stale,
    coalesce(counted.missing, 0) AS missing,
    coalesce(counted.declared, 0) AS declared,
    coalesce(counted.manual, 0) AS manual,
    coalesce(counted.unchecked, 0) AS unchecked,
    coalesce(counted.inapplicable, 0) AS inapplicable
FROM judged
LEFT JOIN counted USING (run_id, unit_id)
LEFT JOIN exposed USING (run_id, unit_id);
COMMENT ON VIEW scorecard_all IS 'Score of each unit, with how much of it was decided. The model is ours; see output/views.sql.';
COMMENT ON COLUMN scorecard_all.run_id IS 'The run.';
COMMENT ON COLUMN scorecard_all.unit_id IS 'The unit.';
COMMENT ON COLUMN scorecard_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN scorecard_all.state IS 'State of the visit.';
COMMENT ON COLUMN scorecard_all.score IS '0 to 100; NULL when the site was blocked or unreachable or nothing was decided.';
COMMENT ON COLUMN scorecard_all.grade IS '优 from 90, 良 from 80, 合格 from 60, else 不合格; NULL without score or when less than half was decided.';
COMMENT ON COLUMN scorecard_all.privacy_veto IS 'Whether severe personal data (severity A) stands unmasked.';
COMMENT ON COLUMN scorecard_all.coverage IS 'Share of applicable checks that were decided, 0 to 1.';
COMMENT ON COLUMN scorecard_all.applicable IS 'Checks that apply.';
COMMENT ON COLUMN scorecard_all.decided IS 'Checks that were decided.';
COMMENT ON COLUMN scorecard_all.deficiencies IS 'Findings that are missing, partial or stale.';
COMMENT ON COLUMN scorecard_all.met IS 'Findings 达标.';
COMMENT ON COLUMN scorecard_all.partial IS 'Findings 部分达标.';
COMMENT ON COLUMN scorecard_all.stale IS 'Findings 已过期.';
COMMENT ON COLUMN scorecard_all.missing IS 'Findings 未见.';
COMMENT ON COLUMN scorecard_all.declared IS 'Findings 情况说明.';
COMMENT ON COLUMN scorecard_all.manual IS 'Findings 需人工.';
COMMENT ON COLUMN scorecard_all.unchecked IS 'Findings 无法访问.';
COMMENT ON COLUMN scorecard_all.inapplicable IS 'Findings 不适用.';

CREATE VIEW heatmap_all AS
SELECT
    point_score.run_id,
    point_score.unit_id,
    any_value(coverage_all.unit_name) AS unit_name,
    point_score.domain,
    any_value(point.domain_title) AS domain_title,
    CASE WHEN any_value(coverage_all.state) IN ('blocked', 'unreachable') THEN NULL
         ELSE weighted(point_score.score, point_score.weight) END AS score,
    sum(deficiencies)::BIGINT AS deficiencies,
    sum(applicable)::BIGINT AS applicable,
    sum(decided)::BIGINT AS decided,
    share(sum(decided), sum(applicable)) AS coverage,
    max(worst) AS worst
FROM point_score
LEFT JOIN point USING (point_id)
LEFT JOIN coverage_all ON coverage_all.run_id = point_score.run_id AND coverage_all.unit_id = point_score.unit_id
GROUP BY point_score.run_id, point_score.unit_id, point_score.domain
HAVING sum(applicable) > 0;
COMMENT ON VIEW heatmap_all IS 'Unit by domain: score, deficiencies and coverage. Domains that do not apply to a unit have no row.';
COMMENT ON COLUMN heatmap_all.run_id IS 'The run.';
COMMENT ON COLUMN heatmap_all.unit_id IS 'The unit.';
COMMENT ON COLUMN heatmap_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN heatmap_all.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN heatmap_all.domain_title IS 'Name of the domain.';
COMMENT ON COLUMN heatmap_all.score IS '0 to 100; NULL when the site was blocked or unreachable or nothing was decided.';
COMMENT ON COLUMN heatmap_all.deficiencies IS 'Findings that are missing, partial or stale.';
COMMENT ON COLUMN heatmap_all.applicable IS 'Checks that apply.';
COMMENT ON COLUMN heatmap_all.decided IS 'Checks that were decided.';
COMMENT ON COLUMN heatmap_all.coverage IS 'decided / applicable.';
COMMENT ON COLUMN heatmap_all.worst IS 'The outcome of most concern.';

CREATE VIEW trend AS
SELECT
    scorecard_all.run_id,
    run.number,
    run.as_of,
    scorecard_all.unit_id,
    scorecard_all.unit_name,
    scorecard_all.state,
    scorecard_all.score,
    scorecard_all.score - lag(scorecard_all.score) OVER (PARTITION BY scorecard_all.unit_id ORDER BY run.number)
        AS score_change,
    scorecard_all.coverage,
    scorecard_all.deficiencies,
    scorecard_all.missing,
    scorecard_all.partial,
    scorecard_all.stale,
    scorecard_all.unchecked
FROM scorecard_all JOIN run ON run.run_id = scorecard_all.run_id;
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
COMMENT ON COLUMN trend.deficiencies IS 'Findings that are missing, partial or stale.';
COMMENT ON COLUMN trend.missing IS 'Findings 未见.';
COMMENT ON COLUMN trend.partial IS 'Findings 部分达标.';
COMMENT ON COLUMN trend.stale IS 'Findings 已过期.';
COMMENT ON COLUMN trend.unchecked IS 'Findings 无法访问.';

CREATE VIEW weekly_change_all AS
WITH audited AS (
    SELECT run_id, unit_id, number, lag(run_id) OVER life AS previous_run_id
    FROM (SELECT DISTINCT run_id, unit_id, run.number FROM finding JOIN run USING (run_id) WHERE run.complete)
    WINDOW life AS (PARTITION BY unit_id ORDER BY number)
),
verdict AS (
    SELECT
        run_id, case_key(unit_id, point_id, scheme_id, record_key) AS case_id,
        max(outcome) AS outcome, any_value(rule_digest) AS rule_digest, any_value(url) AS url
    FROM finding GROUP BY ALL
),
judged AS (
    SELECT run_id, unit_id, point_id FROM finding GROUP BY ALL
),
turned AS (
    SELECT
        audited.*, one.* EXCLUDE (unit_id, first_run, last_run, open),
        turn.event AS event, turn.run_id = audited.run_id AS now
    FROM audited
    JOIN "case" AS one ON one.unit_id = audited.unit_id
    ASOF JOIN case_event AS turn ON turn.case_id = one.case_id AND turn.number <= audited.number
),
told AS (
    SELECT
        turned.*,
        current.url, current.outcome, earlier.outcome AS outcome_before,
        CASE WHEN now AND event = 'opened' THEN 'new'
             WHEN now THEN replace(event, 'cleared', 'resolved')
             WHEN event = 'cleared' THEN NULL
             WHEN is_deficient(current.outcome) THEN 'persisting'
             WHEN current.outcome IS NULL THEN 'gone'
             ELSE 'undecided' END AS change,
        CASE WHEN NOT now OR previous_run_id IS NULL THEN NULL
             WHEN earlier.case_id IS NOT NULL
             THEN if(earlier.rule_digest IS DISTINCT FROM current.rule_digest, 'rule', 'site')
             ELSE if(judged.point_id IS NULL, 'rule', 'site') END AS because
    FROM turned
    LEFT JOIN verdict AS current ON current.run_id = turned.run_id AND current.case_id = turned.case_id
    LEFT JOIN verdict AS earlier ON earlier.run_id = turned.previous_run_id AND earlier.case_id = turned.case_id
    LEFT JOIN judged
        ON judged.run_id = turned.previous_run_id AND judged.unit_id = turned.unit_id
        AND judged.point_id = turned.point_id
)
SELECT
    told.run_id,
    told.previous_run_id,
    told.unit_id,
    coalesce(unit.name, told.unit_id) AS unit_name,
    coalesce(point.domain, split_part(told.point_id, '-', 1)) AS domain,
    told.point_id,
    point.title AS point_title,
    told.scheme_id,
    told.record_name,
    told.url,
    told.change,
    told.because,
    told.outcome_before,
    told.outcome,
    told.case_id
FROM told LEFT JOIN unit USING (unit_id) LEFT JOIN point USING (point_id)
WHERE told.change IS NOT NULL;
COMMENT ON VIEW weekly_change_all IS 'Deficiencies against the unit''s run before: what is new, resolved, persisting.';
COMMENT ON COLUMN weekly_change_all.run_id IS 'The run.';
COMMENT ON COLUMN weekly_change_all.previous_run_id IS 'The complete run before it in which the unit was audited; NULL in the first.';
COMMENT ON COLUMN weekly_change_all.unit_id IS 'The unit.';
COMMENT ON COLUMN weekly_change_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN weekly_change_all.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN weekly_change_all.point_id IS 'The point.';
COMMENT ON COLUMN weekly_change_all.point_title IS 'What would be right.';
COMMENT ON COLUMN weekly_change_all.scheme_id IS '救助类别, for points judged by scheme.';
COMMENT ON COLUMN weekly_change_all.record_name IS 'The record, for points asked of every record.';
COMMENT ON COLUMN weekly_change_all.url IS 'The page that the finding of this run speaks of.';
COMMENT ON COLUMN weekly_change_all.change IS 'new, reopened, resolved, persisting, undecided (open, not decided this time) or gone (open, its record is no longer met).';
COMMENT ON COLUMN weekly_change_all.because IS 'For new, reopened and resolved: whether the site or the rule changed.';
COMMENT ON COLUMN weekly_change_all.outcome_before IS 'Outcome in the run before; NULL when it had none.';
COMMENT ON COLUMN weekly_change_all.outcome IS 'Outcome in this run; NULL when it has none.';
COMMENT ON COLUMN weekly_change_all.case_id IS 'The case.';
