-- The approvals register: the present state of each release, and everything that led to it.

CREATE TABLE release (
  market TEXT NOT NULL,
  feature TEXT NOT NULL,
  site TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN (
    'proposed', 'assessed', 'filed', 'approved', 'released', 'restricted', 'suspended', 'withdrawn'
  )),
  -- The number that a regulator gave the app; empty where there is none.
  number TEXT NOT NULL,
  -- What was submitted; another model under the same site closes the gate.
  model TEXT NOT NULL,
  model_digest TEXT NOT NULL,
  -- The last event, by which receipts name the entry.
  event INTEGER NOT NULL REFERENCES release_event (event),
  PRIMARY KEY (market, feature, site)
) STRICT;

CREATE TABLE release_event (
  event INTEGER PRIMARY KEY AUTOINCREMENT,
  market TEXT NOT NULL,
  feature TEXT NOT NULL,
  site TEXT NOT NULL,
  state TEXT NOT NULL,
  number TEXT NOT NULL,
  model TEXT NOT NULL,
  model_digest TEXT NOT NULL,
  -- Who, when (ISO 8601, UTC) and why.
  actor TEXT NOT NULL CHECK (actor <> ''),
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- SHA-256 of the file that shows it, in hexadecimal; empty where none was given.
  evidence TEXT NOT NULL
) STRICT;

CREATE INDEX release_event_of ON release_event (market, feature, site, event);

CREATE TRIGGER release_event_stays BEFORE UPDATE ON release_event
BEGIN
  SELECT RAISE(ABORT, 'the history of releases is append-only');
END;

CREATE TRIGGER release_event_remains BEFORE DELETE ON release_event
BEGIN
  SELECT RAISE(ABORT, 'the history of releases is append-only');
END;
