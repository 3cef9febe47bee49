"""The catalogue of recognizers: one kind of value, one file, one test, one page."""
