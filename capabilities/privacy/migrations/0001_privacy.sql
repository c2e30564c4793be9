CREATE TABLE purpose (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  name_en TEXT, name_zh TEXT, name_key_en BYTEA NOT NULL, name_key_zh BYTEA NOT NULL,
  code TEXT NOT NULL, basis TEXT NOT NULL, governs TEXT NOT NULL, responsible TEXT, about_en TEXT, about_zh TEXT,
  in_force BOOLEAN NOT NULL
);
HISTORY OF purpose;
CREATE INDEX purpose_en ON purpose (name_key_en, id);
CREATE INDEX purpose_zh ON purpose (name_key_zh, id);
CREATE UNIQUE INDEX purpose_code ON purpose (code) WHERE deleted_at IS NULL;

CREATE TABLE consent (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  wording_en TEXT, wording_zh TEXT, person UUID NOT NULL, purpose UUID NOT NULL REFERENCES purpose (id),
  source TEXT NOT NULL, evidence_en TEXT, evidence_zh TEXT
);
HISTORY OF consent;
CREATE UNIQUE INDEX consent_once ON consent (person, purpose) WHERE deleted_at IS NULL;
CREATE INDEX consent_purpose ON consent (purpose, state);

CREATE TABLE petition (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  wish TEXT NOT NULL, sort TEXT NOT NULL, due DATE, answer_en TEXT, answer_zh TEXT,
  about UUID, about_kind TEXT, person UUID, asked_by TEXT
);
HISTORY OF petition;
CREATE INDEX petition_person ON petition (person);
CREATE INDEX petition_due ON petition (state, due);
