from dataclasses import replace

import pytest

from domicile.core.text import Bilingual
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.resolve import load_atlas
from domicile.markets.schema import Notice
from domicile.policy.duties.statements import holds_of, stated_for
from tests.unit.policy.samples import named

TEXT = Bilingual(en="{contact} of {operator}, {contact}", zh="{model}、{filing_no}、{phone}")
NOTICE = Notice(id="n", version="f" * 64, text=TEXT)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (DiscloseParams(when="always"), ()),
        (DiscloseParams(when="always", fields=("dpo",)), ("dpo",)),
        (DiscloseParams(when="always", protocol=True), ("crisis_protocol_url",)),
        (ProtectParams(modes=("exit_any_time",)), ()),
        (ProtectParams(modes=("minor",)), ("intended_users",)),
        (ProtectParams(crisis=("reassure",)), ("crisis_contact",)),
        (ProtectParams(identity=("phone",)), ("identity_method",)),
        (ChoiceParams(consent="separate"), ()),
        (ChoiceParams(consent="opt_out"), ("opt_out_link",)),
        (ChoiceParams(human_review=True), ("human_review_route",)),
        (LabelParams(layers=("visible",)), ()),
    ],
)
def test_each_kind_asks_for_its_words(params: Params, words: tuple[str, ...]) -> None:
    assert stated_for(named("CN-X-001", params)) == words


def test_a_notice_asks_for_what_domicile_does_not_know() -> None:
    rule = replace(named("CN-X-001", LabelParams(layers=("visible",))), notice=NOTICE)
    assert stated_for(rule) == ("contact", "phone")
    assert holds_of(TEXT) == ("contact", "operator", "model", "filing_no", "phone")


def test_what_the_packs_ask_for_is_known_by_name() -> None:
    atlas = load_atlas()
    rules = [rule for market in atlas.markets for rule in atlas.get(market).rules]
    asked = {str(rule.id): stated_for(rule) for rule in rules}
    assert asked["CN-PRO-001"] == ("intended_users",)
    assert asked["CN-GATE-004"] == ("algorithm_filing_no", "algorithm_notice_url")
    assert asked["US-CA-DIS-002"] == ("crisis_protocol_url",)
