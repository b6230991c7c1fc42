-- +goose Up
-- Which message the text that somebody has begun answers, by the id that they
-- saw; '' for none. It may be gone when they come back.
ALTER TABLE drafts ADD COLUMN reply_to TEXT NOT NULL DEFAULT '';
