-- What a claim is about, and the measure that evidences it.
ALTER TABLE claim ADD COLUMN subject_en TEXT;
ALTER TABLE claim ADD COLUMN subject_zh TEXT;
ALTER TABLE claim ADD COLUMN measure TEXT;
ALTER TABLE claim ADD COLUMN narrowed TEXT;
ALTER TABLE claim_history ADD COLUMN subject_en TEXT;
ALTER TABLE claim_history ADD COLUMN subject_zh TEXT;
ALTER TABLE claim_history ADD COLUMN measure TEXT;
ALTER TABLE claim_history ADD COLUMN narrowed TEXT;

CREATE TABLE report (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  year BIGINT NOT NULL, as_of DATE NOT NULL, known_on DATE, summary_en TEXT, summary_zh TEXT, published_on DATE
);
HISTORY OF report;
CREATE INDEX report_en ON report (title_key_en, id);
CREATE INDEX report_zh ON report (title_key_zh, id);
TIMES OF report BY title_key_en, title_key_zh;
CREATE INDEX report_year ON report (year, id);
CREATE INDEX report_trash ON report (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE TABLE report_block (
  owner UUID NOT NULL REFERENCES report (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, heading_en TEXT, heading_zh TEXT, text_en TEXT, text_zh TEXT, measure TEXT, dimension TEXT,
  form TEXT, narrowed TEXT
);
CREATE INDEX report_block_owner ON report_block (owner, position);

-- A publication: the point of knowledge, who asked for it, and what came of it.
CREATE TABLE report_edition (
  report UUID PRIMARY KEY REFERENCES report (id), known_at BIGINT NOT NULL, begun_at BIGINT NOT NULL, key_id TEXT,
  ended_at BIGINT
);
-- The stored bytes of a published report; never written again.
CREATE TABLE report_form (
  report UUID NOT NULL REFERENCES report (id), name TEXT NOT NULL, media TEXT NOT NULL, sha256 TEXT NOT NULL,
  bytes BYTEA NOT NULL, PRIMARY KEY (report, name)
);
-- The installation's signing key; the newest one signs.
CREATE TABLE report_key (
  id TEXT PRIMARY KEY, public TEXT NOT NULL, secret BYTEA NOT NULL, created_at BIGINT NOT NULL
);
