-- The tables of gongkai.duckdb. A snapshot is filled once, in bulk, and from then on only read.
-- Times are UTC. Dates of pages are the dates as printed.

-- Site checks are findings too, but of another kind.
CREATE MACRO is_site(point_id) AS starts_with(point_id, 'SITE-');

-- The number of a case when its record is first met; a record that is renamed keeps it (output/cases/links.sql), so ask
-- finding.case_id, not this.
CREATE MACRO case_key(unit_id, point_id, scheme_id, record_key) AS
    'C' || left(sha256(concat_ws(chr(31), unit_id, point_id, coalesce(scheme_id, ''), coalesce(record_key, ''))), 16);

-- Records that are shown as one deficiency share this key: the same in every run, whichever records it speaks of.
CREATE MACRO fold_key(unit_id, point_id, scheme_id) AS
    'F' || left(sha256(concat_ws(chr(31), unit_id, point_id, coalesce(scheme_id, ''))), 16);

-- More than this many records alike are one row; how that row names them, 甲项目等35个项目, and what it says of them.
-- These words are made here alone: views ask with what they count, output/package/folds.py with a part of a fold.
CREATE MACRO fold_above() AS 20;
CREATE MACRO fold_words(first_name, records, counted) AS first_name || '等' || records || coalesce(counted, '条记录');
CREATE MACRO fold_name(record_name, counted) AS fold_words(min(record_name), count(*), any_value(counted));
CREATE MACRO fold_reason(as_of, unit_name, asked, counted, records, all_missing, point_name, names) AS
    '截至' || strftime(as_of, '%Y年%-m月%-d日') || '，' || unit_name || '公布的' || asked || counted || '中，' || records
        || counted || '未见' || if(all_missing, '', '或未完整载明') || point_name || '，如“'
        || array_to_string(list_sort(names)[1:3], '”“') || '”；逐条见附表';

-- When a run began to look, and the day that it speaks of.
CREATE MACRO moment_of(started_at, as_of) AS coalesce(started_at, as_of::TIMESTAMP - INTERVAL 8 HOUR);
CREATE MACRO day_of(started_at, as_of) AS coalesce(as_of, started_at::DATE);

CREATE MACRO evidence_piece(url, grade, value, snippet) AS
    sha256(concat(url, chr(31), grade, chr(31), value, chr(31), snippet));

CREATE TYPE outcome AS ENUM (
    'inapplicable', 'met', 'declared', 'stale', 'partial', 'manual', 'unchecked', 'missing'
);

CREATE MACRO is_decided(outcome) AS outcome IN ('met', 'stale', 'declared', 'partial', 'missing');
CREATE MACRO is_deficient(outcome) AS outcome IN ('missing', 'partial', 'stale');
CREATE MACRO is_in_order(outcome) AS outcome IN ('met', 'declared', 'inapplicable');

-- What several findings of a case come to: the one of most concern among those that decide, else among all.
CREATE MACRO verdict_of(outcome) AS
    coalesce(max(outcome) FILTER (is_deficient(outcome)), max(outcome) FILTER (is_in_order(outcome)), max(outcome));

CREATE TABLE run (
    run_id VARCHAR PRIMARY KEY,
    number INTEGER NOT NULL,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    as_of DATE,
    state VARCHAR,
    complete BOOLEAN NOT NULL,
    published BOOLEAN NOT NULL,
    rule_digest VARCHAR,
    broken VARCHAR[],
    options JSON,
    engine VARCHAR
);
COMMENT ON TABLE run IS '批次: one pass over the units.';
COMMENT ON COLUMN run.run_id IS 'Id of the run, the name of its directory under runs/.';
COMMENT ON COLUMN run.number IS 'Place of the run in time among all runs of this database, from 1.';
COMMENT ON COLUMN run.started_at IS 'When the crawl began (UTC).';
COMMENT ON COLUMN run.finished_at IS 'When the crawl ended (UTC); NULL while it runs.';
COMMENT ON COLUMN run.as_of IS 'The day that the findings speak of.';
COMMENT ON COLUMN run.state IS 'State of the crawl: running or complete.';
COMMENT ON COLUMN run.complete IS 'Whether the run was audited to its end and is published. Views show complete runs only.';
COMMENT ON COLUMN run.published IS 'Whether enough units answered; when not, the published run before stays the latest.';
COMMENT ON COLUMN run.rule_digest IS 'Digest of the rule book that judged the run.';
COMMENT ON COLUMN run.broken IS 'Units whose audit failed; they have no findings in this run.';
COMMENT ON COLUMN run.options IS 'Options that the run was started with.';
COMMENT ON COLUMN run.engine IS 'Digest of the program that judged the run, the rules aside; NULL for runs of an older version.';

