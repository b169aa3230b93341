-- Full-text search. The rows of an FTS5 table are numbers, and it gives them in their order for free,
-- so that a number that follows time means newest first. `seq` is the millisecond of the id times
-- 32768, plus a place within that millisecond; the tables below map it to the id. Both are fed by the
-- store, once for each batch: triggers cost three to eight times as much. The sums turn the twelve
-- hexadecimal digits of rows that were there before into a number. Beginnings of three letters have
-- an index of their own: merging every word that begins so takes a third of a second at 300,000 rows.

CREATE TABLE activity_search (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL
);
CREATE VIEW activity_words AS
    SELECT s.seq AS seq, t.text AS text, t.author_handle AS author_handle, t.author_name AS author_name
    FROM activity_search s JOIN activity t ON t.id = s.id;
CREATE VIRTUAL TABLE activity_fts USING fts5 (
    text, author_handle, author_name,
    content='activity_words', content_rowid='seq', columnsize=0, prefix='3',
    tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO activity_search (seq, id)
    SELECT (
        (instr('0123456789abcdef', substr(id, 1, 1)) - 1) * 17592186044416 +
        (instr('0123456789abcdef', substr(id, 2, 1)) - 1) * 1099511627776 +
        (instr('0123456789abcdef', substr(id, 3, 1)) - 1) * 68719476736 +
        (instr('0123456789abcdef', substr(id, 4, 1)) - 1) * 4294967296 +
        (instr('0123456789abcdef', substr(id, 5, 1)) - 1) * 268435456 +
        (instr('0123456789abcdef', substr(id, 6, 1)) - 1) * 16777216 +
        (instr('0123456789abcdef', substr(id, 7, 1)) - 1) * 1048576 +
        (instr('0123456789abcdef', substr(id, 8, 1)) - 1) * 65536 +
        (instr('0123456789abcdef', substr(id, 9, 1)) - 1) * 4096 +
        (instr('0123456789abcdef', substr(id, 10, 1)) - 1) * 256 +
        (instr('0123456789abcdef', substr(id, 11, 1)) - 1) * 16 +
        (instr('0123456789abcdef', substr(id, 12, 1)) - 1) * 1
    ) * 32768 + row_number() OVER (PARTITION BY substr(id, 1, 12) ORDER BY id) - 1, id
    FROM activity;
INSERT INTO activity_fts (activity_fts) VALUES ('rebuild');

CREATE TABLE own_post_search (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL
);
CREATE VIEW own_post_words AS
    SELECT s.seq AS seq, t.text AS text
    FROM own_post_search s JOIN own_post t ON t.id = s.id;
CREATE VIRTUAL TABLE own_post_fts USING fts5 (
    text,
    content='own_post_words', content_rowid='seq', columnsize=0, prefix='3',
    tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO own_post_search (seq, id)
    SELECT (
        (instr('0123456789abcdef', substr(id, 1, 1)) - 1) * 17592186044416 +
        (instr('0123456789abcdef', substr(id, 2, 1)) - 1) * 1099511627776 +
        (instr('0123456789abcdef', substr(id, 3, 1)) - 1) * 68719476736 +
        (instr('0123456789abcdef', substr(id, 4, 1)) - 1) * 4294967296 +
        (instr('0123456789abcdef', substr(id, 5, 1)) - 1) * 268435456 +
        (instr('0123456789abcdef', substr(id, 6, 1)) - 1) * 16777216 +
        (instr('0123456789abcdef', substr(id, 7, 1)) - 1) * 1048576 +
        (instr('0123456789abcdef', substr(id, 8, 1)) - 1) * 65536 +
        (instr('0123456789abcdef', substr(id, 9, 1)) - 1) * 4096 +
        (instr('0123456789abcdef', substr(id, 10, 1)) - 1) * 256 +
        (instr('0123456789abcdef', substr(id, 11, 1)) - 1) * 16 +
        (instr('0123456789abcdef', substr(id, 12, 1)) - 1) * 1
    ) * 32768 + row_number() OVER (PARTITION BY substr(id, 1, 12) ORDER BY id) - 1, id
    FROM own_post;
INSERT INTO own_post_fts (own_post_fts) VALUES ('rebuild');
