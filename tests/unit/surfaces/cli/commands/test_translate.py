import pytest

from tests.unit.surfaces.cli.house import House


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_text_is_translated(house: House, language: str) -> None:
    told = house.json("translate", "good", "morning", "--to", language)
    assert told["text"] == "good morning"
    assert house.call("translate", "-", "--to", language, given="x").stdout == "x\n"


def test_the_language_must_be_said_and_known(house: House) -> None:
    assert house.call("translate", "x").exit_code == 2
    assert house.call("translate", "x", "--to", "fr").exit_code == 2


def test_the_feature_itself_is_asked(house: House) -> None:
    house.release()
    told = house.json("translate", "x", "--to", "en", "--site", "one", status=3)
    assert told["status"] == "refused"
