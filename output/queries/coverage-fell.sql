-- zh: 检查覆盖率下降的单位
-- en: Units of which less could be decided than in their run before
-- parameter: least DOUBLE = 0.05  fell by at least this share
WITH seen AS (
    SELECT coverage_all.run_id, unit_id, unit_name, coverage_all.state, share_decided, run.number,
        lag(share_decided) OVER life AS before, lag(coverage_all.run_id) OVER life AS run_before
    FROM coverage_all JOIN run USING (run_id)
    WINDOW life AS (PARTITION BY unit_id ORDER BY run.number)
)
SELECT unit_id, unit_name, state, before AS coverage_before, share_decided AS coverage,
    round(share_decided - before, 3) AS change, run_before, run_id
FROM seen
WHERE run_id = (SELECT max_by(run_id, number) FROM run WHERE complete) AND before - coalesce(share_decided, 0) >= $least
ORDER BY change NULLS FIRST, unit_id
