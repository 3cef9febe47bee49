import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domicile.core.errors import SignatureError
from domicile.tlog.note import (
    MAX_NOTE_BYTES,
    MAX_SIGNATURES,
    NoteSigner,
    VerifierKey,
    open_note,
    parse_key,
    parse_note,
)

# The example of Go's golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
GO_NOTE = f"""If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann {GO_SIGNATURE}
"""
TEXT = "A text.\n\nWith an empty line.\n"


def signer(name: str = "example.com/log", seed: int = 1) -> NoteSigner:
    return NoteSigner(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def test_the_example_of_the_go_implementation() -> None:
    text = open_note(GO_NOTE, [parse_key(GO_KEY)])
    assert text.endswith("what your problem is.\n")


def test_the_key_id_of_the_specification() -> None:
    public_key = bytes.fromhex("e932791ae6e7a840a46164c904786426d5e7821dd8b29a00d61cae72afdd4da4")
    key = VerifierKey(name="example.com/foo", public_key=public_key)
    assert key.key_id.hex() == "530d903a"


def test_a_note_opens_with_its_key() -> None:
    mine = signer()
    note = mine.sign(TEXT)
    assert open_note(note, [mine.key]) == TEXT
    assert parse_key(str(mine.key)) == mine.key
    (line,) = parse_note(note).signatures
    assert (line.name, line.key_id) == (mine.key.name, mine.key.key_id)


def test_lines_by_others_are_skipped_or_refused() -> None:
    mine, other = signer(), signer("other", 2)
    note = mine.sign(TEXT) + other.sign(TEXT).rpartition("\n\n")[2]
    assert open_note(note, [mine.key]) == TEXT
    assert open_note(note, [mine.key, other.key], others=False) == TEXT
    with pytest.raises(SignatureError, match="not declared"):
        open_note(note, [mine.key], others=False)


def test_a_note_by_nobody_who_counts() -> None:
    with pytest.raises(SignatureError, match="no signature by a key that counts"):
        open_note(signer().sign(TEXT), [signer(seed=2).key])


def test_a_line_twice() -> None:
    note = signer().sign(TEXT)
    with pytest.raises(SignatureError, match="two signatures"):
        open_note(note + note.rpartition("\n\n")[2], [signer().key])


def test_another_text() -> None:
    note = signer().sign(TEXT).replace("empty", "Empty")
    with pytest.raises(SignatureError, match="is wrong"):
        open_note(note, [signer().key])


def test_a_signature_of_the_wrong_length() -> None:
    start, _, signature = signer().sign(TEXT).rpartition(" ")
    key_id_and_two_bytes = signature[:8]
    with pytest.raises(SignatureError, match="wrong length"):
        open_note(f"{start} {key_id_and_two_bytes}\n", [signer().key])


def test_a_key_that_is_no_point_of_the_curve() -> None:
    forged = signer()
    forged.key = VerifierKey(name="bad", public_key=b"\x02" + bytes(31))
    with pytest.raises(SignatureError, match="is wrong"):
        open_note(forged.sign(TEXT), [forged.key])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n— name AAAAAAAA",
        "text\n\n- name AAAAAAAA\n",
        "text\n\n— a name AAAAAAAA\n",
        "text\n\n— na+me AAAAAAAA\n",
        "text\n\n— name AAAA\n",
        "text\n\n— name AAAAA\n",
        "text\n\n— name AAAAAAB=\n",
        "text\n\n— name AAAAAAAA\n\n",
        "te\x00xt\n\n— name AAAAAAAA\n",
        "te\rxt\n\n— name AAAAAAAA\n",
        "text\n\n" + "— name AAAAAAAA\n" * (MAX_SIGNATURES + 1),
        "x" * MAX_NOTE_BYTES + "\n\n— name AAAAAAAA\n",
    ],
)
def test_what_is_no_note(note: str) -> None:
    with pytest.raises(SignatureError):
        parse_note(note)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "name",
        "name+00000000",
        "name+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        GO_KEY.replace("c74f20a3", "C74F20A3"),
        GO_KEY.replace("c74f20a3", "c74f20"),
        GO_KEY.replace("+AR", "+BR"),
        GO_KEY[:-4],
        GO_KEY + "=",
        GO_KEY.replace("PeterNeumann", "Peter Neumann"),
        GO_KEY.replace("PeterNeumann", ""),
    ],
)
def test_what_is_no_key(key: str) -> None:
    with pytest.raises(SignatureError):
        parse_key(key)


@pytest.mark.parametrize("text", ["no newline", "a\ttab\n", ""])
def test_what_cannot_be_signed(text: str) -> None:
    with pytest.raises(ValueError, match="ends in a newline"):
        signer().sign(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="no space"):
        signer(name)
