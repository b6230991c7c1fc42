-- +goose Up
-- Who is in charge of a conversation, beside the row so that lists filter by
-- it; and who ended it when. closed_by is an actor as the event log has it.
ALTER TABLE conversations ADD COLUMN assigned_user_id TEXT REFERENCES users (id);
ALTER TABLE conversations ADD COLUMN closed_at BIGINT;
ALTER TABLE conversations ADD COLUMN closed_by TEXT;
-- The second serves a person's conversations of any status; what nobody has is
-- most of what there is, and read along conversations_list.
CREATE INDEX conversations_by_assignee ON conversations (project_id, status, assigned_user_id, last_active_at DESC, id DESC);
CREATE INDEX conversations_assigned ON conversations (project_id, assigned_user_id, last_active_at DESC, id DESC)
  WHERE assigned_user_id IS NOT NULL;

-- Who was put in charge, by whom and why. At most one is active.
CREATE TABLE assignments (
  id                 TEXT PRIMARY KEY,
  conversation_id    TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id            TEXT NOT NULL REFERENCES users (id),
  created_by_user_id TEXT REFERENCES users (id),
  notes              TEXT,
  active             INTEGER NOT NULL CHECK (active IN (0, 1)),
  created_at         BIGINT NOT NULL
);
CREATE UNIQUE INDEX assignments_active ON assignments (conversation_id) WHERE active = 1;
CREATE INDEX assignments_history ON assignments (conversation_id, created_at DESC, id DESC);

-- What happened to a conversation besides its messages, kept with it.
CREATE TABLE activities (
  id              TEXT PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  type            TEXT NOT NULL CHECK (type IN ('assigned', 'unassigned', 'closed', 'reopened', 'ended_by_silence')),
  actor           TEXT NOT NULL,
  user_id         TEXT REFERENCES users (id),
  notes           TEXT,
  at              BIGINT NOT NULL
);
CREATE INDEX activities_thread ON activities (conversation_id, at DESC, id DESC);

-- Conversations that are open already end by silence too.
INSERT INTO jobs (id, kind, key, args, run_at, due_at, attempt, max_attempts, lease, holder, last_error, enqueued_at)
  SELECT id, 'end_silence', '', '{"conversation_id":"' || id || '"}', last_active_at + 86400000, last_active_at + 86400000, 0, 0, '', '', '', last_active_at
  FROM conversations WHERE status = 'active';

-- Which screens show a conversation to whom, and where somebody writes a
-- reply. A row counts until it expires, 10 seconds after it was last renewed.
CREATE TABLE presences (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  screen          TEXT NOT NULL,
  typing          INTEGER NOT NULL CHECK (typing IN (0, 1)),
  changed_at      BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, user_id, screen)
);
