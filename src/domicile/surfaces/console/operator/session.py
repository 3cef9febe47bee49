"""Who has come in by an operator's key, and which forms are this gateway's own.

Both are signed with a secret that is drawn anew at every start, and stored nowhere.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from domicile.core.clock import Clock, Entropy
from domicile.core.errors import UnauthorizedError
from domicile.store.keys import ApiKey, KeyBook

COOKIE: Final = "domicile_operator"
"""Name of the cookie that holds a pass."""

LIFE_S: Final = 8 * 60 * 60
"""How long a pass is good for, in seconds."""

SECRET_BYTES: Final = 32


class Sessions:
    """Gives passes and form tokens, and knows them again. Safe to use from any thread.

    Args:
        keys: Gives the keys; a pass ends when its key is withdrawn.
        clock: Tells when a pass is over.
        entropy: Where the secret comes from.
    """

    def __init__(self, keys: Callable[[], KeyBook], clock: Clock, entropy: Entropy) -> None:
        self._keys = keys
        self._clock = clock
        self._secret = entropy.token(SECRET_BYTES)

    def begin(self, secret: str) -> str:
        """Return a pass for whoever bears an operator's key.

        Raises:
            UnauthorizedError: No key in use has this secret, or it is not an operator's.
        """
        key = self._keys().check(secret)
        if key.role != "operator":
            raise UnauthorizedError("the key is not an operator's")
        said = f"{key.id}.{self._now_s() + LIFE_S}"
        return f"{said}.{self._mac('pass', said)}"

    def key(self, given: str) -> ApiKey | None:
        """Return the key that a pass stands for; None when it is no pass, or over."""
        said, _, mac = given.rpartition(".")
        if not _is_same(mac, self._mac("pass", said)):
            return None
        key_id, _, until = said.partition(".")
        if int(until) <= self._now_s():
            return None
        return next((each for each in self._keys().list() if _may_operate(each, key_id)), None)

    def token(self, given: str) -> str:
        """Return what a form must bear that was shown to the holder of a pass.

        Args:
            given: The pass; empty where none is needed.
        """
        return self._mac("form", given)

    def is_own(self, token: str, given: str) -> bool:
        """Tell whether a form was shown by this gateway to the holder of this pass."""
        return _is_same(token, self.token(given))

    def _now_s(self) -> int:
        return int(self._clock.now().timestamp())

    def _mac(self, purpose: str, said: str) -> str:
        message = f"{purpose}\0{said}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


def _may_operate(key: ApiKey, key_id: str) -> bool:
    return key.id == key_id and key.revoked_at is None and key.role == "operator"


def _is_same(one: str, other: str) -> bool:
    """Compare without telling by the time it takes how much is right."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("ascii"))
