-- +goose Up
-- What was done to one record.
CREATE INDEX audit_log_subject ON audit_log (subject, action);
