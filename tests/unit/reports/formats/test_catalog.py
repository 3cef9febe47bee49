import subprocess
import sys
from pathlib import Path

import pytest

from domicile.core.errors import UsageError
from domicile.reports.formats import json, markdown
from domicile.reports.formats.catalog import FORMATS, writer_for


def test_the_ending_says_how() -> None:
    assert writer_for(Path("a.json")) is json.write
    assert writer_for(Path("folder.pdf") / "a.MD") is markdown.write


@pytest.mark.parametrize("name", ["a", "a.txt", ".json", "a.pdf.gz"])
def test_other_endings_are_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        writer_for(Path(name))
    assert all(ending in caught.value.remedy for ending in FORMATS)


def test_every_module_is_a_format() -> None:
    folder = Path(json.__file__).parent
    found = {path.stem for path in folder.glob("*.py")} - {"__init__", "catalog"}
    assert {module.rpartition(".")[2] for module in FORMATS.values()} == found


def test_libraries_for_documents_are_loaded_only_when_asked_for() -> None:
    code = (
        "import sys, domicile.surfaces.cli.desks.report, domicile.surfaces.cli.sites.exposure;"
        "print({'docx', 'lxml', 'reportlab', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
