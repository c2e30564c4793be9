-- What lies in the trash is found without reading what does not.
CREATE INDEX organisation_trash ON organisation (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX person_trash ON person (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX naming_trash ON naming (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX duplicate_trash ON duplicate (deleted_at, id) WHERE deleted_at IS NOT NULL;
