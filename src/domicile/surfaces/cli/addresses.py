"""Addresses, as they may be shown."""

from urllib.parse import urlsplit, urlunsplit


def without_password(address: str) -> str:
    """Return ``address`` without the user and password that it may carry."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
