-- Site checks: findings on a website as a whole (points SITE-…). They enter no list of what is not published, no score
-- and no case; here they stand by themselves.
CREATE VIEW site_check_all AS
SELECT
    finding.run_id,
    finding.unit_id,
    coalesce(unit.name, finding.unit_id) AS unit_name,
    finding.point_id,
    coalesce(point.name, finding.point_id) AS point_name,
    point.title AS point_title,
    finding.outcome,
    finding.severity,
    finding.share,
    finding.reason,
    finding.url,
    point.basis,
    point.fix,
    finding.searched_pages,
    finding.unseen_pages,
    finding.as_of
FROM finding
JOIN run ON run.run_id = finding.run_id AND run.complete
LEFT JOIN unit ON unit.unit_id = finding.unit_id
LEFT JOIN point ON point.point_id = finding.point_id
WHERE is_site(finding.point_id);
COMMENT ON VIEW site_check_all IS '网站检查: the checks of each unit''s website as a whole (SITE-01 …), apart from what must be published.';
COMMENT ON COLUMN site_check_all.run_id IS 'The run.';
COMMENT ON COLUMN site_check_all.unit_id IS '责任单位.';
COMMENT ON COLUMN site_check_all.unit_name IS 'Name of the unit.';
COMMENT ON COLUMN site_check_all.point_id IS 'The check, SITE-01 to SITE-16.';
COMMENT ON COLUMN site_check_all.point_name IS 'Its short name.';
COMMENT ON COLUMN site_check_all.point_title IS 'What would be right.';
COMMENT ON COLUMN site_check_all.outcome IS 'met, partial, missing (未达标: the check fails), manual (a person must confirm), unchecked (pages were not seen) or inapplicable.';
COMMENT ON COLUMN site_check_all.severity IS 'A essential, B listed content, C supporting.';
COMMENT ON COLUMN site_check_all.share IS 'How much of what was looked at is right, 0 to 1; NULL where it is not counted.';
COMMENT ON COLUMN site_check_all.reason IS 'The fact, in Chinese.';
COMMENT ON COLUMN site_check_all.url IS 'The page that shows it, else the site.';
COMMENT ON COLUMN site_check_all.basis IS 'Who says so.';
COMMENT ON COLUMN site_check_all.fix IS '整改要求.';
COMMENT ON COLUMN site_check_all.searched_pages IS 'Pages that were looked at.';
COMMENT ON COLUMN site_check_all.unseen_pages IS 'Pages that were wanted and not got.';
COMMENT ON COLUMN site_check_all.as_of IS 'The day that the finding speaks of.';
