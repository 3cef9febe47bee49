from typing import Any

from domicile.core.ids import MarketId, ReceiptId, SiteId
from domicile.core.receipt import Receipt, ReceiptHeader
from domicile.reports.sent import sent

CN, EU = MarketId("CN"), MarketId("EU")
SITE = SiteId("demo-cn")


def receipt(market: MarketId = CN, hour: str = "2026-04-01T09Z", **fields: Any) -> Receipt:
    header = ReceiptHeader(
        v=1,
        receipt_id=ReceiptId("ab" * 16),
        market=market,
        level="P0",
        evidence="simulated",
        demo=True,
        hour=hour,
        log="example",
        alg="ed25519-sha256",
    )
    return Receipt(
        header=header, fields={"site": SITE, "bytes_out": 512, "data_left": {}, **fields}
    )


def test_nothing_was_sent() -> None:
    found = sent([], SITE)
    assert (found.total, found.bytes_at_most, found.first_hour, found.last_hour) == (0, 0, "", "")
    assert found.data == {}


def test_what_left_is_counted_by_market_and_class() -> None:
    found = sent(
        [
            receipt(hour="2026-04-01T10Z", data_left={"phone": {"replaced": 2}}),
            receipt(hour="2026-04-01T09Z", data_left={"phone": {"replaced": 1, "kept": 1}}),
            receipt(EU, "2026-04-02T00Z", data_left={"name": {"removed": 1}}, status="refused"),
        ],
        SITE,
    )
    assert found.times == {CN: 2, EU: 1}
    assert found.total == 3
    assert found.bytes_at_most == 3 * 512
    assert (found.first_hour, found.last_hour) == ("2026-04-01T09Z", "2026-04-02T00Z")
    assert found.data == {"name": {"removed": 1}, "phone": {"kept": 1, "replaced": 3}}


def test_what_stayed_or_left_for_others_is_not_counted() -> None:
    others = [receipt(site="demo-us"), receipt(site=None), receipt(bytes_out=0)]
    assert sent(others, SITE).total == 0
