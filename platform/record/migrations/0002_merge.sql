-- Records that were found to be one: what was moved, so that it can be undone.
CREATE TABLE record_merge (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  gone UUID NOT NULL,
  kept UUID NOT NULL,
  actor UUID,
  at BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE INDEX record_merge_gone ON record_merge (gone, at);
CREATE INDEX record_merge_kept ON record_merge (kept, at);

CREATE TABLE record_merge_move (
  merge UUID NOT NULL REFERENCES record_merge (id),
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  PRIMARY KEY (merge, record)
);
