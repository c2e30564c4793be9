-- Work that outlives a request: put down in the transaction that asks for it, done by whoever holds its lease.
CREATE TABLE job (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  owner UUID,
  key TEXT UNIQUE,
  input TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  outcome TEXT,
  problem TEXT,
  runner UUID,
  lease_until BIGINT,
  not_before BIGINT NOT NULL,
  cancel_asked BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  expires_at BIGINT NOT NULL
);
CREATE INDEX job_due ON job (state, not_before);
CREATE INDEX job_owner ON job (owner, created_at);
CREATE INDEX job_created ON job (created_at, id);

-- What a job was given and what it made, in pieces, gone with the job.
CREATE TABLE job_file (
  job UUID NOT NULL REFERENCES job (id),
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  number BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (job, name, number)
);
