import pytest

from domicile.core.errors import (
    StorageError,
)
from tests.unit.policy.cases.office import (
    Office,
    foreign,
    log_lines,
)
from tests.unit.policy.samples import CN


def test_every_event_stands_in_the_log_and_tells_nothing(room: Office) -> None:
    case = foreign(room.desk, asker="Court")
    lines = log_lines(room, CN)
    assert [each.log_index for each in case.history] == [0, 1]
    for event, line in zip(case.history, lines, strict=True):
        assert (
            line
            == (
                f'{{"digest":"{event.digest}","format":"domicile/case-event/v1",'
                '"hour":"2026-11-24T09Z","market":"CN"}'
            ).encode()
        )
    assert room.desk.verify() == 1


def test_a_log_that_cannot_be_written_loses_nothing(
    room: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise StorageError("the log cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr("domicile.tlog.log.Log.append", fail)
        case = foreign(room.desk)
    assert [each.log_index for each in case.history] == [None, None]
    assert log_lines(room, CN) == []
    assert room.desk.verify() == 1
    room.desk.log_pending()
    assert [each.log_index for each in room.desk.show(case.id).history] == [0, 1]
