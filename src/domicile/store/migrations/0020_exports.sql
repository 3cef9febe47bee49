-- Counters of exports: how many people's data left a market, for whom, of which class, and when.

CREATE TABLE export_book (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- What tokens of people are made with; encrypted by the vault.
  sealed_key BLOB NOT NULL,
  -- How often a row of `export` was added or changed.
  changes INTEGER NOT NULL
) STRICT;

CREATE TABLE export_person (
  number INTEGER PRIMARY KEY,
  -- HMAC-SHA256 of the person's id; NULL once they were forgotten, so that they still count.
  token BLOB UNIQUE
) STRICT;

-- Everybody whom nobody named, together.
INSERT INTO export_person (number, token) VALUES (0, NULL);

CREATE TABLE export_flow (
  number INTEGER PRIMARY KEY,
  market TEXT NOT NULL,
  -- Who got it; empty where nobody knows.
  counterparty TEXT NOT NULL,
  data_class TEXT NOT NULL,
  -- 1 where it left unchanged.
  as_is INTEGER NOT NULL CHECK (as_is IN (0, 1)),
  UNIQUE (market, counterparty, data_class, as_is)
) STRICT;

CREATE TABLE export (
  flow INTEGER NOT NULL REFERENCES export_flow (number),
  -- Neighbours share a page: the order in which people are counted without sorting them.
  page INTEGER NOT NULL CHECK (page = person / 48),
  person INTEGER NOT NULL REFERENCES export_person (number),
  -- Days of the first and of the last export, such as 20261124.
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL CHECK (last_day >= first_day),
  -- Value of `export_book.changes` when the row was last changed.
  change INTEGER NOT NULL,
  PRIMARY KEY (flow, page, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX export_change ON export (change);
