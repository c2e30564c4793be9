CREATE TABLE term (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  english TEXT NOT NULL, english_key_en BYTEA NOT NULL, english_key_zh BYTEA NOT NULL, chinese TEXT NOT NULL,
  chinese_key_en BYTEA NOT NULL, chinese_key_zh BYTEA NOT NULL, field TEXT, remark TEXT
);
HISTORY OF term;
CREATE INDEX term_en ON term (english_key_en, id);
CREATE INDEX term_zh ON term (chinese_key_zh, id);
CREATE UNIQUE INDEX term_pair ON term (english, chinese) WHERE deleted_at IS NULL;

-- The dictionary that the operator imported, if any; each import takes the place of the one before.
CREATE TABLE dictionary_pair (
  position BIGINT PRIMARY KEY,
  english TEXT NOT NULL,
  chinese TEXT NOT NULL,
  sense BIGINT NOT NULL
);
