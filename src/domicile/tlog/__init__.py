"""A log that nobody can rewrite unseen: C2SP tlog-tiles, checkpoints and signed notes."""
