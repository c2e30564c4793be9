CREATE TABLE scheme (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  name_en TEXT, name_zh TEXT, name_key_en BYTEA NOT NULL, name_key_zh BYTEA NOT NULL,
  mode TEXT NOT NULL, year_month BIGINT, year_day BIGINT, grace_days BIGINT, currency TEXT, about_en TEXT, about_zh TEXT
);
HISTORY OF scheme;
CREATE INDEX scheme_en ON scheme (name_key_en, id);
CREATE INDEX scheme_zh ON scheme (name_key_zh, id);
CREATE TABLE scheme_branch (
  owner UUID NOT NULL REFERENCES scheme (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, branch TEXT NOT NULL, founded BIGINT, office TEXT
);
CREATE INDEX scheme_branch_owner ON scheme_branch (owner, position);
CREATE TABLE scheme_target (
  owner UUID NOT NULL REFERENCES scheme (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, service TEXT NOT NULL, days BIGINT NOT NULL
);
CREATE INDEX scheme_target_owner ON scheme_target (owner, position);

CREATE TABLE membership_level (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  name_en TEXT, name_zh TEXT, name_key_en BYTEA NOT NULL, name_key_zh BYTEA NOT NULL,
  scheme UUID NOT NULL REFERENCES scheme (id), tier TEXT NOT NULL, fee_minor BIGINT, fee_currency TEXT, about_en TEXT, about_zh TEXT
);
HISTORY OF membership_level;
CREATE INDEX membership_level_en ON membership_level (name_key_en, id);
CREATE INDEX membership_level_zh ON membership_level (name_key_zh, id);
CREATE INDEX membership_level_scheme ON membership_level (scheme, id);
CREATE TABLE membership_entitlement (
  owner UUID NOT NULL REFERENCES membership_level (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, service TEXT NOT NULL, per_year BIGINT
);
CREATE INDEX membership_entitlement_owner ON membership_entitlement (owner, position);

CREATE TABLE membership (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  name_en TEXT, name_zh TEXT, name_key_en BYTEA NOT NULL, name_key_zh BYTEA NOT NULL,
  scheme UUID NOT NULL REFERENCES scheme (id), branch TEXT NOT NULL, level UUID NOT NULL REFERENCES membership_level (id),
  tier TEXT, organisation UUID NOT NULL, sector TEXT NOT NULL, member_since DATE, run_since DATE, paid_until DATE,
  lasts_until DATE, motivation_en TEXT, motivation_zh TEXT, agreement TEXT, remark_en TEXT, remark_zh TEXT
);
HISTORY OF membership;
TIMES OF membership BY name_key_en, name_key_zh;
-- Members as of any day, as known at any instant, read off one index.
CREATE INDEX membership_history_members ON membership_history
  (state, lasts_until, run_since, effective_from, effective_to, recorded_from, recorded_to, class, branch, id);
CREATE INDEX membership_en ON membership (name_key_en, id);
CREATE INDEX membership_zh ON membership (name_key_zh, id);
CREATE INDEX membership_state ON membership (state, lasts_until, id);
CREATE INDEX membership_organisation ON membership (organisation, id);
CREATE INDEX membership_level_of ON membership (level, id);
-- One membership for each legal entity and branch. Applications do not count before they are vetted: whoever applies
-- learns nothing of the memberships of others.
CREATE UNIQUE INDEX membership_once ON membership (organisation, scheme, branch)
  WHERE deleted_at IS NULL AND NOT (state IN ('applied', 'declined') OR (state = 'withdrawn' AND member_since IS NULL));
CREATE TABLE membership_office (
  owner UUID NOT NULL REFERENCES membership (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, office TEXT, part TEXT NOT NULL
);
CREATE INDEX membership_office_owner ON membership_office (owner, position);
CREATE TABLE membership_beneficiary (
  owner UUID NOT NULL REFERENCES membership (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, organisation UUID NOT NULL, since DATE NOT NULL, until DATE, reason TEXT
);
CREATE INDEX membership_beneficiary_owner ON membership_beneficiary (owner, position);
CREATE INDEX membership_beneficiary_of ON membership_beneficiary (organisation, owner);

CREATE TABLE membership_period (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  span TEXT, membership UUID NOT NULL REFERENCES membership (id), level UUID NOT NULL REFERENCES membership_level (id),
  sort TEXT NOT NULL, since DATE NOT NULL, until DATE NOT NULL
);
HISTORY OF membership_period;
CREATE INDEX membership_period_of ON membership_period (membership, since, id);
CREATE INDEX membership_period_since ON membership_period (since, id);
CREATE INDEX membership_period_until ON membership_period (until, id);

CREATE TABLE membership_approval (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  approver TEXT, membership UUID NOT NULL REFERENCES membership (id), office TEXT NOT NULL, given_on DATE NOT NULL, account TEXT,
  of_what TEXT
);
HISTORY OF membership_approval;
CREATE UNIQUE INDEX membership_approval_once ON membership_approval (membership, office) WHERE deleted_at IS NULL;
CREATE INDEX membership_approval_given ON membership_approval (given_on, id);

CREATE TABLE invoice (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  number TEXT, membership UUID NOT NULL REFERENCES membership (id), year BIGINT NOT NULL, amount_minor BIGINT, amount_currency TEXT,
  tax_minor BIGINT, tax_currency TEXT, issued DATE NOT NULL, due DATE NOT NULL, paid_on DATE
);
HISTORY OF invoice;
CREATE INDEX invoice_of ON invoice (membership, year, id);
CREATE INDEX invoice_issued ON invoice (issued, id);
CREATE INDEX invoice_due ON invoice (due, id);
CREATE INDEX invoice_paid ON invoice (paid_on, id);
CREATE UNIQUE INDEX invoice_number ON invoice (number) WHERE deleted_at IS NULL;

CREATE TABLE service_request (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  service TEXT NOT NULL, help TEXT, statement_en TEXT, statement_zh TEXT, membership UUID NOT NULL REFERENCES membership (id),
  organisation UUID NOT NULL, target DATE, quota_year BIGINT, beyond BOOLEAN NOT NULL, office TEXT, assignee TEXT,
  outcome_en TEXT, outcome_zh TEXT, need UUID, rating BIGINT, verdict TEXT
);
HISTORY OF service_request;
TIMES OF service_request BY title_key_en, title_key_zh;
CREATE INDEX service_request_en ON service_request (title_key_en, id);
CREATE INDEX service_request_zh ON service_request (title_key_zh, id);
CREATE INDEX service_request_quota ON service_request (membership, service, quota_year);
CREATE INDEX service_request_organisation ON service_request (organisation, id);
CREATE INDEX service_request_state ON service_request (state, state_since, id);
CREATE INDEX service_request_target ON service_request (target, id);

CREATE TABLE introduction (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  subject_en TEXT, subject_zh TEXT, subject_key_en BYTEA NOT NULL, subject_key_zh BYTEA NOT NULL,
  purpose_en TEXT, purpose_zh TEXT, asking UUID NOT NULL, asked UUID NOT NULL, office TEXT, contact_asking TEXT,
  contact_asked TEXT, asking_agreed DATE, asked_agreed DATE
);
HISTORY OF introduction;
CREATE INDEX introduction_en ON introduction (subject_key_en, id);
CREATE INDEX introduction_zh ON introduction (subject_key_zh, id);
CREATE INDEX introduction_asking ON introduction (asking, id);
CREATE INDEX introduction_asked ON introduction (asked, id);

CREATE TABLE bulletin (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  title_en TEXT, title_zh TEXT, title_key_en BYTEA NOT NULL, title_key_zh BYTEA NOT NULL,
  topics TEXT, body_en TEXT, body_zh TEXT, sent_on DATE
);
HISTORY OF bulletin;
CREATE INDEX bulletin_en ON bulletin (title_key_en, id);
CREATE INDEX bulletin_zh ON bulletin (title_key_zh, id);
CREATE INDEX bulletin_sent ON bulletin (sent_on, id);
-- Who got which bulletin, for the sake of which topics, and when it was first opened.
CREATE TABLE bulletin_delivery (
  bulletin UUID NOT NULL REFERENCES bulletin (id), account UUID NOT NULL, topics TEXT NOT NULL, sent_at BIGINT NOT NULL,
  opened_at BIGINT, PRIMARY KEY (bulletin, account)
);

CREATE TABLE bulletin_subscription (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  reader TEXT, topics TEXT, account TEXT
);
HISTORY OF bulletin_subscription;
CREATE UNIQUE INDEX bulletin_subscription_account ON bulletin_subscription (account)
  WHERE deleted_at IS NULL AND account IS NOT NULL;

-- What lies in the trash is found without reading what does not.
CREATE INDEX scheme_trash ON scheme (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX membership_level_trash ON membership_level (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX membership_trash ON membership (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX membership_period_trash ON membership_period (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX membership_approval_trash ON membership_approval (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX invoice_trash ON invoice (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX service_request_trash ON service_request (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX introduction_trash ON introduction (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX bulletin_trash ON bulletin (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX bulletin_subscription_trash ON bulletin_subscription (deleted_at, id) WHERE deleted_at IS NOT NULL;
