-- Retention: the log of calls, legal holds, and what the timer deleted.

CREATE TABLE network_call (
  -- Minutes since 1970, UTC.
  minute INTEGER NOT NULL,
  -- Empty where the call named no market.
  market TEXT NOT NULL,
  method TEXT NOT NULL,
  -- The route's template; never a path, which may say anything.
  route TEXT NOT NULL,
  status INTEGER NOT NULL,
  -- Empty where the call bore no key.
  key_id TEXT NOT NULL,
  calls INTEGER NOT NULL CHECK (calls > 0),
  PRIMARY KEY (minute, market, method, route, status, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold_event (
  event INTEGER PRIMARY KEY AUTOINCREMENT,
  hold_id TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('placed', 'lifted')),
  at TEXT NOT NULL,
  -- Who and why, and what is held; encrypted by the vault.
  sealed BLOB NOT NULL,
  UNIQUE (hold_id, act)
) STRICT;

CREATE TRIGGER hold_event_stays BEFORE UPDATE ON hold_event
BEGIN
  SELECT RAISE(ABORT, 'the history of holds is append-only');
END;

CREATE TRIGGER hold_event_remains BEFORE DELETE ON hold_event
BEGIN
  SELECT RAISE(ABORT, 'the history of holds is append-only');
END;

CREATE TABLE retention_run (
  entry INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  record TEXT NOT NULL,
  market TEXT NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted >= 0),
  -- Rows past their time that a legal hold kept.
  held_back INTEGER NOT NULL CHECK (held_back >= 0)
) STRICT;

CREATE INDEX retention_run_of ON retention_run (record, market, entry);

CREATE TRIGGER retention_run_stays BEFORE UPDATE ON retention_run
BEGIN
  SELECT RAISE(ABORT, 'the history of deletions is append-only');
END;

CREATE TRIGGER retention_run_remains BEFORE DELETE ON retention_run
BEGIN
  SELECT RAISE(ABORT, 'the history of deletions is append-only');
END;

CREATE TABLE retention_timer (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- When the timer ran last; the store's own beginning until it has.
  last_at TEXT NOT NULL,
  -- The run that has the timer, and until when; empty when none has.
  holder TEXT NOT NULL,
  held_until TEXT NOT NULL,
  -- 1 while the file may still hold bytes of what was deleted.
  traces INTEGER NOT NULL CHECK (traces IN (0, 1))
) STRICT;

INSERT INTO retention_timer VALUES (1, '', '', '', 0);

-- Old receipts are found by market and hour; a batch goes with the last of its receipts.
CREATE INDEX receipt_age ON receipt (market, hour);
CREATE INDEX receipt_of_batch ON receipt (batch_id);
