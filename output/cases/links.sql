-- Records that were renamed, merged or split: their cases go on. A record of a point counts as gone in the first run
-- of its unit that, like all later ones, has no finding of it, and another as come in the first run that has one. Come
-- and gone belong together when they bear the same name, or stand at the same address, unless that address is a list on
-- which other records stayed. One for one keeps the number; others go on under new numbers that say what they continue.

CREATE MACRO plain_name(name) AS regexp_replace(
    regexp_replace(
        lower(translate(name, '０１２３４５６７８９（）', '0123456789()')),
        '(19|20)\d\d年度?|[^\p{L}\p{N}]+', '', 'g'
    ),
    '^关于|的?(公示|公告|公示公告|通告|公开)$', '', 'g'
);

CREATE TEMP TABLE audited AS
SELECT run_id, unit_id, number, lag(run_id) OVER life AS before_run_id, lag(number) OVER life AS before
FROM (SELECT DISTINCT finding.run_id, unit_id, run.number FROM finding JOIN run USING (run_id) WHERE run.complete)
WINDOW life AS (PARTITION BY unit_id ORDER BY number);

CREATE TEMP TABLE turnover AS
WITH life AS (
    SELECT case_id, any_value(unit_id) AS unit_id, min(run.number) AS first, max(run.number) AS last
    FROM finding JOIN run USING (run_id)
    WHERE run.complete AND record_key IS NOT NULL AND NOT is_site(point_id)
    GROUP BY case_id
),
side AS (
    SELECT life.case_id, audited.number, audited.run_id, audited.before_run_id AS seen_in, true AS gone
    FROM life JOIN audited ON audited.unit_id = life.unit_id AND audited.before = life.last
    UNION ALL
    SELECT life.case_id, audited.number, audited.run_id, audited.run_id, false
    FROM life JOIN audited ON audited.unit_id = life.unit_id AND audited.number = life.first
    WHERE audited.before IS NOT NULL
)
SELECT
    side.*, finding.unit_id, finding.point_id, coalesce(finding.scheme_id, '') AS scheme, finding.url,
    plain_name(finding.record_name) AS name
FROM side JOIN finding ON finding.run_id = side.seen_in AND finding.case_id = side.case_id;

-- What was never deficient has no case to go on.
DELETE FROM turnover WHERE gone AND case_id NOT IN (
    SELECT case_id FROM finding JOIN run USING (run_id)
    WHERE run.complete AND is_deficient(outcome) AND case_id IS NOT NULL
);

CREATE TEMP TABLE link AS
WITH old AS (FROM turnover WHERE gone),
new AS (FROM turnover WHERE NOT gone),
by_name AS (
    SELECT old.case_id AS old_id, new.case_id, new.number, new.run_id
    FROM old JOIN new USING (unit_id, point_id, scheme, number, name) WHERE name <> ''
),
stayed AS (
    SELECT DISTINCT finding.run_id, finding.unit_id, finding.point_id, coalesce(finding.scheme_id, '') AS scheme, finding.url
    FROM (SELECT DISTINCT run_id, unit_id, point_id FROM new) AS place
    JOIN finding USING (run_id, unit_id, point_id)
    WHERE finding.case_id NOT IN (SELECT case_id FROM new WHERE new.run_id = finding.run_id)
),
by_address AS (
    SELECT old.case_id AS old_id, new.case_id, new.number, new.run_id
    FROM old JOIN new USING (unit_id, point_id, scheme, number, url)
    WHERE old.case_id NOT IN (SELECT old_id FROM by_name) AND new.case_id NOT IN (SELECT case_id FROM by_name)
        AND NOT EXISTS (
            FROM stayed WHERE stayed.run_id = new.run_id AND stayed.unit_id = new.unit_id
                AND stayed.point_id = new.point_id AND stayed.scheme = new.scheme AND stayed.url = new.url
        )
),
pair AS (
    SELECT *, count(*) OVER (PARTITION BY old_id) AS into_many, count(*) OVER (PARTITION BY case_id) AS of_many
    FROM (FROM by_name UNION FROM by_address)
)
SELECT old_id, case_id, number, run_id, into_many = 1 AND of_many = 1 AS alone
FROM pair WHERE into_many = 1 OR of_many = 1;
DROP TABLE turnover;

CREATE TEMP TABLE renamed AS
WITH RECURSIVE up AS (
    SELECT case_id, old_id AS root FROM link WHERE alone
    UNION ALL
    SELECT up.case_id, link.old_id FROM up JOIN link ON link.case_id = up.root WHERE link.alone
)
SELECT case_id, root FROM up WHERE root NOT IN (SELECT case_id FROM link WHERE alone);
UPDATE finding SET case_id = renamed.root FROM renamed WHERE finding.case_id = renamed.case_id;

INSERT INTO case_link BY NAME
WITH resolved AS (
    SELECT
        coalesce(child.root, link.case_id) AS case_id, coalesce(parent.root, link.old_id) AS continues,
        link.run_id, link.number
    FROM link
    LEFT JOIN renamed AS child ON child.case_id = link.case_id
    LEFT JOIN renamed AS parent ON parent.case_id = link.old_id
    WHERE NOT link.alone
),
since AS (
    SELECT finding.case_id AS continues, min(run.number) AS first
    FROM finding JOIN run USING (run_id)
    WHERE run.complete AND is_deficient(outcome)
        AND finding.case_id IN (SELECT continues FROM resolved)
    GROUP BY ALL
)
SELECT resolved.*, row_number() OVER (PARTITION BY resolved.case_id ORDER BY since.first, continues) = 1 AS main
FROM resolved LEFT JOIN since USING (continues);
DROP TABLE link;
DROP TABLE renamed;
