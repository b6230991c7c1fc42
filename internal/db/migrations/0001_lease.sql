-- A lease names the one holder of a chore (relay, cursor, number) until an
-- instant in unix milliseconds. It is taken and renewed by a conditional upsert.
CREATE TABLE leases (
    name   TEXT PRIMARY KEY NOT NULL,
    holder TEXT NOT NULL,
    until  BIGINT NOT NULL
);
