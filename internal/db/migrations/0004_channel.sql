-- +goose Up
CREATE TABLE meta_apps (
  id           TEXT PRIMARY KEY,
  project_id   TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  name         TEXT NOT NULL,
  app_secret   {{bytes}} NOT NULL,
  verify_token {{bytes}} NOT NULL,
  created_at   BIGINT NOT NULL
);
CREATE INDEX meta_apps_project ON meta_apps (project_id);

CREATE TABLE numbers (
  id                   TEXT PRIMARY KEY,
  project_id           TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  meta_app_id          TEXT NOT NULL REFERENCES meta_apps (id),
  phone_number_id      TEXT NOT NULL UNIQUE,
  business_account_id  TEXT NOT NULL,
  display_phone_number TEXT NOT NULL,
  name                 TEXT NOT NULL,
  access_token         {{bytes}} NOT NULL,
  graph_url            TEXT NOT NULL,
  kind                 TEXT NOT NULL CHECK (kind IN ('production', 'sandbox')),
  created_at           BIGINT NOT NULL,
  updated_at           BIGINT NOT NULL
);
CREATE INDEX numbers_project ON numbers (project_id, created_at);

-- A raw webhook body, kept for ten days: what was acknowledged can be read again.
-- seq is the order of receipt; a message's arrival number comes from it.
CREATE TABLE deliveries (
  seq         {{identity}},
  meta_app_id TEXT NOT NULL,
  body        {{bytes}} NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE INDEX deliveries_age ON deliveries (received_at);

CREATE TABLE unconfigured_numbers (
  meta_app_id          TEXT NOT NULL REFERENCES meta_apps (id) ON DELETE CASCADE,
  phone_number_id      TEXT NOT NULL,
  business_account_id  TEXT NOT NULL,
  display_phone_number TEXT NOT NULL,
  changes              BIGINT NOT NULL,
  first_at             BIGINT NOT NULL,
  last_at              BIGINT NOT NULL,
  PRIMARY KEY (meta_app_id, phone_number_id)
);
