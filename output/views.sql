-- What people ask of the tables, over every complete run. Of each view <name>_all, output/store.py also makes <name>:
-- the same for the latest complete run. Site checks (SITE-…) are findings too, but of another kind: none of the views
-- here counts them.
--
-- The score (ours, not a norm) follows docs/score.zh.md; its weights stand in the table score_rule. A finding that is
-- manual, unchecked or inapplicable counts on neither side, nor does a point asked of records that has too few of them;
-- coverage and the dropped counts say how much that is. A unit that was blocked or could not be reached has no score,
-- which is not a score of 0.
-- Folding: more than 20 records of a unit that lack the same point are one deficiency. `finding` and "case" keep each.

-- Tables keep UTC; this is what a clock in China showed (no summer time there since 1991).
CREATE MACRO china_time(moment) AS moment + INTERVAL 8 HOUR;

CREATE MACRO mean_by(score, weight) AS sum(score * weight) / nullif(sum(weight) FILTER (score IS NOT NULL), 0);
CREATE MACRO share(part, whole) AS round(part / nullif(whole, 0), 3);

-- How sure the program is of a deficiency (docs/package.md). What is not high is for a person to look at first.
-- `visited` is the state of the visit, `elsewhere` whether evidence stands on the site that does not say its 类别.
CREATE MACRO least_searched() AS 10;
CREATE MACRO confidence_of(outcome, grade, searched, unseen, visited, elsewhere) AS
    CASE
        WHEN coalesce(visited, '') IN ('', 'no_column') OR coalesce(unseen, 0) > 0 THEN 'low'
        WHEN outcome = 'missing' AND (elsewhere OR coalesce(searched, 0) < least_searched()) THEN 'low'
        WHEN outcome = 'missing' THEN if(visited = 'complete' AND grade IS NULL, 'high', 'medium')
        WHEN grade = 'E3' THEN if(visited = 'complete', 'high', 'medium')
        WHEN grade = 'E2' THEN if(visited = 'complete', 'medium', 'low')
        ELSE 'low'
    END;

-- A table, because the runs of a year are many and every view below asks for it.
CREATE TABLE deficiency_single AS
SELECT
    finding.run_id,
    finding.unit_id,
    finding.point_id,
    finding.scheme_id,
    finding.record_key,
    finding.record_name,
    finding.url,
    finding.outcome,
    finding.severity,
    finding.reason,
    finding.as_of,
    coalesce(unit.name, finding.unit_id) AS unit_name,
    coalesce(point.domain, split_part(finding.point_id, '-', 1)) AS domain,
    point.name AS point_name,
    point.title AS point_title,
    point.basis,
    point.fix,
    coalesce(point.counted, '条记录') AS counted,
    run.number,
    turn.case_id,
    turn.run_id AS first_seen_run,
    first_value(turn.run_id) OVER (alike ORDER BY turn.number) AS first_seen_of_all,
    count(*) OVER alike AS alike,
    finding.record_key IS NOT NULL AND alike > fold_above() AS folds,
    confidence_of(
        finding.outcome, finding.grade, finding.searched_pages, finding.unseen_pages, visit.state,
        unsaid.point_id IS NOT NULL
    ) AS confidence,
    one.state AS case_state,
    one.confirmed
FROM finding
JOIN run ON run.run_id = finding.run_id AND run.complete
LEFT JOIN visit ON visit.run_id = finding.run_id AND visit.unit_id = finding.unit_id
LEFT JOIN (SELECT DISTINCT run_id, unit_id, point_id FROM evidence WHERE scheme_id IS NULL) AS unsaid
    ON finding.scheme_id IS NOT NULL AND unsaid.run_id = finding.run_id AND unsaid.unit_id = finding.unit_id
    AND unsaid.point_id = finding.point_id
