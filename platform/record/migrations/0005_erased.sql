-- Records whose values are gone for good, and why. Their rows stay, so that counts as of any day stay as they were.
CREATE TABLE erased_record (
  record UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  extent TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX erased_record_at ON erased_record (at);
