-- A document of a record; its versions are never overwritten, and its removal is a mark.
CREATE TABLE document (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  -- The record that it came from when two records became one.
  came_from UUID,
  title TEXT NOT NULL,
  -- For staff alone, whoever sees the record.
  internal BOOLEAN NOT NULL,
  owner UUID,
  created_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX document_record ON document (record, created_at);

CREATE TABLE document_version (
  document UUID NOT NULL REFERENCES document (id),
  number BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  author UUID,
  at BIGINT NOT NULL,
  -- waiting, read, none (nothing to read in it), failed
  text_state TEXT NOT NULL,
  body TEXT,
  PRIMARY KEY (document, number)
);
CREATE INDEX document_version_author ON document_version (author);
CREATE INDEX document_version_text ON document_version (text_state);

-- The bytes, in pieces of 256 KiB.
CREATE TABLE document_chunk (
  document UUID NOT NULL,
  number BIGINT NOT NULL,
  position BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (document, number, position),
  FOREIGN KEY (document, number) REFERENCES document_version (document, number)
);
