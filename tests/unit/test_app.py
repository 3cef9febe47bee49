from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.clock import Clock, SystemClock
from domicile.core.content import Content, Message
from domicile.core.errors import (
    InvalidValueError,
    ModelDamagedError,
    ModelMissingError,
    UnknownFeatureError,
    UnknownMarketError,
    UnknownModelError,
    UnknownSiteError,
    VaultError,
)
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE, FeatureId, MarketId, ModelId, SiteId, SubjectId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.policy.caller import Caller
from domicile.policy.register.approvals import Motion
from domicile.store.releases import ReleaseKey
from domicile.store.subjects import Subject

ASSISTANT, US_CA, ONE = FeatureId("assistant"), MarketId("US-CA"), SiteId("one")
SETTINGS = """
data_dir = "store"
models_dir = "no-models"
[[sites]]
id = "one"
base_url = "http://127.0.0.1:1/v1"
model = "m"
owner_country = "US"
region = "us"
inference_scope = "us"
features = ["assistant"]
evidence = "simulated"
"""
COUNTING = """
schema: domicile.marketpack/1
id: XX
name: {en: Testland, zh: 测试国}
as_of: 2026-11-23
scope: {territory: here, trigger: {en: Always., zh: 始终。}}
review: {state: draft, counsel: null, expires: 2027-02-23}
groups: {pi: [private_message]}
sample_site: {id: sample, model: m, region: eu, inference_scope: eu}
rules:
- id: XX-EXP-001
  kind: export
  in_force_from: 2020-01-01
  applies_to: {data: [pi]}
  requirement: {en: Below three people., zh: 不足三人。}
  params: {home: [eu], people_min: 3, mechanisms: [contract]}
  on_fail: block
  cite: {at: "Law, Art. 1", checked: 2026-11-23}
  basis: law
  known: memory
  cases:
  - {expect: silent}
  - given: {data: [private_message], site: {region: us}, people: {private_message: 3}}
    expect: refuse
"""
OVERLAY = """
schema: domicile.overlay/1
as_of: 2026-11-24
rules:
- id: OWN-US-001
  market: US-CA
  kind: locate
  in_force_from: 2026-01-01
  requirement: {en: Everything stays in Europe., zh: 一切留在欧洲。}
  params: {regions: [eu]}
  on_fail: block
  cite: {at: "Own rule", checked: 2026-11-24}
"""
HELLO = Content(messages=(Message(role="user", content="手机13812345678"),))


class LaterClock(SystemClock):
    later_s = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self.later_s


def open_house(folder: Path, settings: str, clock: Clock | None = None) -> Domicile:
    (folder / "domicile.toml").write_text(settings)
    surroundings = Surroundings(environment={}, home=folder, folder=folder)
    return Domicile(load_settings(surroundings), clock=clock or LaterClock())


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Domicile]:
    domicile = open_house(tmp_path, SETTINGS)
    yield domicile
    await domicile.aclose()


def release(house: Domicile) -> None:
    key = ReleaseKey(US_CA, ASSISTANT, ONE)
    house.register.move("submit", key, Motion(by="test"))
    house.register.move("approve", key, Motion(by="test"))


def test_a_request_is_resolved_from_settings_and_caller(house: Domicile) -> None:
    request = house.request(ASSISTANT, HELLO, Caller(user_market=MarketId("EU")))
    where = request.whereabouts
    assert (where.operator, where.user, where.source) == ("US-CA", "EU", "default")
    assert (request.audience, request.role, request.language) == ("internal", "both", "en")


def test_what_a_caller_states_and_chooses_goes_into_the_request(house: Domicile) -> None:
    stated = {"user": frozenset({"minor"})}
    health = frozenset({DataClass.HEALTH})
    caller = Caller(facts=stated, consents=health, device_only=True)
    request = house.request(ASSISTANT, HELLO, caller)
    assert request.facts == stated
    assert (request.choices.consents, request.choices.device_only) == (health, True)
    decision = house.decide(request, frozenset())
    assert "person.device_only" in {each.rule for each in decision.sites[1].reasons}
    silent = house.request(ASSISTANT, HELLO, Caller())
    assert silent.facts == {}
    assert not silent.choices.device_only


