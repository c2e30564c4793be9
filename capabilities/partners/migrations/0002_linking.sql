-- Where a person works as somebody wrote it, until it is known which organisation is meant.
CREATE TABLE person_mention (
  owner UUID NOT NULL REFERENCES person (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, organisation TEXT NOT NULL, role_en TEXT, role_zh TEXT, since DATE, until DATE
);
CREATE INDEX person_mention_owner ON person_mention (owner, position);
CREATE INDEX person_mention_organisation ON person_mention (organisation);

ALTER TABLE person_affiliation ADD COLUMN written TEXT;
CREATE INDEX person_affiliation_written ON person_affiliation (written);

CREATE TABLE naming (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  written TEXT NOT NULL, written_key_en BYTEA NOT NULL, written_key_zh BYTEA NOT NULL,
  organisation UUID REFERENCES organisation (id), certainty BIGINT, reasons TEXT
);
HISTORY OF naming;
CREATE INDEX naming_en ON naming (written_key_en, id);
CREATE INDEX naming_zh ON naming (written_key_zh, id);
CREATE INDEX naming_organisation ON naming (organisation);
CREATE UNIQUE INDEX naming_written ON naming (written) WHERE deleted_at IS NULL;

CREATE TABLE duplicate (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  names TEXT NOT NULL, names_key_en BYTEA NOT NULL, names_key_zh BYTEA NOT NULL,
  one UUID NOT NULL REFERENCES organisation (id), other UUID NOT NULL REFERENCES organisation (id), certainty BIGINT
);
HISTORY OF duplicate;
CREATE INDEX duplicate_en ON duplicate (names_key_en, id);
CREATE INDEX duplicate_zh ON duplicate (names_key_zh, id);
CREATE UNIQUE INDEX duplicate_pair ON duplicate (one, other) WHERE deleted_at IS NULL;
CREATE INDEX duplicate_other ON duplicate (other);
