-- The last number drawn per kind and year.
CREATE TABLE reference_counter (
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (kind, year)
);

-- Who may see a record of the class "restricted".
CREATE TABLE named_reader (
  record UUID NOT NULL,
  account UUID NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (record, account)
);

-- Each step of a lifecycle, with its effective and its recorded time.
CREATE TABLE step_log (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  version BIGINT NOT NULL,
  step TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  actor UUID,
  effective DATE NOT NULL,
  recorded BIGINT NOT NULL,
  reason TEXT
);
CREATE INDEX step_log_record ON step_log (record, version);
CREATE INDEX step_log_kind ON step_log (kind, to_state, effective);

CREATE TABLE note (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  author UUID,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX note_record ON note (record, at);

CREATE TABLE tag (
  kind TEXT NOT NULL,
  record UUID NOT NULL,
  tag TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  removed_at BIGINT,
  PRIMARY KEY (record, tag, added_at)
);
CREATE INDEX tag_tag ON tag (tag, kind, record);
