-- Cases: requests from authorities, complaints, people's rights and incidents.

CREATE TABLE case_file (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('authority', 'complaint', 'rights', 'incident')),
  -- What happened, in the packs' words.
  event TEXT NOT NULL,
  market TEXT NOT NULL,
  -- Kind of law that an authority names; empty for other cases.
  area TEXT NOT NULL,
  -- The key through which it came in; empty for the operator's own hand.
  via TEXT NOT NULL,
  -- Moments are ISO 8601 in UTC, so that texts sort as moments do.
  opened_at TEXT NOT NULL,
  -- By when an answer or a report is due; NULL where no rule names a time.
  due TEXT,
  state TEXT NOT NULL,
  -- What came of it; empty until then.
  outcome TEXT NOT NULL,
  answered_at TEXT,
  closed_at TEXT,
  -- SHA-256 of the secret with which whoever asked can look it up; empty where nobody can.
  secret BLOB NOT NULL,
  -- The rules that applied when it was opened, as JSON.
  rules TEXT NOT NULL,
  -- Who asks, for what, about whom; encrypted by the vault.
  sealed BLOB NOT NULL
) STRICT;

CREATE INDEX case_file_via ON case_file (kind, via, opened_at);

CREATE TRIGGER case_file_remains BEFORE DELETE ON case_file WHEN OLD.state <> 'closed'
BEGIN
  SELECT RAISE(ABORT, 'a case that is open stays');
END;

CREATE TABLE case_event (
  event INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL,
  market TEXT NOT NULL,
  verb TEXT NOT NULL,
  state TEXT NOT NULL,
  at TEXT NOT NULL,
  -- SHA-256 of what is sealed, the digest of the event before it included; 32 bytes.
  digest BLOB NOT NULL,
  -- Size of the market's log when it happened: its line cannot stand earlier.
  log_size INTEGER NOT NULL,
  -- Who did what, and why; encrypted by the vault.
  sealed BLOB NOT NULL
) STRICT;

CREATE INDEX case_event_of ON case_event (case_id, event);

CREATE TRIGGER case_event_stays BEFORE UPDATE ON case_event
BEGIN
  SELECT RAISE(ABORT, 'the history of cases is append-only');
END;

-- Only together with its whole case does an event go, once the case was closed long ago.
CREATE TRIGGER case_event_remains BEFORE DELETE ON case_event
WHEN EXISTS (SELECT 1 FROM case_file WHERE case_id = OLD.case_id)
BEGIN
  SELECT RAISE(ABORT, 'the history of cases is append-only');
END;

-- Where the line of an event stands in the log of its market.
CREATE TABLE case_logged (
  event INTEGER PRIMARY KEY,
  log_index INTEGER NOT NULL
) STRICT;

-- What stays of a case that is gone: enough to count it, and about nobody.
CREATE TABLE case_past (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  event TEXT NOT NULL,
  market TEXT NOT NULL,
  area TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  outcome TEXT NOT NULL,
  -- Days until the answer; NULL where there was none.
  days INTEGER,
  overdue INTEGER NOT NULL
) STRICT;

CREATE INDEX case_past_of ON case_past (market, opened_on);
