CREATE TABLE account (
  id UUID PRIMARY KEY,
  login TEXT NOT NULL,
  -- The folded log-in name as bytes, so that both engines order accounts alike.
  login_key BYTEA NOT NULL,
  -- Folded log-in name, names and address, for searching.
  search_key TEXT NOT NULL,
  name_en TEXT,
  name_zh TEXT,
  email TEXT,
  lang TEXT NOT NULL,
  person UUID,
  password TEXT,
  status TEXT NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login_key) WHERE status <> 'disabled';
CREATE INDEX account_order ON account (login_key, id);
CREATE INDEX account_person ON account (person);

CREATE TABLE account_organisation (
  id UUID PRIMARY KEY,
  account UUID NOT NULL REFERENCES account (id),
  organisation UUID NOT NULL,
  from_date DATE,
  to_date DATE,
  is_admin BOOLEAN NOT NULL,
  linked_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE UNIQUE INDEX account_organisation_live ON account_organisation (account, organisation)
  WHERE removed_at IS NULL;
CREATE INDEX account_organisation_organisation ON account_organisation (organisation);

CREATE TABLE account_grant (
  id UUID PRIMARY KEY,
  account UUID NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,
  office TEXT,
  granted_at BIGINT NOT NULL,
  granted_by UUID,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX account_grant_live ON account_grant (account, role, COALESCE(office, ''))
  WHERE revoked_at IS NULL;
CREATE INDEX account_grant_role ON account_grant (role);

-- Only the SHA-256 of a token is kept, here and below.
CREATE TABLE session (
  token_hash BYTEA PRIMARY KEY,
  id UUID NOT NULL UNIQUE,
  account UUID NOT NULL REFERENCES account (id),
  csrf BYTEA NOT NULL,
  user_agent TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  -- True after a change of roles: the next request gets a new token.
  renew BOOLEAN NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE api_token (
  token_hash BYTEA PRIMARY KEY,
  id UUID NOT NULL UNIQUE,
  account UUID NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX api_token_account ON api_token (account);

CREATE TABLE one_time_link (
  token_hash BYTEA PRIMARY KEY,
  account UUID NOT NULL REFERENCES account (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('invite', 'reset')),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX one_time_link_account ON one_time_link (account);

-- Attempts counted in a window. The key is a digest: people type passwords into the wrong field.
CREATE TABLE login_attempt (
  key TEXT PRIMARY KEY,
  started_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  taken BIGINT NOT NULL
);
CREATE INDEX login_attempt_ends ON login_attempt (ends_at);

-- Mail to send. A null next_at means that it was given up; the text goes once it is sent.
CREATE TABLE mail (
  id UUID PRIMARY KEY,
  to_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  sent_at BIGINT,
  attempts BIGINT NOT NULL,
  next_at BIGINT,
  last_error TEXT
);
CREATE INDEX mail_due ON mail (next_at) WHERE sent_at IS NULL;
