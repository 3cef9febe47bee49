"""Marks: what says to machines that something was made by AI, and who can tell."""
