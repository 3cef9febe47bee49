"""Encryption at rest: what is personal is written only sealed, under this machine's own key.

A sealed value is ``"DV1" || key id (8) || salt (32) || AES-256-GCM ciphertext``. Each value gets
its own key and nonce, derived from the machine's key and the salt (HKDF-SHA256, RFC 5869), so that
no nonce is ever used twice however much is sealed. The purpose is authenticated: a value sealed
for one row or use does not open for another.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domicile.core.canonical import from_base64, to_base64
from domicile.core.clock import Entropy
from domicile.core.errors import SecretError, VaultError
from domicile.store.secret_file import read_or_create_secret, read_secret

_MAGIC = b"DV1"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT_BYTES = 32
_KEY_ID_BYTES = 8
_HEADER_BYTES = len(_MAGIC) + _KEY_ID_BYTES + _SALT_BYTES


class Vault:
    """Seals and opens values. Safe to use from any thread, and from several processes.

    Args:
        key_file: Holds the machine's key; made when the first value is sealed.
        entropy: Where keys and salts come from.
        sealed_before: Returns any value that was sealed earlier, or None. What cannot be opened
            together with it is never sealed: a lost key would else part the store in two.
    """

    def __init__(
        self,
        key_file: Path,
        entropy: Entropy,
        *,
        sealed_before: Callable[[], bytes | None] = lambda: None,
    ) -> None:
        self._key_file = key_file
        self._entropy = entropy
        self._sealed_before = sealed_before
        self._key: bytes | None = None

    def prepare(self) -> None:
        """Make sure that something can be sealed; cheap once it could.

        Raises:
            VaultError: The key is not the one that sealed what is there, or is missing.
            SecretError: The key file is malformed, or open to others.
            StorageError: The key file cannot be read or made.
        """
        self._key = self._key or self._sealing_key()

    def seal(self, plaintext: bytes, purpose: str) -> bytes:
        """Encrypt ``plaintext`` for ``purpose``, such as ``receipt/<id>``.

        Raises:
            VaultError: The key is not the one that sealed what is there, or is missing.
            SecretError: The key file is malformed, or open to others.
            StorageError: The key file cannot be read or made.
        """
        key = self._key = self._key or self._sealing_key()
        header = _MAGIC + _key_id(key) + self._entropy.token(_SALT_BYTES)
        cipher, nonce = _cipher(key, header)
        return header + cipher.encrypt(nonce, plaintext, header + purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt what was sealed for ``purpose``.

        Raises:
            VaultError: The value was changed, sealed for another purpose or with another key.
            SecretError: The key file is malformed, or open to others.
        """
        key = self._existing_key() if self._key is None else self._key
        header = sealed[:_HEADER_BYTES]
        if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
            msg = "a stored value is not in the form of a sealed one"
            raise VaultError(msg)
        self._require_same(key, header)
        cipher, nonce = _cipher(key, header)
        try:
            plaintext = cipher.decrypt(nonce, sealed[_HEADER_BYTES:], header + purpose.encode())
        except InvalidTag as error:
            msg = "a stored value was changed, or belongs elsewhere"
            raise VaultError(msg) from error
        self._key = key
        return plaintext

    def _sealing_key(self) -> bytes:
        earlier = self._sealed_before()
        if earlier is not None:
            key = self._existing_key()
            self._require_same(key, earlier)
            return key
        encoded = read_or_create_secret(self._key_file, self._new_key, self._entropy)
        return self._decode(encoded)

    def _existing_key(self) -> bytes:
        encoded = read_secret(self._key_file)
        if encoded is None:
            msg = f"the key file {self._key_file} is missing"
            raise VaultError(msg)
        return self._decode(encoded)

    def _require_same(self, key: bytes, sealed: bytes) -> None:
        if sealed[len(_MAGIC) : len(_MAGIC) + _KEY_ID_BYTES] != _key_id(key):
            msg = f"a stored value was sealed with another key than {self._key_file} holds"
            raise VaultError(msg)

    def _new_key(self) -> bytes:
        return to_base64(self._entropy.token(_KEY_BYTES)).encode() + b"\n"

    def _decode(self, encoded: bytes) -> bytes:
        try:
            key = from_base64(encoded.decode("ascii").removesuffix("\n"))
        except ValueError:
            key = b""
        if len(key) != _KEY_BYTES:
            msg = f"{self._key_file} does not hold a key"
            raise SecretError(msg, remedy=VaultError.remedy)
        return key


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"domicile/vault/key-id" + key).digest()[:_KEY_ID_BYTES]


def _cipher(key: bytes, header: bytes) -> tuple[AESGCM, bytes]:
    derived = HKDF(
        algorithm=SHA256(),
        length=_KEY_BYTES + _NONCE_BYTES,
        salt=header[-_SALT_BYTES:],
        info=b"domicile/vault/v1",
    ).derive(key)
    return AESGCM(derived[:_KEY_BYTES]), derived[_KEY_BYTES:]
