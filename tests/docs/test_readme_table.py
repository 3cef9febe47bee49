from tools.feature_table import README, written


def test_the_table_of_the_readme_is_what_the_packs_say() -> None:
    text = README.read_text(encoding="utf-8")
    assert written(text) == text, "run `make pages`"


def test_the_readme_stays_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 120
