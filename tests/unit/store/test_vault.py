import asyncio
import sys
from pathlib import Path

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.errors import SecretError, VaultError
from domicile.store.vault import Vault

SECRET = "我的手机是13812345678".encode()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys" / "at-rest.key", SystemEntropy())


def test_what_is_sealed_opens_again_also_later(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.seal(SECRET, "row/1")
    assert SECRET not in sealed
    assert vault.open(sealed, "row/1") == SECRET
    later = Vault(tmp_path / "keys" / "at-rest.key", SystemEntropy())
    assert later.open(sealed, "row/1") == SECRET
    assert later.seal(b"", "x") != later.seal(b"", "x")


def test_no_byte_can_be_changed(vault: Vault) -> None:
    sealed = vault.seal(b"short", "row/1")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(VaultError):
            vault.open(bytes(changed), "row/1")


def test_a_value_opens_only_for_its_purpose(vault: Vault) -> None:
    with pytest.raises(VaultError, match="belongs elsewhere"):
        vault.open(vault.seal(SECRET, "row/1"), "row/2")


@pytest.mark.parametrize("length", [0, 10, 43, 58])
def test_a_value_that_breaks_off(vault: Vault, length: int) -> None:
    sealed = vault.seal(b"", "row/1")
    with pytest.raises(VaultError):
        vault.open(sealed[:length], "row/1")


def test_another_machines_key(vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path / "other.key", SystemEntropy())
    other.seal(b"", "x")
    with pytest.raises(VaultError, match="another key"):
        other.open(vault.seal(SECRET, "row/1"), "row/1")


def test_opening_never_makes_a_key(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.seal(SECRET, "row/1")
    gone = Vault(tmp_path / "gone.key", SystemEntropy())
    with pytest.raises(VaultError, match="missing"):
        gone.open(sealed, "row/1")
    assert not (tmp_path / "gone.key").exists()


def test_a_lost_key_is_not_made_anew_beside_what_it_sealed(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.seal(SECRET, "row/1")
    path = tmp_path / "gone.key"
    gone = Vault(path, SystemEntropy(), sealed_before=lambda: sealed)
    for use in (gone.prepare, lambda: gone.seal(b"", "x")):
        with pytest.raises(VaultError, match="missing"):
            use()
    assert not path.exists()
    (tmp_path / "keys" / "at-rest.key").rename(path)
    assert vault.open(gone.seal(b"again", "x"), "x") == b"again"


def test_another_key_seals_nothing_beside_what_is_there(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.seal(SECRET, "row/1")
    Vault(tmp_path / "other.key", SystemEntropy()).prepare()
    other = Vault(tmp_path / "other.key", SystemEntropy(), sealed_before=lambda: sealed)
    with pytest.raises(VaultError, match="another key"):
        other.seal(b"", "x")


@pytest.mark.parametrize("content", [b"", b"not base64!\n", b"AAAA\n", "钥匙".encode()])
def test_a_malformed_key_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "at-rest.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SecretError, match="does not hold a key"):
        Vault(path, SystemEntropy()).seal(b"", "x")


def test_a_key_file_that_is_open_to_others(vault: Vault, tmp_path: Path) -> None:
    vault.seal(b"", "x")
    path = tmp_path / "keys" / "at-rest.key"
    path.chmod(0o644)
    with pytest.raises(SecretError, match="open to others"):
        Vault(path, SystemEntropy()).seal(b"", "x")


SCRIPT = """
import sys
from pathlib import Path
from domicile.core.clock import SystemEntropy
from domicile.store.vault import Vault

print(Vault(Path(sys.argv[1]), SystemEntropy()).seal(b"from a child", "x").hex())
"""


async def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "at-rest.key"
    children = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", SCRIPT, str(path), stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    vault = Vault(path, SystemEntropy())
    for child in children:
        output, _ = await child.communicate()
        assert vault.open(bytes.fromhex(output.decode()), "x") == b"from a child"
