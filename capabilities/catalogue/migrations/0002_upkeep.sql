-- The day on which somebody last said that the record is still right.
ALTER TABLE expert ADD COLUMN checked DATE;
ALTER TABLE expert_history ADD COLUMN checked DATE;
ALTER TABLE technology ADD COLUMN checked DATE;
ALTER TABLE technology_history ADD COLUMN checked DATE;
CREATE INDEX expert_changed ON expert (changed_at, id) WHERE deleted_at IS NULL;
CREATE INDEX technology_changed ON technology (changed_at, id) WHERE deleted_at IS NULL;

CREATE TABLE correction (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  wish TEXT NOT NULL, wish_key_en BYTEA NOT NULL, wish_key_zh BYTEA NOT NULL,
  expert UUID NOT NULL REFERENCES expert (id), evidence UUID REFERENCES evidence (id)
);
HISTORY OF correction;
CREATE INDEX correction_en ON correction (wish_key_en, id);
CREATE INDEX correction_zh ON correction (wish_key_zh, id);
CREATE INDEX correction_expert ON correction (expert);
CREATE INDEX correction_evidence ON correction (evidence);