CREATE TABLE unit (
    unit_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    kind VARCHAR,
    duty VARCHAR[],
    sites VARCHAR[],
    parent VARCHAR,
    email VARCHAR,
    notes VARCHAR,
    last_run VARCHAR
);
COMMENT ON TABLE unit IS '单位: the registry, each unit as its newest run knew it.';
COMMENT ON COLUMN unit.unit_id IS 'Id of the unit in units.csv.';
COMMENT ON COLUMN unit.name IS 'Full name.';
COMMENT ON COLUMN unit.kind IS 'department, district, zone or institution.';
COMMENT ON COLUMN unit.duty IS 'Keys of rules/duties.yml that the unit holds.';
COMMENT ON COLUMN unit.sites IS 'Addresses where the unit publishes; a path is the scope on a shared portal.';
COMMENT ON COLUMN unit.parent IS 'unit_id of the unit above; empty at the top.';
COMMENT ON COLUMN unit.email IS 'Where notices go.';
COMMENT ON COLUMN unit.notes IS 'Remarks of the registry.';
COMMENT ON COLUMN unit.last_run IS 'The newest run that names the unit; this row is what it said.';

CREATE TABLE point (
    point_id VARCHAR PRIMARY KEY,
    place INTEGER,
    domain VARCHAR NOT NULL,
    domain_title VARCHAR,
    name VARCHAR,
    title VARCHAR,
    level VARCHAR,
    severity VARCHAR,
    freshness VARCHAR,
    status VARCHAR,
    schemes BOOLEAN,
    basis VARCHAR,
    satisfied_by VARCHAR,
    fix VARCHAR,
    cooperating VARCHAR,
    counted VARCHAR,
    rule_digest VARCHAR,
    last_run VARCHAR
);
COMMENT ON TABLE point IS '公开要点: the rule book, each point as its newest run judged by it.';
COMMENT ON COLUMN point.point_id IS 'Permanent id of the point, such as PA-04.';
COMMENT ON COLUMN point.place IS 'Its place in the book: lists are in this order.';
COMMENT ON COLUMN point.domain IS '公开领域: prefix of the domain, such as PA.';
COMMENT ON COLUMN point.domain_title IS 'Name of the domain.';
COMMENT ON COLUMN point.name IS 'Short name of the point.';
COMMENT ON COLUMN point.title IS 'What is right, as one sentence.';
COMMENT ON COLUMN point.level IS 'What is judged: U unit, R record, C column, X must not appear, M by hand.';
COMMENT ON COLUMN point.severity IS 'A essential, B listed content, C supporting, M by hand.';
COMMENT ON COLUMN point.freshness IS 'Freshness codes (F20, FY …), several joined by +.';
COMMENT ON COLUMN point.status IS 'draft, active or retired.';
COMMENT ON COLUMN point.schemes IS 'Whether the point is judged by itself for each 类别: kinds of relief, culture and sport, stages, groups.';
COMMENT ON COLUMN point.basis IS '依据: who says so, in its own words.';
COMMENT ON COLUMN point.satisfied_by IS 'What satisfies the point, for web editors.';
COMMENT ON COLUMN point.fix IS '整改要求: what to do when it is not satisfied.';
COMMENT ON COLUMN point.cooperating IS '配合单位: duty holders that help the lead unit, joined by 、.';
COMMENT ON COLUMN point.counted IS 'How the records it is asked of are counted, such as 个项目; NULL for other points.';
COMMENT ON COLUMN point.rule_digest IS 'Digest of the rule of this point.';
COMMENT ON COLUMN point.last_run IS 'The newest run that judged by the point; this row is what its book said.';

CREATE TABLE scheme (
    scheme_id VARCHAR PRIMARY KEY,
    name VARCHAR,
    last_run VARCHAR
);
COMMENT ON TABLE scheme IS '类别 that points are judged by: kinds of relief, culture and sport, stages, groups, as the newest run named them.';
COMMENT ON COLUMN scheme.scheme_id IS 'Permanent id: SC-01 to SC-13 for relief, a word for the others (culture, preschool …).';
COMMENT ON COLUMN scheme.name IS 'Name.';
COMMENT ON COLUMN scheme.last_run IS 'The newest run that names it.';

