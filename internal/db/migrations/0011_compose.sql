-- +goose Up
-- The templates of a WhatsApp business account as WhatsApp last gave them.
CREATE TABLE template_lists (
  project_id          TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  business_account_id TEXT NOT NULL,
  templates           TEXT NOT NULL DEFAULT '[]',
  failure             TEXT NOT NULL DEFAULT '',
  fetched_at          BIGINT,
  asked_at            BIGINT NOT NULL,
  answered_at         BIGINT,
  PRIMARY KEY (project_id, business_account_id)
);

CREATE TABLE canned_replies (
  id         TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  shortcut   TEXT NOT NULL,
  text       TEXT NOT NULL,
  version    BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX canned_replies_shortcut ON canned_replies (project_id, shortcut);
