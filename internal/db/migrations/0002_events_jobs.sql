-- +goose Up

-- The event log. A row is written in the transaction of the change; the relay
-- numbers committed rows with a gapless pos afterwards, because identity
-- values become visible out of commit order.
CREATE TABLE events (
    seq        {{identity}},
    pos        BIGINT,
    project_id TEXT NOT NULL,
    subject    TEXT NOT NULL,
    version    BIGINT NOT NULL,
    type       TEXT NOT NULL,
    actor      TEXT NOT NULL,
    data       TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX events_unplaced ON events (seq) WHERE pos IS NULL;
CREATE UNIQUE INDEX events_pos ON events (pos) WHERE pos IS NOT NULL;
CREATE INDEX events_project_pos ON events (project_id, pos) WHERE pos IS NOT NULL;

-- One row: the last position given, and the last position that is no longer kept.
CREATE TABLE event_log (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    last_pos    BIGINT NOT NULL,
    expired_pos BIGINT NOT NULL
);
INSERT INTO event_log (id, last_pos, expired_pos) VALUES (1, 0, 0);

-- How far each consumer of the event log has come.
CREATE TABLE cursors (
    name TEXT PRIMARY KEY,
    pos  BIGINT NOT NULL
);

-- Unfinished jobs. due_at is when a runner may claim the row: its run_at, or
-- the end of its lease while it runs, or null while an earlier job of its key
-- is unfinished. lease is empty unless the job is claimed.
CREATE TABLE jobs (
    seq          {{identity}},
    id           TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    args         TEXT NOT NULL,
    run_at       BIGINT NOT NULL,
    due_at       BIGINT,
    attempt      INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    lease        TEXT NOT NULL,
    holder       TEXT NOT NULL,
    last_error   TEXT NOT NULL,
    enqueued_at  BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (kind, due_at, seq) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_key ON jobs (key, seq) WHERE key <> '';

-- How many unfinished jobs each key has. The row is the lock that puts the
-- enqueues and completions of one key in order.
CREATE TABLE job_keys (
    key        TEXT PRIMARY KEY,
    unfinished BIGINT NOT NULL
);

-- Jobs that were given up. They hold no key back.
CREATE TABLE dead_jobs (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    key          TEXT NOT NULL,
    args         TEXT NOT NULL,
    attempt      INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    last_error   TEXT NOT NULL,
    enqueued_at  BIGINT NOT NULL,
    died_at      BIGINT NOT NULL
);
CREATE INDEX dead_jobs_died ON dead_jobs (died_at, id);

-- Token buckets. full_at is the instant, in unix microseconds, at which the
-- bucket will be full again; a bucket that was never used has no row.
CREATE TABLE job_buckets (
    name    TEXT PRIMARY KEY,
    full_at BIGINT NOT NULL
);
