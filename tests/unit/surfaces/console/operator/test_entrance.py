import pytest
from starlette.testclient import TestClient

from domicile.app import Domicile
from domicile.core.ids import FeatureId, MarketId
from domicile.surfaces.console.operator.session import COOKIE
from domicile.surfaces.serving.server import build
from tests.unit.surfaces.console.operator.browser import BOARD, Browser, Shown

EU, CN = MarketId("EU"), MarketId("CN")
PAGES = (BOARD, f"{BOARD}/history", f"{BOARD}/step")


def test_without_keys_everybody_at_this_machine_is_the_operator(browser: Browser) -> None:
    assert "Releases" in browser.open().text
    assert COOKIE not in browser.client.cookies


@pytest.mark.parametrize("path", PAGES)
def test_once_there_is_a_key_it_is_asked_for(
    browser: Browser, domicile: Domicile, path: str
) -> None:
    domicile.keys.add([EU], role="operator")
    for language, said in (("en", "For operators only"), ("zh", "仅限运营者")):
        browser.language = language
        reply = browser.get(path)
        assert reply.status_code == 403
        shown = Shown(reply.text)
        assert said in shown.text
        assert "key" in shown.fields
        assert "`" not in shown.text


def test_beyond_loopback_it_is_asked_for_from_the_start(domicile: Domicile) -> None:
    client = TestClient(build(domicile, "::"), base_url="http://gateway.example")
    assert client.get(BOARD).status_code == 403


def test_an_operators_key_lets_in_and_the_pass_out_again(
    browser: Browser, domicile: Domicile
) -> None:
    _, secret = domicile.keys.add([CN], role="operator")
    reply = browser.send(f"{BOARD}/enter", key=f" {secret} ")
    assert (reply.status_code, reply.headers["location"]) == (303, f"{BOARD}?lang=en")
    said = reply.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/console/operator", "max-age=28800"):
        assert part in said
    assert "secure" not in said
    assert secret not in said
    shown = browser.open()
    assert "Sign out" in shown.text
    assert browser.step("submit").status_code == 303
    shown = browser.open()
    reply = browser.send(f"{BOARD}/leave", token=shown.fields["token"])
    assert reply.status_code == 303
    assert browser.get().status_code == 403


def test_behind_tls_the_pass_is_sent_through_tls_only(domicile: Domicile) -> None:
    _, secret = domicile.keys.add([CN], role="operator")
    client = TestClient(build(domicile, "::"), base_url="http://gateway.example")
    reply = client.post(
        f"{BOARD}/enter",
        data={"key": secret},
        headers={"origin": "https://gateway.example"},
        follow_redirects=False,
    )
    assert "secure" in reply.headers["set-cookie"].lower()


def test_another_key_does_not_let_in(browser: Browser, domicile: Domicile) -> None:
    _, caller = domicile.keys.add([EU])
    for secret in (caller, "wrong", ""):
        reply = browser.send(f"{BOARD}/enter", key=secret)
        assert reply.status_code == 403
        assert "This key is unknown" in Shown(reply.text).text
        assert "set-cookie" not in reply.headers


def test_a_withdrawn_key_is_out_at_once(browser: Browser, domicile: Domicile) -> None:
    key, secret = domicile.keys.add([EU], role="operator")
    browser.send(f"{BOARD}/enter", key=secret)
    assert browser.get().status_code == 200
    domicile.keys.revoke(key.id)
    assert browser.get().status_code == 403


def test_an_operators_key_reaches_its_markets_and_features_only(
    browser: Browser, domicile: Domicile
) -> None:
    _, secret = domicile.keys.add([EU], role="operator", features=[FeatureId("writing")])
    browser.send(f"{BOARD}/enter", key=secret)
    assert browser.step("submit").status_code == 403
    assert domicile.register.history() == ()


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://[", ""]
)
@pytest.mark.parametrize("has_key", [False, True])
def test_a_form_from_elsewhere_changes_nothing(
    browser: Browser, domicile: Domicile, origin: str, *, has_key: bool
) -> None:
    if has_key:
        _, secret = domicile.keys.add([CN], role="operator")
        assert browser.send(f"{BOARD}/enter", origin, key=secret).status_code == 403
        browser.send(f"{BOARD}/enter", key=secret)
    where = {"verb": "submit", "market": "CN", "feature": "assistant", "site": "one"}
    fields = browser.open(f"{BOARD}/step", **where).fields | {"by": "Eve"}
    assert browser.send(f"{BOARD}/step", origin, **fields).status_code == 403
    assert domicile.register.history() == ()


@pytest.mark.parametrize("token", ["", "0" * 64, "王"])
def test_a_form_without_this_gateways_token_changes_nothing(
    browser: Browser, domicile: Domicile, token: str
) -> None:
    reply = browser.step("submit", token=token)
    assert reply.status_code == 403
    assert "Nothing was changed" in Shown(reply.text).text
    assert domicile.register.history() == ()


def test_what_is_no_form_is_refused(browser: Browser, domicile: Domicile) -> None:
    for body in (b"\xff=1", b"no form", b"&".join(b"a=1" for _ in range(60))):
        reply = browser.client.post(f"{BOARD}/step", content=body)
        assert reply.status_code == 400
    assert domicile.register.history() == ()


def test_a_fault_is_shown_with_its_number_and_its_remedy(browser: Browser) -> None:
    reply = browser.get(
        f"{BOARD}/step", verb="submit", market="XX", feature="assistant", site="one"
    )
    assert reply.status_code == 400
    text = Shown(reply.text).text
    assert "D801" in text
    assert "domicile market list" in text


def test_forms_are_sent_with_their_origin_and_nothing_is_cached(browser: Browser) -> None:
    headers = browser.get().headers
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
