-- +goose Up
-- A search for a name that thousands have reads their conversations by activity
-- from this index alone.
DROP INDEX conversations_contact;
CREATE INDEX conversations_contact ON conversations (contact_id, last_active_at DESC, id DESC);
