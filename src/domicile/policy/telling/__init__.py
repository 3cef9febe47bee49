"""A decision told to people, in both languages."""
