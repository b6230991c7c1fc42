-- +goose Up
-- What left by a number lately, for its figures. Statuses are not in it, so a
-- status costs nothing here, and neither does a message that comes in.
CREATE INDEX messages_sent ON messages (number_id, at DESC) WHERE direction = 'outbound';
