-- Calendars that other programs fetch with a key in the address. Only the SHA-256 of a key is kept.
CREATE TABLE feed_key (
  key_hash BYTEA PRIMARY KEY,
  account UUID NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE UNIQUE INDEX feed_key_live ON feed_key (account) WHERE ended_at IS NULL;
