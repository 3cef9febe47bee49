-- Who may call the gateway, and whom requests are for.

CREATE TABLE api_key (
  key_id TEXT PRIMARY KEY,
  -- SHA-256 of the secret; the secret itself is nowhere.
  digest BLOB NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('caller', 'operator')),
  -- JSON arrays; the first market is the key's own, an empty list of features means all.
  markets TEXT NOT NULL,
  features TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;

CREATE TABLE subject (
  subject_id TEXT PRIMARY KEY,
  market TEXT NOT NULL,
  -- What the person is called; encrypted by the vault.
  sealed_name BLOB NOT NULL
) STRICT;
