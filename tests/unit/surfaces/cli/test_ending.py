import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner

from domicile.core.errors import (
    BundleError,
    DomicileError,
    ModelMissingError,
    ReleaseStateError,
    UnknownMarketError,
)
from domicile.policy.errors import CaseHeldError
from domicile.surfaces.cli.ending import (
    Status,
    conclude,
    error_document,
    report,
    status_of,
    stop_writing,
    unexpected,
)
from domicile.surfaces.cli.grammar import Flags

SILENT = Flags(config=None, is_json=False, is_debug=False)
SECRET = "手机13812345678"


def raising(error: BaseException) -> Callable[[], NoReturn]:
    def work() -> NoReturn:
        raise error

    return work


def ended(work: Callable[[], object]) -> int:
    with pytest.raises(click.exceptions.Exit) as caught:
        conclude(click.Context(click.Command("x")), work)
    return caught.value.exit_code


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ModelMissingError("x"), 1),
        (ReleaseStateError("x"), 1),
        (UnknownMarketError("x"), 2),
        (CaseHeldError("x", rule="CN-LOC-002"), 3),
        (BundleError("x"), 4),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (click.exceptions.Exit(3), 3),
        (ZeroDivisionError(SECRET), 1),
    ],
)
def test_every_end_has_its_status(error: BaseException, status: int) -> None:
    assert ended(raising(error)) == status


@pytest.mark.parametrize(("done", "status"), [(None, 0), (Status.REFUSED, 3), ("text", 0)])
def test_what_is_done_says_its_status(done: object, status: int) -> None:
    assert ended(lambda: done) == status


def test_the_process_may_be_told_to_end() -> None:
    with pytest.raises(SystemExit):
        conclude(click.Context(click.Command("x")), raising(SystemExit(9)))


def test_wrong_usage_is_left_to_click() -> None:
    with pytest.raises(click.UsageError):
        conclude(click.Context(click.Command("x")), raising(click.UsageError("no")))


def test_when_nobody_reads_the_rest_goes_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr("domicile.surfaces.cli.ending.stop_writing", lambda: stopped.append(True))
    assert ended(raising(BrokenPipeError())) == 141
    assert stopped == [True]


def test_what_is_left_to_write_goes_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "out").open("w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        stop_writing()
        stream.write("lost")
    assert (tmp_path / "out").read_text() == ""


def test_the_unforeseen_keeps_its_words_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    report(unexpected(ValueError(SECRET)), SILENT)
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "D000" in said
    assert SECRET not in said


def test_debug_shows_where_it_happened(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raising(ValueError(SECRET))()
    except ValueError as error:
        report(unexpected(error), Flags(config=None, is_json=False, is_debug=True))
    said = capsys.readouterr().err
    assert "test_ending.py" in said
    assert "ValueError" in said
    assert "something unexpected happened" in said
    assert SECRET not in said


def test_an_error_is_a_document_for_programs_and_words_for_people() -> None:
    @click.command()
    def fail() -> None:
        error = ModelMissingError("gone", remedy="pull it")
        flags = Flags(config=None, is_json=True, is_debug=False)
        assert report(error, flags, document={"models": []}) is Status.FAILED

    result = CliRunner().invoke(fail)
    assert json.loads(result.stdout) == {
        "models": [],
        "error": {"code": "D201", "message": "gone", "remedy": "pull it"},
    }
    assert result.stderr == "D201: gone\n  pull it\n"


def test_an_error_names_its_remedy() -> None:
    document = error_document(UnknownMarketError("which", remedy="that"))
    assert document == {
        "error": {"code": UnknownMarketError.code, "message": "which", "remedy": "that"}
    }
    assert status_of(DomicileError("x")) is Status.FAILED
