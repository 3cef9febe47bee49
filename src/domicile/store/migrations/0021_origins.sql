-- Whose model was submitted: the operator's own, tuned, or filed and unmodified; empty where unsaid.

ALTER TABLE release ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE release_event ADD COLUMN origin TEXT NOT NULL DEFAULT '';
