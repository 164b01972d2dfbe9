-- Which rules judged each run, and what of them changed from one complete run to the next.
CREATE TABLE rule_snapshot (
    run_id VARCHAR NOT NULL,
    book_digest VARCHAR,
    point_id VARCHAR NOT NULL,
    rule_digest VARCHAR,
    severity VARCHAR,
    status VARCHAR,
    title VARCHAR
);
COMMENT ON TABLE rule_snapshot IS 'The rule book of each run, point by point. The books themselves are kept in DATA/books.';
COMMENT ON COLUMN rule_snapshot.run_id IS 'The run.';
COMMENT ON COLUMN rule_snapshot.book_digest IS 'Digest of the whole book that judged the run.';
COMMENT ON COLUMN rule_snapshot.point_id IS 'The point.';
COMMENT ON COLUMN rule_snapshot.rule_digest IS 'Digest of the rule of the point.';
COMMENT ON COLUMN rule_snapshot.severity IS 'A essential, B listed content, C supporting, M by hand.';
COMMENT ON COLUMN rule_snapshot.status IS 'draft, active or retired.';
COMMENT ON COLUMN rule_snapshot.title IS 'What would be right.';

CREATE TABLE rule_detail (older VARCHAR NOT NULL, newer VARCHAR NOT NULL, point_id VARCHAR NOT NULL, what VARCHAR NOT NULL);
COMMENT ON TABLE rule_detail IS 'What differs between two kept books that judged one run after the other; rule_change reads it.';
COMMENT ON COLUMN rule_detail.older IS 'Digest of the older book.';
COMMENT ON COLUMN rule_detail.newer IS 'Digest of the newer book.';
COMMENT ON COLUMN rule_detail.point_id IS 'The point.';
COMMENT ON COLUMN rule_detail.what IS 'The keys of the book that differ.';

CREATE VIEW rule_change AS
WITH judged AS (
    SELECT
        run_id, number, rule_digest, nullif(engine, '') AS engine, lag(run_id) OVER life AS previous_run_id,
        lag(rule_digest) OVER life AS earlier_digest, lag(nullif(engine, '')) OVER life AS earlier_engine
    FROM run WHERE complete WINDOW life AS (ORDER BY number)
),
later AS (
    SELECT run_id, point_id, rule_snapshot.rule_digest FROM judged JOIN rule_snapshot USING (run_id)
    WHERE previous_run_id IS NOT NULL
),
earlier AS (
    SELECT judged.run_id, point_id, rule_snapshot.rule_digest
    FROM judged JOIN rule_snapshot ON rule_snapshot.run_id = judged.previous_run_id
),
differing AS (
    SELECT
        run_id, point_id,
        CASE WHEN earlier.rule_digest IS NULL THEN 'new in the book' WHEN later.rule_digest IS NULL THEN 'no longer in the book'
        END AS what
    FROM later FULL JOIN earlier USING (run_id, point_id)
    WHERE later.rule_digest IS DISTINCT FROM earlier.rule_digest
    UNION ALL
    SELECT run_id, '' AS point_id, NULL FROM judged JOIN (SELECT DISTINCT older, newer FROM rule_detail WHERE point_id = '')
        ON older = earlier_digest AND newer = rule_digest
    UNION ALL
    SELECT run_id, '', 'the program changed' FROM judged WHERE engine <> earlier_engine
)
SELECT
    differing.run_id, judged.previous_run_id, nullif(differing.point_id, '') AS point_id,
    coalesce(differing.what, rule_detail.what, 'the rule changed') AS what
FROM differing
JOIN judged USING (run_id)
LEFT JOIN rule_detail ON rule_detail.older = judged.earlier_digest AND rule_detail.newer = judged.rule_digest
    AND rule_detail.point_id = differing.point_id;
COMMENT ON VIEW rule_change IS 'What changed in the rules (and the program) from one complete run to the next. Runs judged alike have no row.';
COMMENT ON COLUMN rule_change.run_id IS 'The newer run.';
COMMENT ON COLUMN rule_change.previous_run_id IS 'The complete run before it.';
COMMENT ON COLUMN rule_change.point_id IS 'The point; NULL for what concerns all: the duties, the program.';
COMMENT ON COLUMN rule_change.what IS 'The keys of the rule that differ, or: new in the book, no longer in the book, the program changed. Where a book was not kept: the rule changed.';
