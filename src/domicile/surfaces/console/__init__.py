"""The console: one page on which people see what became of a request."""