CREATE TABLE visit (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    pages BIGINT,
    documents BIGINT,
    attachments BIGINT,
    misses BIGINT,
    columns_found VARCHAR[],
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    searchable BOOLEAN,
    shortfall VARCHAR,
    vanished VARCHAR[],
    appeared VARCHAR[],
    note VARCHAR,
    systems VARCHAR[],
    drawn BIGINT,
    crawler VARCHAR
);
COMMENT ON TABLE visit IS 'How the visit to one unit went in one run.';
COMMENT ON COLUMN visit.run_id IS 'The run.';
COMMENT ON COLUMN visit.unit_id IS 'The unit.';
COMMENT ON COLUMN visit.state IS 'complete, partial, unreachable, blocked or no_column.';
COMMENT ON COLUMN visit.pages IS 'Pages fetched.';
COMMENT ON COLUMN visit.documents IS 'Pages that carry content.';
COMMENT ON COLUMN visit.attachments IS 'Attachments fetched.';
COMMENT ON COLUMN visit.misses IS 'Pages wanted and not got, for a reason of ours or of the network.';
COMMENT ON COLUMN visit.columns_found IS '栏目: names of the disclosure columns that were walked.';
COMMENT ON COLUMN visit.started_at IS 'When the visit began (UTC).';
COMMENT ON COLUMN visit.finished_at IS 'When the visit ended (UTC).';
COMMENT ON COLUMN visit.searchable IS 'Whether the site offers its readers a search.';
COMMENT ON COLUMN visit.shortfall IS 'How the visit falls short of the unit''s last good one; empty when it does not.';
COMMENT ON COLUMN visit.vanished IS '栏目: disclosure columns of the last good visit that this one did not find.';
COMMENT ON COLUMN visit.appeared IS '栏目: disclosure columns that the last good visit did not find.';
COMMENT ON COLUMN visit.note IS 'What the crawl remarked.';
COMMENT ON COLUMN visit.systems IS 'Publishing systems that made the pages (trs, ucap, jcms …), told by their marks, the commonest first; generic for one that bears none we know.';
COMMENT ON COLUMN visit.drawn IS 'How many pages a browser drew, because the plain page showed no list or not all of it.';
COMMENT ON COLUMN visit.crawler IS 'Digest of the crawler that made the visit.';

CREATE TABLE page (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    state VARCHAR,
    kind VARCHAR,
    columns VARCHAR[],
    reason VARCHAR,
    status INTEGER,
    final_url VARCHAR,
    content_type VARCHAR,
    length BIGINT,
    digest VARCHAR,
    warc VARCHAR,
    "offset" BIGINT,
    fetched_at TIMESTAMP,
    referrer VARCHAR,
    anchor VARCHAR,
    list_date VARCHAR
);
COMMENT ON TABLE page IS 'Every URL that a visit wanted, and what came of it.';
COMMENT ON COLUMN page.run_id IS 'The run.';
COMMENT ON COLUMN page.unit_id IS 'The unit.';
COMMENT ON COLUMN page.url IS 'The URL that was wanted.';
COMMENT ON COLUMN page.state IS 'fetched, unchanged, redirected, missed, or absent (404 and 410: a fact about the site).';
COMMENT ON COLUMN page.kind IS 'home, column, list, article, attachment or other.';
COMMENT ON COLUMN page.columns IS '栏目: names of the columns that led here, outermost first.';
COMMENT ON COLUMN page.reason IS 'Why it was missed: timeout, dns, tls, http_5xx, robots, blocked, budget …; else empty.';
COMMENT ON COLUMN page.status IS 'HTTP status; NULL without an answer.';
COMMENT ON COLUMN page.final_url IS 'Where redirects ended.';
COMMENT ON COLUMN page.content_type IS 'Content-Type as sent.';
COMMENT ON COLUMN page.length IS 'Bytes of the decoded body.';
COMMENT ON COLUMN page.digest IS 'SHA-256 of the decoded body.';
COMMENT ON COLUMN page.warc IS 'File of the unit''s directory that holds the captured response.';
COMMENT ON COLUMN page."offset" IS 'Where in that file the record starts.';
COMMENT ON COLUMN page.fetched_at IS 'When it was fetched (UTC).';
COMMENT ON COLUMN page.referrer IS 'The page whose link led here.';
COMMENT ON COLUMN page.anchor IS 'Text of that link.';
COMMENT ON COLUMN page.list_date IS 'Date that the list showed beside the link.';

