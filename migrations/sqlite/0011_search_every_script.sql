-- Full-text search in every script. The words are made by the store, before they come here: letters
-- without case and accents, and in scripts that do not part words by spaces every two neighbouring
-- characters, so that any part of a text is found. `letters` holds each single character of those
-- scripts once. The index keeps no text of its own, and gives up a row by its number. Whoever runs
-- this fills it afterwards, in the same transaction.

DROP TABLE activity_fts;
DROP VIEW activity_words;
CREATE VIRTUAL TABLE activity_fts USING fts5 (
    text, author_handle, author_name, letters,
    content='', contentless_delete=1, prefix='3', tokenize='ascii'
);

DROP TABLE own_post_fts;
DROP VIEW own_post_words;
CREATE VIRTUAL TABLE own_post_fts USING fts5 (
    text, letters,
    content='', contentless_delete=1, prefix='3', tokenize='ascii'
);
