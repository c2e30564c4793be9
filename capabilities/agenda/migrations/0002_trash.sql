-- What lies in the trash is found without reading what does not.
CREATE INDEX task_trash ON task (deleted_at, id) WHERE deleted_at IS NOT NULL;
