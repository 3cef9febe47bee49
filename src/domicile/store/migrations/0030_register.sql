-- The approvals register: what a release rests on, its chained history, the log, and recalls.

-- The present is the last event; there is nothing beside the history that could differ from it.
DROP TABLE release;

ALTER TABLE release_event ADD COLUMN model_version TEXT NOT NULL DEFAULT '';
ALTER TABLE release_event ADD COLUMN filing_no TEXT NOT NULL DEFAULT '';
-- Certificates that were in force, name to last day: a JSON object.
ALTER TABLE release_event ADD COLUMN certificates TEXT NOT NULL DEFAULT '{}';
-- The oldest version of the client that may use the feature; empty asks for none.
ALTER TABLE release_event ADD COLUMN min_client TEXT NOT NULL DEFAULT '';
ALTER TABLE release_event ADD COLUMN verb TEXT NOT NULL DEFAULT '';
-- Signed note of whoever did it; empty where nobody signed.
ALTER TABLE release_event ADD COLUMN note TEXT NOT NULL DEFAULT '';
-- 16 random bytes in hexadecimal, so that the digest in the public log can be guessed by nobody.
ALTER TABLE release_event ADD COLUMN salt TEXT NOT NULL DEFAULT '';
-- SHA-256 over the event and the digest before it, in hexadecimal. What was written before the
-- history was chained has none: it opens nothing, and a suspension among it holds.
ALTER TABLE release_event ADD COLUMN digest TEXT NOT NULL DEFAULT '';
-- Size of the market's log when the event was written; its line cannot stand earlier.
ALTER TABLE release_event ADD COLUMN log_size INTEGER NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX release_event_digest ON release_event (digest) WHERE digest <> '';

CREATE TRIGGER release_event_makes_sense BEFORE INSERT ON release_event
WHEN NEW.verb = '' OR length(NEW.digest) <> 64 OR length(NEW.salt) <> 32 OR NEW.state NOT IN (
  'proposed', 'assessed', 'filed', 'approved', 'released', 'restricted', 'suspended', 'withdrawn'
)
BEGIN
  SELECT RAISE(ABORT, 'an event of a release has a verb, a state, a salt and a digest');
END;

-- Where the line of an event stands in its market's log; an event without one waits for it.
CREATE TABLE release_logged (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  event INTEGER NOT NULL UNIQUE REFERENCES release_event (event),
  log_index INTEGER NOT NULL CHECK (log_index >= 0)
) STRICT;

CREATE TRIGGER release_logged_stays BEFORE UPDATE ON release_logged
BEGIN
  SELECT RAISE(ABORT, 'what was logged stays logged');
END;

CREATE TRIGGER release_logged_remains BEFORE DELETE ON release_logged
BEGIN
  SELECT RAISE(ABORT, 'what was logged stays logged');
END;

-- The whole history, each event with the digest before it and its place in the log.
CREATE VIEW release_history AS
SELECT
  release_event.*,
  coalesce(lag(digest) OVER (ORDER BY event), '') AS previous,
  (SELECT log_index FROM release_logged WHERE release_logged.event = release_event.event)
    AS log_index
FROM release_event;

-- Numbers that a regulator took back: nothing may rest on them any more.
CREATE TABLE recalled_number (
  recall INTEGER PRIMARY KEY AUTOINCREMENT,
  -- In the form in which numbers are compared.
  number TEXT NOT NULL UNIQUE CHECK (number <> ''),
  actor TEXT NOT NULL CHECK (actor <> ''),
  at TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TRIGGER recalled_number_stays BEFORE UPDATE ON recalled_number
BEGIN
  SELECT RAISE(ABORT, 'a recalled number stays recalled');
END;

CREATE TRIGGER recalled_number_remains BEFORE DELETE ON recalled_number
BEGIN
  SELECT RAISE(ABORT, 'a recalled number stays recalled');
END;
