-- Counts by place are read off this index alone.
CREATE INDEX organisation_places ON organisation
  (status, class, latitude, longitude, city_en, city_zh, id, deleted_at) WHERE deleted_at IS NULL;
