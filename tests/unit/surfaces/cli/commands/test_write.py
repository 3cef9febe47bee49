import pytest

from tests.unit.surfaces.cli.house import House


@pytest.mark.parametrize("mode", ["rewrite", "proofread", "summarize", "compose"])
def test_every_mode_is_there(house: House, mode: str) -> None:
    assert house.json("write", mode, "some", "text")["text"] == "some text"


def test_another_mode_is_wrong_usage(house: House) -> None:
    assert house.call("write", "sing", "text").exit_code == 2
    assert house.call("write", "rewrite").exit_code == 2


def test_the_release_of_writing_counts(house: House) -> None:
    assert house.call("write", "rewrite", "x", "--site", "one").exit_code == 3
    house.release(feature="writing")
    assert house.call("write", "rewrite", "x", "--site", "one").exit_code == 0
