"""The distance to release is honest: nothing left to do means open, and open means nothing left."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domicile.core.settings import OperatorSettings
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.plan import SitePlan, plan
from domicile.store.releases import ReleaseState
from tests.unit.policy.samples import (
    ATLAS,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    EU_SITE,
    TODAY,
    US,
    US_CA,
    US_SITE,
    inquiry,
    release,
)

NUMBER = "DEMO-App-20260101"
DOCUMENTS = ("dpa", "subprocessors", "annex_xii", "training_summary", "copyright_policy")


@st.composite
def questions(draw: st.DrawFn) -> Inquiry:
    market = draw(st.sampled_from((CN, EU, US, US_CA)))
    audience: Any = draw(st.sampled_from(("public", "internal")))
    site = draw(st.sampled_from((CN_SITE, EU_SITE, US_SITE, DEVICE_SITE)))
    site = replace(
        site,
        origin=draw(st.sampled_from(("", "own", "tuned", "filed"))),
        evidence="simulated",
        documents=dict.fromkeys(draw(st.sets(st.sampled_from(DOCUMENTS))), "x.pdf"),
    )
    state = draw(st.sampled_from((None, *ReleaseState)))
    number = draw(st.sampled_from(("", NUMBER)))
    held = {} if state is None else release(market, site, state.value, number=number)
    return inquiry(
        market,
        sites=(site,),
        audience=audience,
        operator=OperatorSettings(
            name="Example", audience=audience, strict_onboarding=draw(st.booleans())
        ),
        releases=held,
        today=TODAY,
        screening=frozenset(_practices()),
    )


def _practices() -> set[str]:
    gates = (rule.params for each in ATLAS.markets for rule in ATLAS.get(each).rules)
    return {name for params in gates for name in getattr(params, "screened", ())}


def look(asked: Inquiry) -> SitePlan:
    (found,) = plan(asked, ATLAS).sites
    return found


@given(questions())
@settings(max_examples=150, deadline=None)
def test_nothing_is_left_to_do_exactly_where_it_is_open(asked: Inquiry) -> None:
    found = look(asked)
    assert found.is_open is (found.distance == 0)


@given(questions())
@settings(max_examples=100, deadline=None)
def test_whoever_does_what_is_left_opens_it(asked: Inquiry) -> None:
    """With the steps done and the number entered, only what the steps cannot mend is left."""
    (site,) = asked.sites
    before = look(asked)
    done = release(asked.whereabouts.operator, site, number=NUMBER)
    after = look(replace(asked, releases={**asked.releases, **done} if before.steps else done))
    assert after.steps == ()
    numbers = [each for each in before.missing if each.remedy and "--number" in each.remedy.en]
    plain = [each for each in before.missing if not each.data and each not in numbers]
    assert after.distance == len(plain)