LEFT JOIN unit ON unit.unit_id = finding.unit_id
LEFT JOIN point ON point.point_id = finding.point_id
LEFT JOIN "case" AS one ON one.case_id = finding.case_id
ASOF JOIN case_turn AS turn ON turn.case_id = finding.case_id AND turn.number <= run.number
WHERE is_deficient(finding.outcome) AND NOT is_site(finding.point_id)
WINDOW alike AS (
    PARTITION BY finding.run_id, finding.unit_id, finding.point_id, finding.scheme_id, finding.record_key IS NULL
);
COMMENT ON TABLE deficiency_single IS 'Every deficiency by itself, as finding has it; deficiency_all folds those that folds marks.';
COMMENT ON COLUMN deficiency_single.run_id IS 'The run.';
COMMENT ON COLUMN deficiency_single.unit_id IS '责任单位.';
COMMENT ON COLUMN deficiency_single.point_id IS 'The point.';
COMMENT ON COLUMN deficiency_single.scheme_id IS '类别, for points judged by kind.';
COMMENT ON COLUMN deficiency_single.record_key IS 'The record, for points asked of every record.';
COMMENT ON COLUMN deficiency_single.record_name IS 'Name of that record.';
COMMENT ON COLUMN deficiency_single.url IS 'The page that it speaks of, else the site.';
COMMENT ON COLUMN deficiency_single.severity IS 'A essential, B listed content, C supporting.';
COMMENT ON COLUMN deficiency_single.reason IS 'The fact, in Chinese.';
COMMENT ON COLUMN deficiency_single.as_of IS 'The day that it speaks of.';
COMMENT ON COLUMN deficiency_single.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN deficiency_single.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN deficiency_single.outcome IS 'missing, partial or stale.';
COMMENT ON COLUMN deficiency_single.point_name IS 'Short name of the point.';
COMMENT ON COLUMN deficiency_single.point_title IS 'What would be right.';
COMMENT ON COLUMN deficiency_single.basis IS '公开要求: who says that it must be public.';
COMMENT ON COLUMN deficiency_single.fix IS '整改要求.';
COMMENT ON COLUMN deficiency_single.counted IS 'How records of the kind are counted, such as 个项目.';
COMMENT ON COLUMN deficiency_single.number IS 'Place of the run in time.';
COMMENT ON COLUMN deficiency_single.case_id IS 'The case of this one.';
COMMENT ON COLUMN deficiency_single.first_seen_run IS 'First run of its unbroken streak.';
COMMENT ON COLUMN deficiency_single.first_seen_of_all IS 'The earliest of these among the records that lack the same point.';
COMMENT ON COLUMN deficiency_single.alike IS 'How many records of the unit lack the same point in this run, this one included.';
COMMENT ON COLUMN deficiency_single.folds IS 'Whether deficiency_all shows it together with those.';
COMMENT ON COLUMN deficiency_single.confidence IS 'How sure the program is: high, medium or low (docs/package.md).';
COMMENT ON COLUMN deficiency_single.case_state IS 'State of its case when the database was built, whichever run the row is of.';
COMMENT ON COLUMN deficiency_single.confirmed IS 'Whether a person confirmed the case.';

CREATE VIEW records_asked_all AS
SELECT run_id, unit_id, point_id, scheme_id AS kind, count(*) AS records
FROM finding WHERE record_key IS NOT NULL AND outcome <> 'inapplicable' GROUP BY ALL;
COMMENT ON VIEW records_asked_all IS 'Of how many records of a unit a point was asked.';
COMMENT ON COLUMN records_asked_all.run_id IS 'The run.';
COMMENT ON COLUMN records_asked_all.unit_id IS 'The unit.';
COMMENT ON COLUMN records_asked_all.point_id IS 'The point.';
COMMENT ON COLUMN records_asked_all.kind IS '类别, for points judged by kind.';
COMMENT ON COLUMN records_asked_all.records IS 'How many, those it does not apply to left out.';

