import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from domicile.core.errors import PackError
from domicile.core.ids import MarketId
from domicile.markets import library
from domicile.markets.files import Stamp, read_file
from domicile.markets.library import Library
from domicile.markets.resolve import Atlas
from domicile.markets.source import MAX_BYTES
from tests.unit.markets.overlay_samples import (
    AA,
    BB,
    OWN_RULE,
    PACKS,
    RULES,
    HandClock,
    newer,
    overlay,
    put,
    written,
)

CC = MarketId("CC")


@pytest.fixture(autouse=True)
def _two_markets_come_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "shipped", lambda: tuple(PACKS.values()))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "packs"
    found.mkdir()
    return found


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "overlay.yaml"
    file.write_text(overlay("AA-PART-001, on_fail: block"), encoding="utf-8")
    return file


@pytest.fixture
def later(clock: HandClock) -> Callable[[Library], Atlas]:
    """Look again after a second."""

    def look(shelf: Library) -> Atlas:
        clock.seconds += 1
        return shelf.atlas

    return look


Later = Callable[[Library], Atlas]


def own_rules(atlas: Atlas) -> list[str]:
    return [rule.id for rule in atlas.get(AA).rules if rule.overlay]


def said(shelf: Library) -> str:
    assert shelf.fault is not None
    assert shelf.fault.__traceback__ is None
    return shelf.fault.message


def test_what_comes_along_is_enough(clock: HandClock) -> None:
    shelf = Library(None, None, clock=clock)
    first = shelf.atlas
    assert first.markets == (AA, BB)
    assert first.overlay is None
    clock.seconds += 100
    assert shelf.atlas is first
    assert shelf.fault is None


def test_a_folder_adds_markets(folder: Path, clock: HandClock) -> None:
    put(folder, "c.yaml", written("CC"))
    put(folder, "b.yaml", newer("BB"))
    shelf = Library(folder, None, clock=clock)
    assert shelf.atlas.markets == (AA, BB, CC)
    assert shelf.atlas.get(BB).as_of.isoformat() == "2026-11-24"


def test_an_overlay_adds_rules(rules: Path, clock: HandClock) -> None:
    shelf = Library(None, rules, clock=clock)
    assert own_rules(shelf.atlas) == ["operator.AA-PART-001"]
    assert shelf.atlas.overlay is not None
    assert shelf.atlas.overlay.market == "operator"


def test_an_overlay_tightens_the_packs_of_the_folder(
    folder: Path, rules: Path, clock: HandClock
) -> None:
    put(folder, "c.yaml", written("CC"))
    rules.write_text(overlay("CC-PART-001, on_fail: block"), encoding="utf-8")
    found = Library(folder, rules, clock=clock).atlas.get(CC)
    assert found.rules[-1].id == "operator.CC-PART-001"


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"a.yaml": written("AA")},
            r"^a\.yaml:4: as_of: not newer than the pack AA that comes along, of 2026-11-23$",
        ),
        (
            {"a.yaml": written("CC"), "b.yaml": written("CC")},
            r"^b\.yaml:2: id: another file of the folder speaks for CC$",
        ),
        (
            {"a.yaml": written("CC").replace("basis: law", "basis: lore", 1)},
            r"^a\.yaml:20: CC-PART-001: rules\[0\]\.basis: expected one of",
        ),
        ({"a.yaml": "id: ["}, r"^a\.yaml:2: not YAML"),
        ({"a.yaml": " " * (MAX_BYTES + 1)}, r"^a\.yaml: larger than"),
        (
            {"a.yaml": written("CC").replace("id: CC\n", "id: CC\nextends: [DD]\n", 1)},
            r"^CC: extends DD, for which no pack speaks$",
        ),
    ],
)  # fmt: skip
def test_what_is_broken_never_begins(
    files: dict[str, str], problem: str, folder: Path, clock: HandClock
) -> None:
    for name, text in files.items():
        put(folder, name, text)
    with pytest.raises(PackError, match=problem):
        Library(folder, None, clock=clock)


def test_what_is_missing_never_begins(tmp_path: Path, clock: HandClock) -> None:
    with pytest.raises(PackError, match=r"^gone: the folder of packs cannot be read"):
        Library(tmp_path / "gone", None, clock=clock)
    with pytest.raises(PackError, match=r"^gone\.yaml: cannot be read"):
        Library(None, tmp_path / "gone.yaml", clock=clock)


