from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from domicile.core.clock import SystemEntropy
from domicile.core.errors import SecretError, UnknownMarketError
from domicile.core.ids import MarketId
from domicile.receipts.keyring import KeyRing


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys", SystemEntropy())


def test_keys_are_made_once(ring: KeyRing, tmp_path: Path) -> None:
    key = ring.receipt_signer("device").key
    again = KeyRing(tmp_path / "keys", SystemEntropy())
    assert again.receipt_signer("device").key == key
    assert ring.receipt_signer("device") is ring.receipt_signer("device")


def test_names_tell_what_a_key_is_for(ring: KeyRing) -> None:
    names = [
        ring.receipt_signer("device").key.name,
        ring.receipt_signer("gateway").key.name,
        ring.log_signer(MarketId("US-CA")).key.name,
    ]
    assert [name.rpartition("/")[2] for name in names] == ["device", "gateway", "US-CA"]
    assert len({name.split("/")[1] for name in names}) == 3


def test_key_files_are_for_the_owner_alone(ring: KeyRing, tmp_path: Path) -> None:
    ring.log_signer(MarketId("CN"))
    (file,) = (tmp_path / "keys").iterdir()
    assert file.name == "log-CN.key"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("market", ["", "../CN", "C N", "CN+1", "CN-", "中国"])
def test_a_market_that_is_no_file_name(ring: KeyRing, market: str) -> None:
    with pytest.raises(UnknownMarketError):
        ring.log_signer(MarketId(market))


OTHER_KIND = X25519PrivateKey.generate().private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)


@pytest.mark.parametrize("content", [b"", b"no key", OTHER_KIND])
def test_a_file_that_holds_no_key_of_ours(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "receipt-device.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SecretError):
        KeyRing(tmp_path, SystemEntropy()).receipt_signer("device")


def test_a_log_goes_on_only_with_the_key_that_began_it(ring: KeyRing, tmp_path: Path) -> None:
    market = MarketId("CN")
    signer = ring.continuing_signer(market, None)
    checkpoint = signer.sign(f"{signer.key.name}\n1\nAAAA\n").encode()
    assert ring.continuing_signer(market, checkpoint) is signer
    (tmp_path / "keys" / "log-CN.key").unlink()
    with pytest.raises(SecretError, match=r"log-CN\.key is not the key of the log") as caught:
        KeyRing(tmp_path / "keys", SystemEntropy()).continuing_signer(market, checkpoint)
    assert "backup" in caught.value.remedy
