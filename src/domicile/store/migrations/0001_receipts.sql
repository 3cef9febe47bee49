-- Receipts and the batches that they are logged in.

CREATE TABLE batch (
  batch_id INTEGER PRIMARY KEY,
  market TEXT NOT NULL,
  -- Leaf data of the batch tree in its shuffled order, dummies among it; 32 bytes each.
  leaves BLOB NOT NULL,
  -- The one public line in the log, and the log's size before it was written.
  entry BLOB NOT NULL,
  log_size INTEGER NOT NULL,
  -- Where the line stands in the log; NULL until it does.
  log_index INTEGER
) STRICT;

CREATE INDEX batch_unlogged ON batch (market) WHERE log_index IS NULL;

CREATE TABLE receipt (
  number INTEGER PRIMARY KEY,
  receipt_id TEXT NOT NULL UNIQUE,
  market TEXT NOT NULL,
  -- The hour in which it was sealed, in UTC.
  hour TEXT NOT NULL,
  -- Merkle root over the receipt's commitments; 32 bytes.
  root BLOB NOT NULL,
  -- Digest of the edition of the market's pack that decided; empty when there was none.
  pack TEXT NOT NULL,
  -- Values, seed and signature; encrypted by the vault.
  sealed BLOB NOT NULL,
  batch_id INTEGER REFERENCES batch (batch_id),
  leaf_index INTEGER
) STRICT;

CREATE INDEX receipt_pending ON receipt (market) WHERE batch_id IS NULL;
