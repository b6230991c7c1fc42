-- +goose Up
-- The words of names with the conversations that they find, in the order of
-- activity: of a name that thousands have, a page is the first few. Only the latest
-- conversation of a person with a WhatsApp number is here, and not the newest of a
-- project: who writes now writes again soon, and these are searched one by one.
CREATE TABLE search_names (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  word            TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  last_active_at  BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, word)
);
CREATE INDEX search_names_order ON search_names (project_id, word, last_active_at DESC, conversation_id DESC);

-- Up to which conversation of each project all are in search_names. What was
-- active since then may still stand there at its former place.
CREATE TABLE search_settled (
  project_id      TEXT PRIMARY KEY REFERENCES projects (id) ON DELETE CASCADE,
  last_active_at  BIGINT NOT NULL,
  conversation_id TEXT NOT NULL
);

-- What is there already is settled as what was there before the index.
UPDATE search_past SET done = 0;
