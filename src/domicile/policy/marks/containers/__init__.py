"""Kinds of files that carry marks: one kind in one module."""
