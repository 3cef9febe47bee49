from pathlib import Path

from domicile.privacy.detect.catalog import recognizers, structured_recognizers


def never() -> Path:
    raise AssertionError("nothing was read yet")


def test_every_recognizer_has_the_name_of_its_file() -> None:
    folder = Path(__file__).parents[4] / "src/domicile/privacy/detect"
    files = {file.stem for file in folder.glob("*.py")} - {"__init__", "catalog"}
    assert {recognizer.name for recognizer in recognizers(never)} == files


def test_only_names_need_a_model() -> None:
    assert [each.name for each in recognizers(never) if each.is_slow] == ["person_name"]
    assert len(structured_recognizers()) == len(recognizers(never)) - 1
