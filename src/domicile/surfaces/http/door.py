"""Who may come in: callers with a key; on loopback, as long as no key was made, everybody here."""

import functools
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from domicile.core.errors import ForbiddenError, UnauthorizedError
from domicile.core.ids import FeatureId
from domicile.store.keys import ApiKey, KeyBook
from domicile.surfaces.http.call import Call

_SCHEME = "bearer "


class Door:
    """Checks keys, and keeps the pages of other origins out where no key is needed.

    Args:
        keys: Gives the keys; called at each check, as the store may not be there at the start.
        host: The address that the gateway listens on.
    """

    def __init__(self, keys: Callable[[], KeyBook], *, host: str) -> None:
        self._keys = keys
        self._is_local = is_loopback(host)
        self._has_keys = False

    def guard(self, call: Call) -> None:
        """Keep out web pages of other origins, where a browser on this machine could reach us.

        A page that names this machine by a host name of its own (DNS rebinding) or sends a form
        across origins would otherwise speak with the voice of the person who looks at it.

        Raises:
            ForbiddenError: The call is for another host, or by a page of another origin.
        """
        if (
            not self._is_local
            or not _is_foreign(call.headers.get(b"host", b""), call.headers.get(b"origin"))
            or not self._is_open()
        ):
            return
        raise ForbiddenError(
            "the call is for another host, or by a web page of another origin",
            remedy="Call http://127.0.0.1 itself, or create a key with `domicile config key add`.",
        )

    def admit(self, call: Call) -> None:
        """Find out whose key the call bears.

        Raises:
            UnauthorizedError: It needs a key and bears none that is in use.
        """
        if self.is_free:
            return
        said = call.header(b"authorization") or ""
        if said[: len(_SCHEME)].lower() != _SCHEME:
            raise UnauthorizedError("the call bears no key")
        call.key = self._keys().check(said[len(_SCHEME) :].strip())

    @property
    def is_free(self) -> bool:
        """Whether everybody here may come in: on loopback, as long as no key was ever made."""
        return self._is_local and self._is_open()

    def _is_open(self) -> bool:
        """Tell whether no key was ever made; once one was, that stays so."""
        if not self._has_keys:
            self._has_keys = self._keys().any()
        return not self._has_keys


def may_use(call: Call, feature: FeatureId) -> None:
    """Make sure that the call's key reaches ``feature``.

    Raises:
        ForbiddenError: It does not.
    """
    if call.key is not None and call.key.features and feature not in call.key.features:
        raise ForbiddenError("the key does not reach this feature")


def is_operator(key: ApiKey | None) -> bool:
    """Tell whether a call may see what belongs to others; without keys, all here is one's own."""
    return key is None or key.role == "operator"


def must_operate(call: Call) -> None:
    """Make sure that the call may see and change what belongs to the operator.

    Raises:
        ForbiddenError: Its key has not the role ``operator``.
    """
    if not is_operator(call.key):
        raise ForbiddenError(
            "this takes a key with the role `operator`",
            remedy="Create one with `domicile config key add --role operator`.",
        )


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` names this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@functools.lru_cache(maxsize=64)
def _is_foreign(host: bytes, origin: bytes | None) -> bool:
    """Tell whether a call is for another host, or by a page of another origin."""
    name = host.decode("latin-1").lower()
    if origin is not None and origin.decode("latin-1").lower() != f"http://{name}":
        return True
    return not is_loopback(_hostname(name))


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
