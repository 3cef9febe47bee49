from dataclasses import replace

import pytest

from domicile.core.ids import ReceiptId
from domicile.store.keys import ApiKey
from domicile.surfaces.http import ledger as module
from domicile.surfaces.http.ledger import Ledger

KEY = ApiKey(id="k", role="caller", markets=(), features=(), created_at="", revoked_at=None)
OTHER = replace(KEY, id="o")
OPERATOR = replace(KEY, id="p", role="operator")
ONE, TWO, THREE = (ReceiptId(name) for name in ("1", "2", "3"))


def test_a_key_reads_what_it_was_handed() -> None:
    ledger = Ledger()
    ledger.hand(ONE, KEY)
    assert ledger.may_read(ONE, KEY)
    assert not ledger.may_read(ONE, OTHER)
    assert not ledger.may_read(TWO, KEY)
    assert ledger.may_read(TWO, OPERATOR)


def test_where_there_are_no_keys_everything_is_ones_own() -> None:
    ledger = Ledger()
    ledger.hand(ONE, None)
    assert ledger.may_read(ONE, None)
    assert not ledger.may_read(ONE, KEY)


def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ENTRIES", 2)
    ledger = Ledger()
    for name in (ONE, TWO, THREE):
        ledger.hand(name, KEY)
    assert [ledger.may_read(name, KEY) for name in (ONE, TWO, THREE)] == [False, True, True]
