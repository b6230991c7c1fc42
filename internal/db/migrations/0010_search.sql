-- +goose Up

-- The words of messages, as package search writes them: ASCII letters and
-- digits, the same for both dialects. place is the order of the hits: the
-- instant of the message in unix milliseconds times 2^20, and its arrival.
CREATE TABLE search_messages (
-- sqlite: place INTEGER PRIMARY KEY,
-- postgres: place BIGINT PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
  words      TEXT NOT NULL
);
-- postgres: CREATE INDEX search_index ON search_messages USING gin (to_tsvector('simple', words));

-- The triggers keep the index to the table also where rows go by a cascade:
-- what is erased is not found from the same commit on.
-- sqlite: CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_messages', content_rowid='place', tokenize='ascii', columnsize=0);
-- sqlite: -- +goose StatementBegin
-- sqlite: CREATE TRIGGER search_messages_insert AFTER INSERT ON search_messages BEGIN
-- sqlite:   INSERT INTO search_index (rowid, words) VALUES (new.place, new.words);
-- sqlite: END;
-- sqlite: -- +goose StatementEnd
-- sqlite: -- +goose StatementBegin
-- sqlite: CREATE TRIGGER search_messages_delete AFTER DELETE ON search_messages BEGIN
-- sqlite:   INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.place, old.words);
-- sqlite: END;
-- sqlite: -- +goose StatementEnd
-- sqlite: -- +goose StatementBegin
-- sqlite: CREATE TRIGGER search_messages_update AFTER UPDATE ON search_messages BEGIN
-- sqlite:   INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.place, old.words);
-- sqlite:   INSERT INTO search_index (rowid, words) VALUES (new.place, new.words);
-- sqlite: END;
-- sqlite: -- +goose StatementEnd

-- By what a person is found: the words of every name, and every ending of every
-- phone number, so that any part of a number is the beginning of a word.
CREATE TABLE search_people (
  contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  word       TEXT NOT NULL,
  project_id TEXT NOT NULL,
  PRIMARY KEY (contact_id, word)
);
CREATE INDEX search_people_word ON search_people (project_id, word, contact_id);

-- One row: how far the records of before the index have been read.
CREATE TABLE search_past (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  contact_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  done       INTEGER NOT NULL
);
INSERT INTO search_past (id, contact_id, message_id, done) VALUES (1, '', '', 0);
