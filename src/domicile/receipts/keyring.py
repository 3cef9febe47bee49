"""The keys that sign: one for each role and each log, in files for the owner alone."""

import hashlib
import re
from pathlib import Path
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from domicile.core.clock import Entropy
from domicile.core.errors import SecretError, UnknownMarketError
from domicile.core.ids import MarketId
from domicile.receipts.jws import JwsSigner
from domicile.store.secret_file import read_or_create_secret
from domicile.tlog.note import NoteSigner

SignerRole = Literal["device", "gateway"]
"""Whose statement a receipt is."""

_MARKET = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_SEED_BYTES = 32
_FINGERPRINT_BYTES = 8
_RESTORE = "Restore the file from your backup."


class KeyRing:
    """Signing keys by what they sign; each is made on first use.

    Safe to use from any thread, and from several processes.

    Args:
        folder: Holds the key files.
        entropy: Where new keys come from.
    """

    def __init__(self, folder: Path, entropy: Entropy) -> None:
        self._folder = folder
        self._entropy = entropy
        self._signers: dict[str, NoteSigner] = {}
        self._label_signer: JwsSigner | None = None

    def receipt_signer(self, role: SignerRole) -> NoteSigner:
        """Return the key that signs receipts for ``role``; its name ends in ``/<role>``.

        Raises:
            SecretError: The key file is malformed, or open to others.
        """
        return self._signer(f"receipt-{role}.key", role)

    def log_signer(self, market: MarketId) -> NoteSigner:
        """Return the key of the log of ``market``; its name is the log's origin.

        Raises:
            SecretError: The key file is malformed, or open to others.
            UnknownMarketError: ``market`` is not the name of a market.
        """
        if not _MARKET.fullmatch(market):
            msg = "a market's name is not one that a key can have"
            raise UnknownMarketError(msg)
        return self._signer(_log_file(market), market)

    def continuing_signer(self, market: MarketId, checkpoint: bytes | None) -> NoteSigner:
        """Return the key of the log of ``market``, which ``checkpoint`` must be of.

        A log that another key went on with would be one that nobody can follow.

        Args:
            market: Whose log it is.
            checkpoint: The newest one of that log, or None when the log is new.

        Raises:
            SecretError: The key file is malformed, open to others, or not the log's key.
        """
        signer = self.log_signer(market)
        if checkpoint is None or checkpoint.split(b"\n", 1)[0] == signer.key.name.encode():
            return signer
        msg = f"{self._folder / _log_file(market)} is not the key of the log in the store"
        raise SecretError(msg, remedy=_RESTORE)

    def label_signer(self) -> JwsSigner:
        """Return the key that signs marks; its name ends in ``/label``.

        Raises:
            SecretError: The key file is malformed, or open to others.
        """
        if self._label_signer is None:
            self._label_signer = JwsSigner(*self._named_key("label.key", "label"))
        return self._label_signer

    def _signer(self, file_name: str, label: str) -> NoteSigner:
        if file_name not in self._signers:
            self._signers[file_name] = NoteSigner(*self._named_key(file_name, label))
        return self._signers[file_name]

    def _named_key(self, file_name: str, label: str) -> tuple[str, Ed25519PrivateKey]:
        path = self._folder / file_name
        key = _decode(read_or_create_secret(path, self._new_key, self._entropy), path)
        public = key.public_key().public_bytes_raw()
        fingerprint = hashlib.sha256(public).digest()[:_FINGERPRINT_BYTES].hex()
        return f"domicile/{fingerprint}/{label}", key

    def _new_key(self) -> bytes:
        key = Ed25519PrivateKey.from_private_bytes(self._entropy.token(_SEED_BYTES))
        return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _log_file(market: MarketId) -> str:
    return f"log-{market}.key"


def _decode(pem: bytes, path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        msg = f"{path} does not hold a private key"
        raise SecretError(msg, remedy=_RESTORE) from error
    if not isinstance(key, Ed25519PrivateKey):
        msg = f"{path} holds a key of another kind than Ed25519"
        raise SecretError(msg, remedy=_RESTORE)
    return key