def test_a_subjects_own_market_binds(house: Domicile) -> None:
    house.subjects.put(Subject(id=SubjectId("wang"), market=MarketId("CN"), name="王小明"))
    request = house.request(ASSISTANT, HELLO, Caller(subject=SubjectId("wang")))
    assert (request.whereabouts.operator, request.whereabouts.source) == ("CN", "subject")
    stranger = house.request(ASSISTANT, HELLO, Caller(subject=SubjectId("nobody")))
    assert stranger.whereabouts.source == "default"


def test_what_is_unknown_is_said(house: Domicile) -> None:
    with pytest.raises(UnknownFeatureError, match="assistant"):
        house.request(FeatureId("sing"), HELLO, Caller())
    with pytest.raises(UnknownMarketError):
        house.request(ASSISTANT, HELLO, Caller(market=MarketId("XX")))
    with pytest.raises(UnknownSiteError):
        house.request(ASSISTANT, HELLO, Caller(site=SiteId("two")))


def test_the_register_gates_a_partner_at_once_and_the_past_stays(house: Domicile) -> None:
    request = house.request(ASSISTANT, HELLO, Caller(site=ONE))
    classes = frozenset({DataClass.PHONE})
    assert not house.decide(request, classes).permitted
    release(house)
    assert house.decide(request, classes).permitted
    house.register.move("suspend", ReleaseKey(US_CA, ASSISTANT, ONE), Motion(by="test"))
    refused = house.decide(request, classes)
    assert not refused.permitted
    assert "approval.suspended" in {reason.rule for reason in refused.reasons}
    assert not house.decide(request, classes, at=date(2026, 11, 23)).permitted


def test_what_was_decided_is_remembered_until_the_register_changes(house: Domicile) -> None:
    request = house.request(ASSISTANT, HELLO, Caller())
    first = house.decide(request, frozenset())
    assert house.decide(request, frozenset()) is first
    release(house)
    assert house.decide(request, frozenset()) is not first


def test_people_are_counted_where_a_pack_of_the_operators_counts_them(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "xx.yaml").write_text(COUNTING)
    markets = 'packs_dir = "packs"\n[operator]\nmarkets = ["XX"]\ndefault_market = "XX"\n[[sites]]'
    house = open_house(tmp_path, SETTINGS.replace("[[sites]]", markets))
    classes = frozenset({DataClass.PRIVATE_MESSAGE})
    for number, expected in enumerate(("permit", "permit", "refuse"), 1):
        caller = Caller(market=MarketId("XX"), subject=SubjectId(f"person-{number}"))
        request = house.request(ASSISTANT, HELLO, caller)
        verdict = house.decide(request, classes).verdict(ONE)
        assert verdict is not None
        (reason,) = [each for each in verdict.reasons if each.rule == "XX-EXP-001"]
        assert reason.outcome == expected
        house.pipeline.count(request, house.sites.get(ONE), classes)
    house.database.close()


def test_a_stricter_rule_of_the_operators_binds_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "stricter.yaml").write_text(OVERLAY)
    overlay = '[operator]\noverlay = "stricter.yaml"\n[[sites]]'
    house = open_house(tmp_path, SETTINGS.replace("[[sites]]", overlay))
    decision = house.decide(house.request(ASSISTANT, HELLO, Caller(site=ONE)), frozenset())
    assert "OWN-US-001" in {each.rule for each in decision.reasons if each.outcome == "refuse"}
    assert decision.packs[-1].market == "operator"
    house.database.close()


