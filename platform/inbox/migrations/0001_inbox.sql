-- Who follows which record. A row with stopped_at stays: nobody who stopped is made to follow again.
CREATE TABLE follow (
  account UUID NOT NULL REFERENCES account (id),
  record UUID NOT NULL,
  kind TEXT NOT NULL,
  since BIGINT NOT NULL,
  stopped_at BIGINT,
  PRIMARY KEY (account, record)
);
CREATE INDEX follow_record ON follow (record) WHERE stopped_at IS NULL;

-- What happened, for one account. Part names what of the record one must be allowed to read to hear of it.
CREATE TABLE notice (
  id UUID PRIMARY KEY,
  account UUID NOT NULL REFERENCES account (id),
  key TEXT NOT NULL,
  sort TEXT NOT NULL,
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  part TEXT NOT NULL,
  word TEXT NOT NULL,
  actor UUID,
  at BIGINT NOT NULL,
  read_at BIGINT,
  -- The letter in which it stood.
  letter UUID,
  UNIQUE (account, key)
);
CREATE INDEX notice_list ON notice (account, at, id);
CREATE INDEX notice_record ON notice (account, record, at);
CREATE INDEX notice_unread ON notice (account, at, id) WHERE read_at IS NULL;
CREATE INDEX notice_letter ON notice (letter) WHERE letter IS NOT NULL;

-- How far the audit chain has been followed; one row.
CREATE TABLE inbox_cursor (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  audit_seq BIGINT NOT NULL
);

-- When an account wants letters, and when the next one is to be thought of.
CREATE TABLE digest (
  account UUID PRIMARY KEY REFERENCES account (id),
  pace TEXT NOT NULL CHECK (pace IN ('instant', 'daily', 'weekly', 'off')),
  hour BIGINT NOT NULL CHECK (hour BETWEEN 0 AND 23),
  weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  quiet_from BIGINT CHECK (quiet_from BETWEEN 0 AND 23),
  quiet_to BIGINT CHECK (quiet_to BETWEEN 0 AND 23),
  -- What happened before is not told in letters any more.
  since BIGINT NOT NULL,
  next_at BIGINT
);
CREATE INDEX digest_next ON digest (next_at) WHERE next_at IS NOT NULL;

-- Digests that were put into the mail queue, so that they can be written anew while they wait there.
CREATE TABLE digest_letter (
  mail UUID PRIMARY KEY,
  account UUID NOT NULL REFERENCES account (id),
  composed_at BIGINT NOT NULL
);

-- Keys in letters by which digests are turned off without a log-in. Only the SHA-256 of a key is kept.
CREATE TABLE unsubscribe_key (
  key_hash BYTEA PRIMARY KEY,
  account UUID NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX unsubscribe_key_at ON unsubscribe_key (created_at);
