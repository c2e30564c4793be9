-- A list as somebody set it up, under a name: its address holds everything.
CREATE TABLE saved_view (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,
  owner UUID NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  shared BOOLEAN NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (kind, owner, name)
);
