CREATE TABLE claim (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  wording_en TEXT, wording_zh TEXT, wording_key_en BYTEA NOT NULL, wording_key_zh BYTEA NOT NULL,
  scope_en TEXT, scope_zh TEXT, figure BIGINT, qualifier TEXT, unit_en TEXT, unit_zh TEXT, said_for DATE,
  evidence TEXT NOT NULL, remark_en TEXT, remark_zh TEXT
);
HISTORY OF claim;
CREATE INDEX claim_en ON claim (wording_key_en, id);
CREATE INDEX claim_zh ON claim (wording_key_zh, id);

CREATE TABLE claim_source (
  owner UUID NOT NULL REFERENCES claim (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, title TEXT NOT NULL, address TEXT, read_on DATE
);
CREATE INDEX claim_source_owner ON claim_source (owner, position);
