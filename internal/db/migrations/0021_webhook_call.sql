-- +goose Up
-- How the last call of an app's webhook address went that brought no delivery:
-- verified, wrong_verify_token, wrong_signature; '' for none yet.
ALTER TABLE meta_apps ADD COLUMN webhook_call TEXT NOT NULL DEFAULT '';
ALTER TABLE meta_apps ADD COLUMN webhook_call_at BIGINT NOT NULL DEFAULT 0;