CREATE VIEW deficiency_all AS
WITH folded AS (
    SELECT
        run_id, unit_id, any_value(unit_name) AS unit_name, domain, point_id, any_value(point_title) AS point_title,
        scheme_id,
        fold_name(record_name, counted) AS record_name,
        mode(url ORDER BY url) AS url,
        max(outcome) AS outcome,
        min(severity) AS severity,
        fold_reason(
            any_value(as_of), any_value(unit_name), any_value(asked.records), any_value(counted), count(*),
            bool_and(outcome = 'missing'), any_value(coalesce(point_name, point_id)), list(record_name)
        ) AS reason,
        any_value(basis) AS basis,
        any_value(fix) AS fix,
        any_value(first_seen_of_all) AS first_seen_run,
        fold_key(unit_id, point_id, scheme_id) AS case_id,
        count(*) AS records,
        CASE WHEN bool_or(confidence = 'low') THEN 'low' WHEN bool_or(confidence = 'medium') THEN 'medium'
             ELSE 'high' END AS confidence,
        min(case_state) AS case_state,
        bool_and(confirmed) AS confirmed
    FROM deficiency_single LEFT JOIN records_asked_all AS asked USING (run_id, unit_id, point_id)
    WHERE folds AND kind IS NOT DISTINCT FROM scheme_id
    GROUP BY run_id, unit_id, domain, point_id, scheme_id
)
SELECT
    run_id, unit_id, unit_name, domain, point_id, point_title, scheme_id, record_name, url, outcome, severity, reason,
    basis, fix, first_seen_run, case_id, 1 AS records, confidence,
    case_state, confirmed
FROM deficiency_single WHERE NOT folds
UNION ALL BY NAME
SELECT * FROM folded;
COMMENT ON VIEW deficiency_all IS '问题: findings that are missing, partial or stale; more than 20 records that lack the same point are one.';
COMMENT ON COLUMN deficiency_all.run_id IS 'The run.';
COMMENT ON COLUMN deficiency_all.unit_id IS '责任单位.';
COMMENT ON COLUMN deficiency_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN deficiency_all.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN deficiency_all.point_id IS 'The point.';
COMMENT ON COLUMN deficiency_all.point_title IS 'What would be right.';
COMMENT ON COLUMN deficiency_all.scheme_id IS '类别, for points judged by scheme.';
COMMENT ON COLUMN deficiency_all.record_name IS 'The record, for points asked of every record; 甲项目等35个项目 for records folded into one.';
COMMENT ON COLUMN deficiency_all.url IS 'The page that it speaks of, else the site.';
COMMENT ON COLUMN deficiency_all.outcome IS 'missing, partial or stale.';
COMMENT ON COLUMN deficiency_all.severity IS 'A essential, B listed content, C supporting.';
COMMENT ON COLUMN deficiency_all.reason IS 'The fact, in Chinese.';
COMMENT ON COLUMN deficiency_all.basis IS '公开要求: who says that it must be public.';
COMMENT ON COLUMN deficiency_all.fix IS '整改要求.';
COMMENT ON COLUMN deficiency_all.first_seen_run IS 'First run of the unbroken streak in which it was deficient. met, declared and inapplicable break a streak; manual, unchecked and a run without it do not.';
COMMENT ON COLUMN deficiency_all.case_id IS 'The case it belongs to: the same in every run. For records folded into one, the fold_id of their cases.';
COMMENT ON COLUMN deficiency_all.records IS 'How many records it speaks of: 1, or more than 20 that were folded.';
COMMENT ON COLUMN deficiency_all.confidence IS 'How sure the program is: high may be told to the unit, medium and low are for a person to look at first (docs/package.md). Of records folded into one, that of the least sure.';
COMMENT ON COLUMN deficiency_all.case_state IS 'State of its case when the database was built, whichever run the row is of. Of records folded into one, that of the one least far.';
COMMENT ON COLUMN deficiency_all.confirmed IS 'Whether a person confirmed the case; of records folded into one, all of them.';

