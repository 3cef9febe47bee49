-- What people decided, what is known of them, and what they were shown. Nobody stands here by name.

CREATE TABLE people_book (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- What tokens are made with; encrypted by the vault.
  sealed_key BLOB NOT NULL
) STRICT;

CREATE TABLE person_act (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  -- 128 random bits in hexadecimal; receipts name a consent so.
  act_id TEXT NOT NULL UNIQUE,
  -- HMAC-SHA256 of the person's id.
  token BLOB NOT NULL,
  topic TEXT NOT NULL CHECK (topic IN ('consent', 'choice', 'fact', 'agreement', 'restriction')),
  word TEXT NOT NULL,
  value TEXT NOT NULL,
  market TEXT NOT NULL,
  -- When (ISO 8601, UTC), and through which door: cli, http or console.
  at TEXT NOT NULL,
  how TEXT NOT NULL,
  -- The text that was shown, and its version; empty where there is none.
  notice TEXT NOT NULL,
  version TEXT NOT NULL,
  -- Who said it, where it was not the person: a guardian, or somebody of the operator's;
  -- encrypted by the vault, and empty for the person themselves.
  sealed_by BLOB NOT NULL
) STRICT;

CREATE INDEX person_act_of ON person_act (token, number);

-- Who is being forgotten, for as long as the transaction takes.
CREATE TABLE person_forgotten (token BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TRIGGER person_act_stays BEFORE UPDATE ON person_act
BEGIN
  SELECT RAISE(ABORT, 'what people decided is append-only');
END;

CREATE TRIGGER person_act_remains BEFORE DELETE ON person_act
WHEN NOT EXISTS (SELECT 1 FROM person_forgotten WHERE token = OLD.token)
BEGIN
  SELECT RAISE(ABORT, 'what people decided is append-only, until they are forgotten');
END;

CREATE TABLE person_session (
  -- HMAC-SHA256 of the person's id, or of the session's name.
  token BLOB NOT NULL,
  began_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  PRIMARY KEY (token, began_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_session_last ON person_session (last_at);

CREATE TABLE person_notice (
  token BLOB NOT NULL,
  notice TEXT NOT NULL,
  version TEXT NOT NULL,
  -- When this version was first shown.
  at TEXT NOT NULL,
  PRIMARY KEY (token, notice)
) STRICT, WITHOUT ROWID;

CREATE TABLE unlabelled_copy (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  token BLOB NOT NULL,
  at TEXT NOT NULL,
  market TEXT NOT NULL,
  rule TEXT NOT NULL,
  -- Which making it was, by the name of the mark in its metadata.
  mark TEXT NOT NULL,
  -- Last day for which the rule has it kept (ISO 8601).
  kept_until TEXT NOT NULL
) STRICT;

CREATE INDEX unlabelled_copy_of ON unlabelled_copy (token);

CREATE TRIGGER unlabelled_copy_stays BEFORE UPDATE ON unlabelled_copy
BEGIN
  SELECT RAISE(ABORT, 'the record of unlabelled copies is append-only');
END;
