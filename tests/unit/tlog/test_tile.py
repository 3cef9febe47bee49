import pytest

from domicile.core.errors import ConsistencyError
from domicile.tlog.tile import (
    MAX_ENTRY_BYTES,
    Tile,
    decode_entries,
    decode_hashes,
    encode_entries,
    last_tile,
    narrow,
    parse_path,
)

PATHS = {
    "tile/0/x001/x234/067": Tile(level=0, number=1_234_067),  # the example of tlog-tiles
    "tile/0/000": Tile(level=0, number=0),
    "tile/1/999.p/1": Tile(level=1, number=999, width=1),
    "tile/7/x001/000.p/255": Tile(level=7, number=1000, width=255),
    "tile/entries/x001/x234/067.p/8": Tile(level="entries", number=1_234_067, width=8),
}


@pytest.mark.parametrize(("path", "tile"), PATHS.items())
def test_a_path_and_its_tile(path: str, tile: Tile) -> None:
    assert tile.path == path
    assert parse_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/00/000",
        "tile/8/000",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000/",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/../000",
        "/tile/0/000",
    ],
)
def test_what_is_no_path_of_a_tile(path: str) -> None:
    assert parse_path(path) is None


def test_the_layout_of_seventy_thousand_entries() -> None:
    # tlog-tiles: 273 full level 0 tiles and one of 112; one full level 1 tile and one of 17;
    # a level 2 tile of 1.
    assert [last_tile(level, 70_000).path for level in (0, 1, 2)] == [
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert last_tile("entries", 70_000).path == "tile/entries/273.p/112"
    with pytest.raises(ValueError, match="too small"):
        last_tile(3, 70_000)


def test_a_full_tile_is_last_until_the_next_begins() -> None:
    assert last_tile(0, 256) == Tile(level=0, number=0)
    assert last_tile(0, 257) == Tile(level=0, number=1, width=1)


def test_entries_are_written_after_their_length() -> None:
    entries = (b"", b"a", b"x" * MAX_ENTRY_BYTES)
    data = encode_entries(entries)
    assert data[:5] == b"\x00\x00\x00\x01a"
    assert decode_entries(data) == entries


def test_an_entry_that_is_too_long() -> None:
    with pytest.raises(ValueError, match="too long"):
        encode_entries([b"x" * (MAX_ENTRY_BYTES + 1)])


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01ab"])
def test_a_bundle_that_breaks_off(data: bytes) -> None:
    with pytest.raises(ConsistencyError):
        decode_entries(data)


def test_a_tile_that_breaks_off() -> None:
    with pytest.raises(ConsistencyError):
        decode_hashes(bytes(33))


def test_a_wider_tile_is_cut() -> None:
    hashes = bytes(32) + b"\x01" * 32
    assert narrow(Tile(level=0, number=0, width=1), hashes) == bytes(32)
    bundle = encode_entries([b"one", b"two"])
    first = Tile(level="entries", number=0, width=1)
    assert narrow(first, bundle) == encode_entries([b"one"])
    with pytest.raises(ConsistencyError, match="too little"):
        narrow(Tile(level=0, number=0, width=3), hashes)
