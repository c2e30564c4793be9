CREATE TABLE need (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  summary_en TEXT, summary_zh TEXT, statement_en TEXT, statement_zh TEXT, wanted TEXT NOT NULL, fields TEXT,
  organisation UUID NOT NULL, contact UUID, region_en TEXT, region_zh TEXT, budget_minor BIGINT, budget_currency TEXT,
  deadline DATE, source TEXT NOT NULL, office TEXT, next_action_en TEXT, next_action_zh TEXT, next_owner TEXT, next_due DATE, outcome TEXT
);
HISTORY OF need;
CREATE INDEX need_en ON need (title_key_en, id);
CREATE INDEX need_zh ON need (title_key_zh, id);
CREATE INDEX need_state ON need (state, state_since, id);
CREATE INDEX need_organisation ON need (organisation, id);

CREATE TABLE engagement (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  subject_en TEXT, subject_zh TEXT, message_en TEXT, message_zh TEXT, need UUID NOT NULL REFERENCES need (id),
  expert UUID NOT NULL, person UUID, permission TEXT, rating BIGINT, remark TEXT
);
HISTORY OF engagement;
CREATE INDEX engagement_need ON engagement (need, state);
CREATE INDEX engagement_person ON engagement (person, need);
CREATE UNIQUE INDEX engagement_once ON engagement (need, expert) WHERE deleted_at IS NULL;
CREATE INDEX engagement_expert ON engagement (expert, state);

CREATE TABLE candidacy (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  remark_en TEXT, remark_zh TEXT, need UUID NOT NULL REFERENCES need (id), expert UUID, technology UUID,
  shortlisted BOOLEAN NOT NULL, feedback TEXT, rank BIGINT, score BIGINT, band TEXT
);
HISTORY OF candidacy;
CREATE INDEX candidacy_need ON candidacy (need, id);
CREATE UNIQUE INDEX candidacy_expert ON candidacy (need, expert) WHERE deleted_at IS NULL AND expert IS NOT NULL;
CREATE UNIQUE INDEX candidacy_technology ON candidacy (need, technology)
  WHERE deleted_at IS NULL AND technology IS NOT NULL;

CREATE TABLE conflict (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  reason_en TEXT, reason_zh TEXT, expert UUID NOT NULL, organisation UUID NOT NULL, since DATE, until DATE
);
HISTORY OF conflict;
CREATE INDEX conflict_organisation ON conflict (organisation, expert);
