-- +goose Up
-- place is now the second of a message times 2^30, and its arrival: with less of
-- the arrival number the messages of a busy second shared places. It is negative,
-- so that the newest come first: with secure-delete, FTS5 goes through the rows of
-- a word downwards only after it has read them all. And its words
-- begin with one for its project, so that a small project beside a large one has
-- its hits from the index alone. What the index had is read again; it goes all at
-- once, without the trigger for each row.
-- sqlite: DROP TRIGGER search_messages_delete;
DELETE FROM search_messages;
-- sqlite: INSERT INTO search_index (search_index) VALUES ('delete-all');
-- sqlite: -- +goose StatementBegin
-- sqlite: CREATE TRIGGER search_messages_delete AFTER DELETE ON search_messages BEGIN
-- sqlite:   INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.place, old.words);
-- sqlite: END;
-- sqlite: -- +goose StatementEnd
UPDATE search_past SET message_id = '', done = 0;

-- Which words there are, read from the index: one that many others begin with is
-- asked for by all of them, since FTS5 reads everything that has a beginning
-- before it gives the first row.
-- sqlite: CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_index', 'instance');
