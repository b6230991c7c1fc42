-- +goose Up
-- What one person has begun to write, the latest first.
CREATE INDEX drafts_person ON drafts (user_id, updated_at DESC, conversation_id);
