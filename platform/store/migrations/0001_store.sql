-- The last numbers and the last digest of the audit chain; one row.
CREATE TABLE chain_head (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  audit_seq BIGINT NOT NULL,
  audit_hash BYTEA NOT NULL,
  outbox_seq BIGINT NOT NULL
);

-- Append-only; the hash covers everything but the values, which stand apart so that personal ones can be erased.
CREATE TABLE audit (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor UUID,
  operation TEXT NOT NULL,
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  act TEXT NOT NULL,
  cells TEXT NOT NULL,
  hash BYTEA NOT NULL
);
CREATE INDEX audit_record ON audit (record, seq);
CREATE TABLE audit_value (
  seq BIGINT PRIMARY KEY REFERENCES audit (seq),
  body TEXT NOT NULL
);

CREATE TABLE outbox (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  topic TEXT NOT NULL,
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  body TEXT NOT NULL
);
CREATE TABLE outbox_cursor (
  consumer TEXT PRIMARY KEY,
  seq BIGINT NOT NULL
);

CREATE TABLE idempotency (
  actor UUID NOT NULL,
  key TEXT NOT NULL,
  request BYTEA NOT NULL,
  status BIGINT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
