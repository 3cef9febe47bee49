-- Fingerprints of what was marked: by them a text is known again that lost its mark.

CREATE TABLE fingerprint_book (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- What fingerprints are made with; encrypted by the vault.
  sealed_key BLOB NOT NULL
) STRICT;

CREATE TABLE fingerprint (
  -- HMAC-SHA256 of the text in its normal form.
  token BLOB PRIMARY KEY CHECK (length(token) = 32),
  -- The id of its latest mark, and the day of it in UTC, such as 20261124.
  mark TEXT NOT NULL,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX fingerprint_day ON fingerprint (day);
