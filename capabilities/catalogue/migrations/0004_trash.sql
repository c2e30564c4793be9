-- What lies in the trash is found without reading what does not.
CREATE INDEX expert_trash ON expert (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX evidence_trash ON evidence (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX technology_trash ON technology (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX correction_trash ON correction (deleted_at, id) WHERE deleted_at IS NOT NULL;
