-- What a list says of each finding of one run: ?1 the run, ?2 the units (NULL: all).
WITH chosen AS (
    SELECT finding.rowid AS id, finding.*, run.number
    FROM finding JOIN run ON run.run_id = finding.run_id
    WHERE finding.run_id = $run
        AND ($units IS NULL OR list_contains($units, finding.unit_id))
        AND (is_deficient(finding.outcome) OR finding.outcome IN ('manual', 'unchecked'))
        AND NOT is_site(finding.point_id)
),
fold AS (
    -- More than 20 records alike are one row; what it says of deficiencies is what the view says.
    SELECT unit_id, point_id, scheme_id, NULL AS outcome, case_id AS fold_id, record_name, reason, url, outcome AS worst,
        severity, first_run.as_of AS first_seen, records, case_state AS state
    FROM deficiency_all LEFT JOIN run AS first_run ON first_run.run_id = first_seen_run
    WHERE deficiency_all.run_id = $run AND records > 1
    UNION ALL
    SELECT unit_id, point_id, scheme_id, outcome, fold_key(unit_id, point_id, scheme_id) || outcome,
        fold_name(record_name, counted),
        count(*) || coalesce(any_value(counted), '条记录') || '：' || mode(reason ORDER BY reason),
        mode(url ORDER BY url), outcome, min(chosen.severity), NULL, count(*), NULL
    FROM chosen LEFT JOIN point USING (point_id)
    WHERE record_key IS NOT NULL AND outcome IN ('manual', 'unchecked')
    GROUP BY unit_id, point_id, scheme_id, outcome HAVING count(*) > fold_above()
),
read_page AS (
    SELECT url, url AS page_url, any_value(title) AS title, any_value(coalesce(published, metadata_published)) AS day,
        any_value(columns) AS columns, unit_id
    FROM document WHERE run_id = $run GROUP BY unit_id, url
    UNION ALL
    SELECT url, any_value(coalesce(parent_url, url)), any_value(name), any_value(published), any_value(columns), unit_id
    FROM attachment WHERE run_id = $run GROUP BY unit_id, url
),
shown AS (
    SELECT chosen.id, arg_max(evidence.snippet, evidence.grade) AS snippet
    FROM chosen
    LEFT JOIN read_page AS own ON own.unit_id = chosen.unit_id AND own.url = chosen.url
    JOIN evidence
        ON evidence.run_id = chosen.run_id AND evidence.unit_id = chosen.unit_id
        AND evidence.point_id = chosen.point_id
        AND (chosen.scheme_id IS NULL OR evidence.scheme_id IS NOT DISTINCT FROM chosen.scheme_id)
        AND (chosen.record_key IS NULL OR evidence.record_key IS NULL OR evidence.record_key = chosen.record_key)
    LEFT JOIN read_page AS its ON its.unit_id = chosen.unit_id AND its.url = evidence.url
    WHERE chosen.outcome IN ('partial', 'stale')
        AND coalesce(its.page_url, evidence.url) = coalesce(own.page_url, chosen.url)
    GROUP BY chosen.id
)
SELECT
    chosen.unit_id,
    coalesce(unit.name, chosen.unit_id) AS unit_name,
    coalesce(point.cooperating, '') AS cooperating,
    coalesce(point.domain_title, split_part(chosen.point_id, '-', 1)) AS domain_title,
    chosen.point_id,
    coalesce(point.name, chosen.point_id) AS point_name,
    chosen.scheme_id,
    scheme.name AS scheme_name,
    chosen.record_name,
    coalesce(point.basis, '') AS basis,
    coalesce(point.fix, '') AS fix,
    chosen.url,
    read_page.title AS page_title,
    coalesce(read_page.day, parent_page.day) AS page_day,
    coalesce(read_page.columns, []) AS page_columns,
    coalesce(visit.columns_found, []) AS visit_columns,
    chosen.outcome,
    chosen.severity,
    chosen.grade,
    coalesce(chosen.reason, '') AS reason,
    shown.snippet,
    coalesce(chosen.searched_pages, 0) AS searched_pages,
    coalesce(chosen.unseen_pages, 0) AS unseen_pages,
    chosen.as_of,
    first_run.as_of AS first_seen,
    coalesce(turn.event = 'reopened', false) AS again,
    fold.fold_id,
    fold.record_name AS fold_name,
    fold.reason AS fold_reason,
    fold.url AS fold_url,
    fold.worst AS fold_outcome,
    fold.severity AS fold_severity,
    fold.first_seen AS fold_first_seen,
    coalesce(fold.records, 1) AS fold_records,
    coalesce(asked.records, 0) AS fold_asked,
    coalesce(point.counted, '条记录') AS counted,
    coalesce(point.title, '') AS point_title,
    chosen.case_id,
    coalesce(one.state, 'found')::VARCHAR AS state,
    fold.state::VARCHAR AS fold_state,
    one.deadline
FROM chosen
LEFT JOIN fold
    ON chosen.record_key IS NOT NULL AND fold.unit_id = chosen.unit_id AND fold.point_id = chosen.point_id
    AND fold.scheme_id IS NOT DISTINCT FROM chosen.scheme_id
    AND if(is_deficient(chosen.outcome), fold.outcome IS NULL, fold.outcome = chosen.outcome)
ASOF LEFT JOIN case_turn AS turn ON turn.case_id = chosen.case_id AND turn.number <= chosen.number
LEFT JOIN "case" AS one ON one.case_id = chosen.case_id
LEFT JOIN run AS first_run ON first_run.run_id = turn.run_id
LEFT JOIN records_asked_all AS asked
    ON fold.fold_id IS NOT NULL AND asked.run_id = chosen.run_id AND asked.unit_id = chosen.unit_id
    AND asked.point_id = chosen.point_id AND asked.kind IS NOT DISTINCT FROM chosen.scheme_id
LEFT JOIN unit ON unit.unit_id = chosen.unit_id
LEFT JOIN point ON point.point_id = chosen.point_id
LEFT JOIN scheme ON scheme.scheme_id = chosen.scheme_id
LEFT JOIN visit ON visit.run_id = chosen.run_id AND visit.unit_id = chosen.unit_id
LEFT JOIN read_page ON read_page.unit_id = chosen.unit_id AND read_page.url = chosen.url
LEFT JOIN read_page AS parent_page ON parent_page.unit_id = chosen.unit_id AND parent_page.url = read_page.page_url
LEFT JOIN shown ON shown.id = chosen.id
ORDER BY
    chosen.unit_id,
    point.place, chosen.point_id, chosen.scheme_id, chosen.record_name;
