-- What lies in the trash is found without reading what does not.
CREATE INDEX purpose_trash ON purpose (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX consent_trash ON consent (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX petition_trash ON petition (deleted_at, id) WHERE deleted_at IS NOT NULL;
