-- What lies in the trash is found without reading what does not.
CREATE INDEX need_trash ON need (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX engagement_trash ON engagement (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX candidacy_trash ON candidacy (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX conflict_trash ON conflict (deleted_at, id) WHERE deleted_at IS NOT NULL;
