-- +goose Up
CREATE TABLE conversations (
  id                     TEXT PRIMARY KEY,
  project_id             TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  number_id              TEXT NOT NULL REFERENCES numbers (id),
  contact_id             TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  group_id               TEXT NOT NULL DEFAULT '',
  status                 TEXT NOT NULL CHECK (status IN ('active', 'ended')),
  version                BIGINT NOT NULL DEFAULT 1,
  metadata               TEXT NOT NULL DEFAULT '{}',
  messages_count         BIGINT NOT NULL DEFAULT 0,
  inbound_count          BIGINT NOT NULL DEFAULT 0,
  inbound_at_outbound    BIGINT NOT NULL DEFAULT 0,
  last_message_id        TEXT,
  last_message_wamid     TEXT,
  last_message_type      TEXT,
  last_message_direction TEXT,
  last_message_status    TEXT,
  last_message_text      TEXT,
  last_message_at        BIGINT,
  last_message_order     BIGINT NOT NULL DEFAULT 0,
  last_inbound_at        BIGINT,
  last_outbound_at       BIGINT,
  last_active_at         BIGINT NOT NULL,
  created_at             BIGINT NOT NULL,
  updated_at             BIGINT NOT NULL
);
CREATE UNIQUE INDEX conversations_active ON conversations (number_id, contact_id, group_id) WHERE status = 'active';
CREATE INDEX conversations_contact ON conversations (contact_id, last_active_at DESC);
CREATE INDEX conversations_list ON conversations (project_id, last_active_at DESC, id DESC);
CREATE INDEX conversations_by_status ON conversations (project_id, status, last_active_at DESC, id DESC);
CREATE INDEX conversations_by_number ON conversations (number_id, status, last_active_at DESC, id DESC);

-- How many of a conversation's inbound messages a person has seen.
CREATE TABLE conversation_seen (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seen_count      BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, user_id)
);

CREATE TABLE drafts (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  text            TEXT NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, user_id)
);

-- at, arrival: the place in the thread, fixed at insert. at is the earlier of
-- provider and receipt time; arrival is the order of receipt.
CREATE TABLE messages (
  id              TEXT PRIMARY KEY,
  project_id      TEXT NOT NULL,
  number_id       TEXT NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  contact_id      TEXT NOT NULL,
  wamid           TEXT,
  direction       TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  origin          TEXT NOT NULL CHECK (origin IN ('cloud_api', 'business_app', 'history_sync')),
  type            TEXT NOT NULL,
  node            TEXT NOT NULL,
  text            TEXT NOT NULL,
  context_wamid   TEXT,
  media_id        TEXT,
  status          TEXT NOT NULL,
  status_rank     INTEGER NOT NULL,
  outcome         TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'started', 'accepted', 'refused', 'unknown')),
  errors          TEXT NOT NULL DEFAULT '[]',
  answer          TEXT NOT NULL DEFAULT '',
  client_id       TEXT,
  actor           TEXT NOT NULL,
  edited_at       BIGINT,
  revoked_at      BIGINT,
  arrival         BIGINT NOT NULL,
  at              BIGINT NOT NULL,
  provider_at     BIGINT NOT NULL,
  created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX messages_wamid ON messages (wamid, number_id) WHERE wamid IS NOT NULL;
CREATE UNIQUE INDEX messages_client ON messages (conversation_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX messages_thread ON messages (conversation_id, at DESC, arrival DESC, id DESC);
CREATE INDEX messages_media ON messages (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX messages_list ON messages (project_id, at DESC, arrival DESC, id DESC);

-- Every status event once, whether or not its message is known yet: a status
-- that comes before the send has answered waits here for its wamid.
CREATE TABLE message_statuses (
  number_id   TEXT NOT NULL,
  wamid       TEXT NOT NULL,
  status      TEXT NOT NULL,
  participant TEXT NOT NULL,
  at          BIGINT NOT NULL,
  callback    TEXT NOT NULL,
  raw         TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (wamid, number_id, status, participant)
);
CREATE INDEX message_statuses_callback ON message_statuses (callback) WHERE callback <> '';
CREATE INDEX message_statuses_age ON message_statuses (received_at);

-- The reaction of each sender to a message, known or not known yet.
CREATE TABLE reactions (
  number_id    TEXT NOT NULL,
  target_wamid TEXT NOT NULL,
  sender       TEXT NOT NULL,
  emoji        TEXT NOT NULL,
  direction    TEXT NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (target_wamid, number_id, sender)
);

-- Edits and revokes, kept whole; they may come before their target.
CREATE TABLE amendments (
  number_id    TEXT NOT NULL,
  target_wamid TEXT NOT NULL,
  wamid        TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('edit', 'revoke')),
  type         TEXT NOT NULL,
  node         TEXT NOT NULL,
  text         TEXT NOT NULL,
  before       TEXT NOT NULL DEFAULT '',
  at           BIGINT NOT NULL,
  PRIMARY KEY (target_wamid, number_id, wamid)
);
