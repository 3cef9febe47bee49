import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domicile.core.canonical import Json
from domicile.core.errors import SignatureError
from domicile.receipts.jws import MAX_CHARS, JwsSigner, key_id, parse_jws, verify_jws

SIGNER = JwsSigner("domicile/a/label", Ed25519PrivateKey.generate())
TYPE = "some+jws"
VALUE: Json = {"a": 1, "b": "名"}


def base64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_what_is_signed_is_read_and_verifies() -> None:
    text = SIGNER.sign(VALUE, TYPE)
    found = parse_jws(text, TYPE)
    assert found.payload == VALUE
    assert found.kid == key_id(SIGNER.key)
    assert verify_jws(found, [SIGNER.key]) == SIGNER.key


def test_it_is_a_jws_of_the_rfc() -> None:
    first, payload, signature = SIGNER.sign(VALUE, TYPE).split(".")
    said = json.loads(base64.urlsafe_b64decode(first + "=="))
    assert said == {"alg": "EdDSA", "kid": key_id(SIGNER.key), "typ": TYPE}
    raw = base64.urlsafe_b64decode(signature + "==")
    SIGNER._private_key.public_key().verify(raw, f"{first}.{payload}".encode())


def test_another_key_of_the_same_name() -> None:
    other = JwsSigner("domicile/a/label", Ed25519PrivateKey.generate())
    found = parse_jws(SIGNER.sign(VALUE, TYPE), TYPE)
    with pytest.raises(SignatureError, match="not known"):
        verify_jws(found, [other.key])
    with pytest.raises(SignatureError, match="not known"):
        verify_jws(found, [])


def test_a_signature_over_something_else() -> None:
    one, two = SIGNER.sign(VALUE, TYPE), SIGNER.sign({"a": 2}, TYPE)
    mixed = f"{one.rpartition('.')[0]}.{two.rpartition('.')[2]}"
    with pytest.raises(SignatureError, match="wrong"):
        verify_jws(parse_jws(mixed, TYPE), [SIGNER.key])


def test_a_value_of_another_type() -> None:
    with pytest.raises(SignatureError, match="another type"):
        parse_jws(SIGNER.sign(VALUE, "other+jws"), TYPE)


def header(**changes: object) -> str:
    said = {"alg": "EdDSA", "kid": "k", "typ": TYPE, **changes}
    return base64url(json.dumps(dict(sorted(said.items())), separators=(",", ":")))


HEADER = header()
EMPTY = base64url("{}")


def test_a_value_that_is_spelled_right_is_taken_apart() -> None:
    assert parse_jws(f"{HEADER}.{EMPTY}.AA", TYPE).payload == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b",
        f"{HEADER}.{EMPTY}.AA.AA",
        f"{HEADER}.{base64url('{ }')}.AA",
        f"{HEADER}.{base64url('{')}.AA",
        f"{HEADER}.{base64url('[' * 3000)}.AA",
        f"{HEADER}.{EMPTY}.A",
        f"{HEADER}.{EMPTY}.AB",
        f"{HEADER}.{EMPTY}.A*",
        f"{HEADER}.{EMPTY}.é",
        f"{HEADER}.{'A' * MAX_CHARS}.AA",
        f"{EMPTY}.{EMPTY}.AA",
        f"{base64url('[]')}.{EMPTY}.AA",
        f"{header(alg='none')}.{EMPTY}.AA",
        f"{header(kid=1)}.{EMPTY}.AA",
        f"{header(crit=[])}.{EMPTY}.AA",
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(SignatureError):
        parse_jws(text, TYPE)