CREATE TABLE document (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    published DATE,
    metadata_published DATE,
    formed DATE,
    source VARCHAR,
    doc_number VARCHAR,
    index_number VARCHAR,
    page_type VARCHAR,
    issuer VARCHAR,
    columns VARCHAR[],
    how VARCHAR,
    unread VARCHAR,
    digest VARCHAR,
    chars BIGINT,
    text VARCHAR
);
COMMENT ON TABLE document IS 'A page as it was read. Personal data is masked.';
COMMENT ON COLUMN document.run_id IS 'The run.';
COMMENT ON COLUMN document.unit_id IS 'The unit.';
COMMENT ON COLUMN document.url IS 'Address of the page.';
COMMENT ON COLUMN document.title IS 'Title.';
COMMENT ON COLUMN document.published IS 'Publication date as a reader sees it.';
COMMENT ON COLUMN document.metadata_published IS 'Publication date in the page''s metadata.';
COMMENT ON COLUMN document.formed IS 'Day the document itself bears (成文日期 or its signature); lateness is counted from it.';
COMMENT ON COLUMN document.source IS '来源 as printed.';
COMMENT ON COLUMN document.doc_number IS '文号.';
COMMENT ON COLUMN document.index_number IS '索引号.';
COMMENT ON COLUMN document.page_type IS 'policy, interpretation, news, notice, list_of_names, statistics …';
COMMENT ON COLUMN document.issuer IS 'Who speaks: self, higher, peer, lower or media.';
COMMENT ON COLUMN document.columns IS '栏目 path, outermost first.';
COMMENT ON COLUMN document.how IS 'Which way of extraction found the body.';
COMMENT ON COLUMN document.unread IS 'Why the text could not be read; empty when it was.';
COMMENT ON COLUMN document.digest IS 'SHA-256 of the body the text was read from.';
COMMENT ON COLUMN document.chars IS 'Characters of the text.';
COMMENT ON COLUMN document.text IS 'Text, a line a block; kept here for the newest runs, in documents.parquet for all.';

CREATE TABLE attachment (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    parent_url VARCHAR,
    name VARCHAR,
    kind VARCHAR,
    published DATE,
    formed DATE,
    columns VARCHAR[],
    how VARCHAR,
    unread VARCHAR,
    digest VARCHAR,
    chars BIGINT,
    text VARCHAR
);
COMMENT ON TABLE attachment IS '附件: a file that a page offers, as it was read. Personal data is masked.';
COMMENT ON COLUMN attachment.run_id IS 'The run.';
COMMENT ON COLUMN attachment.unit_id IS 'The unit.';
COMMENT ON COLUMN attachment.url IS 'Address of the file.';
COMMENT ON COLUMN attachment.parent_url IS 'The page that offers it.';
COMMENT ON COLUMN attachment.name IS 'Its name as the page gives it.';
COMMENT ON COLUMN attachment.kind IS 'pdf, docx, xlsx, xls, csv …';
COMMENT ON COLUMN attachment.published IS 'Publication date, where the file shows one.';
COMMENT ON COLUMN attachment.formed IS 'Day the file itself bears, by its signature.';
COMMENT ON COLUMN attachment.columns IS '栏目 path of its page, outermost first.';
COMMENT ON COLUMN attachment.how IS 'Which reader read it.';
COMMENT ON COLUMN attachment.unread IS 'Why the text could not be read; empty when it was.';
COMMENT ON COLUMN attachment.digest IS 'SHA-256 of the file.';
COMMENT ON COLUMN attachment.chars IS 'Characters of the text.';
COMMENT ON COLUMN attachment.text IS 'Text; kept here for the newest runs, in documents.parquet for all.';

CREATE TABLE record (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    domain VARCHAR,
    kind VARCHAR,
    record_key VARCHAR,
    record_name VARCHAR
);
COMMENT ON TABLE record IS 'One project or one row of a list, wherever it was met.';
COMMENT ON COLUMN record.run_id IS 'The run.';
COMMENT ON COLUMN record.unit_id IS 'The unit.';
COMMENT ON COLUMN record.url IS 'The page or attachment that shows it.';
COMMENT ON COLUMN record.domain IS 'Prefix of its domain.';
COMMENT ON COLUMN record.kind IS 'Kind of record in the rule book, such as project.';
COMMENT ON COLUMN record.record_key IS 'Stable key: the same record in several places has one key.';
COMMENT ON COLUMN record.record_name IS 'Its name as printed.';

