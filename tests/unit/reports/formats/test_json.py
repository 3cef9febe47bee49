import json

import pytest

from domicile.core.text import Language
from domicile.reports.document import Report
from domicile.reports.formats.json import write
from tests.unit.reports.formats.paper import FULL, REPORT


@pytest.mark.parametrize("language", ["en", "zh"])
def test_programs_read_it_back(language: Language) -> None:
    written = write(REPORT, language)
    assert json.loads(written) == {"language": language, "text": "回执"}
    assert "回执".encode() in written
    assert written.endswith(b"}\n")


def test_what_is_no_json_is_not_written() -> None:
    report = Report(document=FULL, data=lambda _: {"days": float("nan")})
    with pytest.raises(ValueError, match="JSON"):
        write(report, "en")
