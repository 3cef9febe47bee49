"""Whatever stands in a pack file, reading it ends in a pack or in one kind of error."""

from hypothesis import given
from hypothesis import strategies as st

from domicile.core.errors import PackError
from domicile.markets.load import parse_pack
from domicile.markets.schema import Pack
from tests.unit.markets.samples import PACK

BYTES = PACK.encode()
SNIPPETS = st.sampled_from(
    [
        "*x",
        "&x ",
        "!!python/name:os.system ",
        "[",
        "{",
        "- ",
        "\t",
        "null",
        "\n",
        "keywords: []",
        "'",
    ]
)


def read(data: bytes) -> Pack | None:
    try:
        return parse_pack(data, "x.yaml")
    except PackError:
        return None


@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    assert read(data) is None


@given(text=st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert read(text.encode("utf-8", "surrogatepass")) is None


@given(
    start=st.integers(0, len(PACK)), removed=st.integers(0, 30), put=SNIPPETS | st.text(max_size=5)
)
def test_any_change_to_a_pack(start: int, removed: int, put: str) -> None:
    read((PACK[:start] + put + PACK[start + removed :]).encode("utf-8", "surrogatepass"))


@given(at=st.integers(0, len(BYTES) - 1), value=st.integers(0, 255))
def test_any_changed_byte_changes_the_digest(at: int, value: int) -> None:
    changed = BYTES[:at] + bytes([value]) + BYTES[at + 1 :]
    pack = read(changed)
    if pack is not None and changed != BYTES:
        assert pack.digest != parse_pack(BYTES, "x.yaml").digest
