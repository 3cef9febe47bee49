from dataclasses import replace
from datetime import date

from domicile.core.ids import MarketId
from domicile.markets.case import Case, Given
from domicile.markets.resolve import load_atlas
from domicile.surfaces.cli.markets.packs import case_json, own

PACK = load_atlas().get(MarketId("EU"))


def test_a_case_tells_only_what_differs_from_the_plainest_offer() -> None:
    assert case_json(Case(expect="permit")) == {"given": {}, "expect": "permit"}
    case = Case(given=Given(at=date(2026, 1, 1), release=""), expect="refuse")
    assert case_json(case) == {"given": {"at": "2026-01-01", "release": ""}, "expect": "refuse"}


def test_a_pack_is_told_from_what_the_operator_added() -> None:
    added = replace(PACK.rules[0], overlay="overlay.yaml")
    assert own(replace(PACK, rules=(*PACK.rules, added))) == PACK
