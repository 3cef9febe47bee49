from tests.unit.surfaces.cli.house import House


def test_a_draft_holds_all_that_the_rule_asks_for(house: House, breach_id: str) -> None:
    """CN-REP-002."""
    said = house.call("case", "draft", breach_id).stdout
    for field in ("categories", "cause", "harm", "remedy", "self_help", "contact"):
        assert f"### {field}" in said
    assert "regulator, people" in said
    assert "at once" in said
    told = house.json("case", "draft", breach_id)
    assert told["text"] == said
    assert told["rules"][0]["rule"] == "CN-REP-002"


def test_it_is_written_to_a_file_that_was_not_there(house: House, breach_id: str) -> None:
    words = ("case", "draft", breach_id, "-o", "draft.md")
    assert house.call(*words).stdout == "draft.md\n"
    assert "CN-REP-002" in (house.folder / "draft.md").read_text(encoding="utf-8")
    assert house.json(*words, status=2)["error"]["code"] == "D805"


def test_only_incidents_are_reported(house: House, case_id: str) -> None:
    assert house.json("case", "draft", case_id, status=2)["error"]["code"] == "D805"
