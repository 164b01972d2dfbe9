-- Health of each unit's visits: what came this time against what came before. A crawl that finds less is an alarm.
CREATE MACRO share_of_misses() AS 0.2;

CREATE VIEW health_all AS
WITH good AS (
    SELECT visit.run_id, visit.unit_id, run.number, visit.finished_at, visit.pages, visit.documents, visit.attachments
    FROM visit JOIN run USING (run_id)
    WHERE visit.state IN ('complete', 'partial', 'no_column') AND visit.documents + visit.attachments > 0
        AND coalesce(visit.shortfall, '') = ''
),
missed AS (
    SELECT run_id, unit_id, map_from_entries(list((reason, times) ORDER BY times DESC, reason)) AS by_reason
    FROM (SELECT run_id, unit_id, coalesce(reason, '') AS reason, count(*) AS times FROM page WHERE state = 'missed' GROUP BY ALL)
    GROUP BY ALL
)
SELECT
    visit.run_id,
    visit.unit_id,
    coalesce(unit.name, visit.unit_id) AS unit_name,
    visit.state,
    CASE
        WHEN visit.state IN ('blocked', 'unreachable') THEN visit.state
        WHEN coalesce(visit.shortfall, '') <> '' THEN 'found_less'
        WHEN len(visit.vanished) > 0 THEN 'column_gone'
        WHEN visit.state = 'no_column' THEN 'no_column'
        WHEN visit.misses > share_of_misses() * greatest(visit.pages + visit.attachments, 1) THEN 'many_misses'
        ELSE 'good'
    END AS health,
    visit.pages,
    before.pages AS pages_before,
    visit.documents,
    before.documents AS documents_before,
    visit.attachments,
    before.attachments AS attachments_before,
    before.run_id AS compared_with,
    visit.shortfall,
    visit.vanished AS columns_vanished,
    visit.appeared AS columns_appeared,
    visit.misses,
    missed.by_reason AS misses_by_reason,
    own.run_id IS NOT NULL AS good_visit,
    CASE WHEN own.run_id IS NOT NULL THEN own.run_id ELSE before.run_id END AS last_good_run,
    CASE WHEN own.run_id IS NOT NULL THEN own.finished_at ELSE before.finished_at END AS last_good_at,
    visit.note
FROM visit
JOIN run ON run.run_id = visit.run_id
LEFT JOIN unit ON unit.unit_id = visit.unit_id
LEFT JOIN good AS own ON own.run_id = visit.run_id AND own.unit_id = visit.unit_id
ASOF LEFT JOIN good AS before ON before.unit_id = visit.unit_id AND before.number < run.number
LEFT JOIN missed ON missed.run_id = visit.run_id AND missed.unit_id = visit.unit_id;
COMMENT ON VIEW health_all IS 'Each visit against the unit''s last good one before it. gongkai doctor reads it.';
COMMENT ON COLUMN health_all.run_id IS 'The run.';
COMMENT ON COLUMN health_all.unit_id IS 'The unit.';
COMMENT ON COLUMN health_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN health_all.state IS 'State of the visit.';
COMMENT ON COLUMN health_all.health IS 'good, or the gravest alarm: unreachable, blocked, found_less, column_gone, no_column, many_misses (more than one page in five).';
COMMENT ON COLUMN health_all.pages IS 'Pages fetched.';
COMMENT ON COLUMN health_all.pages_before IS 'Pages of the visit it is compared with.';
COMMENT ON COLUMN health_all.documents IS 'Pages that carry content.';
COMMENT ON COLUMN health_all.documents_before IS 'Such pages of the visit it is compared with.';
COMMENT ON COLUMN health_all.attachments IS 'Attachments fetched.';
COMMENT ON COLUMN health_all.attachments_before IS 'Attachments of the visit it is compared with.';
COMMENT ON COLUMN health_all.compared_with IS 'Run of the last good visit before this one; NULL when there was none.';
COMMENT ON COLUMN health_all.shortfall IS 'How the visit falls short of it; empty when it does not.';
COMMENT ON COLUMN health_all.columns_vanished IS '栏目: disclosure columns that were there and are not found any more (moved, renamed or gone).';
COMMENT ON COLUMN health_all.columns_appeared IS '栏目: disclosure columns that were not there before.';
COMMENT ON COLUMN health_all.misses IS 'Pages wanted and not got.';
COMMENT ON COLUMN health_all.misses_by_reason IS 'Misses by reason.';
COMMENT ON COLUMN health_all.good_visit IS 'Whether this visit can stand for what the site holds.';
COMMENT ON COLUMN health_all.last_good_run IS 'Run of the last good visit, this one included.';
COMMENT ON COLUMN health_all.last_good_at IS 'When it ended (UTC).';
COMMENT ON COLUMN health_all.note IS 'What the crawl remarked.';
