from domicile.markets.resolve import load_atlas
from domicile.markets.vocabulary import vocabulary

ATLAS = load_atlas()
WORDS = vocabulary([ATLAS.get(market) for market in ATLAS.markets])


def test_what_a_rule_applies_to_is_known() -> None:
    assert {"us_person", "registered"} <= WORDS["user"]
    assert {"TX", "CO"} <= WORDS["territory"]


def test_what_a_parameter_asks_for_is_known_too() -> None:
    assert {"ciio", "important_data"} <= WORDS["handler"]
    assert {"hr_necessity", "transit"} <= WORDS["transaction"]
    assert {"social_scoring", "ncii", "legal_or_similar_effect"} <= WORDS["use"]
    assert "contract" in WORDS["action"]


def test_the_kinds_own_words_are_known_without_any_pack() -> None:
    assert "guardian_consent" in vocabulary([])["user"]
    assert vocabulary([])["action"] == {"human_only", "read_only"}
    assert "handler" not in vocabulary([])


def test_nobody_knows_a_slip() -> None:
    assert "cio" not in WORDS["handler"]
    assert ATLAS.vocabulary == WORDS
