-- +goose Up
-- Who else wrote in a conversation after a position: asked with each send.
CREATE INDEX events_queued ON events (subject, seq) WHERE type = 'message.queued';