CREATE TABLE evidence (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    point_id VARCHAR NOT NULL,
    scheme_id VARCHAR,
    record_key VARCHAR,
    record_name VARCHAR,
    grade VARCHAR,
    value VARCHAR,
    snippet VARCHAR,
    reason VARCHAR,
    partial BOOLEAN,
    era VARCHAR
);
COMMENT ON TABLE evidence IS '证据: a place in a document that shows a point. Values are masked.';
COMMENT ON COLUMN evidence.run_id IS 'The run.';
COMMENT ON COLUMN evidence.unit_id IS 'The unit.';
COMMENT ON COLUMN evidence.url IS 'The page or attachment.';
COMMENT ON COLUMN evidence.point_id IS 'The point it shows.';
COMMENT ON COLUMN evidence.scheme_id IS '类别, for points judged by scheme.';
COMMENT ON COLUMN evidence.record_key IS 'The record it belongs to; NULL when it speaks for the page.';
COMMENT ON COLUMN evidence.record_name IS 'Name of that record.';
COMMENT ON COLUMN evidence.grade IS 'E3 a value bound to a label, E2 a page on the topic.';
COMMENT ON COLUMN evidence.value IS 'The value.';
COMMENT ON COLUMN evidence.snippet IS 'The words around it, masked.';
COMMENT ON COLUMN evidence.reason IS 'Why it counts.';
COMMENT ON COLUMN evidence.partial IS 'Whether it shows only part of what the point asks.';
COMMENT ON COLUMN evidence.era IS 'old when only the vocabulary before 2021-02 is used, new for the present one.';

CREATE TABLE finding (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    point_id VARCHAR NOT NULL,
    scheme_id VARCHAR,
    record_key VARCHAR,
    record_name VARCHAR,
    url VARCHAR,
    outcome outcome NOT NULL,
    severity VARCHAR,
    grade VARCHAR,
    reason VARCHAR,
    searched_pages BIGINT,
    unseen_pages BIGINT,
    rule_digest VARCHAR,
    as_of DATE,
    share DOUBLE,
    windows DOUBLE,
    case_id VARCHAR
);
COMMENT ON TABLE finding IS 'What a point came to on one unit, scheme or record in one run.';
COMMENT ON COLUMN finding.run_id IS 'The run.';
COMMENT ON COLUMN finding.unit_id IS 'The unit.';
COMMENT ON COLUMN finding.point_id IS 'The point.';
COMMENT ON COLUMN finding.scheme_id IS '类别 (SC-01 …, culture, preschool …), for points judged by scheme.';
COMMENT ON COLUMN finding.record_key IS 'The record, for points asked of every record.';
COMMENT ON COLUMN finding.record_name IS 'Name of that record.';
COMMENT ON COLUMN finding.url IS 'The page that the finding speaks of.';
COMMENT ON COLUMN finding.outcome IS 'met, partial, stale, missing, declared, manual, unchecked or inapplicable. Sorts by concern.';
COMMENT ON COLUMN finding.severity IS 'A essential, B listed content, C supporting, M by hand.';
COMMENT ON COLUMN finding.grade IS 'Grade of the best evidence: E3 a value bound to its label, E2 a page on the topic, E1 only mentions (of a missing point); NULL without any.';
COMMENT ON COLUMN finding.reason IS 'The fact, in Chinese.';
COMMENT ON COLUMN finding.searched_pages IS 'Documents that were read for it.';
COMMENT ON COLUMN finding.unseen_pages IS 'Pages of its columns that could not be looked at.';
COMMENT ON COLUMN finding.rule_digest IS 'Digest of the rule that judged: differs when the rule changed, not the site.';
COMMENT ON COLUMN finding.as_of IS 'The day that the finding speaks of.';
COMMENT ON COLUMN finding.share IS 'How much, 0 to 1, of a requirement in several parts is there; NULL where it was not counted.';
COMMENT ON COLUMN finding.windows IS 'How old stale evidence is, in freshness windows (2.5: two and a half times what is allowed); NULL when it is not stale.';
COMMENT ON COLUMN finding.case_id IS 'The case that it belongs to, whether it ever was deficient or not; NULL for site checks.';

