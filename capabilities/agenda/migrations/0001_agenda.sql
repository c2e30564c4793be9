CREATE TABLE task (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  sort TEXT NOT NULL, due DATE NOT NULL, remind BIGINT, owner TEXT, office TEXT, evidence_en TEXT, evidence_zh TEXT,
  about UUID, about_kind TEXT
);
HISTORY OF task;
CREATE INDEX task_en ON task (title_key_en, id);
CREATE INDEX task_zh ON task (title_key_zh, id);
CREATE INDEX task_due ON task (due, id);
CREATE INDEX task_about ON task (about, id);
