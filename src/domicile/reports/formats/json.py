"""A report as JSON, for programs."""

import json

from domicile.core.text import Language
from domicile.reports.document import Report


def write(report: Report, language: Language) -> bytes:
    """Return what ``report`` holds for programs, as UTF-8."""
    text = json.dumps(report.data(language), ensure_ascii=False, allow_nan=False, indent=2)
    return f"{text}\n".encode()
