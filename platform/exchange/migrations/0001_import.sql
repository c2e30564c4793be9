-- An import of a table: what it holds, where its columns go, what became of each row.
CREATE TABLE import_run (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  owner UUID NOT NULL,
  file TEXT NOT NULL,
  header TEXT NOT NULL,
  mapping TEXT NOT NULL,
  state TEXT NOT NULL,
  lines BIGINT NOT NULL,
  batch UUID REFERENCES batch (id),
  job UUID,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX import_run_owner ON import_run (owner, created_at);

CREATE TABLE import_line (
  run UUID NOT NULL REFERENCES import_run (id),
  number BIGINT NOT NULL,
  cells TEXT NOT NULL,
  outcome TEXT NOT NULL,
  done BOOLEAN NOT NULL,
  record UUID,
  wrong TEXT,
  PRIMARY KEY (run, number)
);
CREATE INDEX import_line_outcome ON import_line (run, outcome, number);

-- A mapping kept under a name, for the next file of its sort.
CREATE TABLE import_preset (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  owner UUID NOT NULL,
  name TEXT NOT NULL,
  header TEXT NOT NULL,
  mapping TEXT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (kind, owner, name)
);
