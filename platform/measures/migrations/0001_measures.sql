-- Dashboards: whose they are, and who else sees them.
CREATE TABLE dashboard (
  id UUID PRIMARY KEY,
  version BIGINT NOT NULL,
  owner UUID NOT NULL,
  title_en TEXT,
  title_zh TEXT,
  sharing TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  deleted_at BIGINT
);
CREATE INDEX dashboard_owner ON dashboard (owner);

CREATE TABLE dashboard_role (
  dashboard UUID NOT NULL REFERENCES dashboard (id),
  role TEXT NOT NULL,
  PRIMARY KEY (dashboard, role)
);

-- A tile that was removed stays, so that removing can be undone.
CREATE TABLE dashboard_tile (
  id UUID PRIMARY KEY,
  dashboard UUID NOT NULL REFERENCES dashboard (id),
  position BIGINT NOT NULL,
  measure TEXT NOT NULL,
  chart TEXT NOT NULL,
  dimensions TEXT NOT NULL,
  slices TEXT NOT NULL,
  wide BOOLEAN NOT NULL,
  removed_at BIGINT
);
CREATE INDEX dashboard_tile_place ON dashboard_tile (dashboard, position);

-- The dashboard that an account has chosen for its home page.
CREATE TABLE dashboard_home (
  account UUID PRIMARY KEY,
  dashboard UUID NOT NULL REFERENCES dashboard (id)
);
