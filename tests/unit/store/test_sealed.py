from pathlib import Path

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, ReceiptId, SubjectId
from domicile.store.database import Database
from domicile.store.exports import Export, ExportBook
from domicile.store.receipts import ReceiptStore, StoredReceipt
from domicile.store.sealed import sealed_value
from domicile.store.subjects import Subject, SubjectBook
from domicile.store.vault import Vault

CN = MarketId("CN")


def test_a_person_or_a_receipt_shows_the_key(tmp_path: Path) -> None:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    assert sealed_value(database) is None
    vault = Vault(tmp_path / "at-rest.key", SystemEntropy())
    SubjectBook(database, vault).put(Subject(id=SubjectId("wang"), market=CN, name="王小明"))
    shown = sealed_value(database)
    assert shown is not None
    assert vault.open(shown, "subject/wang").decode() == "王小明"
    database.close()


def test_a_receipt_alone_shows_the_key(tmp_path: Path) -> None:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    ReceiptStore(database).add(
        StoredReceipt(
            receipt_id=ReceiptId("1"),
            market=CN,
            hour="2026-04-01T09Z",
            root=bytes(32),
            pack="",
            sealed=b"sealed",
        )
    )
    assert sealed_value(database) == b"sealed"
    database.close()


def test_the_key_of_the_counters_shows_it_too(tmp_path: Path) -> None:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    vault = Vault(tmp_path / "at-rest.key", SystemEntropy())
    left = Export(market=CN, counterparty="Acme", data_class=DataClass.HEALTH, as_is=True)
    ExportBook(database, vault, SystemClock()).record({left}, SubjectId("wang"))
    assert sealed_value(database) is not None
    database.close()
