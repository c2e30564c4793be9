-- What lies in the trash is found without reading what does not.
CREATE INDEX claim_trash ON claim (deleted_at, id) WHERE deleted_at IS NOT NULL;
