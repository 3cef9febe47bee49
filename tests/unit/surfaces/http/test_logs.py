import pytest

from domicile.store.log import SqliteLogStore
from tests.unit.surfaces.standins import CN, Client, FakeDomicile

HASHES = b"h" * 64


@pytest.fixture(autouse=True)
def log(domicile: FakeDomicile) -> SqliteLogStore:
    log = SqliteLogStore(domicile.database, CN)
    log.put_if_absent("tile/0/000.p/2", HASHES)
    log.cas_checkpoint(None, b"note\n")
    return log


async def test_a_checkpoint_is_not_kept(call: Client) -> None:
    got = await call("GET", "/log/CN/checkpoint")
    assert (got.status, got.body) == (200, b"note\n")
    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    assert got.headers["cache-control"] == "no-cache"


async def test_a_tile_is_kept_for_ever(call: Client) -> None:
    got = await call("GET", "/log/CN/tile/0/000.p/2")
    assert (got.status, got.body) == (200, HASHES)
    assert got.headers["content-type"] == "application/octet-stream"
    assert "immutable" in got.headers["cache-control"]
    assert (await call("GET", "/log/CN/tile/0/000.p/1")).body == HASHES[:32]


@pytest.mark.parametrize(
    "path",
    [
        "/log/EU/checkpoint",
        "/log/cn/checkpoint",
        "/log/../checkpoint",
        "/log/CN/tile/0/001",
        "/log/CN/tile/0/000.p/3",
        "/log/CN/tile/0/0",
        "/log/CN/tile/0/000.p/02",
        "/log/CN/tile/../tile/0/000.p/2",
        "/log/CN/tile/0/000.p/2/",
        "/log/C%4E/checkpoint",
    ],
)
async def test_a_path_that_no_tile_has(path: str, call: Client) -> None:
    assert (await call("GET", path)).status == 404
