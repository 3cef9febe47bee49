"""The gateway with its pages, as a server."""
