-- What lies in the trash is found without reading what does not.
CREATE INDEX term_trash ON term (deleted_at, id) WHERE deleted_at IS NOT NULL;
