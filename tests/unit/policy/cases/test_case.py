import pytest

from domicile.core.errors import InvalidRequestError
from domicile.policy.cases.case import AREAS, require_name, require_short
from domicile.policy.cases.desk import CaseDesk
from tests.unit.policy.cases.office import Office, by, foreign


@pytest.mark.parametrize("name", ["", "  ", "x" * 501])
def test_nobody_acts_namelessly(name: str) -> None:
    with pytest.raises(InvalidRequestError):
        require_name(name)


def test_what_cannot_be_kept_is_refused_by_name_and_not_repeated() -> None:
    require_short("law", "x" * 500)
    require_short("text", "x" * 501, 501)
    for text in ("planted" * 100, "planted\udc80"):
        with pytest.raises(InvalidRequestError, match="`law`") as caught:
            require_short("law", text)
        assert "planted" not in caught.value.message
        assert caught.value.param == "law"


def test_the_last_proposal_is_the_one_that_counts(desk: CaseDesk, room: Office) -> None:
    case = foreign(desk)
    desk.act(case.id, "propose", by(text="so", approval=room.file("ok")))
    assert desk.act(case.id, "refuse", by(text="no")).proposal.text == "no"


def test_kinds_of_law_hold_no_name() -> None:
    assert AREAS == ("criminal", "security", "regulatory", "civil", "other")
