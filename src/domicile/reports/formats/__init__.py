"""The kinds of files that a report can be: one module for each."""
