-- +goose Up
-- Somebody who was asked to join a project. One invitation per email: asking
-- again gives a new link, and the earlier one no longer works.
CREATE TABLE invitations (
  id         TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  email      TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'inbox')),
  token_hash TEXT NOT NULL UNIQUE,
  invited_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  UNIQUE (project_id, email)
);
CREATE INDEX invitations_age ON invitations (expires_at);

-- When a person, a session and a key were last seen, to the minutes: written
-- once in a while, not with each request. 0 is never.
ALTER TABLE users ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';

-- What a key is limited to, names of permissions with spaces between them; ''
-- is everything that a key may do. A revoked key is kept for a while, so that
-- people see what it was.
ALTER TABLE api_keys ADD COLUMN permissions TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_keys ADD COLUMN revoked_at BIGINT NOT NULL DEFAULT 0;

-- How a WhatsApp number is, in WhatsApp's own words, and what is wrong with it.
-- problem is '' while nothing is; problem_code is WhatsApp's, 0 for none.
CREATE TABLE number_health (
  number_id       TEXT PRIMARY KEY REFERENCES numbers (id) ON DELETE CASCADE,
  quality         TEXT NOT NULL DEFAULT '',
  messaging_limit TEXT NOT NULL DEFAULT '',
  problem         TEXT NOT NULL DEFAULT '',
  problem_code    BIGINT NOT NULL DEFAULT 0,
  problem_at      BIGINT NOT NULL DEFAULT 0,
  checked_at      BIGINT NOT NULL DEFAULT 0,
  webhook_at      BIGINT NOT NULL DEFAULT 0
);

-- The last test of a number's connection, with its steps as JSON.
CREATE TABLE number_checks (
  number_id   TEXT PRIMARY KEY REFERENCES numbers (id) ON DELETE CASCADE,
  id          TEXT NOT NULL,
  steps       TEXT NOT NULL,
  started_at  BIGINT NOT NULL,
  finished_at BIGINT NOT NULL DEFAULT 0
);
