"""Writing tools."""