CREATE TABLE privacy_hit (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    priv_id VARCHAR NOT NULL,
    masked BOOLEAN,
    count BIGINT,
    snippet VARCHAR,
    digest VARCHAR
);
COMMENT ON TABLE privacy_hit IS 'Personal data seen on a page, never the data itself.';
COMMENT ON COLUMN privacy_hit.run_id IS 'The run.';
COMMENT ON COLUMN privacy_hit.unit_id IS 'The unit.';
COMMENT ON COLUMN privacy_hit.url IS 'The page or attachment.';
COMMENT ON COLUMN privacy_hit.priv_id IS 'What kind: PRIV-01 identity card, PRIV-02 bank account …';
COMMENT ON COLUMN privacy_hit.masked IS 'Whether the unit had masked it well enough.';
COMMENT ON COLUMN privacy_hit.count IS 'How many distinct values.';
COMMENT ON COLUMN privacy_hit.snippet IS 'Where it stands, masked by us.';
COMMENT ON COLUMN privacy_hit.digest IS 'Salted hash, to tell the same values again in a later run.';

CREATE TABLE flag (
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    other_unit_id VARCHAR,
    other_url VARCHAR,
    proof VARCHAR,
    seen_at DATE
);
COMMENT ON TABLE flag IS '待核实线索: what a person should look at. A flag never changes an outcome.';
COMMENT ON COLUMN flag.run_id IS 'The run.';
COMMENT ON COLUMN flag.unit_id IS 'The unit.';
COMMENT ON COLUMN flag.kind IS 'late, template, copied, redated, burst, hidden or keyword_stuffing.';
COMMENT ON COLUMN flag.url IS 'The page or attachment.';
COMMENT ON COLUMN flag.title IS 'Its title.';
COMMENT ON COLUMN flag.other_unit_id IS 'The other unit, where two are compared.';
COMMENT ON COLUMN flag.other_url IS 'The page it is compared with.';
COMMENT ON COLUMN flag.proof IS 'The fact, in Chinese. Personal data is masked.';
COMMENT ON COLUMN flag.seen_at IS 'The day that the audit speaks of.';

CREATE TABLE score_rule (
    digest VARCHAR NOT NULL,
    severity_a DOUBLE NOT NULL,
    severity_b DOUBLE NOT NULL,
    severity_c DOUBLE NOT NULL,
    severity_m DOUBLE NOT NULL,
    met DOUBLE NOT NULL,
    declared DOUBLE NOT NULL,
    partial DOUBLE NOT NULL,
    missing DOUBLE NOT NULL,
    late DOUBLE NOT NULL,
    very_late DOUBLE NOT NULL,
    least_records INTEGER NOT NULL,
    least_coverage DOUBLE NOT NULL,
    excellent DOUBLE NOT NULL,
    good DOUBLE NOT NULL,
    passed DOUBLE NOT NULL
);
COMMENT ON TABLE score_rule IS '得分办法: the weights that all scores of this database were computed with. One row.';
COMMENT ON COLUMN score_rule.digest IS 'Short name of these weights: equal weights have equal names.';
COMMENT ON COLUMN score_rule.severity_a IS 'Weight of a point of severity A.';
COMMENT ON COLUMN score_rule.severity_b IS 'Weight of a point of severity B.';
COMMENT ON COLUMN score_rule.severity_c IS 'Weight of a point of severity C.';
COMMENT ON COLUMN score_rule.severity_m IS 'Weight of a point judged by hand.';
COMMENT ON COLUMN score_rule.met IS 'Score of 达标, 0 to 1.';
COMMENT ON COLUMN score_rule.declared IS 'Score of 情况说明 that nobody has accepted yet.';
COMMENT ON COLUMN score_rule.partial IS 'Score of 部分达标 where the finding does not say how much is there.';
COMMENT ON COLUMN score_rule.missing IS 'Score of 未见.';
COMMENT ON COLUMN score_rule.late IS 'Factor for evidence past its freshness window.';
COMMENT ON COLUMN score_rule.very_late IS 'Factor for evidence more than twice as old as its window.';
COMMENT ON COLUMN score_rule.least_records IS 'Fewest decided records that make a sample.';
COMMENT ON COLUMN score_rule.least_coverage IS 'Least share of checks, and of points, that must be decided for a grade.';
COMMENT ON COLUMN score_rule.excellent IS 'Least score of 优.';
COMMENT ON COLUMN score_rule.good IS 'Least score of 良.';
COMMENT ON COLUMN score_rule.passed IS 'Least score of 合格.';

