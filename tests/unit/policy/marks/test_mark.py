import dataclasses

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domicile.core.canonical import Json
from domicile.core.errors import SignatureError
from domicile.core.ids import MarketId
from domicile.policy.marks.mark import TRAINED, TYPE, Claim, parse_mark, sign_mark
from domicile.receipts.jws import JwsSigner

SIGNER = JwsSigner("domicile/a/label", Ed25519PrivateKey.generate())
CLAIM = Claim(
    producer="示例",
    version="1",
    created_at="2026-11-24T12:00:00Z",
    id="ab" * 16,
    market=MarketId("EU"),
    modality="text",
    sha256="cd" * 32,
    size=3,
)


def test_a_claim_comes_back() -> None:
    mark = sign_mark(CLAIM, SIGNER)
    assert mark.id == CLAIM.id
    assert parse_mark(mark.encoded)[0] == CLAIM
    assert CLAIM.digital_source_type == TRAINED


@pytest.mark.parametrize(
    "changes",
    [
        {"more": 1},
        {"v": 2},
        {"v": True},
        {"format": "domicile/mark/v2"},
        {"digital_source_type": "http://example.com/"},
        {"system": "Other"},
        {"id": "AB" * 16},
        {"id": "ab" * 15},
        {"sha256": "cd" * 31},
        {"created_at": "2026-11-24T12:00:00.5Z"},
        {"size": -1},
        {"size": "3"},
        {"producer": None},
    ],
)
def test_a_mark_that_says_anything_else(changes: dict[str, Json]) -> None:
    members: dict[str, Json] = {**dataclasses.asdict(CLAIM), **changes}
    with pytest.raises(SignatureError):
        parse_mark(SIGNER.sign(members, TYPE))


@pytest.mark.parametrize("member", ["v", "id", "producer", "sha256"])
def test_a_mark_that_says_less(member: str) -> None:
    members: dict[str, Json] = dataclasses.asdict(CLAIM)
    del members[member]
    with pytest.raises(SignatureError):
        parse_mark(SIGNER.sign(members, TYPE))


@pytest.mark.parametrize("payload", [[], "x", None, 1])
def test_a_mark_that_is_no_object(payload: Json) -> None:
    with pytest.raises(SignatureError):
        parse_mark(SIGNER.sign(payload, TYPE))
