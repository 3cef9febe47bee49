import dataclasses

import pytest

from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.ids import MarketId, RuleId
from domicile.core.request import Audience
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.policy.register.approvals import Motion, Register
from domicile.policy.register.numbering import check_number
from domicile.store.database import Database
from domicile.store.releases import Release, ReleaseKey, ReleaseState
from tests.unit.policy.register.ledger import (
    BY,
    CALIFORNIA,
    GATED,
    KEY,
    Calendar,
    Open,
    Scene,
    register_of,
)
from tests.unit.policy.samples import (
    ASSISTANT,
    CN,
    CN_SITE,
    DEVICE_SITE,
    OPERATOR,
    TODAY,
    rule,
    world,
)

PUBLIC = dataclasses.replace(OPERATOR, audience="public")
RELEASE = Release(key=KEY, state=ReleaseState.FILED, number="", model="m", model_digest="")


def check(
    number: str, *, audience: Audience = "public", opening: bool = True, atlas: Atlas = GATED
) -> None:
    check_number(
        dataclasses.replace(RELEASE, number=number),
        CN_SITE,
        atlas=atlas,
        operator=dataclasses.replace(OPERATOR, audience=audience),
        at=TODAY,
        is_opening=opening,
    )


def test_a_number_that_is_asked_for_must_be_there_when_it_opens() -> None:
    with pytest.raises(InvalidRequestError, match="CN-GATE-002 asks for the number"):
        check("")
    check("", opening=False)
    check("", audience="internal")
    check("DEMO-App-20260101")


def test_a_gate_that_asks_for_no_number_asks_for_none() -> None:
    gate = rule(GateParams(artifact="x", release=True), "gate", id=RuleId("CN-GATE-009"))
    check("", atlas=world(gate))


@pytest.mark.parametrize("opening", [True, False])
def test_a_number_of_another_form_is_never_taken(*, opening: bool) -> None:
    with pytest.raises(InvalidRequestError, match="form"):
        check("Beijing-App-1", audience="internal", opening=opening)


def test_a_market_that_does_not_exist_asks_for_nothing() -> None:
    nowhere = dataclasses.replace(RELEASE, key=KEY._replace(market=MarketId("XX")))
    with pytest.raises(UnknownMarketError):
        check_number(nowhere, CN_SITE, atlas=world(), operator=PUBLIC, at=TODAY, is_opening=False)


def test_a_number_stays_until_another_is_given(register: Register) -> None:
    register.move("submit", KEY, Motion(by="Li", number="DEMO-App-20260101"))
    assert register.move("approve", KEY, BY).number == "DEMO-App-20260101"
    register.move("suspend", KEY, BY)
    again = Motion(by="Li", number="DEMO-App-20260202")
    assert register.move("approve", KEY, again).number == "DEMO-App-20260202"
    register.move("withdraw", KEY, BY)
    assert register.move("submit", KEY, BY).number == ""


def test_a_number_is_asked_for_only_where_a_pack_does(open_register: Open) -> None:
    public = open_register(operator=PUBLIC)
    public.move("submit", KEY, BY)
    with pytest.raises(InvalidRequestError, match="CN-GATE-002 asks for the number"):
        public.move("approve", KEY, BY)
    assert public.snapshot()[KEY].state is ReleaseState.FILED
    numbered = Motion(by="Li", number="DEMO-App-20260101")
    assert public.move("approve", KEY, numbered).state is ReleaseState.RELEASED
    public.move("submit", CALIFORNIA, BY)
    assert public.move("approve", CALIFORNIA, BY).state is ReleaseState.RELEASED


def test_the_device_needs_a_number_before_the_public_in_china(open_register: Open) -> None:
    public = open_register(operator=PUBLIC)
    device = ReleaseKey(CN, ASSISTANT, DEVICE_SITE.id)
    public.move("submit", device, BY)
    with pytest.raises(InvalidRequestError, match="CN-GATE-003"):
        public.move("approve", device, BY)
    with pytest.raises(InvalidRequestError, match="simulated"):
        public.move("approve", device, Motion(by="Li", number="DEMO-App-20260101"))
    public.move("approve", device, Motion(by="Li", number="Beijing-App-20260101"))


def test_a_number_is_asked_for_as_soon_as_the_packs_do(database: Database, clock: Calendar) -> None:
    scene = Scene(operator=PUBLIC, atlas=world())
    register = register_of(database, clock, scene)
    register.move("submit", KEY, BY)
    scene.atlas = GATED
    with pytest.raises(InvalidRequestError, match="CN-GATE-002 asks for the number"):
        register.move("approve", KEY, BY)


@pytest.mark.parametrize("number", ["nonsense", "Beijing-App-1"])
def test_a_number_of_the_wrong_form_is_not_written_down(register: Register, number: str) -> None:
    with pytest.raises(InvalidRequestError):
        register.move("submit", KEY, Motion(by="Li", number=number))
    assert register.snapshot() == {}


def test_where_no_pack_knows_a_form_any_number_will_do(register: Register) -> None:
    assert register.move("submit", CALIFORNIA, Motion(by="Li", number="42/b")).number == "42/b"
