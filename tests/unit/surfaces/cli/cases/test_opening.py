import pytest

from tests.unit.surfaces.cli.cases.store import opened
from tests.unit.surfaces.cli.house import House

ADD = ("case", "add", "--market", "CN", "--by", "Li", "--text", "all chats", "--event")


def test_everything_that_is_said_is_kept(house: House) -> None:
    told = house.json(
        *ADD, "foreign_request", "--asker", "Court", "--law", "Some Act", "--area", "criminal",
        "--site", "one", "--subject", "s", "--at", "2026-11-20",
    )  # fmt: skip
    assert told["opened_at"] == "2026-11-20T00:00:00+00:00"
    assert told["area"] == "criminal"
    wanted = {"asker": "Court", "law": "Some Act", "site": "one", "subject": "s", "hold": ""}
    assert {name: told["asked"][name] for name in wanted} == wanted


def test_a_moment_may_name_its_zone(house: House) -> None:
    told = house.json(*ADD, "pi_breach", "--at", "2026-11-20T08:00:00+0800")
    assert told["opened_at"] == "2026-11-20T00:00:00+00:00"


def test_a_hold_is_laid_and_named(house: House) -> None:
    told = house.json(*ADD, "foreign_request", "--subject", "s", "--hold")
    held = told["asked"]["hold"]
    domicile = opened(house)
    (hold,) = domicile.desks.holds.standing()
    domicile.database.close()
    assert (hold.id, hold.scope.subject, hold.placed.reason) == (held, "s", f"case {told['id']}")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("pi_brech",), "D805"),
        (("pi_breach", "--at", "2027-01-01"), "D805"),
        (("pi_breach", "--market", "XX"), "D801"),
        (("foreign_request", "--site", "two"), "D804"),
    ],
)
def test_what_does_not_fit_is_wrong_usage(house: House, words: tuple[str, ...], code: str) -> None:
    assert house.json(*ADD, *words, status=2)["error"]["code"] == code
    assert house.json("case", "list") == {"cases": []}
