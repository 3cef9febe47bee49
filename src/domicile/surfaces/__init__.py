"""Ways in: command line, HTTP, console."""
