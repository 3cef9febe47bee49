from domicile.markets.kinds.report import ReportParams
from domicile.markets.shares import percent, shares
from tests.unit.policy.samples import rule

PARAMS = ReportParams(to=("public",))


def test_rules_are_counted_by_how_they_are_known_and_by_what_stands_behind() -> None:
    counted = shares(
        [
            rule(PARAMS, "report", known="memory", basis="law"),
            rule(PARAMS, "report", known="memory", basis="house"),
            rule(PARAMS, "report", known="secondary", basis="law"),
        ]
    )
    assert counted.total == 3
    assert counted.known == {"primary": 0, "secondary": 1, "memory": 2}
    assert counted.basis == {"law": 2, "guidance": 0, "voluntary": 0, "house": 1}


def test_of_nothing_there_are_no_shares() -> None:
    assert shares([]).total == 0
    assert percent(0, 0) == 0
    assert (percent(1, 3), percent(3, 3)) == (33, 100)
