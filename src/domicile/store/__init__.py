"""Durable state: one SQLite file, its migrations, and what is kept in it."""
