"""``domicile doctor``."""

import os
from collections.abc import Iterator
from typing import Final

from domicile.core.errors import SettingsError
from domicile.core.text import Bilingual, Language
from domicile.surfaces.cli.checks import house, machine
from domicile.surfaces.cli.checks.check import Check, broken, good
from domicile.surfaces.cli.ending import Status
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import table
from domicile.surfaces.cli.session import Session, terminal_language, with_session

WORDS: Final = {
    "ok": Bilingual(en="ok", zh="正常"),
    "warn": Bilingual(en="warn", zh="注意"),
    "fail": Bilingual(en="FAIL", zh="失败"),
}


@command("doctor", examples=("domicile doctor", "domicile doctor --json"))
@with_session
def doctor(session: Session) -> int:
    """Check that everything works.

    Looks at Python, packages, settings, folders, store, keys, models, memory, ports, markets and
    sites. Makes no connection. Exit status 1 when something will not work.
    """
    checks = list(examine(session))
    is_well = all(check.health != "fail" for check in checks)
    try:
        language = session.language()
    except SettingsError:
        language = terminal_language(os.environ)
    session.answer(
        {
            "ok": is_well,
            "checks": [
                {
                    "name": check.name,
                    "status": check.health,
                    "detail": check.detail.spoken(language),
                    "remedy": check.remedy or None,
                }
                for check in checks
            ],
        },
        _lines(checks, language),
    )
    return Status.DONE if is_well else Status.FAILED


def examine(session: Session) -> Iterator[Check]:
    """Look at everything; without settings, at what does not need them."""
    yield machine.python()
    yield machine.dependencies()
    try:
        settings = session.loaded.settings
    except SettingsError as error:
        yield broken("settings", error)
        return
    where = str(session.loaded.file or "")
    yield good("settings", where or "no file; all defaults", where or "无文件，使用默认值")
    yield machine.data_folder(settings.data_dir)
    yield machine.free_disk(settings.data_dir)
    yield house.store(session.domicile)
    yield house.at_rest_key(session.domicile)
    yield from house.models(session.domicile)
    yield machine.port(settings.server.host, settings.server.port)
    yield from house.markets(session.domicile)
    yield from house.sites(session.domicile)


def _lines(checks: list[Check], language: Language) -> Iterator[str]:
    rows = table(
        [
            (WORDS[check.health].spoken(language), check.name, check.detail.spoken(language))
            for check in checks
        ]
    )
    for row, check in zip(rows, checks, strict=True):
        yield row
        if check.remedy:
            yield f"      {check.remedy}"
