-- A list in the order of titles reads what it shows, however many agreements of a kind, state and country there are;
-- years, fields of knowledge and rights are read off the same index.
DROP INDEX agreement_sought;
CREATE INDEX agreement_sought_en ON agreement (sort, state, country, title_key_en, id, since, fields, class)
  WHERE deleted_at IS NULL;
CREATE INDEX agreement_sought_zh ON agreement (sort, state, country, title_key_zh, id, since, fields, class)
  WHERE deleted_at IS NULL;
