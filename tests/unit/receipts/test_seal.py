import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.core.errors import DiskFullError, SecretError, VaultError
from domicile.core.ids import MarketId, ReceiptId
from domicile.receipts.verify import verify
from tests.unit.receipts.samples import (
    CN,
    PLANTED,
    Office,
    answer,
    device_answer,
    open_office,
    refusal,
    request,
)

EU = MarketId("EU")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    yield opened
    opened.database.close()


def test_a_receipt_is_there_as_soon_as_it_has_a_name(office: Office) -> None:
    receipt_id = office.sealer.seal(request(), answer())
    assert len(receipt_id) == 32
    assert office.book.show(receipt_id).header.receipt_id == receipt_id


def test_who_signs_follows_the_role(office: Office) -> None:
    signers = [
        verify(office.book.export(office.sealer.seal(request(role=role), refusal()))).signer
        for role in ("device", "both", "gateway")
    ]
    assert [name.rpartition("/")[2] for name in signers] == ["device", "device", "gateway"]


def test_nothing_readable_lies_in_the_store(office: Office) -> None:
    for outcome in (answer(), device_answer(), refusal()):
        office.sealer.seal(request(), outcome)
    office.batches.close_all()
    folder = office.database.path.parent
    stored = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    for planted in (*PLANTED, "demo-cn", "qwen-plus", "assistant", "CN-PART-001"):
        assert planted.encode() not in stored
    assert b"domicile/receipt-batch/v1" in stored


def test_a_full_disk_gives_no_name(office: Office) -> None:
    office.sealer.seal(request(), answer())
    with office.database.read() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for _ in range(1000):
            office.sealer.seal(request(), answer())

    with pytest.raises(DiskFullError):
        fill()
    named = [receipt.header.receipt_id for receipt in office.book.newest(limit=1000)]
    assert all(office.book.show(one) for one in named)


@pytest.mark.parametrize("name", ["log-CN.key", "receipt-device.key", "at-rest.key"])
def test_a_key_that_cannot_be_used_shows_before_anything_leaves(tmp_path: Path, name: str) -> None:
    office = open_office(tmp_path)
    office.sealer.prepare(CN, "device")
    office.database.close()
    (tmp_path / "keys" / name).chmod(0o644)
    again = open_office(tmp_path)
    for use in (
        lambda: again.sealer.prepare(CN, "device"),
        lambda: again.sealer.seal(request(), answer()),
    ):
        with pytest.raises(SecretError, match="open to others"):
            use()
    again.database.close()


def test_a_log_key_that_was_lost_seals_nothing_until_it_is_back(tmp_path: Path) -> None:
    """A receipt that names a log of its own could never be shown to be in the old one."""
    office = open_office(tmp_path, "first")
    first = office.sealer.seal(request(), answer())
    office.batches.close_all()
    office.database.close()
    key = tmp_path / "keys" / "log-CN.key"
    aside = key.rename(tmp_path / "aside")
    lost = open_office(tmp_path, "lost")
    for use in (
        lambda: lost.sealer.prepare(CN, "device"),
        lambda: lost.sealer.seal(request(), answer()),
        lambda: lost.batches.log(CN),
        lambda: lost.book.export(first),
    ):
        with pytest.raises(SecretError, match="not the key of the log"):
            use()
    assert len(lost.book.newest(limit=9)) == 1
    lost.database.close()
    aside.replace(key)
    back = open_office(tmp_path, "back")
    second = back.sealer.seal(request(), answer())
    assert {verify(back.book.export(one)).receipt_id for one in (first, second)} == {first, second}
    back.database.close()


def test_a_row_that_was_moved_to_another_receipt_does_not_open(office: Office) -> None:
    one, two = (office.sealer.seal(request(), answer()) for _ in range(2))
    with office.database.write() as connection:
        connection.execute(
            "UPDATE receipt SET sealed = (SELECT sealed FROM receipt WHERE receipt_id = ?)"
            " WHERE receipt_id = ?",
            (one, two),
        )
    with pytest.raises(VaultError):
        office.book.show(two)


SCRIPT = """
import sys
from pathlib import Path
from tests.unit.receipts.samples import answer, open_office, request

office = open_office(Path(sys.argv[1]), sys.argv[2])
for index in range(int(sys.argv[3])):
    print(office.sealer.seal(request(), answer()), flush=True)
    if index % 3 == 0:
        office.batches.close_all()
"""


async def child(folder: Path, name: str, count: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SCRIPT,
        str(folder),
        name,
        str(count),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )


async def test_processes_share_the_book(tmp_path: Path) -> None:
    children = [await child(tmp_path, name, 10) for name in "ab"]
    names: list[str] = []
    for process in children:
        output, _ = await process.communicate()
        assert process.returncode == 0
        names += output.decode().split()
    office = open_office(tmp_path, "parent")
    assert len(set(names)) == 20
    for name in names:
        assert verify(office.book.export(ReceiptId(name))).receipt_id == name
    size = office.batches.log(CN).audit().size
    with office.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM batch").fetchone() == (size,)
    office.database.close()


async def test_a_killed_process_loses_no_receipt_that_it_named(tmp_path: Path) -> None:
    process = await child(tmp_path, "killed", 100_000)
    assert process.stdout is not None
    names = [(await process.stdout.readline()).decode().strip() for _ in range(15)]
    process.kill()
    rest, _ = await process.communicate()
    names += rest.decode().split("\n")[:-1]
    office = open_office(tmp_path, "parent")
    for name in names:
        assert verify(office.book.export(ReceiptId(name))).receipt_id == name
    office.database.close()
