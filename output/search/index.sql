-- The words of the newest texts, to search by. Filled by output/search/index.py, kept from build to build.

CREATE TABLE loaded (
    run_id VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    texts BOOLEAN NOT NULL
);
COMMENT ON TABLE loaded IS 'Which files of each run this database was filled from.';
COMMENT ON COLUMN loaded.run_id IS 'The run.';
COMMENT ON COLUMN loaded.digest IS 'Digest over name, size and time of the run''s files; a run whose files changed is read again.';
COMMENT ON COLUMN loaded.texts IS 'Whether the texts of its documents are here, too.';

CREATE TABLE search_text (
    text_id INTEGER NOT NULL,
    digest VARCHAR NOT NULL,
    words INTEGER NOT NULL
);
COMMENT ON TABLE search_text IS 'Each different text (title and body) of the newest documents that can be searched.';
COMMENT ON COLUMN search_text.text_id IS 'Number of the text, in this database only.';
COMMENT ON COLUMN search_text.digest IS 'SHA-256 of title and text: what was cut once is not cut again.';
COMMENT ON COLUMN search_text.words IS 'How many words it has, for ranking.';

CREATE TABLE search_document (
    text_id INTEGER NOT NULL,
    run_id VARCHAR NOT NULL,
    unit_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    title VARCHAR,
    published DATE
);
COMMENT ON TABLE search_document IS 'What can be searched: the newest text of each address in the newest runs whose texts are kept.';
COMMENT ON COLUMN search_document.text_id IS 'Its text.';
COMMENT ON COLUMN search_document.run_id IS 'The newest run that read it; an older one than the latest when the page is gone.';
COMMENT ON COLUMN search_document.unit_id IS 'The unit.';
COMMENT ON COLUMN search_document.url IS 'Address of the page or attachment.';
COMMENT ON COLUMN search_document.kind IS 'page or attachment.';
COMMENT ON COLUMN search_document.title IS 'Title, or name of the attachment.';
COMMENT ON COLUMN search_document.published IS 'Publication date.';

CREATE TABLE search_word (
    word_id INTEGER NOT NULL,
    word VARCHAR NOT NULL
);
COMMENT ON TABLE search_word IS 'Words of the index: of jieba''s cut, two characters and more, and dictionary words inside longer ones.';
COMMENT ON COLUMN search_word.word_id IS 'Number of the word, in this database only.';
COMMENT ON COLUMN search_word.word IS 'The word, in lower case.';

CREATE TABLE search_posting (
    word_id INTEGER NOT NULL,
    text_id INTEGER NOT NULL,
    times USMALLINT NOT NULL
);
COMMENT ON TABLE search_posting IS 'Inverted table: which word stands in which text.';
COMMENT ON COLUMN search_posting.word_id IS 'The word.';
COMMENT ON COLUMN search_posting.text_id IS 'The text.';
COMMENT ON COLUMN search_posting.times IS 'How often, a word of the title counted three times.';

CREATE TABLE search_segment (
    postings BIGINT NOT NULL
);
COMMENT ON TABLE search_segment IS 'Parts of search_posting that are each in order of words; the first is the largest.';
COMMENT ON COLUMN search_segment.postings IS 'Rows of the part.';

-- Texts that hold at least so many of the words, by BM25 with the usual k1 = 1.2 and b = 0.75.
CREATE MACRO search_least(asked_words, least) AS TABLE
WITH wanted AS (
    SELECT DISTINCT unnest(asked_words) AS word
),
bound AS (
    SELECT least AS words
),
asked AS (
    SELECT word_id FROM search_word WHERE word IN (FROM wanted)
),
hit AS MATERIALIZED (
    SELECT word_id, text_id, times FROM search_posting WHERE word_id IN (FROM asked)
),
whole AS (
    SELECT text_id FROM hit GROUP BY text_id HAVING count(*) >= (SELECT words FROM bound)
),
known AS (
    SELECT count(*) AS texts, avg(words) AS mean FROM search_text
),
rare AS (
    SELECT word_id, ln(1 + (any_value(texts) - count(*) + 0.5) / (count(*) + 0.5)) AS idf
    FROM hit CROSS JOIN known GROUP BY word_id
),
ranked AS (
    SELECT text_id, sum(idf * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * words / mean))) AS score
    FROM hit SEMI JOIN whole USING (text_id) JOIN search_text USING (text_id) JOIN rare USING (word_id) CROSS JOIN known
    GROUP BY text_id
)
SELECT search_document.*, round(ranked.score, 3) AS score
FROM ranked JOIN search_document USING (text_id);

CREATE MACRO search_words(asked_words) AS TABLE SELECT * FROM search_least(asked_words, len(list_distinct(asked_words)));
