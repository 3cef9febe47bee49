from types import MappingProxyType

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.store.releases import Release, ReleaseKey, ReleaseState, Snapshot

KEY = ReleaseKey(MarketId("CN"), FeatureId("assistant"), SiteId("demo-cn"))
RELEASE = Release(
    key=KEY, state=ReleaseState.FILED, number="", model="qwen", model_digest="ab", event=3
)


def test_an_entry_has_a_name() -> None:
    assert RELEASE.entry == "CN/assistant/demo-cn#3"


def test_what_nobody_said_bars_nothing() -> None:
    assert (RELEASE.barred, RELEASE.is_signed, RELEASE.is_pending) == ("", False, False)
    assert dict(RELEASE.certificates) == {}


def test_a_snapshot_is_a_mapping_that_knows_what_was_recalled() -> None:
    snapshot = Snapshot(MappingProxyType({KEY: RELEASE}), frozenset({"n-1"}))
    assert snapshot == {KEY: RELEASE}
    assert list(snapshot) == [KEY]
    assert len(snapshot) == 1
    assert snapshot.recalled == {"n-1"}
    plain = (MarketId("CN"), FeatureId("assistant"), SiteId("demo-cn"))
    assert {tuple(key): found for key, found in snapshot.items()}[plain] == RELEASE
