from domicile.core.findings import DataClass
from domicile.privacy.overlaps import Claim, settle
from domicile.privacy.recognizer import Span
from tests.unit.privacy.samples import LiteralRecognizer


def claim(start: int, end: int, *, score: float = 0.5, rank: int = 0) -> Claim:
    recognizer = LiteralRecognizer((), name=str(rank), data_class=DataClass.PHONE)
    return Claim(span=Span(start=start, end=end, score=score), recognizer=recognizer, rank=rank)


def settled(*claims: Claim) -> list[tuple[int, int, int]]:
    return [(held.span.start, held.span.end, held.rank) for held in settle(claims)]


def test_claims_apart_all_hold_in_the_order_of_the_text() -> None:
    assert settled(claim(5, 7, rank=1), claim(0, 2), claim(2, 4)) == [
        (0, 2, 0),
        (2, 4, 0),
        (5, 7, 1),
    ]


def test_the_longer_span_holds() -> None:
    assert settled(claim(2, 6, rank=0, score=0.9), claim(0, 8, rank=1)) == [(0, 8, 1)]


def test_among_equal_spans_the_surer_one_holds_then_the_first() -> None:
    assert settled(claim(0, 8, score=0.6), claim(0, 8, score=0.7, rank=1)) == [(0, 8, 1)]
    assert settled(claim(0, 8, rank=1), claim(0, 8, rank=0)) == [(0, 8, 0)]


def test_what_another_claims_beside_a_longer_span_stays_claimed() -> None:
    assert settled(claim(0, 5, rank=1), claim(3, 14)) == [(0, 3, 1), (3, 14, 0)]
    assert settled(claim(0, 11), claim(9, 14, rank=1)) == [(0, 11, 0), (11, 14, 1)]


def test_a_rest_of_one_character_is_let_go() -> None:
    assert settled(claim(0, 4, rank=1), claim(1, 12)) == [(1, 12, 0)]


def test_nothing_claimed_nothing_held() -> None:
    assert settled() == []


def test_a_chain_of_overlaps_is_settled_as_one() -> None:
    chain = (claim(0, 4), claim(3, 9, rank=1), claim(8, 11, rank=2))
    assert settled(*chain) == [(0, 3, 0), (3, 9, 1), (9, 11, 2)]
