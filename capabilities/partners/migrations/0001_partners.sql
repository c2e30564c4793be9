CREATE TABLE organisation (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  name_en TEXT, name_zh TEXT, name_key_en BYTEA NOT NULL, name_key_zh BYTEA NOT NULL,
  sort TEXT NOT NULL, status TEXT NOT NULL, domicile TEXT, side TEXT, city_en TEXT, city_zh TEXT, region_en TEXT,
  region_zh TEXT, sector_en TEXT, sector_zh TEXT, about_en TEXT, about_zh TEXT, website TEXT, established BIGINT,
  latitude BIGINT, longitude BIGINT, ror TEXT, lei TEXT, credit_code TEXT, source TEXT
);
HISTORY OF organisation;
-- The last column lets a count be read off the index alone.
CREATE INDEX organisation_en ON organisation (name_key_en, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX organisation_zh ON organisation (name_key_zh, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX organisation_sort_en ON organisation (sort, name_key_en, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX organisation_sort_zh ON organisation (sort, name_key_zh, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX organisation_domicile_en ON organisation (domicile, name_key_en, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX organisation_domicile_zh ON organisation (domicile, name_key_zh, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX organisation_changed ON organisation (changed_at, id);
CREATE UNIQUE INDEX organisation_ror ON organisation (ror) WHERE deleted_at IS NULL AND ror IS NOT NULL;
CREATE UNIQUE INDEX organisation_lei ON organisation (lei) WHERE deleted_at IS NULL AND lei IS NOT NULL;
CREATE UNIQUE INDEX organisation_credit_code ON organisation (credit_code)
  WHERE deleted_at IS NULL AND credit_code IS NOT NULL;

CREATE TABLE organisation_name (
  owner UUID NOT NULL REFERENCES organisation (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, name TEXT NOT NULL, language TEXT, sort TEXT NOT NULL, since DATE, until DATE
);
CREATE INDEX organisation_name_owner ON organisation_name (owner, position);

CREATE TABLE organisation_relation (
  owner UUID NOT NULL REFERENCES organisation (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, sort TEXT NOT NULL, label TEXT NOT NULL, ror TEXT, since DATE, until DATE
);
CREATE INDEX organisation_relation_owner ON organisation_relation (owner, position);

CREATE TABLE person (
  id UUID PRIMARY KEY, version BIGINT NOT NULL, reference TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  state_since DATE NOT NULL, class TEXT NOT NULL, fictional BOOLEAN NOT NULL, created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL, deleted_at BIGINT,
  name_en TEXT, name_zh TEXT, name_key_en BYTEA NOT NULL, name_key_zh BYTEA NOT NULL,
  email TEXT, telephone TEXT, contact_rule TEXT NOT NULL, orcid TEXT, about_en TEXT, about_zh TEXT
);
HISTORY OF person;
CREATE INDEX person_en ON person (name_key_en, id);
CREATE INDEX person_zh ON person (name_key_zh, id);
CREATE UNIQUE INDEX person_orcid ON person (orcid) WHERE deleted_at IS NULL AND orcid IS NOT NULL;

CREATE TABLE person_affiliation (
  owner UUID NOT NULL REFERENCES person (id), position BIGINT NOT NULL, recorded_from BIGINT NOT NULL,
  recorded_to BIGINT, organisation UUID NOT NULL REFERENCES organisation (id), role_en TEXT, role_zh TEXT,
  since DATE, until DATE
);
CREATE INDEX person_affiliation_owner ON person_affiliation (owner, position);
CREATE INDEX person_affiliation_organisation ON person_affiliation (organisation);