-- Tables, because scores of a year are asked for again and again: of each run they stay as they are.
CREATE TABLE point_score AS
WITH judged AS (
    SELECT
        finding.*,
        CASE outcome
            WHEN 'met' THEN met
            WHEN 'declared' THEN declared
            WHEN 'partial' THEN coalesce(share, partial)
            WHEN 'missing' THEN missing
            WHEN 'stale' THEN met * coalesce(share, 1) * if(windows > 2, very_late, late)
        END AS value,
        CASE severity
            WHEN 'A' THEN severity_a WHEN 'B' THEN severity_b WHEN 'C' THEN severity_c ELSE severity_m
        END AS weight
    FROM finding JOIN run ON run.run_id = finding.run_id AND run.complete CROSS JOIN score_rule
    WHERE NOT is_site(point_id)
),
question AS (
    SELECT
        run_id, unit_id, point_id, scheme_id,
        count(record_key) FILTER (value IS NOT NULL) BETWEEN 1 AND any_value(least_records) - 1 AS few,
        CASE WHEN NOT few THEN avg(value) END AS score,
        CASE WHEN NOT few THEN max(weight) FILTER (value IS NOT NULL) END AS weight,
        count(*) FILTER (outcome <> 'inapplicable') AS applicable,
        count(value) AS decided,
        max(outcome) AS worst
    FROM judged CROSS JOIN (SELECT least_records FROM score_rule)
    GROUP BY ALL
),
listed AS (
    SELECT run_id, unit_id, point_id, count(*) AS deficiencies FROM deficiency_all GROUP BY ALL
)
SELECT
    question.run_id, question.unit_id, point_id,
    coalesce(point.domain, split_part(point_id, '-', 1)) AS domain,
    avg(score) AS score,
    coalesce(max(question.weight), 0) AS weight,
    sum(applicable)::BIGINT AS applicable,
    sum(decided)::BIGINT AS decided,
    coalesce(any_value(listed.deficiencies), 0) AS deficiencies,
    max(worst) AS worst,
    avg(score) IS NULL AND bool_or(few) AS few_records
FROM question
LEFT JOIN point USING (point_id)
LEFT JOIN listed USING (run_id, unit_id, point_id)
GROUP BY question.run_id, question.unit_id, point_id, point.domain;
COMMENT ON TABLE point_score IS 'Each point of each unit with its score and weight: what scorecard and heatmap add up.';
COMMENT ON COLUMN point_score.run_id IS 'The run.';
COMMENT ON COLUMN point_score.unit_id IS 'The unit.';
COMMENT ON COLUMN point_score.point_id IS 'The point.';
COMMENT ON COLUMN point_score.domain IS 'Prefix of its domain.';
COMMENT ON COLUMN point_score.score IS 'From 0 to 1, the mean over schemes of the mean over records; NULL when nothing was decided.';
COMMENT ON COLUMN point_score.weight IS 'Weight by severity, as score_rule has it.';
COMMENT ON COLUMN point_score.applicable IS 'Checks that apply (one for each scheme or record).';
COMMENT ON COLUMN point_score.decided IS 'Checks that were decided.';
COMMENT ON COLUMN point_score.deficiencies IS 'Rows of the deficiency list.';
COMMENT ON COLUMN point_score.worst IS 'The outcome of most concern.';
COMMENT ON COLUMN point_score.few_records IS 'Whether it has no score because fewer records were decided than make a sample.';