def test_what_broke_changes_nothing_and_is_named(
    folder: Path, rules: Path, clock: HandClock, later: Later
) -> None:
    put(folder, "c.yaml", written("CC"))
    shelf = Library(folder, rules, clock=clock)
    first = shelf.atlas
    put(folder, "c.yaml", newer("CC"))
    rules.write_text(overlay("CC-PART-001, on_fail: inform"), encoding="utf-8")
    assert later(shelf) is first
    assert said(shelf) == (
        "overlay.yaml:4: CC-PART-001: on_fail: would loosen the rule; it says `warn_unless_strict`"
    )
    rules.write_text(overlay("CC-PART-001, on_fail: block"), encoding="utf-8")
    assert later(shelf) is not first
    assert shelf.atlas.get(CC).as_of.isoformat() == "2026-11-24"
    assert shelf.fault is None


def test_what_goes_back_to_what_it_was_is_whole_again(
    rules: Path, clock: HandClock, later: Later
) -> None:
    shelf = Library(None, rules, clock=clock)
    before = rules.read_text(encoding="utf-8")
    rules.write_text("schema: [", encoding="utf-8")
    clock.seconds += 1
    assert "not YAML" in said(shelf)
    clock.seconds += 1
    assert "not YAML" in said(shelf)
    rules.write_text(before, encoding="utf-8")
    assert own_rules(later(shelf)) == ["operator.AA-PART-001"]
    assert shelf.fault is None


def test_what_vanished_still_binds(
    folder: Path, rules: Path, clock: HandClock, later: Later
) -> None:
    shelf = Library(folder, rules, clock=clock)
    first = shelf.atlas
    text = rules.read_text(encoding="utf-8")
    rules.unlink()
    assert later(shelf) is first
    assert said(shelf).startswith("overlay.yaml: cannot be read")
    rules.write_text(text, encoding="utf-8")
    folder.rmdir()
    later(shelf)
    assert said(shelf).startswith("packs: the folder of packs cannot be read")
    folder.mkdir()
    assert own_rules(later(shelf)) == ["operator.AA-PART-001"]
    assert shelf.fault is None


def test_markets_come_and_go_with_their_files(folder: Path, clock: HandClock, later: Later) -> None:
    shelf = Library(folder, None, clock=clock)
    file = put(folder, "c.yaml", written("CC"))
    assert later(shelf).markets == (AA, BB, CC)
    file.unlink()
    assert later(shelf).markets == (AA, BB)


def test_files_are_looked_at_once_a_second(folder: Path, clock: HandClock) -> None:
    shelf = Library(folder, None, clock=clock)
    put(folder, "c.yaml", written("CC"))
    clock.seconds += 0.99
    assert CC not in shelf.atlas.markets
    clock.seconds += 0.01
    assert CC in shelf.atlas.markets
    put(folder, "c.yaml", newer("CC"))
    clock.seconds += 0.99
    assert shelf.atlas.get(CC).as_of.isoformat() == "2026-11-23"
    clock.seconds += 0.01
    assert shelf.atlas.get(CC).as_of.isoformat() == "2026-11-24"


def test_what_was_only_touched_is_not_built_anew(
    rules: Path, clock: HandClock, later: Later
) -> None:
    shelf = Library(None, rules, clock=clock)
    first = shelf.atlas
    os.utime(rules)
    assert later(shelf) is first
    assert later(shelf) is first
    assert shelf.fault is None


