-- +goose Up
-- What the team keeps about a person. A deleted note can be taken back until
-- the cleaning removes it.
CREATE TABLE contact_notes (
  id                 TEXT PRIMARY KEY,
  contact_id         TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  name               TEXT NOT NULL,
  content            TEXT NOT NULL,
  metadata           TEXT NOT NULL DEFAULT '{}',
  created_by_user_id TEXT,
  created_at         BIGINT NOT NULL,
  updated_at         BIGINT NOT NULL,
  deleted_at         BIGINT
);
CREATE INDEX contact_notes_list ON contact_notes (contact_id, created_at DESC, id DESC);
CREATE INDEX contact_notes_deleted ON contact_notes (deleted_at) WHERE deleted_at IS NOT NULL;

-- Whom a WhatsApp number has blocked: a row for each person and number.
CREATE TABLE contact_blocks (
  contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  number_id  TEXT NOT NULL REFERENCES numbers (id),
  blocked_at BIGINT NOT NULL,
  PRIMARY KEY (contact_id, number_id)
);

-- A request to block or unblock people, with WhatsApp's answer for whoever
-- waits for it. status is 0 until there is one; the cleaning removes it.
CREATE TABLE block_requests (
  id         TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  number_id  TEXT NOT NULL REFERENCES numbers (id),
  block      INTEGER NOT NULL,
  users      TEXT NOT NULL,
  actor      TEXT NOT NULL,
  status     INTEGER NOT NULL DEFAULT 0,
  answer     TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX block_requests_age ON block_requests (created_at);

-- An erased contact is found by nobody; its rows are removed step by step.
ALTER TABLE contacts ADD COLUMN erased_at BIGINT;

-- What is erased leaves no words behind in the segments of the index.
-- sqlite: INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1);