CREATE TYPE case_state AS ENUM (
    'found', 'notified', 'fixing', 'replied', 'returned', 'overdue',
    'closed', 'false_positive', 'not_applicable', 'explained', 'continued'
);

CREATE TABLE "case" (
    case_id VARCHAR PRIMARY KEY,
    unit_id VARCHAR NOT NULL,
    point_id VARCHAR NOT NULL,
    scheme_id VARCHAR,
    record_key VARCHAR,
    record_name VARCHAR,
    first_run VARCHAR NOT NULL,
    last_run VARCHAR NOT NULL,
    open BOOLEAN NOT NULL,
    fold_id VARCHAR,
    state case_state NOT NULL,
    notified_at TIMESTAMP,
    deadline DATE,
    replied_at TIMESTAMP,
    closed_at TIMESTAMP,
    closed_by VARCHAR,
    evidence_hash VARCHAR,
    days_open INTEGER,
    confirmed BOOLEAN NOT NULL,
    continues VARCHAR,
    closed_run VARCHAR,
    found_again VARCHAR,
    proposed VARCHAR
);
COMMENT ON TABLE "case" IS '台账: a deficiency across runs, with what people decided. One for each unit, point, scheme and record ever deficient (docs/cases.md).';
COMMENT ON COLUMN "case".case_id IS 'Number of the case: a hash of unit, point, scheme and the record as it was first met. It stays when the record is renamed.';
COMMENT ON COLUMN "case".unit_id IS 'The unit.';
COMMENT ON COLUMN "case".point_id IS 'The point.';
COMMENT ON COLUMN "case".scheme_id IS '类别, for points judged by scheme.';
COMMENT ON COLUMN "case".record_key IS 'The record as the newest run has it, for points asked of every record.';
COMMENT ON COLUMN "case".record_name IS 'Name of that record, as the newest run gives it.';
COMMENT ON COLUMN "case".first_run IS 'The first run that ever found it deficient.';
COMMENT ON COLUMN "case".last_run IS 'The newest run that found it deficient.';
COMMENT ON COLUMN "case".open IS 'Whether it still waits for somebody: state is found, notified, fixing, replied, returned or overdue.';
COMMENT ON COLUMN "case".fold_id IS 'Key under which the view deficiency shows it together with the other records that lack the same point, when they are more than 20. The same in every run; NULL for points that are not asked of records.';
COMMENT ON COLUMN "case".state IS 'found 发现, notified 已告知, fixing 整改中, replied 已反馈, returned 退回, overdue 长期未整改, closed 复核通过（销号）, false_positive 误报（撤销）, not_applicable 不适用（确认）, explained 情况说明认可, continued 转入新编号. Sorts in this order. overdue is reckoned for the day of the latest complete run.';
COMMENT ON COLUMN "case".notified_at IS 'When the unit was first told since it was last opened (UTC).';
COMMENT ON COLUMN "case".deadline IS '整改期限, as last told.';
COMMENT ON COLUMN "case".replied_at IS 'When the unit last replied since it was last opened (UTC).';
COMMENT ON COLUMN "case".closed_at IS 'When it was closed or waived (UTC); NULL while it is open.';
COMMENT ON COLUMN "case".closed_by IS 'Who closed or waived it, two names where a second person approved; NULL when a run or a re-check did.';
COMMENT ON COLUMN "case".evidence_hash IS 'Hash of the evidence that the state rests on: of the check that closed it, or of the finding that is open or was waived. Empty where nothing was found.';
COMMENT ON COLUMN "case".days_open IS 'Days from its last opening to its closing, or to the day of the latest complete run.';
COMMENT ON COLUMN "case".confirmed IS 'Whether a person confirmed it since it was last opened.';
COMMENT ON COLUMN "case".continues IS 'The case that this one continues, after a merge or split of its record; its past counts as this one''s.';
COMMENT ON COLUMN "case".closed_run IS 'The run or re-check that closed it.';
COMMENT ON COLUMN "case".found_again IS 'The newest run that found it, unchanged, after a person closed or waived it; NULL when none did.';
COMMENT ON COLUMN "case".proposed IS 'close or waive, when that waits for a second person.';

