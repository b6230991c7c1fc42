-- +goose Up
CREATE TABLE media (
  id           TEXT PRIMARY KEY,
  project_id   TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  number_id    TEXT NOT NULL REFERENCES numbers (id),
  whatsapp_id  TEXT,
  direction    TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  status       TEXT NOT NULL CHECK (status IN ('pending', 'ready', 'failed')),
  kind         TEXT NOT NULL,
  content_type TEXT NOT NULL,
  filename     TEXT NOT NULL,
  sha256       TEXT NOT NULL,
  byte_size    BIGINT NOT NULL,
  error        TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL
);
CREATE INDEX media_whatsapp ON media (whatsapp_id, number_id);
CREATE INDEX media_blob ON media (sha256);