def test_a_pack_that_breaks_while_the_house_stands_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    file = tmp_path / "packs" / "xx.yaml"
    file.write_text(COUNTING)
    clock = LaterClock()
    house = open_house(tmp_path, 'packs_dir = "packs"\n' + SETTINGS, clock)
    assert "XX" in house.atlas.markets
    file.write_text(COUNTING.replace("kind: export", "kind: exports"))
    clock.later_s += 2
    assert "XX" in house.atlas.markets
    assert house.library.fault is not None
    assert "XX-EXP-001" in house.library.fault.message
    file.write_text(COUNTING.replace("XX", "YY"))
    clock.later_s += 2
    assert "YY" in house.atlas.markets
    assert house.library.fault is None


def test_without_a_model_the_device_is_there_but_cannot_answer(house: Domicile) -> None:
    assert house.device_model is None
    assert house.sites.get(DEVICE).model == ""
    assert not house.sites.capacity(DEVICE).available
    with pytest.raises(ModelMissingError):
        assert house.engines.runtime.model


def test_a_model_that_is_named_must_be_known(tmp_path: Path) -> None:
    surroundings = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    loaded = load_settings(surroundings, flags={"device.model": "gpt-zero"})
    with pytest.raises(UnknownModelError):
        assert Domicile(loaded).sites.sites


def test_letting_go_of_nothing_creates_nothing(tmp_path: Path) -> None:
    surroundings = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    assert Domicile(load_settings(surroundings)).settings.role == "both"
    assert list(tmp_path.iterdir()) == []


async def test_the_name_model_is_needed_before_anything_is_decided(house: Domicile) -> None:
    with pytest.raises(Exception, match="names-zh") as caught:
        await house.find("王小明")
    assert getattr(caught.value, "code", "") == "D701"


async def test_a_lost_key_shows_before_anything_runs(house: Domicile) -> None:
    house.subjects.put(Subject(id=SubjectId("wang"), market=MarketId("CN"), name="王小明"))
    (house.settings.data_dir / "keys" / "at-rest.key").unlink()
    again = Domicile(house.loaded, clock=LaterClock())
    request = again.request(ASSISTANT, HELLO, Caller())
    with pytest.raises(VaultError, match="missing"):
        await again.answer(request)
    with pytest.raises(VaultError, match="missing"):
        again.respond(request)
    assert "pipeline" not in again.__dict__
    await again.aclose()


def test_a_damaged_model_is_the_devices_model(tmp_path: Path) -> None:
    surroundings = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    house = Domicile(load_settings(surroundings, flags={"models_dir": str(tmp_path)}))
    model = ModelId("qwen2.5-coder-0.5b-instruct")
    file = house.shelf.folder(model) / house.shelf.manifest(model).files[0].name
    file.parent.mkdir()
    file.write_bytes(b"GGUF")
    assert house.device_model == model
    assert house.sites.capacity(DEVICE).available
    with pytest.raises(ModelDamagedError):
        assert house.engines.runtime.model


@pytest.mark.model
async def test_a_preview_shows_what_would_leave(tmp_path: Path) -> None:
    surroundings = Surroundings(environment={}, home=Path.home(), folder=tmp_path)
    domicile = Domicile(load_settings(surroundings, flags={"data_dir": str(tmp_path)}))
    request = domicile.request(ASSISTANT, HELLO, Caller())
    preview = await domicile.preview(request)
    assert "13812345678" not in preview.text
    assert [treated.action for treated in preview.findings] == [Action.REPLACED]
    assert [found.data_class for found in await domicile.find("手机13812345678")] == ["phone"]
    await domicile.aclose()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "[[sites]]",
            '[operator]\nmarkets = ["US-CA", "XX"]\n[[sites]]',
            "operator.markets: no pack",
        ),
        ('["assistant"]', '["asistant"]', r"sites\[0\]\.features: .* did you mean `assistant`"),
    ],
)
def test_settings_that_name_what_does_not_exist_are_wrong(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    (tmp_path / "domicile.toml").write_text(SETTINGS.replace(before, after))
    surroundings = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    house = Domicile(load_settings(surroundings))
    with pytest.raises(InvalidValueError, match=said):
        house.request(ASSISTANT, HELLO, Caller(site=DEVICE))