CREATE TABLE case_event (
    case_id VARCHAR NOT NULL,
    run_id VARCHAR,
    number INTEGER,
    event VARCHAR NOT NULL,
    outcome outcome,
    event_no INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    "at" TIMESTAMP,
    person VARCHAR,
    text VARCHAR,
    url VARCHAR,
    ground VARCHAR,
    evidence_hash VARCHAR,
    deadline DATE,
    entry_id INTEGER
);
COMMENT ON TABLE case_event IS 'Turns in the life of a case: what runs saw and what people decided, in order.';
COMMENT ON COLUMN case_event.case_id IS 'The case.';
COMMENT ON COLUMN case_event.run_id IS 'The run or re-check that saw the turn, or that the person names.';
COMMENT ON COLUMN case_event.number IS 'Place of the run in time (run.number); NULL for what people did.';
COMMENT ON COLUMN case_event.event IS 'Of runs: opened, reopened (deficient again), cleared (found in order), found_again (unchanged after a person settled it), continued (its record was merged or split). Of people: confirm, notify, start, reply, reject, recheck, close, waive, approve, refuse, note, reopen.';
COMMENT ON COLUMN case_event.outcome IS 'The outcome that made the turn of a run.';
COMMENT ON COLUMN case_event.event_no IS 'Place in the life of the case, from 1.';
COMMENT ON COLUMN case_event.source IS 'run, person or recheck.';
COMMENT ON COLUMN case_event."at" IS 'When (UTC); of a run, when it began to look.';
COMMENT ON COLUMN case_event.person IS 'Who decided or asked for the re-check.';
COMMENT ON COLUMN case_event.text IS 'What the person wrote; of continued, the numbers it goes on under; of a re-check, passed or failed.';
COMMENT ON COLUMN case_event.url IS 'The page that the run or the reply speaks of.';
COMMENT ON COLUMN case_event.ground IS 'Why it was waived: false_positive, not_applicable or explained.';
COMMENT ON COLUMN case_event.evidence_hash IS 'Hash of the evidence that the run or re-check saw.';
COMMENT ON COLUMN case_event.deadline IS '整改期限 that was set.';
COMMENT ON COLUMN case_event.entry_id IS 'The entry of the journal.';

CREATE TABLE case_turn (
    case_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    event VARCHAR NOT NULL,
    outcome outcome NOT NULL,
    "at" TIMESTAMP,
    day DATE
);
COMMENT ON TABLE case_turn IS 'The turns that complete runs alone saw: where a case became deficient or in order. What lists and weekly changes rest on, whatever people decided.';
COMMENT ON COLUMN case_turn.case_id IS 'The case; one that continues another has its turns too.';
COMMENT ON COLUMN case_turn.run_id IS 'The run that saw the turn.';
COMMENT ON COLUMN case_turn.number IS 'Place of that run in time (run.number).';
COMMENT ON COLUMN case_turn.event IS 'opened, reopened (deficient again after it was in order) or cleared (found in order).';
COMMENT ON COLUMN case_turn.outcome IS 'The outcome that made the turn.';
COMMENT ON COLUMN case_turn."at" IS 'When the run began to look (UTC).';
COMMENT ON COLUMN case_turn.day IS 'The day that it speaks of.';

CREATE TABLE case_link (
    case_id VARCHAR NOT NULL,
    continues VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    main BOOLEAN NOT NULL
);
COMMENT ON TABLE case_link IS 'Which case continues which, after records were merged or split. Records renamed one for one keep their number and are not here.';
COMMENT ON COLUMN case_link.case_id IS 'The new case.';
COMMENT ON COLUMN case_link.continues IS 'The case before.';
COMMENT ON COLUMN case_link.run_id IS 'The run that saw it.';
COMMENT ON COLUMN case_link.number IS 'Place of that run in time.';
COMMENT ON COLUMN case_link.main IS 'Whether its past counts as the new one''s: of several merged, the oldest.';

-- Every case with all those whose past is its own too, and the run before which that past ends.
CREATE MACRO case_line() AS TABLE
    WITH RECURSIVE line AS (
        SELECT case_id, continues AS ancestor, number AS until FROM case_link WHERE main
        UNION ALL
        SELECT line.case_id, case_link.continues, least(line.until, case_link.number)
        FROM line JOIN case_link ON case_link.case_id = line.ancestor WHERE case_link.main
    )
    FROM line;
