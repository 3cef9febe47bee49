import pytest

from tests.unit.surfaces.cli.house import SETTINGS, House

PUBLIC = SETTINGS.replace("[[sites]]", '[operator]\naudience = "public"\n[[sites]]')


def test_the_distance_is_told_market_by_market(house: House) -> None:
    told = house.json("release", "plan", "--feature", "assistant")
    assert [each["market"] for each in told["markets"]] == ["CN", "EU", "US", "US-CA"]
    california = told["markets"][-1]
    assert california["open"]
    device, one = california["sites"]
    assert (device["site"], device["distance"]) == ("device", 0)
    assert (one["site"], one["steps"], one["distance"]) == ("one", ["submit", "approve"], 2)


def test_it_shrinks_with_every_step(house: House) -> None:
    words = ("release", "plan", "--feature", "assistant", "--market", "US-CA", "--site", "one")
    assert house.json(*words)["markets"][0]["distance"] == 2
    house.release()
    (market,) = house.json(*words)["markets"]
    assert (market["open"], market["distance"]) == (True, 0)


def test_people_read_what_is_missing_and_where_it_stands(house: House) -> None:
    house.write(PUBLIC)
    told = house.call("release", "plan", "--feature", "assistant", "--market", "CN").stdout
    assert told.startswith("CN, Mainland China: closed; things to do at the nearest site: 3\n")
    for words in (
        "  device: closed; things to do: 3\n",
        "in the register: submit, approve",
        "missing: No number is entered. Enter the number that the regulator gave",
        "(CN-GATE-003; ",
        "route: filing of an own or tuned model (CN-GATE-001; ",
        "the other route would be shorter: registration of a filed, unmodified model",
        "asks `genai_registration` with province",
        "closed to requests with private_message",
        "  duty to meet: ",
        "duty to meet, for requests with name, phone, email, address and ",
        "more classes: ",
    ):
        assert words in told


def test_it_speaks_chinese(house: House) -> None:
    house.write('language = "zh"\n' + PUBLIC)
    told = house.call("release", "plan", "--feature", "assistant", "--market", "CN").stdout
    assert "CN（中国大陆）：未开放" in told
    assert "路径：自研或自行调优模型的备案" in told
    assert "类信息的请求）" in told


def test_an_open_market_and_one_that_nobody_serves(house: House) -> None:
    words = ("release", "plan", "--feature", "translate", "--market", "EU")
    assert house.call(*words).stdout.splitlines()[:2] == [
        "EU, European Union: open",
        "  device: open",
    ]
    idle = house.call(*words, "--site", "one").stdout
    assert "does not serve the feature" in idle


def test_what_is_to_come_is_told(house: House) -> None:
    house.write(SETTINGS + '[sites.certificates.cac]\nscope = "x"\nexpires = 2026-12-24\n')
    told = house.call("release", "plan", "--feature", "assistant", "--market", "US-CA").stdout
    assert "closes on 2026-12-25: approval.stale: " in told


@pytest.mark.parametrize(
    ("changed", "code"),
    [(("--market", "XX"), "D801"), (("--feature", "sing"), "D802"), (("--site", "two"), "D804")],
)
def test_what_does_not_exist_is_wrong_usage(
    house: House, changed: tuple[str, str], code: str
) -> None:
    words = ("release", "plan", "--feature", "assistant", *changed)
    assert house.json(*words, status=2)["error"]["code"] == code


def test_a_feature_must_be_named(house: House) -> None:
    assert house.call("release", "plan").exit_code == 2
