"""Commands of the operator's desks: one file for each, of the same name."""
