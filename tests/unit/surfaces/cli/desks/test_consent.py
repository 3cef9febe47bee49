from typing import Any

import click
import pytest

from domicile.surfaces.cli.desks.consent import give, withdraw
from tests.unit.surfaces.cli.house import House

WANG = ("--subject", "wang")
IN_CN = (*WANG, "--market", "CN")


def standing(house: House) -> dict[str, Any]:
    found: dict[str, Any] = house.json("consent", "list", *WANG)
    return found


def test_taking_back_is_as_easy_as_giving(house: House) -> None:
    """PIPL Art. 15, GDPR Art. 7(3): the same options, the same number of steps."""

    def options(command: click.Command) -> list[tuple[list[str], bool]]:
        return [(list(each.opts), each.required) for each in command.params]

    assert options(give) == options(withdraw)
    words = (*IN_CN, "--class", "health")
    (given,) = house.json("consent", "give", *words)["acts"]
    assert standing(house)["consents"] == {"health": given["id"]}
    (withdrawn,) = house.json("consent", "withdraw", *words)["acts"]
    assert (given["value"], withdrawn["value"]) == ("given", "withdrawn")
    assert standing(house)["consents"] == {}


def test_each_class_stands_alone_and_the_market_is_named_once(house: House) -> None:
    assert house.json("consent", "give", *WANG, "--class", "health", status=2)["error"]["code"]
    house.json("consent", "give", *IN_CN, "--class", "health, financial")
    house.json("consent", "withdraw", *WANG, "--class", "health")
    assert list(standing(house)["consents"]) == ["financial"]
    assert [act["market"] for act in standing(house)["history"]] == ["CN"] * 3


def test_a_text_that_was_shown_can_be_named(house: House) -> None:
    words = ("--class", "health", "--notice")
    (act,) = house.json("consent", "give", *IN_CN, *words, "cn.rights")["acts"]
    assert (act["notice"], act["how"]) == ("cn.rights", "cli")
    assert house.json("consent", "give", *IN_CN, *words, "eu.rights", status=2)


def test_a_child_takes_a_guardian(house: House) -> None:
    house.json("consent", "about", *IN_CN, "--user", "minor,under_14")
    assert house.json("consent", "give", *WANG, "--class", "guardian", status=2)
    words = ("--class", "guardian", "--guardian", "王妈妈")
    (act,) = house.json("consent", "give", *WANG, *words)["acts"]
    assert act["by"] == "王妈妈"
    assert standing(house)["user"] == ["guardian_consent", "minor", "under_14"]
    house.json("consent", "about", *WANG, "--user", "")
    assert standing(house)["user"] == ["guardian_consent"]


@pytest.mark.parametrize("switches", [["training"], ["training=maybe"], ["train=on"], ["=on"]])
def test_a_switch_is_on_or_off(switches: list[str], house: House) -> None:
    assert house.call("consent", "set", *IN_CN, *switches).exit_code == 2
    assert standing(house)["history"] == []


def test_switches_are_turned_together(house: House) -> None:
    switches = ("personalization=off", "training=off", "device_only=on")
    acts = house.json("consent", "set", *IN_CN, *switches)["acts"]
    assert [f"{act['word']}={act['value']}" for act in acts] == list(switches)
    assert standing(house)["choices"] == {
        "personalization": False,
        "training": False,
        "device_only": True,
    }


def test_a_clause_is_agreed_to_and_no_longer(house: House) -> None:
    words = ("consent", "agree", *IN_CN, "--to", "label_terms")
    assert house.json(*words)["acts"][0]["notice"] == "cn.label_terms"
    assert standing(house)["agreed"] == ["label_terms"]
    house.json(*words, "--withdraw")
    assert standing(house)["agreed"] == []


def test_people_read_what_holds_and_what_led_to_it(house: House) -> None:
    assert house.call("consent", "list", *WANG).stdout == "Nothing is recorded.\n"
    house.call("consent", "give", *IN_CN, "--class", "health,phone")
    house.call("consent", "withdraw", *IN_CN, "--class", "phone")
    lines = house.call("consent", "list", *WANG).stdout.splitlines()
    assert len(lines) == 3
    assert [" * " in line for line in lines] == [True, False, False]
    house.call("rights", "restrict", *WANG)
    assert "restricted" in house.call("consent", "list", *WANG).stdout.splitlines()[0]


def test_nothing_of_the_person_stands_in_an_error(house: House) -> None:
    said = ("--subject", "王小明", "--market", "CN", "--class", "秘密")
    result = house.call("consent", "give", *said)
    assert result.exit_code == 2
    assert "秘密" not in result.output
    assert "王小明" not in result.output
