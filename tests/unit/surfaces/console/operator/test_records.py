import pytest

from domicile.app import Domicile
from domicile.core.ids import MarketId
from domicile.policy.cases.case import Asked, Case, Opening
from domicile.store.holds import Scope
from tests.unit.surfaces.console.operator.browser import BOARD, Browser, Shown

CN, EU = MarketId("CN"), MarketId("EU")


def complaint(domicile: Domicile, text: str = "wrong <b>answer</b>") -> Case:
    return domicile.desks.cases.complain(CN, Asked(text=text, contact="Li")).case


def foreign_request(domicile: Domicile) -> Case:
    opening = Opening(by="Li", asked=Asked(text="all chats", asker="A court"))
    return domicile.desks.cases.open("foreign_request", CN, opening)


def test_cases_are_listed_with_their_deadline(browser: Browser, domicile: Domicile) -> None:
    assert "There are no cases." in browser.open(f"{BOARD}/cases").text
    found = complaint(domicile)
    held = foreign_request(domicile)
    shown = browser.open(f"{BOARD}/cases")
    assert found.due is not None
    assert found.due.strftime("%Y-%m-%d %H:%M") in shown.text
    assert "escalated" in shown.text
    for case in (found, held):
        assert any(f"id={case.id}" in link for link in shown.links)
    assert "wrong" not in shown.text
    browser.language = "zh"
    assert "已上报" in browser.open(f"{BOARD}/cases").text


def test_a_case_is_shown_with_its_rules_and_what_may_be_done(
    browser: Browser, domicile: Domicile
) -> None:
    shown = browser.open(f"{BOARD}/case", id=foreign_request(domicile).id)
    for word in ("all chats", "A court", "CN-LOC-002", "domicile case --help", "propose"):
        assert word in shown.text
    assert "text" not in shown.fields


def test_a_complaint_is_answered_under_a_name(browser: Browser, domicile: Domicile) -> None:
    done = domicile.desks.cases.complain(CN, Asked(text="wrong <b>answer</b>"))
    shown = browser.open(f"{BOARD}/case", id=done.case.id)
    assert "wrong <b>answer</b>" in shown.text
    fields = shown.fields | {"by": "Li", "text": "We corrected it."}
    reply = browser.send(f"{BOARD}/case", **fields)
    assert reply.status_code == 303
    assert "We corrected it." in Shown(browser.client.get(reply.headers["location"]).text).text
    found = domicile.desks.cases.look_up(done.case.id, done.secret)
    assert found.state == "answered"
    assert browser.send(f"{BOARD}/case", **fields).status_code == 409


@pytest.mark.parametrize("missing", ["by", "text"])
def test_an_answer_takes_a_name_and_a_text(
    browser: Browser, domicile: Domicile, missing: str
) -> None:
    found = complaint(domicile)
    shown = browser.open(f"{BOARD}/case", id=found.id)
    fields = shown.fields | {"by": "Li", "text": "Done."} | {missing: " "}
    assert browser.send(f"{BOARD}/case", **fields).status_code == 400
    assert domicile.desks.cases.show(found.id).state == "open"


def test_an_authority_is_not_answered_here(browser: Browser, domicile: Domicile) -> None:
    token = browser.open(f"{BOARD}/case", id=complaint(domicile).id).fields["token"]
    found = foreign_request(domicile)
    reply = browser.send(f"{BOARD}/case", token=token, id=found.id, by="Li", text="Here.")
    assert reply.status_code == 403
    assert domicile.desks.cases.show(found.id).state == "escalated"


def test_a_key_of_another_market_sees_no_case(browser: Browser, domicile: Domicile) -> None:
    found = complaint(domicile)
    _, secret = domicile.keys.add([EU], role="operator")
    browser.send(f"{BOARD}/enter", key=secret)
    assert "There are no cases." in browser.open(f"{BOARD}/cases").text
    assert browser.get(f"{BOARD}/case", id=found.id).status_code == 404
    assert browser.get(f"{BOARD}/case", id="nothing").status_code == 404


def test_what_is_kept_is_shown_with_its_time_and_its_holds(
    browser: Browser, domicile: Domicile
) -> None:
    shown = browser.open(f"{BOARD}/keeping")
    assert "No legal hold stands." in shown.text
    assert "184 days" in shown.text
    assert "CN-RET-001" in shown.text
    held = domicile.desks.holds.place(Scope(market=CN), by="Li", reason="order 12")
    gone = domicile.desks.holds.place(Scope(), by="Wang", reason="order 13")
    domicile.desks.holds.lift(gone.id, by="Wang", reason="")
    shown = browser.open(f"{BOARD}/keeping")
    assert "order 12" in shown.text
    assert shown.text.count(held.id) > 1
    assert gone.id not in shown.text
    browser.language = "zh"
    assert "184 日" in browser.open(f"{BOARD}/keeping").text
