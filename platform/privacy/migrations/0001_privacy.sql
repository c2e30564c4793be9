-- What was erased, without a word of what it was: to be repeated when an older backup is restored. `notes` are the ids of
-- notes on other records; `kept_at` says that it stands in the register outside the database.
CREATE TABLE erasure (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  extent TEXT NOT NULL,
  notes TEXT NOT NULL,
  actor UUID,
  at BIGINT NOT NULL,
  kept_at BIGINT
);
CREATE INDEX erasure_record ON erasure (record);
CREATE INDEX erasure_waiting ON erasure (at) WHERE kept_at IS NULL;
