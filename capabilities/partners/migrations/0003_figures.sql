-- Counts by type and country are read off this index alone.
CREATE INDEX organisation_figures ON organisation (status, class, sort, domicile, id, deleted_at) WHERE deleted_at IS NULL;
