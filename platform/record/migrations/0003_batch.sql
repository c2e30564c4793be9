-- Many changes that were one decision (a bulk edit, an import), so that they can be shown and undone together.
CREATE TABLE batch (
  id UUID PRIMARY KEY,
  act TEXT NOT NULL,
  kind TEXT NOT NULL,
  owner UUID,
  note TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE INDEX batch_kind ON batch (kind, at);
CREATE INDEX batch_owner ON batch (owner, at);
CREATE TABLE batch_row (
  batch UUID NOT NULL REFERENCES batch (id),
  record UUID NOT NULL,
  deed TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  undone TEXT,
  PRIMARY KEY (batch, record)
);
CREATE INDEX batch_row_record ON batch_row (record);
