-- +goose Up
CREATE TABLE contacts (
  id                              TEXT PRIMARY KEY,
  project_id                      TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  wa_id                           TEXT,
  business_scoped_user_id         TEXT,
  parent_business_scoped_user_id  TEXT,
  username                        TEXT,
  profile_name                    TEXT,
  display_name                    TEXT,
  customer_id                     TEXT,
  metadata                        TEXT NOT NULL DEFAULT '{}',
  created_at                      BIGINT NOT NULL,
  updated_at                      BIGINT NOT NULL
);
CREATE INDEX contacts_list ON contacts (project_id, created_at DESC, id DESC);

-- Every name by which WhatsApp has spoken of a person: phone digits and
-- business-scoped user ids, present and past.
CREATE TABLE contact_aliases (
  project_id TEXT NOT NULL,
  value      TEXT NOT NULL,
  contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
  PRIMARY KEY (project_id, value)
);
CREATE INDEX contact_aliases_contact ON contact_aliases (contact_id);