CREATE TABLE coverage_all AS
WITH present AS (
    -- A unit whose visit never ended must not drop out of sight.
    SELECT run_id, unit_id FROM visit UNION SELECT run_id, unit_id FROM finding UNION SELECT last_run, unit_id FROM unit
),
missed AS (
    SELECT run_id, unit_id, map_from_entries(list((reason, times) ORDER BY times DESC, reason)) AS by_reason
    FROM (SELECT run_id, unit_id, coalesce(reason, '') AS reason, count(*) AS times FROM page WHERE state = 'missed' GROUP BY ALL)
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
        count(*) FILTER (is_decided(outcome)) AS decided,
        count(*) FILTER (outcome = 'manual') AS manual,
        count(*) FILTER (outcome = 'unchecked') AS unchecked
    FROM finding WHERE NOT is_site(point_id) GROUP BY ALL
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
COMMENT ON TABLE coverage_all IS 'How much of each unit was seen, and how much of what applies could be decided.';
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

CREATE TABLE heatmap_all AS
SELECT
    point_score.run_id,
    point_score.unit_id,
    any_value(coverage_all.unit_name) AS unit_name,
    point_score.domain,
    any_value(point.domain_title) AS domain_title,
    CASE WHEN any_value(coverage_all.state) IN ('blocked', 'unreachable') THEN NULL
         ELSE round(100 * mean_by(point_score.score, point_score.weight), 1) END AS score,
    sum(deficiencies)::BIGINT AS deficiencies,
    sum(applicable)::BIGINT AS applicable,
    sum(decided)::BIGINT AS decided,
    share(sum(decided), sum(applicable)) AS coverage,
    max(worst) AS worst,
    round(avg(point_score.weight) FILTER (point_score.score IS NOT NULL AND point_score.weight > 0), 3) AS weight,
    count(*) FILTER (applicable > 0) AS points,
    count(*) FILTER (point_score.score IS NOT NULL AND point_score.weight > 0) AS points_scored,
    any_value(score_rule.digest) AS score_rule
FROM point_score
CROSS JOIN score_rule
LEFT JOIN point USING (point_id)
LEFT JOIN coverage_all ON coverage_all.run_id = point_score.run_id AND coverage_all.unit_id = point_score.unit_id
GROUP BY point_score.run_id, point_score.unit_id, point_score.domain
HAVING sum(applicable) > 0;
COMMENT ON TABLE heatmap_all IS 'Unit by domain: score, deficiencies and coverage. Domains that do not apply to a unit have no row.';
COMMENT ON COLUMN heatmap_all.run_id IS 'The run.';
COMMENT ON COLUMN heatmap_all.unit_id IS 'The unit.';
COMMENT ON COLUMN heatmap_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN heatmap_all.domain IS '公开领域: prefix of the domain.';
COMMENT ON COLUMN heatmap_all.domain_title IS 'Name of the domain.';
COMMENT ON COLUMN heatmap_all.score IS '0 to 100; NULL when the site was blocked or unreachable or nothing was decided.';
COMMENT ON COLUMN heatmap_all.deficiencies IS 'Rows of the deficiency list.';
COMMENT ON COLUMN heatmap_all.applicable IS 'Checks that apply.';
COMMENT ON COLUMN heatmap_all.decided IS 'Checks that were decided.';
COMMENT ON COLUMN heatmap_all.coverage IS 'decided / applicable.';
COMMENT ON COLUMN heatmap_all.worst IS 'The outcome of most concern.';
COMMENT ON COLUMN heatmap_all.weight IS 'Weight of the domain in the unit''s score: the mean weight of its scored points; NULL without any.';
COMMENT ON COLUMN heatmap_all.points IS 'Points that apply.';
COMMENT ON COLUMN heatmap_all.points_scored IS 'Of these, points that count in the score.';
COMMENT ON COLUMN heatmap_all.score_rule IS 'Digest of the weights; see the table score_rule.';

CREATE TABLE scorecard_all AS
WITH counted AS (
    SELECT
        run_id, unit_id,
        count(*) FILTER (outcome = 'met') AS met,
        count(*) FILTER (outcome = 'partial') AS partial,
        count(*) FILTER (outcome = 'stale') AS stale,
        count(*) FILTER (outcome = 'missing') AS missing,
        count(*) FILTER (outcome = 'declared') AS declared,
        count(*) FILTER (outcome = 'manual') AS manual,
        count(*) FILTER (outcome = 'unchecked') AS unchecked,
        count(*) FILTER (outcome = 'inapplicable') AS inapplicable,
        count(*) FILTER (is_decided(outcome) AND grade = 'E3') AS evidence_high,
        count(*) FILTER (is_decided(outcome) AND grade = 'E2') AS evidence_medium
    FROM finding WHERE NOT is_site(point_id) GROUP BY ALL
),
domain_score AS (
    -- The heatmap shows rounded figures; the score is made of exact ones.
    SELECT
        run_id, unit_id, domain,
        mean_by(score, weight) AS score,
        avg(weight) FILTER (score IS NOT NULL AND weight > 0) AS weight,
        sum(deficiencies)::BIGINT AS deficiencies,
        count(*) FILTER (applicable > 0) AS points,
        count(*) FILTER (score IS NOT NULL AND weight > 0) AS points_scored,
        count(*) FILTER (few_records) AS points_few
    FROM point_score GROUP BY ALL
),
scored AS (
    SELECT
        run_id, unit_id,
        round(100 * mean_by(score, weight), 1) AS score,
        sum(deficiencies)::BIGINT AS deficiencies,
        sum(points)::BIGINT AS points,
        sum(points_scored)::BIGINT AS points_scored,
        sum(points_few)::BIGINT AS points_few
    FROM domain_score GROUP BY ALL
),
exposed AS (
    SELECT run_id, unit_id, count(*) AS hits
    FROM privacy_hit LEFT JOIN point ON point.point_id = privacy_hit.priv_id
    WHERE NOT masked AND coalesce(severity, 'A') = 'A' AND priv_id <> 'PRIV-11'  -- a picture is for a person to look at
    GROUP BY ALL
),
down AS (
    SELECT DISTINCT run_id, unit_id FROM finding WHERE point_id = 'SITE-01' AND outcome = 'missing'
),
redated AS (
    SELECT DISTINCT run_id, unit_id FROM flag WHERE kind = 'redated'
),
judged AS (
    SELECT
        coverage_all.*, scored.* EXCLUDE (run_id, unit_id, score),
        CASE WHEN state IN ('blocked', 'unreachable') THEN NULL ELSE scored.score END AS score
    FROM coverage_all LEFT JOIN scored USING (run_id, unit_id)
)
SELECT
    judged.run_id,
    judged.unit_id,
    judged.unit_name,
    judged.state,
    judged.score,
    CASE WHEN score IS NULL OR share_decided < least_coverage OR points_scored < least_coverage * points THEN NULL
         WHEN score >= excellent THEN '优' WHEN score >= good THEN '良' WHEN score >= passed THEN '合格'
         ELSE '不合格' END AS grade,
    coalesce(exposed.hits, 0) > 0 AS privacy_veto,
    judged.share_decided AS coverage,
    judged.checks_applicable AS applicable,
    judged.checks_decided AS decided,
    coalesce(judged.deficiencies, 0) AS deficiencies,
    coalesce(counted.met, 0) AS met,
    coalesce(counted.partial, 0) AS partial,
    coalesce(counted.stale, 0) AS stale,
    coalesce(counted.missing, 0) AS missing,
    coalesce(counted.declared, 0) AS declared,
    coalesce(counted.manual, 0) AS manual,
    coalesce(counted.unchecked, 0) AS unchecked,
    coalesce(counted.inapplicable, 0) AS inapplicable,
    down.unit_id IS NOT NULL AS site_veto,
    redated.unit_id IS NOT NULL AS date_veto,
    coalesce(judged.points, 0) AS points,
    coalesce(judged.points_scored, 0) AS points_scored,
    coalesce(judged.points_few, 0) AS points_few,
    coalesce(counted.evidence_high, 0) AS evidence_high,
    coalesce(counted.evidence_medium, 0) AS evidence_medium,
    score_rule.digest AS score_rule
FROM judged
CROSS JOIN score_rule
LEFT JOIN counted USING (run_id, unit_id)
LEFT JOIN exposed USING (run_id, unit_id)
LEFT JOIN down USING (run_id, unit_id)
LEFT JOIN redated USING (run_id, unit_id);
COMMENT ON TABLE scorecard_all IS 'Score of each unit, with how much of it was decided. The model is ours; see docs/score.zh.md and the table score_rule.';
COMMENT ON COLUMN scorecard_all.run_id IS 'The run.';
COMMENT ON COLUMN scorecard_all.unit_id IS 'The unit.';
COMMENT ON COLUMN scorecard_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN scorecard_all.state IS 'State of the visit.';
COMMENT ON COLUMN scorecard_all.score IS '0 to 100; NULL when the site was blocked or unreachable or nothing was decided.';
COMMENT ON COLUMN scorecard_all.grade IS '优, 良, 合格 or 不合格 by the limits of score_rule; NULL without score or when too little was decided.';
COMMENT ON COLUMN scorecard_all.privacy_veto IS 'Whether severe personal data (severity A) stands unmasked.';
COMMENT ON COLUMN scorecard_all.coverage IS 'Share of applicable checks that were decided, 0 to 1.';
COMMENT ON COLUMN scorecard_all.applicable IS 'Checks that apply.';
COMMENT ON COLUMN scorecard_all.decided IS 'Checks that were decided.';
COMMENT ON COLUMN scorecard_all.deficiencies IS 'Rows of the deficiency list.';
COMMENT ON COLUMN scorecard_all.met IS 'Findings 达标.';
COMMENT ON COLUMN scorecard_all.partial IS 'Findings 部分达标.';
COMMENT ON COLUMN scorecard_all.stale IS 'Findings 已过期.';
COMMENT ON COLUMN scorecard_all.missing IS 'Findings 未见.';
COMMENT ON COLUMN scorecard_all.declared IS 'Findings 情况说明.';
COMMENT ON COLUMN scorecard_all.manual IS 'Findings 需人工.';
COMMENT ON COLUMN scorecard_all.unchecked IS 'Findings 无法访问.';
COMMENT ON COLUMN scorecard_all.inapplicable IS 'Findings 不适用.';
COMMENT ON COLUMN scorecard_all.site_veto IS 'Whether the site was so often out of reach that it fails by that alone (SITE-01).';
COMMENT ON COLUMN scorecard_all.date_veto IS 'Whether pages were seen that show a date that cannot be right; a person judges.';
COMMENT ON COLUMN scorecard_all.points IS 'Points that apply.';
COMMENT ON COLUMN scorecard_all.points_scored IS 'Of these, points that count in the score; the others were dropped.';
COMMENT ON COLUMN scorecard_all.points_few IS 'Of the dropped, points with fewer decided records than make a sample.';
COMMENT ON COLUMN scorecard_all.evidence_high IS 'Decided findings whose evidence is a value bound to its label (E3): high confidence.';
COMMENT ON COLUMN scorecard_all.evidence_medium IS 'Decided findings whose evidence is a page on the topic (E2): medium confidence.';
COMMENT ON COLUMN scorecard_all.score_rule IS 'Digest of the weights; see the table score_rule.';

CREATE MACRO flag_label(kind) AS
    CASE kind WHEN 'late' THEN '发布迟于规定期限' WHEN 'template' THEN '空白或模板页面'
              WHEN 'copied' THEN '与其他单位内容雷同' WHEN 'redated' THEN '旧内容改标新日期'
              WHEN 'burst' THEN '检查前集中发布' WHEN 'hidden' THEN '页面隐藏文字'
              WHEN 'keyword_stuffing' THEN '只列关键词、未见内容' ELSE kind END;

CREATE VIEW flagged_all AS
SELECT
    flag.run_id,
    flag.unit_id,
    coalesce(unit.name, flag.unit_id) AS unit_name,
    flag.kind,
    flag_label(flag.kind) AS label,
    flag.title,
    flag.url,
    flag.other_unit_id,
    coalesce(other.name, flag.other_unit_id) AS other_unit_name,
    flag.other_url,
    flag.proof,
    first_value(flag.run_id) OVER (PARTITION BY flag.unit_id, flag.kind, flag.url ORDER BY run.number) AS first_seen_run
FROM flag
JOIN run ON run.run_id = flag.run_id AND run.complete
LEFT JOIN unit ON unit.unit_id = flag.unit_id
LEFT JOIN unit AS other ON other.unit_id = flag.other_unit_id;
COMMENT ON VIEW flagged_all IS '待核实线索: what a supervisor should look at. It says nothing about outcomes and is not told to units.';
COMMENT ON COLUMN flagged_all.run_id IS 'The run.';
COMMENT ON COLUMN flagged_all.unit_id IS 'The unit.';
COMMENT ON COLUMN flagged_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN flagged_all.kind IS 'late, template, copied, redated, burst, hidden or keyword_stuffing.';
COMMENT ON COLUMN flagged_all.label IS 'The kind in Chinese.';
COMMENT ON COLUMN flagged_all.title IS 'Title of the page; of a burst, its column.';
COMMENT ON COLUMN flagged_all.url IS 'Address of the page, attachment or column.';
COMMENT ON COLUMN flagged_all.other_unit_id IS 'The other unit, where two are compared.';
COMMENT ON COLUMN flagged_all.other_unit_name IS 'Its name.';
COMMENT ON COLUMN flagged_all.other_url IS 'The page it is compared with.';
COMMENT ON COLUMN flagged_all.proof IS 'The fact, in Chinese. Personal data is masked.';
COMMENT ON COLUMN flagged_all.first_seen_run IS 'The first run that raised this kind of flag on this address.';
