import hashlib
from pathlib import Path

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.policy.evidence import Sha256, digest_of


def test_a_file_is_known_by_its_digest(tmp_path: Path) -> None:
    file = tmp_path / "order.pdf"
    file.write_bytes(b"an order" * 100_000)
    assert digest_of(file, "--file") == hashlib.sha256(b"an order" * 100_000).hexdigest()
    assert digest_of(None, "--file") == ""
    assert digest_of(Sha256("ab" * 32), "--file") == "ab" * 32
    with pytest.raises(InvalidRequestError, match="--file") as caught:
        digest_of(tmp_path, "--file")
    assert str(tmp_path) not in caught.value.message