def test_a_change_that_the_stamps_hide_is_seen(
    rules: Path, clock: HandClock, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may change twice within one tick of the file system's clock."""

    tick = 1

    def coarse(path: Path) -> Stamp:
        return Stamp(path=path, facts=(tick,))

    monkeypatch.setattr(library, "stamp", coarse)
    before = rules.read_text(encoding="utf-8")
    shelf = Library(None, rules, clock=clock)
    rules.write_text(overlay(rules=OWN_RULE), encoding="utf-8")
    assert own_rules(later(shelf)) == ["OWN-AA-001"]
    later(shelf)
    tick = 2  # somebody touches the file
    assert own_rules(later(shelf)) == ["OWN-AA-001"]
    rules.write_text(before, encoding="utf-8")
    assert own_rules(later(shelf)) == ["operator.AA-PART-001"]


def test_nothing_is_read_while_nothing_changes(
    rules: Path, clock: HandClock, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Library(None, rules, clock=clock)
    first = later(shelf)

    def refuse(path: Path) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr(library, "read_file", refuse)
    assert later(shelf) is first


def test_links_are_followed(tmp_path: Path, folder: Path, clock: HandClock, later: Later) -> None:
    editions = [
        put(tmp_path, f"{day}.yaml", newer("CC", day)) for day in ("2026-11-24", "2026-11-25")
    ]
    link = folder / "c.yaml"
    link.symlink_to(editions[0])
    shelf = Library(folder, None, clock=clock)
    link.unlink()
    link.symlink_to(editions[1])
    assert later(shelf).get(CC).as_of.isoformat() == "2026-11-25"


def test_what_is_being_written_waits(
    folder: Path, clock: HandClock, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Library(folder, None, clock=clock)
    file = put(folder, "c.yaml", written("CC"))
    read = read_file

    def disturbed(path: Path) -> bytes:
        data = read(path)
        put(folder, "c.yaml", newer("CC"))
        return data

    monkeypatch.setattr(library, "read_file", disturbed)
    assert CC not in later(shelf).markets
    assert shelf.fault is None
    with pytest.raises(PackError, match="change while they are read"):
        Library(folder, None, clock=clock)
    monkeypatch.setattr(library, "read_file", read)
    assert later(shelf).get(CC).as_of.isoformat() == "2026-11-24"
    assert file.exists()


def test_nobody_waits_for_a_load_in_another_thread(
    rules: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Library(None, rules, clock=clock)
    first = shelf.atlas
    entered, go_on = threading.Event(), threading.Event()
    read = read_file

    def slow(path: Path) -> bytes:
        entered.set()
        assert go_on.wait(10)
        return read(path)

    monkeypatch.setattr(library, "read_file", slow)
    rules.write_text(overlay(rules=OWN_RULE), encoding="utf-8")
    clock.seconds += 1
    loader = threading.Thread(target=lambda: shelf.atlas)
    loader.start()
    assert entered.wait(10)
    clock.seconds += 1
    assert shelf.atlas is first
    go_on.set()
    loader.join(10)
    assert own_rules(shelf.atlas) == ["OWN-AA-001"]


def test_a_load_that_ends_badly_lets_the_next_one_begin(
    rules: Path, clock: HandClock, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Library(None, rules, clock=clock)
    read = read_file

    def fail(path: Path) -> bytes:
        raise MemoryError(path)

    monkeypatch.setattr(library, "read_file", fail)
    rules.write_text(overlay(rules=OWN_RULE), encoding="utf-8")
    with pytest.raises(MemoryError):
        later(shelf)
    monkeypatch.setattr(library, "read_file", read)
    assert own_rules(later(shelf)) == ["OWN-AA-001"]


def test_under_constant_writing_every_atlas_is_whole(folder: Path, rules: Path) -> None:
    """One thread saves as editors do, in place and in halves; others read all the time."""

    class EagerClock(HandClock):
        def monotonic_s(self) -> float:
            self.seconds += 1
            return self.seconds

    put(folder, "c.yaml", written("CC"))
    shelf = Library(folder, rules, clock=EagerClock())
    done = threading.Event()
    wrong: list[str] = []
    days = [f"2026-12-{day:02}" for day in range(1, 13)]

    def write() -> None:
        for day in days:
            text = re.sub("Required", day, newer("CC", day))
            half = len(text) // 2
            (folder / "c.yaml").write_text(text[:half], encoding="utf-8")
            (folder / "c.yaml").write_text(text, encoding="utf-8")
            rules.write_text(
                overlay("AA-PART-001, on_fail: block", rules=OWN_RULE), encoding="utf-8"
            )
            rules.write_text("", encoding="utf-8")
            rules.write_text(overlay("AA-PART-001, on_fail: block"), encoding="utf-8")
        done.set()

    def read() -> None:
        while not done.is_set():
            atlas = shelf.atlas
            pack = atlas.get(CC)
            texts = {rule.requirement.en for rule in pack.rules}
            if texts not in ({f"{pack.as_of}."}, {"Required."}) or len(pack.rules) != len(RULES):
                wrong.append(f"mixed: {texts}")
            if own_rules(atlas)[:1] != ["operator.AA-PART-001"]:
                wrong.append(f"half: {own_rules(atlas)}")

    threads = [threading.Thread(target=each) for each in (write, read, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    put(folder, "c.yaml", newer("CC", "2026-12-31"))
    assert shelf.atlas.get(CC).as_of.isoformat() == "2026-12-31"
    assert own_rules(shelf.atlas) == ["operator.AA-PART-001"]
    assert shelf.fault is None
