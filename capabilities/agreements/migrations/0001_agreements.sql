CREATE TABLE agreement (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL, sort TEXT NOT NULL,
  summary_en TEXT, summary_zh TEXT, fields TEXT, parent UUID, replaces UUID, since DATE, until DATE, notice_days BIGINT,
  renewal TEXT NOT NULL, signed_on DATE, entered_on DATE, value_minor BIGINT, value_currency TEXT, country TEXT, office TEXT,
  holder TEXT, holder_name TEXT, holder_since DATE, crosses BOOLEAN NOT NULL, export_class TEXT, export_intent TEXT,
  export_licence TEXT, technology_value_minor BIGINT, technology_value_currency TEXT, ip_owner TEXT, ip_use TEXT,
  background_en TEXT, background_zh TEXT, publication_delay BIGINT, reviewed_on DATE, review TEXT, review_note_en TEXT,
  review_note_zh TEXT, source TEXT
);
HISTORY OF agreement;
TIMES OF agreement BY title_key_en, title_key_zh;
CREATE INDEX agreement_en ON agreement (title_key_en, id);
CREATE INDEX agreement_zh ON agreement (title_key_zh, id);
CREATE INDEX agreement_state ON agreement (state, until, id);
CREATE INDEX agreement_parent ON agreement (parent, id);
CREATE INDEX agreement_replaces ON agreement (replaces, id);
CREATE INDEX agreement_sought ON agreement (sort, state, country, since, id);
CREATE INDEX agreement_changed ON agreement (changed_at, id);

CREATE TABLE agreement_party (
  owner UUID NOT NULL REFERENCES agreement (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, organisation UUID NOT NULL, role TEXT, since DATE, until DATE
);
CREATE INDEX agreement_party_owner ON agreement_party (owner, position);
CREATE INDEX agreement_party_organisation ON agreement_party (organisation, owner);

CREATE TABLE agreement_office (
  owner UUID NOT NULL REFERENCES agreement (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, office TEXT NOT NULL, role TEXT NOT NULL, since DATE, until DATE
);
CREATE INDEX agreement_office_owner ON agreement_office (owner, position);

CREATE TABLE agreement_duty (
  owner UUID NOT NULL REFERENCES agreement (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, what_en TEXT, what_zh TEXT, sort TEXT NOT NULL, first DATE NOT NULL, every BIGINT, amount_minor BIGINT,
  amount_currency TEXT, owner_name TEXT
);
CREATE INDEX agreement_duty_owner ON agreement_duty (owner, position);

CREATE TABLE agreement_check (
  owner UUID NOT NULL REFERENCES agreement (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, sort TEXT NOT NULL, outcome TEXT NOT NULL, by_whom TEXT, day DATE NOT NULL, reference TEXT
);
CREATE INDEX agreement_check_owner ON agreement_check (owner, position);

CREATE TABLE agreement_text (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, agreement UUID NOT NULL REFERENCES agreement (id), number BIGINT NOT NULL,
  format TEXT NOT NULL, change TEXT, body TEXT, document TEXT, document_version BIGINT, file_name TEXT,
  digest TEXT, proposed_by UUID, author TEXT
);
HISTORY OF agreement_text;
CREATE UNIQUE INDEX agreement_text_number ON agreement_text (agreement, number);

CREATE TABLE assent (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  subject_en TEXT, subject_zh TEXT, sort TEXT NOT NULL, agreement UUID NOT NULL REFERENCES agreement (id),
  text UUID NOT NULL REFERENCES agreement_text (id), digest TEXT, organisation UUID, role TEXT, name TEXT,
  capacity TEXT, day DATE NOT NULL, copy TEXT, account TEXT
);
HISTORY OF assent;
CREATE INDEX assent_agreement ON assent (agreement, id);
CREATE INDEX assent_text ON assent (text, id);

CREATE TABLE approval_route (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL, sorts TEXT,
  value_from_minor BIGINT, value_from_currency TEXT, office TEXT, whither TEXT NOT NULL, roles TEXT,
  in_force BOOLEAN NOT NULL
);
HISTORY OF approval_route;
TIMES OF approval_route BY title_key_en, title_key_zh;

CREATE TABLE registration (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  agreement UUID NOT NULL REFERENCES agreement (id), register TEXT NOT NULL, contract TEXT NOT NULL, number TEXT,
  registered_on DATE, changed_on DATE, value_minor BIGINT, value_currency TEXT, technology_value_minor BIGINT,
  technology_value_currency TEXT
);
HISTORY OF registration;
TIMES OF registration BY title_key_en, title_key_zh;
CREATE INDEX registration_agreement ON registration (agreement, id);
CREATE UNIQUE INDEX registration_number ON registration (number) WHERE deleted_at IS NULL AND number IS NOT NULL;

-- What lies in the trash is found without reading what does not.
CREATE INDEX agreement_trash ON agreement (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX agreement_text_trash ON agreement_text (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX assent_trash ON assent (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX approval_route_trash ON approval_route (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX registration_trash ON registration (deleted_at, id) WHERE deleted_at IS NOT NULL;
