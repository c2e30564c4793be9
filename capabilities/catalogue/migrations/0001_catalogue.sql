CREATE TABLE expert (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  name_en TEXT, name_zh TEXT, name_key_en BYTEA NOT NULL, name_key_zh BYTEA NOT NULL,
  title_en TEXT, title_zh TEXT, department_en TEXT, department_zh TEXT, fields TEXT, topics_en TEXT, topics_zh TEXT,
  languages TEXT, profile_en TEXT, profile_zh TEXT, capacity BIGINT, opted_out BOOLEAN, email TEXT, person UUID, source TEXT
);
HISTORY OF expert;
CREATE INDEX expert_en ON expert (name_key_en, id);
CREATE INDEX expert_zh ON expert (name_key_zh, id);
CREATE INDEX expert_person ON expert (person);

CREATE TABLE evidence (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  expert UUID NOT NULL REFERENCES expert (id), sort TEXT NOT NULL, year BIGINT, body_en TEXT, body_zh TEXT, source TEXT
);
HISTORY OF evidence;
CREATE INDEX evidence_en ON evidence (title_key_en, id);
CREATE INDEX evidence_zh ON evidence (title_key_zh, id);
CREATE INDEX evidence_expert ON evidence (expert);

CREATE TABLE technology (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  summary_en TEXT, summary_zh TEXT, detail_en TEXT, detail_zh TEXT, applications_en TEXT, applications_zh TEXT,
  fields TEXT, trl BIGINT, trl_date DATE, trl_assessor_en TEXT, trl_assessor_zh TEXT, trl_evidence_en TEXT,
  trl_evidence_zh TEXT, embargo_until DATE, source TEXT
);
HISTORY OF technology;
CREATE INDEX technology_en ON technology (title_key_en, id);
CREATE INDEX technology_zh ON technology (title_key_zh, id);

CREATE TABLE technology_inventor (
  owner UUID NOT NULL REFERENCES technology (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, expert UUID NOT NULL REFERENCES expert (id)
);
CREATE INDEX technology_inventor_owner ON technology_inventor (owner, position);
