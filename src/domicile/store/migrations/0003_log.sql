-- The transparency log of each market: its tiles, and its signed checkpoint.

CREATE TABLE log_tile (
  market TEXT NOT NULL,
  -- Level of the tile, or `entries`.
  level TEXT NOT NULL,
  number INTEGER NOT NULL,
  -- Of the tiles of one number only the widest is kept; narrower ones are its beginnings.
  width INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (market, level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_checkpoint (
  market TEXT PRIMARY KEY,
  note BLOB NOT NULL
) STRICT, WITHOUT ROWID;
