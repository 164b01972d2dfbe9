-- Why a verdict changed: a chain of WITH parts that begins at `pair` and ends at `caused` (docs/history.md, "Causes").
-- `pair` has one row for a change: change_key, unit_id, point_id, record_key, run_id and case_id of the newer verdict,
-- before_run_id and before_case_id of the one that it is set against.
side AS (
    SELECT change_key, unit_id, point_id, true AS now, run_id, case_id FROM pair
    UNION ALL
    SELECT change_key, unit_id, point_id, false AS now, before_run_id, before_case_id FROM pair
),
said AS (
    -- Of several findings of a case, that of most concern.
    SELECT
        side.change_key, side.now,
        arg_max(
            {
                'outcome': finding.outcome,
                'page': CASE WHEN finding.record_key IS NOT NULL OR finding.outcome <> 'missing' THEN finding.url END
            },
            finding.outcome
        ) AS found
    FROM side JOIN finding ON finding.run_id = side.run_id AND finding.case_id = side.case_id
    GROUP BY side.change_key, side.now
),
asked AS (
    -- Whether the point was put to the unit at all, and by which rule.
    SELECT side.change_key, side.now, any_value(finding.rule_digest) AS digest, any_value(finding.as_of) AS as_of
    FROM side JOIN finding
        ON finding.run_id = side.run_id AND finding.unit_id = side.unit_id AND finding.point_id = side.point_id
    GROUP BY side.change_key, side.now
),
audit_of AS (
    SELECT DISTINCT finding.run_id, finding.unit_id
    FROM finding SEMI JOIN side ON side.run_id = finding.run_id AND side.unit_id = finding.unit_id
),
both_sides AS (
    SELECT
        pair.*,
        new.found AS new,
        old.found AS old,
        audit_now.unit_id IS NOT NULL AND audit_then.unit_id IS NOT NULL AS audited,
        asked_now.change_key IS NOT NULL AS asked_now,
        asked_then.change_key IS NOT NULL AS asked_then,
        asked_now.digest IS DISTINCT FROM asked_then.digest AS rule_changed,
        asked_now.as_of IS DISTINCT FROM asked_then.as_of AS day_changed,
        asked_then.as_of AS day_then,
        old.found IS NOT NULL AND (new.found IS NULL OR new.found.outcome > old.found.outcome) AS worse
    FROM pair
    LEFT JOIN said AS new ON new.change_key = pair.change_key AND new.now
    LEFT JOIN said AS old ON old.change_key = pair.change_key AND NOT old.now
    LEFT JOIN audit_of AS audit_now ON audit_now.run_id = pair.run_id AND audit_now.unit_id = pair.unit_id
    LEFT JOIN audit_of AS audit_then ON audit_then.run_id = pair.before_run_id AND audit_then.unit_id = pair.unit_id
    LEFT JOIN asked AS asked_now ON asked_now.change_key = pair.change_key AND asked_now.now
    LEFT JOIN asked AS asked_then ON asked_then.change_key = pair.change_key AND NOT asked_then.now
),
deciding AS (
    -- The page that decides: what the better verdict rested on. Its own run and the other one are looked at.
    SELECT
        change_key, unit_id, point_id, record_key,
        if(worse, coalesce(old.page, new.page), coalesce(new.page, old.page)) AS page,
        CASE WHEN if(worse, old.page IS NOT NULL, new.page IS NULL) THEN before_run_id ELSE run_id END AS own_run,
        CASE WHEN if(worse, old.page IS NOT NULL, new.page IS NULL) THEN run_id ELSE before_run_id END AS other_run
    FROM both_sides
),
looked_at AS (
    SELECT change_key, unit_id, point_id, record_key, page, true AS own, own_run AS run_id FROM deciding
    WHERE page IS NOT NULL
    UNION ALL
    SELECT change_key, unit_id, point_id, record_key, page, false AS own, other_run FROM deciding
    WHERE page IS NOT NULL
),
seen AS (
    SELECT looked_at.change_key, looked_at.own, any_value(page.state) AS state, any_value(nullif(page.digest, '')) AS digest
    FROM looked_at JOIN page
        ON page.run_id = looked_at.run_id AND page.unit_id = looked_at.unit_id AND page.url = looked_at.page
    GROUP BY looked_at.change_key, looked_at.own
),
dated AS (
    SELECT looked_at.change_key, looked_at.own, any_value(coalesce(read.published, read.formed)) AS published
    FROM looked_at JOIN (
        SELECT run_id, unit_id, url, published, formed FROM document
        UNION ALL SELECT run_id, unit_id, url, published, formed FROM attachment
    ) AS read ON read.run_id = looked_at.run_id AND read.unit_id = looked_at.unit_id AND read.url = looked_at.page
    GROUP BY looked_at.change_key, looked_at.own
),
shown AS (
    SELECT
        looked_at.change_key, looked_at.own,
        list_sort(list(DISTINCT concat_ws(chr(31), scheme_id, evidence.record_key, grade, value, snippet, partial))) AS words
    FROM looked_at JOIN evidence
        ON evidence.run_id = looked_at.run_id AND evidence.unit_id = looked_at.unit_id
        AND evidence.url = looked_at.page AND evidence.point_id = looked_at.point_id
    WHERE evidence.record_key IS NULL OR evidence.record_key IS NOT DISTINCT FROM looked_at.record_key
    GROUP BY looked_at.change_key, looked_at.own
),
site_text AS (
    SELECT run_id, unit_id, bit_xor(hash(url, digest)) AS mark, count(*) AS texts
    FROM (
        SELECT run_id, unit_id, url, digest FROM document UNION ALL SELECT run_id, unit_id, url, digest FROM attachment
    )
    WHERE (run_id, unit_id) IN (SELECT (run_id, unit_id) FROM side)
    GROUP BY run_id, unit_id
),
known AS (
    SELECT
        both_sides.*,
        deciding.page,
        other.state AS other_state,
        deciding.other_run = both_sides.run_id AS other_is_now,
        dated_own.published AS published,
        dated_own.published IS NOT NULL AND dated_own.published = dated_other.published AS same_day,
        coalesce(own.digest = other.digest, false) OR coalesce(words_own.words = words_other.words, false) AS same_page,
        coalesce(text_now.mark = text_then.mark AND text_now.texts = text_then.texts, false) AS same_site,
        visit_now.state AS visit_now,
        visit_then.state AS visit_then,
        nullif(visit_now.crawler, '') <> nullif(visit_then.crawler, '') AS crawler_changed,
        coalesce(nullif(run_now.engine, '') <> nullif(run_then.engine, ''), false) AS engine_changed
    FROM both_sides
    JOIN deciding USING (change_key)
    LEFT JOIN seen AS own ON own.change_key = both_sides.change_key AND own.own
    LEFT JOIN seen AS other ON other.change_key = both_sides.change_key AND NOT other.own
    LEFT JOIN dated AS dated_own ON dated_own.change_key = both_sides.change_key AND dated_own.own
    LEFT JOIN dated AS dated_other ON dated_other.change_key = both_sides.change_key AND NOT dated_other.own
    LEFT JOIN shown AS words_own ON words_own.change_key = both_sides.change_key AND words_own.own
    LEFT JOIN shown AS words_other ON words_other.change_key = both_sides.change_key AND NOT words_other.own
    LEFT JOIN site_text AS text_now ON text_now.run_id = both_sides.run_id AND text_now.unit_id = both_sides.unit_id
    LEFT JOIN site_text AS text_then
        ON text_then.run_id = both_sides.before_run_id AND text_then.unit_id = both_sides.unit_id
    LEFT JOIN visit AS visit_now ON visit_now.run_id = both_sides.run_id AND visit_now.unit_id = both_sides.unit_id
    LEFT JOIN visit AS visit_then
        ON visit_then.run_id = both_sides.before_run_id AND visit_then.unit_id = both_sides.unit_id
    LEFT JOIN run AS run_now ON run_now.run_id = both_sides.run_id
    LEFT JOIN run AS run_then ON run_then.run_id = both_sides.before_run_id
),
caused AS (
    SELECT
        change_key,
        CASE
            -- We could not look, then or now.
            WHEN NOT audited THEN 'coverage'
            WHEN new.outcome = 'unchecked' OR old.outcome = 'unchecked' THEN 'coverage'
            WHEN visit_now IN ('unreachable', 'blocked') OR visit_then IN ('unreachable', 'blocked') THEN 'coverage'
            WHEN new.outcome = 'manual' OR old.outcome = 'manual' THEN if(rule_changed, 'rule', 'coverage')
            -- The point was not asked, then or now.
            WHEN NOT asked_then OR NOT asked_now THEN 'rule'
            -- The page that decides was wanted and not got, or an incomplete walk cannot tell that it is new or gone.
            WHEN page IS NOT NULL AND other_state IN ('missed', 'skipped') THEN 'coverage'
            WHEN page IS NOT NULL AND other_state IS NULL AND other_is_now AND visit_now <> 'complete' THEN 'coverage'
            WHEN page IS NOT NULL AND other_state IS NULL AND NOT other_is_now AND published <= day_then
                AND (visit_then <> 'complete' OR crawler_changed) THEN 'coverage'
            -- The page is new or gone: no rule makes up for that.
            WHEN page IS NOT NULL AND (other_state IS NULL OR other_state = 'absent') THEN 'site'
            WHEN rule_changed THEN 'rule'
            -- The same words under the same rule on another day.
            WHEN day_changed AND new.outcome = 'stale' AND (same_page OR same_day) THEN 'date'
            WHEN day_changed AND same_page AND 'inapplicable' IN (new.outcome, old.outcome) THEN 'date'
            WHEN engine_changed AND (same_page OR same_site) THEN 'rule'
            WHEN day_changed AND ((same_page AND worse) OR same_site) THEN 'date'
            ELSE 'site'
        END AS cause
    FROM known
)
